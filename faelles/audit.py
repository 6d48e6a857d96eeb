"""The log of acts and readings. Append-only, identifiers only: never a name, CPR number or text."""

from django.apps import apps
from django.utils import timezone


def record(event, subject, *, by, formaal="", familie_id=None, **data):
    """Write one line to the log, in the transaction of the act or before a reading is shown.

    `subject` is the row concerned or None; `by` the acting user or None for the system;
    `formaal` why it was read (W2); `familie_id` ties rows of other kinds to their family.
    Fails loudly: what cannot be logged must not happen.
    """
    line = _line(event, subject, by=by, formaal=formaal, familie_id=familie_id, data=data)
    line.save(force_insert=True)
    return line


def record_all(event, subjects, *, by, familie_id=None, **data):
    """The same line for each row of a large act, in one statement.

    `familie_id` is a function of the row, or None. `data` is the same for all.
    """
    lines = [
        _line(
            event,
            row,
            by=by,
            formaal="",
            familie_id=familie_id(row) if familie_id else None,
            data=data,
        )
        for row in subjects
    ]
    apps.get_model("faelles", "AuditEvent").objects.bulk_create(lines, batch_size=1000)


def _line(event, subject, *, by, formaal, familie_id=None, data):
    return apps.get_model("faelles", "AuditEvent")(
        at=timezone.now(),
        event=event,
        bruger_id=by.pk if by else None,
        rolle=by.hovedrolle if by else "",
        kommune_id=_kommune_id(subject, by),
        slags=subject._meta.label_lower if subject is not None else "",
        objekt=str(subject.pk) if subject is not None else "",
        familie_id=familie_id,
        formaal=formaal,
        data=data,
    )


def _kommune_id(subject, by):
    """Whose revisor reads the line: the municipality of the row, else that of the person."""
    of_row = getattr(subject, "kommune_id", None)
    return of_row or (by.kommune.pk if by and by.kommune else None)


def reading(subject, *, by, formaal, familie_id=None):
    """Log that `by` opened `subject`, and why (W2)."""
    return record(
        f"{subject._meta.model_name}.laest",
        subject,
        by=by,
        formaal=formaal,
        familie_id=familie_id,
    )


def list_reading(model, ids, *, by, formaal):
    """Log which rows of `model` a list or search showed. An empty list leaves no line."""
    list_readings({model: ids}, by=by, formaal=formaal)


def list_readings(shown, *, by, formaal):
    """The same for a page with several lists, {model: ids}, in one statement."""
    lines = [
        _line(
            f"{model._meta.model_name}.liste_vist",
            None,
            by=by,
            formaal=formaal,
            data={"viste": [*ids]},
        )
        for model, ids in shown.items()
        if ids
    ]
    if lines:
        apps.get_model("faelles", "AuditEvent").objects.bulk_create(lines)
