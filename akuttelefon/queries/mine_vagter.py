"""A person's own shifts and the offers that concern her, as the page »Mine vagter« shows them."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Vagt, Vagtkalender, Vagttilbud
from faelles import danish
from faelles.access import Permission

MOST = 100  # shifts or offers on one page


@dataclass(frozen=True)
class MinVagt:
    """One shift of hers. `tilbud` says to whom it is offered, `flyttes` where she can offer it."""

    dag: str
    tid: str
    timer: str
    udbyder: str
    overtaget: bool
    i_gang: bool
    tilbud: str
    flyttes_url: str


@dataclass(frozen=True)
class Tilbudslinje:
    """An open offer: what she would get and give, in words."""

    pk: int
    fra: str
    til: str
    vagt: str
    modvagt: str
    tekst: str
    url: str


@dataclass
class MineVagter:
    vagter: list
    flere: bool
    til_mig: list = field(default_factory=list)
    fra_mig: list = field(default_factory=list)
    andres: list = field(default_factory=list)


def mine_vagter(bruger):
    """Coming shifts and open offers of `bruger`; a leader also sees those of others. 2 queries."""
    now = timezone.now()
    rows = [
        *Vagt.objects.visible_to(bruger)
        .planned()
        .filter(bruger=bruger, slut__gt=now)
        .select_related("udbyder")
        .in_order()[: MOST + 1]
    ]
    offers = [
        *Vagttilbud.objects.visible_to(bruger)
        .open()
        .filter(vagt__start__gt=now)
        .select_related("vagt", "modvagt", "fra", "til")
        .order_by("vagt__start", "pk")
        .distinct()[:MOST]
    ]
    offered = {row.vagt_id: row for row in offers}
    side = MineVagter(
        [_min_vagt(row, offered.get(row.pk), bruger, now) for row in rows[:MOST]],
        flere=len(rows) > MOST,
    )
    for row in offers:
        side_of = (
            side.til_mig
            if row.til_id == bruger.pk
            else side.fra_mig
            if row.fra_id == bruger.pk
            else side.andres
        )
        side_of.append(tilbudslinje(row, now))
    return side


def kalender_of(bruger):
    """The open calendar address of `bruger`, or None."""
    return Vagtkalender.objects.visible_to(bruger).filter(lukket_at=None).first()


def tilbudslinje(row, now):
    """An offer in words."""
    today = timezone.localdate(now)
    return Tilbudslinje(
        pk=row.pk,
        fra=row.fra.navn,
        til=row.til.navn,
        vagt=span_in_words(row.vagt.start, row.vagt.slut, today),
        modvagt=(span_in_words(row.modvagt.start, row.modvagt.slut, today) if row.modvagt else ""),
        tekst=row.tekst,
        url=reverse("akuttelefon:vagttilbud_detail", args=[row.pk]),
    )


def spor(vagt):
    """What was offered and answered about a shift, oldest first, as sentences. One query."""
    rows = (
        Vagttilbud.objects.filter(vagt=vagt) | Vagttilbud.objects.filter(modvagt=vagt)
    ).select_related("fra", "til")
    return [_sentence(row) for row in rows.order_by("sendt_at", "pk")]


def _sentence(row):
    sent = timezone.localtime(row.sendt_at)
    asked = "foreslog et bytte til" if row.modvagt_id else "tilbød vagten til"
    text = f"{row.fra.navn} {asked} {row.til.navn} {_day(sent)}."
    if not row.svar:
        return f"{text} Der er ikke svaret endnu."
    answered = _day(timezone.localtime(row.svar_at))
    return {
        Vagttilbud.Svar.JA: f"{text} {row.til.fornavn} sagde ja {answered}.",
        Vagttilbud.Svar.NEJ: f"{text} {row.til.fornavn} sagde nej {answered}.",
        Vagttilbud.Svar.TRUKKET: f"{text} {row.fra.fornavn} trak det tilbage {answered}.",
        Vagttilbud.Svar.BORTFALDET: f"{text} Det bortfaldt {answered}.",
    }[row.svar]


def _day(local):
    return f"{danish.dato(local.date())} {danish.kl(local)}"


def _min_vagt(row, offer, bruger, now):
    first = timezone.localtime(row.start)
    to_somebody = offer is not None and offer.fra_id == bruger.pk
    coming = row.start > now and not to_somebody
    return MinVagt(
        dag=danish.ugedag(first.date(), timezone.localdate(now)).capitalize(),
        tid=_hours(first, timezone.localtime(row.slut)),
        timer=danish.varighed(round(row.timer * 60)),
        udbyder=row.udbyder.navn,
        overtaget=row.anledning == Vagt.Anledning.OVERTAGET,
        i_gang=row.start <= now,
        tilbud=offer.til.navn if to_somebody else "",
        flyttes_url=(
            reverse("akuttelefon:vagt_offer", args=[row.pk])
            if coming and bruger.can(Permission.LOG_OPKALD)
            else ""
        ),
    )


def span_in_words(start, slut, today):
    """lørdag 28. november kl. 08.00–20.00; with the second day when it is another."""
    first, last = timezone.localtime(start), timezone.localtime(slut)
    return f"{danish.ugedag(first.date(), today)} {_hours(first, last)}"


def _hours(first, last):
    if first.date() == last.date():
        return f"{danish.kl(first)}–{danish.ur(last)}"
    return f"{danish.kl(first)} til {danish.UGEDAGE[last.weekday()]} {danish.kl(last)}"
