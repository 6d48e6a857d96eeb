"""Mails about courses to foster parents: once, in time, and nothing in them but times (W5)."""

import uuid
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from faelles import udbringning
from faelles.access import Rolle
from faelles.models import Besked
from plejefamilier.models import Plejeforaelder
from supervision.actions.kursus import Gang
from supervision.actions.kursusgang import cancel_gang, cancel_kursus, move_gang
from supervision.actions.tilmelding import answer_offer, cancel_tilmelding, enrol
from supervision.models import Familiebesked, Kursus
from tests.conftest import DAY, local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import HOUR, make_forloeb, make_kursus, make_lokale, make_session

pytestmark = pytest.mark.django_db
FIRST = local("2027-02-18 09:30")
NAMES = ("Bruun", "Grete", "Poul", "Noah", "Lars", "Holt", "Tryghedscirklen", "sorg")


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 10:00")


@pytest.fixture
def booker(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Jens Brohus"
    )


@pytest.fixture
def kursus(brohus, booker):
    """Three Thursdays in a room, and one seat."""
    gange = [(FIRST + number * 7 * DAY, FIRST + number * 7 * DAY + 2 * HOUR) for number in range(3)]
    row = make_kursus(brohus, ansvarlig=booker, gange=gange, pladser=1)
    row.gange.update(lokale=make_lokale(brohus, adresse="Bredgade 1"))
    return row


@pytest.fixture
def grete(familie):
    familie.plejeforaeldre.update(email="grete@example.org")
    return familie.plejeforaeldre.get()


def sign_up(kursus, familie, by):
    return enrol(by=by, kursus=kursus, plejefamilie=familie, idempotency_key=uuid.uuid4())


def carry():
    """One round of the sweeper; the mails of courses it carried."""
    mail.outbox.clear()
    udbringning.deliver_further()
    return list(mail.outbox)


def events(message):
    ((content, kind),) = message.alternatives
    return kind, Calendar.from_ical(content).walk("VEVENT")


def reminders(tilmelding):
    rows = Familiebesked.objects.waiting().filter(tilmelding=tilmelding, slags="paamindelse")
    return sorted(timezone.localtime(row.due_at) for row in rows)


def test_a_seat_is_told_once_with_all_times_in_a_calendar_file(kursus, grete, konsulent):
    sign_up(kursus, grete.plejefamilie, konsulent)
    (sent,) = carry()
    assert sent.to == ["grete@example.org"]
    assert sent.subject == "I er tilmeldt et kursus torsdag 18. februar 2027 kl. 09.30"
    assert sent.body.count("Hvornår: ") == 3
    assert "Salen, Brohus, Bredgade 1" in sent.body
    kind, found = events(sent)
    assert kind == "text/calendar; method=PUBLISH"
    assert [event.start for event in found] == [FIRST + number * 7 * DAY for number in range(3)]
    assert {str(event["summary"]) for event in found} == {"Kursus"}
    assert carry() == []


def test_reminders_come_14_and_2_days_before_the_first_and_2_before_the_rest(
    at, kursus, grete, konsulent
):
    """R17, scenario 6.4: 4 and 16 February; the users get none, for they need not act."""
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    assert reminders(row) == [
        local("2027-02-04 08:00"),
        local("2027-02-16 08:00"),
        local("2027-02-23 08:00"),
        local("2027-03-02 08:00"),
    ]
    assert not Besked.objects.filter(to=konsulent).exists()
    carry()
    at("2027-02-04 07:59")
    assert carry() == []
    at("2027-02-04 08:00")
    (sent,) = carry()
    assert sent.subject == "Husk kurset torsdag 18. februar 2027 kl. 09.30"
    assert not sent.alternatives


def test_no_mail_names_anybody_or_what_the_course_is_about(at, kursus, grete, konsulent):
    Kursus.objects.update(titel="Når barnet er i sorg", lukket=True)
    kursus.gange.update(lokale=None, sted_tekst="Hos Grete Bruun, Prøvevej 7")
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    sent = carry()
    at("2027-02-16 08:00")
    sent += carry()
    cancel_tilmelding(by=konsulent, tilmelding=row, fordi="Noah er syg")
    sent += carry()
    assert len(sent) == 4
    for one in sent:
        told = one.message().as_string() + one.body
        told += "".join(part[0] for part in one.alternatives or [])
        assert not [word for word in (*NAMES, "Prøvevej", "syg") if word in told]
    assert "sted som aftalt" in sent[0].body


