"""Days reckoned inside a query: months (R9), and hverdage before and after a day (R1, R17)."""

from datetime import date, timedelta

from django.db.models import DateField, Func
from django.utils import timezone

from faelles.kalender import FASTE_DAGE, KRISTI_FREDAG
from faelles.models import Lukkedag, Regelvaerdi
from faelles.regler import REGLER
from faelles.workdays import helligdage

YEARS_BACK, YEARS_AHEAD = 1, 2  # whose holidays a day is compared with; further off only weekends
LONGEST_CLOSED = 90  # days looked at: longer than any closed period with what lies around it


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
        return _open_day(self, compiler, "-", 0, 0)


class HverdagAfter(Func):
    """The `number`-th hverdag after a day, for rows of many municipalities at once.

    `HverdagAfter(day, kommune, number=2)` is what Kalender.add_hverdage says; `number` 0 is the
    day itself if it is a hverdag, else the next.
    """

    arity = 2
    output_field = DateField()

    def __init__(self, day, kommune, *, number):
        super().__init__(day, kommune)
        self.number = number

    def as_sql(self, compiler, connection, **extra):
        first = 1 if self.number else 0
        return _open_day(self, compiler, "+", first, max(self.number - 1, 0))


def _open_day(expression, compiler, sign, first, skip):
    """SQL for the day `skip` hverdage beyond the nearest one, `first` days or more away."""
    day, of_day = compiler.compile(expression.source_expressions[0])
    kommune, of_kommune = compiler.compile(expression.source_expressions[1])
    rules, closed = Regelvaerdi._meta.db_table, Lukkedag._meta.db_table
    sql = f"""(SELECT d.dag FROM (
        SELECT n.nominel {sign} s.i AS dag, s.i AS langt
        FROM (SELECT ({day})::date AS nominel) n, generate_series({first}, {LONGEST_CLOSED}) s(i)
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
    ORDER BY d.langt OFFSET {skip} LIMIT 1)"""  # noqa: S608 - names of our own tables, our numbers
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
