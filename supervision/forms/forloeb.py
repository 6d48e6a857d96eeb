"""What may be typed about a forløb. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.models import Bruger
from faelles.paging import MOST
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Anmodning, Barn
from plejefamilier.models.moede import Sted
from supervision.actions.forloeb import FELTER
from supervision.forloebsregler import OM_EN_FAMILIE, hours_in_words, shape, shape_in_words
from supervision.models import Forloeb, Tema
from supervision.queries import forloeb_valg as valg

Format, Slags = Forloeb.Format, Forloeb.Slags
LONGEST = 5_000
MOST_TIMES, SHORTEST, LONGEST_MINUTES = 200, 15, 480


class ForloebForm(forms.Form):
    """A forløb of one kind; what is known is filled in, and little must be."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    titel = forms.CharField(label="Navn", max_length=120, required=False)
    formaal = forms.ChoiceField(label="Formål", choices=Forloeb.Formaal, widget=ChoiceBoxes())
    problem = forms.CharField(
        label="Hvad er svært?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Du kan gemme uden. Det skal være skrevet, før forløbet begynder.",
    )
    maal = forms.CharField(
        label="Hvad vil familien gerne opnå?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Med familiens egne ord. Det skal være skrevet, før forløbet begynder.",
    )
    barn = forms.ModelChoiceField(
        label="Om barnet",
        queryset=Barn.objects.none(),
        required=False,
        empty_label="Ikke om et bestemt barn",
    )
    tema = forms.ModelChoiceField(
        label="Tema", queryset=Tema.objects.none(), required=False, empty_label="Ikke valgt"
    )
    anmodning = forms.ModelChoiceField(
        label="Familien bad om det i",
        queryset=Anmodning.objects.none(),
        required=False,
        empty_label="Ingen anmodning",
    )
    supervisor = forms.ModelChoiceField(
        label="Hvem giver supervision?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg, hvem der giver supervision."},
    )
    koordinator = forms.ModelChoiceField(
        label="Hvem koordinerer?",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Den, der giver supervision",
    )
    format = forms.ChoiceField(
        label="Form",
        choices=Format,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvordan I mødes."},
    )
    antal = forms.IntegerField(
        label="Antal gange", min_value=1, max_value=MOST_TIMES, required=False
    )
    minutter = forms.IntegerField(
        label="Minutter hver gang",
        min_value=SHORTEST,
        max_value=LONGEST_MINUTES,
        required=False,
    )
    rytme = forms.ChoiceField(label="Hvornår?", choices=Forloeb.Rytme, widget=ChoiceBoxes())
    fra = DanishDateField(label="Begynder")
    sted = forms.ChoiceField(label="Hvor?", choices=Sted, widget=ChoiceBoxes())
    hjemme_oensket_paa = DanishDateField(
        label="Hjemme: hvornår ønskede familien det?",
        required=False,
        validators=[not_in_the_future],
        help_text="Hjemme kun, når familien selv ønsker det. Dag-måned-år.",
    )
    konsulent_med = forms.ChoiceField(
        label="Er familiens konsulent med?", choices=Forloeb.KonsulentMed, widget=ChoiceBoxes()
    )
    konsulent_oensket_paa = DanishDateField(
        label="Konsulenten med: hvornår ønskede familien det?",
        required=False,
        validators=[not_in_the_future],
        help_text="Kun når familien selv ønsker det. Dag-måned-år.",
    )
    metode = forms.CharField(label="Metode", max_length=200, required=False)

    def __init__(
        self,
        data=None,
        *,
        bruger,
        kommune,
        slags,
        tal,
        fortryd,
        familie=None,
        forloeb=None,
        initial=None,
    ):
        super().__init__(data, initial=_initial(slags, forloeb, tal) | (initial or {}))
        self.slags, self.tal = slags, tal
        self._people(kommune, forloeb)
        if familie is not None:
            self._about_family(bruger, familie, forloeb)
        self.fields["format"].choices = _formats(tal)
        self.fields["tema"].queryset = valg.temaer(kommune)
        self.fields["formaal"].required = self.fields["fra"].required = True
        parts = self._parts(slags)
        for name in [*self.fields]:
            if name not in parts["alle"]:
                del self.fields[name]
        gem = "Gem ændringerne" if forloeb else "Gem kladden"
        self.helper = helper("version", *parts["felter"], gem=gem, fortryd=fortryd)

    def _people(self, kommune, forloeb):
        for name in ("supervisor", "koordinator"):
            known = getattr(forloeb, f"{name}_id", None)
            self.fields[name].queryset = valg.supervisors(kommune, known=known)
            self.fields[name].label_from_instance = who_and_where

    def _about_family(self, bruger, familie, forloeb):
        home = Q(pk__in=Barn.objects.living_with(familie).values("pk"))
        about = forloeb and forloeb.barn_id
        boern = Barn.objects.visible_to(bruger).filter(home | Q(pk=about))
        self.fields["barn"].queryset = boern
        self.fields["barn"].label_from_instance = lambda row: row.fornavn
        if not boern.exists():  # a supervisor is not told who lives there; what is chosen stands
            del self.fields["barn"]
        if forloeb is None:
            rows = valg.requests_of(bruger, familie)
            self.fields["anmodning"].queryset = rows
            if not rows[:MOST]:
                del self.fields["anmodning"]
        else:
            del self.fields["anmodning"]

    def _parts(self, slags):
        """The panels of the form, and all names in them."""
        one = slags in OM_EN_FAMILIE
        request = ["anmodning"] if "anmodning" in self.fields else []
        barn = ["barn"] if "barn" in self.fields else []
        about = ["formaal", "problem", "maal", *barn, "tema", *request]
        if not one:
            about = ["titel", "formaal", "problem", "maal", "tema"]
            for name in ("problem", "maal"):
                self.fields[name].help_text = ""
            self.fields["titel"].required = True
            self.fields["titel"].error_messages["required"] = "Giv forløbet et navn."
            self.fields["maal"].label = "Hvad vil I gerne opnå?"
        if slags == Slags.FAGPERSONER:
            self.fields["titel"].help_text = "Uden navne på børn og familier."
        where = ["sted"]
        if one:
            where = ["sted", "hjemme_oensket_paa", "konsulent_med", "konsulent_oensket_paa"]
        else:
            self.fields["sted"].choices = [row for row in Sted.choices if row[0] != Sted.HJEMME]
        how = ["format", Row("antal", "minutter"), "rytme", Row("fra", "metode")]
        felter = (
            Fieldset("Hvad handler det om?", *about),
            Fieldset("Hvem giver det?", Row("supervisor", "koordinator")),
            Fieldset("Hvor meget og hvornår?", *how),
            Fieldset("Hvor, og hvem er med?" if one else "Hvor?", *where),
        )
        alle = {*about, *where, "supervisor", "koordinator", "format", "antal", "minutter"}
        return {"felter": felter, "alle": alle | {"rytme", "fra", "metode", "version"}}

    @property
    def facts(self):
        """What is kept, in the words of the action."""
        return {name: self.cleaned_data[name] for name in FELTER if name in self.cleaned_data}


