"""The condition of a scope, written as SQL once for a person and a day.

A scope such as `Barn.objects.visible_to(bruger)` is a tree of subqueries within subqueries. Django
copies and renames the whole tree each time it is put into another query, and writes it anew for
every page: that was three quarters of what a page cost. What a method marked `written_once` says
follows from who asks, her roles of today, and the day; so its condition is written once for those
and is then a piece of text that fits any query over the same table. The rows are read from the
database every time.
"""

import itertools
import re
from functools import wraps

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import BooleanField, F, Func
from django.utils import timezone

from plejefamilier import raekkevidde

MANY = 5_000  # conditions kept in a process, of some kilobytes each
ROW = "THE_ROW"  # stands for the table of the query that the condition is put into
_ALIAS = re.compile(r"""("[^"]*"|'[^']*')|\b([A-Z]{1,3}[0-9]+)\b""")
_numbers = itertools.count(1)
_written = {}


class Holds(Func):
    """Does the condition hold for the row with this key?"""

    output_field = BooleanField()

    def __init__(self, key, condition):
        super().__init__(F(key))
        self.condition = condition

    def as_sql(self, compiler, connection, **extra):
        if isinstance(self.condition, type):  # always, or never
            raise self.condition
        sql, params = self.condition
        [key] = self.source_expressions
        return sql.replace(ROW, compiler.quote_name_unless_alias(key.alias)), params


def written_once(method):
    """Mark a queryset's method `(bruger)` that only filters, and by columns of its own table.

    It may ask `bruger`, her roles and today's date, and nothing else: no clock, no rule, no row.
    """
    number = next(_numbers)

    @wraps(method)
    def asked(self, bruger):
        if raekkevidde.is_kept(bruger):  # what the page has read already is shorter
            return method(self, bruger)
        roller = tuple((r.rolle, r.kommune_id, r.team_id) for r in bruger.aktive_roller)
        what, who = (number, type(self), self.model, self.db), (bruger.pk, bruger.organisation_id)
        key = (*what, *who, roller, timezone.localdate())
        condition = _written.get(key)
        if condition is None:
            if len(_written) >= MANY:
                _written.clear()
            condition = _written[key] = _write(method(type(self)(self.model), bruger), number)
        return self.filter(Holds(self.model._meta.pk.name, condition))

    asked.written = number
    return asked


def _write(rows, number):
    """(sql, parameters) of what `rows` are filtered by; or the exception that says all or none."""
    query = rows.query.clone()
    if sum(map(bool, query.alias_refcount.values())) > 1:
        raise ValueError(f"A scope of {rows.model._meta.label} joins other tables.")
    query.change_aliases(dict.fromkeys([*query.alias_map], ROW))
    try:
        sql, params = query.get_compiler(rows.db).compile(query.where)
    except (EmptyResultSet, FullResultSet) as answer:
        return type(answer)
    # names that no query of Django's has: none can be mistaken for one of those around it
    own = _ALIAS.sub(lambda found: found[1] or f"{found[2]}_{number}", sql)
    return f"({own})", tuple(params)
