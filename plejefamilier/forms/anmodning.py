"""What may be typed about a request from a family. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Anmodning, Barn
from plejefamilier.queries.anmodning import possible_receivers


class AnmodningForm(forms.Form):
    """What a family asks for."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    emner = forms.MultipleChoiceField(
        label="Hvad handler det om?",
        choices=Anmodning.Emne,
        widget=ChoiceBoxesMultiple(),
        error_messages={"required": "Vælg mindst ét emne."},
    )
    tekst = forms.CharField(
        label="Hvad beder familien om?",
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv, hvad familien beder om."},
    )
    barn = forms.ModelChoiceField(
        label="Om barnet",
        queryset=Barn.objects.none(),
        required=False,
        empty_label="Ikke om et bestemt barn",
    )
    modtaget_paa = DanishDateField(label="Modtaget", validators=[not_in_the_future])
    modtaget_af = forms.ModelChoiceField(
        label="Hvem spurgte familien?",
        queryset=Bruger.objects.none(),
        empty_label=None,
        help_text="Familien kan spørge sin konsulent eller projektlederen.",
    )

    def __init__(self, data=None, *, bruger, familie, fortryd):
        initial = {
            "idempotency_key": uuid.uuid4(),
            "modtaget_paa": timezone.localdate(),
            "modtaget_af": bruger.pk,
        }
        super().__init__(data, initial=initial)
        boern = Barn.objects.visible_to(bruger).living_with(familie)
        self.fields["barn"].queryset = boern
        self.fields["barn"].label_from_instance = lambda row: row.fornavn
        self.fields["modtaget_af"].queryset = possible_receivers(bruger, familie.kommune)
        self.helper = helper(
            "idempotency_key",
            Fieldset(
                "Anmodningen",
                "emner",
                "tekst",
                "barn",
                Row("modtaget_paa", "modtaget_af"),
            ),
            gem="Gem anmodningen",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What is kept, in the words of the action."""
        return dict(self.cleaned_data)


class SvarForm(forms.Form):
    """The answer to the family."""

    afgoerelse = forms.ChoiceField(
        label="Svar",
        choices=Anmodning.Afgoerelse,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvad svaret er."},
    )
    svar = forms.CharField(
        label="Begrundelse til familien",
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv svaret til familien."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Svar familien", "afgoerelse", "svar"), gem="Gem svaret", fortryd=fortryd
        )
