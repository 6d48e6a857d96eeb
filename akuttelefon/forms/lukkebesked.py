"""Which closing, and who has been told. Saving belongs to actions."""

from django import forms

from akuttelefon.lukning import Lukning
from akuttelefon.models import Lukkebesked


class LukningForm(forms.Form):
    """The closing a button is about, by its first and last day."""

    fra = forms.DateField(input_formats=["%Y-%m-%d"])
    til = forms.DateField(input_formats=["%Y-%m-%d"])

    @property
    def lukning(self):
        return Lukning(self.cleaned_data["fra"], self.cleaned_data["til"])


class SagtForm(forms.Form):
    """The families that have been told."""

    beskeder = forms.ModelMultipleChoiceField(
        queryset=Lukkebesked.objects.none(),
        error_messages={
            "required": "Sæt kryds ved de familier, der har fået besked.",
            "invalid_choice": "En af familierne er ikke længere din. Listen er hentet igen.",
            "invalid_pk_value": "En af familierne er ikke længere din. Listen er hentet igen.",
        },
    )

    def __init__(self, data=None, *, beskeder):
        super().__init__(data)
        self.fields["beskeder"].queryset = beskeder
