"""What a page remembers of its reader's access: what the rules say, and no longer."""

import datetime

import pytest
from django.utils import timezone

from plejefamilier import ansvar, raekkevidde
from plejefamilier.models import Barn, Deltager, Konsulenttildeling, Kredsrolle, Plejefamilie
from tests.factories import BarnFactory, FravaerFactory, PlejefamilieFactory
from tests.plejefamilier.kredshjaelp import place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-23 10:00")


@pytest.fixture
def cases(team, kommune, konsulent, kollega, raadgiver, familie, barn, karen):
    """Families that are hers, a colleague's on leave, nobody's, and one that was hers before."""
    FravaerFactory(bruger=kollega, fra="2026-11-20", til="2026-11-27", stedfortraeder=konsulent)
    PlejefamilieFactory(team=team, konsulent=kollega, navn="Holm, Ida")
    PlejefamilieFactory(team=team, navn="Fuglsang, Gitte")
    gone = PlejefamilieFactory(team=team, navn="Ærø, Åse")
    Konsulenttildeling.objects.create(
        plejefamilie=gone,
        konsulent=konsulent,
        fra="2024-01-01",
        til="2026-11-22",
        begrundelse="Flyttet",
    )
    BarnFactory(kommune=kommune, plejefamilie=gone, myndighedsraadgiver=raadgiver)
    place(barn, bruger=karen)


def reached(bruger):
    """Everything the remembered methods give, as sets of keys."""
    today = timezone.localdate()
    rows = {
        "ser": Plejefamilie.objects.visible_to(bruger),
        "arbejder med": Plejefamilie.objects.worked_with_by(bruger),
        "har opgaver om": ansvar.familier_of(bruger, today),
        "boern": Barn.objects.visible_to(bruger),
        "pladser": Kredsrolle.objects.held_by(bruger),
        "moeder": Deltager.objects.opens_for(bruger),
    }
    return {name: {*found.values_list("pk", flat=True)} for name, found in rows.items()}


@pytest.mark.parametrize(
    "who", ["konsulent", "kollega", "teamleder", "raadgiver", "karen", "akutvagt", "revisor"]
)
def test_inside_the_block_each_rule_answers_as_outside(who, request, cases):
    bruger = request.getfixturevalue(who)
    outside = reached(bruger)
    with raekkevidde.kept(bruger):
        assert reached(bruger) == outside


def test_the_people_of_the_story_reach_what_they_should(
    cases, konsulent, kollega, raadgiver, karen, familie, barn
):
    # The konsulent has her own family and her colleague's, not the one that was hers yesterday
    with raekkevidde.kept(konsulent):
        names = {*Plejefamilie.objects.worked_with_by(konsulent).values_list("navn", flat=True)}
        assert names == {familie.navn, "Holm, Ida"}
        assert {*Barn.objects.visible_to(konsulent)} == {barn}
    # The rådgiver sees the home of her child, and works with no family
    with raekkevidde.kept(raadgiver):
        assert not Plejefamilie.objects.worked_with_by(raadgiver).exists()
        assert [row.navn for row in Plejefamilie.objects.visible_to(raadgiver)] == ["Ærø, Åse"]
    # Somebody of the circle sees no family and no child, only her own place
    with raekkevidde.kept(karen):
        assert reached(karen) | {"pladser": 0} == {
            "ser": set(),
            "arbejder med": set(),
            "har opgaver om": set(),
            "boern": set(),
            "pladser": 0,
            "moeder": set(),
        }
        assert Kredsrolle.objects.held_by(karen).count() == 1


def test_nobody_else_and_no_other_day_is_answered_from_it(cases, konsulent, kollega, familie):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with raekkevidde.kept(konsulent):
        assert familie not in Plejefamilie.objects.visible_to(kollega)
        Konsulenttildeling.objects.filter(plejefamilie=familie).update(til="2026-11-23")
        assert familie in ansvar.familier_of(konsulent, timezone.localdate())
        assert familie not in ansvar.familier_of(konsulent, tomorrow)


def test_it_is_forgotten_after_the_block_even_when_the_page_breaks(at, cases, konsulent, familie):
    with pytest.raises(RuntimeError), raekkevidde.kept(konsulent):
        raise RuntimeError
    Konsulenttildeling.objects.filter(plejefamilie=familie).update(til="2026-11-22")
    assert familie not in Plejefamilie.objects.visible_to(konsulent)


def test_reading_it_is_one_query(cases, konsulent, django_assert_num_queries):
    assert konsulent.aktive_roller
    with django_assert_num_queries(1), raekkevidde.kept(konsulent):
        pass
