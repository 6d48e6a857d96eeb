"""What may be typed about mentor families. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles import regler
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from netvaerk.models import (
    Mentoremne,
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
)
from plejefamilier.forms.layout import helper, not_in_the_future

LONGEST_INTERVAL = 12  # months
JA, NEJ = "ja", "nej"


def _label(model, name):
    label = model._meta.get_field(name).verbose_name
    return label[:1].upper() + label[1:]


def _emner(label):
    return forms.MultipleChoiceField(
        label=label, choices=Mentoremne.choices, required=False, widget=ChoiceBoxesMultiple()
    )


class MentorprofilForm(forms.Form):
    """May the family be named, since when, what does it know about, and how many can it help?"""

    version = forms.IntegerField(widget=forms.HiddenInput)
    vil = forms.ChoiceField(
        label="Vil familien være mentor for andre plejefamilier?",
        choices=[(JA, "Ja"), (NEJ, "Nej, ikke nu")],
        widget=ChoiceBoxes(
            hints={JA: "Kommunens konsulenter ser familiens navn, dens år og det, der står her"}
        ),
        error_messages={"required": "Vælg, om familien vil være mentor."},
    )
    ja_paa = DanishDateField(label="Hvornår sagde familien ja?", required=False, past=True)
    kompetencer = _emner("Hvad ved familien noget om?")
    om = forms.CharField(
        label=_label(Mentorprofil, "om"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=Mentorprofil._meta.get_field("om").help_text,
    )
    hoejst = forms.IntegerField(
        label="Hvor mange familier kan den hjælpe på samme tid?", min_value=1, max_value=10
    )

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
        label=_label(Mentorskab, "initiativ"),
        choices=Mentorskab.Initiativ.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem der tog det op."},
    )
    emner = _emner(_label(Mentorskab, "emner"))
    form = forms.ChoiceField(
        label="Hvordan skal de tale sammen?",
        choices=Mentorskab.Form.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan de skal tale sammen."},
    )
    hver = forms.IntegerField(
        label="Hvor mange måneder er der mellem dine opfølgninger?",
        min_value=1,
        max_value=LONGEST_INTERVAL,
    )
    oensket_paa = DanishDateField(
        label="Hvornår blev det sagt, at familien vil have en mentor?",
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


class _MedAdvarsler(forms.Form):
    """A form in which each warning must be ticked before it is sent (J9); none, and it is gone."""

    def _ask_to_confirm(self, advarsler):
        if not advarsler:
            del self.fields["bekraeft"]
            return []
        self.fields["bekraeft"].choices = [(code.value, code.label) for code in advarsler]
        return ["bekraeft"]


def _bekraeft():
    return forms.MultipleChoiceField(
        label="Sæt hak, når du har taget det med i overvejelserne",
        required=False,
        widget=ChoiceBoxesMultiple(),
    )


class SpoergForm(_MedAdvarsler):
    """Ask a family; of one's own, its yes can be written at once."""

    bekraeft = _bekraeft()
    svar_paa = DanishDateField(
        label="Hvornår sagde familien ja?",
        help_text="Lad begge datoer stå tomme, hvis du ikke har spurgt den endnu.",
        required=False,
        past=True,
    )
    fra = DanishDateField(label="Hvornår begynder de?", required=False)

    def __init__(self, data=None, *, advarsler, egen, fortryd):
        super().__init__(data)
        asked = self._ask_to_confirm(advarsler)
        parts = [Fieldset("Vær opmærksom på", *asked)] if asked else []
        if egen:
            parts.append(Fieldset("Har familien allerede sagt ja?", Row("svar_paa", "fra")))
        else:
            del self.fields["svar_paa"], self.fields["fra"]
        self.helper = helper(*parts, gem="Spørg familien", fortryd=fortryd)

    def clean(self):
        cleaned = super().clean()
        if "fra" in self.fields and not self.errors:
            if cleaned["svar_paa"] and not cleaned["fra"]:
                self.add_error("fra", "Skriv, hvornår de begynder.")
            if cleaned["fra"] and not cleaned["svar_paa"]:
                self.add_error("svar_paa", "Skriv, hvornår familien sagde ja.")
        return cleaned

    @property
    def facts(self):
        facts = {"bekraeftet": self.cleaned_data.get("bekraeft", [])}
        if self.cleaned_data.get("svar_paa"):
            facts |= {"svar_paa": self.cleaned_data["svar_paa"], "fra": self.cleaned_data["fra"]}
        return facts


class SvarForm(_MedAdvarsler):
    """What the mentor family said."""

    svar = forms.ChoiceField(
        label=_label(Mentorspoergsmaal, "svar"),
        choices=Mentorspoergsmaal.Svar.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad familien svarede."},
    )
    svar_paa = DanishDateField(
        label=_label(Mentorspoergsmaal, "svar_paa"), validators=[not_in_the_future]
    )
    fra = DanishDateField(
        label="Hvornår begynder de?", help_text="Kun når familien siger ja.", required=False
    )
    bekraeft = _bekraeft()

    def __init__(self, data=None, *, advarsler, fortryd):
        super().__init__(data, initial={"svar_paa": timezone.localdate()})
        asked = self._ask_to_confirm(advarsler)
        parts = [Fieldset("Familiens svar", "svar", Row("svar_paa", "fra"))]
        if asked:
            parts.append(Fieldset("Vær opmærksom på, hvis svaret er ja", *asked))
        self.helper = helper(*parts, gem="Gem svaret", fortryd=fortryd)

    @property
    def facts(self):
        facts = {name: self.cleaned_data[name] for name in ("svar", "svar_paa", "fra")}
        return {**facts, "bekraeftet": self.cleaned_data.get("bekraeft", [])}


class OpfoelgningForm(forms.Form):
    """How it goes, as both circles may read it; nothing of what the families said."""

    nr = forms.IntegerField(widget=forms.HiddenInput)
    paa = DanishDateField(
        label=_label(Mentoropfoelgning, "paa"), validators=[not_in_the_future], past=True
    )
    gaar = forms.ChoiceField(
        label=_label(Mentoropfoelgning, "gaar"),
        choices=Mentoropfoelgning.Gaar.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan det går."},
    )
    kontakter = forms.IntegerField(
        label=_label(Mentoropfoelgning, "kontakter"), required=False, min_value=0, max_value=365
    )

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
        label=_label(Mentorskab, "slutaarsag"),
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
