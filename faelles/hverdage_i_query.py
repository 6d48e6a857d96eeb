"""Days reckoned inside a query: months (R9), and the nearest hverdag before a day (R1, R17)."""

from datetime import date, timedelta

from django.db.models import DateField, Func
from django.utils import timezone

from faelles.kalender import FASTE_DAGE, KRISTI_FREDAG
from faelles.models import Lukkedag, Regelvaerdi
from faelles.regler import REGLER
from faelles.workdays import helligdage

YEARS_BACK, YEARS_AHEAD = 1, 2  # whose holidays a day is compared with; further off only weekends
LONGEST_CLOSED = 90  # days looked back: longer than any closed period with what lies around it


class MonthsAfter(Func):
    """The day `months` months after a day, or the last of a shorter month (R9)."""

    arity = 2
    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


class HverdagBefore(Func):
    """The day itself if it is a hverdag of a municipality, else the nearest one before it.

    `HverdagBefore(day, kommune)` is what Kalender.roll_back says, for rows of many municipalities
    at once; `kommune` is an expression for the municipality's id.
    """

    arity = 2
    output_field = DateField()

    def as_sql(self, compiler, connection, **extra):
        day, of_day = compiler.compile(self.source_expressions[0])
        kommune, of_kommune = compiler.compile(self.source_expressions[1])
        rules, closed = Regelvaerdi._meta.db_table, Lukkedag._meta.db_table
        sql = f"""(SELECT d.dag FROM (
            SELECT n.nominel - s.i AS dag
            FROM (SELECT ({day})::date AS nominel) n, generate_series(0, {LONGEST_CLOSED}) s(i)
        ) d
        WHERE extract(isodow FROM d.dag) < 6
        AND NOT EXISTS (
            SELECT 1 FROM unnest(%s::date[], %s::text[], %s::bool[]) c(dag, regel, standard)
            WHERE c.dag = d.dag AND (c.regel = '' OR COALESCE((
                SELECT r.vaerdi = 'true'::jsonb FROM {rules} r
                WHERE r.kommune_id = ({kommune}) AND r.key = c.regel AND r.fra <= %s
                ORDER BY r.fra DESC, r.id DESC LIMIT 1), c.standard)))
        AND NOT EXISTS (
            SELECT 1 FROM {closed} l
            WHERE l.kommune_id = ({kommune}) AND d.dag BETWEEN l.fra AND l.til)
        ORDER BY d.dag DESC LIMIT 1)"""  # noqa: S608 - names of our own tables, compiled parts
        today = timezone.localdate()
        days = _closing_days(today.year)
        columns = [[row[number] for row in days] for number in range(3)]
        return sql, [*of_day, *columns, *of_kommune, today, *of_kommune]


def _closing_days(year):
    """(day, the rule that closes it or '', whether it does so by default), of some years."""
    found = []
    for each in range(year - YEARS_BACK, year + YEARS_AHEAD + 1):
        off = helligdage(each)
        found += [(day, "", True) for day in off]
        found += [
            (date(each, *month_and_day), key, REGLER[key].standard)
            for key, (month_and_day, _) in FASTE_DAGE.items()
        ]
        kristi = next(day for day, name in off.items() if name.startswith("Kristi himmelfart"))
        friday = kristi + timedelta(days=1)
        found.append((friday, KRISTI_FREDAG, REGLER[KRISTI_FREDAG].standard))
    return found
