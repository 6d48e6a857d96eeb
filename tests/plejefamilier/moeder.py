"""Meetings for tests: a child with its circle, and a meeting with the fewest words."""

import datetime

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import Foraelder, Foraeldreskab, Kredsrolle
from plejefamilier.moedevalg import Deltagervalg
from tests.conftest import local
from tests.factories import LONG_AGO, BrugerFactory

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
