"""Follow-ups of emergency calls as duties on Min dag."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.queries.opkald import status, why_that_day
from faelles import danish
from faelles.access import Permission
from overblik.queries.pligt import Hast, Pligt
from plejefamilier.models import Barn

MOST = 100  # duties of one's own on one page
MOST_READ = 300  # … and with those of a leader's teams
KEY = "opfoelgninger"
LONGEST_TEXT = 190  # letters of the situation
ALVOR = {alvor: number for number, alvor in enumerate(Opkald.Alvor)}


def akutte_opfoelgninger(bruger, dag):
    """The open follow-ups of emergency calls that are `bruger`'s."""
    if not bruger.can(Permission.COMPLETE_OPFOELGNING):
        return []
    mine = [row for row in open_rows(bruger, dag) if row.ansvarlig_id == bruger.pk]
    return [_from_opfoelgning(row, dag) for row in mine[:MOST]]


def open_rows(bruger, dag):
    """Her own open duties, and in the teams she leads those that are due or nobody's; read once."""
    if KEY not in dag.laest:
        led = Q(opkald__in=Opkald.objects.led_by(bruger))
        led &= Q(frist__lte=dag.today) | Q(ansvarlig=None)
        wanted = Q(ansvarlig=bruger)
        if bruger.can(Permission.LEAD_TEAM):
            wanted |= led
        dag.laest[KEY] = [
            *Opfoelgning.objects.visible_to(bruger)
            .open()
            .filter(wanted)
            .select_related("opkald__plejefamilie", "opkald__plejeforaelder", "ansvarlig")
            .annotate(boern=children_of("opkald"))
            .by_urgency()[:MOST_READ]
        ]
    return dag.laest[KEY]


def children_of(opkald):
    """The children of the call that the column `opkald` names: [{navn, foedt}], oldest first."""
    children = Barn.objects.filter(opkald=OuterRef(opkald)).order_by("foedselsdag")
    return ArraySubquery(children.values(data=JSONObject(navn="navn", foedt="foedselsdag")))


def _from_opfoelgning(row, dag):
    opkald, familie, today = row.opkald, row.opkald.plejefamilie, dag.today
    state = status(row, today, dag.kalender)
    begun = timezone.localtime(opkald.start)
    url = opkald.get_absolute_url()
    if row.frist < today:
        hast, ord_, derfor = Hast.SENT, "Frist", _overdue(row, familie, today)
    else:
        hast = Hast.AKUT_I_DAG if row.frist == today else Hast.SNART
        ord_ = f"Derfor {_short_day(row.frist, today)}"
        derfor = why_that_day(opkald.start, row.frist, row.oversprungne)
    if row.grund != Opfoelgning.Grund.FAST:
        derfor += f" Den er din, fordi du {row.get_grund_display()}."
    return Pligt(
        emne=f"familie-{familie.pk}" if familie else f"opkald-{opkald.pk}",
        hast=hast,
        frist=row.frist,
        pille=state.tekst,
        pille_slags=state.pille,
        slags=" · ".join(
            ["Opfølgning på akutopkald", opkald.get_alvor_display(), opkald.get_udfald_display()]
        ),
        titel=titel(opkald, familie, row.boern, today),
        kort_titel=familie.kort_navn if familie else "Ukendt opkalder",
        url=url,
        tekst=Truncator(opkald.situation).chars(LONGEST_TEXT),
        derfor_ord=ord_,
        derfor=derfor,
        handling="Følg op på opkaldet" if familie else "Find familien",
        handling_url=(
            f"{url}#foelg-op" if familie else reverse("akuttelefon:opkald_link", args=[opkald.pk])
        ),
        vaegt=ALVOR[opkald.alvor],
        telefon=telefon(opkald, familie),
        opkald=(opkald.pk,),
        linje=f"{danish.ugedag(begun.date(), today)} {danish.kl(begun)} · {state.tekst}",
    )


def _overdue(row, familie, today):
    """When it was due and who waits, and whether the leader has been told."""
    who = familie.visningsnavn if familie else "Den, der ringede,"
    text = f"{danish.ugedag(row.frist, today)}. {who} venter på at høre fra dig."
    if row.escalated_at:
        told = timezone.localtime(row.escalated_at)
        text += f" Lederen fik besked {danish.naer_dag(told.date(), today)} {danish.kl(told)}."
    return text


def _short_day(day, today):
    """i dag, i morgen, mandag; further away with the date."""
    if 1 < (day - today).days < 7:
        return danish.UGEDAGE[day.weekday()]
    return danish.naer_dag(day, today)


def titel(opkald, familie, boern, today):
    """»Grete og Poul Bruun – om Noah, 9 år«"""
    if familie is None:
        return f"Ukendt opkalder: {opkald.opkalder_navn or opkald.get_opkalder_display().lower()}"
    names = [child["navn"].split(" ")[0] for child in boern]
    if not names:
        return familie.visningsnavn
    if len(names) == 1:
        foedt = date.fromisoformat(boern[0]["foedt"])
        return f"{familie.visningsnavn} – om {names[0]}, {danish.alder(foedt, today)}"
    return f"{familie.visningsnavn} – om {danish.opregning(names)}"


def telefon(opkald, familie):
    """The number to ring: the caller's own, else the grown-up's, else the family's."""
    if opkald.telefon:
        return opkald.telefon
    if opkald.plejeforaelder and opkald.plejeforaelder.telefon:
        return opkald.plejeforaelder.telefon
    return familie.telefon if familie else ""
