"""What may be typed about a course held elsewhere. Saving belongs to actions."""

import uuid

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.versions import fingerprint
from plejefamilier.actions.kursustid import FIELDS
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.kursuskonto import MINUTES

HOURS_OF_A_DAY = 24


class KursustidForm(forms.Form):
    """Attendance at a course, in hours. `voksne` is a queryset to choose from, None to correct."""

    noegle = forms.UUIDField(widget=forms.HiddenInput, required=False)
    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    plejeforaelder = forms.ModelChoiceField(
        label="Hvem var på kursus?",
        queryset=None,
        empty_label=None,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem der var på kursus."},
    )
    titel = forms.CharField(
        label="Hvilket kursus?",
        max_length=200,
        error_messages={"required": "Skriv, hvilket kursus det var."},
    )
    dato = DanishDateField(label="Dato", past=True, validators=[not_in_the_future])
    timer = forms.DecimalField(
        label="Hvor længe?",
        localize=True,
        min_value=0.25,
        max_value=HOURS_OF_A_DAY,
        decimal_places=2,
        widget=forms.TextInput({"class": "input-char-5", "inputmode": "decimal"}),
        help_text="Timer, for eksempel 6 eller 1,5",
        error_messages={
            "required": "Skriv, hvor mange timer det varede.",
            "invalid": "Skriv et tal, for eksempel 6 eller 1,5.",
            "min_value": "Skriv mindst et kvarter: 0,25.",
            "max_value": "Skriv højst 24 timer.",
            "max_decimal_places": "Skriv højst to decimaler, for eksempel 1,25.",
        },
    )

    def __init__(self, data=None, *, voksne=None, kursustid=None, fortryd):
        if kursustid is None:
            initial = {"noegle": uuid.uuid4(), "dato": timezone.localdate()}
        else:
            initial = {
                "dato": kursustid.dato,
                "titel": kursustid.titel,
                "timer": round(kursustid.minutter / MINUTES, 2),
                "udgave": fingerprint(kursustid, FIELDS),
            }
        super().__init__(data, initial=initial)
        who = []
        if voksne is None:
            del self.fields["plejeforaelder"]
        else:
            self.fields["plejeforaelder"].queryset = voksne
            who = ["plejeforaelder"]
        self.helper = helper(
            "noegle",
            "udgave",
            Fieldset("Kurset", *who, "titel", Row("dato", AppendedText("timer", "timer"))),
            gem="Gem kursus" if kursustid is None else "Gem rettelsen",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the actions want, besides the person."""
        return {
            "titel": self.cleaned_data["titel"],
            "dato": self.cleaned_data["dato"],
            "minutter": round(self.cleaned_data["timer"] * MINUTES),
        }
