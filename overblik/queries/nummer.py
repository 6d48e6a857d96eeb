"""The line's number as duties on Min dag: who lacks it, and who is told before a closing."""

from datetime import date, timedelta

from django.urls import reverse

from faelles import danish
from faelles.access import Permission
from overblik.queries.linje import linje_of
from overblik.queries.pligt import Hast, Pligt

DAY = timedelta(days=1)
UDEN_FRIST = date.max  # no day of the week shows it


def akutnummeret(bruger, dag):
    """At most two lines, whatever the number of families."""
    if not bruger.can(Permission.HAND_OUT_NUMMER):
        return []
    rows = linje_of(bruger, dag).mere.get("familier", [])
    uden = sum(row["mangler"] for row in rows)
    lukker = [date.fromisoformat(row["lukker"]) for row in rows if row["lukker"]]
    return [*_uden(uden, dag), *_sig_det(lukker, dag)]


def _uden(antal, dag):
    if not antal:
        return []
    url = reverse("akuttelefon:nummer_familier")
    hvem = danish.antal(antal, "familie", "familier")
    return [
        Pligt(
            emne="akutnummer",
            hast=Hast.SNART,
            frist=UDEN_FRIST,
            pille="Når I ses",
            pille_slags="",
            slags="Akuttelefonens nummer",
            titel=f"{hvem} har ikke fået akutnummeret",
            kort_titel="Giv akutnummeret",
            url=url,
            tekst="Giv det, næste gang I taler sammen, og notér det her.",
            derfor_ord="Derfor",
            derfor="Akuttelefonen er kun en tryghed for den familie, der kender nummeret.",
            handling="Se familierne",
            handling_url=url,
            vaegt=-1,
        )
    ]


def _sig_det(lukker, dag):
    if not lukker:
        return []
    first, url = min(lukker), reverse("akuttelefon:lukning_list")
    frist = dag.kalender.roll_back(first - DAY)
    if frist < dag.today:
        hast, pille, slags = Hast.SENT, "Kommunen lukker nu", "late"
    elif frist == dag.today:
        hast, pille, slags = Hast.I_DAG, "Sidste dag i dag", "today"
    else:
        hast, pille, slags = Hast.SNART, f"Senest {danish.ugedag(frist, dag.today)}", ""
    hvem = danish.antal(len(lukker), "familie", "familier")
    return [
        Pligt(
            emne="lukkebesked",
            hast=hast,
            frist=frist,
            pille=pille,
            pille_slags=slags,
            slags="Besked før lukning",
            titel=f"{hvem} skal høre akutnummeret, før kommunen lukker",
            kort_titel="Besked før lukning",
            url=url,
            tekst="De har ingen mailadresse, eller mailen kunne ikke komme frem.",
            derfor_ord="Derfor",
            derfor=f"Kommunen holder lukket fra {danish.ugedag(first, dag.today)}.",
            handling="Se familierne",
            handling_url=url,
        )
    ]
