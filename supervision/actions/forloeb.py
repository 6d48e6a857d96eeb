"""Supervision as a forløb: opened as a draft, changed, begun, gone on with (F1–F21, B8, B10)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit, notices
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.action import action
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.versions import save_changes
from plejefamilier.actions.save import refusal
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import Barn
from supervision.forloebsregler import OM_EN_FAMILIE, missing, shape, tal_for
from supervision.models import Forloeb, Forloebsdeltager

Slags = Forloeb.Slags
KAN_FORLAENGES = (Slags.INDIVIDUEL, Slags.FAGPERSONER)  # a konsulterende one is visiteret again
DOUBLE = timedelta(minutes=10)  # the same draft again so soon is a second press, not a second one

# what is typed about a forløb; `institution` follows the supervisor
FELTER = (
    "barn",
    "titel",
    "formaal",
    "tema",
    "problem",
    "maal",
    "metode",
    "format",
    "rytme",
    "antal",
    "minutter",
    "sted",
    "hjemme_oensket_paa",
    "supervisor",
    "koordinator",
    "konsulent_med",
    "konsulent_oensket_paa",
    "fra",
)
DIT_FORLOEB = "Du er supervisor på et forløb"
BEGYNDT = "Et forløb med supervision er begyndt"


@action
def open_forloeb(
    *, by, kommune, slags, plejefamilie=None, anmodning=None, forlaenger=None, **felter
):
    """A draft of a forløb: nothing happens before it is activated.

    `felter` are those of FELTER that are known; `supervisor` must be. Without `koordinator` it is
    the supervisor (B8); the institution is where she works (B3). A preset format decides `antal`
    and `minutter` (F7). `anmodning` is the family's request for it (F2), `forlaenger` the forløb
    before it (F12). The same draft again within minutes answers with the first. Raises
    ValidationError with codes "supervisor", "barn", "anmodning", "tema", "hjemme" (F4),
    "konsulent" (B10), "fremtid" and "forlaenget".
    """
    facts = _facts(kommune, plejefamilie, felter)
    if anmodning is not None and anmodning.plejefamilie_id != getattr(plejefamilie, "pk", None):
        raise refusal("anmodning", "Anmodningen er fra en anden familie.", "anmodning")
    about = {
        "kommune": kommune,
        "slags": slags,
        "plejefamilie": plejefamilie,
        "anmodning": anmodning,
        "forlaenger": forlaenger,
    }
    Bruger.objects.select_for_update(no_key=True).get(pk=by.pk)
    drafts = Forloeb.objects.filter(aktiveret_at=None, afsluttet_at=None, oprettet_af=by)
    same = drafts.filter(oprettet_at__gte=timezone.now() - DOUBLE, **about, **facts).first()
    if same is not None:
        return same
    if forlaenger is not None:
        _refuse_second_extension(forlaenger)
    row = Forloeb(oprettet_af=by, **about, **facts)
    row.full_clean(exclude=["afsluttet_af"])
    row.save()
    record("forloeb.aabnet", row, by=by, art=row.slags)
    tell(row, "supervisor", [row.supervisor], DIT_FORLOEB, by=by)
    return row


@action
def update_forloeb(*, by, forloeb, version, **felter):
    """Change what is written about a forløb that is not closed (code "lukket").

    Once it has begun, problem and goal must stay written (F6). A new supervisor is told. Raises
    ValidationError as open_forloeb does, and (code "stale") when a colleague saved in between.
    """
    row = locked_open(forloeb)
    facts = _facts(row.kommune, row.plejefamilie, felter, known=row)
    if row.aktiveret_at is not None:
        _refuse_missing(row, facts)
    before = row.supervisor_id
    changed = save_changes(row, version=version, **facts)
    if changed:
        record("forloeb.aendret", row, by=by, felter=changed)
    if row.supervisor_id != before:
        tell(row, f"supervisor-{row.version}", [row.supervisor], DIT_FORLOEB, by=by)
    return row


@action
def activate_forloeb(*, by, forloeb, roller_aftalt_paa=None):
    """The forløb begins; a second press changes nothing.

    `roller_aftalt_paa` is the day on which supervisor and konsulent agreed who does what; of an
    individual forløb it must be known (B6, code "roller"). Raises ValidationError at the fields
    problem, maal and antal when they are not written (F6, F16, code "mangler").
    """
    row = _locked(forloeb)
    if row.aktiveret_at is not None and row.afsluttet_at is None:
        return row
    row = locked_open(row)
    _refuse_missing(row, {})
    row.roller_aftalt_paa = roller_aftalt_paa or row.roller_aftalt_paa
    if row.slags == Slags.INDIVIDUEL and row.roller_aftalt_paa is None:
        raise refusal(
            "roller_aftalt", "Aftal med konsulenten, hvem der gør hvad, og sæt krydset.", "roller"
        )
    _refuse_future("roller_aftalt_paa", row.roller_aftalt_paa)
    row.aktiveret_at = timezone.now()
    row.version += 1
    row.save()
    record("forloeb.aktiveret", row, by=by)
    tell(row, "begyndt", people_of(row), BEGYNDT, by=by)
    return row


@action
def extend_forloeb(*, by, forloeb):
    """A new draft that goes on where `forloeb` ends, with its words carried over (F12).

    What the family lets its konsulent read is not carried over: it is asked anew (A9). Raises
    ValidationError (code "visitation") for a konsulterende forløb, which must be visiteret again,
    ("slags") for a group, which has no end, ("kladde") for one that has not begun, and
    ("forlaenget") when it has been done.
    """
    row = _locked(forloeb)
    if row.slags == Slags.KONSULTERENDE:
        raise ValidationError(
            "Et konsulterende forløb forlænges ved en ny visitation.", code="visitation"
        )
    if row.slags not in KAN_FORLAENGES:
        raise ValidationError("En gruppe har ingen slutdato. Læg flere gange.", code="slags")
    if row.aktiveret_at is None:
        raise ValidationError("Forløbet er ikke begyndt endnu.", code="kladde")
    felter = {name: getattr(row, name) for name in FELTER} | {"fra": timezone.localdate()}
    if row.barn and not Barn.objects.living_with(row.plejefamilie).filter(pk=row.barn_id).exists():
        felter["barn"] = None  # moved since
    new = open_forloeb(
        by=by,
        kommune=row.kommune,
        slags=row.slags,
        plejefamilie=row.plejefamilie,
        forlaenger=row,
        **felter,
    )
    people = row.deltagere.filter(on_day(timezone.localdate()), bruger__isnull=False)
    if not new.deltagere.exists():
        Forloebsdeltager.objects.bulk_create(
            Forloebsdeltager(forloeb=new, bruger_id=one.bruger_id, fra=new.fra) for one in people
        )
    return new


def people_of(row):
    """Those who hear of a forløb: who leads it, and who has its family's duties today (R6)."""
    people = [row.supervisor, row.koordinator]
    if row.plejefamilie is not None:
        people += ansvarlige_for(row.plejefamilie, timezone.localdate())
    return people


