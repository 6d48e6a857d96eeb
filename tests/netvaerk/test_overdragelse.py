"""From facilitated to self-running: the hand-over, the month's mail, do they still meet? (I5)"""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from faelles import notices
from faelles.models import Besked
from netvaerk.actions.gruppemoede import move_moede, plan_moeder
from netvaerk.actions.gruppepost import deliver_gruppebeskeder
from netvaerk.actions.overdragelse import OVERDRAGELSE, confirm_gruppe, hand_over, refresh_gruppe
from netvaerk.models import Gruppebesked, Medlemskab, Netvaerksgruppe
from netvaerk.tasks import paamind_selvkoerende
from plejefamilier.pligter import kilder, of_bruger
from tests.conftest import local
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
Trin = Netvaerksgruppe.Trin
NAVNE = ("Winther, Ane", "Kjær, Bo", "Brandt, Cia", "Dam, Eva")


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    """»Nord« with six evenings from January to June."""
    familier = make_familier(team, konsulent, NAVNE)
    gruppe = begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)
    plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)
    gruppe.moeder.update(fremmoede_at=timezone.now())
    gruppe.refresh_from_db()
    return gruppe


def voksen_of(gruppe, number=0):
    return gruppe.medlemskaber.order_by("pk")[number].plejefamilie.plejeforaeldre.get()


def duties(bruger, day):
    return {row.slags for row in of_bruger(bruger, day, limit=20)}


def titles(bruger, day):
    return [kilder()[row.slags].vis(row, day).titel for row in of_bruger(bruger, day, limit=20)]


@pytest.fixture
def handed(at, gruppe, amira):
    """Handed over on the evening of the last meeting."""
    at("2027-06-01 21:00")
    return hand_over(by=amira, gruppe=gruppe, kontakt=voksen_of(gruppe))


# --- the hand-over -------------------------------------------------------------------------------


def test_after_the_sixth_meeting_amira_hears_overdragelse_and_has_a_duty(at, gruppe, amira):
    """Scenario 11, line 5: after 1 June; self-running from 2 June."""
    besked = Besked.objects.get(to=amira, tekst=OVERDRAGELSE)
    assert besked.due_at == local("2027-06-02 08:00")
    at("2027-06-01 22:00")
    assert gruppe.trin == Trin.FACILITERET
    assert "gruppe_overdrag" not in duties(amira, D(2027, 6, 1))
    at("2027-06-02 08:00")
    assert gruppe.trin == Trin.SELVKOERENDE
    notices.deliver_due()
    assert [amira.email] in [one.to for one in mail.outbox]
    assert titles(amira, D(2027, 6, 2)) == ["Overdrag gruppen »Nord«"]


def test_before_a_holiday_the_notice_waits_for_the_next_hverdag(gruppe, amira):
    last = gruppe.moeder.order_by("start").last()
    start, slut = local("2027-05-14 19:00"), local("2027-05-14 21:00")  # Friday before Whitsun
    move_moede_open(amira, last, start, slut)
    waiting = Besked.objects.undelivered().filter(to=amira, tekst=OVERDRAGELSE)
    assert [one.due_at for one in waiting] == [local("2027-05-18 08:00")]  # Whit Monday is closed


def move_moede_open(by, moede, start, slut):
    """Move a meeting whose attendance the fixture has marked."""
    moede.fremmoede_at = None
    moede.save()
    return move_moede(by=by, moede=moede, start=start, slut=slut, **PLACE)


def test_the_notice_follows_the_plan_and_comes_back_with_it(gruppe, amira):
    last = gruppe.moeder.order_by("start").last()
    before = last.start, last.slut
    row = move_moede_open(amira, last, local("2027-06-08 19:00"), local("2027-06-08 21:00"))
    due = Besked.objects.undelivered().filter(to=amira, tekst=OVERDRAGELSE)
    assert [one.due_at for one in due] == [local("2027-06-09 08:00")]
    move_moede_open(amira, row, *before)
    due = Besked.objects.undelivered().filter(to=amira, tekst=OVERDRAGELSE)
    assert [one.due_at for one in due] == [local("2027-06-02 08:00")]


def test_amira_sees_who_shares_and_chooses_a_contact_person(client, at, gruppe, amira, konsulent):
    medlem = gruppe.medlemskaber.order_by("pk").first()
    Medlemskab.objects.filter(pk=medlem.pk).update(
        deler=["navn", "telefon"], deler_paa=D(2027, 5, 4)
    )
    at("2027-06-01 21:00")
    client.force_login(amira)
    url = reverse("netvaerk:gruppe_hand_over", args=[gruppe.pk])
    page = client.get(url)
    assertContains(page, "1 af 4 familier deler")
    assertContains(page, "Deler ikke.", count=3)
    assertContains(page, "tirsdag 6. juli")
    voksen = voksen_of(gruppe)
    assert client.post(url, {"version": page.context["form"]["version"].value()}).status_code == 200
    sent = {"version": page.context["form"]["version"].value(), "kontakt": voksen.pk}
    assert client.post(url, sent).status_code == 302
    gruppe.refresh_from_db()
    assert gruppe.kontakt == voksen
    at("2027-06-02 08:00")
    assert "gruppe_overdrag" not in duties(amira, D(2027, 6, 2))
    assert not Besked.objects.undelivered().filter(tekst=OVERDRAGELSE).exists()


def test_too_early_and_not_just_anybody(gruppe, amira, familie, at):
    with pytest.raises(ValidationError) as refused:
        hand_over(by=amira, gruppe=gruppe, kontakt=voksen_of(gruppe))
    assert refused.value.code == "for_tidligt"
    at("2027-06-02 08:00")
    with pytest.raises(ValidationError) as refused:
        hand_over(by=amira, gruppe=gruppe, kontakt=familie.plejeforaeldre.first())
    assert refused.value.error_dict["kontakt"][0].code == "ukendt"


