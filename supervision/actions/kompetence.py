"""What a family has completed here is written on the ground (R15, J6): courses and forløb.

A course of its own (no single talk) counts from the certificate on; a forløb from the day on which
it ends with the meetings that were agreed.
"""

from django.db.models import Q
from django.utils import timezone

from faelles import regler
from faelles.action import action
from plejefamilier.actions import record_kompetenceforloeb, remove_kompetenceforloeb
from plejefamilier.models import Kompetenceforloeb, Plejefamilie
from supervision.forloebsregler import OM_EN_FAMILIE
from supervision.fremmoede import BEVIS, minutes_of, percent
from supervision.konsulterende import closing_gap, tal_for
from supervision.models import Forloeb, Fremmoede, Kursus, Kursusdeltager, Tilmelding


@action
def follow_forloeb(*, by, forloeb):
    """The families of a forløb have completed it, or (opened again, cut short) have not."""
    families = _families_of(forloeb) if _is_completed(forloeb) else Plejefamilie.objects.none()
    _keep(
        f"forloeb-{forloeb.pk}-",
        families,
        titel=forloeb.get_slags_display(),
        gennemfoert_paa=forloeb.slut_paa,
        by=by,
    )


@action
def follow_kursus(*, by, kursus):
    """The families of which somebody has earned the certificate of a course have completed it."""
    over = kursus.slut_paa is not None and kursus.slut_paa <= timezone.localdate()
    if kursus.form != Kursus.Form.UDDANNELSE or not over or kursus.aflyst_at:
        return
    families = Plejefamilie.objects.filter(
        pk__in=Kursusdeltager.objects.filter(
            pk__in=_certified(kursus), plejeforaelder__isnull=False
        ).values("tilmelding__plejefamilie")
    )
    _keep(
        f"kursus-{kursus.pk}-",
        families,
        titel=kursus.titel,
        gennemfoert_paa=kursus.slut_paa,
        by=by,
    )


def _keep(prefix, families, *, titel, gennemfoert_paa, by):
    """These families, and no others, have completed what `prefix` names."""
    kept = set()
    for familie in families.order_by("pk"):
        kilde = f"{prefix}{familie.pk}"
        kept.add(kilde)
        record_kompetenceforloeb(
            by=by,
            plejefamilie=familie,
            titel=titel,
            gennemfoert_paa=gennemfoert_paa,
            kilde=kilde,
        )
    before = Kompetenceforloeb.objects.filter(kilde__startswith=prefix).exclude(kilde__in=kept)
    for kilde in before.values_list("kilde", flat=True):
        remove_kompetenceforloeb(by=by, kilde=kilde)


def _is_completed(forloeb):
    """Was it held as agreed, and is it closed?"""
    if forloeb.afsluttet_at is None or forloeb.aktiveret_at is None:
        return False
    held = [*forloeb.sessioner.held().values_list("start", flat=True)]
    if forloeb.slags == Forloeb.Slags.KONSULTERENDE:
        days = [timezone.localdate(moment) for moment in held]
        return not closing_gap(days, tal_for(forloeb.kommune))
    return len(held) >= (forloeb.antal or 1)


def _families_of(forloeb):
    """The family of a forløb; of a group those that were in it to its end."""
    if forloeb.slags in OM_EN_FAMILIE:
        return Plejefamilie.objects.filter(pk=forloeb.plejefamilie_id)
    stayed = forloeb.deltagere.filter(
        Q(til=None) | Q(til__gte=forloeb.slut_paa), fra__lte=forloeb.slut_paa
    )
    return Plejefamilie.objects.filter(pk__in=stayed.values("plejefamilie"))


def _certified(kursus):
    """The ids of those who attended as much of a course as the certificate asks for."""
    held = {gang.pk: gang for gang in kursus.gange.planned()}
    whole = sum(gang.minutter for gang in held.values())
    least = regler.value(BEVIS, kursus.kommune_id)
    seated = Tilmelding.objects.seated().filter(kursus=kursus)
    rows = Fremmoede.objects.filter(gang__in=held, deltager__tilmelding__in=seated)
    noted = {}
    for deltager, gang, halvdel, kom in rows.values_list("deltager", "gang", "halvdel", "kom"):
        noted.setdefault((deltager, gang), {})[halvdel] = kom
    attended = {}
    for (deltager, gang), of in noted.items():
        halves = tuple(sorted(of))
        minutter = sum(
            minutes_of(held[gang].minutter, halvdel, halves) for halvdel, kom in of.items() if kom
        )
        attended[deltager] = attended.get(deltager, 0) + minutter
    return [pk for pk, minutter in attended.items() if (percent(minutter, whole) or 0) >= least]
