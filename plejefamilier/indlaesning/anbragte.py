"""Comparing children and placements with what is there: nobody lives in two homes at once."""

from dataclasses import dataclass
from datetime import date

from faelles import cpr, danish
from faelles.access import Rolle
from plejefamilier.indlaesning.kolonner import ANBRINGELSER, BOERN
from plejefamilier.indlaesning.nu import on_day_of
from plejefamilier.indlaesning.plan import Trin, in_words, label_of, require_new
from plejefamilier.models import Anbringelse

CHOICES = {"grundlag": Anbringelse.Grundlag, "slutaarsag": Anbringelse.Slutaarsag}
DOEGN = Anbringelse.Slags.DOEGN


def boern(plan):
    """Children to make and to change."""
    laest, nu = plan.laest, plan.nu
    placed = {row.get("cpr") for row in laest.raekker.get("anbringelser", ())}
    new = []
    for row in laest.raekker.get("boern", ()):
        digits = row.get("cpr")
        findes = nu.boern.get(digits) if digits else None
        title = f"Født {danish.dato_tal(cpr.birthday(digits))}" if digits else "Uden CPR-nummer"
        step = plan.add(Trin(row, title, findes=findes))
        raadgiver = _raadgiver(plan, row)
        if findes is None:
            new.append(row)
        elif findes.kommune_id != nu.kommune.pk:
            text = "Der findes allerede et barn med det CPR-nummer, som ikke er kommunens."
            laest.wrong(row, "cpr", "fremmed", text)
            continue
        else:
            _known_child(plan, step, row, raadgiver)
        homeless = findes is None or findes.pk not in nu.bor_et_sted
        if digits and homeless and digits not in placed:
            text = "Barnet har ingen anbringelse. Kun dets rådgiver kan se det, før det får en."
            laest.warn(row, "cpr", "ingen_anbringelse", text)
    require_new(laest, "boern", new)


def _raadgiver(plan, row):
    """The rådgiver a child's row names, or None; one who is none here is noted."""
    email = row.get("myndighedsraadgiver")
    if not email:
        return None
    if not plan.nu.has_role(email, Rolle.MYNDIGHEDSRAADGIVER):
        text = "Rådgiveren er ikke myndighedsrådgiver i Samspil. Opret først brugeren og rollen."
        plan.laest.wrong(row, "myndighedsraadgiver", "ukendt_raadgiver", text)
        return None
    return plan.nu.brugere[email]


def _known_child(plan, step, row, raadgiver):
    for felt in ("navn", "plan_reference"):
        if row.get(felt):
            step.compare(felt, getattr(step.findes, felt), row.get(felt), BOERN.kolonne(felt))
    if raadgiver is not None and raadgiver.pk != step.findes.myndighedsraadgiver_id:
        step.felter["myndighedsraadgiver_id"] = (step.findes.myndighedsraadgiver_id, raadgiver.pk)
        step.tell(BOERN.kolonne("myndighedsraadgiver"), "", "")


@dataclass
class Ophold:
    """One period of a child in one home, from the workbook or from Samspil (`raekke` is None)."""

    barn: object
    familie: object
    slags: str
    fra: date
    til: date | None
    raekke: object = None


def anbringelser(plan):
    """Placements to make and to end; overlaps, homes and places are checked over all of them."""
    laest, nu = plan.laest, plan.nu
    known_children = {row.get("cpr") for row in laest.raekker.get("boern", ())}
    families = {row.get("familienummer"): row for row in laest.raekker.get("familier", ())}
    ophold, overlaid, new = [], set(), []
    for row in laest.raekker.get("anbringelser", ()):
        step, child = _placement(plan, row)
        if step.findes is None:
            new.append(row)
        digits, nummer = row.get("cpr"), row.get("familienummer")
        if digits and digits not in known_children and (child is None or _is_foreign(plan, child)):
            text = "Barnet findes hverken i arket Børn eller i Samspil."
            laest.wrong(row, "cpr", "ukendt_barn", text)
        familie = nu.familier.get(nummer)
        if nummer and nummer not in families and familie is None:
            text = "Familienummeret findes hverken i arket Familier eller i Samspil."
            laest.wrong(row, "familienummer", "ukendt_familie", text)
        til = row.get("til") or (step.findes.til if step.findes else None)
        _check_dates(plan, row, step, til)
        _check_approval(plan, row, step, families.get(nummer), familie)
        if row.noegle is None or "til" in row.ugyldige:
            continue
        if step.findes is not None:
            overlaid.add(step.findes.pk)
        home = familie.pk if familie else nummer
        ophold.append(Ophold(digits, home, row.get("slags"), row.get("fra"), til, raekke=row))
    require_new(laest, "anbringelser", new)
    digits_of = {barn.pk: digits for digits, barn in nu.boern.items()}
    for barn, rows in nu.anbringelser.items():
        ophold += [
            Ophold(digits_of[barn], row.plejefamilie_id, row.slags, row.fra, row.til)
            for row in rows
            if row.pk not in overlaid
        ]
    _refuse_overlaps(plan, ophold)
    _warn_when_full(plan, ophold, families)


