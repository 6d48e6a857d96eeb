"""Sessions of supervision: planned, moved, cancelled."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import danish, notices
from faelles.action import action
from faelles.versions import refuse_other_version
from plejefamilier.actions.tid import give_free
from plejefamilier.models.moede import Form, Sted
from supervision.actions import sessionstid as tid
from supervision.actions.besked import Slags, quiet
from supervision.models import Forloeb, Session

NO_FORM = ("logget_af",)  # written when the session is logged
NEJ = Session.KonsulentMed.NEJ


@action
def plan_session(
    *,
    by,
    forloeb,
    start,
    slut,
    sted=None,
    lokale=None,
    form=Form.FYSISK,
    link="",
    supervisor=None,
    tema="",
    hjemme_oensket_paa=None,
    konsulent_med=NEJ,
    konsulent_oensket_paa=None,
    bekraeft=frozenset(),
):
    """Plan one time of supervision: people and room are booked, everybody is reminded (R16, R17).

    `start` and `slut` are aware moments; `sted` and `supervisor` are the forløb's unless said, and
    so are the days on which the family wished for it at home (F4) or for its konsulent (B10).
    The same again changes nothing. Raises ValidationError as sessionstid.check does, for a time
    that has passed (code "fortid"), a closed forløb ("afsluttet"), a second session at the very
    same time ("samme_tid"), busy people or a taken room ("optaget"), and, unless `bekraeft` names
    the code, when the family is busy ("familie_optaget") or the length unusual ("laengde", F8).
    """
    forloeb = _open_forloeb(forloeb)
    if start < timezone.now():
        raise ValidationError({"dato": ValidationError("Tidspunktet er forbi.", code="fortid")})
    session = draft(
        forloeb,
        start,
        slut,
        sted=sted or forloeb.sted,
        lokale=lokale,
        form=form,
        link=link,
        supervisor=supervisor or forloeb.supervisor,
        tema=tema.strip(),
        hjemme_oensket_paa=hjemme_oensket_paa,
        konsulent_med=konsulent_med,
        konsulent_oensket_paa=konsulent_oensket_paa,
    )
    before = Session.objects.planned().filter(forloeb=forloeb, start=start).first()
    if before is not None:
        if before.slut == slut and before.logget_at is None:
            return before
        day = danish.ugedag(timezone.localdate(start), timezone.localdate())
        text = f"Der er allerede supervision i forløbet {day} på det tidspunkt."
        raise ValidationError({"klokken": ValidationError(text, code="samme_tid")})
    tid.check(session)
    familier, people = tid.seat(session)
    tid.warn(session, [familie.pk for familie in familier], bekraeft)
    session.overlap_bekraeftet = tid.FAMILIE_OPTAGET in bekraeft
    session.full_clean(exclude=NO_FORM)
    session.save()
    tid.seat(session)
    tid.book(session, familier, people)
    tid.record("session.planlagt", session, by=by, bekraeftet=sorted(bekraeft))
    tid.tell(session, familier, people, tid.PLANLAGT, by=by)
    tid.remind(session, familier, people)
    return session


@action
def move_session(*, by, session, start, slut, version=None, bekraeft=frozenset(), **felter):
    """Hold the session at another time or place; everybody is told, reminders move along.

    `felter` are sted, lokale, form, link, supervisor, tema, hjemme_oensket_paa, konsulent_med and
    konsulent_oensket_paa. Raises ValidationError as plan_session does; when it is cancelled (code
    "aflyst") or written down ("logget"); and (code "stale") when a colleague saved in between.
    """
    row = locked(session, version=version)
    changed = {"start": start, "slut": slut, **felter}
    if all(getattr(row, name) == value for name, value in changed.items()):
        return row
    moved = (row.start, row.slut) != (start, slut)
    if moved and start < timezone.now():
        raise ValidationError({"dato": ValidationError("Tidspunktet er forbi.", code="fortid")})
    for name, value in changed.items():
        setattr(row, name, value)
    wishes_of_forloeb(row)
    same = Session.objects.planned().filter(forloeb=row.forloeb_id, start=start).exclude(pk=row.pk)
    if same.exists():
        text = "Der er allerede supervision i forløbet på det tidspunkt."
        raise ValidationError({"klokken": ValidationError(text, code="samme_tid")})
    tid.check(row)
    familier, people = tid.seat(row)
    tid.warn(row, [familie.pk for familie in familier], bekraeft)
    row.overlap_bekraeftet = tid.FAMILIE_OPTAGET in bekraeft
    row.full_clean(exclude=NO_FORM)
    _save(row)
    tid.book(row, familier, people)
    tid.record("session.flyttet", row, by=by, flyttet=moved)
    tid.remind(row, familier, people)
    if moved or "sted" in felter:
        tid.tell(row, familier, people, tid.FLYTTET, by=by)
        tid.write_to_families(row, familier, Slags.AENDRET)
    return row


@action
def cancel_session(*, by, session, begrundelse, version=None):
    """Cancel a session: it stays, struck through; people and room are free, everybody is told.

    Raises ValidationError for an empty reason (code "begrundelse") and as move_session does.
    """
    if not begrundelse.strip():
        text = "Skriv, hvorfor supervisionen aflyses."
        raise ValidationError({"begrundelse": ValidationError(text, code="begrundelse")})
    row = locked(session, version=version)
    row.aflyst_at, row.aflyst_fordi = timezone.now(), begrundelse.strip()
    row.full_clean(exclude=NO_FORM)
    _save(row)
    give_free(tid.kilde(row))
    quiet(tid.kilde(row))
    notices.mark_read(f"{tid.kilde(row)}-")
    tid.record("session.aflyst", row, by=by)
    if row.start > row.aflyst_at:
        familier, people = tid.invited(row)
        tid.tell(row, familier, people, tid.AFLYST, by=by)
        tid.write_to_families(row, familier, Slags.AFLYST)
    return row


# --- parts ------------------------------------------------------------------------------------


def draft(forloeb, start, slut, **felter):
    """A session that is not saved; the family's wishes are the forløb's unless they are given."""
    session = Session(forloeb=forloeb, start=start, slut=slut, **felter)
    wishes_of_forloeb(session)
    return session


def locked(session, *, version=None):
    """The session, locked with its forløb. Raises ValidationError: cancelled, logged, or stale."""
    Forloeb.objects.select_for_update(no_key=True).get(pk=session.forloeb_id)
    row = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("forloeb__kommune", "forloeb__plejefamilie", "supervisor", "lokale")
        .get(pk=session.pk)
    )
    if row.aflyst_at:
        raise ValidationError("Supervisionen er aflyst.", code="aflyst")
    if row.logget_at:
        raise ValidationError("Supervisionen er allerede skrevet.", code="logget")
    if version is not None:
        refuse_other_version(row, version)
    return row


def _open_forloeb(forloeb):
    row = (
        Forloeb.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kommune", "plejefamilie", "supervisor")
        .get(pk=forloeb.pk)
    )
    if row.afsluttet_at:
        raise ValidationError("Forløbet er afsluttet.", code="afsluttet")
    return row


def wishes_of_forloeb(session):
    """What the family wished for the whole forløb holds for each time of it (F4, B10)."""
    forloeb = session.forloeb
    if session.sted == Sted.HJEMME:
        session.hjemme_oensket_paa = session.hjemme_oensket_paa or forloeb.hjemme_oensket_paa
    if session.konsulent_med != NEJ:
        wish = session.konsulent_oensket_paa or forloeb.konsulent_oensket_paa
        session.konsulent_oensket_paa = wish


def _save(row):
    row.version += 1
    row.udgave += 1
    row.save()
