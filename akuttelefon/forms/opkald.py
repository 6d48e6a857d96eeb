"""A call as it is written down, and the family an unknown caller turned out to be."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon.frist import AmbiguousTimeError, NonexistentTimeError, local_moment
from akuttelefon.models import Opkald
from faelles.formfields import (
    ChoiceBoxes,
    ChoiceBoxesMultiple,
    DanishDateField,
    DanishDateInput,
    DanishPhoneField,
    DanishTimeField,
)
from plejefamilier.models import Barn, Plejefamilie

UKENDT = "ukendt"
FORAELDER = "foraelder-"
FOERSTE, ANDEN = "foerste", "anden"
TWICE = ((FOERSTE, "Før uret blev stillet tilbage"), (ANDEN, "Efter uret blev stillet tilbage"))
# The clock of the person's computer may be a little ahead of the server's.
TOLERANCE = timedelta(minutes=2)
LONGEST_ID = 15  # digits
FREE_TEXTS = ("situation", "raad", "underretning_begrundelse")
TOO_LONG = "Der er plads til 20.000 tegn, og her står %(show_value)d. Intet er skåret væk."


def findable_familie(value, bruger):
    """The active family with the typed id, when `bruger` may pick it on the line; else None."""
    value = str(value or "")
    if not value.isascii() or not value.isdigit() or len(value) > LONGEST_ID:
        return None
    familier = Plejefamilie.objects.findable_by(bruger).active()
    return familier.filter(pk=value).select_related("kommune").first()


def picked_familie(value, bruger, kladde=None):
    """The family with the typed id: findable now, or the one the draft got while it was."""
    kept = kladde.plejefamilie if kladde else None
    if kept is not None and str(kept.pk) == str(value or "") and kept.ophoert_paa is None:
        return kept
    return findable_familie(value, bruger)


class DayField(DanishDateField):
    """A date, or the word for it: most calls are written down on the day or the morning after."""

    words = {"i dag": 0, "idag": 0, "i går": 1, "igår": 1, "i forgårs": 2}

    def to_python(self, value):
        back = self.words.get(" ".join(str(value or "").lower().split()))
        if back is not None:
            return timezone.localdate() - timedelta(days=back)
        return super().to_python(value)


class OpkaldForm(forms.Form):
    """A call as it is written down at night: few compulsory fields, nothing chosen beforehand."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    soeg = forms.CharField(
        label="Find familien",
        required=False,
        max_length=100,
        help_text="Navn, barnets navn eller telefonnummer",
    )
    familie = forms.CharField(
        error_messages={"required": "Vælg familien, eller vælg »Jeg ved ikke, hvem det er«."}
    )
    opkalder = forms.ChoiceField(
        label="Hvem taler du med?",
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem du taler med."},
    )
    opkalder_navn = forms.CharField(
        label="Navnet på den, der ringer", required=False, max_length=120
    )
    telefon = DanishPhoneField(label="Telefon til den, der ringer", required=False)
    boern = forms.ModelMultipleChoiceField(
        label="Hvem handler det om?",
        queryset=Barn.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple,
    )
    dato = DayField(label="Dato", help_text="", widget=DanishDateInput({"data-igaar": True}))
    starttid = DanishTimeField(label="Begyndt")
    start_gang = forms.ChoiceField(
        label="Klokkeslættet findes to gange den nat. Hvornår begyndte samtalen?",
        choices=TWICE,
        required=False,
        widget=ChoiceBoxes,
    )
    sluttid = DanishTimeField(
        label="Slut", required=False, nu=True, help_text="Tom, hvis du ikke ved det."
    )
    slut_gang = forms.ChoiceField(
        label="Klokkeslættet findes to gange den nat. Hvornår sluttede samtalen?",
        choices=TWICE,
        required=False,
        widget=ChoiceBoxes,
    )
    situation = forms.CharField(
        label="Situationen",
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Skriv kort, hvad der er sket.", "max_length": TOO_LONG},
    )
    raad = forms.CharField(
        label="Det rådede jeg til",
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    alvor = forms.ChoiceField(
        label="Hvor alvorligt er det?",
        choices=Opkald.Alvor,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvor alvorligt det er."},
    )
    udfald = forms.ChoiceField(
        label="Hvordan sluttede samtalen?",
        choices=Opkald.Udfald,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan samtalen sluttede."},
    )
    underretningssvar = forms.ChoiceField(
        label="Giver opkaldet anledning til underretning?",
        choices=Opkald.Underretningssvar,
        help_text="Svar ja, hvis du er bekymret for et barns sundhed eller udvikling.",
        widget=ChoiceBoxes,
        error_messages={"required": "Svar på, om opkaldet giver anledning til underretning."},
    )
    underretning_begrundelse = forms.CharField(
        label="Hvad giver anledning til bekymring?",
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    midlertidig_kontakt = forms.CharField(
        label="Hvem kan familien kontakte indtil da?",
        required=False,
        max_length=200,
        help_text="Der er længe til opfølgningen. Fristen ændrer sig ikke af det, du skriver her.",
    )

    def __init__(self, data=None, *, bruger, kladde=None, initial=None):
        """`kladde` is the draft it is written on: its family stays pickable after the shift."""
        now = timezone.localtime()
        super().__init__(
            data,
            initial={
                "idempotency_key": uuid.uuid4(),
                "dato": now.date(),
                "starttid": now.time(),
                **(initial or {}),
            },
        )
        self.bruger = bruger
        for name in FREE_TEXTS:  # a browser would cut what is pasted without a word
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.familie = picked_familie(self["familie"].value(), bruger, kladde)
        self.ukendt = self["familie"].value() == UKENDT
        self.foraeldre = (
            [*self.familie.plejeforaeldre.filter(fratraadt_paa=None)] if self.familie else []
        )
        self.fields["opkalder"].choices = [
            *((f"{FORAELDER}{parent.pk}", parent.fornavn) for parent in self.foraeldre),
            *([] if self.foraeldre else [(Opkald.Opkalder.PLEJEFORAELDER, "En plejeforælder")]),
            (Opkald.Opkalder.BARN, "Barnet selv"),
            (Opkald.Opkalder.ANDEN, "En anden"),
        ]
        if self.familie:
            # visible to whoever may pick the family: first names on the minimal sheet (K4)
            self.fields["boern"].queryset = Barn.objects.living_with(self.familie)
        self.fields["boern"].label_from_instance = lambda barn: f"{barn.fornavn}, {barn.alder} år"

    def clean_familie(self):
        if self.familie is None and not self.ukendt:
            raise ValidationError("Vælg familien på listen.", code="familie")
        return self.familie

    def clean(self):
        data = super().clean()
        start = self._moment("starttid", "start_gang", data.get("dato"), data.get("starttid"))
        slut = None
        if start and data.get("sluttid"):
            slut = self._end(start, data["sluttid"])
        now = timezone.now() + TOLERANCE
        if start and start > now:
            self.add_error(
                "starttid", ValidationError("Opkaldet kan ikke ligge i fremtiden.", code="future")
            )
        elif slut and slut > now:
            self.add_error(
                "sluttid", ValidationError("Samtalen kan ikke slutte i fremtiden.", code="future")
            )
        data["start"] = min(start, timezone.now()) if start else None
        data["slut"] = max(min(slut, timezone.now()), data["start"]) if slut else None
        return data

    def _end(self, start, sluttid):
        """The end on the day of the start, or the next day when the clock has passed midnight."""
        day = timezone.localdate(start)
        if sluttid < timezone.localtime(start).time():
            same_night = self._moment("sluttid", "slut_gang", day, sluttid)
            if same_night and same_night >= start:
                return same_night  # the clock was put back during the call
            day += timedelta(days=1)
        return self._moment("sluttid", "slut_gang", day, sluttid)

    def _moment(self, field, twice, day, klokken):
        """The aware moment of a typed time; a time that never was or was twice is told (R2)."""
        if day is None or klokken is None:
            return None
        gang = self.data.get(twice)
        try:
            return local_moment(day, klokken, second={FOERSTE: False, ANDEN: True}.get(gang))
        except NonexistentTimeError:
            message = "Det klokkeslæt fandtes ikke. Uret blev stillet en time frem den nat."
            if field not in self.errors:
                self.add_error(field, ValidationError(message, code="nonexistent"))
        except AmbiguousTimeError:
            if twice not in self.errors:
                self.add_error(
                    twice,
                    ValidationError(
                        f"Klokken {klokken:%H.%M} findes to gange den nat. Vælg, hvilken du mener.",
                        code="ambiguous",
                    ),
                )
        return None

    @property
    def picked_boern(self):
        """The children marked so far, among those who live with the family."""
        field = self.fields["boern"]
        try:
            return field.clean(self["boern"].value() or [])
        except ValidationError:
            return field.queryset.none()

    @property
    def asks_start_gang(self):
        return bool(self.errors.get("start_gang") or self["start_gang"].value())

    @property
    def asks_slut_gang(self):
        return bool(self.errors.get("slut_gang") or self["slut_gang"].value())

    @property
    def begrundelse(self):
        """Why somebody must assess the call; a text left from another answer does not count."""
        ja = self.cleaned_data["underretningssvar"] == Opkald.Underretningssvar.JA
        return self.cleaned_data["underretning_begrundelse"] if ja else ""

    @property
    def call(self):
        """The cleaned call in the words of `actions.log_opkald`."""
        data = self.cleaned_data
        opkalder = data["opkalder"]
        plejeforaelder = None
        if opkalder.startswith(FORAELDER):
            number = int(opkalder.removeprefix(FORAELDER))
            plejeforaelder = next(row for row in self.foraeldre if row.pk == number)
            opkalder = Opkald.Opkalder.PLEJEFORAELDER
        kept = ("idempotency_key", "start", "slut", "situation", "raad", "alvor", "udfald")
        more = ("boern", "telefon", "opkalder_navn", "midlertidig_kontakt", "underretningssvar")
        return {
            "kommune": self.familie.kommune if self.familie else self.bruger.kommune,
            "plejefamilie": self.familie,
            "opkalder": opkalder,
            "plejeforaelder": plejeforaelder,
            "underretning_begrundelse": self.begrundelse,
            **{name: data[name] for name in (*kept, *more)},
        }


class ForloebForm(forms.Form):
    """The two fields that decide what saving leads to, read leniently while somebody types."""

    dato = DayField()
    starttid = DanishTimeField()


class KnytForm(forms.Form):
    """Which family an unknown caller was."""

    familie = forms.CharField(error_messages={"required": "Vælg familien på listen."})

    def __init__(self, data=None, *, bruger):
        super().__init__(data)
        self.bruger = bruger

    def clean_familie(self):
        found = findable_familie(self.cleaned_data["familie"], self.bruger)
        if found is None:
            raise ValidationError("Vælg familien på listen.", code="familie")
        return found
