"""A family wants a mentor, has one, and how it goes until it ends (J1–J3, J7, J8)."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.versions import STALE, save_changes
from netvaerk.actions.mentorprofil import refuse_unused
from netvaerk.mentorrytme import next_frist
from netvaerk.models import Mentoropfoelgning, Mentorskab, Mentorspoergsmaal
from plejefamilier.actions.save import refusal, save_or_explain
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Plejefamilie

FELTER = ("aarsag", "initiativ", "emner", "form", "hver")
SLUT = "Et mentorskab er slut"


@action
def create_mentorskab(
    *, by, mentee, aarsag, initiativ, emner, form, hver, oensket_paa, mentee_ja_paa, idempotency_key
):
    """A family wants a mentor; it said yes on `mentee_ja_paa` to being named to the one asked (J3).

    The same `idempotency_key` again answers with the first. Raises ValidationError when the
    municipality does without mentors (code "fra"), the family has stopped ("ophoert") or waits for
    one already ("venter"), and for a day to come ("fremtid").
    """
    refuse_unused(mentee.kommune_id)
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=mentee.pk)
    first = Mentorskab.objects.filter(idempotency_key=idempotency_key, mentee=familie).first()
    if first is not None:
        return first
    if familie.ophoert_paa:
        raise ValidationError("Familien er ophørt.", code="ophoert")
    for felt, day in (("oensket_paa", oensket_paa), ("mentee_ja_paa", mentee_ja_paa)):
        refuse_future(felt, day)
    if Mentorskab.objects.searching().filter(mentee=familie).exists():
        raise ValidationError("Familien venter på en mentor i forvejen.", code="venter")
    row = Mentorskab(
        mentee=familie,
        aarsag=aarsag,
        initiativ=initiativ,
        emner=emner,
        form=form,
        hver=hver,
        oensket_paa=oensket_paa,
        mentee_ja_paa=mentee_ja_paa,
        idempotency_key=idempotency_key,
    )
    save_or_explain(row)
    audit.record("mentorskab.oprettet", row, by=by, familie_id=familie.pk)
    return row


@action
def update_mentorskab(*, by, mentorskab, version, **changes):
    """Change what is agreed (FELTER); the waiting follow-up follows a new interval.

    Raises ValidationError when it has ended (code "slut") and (code "stale") when a colleague saved
    in between.
    """
    row = locked(mentorskab)
    refuse_ended(row)
    changed = save_changes(row, version=version, **changes)
    waiting = row.opfoelgninger.filter(paa=None).first()
    if "hver" in changed and waiting is not None:
        last = row.opfoelgninger.exclude(paa=None).order_by("-nr").first()
        waiting.frist = _frist(row, max(last.paa, last.frist) if last else row.fra)
        waiting.save(update_fields=["frist"])
    audit.record("mentorskab.aendret", row, by=by, familie_id=row.mentee_id, felter=changed)
    return row


def first_opfoelgning(mentorskab):
    """The first time one asks how it goes, after the mentorskab has begun."""
    return Mentoropfoelgning.objects.create(
        mentorskab=mentorskab, nr=1, frist=_frist(mentorskab, mentorskab.fra)
    )


@action
def follow_up_mentorskab(*, by, mentorskab, nr, paa, gaar, kontakter=None):
    """The konsulent has asked how it goes (Mentoropfoelgning.Gaar), the `nr`-th time (J8).

    The next one is laid: the first day of the series after both this one's and `paa`. The same
    again changes nothing. Raises ValidationError when it has ended (code "slut"), at `paa` for a
    day to come ("fremtid") or before it began ("baglaens"), and (code "stale") when a colleague has
    written the `nr`-th in between.
    """
    row = locked(mentorskab)
    facts = {"paa": paa, "gaar": gaar, "kontakter": kontakter}
    here = row.opfoelgninger.filter(nr=nr).first()
    if here is not None and here.paa is not None:
        if here.by_id == by.pk and all(getattr(here, name) == facts[name] for name in facts):
            return here
        raise ValidationError(
            "En kollega har skrevet opfølgningen, mens du skrev. Åbn mentorskabet igen.", code=STALE
        )
    refuse_ended(row)
    if here is None:
        raise ValidationError("Mentorskabet er ikke begyndt.", code="slut")
    refuse_future("paa", paa)
    if paa < row.fra:
        raise refusal("paa", "Mentorskabet begyndte senere.", "baglaens")
    for name, value in facts.items():
        setattr(here, name, value)
    here.by, here.at = by, timezone.now()
    here.full_clean()
    here.save()
    Mentoropfoelgning.objects.create(
        mentorskab=row, nr=nr + 1, frist=_frist(row, max(paa, here.frist))
    )
    audit.record("mentorskab.fulgt_op", row, by=by, familie_id=row.mentee_id, nr=nr)
    return here


@action
def end_mentorskab(*, by, mentorskab, til, slutaarsag):
    """It is over, `til` being the last day; or the family does not want a mentor after all.

    A question that waits is taken back; the mentor's konsulent is told. The same again changes
    nothing. Raises ValidationError when it has ended otherwise (code "slut"), at `til` for a day to
    come ("fremtid") or before it began ("baglaens"), and for what the table refuses.
    """
    row = locked(mentorskab)
    if row.til is not None and (row.til, row.slutaarsag) == (til, slutaarsag):
        return row
    refuse_ended(row)
    refuse_future("til", til)
    if row.fra and til < row.fra:
        raise refusal("til", "Mentorskabet begyndte senere.", "baglaens")
    row.til, row.slutaarsag = til, slutaarsag
    row.version += 1
    row.full_clean(exclude=["mentee", "mentor"])
    row.save()
    for asked in Mentorspoergsmaal.objects.open().filter(mentorskab=row):
        asked.trukket_at = timezone.now()
        asked.save(update_fields=["trukket_at"])
        notices.cancel_all(notice_key(asked))
        notices.mark_read(notice_key(asked))
    audit.record("mentorskab.slut", row, by=by, familie_id=row.mentee_id, hvorfor=slutaarsag)
    if row.mentor:
        tell(row.mentor, by, key=f"mentorskab-slut-{row.pk}", tekst=SLUT, url=_url(row))
    return row


# --- parts, also of the questions -----------------------------------------------------------------


def locked(mentorskab):
    """The row itself, held until the act is done."""
    rows = Mentorskab.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("mentee", "mentor").get(pk=mentorskab.pk)


def refuse_ended(mentorskab):
    if mentorskab.til is not None:
        raise ValidationError("Mentorskabet er slut.", code="slut")


def refuse_future(felt, day):
    if day > timezone.localdate():
        raise refusal(felt, "Datoen ligger i fremtiden.", "fremtid")


def tell(familie, by, *, key, tekst, url):
    """Tell those who have the duties of a family today, but not whoever acts."""
    for person in ansvarlige_for(familie, timezone.localdate()):
        if person.pk != by.pk:
            notices.notify(person, key=key, tekst=tekst, url=url)


def notice_key(spoergsmaal):
    """What the keys of the notices of a question begin with."""
    return f"mentorspoergsmaal-{spoergsmaal.pk}-"


def _frist(mentorskab, after):
    kalender = kalender_for(mentorskab.mentee.kommune)
    return next_frist(mentorskab.fra, mentorskab.hver, kalender, after)


def _url(mentorskab):
    return reverse("netvaerk:mentorskab_detail", args=[mentorskab.pk])
