"""Mails about meetings: once, by the sweeper, and with nothing in them but a time (W5, R17)."""

import datetime
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from icalendar import Calendar

from faelles import udbringning
from faelles.models import Besked
from plejefamilier import actions
from plejefamilier.models import Moedebesked, Plejeforaelder
from tests.conftest import local
from tests.plejefamilier.moeder import asked, call, in_circle, kontaktpaedagog, parent_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 08:00")


@pytest.fixture
def opstart(barn, familie, konsulent, raadgiver, brohus):
    """The opstartsmøde of 2 March, at the home with a protected address; all five have mail."""
    familie.adresse_beskyttet = True
    familie.save()
    grete = familie.plejeforaeldre.get()
    Plejeforaelder.objects.filter(pk=grete.pk).update(email="grete@example.org")
    _, plads = kontaktpaedagog(barn, brohus)
    return call(
        konsulent,
        "2027-03-02 10:00",
        barn=barn,
        plejefamilie=familie,
        slags="opstartsmoede",
        titel="Noahs opstart hos Bruun",
        formaal="Noah flytter",
        sted="hjemme",
        hjemme_oensket_paa=datetime.date(2027, 1, 2),
        deltagere=[
            asked("sagsbehandler", raadgiver),
            asked("plejefamilie", plejeforaelder=Plejeforaelder.objects.get(pk=grete.pk)),
            asked("biologisk_familie", foraelder=parent_of(barn)),
            asked("kontaktpaedagog", kredsrolle=plads),
            asked("konsulent", konsulent),
        ],
    )


def calendar_of(message):
    """The calendar file of a mail, read again."""
    (part,) = message.alternatives
    content, kind = part
    return kind, Calendar.from_ical(content)


def event_of(message):
    return calendar_of(message)[1].walk("VEVENT")[0]


def carry():
    """One round of the sweeper; the mails of meetings it carried."""
    mail.outbox.clear()
    udbringning.deliver_further()
    return list(mail.outbox)


def test_all_five_are_invited_by_mail_once_with_a_calendar_file(opstart):
    sent = carry()
    assert sorted(one.to[0] for one in sent) == sorted(
        [
            "grete@example.org",
            "tina@example.org",
            *opstart.deltagere.exclude(bruger=None).values_list("bruger__email", flat=True),
        ]
    )
    kind, calendar = calendar_of(sent[0])
    assert kind == "text/calendar; method=REQUEST"
    assert str(calendar["method"]) == "REQUEST"
    event = event_of(sent[0])
    assert event.start == local("2027-03-02 10:00")
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert [*calendar.walk("VTIMEZONE")]
    assert str(event["uid"]).startswith(str(opstart.uid))
    assert int(event["sequence"]) == 0
    # nobody is told twice, whoever runs the sweeper
    assert carry() == []


def test_no_mail_and_no_calendar_file_holds_a_name_a_case_or_a_home(opstart, familie, barn, at):
    sent = carry()
    at("2027-03-01 08:01")
    sent += carry()
    actions.cancel_moede(by=opstart.indkalder, moede=opstart, version=1, begrundelse="Noah er syg")
    sent += carry()
    forbidden = ["Noah", "Bruun", "Grete", "Tina", "Lars", "Jonas", "Amira", "Opstart", "opstart"]
    forbidden += ["flytter", "syg", "hjemme", *familie.adresse.split(",")]
    assert {one.subject.split(" man")[0].split(" tir")[0] for one in sent} == {
        "Indkaldelse til møde",
        "Husk mødet",
        "Mødet er aflyst",
    }
    for one in sent:
        told = one.message().as_string() + one.body
        for part in one.alternatives or []:
            told += part[0]
        for word in forbidden:
            assert word not in told, word


def test_a_room_of_the_municipality_stands_in_the_mail_but_no_other_place(barn, konsulent):
    for day, sted in (("2027-02-02", "kommunen"), ("2027-02-03", "andet")):
        call(konsulent, f"{day} 10:00", barn=barn, sted=sted, sted_tekst="Lokale 3")
    sent = {one.subject: one for one in carry()}
    at_town_hall = sent["Indkaldelse til møde tirsdag 2. februar 2027 kl. 10.00"]
    elsewhere = sent["Indkaldelse til møde onsdag 3. februar 2027 kl. 10.00"]
    assert "Hos kommunen, Lokale 3" in at_town_hall.body
    assert str(event_of(at_town_hall)["location"]) == "Hos kommunen, Lokale 3"
    assert "Lokale 3" not in elsewhere.message().as_string() + str(event_of(elsewhere))


