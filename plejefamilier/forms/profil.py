"""What may be typed about when a family can meet, what it has done and can do."""

from crispy_forms.layout import Fieldset
from django import forms

from faelles.formfields import ChoiceBoxesMultiple
from plejefamilier.actions.profil import FIELDS
from plejefamilier.forms.layout import helper
from plejefamilier.models import Familieprofil

MOST_YEARS = 60


def _text(label, help_text):
    return forms.CharField(
        label=label,
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 3}),
        help_text=help_text,
    )


class FamilieprofilForm(forms.Form):
    """The profile of a family; `version` is 0 for one that has none yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    tidspunkter = forms.MultipleChoiceField(
        label="Hvornår passer det bedst at mødes?",
        required=False,
        choices=Familieprofil.Tidspunkt,
        widget=ChoiceBoxesMultiple(
            hints={
                "formiddag": "mens børnene er i skole",
                "aften": "uden for almindelig arbejdstid",
            }
        ),
    )
    erfaring_aar = forms.IntegerField(
        label="Års erfaring, før familien blev godkendt her",
        min_value=0,
        max_value=MOST_YEARS,
        widget=forms.NumberInput({"class": "input-char-3"}),
        help_text="Årene siden godkendelsen tæller vi selv.",
        error_messages={"required": "Skriv et helt tal, 0 hvis familien er ny."},
    )
    erfaring = _text("Erfaring", "For eksempel tidligere plejebørn eller arbejde med børn.")
    kompetencer = _text("Kompetencer", "Kurser, metoder og det, familien er særligt god til.")
    andre_indsatser = _text(
        "Andre forløb lige nu",
        "For eksempel det støttede opstartsforløb. Så beder ingen familien om for meget på én "
        "gang.",
    )

    def __init__(self, data=None, *, profil, fortryd):
        initial = {name: getattr(profil, name) for name in FIELDS}
        initial["version"] = profil.version if profil.pk else 0
        super().__init__(data, initial=initial)
        self.helper = helper(
            "version",
            Fieldset("Tidspunkter", "tidspunkter"),
            Fieldset("Erfaring", "erfaring_aar", "erfaring", "kompetencer"),
            Fieldset("Andre forløb", "andre_indsatser"),
            gem="Gem profil",
            fortryd=fortryd,
        )

    @property
    def changes(self):
        """What the action is to write."""
        return {name: self.cleaned_data[name] for name in FIELDS}
