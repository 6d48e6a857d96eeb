"""Whom a shift is offered to, or which shift it is swapped for."""

from itertools import groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from akuttelefon import bytte
from akuttelefon.queries.mine_vagter import span_in_words


class GivForm(forms.Form):
    """To which colleague a shift is given. Only those who are free for it can be chosen."""

    til = forms.ChoiceField(
        label="Hvem skal have vagten?",
        error_messages={"required": "Vælg en kollega.", "invalid_choice": "Vælg en kollega."},
    )
    tekst = forms.CharField(
        label="Besked",
        max_length=300,
        required=False,
        help_text="Skriv ikke om familier eller børn her.",
    )

    def __init__(self, data=None, *, kolleger):
        super().__init__(data, auto_id="id_giv_%s")
        self.ledige = {str(k.bruger.pk): k.bruger for k in kolleger if not k.hvorfor_ikke}
        self.fields["til"].choices = [
            ("", "Vælg en kollega"),
            *((pk, f"{b.navn}, {b.organisation.navn}") for pk, b in self.ledige.items()),
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout("til", "tekst", Submit("giv", "Spørg kollegaen"))

    @property
    def tilbud(self):
        """The cleaned form in the words of `actions.offer_vagt`."""
        return {"til": self.ledige[self.cleaned_data["til"]], "tekst": self.cleaned_data["tekst"]}


class BytForm(forms.Form):
    """Which of the colleagues' shifts a shift is swapped for."""

    modvagt = forms.ChoiceField(
        label="Hvilken vagt vil du have i stedet?",
        error_messages={"required": "Vælg en vagt.", "invalid_choice": "Vælg en vagt på listen."},
    )
    tekst = forms.CharField(
        label="Besked",
        max_length=300,
        required=False,
        help_text="Skriv ikke om familier eller børn her.",
    )

    def __init__(self, data=None, *, vagt, kolleger):
        super().__init__(data, auto_id="id_byt_%s")
        today = timezone.localdate()
        rows = sorted(bytte.swaps(vagt, kolleger), key=lambda row: (row.bruger.navn, row.bruger_id))
        self.vagter = {str(row.pk): row for row in rows}
        self.fields["modvagt"].choices = [
            ("", "Vælg en vagt"),
            *(
                (
                    navn,
                    [(str(row.pk), span_in_words(row.start, row.slut, today)) for row in group],
                )
                for navn, group in groupby(rows, key=lambda row: row.bruger.navn)
            ),
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "modvagt", "tekst", Submit("byt", "Foreslå byttet", css_class="button-secondary")
        )

    @property
    def tilbud(self):
        """The cleaned form in the words of `actions.offer_vagt`."""
        modvagt = self.vagter[self.cleaned_data["modvagt"]]
        return {"til": modvagt.bruger, "modvagt": modvagt, "tekst": self.cleaned_data["tekst"]}
