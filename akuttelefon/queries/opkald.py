"""One call: its page, its duty in words, and why that day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.queries.rettelse import by_felt, rights
from akuttelefon.queries.underretning import handed_over, may_assess, ur
from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.kalender import kalender_for
from plejefamilier.models import Fravaer, Plejefamilie

LONGEST_DAYLINE = 7


def with_everything():
    """Calls with what a page about them shows, in one query."""
    return Opkald.objects.with_skrevet_sent().select_related(
        "plejefamilie__team",
        "kommune",
        "plejeforaelder",
        "udbyder",
        "logged_by",
        "opfoelgning__ansvarlig",
        "opfoelgning__completed_by",
        "opfoelgning__overdraget_til",
        "underretning__ansvarlig",
        "underretning__taget_by",
        "underretning__afsluttet_by",
        "underretning__oprettet_by",
    )


@dataclass(frozen=True)
class Status:
    """How a duty stands today: words, and the class of the pill that underlines them."""

    tekst: str
    pille: str


def status(opfoelgning, today, kalender):
    """Done, late (in hverdage), due today, or due on a day."""
    if opfoelgning.resultat == Opfoelgning.Resultat.TRUKKET:
        return Status("Trukket tilbage", "")
    if opfoelgning.completed_at:
        if opfoelgning.til_tiden:
            return Status("Fulgt op til tiden", "ok")
        return Status("Fulgt op efter fristen", "")
    if opfoelgning.frist < today:
        late = kalender.hverdage_between(opfoelgning.frist, today)
        return Status(danish.over_frist(late) if late else "Over frist", "late")
    if opfoelgning.frist == today:
        return Status("Frist i dag", "today")
    return Status(f"Frist {danish.ugedag(opfoelgning.frist, today)}", "")


def opkald_context(bruger, opkald):
    """Everything the page and the PDF of one call show."""
    opfoelgning = opkald.opfoelgning
    today = timezone.localdate()
    kalender = kalender_for(opkald.kommune)
    familie = opkald.plejefamilie
    sees_familie = bool(
        familie
        and bruger.can(Permission.SEE_FAMILIER)
        and Plejefamilie.objects.visible_to(bruger).filter(pk=familie.pk).exists()
    )
    open_now = opfoelgning.completed_at is None
    underretning = getattr(opkald, "underretning", None)
    tilbagetraekninger = [*opkald.tilbagetraekninger.select_related("by", "fortrudt_by")]
    trukket = next((row for row in tilbagetraekninger if row.fortrudt_at is None), None)
    assesses = underretning is not None and may_assess(bruger, opkald)
    return {
        "underretning": underretning,
        "ur": underretning and ur(underretning, timezone.now()),
        "videregivet": handed_over(underretning),
        "kan_vurdere": assesses and underretning.afsluttet_at is None,
        "min_underretning": assesses
        and underretning.afsluttet_at is None
        and underretning.ansvarlig_id == bruger.pk,
        "kan_oprette_underretning": underretning is None and trukket is None,
        "rettelser": by_felt(opkald),
        "tilbagetraekninger": tilbagetraekninger,
        "trukket": trukket,
        **rights(bruger, opkald, trukket),
        "opkald": opkald,
        "opfoelgning": opfoelgning,
        "status": status(opfoelgning, today, kalender),
        "boern": [*opkald.boern.order_by("foedselsdag")],
        "derfor": why_that_day(opkald.start, opfoelgning.frist, opfoelgning.oversprungne),
        "overdragelser": [*opfoelgning.overdragelser.select_related("fra", "til", "by")],
        "fravaer": open_now
        and opfoelgning.ansvarlig
        and _absent_today(opfoelgning.ansvarlig, today),
        "kan_foelge_op": open_now and bruger.can(Permission.COMPLETE_OPFOELGNING),
        "kan_knytte": familie is None and open_now and bruger.can(Permission.COMPLETE_OPFOELGNING),
        "ser_familie": sees_familie,
        "andre": other_open_calls(bruger, opkald),
        "formaal": _formaal(bruger, opkald, sees_familie),
    }


def _formaal(bruger, opkald, sees_familie):
    if opkald.opfoelgning.ansvarlig_id == bruger.pk:
        return "følger op på opkaldet"
    underretning = getattr(opkald, "underretning", None)
    if underretning is not None and underretning.ansvarlig_id == bruger.pk:
        return "vurderer underretningen"
    if opkald.logged_by_id == bruger.pk:
        return "har taget opkaldet"
    return opkald.plejefamilie.relation_to(bruger) if sees_familie else "akuttelefonen"


def _absent_today(bruger, today):
    return Fravaer.objects.filter(on_day(today), bruger=bruger).exists()


def other_open_calls(bruger, opkald):
    """The same family's other calls that still wait: shown together, closed one by one."""
    if opkald.plejefamilie_id is None:
        return []
    return [
        *Opkald.objects.visible_to(bruger)
        .filter(plejefamilie=opkald.plejefamilie_id, opfoelgning__completed_at=None)
        .exclude(pk=opkald.pk)
        .select_related("opfoelgning")
        .newest_first()[:5]
    ]


