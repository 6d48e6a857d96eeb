"""The roster on Min dag: who is on duty, one's own next shift, and the leader's gaps."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from akuttelefon import bemanding
from akuttelefon.queries.vagtplan import fill_url, hours
from akuttelefon.vagtplan import DAY
from faelles import danish
from faelles.access import Permission
from overblik.queries.linje import linje_of
from overblik.queries.pligt import Hast, Pligt

SOON = 2 * DAY


@dataclass(frozen=True)
class VagtNu:
    """What somebody who takes calls sees of the roster on top of her page."""

    hvem: list  # shifts that stand now
    ubemandet: bool
    naeste: str  # her own next shift in words, or nothing


def vagt_nu(bruger, dag):
    """Who holds the line now, and her own next shift; None when neither concerns her."""
    linje = linje_of(bruger, dag)
    plan = linje.plan.get(bruger.kommune.pk) if bruger.kommune else None
    if plan is None:
        return None
    hvem = [vagt for vagt in plan.vagter if vagt.start <= dag.now < vagt.slut]
    mine = [vagt for vagt in plan.vagter if vagt.bruger == bruger.pk and vagt.start > dag.now]
    closed = not linje.aabningstid.holds(dag.now, dag.kalender)
    leads = bruger.can(Permission.MANAGE_VAGTPLAN)
    on_duty = any(vagt.bruger == bruger.pk for vagt in hvem)
    if not (mine or on_duty or linje.desk or leads):
        return None
    return VagtNu(hvem, closed and not hvem, _in_words(mine[0], dag) if mine else "")


def _in_words(vagt, dag):
    day = timezone.localdate(vagt.start)
    return f"{danish.naer_dag(day, dag.today)} {danish.kl(timezone.localtime(vagt.start))}"


def vagthuller(bruger, dag):
    """Gaps inside the warning, and shifts there without a name, for whoever runs the roster (K3).

    A municipality without a shift around now does not use the roster: it is not reminded each day.
    """
    if not (bruger.can(Permission.MANAGE_VAGTPLAN) and bruger.can(Permission.LOG_OPKALD)):
        return []
    linje = linje_of(bruger, dag)
    plan = linje.plan.get(bruger.kommune.pk)
    if plan is None or not plan.vagter:
        return []
    grundlag = bemanding.Grundlag(
        kommune=bruger.kommune,
        kalender=dag.kalender,
        aabningstid=linje.aabningstid,
        vagtskifte=plan.vagtskifte,
        varsel=plan.varsel,
    )
    huller = bemanding.coming_runs(grundlag, plan.vagter, dag.now)
    found = [_hul(huller, grundlag, dag)] if huller else []
    uden = [
        vagt
        for vagt in plan.vagter
        if vagt.bruger is None and dag.now < vagt.slut and vagt.start < dag.now + plan.varsel
    ]
    return found + ([_uden_navn(uden, dag)] if uden else [])


def _hul(huller, grundlag, dag):
    hul, day = huller[0], timezone.localdate(huller[0].start)
    now = hul.start <= dag.now
    soon = Hast.I_DAG if hul.start - dag.now < SOON else Hast.SNART
    when = "lige nu" if now else f"{danish.naer_dag(day, dag.today)} kl. {hours(*hul)}"
    more = len(huller) - 1
    return Pligt(
        emne="vagthul",
        hast=Hast.SENT if now else soon,
        frist=dag.today if now else day,
        pille="Lige nu" if now else danish.antal(len(huller), "hul", "huller"),
        pille_slags="late" if now else "today",
        slags="Akuttelefonens vagtplan",
        titel=f"Ingen på vagt {when}",
        kort_titel="Ingen på vagt",
        url=reverse("akuttelefon:vagthul_list"),
        tekst=(
            f"Og {danish.antal(more, 'hul', 'huller')} mere de næste {grundlag.varsel.days} dage."
            if more
            else f"Ellers er der vagt hele tiden de næste {grundlag.varsel.days} dage."
        ),
        derfor_ord="Derfor",
        derfor="linjen skal altid være bemandet uden for åbningstiden.",
        handling="Læg en vagt",
        handling_url=reverse("akuttelefon:vagthul_list")
        if hul.slut - hul.start > 2 * DAY
        else fill_url(hul),
    )


def _uden_navn(uden, dag):
    day = max(timezone.localdate(uden[0].start), dag.today)
    return Pligt(
        emne="vagt-uden-navn",
        hast=Hast.I_DAG if uden[0].start - dag.now < SOON else Hast.SNART,
        frist=day,
        pille="Mangler navn",
        pille_slags="today",
        slags="Akuttelefonens vagtplan",
        titel=f"{danish.antal(len(uden), 'vagt', 'vagter')} mangler et navn",
        kort_titel="Vagt uden navn",
        url=reverse("akuttelefon:vagthul_list"),
        tekst=f"Den første er {danish.naer_dag(day, dag.today)} hos {uden[0].udbyder}.",
        derfor_ord="Derfor",
        derfor="familierne og kollegerne skal kunne se, hvem der svarer.",
        handling="Sæt navn på",
        handling_url=reverse("akuttelefon:vagthul_list"),
    )
