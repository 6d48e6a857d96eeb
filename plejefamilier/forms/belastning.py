"""What may be typed about strain. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Belastning

SCALE = [(number, str(number)) for number in range(1, 11)]


class BelastningForm(forms.Form):
    """A dated score from 1 to 10 and who says so."""

    dato = DanishDateField(label="Dato", past=True, validators=[not_in_the_future])
    score = forms.TypedChoiceField(
        label="Hvor belastende er det?",
        coerce=int,
        choices=SCALE,
        widget=ChoiceBoxes(hints={1: "slet ikke", 10: "kan ikke være værre"}),
        error_messages={
            "required": "Vælg et tal fra 1 til 10.",
            "invalid_choice": "Vælg et tal fra 1 til 10.",
        },
    )
    kilde = forms.ChoiceField(
        label="Hvem siger det?",
        choices=Belastning.Kilde,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem der siger det."},
    )
    bemaerkning = forms.CharField(
        label="Bemærkning",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Hvad fylder lige nu?",
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"dato": timezone.localdate()})
        self.helper = helper(
            Fieldset("Belastning", "dato", "score", "kilde", "bemaerkning"),
            gem="Gem belastning",
            fortryd=fortryd,
        )


class TraekForm(forms.Form):
    """Why a score was wrong."""

    fordi = forms.CharField(
        label="Hvorfor er tallet forkert?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor tallet er forkert."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Træk tallet tilbage", "fordi"), gem="Træk tallet tilbage", fortryd=fortryd
        )
