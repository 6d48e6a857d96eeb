"""What may be typed about a child's needs, wishes, plan, goals and stays. Saving is for actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles import regler
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.versions import fingerprint
from plejefamilier.actions.barnefakta import FIELDS
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import (
    Aflastningsophold,
    Barnemaal,
    Behov,
    Oenske,
    Plejefamilie,
)

LONGEST = 5000


def long_text(label, *, rows=4, required=True, **kwargs):
    """A field for several lines."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        **kwargs,
    )


def day(label, **kwargs):
    """A day that is today or before."""
    return DanishDateField(label=label, validators=[not_in_the_future], **kwargs)


class _FaktaForm(forms.Form):
    """A fact about a child, new or to be corrected: `raekke` is what stands there now."""

    model = None

    def __init__(self, data=None, *, fortryd, gem, raekke=None, initial=None):
        names = FIELDS[self.model]
        if raekke is not None:
            initial = {name: getattr(raekke, name) for name in names}
        super().__init__(data, initial=initial)
        if raekke is not None:
            self.fields["udgave"] = forms.CharField(
                widget=forms.HiddenInput, initial=fingerprint(raekke, names)
            )
        self.helper = helper(
            *(["udgave"] if raekke else []), *self.parts(), gem=gem, fortryd=fortryd
        )

    @property
    def facts(self):
        """What the action is to write."""
        return {name: self.cleaned_data[name] for name in FIELDS[self.model]}


class BehovForm(_FaktaForm):
    """The child's needs on a day (C2, A7)."""

    model = Behov
    hvornaar = forms.ChoiceField(
        label="Hvad skriver du?",
        choices=Behov.Hvornaar,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, om det er ved matchningen eller senere."},
    )
    dato = day("Dato")
    koder = forms.MultipleChoiceField(
        label="Hvad har barnet brug for hjælp til?",
        choices=Behov.Kode,
        widget=ChoiceBoxesMultiple(as_list=True),
        error_messages={"required": "Vælg mindst ét af barnets behov."},
    )
    omfang = forms.TypedChoiceField(
        label="Hvor stort er støttebehovet?",
        choices=Behov.Omfang,
        coerce=int,
        widget=ChoiceBoxes(
            hints={
                1: "Det, almene familier er til",
                2: "Det, forstærkede familier er til",
                3: "Det, specialiserede familier er til",
            }
        ),
        error_messages={"required": "Vælg, hvor stort støttebehovet er."},
    )
    beskrivelse = long_text(
        "Beskrivelse",
        required=False,
        help_text="Skriv, hvad I ser i hverdagen, og hvad der hjælper.",
    )

    def parts(self):
        return (
            Fieldset("Hvornår", "hvornaar", "dato"),
            Fieldset("Barnets behov", "koder", "omfang", "beskrivelse"),
        )


class OenskeForm(_FaktaForm):
    """What the child wishes, and how it was asked (H1, H8)."""

    model = Oenske
    dato = day("Dato")
    metode = forms.ChoiceField(
        label="Hvordan blev barnet hørt?",
        choices=Oenske.Metode,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvordan barnet blev hørt."},
    )
    om = forms.CharField(
        label="Hvad handlede det om?",
        max_length=200,
        required=False,
        help_text="For eksempel samvær, flytning eller skole",
    )
    tekst = long_text(
        "Barnets ønsker",
        help_text="Skriv det, barnet sagde eller viste, med barnets egne ord.",
        error_messages={"required": "Skriv, hvad barnet ønsker."},
    )

    def parts(self):
        return (Fieldset("Samtalen", "dato", "metode", "om"), Fieldset("Ønskerne", "tekst"))


class MaalForm(_FaktaForm):
    """A goal of the child's plan."""

    model = Barnemaal
    tekst = forms.CharField(
        label="Mål",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv målet."},
    )
    fra = DanishDateField(label="Fra og med")
    til = DanishDateField(label="Til og med", required=False)
    resultat = forms.CharField(
        label="Hvordan gik det?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Skriv det, når målet er slut.",
    )

    def parts(self):
        return (
            Fieldset("Målet", "tekst", Row("fra", "til")),
            Fieldset("Resultatet", "resultat"),
        )


class AflastningForm(_FaktaForm):
    """A stay away from home (A13)."""

    model = Aflastningsophold
    slags = forms.ChoiceField(
        label="Slags",
        choices=Aflastningsophold.Slags,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad det er for et ophold."},
    )
    fra = DanishDateField(label="Fra og med")
    til = DanishDateField(label="Til og med")
    plejefamilie = forms.ModelChoiceField(
        label="Hos en plejefamilie",
        queryset=Plejefamilie.objects.none(),
        required=False,
        empty_label="Ikke hos en af dine plejefamilier",
    )
    sted = forms.CharField(
        label="Hvor?",
        max_length=200,
        required=False,
        help_text="For eksempel spejderlejr eller hos en onkel",
    )
    bemaerkning = long_text("Bemærkning", rows=3, required=False)

    def __init__(self, data=None, *, bruger, raekke=None, **kwargs):
        super().__init__(data, raekke=raekke, **kwargs)
        seen = Plejefamilie.objects.visible_to(bruger).active()
        if raekke is not None and raekke.plejefamilie_id:
            seen = seen | Plejefamilie.objects.filter(pk=raekke.plejefamilie_id)
        self.fields["plejefamilie"].queryset = seen.in_order()

    def parts(self):
        return (
            Fieldset("Opholdet", "slags", Row("fra", "til")),
            Fieldset("Stedet", "plejefamilie", "sted", "bemaerkning"),
        )


class BarneplanForm(forms.Form):
    """Where the child's plan is, and when it was ready (barnets lov § 91)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    plan_reference = forms.CharField(
        label="Sagsnummer for barnets plan",
        max_length=60,
        required=False,
        help_text="Planen selv ligger i kommunens fagsystem.",
    )
    plan_faerdig_paa = day("Planen blev færdig den", required=False)

    def __init__(self, data=None, *, barn, fortryd):
        names = ("plan_reference", "plan_faerdig_paa", "version")
        super().__init__(data, initial={name: getattr(barn, name) for name in names})
        self.helper = helper(
            "version",
            Fieldset("Barnets plan", "plan_reference", "plan_faerdig_paa"),
            gem="Gem planen",
            fortryd=fortryd,
        )


class BarnsopfoelgningForm(forms.Form):
    """A follow-up of the plan was held; when is the next, and why (barnets lov § 95)?"""

    dato = day("I fulgte op den")
    maaneder = forms.TypedChoiceField(
        label="Næste opfølgning",
        coerce=int,
        error_messages={"required": "Vælg, hvornår I følger op igen."},
    )
    begrundelse = forms.CharField(
        label="Hvorfor den rytme?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Begrundelsen er til barnet og forældremyndighedsindehaveren.",
        error_messages={"required": "Skriv, hvorfor I har valgt den rytme."},
    )

    def __init__(self, data=None, *, barn, fortryd):
        super().__init__(data, initial={"dato": timezone.localdate()})
        most = regler.value("barn.opfoelgning_hoejst_maaneder", barn.kommune)
        self.fields["maaneder"].choices = [
            (number, f"Om {number} måned" if number == 1 else f"Om {number} måneder")
            for number in range(1, most + 1)
        ]
        self.helper = helper(
            Fieldset("Opfølgning på barnets plan", "dato", "maaneder", "begrundelse"),
            gem="Gem opfølgningen",
            fortryd=fortryd,
        )
