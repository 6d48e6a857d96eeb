"""Courses and supervision on Min dag: what I hold, and where there are seats left."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from supervision.models import Kursus
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.supervision import fakta

MIN_DAG = "/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def medarbejder(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Bro"
    )


@pytest.fixture
def booker(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)


@pytest.fixture(autouse=True)
def monday(at):
    at("2026-11-23 09:00")


def page(client, bruger):
    client.force_login(bruger)
    return client.get(MIN_DAG).content.decode()


def test_courses_with_seats_left_stand_there_with_their_enrolment(
    client, konsulent, raadgiver, booker, brohus
):
    # Given one course with a seat left, and those that nobody can be signed up for
    aabent = fakta.make_kursus(brohus, ansvarlig=booker, titel="Tryghedscirklen")
    fakta.make_kursus(brohus, ansvarlig=booker, titel="Uudgivet", udgivet=False)
    fakta.make_kursus(brohus, ansvarlig=booker, titel="Lukket", lukket=True)
    fakta.make_kursus(brohus, ansvarlig=booker, titel="Fuldt", pladser=1, optaget=1)
    fakta.make_kursus(
        brohus,
        ansvarlig=booker,
        titel="For sent",
        tilmeldingsfrist=timezone.localdate() - DAY,
    )
    aflyst = fakta.make_kursus(brohus, ansvarlig=booker, titel="Aflyst", aflyst_fordi="Sygdom")
    Kursus.objects.filter(pk=aflyst.pk).update(aflyst_at=timezone.now())
    fremmed = InstitutionFactory(navn="Fremmed Hus")
    fakta.make_kursus(fremmed, ansvarlig=booker, titel="Fremmed")

    # When konsulent and booker begin their day
    for bruger in (konsulent, booker):
        html = page(client, bruger)

        # Then the one link leads straight to the enrolment, and says until when
        url = reverse("supervision:tilmelding_create", args=[aabent.pk])
        assert f'<a href="{url}">Tilmeld til Tryghedscirklen</a>' in html
        assert "10 ledige pladser. Tilmeld senest onsdag 2. december." in html
        for titel in ("Uudgivet", "Lukket", "Fuldt", "For sent", "Aflyst", "Fremmed"):
            assert f"Tilmeld til {titel}" not in html

    # And whoever enrols nobody is not asked to
    assert "Kurser med ledige pladser" not in page(client, raadgiver)


def test_the_week_shows_what_i_hold_and_nobody_elses(
    client, konsulent, kollega, medarbejder, booker, brohus, familie
):
    # Given a session on Tuesday and a course on Wednesday that Jens holds
    forloeb = fakta.make_forloeb(familie, supervisor=medarbejder)
    session = fakta.make_session(forloeb, local("2026-11-24 10:00"))
    aflyst = fakta.make_session(forloeb, local("2026-11-26 10:00"), aflyst_fordi="Syg")
    type(aflyst).objects.filter(pk=aflyst.pk).update(aflyst_at=timezone.now())
    kursus = fakta.make_kursus(
        brohus,
        ansvarlig=booker,
        undervisere=[medarbejder],
        gange=[(local("2026-11-25 09:30"), local("2026-11-25 11:30"))],
    )

    # Then his week has both
    html = page(client, medarbejder)
    url = reverse("supervision:session_detail", args=[session.pk])
    assert f'<a href="{url}">Kl. 10.00 Individuel supervision, {familie.kort_navn}</a>' in html
    url = reverse("supervision:kursus_detail", args=[kursus.pk])
    assert f'<a href="{url}">Kl. 09.30 Tryghedscirklen</a>' in html
    assert html.count("Individuel supervision") == 1

    # And neither the family's konsulent, who is not with them, nor anybody else has them
    assert "Individuel supervision" not in page(client, konsulent)
    assert "Kl. 09.30" not in page(client, kollega)

    # But the konsulent has it once the family wants her there
    type(session).objects.filter(pk=session.pk).update(
        konsulent_med="delvist", konsulent_oensket_paa=timezone.localdate()
    )
    assert "Kl. 10.00 Individuel supervision" in page(client, konsulent)


@pytest.mark.parametrize("rows", [1, 3])
def test_they_cost_no_query_of_their_own(
    rows, client, team, konsulent, medarbejder, booker, brohus, django_assert_num_queries
):
    for _ in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        forloeb = fakta.make_forloeb(familie, supervisor=konsulent, institution=team.kommune)
        fakta.make_session(forloeb, local("2026-11-24 10:00"))
        fakta.make_kursus(brohus, ansvarlig=booker, undervisere=[konsulent])
    page(client, konsulent)
    with django_assert_num_queries(11):
        client.get(MIN_DAG)
