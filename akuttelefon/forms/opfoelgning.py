"""The duty to follow up: close it, or hand it over."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from akuttelefon.models import Opfoelgning
from faelles.access import Rolle
from faelles.formfields import ChoiceBoxes
from faelles.models import Bruger


class OpfoelgningForm(forms.Form):
    """What came of the follow-up, and what the call left open about underretning."""

    notat = forms.CharField(
        label="Hvad talte I om?",
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Skriv også, hvad I har aftalt.",
        error_messages={"required": "Skriv, hvad I talte om."},
    )
    resultat = forms.ChoiceField(
        label="Hvad kom der ud af det?",
        choices=[
            choice
            for choice in Opfoelgning.Resultat.choices
            if choice[0] != Opfoelgning.Resultat.TRUKKET
        ],
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad der kom ud af det."},
    )
    underretning = forms.ChoiceField(
        label="Giver opkaldet anledning til underretning?",
        choices=Opfoelgning.Underretningssvar,
        widget=ChoiceBoxes,
        help_text="Vagten svarede »ved ikke«. Siger du ja, begynder fristen for at vurdere den nu.",
        error_messages={"required": "Svar på, om der er anledning til underretning."},
    )
    underretning_begrundelse = forms.CharField(
        label="Hvorfor, eller hvorfor ikke?",
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv kort hvorfor."},
    )

    def __init__(self, data=None, *, opfoelgning):
        super().__init__(data)
        if opfoelgning.completed_at is not None or not opfoelgning.asks_underretning():
            del self.fields["underretning"], self.fields["underretning_begrundelse"]


class OverdragForm(forms.Form):
    """To whom of `people` something is handed, and why."""

    til = forms.ModelChoiceField(
        queryset=Bruger.objects.none(),
        empty_label="Vælg en kollega",
        error_messages={
            "required": "Vælg en kollega.",
            "invalid_choice": "Vælg en kollega på listen.",
        },
    )
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Kollegaen kan læse det.",
        error_messages={"required": "Skriv, hvorfor du overdrager den."},
    )

    def __init__(self, data, *, people, hvem, knap):
        super().__init__(data)
        self.fields["til"].queryset, self.fields["til"].label = people, hvem
        self.helper = FormHelper()
        self.helper.layout = Layout("til", "begrundelse", Submit("gem", knap))


class OverdragelseForm(OverdragForm):
    """The duty to follow up goes to another konsulent or leader."""

    def __init__(self, data=None, *, opfoelgning):
        today = timezone.localdate()
        kommune = opfoelgning.opkald.kommune_id
        people = Bruger.objects.with_role(
            Rolle.KONSULENT, kommune=kommune, day=today
        ) | Bruger.objects.with_role(Rolle.TEAMLEDER, kommune=kommune, day=today)
        super().__init__(
            data,
            people=people.exclude(pk=opfoelgning.ansvarlig_id).order_by("navn"),
            hvem="Hvem skal følge op?",
            knap="Overdrag opgaven",
        )
