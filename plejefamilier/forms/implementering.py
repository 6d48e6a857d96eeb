"""What may be typed about implementation. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper
from plejefamilier.models import Implementeringsperson, Implementeringspunkt
from plejefamilier.queries.implementering import possible_owners

PUNKT_FIELDS = ("status", "ansvarlig", "dato", "svar")


class PunktForm(forms.Form):
    """How one question stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    svar = forms.CharField(
        label="Hvad gør vi her?",
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    status = forms.ChoiceField(
        label="Status", choices=Implementeringspunkt.Status, widget=ChoiceBoxes()
    )
    ansvarlig = forms.ModelChoiceField(
        label="Ansvarlig", queryset=Bruger.objects.none(), required=False, empty_label="Ingen endnu"
    )
    dato = DanishDateField(label="Afklaret senest", required=False, help_text="")

    def __init__(self, data=None, *, row, hjaelp=""):
        initial = {name: getattr(row, name) for name in ("version", "svar", "status", "dato")}
        initial["ansvarlig"] = row.ansvarlig_id
        # several questions may be open on the page at once
        super().__init__(data, initial=initial, auto_id=f"id_{row.skabelon}_{row.kode}_%s")
        self.fields["svar"].help_text = hjaelp
        self.fields["ansvarlig"].queryset = possible_owners(row.kommune, known=row.ansvarlig_id)

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in PUNKT_FIELDS}


class StatusForm(forms.Form):
    """How it goes."""

    tekst = forms.CharField(
        label="Hvordan går det?",
        max_length=5_000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Hvad er nået, hvad er svært, og hvad sker der nu? Ingen navne på familier.",
        error_messages={"required": "Skriv, hvordan det går."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(Fieldset("Status", "tekst"), gem="Gem status", fortryd=fortryd)


class SagForm(forms.Form):
    """Something stands in the way."""

    tekst = forms.CharField(
        label="Hvad er i vejen?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvad der er i vejen."},
    )
    ansvarlig = forms.ModelChoiceField(
        label="Hvem løser det?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg, hvem der løser det."},
    )
    frist = DanishDateField(label="Løst senest")

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data)
        self.fields["ansvarlig"].queryset = possible_owners(kommune)
        self.helper = helper(
            Fieldset("Hindringen", "tekst", Row("ansvarlig", "frist")),
            gem="Gem hindringen",
            fortryd=fortryd,
        )


class LoesningForm(forms.Form):
    """It is out of the way."""

    loesning = forms.CharField(
        label="Hvordan blev den løst?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvordan den blev løst."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Løsningen", "loesning"), gem="Luk hindringen", fortryd=fortryd
        )


class SparringForm(forms.Form):
    """An experienced municipality."""

    hvem = forms.CharField(
        label="Kommune", max_length=120, error_messages={"required": "Skriv kommunens navn."}
    )
    kontakt = forms.CharField(
        label="Kontaktperson og hvordan",
        max_length=200,
        error_messages={"required": "Skriv, hvem I kan kontakte, og hvordan."},
    )
    om = forms.CharField(
        label="Hvad kan I spørge om?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvad I kan spørge om."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Erfaren kommune", "hvem", "kontakt", "om"),
            gem="Gem kommunen",
            fortryd=fortryd,
        )


class PersonForm(forms.Form):
    """Somebody who gets the effort into operation."""

    rolle = forms.ChoiceField(
        label="Rolle",
        choices=Implementeringsperson.Rolle,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg rollen."},
    )
    bruger = forms.ModelChoiceField(
        label="Person",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="En, der ikke bruger Samspil",
    )
    navn = forms.CharField(
        label="Navn",
        max_length=120,
        required=False,
        help_text="Kun for en, der ikke bruger Samspil.",
    )
    fag = forms.CharField(
        label="Fag eller sted",
        max_length=120,
        required=False,
        help_text="Så man kan se, om alle faggrupper er med.",
    )
    til_stede = forms.CharField(
        label="Hvor og hvornår?",
        max_length=200,
        required=False,
        help_text="For en projektleder, der skifter sted: Brohus mandag, rådhuset torsdag.",
    )

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data)
        self.fields["bruger"].queryset = possible_owners(kommune)
        self.helper = helper(
            Fieldset("Personen", "rolle", Row("bruger", "navn"), "fag", "til_stede"),
            gem="Tilføj personen",
            fortryd=fortryd,
        )


class PersonSlutForm(forms.Form):
    """Her last day."""

    til = DanishDateField(label="Sidste dag")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Hvornår slutter det?", "til"), gem="Gem sidste dag", fortryd=fortryd
        )