def _placement(plan, row):
    """The step of a row: it meets the placement of the same child, family, kind and first day."""
    nu = plan.nu
    digits, familie = row.get("cpr"), nu.familier.get(row.get("familienummer"))
    child = nu.boern.get(digits) if digits else None
    findes = next(
        (
            found
            for found in (nu.anbringelser.get(child.pk, ()) if child and familie else ())
            if (found.plejefamilie_id, found.slags, found.fra)
            == (familie.pk, row.get("slags"), row.get("fra"))
        ),
        None,
    )
    born = f"barn født {danish.dato_tal(cpr.birthday(digits))}" if digits else "barn uden CPR"
    title = f"Familie {row.get('familienummer') or 'uden nummer'} · {born}"
    step = plan.add(Trin(row, title, findes=findes))
    for felt in ("grundlag", "til", "slutaarsag") if findes is not None else ():
        if row.get(felt):
            show = label_of(CHOICES[felt]) if felt in CHOICES else in_words
            step.compare(
                felt, getattr(findes, felt), row.get(felt), ANBRINGELSER.kolonne(felt), show=show
            )
    return step, child


def _is_foreign(plan, child):
    return child.kommune_id != plan.nu.kommune.pk


def _check_dates(plan, row, step, til):
    laest, fra = plan.laest, row.get("fra")
    reason = row.get("slutaarsag") or (step.findes.slutaarsag if step.findes else "")
    if fra and til and til < fra:
        laest.wrong(row, "til", "baglaens", "Slutdatoen ligger før startdatoen.")
        row.ugyldige.add("til")
    if til and not reason and "slutaarsag" not in row.ugyldige:
        text = "Skriv, hvorfor anbringelsen sluttede."
        laest.wrong(row, "slutaarsag", "mangler", text)
    if reason and not til and "til" not in row.ugyldige:
        text = "Der står, hvorfor anbringelsen sluttede, men ingen slutdato."
        laest.wrong(row, "til", "mangler", text)
    if fra and row.get("cpr") and fra < cpr.birthday(row.get("cpr")):
        laest.wrong(row, "fra", "foer_foedsel", "Anbringelsen begynder, før barnet er født.")


def _check_approval(plan, row, step, in_file, familie):
    """A new placement needs a family that is approved that day and has not stopped."""
    fra = row.get("fra")
    if step.findes is not None or fra is None:
        return
    known = [in_file.get("godkendt_fra") if in_file else None]
    known = [*known, familie.godkendt_fra if familie else None]
    approved = [day for day in known if day is not None]
    if approved and fra < min(approved):
        text = "Familien er ikke godkendt den dag. Et barn må først flytte ind efter godkendelsen."
        plan.laest.wrong(row, "fra", "ikke_godkendt", text)
    if familie is not None and familie.ophoert_paa:
        plan.laest.wrong(row, "familienummer", "ophoert", "Familien er afsluttet i Samspil.")


def _refuse_overlaps(plan, ophold):
    """Two homes day and night at once, or the same stay twice; the later row is told."""
    of_child = {}
    for stay in sorted(
        ophold, key=lambda stay: (stay.raekke is not None, stay.raekke and stay.raekke.nr)
    ):
        for other in of_child.setdefault(stay.barn, []):
            same = (stay.familie, stay.slags) == (other.familie, other.slags)
            two_homes = stay.slags == other.slags == DOEGN
            if stay.raekke is None or not (same or two_homes) or not _meet(stay, other):
                continue
            where = f"række {other.raekke.nr}" if other.raekke else "en anbringelse i Samspil"
            if same and stay.fra == other.fra:
                continue  # told as a row that stands twice
            text = (
                f"Barnet er allerede hos familien i perioden: se {where}."
                if same
                else f"Barnet bor to steder i perioden: se {where}. Ret datoerne."
            )
            plan.laest.wrong(stay.raekke, "fra", "overlap", text)
            break
        of_child[stay.barn].append(stay)


def _meet(one, other):
    return (other.til is None or one.fra <= other.til) and (one.til is None or other.fra <= one.til)


def _warn_when_full(plan, ophold, families):
    """More children than a family is approved for, on the first day of a row that holds today."""
    nu, stays = plan.nu, {}
    inside = {stay.barn for stay in ophold}
    digits_of = {barn.pk: digits for digits, barn in nu.boern.items()}
    for stay in ophold:
        if stay.slags == DOEGN:
            stays.setdefault(stay.familie, []).append(stay)
    for familie, barn, fra, til in nu.andre_boern:
        if digits_of.get(barn) not in inside:
            stays.setdefault(familie, []).append(Ophold(barn, familie, DOEGN, fra, til))
    approved = {row.pk: row.godkendt_til_boern for row in nu.familier.values()}
    for nummer, row in families.items():
        found = nu.familier.get(nummer)
        if row.get("godkendt_til_boern"):
            approved[found.pk if found else nummer] = row.get("godkendt_til_boern")
    for familie, rows in stays.items():
        for stay in rows:
            day = max(stay.fra, nu.today)
            if stay.raekke is None or not on_day_of(stay, day) or familie not in approved:
                continue
            taken = {other.barn for other in rows if on_day_of(other, day)}
            if len(taken) > approved[familie]:
                most = danish.antal(approved[familie], "barn", "børn")
                text = f"Familien får {len(taken)} børn, men er godkendt til {most}."
                plan.laest.warn(stay.raekke, "familienummer", "fuld", text)
