"""What may be typed about a family and its grown-ups. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q

from faelles.access import Permission
from faelles.formfields import ChoiceBoxes, DanishDateField, DanishPhoneField
from faelles.models import Team
from faelles.versions import fingerprint
from plejefamilier.actions.familie import FORAELDER_FIELDS
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Plejefamilie

TYPER = {
    "almen": "Let til moderat støttebehov",
    "forstaerket": "Moderat til svært støttebehov",
    "specialiseret": "Svært støttebehov",
    "netvaerk": "Barnets eget netværk, konkret godkendt",
}
PROTECTED = "Adressen er beskyttet og vises ikke her. Skriv kun en ny, hvis familien er flyttet."
FACTS = ("navn", "nummer", "telefon", "adresse", "adresse_beskyttet")
APPROVAL = ("familietype", "godkendt_af", "godkendt_fra", "godkendt_til_boern", "vilkaar")
SECOND = ("telefon", "email", "grundkursus_paa")  # of a second grown-up who must have a name
PLACES = {
    "required": "Skriv, hvor mange børn familien er godkendt til.",
    "invalid": "Skriv et tal fra 1 til 8.",
    "min_value": "En familie kan godkendes til 1–8 børn.",
    "max_value": "En familie kan godkendes til 1–8 børn.",
}


def type_field():
    return forms.ChoiceField(
        label="Type",
        choices=Plejefamilie.Familietype,
        widget=ChoiceBoxes(hints=TYPER),
        error_messages={"required": "Vælg, hvilken type familien er godkendt som."},
    )


def authority_field():
    return forms.CharField(
        label="Godkendt af",
        max_length=80,
        help_text="Socialtilsynet, eller kommunen for netværksplejefamilier",
        error_messages={"required": "Skriv, hvem der har godkendt familien."},
    )


def places_field():
    return forms.IntegerField(
        label="Godkendt til antal børn",
        min_value=1,
        max_value=8,
        widget=forms.NumberInput({"class": "input-char-3"}),
        error_messages=PLACES,
    )


def conditions_field():
    return forms.CharField(
        label="Vilkår",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="For eksempel alder, bestemte børn eller støtte, som godkendelsen bygger på.",
    )


def grundkursus_field():
    return DanishDateField(
        label="Grundkursus gennemført", required=False, past=True, validators=[not_in_the_future]
    )


class _FactsForm(forms.Form):
    """The facts of a family, as both forms ask for them."""

    navn = forms.CharField(
        label="Familiens navn",
        max_length=120,
        help_text="Efternavn først, så listen kan sorteres: Holm, Ida og Bo",
        error_messages={"required": "Skriv familiens navn."},
    )
    nummer = forms.CharField(
        label="Familienummer",
        required=False,
        max_length=20,
        widget=forms.TextInput({"class": "input-char-11", "autocomplete": "off"}),
        help_text="Kommunens eget nummer på familien. Man kan søge på det.",
    )
    telefon = DanishPhoneField(label="Familiens telefon")
    adresse = forms.CharField(
        label="Adresse", max_length=200, error_messages={"required": "Skriv adressen."}
    )
    adresse_beskyttet = forms.BooleanField(
        label="Adressen er beskyttet",
        required=False,
        help_text="Den vises først, når nogen skriver hvorfor, og det logges.",
    )
    team = forms.ModelChoiceField(
        label="Team", queryset=Team.objects.none(), empty_label="Vælg et team"
    )

    def _offer_teams(self, teams):
        """Show the team only where there is something to choose; one team is chosen already."""
        self.fields["team"].queryset = teams
        self.only_team = None
        if len(teams) < 2:
            self.only_team = next(iter(teams), None)
            del self.fields["team"]

    def _facts(self):
        names = ["navn", "nummer", "telefon", *(["team"] if "team" in self.fields else [])]
        return (
            Fieldset("Familien", *names),
            Fieldset("Adresse", "adresse", "adresse_beskyttet"),
        )


class PlejefamilieForm(_FactsForm):
    """A new family with its grown-ups, in one of the teams where `bruger` works with families."""

    familietype = type_field()
    godkendt_af = authority_field()
    godkendt_fra = DanishDateField(label="Godkendt fra")
    godkendt_til_boern = places_field()
    vilkaar = conditions_field()
    foraelder1_navn = forms.CharField(
        label="Navn", max_length=120, error_messages={"required": "Skriv plejeforælderens navn."}
    )
    foraelder1_telefon = DanishPhoneField(label="Telefon", required=False)
    foraelder1_email = forms.EmailField(label="E-mail", required=False)
    foraelder1_grundkursus_paa = grundkursus_field()
    foraelder2_navn = forms.CharField(label="Navn", max_length=120, required=False)
    foraelder2_telefon = DanishPhoneField(label="Telefon", required=False)
    foraelder2_email = forms.EmailField(label="E-mail", required=False)
    foraelder2_grundkursus_paa = grundkursus_field()

    def __init__(self, data=None, *, bruger, fortryd):
        super().__init__(data)
        own = bruger.teams_med(Permission.EDIT_FAMILIER)
        teams = Team.objects.filter(pk__in=own, aktiv=True)
        self._offer_teams(teams.select_related("kommune"))
        self.helper = helper(
            *self._facts(),
            Fieldset(
                "Godkendelse",
                "familietype",
                "godkendt_af",
                Row("godkendt_fra", "godkendt_til_boern"),
                "vilkaar",
            ),
            Fieldset(
                "Første plejeforælder",
                "foraelder1_navn",
                Row("foraelder1_telefon", "foraelder1_email"),
                "foraelder1_grundkursus_paa",
            ),
            Fieldset(
                "Anden plejeforælder",
                "foraelder2_navn",
                Row("foraelder2_telefon", "foraelder2_email"),
                "foraelder2_grundkursus_paa",
            ),
            gem="Opret plejefamilie",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        if "team" not in self.fields and self.only_team is None:
            self.add_error(None, "Du er ikke i et team, der kan have familier.")
        second = [cleaned.get(f"foraelder2_{name}") for name in SECOND]
        if any(second) and not cleaned.get("foraelder2_navn"):
            self.add_error("foraelder2_navn", "Skriv navnet på den anden plejeforælder.")
        return cleaned

    @property
    def facts(self):
        return {
            **{name: self.cleaned_data[name] for name in (*FACTS, *APPROVAL)},
            "team": self.cleaned_data.get("team") or self.only_team,
        }

    @property
    def plejeforaeldre(self):
        """The grown-ups that were typed, as the action wants them."""
        people = [
            {name: self.cleaned_data[f"foraelder{number}_{name}"] for name in FORAELDER_FIELDS}
            for number in (1, 2)
        ]
        return [person for person in people if person["navn"]]


class PlejefamilieFactsForm(_FactsForm):
    """The facts of a family that is there. A protected address is never written into the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, bruger, familie, fortryd):
        initial = {name: getattr(familie, name) for name in FACTS}
        initial |= {"team": familie.team_id, "version": familie.version}
        self.protected = familie.adresse_beskyttet
        if self.protected:
            del initial["adresse"]
        super().__init__(data, initial=initial)
        leads = familie.team_id in bruger.teams_med(Permission.LEAD_TEAM)
        here = Team.objects.filter(kommune=familie.kommune_id)
        teams = here.filter(Q(aktiv=True) | Q(pk=familie.team_id))
        self._offer_teams(teams if leads else teams.none())
        if self.protected:
            self.fields["adresse"].required = False
            self.fields["adresse"].help_text = PROTECTED
        self.helper = helper("version", *self._facts(), gem="Gem ændringer", fortryd=fortryd)

    @property
    def changes(self):
        """What the action is to write: an empty protected address stays as it is."""
        names = [*FACTS, *(["team"] if "team" in self.fields else [])]
        changes = {name: self.cleaned_data[name] for name in names}
        if self.protected and not changes["adresse"]:
            del changes["adresse"]
        return changes


