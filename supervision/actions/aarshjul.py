"""The year of supervision: laid, planned in one go, agreed with the family (F1, F8, F10)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.kalender import FIRST_YEAR, LAST_YEAR
from faelles.versions import STALE, save_changes
from plejefamilier.models import Plejefamilie
from supervision.actions.session import plan_session
from supervision.models import Aarshjul, Forloeb
from supervision.queries.aarshjul import aar_of


@dataclass(frozen=True)
class Planlagt:
    """One supervision to plan: in which forløb, two aware moments, and its theme."""

    forloeb: Forloeb
    start: datetime
    slut: datetime
    tema: str = ""


@action
def create_aarshjul(*, by, aar, plejefamilie=None, forloeb=None, rytme=Forloeb.Rytme.FAST):
    """Lay the wheel of a family, or of a group, for a year; the one that is there stays (F1).

    Raises ValidationError for a year outside the calendar (code "aar"), and for a forløb that is
    no group (code "gruppe").
    """
    if not FIRST_YEAR <= aar <= LAST_YEAR:
        text = f"Skriv et år fra {FIRST_YEAR} til {LAST_YEAR}."
        raise ValidationError({"aar": ValidationError(text, code="aar")})
    if forloeb is not None and forloeb.slags != Forloeb.Slags.GRUPPE:
        raise ValidationError("Kun familier og grupper har et årshjul.", code="gruppe")
    model, subject = (Plejefamilie, plejefamilie) if plejefamilie else (Forloeb, forloeb)
    model._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
    about = {"plejefamilie": plejefamilie, "forloeb": forloeb, "aar": aar}
    before = Aarshjul.objects.filter(**about).first()
    if before is not None:
        return before
    row = Aarshjul(kommune=subject.kommune, rytme=rytme, oprettet_af=by, **about)
    row.full_clean(exclude=["endelig_af"])
    row.save()
    _record("aarshjul.oprettet", row, by=by, aar=aar)
    return row


@action
def update_aarshjul(*, by, aarshjul, version, rytme):
    """Change how supervision is given: fixed times, on demand, or both (F2).

    Raises ValidationError (code "stale") when a colleague saved in between.
    """
    row = _locked(aarshjul)
    changed = save_changes(row, version=version, rytme=rytme)
    if changed:
        _record("aarshjul.aendret", row, by=by, felter=changed)
    return row


@action
def plan_aar(*, by, aarshjul, gange, bekraeft=frozenset()):
    """Plan these supervisions, all or none: {key: Planlagt}. Returns them by key.

    Raises ValidationError with the errors of plan_session under the key of each that cannot be
    planned; and (code "forloeb") for a forløb that is not of this wheel, (code "aar") for a day of
    another year. What is planned already is left as it is.
    """
    row = _locked(aarshjul)
    fits = {*_forloeb_of(row).values_list("pk", flat=True)}
    made, errors = {}, {}
    for key, gang in sorted(gange.items(), key=lambda item: item[1].start):
        try:
            _refuse_misfit(row, gang, fits)
            made[key] = plan_session(
                by=by,
                forloeb=gang.forloeb,
                start=gang.start,
                slut=gang.slut,
                tema=gang.tema,
                bekraeft=bekraeft,
            )
        except ValidationError as error:
            errors[key] = _flat(error)
    if errors:
        raise ValidationError(errors)
    _record("aarshjul.planlagt", row, by=by, antal=len(made))
    return made


@action
def finish_aarshjul(*, by, aarshjul, version, begrundelse=""):
    """The wheel is agreed with the family. One that lacks something needs a reason (F10).

    Again after a change agrees on the wheel as it is now; without one it changes nothing. Raises
    ValidationError: code "mangler" without a reason, "tomt" when nothing is planned, "stale" when
    a colleague saved in between.
    """
    row = _locked(aarshjul)
    aar = aar_of(row, timezone.now())
    if row.endelig_at and not aar.aendret and row.begrundelse == begrundelse.strip():
        return row
    if row.version != version:
        raise ValidationError(
            "En kollega har gemt ændringer, mens du så på årshjulet. Se det igen.", code=STALE
        )
    if not aar.rows and not aar.status.efter_behov:
        raise ValidationError("Planlæg mindst én supervision først.", code="tomt")
    if not aar.status.opfyldt and not begrundelse.strip():
        what = "; ".join(aar.status.mangler)
        text = f"Årshjulet {what}. Skriv, hvorfor det er aftalt sådan."
        raise ValidationError({"begrundelse": ValidationError(text, code="mangler")})
    row.begrundelse = "" if aar.status.opfyldt else begrundelse.strip()
    row.endelig_at, row.endelig_af = timezone.now(), by
    row.endelig_dage = [[gang.dag.isoformat(), gang.slags] for gang in aar.gange]
    row.version += 1
    row.full_clean()
    row.save()
    _record("aarshjul.aftalt", row, by=by, opfyldt=aar.status.opfyldt)
    return row


def _forloeb_of(row):
    """The unfinished forløb in which the supervisions of this wheel are planned."""
    if row.forloeb_id:
        return Forloeb.objects.unfinished().filter(pk=row.forloeb_id)
    return Forloeb.objects.unfinished().filter(
        Q(slags=Forloeb.Slags.INDIVIDUEL, plejefamilie=row.plejefamilie_id)
        | Q(slags=Forloeb.Slags.GRUPPE, deltagere__plejefamilie=row.plejefamilie_id)
    )


def _refuse_misfit(row, gang, fits):
    if gang.forloeb.pk not in fits:
        raise ValidationError("Forløbet hører ikke til årshjulet.", code="forloeb")
    if timezone.localdate(gang.start).year != row.aar:
        raise ValidationError(f"Dagen ligger ikke i {row.aar}.", code="aar")


def _flat(error):
    """The errors of one supervision as a list, whichever field of its own form they are about."""
    if hasattr(error, "error_dict"):
        return [one for some in error.error_dict.values() for one in some]
    return error.error_list


def _locked(aarshjul):
    rows = Aarshjul.objects.select_for_update(of=("self",))
    return rows.select_related("kommune", "forloeb", "plejefamilie").get(pk=aarshjul.pk)


def _record(event, row, *, by, **data):
    audit.record(event, row, by=by, familie_id=row.plejefamilie_id, **data)
