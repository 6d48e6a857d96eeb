"""Which of one's own families have nobody to talk with who does the same (I1)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles.models import AuditEvent
from tests.factories import PlejefamilieFactory
from tests.netvaerk import fakta

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LISTE = reverse("netvaerk:familienetvaerk_list")


@pytest.fixture
def families(team, konsulent, kollega):
    """Of hers: one in a group, one that left it, one asked, one with a mentor, one alone."""
    names = ("Inde", "Ude", "Spurgt", "Mentee", "Alene", "Ophørt")
    mine = {
        navn: PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"{navn}, Ida")
        for navn in names
    }
    hers = PlejefamilieFactory(team=team, konsulent=kollega, navn="Fremmed, Ida")
    today = timezone.localdate()
    gruppe = fakta.make_gruppe(
        team.kommune, facilitator=konsulent, navn="Nord", familier=[mine["Inde"]]
    )
    left = {"fra": today - 90 * DAY, "til": today - DAY, "slutaarsag": "tid"}
    fakta.make_medlem(gruppe, mine["Ude"], by=konsulent, **left)
    fakta.make_forslag(gruppe, mine["Spurgt"], by=konsulent)
    fakta.make_mentorskab(mine["Mentee"], hers)
    mine["Ophørt"].ophoert_paa, mine["Ophørt"].ophoersgrund = today, "Flyttet"
    mine["Ophørt"].save()
    return mine


def test_families_in_a_group_or_with_a_mentor_are_not_there(client, konsulent, families):
    client.force_login(konsulent)
    page = client.get(LISTE)
    words = page.content.decode()
    assert [row.kort_navn for row in page.context["side"].rows] == ["Alene", "Spurgt", "Ude"]
    assert "Spurgt om »Nord«" in words
    assert "Fremmed" not in words
    event = AuditEvent.objects.filter(event="plejefamilie.liste_vist").latest("pk")
    assert {*event.data["viste"]} == {families[navn].pk for navn in ("Alene", "Spurgt", "Ude")}


def test_a_konsulent_whose_families_all_have_one_is_told_so(client, kollega, families):
    client.force_login(kollega)
    assert "Alle dine familier har et netværk" in client.get(LISTE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_three(
    rows, client, team, konsulent, django_assert_max_num_queries
):
    for number in range(rows):
        PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Familie {number}, Ida")
    client.force_login(konsulent)
    client.get(LISTE)
    with django_assert_max_num_queries(8):
        assert len(client.get(LISTE).context["side"].rows) == rows
