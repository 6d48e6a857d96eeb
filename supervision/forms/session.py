"""What may be typed when a session is planned, moved or cancelled. Saving belongs to actions."""

from datetime import datetime, timedelta

from crispy_forms.layout import Div, Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import (
    ChoiceBoxes,
    ChoiceBoxesMultiple,
    DanishDateField,
    DanishTimeField,
)
from plejefamilier.forms.layout import helper
from plejefamilier.models import Lokale
from plejefamilier.models.moede import Form, Sted
from supervision.actions.sessionstid import BEKRAEFTES, FAMILIE_OPTAGET, LAENGDE
from supervision.models import Session

LONGEST = 480  # minutes
ALLIGEVEL = {
    FAMILIE_OPTAGET: "De voksne deler sig: hold supervisionen alligevel",
    LAENGDE: "Længden er rigtig: hold supervisionen alligevel",
}


class TidFelter(forms.Form):
    """When and how long, in local time."""

    dato = DanishDateField(label="Dag", help_text="")
    klokken = DanishTimeField(label="Kl.")
    minutter = forms.IntegerField(
        label="Minutter",
        min_value=5,
        max_value=LONGEST,
        error_messages={"required": "Skriv, hvor længe det varer."},
    )

    @property
    def moments(self):
        """The typed time as two aware moments."""
        data = self.cleaned_data
        return moments(data["dato"], data["klokken"], data["minutter"])


def moments(day, at, minutes):
    """A local day and time and a length in minutes as {"start", "slut"}, aware moments."""
    start = timezone.make_aware(datetime.combine(day, at))
    return {"start": start, "slut": start + timedelta(minutes=minutes)}


