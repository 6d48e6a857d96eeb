"""Why somebody has to do with a child, and the homes it can move to."""

from django.utils import timezone

from plejefamilier.models import Anbringelse, Plejefamilie
from plejefamilier.models.familie import RAADGIVER
from plejefamilier.queries.liste import boern_of, places

FOUND = 8


def relation_to(bruger, barn):
    """Why `bruger` has to do with the child, as the purpose of a reading (W2), and the family."""
    if barn.myndighedsraadgiver_id == bruger.pk:
        return RAADGIVER, None
    homes = Anbringelse.objects.not_ended().filter(
        barn=barn, plejefamilie__in=Plejefamilie.objects.visible_to(bruger)
    )
    home = homes.select_related("plejefamilie").order_by("fra").first()
    return (home.plejefamilie.relation_to(bruger), home.plejefamilie) if home else ("", None)


def homes_for(bruger, barn):
    """Families that `bruger` can place the child with: hers to change, and not its home today."""
    home = Anbringelse.objects.current().doegn().filter(barn=barn)
    familier = Plejefamilie.objects.editable_by(bruger).active()
    return familier.exclude(pk__in=home.values("plejefamilie"))


def shown_homes(familier, text, *, chosen=""):
    """The first families that `text` finds and the chosen one, each with who lives there."""
    rows = [*familier.search(text).in_order()[:FOUND]]
    if chosen and chosen not in {str(row.pk) for row in rows}:
        rows = [*familier.filter(pk=chosen), *rows]
    boern, taken = boern_of([row.pk for row in rows], timezone.localdate())
    for row in rows:
        free = places(row.godkendt_til_boern - taken.get(row.pk, 0))
        row.hint = f"{' · '.join(boern.get(row.pk, ['Ingen børn nu']))} · ledige pladser: {free}"
    return rows
