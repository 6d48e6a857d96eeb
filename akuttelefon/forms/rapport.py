"""Which period, and whose numbers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon.queries import rapport_periode as perioder
from faelles import danish
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.formfields import DanishDateField

UDSNIT = (
    ("", "Hele året"),
    *((f"k{number}", f"{number}. kvartal") for number in range(1, 5)),
    *((f"m{number:02d}", navn.capitalize()) for number, navn in enumerate(danish.MAANEDER, 1)),
)
AAR = 6  # years offered; older ones are reached by »Forrige«


class RapportForm(forms.Form):
    """A year, a part of it, or two days. What the address cannot mean is this year."""

    fra = DanishDateField(label="Fra (dd-mm-åååå)", required=False, help_text="")
    til = DanishDateField(label="Til og med (dd-mm-åååå)", required=False, help_text="")
    kommune = forms.TypedChoiceField(label="Kommune", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, bruger, **kwargs):
        super().__init__(*args, **kwargs)
        self.kommuner = {
            role.kommune_id: role.kommune
            for role in bruger.aktive_roller
            if Permission.SEE_AKUTRAPPORT in ROLE_PERMISSIONS[role.rolle]
        }
        self.fields["kommune"].choices = [(pk, row.navn) for pk, row in self.kommuner.items()]
        self.today = timezone.localdate()

    def clean(self):
        data = super().clean()
        fra, til = data.get("fra"), data.get("til")
        if {"fra", "til"} & {*self.errors}:
            return data
        for name, day in (("fra", fra), ("til", til)):
            if day and not perioder.FIRST <= day <= perioder.LAST:
                self.add_error(name, ValidationError("Skriv et år fra 2000 til 2099.", code="aar"))
        if bool(fra) != bool(til):
            missing = "til" if fra else "fra"
            self.add_error(missing, ValidationError("Skriv begge dage.", code="begge"))
        elif fra and til < fra:
            self.add_error(
                "til", ValidationError("Den sidste dag ligger før den første.", code="orden")
            )
        elif fra and (til - fra).days >= perioder.LONGEST:
            self.add_error("til", ValidationError("Vælg højst tre år ad gangen.", code="laengde"))
        return data

    def dage(self):
        """The two fields of days."""
        return [self["fra"], self["til"]]

    def periode(self):
        """The Periode that is asked for, after is_valid()."""
        fra, til = (self.cleaned_data.get(name) for name in ("fra", "til"))
        if fra and til and not self.errors:
            return perioder.Periode(fra, til)
        month = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", self._asked("maaned"))
        if month:
            return perioder.maaned(int(month[1]), int(month[2]))
        asked = self._asked("aar")
        year = int(asked) if re.fullmatch(r"20[0-9]{2}", asked) else self.today.year
        part = re.fullmatch(r"k([1-4])|m(0[1-9]|1[0-2])", self._asked("udsnit"))
        if not part:
            return perioder.aar(year)
        if part[1]:
            return perioder.kvartal(year, int(part[1]))
        return perioder.maaned(year, int(part[2]))

    def valgt_kommune(self):
        """The municipality whose numbers are shown: the one asked for, else the main role's."""
        asked = self.cleaned_data.get("kommune")
        return self.kommuner[asked] if asked else next(iter(self.kommuner.values()))

    def valg(self, periode):
        """The choices of the page as (value, words, chosen), for year and part of the year."""
        years = {self.today.year - number for number in range(AAR)} | {periode.fra.year}
        part = {"kvartal": f"k{(periode.fra.month + 2) // 3}", "maaned": f"m{periode.fra:%m}"}.get(
            periode.slags, ""
        )
        return (
            [(str(y), str(y), y == periode.fra.year) for y in sorted(years, reverse=True)],
            [(value, words, value == part) for value, words in UDSNIT],
        )

    def _asked(self, name):
        return self.data.get(name, "")
