"""What may be typed about a group's meetings. Saving belongs to actions."""

from datetime import timedelta

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField, DanishTimeField
from netvaerk.forms.felter import number
from netvaerk.models import Gruppemoede, Netvaerksgruppe
from netvaerk.moedeform import HVORDAN
from netvaerk.moedeplan import moments
from plejefamilier.forms.layout import helper
from plejefamilier.models import Lokale
from plejefamilier.models.moede import Form
from plejefamilier.rytme import YEAR

MOST = 24  # dates at once
SHORTEST, LONGEST = 15, 480  # minutes
NOT_MAILED = (
    "Kun et lokale står i mailen til familierne. Et sted, du skriver her, må du selv fortælle."
)


class RytmeForm(forms.Form):
    """How many meetings, from when on, and how often; asked before the dates are shown."""

    first = DanishDateField(label="Første møde", help_text="For eksempel 24-12-2026")
    klokken = DanishTimeField(label="Kl.")
    minutter = number("Minutter", SHORTEST, LONGEST)
    rytme = forms.ChoiceField(
        label="Hvordan følger de efter hinanden?",
        choices=Netvaerksgruppe.Rytme.choices,
        widget=ChoiceBoxes(),
    )
    antal = number("Hvor mange møder?", 1, MOST)
    hver = number("Hvor mange måneder imellem?", 1, YEAR)

    @property
    def rhythm(self):
        return {name: self.cleaned_data[name] for name in ("first", "hver", "rytme", "antal")}


class StedFelter(forms.Form):
    """Where: a room of the house, another place, or a link."""

    form = forms.ChoiceField(label="Hvordan?", choices=[*HVORDAN.items()], widget=ChoiceBoxes())
    lokale = forms.ModelChoiceField(
        label="Lokale", queryset=Lokale.objects.none(), required=False, empty_label="Intet lokale"
    )
    sted_tekst = forms.CharField(
        label="Eller et andet sted", max_length=200, required=False, help_text=NOT_MAILED
    )
    link = forms.URLField(
        label="Link til video", required=False, max_length=200, assume_scheme="https"
    )

    steder = ("form", "lokale", "sted_tekst", "link")

    def for_gruppe(self, gruppe, bruger, *, lokale=None):
        """Only the rooms of the municipality that are in use, and the one that is taken now."""
        rooms = Lokale.objects.visible_to(bruger).filter(kommune=gruppe.kommune_id)
        rooms = rooms.in_use() | rooms.filter(pk=lokale) if lokale else rooms.in_use()
        self.fields["lokale"].queryset = rooms.select_related("organisation")

    @property
    def place(self):
        """Where, as the actions take it; a meeting on video has no room."""
        found = {name: self.cleaned_data[name] for name in self.steder}
        if found["form"] == Form.VIRTUELT:
            found |= {"lokale": None, "sted_tekst": ""}
        return found


