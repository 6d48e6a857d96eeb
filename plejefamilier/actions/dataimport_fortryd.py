"""The last import is taken back, or forgotten when it is too late for that."""

from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles import audit, regler
from faelles.action import action
from plejefamilier import tilknytning
from plejefamilier.actions.dataimport import drop, locked, refuse_running
from plejefamilier.actions.dataimport_skriv import refresh_soegetekster
from plejefamilier.indlaesning.spor import obstacles
from plejefamilier.models import Dataimport, Plejefamilie

Status = Dataimport.Status


@action
def undo_import(*, by, dataimport):
    """Put back what the last import changed and remove what it made. Pressed twice it does it once.

    Raises ValidationError (code "sidste") when it is not the last or its trace is gone, and (code
    "arbejdet") with a sentence for each kind of row that somebody has worked on since.
    """
    row = locked(dataimport)
    if row.status == Status.FORTRUDT:
        return row
    if row.status != Status.INDLAEST or row.spor is None:
        raise ValidationError(
            "Indlæsningen kan ikke fortrydes mere. Kun den sidste kan det, og kun en tid.",
            code="sidste",
        )
    refuse_running(row)
    trace = row.unseal(row.spor)
    _hold(trace)
    if reasons := obstacles(trace):
        refused = [ValidationError(text, code="arbejdet") for text in reasons]
        raise ValidationError(refused)
    touched = _families_of(trace)
    for label, rows in reversed(trace["oprettet"]):
        _delete(apps.get_model(label), [pk for pk, _ in rows])
    for label, rows in trace["aendret"]:
        _restore(apps.get_model(label), rows)
    left = Plejefamilie.objects.filter(pk__in=touched)
    refresh_soegetekster(set(left.values_list("pk", flat=True)))
    tilknytning.changed(by=by, familier=left)
    row.status, row.spor = Status.FORTRUDT, None
    row.fortrudt_at, row.fortrudt_af = timezone.now(), by
    row.save(update_fields=["status", "spor", "fortrudt_at", "fortrudt_af"])
    numbers = {label: len(rows) for label, rows in trace["oprettet"]}
    changed = {label: len(rows) for label, rows in trace["aendret"]}
    audit.record("dataimport.fortrudt", row, by=by, fjernet=numbers, tilbage=changed)
    return row


def _hold(trace):
    """Lock every row of the trace: until the end nobody changes it or points a new row to it."""
    for label, rows in [*trace["oprettet"], *trace["aendret"]]:
        held = apps.get_model(label)._base_manager.filter(pk__in=[row[0] for row in rows])
        [*held.order_by("pk").select_for_update().values_list("pk")]


def _families_of(trace):
    """Ids of the families that the trace is about, however it touched them."""
    found = set()
    for label, rows in [*trace["oprettet"], *trace["aendret"]]:
        model, pks = apps.get_model(label), [row[0] for row in rows]
        names = {field.name for field in model._meta.get_fields()}
        if model is Plejefamilie:
            found |= {*map(int, pks)}
        elif "plejefamilie" in names:
            about = model._base_manager.filter(pk__in=pks)
            found |= {*about.values_list("plejefamilie", flat=True)}
        elif "anbringelser" in names:
            homes = model._base_manager.filter(pk__in=pks, anbringelser__isnull=False)
            found |= {*homes.values_list("anbringelser__plejefamilie", flat=True)}
    return found


def _delete(model, pks):
    """Without Django's own search for rows that point here: that was asked, and they are held."""
    rows = model._base_manager.filter(pk__in=pks)
    rows._raw_delete(rows.db)


def _restore(model, rows):
    old = {pk: values for pk, values, _ in rows}
    found, names = [], set()
    for row in model._base_manager.filter(pk__in=[*old]).order_by("pk"):
        values = old[str(row.pk)]
        for attr, value in values.items():
            setattr(row, attr, model._meta.get_field(attr).to_python(value))
        names |= {*values}
        if hasattr(row, "version"):
            row.version += 1
            names.add("version")
        found.append(row)
    model._base_manager.bulk_update(found, [*names], batch_size=1000)


@action
def forget_imports(*, by):
    """Throw away what nobody needs any more: old traces, and workbooks that were never written.

    Returns how many imports it concerned; a second run finds none.
    """
    now, count = timezone.now(), 0
    kept = Dataimport.objects.exclude(spor=None) | Dataimport.objects.filter(status=Status.KLAR)
    for row in kept.select_related("kommune").select_for_update(of=("self",)).order_by("pk"):
        undo = timedelta(days=regler.value("indlaesning.fortryd_dage", row.kommune))
        wait = timedelta(days=regler.value("indlaesning.gem_dage", row.kommune))
        if row.status == Status.KLAR and row.at < now - wait:
            drop(by=by, row=row)
            count += 1
        elif row.spor is not None and row.indlaest_at < now - undo:
            row.spor = None
            row.save(update_fields=["spor"])
            audit.record("dataimport.glemt", row, by=by)
            count += 1
    return count
