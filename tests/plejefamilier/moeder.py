"""Meetings for tests: a child with its circle, and a meeting with the fewest words."""

import datetime
import itertools

import time_machine
from django.utils import timezone

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import Deltager, Foraelder, Foraeldreskab, Kredsrolle
from plejefamilier.moedevalg import Deltagervalg
from tests.conftest import local
from tests.factories import LONG_AGO, BrugerFactory

DAY = datetime.timedelta(days=1)
_meetings = itertools.count()
HOUR = datetime.timedelta(hours=1)


def in_circle(barn, rolle, *, bruger=None, til=None, **fields):
    """Somebody has a place in the child's circle since long ago."""
    return Kredsrolle.objects.create(
        kommune=barn.kommune,
        barn=barn,
        bruger=bruger,
        rolle=rolle,
        opgave="Følger barnet",
        fra=LONG_AGO,
        til=til,
        **fields,
    )


def parent_of(barn, navn="Tina Prøvesen", email="tina@example.org"):
    """A parent with custody."""
    forael = Foraelder.objects.create(kommune=barn.kommune, navn=navn, email=email)
    Foraeldreskab.objects.create(
        barn=barn, foraelder=forael, slags="biologisk", foraeldremyndighed=True
    )
    return forael


def kontaktpaedagog(barn, brohus, navn="Amira Said"):
    """A kontaktpædagog of the institution, in the child's circle: returns (user, place)."""
    person = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=barn.kommune, ansat_hos=brohus, navn=navn
    )
    return person, in_circle(barn, "kontaktpaedagog", bruger=person)


def asked(plads, bruger=None, **fields):
    return Deltagervalg(plads=plads, bruger=bruger, **fields)


def call(by, start, *, hours=1, **fields):
    """A meeting on a local time written as 2027-03-10 10:00."""
    begins = local(start)
    facts = {"slags": "samarbejdsmoede", "deltagere": [asked("konsulent", by)], **fields}
    about = facts.get("barn") or facts.get("plejefamilie")
    return actions.plan_moede(
        by=by, kommune=about.kommune, start=begins, slut=begins + hours * HOUR, **facts
    )


def rows_of_meetings(by, barn, familie):
    """A series with its first meeting, soon and never twice at the same hour: for the sweeps."""
    days, hour = divmod(next(_meetings), 8)
    serie = actions.plan_serie(
        by=by,
        kommune=barn.kommune,
        anker=timezone.localdate() + (days % 300 + 1) * DAY,
        hver=1,
        enhed="maaneder",
        klokken=datetime.time(8 + hour),
        minutter=60,
        antal=1,
        slags="samarbejdsmoede",
        barn=barn,
        plejefamilie=familie,
        deltagere=[asked("konsulent", by)],
    )
    return {"moedeserie": serie, "moede": serie.moeder.get()}


def seat(moede, bruger, *, days):
    """Somebody is asked to a meeting, which stays open to her until `days` from today."""
    ser_til = timezone.localdate() + days * DAY
    Deltager.objects.create(moede=moede, plads="anden", bruger=bruger, ser_til=ser_til)


def held(by, barn, familie):
    """A meeting of yesterday with minutes, as (open minutes, locked minutes)."""
    found = []
    for days, locks in ((1, False), (2, True)):
        with time_machine.travel(timezone.now() - (days + 1) * DAY, tick=False):
            begins = timezone.now() + DAY
            moede = actions.plan_moede(
                by=by,
                kommune=barn.kommune,
                slags="samarbejdsmoede",
                start=begins,
                slut=begins + HOUR,
                barn=barn,
                plejefamilie=familie,
                deltagere=[asked("konsulent", by)],
            )
        point = moede.punkter.first()
        actions.write_referat(
            by=by,
            moede=moede,
            version=1,
            punkter={point.pk: {"referat": "Vi talte om skolen."}},
            fremmoede={moede.deltagere.get().pk: True},
        )
        if locks:
            actions.lock_referat(by=by, moede=moede)
            actions.correct_referat(by=by, moede=moede, tekst="Det var børnehaven.")
        found.append(moede)
    return found
