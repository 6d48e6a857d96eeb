"""Rows of many nouns in one query: each noun gives the same columns, a page asks for all at once.

A page that shows meetings, notes, agreements and visits together would otherwise ask once for each.
"""

import json
from collections import namedtuple
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import CharField, DateField, DateTimeField, Expression, Func
from django.db.models.functions import Cast

PREFIX = "r_"


class Tom(Expression):
    """A column that a source leaves empty. (Of Value(None) in a Cast Django would make fields.)"""

    def as_sql(self, compiler, connection):
        return f"NULL::{self.output_field.cast_db_type(connection)}", []


class Midnat(Func):
    """The moment a day begins here: what a whole day is ordered by among moments."""

    template = "((%(expressions)s)::date::timestamp AT TIME ZONE '%(zone)s')"
    output_field = DateTimeField()

    def __init__(self, day):
        super().__init__(day, zone=settings.TIME_ZONE)


class Form:
    """The columns that the rows of every source have, by name and field."""

    def __init__(self, navn, **columns):
        self.columns = columns
        self.raekke = namedtuple(navn, columns)

    def of(self, rows, **expressions):
        """`rows` with one expression for each column; a column left out is empty.

        A row with a `dato` but no `tid` gets the moment its day begins as `tid`.
        """
        if "tid" in self.columns and "dato" in expressions:
            expressions.setdefault("tid", Midnat(Cast(expressions["dato"], DateField())))
        wanted = {
            PREFIX + name: Cast(expressions[name], field) if name in expressions else Tom(field)
            for name, field in self.columns.items()
        }
        return rows.order_by().annotate(**wanted).values_list(*wanted)

    def ask(self, sources, *, order, limit):
        """The first `limit` rows of all sources together, ordered by the column `order`; one query.

        A column with a minus before it is ordered downwards. Rows that are alike in it stand by
        kind and key, so that the order is the same every time.
        """
        if not sources:
            return []
        first, *rest = sources
        sign, name = ("-", order[1:]) if order.startswith("-") else ("", order)
        rows = first.union(*rest, all=True) if rest else first
        ordered = rows.order_by(
            f"{sign}{PREFIX}{name}", f"{sign}{PREFIX}slags", f"{sign}{PREFIX}noegle"
        )
        return [self.raekke(*row) for row in ordered[:limit]]

    def newest_and_numbers(self, sources, *, slags, limit, until=None):
        """The newest `limit` rows of the kinds `slags`, and the number of rows of every kind.

        `until` is the moment of the newest row wanted, None for all. One query: the sources are
        large expressions, and compiling them twice costs more than counting. Returns the rows as
        `ask` does, newest first, and {slags: number}.
        """
        if not sources:
            return [], {}
        first, *rest = sources
        rows = first.union(*rest, all=True) if rest else first
        inner, params = rows.query.sql_with_params()
        names = ", ".join(PREFIX + name for name in self.columns)
        sql = f"""
            WITH raekker ({names}) AS MATERIALIZED ({inner}),
            nyeste AS (
                SELECT * FROM raekker
                WHERE {PREFIX}slags = ANY(%s) AND {PREFIX}tid <= %s
                ORDER BY {PREFIX}tid DESC, {PREFIX}slags DESC, {PREFIX}noegle DESC LIMIT %s
            ),
            antal AS (SELECT {PREFIX}slags, count(*) AS antal FROM raekker GROUP BY 1)
            SELECT
                (SELECT jsonb_agg(to_jsonb(nyeste)) FROM nyeste),
                (SELECT jsonb_object_agg({PREFIX}slags, antal) FROM antal)
        """  # noqa: S608 (column names of our own and SQL of the ORM; values are parameters)
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, [*slags], until or FAR_AHEAD, limit])
            newest, numbers = cursor.fetchone()
        return [self._of_json(row) for row in _loaded(newest) or []], _loaded(numbers) or {}

    def _of_json(self, row):
        return self.raekke(
            **{name: _python(field, row[PREFIX + name]) for name, field in self.columns.items()}
        )


FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)


def _loaded(value):
    return json.loads(value) if isinstance(value, str) else value


def _python(field, value):
    if value is None or isinstance(field, CharField):
        return value
    if isinstance(field, DateTimeField):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value)


# a duty: what, by when, about whom; `tid` when the time of day matters
PLIGT = Form(
    "Pligtraekke",
    slags=CharField(),
    noegle=CharField(),
    frist=DateField(),
    familie=CharField(),
    familienavn=CharField(),
    barnenavn=CharField(),
    tekst=CharField(),
    tid=DateTimeField(),
)
# an event on a time line: when (a moment `tid`, or a whole day `dato`), what, who and how long, a
# sentence. `pille` is the words of a pill, with its colour before a bar: »late|Over frist«.
# `ekstra` is what the kind's own functions need to show the row, never shown itself.
HAENDELSE = Form(
    "Haendelsesraekke",
    slags=CharField(),
    noegle=CharField(),
    tid=DateTimeField(),
    dato=DateField(),
    titel=CharField(),
    meta=CharField(),
    tekst=CharField(),
    pille=CharField(),
    ekstra=CharField(),
)
