from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit
from faelles.action import action
from faelles.versions import refuse_stale
from plejefamilier.models import Kursustid, Plejeforaelder

FIELDS = ("dato", "minutter", "titel")
BY_HAND = "haand-"  # how `kilde` begins for what was typed here: a course held elsewhere


@action
def record_kursustid(*, by, plejeforaelder, dato, minutter, titel, kilde):
    """A foster parent has attended `minutter` minutes of training on the day `dato` (R20).

    `kilde` names the attendance: noting it again changes the same row, and changes nothing when
    nothing is new. Raises ValidationError for a day in the future (code "fremtid").
    """
    if dato > timezone.localdate():
        raise ValidationError({"dato": "Datoen ligger i fremtiden."}, code="fremtid")
    Plejeforaelder.objects.select_for_update(no_key=True).get(pk=plejeforaelder.pk)
    row = Kursustid.objects.filter(kilde=kilde).first() or Kursustid(kilde=kilde)
    facts = {
        "plejeforaelder": plejeforaelder,
        "dato": dato,
        "minutter": minutter,
        "titel": titel.strip(),
    }
    if row.pk and all(getattr(row, name) == value for name, value in facts.items()):
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    row.by = by
    row.full_clean()
    row.save()
    _record("kursustid.noteret", row, by)
    return row


@action
def remove_kursustid(*, by, kilde):
    """The attendance that `kilde` names was not so; the row's history stays. Twice is once."""
    row = Kursustid.objects.select_for_update().filter(kilde=kilde).first()
    if row is not None:
        _record("kursustid.slettet", row, by)
        row.delete()


@action
def correct_kursustid(*, by, kursustid, udgave, dato, minutter, titel):
    """What was typed by hand is corrected; `udgave` is what the form was made from.

    Raises ValidationError (code "stale") when somebody changed it since, and (code "kilde") for an
    attendance that a course has written: that is corrected at the course.
    """
    row = Kursustid.objects.select_for_update(of=("self",)).get(pk=kursustid.pk)
    if not row.kilde.startswith(BY_HAND):
        raise ValidationError("Ret fremmødet på kurset.", code="kilde")
    refuse_stale(row, FIELDS, udgave)
    return record_kursustid(
        by=by,
        plejeforaelder=row.plejeforaelder,
        dato=dato,
        minutter=minutter,
        titel=titel,
        kilde=row.kilde,
    )


def _record(event, row, by):
    audit.record(
        event, row, by=by, familie_id=row.plejeforaelder.plejefamilie_id, minutter=row.minutter
    )
