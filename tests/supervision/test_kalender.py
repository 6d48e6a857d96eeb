"""The calendar: what is planned, for whom, and how much of it one may read (E10, R16)."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier.models import Lokalebooking, Moede, Optaget
from supervision.kalenderperiode import parse
from tests.conftest import local
from tests.factories import (
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    LukkedagFactory,
    TeamFactory,
)
from tests.supervision import fakta
from tests.supervision.kalenderfakta import seat

pytestmark = pytest.mark.django_db
URL = "/supervision/kalender/"
HOUR, DAY = fakta.HOUR, fakta.DAY
NOW = "2026-11-16 09:00"


@pytest.fixture
def now(at):
    at(NOW)
    return timezone.now()


@pytest.fixture
def supervisor(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Rikke Thorup"
    )


@pytest.fixture
def booker(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Ole Bak"
    )


@pytest.fixture
def sal(brohus):
    return fakta.make_lokale(brohus, "Salen")


def book(kilde, start, slut, *, people=(), lokale=None):
    """What the actions write when they take somebody's time."""
    for person in people:
        Optaget.objects.create(bruger=person, start=start, slut=slut, kilde=kilde)
    if lokale:
        Lokalebooking.objects.create(lokale=lokale, start=start, slut=slut, kilde=kilde)


@pytest.fixture
def session(now, familie, supervisor, sal):
    """Supervision of the Bruuns on Wednesday the 18th at ten, in a room of the institution."""
    start = local("2026-11-18 10:00")
    forloeb = fakta.make_forloeb(familie, supervisor=supervisor)
    row = fakta.make_session(forloeb, start, lokale=sal)
    book(f"session-{row.pk}", row.start, row.slut, people=[supervisor], lokale=sal)
    return row


@pytest.fixture
def kursus(now, brohus, booker, supervisor, sal):
    """A course in the same room two days later."""
    start = local("2026-11-20 17:00")
    row = fakta.make_kursus(
        brohus,
        ansvarlig=booker,
        gange=[(start, start + 2 * HOUR)],
        undervisere=[supervisor],
        titel="Rolige aftener",
    )
    gang = row.gange.get()
    gang.lokale = sal
    gang.save()
    book(f"kursusgang-{gang.pk}", gang.start, gang.slut, people=[supervisor], lokale=sal)
    return row


def make_moede(by, familie, start, **facts):
    return Moede.objects.create(
        kommune=familie.kommune,
        plejefamilie=familie,
        indkalder=by,
        slags="statusmoede",
        start=start,
        slut=start + HOUR,
        **facts,
    )


@pytest.fixture
def see(client):
    """`see(person, hvem, vis)` is the calendar as she sees it in November 2026."""

    def get(person, hvem="", vis="maaned", code=200, **query):
        client.force_login(person)
        answer = client.get(URL, {"vis": vis, "maaned": "2026-11", "hvem": hvem, **query})
        assert answer.status_code == code
        return answer

    return get


# --- who sees what -------------------------------------------------------------------------------


def test_the_supervisor_sees_her_own_times_with_words_and_links(see, supervisor, session, kursus):
    answer = see(supervisor)
    assertContains(answer, f'href="{reverse("supervision:session_detail", args=[session.pk])}"')
    assertContains(answer, "Bruun")
    assertContains(answer, "10.00–11.30")
    assertContains(answer, "Rolige aftener")
    assertContains(answer, "Salen")


@pytest.mark.parametrize("vis", ["maaned", "uge", "liste"])
def test_the_booker_sees_that_her_house_is_busy_never_with_whom(
    vis, see, booker, session, kursus, familie
):
    forloeb = session.forloeb
    forloeb.titel = "Grete og Poul øver sig"
    forloeb.save()
    answer = see(booker, vis=vis, uge="2026-47")  # her house opens by itself
    assertContains(answer, "Supervision")
    assertContains(answer, "Salen")
    assertContains(answer, "Rolige aftener")  # the course is hers to open
    for word in ("Bruun", "Grete", f"/forloeb/{forloeb.pk}", f"/sessioner/{session.pk}"):
        assertNotContains(answer, word)
    assert reverse("supervision:session_detail", args=[session.pk]) not in answer.content.decode()


