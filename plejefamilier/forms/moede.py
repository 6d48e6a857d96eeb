"""What may be typed about a meeting. Saving belongs to actions."""

from datetime import datetime, time, timedelta

from crispy_forms.layout import HTML, Div, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from faelles import regler
from faelles.formfields import (
    ChoiceBoxes,
    ChoiceBoxesMultiple,
    DanishDateField,
    DanishTimeField,
)
from faelles.models import Bruger
from plejefamilier import moedeslags
from plejefamilier.actions.moedetid import BEKRAEFTES, FAMILIE_OPTAGET, FOERSTE_MOEDE
from plejefamilier.forms.layout import helper
from plejefamilier.models import Moedeserie
from plejefamilier.models.moede import Form, Sted
from plejefamilier.moedevalg import Deltagervalg
from plejefamilier.queries.aftale import possible_owners
from plejefamilier.queries.moedekandidater import suggested

LONGEST = 1440  # minutes: a day, for an overnight stay
MOST_POINTS = 20
ALLIGEVEL = {
    FAMILIE_OPTAGET: "Familien eller forældrene deler sig: hold mødet alligevel",
    FOERSTE_MOEDE: "Plejefamilien skal med til det første møde alligevel",
}
INGEN = ""
GENTAGES = [(INGEN, "Kun denne gang"), *Moedeserie.Enhed.choices]
MAIL_HINT = "Står i indkaldelsen, som sendes med mail. Skriv ingen navne."


class TidFelter(forms.Form):
    """When and where."""

    dato = DanishDateField(label="Dag")
    klokken = DanishTimeField(label="Kl.")
    minutter = forms.IntegerField(
        label="Minutter",
        min_value=5,
        max_value=LONGEST,
        error_messages={"required": "Skriv, hvor længe mødet varer."},
    )
    form = forms.ChoiceField(label="Hvordan?", choices=Form.choices, widget=ChoiceBoxes())
    sted = forms.ChoiceField(label="Hvor?", choices=Sted.choices, widget=ChoiceBoxes())
    sted_tekst = forms.CharField(
        label="Adresse eller lokale", max_length=200, required=False, help_text=MAIL_HINT
    )
    link = forms.URLField(
        label="Link til videomøde", required=False, max_length=200, assume_scheme="https"
    )
    hjemme_oensket_paa = DanishDateField(
        label="Familien har selv ønsket det hjemme den",
        required=False,
        help_text="Kun når mødet er hjemme hos plejefamilien.",
    )

    tid = Row("dato", "klokken", "minutter")
    steder = ("form", "sted", "sted_tekst", "link", "hjemme_oensket_paa")

    @property
    def moments(self):
        """The typed time as two aware moments."""
        day, at = self.cleaned_data["dato"], self.cleaned_data["klokken"]
        start = timezone.make_aware(datetime.combine(day, at))
        minutes = timedelta(minutes=self.cleaned_data["minutter"])
        return {"start": start, "slut": start + minutes}

    @property
    def place(self):
        return {name: self.cleaned_data[name] for name in self.steder}


