"""The series of facilitated meetings: planned at once, moved, cancelled (I3, I5, R12, R16)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from faelles.models import AuditEvent, Besked
from netvaerk.actions.gruppemoede import (
    cancel_moede,
    follow_facilitator,
    move_moede,
    plan_moeder,
)
from netvaerk.models import Gruppemoede
from netvaerk.queries.gruppepligt import plan_pligter
from plejefamilier.models import Lokale, Lokalebooking, Optaget
from plejefamilier.pligter import of_bruger
from tests.conftest import local
from tests.factories import LukkedagFactory
from tests.netvaerk.fakta import make_gruppe, make_medlem, make_moede
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    TUESDAYS,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
NAVNE = ("Winther, Ane", "Kjær, Bo", "Brandt, Cia", "Dam, Eva")


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def familier(amira, team, konsulent):
    return make_familier(team, konsulent, NAVNE)


@pytest.fixture
def gruppe(kommune, amira, konsulent, familier):
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def sal(kommune, brohus):
    return Lokale.objects.create(kommune=kommune, organisation=brohus, navn="Salen", kapacitet=20)


def plan(gruppe, by, tider=None, **facts):
    tider = evenings() if tider is None else tider
    return plan_moeder(by=by, gruppe=gruppe, tider=tider, **{**RHYTHM, **PLACE, **facts})


def plan_url(gruppe):
    return reverse("netvaerk:gruppemoede_plan", args=[gruppe.pk])


ASKED = {
    "antal": "6",
    "first": "05-01-2027",
    "klokken": "19",
    "minutter": "120",
    "hver": "1",
    "rytme": "ugedag",
}


def typed_from(form, **change):
    """What the browser sends of a preview."""
    typed = {
        "gange": str(form.antal),
        "minutter": "120",
        "first": "05-01-2027",
        "hver": "1",
        "rytme": "ugedag",
        "form": "fysisk",
    }
    for number, (dato, klokken, _, _) in enumerate(form.raekker):
        typed |= {f"dato_{number}": f"{dato.value():%d-%m-%Y}"}
        typed |= {f"klokken_{number}": f"{klokken.value():%H.%M}"}
    return typed | change


# --- planning ------------------------------------------------------------------------------------


def test_the_facilitator_sees_six_first_tuesdays_and_plans_them(client, gruppe, amira, sal):
    client.force_login(amira)
    page = client.get(plan_url(gruppe), ASKED)
    form = page.context["form"]
    assert [dato.value() for dato, *_ in form.raekker] == [D.fromisoformat(day) for day in TUESDAYS]
    answer = client.post(plan_url(gruppe), typed_from(form, lokale=sal.pk))
    assert answer.status_code == 302
    rows = [*gruppe.moeder.order_by("start")]
    assert [row.start for row in rows] == [start for start, _ in evenings().values()]
    assert [row.nr for row in rows] == [1, 2, 3, 4, 5, 6]
    gruppe.refresh_from_db()
    assert (gruppe.anker, gruppe.rytme, gruppe.hver) == (D(2027, 1, 5), "ugedag", 1)
    assert gruppe.selvkoerende_fra == D(2027, 6, 2)
    assert gruppe.navne_til == D(2027, 7, 2)
    assert Optaget.objects.filter(bruger=amira).count() == 6
    assert Lokalebooking.objects.filter(lokale=sal).count() == 6
    assert AuditEvent.objects.filter(event="gruppemoede.planlagt").count() == 6


def test_reminders_to_the_facilitator_a_week_and_a_day_before(gruppe, amira):
    """R17, scenario 11: 29 December and 4 January for 5 January; 26 January and 1 February."""
    plan(gruppe, amira)
    due = Besked.objects.filter(to=amira, key__startswith="gruppemoede-").order_by("due_at")
    assert [row.due_at for row in due[:4]] == [
        local("2026-12-29 08:00"),
        local("2027-01-04 08:00"),
        local("2027-01-26 08:00"),
        local("2027-02-01 08:00"),
    ]
    assert due.count() == 12


def test_a_closed_day_is_moved_and_the_page_says_why(client, gruppe, amira, kommune):
    LukkedagFactory(kommune=kommune, fra=D(2027, 2, 2), til=D(2027, 2, 3), navn="Fælles kursus")
    client.force_login(amira)
    page = client.get(plan_url(gruppe), ASKED)
    days = [dato.value() for dato, *_ in page.context["form"].raekker]
    assert days[1:3] == [D(2027, 2, 4), D(2027, 3, 2)]
    assertContains(page, "er lukket: Fælles kursus. Rykket til næste hverdag.")


def test_month_ends_do_not_drift_when_a_series_is_planned_in_two_parts(client, gruppe, amira):
    """31 January, 28 February, 31 March: also when the second part is planned later."""
    client.force_login(amira)
    ends = {"antal": "2", "first": "31-01-2027", "rytme": "maaneder"}
    form = client.get(plan_url(gruppe), ASKED | ends).context["form"]
    sent = typed_from(form, first="31-01-2027", rytme="maaneder")
    assert client.post(plan_url(gruppe), sent).status_code == 302
    page = client.get(plan_url(gruppe))
    assert page.context["rytme"].initial["first"] == D(2027, 3, 31)
    more = ASKED | {"antal": "3", "first": "31-03-2027", "rytme": "maaneder"}
    form = client.get(plan_url(gruppe), more).context["form"]
    sent = typed_from(form, first="31-03-2027", rytme="maaneder")
    assert client.post(plan_url(gruppe), sent).status_code == 302
    found = [row.start.astimezone().date() for row in gruppe.moeder.order_by("start")]
    assert found == [
        D(2027, 2, 1),  # 31 January is a Sunday
        D(2027, 3, 1),  # and so is 28 February
        D(2027, 3, 31),
        D(2027, 4, 30),
        D(2027, 5, 31),
    ]
    gruppe.refresh_from_db()
    assert gruppe.anker == D(2027, 1, 31)


def test_a_busy_facilitator_is_said_at_the_date_and_nothing_is_planned(client, gruppe, amira):
    start, slut = local("2027-02-02 18:00"), local("2027-02-02 20:00")
    Optaget.objects.create(bruger=amira, start=start, slut=slut, kilde="moede-1")
    client.force_login(amira)
    page = client.get(plan_url(gruppe), ASKED)
    assertContains(page, "Amira Nazari er optaget. Vælg en anden tid.", count=1)
    sent = typed_from(page.context["form"], sted_tekst="Biblioteket")
    answer = client.post(plan_url(gruppe), sent)
    assert list(answer.context["form"].errors) == ["klokken_1"]
    assertContains(answer, "Biblioteket")
    assert not Gruppemoede.objects.exists()
    assert client.post(plan_url(gruppe), sent | {"klokken_1": "20.00"}).status_code == 302


def test_a_room_is_taken_once(gruppe, amira, sal):
    start, slut = evenings()[2]
    Lokalebooking.objects.create(lokale=sal, start=start, slut=slut, kilde="session-1")
    with pytest.raises(ValidationError) as refused:
        plan(gruppe, amira, lokale=sal)
    assert list(refused.value.error_dict) == ["klokken_2"]
    assert "Salen er optaget" in refused.value.messages[0]


def test_a_family_that_is_busy_only_warns_and_is_not_named(
    client, gruppe, amira, familier, kommune
):
    other = make_gruppe(kommune, facilitator=gruppe.ansvarlig, navn="Syd")
    make_medlem(other, familier[0], by=gruppe.ansvarlig)
    make_moede(other, start=local("2027-03-02 18:00"))
    client.force_login(amira)
    page = client.get(plan_url(gruppe), ASKED)
    assertContains(page, "En af familierne har et andet møde på samme tid.", count=1)
    assertNotContains(page, "Winther")
    assert client.post(plan_url(gruppe), typed_from(page.context["form"])).status_code == 302


def test_the_same_plan_again_changes_nothing(gruppe, amira):
    first = plan(gruppe, amira)
    assert plan(gruppe, amira) == first
    assert Gruppemoede.objects.count() == 6
    assert AuditEvent.objects.filter(event="gruppemoede.planlagt").count() == 6


def test_no_more_meetings_than_agreed(gruppe, amira):
    plan(gruppe, amira)
    with pytest.raises(ValidationError) as refused:
        plan(gruppe, amira, evenings(["2027-07-06"]))
    assert refused.value.code == "for_mange"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"aktiv_fra": None}, "ikke_begyndt"),
        ({"selvkoerende_fra": D(2026, 11, 1)}, "selvkoerende"),
        ({"lukket_paa": D(2026, 11, 1), "lukket_fordi": "andet"}, "lukket"),
    ],
)
def test_only_a_group_with_facilitator_plans(gruppe, amira, facts, code):
    for name, value in facts.items():
        setattr(gruppe, name, value)
    gruppe.save()
    with pytest.raises(ValidationError) as refused:
        plan(gruppe, amira)
    assert refused.value.code == code


def test_a_past_date_is_refused(gruppe, amira):
    with pytest.raises(ValidationError) as refused:
        plan(gruppe, amira, evenings(["2026-11-03"]))
    assert refused.value.error_dict["klokken_0"][0].code == "fortid"


def test_whoever_does_not_plan_the_group_gets_404(client, gruppe, kollega):
    client.force_login(kollega)
    assert client.get(plan_url(gruppe)).status_code == 404
    assert client.post(plan_url(gruppe), {"gange": "1"}).status_code == 404


# --- moved and cancelled -------------------------------------------------------------------------


@pytest.fixture
def moeder(gruppe, amira):
    return plan(gruppe, amira)


FLYT = {"dato": "12-01-2027", "klokken": "18.30", "minutter": "90", "form": "fysisk"}


def test_one_meeting_is_moved_and_the_others_stand(client, moeder, amira):
    client.force_login(amira)
    url = reverse("netvaerk:gruppemoede_move", args=[moeder[0].pk])
    assertContains(client.get(url), "05-01-2027")
    assert client.post(url, FLYT | {"version": "1"}).status_code == 302
    row = Gruppemoede.objects.get(pk=moeder[0].pk)
    assert row.start == local("2027-01-12 18:30")
    assert Optaget.objects.get(kilde=f"gruppemoede-{row.pk}").start == row.start
    assert Gruppemoede.objects.get(pk=moeder[1].pk).start == moeder[1].start
    waiting = Besked.objects.undelivered().filter(key__startswith=f"gruppemoede-{row.pk}-")
    assert [one.due_at for one in waiting.order_by("due_at")] == [
        local("2027-01-05 08:00"),
        local("2027-01-11 08:00"),
    ]


def test_a_colleague_saved_in_between(client, moeder, amira):
    client.force_login(amira)
    url = reverse("netvaerk:gruppemoede_move", args=[moeder[0].pk])
    assert client.post(url, FLYT | {"version": "1"}).status_code == 302
    stale = client.post(url, FLYT | {"version": "1", "klokken": "20", "sted_tekst": "Caféen"})
    assert stale.status_code == 409
    assertContains(stale, "Caféen", status_code=409)
    assertContains(stale, "tirsdag 12. januar 2027 kl. 18.30–20.00, sted som", status_code=409)
    assert Gruppemoede.objects.get(pk=moeder[0].pk).start == local("2027-01-12 18:30")


def test_moving_the_last_moves_the_hand_over(moeder, amira, gruppe):
    move_moede(
        by=amira,
        moede=moeder[5],
        start=local("2027-06-08 19:00"),
        slut=local("2027-06-08 21:00"),
        **PLACE,
    )
    gruppe.refresh_from_db()
    assert gruppe.selvkoerende_fra == D(2027, 6, 9)


def test_a_cancelled_meeting_stays_gives_time_free_and_lacks_in_the_plan(
    client, moeder, amira, gruppe, sal
):
    client.force_login(amira)
    url = reverse("netvaerk:gruppemoede_cancel", args=[moeder[1].pk])
    refused = client.post(url, {"version": "1", "fordi": " "})
    assert "Skriv, hvorfor mødet aflyses." in refused.content.decode()
    assert client.post(url, {"version": "1", "fordi": "Sne"}).status_code == 302
    assert not Optaget.objects.filter(kilde=f"gruppemoede-{moeder[1].pk}").exists()
    gruppe.refresh_from_db()
    assert gruppe.selvkoerende_fra is None
    assertContains(client.get(moeder[1].get_absolute_url()), "Sne")
    assertContains(client.get(gruppe.get_absolute_url()), "1 møde med facilitator mangler")
    page = client.get(plan_url(gruppe))
    assert page.context["rytme"].initial["first"] == D(2027, 7, 6)  # the rhythm goes on
    assert page.context["rytme"].initial["antal"] == 1
    with pytest.raises(ValidationError) as again:
        cancel_moede(by=amira, moede=moeder[1], fordi="Sne")
    assert again.value.code == "aflyst"


def test_another_facilitator_takes_over_what_is_to_come(moeder, gruppe, konsulent):
    gruppe.facilitator = konsulent
    gruppe.save()
    follow_facilitator(by=None, gruppe=gruppe)
    assert {*gruppe.moeder.values_list("facilitator", flat=True)} == {konsulent.pk}
    assert Optaget.objects.filter(bruger=konsulent).count() == 6
    assert Besked.objects.undelivered().filter(to=konsulent, tekst__contains="snart").count() == 12


def test_a_group_that_has_begun_asks_its_facilitator_to_plan(at, gruppe, amira):
    """From the first day, and again when what was planned is over before all have been held."""

    def asked():
        return [row.slags for row in of_bruger(amira, timezone.localdate(), limit=9)]

    assert asked() == ["gruppe_plan"]
    (row,) = plan_pligter(amira, D(2026, 12, 1))
    assert D(2026, 12, 8) in row  # five hverdage after it began
    plan(gruppe, amira, evenings(TUESDAYS[:2]))
    assert asked() == []
    at("2027-02-03 09:00")
    assert asked().count("gruppe_plan") == 1


# --- what the pages cost -------------------------------------------------------------------------


def queries_of(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_meeting_and_its_attendance_ask_the_same_with_one_family_and_three(
    client, at, kommune, amira, konsulent, familier
):
    small = begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:1], navn="A")
    large = begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier[:3], navn="B")
    (few,) = plan(small, amira, evenings(["2027-01-05"]))
    (many,) = plan(large, amira, evenings(["2027-01-06"]))
    at("2027-01-07 09:00")
    client.force_login(amira)
    client.get(few.get_absolute_url())  # what is kept between requests is asked for once
    for name in ("gruppemoede_detail", "gruppemoede_fremmoede", "gruppemoede_move"):
        one, three = (
            queries_of(client, reverse(f"netvaerk:{name}", args=[row.pk])) for row in (few, many)
        )
        assert one == three <= 12, name


def test_the_meetings_of_a_group_cost_the_same_when_they_are_six(client, kommune, gruppe, amira):
    client.force_login(amira)
    other = begun(kommune, facilitator=amira, ansvarlig=amira, familier=[], navn="Syd")
    url, six = other.get_absolute_url(), gruppe.get_absolute_url()
    plan(other, amira, evenings(["2027-01-07"]))
    plan(gruppe, amira)
    first = queries_of(client, url)
    assert queries_of(client, six) <= max(first + 1, 12)
    assert queries_of(client, plan_url(gruppe)) <= 12
