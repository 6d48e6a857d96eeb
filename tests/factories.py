"""Fictitious rows for tests. CPR numbers are replacement numbers (day + 60): nobody has them."""

import datetime
import itertools
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from akuttelefon import actions as akut
from akuttelefon.models import Opkald, Vagt
from faelles.models import Bruger, Lukkedag, Organisation, Rolletildeling, Team
from plejefamilier.actions.familie import refresh_soegetekst
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Fravaer,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)

LONG_AGO = datetime.date(2020, 1, 1)
HALF_A_DAY = datetime.timedelta(hours=12)
_numbers = itertools.count(1)


def replacement_cpr(birthday):
    """Ten digits of an erstatningspersonnummer for a birthday, never the same twice."""
    sequence = next(_numbers)
    seventh = "4" if birthday.year >= 2000 else "0"
    return f"{birthday.day + 60:02d}{birthday:%m%y}{seventh}{sequence % 1000:03d}"


class KommuneFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    navn = factory.Sequence(lambda n: f"Kommune {n}")
    slags = Organisation.Slags.KOMMUNE


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    navn = factory.Sequence(lambda n: f"Institution {n}")
    slags = Organisation.Slags.INSTITUTION
    kommune = factory.SubFactory(KommuneFactory)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    kommune = factory.SubFactory(KommuneFactory)
    navn = factory.Sequence(lambda n: f"Team {n}")


class BrugerFactory(DjangoModelFactory):
    """A person without a role; `BrugerFactory(rolle=…, kommune=…, team=…)` gives one."""

    class Meta:
        model = Bruger
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@vestersund.example")
    navn = factory.Sequence(lambda n: f"Person Nummer {n}")
    organisation = factory.SubFactory(KommuneFactory)

    @classmethod
    def _create(
        cls, model_class, *args, rolle=None, kommune=None, team=None, fra=LONG_AGO, **kwargs
    ):
        if kommune is None and team is not None:
            kommune = team.kommune
        if kommune is not None:
            kwargs["organisation"] = kwargs.pop("ansat_hos", None) or kommune
        bruger = super()._create(model_class, *args, **kwargs)
        if rolle is not None:
            Rolletildeling.objects.create(
                bruger=bruger,
                rolle=rolle,
                kommune=kommune or bruger.organisation,
                team=team,
                fra=fra,
            )
        return bruger


class PlejefamilieFactory(DjangoModelFactory):
    """A family with one grown-up; `konsulent=` gives it a fixed konsulent since long ago."""

    class Meta:
        model = Plejefamilie
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    kommune = factory.LazyAttribute(lambda row: row.team.kommune)
    navn = factory.Sequence(lambda n: f"Efternavn{n}, Ane og Bo")
    familietype = Plejefamilie.Familietype.FORSTAERKET
    godkendt_fra = LONG_AGO
    godkendt_til_boern = 3
    godkendt_af = "Socialtilsyn Nord"
    adresse = factory.Sequence(lambda n: f"Prøvevej {n}, 9999 Vestersund")
    telefon = factory.Sequence(lambda n: f"{20000000 + n}")

    @factory.post_generation
    def konsulent(self, create, konsulent, **kwargs):
        Plejeforaelder.objects.create(
            plejefamilie=self, navn=f"Ane {self.kort_navn}", grundkursus_paa=LONG_AGO
        )
        if konsulent is not None:
            Konsulenttildeling.objects.create(
                plejefamilie=self, konsulent=konsulent, fra=LONG_AGO, begrundelse="Fra begyndelsen"
            )
        refresh_soegetekst(self)


class BarnFactory(DjangoModelFactory):
    """A child; `plejefamilie=` places it there."""

    class Meta:
        model = Barn
        skip_postgeneration_save = True

    kommune = factory.SubFactory(KommuneFactory)
    navn = factory.Sequence(lambda n: f"Barn{n} Prøvesen")
    cpr = factory.LazyFunction(lambda: replacement_cpr(datetime.date(2017, 5, 7)))

    @factory.post_generation
    def plejefamilie(self, create, familie, **kwargs):
        if familie is not None:
            Anbringelse.objects.create(
                barn=self,
                plejefamilie=familie,
                slags=Anbringelse.Slags.DOEGN,
                grundlag=Anbringelse.Grundlag.SAMTYKKE,
                fra=LONG_AGO,
            )
            refresh_soegetekst(familie)


class FravaerFactory(DjangoModelFactory):
    class Meta:
        model = Fravaer


class LukkedagFactory(DjangoModelFactory):
    class Meta:
        model = Lukkedag

    navn = "Lukket"


def on_duty(bruger, *, start=None, slut=None, kommune=None, **fields):
    """Give `bruger` the line: a shift that has begun (12 hours ago) and lasts 12 hours more."""
    now = timezone.now()
    return Vagt.objects.create(
        kommune=kommune or bruger.kommune,
        udbyder=bruger.organisation,
        bruger=bruger,
        start=start or now - HALF_A_DAY,
        slut=slut or now + HALF_A_DAY,
        **fields,
    )


def log_opkald(*, by, plejefamilie, start=None, **fields):
    """Log a call through the room's own action, with everything filled in."""
    return akut.log_opkald(
        by=by,
        kommune=fields.pop("kommune", None) or plejefamilie.kommune,
        plejefamilie=plejefamilie,
        start=start or timezone.now(),
        **{
            "idempotency_key": uuid.uuid4(),
            "opkalder": Opkald.Opkalder.PLEJEFORAELDER,
            "situation": "Barnet vil ikke sove og råber.",
            "alvor": Opkald.Alvor.ALVORLIGT,
            "udfald": Opkald.Udfald.ROLIGT,
            **fields,
        },
    )
