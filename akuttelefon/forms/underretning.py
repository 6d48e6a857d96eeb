"""The duty to assess a notification of concern: open it, take it, assess it, hand it over."""

from django import forms
from django.utils import timezone

from akuttelefon.forms.opfoelgning import OverdragForm
from akuttelefon.models import Underretning
from akuttelefon.vurderer import may_assess
from faelles.formfields import ChoiceBoxes


class UnderretningForm(forms.Form):
    """Why a call gives cause for concern after all."""

    begrundelse = forms.CharField(
        label="Hvad giver anledning til bekymring?",
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv, hvad der giver anledning til bekymring."},
    )


class TagForm(forms.Form):
    """»Jeg har den. Det gør jeg nu: …«"""

    tekst = forms.CharField(
        label="Det gør jeg nu",
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="For eksempel: Jeg ringer til familien og til skolen.",
        error_messages={"required": "Skriv, hvad du gør nu."},
    )


class VurderForm(forms.Form):
    """The assessment, and why."""

    vurdering = forms.ChoiceField(
        label="Hvad er vurderingen?",
        choices=[
            choice
            for choice in Underretning.Vurdering.choices
            if choice[0] != Underretning.Vurdering.TRUKKET
        ],
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg en vurdering."},
    )
    notat = forms.CharField(
        label="Hvorfor?",
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Skriv også, hvad der sker nu.",
        error_messages={"required": "Skriv, hvorfor du vurderer sådan."},
    )


class OverdragVurderingForm(OverdragForm):
    """The assessment goes to another who may assess."""

    def __init__(self, data=None, *, underretning):
        people = may_assess(underretning.opkald.kommune, timezone.localdate())
        super().__init__(
            data,
            people=people.exclude(pk=underretning.ansvarlig_id),
            hvem="Hvem skal vurdere?",
            knap="Overdrag vurderingen",
        )
