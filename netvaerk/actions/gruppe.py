"""Groups of foster families: made, described anew, begun, closed (I3–I6, R14)."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit, notices, regler
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.action import action
from faelles.constraints import on_day
from faelles.kladder import hold
from faelles.models import Rolletildeling
from faelles.versions import refuse_other_version, save_changes
from netvaerk.actions.gruppemoede import cancel_moede, follow_facilitator
from netvaerk.actions.medlemskab import end_after, withdraw_forslag
from netvaerk.actions.overdragelse import refresh_gruppe
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.postnummer import postnummer_of
from netvaerk.stoerrelse import graenser_for, why_not_begun
from plejefamilier.actions.save import refusal
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models.moede import Form

# what is typed about a group; `institution` follows the facilitator
FELTER = (
    "navn",
    "beskrivelse",
    "facilitator",
    "ansvarlig",
    "alder_fra",
    "alder_til",
    "behov",
    "erfaring",
    "tidspunkt",
    "form",
    "lokale",
    "sted_tekst",
    "postnummer",
    "link",
    "faciliterede",
    "emner_foerst",
)
NO_FORM = ("kontakt",)  # chosen when the group is handed over
FACILITATOR = "Du er facilitator for en netværksgruppe"
ANSVARLIG = "Du er ansvarlig konsulent for en netværksgruppe"
BEGYNDT = "En netværksgruppe er begyndt"
LUKKET = "En netværksgruppe er lukket"
AFLYST = "Gruppen er lukket"


@action
def create_gruppe(*, by, kommune, idempotency_key, **felter):
    """A group under formation: nobody is in it, and no meeting is laid (I3, I4).

    `felter` are those of FELTER; `navn`, `facilitator` and `ansvarlig` must be there. What is not
    said about meetings is the municipality's rule. The institution is where the facilitator works.
    The same `idempotency_key` again answers with the first. Raises ValidationError when the
    municipality does without groups (code "fra"), for the key of another municipality ("key"), a
    facilitator or responsible who does not hold the right in the municipality today
    ("facilitator", "ansvarlig"), one age without the other ("alder"), a room of another
    municipality ("lokale"), and for what the table refuses.
    """
    if regler.value("netvaerk.grupper", kommune) == "fra":
        raise ValidationError("Kommunen bruger ikke netværksgrupper.", code="fra")
    hold(idempotency_key)
    first = Netvaerksgruppe.objects.filter(idempotency_key=idempotency_key).first()
    if first is not None:
        if first.kommune_id != kommune.pk:
            raise ValidationError("Åbn siden igen, og gem gruppen derfra.", code="key")
        return first
    facts = _facts(kommune, _defaults(kommune) | felter)
    row = Netvaerksgruppe(kommune=kommune, idempotency_key=idempotency_key, **facts)
    row.full_clean(exclude=NO_FORM)
    row.save()
    audit.record("netvaerksgruppe.oprettet", row, by=by)
    _tell_people(row, by=by)
    return row


@action
def update_gruppe(*, by, gruppe, version, **felter):
    """Change what the group is and who runs it. Raises as create_gruppe does.

    A closed group is not changed (code "lukket"). Another facilitator holds the coming meetings,
    unless she is busy at one of them ("optaget", R16). Another number of facilitated meetings moves
    the hand-over; fewer than are planned is refused ("planlagt"). Code "stale" when a colleague
    saved in between.
    """
    row = _locked_open(gruppe)
    facts = _facts(row.kommune, felter, known=row)
    changed = save_changes(row, version=version, **facts)
    if not changed:
        return row
    audit.record("netvaerksgruppe.aendret", row, by=by, felter=changed)
    if "facilitator" in changed:
        follow_facilitator(by=by, gruppe=row)
    if {"facilitator", "faciliterede"} & {*changed}:
        refresh_gruppe(row)
    _tell_people(row, by=by, only=changed)
    return row


@action
def activate_gruppe(*, by, gruppe):
    """The group begins: it has the families it needs (R14). A second press changes nothing.

    Raises ValidationError with too few families (code "for_faa") and of a closed group ("lukket").
    """
    row = _locked_open(gruppe)
    if row.aktiv_fra is not None:
        return row
    families = Medlemskab.objects.filter(gruppe=row).members().count()
    if why := why_not_begun(families, graenser_for(row.kommune)):
        raise ValidationError(why, code="for_faa")
    row.aktiv_fra = timezone.localdate()
    row.version += 1
    row.save()
    audit.record("netvaerksgruppe.begyndt", row, by=by, familier=families)
    tell(row, "begyndt", [row.facilitator, row.ansvarlig, *konsulenter_of(row)], BEGYNDT, by=by)
    return row


@action
def close_gruppe(*, by, gruppe, paa, fordi, version=None):
    """The group ends on `paa`, its last day; a second press changes nothing.

    Coming meetings are cancelled, those asked are not asked any more, the memberships end and with
    them what the families share and the mails. Raises ValidationError at `paa` for a day to come
    (code "fremtid"), before the group was made ("baglaens") or before a meeting that was held
    ("holdt"), at `fordi` without a reason ("fordi"), and when a colleague saved since `version`
    ("stale").
    """
    row = _locked(gruppe)
    if row.lukket_paa is not None:
        return row
    if version is not None:
        refuse_other_version(row, version)
    _refuse_day(row, paa)
    if fordi not in Netvaerksgruppe.Lukkegrund.values:
        raise refusal("fordi", "Vælg, hvorfor gruppen lukkes.", "fordi")
    inside = Medlemskab.objects.filter(gruppe=row)
    people = [row.facilitator, row.ansvarlig, *konsulenter_of(row)]
    for moede in row.moeder.planned().filter(start__gt=timezone.now()):
        cancel_moede(by=by, moede=moede, fordi=AFLYST)
    for forslag in inside.asked():
        withdraw_forslag(by=by, medlemskab=forslag)
    end_after(by=by, memberships=inside, paa=paa, slutaarsag=Medlemskab.Slutaarsag.LUKKET)
    row = _locked(row)  # its meetings and members may have changed it
    row.lukket_paa, row.lukket_fordi = paa, fordi
    row.version += 1
    row.full_clean(exclude=NO_FORM)
    row.save()
    refresh_gruppe(row)
    audit.record("netvaerksgruppe.lukket", row, by=by, fordi=fordi)
    for occasion in ("netvaerksgruppe", "overdragelse"):
        notices.mark_read(f"{occasion}-{row.pk}-")
    tell(row, "lukket", people, LUKKET, by=by)
    return row


def tell(row, key, people, tekst, by):
    """Tell each of `people` but the one who acts, once; a notice has no name in it."""
    for person in {one.pk: one for one in people if by is None or one.pk != by.pk}.values():
        notices.notify(
            person,
            key=f"netvaerksgruppe-{row.pk}-{key}-{person.pk}",
            tekst=tekst,
            url=row.get_absolute_url(),
        )


def konsulenter_of(row):
    """Those who have the duties today of the families that are in the group, or will be (R6)."""
    today = timezone.localdate()
    inside = Medlemskab.objects.filter(gruppe=row).staying(today).select_related("plejefamilie")
    return [person for one in inside for person in ansvarlige_for(one.plejefamilie, today)]


def _tell_people(row, by, only=("facilitator", "ansvarlig")):
    words = {"facilitator": FACILITATOR, "ansvarlig": ANSVARLIG}
    for name, tekst in words.items():
        if name in only:
            tell(row, f"{name}-{row.version}", [getattr(row, name)], tekst, by=by)


def _defaults(kommune):
    keys = {name: f"netvaerk.{name}" for name in ("faciliterede", "emner_foerst")}
    found = regler.values([*keys.values()], kommune)
    return {name: found[key] for name, key in keys.items()}


def _facts(kommune, felter, *, known=None):
    """The columns that `felter` give, or ValidationError. `known` is the row that is changed."""
    facts = {name: felter[name] for name in FELTER if name in felter}
    for name in ("navn", "beskrivelse", "sted_tekst", "postnummer"):
        if name in facts:
            facts[name] = facts[name].strip()
    permissions = {
        "facilitator": Permission.PLAN_NETVAERK,
        "ansvarlig": Permission.ANSWER_NETVAERK,
    }
    for name, permission in permissions.items():
        if name in facts and facts[name].pk != getattr(known, f"{name}_id", None):
            _refuse_outsider(name, facts[name], kommune, permission)
    if "facilitator" in facts:
        house = facts["facilitator"].organisation
        facts["institution"] = house if house.pk != kommune.pk else None
    ages = [facts.get(name, getattr(known, name, None)) for name in ("alder_fra", "alder_til")]
    if (ages[0] is None) != (ages[1] is None):
        raise refusal(
            "alder_fra" if ages[0] is None else "alder_til", "Skriv begge aldre.", "alder"
        )
    lokale = facts.get("lokale")
    if lokale and lokale.kommune_id != kommune.pk:
        raise refusal("lokale", "Lokalet hører til en anden kommune.", "lokale")
    if facts.get("form") == Form.VIRTUELT:
        facts |= {"lokale": None, "sted_tekst": "", "postnummer": ""}
    elif lokale and not facts.get("postnummer"):
        facts["postnummer"] = postnummer_of(lokale.adresse)
    return facts


def _refuse_outsider(name, person, kommune, permission):
    roller = [rolle for rolle, may in ROLE_PERMISSIONS.items() if permission in may]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), bruger=person.pk, kommune=kommune, rolle__in=roller
    )
    if not roles.filter(bruger__is_active=True).exists():
        words = {
            "facilitator": "Personen holder ikke netværksgrupper i kommunen i dag.",
            "ansvarlig": "Personen er ikke konsulent i kommunen i dag.",
        }
        raise refusal(name, words[name], name)


def _refuse_day(row, paa):
    if paa > timezone.localdate():
        raise refusal("paa", "Datoen ligger i fremtiden.", "fremtid")
    if paa < timezone.localdate(row.oprettet_at):
        raise refusal("paa", "Gruppen fandtes ikke den dag.", "baglaens")
    held = row.moeder.planned().filter(start__lte=timezone.now()).order_by("-start").first()
    if held and paa < timezone.localdate(held.start):
        raise refusal("paa", "Gruppen har holdt et møde siden den dag.", "holdt")


def _locked_open(gruppe):
    """The row, locked. Raises ValidationError (code "lukket") when it has been closed."""
    row = _locked(gruppe)
    if row.lukket_paa is not None:
        raise ValidationError("Gruppen er lukket.", code="lukket")
    return row


def _locked(gruppe):
    related = ("kommune", "facilitator__organisation", "ansvarlig", "lokale")
    rows = Netvaerksgruppe.objects.select_for_update(of=("self",), no_key=True).select_related(
        *related
    )
    return rows.get(pk=gruppe.pk)
