"""What may be typed about films and methods. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Foraelder, Metodeproeve


class VideoForm(forms.Form):
    """A film of the child."""

    titel = forms.CharField(
        label="Hvad viser den?",
        max_length=120,
        error_messages={"required": "Skriv kort, hvad videoen viser."},
    )
    optaget_paa = DanishDateField(label="Optaget", validators=[not_in_the_future])
    fil = forms.FileField(
        label="Video",
        widget=forms.FileInput({"accept": ".mp4,.m4v,.mov,.webm", "class": "form-input"}),
        max_length=255,
        error_messages={
            "required": "Vælg videoen.",
            "invalid": "Vælg videoen igen.",
            "missing": "Vælg videoen igen.",
            "empty": "Filen er tom. Vælg videoen igen.",
            "max_length": "Filens navn er for langt. Gem den under et kortere navn.",
        },
    )

    def __init__(self, data=None, files=None, *, fortryd):
        super().__init__(data, files, initial={"optaget_paa": timezone.localdate()})
        self.helper = helper(
            Fieldset("Ny video", "titel", "optaget_paa", "fil"), gem="Gem videoen", fortryd=fortryd
        )


class VideosamtykkeForm(forms.Form):
    """Who has agreed that the child is filmed, and when."""

    foraelder = forms.ModelChoiceField(
        label="Hvem har sagt ja?",
        queryset=Foraelder.objects.none(),
        empty_label=None,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvem der har sagt ja."},
    )
    givet_paa = DanishDateField(label="Hvornår?", validators=[not_in_the_future])

    def __init__(self, data=None, *, foraeldre, fortryd):
        super().__init__(data, initial={"givet_paa": timezone.localdate()})
        self.fields["foraelder"].queryset = foraeldre
        self.helper = helper(
            Fieldset("Samtykke", "foraelder", "givet_paa"), gem="Gem samtykket", fortryd=fortryd
        )


class MetodeForm(forms.Form):
    """A method that the family begins to try."""

    metode = forms.CharField(
        label="Metode",
        max_length=120,
        help_text="For eksempel piktogrammer, TEACCH eller tryghedscirklen.",
        error_messages={"required": "Skriv, hvad I prøver."},
    )
    hvorfor = forms.CharField(
        label="Hvad skal den hjælpe med?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv, hvad den skal hjælpe med."},
    )
    fra = DanishDateField(label="Fra og med")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate()})
        self.helper = helper(
            Fieldset("Metoden", Row("metode", "fra"), "hvorfor"),
            gem="Gem metoden",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in ("metode", "hvorfor", "fra")}


class MetodeSlutForm(forms.Form):
    """How the trial went."""

    til = DanishDateField(label="Sidste dag", validators=[not_in_the_future])
    udfald = forms.ChoiceField(
        label="Virkede den?",
        choices=Metodeproeve.Udfald,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvordan det gik."},
    )
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Så den næste, der vil hjælpe barnet, ikke begynder forfra.",
        error_messages={"required": "Skriv, hvorfor det gik sådan."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Sådan gik det", "til", "udfald", "begrundelse"),
            gem="Gem udfaldet",
            fortryd=fortryd,
        )
