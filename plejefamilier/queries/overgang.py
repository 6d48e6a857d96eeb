"""The pages of supported moves: the list, and one move with its time line (H1–H13)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from faelles import danish, paging, regler
from faelles.access import Permission
from plejefamilier import overgangsparter
from plejefamilier.models import Kredsrolle, Overgang, Trin, Udslusningstrin
from plejefamilier.queries.overgang_linje import WIDE, draw, rows_of
from plejefamilier.udslusning import SEKTIONER, trin_on

KREDS, RAADGIVER, FAMILIEN = (
    "i barnets kreds",
    "rådgiver for barnet",
    "familien, barnet flytter til",
)
WEEK, HOUR = 7, 60


def rows_for(bruger):
    """Moves with what their pages show, and what `bruger` may do with each."""
    same = {"pk": OuterRef("pk")}
    people = ("barn", "barn__myndighedsraadgiver", "plejefamilie", "institution", "kommune")
    return Overgang.objects.select_related(*people).annotate(
        may_edit=Exists(Overgang.objects.editable_by(bruger).filter(**same)),
        may_log=Exists(Overgang.objects.loggable_by(bruger).filter(**same)),
        in_circle=Exists(
            Kredsrolle.objects.held_by(bruger).filter(barn=OuterRef("barn"), barn__isnull=False)
        ),
    )


def relation_to(bruger, overgang):
    """Why `bruger` reads about the move, as the purpose in the log (W2)."""
    if overgang.barn.myndighedsraadgiver_id == bruger.pk:
        return RAADGIVER
    return KREDS if overgang.in_circle else FAMILIEN


# --- the list ---------------------------------------------------------------------------------


def list_page(bruger, query):
    """One page of the moves that `bruger` sees: open ones, or with ?vis=afsluttede the others."""
    closed = query.get("vis") == "afsluttede"
    rows = Overgang.objects.visible_to(bruger).filter(afsluttet_paa__isnull=not closed)
    rows = rows.select_related("barn", "plejefamilie", "institution")
    side = paging.page(rows, query, by="planlagt_flytning", descending=closed)
    plans = _stages([row.pk for row in side.rows])
    today = timezone.localdate()
    for row in side.rows:
        row.url = reverse("plejefamilier:overgang_detail", args=[row.pk])
        row.har_plan = row.pk in plans
        row.nu = trin_on(today, plans.get(row.pk, {}), row.flyttet_paa or row.planlagt_flytning)
        row.nu_navn = Trin(row.nu).label
    return {"side": side, "lukkede": closed}


def _stages(pks):
    """{move: {Trin: (fra, til)}} of the newest plans; one query."""
    rows = Udslusningstrin.objects.filter(plan__overgang__in=pks).order_by("plan__version")
    found = {}
    for overgang, trin, fra, til in rows.values_list("plan__overgang", "trin", "fra", "til"):
        found.setdefault(overgang, {})[trin] = (fra, til)
    return found


# --- one move ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trinlinje:
    """A stage as it is shown: its days, its texts by section, and whether today is in it."""

    trin: Trin
    fra: object
    til: object
    afsnit: list
    nu: bool

    @property
    def udfyldt(self):
        """The sections somebody has written in."""
        return [(sektion, tekst) for sektion, tekst in self.afsnit if tekst]


def stages_of(overgang):
    """(newest version number, its Trinlinje in order, when and by whom); (0, [], None) without."""
    rows = [
        *Udslusningstrin.objects.filter(plan__overgang=overgang)
        .select_related("plan__by")
        .order_by("-plan__version", "fra")[: len(Trin)]
    ]
    if not rows:
        return 0, [], None
    return rows[0].plan.version, [trinlinje(row) for row in rows], rows[0].plan


def trinlinje(row):
    """A stage of a plan, ready to be shown."""
    afsnit = [(sektion, row.felter.get(sektion.key, "")) for sektion in SEKTIONER]
    today = timezone.localdate()
    return Trinlinje(Trin(row.trin), row.fra, row.til, afsnit, row.fra <= today <= row.til)


def page_context(bruger, overgang, *, bredde=WIDE):
    """Everything the page of a move shows; six queries. `bredde` of the drawing, in pixels."""
    today = timezone.localdate()
    version, stages, plan = stages_of(overgang)
    raekker = rows_of(bruger, overgang)
    perioder = {stage.trin: (stage.fra, stage.til) for stage in stages}
    moved = overgang.flyttet_paa or overgang.planlagt_flytning
    voksne = [*overgang.kendte_voksne.order_by("fra", "pk")]
    parts = overgangsparter.five_roles(overgang, today)
    return {
        "overgang": overgang,
        "barn": overgang.barn,
        "version": version,
        "trin": stages,
        "plan": plan,
        "trin_nu": trin_on(today, perioder, moved),
        "trin_nu_navn": Trin(trin_on(today, perioder, moved)).label,
        "raekker": raekker,
        "linje": draw(overgang, stages, raekker, noegle="overgangslinje", bredde=bredde),
        "grupper": _grouped(raekker, perioder, moved),
        "naeste": _next(overgang, raekker, stages, today),
        "opstart": _opstart(raekker),
        "parter": parts,
        "mangler": [part for part in parts if not part.navne],
        "stemmer": [row for row in raekker if row.art == "oenske"][::-1],
        "voksne": voksne,
        "tal": numbers(overgang, raekker, version),
        "timer": hours(overgang, raekker),
        "ser_familie": bruger.can(Permission.SEE_FAMILIER) and not overgang.in_circle,
    }


def _grouped(raekker, perioder, moved):
    """The rows of the time line by stage, [(label, days, rows)], in order."""
    by_stage = {trin: [] for trin in Trin}
    for row in raekker:
        by_stage[row.trin or trin_on(row.dag, perioder, moved)].append(row)
    return [
        (trin.label, perioder.get(trin), rows)
        for trin, rows in by_stage.items()
        if rows or trin in perioder
    ]


def _opstart(raekker):
    """The opstartsmøde: the one that was held, else the one that is planned, else None."""
    rows = [row for row in raekker if row.slags == "opstartsmoede" and row.tilstand != "aflyst"]
    return next((row for row in rows if row.tilstand == "holdt"), rows[0] if rows else None)


@dataclass(frozen=True)
class Naeste:
    """What is next: a day (or None), a sentence, why, and one act with its address."""

    dag: object
    titel: str
    hvorfor: str
    knap: str = ""
    url: str = ""
    alle: bool = False  # also for those who may only note visits


def _next(overgang, raekker, stages, today):
    """The one thing to look at now, for everybody on the page."""
    if overgang.afsluttet_paa:
        return None
    here = overgang.pk
    late = [row for row in raekker if row.mangler]
    if late:
        row = late[0]
        url = reverse("plejefamilier:overgangskontakt_hold", args=[int(row.noegle)])
        return Naeste(
            row.dag,
            f"Skriv, hvordan det gik: {row.navn.lower()} {danish.ugedag(row.dag, today)}",
            "Dagen er gået, og ingen har skrevet, om det blev til noget.",
            "Skriv, hvordan det gik",
            url,
            alle=True,
        )
    if _opstart(raekker) is None and overgang.flyttet_paa is None:
        weeks = regler.value("overgang.opstartsmoede_uger", overgang.kommune)
        frist = overgang.planlagt_flytning - timedelta(days=WEEK * weeks)
        return Naeste(
            frist,
            "Indkald til opstartsmøde",
            f"De fem parter mødes senest {danish.dato(frist)}: {danish.antal(weeks, 'uge', 'uger')}"
            " før flytningen. Så får alle samme retning.",
            "Indkald til opstartsmøde",
            reverse("plejefamilier:overgang_opstartsmoede", args=[here]),
        )
    coming = [row for row in raekker if row.kommer]
    moves = overgang.flyttet_paa is None and overgang.planlagt_flytning
    if not stages:
        return Naeste(
            None,
            "Lav udslusningsplanen",
            "Planen siger, hvad der sker før, under og efter flytningen, og hvem der gør hvad.",
            "Lav udslusningsplanen",
            reverse("plejefamilier:udslusningsplan_update", args=[here]),
        )
    if moves and moves <= today:
        return Naeste(
            moves,
            "Skriv, at barnet er flyttet",
            f"Flytningen var planlagt til {danish.dato(moves)}.",
            "Skriv, at barnet er flyttet",
            reverse("plejefamilier:overgang_flyt", args=[here]),
        )
    if coming and not (moves and moves < coming[0].dag):
        row = coming[0]
        return Naeste(row.dag, row.navn, row.naar)
    if moves:
        return Naeste(moves, "Barnet flytter", f"Planlagt til {danish.dato(moves)}.")
    if stages[-1].til < today:
        return Naeste(
            stages[-1].til,
            "Afslut overgangen",
            f"Planens sidste dag var {danish.dato(stages[-1].til)}, og der er ikke planlagt mere.",
            "Afslut overgangen",
            reverse("plejefamilier:overgang_close", args=[here]),
        )
    return Naeste(
        None,
        "Aftal det næste besøg",
        "Der er ikke planlagt flere besøg eller møder.",
        "Tilføj besøg eller kontakt",
        reverse("plejefamilier:overgangskontakt_create", args=[here]),
        alle=True,
    )


def hours(overgang, raekker):
    """The institution's hours (H10): set aside in hours; used, left and over in minutes."""
    used = sum(row.minutter or 0 for row in raekker if row.tilstand == "holdt")
    budget = overgang.timebudget
    return {
        "sat_af": budget,
        "brugt": used,
        "tilbage": None if budget is None else budget * HOUR - used,
        "overskredet": budget is not None and used > budget * HOUR,
        "over": used - (budget or 0) * HOUR,
    }


def numbers(overgang, raekker, version):
    """The report's numbers of one move: visits before and after, versions, contacts a stage."""
    held = [row for row in raekker if row.art == "kontakt" and row.tilstand == "holdt"]
    visits = [row for row in held if row.slags != "raadgivning"]
    before = [row for row in visits if row.trin == Trin.FOER]
    return {
        "foer": len(before),
        "efter": len(visits) - len(before),
        "versioner": version,
        "pr_trin": [(trin.label, sum(row.trin == trin for row in held)) for trin in Trin],
        "raadgivning": len(held) - len(visits),
    }
