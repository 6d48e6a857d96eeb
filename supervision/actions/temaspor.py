"""The steps of a theme track: in order, each a course, a group supervision or a network meeting."""

from django.db.models import Max

from faelles import audit
from faelles.action import action
from supervision.models import Sporled, Temaspor


@action
def add_sporled(*, by, spor, slags, titel, kursus=None, forloeb=None):
    """Put a step last in a track (E3, E4). Its course or group may be named later."""
    row = _locked(spor)
    last = row.led.aggregate(last=Max("nr"))["last"] or 0
    led = Sporled(spor=row, nr=last + 1, slags=slags, titel=titel, kursus=kursus, forloeb=forloeb)
    led.full_clean()
    led.save()
    audit.record("sporled.tilfoejet", led, by=by)
    return led


@action
def move_sporled(*, by, led, op):
    """Let a step change place with the one before it (`op`), or the one after it."""
    row = _locked(led.spor)
    rows = [*row.led.all()]
    here = next((number for number, one in enumerate(rows) if one.pk == led.pk), None)
    there = None if here is None else here + (-1 if op else 1)
    if there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    _number(rows)
    audit.record("sporled.flyttet", led, by=by)


@action
def remove_sporled(*, by, led):
    """Take a step out of its track."""
    row = _locked(led.spor)
    here = row.led.filter(pk=led.pk).first()
    if here is None:
        return
    audit.record("sporled.fjernet", here, by=by)
    here.delete()
    _number([*row.led.all()])


def _locked(spor):
    return Temaspor.objects.select_for_update(of=("self",), no_key=True).get(pk=spor.pk)


def _number(rows):
    """Number the steps from 1 in this order, out of the way of each other first."""
    far = max((row.nr for row in rows), default=0) + len(rows)
    for step in (far, 0):
        for nr, row in enumerate(rows, 1):
            row.nr = step + nr
            row.save(update_fields=["nr"])
