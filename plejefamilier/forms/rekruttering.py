"""What may be typed about recruitment. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Indskrivning
from plejefamilier.models.rekruttering import Henvisningskilde
from plejefamilier.queries.rekruttering import possible_tellers


class KriteriumForm(forms.Form):
    """A criterion of the municipality."""

    tekst = forms.CharField(
        label="Kriterium",
        max_length=200,
        help_text="Kort og til at svare ja eller nej på.",
        error_messages={"required": "Skriv kriteriet."},
    )
    forklaring = forms.CharField(
        label="Forklaring", max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    skal = forms.BooleanField(
        label="Skal være opfyldt. Ellers skrives en begrundelse.", required=False
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Nyt kriterium", "tekst", "forklaring", "skal"),
            gem="Tilføj kriteriet",
            fortryd=fortryd,
        )


class InformeringForm(forms.Form):
    """Who told the family what."""

    dato = DanishDateField(label="Hvornår?", validators=[not_in_the_future])
    af = forms.ModelChoiceField(
        label="Hvem fortalte?", queryset=Bruger.objects.none(), empty_label="Vælg en person"
    )
    hvad = forms.CharField(
        label="Hvad fik familien at vide?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv kort, hvad familien fik at vide."},
    )
    materiale = forms.CharField(
        label="Materiale", max_length=200, required=False, help_text="For eksempel en folder."
    )
    svar = forms.CharField(
        label="Hvad sagde familien?",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data=None, *, bruger, familie, fortryd):
        super().__init__(data, initial={"dato": timezone.localdate(), "af": bruger.pk})
        self.fields["af"].queryset = possible_tellers(bruger, familie.kommune)
        self.helper = helper(
            Fieldset("Samtalen", Row("dato", "af"), "hvad", "materiale", "svar"),
            gem="Gem informationen",
            fortryd=fortryd,
        )


class IndskrivningForm(forms.Form):
    """The check list becomes an enrolment."""

    kriterier = forms.MultipleChoiceField(
        label="Hvilke kriterier er opfyldt?",
        required=False,
        error_messages={"invalid_choice": "Vælg blandt de kriterier, der er i brug."},
    )
    intensitet = forms.ChoiceField(
        label="Intensitet",
        choices=Indskrivning.Intensitet,
        widget=ChoiceBoxes(
            as_list=True,
            hints={
                Indskrivning.Intensitet.GRUPPE_HOEJ: "Udvalgte familier med forholdsvis stort "
                "behov",
                Indskrivning.Intensitet.GRUPPE_LAV: "En bred gruppe af familier",
                Indskrivning.Intensitet.INDIVIDUEL: "Forløb for den enkelte familie",
            },
        ),
        error_messages={"required": "Vælg intensiteten."},
    )
    fra = DanishDateField(label="Med fra og med")
    kilde = forms.ChoiceField(
        label="Hvem foreslog det?",
        choices=[("", "Vælg"), *Henvisningskilde.choices],
        error_messages={"required": "Vælg, hvem der foreslog det."},
    )
    begrundelse = forms.CharField(
        label="Begrundelse",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Skal skrives, når et kriterium, der skal være opfyldt, ikke er det.",
    )

    def __init__(self, data=None, *, kriterier, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate()})
        self.by_pk = {str(row.pk): row for row in kriterier}
        for name in ("kriterier", "begrundelse"):
            self.fields[name].betinget = True
        parts = ["intensitet", Row("fra", "kilde"), "begrundelse"]
        if kriterier:
            field = self.fields["kriterier"]
            hints = {pk: _hint(row) for pk, row in self.by_pk.items()}
            field.widget = ChoiceBoxesMultiple(as_list=True, hints=hints)
            field.choices = [(pk, row.tekst) for pk, row in self.by_pk.items()]
            parts.insert(0, "kriterier")
        self.helper = helper(
            Fieldset("Indskriv familien", *parts), gem="Indskriv familien", fortryd=fortryd
        )

    def clean_kriterier(self):
        return [self.by_pk[pk] for pk in self.cleaned_data["kriterier"]]


def _hint(kriterium):
    must = "Skal være opfyldt. " if kriterium.skal else ""
    return f"{must}{kriterium.forklaring}".strip()


class IndskrivningSlutForm(forms.Form):
    """The last day, and why."""

    til = DanishDateField(label="Sidste dag")
    slut_begrundelse = forms.CharField(
        label="Hvorfor er familien ikke længere med?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvorfor familien ikke længere er med."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslut indskrivningen", "til", "slut_begrundelse"),
            gem="Afslut indskrivningen",
            fortryd=fortryd,
        )
