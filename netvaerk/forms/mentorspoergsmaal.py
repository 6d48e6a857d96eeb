"""What may be typed when a mentor family is asked, and when it answers. Saving is for actions."""

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from netvaerk.forms.mentor import label_of
from netvaerk.models import Mentorspoergsmaal
from plejefamilier.forms.layout import helper, not_in_the_future

IKKE_ENDNU = "<p>Lad begge datoer stå tomme, hvis du ikke har spurgt den endnu.</p>"


class _MedAdvarsler(forms.Form):
    """A form in which each warning must be ticked before it is sent (J9); none, and it is gone."""

    def _ask_to_confirm(self, advarsler):
        if not advarsler:
            del self.fields["bekraeft"]
            return []
        self.fields["bekraeft"].betinget = True  # the words above say that all of them are ticked
        self.fields["bekraeft"].choices = [(code.value, code.label) for code in advarsler]
        return ["bekraeft"]


def _bekraeft():
    return forms.MultipleChoiceField(
        label="Sæt hak, når du har taget det med i overvejelserne",
        required=False,
        widget=ChoiceBoxesMultiple(),
    )


class SpoergForm(_MedAdvarsler):
    """Ask a family; of one's own, its yes can be written at once."""

    bekraeft = _bekraeft()
    svar_paa = DanishDateField(label="Hvornår sagde familien ja?", required=False, past=True)
    fra = DanishDateField(label="Hvornår begynder de?", required=False)

    def __init__(self, data=None, *, advarsler, egen, fortryd):
        super().__init__(data)
        asked = self._ask_to_confirm(advarsler)
        parts = [Fieldset("Vær opmærksom på", *asked)] if asked else []
        if egen:
            parts.append(
                Fieldset("Har familien allerede sagt ja?", HTML(IKKE_ENDNU), Row("svar_paa", "fra"))
            )
        else:
            del self.fields["svar_paa"], self.fields["fra"]
        self.helper = helper(*parts, gem="Spørg familien", fortryd=fortryd)

    def clean(self):
        cleaned = super().clean()
        if "fra" in self.fields and not self.errors:
            said_yes, begins = cleaned["svar_paa"], cleaned["fra"]
            if said_yes and not begins:
                self.add_error("fra", "Skriv, hvornår de begynder.")
            if begins and not said_yes:
                self.add_error("svar_paa", "Skriv, hvornår familien sagde ja.")
        return cleaned

    @property
    def facts(self):
        facts = {"bekraeftet": self.cleaned_data.get("bekraeft", [])}
        if self.cleaned_data.get("svar_paa"):
            facts |= {"svar_paa": self.cleaned_data["svar_paa"], "fra": self.cleaned_data["fra"]}
        return facts


class SvarForm(_MedAdvarsler):
    """What the mentor family said."""

    svar = forms.ChoiceField(
        label=label_of(Mentorspoergsmaal, "svar"),
        choices=Mentorspoergsmaal.Svar.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad familien svarede."},
    )
    svar_paa = DanishDateField(
        label=label_of(Mentorspoergsmaal, "svar_paa"), validators=[not_in_the_future]
    )
    fra = DanishDateField(label="Hvornår begynder de, hvis svaret er ja?", required=False)
    bekraeft = _bekraeft()

    def __init__(self, data=None, *, advarsler, fortryd):
        today = timezone.localdate()
        super().__init__(data, initial={"svar_paa": today, "fra": today})
        self.fields["fra"].betinget = True
        asked = self._ask_to_confirm(advarsler)
        parts = [Fieldset("Familiens svar", "svar", Row("svar_paa", "fra"))]
        if asked:
            parts.append(Fieldset("Vær opmærksom på, hvis svaret er ja", *asked))
        self.helper = helper(*parts, gem="Gem svaret", fortryd=fortryd)

    @property
    def facts(self):
        facts = {name: self.cleaned_data[name] for name in ("svar", "svar_paa", "fra")}
        return {**facts, "bekraeftet": self.cleaned_data.get("bekraeft", [])}
