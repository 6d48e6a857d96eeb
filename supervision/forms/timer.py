"""What may be typed about hours and purchases. Saving belongs to actions."""

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import DanishDateField
from faelles.models import Organisation
from faelles.versions import fingerprint
from plejefamilier.forms.layout import helper, not_in_the_future
from supervision.actions.timer import KOEB_FIELDS


class DanishAmountField(forms.DecimalField):
    """An amount as 13.500,00 or 13500 or 13500,5."""

    def __init__(self, **kwargs):
        kwargs.setdefault("localize", True)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault(
            "widget", forms.TextInput({"inputmode": "decimal", "class": "input-char-11"})
        )
        super().__init__(**kwargs)
        self.error_messages.setdefault("required", "Skriv et tal.")
        self.error_messages["invalid"] = "Skriv et tal, for eksempel 13.500,00."


class TimeaftaleForm(forms.Form):
    """How many hours a month an institution delivers."""

    institution = forms.ModelChoiceField(
        label="Institution",
        queryset=Organisation.objects.none(),
        empty_label="Vælg en institution",
        error_messages={"required": "Vælg en institution."},
    )
    timer_pr_maaned = DanishAmountField(
        label="Timer om måneden", max_digits=7, error_messages={"required": "Skriv antal timer."}
    )
    timepris = DanishAmountField(label="Pris pr. time", max_digits=10, min_value=0, required=False)
    fra = DanishDateField(label="Fra og med")
    til = DanishDateField(label="Til og med", required=False)

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate().replace(day=1)})
        houses = Organisation.objects.filter(
            kommune=kommune, slags=Organisation.Slags.INSTITUTION
        ).order_by("navn", "pk")
        self.fields["institution"].queryset = houses
        self.helper = helper(
            Fieldset(
                "Aftalen",
                "institution",
                Row(AppendedText("timer_pr_maaned", "timer"), AppendedText("timepris", "kr.")),
                Row("fra", "til"),
            ),
            gem="Gem aftalen",
            fortryd=fortryd,
        )


class TimeaftaleSlutForm(forms.Form):
    til = DanishDateField(label="Sidste dag")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslut aftalen", "til"), gem="Afslut aftalen", fortryd=fortryd
        )


class KoebForm(forms.Form):
    """Supervision that was bought from outside."""

    udgave = forms.CharField(widget=forms.HiddenInput, required=False)
    dato = DanishDateField(label="Dato", validators=[not_in_the_future])
    leverandoer = forms.CharField(
        label="Købt hos",
        max_length=120,
        error_messages={"required": "Skriv, hvem I købte hos."},
    )
    beloeb = DanishAmountField(
        label="Beløb", max_digits=12, error_messages={"required": "Skriv beløbet."}
    )
    timer = DanishAmountField(label="Timer", max_digits=7, min_value=0, required=False)
    bemaerkning = forms.CharField(
        label="Bemærkning",
        help_text="Skriv ikke navne på børn eller familier.",
        max_length=200,
        required=False,
    )

    def __init__(self, data=None, *, fortryd, koeb=None):
        initial = {"dato": timezone.localdate()}
        if koeb is not None:
            initial = {name: getattr(koeb, name) for name in KOEB_FIELDS}
            initial["udgave"] = fingerprint(koeb, KOEB_FIELDS)
        super().__init__(data, initial=initial)
        self.helper = helper(
            "udgave",
            Fieldset(
                "Købet",
                "dato",
                "leverandoer",
                Row(AppendedText("beloeb", "kr."), AppendedText("timer", "timer")),
                "bemaerkning",
            ),
            gem="Gem købet",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in KOEB_FIELDS}