def tell(row, key, people, tekst, by):
    """Tell each of `people` but the one who acts, once; a notice has no name in it."""
    for person in {one.pk: one for one in people if by is None or one.pk != by.pk}.values():
        url = row.get_absolute_url()
        notices.notify(person, key=f"{kilde(row)}{key}-{person.pk}", tekst=tekst, url=url)


def kilde(row):
    """What the keys of its notices begin with."""
    return f"forloeb-{row.pk}-"


def record(event, row, by, **data):
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, **data)


def locked_open(forloeb):
    """The row, locked. Raises ValidationError (code "lukket") when it has been closed."""
    row = _locked(forloeb)
    if row.afsluttet_at is not None:
        raise ValidationError("Forløbet er afsluttet.", code="lukket")
    return row


def _locked(forloeb):
    related = ("kommune", "plejefamilie", "supervisor__organisation", "koordinator", "barn", "tema")
    rows = Forloeb.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=forloeb.pk)


def _facts(kommune, plejefamilie, felter, *, known=None):
    """The columns that `felter` give, or ValidationError. `known` is the row that is changed."""
    facts = {name: felter[name] for name in FELTER if name in felter}
    for name in ("titel", "problem", "maal", "metode"):
        if name in facts:
            facts[name] = facts[name].strip()
    if "format" in facts or "minutter" in facts:
        form = facts.get("format", known.format if known else Forloeb.Format.FRIT)
        typed = (facts.get("antal"), facts.get("minutter"))
        facts["antal"], facts["minutter"] = shape(form, *typed, tal_for(kommune))
        if not facts["minutter"]:
            raise refusal("minutter", "Skriv, hvor længe I mødes hver gang.", "minutter")
    if "supervisor" in facts:
        _refuse_outsider("supervisor", facts["supervisor"], kommune)
        facts["institution"] = facts["supervisor"].organisation
        facts["koordinator"] = facts.get("koordinator") or facts["supervisor"]
        _refuse_outsider("koordinator", facts["koordinator"], kommune)
    barn, tema = facts.get("barn"), facts.get("tema")
    known_barn = known.barn_id if known else None
    if barn and barn.pk != known_barn:
        living = Barn.objects.living_with(plejefamilie) if plejefamilie else Barn.objects.none()
        if not living.filter(pk=barn.pk).exists():
            raise refusal("barn", "Barnet bor ikke hos familien.", "barn")
    if tema and tema.kommune_id != kommune.pk:
        raise refusal("tema", "Temaet hører til en anden kommune.", "tema")
    _wishes(facts)
    return facts


