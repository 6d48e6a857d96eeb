"""Who is in a forløb: families of a group, people of supervision for professionals (F16–F21)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Permission
from faelles.action import action
from plejefamilier.actions.save import refusal, refuse_backwards, save_or_explain
from supervision.actions.forloeb import locked_open, record, tell
from supervision.actions.sessionstid import remind_those_asked
from supervision.forloebsregler import caseload_note, tal_for
from supervision.models import Forloeb, Forloebsdeltager, Session, Sessionsdeltager
from supervision.queries.forloeb_valg import familier_followed_by

MANGE_FAMILIER = "mange_familier"  # the code of the warning that may be confirmed (M4)
NY_FAMILIE = "En familie er kommet med i en gruppe, du er supervisor for"
MED = "Du er med i et forløb med supervision"


@action
def add_familie(*, by, forloeb, plejefamilie, fra, bekraeft=frozenset()):
    """A family joins a group from `fra`, and is asked to the meetings that are planned (D7, F16).

    Raises ValidationError for another kind of forløb (code "slags"), a closed one ("lukket"), a
    family of elsewhere or one that has ended ("familie"), one that is in already, and, unless
    `bekraeft` names MANGE_FAMILIER, when the supervisor gets more families than one can follow
    (M4).
    """
    row = locked_open(forloeb)
    if row.slags != Forloeb.Slags.GRUPPE:
        raise ValidationError("Kun grupper har flere familier.", code="slags")
    if plejefamilie.kommune_id != row.kommune_id or plejefamilie.ophoert_paa:
        raise refusal("plejefamilie", "Familien kan ikke være med i gruppen.", "familie")
    number = familier_followed_by(row.supervisor, plejefamilie)
    note = caseload_note(number, tal_for(row.kommune))
    if note and MANGE_FAMILIER not in bekraeft:
        raise ValidationError(note, code=MANGE_FAMILIER)
    place = save_or_explain(Forloebsdeltager(forloeb=row, plejefamilie=plejefamilie, fra=fra))
    for session in _coming(row, fra):
        Sessionsdeltager.objects.get_or_create(session=session, plejefamilie=plejefamilie)
        remind_those_asked(session)
    record(
        "forloeb.familie_med",
        row,
        by=by,
        familie=plejefamilie.pk,
        bekraeftet=sorted(bekraeft) if note else [],
    )
    tell(row, f"familie-{place.pk}", [row.supervisor], NY_FAMILIE, by=by)
    return place


@action
def add_fagperson(*, by, forloeb, bruger, fra):
    """A professional takes part in supervision of professionals, where no family is listed (F20).

    Raises ValidationError for another kind of forløb (code "slags"), a closed one ("lukket"), a
    person without a role in the municipality that may see supervision ("rolle"), and one who is in
    already.
    """
    row = locked_open(forloeb)
    if row.slags != Forloeb.Slags.FAGPERSONER:
        raise ValidationError("Kun supervision af fagpersoner har fagpersoner.", code="slags")
    if not bruger.is_active or row.kommune_id not in bruger.kommuner_med(Permission.USE_SAMSPIL):
        raise refusal("bruger", "Personen har ingen rolle i kommunen i dag.", "rolle")
    place = save_or_explain(Forloebsdeltager(forloeb=row, bruger=bruger, fra=fra))
    for session in _coming(row, fra):
        Sessionsdeltager.objects.get_or_create(session=session, bruger=bruger)
        remind_those_asked(session)
    record("forloeb.fagperson_med", row, by=by, person=bruger.pk)
    if row.aktiveret_at is not None and row.kommune_id in bruger.kommuner_med(
        Permission.SEE_SUPERVISION
    ):
        tell(row, f"med-{place.pk}", [bruger], MED, by=by)
    return place


@action
def end_deltager(*, by, deltager, til):
    """The last day on which a family or a person is in the forløb; its rows stay.

    She is no longer asked to meetings after that day. Raises ValidationError at `til` when it lies
    before the first day, and (code "lukket") in a closed forløb.
    """
    row = locked_open(deltager.forloeb)
    place = Forloebsdeltager.objects.select_for_update().get(pk=deltager.pk)
    refuse_backwards(place.fra, til)
    if place.til == til:
        return place
    place.til = til
    place = save_or_explain(place)
    about = {"plejefamilie": place.plejefamilie_id, "bruger": place.bruger_id}
    later = row.sessioner.filter(logget_at=None, start__date__gt=til)
    Sessionsdeltager.objects.filter(session__in=later, kom=None, **about).delete()
    for session in _coming(row, til):
        remind_those_asked(session)
    record("forloeb.deltager_ud", row, by=by, deltager=place.pk)
    return place


def _coming(row, fra):
    """The planned meetings of a forløb from the day `fra` that have not begun."""
    rows = Session.objects.planned().filter(forloeb=row, start__gt=timezone.now())
    rows = rows.select_related("forloeb__kommune", "supervisor").order_by("start")
    return rows.filter(start__date__gte=fra, logget_at=None)
