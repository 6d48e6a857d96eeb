"""The duty to assess a notification of concern within 24 real hours (domain 3.2)."""

from datetime import UTC

from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon.models import Opkald, Overdragelse, Underretning
from akuttelefon.vurderer import (
    OVERDUE,
    WARNING,
    Vurderer,
    deadline,
    is_there,
    leaders_of,
    step_at,
    vurderer_for,
)
from faelles import audit, danish, notices
from faelles.action import action
from plejefamilier import actions as ground
from plejefamilier.models import Plejefamilie

Grund = Underretning.Grund

NY = "Et akutopkald skal vurderes som underretning"
TIL_ORIENTERING = "Et akutopkald vurderes som underretning af en kollega"
OVERDRAGET = "Vurderingen af en underretning er nu din"
IKKE_TAGET = "Ingen har taget en underretning fra akuttelefonen"
IKKE_VURDERET = "En underretning fra akuttelefonen er ikke vurderet til tiden"


@action
def open_underretning(*, by, opkald, begrundelse="", begyndt_at=None):
    """Give somebody the duty to assess a call; one for each call, a repeat changes nothing.

    The clock runs from the start of the call, or from `begyndt_at` (aware) when somebody decides
    later. The call's children must be set before: their rådgiver is told at once, at any hour.
    Raises ValidationError when the reason is missing although the call did not say yes (code
    "grund"), or the call is withdrawn (code "trukket").
    """
    Opkald.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=opkald.pk)
    row = Opkald.objects.select_related("plejefamilie", "kommune").get(pk=opkald.pk)
    first = Underretning.objects.filter(opkald=row).first()
    if first is not None:
        return first
    if row.tilbagetraekninger.filter(fortrudt_at=None).exists():
        raise ValidationError("Opkaldet er trukket tilbage.", code="trukket")
    if not begrundelse.strip() and row.underretningssvar != Opkald.Underretningssvar.JA:
        raise ValidationError(
            {"begrundelse": "Skriv, hvad der giver anledning til bekymring."}, code="grund"
        )
    begun = (begyndt_at or row.start).astimezone(UTC)
    vurderer = vurderer_for(row, timezone.localdate())
    underretning = Underretning.objects.create(
        opkald=row,
        begrundelse=begrundelse.strip(),
        begyndt_at=begun,
        frist=deadline(begun, row.kommune),
        ansvarlig=vurderer.bruger,
        grund=vurderer.grund,
        oprettet_by=by,
    )
    _record("underretning.oprettet", underretning, by=by, ansvarlig=underretning.ansvarlig_id)
    _hand_to_ansvarlig(by=by, underretning=underretning, tekst=NY)
    _tell_others(underretning, vurderer)
    return underretning


def _record(event, row, *, by, **data):
    audit.record(event, row, by=by, familie_id=row.opkald.plejefamilie_id, **data)


def _key(row):
    return f"{row.kilde}-{row.tildelt_nr}-"


def _hand_to_ansvarlig(*, by, underretning, tekst):
    """Tell at once whose duty it now is; she sees the family until it is closed, nobody before."""
    ansvarlig, familie = underretning.ansvarlig, underretning.opkald.plejefamilie
    ground.revoke_sagsadgang(by=by, kilde=underretning.kilde, keep=ansvarlig)
    notices.cancel(f"{underretning.kilde}-{underretning.tildelt_nr - 1}-")
    if ansvarlig is None:
        return
    notices.notify(
        ansvarlig,
        key=_key(underretning),
        tekst=tekst,
        url=underretning.opkald.get_absolute_url(),
    )
    if familie and not Plejefamilie.objects.visible_to(ansvarlig).filter(pk=familie.pk).exists():
        ground.grant_sagsadgang(
            by=by, plejefamilie=familie, bruger=ansvarlig, kilde=underretning.kilde
        )


def _tell_others(underretning, vurderer):
    """The rådgivere of the call's other children hear of it; the duty is not theirs."""
    for bruger in vurderer.andre:
        notices.notify(
            bruger,
            key=f"{underretning.kilde}-andre",
            tekst=TIL_ORIENTERING,
            url=underretning.opkald.get_absolute_url(),
        )


