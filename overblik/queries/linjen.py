"""The duty desk's view of the line."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from akuttelefon.models import Opkald
from faelles import danish
from plejefamilier.linje import kommuner_paa_linjen

MOST_ROWS = 50
MOST_OWN_CALLS = 5
NATTEN = timedelta(hours=24)


@dataclass(frozen=True)
class LinjeOpkald:
    titel: str
    url: str
    hvornaar: str
    vagt: str
    udfald: str
    alvor: str
    foelger_op: str
    trukket: bool


@dataclass(frozen=True)
class Linjen:
    seneste: list
    egne: list


def the_line(side, bruger, dag):
    """The line's last 24 hours while she holds it, and the calls she has taken herself."""
    since = dag.now - NATTEN
    rows = (
        Opkald.objects.visible_to(bruger)
        .with_trukket()
        .select_related("plejefamilie", "logged_by", "opfoelgning__ansvarlig")
        .newest_first()
    )
    desk = kommuner_paa_linjen(bruger)
    hers = Q(kommune__in=desk) | Q(logged_by=bruger)
    recent = [*rows.filter(hers, start__gte=since)[:MOST_ROWS]]
    own = [*rows.filter(logged_by=bruger, start__lt=since)[:MOST_OWN_CALLS]]
    side.viste_opkald += [row.pk for row in (*recent, *own)]
    return Linjen(
        seneste=[_linje_opkald(row, bruger, dag.today) for row in recent],
        egne=[_linje_opkald(row, bruger, dag.today) for row in own],
    )


def _linje_opkald(row, bruger, today):
    begun, duty = timezone.localtime(row.start), row.opfoelgning
    if row.trukket:
        foelger_op = "Trukket tilbage"
    elif duty.completed_at:
        foelger_op = "Fulgt op"
    elif duty.ansvarlig is None:
        foelger_op = "Ingen følger op endnu"
    else:
        foelger_op = f"{duty.ansvarlig.navn}, senest {danish.ugedag(duty.frist, today)}"
    return LinjeOpkald(
        titel=row.plejefamilie.visningsnavn if row.plejefamilie else "Ukendt opkalder",
        url=row.get_absolute_url(),
        hvornaar=f"{danish.naer_dag(begun.date(), today)} {danish.kl(begun)}",
        vagt="Dig" if row.logged_by_id == bruger.pk else row.logged_by.navn,
        udfald=row.get_udfald_display(),
        alvor=row.get_alvor_display(),
        foelger_op=foelger_op,
        trukket=row.trukket,
    )
