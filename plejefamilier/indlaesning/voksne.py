"""Comparing konsulenter, families and foster parents with what is there."""

from datetime import timedelta

from faelles import danish
from faelles.access import Rolle
from plejefamilier.indlaesning.celler import word
from plejefamilier.indlaesning.kolonner import FAMILIER, KONSULENTER, PLEJEFORAELDRE
from plejefamilier.indlaesning.nu import on_day_of
from plejefamilier.indlaesning.plan import (
    Godkendt,
    Tildeling,
    Trin,
    in_words,
    label_of,
    require_new,
)
from plejefamilier.models import Plejefamilie

DAY = timedelta(days=1)
FAMILIE_FELTER = (
    "navn",
    "familietype",
    "godkendt_fra",
    "godkendt_til_boern",
    "godkendt_af",
    "adresse",
    "adresse_beskyttet",
    "telefon",
)
GODKENDELSE = {"familietype", "godkendt_til_boern", "godkendt_af"}
FORAELDER_FELTER = ("telefon", "email", "grundkursus_paa")
TEAM_UKENDT = "Teamet findes ikke i Samspil. Se, hvad kommunens teams hedder, på siden Brugere."


def konsulenter(plan):
    """Accounts to make, names and numbers to change, and roles to give."""
    laest, nu = plan.laest, plan.nu
    new = []
    for row in laest.raekker.get("konsulenter", ()):
        team = _team(plan, row)
        bruger = nu.brugere.get(row.get("email")) if row.get("email") else None
        step = plan.add(Trin(row, row.get("navn") or row.get("email") or "", findes=bruger))
        if bruger is None:
            new.append(row)
            if team is None and nu.eneste_team is None and "team" not in row.ugyldige:
                laest.wrong(row, "team", "team", "Skriv, hvilket team konsulenten hører til.")
            continue
        _known_konsulent(plan, step, row, bruger, team)
    require_new(laest, "konsulenter", new)


def _known_konsulent(plan, step, row, bruger, team):
    laest, nu = plan.laest, plan.nu
    step.titel = bruger.navn
    home = bruger.organisation
    if nu.kommune.pk not in (home.pk, home.kommune_id):
        text = "E-mailen hører til en bruger, der ikke er ansat i kommunen eller hos dens partnere."
        laest.wrong(row, "email", "fremmed", text)
        return
    if not bruger.is_active:
        text = "Brugeren er lukket i Samspil. Åbn den først på siden Brugere."
        laest.wrong(row, "email", "lukket", text)
        return
    for navn in ("navn", "telefon"):
        if row.get(navn):
            kolonne = KONSULENTER.kolonne(navn)
            step.compare(navn, getattr(bruger, navn), row.get(navn), kolonne, show=in_words)
    role = nu.roller.get((bruger.pk, Rolle.KONSULENT))
    if role is None:
        step.foelger = True
        step.ord.append(("Rolle", "–", Rolle.KONSULENT.label))
        if team is None and nu.eneste_team is None and "team" not in row.ugyldige:
            laest.wrong(row, "team", "team", "Skriv, hvilket team konsulenten hører til.")
    elif team is not None and role.team_id != team.pk:
        text = "Konsulenten er i et andet team i Samspil. Det ændres på siden Brugere, ikke her."
        laest.warn(row, "team", "andet_team", text)


def _team(plan, row):
    """The team a row names, or None; one that does not exist is noted."""
    if not row.get("team"):
        return None
    team = plan.nu.teams.get(word(row.get("team")))
    if team is None:
        plan.laest.wrong(row, "team", "team", TEAM_UKENDT)
        row.ugyldige.add("team")
    return team


def familier(plan):
    """Families to make and change, and the konsulent each is to have."""
    laest, nu = plan.laest, plan.nu
    teams = _teams_of_konsulenter(plan)
    with_adults = {row.get("familienummer") for row in laest.raekker.get("plejeforaeldre", ())}
    new = []
    for row in laest.raekker.get("familier", ()):
        nummer, team = row.get("familienummer"), _team(plan, row)
        if row.get("godkendt_fra") and row.get("godkendt_fra") > nu.today:
            laest.wrong(row, "godkendt_fra", "fremtid", "Datoen ligger i fremtiden.")
        findes = nu.familier.get(nummer) if nummer else None
        title = f"{nummer or 'Uden nummer'} · {findes.navn if findes else row.get('navn') or ''}"
        step = plan.add(Trin(row, title, findes=findes))
        if findes is None:
            new.append(row)
            _new_family(plan, row, team or teams.get(row.get("konsulent")) or nu.eneste_team)
            if nummer and nummer not in with_adults:
                text = "Familien har ingen plejeforældre i projektmappen."
                laest.warn(row, "familienummer", "ingen_voksne", text)
        else:
            _known_family(plan, step, row, team)
        _konsulent_of(plan, step, row)
        if findes is not None and findes.ophoert_paa and (step.felter or step.foelger):
            text = "Familien er afsluttet i Samspil og kan ikke ændres."
            laest.wrong(row, "familienummer", "ophoert", text)
    require_new(laest, "familier", new)


def _teams_of_konsulenter(plan):
    """The team that a konsulent's e-mail leads to: of the workbook, else of her role."""
    found = {
        email: role.team
        for email, bruger in plan.nu.brugere.items()
        if (role := plan.nu.roller.get((bruger.pk, Rolle.KONSULENT)))
    }
    for row in plan.laest.raekker.get("konsulenter", ()):
        if row.get("email") and row.get("team"):
            found.setdefault(row.get("email"), plan.nu.teams.get(word(row.get("team"))))
    return found