def locked_underretning(underretning):
    """The duty as it is now, held against everybody else until the transaction ends."""
    rows = Underretning.objects.filter(pk=underretning.pk)
    rows.select_for_update().values_list("pk").get()
    return rows.select_related(
        "opkald__plejefamilie", "opkald__kommune", "ansvarlig", "taget_by", "afsluttet_by"
    ).get()


def _when(moment):
    local = timezone.localtime(moment)
    return f"{danish.dato_kort(local.date())} {danish.kl(local)}"


def _refuse_closed(row):
    if row.afsluttet_at is None:
        return
    if row.vurdering == Underretning.Vurdering.TRUKKET:
        raise ValidationError("Opkaldet er trukket tilbage.", code="closed")
    raise ValidationError(
        f"{row.afsluttet_by.fornavn} har allerede vurderet underretningen "
        f"{_when(row.afsluttet_at)}. Din tekst er ikke tabt.",
        code="closed",
    )


@action
def take_underretning(*, by, underretning, tekst):
    """»Jeg har den. Det gør jeg nu: …« The first of two wins; the duty is then hers.

    Raises ValidationError (code "closed") when it is assessed, (code "taget") naming who was
    first, and (code "tekst") when the text is missing. The same person may not take it twice.
    """
    row = locked_underretning(underretning)
    _refuse_closed(row)
    if row.taget_at is not None:
        raise ValidationError(
            f"{row.taget_by.fornavn} har allerede taget den {_when(row.taget_at)}.", code="taget"
        )
    if not tekst.strip():
        raise ValidationError({"tekst": "Skriv, hvad du gør nu."}, code="tekst")
    if row.ansvarlig_id != by.pk:
        _reassign(row, Vurderer(by, Grund.OVERDRAGET), by=by, tekst=OVERDRAGET)
    row.taget_at, row.taget_by, row.taget_tekst = timezone.now(), by, tekst.strip()
    row.save(update_fields=["taget_at", "taget_by", "taget_tekst"])
    notices.cancel(f"{row.kilde}-eskaleret-{WARNING}")
    notices.mark_read(f"{row.kilde}-")
    _record("underretning.taget", row, by=by)
    return row


@action
def assess_underretning(*, by, underretning, vurdering, notat):
    """Close the duty with an assessment and its reason. Only the first of many wins.

    Raises ValidationError (code "closed") that names who was first, and at the field when the
    reason is missing (code "notat") or the assessment is none of a person's (code "vurdering").
    """
    row = locked_underretning(underretning)
    _refuse_closed(row)
    if vurdering not in Underretning.Vurdering.values or vurdering == "trukket":
        raise ValidationError({"vurdering": "Vælg en vurdering."}, code="vurdering")
    if not notat.strip():
        raise ValidationError({"notat": "Skriv, hvorfor du vurderer sådan."}, code="notat")
    close_underretning(by=by, row=row, vurdering=vurdering, notat=notat.strip())
    _record("underretning.vurderet", row, by=by, til_tiden=row.til_tiden, vurdering=vurdering)
    return row


@action
def close_underretning(*, by, row, vurdering, notat):
    """End a locked duty: what waits to be sent is taken back, and access ends with it."""
    row.vurdering, row.notat = vurdering, notat
    row.afsluttet_at, row.afsluttet_by = timezone.now(), by
    row.save(update_fields=["vurdering", "notat", "afsluttet_at", "afsluttet_by"])
    notices.cancel_all(f"{row.kilde}-")
    notices.mark_read(f"{row.kilde}-")
    ground.revoke_sagsadgang(by=by, kilde=row.kilde)


@action
def reopen_underretning(*, by, row):
    """The withdrawal of the call is undone: the duty is open again, with its old deadline."""
    row.vurdering, row.notat, row.afsluttet_at, row.afsluttet_by = "", "", None, None
    row.save(update_fields=["vurdering", "notat", "afsluttet_at", "afsluttet_by"])
    _reassign(row, vurderer_for(row.opkald, timezone.localdate()), by=by, tekst=NY)


