"""The opstartsmøde of a move, and its running samarbejdsmøder, as forms (H3, H4)."""

from datetime import timedelta

from crispy_forms.layout import Div, Fieldset, Row
from django import forms

from faelles.formfields import (
    ChoiceBoxes,
    ChoiceBoxesMultiple,
    DanishDateField,
    DanishTimeField,
)
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.forms.moede import BekraeftFelter
from plejefamilier.forms.overgangskontakt import moment
from plejefamilier.models import Moedeserie, Moedeslags
from plejefamilier.models.moede import Sted

STEDER = [(sted.value, sted.label) for sted in (Sted.KOMMUNEN, Sted.INSTITUTIONEN, Sted.ANDET)]
MOST_MINUTES, MOST_MEETINGS, MOST_WEEKS = 480, 52, 26


class ParterForm(BekraeftFelter):
    """When, where and who: what both kinds of meetings ask."""

    dato = DanishDateField(label="Dag")
    fra_kl = DanishTimeField(label="Klokken")
    minutter = forms.IntegerField(
        label="Minutter",
        min_value=5,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput({"class": "input-char-5"}),
        error_messages={"required": "Skriv, hvor mange minutter mødet varer."},
    )
    sted = forms.ChoiceField(
        label="Hvor?", choices=STEDER, widget=ChoiceBoxes, initial=Sted.KOMMUNEN.value
    )
    sted_tekst = forms.CharField(label="Adresse eller lokale", required=False, max_length=200)
    deltagere = forms.MultipleChoiceField(
        label="Hvem skal med?",
        error_messages={
            "required": "Vælg, hvem der skal med.",
            "invalid_choice": "Vælg blandt de viste personer.",
        },
    )

    def prepare(self, kandidater):
        """Show the people who may be asked."""
        self.people = {row.noegle: row for row in kandidater}
        field = self.fields["deltagere"]
        field.widget = ChoiceBoxesMultiple(
            as_list=True, hints={row.noegle: row.rolle for row in kandidater}
        )
        field.choices = [(row.noegle, row.navn) for row in kandidater]

    @property
    def meeting(self):
        """What plan_moede takes from these fields."""
        data = self.cleaned_data
        return {
            "sted": data["sted"],
            "sted_tekst": data["sted_tekst"],
            "deltagere": [self.people[key].valg for key in data["deltagere"]],
            "bekraeft": self.confirmed,
        }


class OpstartsmoedeForm(ParterForm):
    """The start meeting: five roles, or the reason why one is missing (H3)."""

    mangler_begrundelse = forms.CharField(
        label="Hvorfor mangler nogen?",
        required=False,
        max_length=300,
        help_text="Skal kun udfyldes, når en af de fem roller ikke er valgt.",
    )

    def __init__(self, data=None, *, kandidater, minutter, fortryd):
        chosen = [row.noegle for row in kandidater]
        super().__init__(data, initial={"minutter": minutter, "deltagere": chosen})
        self.prepare(kandidater)
        self.fields["mangler_begrundelse"].betinget = True
        self.helper = helper(
            Fieldset("Hvornår og hvor", "dato", Row("fra_kl", "minutter"), "sted", "sted_tekst"),
            Fieldset("De fem parter", "deltagere", "mangler_begrundelse", Div("bekraeft")),
            gem="Indkald til opstartsmøde",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the action is to know."""
        data = self.cleaned_data
        start = moment(data["dato"], data["fra_kl"])
        return {
            "slags": Moedeslags.OPSTARTSMOEDE,
            "start": start,
            "slut": start + timedelta(minutes=data["minutter"]),
            "mangler_begrundelse": data["mangler_begrundelse"].strip(),
            **self.meeting,
        }


class SamarbejdsmoederForm(ParterForm):
    """A fixed rhythm of meetings during the move (H4)."""

    hver = forms.IntegerField(
        label="Uger mellem møderne",
        min_value=1,
        max_value=MOST_WEEKS,
        initial=4,
        widget=forms.NumberInput({"class": "input-char-5"}),
    )
    antal = forms.IntegerField(
        label="Antal møder",
        min_value=1,
        max_value=MOST_MEETINGS,
        initial=6,
        widget=forms.NumberInput({"class": "input-char-5"}),
    )
    accepteret_paa = DanishDateField(
        label="Forældrene har sagt ja til deltagerne den",
        required=False,
        validators=[not_in_the_future],
    )

    def __init__(self, data=None, *, kandidater, minutter, fortryd):
        chosen = [row.noegle for row in kandidater]
        super().__init__(data, initial={"minutter": minutter, "deltagere": chosen})
        self.prepare(kandidater)
        self.fields["dato"].label = "Første møde"
        self.helper = helper(
            Fieldset(
                "Hvornår og hvor",
                "dato",
                Row("fra_kl", "minutter"),
                Row("hver", "antal"),
                "sted",
                "sted_tekst",
            ),
            Fieldset("Deltagere", "deltagere", "accepteret_paa", Div("bekraeft")),
            gem="Læg møderne",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the action is to know."""
        data = self.cleaned_data
        return {
            "slags": Moedeslags.SAMARBEJDSMOEDE,
            "anker": data["dato"],
            "klokken": data["fra_kl"],
            "minutter": data["minutter"],
            "hver": data["hver"],
            "enhed": Moedeserie.Enhed.UGER,
            "antal": data["antal"],
            "accepteret_paa": data["accepteret_paa"],
            **self.meeting,
        }
