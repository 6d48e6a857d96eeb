from django.core.exceptions import ValidationError
from django.utils import timezone

from akuttelefon import frist as rules
from akuttelefon.actions.underretning import open_underretning
from akuttelefon.ansvar import Ansvar, ansvar_for, is_there, leader_for, not_settled
from akuttelefon.models import Opfoelgning, Opkald, Overdragelse
from akuttelefon.plan import stale_frister
from faelles import audit, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from plejefamilier import actions as ground
from plejefamilier.models import Plejefamilie

NYT_OPKALD = "Nyt akutopkald til opfølgning"
OVERDRAGET = "En opfølgning på et akutopkald er nu din"
OVERSKREDET = "En opfølgning på et akutopkald er over fristen"
UKENDT = "Et akutopkald mangler at blive knyttet til en familie"


@action
def hand_to_ansvarlig(*, by, opfoelgning, tekst):
    """Tell the person whose duty it now is, let her see the family, and nobody else any more."""
    opkald = opfoelgning.opkald
    ground.revoke_sagsadgang(by=by, kilde=opfoelgning.kilde, keep=opfoelgning.ansvarlig)
    notices.cancel(_key(opfoelgning, opfoelgning.tildelt_nr - 1))
    if opfoelgning.ansvarlig is None:
        return
    notices.notify(
        opfoelgning.ansvarlig,
        key=_key(opfoelgning, opfoelgning.tildelt_nr),
        tekst=tekst,
        url=opkald.get_absolute_url(),
        due_at=max(opfoelgning.notify_at, timezone.now()),
    )
    show_familie(by=by, opfoelgning=opfoelgning)


@action
def show_familie(*, by, opfoelgning):
    """Whoever has the duty sees the family until it is closed, whatever else ends meanwhile.

    Only the fixed konsulent needs no access of her own: if her assignment ends, so does the duty.
    """
    familie, ansvarlig = opfoelgning.opkald.plejefamilie, opfoelgning.ansvarlig
    if familie is None or ansvarlig is None:
        return
    fast = opfoelgning.grund == Opfoelgning.Grund.FAST
    if not fast or not Plejefamilie.objects.visible_to(ansvarlig).filter(pk=familie.pk).exists():
        ground.grant_sagsadgang(
            by=by, plejefamilie=familie, bruger=ansvarlig, kilde=opfoelgning.kilde
        )


def _key(opfoelgning, number):
    return f"{opfoelgning.kilde}-{number}-"


def locked(opfoelgning):
    """The duty as it is now, held against everybody else until the transaction ends.

    Lock first, read afterwards: a query that waits for a lock shows the new row beside the old
    rows that it joined before it waited.
    """
    rows = Opfoelgning.objects.filter(pk=opfoelgning.pk)
    rows.select_for_update().values_list("pk").get()
    return rows.select_related(
        "opkald__plejefamilie", "opkald__kommune", "ansvarlig", "overdraget_til", "completed_by"
    ).get()


def _refuse_closed(opfoelgning):
    if opfoelgning.completed_at is None:
        return
    if opfoelgning.resultat == Opfoelgning.Resultat.TRUKKET:
        raise ValidationError("Opkaldet er trukket tilbage. Din note er ikke tabt.", code="closed")
    local = timezone.localtime(opfoelgning.completed_at)
    raise ValidationError(
        f"{opfoelgning.completed_by.fornavn} har allerede lukket opgaven "
        f"{local:%d-%m-%Y} kl. {local:%H.%M}. Din note er ikke tabt.",
        code="closed",
    )


@action
def complete_opfoelgning(
    *, by, opfoelgning, notat, resultat, underretning="", underretning_begrundelse=""
):
    """Close the duty with what came of it. Only the first of two wins.

    When the call's answer about underretning was »ved ikke«, the one who follows up decides:
    `underretning` is a value of Opfoelgning.Underretningssvar, with a reason; yes opens the duty
    to assess, whose clock begins now. Raises ValidationError (code "closed") that names who was
    first, (code "notat") when the text is missing, (code "resultat") for a result that is the
    system's own, and (code "underretning", "grund") when the decision or its reason is missing.
    """
    Opkald.objects.select_for_update(of=("self",), no_key=True).get(pk=opfoelgning.opkald_id)
    row = locked(opfoelgning)
    _refuse_closed(row)
    if not notat.strip():
        raise ValidationError({"notat": "Skriv, hvad I talte om."}, code="notat")
    if resultat == Opfoelgning.Resultat.TRUKKET:
        raise ValidationError({"resultat": "Vælg, hvad der kom ud af det."}, code="resultat")
    _decide_underretning(row, underretning, underretning_begrundelse.strip(), by=by)
    close_opfoelgning(by=by, row=row, notat=notat.strip(), resultat=resultat)
    audit.record(
        "opfoelgning.afsluttet",
        row,
        by=by,
        familie_id=row.opkald.plejefamilie_id,
        til_tiden=row.til_tiden,
    )
    return row


