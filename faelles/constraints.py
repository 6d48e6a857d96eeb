"""Promises that the database keeps, each with a Danish sentence."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateRangeField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q


class DateRange(Func):
    """daterange(fra, til, '[]'): both days belong to the period, an empty `til` is open."""

    function = "daterange"
    output_field = DateRangeField()


class Moments(Func):
    """tstzrange(start, slut): half-open, so 08.00–16.00 and 16.00–24.00 do not collide (R16)."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def no_overlap(*fields, name, message, condition=None):
    """At most one row at a time: periods fra–til (both days included) may not overlap.

    `fields` are the columns that must be alike for two rows to collide.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            (
                DateRange(F("fra"), F("til"), RangeBoundary(inclusive_upper=True)),
                RangeOperators.OVERLAPS,
            ),
            *((field, RangeOperators.EQUAL) for field in fields),
        ],
        condition=condition,
        violation_error_message=message,
    )


def ends_after_it_begins(name):
    """A period may be open, but never end before it begins."""
    return models.CheckConstraint(
        condition=Q(til=None) | Q(til__gte=F("fra")),
        name=name,
        violation_error_message="Slutdatoen ligger før startdatoen.",
    )


def both_or_neither(first, second, *, name):
    """Two columns that only make sense together."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=name,
    )


def on_day(day):
    """The filter for rows whose period fra–til holds `day`."""
    return Q(fra__lte=day) & (Q(til=None) | Q(til__gte=day))
