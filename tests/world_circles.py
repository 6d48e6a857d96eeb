"""The circles of the sweep's two municipalities: own, ended yesterday, a sibling's, and foreign."""

import datetime

from django.utils import timezone

from faelles.access import ROLE_PERMISSIONS, Permission, Rolle
from plejefamilier.models import Kredsrolle, Rolleaftale, Samarbejdsaftale
from tests.factories import LONG_AGO, BarnFactory

OWN, OTHER, ENDED, FOREIGN = "own", "other", "ended", "foreign"
DAY = datetime.timedelta(days=1)


def _place(kommune, bruger=None, til=None, **about):
    return Kredsrolle.objects.create(
        kommune=kommune,
        bruger=bruger,
        navn="" if bruger else "Prøve Person",
        rolle="jobcenter",
        opgave="Prøve",
        fra=LONG_AGO,
        til=til,
        **about,
    )


def _roles(town, **about):
    return Rolleaftale.objects.create(
        kommune=town.kommune,
        version=1,
        indgaaet_paa=LONG_AGO,
        linjer=[{"opgave": "Prøve", "hvem": "Prøve", "bemaerkning": ""}],
        by=next(iter(town.people.values())),
        **about,
    )


def _institution(town):
    today = timezone.localdate()
    return Samarbejdsaftale.objects.create(
        kommune=town.kommune,
        institution=town.people[Rolle.INSTITUTIONSMEDARBEJDER].organisation,
        indgaaet_paa=LONG_AGO,
        revideres_paa=today + 10 * DAY,
        tekst="Prøve",
        ansvarlig=next(iter(town.people.values())),
    )


def rows_for(home, away):
    """By kind and relation. Who is only in the circle is also given what could leak to her.

    She was in the circle of the child and the family that have left, until yesterday; and in the
    child's own home lives another child, whose circle is not hers.
    """
    yesterday = timezone.localdate() - DAY
    boern, familier = home.rows["barn"], home.rows["familie"]
    outside = [
        home.people[rolle]
        for rolle, some in ROLE_PERMISSIONS.items()
        if Permission.SEE_SAMARBEJDE in some and Permission.SEE_FAMILIER not in some
    ]
    for bruger in outside:
        _place(home.kommune, bruger, plejefamilie=familier[OWN])
        _place(home.kommune, bruger, til=yesterday, barn=boern[ENDED])
        _place(home.kommune, bruger, til=yesterday, plejefamilie=familier[ENDED])
    sibling = BarnFactory(kommune=home.kommune, plejefamilie=familier[OWN])
    hidden = _roles(home, barn=sibling)
    _place(home.kommune, barn=sibling)
    towns = {OWN: home, OTHER: home, ENDED: home, FOREIGN: away}
    plans = {relation: _roles(town, barn=boern[relation]) for relation, town in towns.items()}
    everybody = [*home.people.values()]
    return {
        "samarbejde": boern
        | {OTHER: {person: sibling if person in outside else boern[OTHER] for person in everybody}},
        "rolleaftale": plans
        | {OTHER: {person: hidden if person in outside else plans[OTHER] for person in everybody}},
        "kredsrolle": {
            relation: _place(town.kommune, barn=boern[relation]) for relation, town in towns.items()
        },
        "samarbejdsaftale": {OWN: _institution(home), FOREIGN: _institution(away)},
    }
