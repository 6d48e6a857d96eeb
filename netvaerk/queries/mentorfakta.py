"""What the rules of mentors ask of a family: approval, courses, places, strain (R15, J9)."""

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from faelles import regler
from netvaerk import mentoregnethed
from netvaerk.models import Mentorskab
from netvaerk.models.reach import own_families
from plejefamilier.models import Belastning, Godkendelse, Kompetenceforloeb, Plejefamilie

AAR, FORLOEB = "netvaerk.mentor_aar", "netvaerk.mentor_kraever_forloeb"
OPSTART, BELASTET_FRA = "netvaerk.opstart_maaneder", "netvaerk.belastet_fra"
I_BRUG = "netvaerk.mentor"
Advarsel = Mentorskab.Advarsel


def with_facts(rows, bruger=None):
    """Families with what the rules ask, in the same query.

    `foerst_godkendt` and `gennemfoert` (or None) are days, `loeber` how many families it is mentor
    for, `score` its newest strain that stands (or None), `egen` whether it is `bruger`'s work.
    """
    of = {"plejefamilie": OuterRef("pk")}
    approved = Godkendelse.objects.filter(**of).order_by().values("plejefamilie")
    completed = Kompetenceforloeb.objects.filter(**of).order_by().values("plejefamilie")
    helps = Mentorskab.objects.running().filter(mentor=OuterRef("pk")).order_by().values("mentor")
    strain = Belastning.objects.filter(**of, trukket_at=None).order_by("-dato", "-pk")
    mine = own_families(bruger).filter(pk=OuterRef("pk")) if bruger else Plejefamilie.objects.none()
    return rows.annotate(
        foerst_godkendt=Least(
            F("godkendt_fra"),
            Subquery(approved.annotate(n=Min("fra")).values("n"), output_field=DateField()),
        ),
        gennemfoert=Subquery(
            completed.annotate(n=Min("gennemfoert_paa")).values("n"), output_field=DateField()
        ),
        loeber=Coalesce(
            Subquery(helps.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
            Value(0),
        ),
        score=Subquery(strain.values("score")[:1], output_field=IntegerField()),
        egen=Exists(mine),
    )


def facts_of(familie, bruger=None):
    """One family with the same."""
    return with_facts(Plejefamilie.objects.filter(pk=familie.pk), bruger).get()


def krav_for(kommune):
    """What the municipality asks of a mentor family today (R15)."""
    asked = regler.values((AAR, FORLOEB), kommune)
    return mentoregnethed.Krav(aar=asked[AAR], forloeb=asked[FORLOEB])


def egnethed_of(familie, krav, dag=None):
    """R15 of a family of `with_facts`, on a day (default today)."""
    return mentoregnethed.egnethed(
        dag or timezone.localdate(),
        godkendt=familie.foerst_godkendt,
        gennemfoert=familie.gennemfoert,
        krav=krav,
    )


def is_belastet(familie, kommune):
    """Does the newest strain score of a family of `with_facts` reach the rule's?"""
    least = regler.value(BELASTET_FRA, kommune)
    return familie.score is not None and familie.score >= least


def in_opstart(familie, kommune, dag=None):
    """Is a family of `with_facts` in its tæt støttede opstartsforløb (J9)?"""
    months = regler.value(OPSTART, kommune)
    return mentoregnethed.in_opstart(familie.foerst_godkendt, dag or timezone.localdate(), months)


def warnings(bruger, *, mentee, mentor, profil):
    """What must be confirmed before `mentor` is chosen for `mentee`, as `bruger` may hear it.

    Both are families of `with_facts` for `bruger`. Strain is told to the mentor's circle alone, the
    opstartsforløb to the mentee's (J9).
    """
    kommune, found = mentee.kommune_id, []
    if mentee.egen and in_opstart(mentee, kommune):
        found.append(Advarsel.OPSTART)
    if mentor.egen and is_belastet(mentor, kommune):
        found.append(Advarsel.BELASTET)
    if mentor.loeber >= profil.hoejst:
        found.append(Advarsel.OPTAGET)
    return found


def in_use(kommune):
    """Does the municipality have mentor families (I12)?"""
    return regler.value(I_BRUG, kommune)
