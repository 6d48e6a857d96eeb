"""What may be typed about a supported move. Saving belongs to actions."""

from itertools import groupby

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import cpr
from faelles.formfields import ChoiceBoxes, DanishDateField
from plejefamilier.forms.barn import CPR_ATTRS, AfvigelseForm, grundlag_field
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Oenske
from plejefamilier.queries.overgang_valg import (
    boern_for,
    familier_for,
    institutioner,
    medarbejdere,
)

LONGEST = 5000  # characters
MOST_HOURS = 2000
FIND = HTML(
    '<p><button class="button button-secondary" type="submit" name="find" value="1"'
    " formnovalidate>Find familie</button></p>"
)


def metode_field():
    return forms.ChoiceField(
        label="Hvordan blev barnet hørt?",
        choices=[("", "Vælg måde"), *Oenske.Metode.choices],
        error_messages={"required": "Vælg, hvordan barnet blev hørt."},
    )


def wishes_field():
    return forms.CharField(
        label="Barnets ønsker",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text="Brug barnets egne ord, når det kan. Er barnet lille, så skriv, hvad I har set.",
        error_messages={"required": "Skriv, hvad barnet ønsker."},
    )


def timebudget_field():
    return forms.IntegerField(
        label="Timer til institutionens kontakt",
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        help_text="Timer, der er sat af til, at institutionen holder kontakten under og efter "
        "flytningen.",
        widget=forms.NumberInput({"class": "input-char-5"}),
    )


