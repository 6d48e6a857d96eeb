from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row, Submit
from django import forms
from django.db.models import Q

from faelles.access import Rolle
from faelles.formfields import DanishDateField, DanishPhoneField
from faelles.models import Organisation, Team

MED_TEAM = (Rolle.KONSULENT, Rolle.TEAMLEDER)
VAELG_TEAM = "Vælg det team, rollen gælder for."


def _actions(text, fortryd_url):
    return FormActions(
        Submit("gem", text), HTML(f'<a class="linkbtn" href="{fortryd_url}">Fortryd</a>')
    )


class _FactsForm(forms.Form):
    """Who a person is."""

    navn = forms.CharField(label="Navn", max_length=120)
    email = forms.EmailField(
        label="E-mail på arbejdet", max_length=254, help_text="Den, personen logger på med."
    )
    telefon = DanishPhoneField(label="Telefon", required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Ansat hos", empty_label="Vælg arbejdsplads"
    )

    def __init__(self, *args, kommune, fortryd_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fortryd_url = fortryd_url
        self.fields["organisation"].queryset = Organisation.objects.filter(
            Q(pk=kommune.pk) | Q(kommune=kommune), aktiv=True
        )
        self.helper = FormHelper()


class _RolleFields(forms.Form):
    """Which role, for which team, from when."""

    rolle = forms.ChoiceField(label="Rolle", choices=[("", "Vælg rolle"), *Rolle.choices])
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team",
        required=False,
        empty_label="Intet team",
        help_text="Skal vælges for konsulenter og teamledere.",
    )
    fra = DanishDateField(label="Fra og med")

    def limit_teams(self, kommune):
        self.fields["team"].queryset = Team.objects.filter(kommune=kommune, aktiv=True)

    def clean(self):
        data = super().clean()
        if data.get("rolle") in MED_TEAM and not data.get("team") and "team" not in self.errors:
            self.add_error("team", VAELG_TEAM)
        return data


class BrugerForm(_FactsForm):
    """Change the facts about a person. Saving belongs to actions.bruger."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "seen",
            Fieldset("Oplysninger", "navn", "email", "telefon", "organisation"),
            _actions("Gem oplysningerne", self.fortryd_url),
        )


class NyBrugerForm(_FactsForm, _RolleFields):
    """A new person with her first role. Saving belongs to actions.bruger."""

    field_order = ("navn", "email", "telefon", "organisation", "rolle", "team", "fra")

    def __init__(self, *args, kommune, **kwargs):
        super().__init__(*args, kommune=kommune, **kwargs)
        self.limit_teams(kommune)
        self.helper.layout = Layout(
            Fieldset("Personen", "navn", "email", "telefon", "organisation"),
            Fieldset("Den første rolle", "rolle", Row("team", "fra")),
            _actions("Opret brugeren", self.fortryd_url),
        )


class RolleForm(_RolleFields):
    """One more role for a person. Saving belongs to actions.bruger."""

    til = DanishDateField(
        label="Til og med", required=False, help_text="Tom, hvis den ikke har en slutdato."
    )

    def __init__(self, *args, kommune, fortryd_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.limit_teams(kommune)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Rollen", "rolle", "team", Row("fra", "til")),
            _actions("Giv rollen", fortryd_url),
        )

    def clean(self):
        data = super().clean()
        if data.get("fra") and data.get("til") and data["til"] < data["fra"]:
            self.add_error("til", "Slutdatoen ligger før startdatoen.")
        return data


class RolleSlutForm(forms.Form):
    """The last day of a role."""

    til = DanishDateField(label="Sidste dag med rollen")

    def __init__(self, *args, fortryd_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Hvornår slutter rollen?", "til"), _actions("Afslut rollen", fortryd_url)
        )
