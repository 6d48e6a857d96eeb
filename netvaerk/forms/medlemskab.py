"""What may be typed about a family and a group. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from netvaerk.models import Medlemskab
from plejefamilier.forms.layout import helper, not_in_the_future

Svar, Kontakt = Medlemskab.Svar, Medlemskab.Kontakt
DELER = "Kun efter aftale med familien. Adressen og børnene deles aldrig."
SENERE = "senere"


class _SvarForm(forms.Form):
    """A family's answer: when it said it, from when it is in, and what it shares."""

    svar_paa = DanishDateField(
        label="Hvornår sagde familien det?",
        validators=[not_in_the_future],
        past=True,
        required=False,
    )
    fra = DanishDateField(label="Med fra", required=False)
    deler = forms.MultipleChoiceField(
        label="Hvad vil familien dele med de andre i gruppen?",
        choices=Kontakt.choices,
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
        help_text=DELER,
    )

    def __init__(self, data=None):
        today = timezone.localdate()
        super().__init__(data, initial={"svar_paa": today, "fra": today})
        for name in ("svar_paa", "fra", "deler"):
            self.fields[name].betinget = True

    def _need_day(self, cleaned):
        if not cleaned.get("svar_paa") and "svar_paa" not in self.errors:
            self.add_error("svar_paa", "Skriv, hvornår familien sagde det.")


class ForeslaaForm(_SvarForm):
    """Propose a family of one's own, and answer for it at once when it has been asked."""

    svar = forms.ChoiceField(
        label="Har du spurgt familien?",
        choices=[(SENERE, "Nej, jeg spørger den"), (Svar.JA.value, Svar.JA.label)],
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, om du har spurgt familien."},
    )
    field_order = ("svar", "svar_paa", "fra", "deler")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Familiens svar", "svar"),
            Fieldset("Hvis den vil være med", "svar_paa", "fra", "deler"),
            gem="Foreslå familien",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("svar") == Svar.JA:
            self._need_day(cleaned)
        return cleaned

    @property
    def facts(self):
        """What propose_familie is asked with."""
        cleaned = self.cleaned_data
        if cleaned["svar"] != Svar.JA:
            return {}
        return {
            "ja_paa": cleaned["svar_paa"],
            "fra": cleaned["fra"],
            "deler": cleaned["deler"],
        }


class SvarForm(_SvarForm):
    """What the family said to a proposal."""

    svar = forms.ChoiceField(
        label="Hvad siger familien?",
        choices=Svar.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvad familien siger."},
    )
    field_order = ("svar", "svar_paa", "fra", "deler")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Familiens svar", "svar", "svar_paa"),
            Fieldset("Hvis den vil være med", "fra", "deler"),
            gem="Gem familiens svar",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        self._need_day(cleaned)
        return cleaned

    @property
    def facts(self):
        """What answer_forslag is asked with."""
        return dict(self.cleaned_data)


class SlutForm(forms.Form):
    """A family leaves a group: its last day, and why."""

    til = DanishDateField(label="Med til og med")
    slutaarsag = forms.ChoiceField(
        label="Hvorfor stopper familien?",
        choices=[
            row
            for row in Medlemskab.Slutaarsag.choices
            if row[0] not in (Medlemskab.Slutaarsag.LUKKET, Medlemskab.Slutaarsag.OPHOERT)
        ],
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvorfor familien stopper."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Familien går ud", "til", "slutaarsag"),
            gem="Gem, at familien stopper",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What end_medlemskab is asked with."""
        return dict(self.cleaned_data)


class DelForm(forms.Form):
    """What a family lets the others of its group have; nothing takes it back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    deler = forms.MultipleChoiceField(
        label="Hvad vil familien dele med de andre i gruppen?",
        choices=Kontakt.choices,
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
        help_text=f"{DELER} Fjern alle krydser, når familien ikke vil dele længere.",
    )
    deler_paa = DanishDateField(
        label="Hvornår sagde familien det?",
        validators=[not_in_the_future],
        past=True,
        required=False,
    )

    def __init__(self, data=None, *, medlemskab, fortryd):
        initial = {
            "version": medlemskab.version,
            "deler": medlemskab.deler,
            "deler_paa": timezone.localdate(),
        }
        super().__init__(data, initial=initial)
        self.fields["deler_paa"].betinget = self.fields["deler"].betinget = True
        self.helper = helper(
            "version",
            Fieldset("Deling med de andre familier", "deler", "deler_paa"),
            gem="Gem, hvad familien deler",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What share_kontakt is asked with."""
        return dict(self.cleaned_data)
