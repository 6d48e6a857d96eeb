"""A family's year of supervision on paper (scenario 5, R22)."""

import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from supervision.actions.sessionslog import Log, log_session
from supervision.queries.sessionsrapport import rapport
from tests.conftest import local
from tests.factories import BrugerFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_session

GRUPPER = ("2027-02-03", "2027-05-05", "2027-08-04", "2027-11-03")
INDIVIDUELLE = ("2027-03-18", "2027-06-17", "2027-09-16", "2027-12-09")


@pytest.fixture
def supervisor(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)


def write(session, by, came=True, **felter):
    log = Log(
        session.start,
        session.slut,
        {"tekst": "Hemmelig tekst", "andet_tema": "Ro", **felter},
        fremmoede={one.plejefamilie_id: (came, "") for one in session.deltagere.all()},
    )
    return log_session(by=by, session=session, log=log)


@pytest.fixture
def aaret(at, familie, supervisor):
    at("2028-01-02 09:00")
    fra = datetime.date(2027, 1, 1)
    gruppe = make_gruppe(supervisor, [familie], fra=fra)
    alene = make_forloeb(familie, supervisor=supervisor, fra=fra)
    for day in GRUPPER:
        write(make_session(gruppe, local(f"{day} 17:00"), tema="Samarbejde"), supervisor)
    for day in INDIVIDUELLE:
        write(make_session(alene, local(f"{day} 10:00"), tema="Aftener"), supervisor)
    return alene


def test_four_of_each_and_sixteen_hours(aaret, familie):
    found = rapport(familie, 2027)
    assert (found.gruppe, found.individuel, found.timer) == (4, 4, Decimal("16.0"))


def test_a_time_belongs_to_the_year_it_was_held_here(aaret, familie, supervisor):
    write(make_session(aaret, local("2026-12-31 23:30")), supervisor)
    write(make_session(aaret, local("2028-01-01 00:30")), supervisor)
    assert len(rapport(familie, 2027).gange) == 8
    assert len(rapport(familie, 2028).gange) == 1


def test_what_is_not_written_cancelled_or_without_the_family_does_not_count(
    aaret, familie, supervisor
):
    make_session(aaret, local("2027-04-01 10:00"))
    write(make_session(aaret, local("2027-04-08 10:00")), supervisor, came=False)
    found = rapport(familie, 2027)
    assert (len(found.gange), len(found.holdt), found.timer) == (9, 8, Decimal("16.0"))


def test_the_paper_says_the_numbers_and_nothing_of_what_was_said(
    client, aaret, familie, konsulent, supervisor, raadgiver, kollega
):
    url = reverse("supervision:supervisionsrapport", args=[familie.pk, 2027])
    client.force_login(konsulent)
    answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert "Bruun" not in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    context = {"familie": familie, "rapport": rapport(familie, 2027)}
    text = render_to_string("supervision/session_rapport_pdf.html", context)
    assert "4 i gruppe og 4 for sig selv, i alt 16,0 timer" in text
    assert "3. februar 2027" in text
    assert "Hemmelig" not in text
    assert AuditEvent.objects.filter(event="supervisionsrapport.hentet").count() == 1
    for person, status in ((supervisor, 404), (raadgiver, 403), (kollega, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status


def test_the_familys_page_offers_it(client, aaret, familie, konsulent):
    client.force_login(konsulent)
    page = client.get(reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]))
    url = reverse("supervision:supervisionsrapport", args=[familie.pk, 2028])
    assert url in page.content.decode()
