"""By when something must be done about a child, reckoned in the query (domain 3.1).

All start from the child's home day and night, an Anbringelse: deadlines run from its first day.
"""

from django.db.models import Case, DateField, Exists, F, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Cast, Least

from faelles import regler
from faelles.constraints import on_day
from faelles.hverdage_i_query import HverdagBefore, MonthsAfter
from plejefamilier.models import Anbringelse, Barnsopfoelgning, Behov, Tilsynsbesoeg

NOT_CHOSEN = Anbringelse.Grundlag.UDEN_SAMTYKKE


def number(key, kommune):
    """A number of the rules inside a query; `kommune` is the name of a column."""
    return Cast(regler.in_query(key, OuterRef(kommune)), IntegerField())


def homes(dag):
    """The homes day and night of a day, and those that begin later."""
    return Anbringelse.objects.doegn().not_over(dag)


def behov_due(dag):
    """Homes of `dag` whose child's needs are to be seen again, with `frist` (A7).

    Done when needs were seen later, on a day after the child moved in.
    """
    seen = Behov.objects.filter(
        barn=OuterRef("barn"), hvornaar=Behov.Hvornaar.SENERE, dato__gte=OuterRef("fra")
    )
    months = number("barn.behov_maaneder", "barn__kommune")
    rows = homes(dag).filter(~Exists(seen), on_day(dag))
    return rows.annotate(frist=HverdagBefore(MonthsAfter(F("fra"), months), F("barn__kommune")))


def plan_due(dag):
    """Homes whose child's plan is not ready, with `frist` (barnets lov § 91).

    Three months after the first day, or on it when the placement is without consent.
    """
    months = number("barn.plan_maaneder", "barn__kommune")
    rows = homes(dag).filter(barn__plan_faerdig_paa=None)
    return rows.annotate(
        frist=HverdagBefore(
            Case(
                When(grundlag=NOT_CHOSEN, then=F("fra")),
                default=MonthsAfter(F("fra"), months),
                output_field=DateField(),
            ),
            F("barn__kommune"),
        )
    )


def opfoelgning_due(dag):
    """Homes of `dag` with the day the next follow-up of the plan is due, `frist` (§ 95).

    Three months after the first day, and then as the municipality chose at the last follow-up. It
    falls on the nearest hverdag before a closed day. `sidste` is the last follow-up or None.
    """
    held = Barnsopfoelgning.objects.filter(barn=OuterRef("barn")).order_by("-dato", "-pk")
    months = number("barn.opfoelgning_foerste_maaneder", "barn__kommune")
    rows = homes(dag).filter(on_day(dag))
    rows = rows.annotate(
        sidste=Subquery(held.values("dato")[:1]),
        foerste=MonthsAfter(F("fra"), months),
        valgt=Subquery(held.values("naeste")[:1]),
    )
    nominal = Case(
        When(sidste__gte=F("fra"), then=F("valgt")),
        default=Least("foerste", "valgt"),
        output_field=DateField(),
    )
    return rows.annotate(frist=HverdagBefore(nominal, F("barn__kommune")))


def visits(year):
    """The municipality's own visits in a year that count (A10, § 156), of the outer row's child."""
    return Tilsynsbesoeg.objects.filter(
        barn=OuterRef("barn"),
        slags=Tilsynsbesoeg.Slags.PERSONRETTET,
        dato__year=year,
        trukket_at=None,
    )
