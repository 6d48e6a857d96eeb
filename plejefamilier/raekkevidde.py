"""What one person reaches, read once for a page that asks many nouns about it.

Every noun says who sees its rows by the families, children and places in circles that a person
has to do with. A page of fifteen nouns would build, and PostgreSQL would plan, those same
conditions a hundred times. Inside `kept` the methods marked `remembered` answer with the ids that
the very same methods gave when the block began; outside it nothing is remembered. It is for pages
that only read: what is written inside the block does not change what it answers.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, UUIDField, Value
from django.utils import timezone

from faelles.models import Bruger

METHODS = (
    ("plejefamilie", "visible_to"),
    ("plejefamilie", "worked_with_by"),
    ("barn", "visible_to"),
    ("kredsrolle", "held_by"),
    ("deltager", "opens_for"),
)


@dataclass(frozen=True)
class Raekkevidde:
    """The ids that each method or function gave for `bruger` (her id) on `dag`.

    `andet` is what the page asked for in the same query, by name.
    """

    bruger: int
    dag: date
    ids: dict
    andet: dict


_kept = ContextVar("what the reader of a page reaches", default=None)
_functions = {}


class Among(Func):
    """Is the key of the row one of these? One parameter, however many they are."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()

    def __init__(self, key, ids):
        plain = UUIDField() if isinstance(key, UUIDField) else BigIntegerField()
        super().__init__(F(key.name), Value(ids, output_field=ArrayField(plain)))


@contextmanager
def kept(bruger, **andet):
    """Inside the block, what `bruger` reaches today is read from the database once; one query.

    `andet` are expressions of the page's own to read beside it; see Raekkevidde.
    """
    found = _read(bruger, andet)
    token = _kept.set(found)
    try:
        yield found
    finally:
        _kept.reset(token)


def is_kept(bruger):
    """True inside a block of `kept` for `bruger`."""
    found = _kept.get()
    return found is not None and found.bruger == bruger.pk


def remembered(method):
    """Mark a queryset's method `(bruger)` as one that `kept` answers for; see METHODS."""

    @wraps(method)
    def asked(self, bruger):
        ids = _ids((self.model._meta.model_name, method.__name__), bruger)
        return method(self, bruger) if ids is None else _among(self, ids)

    return asked


def remembered_on_day(model):
    """Mark a function `(bruger, day)` that gives rows of `model` (its name) in the same way."""

    def mark(function):
        key = (model, function.__name__)
        _functions[key] = function

        @wraps(function)
        def asked(bruger, day):
            ids = _ids(key, bruger, day)
            if ids is None:
                return function(bruger, day)
            return _among(apps.get_model("plejefamilier", model).objects.all(), ids)

        return asked

    return mark


def _ids(key, bruger, day=None):
    found = _kept.get()
    if found is None or found.bruger != bruger.pk or (day and day != found.dag):
        return None
    return found.ids.get(key)


def _among(rows, ids):
    return rows.filter(Among(rows.model._meta.pk, ids)) if ids else rows.none()


def _read(bruger, andet):
    today = timezone.localdate()
    rows = {
        (model, method): getattr(apps.get_model("plejefamilier", model).objects, method)(bruger)
        for model, method in METHODS
    }
    rows |= {key: function(bruger, today) for key, function in _functions.items()}
    columns = [ArraySubquery(found.order_by().values("pk")) for found in rows.values()]
    row = Bruger.objects.filter(pk=bruger.pk).values_list(*columns, *andet.values()).get()
    ids = {key: found or [] for key, found in zip(rows, row, strict=False)}
    return Raekkevidde(bruger.pk, today, ids, dict(zip(andet, row[len(rows) :], strict=True)))
