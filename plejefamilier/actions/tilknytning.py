from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.access import Rolle
from faelles.action import action
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from faelles.versions import STALE
from plejefamilier import tilknytning
from plejefamilier.actions.save import refuse_backwards, save_or_explain
from plejefamilier.models import Fravaer, Konsulenttildeling, Plejefamilie, Sagsadgang


@action
def assign_konsulent(*, by, plejefamilie, konsulent, fra, begrundelse, udgave=None):
    """Give the family its one fixed konsulent from `fra`; the one before ends the day before (B5).

    `udgave` is what the form was made from (Plejefamilie.konsulent_udgave); without it nothing is
    compared. Raises ValidationError (code "stale") when a colleague chose somebody in between,
    (code "ikke_konsulent") when the person is not a konsulent in the
    municipality that day, (code "samme") when she already is the family's konsulent, and with the
    constraint's sentence when a later assignment is in the way.
    """
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    if udgave is not None and udgave != familie.konsulent_udgave():
        raise ValidationError(
            "En kollega har netop valgt en konsulent. Se, hvem det er, og gem igen, hvis det "
            "skal være en anden.",
            code=STALE,
        )
    if familie.ophoert_paa:
        raise ValidationError("Familien er afsluttet.", code="ophoert")
    roles = Rolletildeling.objects.filter(
        on_day(fra), bruger=konsulent, rolle=Rolle.KONSULENT, kommune=familie.kommune_id
    )
    if not konsulent.is_active or not roles.exists():
        raise ValidationError(
            "Personen er ikke familieplejekonsulent den dag.", code="ikke_konsulent"
        )
    before = familie.konsulent_on(fra)
    if before and before.konsulent_id == konsulent.pk:
        raise ValidationError(
            f"{konsulent.fornavn} er allerede familiens faste konsulent den dag.", code="samme"
        )
    if before:
        _end(before, fra - timedelta(days=1))
    tildeling = Konsulenttildeling(
        plejefamilie=familie, konsulent=konsulent, fra=fra, begrundelse=begrundelse
    )
    tildeling.full_clean()
    tildeling.save()
    audit.record(
        "konsulent.tildelt", tildeling, by=by, familie_id=familie.pk, konsulent=konsulent.pk
    )
    tilknytning.changed(by=by, familier=Plejefamilie.objects.filter(pk=familie.pk))
    return tildeling


@action
def end_konsulent(*, by, plejefamilie, til):
    """The family has no fixed konsulent after `til`; it then stands in the leader's list (R6)."""
    familie = Plejefamilie.objects.select_for_update(no_key=True).get(pk=plejefamilie.pk)
    tildeling = familie.konsulent_on(til)
    if tildeling is None:
        raise ValidationError("Familien har ingen fast konsulent den dag.", code="ingen")
    _end(tildeling, til)
    audit.record("konsulent.afsluttet", tildeling, by=by, familie_id=familie.pk)
    tilknytning.changed(by=by, familier=Plejefamilie.objects.filter(pk=familie.pk))
    return tildeling


def _end(tildeling, til):
    """End an assignment; one that would end before it began was never true and goes away."""
    if til < tildeling.fra:
        tildeling.delete()
        return
    tildeling.til = til
    tildeling.save(update_fields=["til"])


@action
def register_fravaer(*, by, bruger, fra, til, stedfortraeder=None):
    """Somebody is away from `fra` to `til`, both included; open duties due then move (R6).

    Raises ValidationError with the constraint's sentence when periods overlap, and (code
    "stedfortraeder") when the stand-in is not konsulent or leader in the same municipality.
    """
    refuse_backwards(fra, til)
    Bruger.objects.select_for_update(no_key=True).get(pk=bruger.pk)
    if stedfortraeder is not None and not _may_stand_in(stedfortraeder, bruger, fra, til):
        raise ValidationError(
            {"stedfortraeder": "Stedfortræderen arbejder ikke med familier i kommunen i perioden."},
            code="stedfortraeder",
        )
    fravaer = save_or_explain(
        Fravaer(bruger=bruger, fra=fra, til=til, stedfortraeder=stedfortraeder)
    )
    audit.record("fravaer.meldt", fravaer, by=by, person=bruger.pk)
    tilknytning.changed(by=by, familier=_familier_of(fravaer))
    return fravaer


def _may_stand_in(stedfortraeder, bruger, fra, til):
    """Is she konsulent or leader, where `bruger` works, on the first and on the last day?"""
    roles = stedfortraeder.roller.filter(
        rolle__in=[Rolle.KONSULENT, Rolle.TEAMLEDER], kommune__in=bruger.roller.values("kommune")
    )
    return (
        stedfortraeder.is_active
        and roles.filter(on_day(fra)).exists()
        and roles.filter(on_day(til)).exists()
    )


@action
def remove_fravaer(*, by, fravaer):
    """The person is back, or the absence was a mistake; an absence that has begun ends yesterday.

    Raises ValidationError (code "forbi") for one that is over or has been removed already.
    """
    row = Fravaer.objects.select_for_update(of=("self",)).filter(pk=fravaer.pk).first()
    today = timezone.localdate()
    if row is None or row.til < today:
        raise ValidationError("Fraværet er allerede forbi eller fjernet.", code="forbi")
    familier = _familier_of(row)
    audit.record("fravaer.slut", row, by=by, person=row.bruger_id)
    if row.fra < today:
        row.til = today - timedelta(days=1)
        row.save(update_fields=["til"])
    else:
        row.delete()
    tilknytning.changed(by=by, familier=familier)


def _familier_of(fravaer):
    """The families whose duties may depend on the absent person: as konsulent or as leader."""
    konsulent = Konsulenttildeling.objects.filter(konsulent=fravaer.bruger_id)
    leder = Rolletildeling.objects.filter(bruger=fravaer.bruger_id, rolle=Rolle.TEAMLEDER)
    return Plejefamilie.objects.filter(pk__in=konsulent.values("plejefamilie")) | (
        Plejefamilie.objects.filter(kommune__in=leder.values("kommune"))
    )


@action
def grant_sagsadgang(*, by, plejefamilie, bruger, kilde):
    """Let `bruger` see the family while the duty named by `kilde` is open."""
    adgang, created = Sagsadgang.objects.get_or_create(
        plejefamilie=plejefamilie, bruger=bruger, kilde=kilde, til_at=None
    )
    if created:
        audit.record(
            "sagsadgang.givet", adgang, by=by, familie_id=plejefamilie.pk, person=bruger.pk
        )
    return adgang


@action
def revoke_sagsadgang(*, by, kilde, keep=None):
    """The duty is closed, or is now `keep`'s: end the access of everybody else who had it."""
    rows = Sagsadgang.objects.filter(kilde=kilde, til_at=None).select_related("plejefamilie")
    if keep is not None:
        rows = rows.exclude(bruger=keep)
    for adgang in rows:
        audit.record(
            "sagsadgang.slut",
            adgang,
            by=by,
            familie_id=adgang.plejefamilie_id,
            person=adgang.bruger_id,
        )
    return rows.update(til_at=timezone.now())
