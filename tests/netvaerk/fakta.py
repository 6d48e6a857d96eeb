"""Rows of networks for tests: one call each, with what the test does not say."""

import datetime
import uuid

from django.utils import timezone

from netvaerk.models import (
    Gruppemoede,
    Medlemskab,
    Mentoropfoelgning,
    Mentorprofil,
    Mentorskab,
    Mentorspoergsmaal,
    Netvaerksgruppe,
)

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def make_gruppe(kommune, *, facilitator, ansvarlig=None, familier=(), **facts):
    """A group under formation with `familier` in it; `aktiv_fra` makes it an active one."""
    facts = {
        "navn": f"Gruppe {Netvaerksgruppe.objects.count() + 1}",
        "institution": facilitator.organisation if facilitator.organisation != kommune else None,
        "faciliterede": 6,
        "emner_foerst": 3,
        **facts,
    }
    gruppe = Netvaerksgruppe.objects.create(
        kommune=kommune, facilitator=facilitator, ansvarlig=ansvarlig or facilitator, **facts
    )
    for familie in familier:
        make_medlem(gruppe, familie, by=gruppe.ansvarlig)
    return gruppe


def make_forslag(gruppe, familie, *, by, **facts):
    """A family is proposed, and nobody has answered."""
    facts = {"svarfrist": timezone.localdate() + 14 * DAY, **facts}
    return Medlemskab.objects.create(gruppe=gruppe, plejefamilie=familie, foreslaaet_af=by, **facts)


def make_medlem(gruppe, familie, *, by, fra=None, **facts):
    """A family has said yes and is in, from today unless told."""
    today = timezone.localdate()
    facts = {
        "svar": Medlemskab.Svar.JA,
        "svar_paa": today,
        "besvaret_af": by,
        "besvaret_at": timezone.now(),
        "fra": fra or today,
        **facts,
    }
    return make_forslag(gruppe, familie, by=by, **facts)


def make_moede(gruppe, *, start=None, timer=2, nr=None, **facts):
    """A meeting of the group, in ten days unless told; nobody's time is taken."""
    start = start or timezone.now() + 10 * DAY
    return Gruppemoede.objects.create(
        gruppe=gruppe,
        nr=nr or gruppe.moeder.count() + 1,
        start=start,
        slut=start + timer * HOUR,
        **{"facilitator": gruppe.facilitator, **facts},
    )


def make_mentorprofil(familie, **facts):
    """The family said yes to being a mentor today."""
    return Mentorprofil.objects.create(
        plejefamilie=familie, **{"ja_paa": timezone.localdate(), **facts}
    )


def make_mentorskab(mentee, mentor=None, **facts):
    """A family has a mentor since today; without `mentor` it waits for one."""
    today = timezone.localdate()
    facts = {
        "aarsag": Mentorskab.Aarsag.NY,
        "initiativ": Mentorskab.Initiativ.TILBUDT,
        "oensket_paa": today,
        "mentee_ja_paa": today,
        "hver": 3,
        "idempotency_key": uuid.uuid4(),
        "fra": today if mentor else None,
        **facts,
    }
    return Mentorskab.objects.create(mentee=mentee, mentor=mentor, **facts)


def make_spoergsmaal(mentorskab, mentor, *, by, **facts):
    """The family `mentor` is asked, and has not answered."""
    facts = {"svarfrist": timezone.localdate() + 14 * DAY, **facts}
    return Mentorspoergsmaal.objects.create(
        mentorskab=mentorskab, mentor=mentor, spurgt_af=by, **facts
    )


def make_mentoropfoelgning(mentorskab, *, nr=1, frist=None, **facts):
    frist = frist or timezone.localdate() + 90 * DAY
    return Mentoropfoelgning.objects.create(mentorskab=mentorskab, nr=nr, frist=frist, **facts)
