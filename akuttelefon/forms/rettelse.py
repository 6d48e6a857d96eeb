"""What was wrong in a finished call: a correction beside it, or its withdrawal."""

from django import forms

from akuttelefon.models import Rettelse
from faelles.formfields import ChoiceBoxes


class RettelseForm(forms.Form):
    """What is corrected, and what is right."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    felt = forms.ChoiceField(
        label="Hvad retter du?",
        choices=Rettelse.Felt,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad du retter."},
    )
    tekst = forms.CharField(
        label="Det rigtige er",
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Det, der blev skrevet først, bliver stående. Rettelsen står lige ved siden af.",
        error_messages={"required": "Skriv, hvad det rigtige er."},
    )


class TilbagetraekningForm(forms.Form):
    """Why a call is withdrawn."""

    udgave = forms.CharField(widget=forms.HiddenInput, max_length=40)
    begrundelse = forms.CharField(
        label="Hvorfor trækkes opkaldet tilbage?",
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="For eksempel: Opkaldet blev skrevet to gange.",
        error_messages={"required": "Skriv, hvorfor opkaldet trækkes tilbage."},
    )
