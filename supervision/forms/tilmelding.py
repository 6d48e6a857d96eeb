"""What may be typed when somebody is signed up for a course. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple
from faelles.models import Bruger
from plejefamilier.forms.layout import helper
from plejefamilier.models import Plejefamilie
from supervision.actions.tilmeldingsvarsler import ANDRE_INDSATSER, BEKRAEFTES, FAMILIE_OPTAGET
from supervision.queries.tilmelding_valg import voksne_of

ALLIGEVEL = {
    FAMILIE_OPTAGET: "Tilmeld alligevel: det går op på anden vis",
    ANDRE_INDSATSER: "Tilmeld alligevel: familien kan nå det",
}


class TilmeldForm(forms.Form):
    """A family with its grown-ups, or a professional; and the warnings that were given.

    `familier` are the families that may be signed up, `shown` those with a box; `kolleger` the
    professionals. `chosen` is the family that is picked before anything is sent.
    """

    idempotency_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Åbn siden igen, og prøv en gang til.",
            "invalid": "Åbn siden igen, og prøv en gang til.",
        },
    )
    familie = forms.ModelChoiceField(
        label="Hvilken familie?",
        queryset=Plejefamilie.objects.none(),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": "Vælg en af de viste familier."},
    )
    voksne_af = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    voksne = forms.MultipleChoiceField(label="Hvem deltager?", required=False)
    fagperson = forms.ModelChoiceField(
        label="Eller tilmeld dig selv eller en kollega",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ingen",
    )
    bemaerkning = forms.CharField(
        label="Bemærkning til kurset",
        max_length=300,
        required=False,
        help_text="Læses af dem, der holder kurset. Skriv ikke om barnet.",
    )
    bekraeft = forms.MultipleChoiceField(
        label="Er det meningen?",
        required=False,
        choices=[*ALLIGEVEL.items()],
        widget=ChoiceBoxesMultiple(as_list=True),
    )

    def __init__(self, data=None, *, familier, shown, kolleger, chosen=None):
        super().__init__(data, initial={"idempotency_key": uuid.uuid4(), "familie": chosen})
        field = self.fields["familie"]
        field.queryset = familier
        field.widget = ChoiceBoxes(as_list=True)
        field.widget.choices = [(row.pk, row.visningsnavn) for row in shown]
        field.betinget = self.fields["fagperson"].betinget = self.fields["voksne"].betinget = True
        self.fields["fagperson"].queryset = kolleger
        self._offer_grown_ups(chosen)
        given = self.data.getlist("bekraeft") if hasattr(self.data, "getlist") else []
        self._ask({*given} & BEKRAEFTES)

    def _offer_grown_ups(self, chosen):
        """The grown-ups of the family, all chosen unless somebody has said otherwise."""
        self.voksne = [*voksne_of(chosen)] if chosen else []
        field = self.fields["voksne"]
        field.choices = [(str(row.pk), row.navn) for row in self.voksne]
        field.widget = ChoiceBoxesMultiple(as_list=True, choices=field.choices)
        self.initial["voksne"] = [str(row.pk) for row in self.voksne]
        self.initial["voksne_af"] = str(chosen.pk) if chosen else ""
        self.all_of_them = self.data.get("voksne_af") != self.initial["voksne_af"]
        if self.is_bound and self.all_of_them:
            self.data = self.data.copy()
            self.data.setlist("voksne", self.initial["voksne"])
            self.data["voksne_af"] = self.initial["voksne_af"]

    def _ask(self, codes):
        """Show the box of each warning in `codes`."""
        self.advarsler = codes
        field = self.fields["bekraeft"]
        field.choices = [(code, words) for code, words in ALLIGEVEL.items() if code in codes]

    def warn(self, error):
        """Show the boxes of the warnings that an action gave; what is no warning is an error."""
        for one in getattr(error, "error_list", [error]):
            if one.code in BEKRAEFTES:
                self._ask(self.advarsler | {one.code})
            self.add_error(None, one)

    def clean(self):
        cleaned = super().clean()
        if "familie" in self.errors:
            return cleaned
        familie, fagperson = cleaned.get("familie"), cleaned.get("fagperson")
        if familie and fagperson:
            self.add_error("fagperson", "Vælg enten en familie eller en fagperson.")
        elif not familie and not fagperson:
            self.add_error("familie", ValidationError("Vælg, hvem der skal på kursus.", "ingen"))
        return cleaned

    @property
    def facts(self):
        """What action enrol is asked with."""
        cleaned = self.cleaned_data
        picked = {*cleaned["voksne"]}
        return {
            "plejefamilie": cleaned["familie"],
            "bruger": cleaned["fagperson"],
            "plejeforaeldre": [row for row in self.voksne if str(row.pk) in picked],
            "bemaerkning": cleaned["bemaerkning"],
            "bekraeft": frozenset(cleaned["bekraeft"]),
            "idempotency_key": cleaned["idempotency_key"],
        }


class FramledForm(forms.Form):
    """Why somebody leaves a course; `skal` when it must be said."""

    fordi = forms.CharField(
        label="Hvorfor?",
        max_length=200,
        required=False,
        error_messages={"required": "Skriv, hvorfor familien ikke kan."},
    )

    def __init__(self, data=None, *, skal, fortryd):
        super().__init__(data)
        self.fields["fordi"].required = skal
        self.helper = helper(Fieldset("Meld fra", "fordi"), gem="Meld fra", fortryd=fortryd)


class SvarForm(forms.Form):
    """The answer to an offered seat; a word about a »no« is welcome."""

    svar = forms.ChoiceField(
        choices=[("ja", "Tag pladsen"), ("nej", "Tak nej")],
        error_messages={"required": "Vælg, om familien vil have pladsen."},
    )
    fordi = forms.CharField(
        label="Hvis ikke: hvorfor?",
        max_length=200,
        required=False,
    )


class PligtForm(forms.Form):
    """The families that must take part."""

    familier = forms.ModelMultipleChoiceField(
        label="Hvilke familier skal deltage?",
        queryset=Plejefamilie.objects.none(),
        error_messages={
            "required": "Vælg mindst én familie.",
            "invalid_choice": "Vælg blandt de viste familier.",
            "invalid_pk_value": "Vælg blandt de viste familier.",
        },
    )

    def __init__(self, data=None, *, familier):
        super().__init__(data)
        self.fields["familier"].queryset = familier
