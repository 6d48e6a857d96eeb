"""The week: meetings, due days, absences, closed days."""

from dataclasses import dataclass
from datetime import timedelta

from faelles import danish
from faelles.workdays import SATURDAY
from overblik.queries.linje import fravaer_of
from overblik.queries.samarbejde import aftalte_tider


@dataclass(frozen=True)
class Ugedag:
    navn: str
    dato: str
    i_dag: bool
    linjer: list


def week(bruger, dag, pligter):
    """Monday to Friday of the week that is shown; a weekend day when there is something on it."""
    first = dag.ugens_foerste
    fravaer = fravaer_of(bruger, dag)
    aftalt = aftalte_tider(bruger, dag)
    week = []
    for number in range(7):
        day = first + timedelta(days=number)
        lines = [(slags, words, url) for held, slags, words, url in aftalt if held == day]
        lines += [("Frist", p.kort_titel, p.url) for p in pligter if p.frist == day]
        lines += [
            ("Væk", _absence(row, bruger, dag.today), "")
            for row in fravaer
            if max(row.fra, first) == day
        ]
        why = dag.kalender.why_closed(day)
        if why and why != "weekend":
            lines.insert(0, ("Lukket", why, ""))
        if day.weekday() < SATURDAY or lines:
            week.append(
                Ugedag(
                    navn=danish.UGEDAGE_KORT[day.weekday()].capitalize(),
                    dato=danish.dato_kort(day, dag.today),
                    i_dag=day == dag.today,
                    linjer=lines,
                )
            )
    return danish.uge(first).capitalize(), week


def _absence(row, bruger, today):
    """»Rune Hjelm til og med onsdag 25. november. Du er stedfortræder.«"""
    who = "Du" if row.bruger == bruger.pk else row.navn
    until = f" til og med {danish.ugedag(row.til, today)}" if row.til > row.fra else ""
    if row.stedfortraeder is None:
        stand_in = "Ingen stedfortræder."
    elif row.stedfortraeder == bruger.pk:
        stand_in = "Du er stedfortræder."
    else:
        stand_in = f"{row.stedfortraeder_navn} er stedfortræder."
    return f"{who}{until}. {stand_in}"
