"""Saving a row that the database may refuse because somebody else was first."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def refuse_backwards(fra, til):
    """Raise ValidationError at `til` for a period that ends before it begins.

    Asked first: PostgreSQL cannot even compare such a period with others.
    """
    if til is not None and til < fra:
        raise ValidationError({"til": "Slutdatoen ligger før startdatoen."}, code="baglaens")


def save_or_explain(row):
    """Validate and save `row`. Raises ValidationError with the sentence of the promise it breaks.

    Two people may pass the validation at the same moment; then the constraint stops the second,
    and a new validation finds the row that is in the way.
    """
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise
    return row


def refusal(field, words, code):
    """A ValidationError at one field of the form, with its code."""
    return ValidationError({field: ValidationError(words, code=code)})