def test_waiting_then_offered_then_a_seat(kursus, grete, konsulent, team):
    first = sign_up(kursus, PlejefamilieFactory(team=team), konsulent)
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    (sent,) = carry()
    assert sent.subject.startswith("I står på venteliste")
    assert not sent.alternatives
    assert reminders(row) == []
    cancel_tilmelding(by=konsulent, tilmelding=first)
    (sent,) = carry()
    assert sent.subject.startswith("I er tilbudt en plads")
    assert "senest onsdag 6. januar 2027 kl. 10.00" in sent.body
    answer_offer(by=konsulent, tilmelding=row, ja=True)
    (sent,) = carry()
    assert sent.subject.startswith("I er tilmeldt et kursus")
    assert len(reminders(row)) == 4


def test_a_word_that_no_longer_holds_never_leaves(kursus, grete, konsulent):
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    cancel_tilmelding(by=konsulent, tilmelding=row)
    assert carry() == [], "she never heard of it: neither of the seat nor that it is gone"
    assert reminders(row) == []


def test_leaving_takes_the_times_out_of_the_calendar(kursus, grete, konsulent):
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    carry()
    cancel_tilmelding(by=konsulent, tilmelding=row)
    (sent,) = carry()
    assert sent.subject.startswith("I er meldt fra et kursus")
    kind, found = events(sent)
    assert kind == "text/calendar; method=CANCEL"
    assert {str(event["status"]) for event in found} == {"CANCELLED"}
    assert {int(event["sequence"]) for event in found} == {1}


def test_a_moved_meeting_is_told_and_its_reminders_move(kursus, grete, konsulent, booker, team):
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    carry()
    last = kursus.gange.last()
    kursus.refresh_from_db()
    til = Gang(last.start + DAY, last.slut + DAY, lokale=last.lokale)
    move_gang(by=booker, gang=last, version=kursus.version, til=til)
    (sent,) = carry()
    assert sent.subject.startswith("Kurset er ændret")
    assert "fredag 5. marts 2027 kl. 09.30" in sent.body
    _, found = events(sent)
    assert [int(event["sequence"]) for event in found] == [0, 0, 1]
    assert reminders(row)[-1] == local("2027-03-03 08:00")
    assert len(reminders(row)) == 4
    # a family that comes now is told how it stands, and never of a change before its time
    Kursus.objects.update(pladser=2)
    late = PlejefamilieFactory(team=team)
    late.plejeforaeldre.update(email="ny@example.org")
    sign_up(kursus, late, konsulent)
    assert [one.subject.split(" tor")[0] for one in carry()] == ["I er tilmeldt et kursus"]


def test_a_cancelled_meeting_is_struck_and_a_cancelled_course_is_told(
    kursus, grete, konsulent, booker
):
    row = sign_up(kursus, grete.plejefamilie, konsulent)
    carry()
    kursus.refresh_from_db()
    first = kursus.gange.first()
    cancel_gang(by=booker, gang=first, version=kursus.version, fordi="Sygdom")
    (sent,) = carry()
    _, found = events(sent)
    assert [str(event["status"]) for event in found] == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
    # the second is the first now: it is reminded of 14 days before, too
    assert reminders(row)[0] == local("2027-02-11 08:00")
    kursus.refresh_from_db()
    cancel_kursus(by=booker, kursus=kursus, version=kursus.version, fordi="For få")
    (sent,) = carry()
    assert sent.subject.startswith("Kurset er aflyst")
    assert reminders(row) == []
    assert carry() == []


def test_an_address_that_does_not_exist_is_told_to_the_konsulent(
    kursus, grete, konsulent, monkeypatch
):
    sign_up(kursus, grete.plejefamilie, konsulent)

    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({"grete@example.org": (550, b"no such user")})

    monkeypatch.setattr("plejefamilier.actions.familiepost.send_words", refuse)
    carry()
    besked = Besked.objects.get(to=konsulent)
    assert "kom ikke frem" in besked.tekst
    assert "grete" not in besked.tekst.lower()


def test_who_has_left_the_family_hears_nothing(kursus, grete, konsulent):
    sign_up(kursus, grete.plejefamilie, konsulent)
    Plejeforaelder.objects.update(fratraadt_paa="2027-01-04")
    assert carry() == []


def test_supervision_is_reminded_of_without_the_home(at, grete, brohus, kommune, familie):
    supervisor = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus
    )
    forloeb = make_forloeb(familie, supervisor=supervisor)
    session = make_session(forloeb, FIRST, sted="hjemme", hjemme_oensket_paa="2027-01-01")
    Familiebesked.objects.create(
        plejeforaelder=grete,
        slags="paamindelse",
        noegle="session-1",
        session=session,
        due_at=timezone.now(),
    )
    (sent,) = carry()
    assert sent.subject == "Husk supervision torsdag 18. februar 2027 kl. 09.30"
    assert "sted som aftalt" in sent.body
    assert familie.adresse.split(",")[0] not in sent.body
