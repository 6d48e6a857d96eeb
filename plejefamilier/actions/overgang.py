"""A supported move is opened, changed, carried out and closed (H1–H13)."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import audit, cpr, notices, regler
from faelles.access import Rolle
from faelles.action import action
from faelles.constraints import on_day
from faelles.versions import save_changes
from plejefamilier import overgangsparter
from plejefamilier.actions.barn import create_barn, place_barn
from plejefamilier.actions.barnefakta import record_oenske
from plejefamilier.actions.kreds import add_kredsrolle
from plejefamilier.actions.save import save_or_explain
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Fagrolle,
    Kredsrolle,
    Overgang,
    Plejefamilie,
)

REGEL = "plejefamilier.stoettet_overgang"
AABNET = "En støttet overgang er åbnet"
AENDRET = "En støttet overgang er ændret"
OM = "Flytning til plejefamilien"
OPGAVE = "Kender barnet fra institutionen og følger det under flytningen"


@action
def open_overgang(
    *,
    by,
    kommune,
    plejefamilie,
    institution,
    planlagt_flytning,
    metode,
    oensker,
    barn=None,
    cpr_nummer="",
    navn="",
    kontaktpaedagog=None,
    kontaktpaedagog_navn="",
    timebudget=None,
):
    """A child will move from `institution` to `plejefamilie` on the day `planlagt_flytning`.

    `barn`, or the CPR number and name of a child that lives at the institution and may be new
    here; its rådgiver is `by`, when she is one. `oensker` is what the child wishes and `metode`
    how it was heard (H1, H8). The kontaktpædagog enters the child's circle. `timebudget` is the
    institution's hours (H10). Everybody who takes part is told.

    Raises ValidationError: the rule is off (code "slaaet_fra"), no wishes ("oensker"), a day that
    has passed ("forbi"), a closed family ("ophoert"), a child that already lives there ("bor_der"),
    that somebody else decides about ("andens") or that has an open move.
    """
    if not regler.value(REGEL, kommune):
        raise ValidationError(
            "Kommunen bruger ikke støttet overgang. En administrator kan slå det til.",
            code="slaaet_fra",
        )
    today = timezone.localdate()
    if planlagt_flytning < today:
        raise ValidationError(
            {"planlagt_flytning": ValidationError("Dagen er forbi.", code="forbi")}
        )
    if not oensker.strip():
        raise ValidationError(
            {"oensker": ValidationError("Skriv, hvad barnet ønsker.", code="oensker")}
        )
    barn = barn or _child(by, kommune, cpr_nummer, navn)
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError(
            {"plejefamilie": ValidationError("Familien er afsluttet.", code="ophoert")}
        )
    if barn.anbringelser.doegn().filter(on_day(today), plejefamilie=familie).exists():
        raise ValidationError(
            {"plejefamilie": ValidationError("Barnet bor der allerede.", code="bor_der")}
        )
    overgang = save_or_explain(
        Overgang(
            kommune=kommune,
            barn=barn,
            institution=institution,
            plejefamilie=familie,
            planlagt_flytning=planlagt_flytning,
            timebudget=timebudget,
            aabnet_af=by,
        )
    )
    _write_wish(overgang, by=by, metode=metode, tekst=oensker, dato=today)
    if kontaktpaedagog or kontaktpaedagog_navn.strip():
        _let_in(overgang, kontaktpaedagog, kontaktpaedagog_navn.strip(), by=by)
    record("overgang.aabnet", overgang, by=by)
    tell_everybody(overgang, by=by, key="aabnet", tekst=AABNET)
    return overgang


def _child(by, kommune, cpr_nummer, navn):
    """The child with this number, or a new one. Raises ValidationError at `cpr_nummer`."""
    raadgiver = by if _is_raadgiver(by, kommune) else None
    try:
        digits = cpr.normalise(cpr_nummer)
    except ValidationError as error:
        raise ValidationError({"cpr_nummer": error.error_list}) from error
    rows = Barn.objects.select_for_update(no_key=True).filter(kommune=kommune)
    barn = rows.with_cpr(digits).first()
    if barn is None:
        return _new_child(by, kommune, digits, navn, raadgiver)
    if raadgiver and barn.myndighedsraadgiver_id is None:
        save_changes(barn, version=barn.version, myndighedsraadgiver=raadgiver)
        audit.record("barn.aendret", barn, by=by, felter=["myndighedsraadgiver"])
    if raadgiver and barn.myndighedsraadgiver_id != raadgiver.pk:
        raise ValidationError(
            {
                "cpr_nummer": ValidationError(
                    "En anden rådgiver har barnet. Bed hende om at åbne overgangen.", code="andens"
                )
            }
        )
    return barn


def _new_child(by, kommune, digits, navn, raadgiver):
    if not navn.strip():
        raise ValidationError({"navn": ValidationError("Skriv barnets navn.", code="navn")})
    try:
        return create_barn(
            by=by,
            kommune=kommune,
            navn=navn.strip(),
            cpr_nummer=digits,
            myndighedsraadgiver=raadgiver,
        )
    except ValidationError as error:
        raise ValidationError({"cpr_nummer": _errors(error)}, code="cpr") from error


def _errors(error):
    """Every single error of a ValidationError, whatever field it named."""
    if not hasattr(error, "error_dict"):
        return error.error_list
    return [single for errors in error.error_dict.values() for single in errors]


def _is_raadgiver(bruger, kommune):
    return any(
        role.rolle == Rolle.MYNDIGHEDSRAADGIVER and role.kommune_id == kommune.pk
        for role in bruger.aktive_roller
    )


def _let_in(overgang, bruger, navn, *, by):
    """The kontaktpædagog enters the child's circle, unless she is in it already."""
    today = timezone.localdate()
    mine = Kredsrolle.objects.filter(
        on_day(today), barn=overgang.barn, rolle=Fagrolle.KONTAKTPAEDAGOG
    )
    if bruger and mine.filter(bruger=bruger).exists():
        return
    rolle = add_kredsrolle(
        by=by,
        barn=overgang.barn,
        bruger=bruger,
        fra=today,
        navn="" if bruger else navn,
        organisation=overgang.institution,
        rolle=Fagrolle.KONTAKTPAEDAGOG,
        opgave=OPGAVE,
    )
    record("overgang.kontaktpaedagog", overgang, by=by, kredsrolle=rolle.pk)


