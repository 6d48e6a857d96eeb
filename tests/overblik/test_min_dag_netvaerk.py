"""Networks on Min dag: the meetings I facilitate, and my groups that still need families."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.netvaerk.fakta import make_forslag, make_gruppe, make_medlem, make_moede

MIN_DAG = "/"
DAY = datetime.timedelta(days=1)
MANGLER = "Grupper, der mangler familier"


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


@pytest.fixture(autouse=True)
def monday(at):
    at("2026-11-23 09:00")


def page(client, bruger):
    client.force_login(bruger)
    return client.get(MIN_DAG).content.decode()


def test_the_week_shows_the_meetings_i_facilitate_and_nobody_elses(
    client, kommune, amira, konsulent, kollega, familie
):
    # Given a group with a meeting on Tuesday; one is cancelled, one is months away
    nord = make_gruppe(kommune, facilitator=amira, familier=[familie], navn="Nord")
    start = local("2026-11-24 19:00")
    moede = make_moede(nord, start=start, emne="Skolestart", besluttet_af="facilitator")
    make_moede(nord, start=start + DAY, aflyst_at=timezone.now(), aflyst_fordi="Sygdom")
    make_moede(nord, start=start + 60 * DAY)
    # and one that a colleague of hers holds in her stead
    make_moede(nord, start=start + 2 * DAY, facilitator=kollega)

    # Then her week has it with its topic, and leads straight to it
    html = page(client, amira)
    url = reverse("netvaerk:gruppemoede_detail", args=[moede.pk])
    assert f'<a href="{url}">Kl. 19.00 Nord: Skolestart</a>' in html
    assert html.count("Kl. 19.00 Nord") == 1
    assert familie.kort_navn not in html

    # And neither the family's konsulent nor anybody else has it, but the colleague has his
    assert "Kl. 19.00 Nord" not in page(client, konsulent)
    assert page(client, kollega).count("Kl. 19.00 Nord") == 1


def test_groups_under_formation_say_what_they_lack(
    client, kommune, amira, konsulent, kollega, team
):
    # Given a group of two families and one asked, for which she and Lars are responsible
    two = [PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(2)]
    asked = PlejefamilieFactory(team=team, konsulent=kollega, navn="Hemmelig, Hanne")
    nord = make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, familier=two, navn="Nord")
    make_forslag(nord, asked, by=amira)

    # Then both see what is missing, and go to the families that fit
    url = reverse("netvaerk:forslag_list", args=[nord.pk])
    for bruger in (amira, konsulent):
        html = page(client, bruger)
        assert f'<a href="{url}">Find familier til Nord</a>' in html
        assert "2 familier er med, en er spurgt. Den mangler mindst 2 familier" in html
        assert "Hemmelig" not in html
    assert MANGLER not in page(client, kollega)

    # When four are in, Then it can begin, with two seats left; with six nothing is missing
    for number in range(4):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        make_medlem(nord, familie, by=konsulent)
        if number == 1:
            assert "Den kan begynde. 2 pladser er ledige." in page(client, amira)
    assert MANGLER not in page(client, amira)


def test_groups_that_have_begun_or_closed_are_not_there(
    client, kommune, amira, administrator, konsulent
):
    today = timezone.localdate()
    make_gruppe(kommune, facilitator=amira, aktiv_fra=today)
    make_gruppe(kommune, facilitator=amira, lukket_paa=today, lukket_fordi="for_faa")
    assert MANGLER not in page(client, amira)
    # nor any when the municipality has no groups
    make_gruppe(kommune, facilitator=amira)
    assert MANGLER in page(client, amira)
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key="netvaerk.grupper",
        vaerdi="fra",
        fra=today,
        begrundelse="Fravalgt",
    )
    assert MANGLER not in page(client, amira)


def test_numbers_of_families_are_not_logged_as_families(client, kommune, amira, familie):
    make_gruppe(kommune, facilitator=amira, familier=[familie])
    page(client, amira)
    assert not AuditEvent.objects.filter(event="plejefamilie.liste_vist").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_they_cost_no_query_of_their_own(
    rows, client, kommune, team, konsulent, django_assert_num_queries
):
    for number in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        gruppe = make_gruppe(kommune, facilitator=konsulent, familier=[familie])
        make_moede(gruppe, start=local("2026-11-24 19:00") + number * DAY)
    page(client, konsulent)
    with django_assert_num_queries(11):
        client.get(MIN_DAG)
