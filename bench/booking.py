"""How fast families get seats when many press at once: `python bench/booking.py [courses]`.

50 threads for 20 seats, course after course, through the very action that the pages use. Runs
against the database of DATABASE_URL, which must be one to throw away: what it makes stays there.
Prints enrolments a second, and says so when a course has one seat too many, the line is out of
order, or somebody got an error. The promise: never 21 of 20.
"""

import os
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from faelles.access import Rolle  # noqa: E402
from supervision.actions.tilmelding import enrol  # noqa: E402
from supervision.actions.tilmeldingsvarsler import BEKRAEFTES  # noqa: E402
from supervision.models import Tilmelding  # noqa: E402
from tests.factories import (  # noqa: E402
    BrugerFactory,
    InstitutionFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.parallel import at_once  # noqa: E402
from tests.supervision.fakta import make_kursus  # noqa: E402

PEOPLE, SEATS, COURSES = 50, 20, 30


def main(courses):
    """Fill `courses` courses, 50 at once for 20 seats, and measure."""
    hus = InstitutionFactory(navn=f"Målehus {uuid.uuid4()}")
    team = TeamFactory(kommune=hus.kommune)
    konsulent = BrugerFactory(
        rolle=Rolle.KONSULENT, team=team, email=f"{uuid.uuid4()}@maal.example"
    )
    familier = [PlejefamilieFactory(team=team) for _ in range(PEOPLE)]
    for familie in familier:
        familie.plejeforaeldre.update(email="familie@maal.example")

    def press(kursus, number):
        return enrol(
            by=konsulent,
            kursus=kursus,
            plejefamilie=familier[number],
            idempotency_key=uuid.uuid4(),
            bekraeft=BEKRAEFTES,
        )

    spent, faults = 0.0, 0
    for _ in range(courses):
        kursus = make_kursus(hus, ansvarlig=konsulent, pladser=SEATS)
        begun = time.perf_counter()
        answers = at_once(PEOPLE, lambda number, kursus=kursus: press(kursus, number))
        spent += time.perf_counter() - begun
        faults += wrong(kursus, answers)
    each = PEOPLE * courses / spent
    print(f"{PEOPLE} at once for {SEATS} seats, {courses} courses: {each:.0f} enrolments a second")
    print(f"{faults} courses with a seat too many, a line out of order, or an error")
    return faults


def wrong(kursus, answers):
    """1 when the course did not end as it should, else 0."""
    kursus.refresh_from_db()
    rows = [*Tilmelding.objects.filter(kursus=kursus).order_by("raekke")]
    states = [row.status for row in rows]
    in_order = [row.raekke for row in rows] == [*range(1, PEOPLE + 1)]
    as_promised = states == ["plads"] * SEATS + ["venter"] * (PEOPLE - SEATS)
    errors = any(isinstance(one, Exception) for one in answers)
    return int(not (in_order and as_promised and kursus.optaget == SEATS and not errors))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else COURSES))
