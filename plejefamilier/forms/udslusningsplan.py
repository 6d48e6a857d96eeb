"""The udslusningsplan as a form: three stages, the same sections in each (H6, H7)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row
from django import forms
from django.utils import timezone

from faelles import regler
from faelles.formfields import DanishDateField
from plejefamilier.models import Trin
from plejefamilier.udslusning import LONGEST, SEKTIONER, Dage, field_name, suggested_dage

DAGE = {
    "foer": "»Før flytningen« begynder",
    "under": "»Under flytningen« begynder",
    "efter": "»Efter flytningen« begynder",
    "slut": "Planens sidste dag",
}
PREFILLED = frozenset({"seen", *DAGE})  # what the page fills in by itself
FELTER = (*PREFILLED, "begrundelse", *(field_name(trin, "*") for trin in Trin))  # of a draft
MAANEDER = ("overgang.under_maaneder", "overgang.efter_maaneder")
FOELGER = HTML(
    '<p class="meta">Hvert trin slutter dagen før det næste begynder. '
    "Så er der ingen huller mellem dem.</p>"
)


class UdslusningsplanForm(forms.Form):
    """One version of the plan, from `plan` (or None) and what a draft holds."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, overgang, plan, begynder=None, kladde=None):
        super().__init__(data, initial=_initial(overgang, plan, begynder) | (kladde or {}))
        for name, label in DAGE.items():
            self.fields[name] = DanishDateField(label=label)
        stages = []
        for trin in Trin:
            for sektion in SEKTIONER:
                name = field_name(trin, sektion.key)
                self.fields[name] = forms.CharField(
                    label=sektion.navn,
                    required=False,
                    max_length=LONGEST,
                    help_text=sektion.hjaelp,
                    widget=forms.Textarea({"rows": 3}),
                )
                self.fields[name].betinget = True  # all 24 of them: the page says so once
            names = [field_name(trin, sektion.key) for sektion in SEKTIONER]
            stages.append(Fieldset(trin.label, *names))
        reason = []
        self.fields["begrundelse"] = forms.CharField(
            label="Hvorfor ændres planen?",
            required=plan is not None,
            max_length=300,
            help_text="Alle parter kan læse det.",
            error_messages={"required": "Skriv, hvorfor planen ændres. Alle kan læse det."},
        )
        if plan is None:
            del self.fields["begrundelse"]
        else:
            reason = [Fieldset("Hvorfor en ny version?", "begrundelse")]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "seen",
            Fieldset("Trinnenes dage", FOELGER, Row("foer", "under"), Row("efter", "slut")),
            *stages,
            *reason,
        )

    @property
    def facts(self):
        """What the action is to know."""
        data = self.cleaned_data
        return {
            "seen": data["seen"],
            "dage": Dage(**{name: data[name] for name in DAGE}),
            "felter": {
                trin: {sektion.key: data[field_name(trin, sektion.key)] for sektion in SEKTIONER}
                for trin in Trin
            },
            "begrundelse": data.get("begrundelse", ""),
        }


def _initial(overgang, plan, begynder):
    if plan is None:
        under, efter = regler.values(MAANEDER, overgang.kommune).values()
        dage = suggested_dage(
            begynder or timezone.localdate(),
            overgang.planlagt_flytning,
            under_maaneder=under,
            efter_maaneder=efter,
        )
        return {"seen": 0, **{name: getattr(dage, name) for name in DAGE}}
    stages = {row.trin: row for row in plan.trin.all()}
    found = {"seen": plan.version, **{trin.value: stages[trin].fra for trin in Trin}}
    found["slut"] = stages[Trin.EFTER].til
    for trin in Trin:
        for key, text in stages[trin].felter.items():
            found[field_name(trin, key)] = text
    return found