def test_another_institution_sees_only_that_a_room_is_taken(see, kommune, sal, session, familie):
    andre = InstitutionFactory(kommune=kommune, navn="Fjordhus")
    for rolle in (Rolle.INSTITUTIONSBOOKER, Rolle.INSTITUTIONSMEDARBEJDER):
        fremmed = BrugerFactory(rolle=rolle, kommune=kommune, ansat_hos=andre)
        answer = see(fremmed, f"lokale-{sal.pk}")
        assertContains(answer, "<strong>Optaget</strong>")
        assertNotContains(answer, "<strong>Supervision</strong>")
        assertNotContains(answer, "Bruun")
        assertNotContains(see(fremmed, "hus"), "10.00–11.30")


def test_an_employee_sees_nothing_of_a_colleagues_family_in_the_house(
    see, kommune, brohus, session
):
    medarbejder = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus
    )
    answer = see(medarbejder, "hus")
    assertContains(answer, "<strong>Supervision</strong>")
    assertNotContains(answer, "Bruun")
    assertNotContains(see(medarbejder), "10.00–11.30")  # nothing in her own


def test_a_colleague_is_only_busy_and_her_leader_reads(
    see, konsulent, kollega, teamleder, familie, now
):
    moede = make_moede(konsulent, familie, local("2026-11-19 13:00"), titel="Status for Bruun")
    seat(moede, konsulent)
    book(f"moede-{moede.pk}", moede.start, moede.slut, people=[konsulent])
    answer = see(kollega, f"bruger-{konsulent.pk}")
    assertContains(answer, "<strong>Optaget</strong>")
    assertContains(answer, "13.00–14.00")
    assertNotContains(answer, "Status for Bruun")
    assertContains(see(teamleder, f"bruger-{konsulent.pk}"), "Status for Bruun")
    own = see(konsulent)
    assertContains(own, "Status for Bruun")
    assertNotContains(own, "<strong>Optaget</strong>")  # the busy time is the meeting itself


def test_a_leader_reads_only_the_words_of_her_own_teams(see, kommune, konsulent, familie, now):
    anden = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune))
    moede = make_moede(konsulent, familie, local("2026-11-19 13:00"), titel="Status for Bruun")
    seat(moede, konsulent)
    book(f"moede-{moede.pk}", moede.start, moede.slut, people=[konsulent])
    answer = see(anden, f"bruger-{konsulent.pk}")
    assertContains(answer, "<strong>Optaget</strong>")
    assertNotContains(answer, "Status")


def test_a_family_shows_what_its_reader_may_read(see, kommune, konsulent, familie, barn, session):
    assertContains(see(konsulent, f"familie-{familie.pk}"), "Supervision")
    raadgiver = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    answer = see(raadgiver, f"familie-{familie.pk}")  # the home of her child, not its supervision
    assertContains(answer, "<strong>Optaget</strong>")
    assertNotContains(answer, "Supervision</strong>")
    assertNotContains(answer, reverse("supervision:session_detail", args=[session.pk]))


def test_nobody_else_opens_the_calendar_of_a_family(
    see, familie, supervisor, booker, kollega, session
):
    for person in (supervisor, booker, kollega):
        see(person, f"familie-{familie.pk}", code=404)


def test_another_municipality_finds_neither_family_room_nor_person(
    see, familie, konsulent, sal, session
):
    andre = KommuneFactory()
    fremmed = BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=andre))
    for hvem in (f"familie-{familie.pk}", f"lokale-{sal.pk}", f"bruger-{konsulent.pk}"):
        see(fremmed, hvem, code=404)
    assertNotContains(see(fremmed, "hus"), "10.00–11.30")


@pytest.mark.parametrize(
    "hvem", ["familie-0", "familie-x", "lokale-", "bruger-99999999999999999999", "noget-1", "æ-²"]
)
def test_what_is_nobody_is_not_found(hvem, see, konsulent, now):
    see(konsulent, hvem, code=404)


def test_the_right_ends_the_day_after_the_assignment(at, see, konsulent, familie, session):
    familie.konsulenttildelinger.update(til=datetime.date(2026, 11, 16))
    see(konsulent, f"familie-{familie.pk}")
    at("2026-11-16 23:59:59")
    see(konsulent, f"familie-{familie.pk}")
    at("2026-11-17 00:00")
    see(konsulent, f"familie-{familie.pk}", code=404)


def test_the_right_ends_the_day_after_the_role(at, see, booker, session):
    booker.roller.update(til=datetime.date(2026, 11, 16))
    see(booker)
    at("2026-11-17 00:00")
    see(booker, code=403)


