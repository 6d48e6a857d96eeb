"""The families that may be asked to be mentor in a case, ranked, with the reasons (J4, J8)."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from faelles import regler
from netvaerk import mentorforslag
from netvaerk.mentoregnethed import whole_years
from netvaerk.models import Mentorprofil, Mentorskab, Mentorspoergsmaal
from netvaerk.queries.mentor import NAVNE
from netvaerk.queries.mentorfakta import BELASTET_FRA, egnethed_of, krav_for, with_facts
from plejefamilier.ansvar import ansvarlig_navn
from plejefamilier.models import Familieprofil, Plejefamilie

MOST = 30  # so many are shown: who fits less well is not read
READ = 500  # and so many are looked at


def candidates(bruger, mentorskab):
    """The eligible families that said yes, best first, as Forslag; two queries beside the rules."""
    kommune, today = mentorskab.mentee.kommune, timezone.localdate()
    said_yes = Mentorprofil.objects.visible_to(bruger).willing()
    refused = Mentorspoergsmaal.objects.filter(
        mentorskab=mentorskab, mentor=OuterRef("pk"), svar=Mentorspoergsmaal.Svar.NEJ
    ).order_by("-svar_paa")
    profil = Familieprofil.objects.filter(plejefamilie=OuterRef("pk"))
    helps = Mentorskab.objects.running().filter(mentee=mentorskab.mentee_id)
    rows = (
        with_facts(Plejefamilie.objects.filter(kommune=kommune), bruger)
        .filter(mentorprofil__in=said_yes)
        .exclude(pk=mentorskab.mentee_id)
        .exclude(pk__in=helps.values("mentor"))
        .select_related("mentorprofil")
        .annotate(
            nej_paa=Subquery(refused.values("svar_paa")[:1]),
            konsulent_navn=ansvarlig_navn(today, "pk"),
            foer=Coalesce(Subquery(profil.values("erfaring_aar")[:1]), 0),
        )
        .order_by(F("pk").asc())[:READ]
    )
    krav, strained = krav_for(kommune), regler.value(BELASTET_FRA, kommune)
    found = [_kandidat(row, today, strained) for row in rows if egnethed_of(row, krav, today).kan]
    return mentorforslag.rank(found, mentorskab.emner, NAVNE)


def _kandidat(row, today, strained):
    profil = row.mentorprofil
    return mentorforslag.Kandidat(
        familie=row.pk,
        navn=row.visningsnavn,
        kompetencer=frozenset(profil.kompetencer),
        om=profil.om,
        aar=whole_years(row.foerst_godkendt, today),
        foer=row.foer if row.egen else 0,
        loeber=row.loeber,
        hoejst=profil.hoejst,
        belastet=row.score is not None and row.score >= strained,
        egen=row.egen,
        konsulent=row.konsulent_navn,
        nej_paa=row.nej_paa,
    )
