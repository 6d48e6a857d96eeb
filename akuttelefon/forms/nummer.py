"""What may be typed about the line's number. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from akuttelefon.models import Nummerudlevering
from faelles.formfields import ChoiceBoxes, DanishDateField, DanishPhoneField
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Plejefamilie


class LinjenummerForm(forms.Form):
    """A number for the line, from a day."""

    nummer = DanishPhoneField(label="Nummer", max_length=20)
    fra = DanishDateField(label="Gælder fra og med")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate()})
        self.helper = helper(
            Fieldset("Nyt nummer", "nummer", "fra"), gem="Sæt nummeret", fortryd=fortryd
        )


class UdleveringForm(forms.Form):
    """When and how a family was given the number."""

    paa = DanishDateField(label="Hvornår?", validators=[not_in_the_future])
    maade = forms.ChoiceField(
        label="Hvordan?",
        choices=Nummerudlevering.Maade,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan familien fik det."},
    )

    def __init__(self, data=None):
        initial = {"paa": timezone.localdate(), "maade": Nummerudlevering.Maade.MOEDE}
        super().__init__(data, initial=initial)


class UdleveringerForm(UdleveringForm):
    """The same for many families at once: those that are ticked on the page."""

    familier = forms.ModelMultipleChoiceField(
        queryset=Plejefamilie.objects.none(),
        error_messages={
            "required": "Sæt kryds ved de familier, der har fået nummeret.",
            "invalid_choice": "En af familierne er ikke længere din. Listen er hentet igen.",
            "invalid_pk_value": "En af familierne er ikke længere din. Listen er hentet igen.",
        },
    )

    def __init__(self, data=None, *, familier):
        super().__init__(data)
        self.fields["familier"].queryset = familier
