"""Rows of many nouns in one query: each noun gives the same columns, a page asks for all at once.

A page that shows meetings, notes, agreements and visits together would otherwise ask once for each.
"""

from collections import namedtuple

from django.conf import settings
from django.db.models import CharField, DateField, DateTimeField, Func, Value
from django.db.models.functions import Cast

PREFIX = "r_"


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
            PREFIX + name: Cast(expressions.get(name, Value(None)), field)
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