def _decide_underretning(row, svar, begrundelse, *, by):
    """Keep the decision that the call left open; a yes opens the duty to assess."""
    if not row.asks_underretning():
        return
    if svar not in Opfoelgning.Underretningssvar.values:
        raise ValidationError(
            {"underretning": "Svar på, om der er anledning til underretning."}, code="underretning"
        )
    if not begrundelse:
        raise ValidationError({"underretning_begrundelse": "Skriv kort hvorfor."}, code="grund")
    row.underretningssvar, row.underretning_begrundelse = svar, begrundelse
    row.save(update_fields=["underretningssvar", "underretning_begrundelse"])
    if svar == Opfoelgning.Underretningssvar.JA:
        open_underretning(
            by=by, opkald=row.opkald, begrundelse=begrundelse, begyndt_at=timezone.now()
        )


@action
def close_opfoelgning(*, by, row, notat, resultat):
    """End a locked duty: what waits to be sent is taken back, and access ends with it."""
    row.notat, row.resultat = notat, resultat
    row.completed_at, row.completed_by = timezone.now(), by
    row.save(update_fields=["notat", "resultat", "completed_at", "completed_by"])
    notices.cancel_all(f"{row.kilde}-")
    notices.mark_read(f"{row.kilde}-")
    ground.revoke_sagsadgang(by=by, kilde=row.kilde)


@action
def reopen_opfoelgning(*, by, row):
    """The withdrawal of the call is undone: the duty is open again, with its old due date."""
    row.notat, row.resultat, row.completed_at, row.completed_by = "", "", None, None
    row.save(update_fields=["notat", "resultat", "completed_at", "completed_by"])
    ansvar = ansvar_for(
        row.opkald.plejefamilie,
        row.opkald.kommune,
        max(row.frist, timezone.localdate()),
        overdraget_til=row.overdraget_til,
    )
    _reassign(row, ansvar, by=by, tekst=NYT_OPKALD if row.opkald.plejefamilie else UKENDT)


@action
def hand_over_opfoelgning(*, by, opfoelgning, til, begrundelse):
    """Give the duty to a colleague, with a reason; the due date stays (R6).

    Raises ValidationError when it is closed, has no reason, or `til` may not follow up there.
    """
    row = locked(opfoelgning)
    _refuse_closed(row)
    if not begrundelse.strip():
        raise ValidationError(
            {"begrundelse": "Skriv, hvorfor du overdrager opgaven."}, code="grund"
        )
    if row.ansvarlig_id == til.pk:
        raise ValidationError({"til": "Opgaven ligger allerede hos den kollega."}, code="samme")
    if not is_there(til, row.opkald.kommune, max(row.frist, timezone.localdate())):
        raise ValidationError(
            {"til": "Kollegaen kan ikke følge op den dag. Vælg en anden."}, code="til"
        )
    Overdragelse.objects.create(
        opfoelgning=row, fra=row.ansvarlig, til=til, begrundelse=begrundelse.strip(), by=by
    )
    row.overdraget_til = til
    _reassign(row, Ansvar(til, Opfoelgning.Grund.OVERDRAGET), by=by, tekst=OVERDRAGET)
    audit.record(
        "opfoelgning.overdraget", row, by=by, familie_id=row.opkald.plejefamilie_id, til=til.pk
    )
    return row


def _reassign(row, ansvar, *, by, tekst):
    row.ansvarlig, row.grund = ansvar.bruger, ansvar.grund
    row.tildelt_nr += 1
    row.save(update_fields=["ansvarlig", "grund", "tildelt_nr", "overdraget_til"])
    hand_to_ansvarlig(by=by, opfoelgning=row, tekst=tekst)


