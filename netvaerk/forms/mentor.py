"""What may be typed about a mentorskab. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles import regler
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from netvaerk.forms.felter import number
from netvaerk.models import (
    Mentoremne,
    Mentoropfoelgning,
    Mentorskab,
)
from plejefamilier.forms.layout import helper, not_in_the_future

LONGEST_INTERVAL = 12  # months
MOST_CONTACTS = 365


def label_of(model, name):
    label = model._meta.get_field(name).verbose_name
    return label[:1].upper() + label[1:]


def emner_field(label):
    return forms.MultipleChoiceField(
        label=label, choices=Mentoremne.choices, required=False, widget=ChoiceBoxesMultiple()
    )


class MentorskabForm(forms.Form):
    """Why the family wants a mentor, what about, and how often one asks how it goes.

    A new search asks for the two days as well; later ones are not changed.
    """

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    aarsag = forms.ChoiceField(
        label="Hvorfor vil familien have en mentor?",
        choices=Mentorskab.Aarsag.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvorfor familien vil have en mentor."},
    )
    initiativ = forms.ChoiceField(
        label=label_of(Mentorskab, "initiativ"),
        choices=Mentorskab.Initiativ.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem der tog det op."},
    )
    emner = emner_field(label_of(Mentorskab, "emner"))
    form = forms.ChoiceField(
        label="Hvordan skal de tale sammen?",
        choices=Mentorskab.Form.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan de skal tale sammen."},
    )
    hver = number("Hvor mange måneder er der mellem dine opfølgninger?", 1, LONGEST_INTERVAL)
    oensket_paa = DanishDateField(
        label="Hvornår ønskede familien en mentor?",
        validators=[not_in_the_future],
    )
    mentee_ja_paa = DanishDateField(
        label="Hvornår sagde familien ja til at blive nævnt?",
        help_text="Den mentorfamilie, der bliver spurgt, og dens konsulent ser familiens navn, "
        "grunden og de emner, der er valgt her. Ikke andet.",
        validators=[not_in_the_future],
    )

    def __init__(self, data=None, *, familie, mentorskab=None, fortryd):
        today = timezone.localdate()
        new = mentorskab is None
        initial = (
            {
                "idempotency_key": uuid.uuid4(),
                "initiativ": Mentorskab.Initiativ.TILBUDT,
                "form": Mentorskab.Form.FAST,
                "hver": regler.value("netvaerk.mentor_opfoelgning", familie.kommune),
                "oensket_paa": today,
            }
            if new
            else {
                name: getattr(mentorskab, name)
                for name in ("version", "aarsag", "initiativ", "emner", "form", "hver")
            }
        )
        super().__init__(data, initial=initial)
        gone = ("version",) if new else ("idempotency_key", "oensket_paa", "mentee_ja_paa")
        for name in gone:
            del self.fields[name]
        parts = [
            "idempotency_key" if new else "version",
            Fieldset("Det ønsker familien", "aarsag", "initiativ", "emner"),
            Fieldset("Sådan skal det foregå", "form", "hver"),
        ]
        if new:
            parts.append(Fieldset("Familiens ja", "oensket_paa", "mentee_ja_paa"))
        self.helper = helper(
            *parts, gem="Søg en mentor" if new else "Gem ændringerne", fortryd=fortryd
        )

    @property
    def facts(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OpfoelgningForm(forms.Form):
    """How it goes, as both circles may read it; nothing of what the families said."""

    nr = forms.IntegerField(widget=forms.HiddenInput)
    paa = DanishDateField(
        label=label_of(Mentoropfoelgning, "paa"), validators=[not_in_the_future], past=True
    )
    gaar = forms.ChoiceField(
        label=label_of(Mentoropfoelgning, "gaar"),
        choices=Mentoropfoelgning.Gaar.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan det går."},
    )
    kontakter = number(label_of(Mentoropfoelgning, "kontakter"), 0, MOST_CONTACTS, required=False)

    def __init__(self, data=None, *, nr, fortryd):
        super().__init__(data, initial={"nr": nr, "paa": timezone.localdate()})
        self.helper = helper(
            "nr",
            Fieldset("Opfølgning", "paa", "gaar", "kontakter"),
            gem="Gem opfølgningen",
            fortryd=fortryd,
        )


class SlutForm(forms.Form):
    """Why it ends, and the last day."""

    slutaarsag = forms.ChoiceField(
        label=label_of(Mentorskab, "slutaarsag"),
        choices=Mentorskab.Slutaarsag.choices,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvorfor det slutter."},
    )
    til = DanishDateField(label="Sidste dag", validators=[not_in_the_future], past=True)

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslut", "slutaarsag", "til"), gem="Afslut mentorskabet", fortryd=fortryd
        )
