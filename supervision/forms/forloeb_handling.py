"""What may be typed when a forløb is begun, talked of, shared, joined or closed."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Plejefamilie
from supervision.actions.forloeb_deltager import MANGE_FAMILIER
from supervision.forloebsregler import OM_EN_FAMILIE
from supervision.forms.forloeb import LONGEST, who_and_where
from supervision.models import Forloeb, Forloebskontakt
from supervision.queries import forloeb_valg as valg

Slags = Forloeb.Slags
FRA_I_DAG, OGSAA_FOER = "i_dag", "foer"


def text(label, rows=3, **more):
    """A field for some sentences; not compulsory unless it is said."""
    wide = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=LONGEST, widget=wide, **{"required": False, **more}
    )


class BegyndForm(forms.Form):
    """Before a forløb begins: who does what has been agreed (B6)."""

    roller_aftalt = forms.BooleanField(
        label="Supervisor og konsulent har aftalt, hvem der gør hvad",
        error_messages={"required": "Aftal, hvem der gør hvad, og sæt krydset."},
    )

    def __init__(self, data=None, *, fortryd, forloeb):
        super().__init__(data, initial={"roller_aftalt": forloeb.roller_aftalt_paa is not None})
        fields = ["roller_aftalt"] if forloeb.slags in OM_EN_FAMILIE else []
        if not fields:
            del self.fields["roller_aftalt"]
        panels = [Fieldset("Hvem gør hvad?", *fields)] if fields else []
        self.helper = helper(*panels, gem="Begynd forløbet", fortryd=fortryd)


class KontaktForm(forms.Form):
    """Supervisor and konsulent have talked (B9)."""

    hvornaar = forms.ChoiceField(
        label="Hvornår i forløbet?", choices=Forloebskontakt.Hvornaar, widget=ChoiceBoxes()
    )
    dato = DanishDateField(label="Dato", validators=[not_in_the_future])
    tekst = text("Hvad blev I enige om?", 4)

    def __init__(self, data=None, *, fortryd, hvornaar=""):
        initial = {"dato": timezone.localdate(), "hvornaar": hvornaar}
        super().__init__(data, initial=initial)
        panel = Fieldset("Kontakten", "hvornaar", "dato", "tekst")
        self.helper = helper(panel, gem="Gem kontakten", fortryd=fortryd)


class DelForm(forms.Form):
    """From when the family lets its konsulent read; the past only when it says so (A9)."""

    fra_hvornaar = forms.ChoiceField(
        label="Hvad må konsulenten læse?",
        choices=(
            (FRA_I_DAG, "Det, der bliver skrevet om supervision fra i dag"),
            (OGSAA_FOER, "Også det, der er skrevet før i dag"),
        ),
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvad familien har sagt ja til."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        panel = Fieldset("Familien har sagt", "fra_hvornaar")
        self.helper = helper(panel, gem="Del med konsulenten", fortryd=fortryd)

    def day(self, forloeb, first):
        """The day from which the konsulent reads; `first` is the day of the first meeting."""
        if self.cleaned_data["fra_hvornaar"] == FRA_I_DAG:
            return timezone.localdate()
        return min(forloeb.fra, first or forloeb.fra, timezone.localdate())


class FamilierForm(forms.Form):
    """A family of one's own joins a group; a warning may be confirmed (M4)."""

    plejefamilie = forms.ModelChoiceField(
        label="Familie",
        queryset=Plejefamilie.objects.none(),
        empty_label="Vælg en af dine familier",
        error_messages={"required": "Vælg familien."},
    )
    gruppe = forms.ModelChoiceField(
        label="Gruppe",
        queryset=Forloeb.objects.none(),
        empty_label="Vælg en gruppe",
        error_messages={"required": "Vælg gruppen."},
    )
    fra = DanishDateField(label="Med fra")
    bekraeft = forms.MultipleChoiceField(
        label="Er det meningen?",
        required=False,
        choices=[(MANGE_FAMILIER, "Ja, supervisor kan følge så mange")],
        widget=forms.MultipleHiddenInput(),
    )

    def __init__(self, data=None, *, bruger, fortryd, familie=None, gruppe=None):
        super().__init__(data, initial={"fra": timezone.localdate()})
        if familie is not None:
            del self.fields["plejefamilie"]
            self.fields["gruppe"].queryset = valg.open_groups(bruger, familie)
            self.fields["gruppe"].label_from_instance = _group_words
        else:
            del self.fields["gruppe"]
            self.fields["plejefamilie"].queryset = valg.families_for(bruger, gruppe)
        if data and MANGE_FAMILIER in data.getlist("bekraeft"):
            self.warn()
        first = "gruppe" if familie is not None else "plejefamilie"
        panel = Fieldset("Med i gruppen", first, "fra", "bekraeft")
        self.helper = helper(panel, gem="Gem", fortryd=fortryd)

    def warn(self):
        """Show the box that says the warning is known."""
        self.fields["bekraeft"].widget = ChoiceBoxesMultiple(as_list=True)
        self.fields["bekraeft"].widget.choices = self.fields["bekraeft"].choices

    @property
    def confirmed(self):
        return frozenset(self.cleaned_data["bekraeft"])


