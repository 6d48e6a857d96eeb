"""What may be typed about who works with whom. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.access import Permission
from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper
from plejefamilier.queries.tilknytning import konsulenter_for, people_led_by, stand_ins_for


class KonsulentForm(forms.Form):
    """The leader gives a family its fixed konsulent: one of her teams' konsulenter."""

    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    konsulent = forms.ModelChoiceField(
        label="Hvem?",
        queryset=Bruger.objects.none(),
        empty_label=None,
        error_messages={"required": "Vælg en konsulent."},
    )
    fra = DanishDateField(label="Fra og med")
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=200,
        help_text="Står i familiens forløb, så enhver kan se, hvorfor konsulenten skiftede.",
        error_messages={"required": "Skriv, hvorfor familien får den konsulent."},
    )

    def __init__(self, data=None, *, bruger, familie, fortryd):
        initial = {"fra": timezone.localdate(), "udgave": familie.konsulent_udgave()}
        super().__init__(data, initial=initial)
        people, hints = konsulenter_for(bruger)
        field = self.fields["konsulent"]
        field.widget = ChoiceBoxes(as_list=True, hints=lambda value: hints[value.value])
        field.queryset = people
        self.helper = helper(
            "udgave",
            Fieldset("Fast konsulent", "konsulent", "fra", "begrundelse"),
            gem="Gem fast konsulent",
            fortryd=fortryd,
        )


class FravaerForm(forms.Form):
    """Somebody is away: oneself, or for a leader somebody of her teams."""

    bruger = forms.ModelChoiceField(
        label="Hvem er væk?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg, hvem der er væk."},
    )
    fra = DanishDateField(label="Første dag")
    til = DanishDateField(label="Sidste dag")
    stedfortraeder = forms.ModelChoiceField(
        label="Stedfortræder",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ingen: teamlederen får opgaverne",
        help_text="Ser familierne og følger op på opkald i perioden.",
    )

    def __init__(self, data=None, *, bruger, fortryd):
        super().__init__(data)
        self.fields["stedfortraeder"].queryset = stand_ins_for(bruger)
        names = ["bruger"]
        if bruger.can(Permission.LEAD_TEAM):
            self.fields["bruger"].queryset = people_led_by(bruger)
        else:
            del self.fields["bruger"]
            names = []
        self.bruger = bruger
        self.helper = helper(
            Fieldset("Fravær", *names, Row("fra", "til"), "stedfortraeder"),
            gem="Meld fravær",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        fra, til = cleaned.get("fra"), cleaned.get("til")
        if fra and til and til < fra:
            self.add_error("til", "Sidste dag ligger før første dag.")
        if til and til < timezone.localdate():
            self.add_error("til", "Fraværet er allerede forbi.")
        if cleaned.get("stedfortraeder") and cleaned["stedfortraeder"] == self.person:
            self.add_error("stedfortraeder", "Man kan ikke være sin egen stedfortræder.")
        return cleaned

    @property
    def person(self):
        """Who is away: a konsulent only reports her own absence."""
        return self.cleaned_data.get("bruger") if "bruger" in self.fields else self.bruger
