"""Calls that were begun and not saved, as duties on Min dag."""

from django.utils import timezone
from django.utils.text import Truncator

from akuttelefon.models import Opkaldskladde
from akuttelefon.queries.kladder import begun
from faelles import danish
from faelles.access import Permission
from overblik.queries.pligt import Hast, Pligt

MOST = 20
LONGEST_TEXT = 190  # letters of the situation
FIRST = 100  # before every duty of the same day: nobody follows up a call that is not saved


def kladder(bruger, dag):
    """One's own unsaved calls; to a leader also those that were left and reported to her."""
    if not bruger.can(Permission.LOG_OPKALD):
        return []
    rows = (
        Opkaldskladde.objects.visible_to(bruger)
        .open()
        .select_related("plejefamilie", "bruger")
        .newest_first()[:MOST]
    )
    return [_from_kladde(row, bruger, dag) for row in rows]


def _from_kladde(row, bruger, dag):
    own = row.bruger_id == bruger.pk
    familie = row.plejefamilie.visningsnavn if row.plejefamilie else "Familien er ikke valgt"
    last = timezone.localtime(row.updated_at)
    skrevet = f"Sidst skrevet {danish.naer_dag(last.date(), dag.today)} {danish.kl(last)}."
    return Pligt(
        emne=f"kladde-{row.pk}",
        hast=Hast.AKUT_I_DAG,
        frist=timezone.localdate(row.begyndt_at),
        pille="Ikke gemt",
        pille_slags="today",
        slags=f"Akutopkald påbegyndt {begun(row)}",
        titel=familie if own else f"{familie} – skrevet af {row.bruger.navn}",
        kort_titel=row.familienavn,
        url=row.get_absolute_url(),
        # what a colleague has typed is read only by taking it over
        tekst=Truncator(row.felter.get("situation", "")).chars(LONGEST_TEXT) if own else skrevet,
        derfor_ord="Derfor i dag",
        derfor="Ingen følger op på opkaldet, før det er gemt.",
        handling="Skriv opkaldet færdigt" if own else "Se kladden",
        handling_url=row.get_absolute_url(),
        vaegt=FIRST,
        linje=skrevet,
    )