class DeltagerFelter(forms.Form):
    """Who is asked to come."""

    deltagere = forms.MultipleChoiceField(
        label="Hvem indkaldes?", error_messages={"required": "Vælg mindst én deltager."}
    )
    kollega = forms.ModelChoiceField(
        label="En kollega mere",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ingen",
        help_text="Får adgang til mødet, ikke til sagen.",
    )
    navn = forms.CharField(label="En uden for Samspil", max_length=120, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    plads = forms.ChoiceField(
        label="Hvem er det?",
        required=False,
        choices=[("", "Vælg"), *moedeslags.PLADSER.items()],
    )
    accepteret_paa = DanishDateField(
        label="Forældrene har valgt de andre eller sagt ja til dem den",
        required=False,
        help_text="Når forældrene er med, er det dem, der vælger, hvem der ellers kommer.",
    )
    mangler_begrundelse = forms.CharField(
        label="Hvorfor mangler nogen?",
        max_length=300,
        required=False,
        help_text="Kun når en, der skal med, ikke kan.",
    )

    def offer(self, slags, kandidater, bruger, kommune, *, chosen=None):
        """Fill the choices; `chosen` are the keys of those who are asked already."""
        self.kandidater = {one.noegle: one for one in kandidater}
        hints = {one.noegle: one.plads for one in kandidater}
        field = self.fields["deltagere"]
        field.choices = [(one.noegle, one.navn) for one in kandidater]
        field.widget = ChoiceBoxesMultiple(as_list=True, hints=hints, choices=field.choices)
        field.initial = chosen if chosen is not None else suggested(slags, kandidater)
        self.fields["kollega"].queryset = possible_owners(bruger, kommune)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("email") and not cleaned.get("navn"):
            self.add_error("navn", "Skriv, hvem adressen hører til.")
        if cleaned.get("navn") and not cleaned.get("plads"):
            self.add_error("plads", "Vælg, hvem det er.")
        return cleaned

    @property
    def valg(self):
        """Everybody chosen, as Deltagervalg."""
        cleaned = self.cleaned_data
        found = [self.kandidater[key].valg for key in cleaned["deltagere"]]
        if cleaned["kollega"]:
            found.append(Deltagervalg(moedeslags.ANDEN, bruger=cleaned["kollega"]))
        if cleaned["navn"]:
            found.append(
                Deltagervalg(cleaned["plads"], navn=cleaned["navn"], email=cleaned["email"])
            )
        return found


class BekraeftFelter(forms.Form):
    """Warnings that may be confirmed; shown only when one has been given."""

    bekraeft = forms.MultipleChoiceField(
        label="Er det meningen?",
        required=False,
        choices=[*ALLIGEVEL.items()],
        widget=ChoiceBoxesMultiple(as_list=True),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.data.getlist("bekraeft") if hasattr(self.data, "getlist") else []
        self.ask({*given} & BEKRAEFTES)

    def ask(self, codes):
        """Show the box of each warning in `codes`."""
        self.advarsler = codes
        self.fields["bekraeft"].choices = [
            (code, words) for code, words in ALLIGEVEL.items() if code in codes
        ]
        if not codes:
            self.fields["bekraeft"].widget = forms.MultipleHiddenInput()

    def warn(self, error):
        """Show the box of a warning that an action gave; False for another kind of error."""
        code = getattr(error, "code", None)
        if code not in BEKRAEFTES:
            return False
        self.fields["bekraeft"].widget = ChoiceBoxesMultiple(as_list=True)
        self.ask(self.advarsler | {code})
        return True

    @property
    def confirmed(self):
        return frozenset(self.cleaned_data["bekraeft"])


class MoedeForm(TidFelter, DeltagerFelter, BekraeftFelter):
    """A new meeting of one kind: everything known is filled in."""

    titel = forms.CharField(label="Titel", max_length=120, required=False)
    kun_fagfolk = forms.BooleanField(label="Mødet holdes uden forældrene", required=False)
    formaal = forms.CharField(
        label="Formål",
        max_length=300,
        required=False,
        help_text="Skal skrives, når forældrene ikke er med.",
    )
    dagsorden = forms.CharField(
        label="Dagsorden",
        required=False,
        widget=forms.Textarea({"rows": 5}),
        max_length=4000,
        help_text="Et punkt på hver linje. Kan ændres, til referatet er låst.",
    )
    gentages = forms.ChoiceField(
        label="Gentages det?", choices=GENTAGES, required=False, widget=ChoiceBoxes()
    )
    hver = forms.IntegerField(
        label="Hver",
        min_value=1,
        max_value=52,
        required=False,
        help_text="For eksempel 2 for hver anden uge.",
    )
    antal = forms.IntegerField(
        label="Antal møder i alt", min_value=2, max_value=200, required=False
    )

    def __init__(self, data=None, *, slags, sag, kandidater, bruger, fortryd):
        kind = moedeslags.SLAGS[slags]
        minutter = regler.value("moede.varighed_minutter", sag.kommune)
        super().__init__(
            data,
            initial={
                "klokken": time(10),
                "minutter": minutter,
                "form": Form.FYSISK,
                "sted": Sted.KOMMUNEN,
                "dagsorden": "\n".join(kind.dagsorden),
                "hver": 1,
                "gentages": INGEN,
            },
        )
        self.slags, self.sag = slags, sag
        self.offer(slags, kandidater, bruger, sag.kommune)
        alone = [] if kind.kun_fagfolk else ["kun_fagfolk"]
        if kind.kun_fagfolk:
            del self.fields["kun_fagfolk"]
            del self.fields["accepteret_paa"]
            self.fields["formaal"].required = True
            self.fields["formaal"].help_text = "Mødet holdes uden forældrene."
            self.fields["formaal"].error_messages["required"] = "Skriv, hvad mødet skal bruges til."
        parents = [] if kind.kun_fagfolk else ["accepteret_paa"]
        why = ["mangler_begrundelse"] if kind.kraever else []
        if not kind.kraever:
            del self.fields["mangler_begrundelse"]
        self.helper = helper(
            Fieldset("Hvem", "deltagere", *why, *parents, *_more(aaben=self.is_bound)),
            Fieldset("Hvornår og hvor", self.tid, *self.steder),
            Fieldset("Hvad", "titel", *alone, "formaal", "dagsorden"),
            Fieldset("Gentagelse", "gentages", Row("hver", "antal")),
            Div("bekraeft"),
            gem="Indkald til mødet",
            fortryd=fortryd,
        )

    def clean_dagsorden(self):
        return points(self.cleaned_data["dagsorden"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("gentages") and not cleaned.get("hver"):
            self.add_error("hver", "Skriv hvor tit, for eksempel 1.")
        return cleaned

    @property
    def facts(self):
        """What plan_moede and plan_serie both take."""
        cleaned = self.cleaned_data
        return {
            "slags": self.slags,
            "deltagere": self.valg,
            "plejefamilie": self.sag.plejefamilie,
            "barn": self.sag.barn,
            "overgang": self.sag.overgang,
            "titel": cleaned["titel"],
            "formaal": cleaned["formaal"],
            "kun_fagfolk": cleaned.get("kun_fagfolk", False),
            "accepteret_paa": cleaned.get("accepteret_paa"),
            "mangler_begrundelse": cleaned.get("mangler_begrundelse", ""),
            "dagsorden": cleaned["dagsorden"],
            "bekraeft": self.confirmed,
            **self.place,
        }

    @property
    def rhythm(self):
        """What plan_serie takes beside it; None when the meeting is held once."""
        cleaned = self.cleaned_data
        if not cleaned["gentages"]:
            return None
        return {
            "anker": cleaned["dato"],
            "klokken": cleaned["klokken"],
            "minutter": cleaned["minutter"],
            "hver": cleaned["hver"],
            "enhed": cleaned["gentages"],
            "antal": cleaned["antal"],
        }


class FlytForm(TidFelter, BekraeftFelter):
    """Another time or place."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, moede, fortryd):
        start = timezone.localtime(moede.start)
        initial = {name: getattr(moede, name) for name in self.steder}
        initial |= {
            "dato": start.date(),
            "klokken": start.time(),
            "minutter": (moede.slut - moede.start) // timedelta(minutes=1),
            "version": moede.version,
        }
        super().__init__(data, initial=initial)
        self.helper = helper(
            "version",
            Fieldset("Ny tid og nyt sted", self.tid, *self.steder),
            Div("bekraeft"),
            gem="Flyt mødet",
            fortryd=fortryd,
        )


class DeltagereForm(DeltagerFelter, BekraeftFelter):
    """Who is asked to come, afterwards."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, moede, kandidater, chosen, bruger, fortryd):
        super().__init__(
            data,
            initial={"version": moede.version, "mangler_begrundelse": moede.mangler_begrundelse},
        )
        self.offer(moede.slags, kandidater, bruger, moede.kommune, chosen=chosen)
        self.helper = helper(
            "version",
            Fieldset(
                "Deltagere",
                "deltagere",
                "mangler_begrundelse",
                "accepteret_paa",
                *_more(aaben=self.is_bound),
            ),
            Div("bekraeft"),
            gem="Gem deltagerne",
            fortryd=fortryd,
        )


def _more(*, aaben):
    """Colleagues and people from outside, folded away until they are needed."""
    return (
        HTML(
            format_html(
                '<details class="more"{}><summary>{}</summary>',
                " open" if aaben else "",
                "Indkald flere: en kollega eller en uden for Samspil",
            )
        ),
        "kollega",
        Row("navn", "email", "plads"),
        HTML("</details>"),
    )


class GrundForm(forms.Form):
    """Why a meeting is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    begrundelse = forms.CharField(
        label="Hvorfor aflyses mødet?",
        max_length=200,
        help_text="Vises på mødet. Står ikke i mailen til deltagerne.",
        error_messages={"required": "Skriv, hvorfor mødet aflyses."},
    )

    def __init__(self, data=None, *, moede, fortryd):
        super().__init__(data, initial={"version": moede.version})
        self.helper = helper(
            "version", Fieldset("Aflys", "begrundelse"), gem="Aflys mødet", fortryd=fortryd
        )


class SerieSlutForm(forms.Form):
    """When and why a series ends."""

    til = DanishDateField(label="Sidste møde er senest den")
    begrundelse = forms.CharField(
        label="Hvorfor slutter møderækken?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor møderækken slutter."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslut", "til", "begrundelse"),
            gem="Afslut møderækken",
            fortryd=fortryd,
        )


class DagsordenForm(forms.Form):
    """The points of the agenda, one a line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    titler = forms.CharField(
        label="Punkter",
        widget=forms.Textarea({"rows": 8}),
        max_length=4000,
        required=False,
        help_text="Et punkt på hver linje, i den rækkefølge I tager dem.",
    )

    def __init__(self, data=None, *, moede, punkter, fortryd):
        titler = "\n".join(punkt.titel for punkt in punkter)
        super().__init__(data, initial={"version": moede.version, "titler": titler})
        self.helper = helper(
            "version", Fieldset("Dagsorden", "titler"), gem="Gem dagsordenen", fortryd=fortryd
        )

    def clean_titler(self):
        return points(self.cleaned_data["titler"])


def points(text):
    """The lines of an agenda as typed, without empty ones; too many or too long are refused."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > MOST_POINTS:
        raise ValidationError(f"Skriv højst {MOST_POINTS} punkter.", code="punkter")
    if any(len(line) > 200 for line in found):
        raise ValidationError("Et punkt kan højst have 200 tegn.", code="punkter")
    return found
