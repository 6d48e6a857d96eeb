"""What may be chosen when the families take their group over. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms

from faelles.formfields import ChoiceBoxes
from plejefamilier.forms.layout import helper
from plejefamilier.models import Plejeforaelder


class OverdragForm(forms.Form):
    """Who hears the light reminder of each month."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kontakt = forms.ModelChoiceField(
        label="Hvem er gruppens kontaktperson?",
        queryset=Plejeforaelder.objects.none(),
        empty_label=None,
        widget=ChoiceBoxes(as_list=True),
        help_text="Personen får en kort mail hver måned og skal derfor have en mailadresse. "
        "Spørg personen, før du vælger.",
        error_messages={"required": "Vælg en plejeforælder.", "invalid_choice": "Vælg igen."},
    )

    def __init__(self, data=None, *, gruppe, voksne, fortryd):
        super().__init__(data, initial={"version": gruppe.version, "kontakt": gruppe.kontakt_id})
        field = self.fields["kontakt"]
        field.queryset = voksne
        field.label_from_instance = _words
        self.helper = helper(
            "version",
            Fieldset("Kontaktperson", "kontakt"),
            gem="Overdrag gruppen" if gruppe.overdraget_at is None else "Gem kontaktpersonen",
            fortryd=fortryd,
        )


def _words(voksen):
    family = voksen.plejefamilie.visningsnavn
    facts = [] if family == voksen.navn else [family]
    if not voksen.email:
        facts.append("ingen mailadresse")
    return f"{voksen.navn} ({', '.join(facts)})" if facts else voksen.navn


class MoedesForm(forms.Form):
    """The families still meet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
