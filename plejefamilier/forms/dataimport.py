"""What may be sent in: one workbook."""

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError

from plejefamilier.forms.layout import helper
from plejefamilier.indlaesning.projektmappe import LARGEST_FILE, MB


class ProjektmappeForm(forms.Form):
    """The file. What it is and holds is checked by the action; its name is not kept."""

    fil = forms.FileField(
        label="Excel-projektmappe",
        allow_empty_file=True,
        help_text="En .xlsx-fil på højst 5 MB, uden makroer og adgangskode.",
        widget=forms.FileInput({"accept": ".xlsx", "class": "form-input"}),
        error_messages={
            "required": "Vælg filen først.",
            "invalid": "Vælg filen først.",
            "missing": "Vælg filen først.",
            "max_length": "Filens navn er for langt. Gem den under et kortere navn.",
        },
        max_length=255,
    )

    def __init__(self, *args, fortryd, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Fieldset("Send filen ind", "fil"), gem="Læs filen", fortryd=fortryd)

    def clean_fil(self):
        """Refuse by its size before it is read into memory."""
        sent = self.cleaned_data["fil"]
        if sent.size > LARGEST_FILE:
            text = f"Filen er for stor. Den må fylde {LARGEST_FILE // MB} MB."
            raise ValidationError(text, code="stor")
        return sent
