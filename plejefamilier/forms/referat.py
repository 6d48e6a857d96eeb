"""What may be typed in minutes. Saving belongs to actions."""

from django import forms

LONGEST = 20_000  # characters of one point
VIEWS = (1, 2)  # how many different views have a place of their own (V10)


class ReferatForm(forms.Form):
    """Who came, and a text for each point; different views beside each other.

    The fields of a point are named with its id, those of a participant with hers.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, moede, punkter, deltagere, initial=None):
        self.punkter, self.deltagere = punkter, deltagere
        super().__init__(data, initial={**self._written(moede), **(initial or {})})
        if initial:  # a draft never holds an older version than the page it is continued on
            self.initial["version"] = moede.version
        for punkt in punkter:
            self._add(f"referat_{punkt.pk}", punkt.titel, rows=5)
            for number in VIEWS:
                self._add(f"hvem_{number}_{punkt.pk}", "Hvem", line=120)
                self._add(f"syn_{number}_{punkt.pk}", "Ser det sådan", rows=2)
            self._add(f"faelles_linje_{punkt.pk}", "Det blev I enige om at gøre", rows=2)
        for deltager in deltagere:
            self.fields[f"kom_{deltager.pk}"] = forms.BooleanField(
                label=deltager.hvem, required=False
            )

    def _add(self, name, label, *, rows=None, line=None):
        widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=line or LONGEST, widget=widget
        )

    def _written(self, moede):
        """What stands in the minutes now. Before they are written, everybody who said so came."""
        written = {"version": moede.version}
        for punkt in self.punkter:
            written[f"referat_{punkt.pk}"] = punkt.referat
            written[f"faelles_linje_{punkt.pk}"] = punkt.faelles_linje
            for number, view in zip(VIEWS, punkt.synspunkter, strict=False):
                written[f"hvem_{number}_{punkt.pk}"] = view["hvem"]
                written[f"syn_{number}_{punkt.pk}"] = view["syn"]
        for deltager in self.deltagere:
            came = deltager.fremmoedt
            written[f"kom_{deltager.pk}"] = deltager.svar != "afbud" if came is None else came
        return written

    @property
    def raekker(self):
        """(point, its text field, [(who, view)], the agreed line, whether views are open)."""
        for punkt in self.punkter:
            views = [
                (self[f"hvem_{number}_{punkt.pk}"], self[f"syn_{number}_{punkt.pk}"])
                for number in VIEWS
            ]
            line = self[f"faelles_linje_{punkt.pk}"]
            used = any(field.value() for pair in views for field in pair) or line.value()
            yield punkt, self[f"referat_{punkt.pk}"], views, line, bool(used or line.errors)

    @property
    def fremmoede_felter(self):
        return [self[f"kom_{deltager.pk}"] for deltager in self.deltagere]

    @property
    def facts(self):
        """What write_referat takes."""
        cleaned = self.cleaned_data
        punkter = {}
        for punkt in self.punkter:
            views = [
                {
                    "hvem": cleaned[f"hvem_{number}_{punkt.pk}"],
                    "syn": cleaned[f"syn_{number}_{punkt.pk}"],
                }
                for number in VIEWS
            ]
            punkter[punkt.pk] = {
                "referat": cleaned[f"referat_{punkt.pk}"],
                "synspunkter": [view for view in views if view["syn"]],
                "faelles_linje": cleaned[f"faelles_linje_{punkt.pk}"],
            }
        return {
            "version": cleaned["version"],
            "punkter": punkter,
            "fremmoede": {one.pk: cleaned[f"kom_{one.pk}"] for one in self.deltagere},
        }


class RettelseForm(forms.Form):
    """A correction to locked minutes."""

    tekst = forms.CharField(
        label="Rettelse",
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Referatet bliver stående. Rettelsen vises med navn og tidspunkt.",
        error_messages={"required": "Skriv, hvad der skal rettes."},
    )
