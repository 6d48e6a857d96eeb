"""What may be typed about a session that was held: everything known is filled in."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from faelles import danish
from faelles.formfields import ChoiceBoxes, ChoiceBoxesMultiple, DanishDateField, DanishTimeField
from plejefamilier.models.moede import Form, Sted
from supervision.actions.sessionslog import Log, Ny
from supervision.forms.session import BekraeftFelter, TidFelter, moments
from supervision.models import Session

LONGEST = 20_000  # characters
TOO_LONG = "Der er plads til 20.000 tegn, og her står %(show_value)d. Intet er skåret væk."
MOST_AFTALER = 5
ANDEN = "anden"  # somebody outside, by name
MINUTE = timedelta(minutes=1)
FELTER = (
    "dato",
    "klokken",
    "minutter",
    "form",
    "sted",
    "tema",
    "tekst",
    "udeblev",
    "linje_*",
    "maal",
    "andet_tema",
    "aftale_*",
    "fortroligt",
    "raadgiver_*",
    "konsulent_med",
    "konsulent_oensket_paa",
    "hjemme_oensket_paa",
    "vagtminutter",
    "afloeser",
    "ikke_belaster",
    "naeste",
    "naeste_dato",
    "naeste_klokken",
)
FLERE = frozenset({"udeblev", "maal"})
FORUDFYLDTE = frozenset(
    {
        "dato",
        "klokken",
        "minutter",
        "form",
        "sted",
        "tema",
        "konsulent_med",
        "konsulent_oensket_paa",
        "hjemme_oensket_paa",
        "naeste_dato",
        "naeste_klokken",
    }
)


class LogFelter(TidFelter):
    """The fields of every session; those of families, children and agreements come with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    udeblev = forms.MultipleChoiceField(
        label="Hvem kom ikke?",
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
        help_text="Sæt kun kryds ved dem, der ikke kom.",
    )
    tekst = forms.CharField(
        label="Hvad talte I om?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 11}),
        error_messages={"required": "Skriv, hvad I talte om.", "max_length": TOO_LONG},
    )
    tema = forms.CharField(label="Tema", max_length=200, required=False)
    maal = forms.MultipleChoiceField(
        label="Hvilke mål arbejdede I med?",
        required=False,
        widget=ChoiceBoxesMultiple(as_list=True),
    )
    andet_tema = forms.CharField(label="Eller et andet tema", max_length=200, required=False)
    fortroligt = forms.CharField(
        label="Kun for familien og supervisor",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Konsulenten, lederen og rådgiveren kan ikke læse det, medmindre familien "
        "siger ja til at dele det med sin konsulent.",
    )
    form = forms.ChoiceField(label="Hvordan?", choices=Form.choices, widget=ChoiceBoxes())
    sted = forms.ChoiceField(label="Hvor?", choices=Sted.choices, widget=ChoiceBoxes())
    hjemme_oensket_paa = DanishDateField(
        label="Familien har selv ønsket det hjemme den", required=False, help_text=""
    )
    konsulent_med = forms.ChoiceField(
        label="Var familiens konsulent med?",
        choices=Session.KonsulentMed.choices,
        widget=ChoiceBoxes(),
    )
    konsulent_oensket_paa = DanishDateField(
        label="Familien har ønsket konsulenten med den", required=False, help_text=""
    )
    vagtminutter = forms.IntegerField(
        label="Minutter taget ud af vagtplanen", min_value=0, max_value=1440, required=False
    )
    afloeser = forms.CharField(label="Afløser på vagten", max_length=120, required=False)
    ikke_belaster = forms.BooleanField(
        label="Regn ikke tiden med i kommunens timer", required=False
    )
    naeste = forms.BooleanField(label="Planlæg også næste gang", required=False)
    naeste_dato = DanishDateField(label="Dag", required=False, help_text="")
    naeste_klokken = DanishTimeField(label="Kl.", required=False)

    steder = ("form", "sted", "hjemme_oensket_paa")
    vagt = ("vagtminutter", "afloeser", "ikke_belaster")
    konsulent = ("konsulent_med", "konsulent_oensket_paa")
    tid = ("dato", "klokken", "minutter", *steder, *konsulent, *vagt)


