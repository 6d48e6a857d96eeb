"""What may be typed about an agreement. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms

from faelles.formfields import DanishDateField
from faelles.models import Bruger
from plejefamilier.forms.layout import helper
from plejefamilier.queries.aftale import possible_owners


class AftaleForm(forms.Form):
    """Who does what by when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tekst = forms.CharField(
        label="Hvad er aftalt?",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvad der er aftalt."},
    )
    ansvarlig = forms.ModelChoiceField(
        label="Hvem gør det?",
        queryset=Bruger.objects.none(),
        empty_label="Vælg en person",
        error_messages={"required": "Vælg, hvem der sørger for det."},
    )
    ansvarlig_navn = forms.CharField(
        label="På vegne af",
        max_length=120,
        required=False,
        help_text="Kun når en uden for Samspil skal gøre det, for eksempel en lærer. "
        "Personen ovenfor ser efter, at det sker.",
    )
    frist = DanishDateField(label="Senest")

    def __init__(self, data=None, *, bruger, kommune, fortryd, aftale=None, gem="Gem aftalen"):
        initial = {"ansvarlig": bruger.pk}
        if aftale is not None:
            names = ("tekst", "ansvarlig_navn", "frist", "version")
            initial = {name: getattr(aftale, name) for name in names}
            initial["ansvarlig"] = aftale.ansvarlig_id
        super().__init__(data, initial=initial)
        known = aftale.ansvarlig_id if aftale else None
        self.fields["ansvarlig"].queryset = possible_owners(bruger, kommune, known=known)
        self.helper = helper(
            "version",
            Fieldset("Aftalen", "tekst", Row("ansvarlig", "frist"), "ansvarlig_navn"),
            gem=gem,
            fortryd=fortryd,
        )

    @property
    def facts(self):
        names = ("tekst", "ansvarlig", "ansvarlig_navn", "frist")
        return {name: self.cleaned_data[name] for name in names}


class UdfaldForm(forms.Form):
    """The agreement was kept; a word about how it went is welcome, not demanded."""

    udfald = forms.CharField(
        label="Hvordan gik det?",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Kan udelades.",
    )


class BortfaldForm(forms.Form):
    """Why an agreement is given up."""

    begrundelse = forms.CharField(
        label="Hvorfor bortfalder aftalen?",
        max_length=200,
        error_messages={"required": "Skriv, hvorfor aftalen bortfalder."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Aftalen bortfalder", "begrundelse"),
            gem="Lad aftalen bortfalde",
            fortryd=fortryd,
        )
