"""What holds for the time of a session: R13, R16, F4, F8, B10; and who is told of it (R17)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.constraints import on_day
from faelles.models import Besked
from plejefamilier import tidskilder
from plejefamilier.actions.tid import take_people, take_room
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Deltager, Plejeforaelder
from plejefamilier.models.moede import Sted
from supervision import konsulterende
from supervision.actions.besked import (
    Slags,
    plan_reminders,
    quiet,
    reminder_moments,
    write_familie,
)
from supervision.models import (
    Familiebesked,
    Forloeb,
    Kursusgang,
    Session,
    Sessionsdeltager,
    Tilmelding,
)

FAMILIE_OPTAGET, LAENGDE = "familie_optaget", "laengde"  # warnings to be confirmed
BEKRAEFTES = frozenset({FAMILIE_OPTAGET, LAENGDE})
SNART = "Der er snart supervision"
PLANLAGT = "Supervision er planlagt"
FLYTTET = "Supervision er flyttet"
AFLYST = "Supervision er aflyst"
MINUTE = timedelta(minutes=1)


def kilde(session):
    """What names a session among busy times and rooms."""
    return f"session-{session.pk}"


def check(session):
    """Raise ValidationError for what may not be, with the code and at the field.

    "hjemme" (F4), "konsulent_oenske" (B10), "supervisor", and of a konsulterende forløb those of
    R13 as konsulterende.check_meeting gives them.
    """
    forloeb = session.forloeb
    if session.slut <= session.start:
        _refuse("minutter", "Supervisionen skal slutte, efter den begynder.", "slut")
    if session.sted == Sted.HJEMME and session.hjemme_oensket_paa is None:
        _refuse("hjemme_oensket_paa", "Hjemme kun, når familien selv ønsker det.", "hjemme")
    if session.konsulent_med != Session.KonsulentMed.NEJ and session.konsulent_oensket_paa is None:
        text = "Konsulenten er kun med, når familien ønsker det. Skriv datoen for ønsket."
        _refuse("konsulent_oensket_paa", text, "konsulent_oenske")
    if session.supervisor_id not in (forloeb.supervisor_id, forloeb.koordinator_id):
        text = "Supervisor skal være forløbets supervisor eller koordinator."
        _refuse("supervisor", text, "supervisor")
    if forloeb.slags == Forloeb.Slags.KONSULTERENDE:
        tal = konsulterende.tal_for(forloeb.kommune)
        others = forloeb.sessioner.planned().exclude(pk=session.pk).values_list("start", flat=True)
        days = [timezone.localdate(start) for start in others]
        try:
            konsulterende.check_meeting(days, timezone.localdate(session.start), tal)
        except ValidationError as error:
            raise ValidationError({"dato": error.error_list}) from None


def warn(session, familier, bekraeft):
    """Raise ValidationError for what may be right all the same, unless `bekraeft` names it."""
    if LAENGDE not in bekraeft and (text := length_warning(session)):
        raise ValidationError(text, code=LAENGDE)
    if FAMILIE_OPTAGET not in bekraeft and family_is_busy(session, familier):
        raise ValidationError(
            "Familien har noget andet på samme tid. Hold supervisionen alligevel, hvis de voksne "
            "kan dele sig.",
            code=FAMILIE_OPTAGET,
        )


def length_warning(session):
    """Why the length is unusual, of a group (F8) or a konsulterende forløb (R13); or ""."""
    forloeb, minutes = session.forloeb, (session.slut - session.start) // MINUTE
    if forloeb.slags == Forloeb.Slags.GRUPPE:
        keys = "supervision.gruppe_mindst_minutter", "supervision.gruppe_hoejst_minutter"
        tal = regler.values(keys, forloeb.kommune)
        if not tal[keys[0]] <= minutes <= tal[keys[1]]:
            return (
                f"Gruppesupervision varer {tal[keys[0]]}–{tal[keys[1]]} minutter, og her er "
                f"{minutes}. Ret tiden, eller hold den alligevel."
            )
    if forloeb.slags == Forloeb.Slags.KONSULTERENDE:
        wanted = konsulterende.tal_for(forloeb.kommune).minutter
        if minutes != wanted:
            return (
                f"Et konsulterende møde varer {wanted} minutter, og her er {minutes}. "
                "Ret tiden, eller hold det alligevel."
            )
    return ""


def family_is_busy(session, familier):
    """Has one of `familier` another session, a course or a meeting in that time? (R16)"""
    return bool(family_times(familier, session.start, session.slut, besides=session.pk))


def family_times(familier, start, slut, *, besides=None):
    """What `familier` (ids) have between two moments, as [(start, slut)], other rooms' too.

    `besides` is a session's id.
    """
    at = {"start__lt": slut, "slut__gt": start}
    others = Session.objects.planned().filter(deltagere__plejefamilie__in=familier, **at)
    courses = Tilmelding.objects.seated().filter(plejefamilie__in=familier).values("kursus")
    meetings = Deltager.objects.present().exclude(svar=Deltager.Svar.AFBUD)
    meetings = meetings.filter(
        plejeforaelder__plejefamilie__in=familier,
        moede__aflyst_at=None,
        **{f"moede__{name}": moment for name, moment in at.items()},
    )
    return [
        *others.exclude(pk=besides).values_list("start", "slut"),
        *Kursusgang.objects.planned().filter(kursus__in=courses, **at).values_list("start", "slut"),
        *meetings.values_list("moede__start", "moede__slut"),
        *tidskilder.family_times(familier, start, slut),
    ]


def seat(session):
    """Ask the families and professionals of the forløb on that day to come; (families, people)."""
    forloeb, day = session.forloeb, timezone.localdate(session.start)
    rows = [*forloeb.deltagere.filter(on_day(day)).select_related("plejefamilie", "bruger")]
    familier = [forloeb.plejefamilie] if forloeb.plejefamilie else []
    familier += [row.plejefamilie for row in rows if row.plejefamilie]
    people = [row.bruger for row in rows if row.bruger]
    if session.pk:
        here = {(one.plejefamilie_id, one.bruger_id): one for one in session.deltagere.all()}
        wanted = {(familie.pk, None): {"plejefamilie": familie} for familie in familier}
        wanted |= {(None, person.pk): {"bruger": person} for person in people}
        for key, who in wanted.items():
            if key not in here:
                Sessionsdeltager.objects.create(session=session, **who)
        for key, one in here.items():
            if key not in wanted and one.kom is None:
                one.delete()
    return familier, people


def invited(session):
    """The families and professionals who were asked to come: (families, people)."""
    rows = [*session.deltagere.select_related("plejefamilie", "bruger")]
    familier = [row.plejefamilie for row in rows if row.plejefamilie]
    return familier, [row.bruger for row in rows if row.bruger]


def konsulenter(session, familier):
    """Who has the duties of the families on the day of the session, each once."""
    day = timezone.localdate(session.start)
    found = {one.pk: one for familie in familier for one in ansvarlige_for(familie, day)}
    return [*found.values()]


def book(session, familier, people):
    """Take the time of supervisor, professionals and (B10) konsulent, and the room (R16)."""
    taking_part = [session.supervisor, *people]
    with_konsulent = session.konsulent_med != Session.KonsulentMed.NEJ
    if with_konsulent and session.forloeb.plejefamilie_id:
        taking_part += konsulenter(session, familier)
    take_people(kilde(session), taking_part, session.start, session.slut, felt="klokken")
    take_room(kilde(session), session.lokale, session.start, session.slut)


def remind(session, familier, people):
    """Plan the reminders of a session anew; those of an earlier time are taken back (R17)."""
    quiet(kilde(session))
    _plan(session, familier, people)


def remind_those_asked(session):
    """Reminders go to those who are asked to come now, and to their families' konsulenter (R6).

    What is missing is planned; those of somebody who is not asked any more are taken back. Running
    it again changes nothing.
    """
    familier, people = invited(session)
    now, begins = timezone.now(), f"{kilde(session)}-{session.udgave}-"
    told, voksne = _told(session, familier, people), _voksne(familier)
    inbox = Besked.objects.filter(done_at=None, due_at__gt=now, key__startswith=begins)
    inbox.exclude(to__in=told).update(cancelled_at=now)
    inbox.filter(to__in=told).update(cancelled_at=None)  # she may have been asked before
    mails = Familiebesked.objects.filter(
        done_at=None, due_at__gt=now, slags=Slags.PAAMINDELSE, noegle__startswith=begins
    )
    mails.exclude(plejeforaelder__in=voksne).update(cancelled_at=now)
    mails.filter(plejeforaelder__in=voksne).update(cancelled_at=None)
    _plan(session, familier, people)


def _told(session, familier, people):
    """Supervisor, professionals and the families' konsulenter, each once."""
    everybody = [session.supervisor, *people, *konsulenter(session, familier)]
    return [*{one.pk: one for one in everybody}.values()]


