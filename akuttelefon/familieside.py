"""What the emergency line tells the family's page: its calls in the timeline, its open duties."""

from django.utils import timezone

from akuttelefon.models import Opkald
from akuttelefon.queries.opkald import why_that_day
from faelles import danish
from faelles.access import Permission
from plejefamilier.forloeb import Haendelse, Opgave


def haendelser(bruger, plejefamilie):
    """The calls of the family that `bruger` may see, as lines of the timeline; one query."""
    today = timezone.localdate()
    calls = (
        Opkald.objects.visible_to(bruger)
        .filter(plejefamilie=plejefamilie)
        .select_related("opfoelgning", "logged_by", "plejeforaelder")
        .newest_first()
    )
    return [_haendelse(opkald, today) for opkald in calls]


def _haendelse(opkald, today):
    pille, slags = _pille(opkald.opfoelgning, today)
    minutter = "" if opkald.minutter is None else f" · {danish.varighed(opkald.minutter)}"
    return Haendelse(
        tid=opkald.start,
        titel=f"Akutopkald {danish.kl(timezone.localtime(opkald.start))}",
        ikon="headset",
        url=opkald.get_absolute_url(),
        meta=f"{opkald.hvem_ringede} ringede{minutter} · taget af {opkald.logged_by.navn}",
        tekst=opkald.situation,
        pille=pille,
        pille_slags=slags,
        fremhaevet=True,
    )


def _pille(opfoelgning, today):
    if opfoelgning.completed_at:
        return "", ""
    if opfoelgning.frist < today:
        return "Opfølgning over frist", "late"
    if opfoelgning.frist == today:
        return "Følges op i dag", "today"
    return f"Følges op senest {danish.ugedag(opfoelgning.frist, today)}", ""


def opgaver(bruger, plejefamilie):
    """The family's open duties from calls; the button only for whoever may follow up; one query."""
    today = timezone.localdate()
    calls = (
        Opkald.objects.visible_to(bruger)
        .filter(plejefamilie=plejefamilie, opfoelgning__completed_at=None)
        .select_related("opfoelgning__ansvarlig")
        .newest_first()
    )
    return [_opgave(opkald, bruger, today) for opkald in calls]


def _opgave(opkald, bruger, today):
    opfoelgning = opkald.opfoelgning
    pille, slags = _pille(opfoelgning, today)
    begun = timezone.localtime(opkald.start)
    mine = opfoelgning.ansvarlig_id == bruger.pk and bruger.can(Permission.COMPLETE_OPFOELGNING)
    hvem = "" if mine or not opfoelgning.ansvarlig else f"{opfoelgning.ansvarlig.navn} følger op. "
    return Opgave(
        titel=f"Opfølgning på opkald {danish.ugedag(begun.date(), today)} {danish.kl(begun)}",
        hvorfor=hvem + why_that_day(opkald.start, opfoelgning.frist, opfoelgning.oversprungne),
        url=f"{opkald.get_absolute_url()}#foelg-op",
        frist=opfoelgning.frist,
        hast=slags or "week",
        knap="Følg op på opkaldet" if mine else "",
        pille=pille,
    )
