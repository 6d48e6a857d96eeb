"""The notes, places, templates and drafts of the sweep's two municipalities."""

import uuid

from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.models import Kladde
from plejefamilier import actions
from plejefamilier.models import Kredsrolle
from tests.factories import LONG_AGO

OWN, OTHER, FOREIGN = "own", "other", "foreign"


def _note(by, kommune, barn, del_med=()):
    return actions.log_kontakt(
        by=by,
        kommune=kommune,
        slags="samtale",
        tidspunkt=timezone.now(),
        tekst="Prøve",
        barn=barn,
        del_med=del_med,
        idempotency_key=uuid.uuid4(),
    )


def _place(kommune, barn, bruger):
    return Kredsrolle.objects.create(
        kommune=kommune,
        barn=barn,
        bruger=bruger,
        rolle="stoetteperson",
        opgave="Prøve",
        fra=LONG_AGO,
    )


def _kladde(bruger):
    return Kladde.objects.create(
        noegle=uuid.uuid4(), bruger=bruger, slags="notat", url="/", felter={"tekst": "Prøve"}
    )


def _skabelon(bruger, kommune):
    return actions.create_notatskabelon(
        by=bruger, kommune=kommune, navn="Prøve", slags="telefon", tekst="Prøve"
    )


def rows_for(home, away, other_konsulent):
    """By kind and relation; what is one's own differs from person to person."""
    barn = home.rows["barn"]
    people = {
        right: [home.people[rolle] for rolle, some in ROLE_PERMISSIONS.items() if right in some]
        for right in (Permission.SEE_SAMARBEJDE, Permission.WRITE_KONTAKT)
    }
    places = {
        bruger: _place(home.kommune, barn[OWN], bruger)
        for bruger in people[Permission.SEE_SAMARBEJDE]
    }
    shared = [*places.values()]
    writers = people[Permission.WRITE_KONTAKT]
    mine = {bruger: _note(bruger, home.kommune, barn[OWN], shared) for bruger in writers}
    fremmed = away.people[next(iter(away.people))]
    others = {
        OTHER: (_note(other_konsulent, home.kommune, barn[OTHER]), home.kommune),
        FOREIGN: (_note(fremmed, away.kommune, barn[FOREIGN]), away.kommune),
    }
    theirs = {OTHER: other_konsulent, FOREIGN: fremmed}
    other_places = {
        relation: _place(kommune, note.barn, theirs[relation])
        for relation, (note, kommune) in others.items()
    }
    delinger = {
        relation: actions.share_kontakt(
            by=theirs[relation], kontakt=note, modtager=other_places[relation]
        )
        for relation, (note, _) in others.items()
    }
    return {
        "kontakt": {
            OWN: {bruger: mine.get(bruger, mine[writers[0]]) for bruger in places},
            **{relation: note for relation, (note, _) in others.items()},
        },
        "kontaktdeling": {
            OWN: {bruger: note.delinger.first() for bruger, note in mine.items()},
            **delinger,
        },
        "plads": {OWN: places, **other_places},
        "notatskabelon": {
            OWN: {bruger: _skabelon(bruger, home.kommune) for bruger in writers},
            **{rel: _skabelon(theirs[rel], kommune) for rel, (_, kommune) in others.items()},
        },
        "formkladde": {
            OWN: {bruger: _kladde(bruger) for bruger in home.people.values()},
            **{relation: _kladde(person) for relation, person in theirs.items()},
        },
    }
