"""What may be typed about a contact. Saving belongs to actions."""

import uuid
from datetime import datetime

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField, DanishTimeField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper
from plejefamilier.models import Barn, Kontakt, Notatskabelon, Plejefamilie
from plejefamilier.queries.aftale import possible_owners
from plejefamilier.queries.kontakt import modtagere

FAMILIE = "familie"
LONGEST_TEKST = 20_000  # characters
TOO_LONG = "Der er plads til 20.000 tegn, og her står %(show_value)d. Intet er skåret væk."
MOST_MINUTTER = 1440
FELTER = (
    "slags",
    "dato",
    "klokken",
    "hvem",
    "tekst",
    "naeste_skridt",
    "ansvarlig",
    "frist",
    "om",
    "flere",
    "deling",
    "minutter",
    "lukket",
    "tilbyd_supervision",
)
FLERE = frozenset({"flere", "deling"})
FORUDFYLDTE = frozenset({"dato", "klokken", "ansvarlig", "om"})


class KontaktForm(forms.Form):
    """A note that takes seconds: kind, when (now), with whom, text; the rest is optional."""

    slags = forms.ChoiceField(
        label="Hvad var det?",
        choices=Kontakt.Slags.choices,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad det var."},
    )
    dato = DanishDateField(label="Dato", help_text="")
    klokken = DanishTimeField(label="Klokken", nu=True)
    hvem = forms.CharField(label="Med hvem?", max_length=200, required=False)
    tekst = forms.CharField(
        label="Notat",
        max_length=LONGEST_TEKST,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": "Skriv notatet.", "max_length": TOO_LONG},
    )
    tilbyd_supervision = forms.BooleanField(
        label="Tilbyd familien supervision",
        required=False,
        help_text="Familiens konsulent får det som en aftale. Notatets tekst følger ikke med.",
    )
    naeste_skridt = forms.CharField(label="Næste skridt", max_length=500, required=False)
    ansvarlig = forms.ModelChoiceField(
        label="Hvem gør det?",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Vælg en person",
    )
    frist = DanishDateField(
        label="Senest",
        required=False,
        help_text="Med en dato står det på Min dag, til det er gjort.",
    )
    om = forms.ChoiceField(
        label="Hvem handler det om?",
        widget=ChoiceBoxes,
        required=False,
        help_text="Et notat om et barn følger barnet, hvis det flytter.",
    )
    flere = forms.ModelMultipleChoiceField(
        label="Handler det også om andre af dine familier?",
        queryset=Plejefamilie.objects.none(),
        widget=ChoiceBoxesMultiple(as_list=True),
        required=False,
        help_text="Notatet står hos hver af dem. Ingen af dem får at vide, at der er flere.",
    )
    deling = forms.MultipleChoiceField(
        label="Hvem må læse det ud over familiens konsulent?",
        widget=ChoiceBoxesMultiple(as_list=True),
        required=False,
        help_text="De får besked uden indhold. Du kan altid trække det tilbage.",
    )
    lukket = forms.BooleanField(
        label="Luk notatet for familiens konsulent",
        required=False,
        help_text="Kun du og dem, du deler med, kan læse det. Er familien indforstået, kan du "
        "senere dele det med konsulenten.",
    )
    minutter = forms.IntegerField(
        label="Hvor mange minutter?",
        required=False,
        min_value=1,
        max_value=MOST_MINUTTER,
        localize=False,
    )

    def __init__(self, data=None, *, bruger, sag, typed=None):
        now = timezone.localtime()
        initial = {
            "dato": now.date(),
            "klokken": now.time().replace(second=0, microsecond=0),
            "om": FAMILIE,
            "ansvarlig": bruger.pk,
            **(typed or {}),
        }
        super().__init__(data, initial=initial)
        self.sag = sag
        self.fields["ansvarlig"].queryset = possible_owners(bruger, sag.kommune)
        self._who_it_is_about(bruger)
        self.modtagere = modtagere(bruger, familie=sag.familie, barn=sag.barn)
        hints = {one.vaerdi: one.hvem for one in self.modtagere}
        self.fields["deling"].choices = [(one.vaerdi, one.navn) for one in self.modtagere]
        self.fields["deling"].widget.hints = hints
        if not self.modtagere:
            del self.fields["deling"]
        if sag.egen:
            del self.fields["lukket"]

    def _who_it_is_about(self, bruger):
        """The children of the family's home, and her other families, when there are any."""
        familie = self.sag.familie if self.sag.barn is None else None
        boern = [*Barn.objects.visible_to(bruger).living_with(familie)] if familie else []
        self.boern = {str(barn.pk): barn for barn in boern}
        self.fields["om"].choices = [
            (FAMILIE, "Familien"),
            *((key, barn.fornavn) for key, barn in self.boern.items()),
        ]
        if not boern:
            del self.fields["om"]
        others = Plejefamilie.objects.none()
        if familie and self.sag.egen:
            others = Plejefamilie.objects.worked_with_by(bruger).active().exclude(pk=familie.pk)
            others = others.filter(kommune=familie.kommune_id)
        self.fields["flere"].queryset = others.in_order()
        self.fields["flere"].label_from_instance = lambda row: row.visningsnavn
        if not others.exists():
            del self.fields["flere"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("frist") and not cleaned.get("naeste_skridt"):
            self.add_error("naeste_skridt", "Skriv, hvad der skal gøres.")
        if cleaned.get("frist") and not cleaned.get("ansvarlig"):
            self.add_error("ansvarlig", "Vælg, hvem der gør det.")
        if self._barn() and cleaned.get("flere"):
            self.add_error("flere", "Et notat om et barn kan ikke også handle om andre familier.")
        if cleaned.get("tilbyd_supervision") and cleaned.get("slags") != Kontakt.Slags.BEKYMRING:
            cleaned["tilbyd_supervision"] = False  # ticked before another kind was chosen
        return cleaned

    def _barn(self):
        return self.sag.barn or self.boern.get(self.cleaned_data.get("om") or "")

    @property
    def facts(self):
        """What actions.log_kontakt is asked with."""
        data, barn = self.cleaned_data, self._barn()
        familier = [] if barn else [self.sag.familie, *data.get("flere", [])]
        rows = {one.vaerdi: one.row for one in self.modtagere}
        return {
            "kommune": self.sag.kommune,
            "barn": barn,
            "familier": familier,
            "slags": data["slags"],
            "tidspunkt": timezone.make_aware(datetime.combine(data["dato"], data["klokken"])),
            "hvem": data["hvem"],
            "tekst": data["tekst"],
            "minutter": data["minutter"],
            "naeste_skridt": data["naeste_skridt"],
            "naeste": (data["ansvarlig"], data["frist"]) if data["frist"] else None,
            "lukket": data.get("lukket", False),
            "del_med": [rows[value] for value in data.get("deling", [])],
            "tilbyd_supervision": data["tilbyd_supervision"],
        }


class RettelseForm(forms.Form):
    """A correction: the note stays as it was written, the correction stands under it."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    tekst = forms.CharField(
        label="Rettelse",
        max_length=LONGEST_TEKST,
        widget=forms.Textarea({"rows": 3}),
        help_text="Notatet bliver stående, som det blev skrevet. Rettelsen står under det.",
        error_messages={"required": "Skriv rettelsen.", "max_length": TOO_LONG},
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"idempotency_key": uuid.uuid4()})


class DelingForm(forms.Form):
    """One more reader of a note; a closed note is opened with a reason (A9)."""

    modtager = forms.ChoiceField(
        label="Del med",
        error_messages={"required": "Vælg en person."},
    )
    begrundelse = forms.CharField(
        label="Hvorfor må det læses nu?",
        max_length=200,
        required=False,
        help_text="For eksempel at familien er indforstået.",
    )

    def __init__(self, data=None, *, modtagere, lukket):
        super().__init__(data)
        self.rows = {one.vaerdi: one.row for one in modtagere}
        self.fields["modtager"].choices = [
            ("", "Vælg en person"),
            *((one.vaerdi, f"{one.navn} ({one.hvem})") for one in modtagere),
        ]
        if not lukket:
            del self.fields["begrundelse"]

    @property
    def facts(self):
        data = self.cleaned_data
        return {
            "modtager": self.rows[data["modtager"]],
            "begrundelse": data.get("begrundelse", ""),
        }


class NotatskabelonForm(forms.Form):
    """A template: its name, the kind it is for, and the words."""

    navn = forms.CharField(
        label="Navn", max_length=80, error_messages={"required": "Giv skabelonen et navn."}
    )
    slags = forms.ChoiceField(label="Til", choices=Kontakt.Slags.choices)
    tekst = forms.CharField(
        label="Tekst",
        max_length=LONGEST_TEKST,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Skriv skabelonens tekst."},
    )
    faelles = forms.BooleanField(
        label="Alle i kommunen kan bruge den",
        required=False,
        help_text="Ellers er den kun din.",
    )

    def __init__(self, data=None, *, fortryd, leder, skabelon=None):
        names = ("navn", "slags", "tekst")
        initial = {name: getattr(skabelon, name) for name in names} if skabelon else {}
        super().__init__(data, initial=initial)
        shown = ["navn", "slags", "tekst"]
        if leder and skabelon is None:
            shown.append("faelles")
        else:
            del self.fields["faelles"]
        self.helper = helper(Fieldset("Skabelon", *shown), gem="Gem skabelonen", fortryd=fortryd)


def chosen_skabelon(bruger, post):
    """The template whose button was pressed, or None."""
    number = post.get("skabelon", "")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        return None
    return Notatskabelon.objects.visible_to(bruger).filter(pk=number).first()
