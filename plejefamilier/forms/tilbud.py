"""What may be typed about offers and guidelines. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.models import Organisation
from faelles.versions import fingerprint
from plejefamilier.actions.tilbud import TILBUD_FIELDS
from plejefamilier.forms.layout import helper
from plejefamilier.models import Tilbud
from plejefamilier.queries.tilbud import leverandoerer

FIELDS = ("navn", "tema", "aflastning", "leverandoer", "beskrivelse", "saadan", "fra")


class TilbudForm(forms.Form):
    """An offer to foster families."""

    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    navn = forms.CharField(
        label="Tilbud", max_length=120, error_messages={"required": "Skriv tilbuddets navn."}
    )
    tema = forms.ChoiceField(
        label="Tema",
        choices=Tilbud.Tema,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg et tema."},
    )
    aflastning = forms.BooleanField(
        label="Tilbuddet er aflastning: weekend, ferie eller fritid", required=False
    )
    leverandoer = forms.ModelChoiceField(
        label="Hvem giver det?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Ikke valgt",
    )
    beskrivelse = forms.CharField(
        label="Hvad er det?", max_length=5_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    saadan = forms.CharField(label="Sådan får man det", max_length=300, required=False)
    fra = DanishDateField(label="Kan fås fra")

    def __init__(self, data=None, *, kommune, fortryd, tilbud=None):
        initial = {"fra": timezone.localdate()}
        if tilbud is not None:
            initial = {name: getattr(tilbud, name) for name in FIELDS}
            initial["leverandoer"] = tilbud.leverandoer_id
            initial["udgave"] = fingerprint(tilbud, TILBUD_FIELDS)
        super().__init__(data, initial=initial)
        self.fields["leverandoer"].queryset = leverandoerer(kommune)
        self.helper = helper(
            "udgave",
            Fieldset(
                "Tilbuddet",
                "navn",
                "tema",
                "aflastning",
                "beskrivelse",
                "saadan",
                Row("leverandoer", "fra"),
            ),
            gem="Gem tilbuddet",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in FIELDS}


class TilbudSlutForm(forms.Form):
    """The last day of an offer."""

    til = DanishDateField(label="Kan fås til og med")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Tilbuddet udgår", "til"), gem="Lad tilbuddet udgå", fortryd=fortryd
        )


class RetningslinjeForm(forms.Form):
    """A guideline, or its next version."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000
    )
    navn = forms.CharField(
        label="Navn",
        max_length=120,
        error_messages={"required": "Skriv, hvad retningslinjen hedder."},
    )
    tekst = forms.CharField(
        label="Tekst",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Skriv retningslinjen."},
    )
    trin = forms.CharField(
        label="Arbejdsgang",
        max_length=5_000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="Ét trin på hver linje, i den rækkefølge de udføres.",
    )
    gaelder_fra = DanishDateField(label="Gælder fra")

    def __init__(self, data=None, *, fortryd, row=None):
        initial = {"gaelder_fra": timezone.localdate(), "version": 0}
        if row is not None:
            initial |= {
                "navn": row.navn,
                "tekst": row.tekst,
                "trin": "\n".join(row.trin),
                "version": row.version,
            }
        super().__init__(data, initial=initial)
        names = ["navn"]
        if row is not None:
            del self.fields["navn"]
            names = []
        self.helper = helper(
            "version",
            Fieldset("Retningslinjen", *names, "tekst", "trin", "gaelder_fra"),
            gem="Udgiv ny version" if row else "Udgiv retningslinjen",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What is kept, in the words of the action; the steps as a list."""
        data = self.cleaned_data
        return {
            "tekst": data["tekst"],
            "trin": data["trin"].splitlines(),
            "gaelder_fra": data["gaelder_fra"],
            "version": data["version"] or 0,
        }
