"""What may be typed when a whole forløb is planned at once. Saving belongs to actions."""

from django import forms

from faelles.formfields import ChoiceBoxes, DanishDateField, DanishTimeField
from plejefamilier.models.moede import Form
from plejefamilier.rytme import MAANEDER, UGER
from supervision.forms.session import LONGEST, BekraeftFelter, StedFelter, moments
from supervision.queries.sessionsforslag import Rytme

MOST = 24  # dates at once
DEFAULT = 4


class RytmeForm(forms.Form):
    """How many times, from when on, and how often; asked before the dates are shown."""

    antal = forms.IntegerField(label="Hvor mange gange?", min_value=1, max_value=MOST)
    first = DanishDateField(label="Første gang", help_text="")
    klokken = DanishTimeField(label="Kl.")
    hver = forms.IntegerField(label="Hver", min_value=1, max_value=52)
    enhed = forms.ChoiceField(
        label="Uger eller måneder?",
        choices=[(UGER, "uger"), (MAANEDER, "måneder")],
        widget=ChoiceBoxes(),
    )

    def __init__(self, data=None, *, forloeb, forslag):
        step = Rytme(3, MAANEDER) if forloeb.plejefamilie_id is None else Rytme(3, UGER)
        super().__init__(
            data,
            initial={
                "antal": forloeb.antal or DEFAULT,
                "first": forslag.dag if forslag else forloeb.fra,
                "klokken": forslag.klokken if forslag else None,
                "hver": step.hver,
                "enhed": step.enhed,
            },
        )

    @property
    def rhythm(self):
        return {name: self.cleaned_data[name] for name in ("first", "hver", "enhed", "antal")}


class SerieForm(StedFelter, BekraeftFelter):
    """The dates, each with its own day and time; what stands in the way is said at each."""

    minutter = forms.IntegerField(label="Minutter hver gang", min_value=5, max_value=LONGEST)
    gange = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

    def __init__(self, data=None, *, forloeb, bruger, dage=(), klokken=None):
        initial = {
            "minutter": forloeb.minutter,
            "gange": len(dage),
            "form": Form.FYSISK,
            "sted": forloeb.sted,
            "hjemme_oensket_paa": forloeb.hjemme_oensket_paa,
            "konsulent_med": forloeb.konsulent_med,
            "konsulent_oensket_paa": forloeb.konsulent_oensket_paa,
            "tema": forloeb.tema or "",
        }
        super().__init__(data, initial=initial)
        self.for_forloeb(forloeb, bruger)
        typed = (data or {}).get("gange", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else len(dage)
        self.antal, self.warnings = min(number, MOST), {}
        self.proposed = []
        for index in range(self.antal):
            day = dage[index] if index < len(dage) else None
            self.fields[f"dato_{index}"] = DanishDateField(
                label=f"{index + 1}. gang", help_text="", required=False, initial=day
            )
            self.fields[f"klokken_{index}"] = DanishTimeField(
                label="Kl.", required=False, initial=klokken
            )
            for name in (f"dato_{index}", f"klokken_{index}"):
                self.fields[name].betinget = True  # the words above say that it may be emptied
            if day:
                at = moments(day, klokken, forloeb.minutter)
                self.proposed.append((at["start"], at["slut"]))

    @property
    def raekker(self):
        """(number, its day, its time, what stands in the way)"""
        for index in range(self.antal):
            day, at = self[f"dato_{index}"], self[f"klokken_{index}"]
            yield index + 1, day, at, self.warnings.get(index, "")

    def clean(self):
        cleaned = super().clean()
        chosen = 0
        for index in range(self.antal):
            day, at = cleaned.get(f"dato_{index}"), cleaned.get(f"klokken_{index}")
            chosen += bool(day)
            if day and not at and f"klokken_{index}" not in self.errors:
                self.add_error(f"klokken_{index}", "Skriv et klokkeslæt.")
        if not chosen and not self.errors:
            self.add_error(None, "Skriv mindst én dato.")
        return cleaned

    @property
    def facts(self):
        """What plan_sessions takes; a date that was emptied is left out."""
        cleaned, tider = self.cleaned_data, {}
        for index in range(self.antal):
            if day := cleaned[f"dato_{index}"]:
                at = moments(day, cleaned[f"klokken_{index}"], cleaned["minutter"])
                tider[index] = (at["start"], at["slut"])
        return {"tider": tider, "bekraeft": self.confirmed, **self.place}
