"""Offers of shifts that wait for an answer, as duties on Min dag."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from akuttelefon.queries.mine_vagter import span_in_words
from overblik.queries.linje import linje_of
from overblik.queries.pligt import Hast, Pligt

SOON = timedelta(days=1)


def vagttilbud(bruger, dag):
    """What colleagues ask `bruger` to take over; it must be answered before the shift begins."""
    return [_from_offer(row, dag) for row in linje_of(bruger, dag).tilbud]


def _from_offer(row, dag):
    start = datetime.fromisoformat(row["start"])
    vagt = span_in_words(start, datetime.fromisoformat(row["slut"]), dag.today)
    url = reverse("akuttelefon:vagttilbud_detail", args=[row["pk"]])
    day = timezone.localdate(start)
    tekst = f"Du får {vagt}."
    if row["mod_start"]:
        mod = span_in_words(
            datetime.fromisoformat(row["mod_start"]),
            datetime.fromisoformat(row["mod_slut"]),
            dag.today,
        )
        tekst += f" Du giver {mod}."
    return Pligt(
        emne=f"vagttilbud-{row['pk']}",
        hast=Hast.I_DAG if start - dag.now <= SOON else Hast.SNART,
        frist=day,
        pille="Venter på svar",
        pille_slags="today" if start - dag.now <= SOON else "",
        slags="Akuttelefonens vagtplan",
        titel=f"{row['fra']} spørger, om du vil {'bytte' if row['mod_start'] else 'tage en'} vagt",
        kort_titel="Svar om vagt",
        url=url,
        tekst=tekst,
        derfor_ord="Svar inden",
        derfor=f"vagten begynder. Indtil du siger ja, har {row['fra']} vagten.",
        handling="Svar ja eller nej",
        handling_url=url,
    )
