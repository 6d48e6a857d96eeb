"""What may be typed about one meeting of a course: when, where, and why it is cancelled."""

from datetime import datetime

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import DanishDateField, DanishTimeField
from plejefamilier.forms.layout import helper
from plejefamilier.models import Lokale
from supervision.actions.kursus import Gang
from supervision.queries import kursusvalg


class Stedvalg(forms.Form):
    """Where a meeting is held: a room of ours, or another place, or on video."""

    lokale = forms.ModelChoiceField(
        label="Lokale", queryset=Lokale.objects.none(), required=False, empty_label="Intet lokale"
    )
    sted_tekst = forms.CharField(
        label="Eller et andet sted",
        max_length=200,
        required=False,
        help_text="For eksempel et medborgerhus og dets adresse.",
    )
    link = forms.URLField(
        label="Link til video", required=False, max_length=200, assume_scheme="https"
    )

    steder = ("lokale", "sted_tekst", "link")

    def offer_rooms(self, bruger, kommune, chosen=None):
        field = self.fields["lokale"]
        field.queryset = kursusvalg.lokaler(bruger, kommune, chosen)
        field.label_from_instance = lambda row: f"{row} (plads til {row.kapacitet})"

    @property
    def place(self):
        return {name: self.cleaned_data[name] for name in self.steder}


class Tidsvalg(forms.Form):
    """A day with a beginning and an end."""

    dato = DanishDateField(label="Dag", help_text="Dag-måned-år")
    fra = DanishTimeField(label="Fra kl.")
    til = DanishTimeField(label="Til kl.")

    tid = Row("dato", "fra", "til")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fra") and cleaned.get("til") and cleaned["til"] <= cleaned["fra"]:
            self.add_error("til", "Skriv et klokkeslæt efter det, det begynder.")
        return cleaned

    def moments(self, day):
        """The typed times on a day, as two aware moments."""
        return tuple(
            timezone.make_aware(datetime.combine(day, self.cleaned_data[name]))
            for name in ("fra", "til")
        )


class Afvigelse(forms.Form):
    """Why a meeting is shorter or longer than its kind (E7); asked only when it is."""

    afvigelse = forms.CharField(
        label="Hvorfor skal det være sådan?",
        max_length=200,
        required=False,
        widget=forms.HiddenInput,
        help_text="Gangen er kortere eller længere, end slagsen siger. Begrundelsen gemmes.",
    )

    def ask_why(self):
        """Show the field."""
        self.fields["afvigelse"].widget = forms.TextInput()


class GangForm(Afvigelse, Tidsvalg, Stedvalg):
    """One meeting: a new one, or another time and place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    titel = forms.CharField(label="Emne den dag", max_length=120, required=False)

    def __init__(self, data=None, *, bruger, kursus, fortryd, gang=None, gem):
        initial = {"version": kursus.version, "afvigelse": kursus.afvigelse}
        model = gang or kursus.gange.order_by("-start").first()
        if model:
            start, slut = timezone.localtime(model.start), timezone.localtime(model.slut)
            initial |= {"fra": start.time(), "til": slut.time()}
            initial |= {name: getattr(model, name) for name in ("sted_tekst", "link")}
            initial["lokale"] = model.lokale_id
        if gang:
            initial |= {"dato": start.date(), "titel": gang.titel}
        super().__init__(data, initial=initial)
        self.offer_rooms(bruger, kursus.kommune, chosen=model.lokale_id if model else None)
        self.helper = helper(
            "version",
            Fieldset("Hvornår", self.tid, "titel", "afvigelse"),
            Fieldset("Hvor", *self.steder),
            gem=gem,
            fortryd=fortryd,
        )

    @property
    def gang(self):
        start, slut = self.moments(self.cleaned_data["dato"])
        return Gang(start, slut, titel=self.cleaned_data["titel"], **self.place)


class GrundForm(forms.Form):
    """Why something is cancelled or sent back."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fordi = forms.CharField(label="Hvorfor?", max_length=200)

    def __init__(self, data=None, *, label, mangler, gem, fortryd, version=None, hint=""):
        super().__init__(data, initial={"version": version})
        field = self.fields["fordi"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = mangler
        self.helper = helper("version", Fieldset("Hvorfor?", "fordi"), gem=gem, fortryd=fortryd)
