from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_stale, save_changes
from plejefamilier import ophoer, tilknytning
from plejefamilier.actions.godkendelse import first_godkendelse
from plejefamilier.models import Plejefamilie, Plejeforaelder
from plejefamilier.models.familie import search_words

FORAELDER_FIELDS = ("navn", "telefon", "email", "grundkursus_paa")
GODKENDELSE_FIELDS = {"familietype", "godkendt_fra", "godkendt_til_boern", "godkendt_af"}


def refresh_soegetekst(plejefamilie):
    """Rewrite what the search looks in: names of grown-ups and children, and digits.

    A child that is about to move in can be found already; one that has left cannot.
    """
    foraeldre = plejefamilie.plejeforaeldre.filter(fratraadt_paa=None)
    boern = plejefamilie.anbringelser.not_ended().values_list("barn__navn", flat=True)
    parts = [plejefamilie.navn, plejefamilie.nummer, plejefamilie.telefon, *boern]
    for foraelder in foraeldre:
        parts += [foraelder.navn, foraelder.telefon]
    text = " ".join(dict.fromkeys(word for part in parts for word in search_words(part)))
    familie = Plejefamilie.objects.filter(pk=plejefamilie.pk)
    return familie.exclude(soegetekst=text).update(soegetekst=text)


@action
def refresh_left_soegetekster(*, by, days):
    """Let the search forget children whose placement ended in the last `days` days.

    Returns how many families changed; a second run changes none.
    """
    today = timezone.localdate()
    left = Plejefamilie.objects.filter(
        anbringelser__til__gte=today - timedelta(days=days), anbringelser__til__lt=today
    )
    return sum(refresh_soegetekst(familie) for familie in left.distinct().order_by("pk"))


@action
def create_plejefamilie(*, by, kommune, team, plejeforaeldre=(), vilkaar="", **fields):
    """Take a family in. `plejeforaeldre` are dicts with some of FORAELDER_FIELDS.

    Its first approval is kept with the conditions `vilkaar`. Raises ValidationError at the field
    that cannot be.
    """
    _refuse_foreign_team(kommune.pk, team)
    familie = Plejefamilie(kommune=kommune, team=team, **fields)
    familie.full_clean()
    familie.save()
    first_godkendelse(familie, vilkaar=vilkaar)
    for foraelder in plejeforaeldre:
        familie.plejeforaeldre.create(**foraelder)
    refresh_soegetekst(familie)
    audit.record("plejefamilie.oprettet", familie, by=by, familie_id=familie.pk)
    return familie


@action
def update_plejefamilie(*, by, plejefamilie, version, **changes):
    """Change the facts of a family. Raises ValidationError (code "stale") for an old version.

    What it is approved for changes through approve_familie only (code "godkendelse").
    """
    if GODKENDELSE_FIELDS & set(changes):
        raise ValidationError("Skriv en ny godkendelse i stedet.", code="godkendelse")
    team_before = plejefamilie.team_id
    if "team" in changes:
        _refuse_foreign_team(plejefamilie.kommune_id, changes["team"])
    changed = save_changes(plejefamilie, version=version, **changes)
    refresh_soegetekst(plejefamilie)
    audit.record(
        "plejefamilie.aendret", plejefamilie, by=by, familie_id=plejefamilie.pk, felter=changed
    )
    if plejefamilie.team_id != team_before:
        tilknytning.changed(by=by, familier=Plejefamilie.objects.filter(pk=plejefamilie.pk))
    return plejefamilie


def _refuse_foreign_team(kommune_id, team):
    if team.kommune_id != kommune_id:
        raise ValidationError({"team": "Teamet hører til en anden kommune."}, code="kommune")


@action
def end_plejefamilie(*, by, plejefamilie, ophoert_paa, ophoersgrund):
    """A family stops. Raises ValidationError (code "boern") while a child lives there, or will."""
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if familie.ophoert_paa:
        raise ValidationError("Familien er allerede afsluttet.", code="ophoert")
    if familie.anbringelser.not_over(ophoert_paa).exists():
        raise ValidationError(
            "Der bor stadig børn hos familien den dag. Afslut anbringelserne først.", code="boern"
        )
    if ophoert_paa < familie.godkendt_fra:
        raise ValidationError(
            {"ophoert_paa": "Familien kan ikke ophøre, før den er godkendt."},
            code="for_tidligt",
        )
    familie.ophoert_paa, familie.ophoersgrund = ophoert_paa, ophoersgrund.strip()
    familie.full_clean()
    familie.save(update_fields=["ophoert_paa", "ophoersgrund"])
    audit.record("plejefamilie.ophoert", familie, by=by, familie_id=familie.pk)
    ophoer.ended(by=by, plejefamilie=familie)
    return familie


@action
def add_plejeforaelder(*, by, plejefamilie, navn, telefon="", email="", grundkursus_paa=None):
    """Add a grown-up to the family; `grundkursus_paa` is the day she had completed the course."""
    foraelder = Plejeforaelder(
        plejefamilie=plejefamilie,
        navn=navn,
        telefon=telefon,
        email=email,
        grundkursus_paa=grundkursus_paa,
    )
    foraelder.full_clean()
    foraelder.save()
    refresh_soegetekst(plejefamilie)
    audit.record("plejeforaelder.oprettet", foraelder, by=by, familie_id=plejefamilie.pk)
    return foraelder


@action
def update_plejeforaelder(*, by, plejeforaelder, udgave, navn, telefon, email, grundkursus_paa):
    """Change a grown-up's name, phone or mail, or the day of the grundkursus (3.2).

    `udgave` is the fingerprint of what the form was made from. Raises ValidationError (code
    "stale") when somebody has changed the row since.
    """
    row = _locked(plejeforaelder)
    refuse_stale(row, FORAELDER_FIELDS, udgave)
    row.navn, row.telefon, row.email = navn, telefon, email
    row.grundkursus_paa = grundkursus_paa
    row.full_clean()
    row.save(update_fields=[*FORAELDER_FIELDS])
    refresh_soegetekst(row.plejefamilie)
    audit.record("plejeforaelder.aendret", row, by=by, familie_id=row.plejefamilie_id)
    return row


@action
def end_plejeforaelder(*, by, plejeforaelder, fratraadt_paa):
    """A grown-up leaves the family; the row stays in the history (W6).

    Raises ValidationError (code "fratraadt") when that was registered already.
    """
    row = _locked(plejeforaelder)
    if row.fratraadt_paa:
        raise ValidationError("Det er allerede registreret.", code="fratraadt")
    row.fratraadt_paa = fratraadt_paa
    row.save(update_fields=["fratraadt_paa"])
    refresh_soegetekst(row.plejefamilie)
    audit.record("plejeforaelder.fratraadt", row, by=by, familie_id=row.plejefamilie_id)
    return row


def _locked(plejeforaelder):
    return (
        Plejeforaelder.objects.select_for_update(of=("self",))
        .select_related("plejefamilie")
        .get(pk=plejeforaelder.pk)
    )


@action
def reveal_adresse(*, by, plejefamilie, grund):
    """Log why a protected address is shown, then give it. Raises ValidationError without reason."""
    if not grund.strip():
        raise ValidationError({"grund": "Skriv, hvorfor du skal se adressen."}, code="grund")
    audit.record(
        "plejefamilie.adresse_vist",
        plejefamilie,
        by=by,
        formaal=grund.strip()[:120],
        familie_id=plejefamilie.pk,
    )
    return plejefamilie.adresse
