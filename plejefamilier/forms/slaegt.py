"""What may be typed about a child's parents and siblings. Saving belongs to actions."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q
from django.utils import timezone

from faelles.formfields import ChoiceBoxes, DanishDateField, DanishPhoneField
from faelles.versions import fingerprint
from plejefamilier.actions.slaegt import BOND_FIELDS, PARENT_FIELDS, SIBLING_FIELDS
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Barn, Foraelder, Foraeldreskab, Soeskende


class _ForaelderForm(forms.Form):
    navn = forms.CharField(
        label="Navn",
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    telefon = DanishPhoneField(label="Telefon", required=False)
    email = forms.EmailField(label="E-mail", required=False)
    slags = forms.ChoiceField(
        label="Hvad er personen for barnet?",
        choices=Foraeldreskab.Slags,
        widget=ChoiceBoxes(
            hints={"faktisk": "For eksempel en stedforælder. Bedsteforældre hører til netværket."}
        ),
        error_messages={"required": "Vælg, hvad personen er for barnet."},
    )
    foraeldremyndighed = forms.BooleanField(label="Har forældremyndighed", required=False)


class ForaelderCreateForm(_ForaelderForm):
    """A parent of the child: known from a sibling, or new (B29)."""

    field_order = ("kendt", "navn", "telefon", "email", "slags", "foraeldremyndighed")
    kendt = forms.ModelChoiceField(
        label="Forælder til en søskende",
        queryset=Foraelder.objects.none(),
        required=False,
        empty_label="En ny person",
        help_text="Er forælderen kendt fra en søskende, så vælg personen her.",
    )

    def __init__(self, data=None, *, bruger, barn, fortryd):
        super().__init__(data)
        pairs = Soeskende.objects.of(barn)
        siblings = Barn.objects.visible_to(bruger).filter(
            Q(pk__in=pairs.values("barn")) | Q(pk__in=pairs.values("soeskende"))
        )
        known = Foraelder.objects.filter(foraeldreskaber__barn__in=siblings.exclude(pk=barn.pk))
        known = known.exclude(foraeldreskaber__barn=barn).distinct().order_by("navn", "pk")
        self.fields["kendt"].queryset = known
        person = ["navn", Row("telefon", "email")]
        if known.exists():
            person = ["kendt", *person]
        else:
            del self.fields["kendt"]
        self.helper = helper(
            Fieldset("Forælderen", *person),
            Fieldset("Barnet", "slags", "foraeldremyndighed"),
            gem="Tilføj forælder",
            fortryd=fortryd,
        )


class ForaelderForm(_ForaelderForm):
    """Correct a parent, and what she is to this child."""

    udgave = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, foraeldreskab, fortryd):
        parent = foraeldreskab.foraelder
        initial = {name: getattr(parent, name) for name in PARENT_FIELDS}
        initial |= {name: getattr(foraeldreskab, name) for name in BOND_FIELDS}
        initial |= {"udgave": fingerprint(foraeldreskab, BOND_FIELDS), "version": parent.version}
        super().__init__(data, initial=initial)
        self.fields["navn"].required = True
        self.fields["navn"].error_messages["required"] = "Skriv forælderens navn."
        self.helper = helper(
            "udgave",
            "version",
            Fieldset("Forælderen", "navn", Row("telefon", "email")),
            Fieldset("Barnet", "slags", "foraeldremyndighed"),
            gem="Gem ændringer",
            fortryd=fortryd,
        )

    @property
    def changes(self):
        """What the action is to write."""
        names = (*PARENT_FIELDS, "slags", "foraeldremyndighed")
        return {name: self.cleaned_data[name] for name in names}


class ForaelderSlutForm(forms.Form):
    """Somebody no longer is a parent of the child."""

    slut_paa = DanishDateField(label="Fra hvilken dag?", validators=[not_in_the_future])

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"slut_paa": timezone.localdate()})
        self.helper = helper(
            Fieldset("Afslutning", "slut_paa"), gem="Afslut forældreskabet", fortryd=fortryd
        )


def _slags():
    return forms.ChoiceField(
        label="Hvad er de for hinanden?",
        choices=Soeskende.Slags,
        widget=ChoiceBoxes,
        error_messages={"required": "Vælg, hvad børnene er for hinanden."},
    )


def _samvaer():
    return forms.CharField(
        label="Hvordan ses de?",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Læses af alle, der arbejder med et af børnene. Skriv ikke, hvor søskende bor.",
    )


class SoeskendeCreateForm(forms.Form):
    """Another child is a sibling of this one: one of the children that the user sees."""

    andet = forms.ModelChoiceField(
        label="Søskende",
        queryset=Barn.objects.none(),
        empty_label="Vælg et barn",
        help_text="Du kan vælge mellem de børn, du selv arbejder med.",
        error_messages={"required": "Vælg barnets søskende."},
    )
    slags = _slags()
    samvaer = _samvaer()

    def __init__(self, data=None, *, bruger, barn, fortryd):
        super().__init__(data)
        pairs = Soeskende.objects.of(barn)
        others = Barn.objects.visible_to(bruger).filter(kommune=barn.kommune_id)
        others = others.exclude(pk=barn.pk).exclude(pk__in=pairs.values("barn"))
        others = others.exclude(pk__in=pairs.values("soeskende"))
        self.fields["andet"].queryset = others.order_by("navn", "pk")
        self.helper = helper(
            Fieldset("Søskende", "andet", "slags", "samvaer"),
            gem="Tilføj søskende",
            fortryd=fortryd,
        )


class SoeskendeForm(forms.Form):
    """What two children are to each other, and how they see each other (V13)."""

    udgave = forms.CharField(widget=forms.HiddenInput)
    slags = _slags()
    samvaer = _samvaer()

    def __init__(self, data=None, *, soeskende, fortryd):
        initial = {name: getattr(soeskende, name) for name in SIBLING_FIELDS}
        initial["udgave"] = fingerprint(soeskende, SIBLING_FIELDS)
        super().__init__(data, initial=initial)
        self.helper = helper(
            "udgave",
            Fieldset("Søskende", "slags", "samvaer"),
            gem="Gem ændringer",
            fortryd=fortryd,
        )
