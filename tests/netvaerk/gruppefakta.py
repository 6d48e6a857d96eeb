"""A group that has begun, with families that hear by mail, for tests of its meetings."""

import datetime

from faelles.access import Rolle
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.netvaerk.fakta import make_gruppe, make_medlem

NOW = "2026-12-01 09:00"
TUESDAYS = ("2027-01-05", "2027-02-02", "2027-03-02", "2027-04-06", "2027-05-04", "2027-06-01")
SINCE = datetime.date(2026, 12, 1)


def make_amira(kommune, hus):
    """The facilitator, of an institution."""
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=hus, navn="Amira Nazari"
    )


def make_familier(team, konsulent, names):
    """Families named so, each with an adult who has an address."""
    found = []
    for number, navn in enumerate(names):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn=navn)
        voksen = familie.plejeforaeldre.get()
        voksen.email = f"voksen{number}-{familie.pk}@familie.example"
        voksen.save()
        found.append(familie)
    return found


def begun(kommune, *, facilitator, ansvarlig, familier, **facts):
    """A group »Nord« that began on 1 December 2026 with `familier` in it since then."""
    gruppe = make_gruppe(
        kommune,
        facilitator=facilitator,
        ansvarlig=ansvarlig,
        **{"navn": "Nord", "aktiv_fra": SINCE, **facts},
    )
    for familie in familier:
        make_medlem(gruppe, familie, by=ansvarlig, fra=SINCE)
    return gruppe


def evenings(days=TUESDAYS):
    """{number: (start, slut)} of evenings from 19 to 21 on `days`."""
    return {
        number: (local(f"{day} 19:00"), local(f"{day} 21:00")) for number, day in enumerate(days)
    }


RHYTHM = {"first": datetime.date(2027, 1, 5), "hver": 1, "rytme": "ugedag"}
PLACE = {"form": "fysisk", "lokale": None, "sted_tekst": "", "link": ""}
