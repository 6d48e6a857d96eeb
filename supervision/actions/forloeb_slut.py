"""A forløb ends: what came of it, in what it departed from the plan, and opened again (F6, F14)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import danish, notices, regler
from faelles.action import action
from faelles.versions import refuse_other_version
from plejefamilier.actions.save import refusal
from plejefamilier.models import Konsulenttildeling
from supervision.actions.forloeb import kilde, locked_open, people_of, record, tell
from supervision.actions.kompetence import follow_forloeb
from supervision.forloebsregler import OM_EN_FAMILIE, gaps
from supervision.konsulterende import closing_gap, tal_for
from supervision.models import Forloeb, Forloebskontakt

FORTRYD = timedelta(minutes=15)  # so long »Fortryd« asks for no reason
SKRIV = " Skriv hvorfor."
AFSLUTTET = "Et forløb med supervision er afsluttet"
GENAABNET = "Et forløb med supervision er åbnet igen"


@action
def close_forloeb(
    *,
    by,
    forloeb,
    version,
    slut_paa,
    maalopfyldelse=None,
    resultat="",
    samvaer_effekt="",
    redskaber="",
    trivsel_efter=None,
    afvigelse="",
):
    """The forløb is over: goal attainment 1–5, result, effect on samvær (F14), tools (F15).

    Supervisor and coordinator read it for some days yet (`ser_til`, by rule). Families that went
    through it as agreed have completed it (R15). A draft is closed
    with `afvigelse` alone: it came to nothing. Raises ValidationError when it is closed (code
    "lukket"), when meetings are still planned ("planlagt"), at `slut_paa` for a day to come
    ("fremtid") or before the first ("baglaens"), at `maalopfyldelse` when it is missing (F6,
    "maal"), at `afvigelse` when fewer meetings were held than agreed, the length is not R13's, or
    the »efter« contact was not taken, and nobody wrote why (B9, "afvigelse"); and (code "stale")
    when a colleague saved in between.
    """
    row = locked_open(forloeb)
    refuse_other_version(row, version)
    if row.sessioner.planned().filter(logget_at=None, slut__gt=timezone.now()).exists():
        raise ValidationError(
            "Der er planlagt flere gange endnu. Aflys dem, før du afslutter.", code="planlagt"
        )
    if slut_paa > timezone.localdate():
        raise refusal("slut_paa", "Datoen ligger i fremtiden.", "fremtid")
    if row.aktiveret_at is not None and slut_paa < row.fra:
        raise refusal("slut_paa", "Forløbet begyndte senere.", "baglaens")
    if row.aktiveret_at and row.slags in OM_EN_FAMILIE and maalopfyldelse is None:
        raise refusal("maalopfyldelse", "Vælg, hvor langt familien nåede.", "maal")
    afvigelse = afvigelse.strip()
    why = why_different(row)
    if why and not afvigelse:
        raise refusal("afvigelse", " ".join(why) + SKRIV, "afvigelse")
    row.slut_paa, row.maalopfyldelse, row.trivsel_efter = slut_paa, maalopfyldelse, trivsel_efter
    row.resultat, row.samvaer_effekt = resultat.strip(), samvaer_effekt.strip()
    row.redskaber, row.afvigelse = redskaber.strip(), afvigelse
    row.afsluttet_at, row.afsluttet_af = timezone.now(), by
    row.ser_til = timezone.localdate() + timedelta(days=read_for(row.kommune))
    row.version += 1
    row.full_clean()
    row.save()
    record("forloeb.afsluttet", row, by=by, afvigelser=len(why))
    follow_forloeb(by=by, forloeb=row)
    notices.cancel_all(kilde(row))
    tell(row, f"afsluttet-{row.version}", people_of(row), AFSLUTTET, by=by)
    return row


@action
def reopen_forloeb(*, by, forloeb, begrundelse=""):
    """It goes on after all. Within a quarter of an hour it is a »Fortryd« and needs no reason.

    The reason stands with the forløb's deviations. Raises ValidationError at `begrundelse` (code
    "begrundelse"), and when it has gone on in another forløb ("forlaenget").
    """
    row = (
        Forloeb.objects.select_for_update(of=("self",))
        .select_related("kommune", "plejefamilie", "supervisor", "koordinator")
        .get(pk=forloeb.pk)
    )
    if row.afsluttet_at is None:
        return row
    dropped = {"aktiveret_at": None, "afsluttet_at__isnull": False}
    if row.efterfoelgere.exclude(**dropped).exists():
        raise ValidationError(
            "Forløbet er forlænget i et nyt. Skriv videre i det nye.", code="forlaenget"
        )
    begrundelse = begrundelse.strip()
    if not begrundelse and not may_undo(row):
        raise refusal("begrundelse", "Skriv, hvorfor forløbet åbnes igen.", "begrundelse")
    if begrundelse:
        today = danish.dato(timezone.localdate())
        row.afvigelse = f"{row.afvigelse}\nÅbnet igen {today}: {begrundelse}".strip()
    row.slut_paa = row.afsluttet_at = row.afsluttet_af = row.ser_til = None
    row.version += 1
    row.save()
    record("forloeb.genaabnet", row, by=by)
    follow_forloeb(by=by, forloeb=row)
    tell(row, f"genaabnet-{row.version}", people_of(row), GENAABNET, by=by)
    return row


def read_for(kommune):
    """How many days supervisor and coordinator read a forløb after it was closed (W1)."""
    return regler.value("supervision.supervisor_ser_dage", kommune)


def may_undo(forloeb):
    """Was it closed so short a while ago that it needs no reason to open it again?"""
    return forloeb.afsluttet_at is not None and timezone.now() - forloeb.afsluttet_at <= FORTRYD


def why_different(forloeb):
    """In what a forløb closed now departs from what was agreed, as sentences; [] for nothing.

    Meetings held, the length of a konsulterende forløb (R13), and the talk afterwards (B9). A draft
    departs in that it never began.
    """
    if forloeb.aktiveret_at is None:
        return ["Forløbet begyndte aldrig."]
    held = [*forloeb.sessioner.held().values_list("start", flat=True)]
    missing = _contact_is_missing(forloeb)
    if forloeb.slags != Forloeb.Slags.KONSULTERENDE:
        return gaps(antal=forloeb.antal, holdt=len(held), kontakt_mangler=missing)
    gap = closing_gap([timezone.localdate(moment) for moment in held], tal_for(forloeb.kommune))
    found = gaps(antal=None, holdt=len(held), kontakt_mangler=missing)
    return [gap.removesuffix(SKRIV), *found] if gap else found


def _contact_is_missing(forloeb):
    """No talk after a forløb about a family whose konsulent is another than the supervisor."""
    if forloeb.slags not in OM_EN_FAMILIE:
        return False
    if forloeb.kontakter.filter(hvornaar=Forloebskontakt.Hvornaar.EFTER).exists():
        return False
    own = Konsulenttildeling.objects.holding(timezone.localdate()).filter(
        plejefamilie=forloeb.plejefamilie_id, konsulent=forloeb.supervisor_id
    )
    return not own.exists()