def test_the_facilitator_sees_no_names_when_her_days_are_over(client, at, handed, amira):
    at("2027-07-02 09:00")
    url = reverse("netvaerk:gruppe_hand_over", args=[handed.pk])
    client.force_login(amira)
    assertContains(client.get(url), "Winther")
    at("2027-07-03 09:00")
    client.force_login(amira)
    assert client.get(url).status_code == 404
    assertNotContains(client.get(handed.get_absolute_url()), "Winther")


def test_a_hand_over_that_was_forgotten_goes_to_the_ansvarlig(at, gruppe, amira, konsulent):
    at("2027-07-03 09:00")
    assert duties(amira, D(2027, 7, 3)) == set()
    assert "gruppe_overdrag" in duties(konsulent, D(2027, 7, 3))


def test_more_planned_than_agreed_is_refused_at_its_field(gruppe):
    gruppe.faciliterede = 5
    with pytest.raises(ValidationError) as refused:
        refresh_gruppe(gruppe)
    assert refused.value.error_dict["faciliterede"][0].code == "planlagt"


# --- self-running --------------------------------------------------------------------------------


def reminders():
    return Gruppebesked.objects.filter(slags=Gruppebesked.Slags.SELV).order_by("dag")


def test_the_contact_person_gets_one_light_mail_a_month_in_the_same_rhythm(at, handed):
    for day, expected in [
        ("2027-06-28 07:00", []),
        ("2027-06-29 07:00", [D(2027, 7, 6)]),
        ("2027-07-05 07:00", [D(2027, 7, 6)]),
        ("2027-07-27 07:00", [D(2027, 7, 6), D(2027, 8, 3)]),
    ]:
        at(day)
        for _ in range(2):
            paamind_selvkoerende()
        assert [row.dag for row in reminders()] == expected
    assert reminders().first().due_at == local("2027-06-29 08:00")
    at("2027-07-27 08:00")
    mail.outbox.clear()
    while deliver_gruppebeskeder():  # the winter's mails are over and are not sent
        pass
    (message,) = [one for one in mail.outbox if "netværksgruppe" in one.subject]
    assert "tirsdag 3. august 2027 kl. 19.00–21.00" in message.body
    assert "I bestemmer selv" in message.body
    assert not message.attachments
    for word in (*NAVNE, "Winther", "Nord", "Amira"):
        assert word not in message.subject + message.body


def test_nobody_plans_or_notes_in_a_group_that_runs_itself(client, at, handed, amira):
    at("2027-06-02 09:00")
    client.force_login(amira)
    page = client.get(reverse("netvaerk:gruppemoede_plan", args=[handed.pk]))
    assert not page.context["kan"]
    page = client.get(handed.get_absolute_url())
    assertContains(page, "Der skrives ikke fremmøde og ikke referat.")


def test_a_closed_group_hears_nothing(at, handed):
    at("2027-06-29 07:00")
    paamind_selvkoerende()
    handed.lukket_paa, handed.lukket_fordi = D(2027, 6, 29), "andet"
    handed.save()
    at("2027-06-29 08:00")
    mail.outbox.clear()
    deliver_gruppebeskeder()
    assert not mail.outbox
    at("2027-07-27 07:00")
    assert paamind_selvkoerende() == 0


def test_when_the_contact_person_leaves_the_ansvarlig_finds_another(client, at, handed, konsulent):
    at("2027-06-29 07:00")
    paamind_selvkoerende()
    Medlemskab.objects.filter(gruppe=handed, plejefamilie=handed.kontakt.plejefamilie).update(
        til=D(2027, 6, 28), slutaarsag="tid"
    )
    at("2027-06-29 08:30")
    deliver_gruppebeskeder()
    assert not [one for one in mail.outbox if one.to[0].endswith("@familie.example")]
    assert titles(konsulent, D(2027, 6, 29)) == ["Find en ny kontaktperson i »Nord«"]
    client.force_login(konsulent)
    url = reverse("netvaerk:gruppe_hand_over", args=[handed.pk])
    page = client.get(url)
    sent = {
        "version": page.context["form"]["version"].value(),
        "kontakt": voksen_of(handed, 1).pk,
    }
    assert client.post(url, sent).status_code == 302
    assert not titles(konsulent, D(2027, 6, 29))


# --- do they still meet? -------------------------------------------------------------------------


def test_every_half_year_the_ansvarlig_asks_whether_they_still_meet(client, at, handed, konsulent):
    assert "gruppe_status" not in duties(konsulent, D(2027, 12, 1))
    at("2027-12-02 09:00")
    assert "Mødes gruppen »Nord« stadig?" in titles(konsulent, D(2027, 12, 2))
    client.force_login(konsulent)
    url = reverse("netvaerk:gruppe_confirm", args=[handed.pk])
    page = client.get(url)
    assertContains(page, "Nej, luk gruppen")
    assertContains(page, "Ane")
    sent = {"version": page.context["form"]["version"].value()}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 409
    assert "gruppe_status" not in duties(konsulent, D(2027, 12, 2))
    assert "gruppe_status" not in duties(konsulent, D(2028, 6, 1))
    assert "gruppe_status" in duties(konsulent, D(2028, 6, 2))


def test_a_group_with_facilitator_is_not_asked(client, gruppe, amira):
    with pytest.raises(ValidationError) as refused:
        confirm_gruppe(by=amira, gruppe=gruppe)
    assert refused.value.code == "faciliteret"
    client.force_login(amira)
    assert client.get(reverse("netvaerk:gruppe_confirm", args=[gruppe.pk])).status_code == 404