def _new_family(plan, row, team):
    if team is not None:
        plan.teams[row.get("familienummer")] = team
    elif "team" not in row.ugyldige:
        plan.laest.wrong(row, "team", "team", "Skriv, hvilket team familien hører til.")


def _known_family(plan, step, row, team):
    for navn in FAMILIE_FELTER:
        if navn == "godkendt_fra":
            continue
        new = row.get(navn)
        if new in (None, ""):
            continue
        show = label_of(Plejefamilie.Familietype) if navn == "familietype" else in_words
        step.compare(navn, getattr(step.findes, navn), new, FAMILIER.kolonne(navn), show=show)
    if team is not None and team.pk != step.findes.team_id:
        step.felter["team_id"] = (step.findes.team_id, team.pk)
        step.tell(FAMILIER.kolonne("team"), step.findes.team.navn, team.navn)
    _approval_of(plan, step, row)


def _approval_of(plan, step, row):
    """A later day than the newest approval's begins a new one; else the newest is put right (3.2).

    The family's own »godkendt fra« stays the day of its first approval.
    """
    familie, fra = step.findes, row.get("godkendt_fra")
    newest = plan.nu.godkendelser.get(familie.pk)
    begins = newest.fra if newest else familie.godkendt_fra
    later = fra is not None and fra > begins
    other = bool(GODKENDELSE & {*step.felter})
    if fra is None or fra in (begins, familie.godkendt_fra):
        if other:
            plan.godkendelser.append(Godkendt(familie, newest))
    elif later:
        step.foelger = True
        step.tell(FAMILIER.kolonne("godkendt_fra"), in_words(begins), in_words(fra))
        plan.godkendelser.append(Godkendt(familie, newest, fra))
    elif begins == familie.godkendt_fra:
        step.compare("godkendt_fra", begins, fra, FAMILIER.kolonne("godkendt_fra"), show=in_words)
        plan.godkendelser.append(Godkendt(familie, newest))
    else:
        text = "Familien er godkendt igen siden den dag. Datoen ændres ikke."
        plan.laest.warn(row, "godkendt_fra", "aeldre_godkendelse", text)
        if other:
            plan.godkendelser.append(Godkendt(familie, newest))


def _konsulent_of(plan, step, row):
    """Note the assignment a family row asks for, unless it is there already or cannot be."""
    laest, nu = plan.laest, plan.nu
    email, fra = row.get("konsulent"), row.get("konsulent_fra")
    if not email:
        if fra and "konsulent" not in row.ugyldige:
            text = "Der står, fra hvornår, men ingen konsulent."
            laest.wrong(row, "konsulent", "ingen_konsulent", text)
        return
    in_file = {other.get("email") for other in laest.raekker.get("konsulenter", ())}
    if email not in in_file and not nu.has_role(email, Rolle.KONSULENT):
        text = "Konsulenten står hverken i arket Konsulenter eller som konsulent i Samspil."
        laest.wrong(row, "konsulent", "ukendt_konsulent", text)
        return
    rows = nu.tildelinger.get(step.findes.pk, []) if step.findes else []
    last = rows[-1] if rows else None
    hers = last is not None and last.konsulent.email.lower() == email and last.til is None
    if hers:
        if fra and fra != last.fra:
            since = danish.dato_tal(last.fra)
            text = f"Konsulenten er allerede familiens, fra {since}. Det ændres ikke."
            laest.warn(row, "konsulent_fra", "samme_konsulent", text)
        return
    if fra is None:
        if "konsulent_fra" not in row.ugyldige:
            text = "Skriv, fra hvilken dag konsulenten er familiens."
            laest.wrong(row, "konsulent_fra", "mangler", text)
        return
    if any(t.fra == fra and t.konsulent.email.lower() == email for t in rows):
        return
    if last is not None and last.fra >= fra:
        text = f"Familien fik en anden konsulent {danish.dato_tal(last.fra)}. Skriv en senere dag."
        laest.wrong(row, "konsulent_fra", "for_tidligt", text)
        return
    before = last if last is not None and (last.til is None or last.til >= fra) else None
    plan.tildelinger.append(Tildeling(row.get("familienummer"), email, fra, before))
    step.foelger = True
    if step.findes is not None:
        known = nu.brugere.get(email)
        now = next((t.konsulent.navn for t in rows if on_day_of(t, nu.today)), "–")
        step.ord.append(("Konsulent", now, known.navn if known else email))


def plejeforaeldre(plan):
    """Grown-ups to add to their families, or to change."""
    laest, nu = plan.laest, plan.nu
    in_file = {row.get("familienummer") for row in laest.raekker.get("familier", ())}
    new = []
    for row in laest.raekker.get("plejeforaeldre", ()):
        nummer, navn = row.get("familienummer"), row.get("navn")
        familie = nu.familier.get(nummer)
        if nummer and nummer not in in_file and familie is None:
            text = "Familienummeret findes hverken i arket Familier eller i Samspil."
            laest.wrong(row, "familienummer", "ukendt_familie", text)
        findes = nu.foraeldre.get((familie.pk, navn.casefold())) if familie and navn else None
        step = plan.add(Trin(row, f"Familie {nummer or 'uden nummer'}", findes=findes))
        if findes is None:
            new.append(row)
            if familie is not None and familie.ophoert_paa:
                laest.wrong(row, "familienummer", "ophoert", "Familien er afsluttet i Samspil.")
            continue
        for felt in FORAELDER_FELTER:
            if row.get(felt):
                kolonne = PLEJEFORAELDRE.kolonne(felt)
                step.compare(felt, getattr(findes, felt), row.get(felt), kolonne, show=in_words)
    require_new(laest, "plejeforaeldre", new)