@action
def update_overgang(*, by, overgang, version, planlagt_flytning, timebudget):
    """Change the day of the move or the institution's hours; everybody is told of a new day.

    Raises ValidationError (code "stale") when a colleague saved in between, ("lukket") when the
    move is closed, and ("flyttet") for a new day after the child has moved.
    """
    row = lock_open(overgang)
    if row.flyttet_paa and planlagt_flytning != row.planlagt_flytning:
        raise ValidationError("Barnet er flyttet. Dagen kan ikke ændres.", code="flyttet")
    changed = save_changes(
        row, version=version, planlagt_flytning=planlagt_flytning, timebudget=timebudget
    )
    if changed:
        record("overgang.aendret", row, by=by, felter=changed)
    if "planlagt_flytning" in changed:
        tell_everybody(row, by=by, key=f"dag-{row.version}", tekst=AENDRET)
    return row


@action
def register_flytning(*, by, overgang, flyttet_paa, grundlag, afvigelse="", kendte=None):
    """The child has moved in with the family on the day `flyttet_paa` (A17).

    Places the child there, unless somebody has done so. A second press changes nothing. Raises
    ValidationError for a day to come (code "fremtid"), and as place_barn does; `afvigelse` and
    `kendte` are its answer to warnings.
    """
    row = lock_open(overgang)
    if row.flyttet_paa:
        return row
    if flyttet_paa > timezone.localdate():
        raise ValidationError(
            {"flyttet_paa": ValidationError("Dagen er ikke kommet endnu.", code="fremtid")}
        )
    lives_there = row.barn.anbringelser.doegn().filter(
        on_day(flyttet_paa), plejefamilie=row.plejefamilie_id
    )
    if not lives_there.exists():
        place_barn(
            by=by,
            barn=row.barn,
            plejefamilie=row.plejefamilie,
            slags=Anbringelse.Slags.DOEGN,
            grundlag=grundlag,
            fra=flyttet_paa,
            afvigelse=afvigelse,
            kendte=kendte,
        )
    row.flyttet_paa = flyttet_paa
    row.version += 1
    row.save(update_fields=["flyttet_paa", "version"])
    record("overgang.flyttet", row, by=by)
    return row


@action
def close_overgang(*, by, overgang, afslutning):
    """The support is over, and how it went; a second press changes nothing.

    Raises ValidationError without words.
    """
    row = _locked(overgang)
    if row.afsluttet_paa:
        return row
    row.afsluttet_paa, row.afslutning = timezone.localdate(), afslutning.strip()
    row.version += 1
    row.full_clean(exclude=["barn"])
    row.save(update_fields=["afsluttet_paa", "afslutning", "version"])
    record("overgang.afsluttet", row, by=by)
    notices.mark_read(f"overgang-{row.pk}-")
    return row


@action
def hear_barn(*, by, overgang, metode, tekst, dato, om=""):
    """Write down what the child wishes about the move, and how it was heard (H8, A26)."""
    row = lock_open(overgang)
    wish = _write_wish(row, by=by, metode=metode, tekst=tekst, dato=dato, om=om or OM)
    record("overgang.barnet_hoert", row, by=by, oenske=wish.pk)
    return wish


def _write_wish(overgang, *, by, metode, tekst, dato, om=OM):
    return record_oenske(
        by=by, barn=overgang.barn, dato=dato, metode=metode, tekst=tekst, om=om, overgang=overgang
    )


def tell_everybody(overgang, by, key, tekst, url=""):
    """Everybody who takes part hears of it, except `by`; the text names nobody (W5)."""
    people = overgangsparter.everybody(overgang, timezone.localdate())
    told = [person for person in people if by is None or person.pk != by.pk]
    for person in told:
        notices.notify(
            person,
            key=f"overgang-{overgang.pk}-{key}-{person.pk}",
            tekst=tekst,
            url=url or reverse("plejefamilier:overgang_detail", args=[overgang.pk]),
        )
    return told


def _locked(overgang):
    rows = Overgang.objects.select_for_update(of=("self",))
    return rows.select_related("kommune", "barn", "plejefamilie", "institution").get(pk=overgang.pk)


def lock_open(overgang):
    """The move, locked until the transaction ends. Raises ValidationError (code "lukket")."""
    row = _locked(overgang)
    if row.afsluttet_paa:
        raise ValidationError("Den støttede overgang er afsluttet.", code="lukket")
    return row


def record(event, row, by, **data):
    """A line in the log about the move."""
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, barn=str(row.barn_id), **data)