def _plan(session, familier, people):
    plan_reminders(
        f"{kilde(session)}-{session.udgave}",
        reminder_moments(session.forloeb.kommune, session.start, timezone.now()),
        people=_told(session, familier, people),
        plejeforaeldre=_voksne(familier),
        tekst=SNART,
        url=url(session),
        about={"session": session},
    )


def tell(session, familier, people, tekst, by):
    """Say in the inbox of those who take part or have the family that something is new."""
    told = [one for one in _told(session, familier, people) if by is None or one.pk != by.pk]
    key = f"{kilde(session)}-{session.udgave}-{tekst.split()[-1]}"
    if tekst == PLANLAGT:  # a whole forløb at once is one notice
        key = f"forloebsplan-{session.forloeb_id}-{timezone.localdate()}"
    for person in told:
        notices.notify(person, key=key, tekst=tekst, url=url(session))


def write_to_families(session, familier, slags):
    """Mail the foster parents that a time has moved or will not be held; no names (W5)."""
    for voksen in _voksne(familier):
        noegle = f"{kilde(session)}-{session.udgave}-{slags}-{voksen.pk}"
        write_familie(voksen, slags, noegle=noegle, due_at=timezone.now(), session=session)


def record(event, session, by, **data):
    """A line of the log about a session, under its family."""
    familie_id = session.forloeb.plejefamilie_id
    audit.record(event, session, by=by, familie_id=familie_id, **data)


def url(session):
    return reverse("supervision:session_detail", args=[session.pk])


def _voksne(familier):
    rows = Plejeforaelder.objects.filter(plejefamilie__in=familier, fratraadt_paa=None)
    return rows.order_by("pk")


def _refuse(felt, text, code):
    raise ValidationError({felt: ValidationError(text, code=code)})
