"""Who came to a meeting of a course; the training account and the families' duty follow."""

import hashlib

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.action import action
from faelles.versions import STALE
from plejefamilier.actions import record_kursustid, remove_kursustid
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Plejeforaelder
from supervision.actions.kompetence import follow_kursus
from supervision.fremmoede import HALV_DAG, halves, minutes_of
from supervision.models import Fremmoede, Kursusdeltager, Kursusgang, Tilmelding

UDEBLEV = "Udeblev fra obligatorisk kursus"


def expected_at(gang):
    """The participants of a meeting: those with a seat on the course, and those noted already."""
    noted = Fremmoede.objects.filter(gang=gang)
    seated = Tilmelding.objects.seated().filter(kursus=gang.kursus_id)
    return _in_order(
        Kursusdeltager.objects.filter(Q(tilmelding__in=seated) | Q(pk__in=noted.values("deltager")))
    )


def seated_on(kursus):
    """The participants of a course with a seat, families together."""
    seated = Tilmelding.objects.seated().filter(kursus=kursus)
    return _in_order(Kursusdeltager.objects.filter(tilmelding__in=seated))


def _in_order(rows):
    return rows.select_related("tilmelding__plejefamilie", "plejeforaelder", "bruger").order_by(
        "tilmelding__raekke", "pk"
    )


def noted_at(gang):
    """What is noted of a meeting: {(participant's id, half): came}."""
    rows = Fremmoede.objects.filter(gang=gang).values_list("deltager", "halvdel", "kom")
    return {(deltager, halvdel): kom for deltager, halvdel, kom in rows}


def state_of(people, noted):
    """What a page of attendance was made from: who stands on it, and what was noted."""
    words = [*sorted(one.pk for one in people), *sorted(noted.items())]
    return hashlib.sha256(repr(words).encode()).hexdigest()


def halves_of(gang, noted):
    """The halves of a meeting; `noted` is noted_at of it."""
    longest = regler.value(HALV_DAG, gang.kursus.kommune_id)
    return halves(gang.minutter, longest, {halvdel for _, halvdel in noted})


@action
def record_fremmoede(*, by, gang, kom, seen):
    """Note who came to a meeting: `kom` is a set of (participant's id, half); the others did not.

    `seen` is state_of what the page showed. Noting the same again changes nothing; a change is
    followed by the training account (R20): each half that a foster parent attended is a Kursustid
    of its real minutes. The konsulent of a family that had to come, and did not, is told (E6).
    After the last meeting, the families with a certificate have completed the course (R15).

    Raises ValidationError for a cancelled meeting (code "aflyst"), one that is to come
    ("for_tidligt"), somebody who is not on the list ("ukendt"), and when the list was changed or
    noted by somebody else since (code STALE).
    """
    gang = (
        Kursusgang.objects.select_for_update(of=("self",)).select_related("kursus").get(pk=gang.pk)
    )
    _check_held(gang)
    people = {one.pk: one for one in expected_at(gang)}
    noted = noted_at(gang)
    of = halves_of(gang, noted)
    slots = {(pk, halvdel) for pk in people for halvdel in of}
    if not kom <= slots:
        raise ValidationError("Åbn siden igen: en af de valgte er ikke på listen.", code="ukendt")
    wanted = {slot: slot in kom for slot in slots}
    if noted == wanted:
        return gang
    if state_of(people.values(), noted) != seen:
        raise ValidationError("En kollega har noteret fremmøde imens.", code=STALE)
    _hold_accounts(people.values())
    for pk, halvdel in sorted(slots):
        if noted.get((pk, halvdel)) is not wanted[pk, halvdel]:
            minutter = minutes_of(gang.minutter, halvdel, of)
            _note(gang, people[pk], halvdel, wanted[pk, halvdel], minutter, by=by)
    gang.fremmoede_at, gang.fremmoede_af = timezone.now(), by
    gang.save(update_fields=["fremmoede_at", "fremmoede_af"])
    audit.record(
        "fremmoede.noteret",
        gang,
        by=by,
        kom=len({pk for pk, _ in kom}),
        kom_ikke=len({*people} - {pk for pk, _ in kom}),
    )
    _report_absence(gang, people.values(), {pk for pk, _ in kom})
    follow_kursus(by=by, kursus=gang.kursus)
    return gang


def _check_held(gang):
    if gang.aflyst_at or gang.kursus.aflyst_at:
        raise ValidationError("Den gang er aflyst, så der er intet fremmøde.", code="aflyst")
    if timezone.localdate(gang.start) > timezone.localdate():
        raise ValidationError(
            "I kan notere fremmøde fra den dag, kurset holdes.", code="for_tidligt"
        )


def _hold_accounts(people):
    """Lock the foster parents in order: two meetings saved at once may share some of them."""
    adults = [one.plejeforaelder_id for one in people if one.plejeforaelder_id]
    [*Plejeforaelder.objects.select_for_update(no_key=True).filter(pk__in=adults).order_by("pk")]


def _note(gang, deltager, halvdel, kom, minutter, *, by):
    row, _ = Fremmoede.objects.update_or_create(
        gang=gang,
        deltager=deltager,
        halvdel=halvdel,
        defaults={"kom": kom, "by": by, "at": timezone.now()},
    )
    if deltager.plejeforaelder is None:
        return
    kilde = f"fremmoede-{row.pk}"
    if not kom:
        remove_kursustid(by=by, kilde=kilde)
        return
    record_kursustid(
        by=by,
        plejeforaelder=deltager.plejeforaelder,
        dato=timezone.localdate(gang.start),
        minutter=minutter,
        titel=gang.kursus.titel,
        kilde=kilde,
    )


def _report_absence(gang, people, came):
    """Tell the konsulent of each family that had to come and of which nobody came; once (E6)."""
    pligt = {}
    for one in people:
        if one.tilmelding.pligt and one.tilmelding.plejefamilie:
            pligt.setdefault(one.tilmelding, []).append(one.pk)
    for tilmelding, members in pligt.items():
        key = f"udeblev-{gang.pk}-{tilmelding.pk}"
        if came & {*members}:
            notices.cancel(key)
            notices.mark_read(key)
            continue
        for person in ansvarlige_for(tilmelding.plejefamilie, timezone.localdate()):
            notices.notify(
                person, key=key, tekst=UDEBLEV, url=reverse("supervision:udeblivelse_list")
            )