def who_and_where(person):
    return f"{person.navn}, {person.organisation.navn}"


def _initial(slags, forloeb, tal):
    if forloeb is not None:
        found = {name: getattr(forloeb, name) for name in FELTER}
        people = {name: getattr(forloeb, f"{name}_id") for name in ("supervisor", "koordinator")}
        if forloeb.koordinator_id == forloeb.supervisor_id:
            people["koordinator"] = None
        about = {"barn": forloeb.barn_id, "tema": forloeb.tema_id}
        return found | people | about | {"version": forloeb.version}
    found = {
        "formaal": Forloeb.Formaal.UDFORDRING,
        "rytme": Forloeb.Rytme.FAST,
        "fra": timezone.localdate(),
        "sted": Sted.INSTITUTIONEN,
        "konsulent_med": Forloeb.KonsulentMed.NEJ,
    }
    if slags == Slags.INDIVIDUEL:
        return found
    ongoing = {"formaal": Forloeb.Formaal.LOEBENDE, "format": Format.FRIT}
    return found | ongoing | {"minutter": tal.gruppe_mindst_minutter}


def _formats(tal):
    """The formats with what they come to in hours (F7)."""
    presets = [
        (form, f"{Format(form).label}: {shape_in_words(*shape(form, None, None, tal))}")
        for form in (Format.KORTE, Format.LANGE)
    ]
    return [*presets, (Format.FRIT, "Efter aftale: skriv selv antal og længde")]


def group_hint(tal):
    """How long and how often a group meets, for the form of a group (F8)."""
    length = (
        f"{hours_in_words(tal.gruppe_mindst_minutter)} til "
        f"{hours_in_words(tal.gruppe_hoejst_minutter)}"
    )
    times = f"{tal.gruppe_mindst_pr_aar}–{tal.gruppe_hoejst_pr_aar}"
    return f"En gruppe mødes {length}, {times} gange om året. Den kan være uden slut."
