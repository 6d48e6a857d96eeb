"""What may be typed about roles, the points of a cooperation, and agreements with institutions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Permission
from faelles.formfields import DanishDateField
from faelles.models import Bruger, Organisation
from plejefamilier.actions.kreds import cooperating
from plejefamilier.actions.rolleaftale import LINJE, MOST_LINES
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Samarbejdspunkt

EMPTY_LINES = 3


class LinjeForm(forms.Form):
    """One task, and who does it."""

    opgave = forms.CharField(label="Opgave", max_length=200, required=False)
    hvem = forms.CharField(label="Hvem gør det?", max_length=120, required=False)
    bemaerkning = forms.CharField(label="Bemærkning", max_length=300, required=False)

    def clean(self):
        """A line that is begun has both: what, and who."""
        cleaned = super().clean()
        if any(cleaned.values()):
            for name, words in (("opgave", "Skriv opgaven."), ("hvem", "Skriv, hvem der gør det.")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(words, code="mangler"))
        return cleaned


LinjeFormSet = forms.formset_factory(
    LinjeForm, extra=EMPTY_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


class RolleaftaleForm(forms.Form):
    """A version of who does what."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)
    indgaaet_paa = DanishDateField(label="Aftalt den", validators=[not_in_the_future])
    begrundelse = forms.CharField(
        label="Hvorfor ændres aftalen?",
        max_length=300,
        error_messages={"required": "Skriv, hvorfor aftalen ændres."},
    )

    def __init__(self, data=None, *, known, more=False):
        """`more` gives the lines that are typed some empty ones below; nothing is checked."""
        newest = known["version"] if known else 0
        super().__init__(data, initial={"version": newest, "indgaaet_paa": timezone.localdate()})
        if not newest:
            del self.fields["begrundelse"]
        start = (
            [{name: line.get(name, "") for name in LINJE} for line in known["linjer"]]
            if known
            else []
        )
        if more:
            data = _with_more_lines(data)
        self.linjer = LinjeFormSet(data, initial=start, prefix="linje")

    def is_valid(self):
        """The frame and every line; the summary says which line has a mistake."""
        for number, line in enumerate(self.linjer, start=1):
            for words in [one for errors in line.errors.values() for one in errors]:
                self.add_error(None, ValidationError(f"Opgave {number}: {words}", code="linje"))
        return super().is_valid() and self.linjer.is_valid()

    def show_as_typed(self):
        """Tell of no mistake: the person is not done."""
        for one in (self, *self.linjer):
            one.errors.clear()

    @property
    def facts(self):
        """The arguments of the action."""
        return self.cleaned_data | {"linjer": [line.cleaned_data for line in self.linjer]}


def _with_more_lines(data):
    """The typed lines, and EMPTY_LINES beside them as far as there may be so many."""
    shown = LinjeFormSet(data, prefix="linje").total_form_count()
    data = data.copy()
    data["linje-TOTAL_FORMS"] = str(min(shown + EMPTY_LINES, MOST_LINES))
    return data


class SamarbejdspunktForm(forms.Form):
    """When each point of a child's cooperation was done; an empty field is not done."""

    def __init__(self, data=None, *, dates, fortryd):
        super().__init__(data, initial=dates)
        for key in Samarbejdspunkt.Noegle:
            self.fields[key.value] = DanishDateField(
                label=key.label, required=False, help_text="", validators=[not_in_the_future]
            )
        names = Samarbejdspunkt.Noegle
        self.helper = helper(
            Fieldset(
                "Plejefamilien",
                names.INFORMERET.value,
                names.RAMME.value,
                names.MAAL.value,
            ),
            Fieldset("Rådgiveren", names.RAADGIVER.value),
            Fieldset(
                "Institutionens kontakt med konsulenten",
                names.KONTAKT_FOER.value,
                names.KONTAKT_UNDER.value,
                names.KONTAKT_EFTER.value,
            ),
            gem="Gem punkter",
            fortryd=fortryd,
        )


class RaadgiverskiftForm(forms.Form):
    """A wish for another rådgiver, for the leader to settle (B27)."""

    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Teamlederen får en aftale på sin Min dag om at tage stilling.",
        error_messages={"required": "Skriv, hvorfor barnet bør have en anden rådgiver."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Ønske om en anden rådgiver", "begrundelse"),
            gem="Send ønsket",
            fortryd=fortryd,
        )


class SamarbejdsaftaleForm(forms.Form):
    """The municipality's agreement with an institution (D3)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    institution = forms.ModelChoiceField(
        label="Institution",
        queryset=Organisation.objects.none(),
        empty_label="Vælg institution",
        error_messages={"required": "Vælg en institution."},
    )
    indgaaet_paa = DanishDateField(label="Indgået den")
    revideres_paa = DanishDateField(label="Gennemgås igen senest")
    tekst = forms.CharField(
        label="Hvad er aftalt?",
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
        help_text="Rammen for samarbejdet: hvem taler med hvem, hvornår, og hvad I deler.",
        error_messages={"required": "Skriv, hvad I har aftalt."},
    )
    ansvarlig = forms.ModelChoiceField(
        label="Ansvarlig i kommunen",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        help_text="Bliver mindet om gennemgangen på Min dag.",
        error_messages={"required": "Vælg, hvem der er ansvarlig."},
    )
    lokal_tovholder = forms.ModelChoiceField(
        label="Tovholder på institutionen",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ikke valgt endnu",
        help_text="Holder fokus, når personalegrupperne sidder hver for sig.",
    )

    def __init__(self, data=None, *, kommune, samarbejdsaftale=None, fortryd):
        row = samarbejdsaftale
        names = ("indgaaet_paa", "revideres_paa", "tekst", "ansvarlig_id", "lokal_tovholder_id")
        initial = {"version": row.version if row else 0, "indgaaet_paa": timezone.localdate()}
        if row:
            initial |= {name.removesuffix("_id"): getattr(row, name) for name in names}
        super().__init__(data, initial=initial)
        people = cooperating(kommune.pk, timezone.localdate())
        self.fields["ansvarlig"].queryset = cooperating(
            kommune.pk, timezone.localdate(), Permission.EDIT_IMPLEMENTERING
        )
        theirs = people.filter(organisation__slags=Organisation.Slags.INSTITUTION)
        top = ["institution"]
        if row:
            del self.fields["institution"]
            theirs = theirs.filter(organisation=row.institution_id)
            top = []
        else:
            self.fields["institution"].queryset = Organisation.objects.filter(
                kommune=kommune, slags=Organisation.Slags.INSTITUTION, aktiv=True
            )
        self.fields["lokal_tovholder"].queryset = theirs
        self.helper = helper(
            "version",
            Fieldset("Aftalen", *top, Row("indgaaet_paa", "revideres_paa"), "tekst"),
            Fieldset("Hvem passer på den?", "ansvarlig", "lokal_tovholder"),
            gem="Gem samarbejdsaftale",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """The arguments of the action, the version left out."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SamarbejdsaftaleSlutForm(forms.Form):
    """The agreement no longer holds."""

    dato = DanishDateField(label="Sidste dag, aftalen gælder")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"dato": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslutning", "dato"), gem="Afslut samarbejdsaftale", fortryd=fortryd
        )