def _group_words(row):
    return f"{row}, {who_and_where(row.supervisor)}"


class FagpersonForm(forms.Form):
    """A professional takes part (F20)."""

    bruger = forms.ModelChoiceField(
        label="Hvem?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg personen."},
    )
    fra = DanishDateField(label="Med fra")

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate()})
        self.fields["bruger"].queryset = valg.fagpersoner(kommune)
        self.fields["bruger"].label_from_instance = who_and_where
        panel = Fieldset("Med i forløbet", "bruger", "fra")
        self.helper = helper(panel, gem="Gem", fortryd=fortryd)


class DeltagerSlutForm(forms.Form):
    """The last day on which a family or a person is in the forløb."""

    til = DanishDateField(label="Med til og med")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(Fieldset("Ud af forløbet", "til"), gem="Gem", fortryd=fortryd)


GRADER = (
    ("1", "1 · Slet ikke"),
    ("2", "2 · Lidt"),
    ("3", "3 · Delvist"),
    ("4", "4 · Næsten"),
    ("5", "5 · Helt"),
)


class AfslutForm(forms.Form):
    """What came of a forløb (F6, F14, F15)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    slut_paa = DanishDateField(label="Sluttede", validators=[not_in_the_future])
    maalopfyldelse = forms.TypedChoiceField(
        label="Nåede familien målet?",
        choices=GRADER,
        coerce=int,
        empty_value=None,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvor langt familien nåede."},
    )
    resultat = text("Hvordan gik det?", 4)
    samvaer_effekt = text("Betød det noget for samværet med forældrene?")
    redskaber = text("Redskaber, familien eller barnet har fået")
    trivsel_efter = forms.IntegerField(
        label="Trivsel nu, fra 1 til 10", min_value=1, max_value=10, required=False
    )
    afvigelse = text("Hvorfor blev det anderledes end aftalt?")

    def __init__(self, data=None, *, forloeb, anderledes, sidste, fortryd):
        initial = {
            "version": forloeb.version,
            "slut_paa": sidste or timezone.localdate(),
            "afvigelse": forloeb.afvigelse,
        }
        super().__init__(data, initial=initial)
        about_family, draft = forloeb.slags in OM_EN_FAMILIE, forloeb.aktiveret_at is None
        names = ["slut_paa", "maalopfyldelse", "resultat", "samvaer_effekt", "redskaber"]
        if not about_family:
            names = ["slut_paa", "resultat"]
        if forloeb.slags == Slags.KONSULTERENDE:
            names.append("trivsel_efter")
        if draft:
            names = []
        if anderledes or forloeb.afvigelse:
            names.append("afvigelse")
            self.fields["afvigelse"].help_text = " ".join(anderledes)
            self.fields["afvigelse"].required = bool(anderledes)
            self.fields["afvigelse"].error_messages["required"] = "Skriv hvorfor."
        for name in [*self.fields]:
            if name not in {"version", *names}:
                del self.fields[name]
        legend = "Forløbet blev ikke til noget" if draft else "Hvad kom der ud af det?"
        self.helper = helper(
            "version", Fieldset(legend, *names), gem="Afslut forløbet", fortryd=fortryd
        )

    @property
    def facts(self):
        return {"slut_paa": timezone.localdate()} | self.cleaned_data


class GenaabnForm(forms.Form):
    """It goes on after all."""

    begrundelse = text("Hvorfor åbnes forløbet igen?")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        panel = Fieldset("Åbn forløbet igen", Row("begrundelse"))
        self.helper = helper(panel, gem="Åbn forløbet igen", fortryd=fortryd)