class LogForm(LogFelter, BekraeftFelter):
    """A session is written down; `session` may be one that was not planned and not saved yet.

    `deltagere` are the families and people who were asked: objects with pk, plejefamilie and
    bruger. `maal`, `boern` and `ejere` come from supervision.queries.session.
    """

    def __init__(self, data=None, *, session, deltagere, maal, boern, ejere, forslag, typed=None):
        self.session, self.deltagere = session, deltagere
        self.boern, self.ejere = boern, {value: row for value, *row in ejere}
        super().__init__(data, initial={**_known(session, forslag), **(typed or {})})
        self.initial["version"] = session.version  # a draft may have been begun before a change
        self._deltagere()
        self.maal = {str(row.pk): row for row in maal}
        self.fields["maal"].choices = [(key, row.tekst) for key, row in self.maal.items()]
        self.fields["maal"].widget.hints = {key: row.metode for key, row in self.maal.items()}
        self._one_family(session.forloeb)
        self._aftaler(ejere)
        for barn in boern:
            self.fields[f"raadgiver_{barn.pk}"] = forms.CharField(
                label=f"Til {danish.ejefald(barn.fornavn)} rådgiver"
                if len(boern) > 1
                else "Til barnets rådgiver",
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea({"rows": 4}),
            )
        for name in ("maal", "andet_tema", "udeblev", *self.agreed):
            if name in self.fields:
                self.fields[name].betinget = True  # its own words say when it is asked for
        if forslag is None:
            for name in ("naeste", "naeste_dato", "naeste_klokken"):
                del self.fields[name]

    @property
    def agreed(self):
        """The names of the fields of agreements."""
        return [name for name in self.fields if name.startswith("aftale_")]

    def _deltagere(self):
        self.fields["udeblev"].choices = [(key_of(one), name_of(one)) for one in self.deltagere]
        for one in self._families_in_group():
            self.fields[f"linje_{one.plejefamilie_id}"] = forms.CharField(
                label=f"Kun om {one.plejefamilie.visningsnavn}", max_length=500, required=False
            )

    def _families_in_group(self):
        if self.session.forloeb.plejefamilie_id:
            return []
        return [one for one in self.deltagere if one.plejefamilie_id]

    def _one_family(self, forloeb):
        """What only concerns a forløb of one family is left out of the others."""
        if forloeb.plejefamilie_id is None:
            gone = ("fortroligt", "maal", "andet_tema", "hjemme_oensket_paa", *self.konsulent)
            for name in gone:
                del self.fields[name]

    def _aftaler(self, ejere):
        self.familier = {
            str(one.plejefamilie_id): one.plejefamilie for one in self._families_in_group()
        }
        choices = [("", "Vælg"), *((value, navn) for value, navn, *_ in ejere)]
        choices.append((ANDEN, "En anden"))
        self.antal = MOST_AFTALER if self._may_agree() else 0
        for number in range(1, self.antal + 1):
            self.fields[f"aftale_tekst_{number}"] = forms.CharField(
                label="Hvad er aftalt?", max_length=500, required=False
            )
            if self.familier:
                self.fields[f"aftale_familie_{number}"] = forms.ChoiceField(
                    label="Hvilken familie?",
                    required=False,
                    choices=[("", "Vælg")]
                    + [(key, row.visningsnavn) for key, row in self.familier.items()],
                )
            self.fields[f"aftale_ansvarlig_{number}"] = forms.ChoiceField(
                label="Hvem gør det?", choices=choices, required=False
            )
            self.fields[f"aftale_navn_{number}"] = forms.CharField(
                label="Den andens navn", max_length=120, required=False
            )
            self.fields[f"aftale_frist_{number}"] = DanishDateField(
                label="Senest", required=False, help_text=""
            )

    def _may_agree(self):
        return bool(self.session.forloeb.plejefamilie_id or self.familier)

    # --- for the page -------------------------------------------------------------------------

    @property
    def aftaler(self):
        """The rows of agreements as lists of fields; the first stands open."""
        names = ("tekst", "familie", "ansvarlig", "navn", "frist")
        return [
            [self[key] for name in names if (key := f"aftale_{name}_{number}") in self.fields]
            for number in range(1, self.antal + 1)
        ]

    @property
    def flere_aftaler(self):
        """Is anything typed in the rows that are folded away?"""
        return any(field.value() for row in self.aftaler[1:] for field in row)

    @property
    def linjer(self):
        return [self[f"linje_{one.plejefamilie_id}"] for one in self._families_in_group()]

    @property
    def notater(self):
        return [self[f"raadgiver_{barn.pk}"] for barn in self.boern]

    def is_open(self, *names):
        """Should the folded part with these fields stand open: an error, or something typed?"""
        return any(
            self.errors.get(name) or (name in self.fields and name not in FORUDFYLDTE
                                      and self[name].value())
            for name in names
        )  # fmt: skip

    # --- what is saved ------------------------------------------------------------------------

    def clean(self):
        cleaned = super().clean()
        for number in range(1, self.antal + 1):
            self._check_aftale(cleaned, number)
        if cleaned.get("naeste"):
            for name in ("naeste_dato", "naeste_klokken"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "Skriv, hvornår næste gang er.")
        return cleaned

    def _check_aftale(self, cleaned, number):
        found = {
            name: cleaned.get(f"aftale_{name}_{number}")
            for name in ("tekst", "familie", "ansvarlig", "navn", "frist")
        }
        if not any(found.values()):
            return
        wanted = {
            "tekst": "Skriv, hvad der er aftalt.",
            "ansvarlig": "Vælg, hvem der gør det.",
            "frist": "Skriv en dato.",
        }
        if self.familier:
            wanted["familie"] = "Vælg den familie, aftalen er med."
        if found["ansvarlig"] == ANDEN:
            wanted["navn"] = "Skriv navnet."
        for name, text in wanted.items():
            key = f"aftale_{name}_{number}"
            if not found[name] and key not in self.errors:
                self.add_error(key, text)
        if found["frist"] and found["frist"] < timezone.localdate():
            self.add_error(f"aftale_frist_{number}", "Datoen er forbi.")

    def facts(self, bruger):
        """The Log that log_session writes."""
        data = self.cleaned_data
        names = ("tekst", "tema", "andet_tema", *self.konsulent, *self.steder)
        names += ("afloeser", "vagtminutter")
        felter = {name: data[name] for name in names if name in data}
        felter["belaster"] = not data["ikke_belaster"]
        return Log(
            **self.moments,
            felter=felter,
            fremmoede={
                (one.plejefamilie_id or -one.bruger_id): (
                    key_of(one) not in data["udeblev"],
                    data.get(f"linje_{one.plejefamilie_id}", ""),
                )
                for one in self.deltagere
            },
            maal=tuple(self.maal[key] for key in data.get("maal", ())),
            fortroligt=data.get("fortroligt", ""),
            raadgivernotater={barn: data[f"raadgiver_{barn.pk}"] for barn in self.boern},
            aftaler=tuple(self._agreed(bruger)),
            naeste=self._next(data),
        )

    def _agreed(self, bruger):
        data = self.cleaned_data
        for number in range(1, self.antal + 1):
            if not data[f"aftale_tekst_{number}"]:
                continue
            chosen = data[f"aftale_ansvarlig_{number}"]
            if chosen == ANDEN:
                ansvarlig, navn = bruger, data[f"aftale_navn_{number}"]
            else:
                _, ansvarlig, navn = self.ejere[chosen]
            yield Ny(
                tekst=data[f"aftale_tekst_{number}"],
                ansvarlig=ansvarlig,
                navn=navn,
                frist=data[f"aftale_frist_{number}"],
                plejefamilie=self.familier.get(data.get(f"aftale_familie_{number}", "")),
            )

    def _next(self, data):
        if not data.get("naeste"):
            return None
        minutes = (self.session.slut - self.session.start) // MINUTE
        at = moments(data["naeste_dato"], data["naeste_klokken"], minutes)
        row = self.session
        return at | {
            "sted": row.sted,
            "form": row.form,
            "lokale": row.lokale,
            "link": row.link,
            "hjemme_oensket_paa": row.hjemme_oensket_paa,
        }


def key_of(deltager):
    """How a form names who was asked: familie-7 or bruger-3."""
    if deltager.plejefamilie_id:
        return f"familie-{deltager.plejefamilie_id}"
    return f"bruger-{deltager.bruger_id}"


def name_of(deltager):
    return deltager.plejefamilie.visningsnavn if deltager.plejefamilie else deltager.bruger.navn


def _known(session, forslag):
    """What is known before anything is typed: as planned."""
    start = timezone.localtime(session.start)
    forloeb = session.forloeb
    known = {
        "dato": start.date(),
        "klokken": start.time().replace(second=0, microsecond=0),
        "minutter": (session.slut - session.start) // MINUTE,
        "tema": session.tema or str(forloeb.tema or ""),
        "form": session.form,
        "sted": session.sted,
        "hjemme_oensket_paa": session.hjemme_oensket_paa or forloeb.hjemme_oensket_paa,
        "konsulent_med": session.konsulent_med,
        "konsulent_oensket_paa": session.konsulent_oensket_paa or forloeb.konsulent_oensket_paa,
    }
    if forslag:
        known |= {"naeste_dato": forslag.dag, "naeste_klokken": forslag.klokken}
    return known
