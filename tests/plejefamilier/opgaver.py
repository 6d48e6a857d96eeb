"""Something to do for each task of the ground, the same rows each time."""

import datetime
import uuid

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import (
    Anbringelse,
    Dataimport,
    Implementeringsstatus,
    Kredsrolle,
    Moedeserie,
    Optagelse,
    Optagelsesbid,
)
from tests.factories import BarnFactory, BrugerFactory, InstitutionFactory
from tests.plejefamilier.moeder import asked, call, in_circle
from tests.plejefamilier.overgange import make_overgang
from tests.plejefamilier.projektmapper import workbook

WEDNESDAY = datetime.date(2026, 11, 25)
DAY = datetime.timedelta(days=1)


def rows_for_tasks(konsulent, familie, barn):
    """It is the evening before WEDNESDAY; the tasks run on the morning after it."""
    kommune = familie.kommune
    familie.plejeforaeldre.update(email="grete@familie.example")
    _moeder(konsulent, barn, familie)
    _film(konsulent, barn)
    _opfoelgning(kommune, konsulent, familie)
    _imports(kommune)


def _person(kommune, rolle, number, **fields):
    return BrugerFactory(
        rolle=rolle,
        kommune=kommune,
        organisation=kommune,  # else the factory makes one more, of a name that is never the same
        navn=f"Person {number}",
        email=f"p{number}@vestersund.example",
        **fields,
    )


def _moeder(konsulent, barn, familie):
    """A mail waits; one participant leaves before the meeting; one left with a promise."""
    brohus = InstitutionFactory(kommune=barn.kommune, navn="Brohus")
    leaves, left = (
        _person(barn.kommune, Rolle.INSTITUTIONSMEDARBEJDER, number, ansat_hos=brohus)
        for number in (20, 21)
    )
    places = [in_circle(barn, "kontaktpaedagog", bruger=person) for person in (leaves, left)]
    foraelder = familie.plejeforaeldre.get()
    call(
        konsulent,
        "2026-12-09 10:00",
        barn=barn,
        deltagere=[
            asked("konsulent", konsulent),
            asked("kontaktpaedagog", kredsrolle=places[0]),
            asked("plejeforaelder", plejeforaelder=foraelder),
        ],
    )
    actions.create_aftale(
        by=konsulent,
        kommune=barn.kommune,
        barn=barn,
        plejefamilie=familie,
        tekst="Ring til skolen",
        ansvarlig=left,
        frist=WEDNESDAY + 9 * DAY,
    )
    for place, til in zip(places, (WEDNESDAY + 7 * DAY, WEDNESDAY), strict=True):
        Kredsrolle.objects.filter(pk=place.pk).update(til=til)
    # the last meeting of a series has not been laid yet
    serie = actions.plan_serie(
        by=konsulent,
        kommune=barn.kommune,
        anker=WEDNESDAY + 12 * DAY,
        hver=1,
        enhed="maaneder",
        klokken=datetime.time(9),
        minutter=60,
        antal=2,
        slags="samarbejdsmoede",
        barn=barn,
        plejefamilie=familie,
        deltagere=[asked("konsulent", konsulent)],
    )
    Moedeserie.objects.filter(pk=serie.pk).update(antal=3)


def _film(konsulent, barn):
    film = Optagelse.objects.create(
        pk=uuid.UUID(int=11),
        barn=barn,
        titel="Leg",
        content_type="video/mp4",
        stoerrelse=4,
        optaget_paa=WEDNESDAY - 365 * DAY,
        slettes_paa=WEDNESDAY,
        by=konsulent,
    )
    Optagelsesbid.objects.create(optagelse=film, nr=0, indhold=b"film")


def _opfoelgning(kommune, konsulent, familie):
    """A late request, a status and a plan that are soon due, a move without its first meeting."""
    actions.receive_anmodning(
        by=konsulent,
        plejefamilie=familie,
        modtaget_paa=WEDNESDAY - 60 * DAY,
        modtaget_af=konsulent,
        emner=["adfaerd"],
        tekst="Hjælp til aftenerne",
        idempotency_key=uuid.UUID(int=12),
    )
    leder = _person(kommune, Rolle.PROJEKTLEDER, 22)
    actions.write_status(by=leder, kommune=kommune, skabelon="samarbejde", tekst="Godt i gang")
    Implementeringsstatus.objects.update(naeste=WEDNESDAY + 5 * DAY)
    ny, freja = (
        BarnFactory(
            kommune=kommune,
            navn=f"Barn {number} Prøvesen",
            pk=uuid.UUID(int=number),
            cpr=f"67051770{number}",
        )
        for number in (13, 14)
    )
    Anbringelse.objects.create(
        barn=ny,
        plejefamilie=familie,
        slags=Anbringelse.Slags.DOEGN,
        grundlag=Anbringelse.Grundlag.SAMTYKKE,
        fra=WEDNESDAY - 80 * DAY,
    )
    make_overgang(
        by=konsulent,
        barn=freja,
        familie=familie,
        institution=InstitutionFactory(kommune=kommune, navn="Solhjem"),
        flytning=WEDNESDAY + 30 * DAY,
    )


def _imports(kommune):
    """One workbook to be read, and the trace of one that was written long ago."""
    administrator = _person(kommune, Rolle.ADMINISTRATOR, 23)
    old = Dataimport.objects.create(
        kommune=kommune,
        by=administrator,
        status=Dataimport.Status.INDLAEST,
        indlaest_at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC),
    )
    old.spor = old.seal({"oprettet": [], "aendret": []})
    old.save()
    book = workbook(Plejeforældre=[["N1", "Prøve Prøvesen"]])
    actions.receive_import(by=administrator, kommune=kommune, filnavn="f.xlsx", indhold=book)
