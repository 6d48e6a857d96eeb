from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row, Submit
from django import forms

from faelles.formfields import DanishDateField


class LukkedagForm(forms.Form):
    """A day or period on which the municipality is closed. Saving belongs to actions.lukkedag."""

    navn = forms.CharField(
        label="Hvorfor er der lukket?",
        max_length=80,
        help_text="Står i kalenderen og som forklaring på frister, for eksempel Sommerlukning.",
    )
    fra = DanishDateField(label="Første dag")
    til = DanishDateField(
        label="Sidste dag",
        required=False,
        help_text="Tom, hvis der kun er lukket én dag. En periode kan højst vare 60 dage.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, fortryd_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "seen",
            Fieldset("Hvornår er der lukket?", "navn", Row("fra", "til")),
            FormActions(
                Submit("gem", "Gem lukkedagen"),
                HTML(f'<a class="linkbtn" href="{fortryd_url}">Fortryd</a>'),
            ),
        )

    def clean(self):
        data = super().clean()
        data["til"] = data.get("til") or data.get("fra")
        if data["til"] and data.get("fra") and data["til"] < data["fra"]:
            self.add_error("til", "Slutdatoen ligger før startdatoen.")
        return data