class BekraeftFelter(forms.Form):
    """Warnings that may be confirmed; shown only when one has been given."""

    bekraeft = forms.MultipleChoiceField(
        label="Er det meningen?",
        required=False,
        choices=[*ALLIGEVEL.items()],
        widget=ChoiceBoxesMultiple(as_list=True),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.data.getlist("bekraeft") if hasattr(self.data, "getlist") else []
        self.ask({*given} & BEKRAEFTES)

    def ask(self, codes):
        """Show the box of each warning in `codes`."""
        self.advarsler = codes
        self.fields["bekraeft"].choices = [
            (code, words) for code, words in ALLIGEVEL.items() if code in codes
        ]
        shown = ChoiceBoxesMultiple(as_list=True) if codes else forms.MultipleHiddenInput()
        shown.choices = self.fields["bekraeft"].choices
        self.fields["bekraeft"].widget = shown

    def warn(self, error):
        """Show the boxes of the warnings among the errors of an action."""
        errors = (
            [one for found in error.error_dict.values() for one in found]
            if hasattr(error, "error_dict")
            else error.error_list
        )
        codes = {one.code for one in errors} & BEKRAEFTES
        if codes:
            self.ask(self.advarsler | codes)

    @property
    def confirmed(self):
        return frozenset(self.cleaned_data["bekraeft"])


class StedFelter(forms.Form):
    """Where, and who is there beside the family."""

    form = forms.ChoiceField(label="Hvordan?", choices=Form.choices, widget=ChoiceBoxes())
    sted = forms.ChoiceField(label="Hvor?", choices=Sted.choices, widget=ChoiceBoxes())
    lokale = forms.ModelChoiceField(
        label="Lokale", queryset=Lokale.objects.none(), required=False, empty_label="Intet lokale"
    )
    link = forms.URLField(
        label="Link til video", required=False, max_length=200, assume_scheme="https"
    )
    hjemme_oensket_paa = DanishDateField(
        label="Familien har selv ønsket det hjemme den",
        required=False,
        help_text="Kun når I mødes hjemme hos familien.",
    )
    konsulent_med = forms.ChoiceField(
        label="Er familiens konsulent med?",
        choices=Session.KonsulentMed.choices,
        widget=ChoiceBoxes(),
    )
    konsulent_oensket_paa = DanishDateField(
        label="Familien har ønsket konsulenten med den",
        required=False,
        help_text="Kun når konsulenten er med.",
    )
    tema = forms.CharField(label="Tema", max_length=200, required=False)

    steder = ("form", "sted", "lokale", "link", "hjemme_oensket_paa")
    konsulent = ("konsulent_med", "konsulent_oensket_paa")

    def for_forloeb(self, forloeb, bruger, *, lokale=None):
        """Only what concerns the forløb: a konsulent is with one family, not with a group."""
        rooms = Lokale.objects.visible_to(bruger).filter(kommune=forloeb.kommune_id)
        rooms = rooms.in_use() | rooms.filter(pk=lokale) if lokale else rooms.in_use()
        self.fields["lokale"].queryset = rooms.select_related("organisation")
        if not self.fields["lokale"].queryset.exists():
            del self.fields["lokale"]
        if forloeb.plejefamilie_id is None:
            for name in (*self.konsulent, "hjemme_oensket_paa"):
                del self.fields[name]

    def shown(self, *names):
        return [name for name in names if name in self.fields]

    @property
    def place(self):
        names = (*self.steder, *self.konsulent, "tema")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class SessionForm(TidFelter, StedFelter, BekraeftFelter):
    """One more time of supervision: everything the forløb knows is filled in."""

    field_order = ("dato", "klokken", "minutter")

    def __init__(self, data=None, *, forloeb, bruger, forslag, fortryd):
        super().__init__(
            data,
            initial={
                "dato": forslag.dag if forslag else None,
                "klokken": forslag.klokken if forslag else None,
                "minutter": forloeb.minutter,
                "form": Form.FYSISK,
                "sted": forloeb.sted,
                "hjemme_oensket_paa": forloeb.hjemme_oensket_paa,
                "konsulent_med": forloeb.konsulent_med,
                "konsulent_oensket_paa": forloeb.konsulent_oensket_paa,
                "tema": forloeb.tema or "",
            },
        )
        self.for_forloeb(forloeb, bruger)
        self.helper = _layout(self, "Hvornår", "Planlæg supervisionen", fortryd)


class FlytForm(TidFelter, StedFelter, BekraeftFelter):
    """Another time, place or theme."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("dato", "klokken", "minutter")

    def __init__(self, data=None, *, session, bruger, fortryd):
        start = timezone.localtime(session.start)
        names = (*self.steder, *self.konsulent, "tema", "version")
        super().__init__(
            data,
            initial={name: getattr(session, name) for name in names}
            | {
                "lokale": session.lokale_id,
                "dato": start.date(),
                "klokken": start.time(),
                "minutter": (session.slut - session.start) // timedelta(minutes=1),
            },
        )
        self.for_forloeb(session.forloeb, bruger, lokale=session.lokale_id)
        self.helper = _layout(self, "Ny tid", "Gem ændringen", fortryd, "version")


def _layout(form, overskrift, gem, fortryd, *hidden):
    konsulent = form.shown(*form.konsulent)
    return helper(
        *hidden,
        Fieldset(overskrift, Row("dato", "klokken", "minutter"), "tema"),
        Fieldset("Hvor", *form.shown(*form.steder)),
        *([Fieldset("Konsulenten", *konsulent)] if konsulent else []),
        Div("bekraeft"),
        gem=gem,
        fortryd=fortryd,
    )


class AflysForm(forms.Form):
    """Why a session is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    begrundelse = forms.CharField(
        label="Hvorfor aflyses den?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor supervisionen aflyses."},
        help_text="Familien får besked om, at tiden er aflyst, men ikke hvorfor.",
    )

    def __init__(self, data=None, *, session, fortryd):
        super().__init__(data, initial={"version": session.version})
        self.helper = helper(
            "version",
            Fieldset("Aflys supervisionen", "begrundelse"),
            gem="Aflys supervisionen",
            fortryd=fortryd,
        )


class RettelseForm(forms.Form):
    """A correction: what was written stays, the correction stands under it."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    tekst = forms.CharField(
        label="Rettelse",
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Teksten bliver stående, som den blev skrevet. Rettelsen står under den med "
        "dit navn og dato.",
        error_messages={"required": "Skriv rettelsen."},
    )
