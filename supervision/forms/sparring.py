"""What may be typed about faglig sparring. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxesMultiple, DanishDateField
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Barn
from supervision.models import Begreb
from supervision.queries.fremmoede import begreber_of

LONGEST = 10_000  # characters


class SparringForm(forms.Form):
    """When, which terms, and what happened. The terms the family has learned stand first."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    dato = DanishDateField(label="Hvornår talte I om det?", validators=[not_in_the_future])
    begreber = forms.ModelMultipleChoiceField(
        label="Hvilke ord og metoder brugte I?",
        queryset=Begreb.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple(),
    )
    barn = forms.ModelChoiceField(
        label="Om barnet",
        queryset=Barn.objects.none(),
        required=False,
        empty_label="Ikke om et bestemt barn",
    )
    tekst = forms.CharField(
        label="Hvad skete der, og hvad talte I om?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Skriv, hvad der skete, og hvad I talte om."},
    )

    def __init__(self, data=None, *, bruger, familie, fortryd):
        super().__init__(
            data, initial={"idempotency_key": uuid.uuid4(), "dato": timezone.localdate()}
        )
        learned = begreber_of(familie)
        words = Begreb.objects.visible_to(bruger).in_use().filter(kommune=familie.kommune_id)
        self.fields["begreber"].queryset = (words | learned).distinct().order_by("ord", "pk")
        boern = Barn.objects.visible_to(bruger).living_with(familie)
        self.fields["barn"].queryset = boern
        self.fields["barn"].label_from_instance = lambda row: row.fornavn
        shown = ["dato", "begreber", "barn", "tekst"]
        if not boern.exists():
            del self.fields["barn"]
            shown.remove("barn")
        self.helper = helper(
            "idempotency_key", Fieldset("Sparringen", *shown), gem="Gem notatet", fortryd=fortryd
        )

    @property
    def facts(self):
        return dict(self.cleaned_data)
