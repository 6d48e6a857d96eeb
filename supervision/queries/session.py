"""One session as its reader may see it."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from plejefamilier.models import Barn, Konsulenttildeling, Plejeforaelder
from plejefamilier.raekker import HAENDELSE
from supervision.models import (
    Forloeb,
    Fortroligt,
    Raadgivernotat,
    Session,
    Sessionsaftale,
    Sessionsdeltager,
    Udviklingsmaal,
)

FORMAAL = "læser om supervisionen"
EXCERPT = 220  # characters on a time line


def with_forloeb(rows=None):
    """Sessions with all that their pages show of the forløb, for visible_or_404."""
    rows = Session.objects.all() if rows is None else rows
    return rows.select_related(
        "forloeb__kommune",
        "forloeb__plejefamilie",
        "forloeb__supervisor",
        "forloeb__tema",
        "forloeb__barn",
        "supervisor",
        "lokale__organisation",
        "logget_af",
    )


def led_forloeb(bruger):
    """The forløb of which she writes what was held."""
    return Forloeb.objects.filter(pk__in=Forloeb.objects.led_by(bruger).values("pk"))


def whole(bruger):
    """Sessions with what the reader may do: `leder` writes it down, `planlaegger` moves it.

    The closed note comes with it when she may read that; see private_of.

    `egen_konsulent`: the supervisor is the family's own konsulent on that day (A9).
    """
    led = Forloeb.objects.led_by(bruger).filter(pk=OuterRef("forloeb"))
    plans = Forloeb.objects.editable_by(bruger).filter(pk=OuterRef("forloeb"))
    own = Konsulenttildeling.objects.filter(
        on_day(timezone.localdate()),
        plejefamilie=OuterRef("forloeb__plejefamilie"),
        konsulent=OuterRef("supervisor"),
    )
    private = Fortroligt.objects.visible_to(bruger).filter(session=OuterRef("pk"))
    return with_forloeb(
        Session.objects.annotate(
            leder=Exists(led),
            planlaegger=Exists(plans),
            egen_konsulent=Exists(own),
            fortroligt_pk=Subquery(private.values("pk")),
            fortroligt_tekst=Subquery(private.values("tekst")),
        )
    )


def private_of(session):
    """The closed note of a session from whole(), when its reader may see it; else None (A9)."""
    if session.fortroligt_pk is None:
        return None
    return Fortroligt(pk=session.fortroligt_pk, session=session, tekst=session.fortroligt_tekst)


def parts(bruger, session):
    """What the reader may see of a session, by name, for its page."""
    mine = Sessionsdeltager.objects.visible_to(bruger).filter(session=session)
    aftaler = Sessionsaftale.objects.visible_to(bruger).filter(session=session)
    notes = Raadgivernotat.objects.visible_to(bruger).filter(session=session)
    return {
        "deltagere": [*mine.select_related("plejefamilie", "bruger")],
        "maal": [*session.maal.all()],
        "aftaler": [*aftaler.select_related("aftale__ansvarlig")],
        "fortroligt": private_of(session),
        "notater": [*notes.select_related("barn")],
        "rettelser": [*session.rettelser.select_related("by")] if session.logget_at else [],
    }


def around(bruger, session, rows):
    """Of `rows`, the planned sessions of its forløb in order: what was before and comes after.

    Returns (the last one written down before it, its agreements still open, the next one planned).
    """
    earlier = [row for row in rows if row.start < session.start and row.logget_at]
    later = [row for row in rows if row.start > session.start]
    if not earlier:
        return None, [], later[0] if later else None
    mine = Sessionsaftale.objects.visible_to(bruger).filter(
        session=earlier[-1], aftale__udfoert_at=None, aftale__droppet_at=None
    )
    open_still = [*mine.select_related("aftale__ansvarlig")]
    return earlier[-1], open_still, later[0] if later else None


def goals(bruger, forloeb):
    """The goals of the family's udviklingsplan that are open; none for a group."""
    if forloeb.plejefamilie_id is None:
        return []
    rows = Udviklingsmaal.objects.visible_to(bruger)
    return [*rows.filter(plejefamilie=forloeb.plejefamilie_id, lukket_paa=None)]


def boern(bruger, forloeb):
    """The children of whom a note may go to the rådgiver: the forløb's, else those one sees."""
    if forloeb.barn_id:
        return [forloeb.barn]
    if forloeb.plejefamilie_id is None:
        return []
    return [*Barn.objects.visible_to(bruger).living_with(forloeb.plejefamilie)]


def owners(bruger, forloeb, familier):
    """Who may have an agreement, quickly: [(value, name, Bruger, name of somebody outside)].

    She herself, the supervisor, the families' konsulenter, the foster parents.
    """
    tildelinger = Konsulenttildeling.objects.holding(timezone.localdate())
    tildelinger = tildelinger.filter(plejefamilie__in=familier).select_related("konsulent")
    people = {bruger.pk: bruger, forloeb.supervisor_id: forloeb.supervisor}
    people |= {row.konsulent_id: row.konsulent for row in tildelinger.order_by("pk")}
    voksne = Plejeforaelder.objects.filter(plejefamilie__in=familier, fratraadt_paa=None)
    return [
        *((f"bruger-{one.pk}", one.navn, one, "") for one in people.values()),
        *((f"voksen-{one.pk}", one.navn, bruger, one.navn) for one in voksne),
    ]


# --- the time lines ------------------------------------------------------------------------------


def familie_haendelser(bruger, plejefamilie):
    """Sessions of a family and of its groups, held, coming and cancelled (raekker.HAENDELSE)."""
    if not bruger.can(Permission.SEE_SUPERVISION):
        return None
    asked = Sessionsdeltager.objects.filter(session=OuterRef("pk"), plejefamilie=plejefamilie)
    return _haendelser(Session.objects.visible_to(bruger).filter(Exists(asked)))


def _haendelser(rows):
    titel = Case(
        *(When(forloeb__slags=key, then=Value(word)) for key, word in Forloeb.Slags.choices),
        output_field=CharField(),
    )
    pille = Case(
        When(aflyst_at__isnull=False, then=Value("|Aflyst")),
        When(slut__gt=timezone.now(), then=Value("info|Kommer")),
        When(logget_at=None, then=Value("|Ikke skrevet endnu")),
        default=Value(""),
    )
    return HAENDELSE.of(
        rows,
        slags=Value("session"),
        noegle=F("pk"),
        tid=F("start"),
        titel=titel,
        meta=F("supervisor__navn"),
        tekst=Left("tema", EXCERPT),
        pille=pille,
    )


def session_url(raekke):
    return reverse("supervision:session_detail", args=[raekke.noegle])


def barnets_notater(bruger, barn):
    """Notes to the child's rådgiver, for those who see the child (F13, raekker.HAENDELSE)."""
    rows = Raadgivernotat.objects.filter(barn__in=Barn.objects.visible_to(bruger), barn=barn)
    return HAENDELSE.of(
        rows,
        slags=Value("raadgivernotat"),
        noegle=F("pk"),
        tid=F("session__start"),
        titel=Value("Notat fra supervision til rådgiver"),
        meta=F("by__navn"),
        tekst=F("tekst"),
    )


def no_url(raekke):
    return ""
