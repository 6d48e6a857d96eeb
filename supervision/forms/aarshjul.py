"""What may be typed about a year of supervision. Saving belongs to actions."""

from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils import timezone

from faelles import danish
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField, DanishTimeField
from faelles.kalender import FIRST_YEAR, LAST_YEAR
from plejefamilier import rytme
from plejefamilier.forms.layout import helper
from supervision import hjul
from supervision.actions.aarshjul import Planlagt
from supervision.actions.sessionstid import BEKRAEFTES, FAMILIE_OPTAGET, LAENGDE
from supervision.models import Forloeb
from supervision.queries.hjulforslag import MOST, Kadence

ALLIGEVEL = {
    LAENGDE: "Længden er rigtig: planlæg alligevel",
    FAMILIE_OPTAGET: "Familien kan dele sig: planlæg alligevel",
}
ENHEDER = (
    (rytme.MAANEDER, "Samme dato, for eksempel den 3."),
    (rytme.UGEDAG, "Samme ugedag, for eksempel første onsdag"),
)
NAVNE = {hjul.GRUPPE: "Gruppesupervision", hjul.INDIVIDUEL: "Individuel supervision"}
TIMES, EVERY = 4, 3  # so often a year, and so many months between two


class AarshjulForm(forms.Form):
    """A new wheel: which year, and how supervision is given (F1, F2)."""

    aar = forms.IntegerField(
        label="År",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.NumberInput({"class": "input-char-4"}),
    )
    rytme = forms.ChoiceField(
        label="Hvornår er der supervision?", choices=Forloeb.Rytme.choices, widget=ChoiceBoxes()
    )

    def __init__(self, data=None, *, aar, fortryd):
        super().__init__(data, initial={"aar": aar, "rytme": Forloeb.Rytme.FAST})
        self.helper = helper(
            Fieldset("Nyt årshjul", "aar", "rytme"), gem="Lav årshjul", fortryd=fortryd
        )


class RytmeForm(forms.Form):
    """How supervision is given in a year that is laid."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rytme = forms.ChoiceField(
        label="Hvornår er der supervision?",
        choices=Forloeb.Rytme.choices,
        widget=ChoiceBoxes(),
        help_text="»Efter behov« kræver ikke et bestemt antal.",
    )

    def __init__(self, data=None, *, row, fortryd):
        super().__init__(data, initial={"version": row.version, "rytme": row.rytme})
        self.helper = helper("version", Fieldset("Rytme", "rytme"), gem="Gem", fortryd=fortryd)


class AftalForm(forms.Form):
    """The wheel is agreed; `mangler` are the words of what it lacks."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    begrundelse = forms.CharField(
        label="Hvorfor er det aftalt sådan?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data=None, *, row, mangler, fortryd):
        initial = {"version": row.version, "begrundelse": row.begrundelse}
        super().__init__(data, initial=initial)
        parts = ["version"]
        if mangler:
            parts.append(Fieldset("Årshjulet mangler noget", "begrundelse"))
        else:
            del self.fields["begrundelse"]
        self.helper = helper(*parts, gem="Aftal årshjulet", fortryd=fortryd)