def _wishes(facts):
    """Home and konsulent only as the family wishes it, on a day that has been (F4, B10)."""
    if facts.get("sted") == "hjemme":
        if not facts.get("hjemme_oensket_paa"):
            words = "Hjemme kun, når familien selv ønsker det. Skriv, hvornår de sagde det."
            raise refusal("hjemme_oensket_paa", words, "hjemme")
    elif "sted" in facts:
        facts["hjemme_oensket_paa"] = None
    if facts.get("konsulent_med", Forloeb.KonsulentMed.NEJ) != Forloeb.KonsulentMed.NEJ:
        if not facts.get("konsulent_oensket_paa"):
            words = "Konsulenten er kun med, når familien ønsker det. Skriv, hvornår de sagde det."
            raise refusal("konsulent_oensket_paa", words, "konsulent")
    elif "konsulent_med" in facts:
        facts["konsulent_oensket_paa"] = None
    for name in ("hjemme_oensket_paa", "konsulent_oensket_paa"):
        _refuse_future(name, facts.get(name))


def _refuse_future(name, day):
    if day and day > timezone.localdate():
        raise refusal(name, "Datoen ligger i fremtiden.", "fremtid")


def _refuse_outsider(name, person, kommune):
    """Only whoever may plan supervision in the municipality today can lead a forløb."""
    roller = [
        rolle for rolle, may in ROLE_PERMISSIONS.items() if Permission.PLAN_SUPERVISION in may
    ]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), bruger=person.pk, kommune=kommune, rolle__in=roller
    )
    if not roles.filter(bruger__is_active=True).exists():
        raise refusal(name, "Personen giver ikke supervision i kommunen i dag.", "supervisor")


def _refuse_missing(row, facts):
    found = missing(
        om_en_familie=row.slags in OM_EN_FAMILIE,
        loebende=is_open_ended(row, facts),
        **{name: facts.get(name, getattr(row, name)) for name in ("problem", "maal", "antal")},
    )
    errors = {name: ValidationError(words, code="mangler") for name, words in found.items()}
    if errors:
        raise ValidationError(errors)


def is_open_ended(row, facts):
    """Has it no number of times from the start: a group, ongoing, on demand, or by visitation?"""
    return (
        row.slags != Slags.INDIVIDUEL
        or facts.get("formaal", row.formaal) == Forloeb.Formaal.LOEBENDE
        or facts.get("rytme", row.rytme) == Forloeb.Rytme.BEHOV
    )


def _refuse_second_extension(forlaenger):
    """A forløb goes on in one other, unless that came to nothing. The old row is locked."""
    Forloeb.objects.select_for_update(no_key=True).get(pk=forlaenger.pk)
    dropped = {"aktiveret_at": None, "afsluttet_at__isnull": False}
    if Forloeb.objects.filter(forlaenger=forlaenger).exclude(**dropped).exists():
        raise ValidationError("Forløbet er allerede forlænget.", code="forlaenget")
