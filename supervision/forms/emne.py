"""What may be typed about themes, terms, rooms, specialists and tracks. Saving is for actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms

from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple
from faelles.models import Bruger, Organisation
from faelles.versions import fingerprint
from plejefamilier.forms.layout import helper
from supervision.actions.emne import FELTER
from supervision.models import Begreb, Forloeb, Kompetence, Kursus, Sporled, Tema
from supervision.queries import emne as queries


class EmneForm(forms.Form):
    """One row of a list. `navne` are the fields that are kept, in the words of the model."""

    navne = ()
    overskrift, gem = "", "Gem"

    udgave = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, fortryd, row=None, **choices):
        initial = dict(choices.pop("initial", {}))
        if row is not None:
            initial |= {name: getattr(row, name) for name in self.navne}
            initial["udgave"] = fingerprint(row, FELTER[type(row)])
        super().__init__(data, initial=initial)
        self.offer(row=row, **choices)
        self.helper = helper(
            "udgave", Fieldset(self.overskrift, *self.parts), gem=self.gem, fortryd=fortryd
        )

    def offer(self, **choices):
        """Fill the choices of the fields; nothing to choose by default."""

    @property
    def parts(self):
        return self.navne

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.navne if name in self.fields}


class TemaForm(EmneForm):
    navne = ("navn", "gruppe")
    overskrift, gem = "Temaet", "Gem temaet"

    navn = forms.CharField(
        label="Tema", max_length=120, error_messages={"required": "Skriv, hvad temaet hedder."}
    )
    gruppe = forms.ChoiceField(
        label="Hører under",
        choices=Tema.Gruppe.choices,
        widget=ChoiceBoxes(as_list=True),
        error_messages={"required": "Vælg, hvad temaet hører under."},
    )


class BegrebForm(EmneForm):
    navne = ("ord", "slags", "forklaring")
    overskrift, gem = "Ordet", "Gem ordet"

    ord = forms.CharField(
        label="Ord", max_length=80, error_messages={"required": "Skriv ordet eller metoden."}
    )
    slags = forms.ChoiceField(
        label="Slags",
        choices=Begreb.Slags.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, om det er et begreb eller en metode."},
    )
    forklaring = forms.CharField(
        label="Hvad betyder det?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Så alle omkring familien bruger ordet på samme måde.",
        error_messages={"required": "Skriv, hvad ordet betyder."},
    )


class LokaleForm(EmneForm):
    navne = ("organisation", "navn", "kapacitet", "adresse")
    overskrift, gem = "Lokalet", "Gem lokalet"

    organisation = forms.ModelChoiceField(
        label="Hvor?", queryset=Organisation.objects.none(), empty_label=None
    )
    navn = forms.CharField(
        label="Lokale", max_length=80, error_messages={"required": "Skriv, hvad lokalet hedder."}
    )
    kapacitet = forms.IntegerField(
        label="Plads til",
        min_value=1,
        max_value=1000,
        error_messages={"required": "Skriv, hvor mange der er plads til."},
    )
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)

    def offer(self, *, row, organisationer):
        rows = [one.pk for one in organisationer]
        own = [row.organisation_id] if row else []
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[*rows, *own])
        if row is None:
            field.initial = organisationer[0]

    @property
    def parts(self):
        return ("organisation", Row("navn", "kapacitet"), "adresse")


class FagprofilForm(EmneForm):
    """What somebody knows; who it is about is chosen once."""

    navne = ("bruger", "speciale", "kompetencer")
    overskrift, gem = "Hvad ved medarbejderen særligt om?", "Gem fagprofilen"

    bruger = forms.ModelChoiceField(
        label="Hvem?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg",
        error_messages={"required": "Vælg, hvem profilen er for."},
    )
    temaer = forms.ModelMultipleChoiceField(
        label="Temaer",
        queryset=Tema.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
    )
    speciale = forms.CharField(
        label="Særlig viden",
        max_length=200,
        required=False,
        help_text="For eksempel senfølger efter hjerneskade.",
    )
    kompetencer = forms.MultipleChoiceField(
        label="Kan i forvejen",
        choices=Kompetence.choices,
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
    )

    def offer(self, *, row, kommune, people):
        self.fields["temaer"].queryset = queries.temaer_for(kommune, row)
        if row is None:
            self.fields["bruger"].queryset = people
            self.fields["bruger"].label_from_instance = lambda one: one.navn
        else:
            del self.fields["bruger"]
            self.initial["temaer"] = [*row.temaer.values_list("pk", flat=True)]

    @property
    def parts(self):
        who = ["bruger"] if "bruger" in self.fields else []
        return (*who, "speciale", "temaer", "kompetencer")


class TemasporForm(EmneForm):
    navne = ("navn", "tema", "beskrivelse")
    overskrift, gem = "Sporet", "Gem sporet"

    navn = forms.CharField(
        label="Navn", max_length=120, error_messages={"required": "Skriv, hvad sporet hedder."}
    )
    tema = forms.ModelChoiceField(
        label="Tema", queryset=Tema.objects.none(), required=False, empty_label="Intet tema"
    )
    beskrivelse = forms.CharField(
        label="Hvad skal familierne igennem?",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def offer(self, *, row, kommune):
        self.fields["tema"].queryset = queries.temaer_for(kommune, row)
        if row is not None:
            self.initial["tema"] = row.tema_id


class SporledForm(forms.Form):
    """The next step of a track."""

    slags = forms.ChoiceField(
        label="Slags",
        choices=Sporled.Slags.choices,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvad det er."},
    )
    titel = forms.CharField(
        label="Hvad?", max_length=120, error_messages={"required": "Skriv, hvad leddet er."}
    )
    kursus = forms.ModelChoiceField(
        label="Hvilket kursus?",
        queryset=Kursus.objects.none(),
        required=False,
        empty_label="Ikke valgt endnu",
    )
    forloeb = forms.ModelChoiceField(
        label="Hvilken gruppe?",
        queryset=Forloeb.objects.none(),
        required=False,
        empty_label="Ikke valgt endnu",
    )

    def __init__(self, data=None, *, bruger, spor, fortryd):
        super().__init__(data)
        self.fields["kursus"].queryset = queries.kurser_til_spor(bruger, spor)
        self.fields["forloeb"].queryset = queries.grupper_til_spor(bruger, spor)
        self.fields["forloeb"].label_from_instance = lambda row: row.titel or "Gruppesupervision"
        self.helper = helper(
            Fieldset("Føj et led til", "slags", "titel", Row("kursus", "forloeb")),
            gem="Føj leddet til",
            fortryd=fortryd,
        )

    def clean(self):
        cleaned = super().clean()
        slags = cleaned.get("slags")
        if cleaned.get("kursus") and slags and slags != Sporled.Slags.KURSUS:
            self.add_error("kursus", "Kun et led af slagsen »kursus eller oplæg« har et kursus.")
        if cleaned.get("forloeb") and slags and slags != Sporled.Slags.GRUPPE:
            self.add_error("forloeb", "Kun gruppesupervision har en gruppe.")
        return cleaned