def test_reminders_go_to_the_inbox_of_users_and_by_mail_to_the_others(opstart, at):
    """R17, scenario 1.2: 7 and 1 days before, at 08:00."""
    carry()
    days = [local("2027-02-23 08:00"), local("2027-03-01 08:00")]
    for deltager in opstart.deltagere.all():
        if deltager.bruger:
            rows = Besked.objects.filter(to=deltager.bruger, key__startswith="moede-")
            assert sorted(rows.values_list("due_at", flat=True)) == days
            assert all("Noah" not in row.tekst for row in rows)
        else:
            rows = deltager.beskeder.filter(slags="paamindelse")
            assert sorted(rows.values_list("due_at", flat=True)) == days
    at("2027-02-23 07:59")
    assert carry() == []
    at("2027-02-23 08:00")
    sent = carry()
    assert sorted(one.to[0] for one in sent) == ["grete@example.org", "tina@example.org"]
    assert all(not one.alternatives for one in sent)


def test_a_moved_meeting_is_told_with_the_next_sequence_and_old_reminders_go(opstart, at):
    carry()
    actions.move_moede(
        by=opstart.indkalder,
        moede=opstart,
        version=1,
        start=local("2027-03-09 13:00"),
        slut=local("2027-03-09 14:00"),
    )
    sent = carry()
    assert len(sent) == 5
    assert {one.subject for one in sent} == {"Mødet er ændret tirsdag 9. marts 2027 kl. 13.00"}
    event = event_of(sent[0])
    assert (int(event["sequence"]), event.start) == (1, local("2027-03-09 13:00"))
    at("2027-03-01 09:00")
    assert carry() == []
    assert not Besked.objects.undelivered().filter(due_at=local("2027-02-23 08:00")).exists()


def test_a_cancelled_meeting_is_taken_out_of_the_calendar(opstart):
    carry()
    actions.cancel_moede(by=opstart.indkalder, moede=opstart, version=1, begrundelse="Sygdom")
    sent = carry()
    assert len(sent) == 5
    kind, calendar = calendar_of(sent[0])
    assert kind == "text/calendar; method=CANCEL"
    assert str(calendar["method"]) == "CANCEL"
    assert str(event_of(sent[0])["status"]) == "CANCELLED"
    assert not Moedebesked.objects.waiting().exists()


def test_who_never_heard_of_a_meeting_is_not_told_that_it_is_cancelled(opstart):
    actions.cancel_moede(by=opstart.indkalder, moede=opstart, version=1, begrundelse="Sygdom")
    assert carry() == []


def test_one_left_out_is_told_and_one_added_is_invited(opstart, barn, kollega):
    carry()
    grete, tina = (opstart.deltagere.get(plads=p) for p in ("plejefamilie", "biologisk_familie"))
    stay = [actions.moede.valg_of(one) for one in opstart.deltagere.all() if one.pk != tina.pk]
    actions.update_deltagere(
        by=opstart.indkalder,
        moede=opstart,
        version=1,
        deltagere=[*stay, asked("anden", kollega)],
        mangler_begrundelse="Tina ønsker det ikke",
    )
    sent = {one.to[0]: one for one in carry()}
    assert {*sent} == {"tina@example.org", kollega.email}
    assert str(calendar_of(sent["tina@example.org"])[1]["method"]) == "CANCEL"
    assert str(calendar_of(sent[kollega.email])[1]["method"]) == "REQUEST"
    assert grete.beskeder.exclude(slags="paamindelse").count() == 1


def test_who_has_left_the_circle_gets_no_more_mail(barn, konsulent, brohus, at):
    """A place that has ended: no reminder, no access; whoever called the meeting is told."""
    outside = in_circle(barn, "skole", navn="Ida Lærer", email="skole@example.org")
    amira, plads = kontaktpaedagog(barn, brohus)
    moede = call(
        konsulent,
        "2027-03-02 10:00",
        barn=barn,
        deltagere=[
            asked("konsulent", konsulent),
            asked("skole", kredsrolle=outside),
            asked("kontaktpaedagog", kredsrolle=plads, bruger=amira),
        ],
    )
    carry()
    for row in (outside, plads):
        row.til = datetime.date(2027, 2, 1)
        row.save()
    at("2027-02-23 08:00")
    assert carry() == []  # not even before the night has looked through the circle
    assert actions.drop_left() == 2
    assert actions.drop_left() == 0
    assert not Besked.objects.undelivered().filter(to=amira, key__startswith="moede-").exists()
    assert konsulent.beskeder.filter(key__startswith="moedekreds-").count() == 1
    assert [*moede.deltagere.present().values_list("bruger", flat=True)] == [konsulent.pk]


def test_an_address_that_does_not_exist_is_told_to_whoever_called_the_meeting(opstart, monkeypatch):
    def refuse(to, *args, **kwargs):
        if to == "tina@example.org":
            raise SMTPRecipientsRefused({to: (550, b"no such user")})

    monkeypatch.setattr("plejefamilier.actions.moedebesked.send_words", refuse)
    carry()
    told = opstart.indkalder.beskeder.filter(key__startswith="moedepost-")
    assert told.count() == 1
    assert "Tina" not in told.get().tekst
    assert not Moedebesked.objects.waiting().filter(due_at=opstart.start).exists()
