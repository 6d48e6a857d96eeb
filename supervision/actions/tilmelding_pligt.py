"""Families that must take part in a course are signed up all at once (E6)."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from plejefamilier.ansvar import ansvarlige_for
from supervision.actions.tilmelding import TILMELDT, enrol
from supervision.actions.tilmeldingsvarsler import BEKRAEFTES
from supervision.models import Tilmelding

FRIVILLIGT = "frivilligt"
SKAL = "Familier, du arbejder med, er tilmeldt et kursus, de skal deltage i"
Status = Tilmelding.Status


@dataclass(frozen=True)
class Tilmeldte:
    """How many families got a seat, stand in line, and were on the course already."""

    plads: int
    venter: int
    allerede: int


@action
def enrol_all(*, by, kursus, plejefamilier):
    """Sign up `plejefamilier` for a mandatory course, with all grown-ups; konsulenter are told.

    In the order given, so the last ones wait when there are too few seats. Who is on the course
    already must take part from now on. Twice is once. Raises ValidationError for a course that is
    not mandatory (FRIVILLIGT), and as enrol does, for all of them, when sign-up is closed.
    """
    if not kursus.obligatorisk:
        words = "Kurset er frivilligt. Tilmeld familierne én ad gangen."
        raise ValidationError(words, code=FRIVILLIGT)
    count, konsulenter = {"plads": 0, "venter": 0, "allerede": 0}, {}
    for familie in plejefamilier:
        status = _must(by, kursus, familie)
        count[status] += 1
        if status != "allerede":
            people = ansvarlige_for(familie, timezone.localdate())
            konsulenter |= {person.pk: person for person in people}
    konsulenter.pop(by.pk, None)
    for person in konsulenter.values():
        notices.notify(
            person,
            key=f"kursuspligt-{kursus.pk}-{timezone.localdate()}",
            tekst=SKAL,
            url=reverse("supervision:tilmelding_mine"),
        )
    return Tilmeldte(**count)


def _must(by, kursus, familie):
    try:
        row = enrol(
            by=by,
            kursus=kursus,
            plejefamilie=familie,
            idempotency_key=uuid.uuid4(),
            bekraeft=BEKRAEFTES,
            pligt=True,
        )
    except ValidationError as error:
        if getattr(error, "code", None) != TILMELDT:
            raise
    else:
        return "plads" if row.status == Status.PLADS else "venter"
    rows = Tilmelding.objects.active().filter(kursus=kursus, plejefamilie=familie)
    row = rows.select_for_update(no_key=True, of=("self",)).select_related("kursus").get()
    if not row.pligt:
        row.pligt = True
        row.save(update_fields=["pligt"])
        audit.record("tilmelding.pligt", row, by=by, familie_id=familie.pk)
    return "allerede"
