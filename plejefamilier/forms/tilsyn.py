"""What may be typed about a visit of control. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes
from plejefamilier.forms.barnefakta import day, long_text
from plejefamilier.forms.layout import helper
from plejefamilier.models import Tilsynsbesoeg


class TilsynForm(forms.Form):
    """A visit: once saved it is not changed."""

    slags = forms.ChoiceField(
        label="Hvis besøg var det?",
        choices=Tilsynsbesoeg.Slags,
        widget=ChoiceBoxes(
            hints={
                "personrettet": "Tæller med i de besøg, barnet skal have hvert år",
                "driftsorienteret": "Kun til oplysning",
            }
        ),
        error_messages={"required": "Vælg, om det var kommunens eller socialtilsynets besøg."},
    )
    dato = day("Dato")
    af_navn = forms.CharField(
        label="Hvem kom?",
        max_length=120,
        required=False,
        help_text="Lad feltet stå tomt, hvis det var dig.",
    )
    talt_med_barnet = forms.ChoiceField(
        label="Talte I med barnet?",
        choices=Tilsynsbesoeg.Talt,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, om I talte med barnet."},
    )
    hvorfor_ikke = forms.CharField(
        label="Hvorfor ikke alene?",
        max_length=300,
        required=False,
        help_text="Samtalen skal så vidt muligt være uden plejefamilien.",
    )
    notat = long_text("Notat", rows=6, error_messages={"required": "Skriv, hvad I så og hørte."})
    til_socialtilsynet = long_text(
        "Bekymring, der er givet videre til socialtilsynet",
        rows=3,
        required=False,
        help_text="Barnets lov § 156, stk. 4. Lad feltet stå tomt, hvis der ingen er.",
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"slags": "personrettet", "dato": timezone.localdate()})
        self.helper = helper(
            Fieldset("Besøget", "slags", "dato", "af_navn"),
            Fieldset("Samtalen med barnet", "talt_med_barnet", "hvorfor_ikke"),
            Fieldset("Notat", "notat", "til_socialtilsynet"),
            gem="Gem tilsynsbesøget",
            fortryd=fortryd,
        )


class FordiForm(forms.Form):
    """Why something is withdrawn."""

    fordi = forms.CharField(
        label="Hvorfor trækker du det tilbage?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor besøget trækkes tilbage."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Træk tilbage", "fordi"), gem="Træk besøget tilbage", fortryd=fortryd
        )