class SlutForm(forms.Form):
    """A family stops."""

    ophoert_paa = DanishDateField(label="Ophørt den", validators=[not_in_the_future])
    ophoersgrund = forms.CharField(
        label="Hvorfor ophører familien?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv, hvorfor familien ophører."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Afslutning", "ophoert_paa", "ophoersgrund"),
            gem="Afslut plejefamilien",
            fortryd=fortryd,
        )


class PlejeforaelderForm(forms.Form):
    """One of the grown-ups. `udgave` is what the form was made from."""

    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    navn = forms.CharField(
        label="Navn", max_length=120, error_messages={"required": "Skriv navnet."}
    )
    telefon = DanishPhoneField(label="Telefon", required=False)
    email = forms.EmailField(label="E-mail", required=False)
    grundkursus_paa = grundkursus_field()

    def __init__(self, data=None, *, plejeforaelder=None, gem, fortryd):
        initial = {}
        if plejeforaelder is not None:
            initial = {name: getattr(plejeforaelder, name) for name in FORAELDER_FIELDS}
            initial["udgave"] = fingerprint(plejeforaelder, FORAELDER_FIELDS)
        super().__init__(data, initial=initial)
        self.helper = helper(
            "udgave",
            Fieldset("Plejeforælder", "navn", Row("telefon", "email"), "grundkursus_paa"),
            gem=gem,
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in FORAELDER_FIELDS}


class PlejeforaelderSlutForm(forms.Form):
    """A grown-up leaves the family."""

    fratraadt_paa = DanishDateField(
        label="Ikke længere plejeforælder fra", validators=[not_in_the_future]
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Hvornår?", "fratraadt_paa"),
            gem="Gem, at personen er stoppet",
            fortryd=fortryd,
        )


class GrundForm(forms.Form):
    """Why somebody needs to see what is hidden: it is written in the log."""

    grund = forms.CharField(
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Skriv, hvorfor du skal se det."},
    )

    def __init__(self, data=None, *, label):
        super().__init__(data)
        self.fields["grund"].label = label
