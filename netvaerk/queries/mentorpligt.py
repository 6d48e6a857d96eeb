"""Duties of mentors on Min dag: ask and answer, find one, follow up, end (J8, R6)."""

from datetime import timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.urls import reverse

from faelles import danish, regler
from faelles.access import Permission
from faelles.hverdage_i_query import HverdagAfter
from netvaerk.models import Mentoropfoelgning, Mentorskab, Mentorspoergsmaal
from netvaerk.queries.mentorfakta import in_use
from plejefamilier.ansvar import familier_of
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

SVAR, FIND, FOELG_OP, AFSLUT = (
    "mentorspoergsmaal",
    "mentorskab_find",
    "mentoropfoelgning",
    "mentorskab_slut",
)
NAVN = "Mentor"


def _mine(bruger, dag):
    """Families whose duties are `bruger`'s, or None when she conveys no mentors."""
    if not bruger.can(Permission.MANAGE_MENTOR) or bruger.kommune is None:
        return None
    return familier_of(bruger, dag)


def svar_pligter(bruger, dag):
    """Families that are asked to be mentor, and whose answer is not written."""
    mine = _mine(bruger, dag)
    if mine is None:
        return None
    rows = Mentorspoergsmaal.objects.open().filter(mentor__in=mine)
    return PLIGT.of(
        rows,
        slags=Value(SVAR),
        noegle=F("pk"),
        frist=F("svarfrist"),
        familie=F("mentor"),
        familienavn=F("mentor__navn"),
    )


def find_pligter(bruger, dag):
    """Families that wait for a mentor while nobody is asked, due so long after their wish."""
    mine = _mine(bruger, dag)
    if mine is None or not in_use(bruger.kommune):
        return None
    asked = Mentorspoergsmaal.objects.open().filter(mentorskab=OuterRef("pk"))
    rows = Mentorskab.objects.searching().filter(
        ~Exists(asked), mentee__in=mine, mentee__ophoert_paa=None
    )
    days = timedelta(days=regler.value("netvaerk.svar_dage", bruger.kommune))
    wanted = ExpressionWrapper(F("oensket_paa") + Value(days), output_field=DateField())
    frist = HverdagAfter(wanted, F("mentee__kommune"), number=0)
    return _of_mentee(rows, FIND, frist)


def opfoelgning_pligter(bruger, dag):
    """Mentorskaber of which it is soon, or past, time to ask how it goes."""
    mine = _mine(bruger, dag)
    if mine is None:
        return None
    soon = dag + timedelta(days=regler.value("netvaerk.opfoelgning_vises", bruger.kommune))
    rows = Mentoropfoelgning.objects.waiting().filter(
        frist__lte=soon,
        mentorskab__mentee__in=mine,
        mentorskab__mentee__ophoert_paa=None,
        mentorskab__mentor__ophoert_paa=None,
    )
    return PLIGT.of(
        rows,
        slags=Value(FOELG_OP),
        noegle=F("mentorskab"),
        frist=F("frist"),
        familie=F("mentorskab__mentee"),
        familienavn=F("mentorskab__mentee__navn"),
    )


def slut_pligter(bruger, dag):
    """Mentorskaber of which one of the two is no foster family any more."""
    mine = _mine(bruger, dag)
    if mine is None:
        return None
    stopped = Q(mentee__ophoert_paa__lte=dag) | Q(mentor__ophoert_paa__lte=dag)
    rows = Mentorskab.objects.filter(stopped, til=None, mentee__in=mine)
    return _of_mentee(rows, AFSLUT, Value(dag))


def _of_mentee(rows, slags, frist):
    return PLIGT.of(
        rows,
        slags=Value(slags),
        noegle=F("pk"),
        frist=frist,
        familie=F("mentee"),
        familienavn=F("mentee__navn"),
    )


def svar_ord(raekke, dag):
    return Ord(
        titel="Spørg familien, om den vil være mentor",
        hvorfor="En anden plejefamilie har brug for en mentor. "
        f"Skriv svaret senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv familiens svar",
        url=reverse("netvaerk:mentorspoergsmaal_answer", args=[raekke.noegle]),
    )


def find_ord(raekke, dag):
    return Ord(
        titel="Find en mentorfamilie",
        hvorfor="Familien vil gerne have en mentor, og ingen er spurgt endnu.",
        knap="Vælg en mentorfamilie",
        url=reverse("netvaerk:mentorskab_ask", args=[raekke.noegle]),
    )


def opfoelgning_ord(raekke, dag):
    return Ord(
        titel="Hør, hvordan det går med mentoren",
        hvorfor=f"I har aftalt at tale om det senest {danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv opfølgningen",
        url=reverse("netvaerk:mentorskab_follow_up", args=[raekke.noegle]),
    )


def slut_ord(raekke, dag):
    return Ord(
        titel="Afslut mentorskabet",
        hvorfor="En af de to familier er ikke plejefamilie længere.",
        knap="Afslut mentorskabet",
        url=reverse("netvaerk:mentorskab_end", args=[raekke.noegle]),
    )
