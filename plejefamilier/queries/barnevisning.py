"""The page of a child: what it wishes, what is next, what it needs, and where it has lived."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from faelles import cpr, danish, regler
from faelles.access import Permission
from plejefamilier import barneside, raekkevidde
from plejefamilier.models import (
    Aflastningsophold,
    Anbringelse,
    Behov,
    Belastning,
    Fagrolle,
    Foraeldreskab,
    Oenske,
    Plejefamilie,
    Soeskende,
    Tilsynsbesoeg,
)
from plejefamilier.queries.barneark import ark
from plejefamilier.queries.belastning import of_rows
from plejefamilier.rytme import months_after

RULES = (
    "barn.part_alder",
    "barn.samtykke_alder",
    "barn.pligt_bagud_maaneder",
    "barn.pligt_vises_dage",
    "barn.plan_vises_dage",
    "barn.tilsyn_pr_aar",
    "barn.tilsyn_vises_dage",
)
# What a type of family is for, by Behov.Omfang (3.2); a network family is approved for one child.
MADE_FOR = {
    Plejefamilie.Familietype.ALMEN: Behov.Omfang.LET,
    Plejefamilie.Familietype.FORSTAERKET: Behov.Omfang.MODERAT,
    Plejefamilie.Familietype.SPECIALISERET: Behov.Omfang.SVAERT,
}


@dataclass(frozen=True)
class Frist:
    """One thing to be done about the child by a day; `hast` is late, today, week or ''."""

    titel: str
    hvorfor: str
    frist: date
    hast: str
    pille: str
    knap: str
    url: str


def page_context(bruger, barn):
    """Everything the page of a child shows."""
    with raekkevidde.kept(bruger):
        return _context(bruger, barn)


def _context(bruger, barn):
    today, sag = timezone.localdate(), ark(bruger, barn)
    rules = regler.values(RULES, barn.kommune)
    _show_homes(sag, today)
    _show_facts(sag, today)
    hjem = next((row for row in sag.anbringelser if row.nu and row.doegn), None)
    skriver = _may_write(bruger, barn, sag)
    digits = barn.cpr
    coming, past = barneside.linjer(bruger, barn)
    return {
        "barn": barn,
        "sag": sag,
        "cpr": cpr.masked(digits),
        "erstatning": cpr.is_replacement(digits),
        "nu": sorted((row for row in sag.anbringelser if row.nu), key=lambda row: not row.doegn),
        "sammenbrud": sum(
            row.slutaarsag == Anbringelse.Slutaarsag.SAMMENBRUD for row in sag.anbringelser
        ),
        "redigerer": any(row.pen and not row.forbi for row in sag.anbringelser),
        "skriver": skriver,
        "frister": _deadlines(barn, sag, hjem, rules, today),
        "besoeg": _visits(sag, today.year),
        "kraevet": rules["barn.tilsyn_pr_aar"],
        "oenske": sag.oensker[0] if sag.oensker else None,
        "behov": _needs(sag, hjem),
        "alder": _ages(barn, rules, today),
        "kommende": coming,
        "seneste": past,
        "nye": barneside.nye(bruger, barn),
        "daglige": barneside.daglige(bruger, barn),
        "belastning": of_rows(
            [Belastning(**vars(row)) for row in sag.belastninger],
            noegle="barn",
            titel=f"{danish.ejefald(barn.fornavn)} belastningsgrad",
            kan=skriver,
            ny_url=reverse("plejefamilier:barn_belastning_create", args=[barn.pk]),
        ),
    }


def _may_write(bruger, barn, sag):
    """What Barn.recordable_by says, from what has been read."""
    if barn.kommune_id not in bruger.kommuner_med(Permission.RECORD_BARN):
        return False
    today = timezone.localdate()
    homes = (row for row in sag.anbringelser if row.til is None or row.til >= today)
    return barn.myndighedsraadgiver_id == bruger.pk or any(row.pen for row in homes)


def _show_homes(sag, today):
    slags, grundlag = dict(Anbringelse.Slags.choices), dict(Anbringelse.Grundlag.choices)
    reasons = dict(Anbringelse.Slutaarsag.choices)
    for row in sag.anbringelser:
        row.forbi = row.til is not None and row.til < today
        row.nu = row.fra <= today and not row.forbi
        row.kommer = row.fra > today
        row.doegn = row.slags == Anbringelse.Slags.DOEGN
        row.brudt = row.slutaarsag == Anbringelse.Slutaarsag.SAMMENBRUD
        row.navn = Plejefamilie(navn=row.familienavn).visningsnavn
        row.slags_ord, row.grundlag_ord = slags[row.slags], grundlag[row.grundlag]
        row.slut_ord = reasons.get(row.slutaarsag, "")


def _show_facts(sag, today):
    """Words for the choices, newest first, and what is over."""
    hvornaar, koder = dict(Behov.Hvornaar.choices), dict(Behov.Kode.choices)
    omfang, metoder = dict(Behov.Omfang.choices), dict(Oenske.Metode.choices)
    for row in sag.behov:
        row.hvornaar_ord, row.omfang_ord = hvornaar[row.hvornaar], omfang[row.omfang]
        row.koder_ord = [koder[kode] for kode in row.koder]
    for row in sag.oensker:
        row.metode_ord = metoder[row.metode]
    for row in sag.konsulenter:
        row.hos = Plejefamilie(navn=row.familienavn).visningsnavn
    for row in sag.kreds:
        row.rolle_ord = row.rolle_andet or dict(Fagrolle.choices)[row.rolle]
    for row in sag.maal:
        row.slut = row.til is not None and row.til < today
    for row in sag.foraeldre:
        row.slags_ord = dict(Foraeldreskab.Slags.choices)[row.slags]
        row.slut = row.slut_paa is not None and row.slut_paa <= today
    for row in sag.soeskende:
        row.slags_ord = dict(Soeskende.Slags.choices)[row.slags]
        row.hjem = Plejefamilie(navn=row.hjem).visningsnavn if row.hjem else ""
    for row in sag.aflastning:
        row.slags_ord = dict(Aflastningsophold.Slags.choices)[row.slags]
        row.hvor = row.sted or Plejefamilie(navn=row.familienavn or "").visningsnavn
        row.periode = danish.periode(row.fra, row.til)
    for row in sag.tilsyn:
        row.slags_ord = dict(Tilsynsbesoeg.Slags.choices)[row.slags]
        row.talt_ord = dict(Tilsynsbesoeg.Talt.choices)[row.talt]
        row.eget = row.slags == Tilsynsbesoeg.Slags.PERSONRETTET
    for rows, name in ((sag.behov, "dato"), (sag.oensker, "dato"), (sag.tilsyn, "dato")):
        rows.sort(key=lambda row: (getattr(row, name), row.pk), reverse=True)
    for rows, name in ((sag.maal, "fra"), (sag.opfoelgninger, "dato"), (sag.aflastning, "fra")):
        rows.sort(key=lambda row: (getattr(row, name), row.pk), reverse=True)


def _needs(sag, hjem):
    """The needs now beside those at matching (A7), and whether the family is meant for so much."""
    if not sag.behov:
        return None
    now = sag.behov[0]
    matched = next((row for row in sag.behov if row.hvornaar == Behov.Hvornaar.MATCHNING), None)
    new, greater = [], False
    if matched and now is not matched and now.hvornaar == Behov.Hvornaar.SENERE:
        names = dict(Behov.Kode.choices)
        new = [names[kode] for kode in now.koder if kode not in matched.koder]
        greater = now.omfang > matched.omfang
    most = MADE_FOR.get(hjem.familietype) if hjem else None
    over = most is not None and now.omfang > most
    return {
        "nu": now,
        "matchet": matched,
        "nye": new,
        "stoerre": greater,
        "over": dict(Plejefamilie.Familietype.choices)[hjem.familietype] if over else "",
    }


def _visits(sag, year):
    return sum(row.eget and not row.trukket and row.dato.year == year for row in sag.tilsyn)


def _ages(barn, rules, today):
    """Which rights the child has by its age (barnets lov § 3; samvær from 15), or when."""
    years = danish.aar_gammel(barn.foedselsdag, today)
    part, consent = rules["barn.part_alder"], rules["barn.samtykke_alder"]
    if years >= consent:
        return f"Er fyldt {consent} år: giver selv samtykke til støttet samvær."
    if years >= part:
        return f"Er fyldt {part} år: er selv part i sin sag og skal høres."
    when = danish.dato(months_after(barn.foedselsdag, 12 * part))
    return f"Fylder {part} år {when} og bliver selv part i sin sag."


def _deadlines(barn, sag, hjem, rules, today):
    """What is to be done about the child, most urgent first: the duties of barnepligt.py."""
    if hjem is None and sag.plan_frist is None:
        return []
    begun = hjem.fra if hjem else today
    ny = months_after(begun, rules["barn.pligt_bagud_maaneder"]) > today
    held = sag.opfoelgninger[0] if sag.opfoelgninger else None
    navn = danish.ejefald(barn.fornavn)
    soon = rules["barn.pligt_vises_dage"]
    law = "kontrolleres af kommunen"
    year_end = date(today.year, 12, 31)
    made, asked = _visits(sag, today.year), rules["barn.tilsyn_pr_aar"]
    found = []

    def add(titel, hvorfor, frist, ahead, knap, name):
        hast, pille = _haste(frist, ahead, today)
        url = reverse(f"plejefamilier:{name}", args=[barn.pk])
        found.append(Frist(titel, hvorfor, frist, hast, pille, knap, url))

    if sag.plan_frist and ny:
        add(
            f"Gør {navn} plan færdig",
            f"Senest {danish.ugedag(sag.plan_frist, today)} (barnets lov § 91, {law}).",
            sag.plan_frist,
            rules["barn.plan_vises_dage"],
            "Skriv planen på",
            "barneplan_update",
        )
    if sag.opfoelgning_frist and (ny or held):
        first = "Første opfølgning" if held is None else "Opfølgning"
        add(
            f"{first} på {navn} plan",
            f"Senest {danish.ugedag(sag.opfoelgning_frist, today)} (barnets lov § 95, {law}).",
            sag.opfoelgning_frist,
            soon,
            "Skriv opfølgning",
            "barnsopfoelgning_create",
        )
    if sag.behov_frist and ny:
        add(
            f"Gennemgå {navn} behov",
            f"Senest {danish.ugedag(sag.behov_frist, today)}. Er behovet større end beskrevet?",
            sag.behov_frist,
            soon,
            "Skriv behov",
            "behov_create",
        )
    if hjem and made < asked:
        add(
            f"{made} af {asked} tilsynsbesøg i år",
            f"Mindst {danish.talord(asked)} om året (barnets lov § 156, {law}).",
            year_end,
            rules["barn.tilsyn_vises_dage"],
            "Skriv tilsynsbesøg",
            "tilsyn_create",
        )
    return sorted(found, key=lambda row: row.frist)


def _haste(frist, ahead, today):
    """The colour and words of a deadline's pill; nothing while it is far off."""
    if frist < today:
        return "late", "Over frist"
    if frist == today:
        return "today", "Frist i dag"
    near = frist - timedelta(days=ahead) <= today
    return ("week", "Snart") if near else ("", "")
