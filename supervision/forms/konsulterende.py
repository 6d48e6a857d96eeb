"""What may be typed about konsulterende forløb. Saving belongs to actions."""

import uuid

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q
from django.utils import timezone

from faelles.constraints import on_day
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField
from faelles.models import Bruger, Organisation
from plejefamilier.forms.layout import helper, not_in_the_future
from plejefamilier.models import Barn, Barnemaal
from plejefamilier.models.moede import Sted
from supervision.models import Kanal, Tema, Visitation
from supervision.queries import konsulterende as queries

LONG, SHORT = 5_000, 200
TRIVSEL = (1, 10)


class VisitationForm(forms.Form):
    """A family needs a konsulterende forløb."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    emne = forms.CharField(
        label="Hvad handler det om?",
        max_length=SHORT,
        error_messages={"required": "Skriv, hvad det handler om."},
    )
    hvorfor = forms.CharField(
        label="Hvorfor er det nødvendigt?",
        help_text="Hvad kræver særlig viden, og hvorfor en kort, intensiv indsats?",
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv, hvorfor det er nødvendigt."},
    )
    barn = forms.ModelChoiceField(
        label="Om barnet",
        queryset=Barn.objects.none(),
        required=False,
        empty_label="Ikke om et bestemt barn",
    )
    tema = forms.ModelChoiceField(
        label="Speciale",
        queryset=Tema.objects.none(),
        required=False,
        empty_label="Ikke valgt",
    )
    oensket_udbyder = forms.ModelChoiceField(
        label="Ønsket institution",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Ingen bestemt",
        widget=ChoiceBoxes(),
    )
    kanal = forms.ChoiceField(
        label="Hvem bad familien?",
        choices=Kanal,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, hvem familien bad."},
    )
    anmodet_paa = DanishDateField(label="Familien bad om det", validators=[not_in_the_future])

    def __init__(self, data=None, *, bruger, familie, fortryd, kraever=True, kendt=None):
        initial = {
            "idempotency_key": uuid.uuid4(),
            "anmodet_paa": timezone.localdate(),
            "kanal": Kanal.KONSULENT,
            **(kendt or {}),
        }
        super().__init__(data, initial=initial)
        self.fields["barn"].queryset = Barn.objects.visible_to(bruger).living_with(familie)
        self.fields["barn"].label_from_instance = lambda row: row.fornavn
        temaer = Tema.objects.visible_to(bruger).in_use().filter(kommune=familie.kommune_id)
        self.fields["tema"].queryset = temaer
        udbydere = self.fields["oensket_udbyder"]
        udbydere.queryset = queries.udbydere_on(familie.kommune_id, timezone.localdate())
        if not kraever:
            udbydere.label = "Hvem giver forløbet?"
            udbydere.required, udbydere.empty_label = True, None
            udbydere.error_messages["required"] = "Vælg, hvem der giver forløbet."
        self.helper = helper(
            "idempotency_key",
            Fieldset("Behovet", "emne", "hvorfor", Row("barn", "tema")),
            Fieldset("Anmodningen", "oensket_udbyder", "kanal", "anmodet_paa"),
            gem="Send til visitation" if kraever else "Gem og vælg supervisor",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        return dict(self.cleaned_data)


class AfgoerelseForm(forms.Form):
    """Yes or no, with the reason."""

    afgoerelse = forms.ChoiceField(
        label="Afgørelse",
        choices=Visitation.Afgoerelse,
        widget=ChoiceBoxes(),
        error_messages={"required": "Vælg, om forløbet bevilges."},
    )
    udbyder = forms.ModelChoiceField(
        label="Hvem giver forløbet?",
        help_text="Kun når forløbet bevilges.",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=None,
        widget=ChoiceBoxes(),
    )
    begrundelse = forms.CharField(
        label="Begrundelse",
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv begrundelsen."},
    )
    afgjort_paa = DanishDateField(label="Afgjort", validators=[not_in_the_future])

    def __init__(self, data=None, *, visitation, fortryd):
        wished = visitation.oensket_udbyder_id
        super().__init__(data, initial={"afgjort_paa": timezone.localdate(), "udbyder": wished})
        udbydere = queries.udbydere_on(visitation.kommune_id, timezone.localdate())
        self.fields["udbyder"].queryset = udbydere
        self.helper = helper(
            Fieldset("Afgør", "afgoerelse", "udbyder", "begrundelse", "afgjort_paa"),
            gem="Gem afgørelsen",
            fortryd=fortryd,
        )

    def clean(self):
        facts = super().clean()
        granted = facts.get("afgoerelse") == Visitation.Afgoerelse.JA
        if granted and not facts.get("udbyder") and "udbyder" not in self.errors:
            self.add_error("udbyder", "Vælg, hvem der giver forløbet.")
        return facts


class ForloebForm(forms.Form):
    """Who of the chosen institution gives it, from when, where, and towards what."""

    supervisor = forms.ModelChoiceField(
        label="Supervisor",
        queryset=Bruger.objects.none(),
        empty_label=None,
        error_messages={"required": "Vælg en supervisor."},
    )
    fra = DanishDateField(label="Begynder")
    sted = forms.ChoiceField(label="Hvor?", choices=Sted, widget=ChoiceBoxes())
    hjemme_oensket_paa = DanishDateField(
        label="Familien ønskede det hjemme den",
        required=False,
        validators=[not_in_the_future],
        help_text="Kun når det er hjemme: familien skal selv ønske det.",
    )
    problem = forms.CharField(
        label="Hvad er svært?",
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv, hvad der er svært."},
    )
    maal = forms.CharField(
        label="Hvad vil familien gerne opnå?",
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv, hvad familien gerne vil opnå."},
    )

    def __init__(self, data=None, *, visitation, fortryd):
        initial = {
            "fra": timezone.localdate(),
            "sted": Sted.HJEMME,
            "hjemme_oensket_paa": visitation.anmodet_paa,
            "problem": f"{visitation.emne}\n{visitation.hvorfor}",
        }
        super().__init__(data, initial=initial)
        people, hints = queries.ranked_supervisors(
            visitation.udbyder, visitation.kommune, visitation.tema
        )
        field = self.fields["supervisor"]
        field.queryset = people
        field.widget = ChoiceBoxes(
            as_list=True, hints=lambda value: hints.get(value.instance.pk, "") if value else ""
        )
        field.widget.choices = field.choices
        self.helper = helper(
            Fieldset("Hvem og hvornår", "supervisor", "fra", "sted", "hjemme_oensket_paa"),
            Fieldset("Problem og mål", "problem", "maal"),
            gem="Begynd forløbet",
            fortryd=fortryd,
        )

    @property
    def facts(self):
        facts = dict(self.cleaned_data)
        if facts["sted"] != Sted.HJEMME:
            facts["hjemme_oensket_paa"] = None
        return facts


class UdbyderForm(forms.Form):
    """An institution that may give konsulterende forløb from a day on."""

    institution = forms.ModelChoiceField(
        label="Institution",
        queryset=Organisation.objects.none(),
        empty_label="Vælg en institution",
        error_messages={"required": "Vælg en institution."},
    )
    fra = DanishDateField(label="Fra og med")

    def __init__(self, data=None, *, kommune, fortryd):
        super().__init__(data, initial={"fra": timezone.localdate()})
        houses = Organisation.objects.filter(
            kommune=kommune, slags=Organisation.Slags.INSTITUTION
        ).order_by("navn", "pk")
        self.fields["institution"].queryset = houses
        self.helper = helper(
            Fieldset("Vælg en udbyder", Row("institution", "fra")),
            gem="Vælg institutionen",
            fortryd=fortryd,
        )


class UdbyderSlutForm(forms.Form):
    til = DanishDateField(label="Sidste dag")

    def __init__(self, data=None, *, fortryd):
        super().__init__(data, initial={"til": timezone.localdate()})
        self.helper = helper(
            Fieldset("Slut som udbyder", "til"), gem="Afslut udbyderen", fortryd=fortryd
        )


class ForloebsaftaleForm(forms.Form):
    """What supervisor and konsulent agree on before the first meeting (G5, G7)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    barnemaal = forms.ModelMultipleChoiceField(
        label="Mål i barnets plan",
        queryset=Barnemaal.objects.none(),
        required=False,
        widget=ChoiceBoxesMultiple(),
    )
    maal = forms.CharField(
        label="Mål for forløbet",
        max_length=LONG,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv, hvad I vil opnå."},
    )
    indhold = forms.CharField(
        label="Indhold",
        help_text="Hvad I gør på møderne.",
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Skriv, hvad I gør på møderne."},
    )
    trivsel_foer = forms.IntegerField(
        label="Barnets trivsel nu (1–10)",
        help_text="10 er bedst. Ved slutningen spørger vi igen.",
        required=False,
        min_value=TRIVSEL[0],
        max_value=TRIVSEL[1],
        widget=forms.NumberInput({"class": "input-char-3"}),
        error_messages=dict.fromkeys(("min_value", "max_value"), "Skriv et tal fra 1 til 10."),
    )

    def __init__(self, data=None, *, bruger, forloeb, aftale, fortryd):
        initial = {
            "version": aftale.version if aftale else 1,
            "maal": aftale.maal if aftale else forloeb.maal,
            "indhold": aftale.indhold if aftale else forloeb.problem,
            "trivsel_foer": forloeb.trivsel_foer,
            "barnemaal": [one.pk for one in aftale.barnemaal.all()] if aftale else [],
        }
        super().__init__(data, initial=initial)
        names = ["maal", "indhold", "trivsel_foer"]
        goals = Barnemaal.objects.none()
        if forloeb.barn_id:
            boern = Barn.objects.visible_to(bruger).filter(pk=forloeb.barn_id)
            current = on_day(timezone.localdate()) | Q(pk__in=initial["barnemaal"])
            goals = Barnemaal.objects.filter(current, barn__in=boern)
        if self._offer(goals):
            names.insert(0, "barnemaal")
        else:
            del self.fields["barnemaal"]
        self.helper = helper(
            "version", Fieldset("Aftalen", *names), gem="Gem aftalen", fortryd=fortryd
        )

    def _offer(self, goals):
        """Offer the child's goals to whoever sees its plan; False when there are none to offer."""
        field = self.fields["barnemaal"]
        field.queryset = goals
        field.label_from_instance = lambda row: row.tekst
        return goals.exists()

    @property
    def facts(self):
        return {"barnemaal": None, **self.cleaned_data}


class UdenUnderskriftForm(forms.Form):
    begrundelse = forms.CharField(
        label="Hvorfor holdes mødet, før aftalen er underskrevet?",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv hvorfor."},
    )

    def __init__(self, data=None, *, fortryd):
        super().__init__(data)
        self.helper = helper(
            Fieldset("Uden underskrift", "begrundelse"), gem="Gem begrundelsen", fortryd=fortryd
        )