def test_what_supervisors_lose_becomes_busy_time(at, see, supervisor, session):
    forloeb = session.forloeb
    forloeb.ser_til = datetime.date(2026, 11, 16)
    forloeb.save()
    assertContains(see(supervisor), "Bruun")
    at("2026-11-17 00:00")
    answer = see(supervisor)
    assertContains(answer, "<strong>Optaget</strong>")
    assertNotContains(answer, "Bruun")


def test_those_without_the_right_do_not_get_in(see, administrator, revisor, akutvagt, now):
    for person in (administrator, revisor, akutvagt):
        see(person, code=403)


def test_what_was_read_is_logged_and_what_was_only_busy_is_not(
    see, konsulent, familie, booker, session
):
    see(konsulent, f"familie-{familie.pk}")
    lines = AuditEvent.objects.filter(bruger_id=konsulent.pk, formaal="kalender")
    assert {line.event: line.data["viste"] for line in lines} == {
        "plejefamilie.liste_vist": [familie.pk],
        "session.liste_vist": [session.pk],
    }
    see(booker)
    assert not AuditEvent.objects.filter(bruger_id=booker.pk, formaal="kalender").exists()


# --- what it looks like --------------------------------------------------------------------------


def test_a_month_is_a_table_with_weeks_and_closed_days(see, kommune, konsulent, now):
    LukkedagFactory(
        kommune=kommune,
        navn="Personaledag",
        fra=datetime.date(2026, 11, 12),
        til=datetime.date(2026, 11, 13),
    )
    html = see(konsulent).content.decode()
    assert re.search(r"<caption[^>]*>Mig, november 2026, én række for hver uge</caption>", html)
    assert html.count('<th scope="col">') == 8
    assert html.count('<th scope="row">') == 6
    assert html.count("Personaledag") == 2
    juli = see(konsulent, maaned="2026-12").content.decode()
    assert "Juledag" in juli
    assert "Der er intet planlagt i måneden." in juli


def test_the_list_says_the_same_in_words(see, supervisor, session, kursus):
    answer = see(supervisor, vis="liste")
    assertContains(answer, "onsdag 18. november")
    assertContains(answer, "10.00–11.30")
    assertContains(answer, "fredag 20. november")
    assertContains(answer, "På institutionen" if session.lokale is None else "Salen")


def test_forward_back_and_today_keep_whose_it_is(see, konsulent, familie, now):
    html = see(konsulent, f"familie-{familie.pk}").content.decode()
    for month in ("2026-10", "2026-12", "2026-11"):
        assert f"?vis=maaned&amp;maaned={month}&amp;hvem=familie-{familie.pk}" in html
    assert f"?vis=uge&amp;uge=2026-47&amp;hvem=familie-{familie.pk}" in html


def test_two_things_at_once_stand_together_and_are_named(see, konsulent, familie, session):
    moede = make_moede(
        konsulent,
        familie,
        session.start + HOUR,
        titel="Statusmøde om skolen",
        overlap_bekraeftet=True,
    )
    seat(moede, familie.plejeforaeldre.first())
    touching = make_moede(konsulent, familie, moede.slut, titel="Lige bagefter")
    seat(touching, familie.plejeforaeldre.first())
    answer = see(konsulent, f"familie-{familie.pk}", vis="uge", uge="2026-47")
    assertContains(answer, 'class="sam"', count=1)
    assertContains(answer, "Samtidig, bekræftet")
    assertContains(answer, "1 dag med to ting på samme tid")
    answer = see(konsulent, f"familie-{familie.pk}", vis="liste")
    assertContains(answer, "Samtidig med Supervision, bekræftet")
    assertContains(answer, "Samtidig med Statusmøde om skolen, bekræftet")
    assertNotContains(answer, "Samtidig med Lige bagefter")


def test_a_night_away_stands_on_both_days(see, konsulent, familie, now):
    moede = make_moede(konsulent, familie, local("2026-11-20 16:00"), titel="Overnatning")
    Moede.objects.filter(pk=moede.pk).update(slut=local("2026-11-22 10:00"))
    seat(moede, konsulent)
    html = see(konsulent, vis="liste").content.decode()
    assert [word for word in ("fra 16.00", "hele dagen", "til 10.00") if word in html] == [
        "fra 16.00",
        "hele dagen",
        "til 10.00",
    ]


