"""Rows of many nouns in one query: each noun gives the same columns, a page asks for all at once.

A page that shows meetings, notes, agreements and visits together would otherwise ask once for each.
"""

from collections import namedtuple

from django.db.models import CharField, DateField, DateTimeField, Value
from django.db.models.functions import Cast

PREFIX = "r_"


class Form:
    """The columns that the rows of every source have, by name and field."""

    def __init__(self, navn, **columns):
        self.columns = columns
        self.raekke = namedtuple(navn, columns)

    def of(self, rows, **expressions):
        """`rows` with one expression for each column; a column left out is empty."""
        wanted = {
            PREFIX + name: Cast(expressions.get(name, Value(None)), field)
            for name, field in self.columns.items()
        }
        return rows.order_by().annotate(**wanted).values_list(*wanted)

    def ask(self, sources, *, order, limit):
        """The first `limit` rows of all sources together, ordered by the column `order`; one query.

        A column with a minus before it is ordered downwards.
        """
        if not sources:
            return []
        first, *rest = sources
        sign, name = ("-", order[1:]) if order.startswith("-") else ("", order)
        rows = first.union(*rest, all=True) if rest else first
        ordered = rows.order_by(f"{sign}{PREFIX}{name}", f"{sign}{PREFIX}noegle")
        return [self.raekke(*row) for row in ordered[:limit]]


# a duty: what, by when, about whom
PLIGT = Form(
    "Pligtraekke",
    slags=CharField(),
    noegle=CharField(),
    frist=DateField(),
    familie=CharField(),
    familienavn=CharField(),
    barnenavn=CharField(),
    tekst=CharField(),
)
# an event on a time line: when, what, who and how long, a sentence
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
)
