"""What may be typed about an approval. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms

from faelles.formfields import DanishDateField
from faelles.versions import fingerprint
from plejefamilier.actions.godkendelse import FIELDS
from plejefamilier.forms.familie import (
    authority_field,
    conditions_field,
    places_field,
    type_field,
)
from plejefamilier.forms.layout import helper, not_in_the_future


class _GodkendelseFields(forms.Form):
    """The facts of an approval, as both forms ask for them."""

    familietype = type_field()
    myndighed = authority_field()
    fra = DanishDateField(label="Godkendt fra", past=True, validators=[not_in_the_future])
    antal_boern = places_field()
    vilkaar = conditions_field()

    def _layout(self):
        return Fieldset(
            "Godkendelsen", "familietype", "myndighed", Row("fra", "antal_boern"), "vilkaar"
        )


class GodkendelseForm(_GodkendelseFields):
    """A new approval, filled in with what holds now."""

    begrundelse = forms.CharField(
        label="Hvorfor er godkendelsen ændret?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor godkendelsen er ændret."},
    )

    def __init__(self, data=None, *, gaelder, fortryd):
        names = [name for name in FIELDS if name != "fra"]
        super().__init__(data, initial={name: getattr(gaelder, name) for name in names})
        self.helper = helper(
            self._layout(),
            Fieldset("Begrundelse", "begrundelse"),
            gem="Gem ny godkendelse",
            fortryd=fortryd,
        )


class GodkendelseRettelseForm(_GodkendelseFields):
    """The approval that holds was written down wrongly. `udgave` is what the form was made from."""

    rettet_fordi = forms.CharField(
        label="Hvorfor retter du?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor du retter."},
    )
    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, gaelder, fortryd):
        initial = {name: getattr(gaelder, name) for name in FIELDS}
        initial["udgave"] = fingerprint(gaelder, FIELDS)
        super().__init__(data, initial=initial)
        self.helper = helper(
            "udgave",
            self._layout(),
            Fieldset("Begrundelse", "rettet_fordi"),
            gem="Gem rettelsen",
            fortryd=fortryd,
        )