class OvergangForm(forms.Form):
    """Open a supported move."""

    barn = forms.ModelChoiceField(
        label="Hvilket barn?",
        queryset=None,
        required=False,
        empty_label="Et barn, der ikke står her",
        help_text="Står barnet ikke på listen, så skriv CPR-nummer og navn nedenfor.",
    )
    cpr_nummer = forms.CharField(
        label="CPR-nummer",
        required=False,
        max_length=20,
        help_text="10 cifre. Et erstatningsnummer kan også bruges.",
        widget=forms.TextInput(CPR_ATTRS),
    )
    navn = forms.CharField(
        label="Barnets navn",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    institution = forms.ModelChoiceField(
        label="Flytter fra",
        queryset=None,
        empty_label="Vælg institution",
        error_messages={"required": "Vælg den institution, barnet flytter fra."},
    )
    kontaktpaedagog = forms.ChoiceField(label="Kontaktpædagog", required=False)
    kontaktpaedagog_navn = forms.CharField(
        label="Kontaktpædagogens navn",
        required=False,
        max_length=120,
        help_text="Kun når kontaktpædagogen ikke står på listen.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    soeg = forms.CharField(
        label="Find familien",
        required=False,
        max_length=60,
        help_text="Skriv familiens navn, og tryk »Find familie«.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    plejefamilie = forms.ModelChoiceField(
        label="Flytter til",
        queryset=None,
        empty_label=None,
        error_messages={
            "required": "Find og vælg den familie, barnet flytter til.",
            "invalid_choice": "Vælg en af de viste familier.",
        },
    )
    planlagt_flytning = DanishDateField(label="Planlagt flytning")
    metode = metode_field()
    oensker = wishes_field()
    timebudget = timebudget_field()

    def __init__(self, data=None, *, bruger, kommune, shown, fortryd, barn=None):
        super().__init__(data, initial={"barn": barn})
        self.fields["barn"].queryset = boern_for(bruger)
        self.fields["institution"].queryset = institutioner(kommune)
        for name in ("barn", "cpr_nummer", "navn", "soeg"):
            self.fields[name].betinget = True
        self.people = {str(row.pk): row for row in medarbejdere(kommune)}
        groups = groupby(self.people.values(), key=lambda row: row.organisation.navn)
        self.fields["kontaktpaedagog"].choices = [
            ("", "Vælg, hvis den er kendt"),
            *((navn, [(str(row.pk), row.navn) for row in rows]) for navn, rows in groups),
        ]
        field = self.fields["plejefamilie"]
        field.queryset = familier_for(bruger)
        hints = {row.pk: row.get_familietype_display() for row in shown}
        field.widget = ChoiceBoxes(as_list=True, hints=hints)
        field.widget.choices = [(row.pk, row.visningsnavn) for row in shown]
        if not shown:
            field.help_text = "De familier, du finder, står her."
        self.helper = helper(
            Fieldset("Barnet", "barn", "cpr_nummer", "navn"),
            Fieldset("Institutionen", "institution", "kontaktpaedagog", "kontaktpaedagog_navn"),
            Fieldset("Plejefamilien", "soeg", FIND, "plejefamilie", "planlagt_flytning"),
            Fieldset("Barnets egen stemme", "oensker", "metode"),
            Fieldset("Institutionens timer", "timebudget"),
            gem="Åbn overgangen",
            fortryd=fortryd,
        )

    def clean_cpr_nummer(self):
        """As it was typed; a number that cannot be one is told together with the other errors."""
        typed = self.cleaned_data["cpr_nummer"]
        if typed:
            cpr.birthday(cpr.normalise(typed))
        return typed

    def clean_kontaktpaedagog(self):
        return self.people.get(self.cleaned_data["kontaktpaedagog"])

    def clean(self):
        data = super().clean()
        if not data.get("barn") and not data.get("cpr_nummer") and "cpr_nummer" not in self.errors:
            self.add_error(
                "barn", ValidationError("Vælg barnet, eller skriv CPR-nummeret.", code="required")
            )
        person, institution = data.get("kontaktpaedagog"), data.get("institution")
        if person and institution and person.organisation_id != institution.pk:
            self.add_error(
                "kontaktpaedagog",
                ValidationError("Kontaktpædagogen er fra en anden institution.", code="andetsteds"),
            )
        return data

    @property
    def facts(self):
        """What the action is to know."""
        return {name: value for name, value in self.cleaned_data.items() if name != "soeg"}


class OvergangUpdateForm(forms.Form):
    """The day of the move and the institution's hours."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    planlagt_flytning = DanishDateField(label="Planlagt flytning")
    timebudget = timebudget_field()

    def __init__(self, data=None, *, overgang, fortryd):
        names = ("version", "planlagt_flytning", "timebudget")
        super().__init__(data, initial={name: getattr(overgang, name) for name in names})
        self.helper = helper(
            "version",
            Fieldset("Flytningen", "planlagt_flytning", "timebudget"),
            gem="Gem ændringer",
            fortryd=fortryd,
        )


class FlytningForm(AfvigelseForm):
    """The child has moved."""

    flyttet_paa = DanishDateField(label="Flyttede den", validators=[not_in_the_future])
    grundlag = grundlag_field()

    def __init__(self, data=None, *, overgang, fortryd):
        today = timezone.localdate()
        super().__init__(data, initial={"flyttet_paa": min(today, overgang.planlagt_flytning)})
        self.helper = helper(
            Fieldset("Flytningen", "flyttet_paa", "grundlag"),
            *self.reason_layout(),
            gem="Gem flytningen",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the action is to write."""
        names = ("flyttet_paa", "grundlag")
        return {name: self.cleaned_data[name] for name in names} | self.reason


class AfslutForm(forms.Form):
    """The support is over."""

    afslutning = forms.CharField(
        label="Hvordan gik overgangen?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        help_text="Hvad gik godt, hvad var svært, og hvad har barnet stadig brug for?",
        error_messages={"required": "Skriv, hvordan overgangen gik."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Afslutning", "afslutning"), gem="Afslut overgangen", fortryd=fortryd
        )


class StemmeForm(forms.Form):
    """What the child wishes now."""

    tekst = wishes_field()
    metode = metode_field()
    om = forms.CharField(
        label="Hvad handlede det om?",
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    dato = DanishDateField(label="Hvornår?", validators=[not_in_the_future])

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"dato": timezone.localdate()})
        self.helper = helper(
            Fieldset("Barnets egen stemme", "tekst", "metode", "om", "dato"),
            gem="Gem barnets ønsker",
            fortryd=fortryd,
        )