class PlanForm(StedFelter):
    """The dates, each with its own day and time; why one is moved is said at it."""

    minutter = forms.IntegerField(widget=forms.HiddenInput, min_value=SHORTEST, max_value=LONGEST)
    gange = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)
    first = DanishDateField(widget=forms.HiddenInput)
    hver = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=YEAR)
    rytme = forms.ChoiceField(widget=forms.HiddenInput, choices=Netvaerksgruppe.Rytme.choices)

    skjulte = ("gange", "minutter", "first", "hver", "rytme")

    def __init__(self, data=None, *, gruppe, bruger, dage=(), rytme=None):
        initial = {name: getattr(gruppe, name) for name in self.steder}
        if rytme:
            initial |= {name: rytme[name] for name in ("minutter", "hver", "rytme")}
            initial |= {"gange": len(dage), "first": rytme["first"].strftime("%d-%m-%Y")}
        super().__init__(data, initial=initial)
        self.for_gruppe(gruppe, bruger, lokale=gruppe.lokale_id)
        typed = (data or {}).get("gange", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else len(dage)
        self.antal, self.warnings, self.reasons = min(number, MOST), {}, {}
        self.proposed = []
        for index in range(self.antal):
            dag = dage[index] if index < len(dage) else None
            klokken = rytme["klokken"] if rytme else None
            self.fields[f"dato_{index}"] = DanishDateField(
                label=f"{index + 1}. møde",
                help_text="",
                required=False,
                initial=dag.dag if dag else None,
            )
            self.fields[f"klokken_{index}"] = DanishTimeField(
                label="Kl.", required=False, initial=klokken
            )
            for name in (f"dato_{index}", f"klokken_{index}"):
                self.fields[name].betinget = True  # the words above say that it may be emptied
            if dag:
                self.reasons[index] = dag
                self.proposed.append(moments(dag.dag, klokken, rytme["minutter"]))

    @property
    def hidden(self):
        return [self[name] for name in self.skjulte]

    @property
    def raekker(self):
        """(its day, its time, the Dag it was proposed as, what stands in the way)"""
        for index in range(self.antal):
            day, at = self[f"dato_{index}"], self[f"klokken_{index}"]
            yield day, at, self.reasons.get(index), self.warnings.get(index, "")

    def clean(self):
        cleaned = super().clean()
        chosen = 0
        for index in range(self.antal):
            day, at = cleaned.get(f"dato_{index}"), cleaned.get(f"klokken_{index}")
            chosen += bool(day)
            if day and not at and f"klokken_{index}" not in self.errors:
                self.add_error(f"klokken_{index}", f"Skriv et klokkeslæt til {index + 1}. møde.")
        if not chosen and not self.errors:
            self.add_error(None, "Skriv mindst én dato.")
        return cleaned

    @property
    def facts(self):
        """What plan_moeder takes; a date that was emptied is left out."""
        cleaned, tider = self.cleaned_data, {}
        for index in range(self.antal):
            if day := cleaned[f"dato_{index}"]:
                tider[index] = moments(day, cleaned[f"klokken_{index}"], cleaned["minutter"])
        step = {name: cleaned[name] for name in ("first", "hver", "rytme")}
        return {"tider": tider, **step, **self.place}


class FlytForm(StedFelter):
    """Another time or place of one meeting."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    dato = DanishDateField(label="Dag", help_text="")
    klokken = DanishTimeField(label="Kl.")
    minutter = number("Minutter", SHORTEST, LONGEST)

    field_order = ("version", "dato", "klokken", "minutter")

    def __init__(self, data=None, *, moede, bruger, fortryd):
        start = timezone.localtime(moede.start)
        super().__init__(
            data,
            initial={name: getattr(moede, name) for name in (*self.steder, "version")}
            | {
                "lokale": moede.lokale_id,
                "dato": start.date(),
                "klokken": start.time(),
                "minutter": (moede.slut - moede.start) // timedelta(minutes=1),
            },
        )
        self.for_gruppe(moede.gruppe, bruger, lokale=moede.lokale_id)
        self.helper = helper(
            "version",
            Fieldset("Ny tid", Row("dato", "klokken", "minutter")),
            Fieldset("Hvor", *self.steder),
            gem="Gem ændringen",
            fortryd=fortryd,
        )

    @property
    def moments(self):
        data = self.cleaned_data
        start, slut = moments(data["dato"], data["klokken"], data["minutter"])
        return {"start": start, "slut": slut}


class AflysForm(forms.Form):
    """Why a meeting is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    fordi = forms.CharField(
        label="Hvorfor aflyses mødet?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor mødet aflyses."},
        help_text="Familierne får besked om, at mødet er aflyst, men ikke hvorfor. "
        "Skriv ikke om bestemte familier.",
    )

    def __init__(self, data=None, *, moede, fortryd):
        super().__init__(data, initial={"version": moede.version})
        self.helper = helper(
            "version",
            Fieldset("Aflys mødet", "fordi"),
            gem="Aflys mødet",
            fortryd=fortryd,
        )


class EmneForm(forms.Form):
    """The topic of one meeting, and who chose it (I6)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    forslag = forms.ChoiceField(
        label="Familierne har foreslået",
        required=False,
        widget=ChoiceBoxes(as_list=True),
    )
    emne = forms.CharField(
        label="Emne",
        max_length=120,
        required=False,
        help_text="Kun emnet. Intet om bestemte børn eller familier.",
    )
    besluttet_af = forms.ChoiceField(
        label="Hvem har valgt emnet?",
        choices=Gruppemoede.Besluttet.choices,
        required=False,
        widget=ChoiceBoxes(),
    )

    def __init__(self, data=None, *, moede, forslag, fortryd):
        turn = moede.plads > moede.gruppe.emner_foerst
        names = ("emne", "besluttet_af", "version")
        initial = {name: getattr(moede, name) for name in names}
        super().__init__(data, initial=initial)
        fields = ["forslag", "emne", "besluttet_af"]
        if forslag:
            self.fields["forslag"].choices = [(one.tekst, one.tekst) for one in forslag]
            self.fields["emne"].label = "Eller skriv et emne"
        else:
            del self.fields["forslag"]
            fields.remove("forslag")
        for name in fields:
            self.fields[name].betinget = True  # without a topic nothing of it is needed
        if turn:
            self.fields["besluttet_af"].help_text = (
                f"De første {moede.gruppe.emner_foerst} møder sætter facilitator emnet. "
                "Fra nu af vælger familierne med."
            )
        self.helper = helper("version", Fieldset("Emne", *fields), gem="Gem emnet", fortryd=fortryd)

    def clean(self):
        """A proposal that is pressed is the topic, unless another is written."""
        cleaned = super().clean()
        chosen = cleaned.pop("forslag", "")
        written = "emne" in self.changed_data and cleaned.get("emne")
        if chosen and not written:
            cleaned["emne"] = chosen
        return cleaned


class EmneforslagForm(forms.Form):
    """What the families want to talk about; not whose wish it is."""

    tekst = forms.CharField(
        label="Hvad vil familierne tale om?",
        max_length=120,
        help_text="Kun emnet. Ingen kan se, hvem der har foreslået det.",
        error_messages={"required": "Skriv et emne."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Forslag til emne", "tekst"), gem="Gem forslaget", fortryd=fortryd
        )
