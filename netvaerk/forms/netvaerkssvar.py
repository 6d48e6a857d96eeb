"""What may be typed of a family's answers. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset
from django import forms
from django.db.models import Q
from django.utils import timezone

from faelles import regler
from faelles.access import Permission, kommune_with
from faelles.formfields import ChoiceBoxes, DanishDateField
from netvaerk.actions.netvaerkssvar import SPOERGSMAAL
from netvaerk.models import Netvaerksgruppe, Netvaerkssvar
from netvaerk.models.svar import SKALA
from plejefamilier.forms.layout import helper, not_in_the_future

JA_NEJ = [("ja", "Ja"), ("nej", "Nej")]
BOXES = 5  # more groups than this are a list to choose from
Om = Netvaerkssvar.Om


class NetvaerkssvarForm(forms.Form):
    """What the family is part of, three scales, and whether it has used the line.

    What was chosen for the last answer (`valgt`: om, gruppe, dato) is chosen again: they are
    typed in many at a time.
    """

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, bruger, valgt, fortryd):
        initial = {
            "idempotency_key": uuid.uuid4(),
            "dato": valgt.get("dato") or timezone.localdate(),
            "om": valgt.get("om"),
            "gruppe": valgt.get("gruppe"),
        }
        super().__init__(data, initial=initial)
        kommune = kommune_with(bruger, Permission.PLAN_NETVAERK)
        grupper = groups_to_answer_about(bruger, kommune)
        self.fields["om"] = forms.ChoiceField(
            label="Hvad er familien med i?",
            choices=offered(kommune, grupper=grupper),
            widget=ChoiceBoxes,
            error_messages={"required": "Vælg, hvad familien er med i."},
        )
        shown = ["om"]
        if grupper:
            shown.append("gruppe")
            boxes = len(grupper) <= BOXES
            self.fields["gruppe"] = forms.TypedChoiceField(
                label="Hvilken gruppe?",
                choices=[*([] if boxes else [("", "Vælg")]), *grupper.items()],
                coerce=int,
                empty_value=None,
                required=False,
                widget=ChoiceBoxes if boxes else forms.Select,
            )
        self.fields["dato"] = DanishDateField(
            label="Hvornår svarede familien?", validators=[not_in_the_future]
        )
        for name, statement in questions().items():
            self.fields[name] = forms.TypedChoiceField(
                label=statement,
                choices=SKALA,
                coerce=int,
                empty_value=None,
                required=False,
                widget=ChoiceBoxes,
            )
        self.fields["har_ringet"] = forms.ChoiceField(
            label="Har familien ringet til akuttelefonen?",
            choices=JA_NEJ,
            required=False,
            widget=ChoiceBoxes,
        )
        self.helper = helper(
            "idempotency_key",
            Fieldset("Familien", *shown, "dato"),
            Fieldset("Familiens svar", *SPOERGSMAAL, "har_ringet"),
            gem="Gem svaret",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        cleaned = dict(self.cleaned_data)
        called = {"ja": True, "nej": False}.get(cleaned["har_ringet"])
        gruppe = cleaned.pop("gruppe", None)
        return {**cleaned, "har_ringet": called, "gruppe_id": gruppe}


def groups_to_answer_about(bruger, kommune):
    """{id: name} of the groups that are open, or were closed this year."""
    recent = Q(lukket_paa=None) | Q(lukket_paa__year=timezone.localdate().year)
    rows = Netvaerksgruppe.objects.visible_to(bruger).filter(recent, kommune=kommune)
    return dict(rows.values_list("pk", "navn"))


def questions():
    """{name: the statement a family agrees with or not}"""
    return {name: Netvaerkssvar._meta.get_field(name).verbose_name for name in SPOERGSMAAL}


def offered(kommune, *, grupper=()):
    """What a family of the municipality may be part of; what it does not use is left out.

    With `grupper` to answer about, a group can be chosen also where new ones are not made.
    """
    used = regler.values(("netvaerk.grupper", "netvaerk.mentor"), kommune)
    left_out = set()
    if used["netvaerk.grupper"] == "fra" and not grupper:
        left_out.add(Om.GRUPPE)
    if not used["netvaerk.mentor"]:
        left_out |= {Om.MENTEE, Om.MENTOR}
    return [(om.value, om.label) for om in Om if om not in left_out]
