from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.constraints import on_day
from faelles.versions import save_changes
from plejefamilier import tilknytning
from plejefamilier.models import Plejefamilie, Plejeforaelder
from plejefamilier.models.familie import search_words


def refresh_soegetekst(plejefamilie):
    """Rewrite what the search looks in: names of grown-ups and current children, and digits."""
    foraeldre = plejefamilie.plejeforaeldre.filter(fratraadt_paa=None)
    today = timezone.localdate()
    boern = plejefamilie.anbringelser.filter(on_day(today)).values_list("barn__navn", flat=True)
    parts = [plejefamilie.navn, plejefamilie.telefon, *boern]
    for foraelder in foraeldre:
        parts += [foraelder.navn, foraelder.telefon]
    text = " ".join(word for part in parts for word in search_words(part))
    Plejefamilie.objects.filter(pk=plejefamilie.pk).update(soegetekst=text)


@action
def create_plejefamilie(*, by, kommune, team, plejeforaeldre=(), **fields):
    """Take a family in. `plejeforaeldre` are dicts with navn, telefon, email.

    Raises ValidationError at the field that cannot be.
    """
    familie = Plejefamilie(kommune=kommune, team=team, **fields)
    familie.full_clean()
    familie.save()
    for foraelder in plejeforaeldre:
        familie.plejeforaeldre.create(**foraelder)
    refresh_soegetekst(familie)
    audit.record("plejefamilie.oprettet", familie, by=by, familie_id=familie.pk)
    return familie


@action
def update_plejefamilie(*, by, plejefamilie, version, **changes):
    """Change the facts of a family. Raises ValidationError (code "stale") for an old version."""
    team_before = plejefamilie.team_id
    changed = save_changes(plejefamilie, version=version, **changes)
    refresh_soegetekst(plejefamilie)
    audit.record(
        "plejefamilie.aendret", plejefamilie, by=by, familie_id=plejefamilie.pk, felter=changed
    )
    if plejefamilie.team_id != team_before:
        tilknytning.changed(by=by, familier=Plejefamilie.objects.filter(pk=plejefamilie.pk))
    return plejefamilie


@action
def end_plejefamilie(*, by, plejefamilie, ophoert_paa, ophoersgrund):
    """A family stops. Raises ValidationError (code "boern") while a child still lives there."""
    familie = Plejefamilie.objects.select_for_update().get(pk=plejefamilie.pk)
    if familie.anbringelser.filter(on_day(ophoert_paa)).exists():
        raise ValidationError(
            "Der bor stadig børn hos familien den dag. Afslut anbringelserne først.", code="boern"
        )
    familie.ophoert_paa, familie.ophoersgrund = ophoert_paa, ophoersgrund.strip()
    familie.full_clean()
    familie.save(update_fields=["ophoert_paa", "ophoersgrund"])
    audit.record("plejefamilie.ophoert", familie, by=by, familie_id=familie.pk)
    return familie


@action
def add_plejeforaelder(*, by, plejefamilie, navn, telefon="", email=""):
    """Add a grown-up to the family."""
    foraelder = Plejeforaelder(plejefamilie=plejefamilie, navn=navn, telefon=telefon, email=email)
    foraelder.full_clean()
    foraelder.save()
    refresh_soegetekst(plejefamilie)
    audit.record("plejeforaelder.oprettet", foraelder, by=by, familie_id=plejefamilie.pk)
    return foraelder


@action
def update_plejeforaelder(*, by, plejeforaelder, navn, telefon, email):
    """Change a grown-up's name, phone or mail."""
    plejeforaelder.navn, plejeforaelder.telefon, plejeforaelder.email = navn, telefon, email
    plejeforaelder.full_clean()
    plejeforaelder.save()
    refresh_soegetekst(plejeforaelder.plejefamilie)
    audit.record(
        "plejeforaelder.aendret", plejeforaelder, by=by, familie_id=plejeforaelder.plejefamilie_id
    )
    return plejeforaelder


@action
def end_plejeforaelder(*, by, plejeforaelder, fratraadt_paa):
    """A grown-up leaves the family; the row stays in the history (W6)."""
    plejeforaelder.fratraadt_paa = fratraadt_paa
    plejeforaelder.save(update_fields=["fratraadt_paa"])
    refresh_soegetekst(plejeforaelder.plejefamilie)
    audit.record(
        "plejeforaelder.fratraadt", plejeforaelder, by=by, familie_id=plejeforaelder.plejefamilie_id
    )
    return plejeforaelder


@action
def reveal_adresse(*, by, plejefamilie, grund):
    """Log why a protected address is shown, then give it. Raises ValidationError without reason."""
    if not grund.strip():
        raise ValidationError("Skriv, hvorfor du skal se adressen.", code="grund")
    audit.record(
        "plejefamilie.adresse_vist",
        plejefamilie,
        by=by,
        formaal=grund.strip()[:120],
        familie_id=plejefamilie.pk,
    )
    return plejefamilie.adresse