def test_a_full_day_of_a_month_leads_to_the_week(see, booker, brohus, sal, now):
    for hour in range(8, 14):
        start = local(f"2026-11-18 {hour:02d}:00")
        book(f"andet-{hour}", start, start + HOUR, lokale=sal)
    html = see(booker).content.decode()
    assert html.count("<strong>Optaget</strong>") == 4
    assert re.search(r"\?vis=uge&amp;uge=2026-47&amp;hvem=hus\">2 mere", html)


def test_cancelled_events_are_gone(see, supervisor, session, kursus):
    kursus.aflyst_at, kursus.aflyst_fordi = timezone.now(), "For få"
    kursus.save()
    session.aflyst_at, session.aflyst_fordi = timezone.now(), "Sygdom"
    session.save()
    Optaget.objects.all().delete()
    answer = see(supervisor)
    assertNotContains(answer, "Rolige aftener")
    assertNotContains(answer, "10.00–11.30")


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("hvem", ["mig", "hus", "lokale", "familie"])
def test_every_view_takes_the_same_few_queries(
    rows,
    hvem,
    now,
    client,
    konsulent,
    supervisor,
    familie,
    sal,
    django_assert_max_num_queries,
):
    forloeb = fakta.make_forloeb(familie, supervisor=supervisor)
    for number in range(rows):
        start = local("2026-11-02 08:00") + number % 25 * DAY + number // 25 * 3 * HOUR
        row = fakta.make_session(forloeb, start, minutter=60, lokale=sal)
        book(f"session-{row.pk}", row.start, row.slut, people=[supervisor], lokale=sal)
    person = konsulent if hvem == "familie" else supervisor
    key = {"lokale": f"lokale-{sal.pk}", "familie": f"familie-{familie.pk}"}.get(hvem, hvem)
    client.force_login(person)
    client.get(URL)  # the session is noted as seen
    for vis in ("maaned", "uge", "liste"):
        with django_assert_max_num_queries(8):
            answer = client.get(
                URL, {"vis": vis, "maaned": "2026-11", "uge": "2026-45", "hvem": key}
            )
        assertContains(answer, "08.00–09.00")


# --- the period ----------------------------------------------------------------------------------


def test_periods_step_over_the_turn_of_the_year():
    today = datetime.date(2026, 11, 16)
    uge = parse({"vis": "uge", "uge": "2026-53"}, today)
    assert (uge.first, uge.last) == (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3))
    assert uge.naeste.words == {"vis": "uge", "uge": "2027-01"}
    maaned = parse({"maaned": "2026-12"}, today)
    assert maaned.naeste.words["maaned"] == "2027-01"
    assert maaned.days[0] == datetime.date(2026, 11, 30)
    assert maaned.seen_as("uge", today).words["uge"] == "2026-49"
    assert parse({"maaned": "2026-11"}, today).seen_as("uge", today).words["uge"] == "2026-47"
    assert parse({"vis": "uge", "uge": "2020-01"}, today).first == today - today.weekday() * DAY


@pytest.mark.parametrize(
    "query",
    [
        {"vis": "x"},
        {"maaned": "2026-13"},
        {"maaned": "9999-01"},
        {"vis": "uge", "uge": "2026-99"},
        {"vis": "uge", "uge": "x" * 5000},
        {"maaned": "\0"},
    ],
)
def test_an_address_that_says_nothing_is_now(query):
    today = datetime.date(2026, 11, 16)
    periode = parse(query, today)
    assert periode.first <= today <= periode.last


# --- free rooms ----------------------------------------------------------------------------------


def test_which_rooms_are_free(client, booker, brohus, sal, session):
    fakta.make_lokale(brohus, "Stuen", kapacitet=6)
    client.force_login(booker)

    def find(fra, til, **more):
        query = {"dag": "18-11-2026", "fra": fra, "til": til, **more}
        return client.get("/supervision/kalender/lokaler/", query)

    answer = find("11.00", "12.00")
    assertContains(answer, "1 ledigt lokale")
    assertContains(answer, "Optaget", count=1)
    assertNotContains(answer, "Bruun")
    assertContains(find("11.30", "12.30"), "2 ledige lokaler")  # one ends as another begins (R16)
    assertNotContains(find("11.30", "12.30", personer="10"), "Stuen")
    assertContains(find("12.00", "11.00"), "Slut skal være efter begyndelsen.")
    assertNotContains(client.get("/supervision/kalender/lokaler/"), "ledigt lokale")
