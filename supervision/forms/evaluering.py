"""What may be typed about a course or a forløb afterwards. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms

from faelles.formfields import ChoiceBoxes
from plejefamilier.forms.layout import helper
from supervision.actions.evaluering import FIELDS, SKALAER, seen_of
from supervision.models import Evaluering, Forloeb
from supervision.models.tilmelding import SKALA

GROUP_ONLY = ("perspektiver", "mindre_alene")  # what a group gives beside its content (F9)


class EvalueringForm(forms.Form):
    """Three scales, two more about a group, and a comment; every one may be left open."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    kommentar = forms.CharField(
        label="Kommentar", max_length=5_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data=None, *, row, slags="", fortryd):
        initial = {name: getattr(row, name) for name in FIELDS} if row else {}
        super().__init__(data, initial={**initial, "seen": seen_of(row)})
        group = slags == Forloeb.Slags.GRUPPE
        asked = [name for name in SKALAER if group or name not in GROUP_ONLY]
        for name in asked:
            self.fields[name] = forms.TypedChoiceField(
                label=Evaluering._meta.get_field(name).verbose_name,
                choices=SKALA,
                coerce=int,
                empty_value=None,
                required=False,
                widget=ChoiceBoxes,
            )
        self.order_fields(["seen", *asked, "kommentar"])
        self.helper = helper(
            "seen", Fieldset("Svar", *asked, "kommentar"), gem="Gem evalueringen", fortryd=fortryd
        )

    @property
    def facts(self):
        return dict(self.cleaned_data)
