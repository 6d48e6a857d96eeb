from crispy_forms.bootstrap import AppendedText, FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Submit
from django import forms

from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.regler import JA_NEJ, TEKST, VALG, check_day


class RegelForm(forms.Form):
    """The municipality's own value of a rule, from a day. Saving belongs to regler.set_value."""

    vaerdi = forms.CharField(max_length=1000)
    fra = DanishDateField(
        label="Gælder fra", help_text="Tidligst i dag. Det, der er sket, ændres ikke."
    )
    begrundelse = forms.CharField(
        label="Hvorfor ændres reglen?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For eksempel hvad der er besluttet, og hvornår. Skriv ingen navne på familier.",
        error_messages={"required": "Skriv, hvorfor reglen ændres."},
    )

    def __init__(self, *args, regel, fortryd_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.regel = regel
        self.fields["vaerdi"] = _value_field(regel)
        self.helper = FormHelper()
        value = AppendedText("vaerdi", regel.enhed) if regel.enhed else "vaerdi"
        self.helper.layout = Layout(
            Fieldset("Kommunens egen værdi", value, "fra", "begrundelse"),
            FormActions(
                Submit("gem", "Gem værdien"),
                HTML(f'<a class="linkbtn" href="{fortryd_url}">Fortryd</a>'),
            ),
        )

    def clean_vaerdi(self):
        """Say what is wrong at the field; what was typed goes on as it is."""
        self.regel.parse(self.cleaned_data["vaerdi"])
        return self.cleaned_data["vaerdi"]

    def clean_fra(self):
        check_day(self.cleaned_data["fra"])
        return self.cleaned_data["fra"]


def _value_field(regel):
    """The field that fits the rule: boxes for few choices, else text of the right width."""
    if regel.slags in (JA_NEJ, VALG):
        choices = (("ja", "Ja"), ("nej", "Nej")) if regel.slags == JA_NEJ else regel.valg
        message = "Vælg en af mulighederne."
        return forms.ChoiceField(
            label="Værdi",
            choices=choices,
            widget=ChoiceBoxes(as_list=len(choices) > 2),
            error_messages={"required": message, "invalid_choice": message},
        )
    attrs = {"autocomplete": "off"}
    if regel.slags != TEKST:
        attrs |= {"inputmode": "decimal", "class": "input-char-8"}
    return forms.CharField(
        label="Værdi",
        max_length=1000,
        widget=forms.TextInput(attrs=attrs),
        help_text=f"Tilladt: {regel.raekkevidde}",
        error_messages={"required": "Skriv en værdi."},
    )
