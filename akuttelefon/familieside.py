"""What the emergency line tells the family's page: its calls in the timeline, its open duties."""

from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Opkald, Rettelse
from akuttelefon.queries.opkald import why_that_day
from akuttelefon.queries.underretning import may_assess, ur
from faelles import danish
from faelles.access import Permission
from plejefamilier.forloeb import Haendelse, Opgave
from plejefamilier.raekker import HAENDELSE

SLAGS = "opkald"


def _about(bruger, plejefamilie):
    return Opkald.objects.visible_to(bruger).filter(plejefamilie=plejefamilie)


def raekker(bruger, plejefamilie):
    """The calls of the family that `bruger` may see, as rows of the timeline."""
    return HAENDELSE.of(
        _about(bruger, plejefamilie), slags=Value(SLAGS), noegle=F("pk"), tid=F("start")
    )


def raekke_url(raekke):
    return reverse("akuttelefon:opkald_detail", args=[raekke.noegle])


def udfyld(bruger, plejefamilie, rows):
    """The calls that the timeline shows, as its events; read together with the open duties."""
    today = timezone.localdate()
    calls = {opkald.pk: opkald for opkald in _calls(bruger, plejefamilie, rows)}
    return [_haendelse(calls[int(row.noegle)], today) for row in rows]


def _calls(bruger, plejefamilie, shown=()):
    """The calls with an open duty and those of `shown`, newest first.

    The page asks twice, first for the timeline and then for the duties: the rows are read once and
    kept on the page's own row of the family.
    """
    kept = vars(plejefamilie).get("_calls")
    if kept is None or kept[0] != bruger.pk or shown:
        waits = Q(underretning__isnull=False, underretning__afsluttet_at=None)
        wanted = waits | Q(opfoelgning__completed_at=None) | Q(pk__in=[row.noegle for row in shown])
        rows = (
            _about(bruger, plejefamilie)
            .filter(wanted)
            .with_trukket()
            .annotate(rettet=Exists(Rettelse.objects.filter(opkald=OuterRef("pk"))))
            .select_related(
                "opfoelgning__ansvarlig", "underretning__ansvarlig", "logged_by", "plejeforaelder"
            )
            .newest_first()
        )
        kept = plejefamilie._calls = (bruger.pk, [*rows])
    return kept[1]


def _haendelse(opkald, today):
    pille, slags = _pille(opkald.opfoelgning, today)
    underretning = getattr(opkald, "underretning", None)
    if opkald.trukket:
        pille, slags = "Trukket tilbage", ""
    elif underretning is not None and underretning.afsluttet_at is None:
        clock = ur(underretning, timezone.now())
        pille, slags = f"Underretning: {clock.pille[:1].lower()}{clock.pille[1:]}", clock.slags
    minutter = "" if opkald.minutter is None else f" · {danish.varighed(opkald.minutter)}"
    return Haendelse(
        tid=opkald.start,
        titel=f"Akutopkald {danish.kl(timezone.localtime(opkald.start))}",
        ikon="headset",
        url=opkald.get_absolute_url(),
        meta=f"{opkald.hvem_ringede} ringede{minutter} · taget af {opkald.logged_by.navn}"
        + (" · rettet" if opkald.rettet else ""),
        tekst=opkald.situation,
        pille=pille,
        pille_slags=slags,
        fremhaevet=not opkald.trukket,
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
    """The family's open duties from calls; the button only for whoever may follow up."""
    today = timezone.localdate()
    calls = _calls(bruger, plejefamilie)
    found = [_vurdering(opkald, bruger, today) for opkald in calls if _waits(opkald)]
    return found + [
        _opgave(opkald, bruger, today)
        for opkald in calls
        if opkald.opfoelgning.completed_at is None
    ]


def _waits(opkald):
    underretning = getattr(opkald, "underretning", None)
    return underretning is not None and underretning.afsluttet_at is None


def _vurdering(opkald, bruger, today):
    """The duty to assess an underretning, with its clock."""
    underretning = opkald.underretning
    clock = ur(underretning, timezone.now())
    begun = timezone.localtime(opkald.start)
    mine = underretning.ansvarlig_id == bruger.pk and may_assess(bruger, opkald)
    hvem = underretning.ansvarlig
    return Opgave(
        titel=f"Underretning fra opkald {danish.ugedag(begun.date(), today)} {danish.kl(begun)}",
        hvorfor=f"{clock.saetning}." if mine or not hvem else f"{hvem.navn}: {clock.saetning}.",
        url=(
            reverse("akuttelefon:underretning_assess", args=[underretning.pk])
            if mine
            else opkald.get_absolute_url()
        ),
        frist=timezone.localdate(underretning.frist),
        hast=clock.slags or "today",
        knap="Vurder underretningen" if mine else "",
        pille=clock.pille,
    )


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
