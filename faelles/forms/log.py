from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from faelles.formfields import DanishDateField
from faelles.haendelser import HAENDELSER

LARGEST_ID = 2**63 - 1
WITHIN = (
    MinValueValidator(date(2000, 1, 1), "Vælg en dag efter år 2000."),
    MaxValueValidator(date(2100, 1, 1), "Vælg en dag før år 2100."),
)


class LogFilterForm(forms.Form):
    """The filters in the address of the log: numbers and days, never a name."""

    haendelse = forms.ChoiceField(
        label="Hændelse",
        required=False,
        choices=[("", "Alle hændelser"), *HAENDELSER.items()],
        error_messages={"invalid_choice": "Vælg en hændelse fra listen."},
    )
    bruger = forms.IntegerField(label="Person", required=False, min_value=1, max_value=LARGEST_ID)
    familie = forms.IntegerField(
        label="Familienummer",
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        error_messages={"invalid": "Skriv familiens nummer med tal."},
    )
    fra = DanishDateField(label="Fra og med", required=False, validators=WITHIN)
    til = DanishDateField(label="Til og med", required=False, validators=WITHIN)
