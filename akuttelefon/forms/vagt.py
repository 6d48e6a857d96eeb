"""One shift, and the pattern of a whole roster."""

from datetime import timedelta

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.frist import NonexistentTimeError, local_moment
from akuttelefon.vagtplan import Hold, Moenster
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField, DanishTimeField

ORGANISATION, PERSON = "o", "p"
UGER = 6  # weeks in turn
YEAR = timedelta(days=366)  # so far ahead a shift is given to somebody who starts later
VED_HVER_VAGT, HVER_UGE = "vagt", "uge"


class VagtForm(forms.Form):
    """When the shift is, and who holds it: a person, or a provider that will name one later."""

    start_dag = DanishDateField(label="Begynder", help_text="")
    start = DanishTimeField(label="Kl.")
    slut_dag = DanishDateField(label="Slutter", help_text="")
    slut = DanishTimeField(label="Kl.")
    bruger = forms.ChoiceField(
        label="Hvem har vagten?",
        help_text="Udbyderen følger personen. Vælg »navn mangler«, når udbyderen finder en person.",
        error_messages={
            "required": "Vælg, hvem der har vagten.",
            "invalid_choice": "Vælg en på listen.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, kommune, initial=None, gem="Gem vagten", day=None):
        super().__init__(data, initial=initial)
        self.udbydere = {row.pk: row for row in bemanding.providers(kommune)}
        day = day or timezone.localdate()
        self.personer = {row.pk: row for row in bemanding.may_hold(kommune, day, until=day + YEAR)}
        chosen = (initial or {}).get("now_held_by")
        if chosen is not None:  # who holds it stays on the list, also when her role has ended
            self.personer.setdefault(chosen.pk, chosen)
        groups = {
            pk: [(f"{ORGANISATION}-{pk}", f"{bemanding.in_words(row)}: navn mangler")]
            for pk, row in self.udbydere.items()
        }
        for pk, row in self.personer.items():
            groups.setdefault(row.organisation_id, []).append((f"{PERSON}-{pk}", row.navn))
        named = {row.organisation_id: row.organisation.navn for row in self.personer.values()}
        named |= {pk: bemanding.in_words(row) for pk, row in self.udbydere.items()}
        self.fields["bruger"].choices = [
            ("", "Vælg"),
            *((named[pk], choices) for pk, choices in groups.items()),
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version",
            Fieldset(
                "Hvornår og hvem?", Row("start_dag", "start"), Row("slut_dag", "slut"), "bruger"
            ),
            FormActions(
                Submit("gem", gem),
                HTML(f'<a class="linkbtn" href="{reverse("akuttelefon:vagtplan")}">Fortryd</a>'),
            ),
        )

    def clean(self):
        data = super().clean()
        data["start_moment"] = self._moment("start_dag", "start")
        data["slut_moment"] = self._moment("slut_dag", "slut")
        return data

    def _moment(self, day, klokken):
        """The moment of a day and a time; of a time that came twice in October the first."""
        data = self.cleaned_data
        if data.get(day) is None or data.get(klokken) is None:
            return None
        try:
            return local_moment(data[day], data[klokken], second=False)
        except NonexistentTimeError:
            self.add_error(
                klokken,
                ValidationError(
                    "Det klokkeslæt findes ikke. Uret bliver stillet en time frem den nat.",
                    code="nonexistent",
                ),
            )
        return None

    @property
    def vagt(self):
        """The cleaned shift in the words of `actions.create_vagt`."""
        kind, _, number = self.cleaned_data["bruger"].partition("-")
        bruger = self.personer[int(number)] if kind == PERSON else None
        return {
            "bruger": bruger,
            "udbyder": bruger.organisation if bruger else self.udbydere[int(number)],
            "start": self.cleaned_data["start_moment"],
            "slut": self.cleaned_data["slut_moment"],
        }


def vagt_initial(start, slut, *, udbyder=None, bruger=None, version=None):
    """The fields of VagtForm for a shift that is there, or for a gap."""
    first, last = timezone.localtime(start), timezone.localtime(slut)
    holder = f"{PERSON}-{bruger.pk}" if bruger else ""
    return {
        "start_dag": first.date(),
        "start": first.time(),
        "slut_dag": last.date(),
        "slut": last.time(),
        "bruger": holder or (f"{ORGANISATION}-{udbyder.pk}" if udbyder else ""),
        "now_held_by": bruger,
        "version": version,
    }


class LaegForm(forms.Form):
    """A roster by a pattern: which provider has which week, and who takes turns in it."""

    fra = DanishDateField(label="Fra og med", help_text="")
    til = DanishDateField(label="Til og med", help_text="")
    natskift = DanishTimeField(
        label="Skift midt i vagten",
        required=False,
        help_text="Tom, hvis den samme har hele natten.",
    )
    helligdage = forms.MultipleChoiceField(
        label="Hvem deler helligdage og lukkedage?",
        required=False,
        widget=ChoiceBoxesMultiple,
        help_text="De går på skift for sig, så julen ikke rammer den samme år efter år. "
        "Vælg ingen, hvis helligdage skal følge ugen.",
    )

    def __init__(self, data=None, *, kommune, initial, before=None):
        self.udbydere = [*bemanding.providers(kommune)]
        self.personer = {row.pk: [] for row in self.udbydere}
        for row in bemanding.may_hold(kommune, initial["fra"], until=initial["til"]):
            self.personer.setdefault(row.organisation_id, []).append(row)
        leaders = {*bemanding.only_leaders(kommune, initial["fra"])}
        defaults = _from_run(before) if before else self._defaults(leaders)
        super().__init__(data, initial=defaults | initial)
        choices = [(f"{row.pk}", bemanding.in_words(row)) for row in self.udbydere]
        for number in range(1, UGER + 1):
            self.fields[f"uge_{number}"] = forms.ChoiceField(
                label=f"{number}. uge",
                required=number == 1,
                choices=[("", "–"), *choices],
                error_messages={"required": "Vælg, hvem der har vagten den første uge."},
            )
        self.fields["helligdage"].choices = choices
        for row in self.udbydere:
            if self.personer[row.pk]:
                self._people(row)

    def _people(self, udbyder):
        self.fields[f"personer_{udbyder.pk}"] = forms.MultipleChoiceField(
            label="Hvem skiftes?",
            required=False,
            choices=[(f"{row.pk}", row.navn) for row in self.personer[udbyder.pk]],
            widget=ChoiceBoxesMultiple,
            help_text="Vælg ingen, hvis de selv sætter navne på senere.",
        )
        self.fields[f"skift_{udbyder.pk}"] = forms.ChoiceField(
            label="Hvor tit skifter de?",
            required=False,
            choices=[(VED_HVER_VAGT, "Ved hver vagt"), (HVER_UGE, "Hver uge")],
            widget=ChoiceBoxes,
        )

    def _defaults(self, leaders):
        """Every provider with people who take calls has a week and a share of the holidays."""
        people = {
            pk: [f"{row.pk}" for row in rows if row.pk not in leaders]
            for pk, rows in self.personer.items()
        }
        manned = [row.pk for row in self.udbydere if people[row.pk]] or [
            row.pk for row in self.udbydere[:1]
        ]
        return {
            **{f"uge_{number}": f"{pk}" for number, pk in enumerate(manned[:UGER], start=1)},
            "helligdage": [f"{pk}" for pk in manned[:UGER]] if len(manned) > 1 else [],
            **{f"personer_{pk}": chosen for pk, chosen in people.items()},
            **{f"skift_{pk}": VED_HVER_VAGT for pk in people},
        }

    @property
    def uger(self):
        return [self[f"uge_{number}"] for number in range(1, UGER + 1)]

    @property
    def hold(self):
        """(name, people, how they change) for each provider that has people."""
        return [
            (bemanding.in_words(row), self[f"personer_{row.pk}"], self[f"skift_{row.pk}"])
            for row in self.udbydere
            if f"personer_{row.pk}" in self.fields
        ]

    @property
    def moenster(self):
        """The pattern in the words of `actions.generate_vagter`."""
        data = self.cleaned_data
        weeks = [data[f"uge_{number}"] for number in range(1, UGER + 1)]
        return Moenster(
            uger=tuple(self._hold(int(pk)) for pk in weeks if pk),
            helligdage=tuple(self._hold(int(pk)) for pk in data["helligdage"]),
            natskift=data["natskift"],
        )

    def _hold(self, pk):
        data = self.cleaned_data
        return Hold(
            udbyder=pk,
            personer=tuple(int(person) for person in data.get(f"personer_{pk}", ())),
            ugevis=data.get(f"skift_{pk}") == HVER_UGE,
        )


def _from_run(moenster):
    """The fields of the form as the last run was made."""
    initial = {"helligdage": [f"{one['udbyder']}" for one in moenster["helligdage"]]}
    if moenster["natskift"]:
        initial["natskift"] = moenster["natskift"].replace(":", ".")
    for number, one in enumerate(moenster["uger"][:UGER], start=1):
        initial[f"uge_{number}"] = f"{one['udbyder']}"
    for one in (*moenster["uger"], *moenster["helligdage"]):
        initial[f"personer_{one['udbyder']}"] = [f"{pk}" for pk in one["personer"]]
        initial[f"skift_{one['udbyder']}"] = HVER_UGE if one["ugevis"] else VED_HVER_VAGT
    return initial
