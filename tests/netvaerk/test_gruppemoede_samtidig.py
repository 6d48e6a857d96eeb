"""Two groups want the same facilitator at the same moment (R16)."""

import pytest
from django.core.exceptions import ValidationError

from faelles.access import Rolle
from netvaerk.actions.gruppemoede import plan_moeder
from netvaerk.models import Gruppemoede
from plejefamilier.models import Optaget
from tests.factories import BrugerFactory, InstitutionFactory, KommuneFactory, TeamFactory
from tests.netvaerk.gruppefakta import NOW, PLACE, RHYTHM, begun, evenings, make_amira
from tests.parallel import at_once


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_groups_gets_her_and_the_same_plan_twice_is_one(at):
    at(NOW)
    kommune = KommuneFactory()
    konsulent = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    amira = make_amira(kommune, InstitutionFactory(kommune=kommune))
    nord, syd = (
        begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=[], navn=navn)
        for navn in ("Nord", "Syd")
    )

    def press(number):
        gruppe = (nord, syd)[number % 2]
        return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)

    answers = at_once(6, press)
    won = [one for one in answers if isinstance(one, list)]
    lost = [one for one in answers if isinstance(one, ValidationError)]
    assert len(won) == len(lost) == 3
    assert Gruppemoede.objects.count() == Optaget.objects.filter(bruger=amira).count() == 6
    assert len({row.gruppe_id for row in Gruppemoede.objects.all()}) == 1
