"""What may be typed about a child and where it lives. Saving belongs to actions."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone

from faelles.access import Rolle
from faelles.formfields import ChoiceBoxes, DanishDateField
from faelles.models import Bruger
from plejefamilier.actions.advarsler import BEHOV, FULD, GRUNDKURSUS, IKKE_GODKENDT
from plejefamilier.forms.layout import helper
from plejefamilier.models import Anbringelse, Plejefamilie

ADVARSLER = {BEHOV, FULD, GRUNDKURSUS, IKKE_GODKENDT}
CPR_ATTRS = {"inputmode": "numeric", "autocomplete": "off", "class": "input-char-11"}


def raadgivere(kommune):
    """The active myndighedsrådgivere of a municipality, by name."""
    return Bruger.objects.with_role(
        Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, day=timezone.localdate()
    ).order_by("navn")


def slags_field():
    return forms.ChoiceField(
        label="Hvordan bor barnet der?",
        choices=Anbringelse.Slags,
        widget=ChoiceBoxes(
            hints={"doegn": "Bor der hele tiden", "aflastning": "Er der indimellem"}
        ),
        error_messages={"required": "Vælg, om det er døgnanbringelse eller aflastning."},
    )


def grundlag_field():
    return forms.ChoiceField(
        label="Grundlag",
        choices=Anbringelse.Grundlag,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, om anbringelsen er med eller uden samtykke."},
    )


class AfvigelseForm(forms.Form):
    """A placement that can meet warnings: once they are shown, a reason is asked for."""

    afvigelse = forms.CharField(
        label="Hvorfor sker det alligevel?",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Skriv kun noget her, når barnet skal flytte ind på trods af advarslen.",
    )
    advarsler = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    @property
    def asks_reason(self):
        """Were warnings shown before this press?"""
        return bool(self.data.get("advarsler"))

    def reason_layout(self):
        return [Fieldset("Advarsel", "afvigelse"), "advarsler"] if self.asks_reason else []

    @property
    def reason(self):
        """What the action wants: the reason, and the codes of the warnings that were shown."""
        shown = self.cleaned_data["advarsler"].split()
        return {"afvigelse": self.cleaned_data["afvigelse"], "kendte": shown}

    def show_warnings(self, error):
        """After warnings of the action: ask for the reason, and remember what was shown."""
        codes = [one.code for one in getattr(error, "error_list", [])]
        if not codes or not set(codes) <= ADVARSLER:
            return
        asked = self.asks_reason
        self.data = self.data.copy()
        self.data["advarsler"] = " ".join(codes)
        if hasattr(self, "helper") and not asked:
            self.helper.layout.fields[-1:-1] = self.reason_layout()


class BarnCreateForm(AfvigelseForm):
    """A child comes to a family: new, or known by its CPR number."""

    cpr_nummer = forms.CharField(
        label="CPR-nummer",
        max_length=20,
        help_text="10 cifre. Er barnet kendt i kommunen, finder vi det på nummeret. "
        "Et erstatningsnummer kan også bruges.",
        widget=forms.TextInput(CPR_ATTRS),
        error_messages={"required": "Skriv barnets CPR-nummer."},
    )
    navn = forms.CharField(
        label="Barnets navn",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Skriv barnets navn."},
    )
    myndighedsraadgiver = forms.ModelChoiceField(
        label="Myndighedsrådgiver",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ikke valgt endnu",
    )
    slags = slags_field()
    grundlag = grundlag_field()
    fra = DanishDateField(label="Flytter ind den")

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data)
        self.fields["myndighedsraadgiver"].queryset = raadgivere(kommune)
        self.helper = helper(
            Fieldset("Barnet", "cpr_nummer", "navn", "myndighedsraadgiver"),
            Fieldset("Anbringelsen", "slags", "grundlag", "fra"),
            *self.reason_layout(),
            gem="Anbring barnet",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        """What the action is to write."""
        own = {"afvigelse", "advarsler"}
        kept = {name: value for name, value in self.cleaned_data.items() if name not in own}
        return kept | self.reason


class BarnForm(forms.Form):
    """A child's name and rådgiver."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    navn = forms.CharField(
        label="Barnets navn",
        max_length=120,
        error_messages={"required": "Skriv barnets navn."},
    )
    myndighedsraadgiver = forms.ModelChoiceField(
        label="Myndighedsrådgiver",
        queryset=Bruger.objects.none(),
        required=False,
        empty_label="Ikke valgt endnu",
    )
    cpr_nummer = forms.CharField(
        label="Nyt CPR-nummer",
        required=False,
        max_length=20,
        help_text="Kun hvis barnet har fået et nyt, for eksempel i stedet for et "
        "erstatningsnummer. Ellers lader du feltet stå tomt.",
        widget=forms.TextInput(CPR_ATTRS),
    )

    def __init__(self, data=None, *, barn, fortryd):
        super().__init__(
            data,
            initial={
                "navn": barn.navn,
                "myndighedsraadgiver": barn.myndighedsraadgiver_id,
                "version": barn.version,
            },
        )
        known = Bruger.objects.filter(pk=barn.myndighedsraadgiver_id).order_by("navn")
        self.fields["myndighedsraadgiver"].queryset = raadgivere(barn.kommune_id) | known
        self.helper = helper(
            "version",
            Fieldset("Barnet", "navn", "myndighedsraadgiver", "cpr_nummer"),
            gem="Gem ændringer",
            fortryd=fortryd,
        )

    @property
    def changes(self):
        """What the action is to write; an empty CPR number stays as it is."""
        names = ("navn", "myndighedsraadgiver", "cpr_nummer")
        return {name: self.cleaned_data[name] for name in names}


class FlytForm(AfvigelseForm):
    """A child moves to another family: the ones shown are those that the search found."""

    familie = forms.ModelChoiceField(
        label="Hvilken familie?",
        queryset=Plejefamilie.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Vælg den familie, barnet flytter til.",
            "invalid_choice": "Vælg en af de viste familier.",
        },
    )
    slags = slags_field()
    grundlag = grundlag_field()
    fra = DanishDateField(label="Flytter ind den")

    def __init__(self, data=None, *, allowed, shown):
        super().__init__(data)
        field = self.fields["familie"]
        field.queryset = allowed
        hints = {row.pk: row.hint for row in shown}
        field.widget = ChoiceBoxes(as_list=True, hints=hints)
        field.widget.choices = [(row.pk, row.navn) for row in shown]


class AnbringelseSlutForm(forms.Form):
    """A placement ends."""

    til = DanishDateField(label="Sidste dag hos familien")
    slutaarsag = forms.ChoiceField(
        label="Hvorfor sluttede den?",
        choices=Anbringelse.Slutaarsag,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvorfor anbringelsen slutter."},
    )
    slutnotat = forms.CharField(
        label="Bemærkning",
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="For eksempel hvor barnet flytter hen, og hvad der gik forud.",
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Afslutning", "til", "slutaarsag", "slutnotat"),
            gem="Afslut anbringelsen",
            fortryd=fortryd,
        )