@action
def hand_over_underretning(*, by, underretning, til, begrundelse):
    """Give the assessment to another who may assess, with a reason; the deadline stays.

    Raises ValidationError when it is closed, has no reason (code "grund"), is `til`'s already
    (code "samme"), or `til` cannot assess today (code "til").
    """
    row = locked_underretning(underretning)
    _refuse_closed(row)
    if not begrundelse.strip():
        raise ValidationError({"begrundelse": "Skriv, hvorfor du overdrager den."}, code="grund")
    if row.ansvarlig_id == til.pk:
        raise ValidationError({"til": "Vurderingen ligger allerede der."}, code="samme")
    if not is_there(til, row.opkald.kommune, timezone.localdate()):
        raise ValidationError({"til": "Personen kan ikke vurdere den i dag."}, code="til")
    Overdragelse.objects.create(
        underretning=row, fra=row.ansvarlig, til=til, begrundelse=begrundelse.strip(), by=by
    )
    _reassign(row, Vurderer(til, Grund.OVERDRAGET), by=by, tekst=OVERDRAGET)
    _record("underretning.overdraget", row, by=by, til=til.pk)
    return row


def _reassign(row, vurderer, *, by, tekst):
    """Another has the duty. What the one before said that she did is no answer any more."""
    row.ansvarlig, row.grund = vurderer.bruger, vurderer.grund
    row.tildelt_nr += 1
    row.taget_at, row.taget_by, row.taget_tekst = None, None, ""
    row.save(
        update_fields=["ansvarlig", "grund", "tildelt_nr", "taget_at", "taget_by", "taget_tekst"]
    )
    _hand_to_ansvarlig(by=by, underretning=row, tekst=tekst)
    _tell_others(row, vurderer)


@action
def reassign_underretninger(*, by, familier=None):
    """Ask again whose the open duties are (of `familier`, or all) and move those that changed.

    One that was taken or handed over stays while that person is there and may assess. Returns how
    many moved; running it again moves none.
    """
    day = timezone.localdate()
    rows = Underretning.objects.open()
    if familier is not None:
        rows = rows.filter(opkald__plejefamilie__in=familier)
    moved = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        row = locked_underretning(Underretning(pk=pk))
        if row.afsluttet_at is not None or _stays(row, day):
            continue
        vurderer = vurderer_for(row.opkald, day)
        if vurderer.bruger != row.ansvarlig:
            _reassign(row, vurderer, by=by, tekst=OVERDRAGET)
            _record("underretning.flyttet", row, by=by, til=row.ansvarlig_id, grund=row.grund)
            moved += 1
        elif vurderer.grund != row.grund:
            row.grund = vurderer.grund
            row.save(update_fields=["grund"])
    return moved


def _stays(row, day):
    chosen = row.taget_at is not None or row.grund == Grund.OVERDRAGET
    return chosen and row.ansvarlig and is_there(row.ansvarlig, row.opkald.kommune, day)


@action
def escalate_underretning(*, by, underretning):
    """Tell the leaders what the clock has reached, each step once; returns True when it did.

    Whatever was missed while nothing ran is one notice. Without a leader nothing is marked as
    told: as soon as there is one, she hears.
    """
    row = locked_underretning(underretning)
    if row.afsluttet_at is not None:
        return False
    now, opkald = timezone.now(), row.opkald
    step = step_at(row, now)
    if step <= row.eskaleret_nr:
        return False
    familie = opkald.plejefamilie
    leaders = leaders_of(opkald.kommune, familie.team_id if familie else None, timezone.localdate())
    if not leaders:
        return False
    row.eskaleret_nr, row.eskaleret_at = step, now
    row.save(update_fields=["eskaleret_nr", "eskaleret_at"])
    for leader in leaders:
        notices.notify(
            leader,
            key=f"{row.kilde}-eskaleret-{step}",
            tekst=IKKE_VURDERET if step >= OVERDUE else IKKE_TAGET,
            url=opkald.get_absolute_url(),
        )
    _record("underretning.eskaleret", row, by=by, trin=step, ledere=[one.pk for one in leaders])
    return True
