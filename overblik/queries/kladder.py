"""Calls that were begun and not saved, as duties on Min dag."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.queries.kladder import begun
from faelles import danish
from faelles.access import Permission
from overblik.queries.linje import linje_of
from overblik.queries.pligt import Hast, Pligt
from plejefamilier.models import Plejefamilie

LONGEST_TEXT = 190  # letters of the situation
FIRST = 100  # before every duty of the same day: nobody follows up a call that is not saved


def kladder(bruger, dag):
    """One's own unsaved calls; to a leader also those that were left and reported to her."""
    if not bruger.can(Permission.LOG_OPKALD):
        return []
    return [_from_kladde(row, bruger, dag) for row in linje_of(bruger, dag).mere["kladder"]]


def _from_kladde(row, bruger, dag):
    own = row["bruger"] == bruger.pk
    picked = Plejefamilie(navn=row["familie"]) if row["familie"] else None
    familie = picked.visningsnavn if picked else "Familien er ikke valgt"
    begyndt, last = _local(row["begyndt_at"]), _local(row["updated_at"])
    url = reverse("akuttelefon:kladde_continue", args=[row["pk"]])
    skrevet = f"Sidst skrevet {danish.naer_dag(last.date(), dag.today)} {danish.kl(last)}."
    return Pligt(
        emne=f"kladde-{row['pk']}",
        hast=Hast.AKUT_I_DAG,
        frist=begyndt.date(),
        pille="Ikke gemt",
        pille_slags="today",
        slags=f"Akutopkald påbegyndt {begun(begyndt)}",
        titel=familie if own else f"{familie} – skrevet af {row['skrevet_af']}",
        kort_titel=picked.kort_navn if picked else familie,
        url=url,
        # what a colleague has typed is read only by taking it over
        tekst=Truncator(row["situation"] or "").chars(LONGEST_TEXT) if own else skrevet,
        derfor_ord="Derfor i dag",
        derfor="Ingen følger op på opkaldet, før det er gemt.",
        handling="Skriv opkaldet færdigt" if own else "Se kladden",
        handling_url=url,
        vaegt=FIRST,
        linje=skrevet,
    )


def _local(text):
    return timezone.localtime(datetime.fromisoformat(text))
