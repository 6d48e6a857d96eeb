"""What may be typed about a course. Saving belongs to actions."""

import uuid
from datetime import time, timedelta

from crispy_forms.layout import Fieldset, Row
from django import forms

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger, Organisation
from plejefamilier.forms.layout import helper
from supervision import kursusserie
from supervision.actions.kursus import FELTER, Gang
from supervision.forms.kursusgang import Afvigelse, Stedvalg, Tidsvalg
from supervision.models import Begreb, Kompetence, Kursus, Tema
from supervision.queries import kursusvalg


class KursusFelter(Afvigelse):
    """What a course is, whoever makes it; its days are another matter."""

    titel = forms.CharField(
        label="Titel", max_length=120, error_messages={"required": "Skriv, hvad kurset hedder."}
    )
    beskrivelse = forms.CharField(
        label="Hvad handler det om?",
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Familierne læser det. Skriv, hvad de får ud af det.",
    )
    form = forms.ChoiceField(
        label="Slags",
        choices=Kursus.Form.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvad det er."},
    )
    tema = forms.ModelChoiceField(
        label="Tema", queryset=Tema.objects.none(), required=False, empty_label="Intet tema"
    )
    begreber = forms.ModelMultipleChoiceField(
        label="Ord og metoder, man lærer",
        queryset=Begreb.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple(),
    )
    maalgruppe = forms.CharField(label="Hvem er det for?", max_length=200, required=False)
    obligatorisk = forms.BooleanField(label="Familierne skal deltage", required=False)
    laengde = forms.ChoiceField(
        label="Hver gang varer",
        choices=Kursus.Laengde.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvor længe det varer."},
    )
    levering = forms.ChoiceField(
        label="Hvordan?", choices=Kursus.Levering.choices, widget=ChoiceBoxes()
    )
    undervisere = forms.ModelMultipleChoiceField(
        label="Undervisere",
        queryset=Bruger.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
        help_text="Deres tid bliver reserveret, så snart udkastet er gemt.",
    )
    kompetencekrav = forms.MultipleChoiceField(
        label="Det skal underviserne kunne",
        choices=Kompetence.choices,
        required=False,
        widget=ChoiceBoxesMultiple(),
    )
    pladser = forms.IntegerField(
        label="Pladser",
        min_value=1,
        max_value=500,
        error_messages={"required": "Skriv, hvor mange der er plads til."},
    )
    taeller = forms.ChoiceField(
        label="Vi tæller pladser i", choices=Kursus.Taeller.choices, widget=ChoiceBoxes()
    )
    tilmeldingsfrist = DanishDateField(
        label="Tilmelding senest",
        required=False,
        help_text="Tomt: dagen før kurset begynder.",
    )
    framelding_til = DanishDateField(
        label="Framelding senest",
        required=False,
        help_text="Efter den dag skal en framelding have en grund.",
    )
    lukket = forms.BooleanField(
        label="Kun for dem, der bliver tilmeldt: kurset vises ikke i kataloget", required=False
    )

    def offer(self, bruger, kommune, udbydere, *, kursus=None):
        """Fill the choices with what `bruger` may choose."""
        self.fields["tema"].queryset = kursusvalg.temaer(kommune, kursus)
        self.fields["begreber"].queryset = kursusvalg.begreber(kommune, kursus)
        teachers, hints = kursusvalg.undervisere(kommune, udbydere, kursus)
        self.fields["undervisere"].queryset = teachers
        self.fields["undervisere"].label_from_instance = lambda row: row.navn
        self.fields["undervisere"].widget.hints = lambda value: hints.get(
            getattr(value, "value", value), ""
        )
        if not self.fields["begreber"].queryset:
            del self.fields["begreber"]

    @property
    def hvad(self):
        own = ["begreber"] if "begreber" in self.fields else []
        return Fieldset(
            "Hvad", "titel", "beskrivelse", "form", "tema", *own, "maalgruppe", "obligatorisk"
        )

    @property
    def hvem(self):
        return Fieldset("Hvem underviser", "undervisere", "kompetencekrav")

    pladserne = Fieldset(
        "Pladser og frister",
        Row("pladser", "tilmeldingsfrist", "framelding_til"),
        "taeller",
        "lukket",
    )

    def facts(self, first):
        """The columns of the course; `first` is its first day, for a deadline left empty."""
        cleaned = self.cleaned_data
        found = {name: cleaned[name] for name in FELTER if name in cleaned}
        found["tilmeldingsfrist"] = cleaned["tilmeldingsfrist"] or first - timedelta(days=1)
        return found

    @property
    def people(self):
        cleaned = self.cleaned_data
        return {
            "undervisere": [*cleaned["undervisere"]],
            "begreber": [*cleaned.get("begreber", [])],
        }