class KadenceForm(forms.Form):
    """Proposals anew: a first day and how often, for each kind (R12)."""

    def __init__(self, data=None, *, slags, forslag, bundet):
        super().__init__(data if bundet else None)
        self.slags = slags
        for kind in slags:
            days = [row.dag for row in forslag[kind] if row.dag]
            first, number = (days[0], len(days)) if days else (None, TIMES)
            self.fields[f"{kind}_anker"] = DanishDateField(
                label="Første gang", required=False, initial=first
            )
            self.fields[f"{kind}_antal"] = forms.IntegerField(
                label="Antal", min_value=1, max_value=MOST, required=False, initial=number
            )
            self.fields[f"{kind}_hver"] = forms.IntegerField(
                label="Hver (måneder)", min_value=1, max_value=12, required=False, initial=EVERY
            )
            self.fields[f"{kind}_enhed"] = forms.ChoiceField(
                label="Hvordan falder de?",
                choices=ENHEDER,
                required=False,
                initial=rytme.MAANEDER,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        names = ("anker", "antal", "hver", "enhed")
        self.helper.layout = Layout(
            *(
                Fieldset(f"{NAVNE[kind]}: foreslå dage", Row(*(f"{kind}_{n}" for n in names)))
                for kind in slags
            )
        )

    def clean(self):
        cleaned = super().clean()
        for kind in self.slags:
            if cleaned.get(f"{kind}_anker") and not cleaned.get(f"{kind}_antal"):
                self.add_error(f"{kind}_antal", "Skriv, hvor mange gange.")
        return cleaned

    @property
    def kadencer(self):
        """What was typed, by kind; a kind without a first day is left to the programme."""
        data = self.cleaned_data
        return {
            kind: Kadence(
                data[f"{kind}_anker"],
                data[f"{kind}_antal"],
                data[f"{kind}_hver"] or EVERY,
                data[f"{kind}_enhed"] or rytme.MAANEDER,
            )
            for kind in self.slags
            if data.get(f"{kind}_anker")
        }


class PlanForm(forms.Form):
    """All supervisions of a year, one row each; a row without a day is left out.

    `forloeb` is {kind: [Forloeb]}, the choices; `forslag` {kind: [Forslag]}.
    """

    bekraeft = forms.MultipleChoiceField(
        label="Er det meningen?",
        required=False,
        choices=[*ALLIGEVEL.items()],
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, data=None, *, aar, forloeb, forslag):
        super().__init__(data)
        self.aar, self.rows, parts = aar, {}, []
        for kind, choices in forloeb.items():
            parts.append(Fieldset(NAVNE[kind], *self._kind(kind, choices, forslag[kind])))
        given = {*self.data.getlist("bekraeft")} & BEKRAEFTES if data is not None else set()
        self.ask(given)
        self.order_fields([*(name for name in self.fields if name != "bekraeft"), "bekraeft"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*parts, "bekraeft")

    def _kind(self, kind, choices, proposed):
        """The fields of one kind, and their layout."""
        name = f"{kind}_forloeb"
        self.fields[name] = forms.ChoiceField(
            label="Hvilken gruppe?" if kind == hjul.GRUPPE else "Hvilket forløb?",
            choices=[(str(one.pk), _navn(one)) for one in choices],
            initial=str(choices[0].pk),
        )
        if len(choices) == 1:
            self.fields[name].widget = forms.HiddenInput()
        self.choices = {**getattr(self, "choices", {}), **{str(one.pk): one for one in choices}}
        parts = [name]
        for number in range(self._number(kind, proposed)):
            key = f"{kind}_{number}"
            row = proposed[number] if number < len(proposed) else None
            fra, til = (row.fra, row.til) if row else (None, None)
            self.fields[f"{key}_dato"] = DanishDateField(
                label="Dag",
                required=False,
                initial=row and row.dag,
                help_text="" if self.is_bound else _weekday(row),
            )
            self.fields[f"{key}_fra"] = DanishTimeField(label="Fra", required=False, initial=fra)
            self.fields[f"{key}_til"] = DanishTimeField(label="Til", required=False, initial=til)
            self.fields[f"{key}_tema"] = forms.CharField(
                label="Tema", required=False, max_length=200
            )
            names = [f"{key}_{part}" for part in ("dato", "fra", "til", "tema")]
            for one in names:
                self.fields[one].betinget = True  # the page says once that rows may be left out
            parts.append(Row(*names, css_class="form-row hjul-row"))
            self.rows[key] = name
        antal = f"{kind}_raekker"
        self.fields[antal] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=self._number(kind, proposed)
        )
        return [*parts, antal]

    def _number(self, kind, proposed):
        """How many rows: as many as were sent, else the proposals and an empty one."""
        sent = str(self.data.get(f"{kind}_raekker", "")) if self.is_bound else ""
        if sent.isascii() and sent.isdigit() and len(sent) <= 2:
            return min(int(sent), MOST)
        return min(len(proposed), MOST)

    def clean(self):
        cleaned = super().clean()
        typed = False
        for key in self.rows:
            day = cleaned.get(f"{key}_dato")
            typed = typed or bool(day) or f"{key}_dato" in self.errors
            if not day:
                continue
            if day.year != self.aar:
                self.add_error(f"{key}_dato", f"Dagen skal ligge i {self.aar}.")
            for part, words in (("fra", "begynder"), ("til", "slutter")):
                name = f"{key}_{part}"
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Skriv, hvornår den {words}.")
        if not typed:
            self.add_error(None, "Skriv mindst én dag.")
        return cleaned

    @property
    def gange(self):
        """What plan_aar takes, by the key of the row."""
        data, found = self.cleaned_data, {}
        for key, name in self.rows.items():
            if day := data.get(f"{key}_dato"):
                start, slut = (
                    timezone.make_aware(datetime.combine(day, data[f"{key}_{part}"]))
                    for part in ("fra", "til")
                )
                forloeb = self.choices[data[name]]
                found[key] = Planlagt(forloeb, start, slut, data[f"{key}_tema"])
        return found

    @property
    def confirmed(self):
        return frozenset(self.cleaned_data["bekraeft"])

    def ask(self, codes):
        """Show the box of each warning in `codes`."""
        self.advarsler = codes
        field = self.fields["bekraeft"]
        if codes:
            field.widget = ChoiceBoxesMultiple(as_list=True)
        field.choices = [(code, words) for code, words in ALLIGEVEL.items() if code in codes]

    def refuse(self, error):
        """Put the errors of plan_aar at the rows they are about, with a box for each warning."""
        codes = set()
        for key, errors in error.error_dict.items():
            self.add_error(f"{key}_dato" if key in self.rows else None, errors)
            codes |= {one.code for one in errors}
        self.ask(self.advarsler | (codes & BEKRAEFTES))


def _weekday(row):
    """Which day of the week is proposed."""
    return danish.UGEDAGE[row.dag.weekday()].capitalize() if row and row.dag else ""


def _navn(forloeb):
    return forloeb.titel or forloeb.problem[:60] or forloeb.get_slags_display()
