"""What is written about a child: needs, wishes, plan and goals, follow-ups, respite stays."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit, danish, regler
from faelles.action import action
from faelles.kalender import kalender_for
from faelles.versions import refuse_stale, save_changes
from plejefamilier.actions.save import refusal, refuse_backwards
from plejefamilier.models import (
    Aflastningsophold,
    Barn,
    Barnemaal,
    Barnsopfoelgning,
    Behov,
    Oenske,
)
from plejefamilier.rytme import months_after

AGAIN = timedelta(minutes=10)  # the same words by the same person: the button was pressed twice
FIELDS = {
    Behov: ("hvornaar", "dato", "koder", "omfang", "beskrivelse"),
    Oenske: ("dato", "metode", "om", "tekst"),
    Barnemaal: ("tekst", "fra", "til", "resultat"),
    Aflastningsophold: ("slags", "plejefamilie", "fra", "til", "sted", "bemaerkning"),
}


@action
def record_behov(*, by, barn, hvornaar, dato, koder, omfang, beskrivelse=""):
    """Describe the child's needs on a day: at matching, or as seen later (C2, A7).

    `koder` are Behov.Kode, at least one; »andet« needs words. The same words by the same person
    within ten minutes are one row. Raises ValidationError for a day in the future.
    """
    row = Behov(barn=_locked(barn), hvornaar=hvornaar, dato=dato, koder=koder, omfang=omfang, by=by)
    row.beskrivelse = beskrivelse.strip()
    _check_behov(row)
    return _keep(row, lambda: audit.record("behov.noteret", row, by=by, barn=str(barn.pk)))


@action
def correct_behov(*, by, behov, udgave, **changes):
    """Correct what was written about needs; what stood there before is kept in the history.

    `udgave` is versions.fingerprint of the row as the form showed it. Raises ValidationError
    (code "stale") when a colleague was first, and as record_behov.
    """
    row = _changed(behov, udgave, changes)
    _check_behov(row)
    row.full_clean()
    row.save()
    audit.record("behov.rettet", row, by=by, barn=str(row.barn_id))
    return row


def _check_behov(row):
    _refuse_day("dato", row.dato, row.barn)
    if not row.koder:
        raise refusal("koder", "Vælg mindst ét af barnets behov.", "koder")
    if Behov.Kode.ANDET in row.koder and not row.beskrivelse:
        raise refusal("beskrivelse", "Skriv, hvad »Andet« er.", "andet")


@action
def record_oenske(*, by, barn, dato, metode, tekst, om="", overgang=None):
    """Write down what the child itself wishes, and how it was asked (H1, H8, A26).

    `overgang` is the move it was asked about, if any. Raises ValidationError for a day in the
    future.
    """
    row = Oenske(barn=_locked(barn), dato=dato, metode=metode, overgang=overgang, by=by)
    row.tekst, row.om = tekst.strip(), om.strip()
    _refuse_day("dato", dato, barn)
    return _keep(row, lambda: audit.record("oenske.noteret", row, by=by, barn=str(barn.pk)))


@action
def correct_oenske(*, by, oenske, udgave, **changes):
    """Correct how a child's wish was written down; the history keeps what stood there.

    Raises ValidationError as correct_behov.
    """
    row = _changed(oenske, udgave, changes)
    _refuse_day("dato", row.dato, row.barn)
    row.full_clean()
    row.save()
    audit.record("oenske.rettet", row, by=by, barn=str(row.barn_id))
    return row


@action
def update_barneplan(*, by, barn, version, plan_reference, plan_faerdig_paa):
    """Say where the child's plan is (its case number) and when it was ready (barnets lov § 91).

    Raises ValidationError for a day in the future, and (code "stale") when outdated.
    """
    if plan_faerdig_paa is not None:
        _refuse_day("plan_faerdig_paa", plan_faerdig_paa, barn)
    changed = save_changes(
        barn,
        version=version,
        plan_reference=plan_reference.strip(),
        plan_faerdig_paa=plan_faerdig_paa,
    )
    audit.record("barn.plan", barn, by=by, felter=changed)
    return barn


@action
def record_maal(*, by, barn, tekst, fra, til=None, resultat=""):
    """Add a goal of the child's plan that the family works on.

    Raises ValidationError for an end before the start.
    """
    refuse_backwards(fra, til)
    row = Barnemaal(barn=_locked(barn), fra=fra, til=til, tekst=tekst.strip())
    row.resultat = resultat.strip()
    return _keep(row, lambda: audit.record("barnemaal.sat", row, by=by, barn=str(barn.pk)))


@action
def update_maal(*, by, maal, udgave, **changes):
    """Change a goal, or end it with how it went. An ended goal needs its result.

    Raises ValidationError as correct_behov, for an end before the start, and (code "resultat").
    """
    row = _changed(maal, udgave, changes)
    refuse_backwards(row.fra, row.til)
    if row.til and row.til <= timezone.localdate() and not row.resultat:
        raise refusal("resultat", "Skriv, hvordan det gik med målet.", "resultat")
    row.full_clean()
    row.save()
    audit.record("barnemaal.aendret", row, by=by, barn=str(row.barn_id))
    return row


@action
def record_barnsopfoelgning(*, by, barn, dato, maaneder, begrundelse):
    """A follow-up of the child's plan was held, and the next is due in so many months (§ 95).

    The day is counted by R9 and rolled back to the nearest hverdag before. Raises ValidationError
    for a longer rhythm than the rule allows (code "rytme"), no reason, or a day in the future.
    """
    _refuse_day("dato", dato, barn)
    most = regler.value("barn.opfoelgning_hoejst_maaneder", barn.kommune)
    if not 1 <= maaneder <= most:
        words = danish.antal(most, "måned", "måneder")
        raise refusal("maaneder", f"Der må højst gå {words} til den næste.", "rytme")
    naeste = kalender_for(barn.kommune).roll_back(months_after(dato, maaneder))
    row = Barnsopfoelgning(
        barn=_locked(barn), dato=dato, naeste=naeste, begrundelse=begrundelse.strip(), by=by
    )
    return _keep(row, lambda: audit.record("barnsopfoelgning.holdt", row, by=by, barn=str(barn.pk)))


@action
def record_aflastning(*, by, barn, slags, fra, til, plejefamilie=None, sted="", bemaerkning=""):
    """Plan or note a stay away from home: weekend, holiday, leisure (A13).

    Raises ValidationError for an end before the start, and without a family or a place.
    """
    row = Aflastningsophold(barn=_locked(barn), slags=slags, fra=fra, til=til)
    row.plejefamilie, row.sted, row.bemaerkning = plejefamilie, sted.strip(), bemaerkning.strip()
    _check_aflastning(row)
    return _keep(row, lambda: audit.record("aflastning.aftalt", row, by=by, barn=str(barn.pk)))


@action
def update_aflastning(*, by, ophold, udgave, **changes):
    """Change a stay. Raises ValidationError as correct_behov, and (code "aflyst")."""
    row = _changed(ophold, udgave, changes)
    _refuse_cancelled(row)
    _check_aflastning(row)
    row.full_clean()
    row.save()
    audit.record("aflastning.aendret", row, by=by, barn=str(row.barn_id))
    return row


@action
def cancel_aflastning(*, by, ophold):
    """A stay does not take place; it stays in the history. A second press changes nothing."""
    row = Aflastningsophold.objects.select_for_update(of=("self",)).get(pk=ophold.pk)
    if row.aflyst_at is None:
        row.aflyst_at = timezone.now()
        row.save(update_fields=["aflyst_at"])
        audit.record("aflastning.aflyst", row, by=by, barn=str(row.barn_id))
    return row


def _check_aflastning(row):
    refuse_backwards(row.fra, row.til)
    if row.plejefamilie is None and not row.sted:
        raise refusal("sted", "Skriv, hvor barnet er, eller vælg en familie.", "sted")


def _refuse_cancelled(row):
    if row.aflyst_at is not None:
        raise ValidationError("Opholdet er aflyst.", code="aflyst")


def _locked(barn):
    return Barn.objects.select_for_update(no_key=True).get(pk=barn.pk)


def _refuse_day(field, day, barn):
    """Raise ValidationError at `field` for a day in the future or before the child was born."""
    if day > timezone.localdate():
        raise refusal(field, "Datoen ligger i fremtiden.", "fremtid")
    if day < barn.foedselsdag:
        raise refusal(field, "Den dag var barnet ikke født.", "foer_foedsel")


def _keep(row, record):
    """Save a new fact about a locked child, once: the button may have been pressed twice."""
    row.full_clean()
    names = [field.attname for field in row._meta.fields if not field.primary_key]
    same = {name: getattr(row, name) for name in names if name not in ("at", "aflyst_at")}
    rows = type(row).objects.filter(**same)
    if "at" in names:
        rows = rows.filter(at__gte=timezone.now() - AGAIN)
    if "aflyst_at" in names:
        rows = rows.filter(aflyst_at=None)
    if found := rows.first():
        return found
    row.save()
    record()
    return row


def _changed(row, udgave, changes):
    """The locked row with the changes of a form, if it still is what the form showed."""
    locked = type(row).objects.select_for_update(of=("self",)).select_related("barn")
    row = locked.get(pk=row.pk)
    refuse_stale(row, FIELDS[type(row)], udgave)
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    return row
