"""What may be typed about a group. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles import regler
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger
from netvaerk.actions.gruppe import FELTER
from netvaerk.forms.felter import number
from netvaerk.models import Netvaerksgruppe
from netvaerk.moedeform import HVORDAN
from netvaerk.queries import gruppe_valg as valg
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Behov, Familieprofil, Lokale
from plejefamilier.models.moede import Form

OLDEST, MOST_MEETINGS = 22, 60
RULES = {"faciliterede": "netvaerk.faciliterede", "emner_foerst": "netvaerk.emner_foerst"}


class GruppeForm(forms.Form):
    """A group: for whom, who runs it, where. What is known is filled in, and little must be."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    navn = forms.CharField(
        label="Gruppens navn",
        max_length=60,
        help_text="Uden navne på familier og børn, fx »Nord« eller »Tirsdagsgruppen«.",
        error_messages={"required": "Giv gruppen et navn."},
    )
    beskrivelse = forms.CharField(
        label="Hvad er gruppen til for?",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Alle konsulenter læser det. Skriv ikke om bestemte familier.",
    )
    alder_fra = number("Børn fra (år)", 0, OLDEST, required=False)
    alder_til = number("Børn til (år)", 0, OLDEST, required=False)
    behov = forms.MultipleChoiceField(
        label="For familier med børn med",
        choices=[row for row in Behov.Kode.choices if row[0] != Behov.Kode.ANDET],
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
        help_text="Sæt kun kryds, hvis gruppen er samlet om noget bestemt.",
    )
    erfaring = forms.ChoiceField(
        label="For nye eller erfarne?",
        choices=Netvaerksgruppe.Erfaring,
        widget=ChoiceBoxes(),
    )
    facilitator = forms.ModelChoiceField(
        label="Hvem holder møderne?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg, hvem der holder møderne."},
    )
    ansvarlig = forms.ModelChoiceField(
        label="Hvilken konsulent har ansvaret?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en konsulent",
        error_messages={"required": "Vælg, hvilken konsulent der har ansvaret."},
    )
    faciliterede = number("Møder med facilitator", 1, MOST_MEETINGS)
    emner_foerst = number("Heraf med emne valgt af facilitator", 0, MOST_MEETINGS)
    form = forms.ChoiceField(
        label="Hvordan mødes I?",
        choices=[*HVORDAN.items()],
        widget=ChoiceBoxes(),
        help_text="Mest fysisk. Møder på video kan supplere: det vælges for hvert møde.",
    )
    tidspunkt = forms.ChoiceField(
        label="Hvornår på dagen?",
        choices=[("", "Ikke bestemt"), *Familieprofil.Tidspunkt.choices],
        required=False,
        widget=ChoiceBoxes(),
    )
    lokale = forms.ModelChoiceField(
        label="Lokale", queryset=Lokale.objects.none(), required=False, empty_label="Intet lokale"
    )
    sted_tekst = forms.CharField(label="Eller et andet sted", max_length=200, required=False)
    postnummer = forms.RegexField(
        r"^[0-9]{4}$",
        label="Postnummer, hvor I mødes",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="Bruges til at foreslå familier, der bor i nærheden.",
        error_messages={"invalid": "Et postnummer har fire cifre."},
    )
    link = forms.URLField(
        label="Link til video", required=False, max_length=200, assume_scheme="https"
    )

    def __init__(self, data=None, *, bruger, kommune, fortryd, gruppe=None):
        super().__init__(data, initial=_initial(bruger, kommune, gruppe))
        known = {name: getattr(gruppe, f"{name}_id", None) for name in ("facilitator", "ansvarlig")}
        self._choose("facilitator", valg.facilitators(bruger, kommune, known=known["facilitator"]))
        self._choose("ansvarlig", valg.ansvarlige(kommune, known=known["ansvarlig"]))
        rooms = valg.lokaler(bruger, kommune, known=getattr(gruppe, "lokale_id", None))
        self.fields["lokale"].queryset = rooms
        where = ["form", "tidspunkt", "lokale", "sted_tekst", "postnummer", "link"]
        if not rooms.exists():
            del self.fields["lokale"]
            where.remove("lokale")
            self.fields["sted_tekst"].label = "Sted"
        self.helper = helper(
            "version",
            "idempotency_key",
            Fieldset(
                "Hvem er gruppen for?",
                "navn",
                "beskrivelse",
                Row("alder_fra", "alder_til"),
                "erfaring",
                "behov",
            ),
            Fieldset(
                "Hvem står for den?",
                Row("facilitator", "ansvarlig"),
                Row("faciliterede", "emner_foerst"),
            ),
            Fieldset("Hvor og hvornår?", *where),
            gem="Gem ændringerne" if gruppe else "Opret gruppen",
            fortryd=fortryd,
        )

    def _choose(self, name, people):
        self.fields[name].queryset = people
        self.fields[name].label_from_instance = lambda row: f"{row.navn}, {row.organisation.navn}"

    def clean(self):
        data = super().clean()
        young, old = data.get("alder_fra"), data.get("alder_til")
        if "alder_fra" in data and "alder_til" in data and (young is None) != (old is None):
            self.add_error("alder_til" if old is None else "alder_fra", "Skriv begge aldre.")
        elif young is not None and old is not None and young > old:
            self.add_error("alder_til", "Skriv den laveste alder først.")
        return data

    @property
    def facts(self):
        """What is kept, in the words of the action."""
        return {name: self.cleaned_data[name] for name in FELTER if name in self.cleaned_data}


def _initial(bruger, kommune, gruppe):
    if gruppe is not None:
        found = {name: getattr(gruppe, name) for name in FELTER}
        chosen = {name: getattr(gruppe, f"{name}_id") for name in ("facilitator", "ansvarlig")}
        return found | chosen | {"lokale": gruppe.lokale_id, "version": gruppe.version}
    rules = regler.values([*RULES.values()], kommune)
    return {name: rules[key] for name, key in RULES.items()} | {
        "idempotency_key": uuid.uuid4(),
        "facilitator": bruger.pk,
        "ansvarlig": bruger.pk,
        "erfaring": Netvaerksgruppe.Erfaring.ALLE,
        "form": Form.FYSISK,
    }


class LukForm(forms.Form):
    """When and why a group ends."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    paa = DanishDateField(label="Sidste dag", validators=[not_in_the_future])
    fordi = forms.ChoiceField(
        label="Hvorfor lukkes gruppen?",
        choices=Netvaerksgruppe.Lukkegrund,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvorfor gruppen lukkes."},
    )

    def __init__(self, data=None, *, gruppe, fortryd):
        initial = {"version": gruppe.version, "paa": timezone.localdate()}
        super().__init__(data, initial=initial)
        self.helper = helper(
            "version", Fieldset("Luk gruppen", "paa", "fordi"), gem="Luk gruppen", fortryd=fortryd
        )