class KursusForm(KursusFelter, Tidsvalg, Stedvalg):
    """A new course: what, when (also a series), where, who and how many."""

    noegle = forms.UUIDField(widget=forms.HiddenInput)
    vist = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    antal = forms.IntegerField(
        label="Hvor mange gange?", min_value=1, max_value=kursusserie.MOST, initial=1
    )
    hver = forms.IntegerField(
        label="Med hvor mange ugers mellemrum?",
        min_value=1,
        max_value=8,
        initial=1,
        help_text="1 er hver uge. Helligdage og lukkedage springes over.",
    )
    udbyder = forms.ModelChoiceField(
        label="Hvem holder det?", queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, data=None, *, bruger, kommune, kalender, fortryd, barn=None):
        udbydere = kursusvalg.udbydere(bruger, kommune)
        super().__init__(
            data,
            initial={
                "noegle": uuid.uuid4(),
                "levering": Kursus.Levering.FYSISK,
                "taeller": Kursus.Taeller.FAMILIER,
                "fra": time(9, 30),
                "udbyder": udbydere[0],
                "lukket": barn is not None,
            },
        )
        self.kalender, self.barn = kalender, barn
        self.offer(bruger, kommune, udbydere)
        self.offer_rooms(bruger, kommune)
        self.fields["udbyder"].queryset = Organisation.objects.filter(
            pk__in=[row.pk for row in udbydere]
        )
        if len(udbydere) == 1:
            self.fields["udbyder"].widget = forms.HiddenInput()
        self.helper = helper(
            "noegle",
            "vist",
            self.hvad,
            Fieldset("Hvornår", self.tid, Row("antal", "hver"), "laengde", "afvigelse"),
            Fieldset("Hvor", "levering", *self.steder),
            Fieldset("Hvem underviser", "udbyder", "undervisere", "kompetencekrav"),
            self.pladserne,
            gem="Gem udkast",
            fortryd=fortryd,
        )

    @property
    def days(self):
        """The days of the series, and those left out with their reason."""
        cleaned = self.cleaned_data
        if cleaned["antal"] == 1:
            return [cleaned["dato"]], []
        return kursusserie.weekly(cleaned["dato"], cleaned["antal"], cleaned["hver"], self.kalender)

    @property
    def seen(self):
        """The days as they were shown: what the hidden field must hold before they are saved."""
        return ",".join(day.isoformat() for day in self.days[0])

    @property
    def to_show(self):
        """Must the days of the series be shown before anything is saved?"""
        return self.cleaned_data["antal"] > 1 and self.cleaned_data["vist"] != self.seen

    @property
    def gange(self):
        return [
            Gang(start, slut, **self.place)
            for start, slut in (self.moments(day) for day in self.days[0])
        ]


class KursusRetForm(KursusFelter):
    """A course afterwards; its meetings are changed one by one."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, bruger, kursus, fortryd):
        initial = {name: getattr(kursus, name) for name in FELTER}
        initial |= {
            "tema": kursus.tema_id,
            "begreber": [*kursus.begreber.values_list("pk", flat=True)],
            "undervisere": [*kursus.undervisere.values_list("bruger", flat=True)],
            "version": kursus.version,
        }
        super().__init__(data, initial=initial)
        udbydere = [kursus.udbyder, *kursusvalg.udbydere(bruger, kursus.kommune)]
        self.offer(bruger, kursus.kommune, udbydere, kursus=kursus)
        if kursus.barn_id:
            del self.fields["lukket"]
        self.helper = helper(
            "version",
            self.hvad,
            Fieldset("Hvordan", "levering", "laengde", "afvigelse"),
            self.hvem,
            self.pladserne if not kursus.barn_id else _without_closed(),
            gem="Gem ændringerne",
            fortryd=fortryd,
        )


def _without_closed():
    return Fieldset(
        "Pladser og frister", Row("pladser", "tilmeldingsfrist", "framelding_til"), "taeller"
    )
