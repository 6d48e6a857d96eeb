"""How far it is between postal districts, many in a row. Saving belongs to actions."""

from django import forms
from django.core.validators import RegexValidator

from netvaerk.forms.felter import number

LONGEST = 400  # km
POSTNUMMER = RegexValidator(r"^[0-9]{4}$", "Et postnummer har fire cifre.")


def _km(label, initial=None):
    """A number of km; the form carries what it showed, so that only what was typed is saved."""
    return number(
        label,
        1,
        LONGEST,
        required=False,
        initial=initial,
        show_hidden_initial=True,
        widget=forms.NumberInput({"class": "form-input", "min": 1, "max": LONGEST}),
    )


def _postnummer(label):
    return forms.CharField(
        label=label,
        required=False,
        max_length=4,
        validators=[POSTNUMMER],
        widget=forms.TextInput({"class": "form-input", "inputmode": "numeric"}),
    )


class AfstandForm(forms.Form):
    """A field for each pair, and a pair that is not on the list."""

    ny_fra = _postnummer("Fra postnummer")
    ny_til = _postnummer("Til postnummer")
    ny_km = number(
        "Km",
        1,
        LONGEST,
        required=False,
        widget=forms.NumberInput({"class": "form-input", "min": 1, "max": LONGEST}),
    )

    def __init__(self, data=None, *, par):
        super().__init__(data)
        self.par = par
        for one in par:
            self.fields[one.felt] = _km(f"Fra {one.fra} til {one.til}, km", one.km)

    @property
    def raekker(self):
        """The pairs with their fields."""
        return [(one, self[one.felt]) for one in self.par]

    def clean(self):
        data = super().clean()
        new = [data.get(name) for name in ("ny_fra", "ny_til", "ny_km")]
        if any(new) and not all(new) and not self.errors:
            self.add_error("ny_km", "Skriv begge postnumre og antal km.")
        elif all(new) and new[0] == new[1]:
            self.add_error("ny_til", "Vælg to forskellige postnumre.")
        return data

    @property
    def facts(self):
        """Only what was changed in this form, in the words of the action."""
        data = self.cleaned_data
        found = {
            (one.fra, one.til): data[one.felt] for one in self.par if one.felt in self.changed_data
        }
        if data["ny_km"]:
            found[(data["ny_fra"], data["ny_til"])] = data["ny_km"]
        return found