def why_that_day(start, frist, oversprungne):
    """Why the duty is due on `frist`, in one or two sentences (R3)."""
    begun = timezone.localtime(start)
    if frist == begun.date():
        return "Opkaldet kom før åbningstid på en hverdag, og det følges op samme dag."
    sentence = (
        f"Opkaldet begyndte {danish.ugedag(begun.date(), frist)} {danish.kl(begun)}. "
        f"Første hverdag efter er {danish.ugedag(frist, begun.date())}."
    )
    reasons = [*dict.fromkeys(why for _, why in oversprungne)]
    if reasons:
        words = [why if why == "weekend" else f"»{why}«" for why in reasons]
        sentence += (
            f" {danish.opregning(words)[:1].upper()}{danish.opregning(words)[1:]} tæller ikke med."
        )
    return sentence


def dayline(first, forloeb):
    """The days from the call to the due day for the picture: [(day, words, kind)].

    A long closed period is one box in the middle that says how many days it holds.
    """
    closed = {date.fromisoformat(day): why for day, why in forloeb.oversprungne}
    days = [first + timedelta(days=n) for n in range(forloeb.dage + 1)]
    line = [(danish.ugedag_kort(day), closed.get(day, ""), "") for day in days[1:-1]]
    if len(line) > LONGEST_DAYLINE - 2:
        line = [*line[:2], ("…", f"{len(line) - 3} dage", ""), line[-1]]
    if forloeb.dage == 0:
        return [(danish.ugedag_kort(first), "opkald og frist", "due")]
    return [
        (danish.ugedag_kort(first), "opkald", "call"),
        *line,
        (danish.ugedag_kort(days[-1]), "frist", "due"),
    ]


def saved_message(opkald, before="Opkaldet er gemt."):
    """What happens now, in words: »Mette får besked mandag kl. 08.00.«"""
    row = Opfoelgning.objects.select_related("ansvarlig").get(opkald=opkald)
    if row.ansvarlig is None:
        return (
            f"{before} Der er ingen leder at give opfølgningen til. "
            "Ring til kommunen, når den åbner."
        )
    today = timezone.localdate()
    local = timezone.localtime(max(row.notify_at, timezone.now()))
    if row.notify_at <= timezone.now():
        told = "har fået besked"
    else:
        told = f"får besked {danish.naer_dag(local.date(), today)} {danish.kl(local)}"
    frist = danish.ugedag(row.frist, today)
    return f"{before} {row.ansvarlig.navn} {told} og følger op senest {frist}."


def moved_message(moved):
    """How many due dates were moved, in words."""
    if not moved:
        return "Alle frister passede allerede til kalenderen."
    return f"{danish.antal(moved, 'frist', 'frister')} er flyttet."
