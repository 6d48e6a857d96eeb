"""Who reads what of a session: supervisor, konsulent, leader, rådgiver, others (A9, F13)."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import Besked
from supervision.actions.sessionslog import Log, Ny, log_session
from supervision.models import Familiebesked
from supervision.queries.sessionsrapport import rapport
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_maal, make_session

TEKST = "De øvede en rolig overgang til natten."
HEMMELIGT = "Poul drikker igen."
NOTAT = "Noah har brug for faste afskeder."
AFTALE = "Tal med skolen"


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def anden(kommune, brohus):
    """A colleague of the supervisor in the same house."""
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Lund"
    )


@pytest.fixture
def session(at, familie, dorthe, barn, raadgiver, konsulent):
    """Written down, with everything that could leak."""
    at("2027-03-18 12:00")
    familie.plejeforaeldre.update(email="grete@familie.example")
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    forloeb = make_forloeb(familie, supervisor=dorthe, barn=barn)
    session = make_session(forloeb, local("2027-03-18 10:00"), tema="Aftener")
    start = local("2027-04-08 10:00")
    return log_session(
        by=dorthe,
        session=session,
        log=Log(
            session.start,
            session.slut,
            {"tekst": TEKST},
            maal=(make_maal(familie),),
            fortroligt=HEMMELIGT,
            raadgivernotater={barn: NOTAT},
            aftaler=(Ny(AFTALE, dorthe, datetime.date(2027, 4, 1)),),
            naeste={"start": start, "slut": start + datetime.timedelta(minutes=90)},
        ),
    )


def read(client, bruger, url):
    client.force_login(bruger)
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


def test_the_supervisor_reads_all(client, session, dorthe):
    status, page = read(client, dorthe, session.get_absolute_url())
    assert status == 200
    for word in (TEKST, HEMMELIGT, NOTAT, AFTALE, "At vi får aftenerne til at lykkes"):
        assert word in page


def test_konsulent_and_leader_read_the_text_but_not_what_is_private(
    client, session, konsulent, teamleder
):
    for person in (konsulent, teamleder):
        status, page = read(client, person, session.get_absolute_url())
        assert status == 200
        assert TEKST in page
        assert AFTALE in page
        assert HEMMELIGT not in page
        assert "Kun for familien og supervisor" not in page


def test_once_the_family_shares_the_konsulent_reads_it_too(client, session, konsulent):
    session.forloeb.familien_deler_paa = datetime.date(2027, 3, 18)
    session.forloeb.save()
    assert HEMMELIGT in read(client, konsulent, session.get_absolute_url())[1]


def test_everybody_else_gets_404(client, session, anden, kollega):
    for person in (anden, kollega):
        assert read(client, person, session.get_absolute_url())[0] == 404
        for name in ("session_log", "session_move", "session_cancel"):
            url = reverse(f"supervision:{name}", args=[session.pk])
            assert read(client, person, url)[0] in (403, 404)


def test_the_raadgiver_reads_her_note_on_the_childs_page_and_nothing_else(
    client, session, raadgiver, barn, familie
):
    assert read(client, raadgiver, session.get_absolute_url())[0] == 403
    status, page = read(client, raadgiver, reverse("plejefamilier:barn_detail", args=[barn.pk]))
    assert status == 200
    assert NOTAT in page
    family = read(
        client, raadgiver, reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    )
    for word in (TEKST, HEMMELIGT, AFTALE, "Aftener"):
        assert word not in page + family[1]


def test_the_familys_time_line_has_the_session_and_no_word_of_it(
    client, session, konsulent, familie
):
    url = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    _, page = read(client, konsulent, url)
    assert session.get_absolute_url() in page
    assert "Individuel supervision" in page
    for word in (HEMMELIGT, NOTAT):
        assert word not in page


def test_neither_report_nor_notice_nor_mail_says_what_was_private(session, familie):
    context = {"familie": familie, "rapport": rapport(familie, 2027)}
    text = render_to_string("supervision/session_rapport_pdf.html", context)
    said = [text, *Besked.objects.values_list("tekst", flat=True)]
    said += [f"{one.subject} {one.body}" for one in mail.outbox]
    for words in said:
        for secret in (HEMMELIGT, NOTAT, TEKST, "Noah"):
            assert secret not in words
    assert not any("Bruun" in words for words in said[1:])
    assert Familiebesked.objects.filter(slags="paamindelse").count() == 2


def test_calendar_pages_and_search_hold_no_word_of_it(client, session, konsulent, anden):
    for person in (konsulent, anden):
        _, page = read(client, person, "/supervision/kalender/?vis=liste")
        for secret in (HEMMELIGT, NOTAT, TEKST):
            assert secret not in page
    assert "Bruun" not in read(client, anden, "/supervision/kalender/")[1]


def test_another_familys_konsulent_reads_a_groups_text_but_not_its_families(
    client, at, dorthe, familie, team, kollega, konsulent
):
    at("2027-05-06 09:00")
    other = PlejefamilieFactory(team=team, konsulent=kollega, navn="Holm, Ea og Ib")
    session = make_session(make_gruppe(dorthe, [familie, other]), local("2027-05-05 17:00"))
    line = {familie.pk: (True, "Grete var træt."), other.pk: (False, "Ea har fået arbejde.")}
    log = Log(session.start, session.slut, {"tekst": TEKST}, fremmoede=line)
    log_session(by=dorthe, session=session, log=log)
    _, page = read(client, kollega, session.get_absolute_url())
    assert TEKST in page
    assert "Ea har fået arbejde." in page
    assert "Grete" not in page
    assert "Bruun" not in page


def test_it_is_said_when_the_supervisor_is_the_familys_own_konsulent(
    client, at, konsulent, familie
):
    at("2027-03-18 12:00")
    session = make_session(make_forloeb(familie, supervisor=konsulent), local("2027-03-18 10:00"))
    assert "også familiens egen konsulent" in read(client, konsulent, session.get_absolute_url())[1]


def test_the_page_asks_the_same_number_of_times_whatever_there_is(
    client, session, dorthe, konsulent
):
    def queries(bruger):
        client.force_login(bruger)
        client.get(session.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(session.get_absolute_url())
        return [q["sql"] for q in found]

    before = queries(konsulent)
    log = Log(
        local("2027-03-18 08:00"),
        local("2027-03-18 09:00"),
        {"tekst": "x", "andet_tema": "y"},
    )
    log_session(by=dorthe, forloeb=session.forloeb, log=log)
    for number in range(3):
        make_maal(session.forloeb.plejefamilie, f"Mål {number}").sessioner.add(session)
    assert len(before) == len(queries(konsulent)) <= 12
    assert len(queries(dorthe)) <= 12


def test_only_who_leads_is_asked_to_write_it(at, client, familie, konsulent, dorthe):
    at("2026-11-25 12:00")
    forloeb = make_forloeb(familie, supervisor=dorthe)
    session = make_session(forloeb, local("2026-11-25 09:00"))
    link = reverse("supervision:session_log", args=[session.pk])
    for person, asked in ((dorthe, True), (konsulent, False)):
        client.force_login(person)
        for page in (forloeb.get_absolute_url(), session.get_absolute_url()):
            assert (link in client.get(page).content.decode()) is asked
        assert client.get(link).status_code == (200 if asked else 404)
