"""Writing what an import has planned: many rows at once, with history, log and constraints."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from faelles import audit
from faelles.access import Rolle
from faelles.action import action
from faelles.actions import bruger as brugere
from plejefamilier import tilknytning
from plejefamilier.indlaesning.celler import word
from plejefamilier.indlaesning.plan import OPRET
from plejefamilier.indlaesning.spor import prints_of
from plejefamilier.indlaesning.voksne import FAMILIE_FELTER
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Godkendelse,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)
from plejefamilier.models.familie import search_words

BATCH = 1000
BEGRUNDELSE = "Indlæst fra Excel"
TOM = ("telefon", "email", "plan_reference", "slutaarsag")  # columns that are '' when unknown


GODKENDELSE_KOLONNER = {
    "familietype": "familietype",
    "godkendt_til_boern": "antal_boern",
    "godkendt_af": "myndighed",
    "godkendt_fra": "fra",
}


class Spor:
    """What is made and changed, in order, so that it can be taken back."""

    def __init__(self):
        self.made = {}
        self.changed = {}

    def add_made(self, rows):
        for row in rows:
            self.made.setdefault(row._meta.label, []).append(str(row.pk))

    def add_changed(self, row, felter):
        """`felter` are {attribute: (old, new)}."""
        old = {attr: value[0] for attr, value in felter.items()}
        self.changed.setdefault(row._meta.label, []).append([str(row.pk), old])

    def as_json(self):
        """Each row with a fingerprint of how the import left it."""
        made, changed = [], []
        for label, pks in self.made.items():
            prints = prints_of(apps.get_model(label), pks)
            made.append([label, [[pk, prints[pk]] for pk in pks]])
        for label, rows in self.changed.items():
            prints = prints_of(apps.get_model(label), [pk for pk, _ in rows])
            changed.append([label, [[pk, old, prints[pk]] for pk, old in rows]])
        return {"oprettet": made, "aendret": changed}


@action
def write_plan(*, by, plan, tell):
    """Do everything of a Plan whose rows are held. Returns the trace that undoes it.

    `tell(number)` hears how many rows are done. Raises IntegrityError when somebody else made a
    row in between that the database cannot have twice.
    """
    spor, done = Spor(), 0
    families = dict(plan.nu.familier)
    steps = plan.trin
    konsulenter = _write_konsulenter(plan, steps.get("konsulenter", ()), spor, by=by)
    done += len(steps.get("konsulenter", ()))
    tell(done)
    families |= _write_familier(plan, steps.get("familier", ()), spor, by=by)
    done += len(steps.get("familier", ()))
    tell(done)
    _write_foraeldre(families, steps.get("plejeforaeldre", ()), spor, by=by)
    _write_tildelinger(plan, families, konsulenter, spor, by=by)
    done += len(steps.get("plejeforaeldre", ()))
    tell(done)
    boern = _write_boern(plan, steps.get("boern", ()), spor, by=by)
    done += len(steps.get("boern", ()))
    tell(done)
    _write_anbringelser(families, boern, steps.get("anbringelser", ()), spor, by=by)
    done += len(steps.get("anbringelser", ()))
    tell(done)
    refresh_soegetekster({row.pk for row in families.values()})
    followed = {t.nummer for t in plan.tildelinger}
    followed |= {s.findes.nummer for s in steps.get("familier", ()) if "team_id" in s.felter}
    if followed:
        pks = [families[nummer].pk for nummer in followed]
        tilknytning.changed(by=by, familier=Plejefamilie.objects.filter(pk__in=pks))
    return spor.as_json()


def _split(steps):
    """(new, changed) of the steps."""
    return (
        [step for step in steps if step.handling == OPRET],
        [step for step in steps if step.findes is not None and step.felter],
    )


def _save_changed(steps, spor):
    """Write what differs on rows that are there; a row with a version gets the next one."""
    rows, names = [], set()
    for step in steps:
        row = step.findes
        for attr, (_, new) in step.felter.items():
            setattr(row, attr, new)
        spor.add_changed(row, step.felter)
        names |= {*step.felter}
        if hasattr(row, "version"):
            row.version += 1
            names.add("version")
        rows.append(row)
    if rows:
        type(rows[0])._base_manager.bulk_update(rows, [*names], batch_size=BATCH)
    return rows


def _value(row, navn):
    """A cell of a new row: an empty one is '' in columns of text."""
    found = row.get(navn)
    return "" if found is None and navn in TOM else found


def _write_konsulenter(plan, steps, spor, *, by):
    """Accounts are made one by one, as an administrator makes them; returns them by e-mail."""
    nu, today = plan.nu, timezone.localdate()
    found = dict(nu.brugere)
    for step in steps:
        row = step.raekke
        email = row.get("email")
        team = nu.teams.get(word(row.get("team"))) or nu.eneste_team
        role = {"by": by, "rolle": Rolle.KONSULENT, "team": team, "fra": today}
        if step.handling == OPRET:
            bruger = brugere.create_bruger(
                navn=row.get("navn"),
                email=email,
                telefon=_value(row, "telefon"),
                organisation=nu.kommune,
                **role,
            )
            spor.add_made([bruger, bruger.roller.get()])
            found[email] = bruger
            continue
        bruger = step.findes
        if step.felter:
            _save_changed([step], spor)
            audit.record("bruger.aendret", bruger, by=by, felter=[*step.felter])
        if step.foelger:
            spor.add_made([brugere.grant_rolle(bruger=bruger, til=None, **role)])
    return found


def _write_familier(plan, steps, spor, *, by):
    new, changed = _split(steps)
    rows = [
        Plejefamilie(
            kommune=plan.nu.kommune,
            team=plan.teams[step.raekke.get("familienummer")],
            nummer=step.raekke.get("familienummer"),
            **{
                navn: step.raekke.get(navn)
                for navn in FAMILIE_FELTER
                if navn != "adresse_beskyttet"
            },
            adresse_beskyttet=bool(step.raekke.get("adresse_beskyttet")),
        )
        for step in new
    ]
    Plejefamilie.objects.bulk_create(rows, batch_size=BATCH)
    spor.add_made(rows)
    _write_godkendelser(plan, rows, spor)
    touched = [*rows, *_save_changed(changed, spor)]
    audit.record_all("plejefamilie.indlaest", touched, by=by, familie_id=lambda row: row.pk)
    return {row.nummer: row for row in rows}


def _approved(familie, **more):
    """An approval, not saved, of what the row of the family says."""
    return Godkendelse(
        plejefamilie=familie,
        familietype=familie.familietype,
        antal_boern=familie.godkendt_til_boern,
        myndighed=familie.godkendt_af,
        **{"fra": familie.godkendt_fra, **more},
    )


def _write_godkendelser(plan, families, spor):
    """The history of approvals: of new families their first, of known ones what the plan asks.

    Called before the known families are changed: their columns still say what was true before.
    """
    made, corrected = [_approved(familie) for familie in families], []
    new = {step.findes.pk: step.felter for step in plan.trin["familier"] if step.findes}
    for asked in plan.godkendelser:
        felter = {attr: value for attr, (_, value) in new[asked.familie.pk].items()}
        facts = {
            GODKENDELSE_KOLONNER[attr]: value
            for attr, value in felter.items()
            if attr in GODKENDELSE_KOLONNER
        }
        before = asked.foer or _approved(asked.familie)
        if asked.fra is not None:
            row = _approved(asked.familie, fra=asked.fra, begrundelse=BEGRUNDELSE)
            for attr, value in facts.items():
                setattr(row, attr, value)
            made.append(row)
            facts = {"til": asked.fra - timedelta(days=1)}
        else:
            facts["rettet_fordi"] = BEGRUNDELSE
        if asked.foer is not None:
            spor.add_changed(before, {attr: (getattr(before, attr), None) for attr in facts})
            corrected.append(before)
        elif asked.fra is not None:
            made.append(before)
        for attr, value in facts.items():
            setattr(before, attr, value)
    names = ["til", "rettet_fordi", *GODKENDELSE_KOLONNER.values()]
    Godkendelse.objects.bulk_update(corrected, names, batch_size=BATCH)
    Godkendelse.objects.bulk_create(made, batch_size=BATCH)
    spor.add_made(made)


def _write_foraeldre(families, steps, spor, *, by):
    new, changed = _split(steps)
    rows = [
        Plejeforaelder(
            plejefamilie=families[step.raekke.get("familienummer")],
            **{
                navn: _value(step.raekke, navn)
                for navn in ("navn", "telefon", "email", "grundkursus_paa")
            },
        )
        for step in new
    ]
    Plejeforaelder.objects.bulk_create(rows, batch_size=BATCH)
    spor.add_made(rows)
    by_pk = {row.pk: row for row in families.values()}
    touched = _save_changed(changed, spor)
    for row in touched:
        row.plejefamilie = by_pk[row.plejefamilie_id]
    audit.record_all(
        "plejeforaelder.indlaest", [*rows, *touched], by=by, familie_id=lambda r: r.plejefamilie_id
    )


def _write_tildelinger(plan, families, konsulenter, spor, *, by):
    ended = []
    for asked in plan.tildelinger:
        if asked.foer is not None:
            until = asked.fra - timedelta(days=1)
            spor.add_changed(asked.foer, {"til": (asked.foer.til, until)})
            asked.foer.til = until
            ended.append(asked.foer)
    Konsulenttildeling.objects.bulk_update(ended, ["til"], batch_size=BATCH)
    rows = [
        Konsulenttildeling(
            plejefamilie=families[asked.nummer],
            konsulent=konsulenter[asked.email],
            fra=asked.fra,
            begrundelse=BEGRUNDELSE,
        )
        for asked in plan.tildelinger
    ]
    Konsulenttildeling.objects.bulk_create(rows, batch_size=BATCH)
    spor.add_made(rows)
    audit.record_all("konsulent.indlaest", rows, by=by, familie_id=lambda row: row.plejefamilie_id)


def _write_boern(plan, steps, spor, *, by):
    """Returns the children by CPR number, those that were there too."""
    new, changed = _split(steps)
    found, rows = dict(plan.nu.boern), []
    for step in new:
        row = step.raekke
        raadgiver = plan.nu.brugere.get(row.get("myndighedsraadgiver"))
        barn = Barn(
            kommune=plan.nu.kommune,
            navn=row.get("navn"),
            myndighedsraadgiver=raadgiver,
            plan_reference=_value(row, "plan_reference"),
        )
        barn.cpr = row.get("cpr")
        rows.append(barn)
        found[row.get("cpr")] = barn
    Barn.objects.bulk_create(rows, batch_size=BATCH)
    spor.add_made(rows)
    audit.record_all("barn.indlaest", [*rows, *_save_changed(changed, spor)], by=by)
    return found


def _write_anbringelser(families, boern, steps, spor, *, by):
    new, changed = _split(steps)
    by_pk = {row.pk: row for row in families.values()}
    touched = _save_changed(changed, spor)  # a stay ends before the next one begins
    for row in touched:
        row.plejefamilie = by_pk[row.plejefamilie_id]
    rows = [
        Anbringelse(
            barn=boern[step.raekke.get("cpr")],
            plejefamilie=families[step.raekke.get("familienummer")],
            **{
                navn: _value(step.raekke, navn)
                for navn in ("slags", "grundlag", "fra", "til", "slutaarsag")
            },
        )
        for step in new
    ]
    Anbringelse.objects.bulk_create(rows, batch_size=BATCH)
    spor.add_made(rows)
    audit.record_all(
        "anbringelse.indlaest", [*rows, *touched], by=by, familie_id=lambda r: r.plejefamilie_id
    )


def refresh_soegetekster(pks):
    """Rewrite what the search looks in, for many families at once; as refresh_soegetekst does."""
    parts = {
        row.pk: [row, [row.navn, row.telefon]]
        for row in Plejefamilie.objects.filter(pk__in=pks).order_by("pk")
    }
    boern = (
        Anbringelse.objects.not_ended().filter(plejefamilie__in=[*parts]).order_by("-fra", "-pk")
    )
    for familie, navn in boern.values_list("plejefamilie", "barn__navn"):
        parts[familie][1].append(navn)
    voksne = Plejeforaelder.objects.filter(plejefamilie__in=[*parts], fratraadt_paa=None)
    for familie, navn, telefon in voksne.values_list("plejefamilie", "navn", "telefon"):
        parts[familie][1] += [navn, telefon]
    changed = []
    for row, words in parts.values():
        text = " ".join(dict.fromkeys(w for part in words for w in search_words(part)))
        if row.soegetekst != text:
            row.soegetekst = text
            changed.append(row)
    Plejefamilie.objects.bulk_update(changed, ["soegetekst"], batch_size=BATCH)