@action
def reassign_open(*, by, familier=None):
    """Ask R6 again for open duties (of `familier`, or all) and move those that changed hands.

    Called in the transaction of every change of konsulent, absence or team, and by beat for what
    the calendar alone changes. A duty past its due date follows whoever is there today. Returns
    how many moved; running it again moves none.
    """
    today = timezone.localdate()
    open_rows = Opfoelgning.objects.open()
    if familier is not None:
        open_rows = open_rows.filter(opkald__plejefamilie__in=familier)
    moved = 0
    for pk in not_settled(open_rows, today).order_by("pk").values_list("pk", flat=True):
        row = locked(Opfoelgning(pk=pk))
        if row.completed_at is not None:
            continue
        ansvar = ansvar_for(
            row.opkald.plejefamilie,
            row.opkald.kommune,
            max(row.frist, today),
            overdraget_til=row.overdraget_til,
        )
        if ansvar.bruger != row.ansvarlig:
            _reassign(row, ansvar, by=by, tekst=OVERDRAGET)
            audit.record(
                "opfoelgning.flyttet",
                row,
                by=by,
                familie_id=row.opkald.plejefamilie_id,
                til=row.ansvarlig_id,
                grund=row.grund,
            )
            moved += 1
        elif ansvar.grund != row.grund:
            row.grund = ansvar.grund
            row.save(update_fields=["grund"])
            show_familie(by=by, opfoelgning=row)
    return moved


@action
def escalate_opfoelgning(*, by, opfoelgning):
    """Tell the leader once that a duty is still open on the next hverdag after its day (R5).

    The duty stays where it is. Returns False when there was nothing to tell, or nobody: as soon as
    the municipality has a leader, she is told.
    """
    row = locked(opfoelgning)
    if row.completed_at is not None or row.escalated_at is not None:
        return False
    kommune = row.opkald.kommune
    klokken = regler.value("akut.eskalering_kl", kommune)
    now = timezone.now()
    if now < rules.escalate_at(row.frist, kalender_for(kommune), klokken):
        return False
    familie = row.opkald.plejefamilie
    leader = leader_for(kommune, familie.team_id if familie else None, timezone.localdate())
    if leader is None:
        return False
    row.escalated_at = now
    row.save(update_fields=["escalated_at"])
    notices.notify(
        leader,
        key=f"{row.kilde}-eskaleret",
        tekst=OVERSKREDET,
        url=row.opkald.get_absolute_url(),
    )
    audit.record(
        "opfoelgning.eskaleret",
        row,
        by=by,
        familie_id=row.opkald.plejefamilie_id,
        leder=leader.pk,
    )
    return True


@action
def move_frister(*, by, kommune):
    """Give open duties the due date that today's calendar says (R1: only when a user asks).

    Closed duties never move. Returns how many moved.
    """
    moved = 0
    for opfoelgning, forloeb in stale_frister(kommune):
        row = locked(opfoelgning)
        if row.completed_at is None and row.frist == opfoelgning.frist:
            before, row.frist = row.frist, forloeb.frist
            row.oversprungne, row.notify_at = forloeb.oversprungne, forloeb.notify_at
            row.save(update_fields=["frist", "oversprungne", "notify_at"])
            _tell_later(row)
            audit.record(
                "opfoelgning.frist_flyttet",
                row,
                by=by,
                familie_id=row.opkald.plejefamilie_id,
                fra=before.isoformat(),
                til=row.frist.isoformat(),
            )
            moved += 1
    familier = Plejefamilie.objects.filter(kommune=kommune)
    reassign_open(by=by, familier=familier)
    return moved


def _tell_later(row):
    """A notice that is still waiting follows the new day; one that was sent stays sent."""
    if notices.cancel(_key(row, row.tildelt_nr)):
        row.tildelt_nr += 1
        row.save(update_fields=["tildelt_nr"])
        notices.notify(
            row.ansvarlig,
            key=_key(row, row.tildelt_nr),
            tekst=NYT_OPKALD if row.opkald.plejefamilie else UKENDT,
            url=row.opkald.get_absolute_url(),
            due_at=max(row.notify_at, timezone.now()),
        )
