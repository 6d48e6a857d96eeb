"""Groups: families in and out, how many a supervisor follows, length and times a year (F8, M4)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from supervision.actions import forloeb_deltager as deltagere
from supervision.models import Forloebsdeltager
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_session

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def page(client, bruger, row):
    client.force_login(bruger)
    return client.get(row.get_absolute_url()).content.decode()


def test_a_family_joins_from_its_own_page_and_is_asked_to_what_is_planned(
    client, konsulent, familie, amira
):
    gruppe = make_gruppe(amira, [])
    past, coming = (
        make_session(gruppe, local(text)) for text in ("2026-11-20 10:00", "2026-12-01 10:00")
    )
    client.force_login(konsulent)
    data = {"gruppe": gruppe.pk, "fra": "23-11-2026"}
    assert client.post(url("familie_gruppe", familie.pk), data).status_code == 302
    assert [row.plejefamilie for row in coming.deltagere.all()] == [familie]
    assert not past.deltagere.exists()
    besked = Besked.objects.get(to=amira, due_at__lte=timezone.now())
    assert "Bruun" not in besked.tekst
    # a second time it is not offered, nor taken
    assert "Gruppe Nord" not in client.get(url("familie_gruppe", familie.pk)).content.decode()
    with pytest.raises(ValidationError, match="allerede med"):
        deltagere.add_familie(by=konsulent, forloeb=gruppe, plejefamilie=familie, fra=MONDAY)
    assert gruppe.deltagere.count() == 1


def test_it_leaves_and_is_asked_no_more(client, konsulent, familie, amira):
    gruppe = make_gruppe(amira, [familie])
    past = make_session(
        gruppe, local("2026-11-20 10:00"), logget_at=timezone.now(), logget_af=amira
    )
    before, after = (
        make_session(gruppe, local(text)) for text in ("2026-11-30 10:00", "2026-12-01 10:00")
    )
    place = gruppe.deltagere.get()
    client.force_login(konsulent)
    data = {"til": "22-11-2026"}
    answer = client.post(url("forloebsdeltager_end", place.pk), data)
    assert "Slutdatoen ligger før startdatoen." in answer.content.decode()
    client.post(url("forloebsdeltager_end", place.pk), {"til": "30-11-2026"})
    place.refresh_from_db()
    assert place.til == datetime.date(2026, 11, 30)
    assert [row.deltagere.count() for row in (past, before, after)] == [1, 1, 0]
    # she may come again later
    deltagere.add_familie(
        by=konsulent, forloeb=gruppe, plejefamilie=familie, fra=datetime.date(2026, 12, 1)
    )
    assert gruppe.deltagere.count() == 2
    assert after.deltagere.count() == 1


def test_more_families_than_one_can_follow_are_confirmed(client, konsulent, familie, team, amira):
    others = PlejefamilieFactory.create_batch(30, team=team)
    gruppe = make_gruppe(amira, [])
    elsewhere = make_gruppe(amira, [], titel="Gruppe Syd")
    Forloebsdeltager.objects.bulk_create(
        Forloebsdeltager(forloeb=elsewhere, plejefamilie=one, fra=MONDAY) for one in others
    )
    client.force_login(konsulent)
    place, data = url("familie_gruppe", familie.pk), {"gruppe": gruppe.pk, "fra": "23-11-2026"}
    answer = client.post(place, data).content.decode()
    assert "Supervisor følger så 31 familier i grupper." in answer
    assert not gruppe.deltagere.exists()
    assert client.post(place, data | {"bekraeft": "mange_familier"}).status_code == 302
    event = AuditEvent.objects.get(event="forloeb.familie_med")
    assert event.data["bekraeftet"] == ["mange_familier"]
    assert "31 familier" in page(client, amira, gruppe)


def test_only_groups_have_families_and_only_ones_own(client, konsulent, familie, amira, team):
    row = make_forloeb(None, supervisor=amira, slags="fagpersoner", titel="Om samvær")
    with pytest.raises(ValidationError) as error:
        deltagere.add_familie(by=konsulent, forloeb=row, plejefamilie=familie, fra=MONDAY)
    assert error.value.code == "slags"
    stranger = PlejefamilieFactory(team=team)
    client.force_login(konsulent)
    assert client.get(url("familie_gruppe", stranger.pk)).status_code == 404
    # a supervisor of an institution reaches no family that is not in her group
    gruppe = make_gruppe(amira, [familie])
    client.force_login(amira)
    place = url("forloebsdeltager_create", gruppe.pk)
    assert not client.get(place).context["form"].fields["plejefamilie"].queryset.exists()
    client.post(place, {"plejefamilie": stranger.pk, "fra": "23-11-2026"})
    assert [one.plejefamilie for one in gruppe.deltagere.all()] == [familie]


def test_a_family_without_a_track_of_its_own_is_hinted_at(client, konsulent, familie, amira):
    """F17: groups supplement individual support."""
    gruppe = make_gruppe(amira, [familie])
    words = "Har ingen individuel supervision."
    shown = page(client, konsulent, gruppe)
    assert words in shown
    assert url("familie_forloeb_create", familie.pk) in shown
    assert words in page(client, amira, gruppe)
    assert url("familie_forloeb_create", familie.pk) not in page(client, amira, gruppe)
    make_forloeb(familie, supervisor=amira)
    assert words not in page(client, konsulent, gruppe)


def test_length_and_times_a_year_are_remarked(client, konsulent, familie, amira):
    gruppe = make_gruppe(amira, [familie], minutter=210)
    make_session(gruppe, local("2026-12-01 10:00"))
    make_session(gruppe, local("2027-01-12 10:00"))  # another year's
    shown = page(client, konsulent, gruppe)
    assert "Gruppesupervision varer 2 timer til 3 timer. Her står 3½ timer." in shown
    assert "1 gang i 2026. En gruppe mødes 3–4 gange om året." in shown
    for day in (2, 3):
        make_session(gruppe, local(f"2026-12-0{day} 10:00"))
    gruppe.minutter = 150
    gruppe.save()
    shown = page(client, konsulent, gruppe)
    assert "om året." not in shown
    assert "varer 2 timer til" not in shown


def test_a_group_runs_on_without_an_end(client, konsulent, familie, amira):
    """F16: nothing asks to close or to talk after it."""
    gruppe = make_gruppe(amira, [familie])
    make_session(gruppe, local("2026-11-20 10:00"), logget_at=timezone.now(), logget_af=amira)
    shown = page(client, amira, gruppe)
    assert "Læg den næste gang" in shown
    assert "2½ timer hver gang" in shown


class TestLists:
    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three(
        self, number, client, konsulent, team, amira, django_assert_num_queries
    ):
        for _ in range(number):
            familie = PlejefamilieFactory(team=team, konsulent=konsulent)
            make_session(make_forloeb(familie, supervisor=amira), local("2026-12-01 10:00"))
            make_gruppe(amira, [familie])
        client.force_login(konsulent)
        client.get(url("forloeb_list"))
        with django_assert_num_queries(LIST):
            answer = client.get(url("forloeb_list"))
        assert len(answer.context["linjer"]) == 2 * number

    @pytest.mark.parametrize("number", [1, 3])
    @pytest.mark.parametrize("slags", ["individuel", "gruppe"])
    def test_so_does_the_page(
        self, number, slags, client, konsulent, team, amira, django_assert_num_queries
    ):
        familier = PlejefamilieFactory.create_batch(number, team=team, konsulent=konsulent)
        row = make_gruppe(amira, familier)
        if slags == "individuel":
            before = make_forloeb(familier[0], supervisor=amira)
            row = make_forloeb(familier[0], supervisor=amira, forlaenger=before)
        for day in range(number):
            make_session(row, local(f"2026-12-0{day + 1} 10:00"))
            row.kontakter.create(hvornaar="under", dato=MONDAY - day * DAY, by=amira)
        client.force_login(konsulent)
        client.get(row.get_absolute_url())
        with django_assert_num_queries(PAGE[slags]):
            answer = client.get(row.get_absolute_url())
        assert answer.status_code == 200

    def test_the_list_is_paged_and_filtered(self, client, konsulent, familie, amira):
        for day in range(27):
            make_forloeb(familie, supervisor=amira, fra=MONDAY - day * DAY)
        mine = make_forloeb(familie, supervisor=konsulent, fra=MONDAY)
        client.force_login(konsulent)
        first = client.get(url("forloeb_list"))
        assert len(first.context["linjer"]) == 25
        second = client.get(url("forloeb_list") + first.context["side"].naeste_url)
        assert len(second.context["linjer"]) == 3
        shown = client.get(url("forloeb_list"), {"vis": "mine"}).context["linjer"]
        assert [linje.forloeb for linje in shown] == [mine]
        assert client.get(url("forloeb_list"), {"vis": "x"}).status_code == 404
        assert not client.get(url("forloeb_list"), {"slags": "gruppe"}).context["linjer"]


LIST = 8
PAGE = {"individuel": 12, "gruppe": 12}
