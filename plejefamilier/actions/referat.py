"""The agenda, the minutes with attendance, locking them, and corrections afterwards."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import notices
from faelles.action import action
from faelles.actions.kladde import close_kladde
from plejefamilier.actions.moede import locked, record
from plejefamilier.actions.moedebesked import deltagere_of, person_of
from plejefamilier.models import Dagsordenspunkt, Moede, Referatrettelse

REFERAT = "Referatet fra et møde er klar"


@action
def set_dagsorden(*, by, moede, version, titler):
    """Let the agenda hold these points in this order; what is written to a point stays with it.

    Raises ValidationError when a point with minutes would go (code "referat"), when the minutes
    are locked ("laast"), and as actions.moede.locked does.
    """
    row = _unlocked(moede, version=version)
    here = {point.titel: point for point in row.punkter.all()}
    titles = [*dict.fromkeys(title.strip() for title in titler if title.strip())]
    for title, point in here.items():
        if title in titles:
            continue
        if point.referat or point.synspunkter or point.faelles_linje:
            raise ValidationError(
                {
                    "titler": ValidationError(
                        f"Der er skrevet referat til »{title}«. Lad punktet stå.", code="referat"
                    )
                }
            )
        point.delete()
    for nr, title in enumerate(titles, 1):
        point = here.get(title) or Dagsordenspunkt(moede=row, titel=title)
        point.nr = nr
        point.full_clean(validate_constraints=False)  # numbers are swapped until the commit
        point.save()
    row.version += 1
    row.save(update_fields=["version"])
    record("moede.dagsorden", row, by=by, punkter=len(titles))
    return row


@action
def write_referat(*, by, moede, version, punkter, fremmoede, idempotency_key=None):
    """Write minutes and attendance; the meeting is held. Can be done again until they are locked.

    `punkter` is {id of the point: {"referat", "synspunkter", "faelles_linje"}}, where synspunkter
    is a list of {"hvem", "syn"}: different views stand beside each other (V10). `fremmoede` is
    {id of the participant: came}. Raises ValidationError before the meeting has begun (code
    "tidligt"), when locked ("laast"), stale, and for a view without an agreed line ("linje").
    """
    row = _unlocked(moede, version=version)
    if row.start > timezone.now():
        raise ValidationError("Mødet er ikke begyndt endnu.", code="tidligt")
    for point in row.punkter.all():
        if point.pk not in punkter:
            continue
        for name, value in punkter[point.pk].items():
            setattr(point, name, value)
        _refuse_one_sided(point)
        point.full_clean(validate_constraints=False)
        point.save()
    for one in deltagere_of(row):
        if one.pk in fremmoede:
            one.fremmoedt = fremmoede[one.pk]
            one.save(update_fields=["fremmoedt"])
    row.afholdt_at = row.afholdt_at or timezone.now()
    row.referat_af = by
    row.version += 1
    row.save(update_fields=["afholdt_at", "referat_af", "version"])
    record("moede.referat", row, by=by)
    if idempotency_key:
        close_kladde(by=by, noegle=idempotency_key)
    return row


@action
def lock_referat(*, by, moede):
    """Finish the minutes: from now on only corrections; those with a login are told. Twice is once.

    Raises ValidationError when nothing has been written (code "tomt").
    """
    row = locked(moede, held=True)
    if row.referat_laast_at is not None:
        return row
    if row.afholdt_at is None or not any(
        point.referat or point.synspunkter for point in row.punkter.all()
    ):
        raise ValidationError("Skriv referatet, før du låser det.", code="tomt")
    row.referat_laast_at = timezone.now()
    row.version += 1
    row.save(update_fields=["referat_laast_at", "version"])
    record("moede.referat_laast", row, by=by)
    for one in deltagere_of(row):
        person = person_of(one)
        if person and person.pk != by.pk and person.is_active:
            notices.notify(
                person,
                key=f"moedereferat-{row.pk}",
                tekst=REFERAT,
                url=reverse("plejefamilier:moede_detail", args=[row.pk]),
            )
    return row


@action
def correct_referat(*, by, moede, tekst):
    """Add a signed correction to locked minutes. Raises ValidationError: not locked ("aaben")."""
    row = Moede.objects.select_for_update(of=("self",)).get(pk=moede.pk)
    if row.referat_laast_at is None:
        raise ValidationError("Referatet er ikke låst. Ret i det.", code="aaben")
    rettelse = Referatrettelse(moede=row, tekst=tekst.strip(), by=by)
    rettelse.full_clean()
    rettelse.save()
    record("moede.referat_rettet", row, by=by, rettelse=rettelse.pk)
    return rettelse


def _unlocked(moede, *, version):
    row = locked(moede, version=version, held=True)
    if row.referat_laast_at is not None:
        raise ValidationError("Referatet er låst. Skriv en rettelse.", code="laast")
    return row


def _refuse_one_sided(point):
    """Different views need at least two, and what was agreed in spite of them (V10)."""
    if point.synspunkter and (len(point.synspunkter) == 1 or not point.faelles_linje):
        raise ValidationError(
            {
                f"faelles_linje_{point.pk}": ValidationError(
                    "Skriv begge syn, og hvad I blev enige om at gøre.", code="linje"
                )
            }
        )
