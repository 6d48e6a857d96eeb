"""An underretning in words: whose it is, how much time is left, what became of it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from akuttelefon.models import Underretning
from faelles import danish
from faelles.access import Permission

A_DAY = timedelta(days=1)
SOON = timedelta(hours=6)


@dataclass(frozen=True)
class Ur:
    """The clock: a short word for a pill with its class, and a whole sentence."""

    pille: str
    slags: str
    saetning: str


def with_everything():
    """Duties with what a page about one shows, in one query."""
    return Underretning.objects.select_related(
        "opkald__plejefamilie__team",
        "opkald__kommune",
        "opkald__plejeforaelder",
        "opkald__logged_by",
        "ansvarlig",
        "taget_by",
        "afsluttet_by",
        "oprettet_by",
    )


def ur(underretning, now):
    """How the duty stands at `now`, in words.

    »Vurderes senest i dag kl. 03.05 – 2 timer 10 min. tilbage«. Whole minutes, rounded down
    before the deadline and after it, so that the page never promises more time than there is.
    """
    if underretning.afsluttet_at is not None:
        if underretning.vurdering == Underretning.Vurdering.TRUKKET:
            return Ur("Trukket tilbage", "", "Opkaldet er trukket tilbage.")
        when = _moment(underretning.afsluttet_at, now)
        if underretning.til_tiden:
            return Ur("Vurderet til tiden", "ok", f"Vurderet {when}, inden fristen.")
        over = long_ago(underretning.afsluttet_at - underretning.frist)
        return Ur("Vurderet efter fristen", "", f"Vurderet {when}, {over} efter fristen.")
    frist = _moment(underretning.frist, now)
    if now > underretning.frist:
        over = long_ago(now - underretning.frist)
        return Ur(
            f"{over[:1].upper()}{over[1:]} over fristen",
            "late",
            f"Skulle være vurderet {frist} – {over} over fristen",
        )
    left = long_ago(underretning.frist - now)
    return Ur(
        f"{left[:1].upper()}{left[1:]} tilbage",
        "late" if underretning.frist - now <= SOON else "today",
        f"Vurderes senest {frist} – {left} tilbage",
    )


def _moment(moment, now):
    """»i dag kl. 03.05«"""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    return f"{danish.naer_dag(local.date(), today)} {danish.kl(local)}"


def long_ago(span):
    """A length of real time in words: minutes up to two days, then days."""
    if span >= 2 * A_DAY:
        return danish.antal(span // A_DAY, "dag", "dage")
    minutes = span // timedelta(minutes=1)
    return danish.varighed(minutes) if minutes else "under 1 min."


def may_assess(bruger, opkald):
    """True when one of `bruger`'s roles assesses in the call's municipality."""
    return opkald.kommune_id in bruger.kommuner_med(Permission.ASSESS_UNDERRETNING)


def handed_over(underretning):
    """From whom to whom the assessment went, and why; one query, none without an underretning."""
    if underretning is None:
        return []
    return [*underretning.overdragelser.select_related("fra", "til")]


def opened_message(underretning):
    """What happens now, in words."""
    if underretning.ansvarlig is None:
        return "Underretningen er oprettet. Der er ingen leder at give den til: ring til kommunen."
    saetning = ur(underretning, timezone.now()).saetning
    saetning = saetning[:1].lower() + saetning[1:]
    return f"{underretning.ansvarlig.navn} har fået besked. Underretningen {saetning}."


def assess_context(underretning):
    """What the page shows on which somebody assesses."""
    opkald = underretning.opkald
    return {
        "underretning": underretning,
        "opkald": opkald,
        "ur": ur(underretning, timezone.now()),
        "boern": [*opkald.boern.order_by("foedselsdag")],
        "rettelser": [*opkald.rettelser.select_related("by")],
    }
