"""What may be typed in an udviklingsplan. Saving belongs to actions."""

from crispy_forms.layout import HTML, Fieldset
from django import forms

from faelles.formfields import ChoiceBoxes
from plejefamilier.forms.layout import helper
from supervision.actions.udviklingsplan import Maal
from supervision.models import Udviklingsmaal

NEW = 3  # empty goals on the form
LONGEST = 300
MOST_VERSIONS = 30_000  # of a plan; what the database can compare
FOELGER = HTML('<p class="meta">Et mål uden tekst springes over.</p>')


class UdviklingsplanForm(forms.Form):
    """The open goals, some empty ones, how all cooperate, and why the plan changes.

    A goal that a colleague set after the page was opened is not asked about: it stays as it is.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS)

    def __init__(self, data=None, *, plan, maal, fortryd):
        super().__init__(data, initial={"seen": plan.version if plan else 0})
        self.keys, parts = {}, []
        shown = [row for row in maal if data is None or f"maal_{row.pk}_tekst" in data]
        for number, row in enumerate(shown, 1):
            parts.append(self._goal(f"maal_{row.pk}", f"Mål {number}", row))
        for number in range(1 if maal and data is None else NEW):
            parts.append(self._goal(f"ny_{number}", f"Nyt mål {number + 1}", None))
        self.fields["samarbejde"] = forms.CharField(
            label="Sådan samarbejder vi",
            required=False,
            max_length=2000,
            initial=plan.samarbejde if plan else "",
            widget=forms.Textarea({"rows": 3}),
            help_text="Hvem gør hvad, og hvordan holder I hinanden orienteret?",
        )
        reason = []
        if plan is not None:
            self.fields["begrundelse"] = forms.CharField(
                label="Hvorfor en ny version?",
                max_length=LONGEST,
                error_messages={"required": "Skriv, hvorfor planen ændres."},
            )
            reason = [Fieldset("Hvorfor ændres planen?", "begrundelse")]
        self.helper = helper(
            "seen",
            *parts,
            Fieldset("Samarbejdet", "samarbejde"),
            *reason,
            gem="Gem ny version" if plan else "Gem planen",
            fortryd=fortryd,
        )

    def _goal(self, key, words, row):
        """The three fields of one goal as a panel."""
        names = [f"{key}_tekst", f"{key}_omraade", f"{key}_metode"]
        self.keys[key] = row.pk if row else None
        self.fields[names[0]] = forms.CharField(
            label="Hvad vil vi opnå?",
            required=row is not None,
            max_length=LONGEST,
            initial=row.tekst if row else "",
            widget=forms.Textarea({"rows": 2}),
            error_messages={"required": "Skriv målet. Er det nået, så afslut det på planens side."},
        )
        self.fields[names[1]] = forms.ChoiceField(
            label="Hvad handler det om?",
            required=row is not None,
            choices=Udviklingsmaal.Omraade.choices,
            initial=row.omraade if row else None,
            widget=ChoiceBoxes(),
        )
        self.fields[names[2]] = forms.CharField(
            label="Sådan gør vi",
            required=False,
            max_length=LONGEST,
            initial=row.metode if row else "",
            help_text="Metoden, for eksempel piktogrammer.",
        )
        for name in names:
            self.fields[name].betinget = row is None
        return Fieldset(words, *([FOELGER] if key == "ny_0" else []), *names)

    def clean(self):
        cleaned = super().clean()
        for key, pk in self.keys.items():
            if pk is not None:
                continue
            if cleaned.get(f"{key}_tekst") and not cleaned.get(f"{key}_omraade"):
                self.add_error(f"{key}_omraade", "Vælg, hvad målet handler om.")
            if cleaned.get(f"{key}_metode") and not cleaned.get(f"{key}_tekst"):
                self.add_error(f"{key}_tekst", "Skriv målet, som metoden hører til.")
        return cleaned

    @property
    def facts(self):
        """What save_udviklingsplan takes."""
        data = self.cleaned_data
        return {
            "seen": data["seen"],
            "samarbejde": data["samarbejde"],
            "begrundelse": data.get("begrundelse", ""),
            "maal": [
                Maal(data[f"{key}_omraade"], data[f"{key}_tekst"], data[f"{key}_metode"], pk)
                for key, pk in self.keys.items()
                if data[f"{key}_tekst"].strip()
            ],
        }


class MaalSlutForm(forms.Form):
    """How it went with a goal."""

    resultat = forms.ChoiceField(
        label="Hvordan gik det?",
        choices=Udviklingsmaal.Resultat.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvordan det gik."},
    )
    resultat_tekst = forms.CharField(
        label="Med familiens egne ord",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Afslut målet", "resultat", "resultat_tekst"),
            gem="Afslut målet",
            fortryd=fortryd,
        )
