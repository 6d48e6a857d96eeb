"""What may be typed about an urgent contact beside the line. Saving belongs to actions."""

import uuid
from datetime import timedelta

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from akuttelefon.frist import NonexistentTimeError, local_moment
from akuttelefon.models import Henvendelse
from faelles.formfields import ChoiceBoxes, DanishDateField, DanishTimeField
from plejefamilier.forms.layout import helper
from plejefamilier.models import Plejefamilie

# The clock of the person's computer may be a little ahead of the server's.
TOLERANCE = timedelta(minutes=2)
FIELDS = ("slags", "start", "minutter", "tekst")
SLAGS = '<div id="henvendelse-slags">{% include "akuttelefon/_henvendelse_slags.html" %}</div>'


class TidspunktForm(forms.Form):
    """The two fields that decide which kind is proposed, read leniently while somebody types."""

    dato = DanishDateField()
    tid = DanishTimeField()

    @property
    def start(self):
        """The moment typed so far, or now while it cannot be read."""
        if self.is_valid():
            try:
                return _moment(self.cleaned_data["dato"], self.cleaned_data["tid"])
            except NonexistentTimeError:
                pass
        return timezone.now()


class HenvendelseForm(forms.Form):
    """An urgent contact: few fields, the kind proposed from the time."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    familie = forms.ModelChoiceField(
        label="Hvilken familie?",
        queryset=Plejefamilie.objects.none(),
        empty_label="Vælg en familie",
        error_messages={
            "required": "Vælg en familie.",
            "invalid_choice": "Vælg en familie på listen.",
        },
    )
    dato = DanishDateField(label="Dato", help_text="")
    tid = DanishTimeField(label="Klokken")
    minutter = forms.IntegerField(
        label="Hvor længe?", required=False, min_value=0, max_value=1440, localize=False
    )
    slags = forms.ChoiceField(
        label="Hvordan kom den?",
        choices=Henvendelse.Slags,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvordan henvendelsen kom."},
    )
    tekst = forms.CharField(
        label="Hvad handlede det om?",
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv kort, hvad det handlede om."},
    )

    def __init__(self, data=None, *, familier, fortryd, slags, familie=None, henvendelse=None):
        now = timezone.localtime()
        initial = {"idempotency_key": uuid.uuid4(), "dato": now.date(), "tid": now.time()}
        initial |= {"slags": slags, "familie": familie}
        if henvendelse is not None:
            begun = timezone.localtime(henvendelse.start)
            initial = {name: getattr(henvendelse, name) for name in (*FIELDS, "version")}
            initial |= {"dato": begun.date(), "tid": begun.time().replace(second=0, microsecond=0)}
        super().__init__(data, initial=initial)
        self.henvendelse = henvendelse
        for name in ("dato", "tid"):
            self.fields[name].widget.attrs |= {
                "data-hx-post": reverse("akuttelefon:henvendelse_slags"),
                "data-hx-trigger": "change",
                "data-hx-target": "#henvendelse-slags",
                "data-hx-include": "closest form",
                "data-hx-sync": "closest form:replace",  # the newest answer is the one shown
            }
        names = ["familie"]
        if henvendelse is not None:
            del self.fields["familie"], self.fields["idempotency_key"]
            names = []
        else:
            del self.fields["version"]
            self.fields["idempotency_key"].required = True
            self.fields["familie"].queryset = familier
            self.fields["familie"].label_from_instance = lambda row: row.navn
        self.helper = helper(
            *(["version"] if henvendelse else ["idempotency_key"]),
            Fieldset(
                "Henvendelsen",
                *names,
                Row("dato", "tid", AppendedText("minutter", "minutter")),
                HTML(SLAGS),
                "tekst",
            ),
            gem="Gem ændringer" if henvendelse else "Gem henvendelse",
            fortryd=fortryd,
        )

    def clean(self):
        data = super().clean()
        if data.get("dato") and data.get("tid"):
            try:
                data["start"] = self._start(data)
            except NonexistentTimeError:
                message = "Det klokkeslæt fandtes ikke. Uret blev stillet en time frem den nat."
                self.add_error("tid", ValidationError(message, code="nonexistent"))
        return data

    def _start(self, data):
        """The moment; an unchanged time keeps the seconds it was saved with."""
        if self.henvendelse is not None and not {"dato", "tid"} & {*self.changed_data}:
            return self.henvendelse.start
        start, now = _moment(data["dato"], data["tid"]), timezone.now()
        return now if now < start <= now + TOLERANCE else start

    @property
    def facts(self):
        """What is kept, in the words of the actions."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def _moment(day, klokken):
    """The moment of a typed time; of two equal ones (October) the first."""
    return local_moment(day, klokken, second=False)
