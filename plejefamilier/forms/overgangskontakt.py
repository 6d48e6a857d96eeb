"""Visits, overnights, known adults and counselling, as forms. Saving belongs to actions."""

from datetime import datetime, timedelta

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField, DanishTimeField
from plejefamilier.forms.layout import helper
from plejefamilier.models import Overgangskontakt, Trin

Slags = Overgangskontakt.Slags
LONGEST = 5000  # characters
DAY_MINUTES = 24 * 60
HINTS = {
    Slags.BESOEG.value: "Barnet besøger familien",
    Slags.OVERNATNING.value: "Barnet sover hos familien",
    Slags.KENDT_VOKSEN.value: "En voksen fra institutionen besøger barnet",
    Slags.RAADGIVNING.value: "Institutionen rådgiver familien",
}


def tekst_field(label="Bemærkning", **more):
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 4}), **more
    )


def budget_field():
    return forms.BooleanField(
        label="Træk tiden fra institutionens timer",
        required=False,
        help_text="Så tæller den med, når besøget er holdt.",
    )


def moment(day, hour):
    """The aware moment of a local day and hour."""
    return timezone.make_aware(datetime.combine(day, hour))


def ending(start, day, hour, *, overnight):
    """The aware end: of a night away the next day, unless another day is told."""
    if hour is None:
        return None
    if day is None:
        day = timezone.localdate(start) + timedelta(days=1 if overnight else 0)
    return moment(day, hour)


class KontaktForm(forms.Form):
    """Plan a step of the move, or note one that has been."""

    slags = forms.ChoiceField(
        label="Hvad?",
        choices=Slags,
        widget=ChoiceBoxes(as_list=True, hints=HINTS),
        error_messages={"required": "Vælg, hvad det er."},
    )
    dato = DanishDateField(label="Dag")
    fra_kl = DanishTimeField(label="Begynder kl.")
    til_kl = DanishTimeField(label="Slutter kl.", required=False)
    til_dato = DanishDateField(
        label="Slutter en anden dag",
        required=False,
        help_text="En overnatning slutter dagen efter, hvis du ikke skriver andet.",
    )
    kendt_voksen = forms.ModelChoiceField(
        label="Kendt voksen",
        queryset=None,
        required=False,
        empty_label="Vælg ved besøg af en kendt voksen",
    )
    hvem = forms.CharField(
        label="Hvem er med?",
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    tekst = tekst_field(help_text="Hvad der er aftalt, eller hvordan det gik.")
    trin = forms.ChoiceField(
        label="Trin", choices=[("", "Følger dagen"), *Trin.choices], required=False
    )
    paa_budget = budget_field()

    def __init__(self, data=None, *, overgang, fortryd, slags=""):
        super().__init__(data, initial={"slags": slags})
        self.fields["kendt_voksen"].queryset = overgang.kendte_voksne.order_by("pk")
        self.fields["kendt_voksen"].label_from_instance = lambda row: row.navn
        self.helper = helper(
            Fieldset("Hvad og hvornår", "slags", "dato", Row("fra_kl", "til_kl"), "til_dato"),
            Fieldset("Hvem", "kendt_voksen", "hvem", "tekst"),
            Fieldset("Trin og timer", "trin", "paa_budget"),
            gem="Gem besøget",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the action is to know: aware moments for days and hours."""
        data = self.cleaned_data
        start = moment(data["dato"], data["fra_kl"])
        overnight = data["slags"] == Slags.OVERNATNING
        names = ("slags", "kendt_voksen", "hvem", "tekst", "trin", "paa_budget")
        return {
            "start": start,
            "slut": ending(start, data["til_dato"], data["til_kl"], overnight=overnight),
            **{name: data[name] for name in names},
        }


class RaadgivningForm(forms.Form):
    """Counselling that has just been given: in seconds (H11)."""

    minutter = forms.IntegerField(
        label="Minutter",
        min_value=1,
        max_value=DAY_MINUTES,
        initial=15,
        widget=forms.NumberInput({"class": "input-char-5"}),
        error_messages={"required": "Skriv, hvor mange minutter det varede."},
    )
    tekst = forms.CharField(
        label="Hvad talte I om?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvad I talte om."},
    )

    @property
    def facts(self):
        """It ended now."""
        slut = timezone.now().replace(second=0, microsecond=0)
        return {
            "slags": Slags.RAADGIVNING,
            "start": slut - timedelta(minutes=self.cleaned_data["minutter"]),
            "slut": slut,
            "tekst": self.cleaned_data["tekst"],
            "paa_budget": True,
        }


class HoldtForm(forms.Form):
    """How a planned visit went."""

    tekst = forms.CharField(
        label="Hvordan gik det?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text="Også det, barnet selv sagde og viste.",
        error_messages={"required": "Skriv, hvordan det gik."},
    )
    til_kl = DanishTimeField(label="Sluttede kl.", required=False)
    paa_budget = budget_field()

    def __init__(self, data=None, *, kontakt, fortryd):
        super().__init__(
            data,
            initial={
                "tekst": kontakt.tekst,
                "til_kl": timezone.localtime(kontakt.slut).time() if kontakt.slut else None,
                "paa_budget": bool(kontakt.minutter),
            },
        )
        self.kontakt = kontakt
        self.helper = helper(
            Fieldset("Sådan gik det", "tekst", "til_kl", "paa_budget"),
            gem="Gem, hvordan det gik",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """The end stands on the day it was planned for."""
        data, kontakt = self.cleaned_data, self.kontakt
        day = timezone.localdate(kontakt.slut) if kontakt.slut else None
        overnight = kontakt.slags == Slags.OVERNATNING
        return {
            "tekst": data["tekst"],
            "slut": ending(kontakt.start, day, data["til_kl"], overnight=overnight),
            "paa_budget": data["paa_budget"],
        }


class AflysForm(forms.Form):
    """Why a visit does not take place."""

    begrundelse = forms.CharField(
        label="Hvorfor aflyses det?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor det er aflyst."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Aflysning", "begrundelse"), gem="Aflys besøget", fortryd=fortryd
        )


class VoksenForm(forms.Form):
    """An adult whom the child knows, and when she may visit (B16)."""

    navn = forms.CharField(
        label="Den voksnes navn",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Skriv navnet på den voksne."},
    )
    fra = DanishDateField(label="Må besøge fra")
    til = DanishDateField(label="Til og med", required=False)

    def __init__(self, data=None, *, overgang, fortryd):
        super().__init__(data, initial={"fra": overgang.planlagt_flytning})
        self.helper = helper(
            Fieldset("Kendt voksen", "navn", "fra", "til"),
            gem="Tilføj den voksne",
            fortryd=fortryd,
        )


class VoksenSlutForm(forms.Form):
    """The last day of a known adult."""

    til = DanishDateField(label="Må besøge til og med")

    def __init__(self, data=None, *, voksen, fortryd):
        super().__init__(data, initial={"til": voksen.til or timezone.localdate()})
        self.helper = helper(Fieldset("Perioden", "til"), gem="Gem perioden", fortryd=fortryd)
