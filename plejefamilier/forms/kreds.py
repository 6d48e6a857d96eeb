"""What may be typed about a circle: who, in which role, until when; and who coordinates."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField, DanishPhoneField
from faelles.models import Bruger
from faelles.versions import fingerprint
from plejefamilier.actions.kreds import KREDS_FIELDS, cooperating
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Fagrolle

NO_STORE = {"autocomplete": "off"}


class Rollefelter(forms.Form):
    """The fields of a place in the circle, whoever holds it."""

    rolle = forms.ChoiceField(
        label="Rolle",
        choices=[("", "Vælg rolle"), *Fagrolle.choices],
        error_messages={"required": "Vælg, hvilken rolle personen har."},
        help_text="Bedsteforældre er netværk. Forældre skrives på barnets side.",
    )
    rolle_andet = forms.CharField(
        label="Hvilken rolle?",
        max_length=80,
        required=False,
        help_text="Kun når rollen er »Anden«. For eksempel: Frivillig fra Røde Kors.",
    )
    opgave = forms.CharField(
        label="Hvad gør personen?",
        max_length=300,
        help_text="I almindelige ord, så alle i kredsen forstår det.",
        error_messages={"required": "Skriv, hvad personen gør."},
    )
    fra = DanishDateField(label="Fra og med")
    til = DanishDateField(
        label="Til og med", required=False, help_text="Lad feltet stå tomt, til I ved det."
    )
    uddannet_paa = DanishDateField(
        label="Har været på fælles kompetenceudvikling den",
        required=False,
        help_text="LØFT og udviklende mindset. Alle bør have været der, før de begynder.",
        validators=[not_in_the_future],
    )
    motivation = forms.CharField(
        label="Hvorfor netop denne person?", max_length=200, required=False
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("rolle") == Fagrolle.ANDEN and not cleaned.get("rolle_andet"):
            self.add_error(
                "rolle_andet", ValidationError("Skriv, hvilken rolle det er.", code="required")
            )
        if cleaned.get("rolle") and cleaned["rolle"] != Fagrolle.ANDEN:
            cleaned["rolle_andet"] = ""
        fra, til = cleaned.get("fra"), cleaned.get("til")
        if fra and til and til < fra:
            self.add_error(
                "til", ValidationError("Slutdatoen ligger før startdatoen.", code="baglaens")
            )
        return cleaned


class Udenforfelter(forms.Form):
    """A person without a login."""

    navn = forms.CharField(
        label="Navn", max_length=120, required=False, widget=forms.TextInput(NO_STORE)
    )
    organisation_navn = forms.CharField(
        label="Hvor fra?",
        max_length=120,
        required=False,
        help_text="For eksempel: Jobcenter Vestersund.",
    )
    telefon = DanishPhoneField(label="Telefon", required=False)
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(NO_STORE))


class KredsrolleForm(Udenforfelter, Rollefelter):
    """Somebody joins: a person found among the users, or one outside Samspil."""

    bruger = forms.ModelChoiceField(
        label="Hvem?",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": "Vælg en af de viste personer."},
    )
    field_order = (
        "bruger",
        "navn",
        "organisation_navn",
        "telefon",
        "email",
        "rolle",
        "rolle_andet",
        "opgave",
        "fra",
        "til",
        "uddannet_paa",
        "motivation",
    )

    def __init__(self, data=None, *, kommune, shown):
        super().__init__(data, initial={"fra": timezone.localdate()})
        field = self.fields["bruger"]
        field.queryset = cooperating(kommune.pk, timezone.localdate())
        field.widget = ChoiceBoxes(
            as_list=True, hints={row.pk: row.organisation.navn for row in shown}
        )
        field.widget.choices = [(row.pk, row.navn) for row in shown]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("bruger") and cleaned.get("navn"):
            self.add_error(
                "navn",
                ValidationError("Vælg en person, eller skriv et navn, ikke begge.", code="begge"),
            )
        elif not cleaned.get("bruger") and not cleaned.get("navn") and "bruger" in cleaned:
            self.add_error(
                "navn",
                ValidationError("Vælg en person ovenfor, eller skriv et navn.", code="required"),
            )
        return cleaned


class KredsrolleRetForm(Udenforfelter, Rollefelter):
    """A place is corrected; the stand-in is somebody from the same workplace."""

    udgave = forms.CharField(widget=forms.HiddenInput, max_length=64)
    stedfortraeder = forms.ModelChoiceField(
        label="Stedfortræder",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ingen",
        help_text="Kan åbne samarbejdet lige som personen selv.",
    )

    def __init__(self, data=None, *, kredsrolle, fortryd):
        names = [name.removesuffix("_id") for name in KREDS_FIELDS]
        initial = {name: getattr(kredsrolle, name) for name in names}
        initial["udgave"] = fingerprint(kredsrolle, KREDS_FIELDS)
        super().__init__(data, initial=initial)
        person = kredsrolle.bruger
        who = ["navn", "organisation_navn"]
        if person is not None:
            colleagues = cooperating(kredsrolle.kommune_id, timezone.localdate())
            same = colleagues.filter(organisation=person.organisation_id).exclude(pk=person.pk)
            known = Bruger.objects.filter(pk=kredsrolle.stedfortraeder_id)
            self.fields["stedfortraeder"].queryset = (same | known).order_by("navn", "pk")
            for name in who:
                del self.fields[name]
            who = ["stedfortraeder"]
        else:
            del self.fields["stedfortraeder"]
            self.fields["navn"].required = True
        self.helper = helper(
            "udgave",
            Fieldset("Rollen", "rolle", "rolle_andet", "opgave", Row("fra", "til")),
            Fieldset("Personen", *who, "telefon", "email", "uddannet_paa", "motivation"),
            gem="Gem ændringer",
            fortryd=fortryd,
        )


class KredsrolleSlutForm(forms.Form):
    """Somebody leaves the circle."""

    til = DanishDateField(label="Sidste dag i kredsen")
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor det slutter."},
    )

    def __init__(self, data=None, *, kredsrolle, fortryd):
        super().__init__(data, initial={"til": max(timezone.localdate(), kredsrolle.fra)})
        self.helper = helper(
            Fieldset("Afslutning", "til", "begrundelse"), gem="Afslut i kredsen", fortryd=fortryd
        )


class TovholderForm(forms.Form):
    """Who coordinates from now on: one of the circle who logs in (B24)."""

    udgave = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    bruger = forms.TypedChoiceField(
        label="Hvem?",
        coerce=int,
        error_messages={
            "required": "Vælg, hvem der skal være tovholder.",
            "invalid_choice": "Vælg en af de viste personer.",
        },
    )
    fra = DanishDateField(label="Fra og med")
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=200,
        help_text="For eksempel: Har den bedste relation til forældrene.",
        error_messages={"required": "Skriv, hvorfor det bliver den person."},
    )

    def __init__(self, data=None, *, kreds, udgave, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate(), "udgave": udgave})
        people = {}
        for plads in kreds.nu:
            if plads.bruger and not plads.om:
                people.setdefault(plads.bruger, plads)
        field = self.fields["bruger"]
        field.choices = [(pk, plads.navn) for pk, plads in people.items()]
        field.widget = ChoiceBoxes(
            as_list=True, hints={pk: plads.rolle for pk, plads in people.items()}
        )
        field.widget.choices = field.choices
        self.helper = helper(
            "udgave",
            Fieldset("Tovholder", "bruger", "fra", "begrundelse"),
            gem="Gem tovholder",
            fortryd=fortryd,
        )

    def clean_bruger(self):
        """The chosen person herself."""
        return Bruger.objects.get(pk=self.cleaned_data["bruger"])
