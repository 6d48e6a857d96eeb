"""What may be typed about a family as a mentor. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset
from django import forms

from faelles import regler
from faelles.formfields import ChoiceBoxes, DanishDateField
from netvaerk.forms.felter import number
from netvaerk.forms.mentor import emner_field, label_of
from netvaerk.models import Mentorprofil
from plejefamilier.forms.layout import helper

JA, NEJ = "ja", "nej"
MOST_FAMILIES = 10


class MentorprofilForm(forms.Form):
    """May the family be named, since when, what does it know about, and how many can it help?"""

    version = forms.IntegerField(widget=forms.HiddenInput)
    vil = forms.ChoiceField(
        label="Vil familien være mentor for andre plejefamilier?",
        choices=[(JA, "Ja"), (NEJ, "Nej, ikke nu")],
        widget=ChoiceBoxes(
            hints={
                JA: "Kommunens konsulenter ser så familiens navn, hvor længe den har været "
                "plejefamilie, og det, der står her."
            }
        ),
        error_messages={"required": "Vælg, om familien vil være mentor."},
    )
    ja_paa = DanishDateField(label="Hvornår sagde familien ja?", required=False, past=True)
    kompetencer = emner_field("Hvad ved familien noget om?")
    om = forms.CharField(
        label=label_of(Mentorprofil, "om"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Det ser alle kommunens konsulenter. Skriv ikke om børnene.",
    )
    hoejst = number("Hvor mange familier kan den hjælpe på samme tid?", 1, MOST_FAMILIES)

    def __init__(self, data=None, *, familie, profil, fortryd):
        initial = {
            "version": profil.version if profil else 0,
            "vil": JA if profil and profil.ja_paa else (NEJ if profil else None),
            "ja_paa": profil.ja_paa if profil else None,
            "kompetencer": profil.kompetencer if profil else [],
            "om": profil.om if profil else "",
            "hoejst": profil.hoejst
            if profil
            else regler.value("netvaerk.mentor_hoejst", familie.kommune),
        }
        super().__init__(data, initial=initial)
        self.fields["ja_paa"].betinget = True
        self.helper = helper(
            "version",
            Fieldset("Familiens svar", "vil", "ja_paa"),
            Fieldset("Det kan familien", "kompetencer", "om", "hoejst"),
            gem="Gem mentorprofilen",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("vil") == JA and not cleaned.get("ja_paa") and "ja_paa" not in self.errors:
            self.add_error("ja_paa", "Skriv, hvornår familien sagde ja.")
        return cleaned

    @property
    def facts(self):
        facts = {name: self.cleaned_data[name] for name in ("kompetencer", "om", "hoejst")}
        says_yes = self.cleaned_data["vil"] == JA
        return {**facts, "ja_paa": self.cleaned_data["ja_paa"] if says_yes else None}


class KompetenceforloebForm(forms.Form):
    """A course that the family completed before, or elsewhere."""

    noegle = forms.UUIDField(widget=forms.HiddenInput)
    titel = forms.CharField(
        label="Hvilket forløb?",
        max_length=200,
        error_messages={"required": "Skriv, hvilket forløb familien gennemførte."},
    )
    gennemfoert_paa = DanishDateField(label="Gennemført", past=True)

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"noegle": uuid.uuid4()})
        self.helper = helper(
            "noegle",
            Fieldset("Gennemført kompetenceforløb", "titel", "gennemfoert_paa"),
            gem="Gem forløbet",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in ("titel", "gennemfoert_paa")}
