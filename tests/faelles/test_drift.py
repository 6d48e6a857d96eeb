"""Driftsstatus: what is late, since when, and what to do; well or ill, the page answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akuttelefon.models import Opkaldskladde, Vagt
from faelles import drift, driftstjek, notices, opgave, puls
from faelles.models import Besked, Driftsstop, Puls
from tests.conftest import local
from tests.factories import log_opkald, on_duty

pytestmark = pytest.mark.django_db
URL = "/drift/"
MONDAY = "2026-11-23 10:00"


@pytest.fixture
def well(at, monkeypatch, akutvagt, teamleder):
    """A Monday at ten: everything has just come round, and the line is manned."""
    at(MONDAY)
    broker = {"answers": True, "waiting": 0}
    monkeypatch.setattr(puls, "broker", lambda: puls.Broker(**broker))
    for navn in (puls.UDBRING, puls.BEAT, "faelles.beat_puls", "faelles.deliver_due"):
        puls.beat(navn)
    on_duty(akutvagt, start=local("2026-11-23 00:00"), slut=local("2026-11-25 00:00"))
    return broker


@pytest.fixture
def side(client, administrator):
    client.force_login(administrator)
    return lambda **headers: client.get(URL, headers=headers)


def ago(**span):
    return timezone.now() - timedelta(**span)


def told(side):
    return {state.tekst for state in side().context["drift"].fejl}


def test_all_well_is_one_green_sentence(well, side):
    text = side().content.decode()
    assert "Alt kører, og intet er for sent." in text
    assert "note-success" in text
    assert "kl. 10.00" in text
    assert told(side) == set()


def test_only_the_administrator_opens_it(well, client, konsulent, teamleder, revisor):
    for person in (konsulent, teamleder, revisor):
        client.force_login(person)
        assert client.get(URL).status_code == 403


@pytest.mark.parametrize(
    ("navne", "waiting", "said"),
    [
        ([puls.UDBRING], 0, "Udbringeren står stille"),
        ([puls.BEAT], 0, "Beat står stille"),
        ([puls.BEAT], 4, "Worker står stille. 4 opgaver venter"),
    ],
)
def test_a_process_that_stands_still_is_named_with_the_time_it_was_last_seen(
    well, side, navne, waiting, said
):
    well["waiting"] = waiting
    tasks = ["faelles.beat_puls", "faelles.deliver_due"] if puls.BEAT in navne else []
    Puls.objects.filter(navn__in=navne + tasks).update(at=ago(minutes=10))
    assert told(side) == {said}
    [state] = side().context["drift"].fejl
    assert state.siden == ago(minutes=10)
    assert "Siden i dag" in side().content.decode()
    assert "kl. 09.50" in side().content.decode()


def test_with_the_broker_away_beat_and_worker_are_not_guessed_at(well, side):
    well["answers"] = False
    Puls.objects.exclude(navn=puls.UDBRING).update(at=ago(minutes=10))
    assert told(side) == {"Køen (Valkey) svarer ikke"}
    assert side().context["drift"].fejl[0].siden == ago(minutes=10)


def test_before_the_first_round_the_page_says_so(well, side):
    Puls.objects.all().delete()
    assert told(side) == {"Udbringeren har aldrig kørt", "Beat har aldrig kørt"}


def test_late_mails_are_counted_with_the_oldest_and_the_last_error(well, side, konsulent, kollega):
    notices.notify(konsulent, key="a", tekst="Nyt", url="/", due_at=ago(minutes=40))
    notices.notify(kollega, key="b", tekst="Nyt", url="/", due_at=ago(minutes=5))
    notices.notify(kollega, key="c", tekst="Nyt", url="/", due_at=ago(seconds=30))
    Besked.objects.filter(key="a").update(attempts=7, fejl="SMTPServerDisconnected")
    [state] = side().context["drift"].fejl
    assert (state.tekst, state.siden) == ("2 mails er ikke kommet af sted", ago(minutes=40))
    assert state.detalje == "Sidste fejl: SMTPServerDisconnected. Højst 7 forsøg."
    assert konsulent.email not in side().content.decode()


def test_an_address_that_is_refused_is_named_so_that_it_can_be_mended(well, side, konsulent):
    notices.notify(konsulent, key="a", tekst="Nyt", url="/", due_at=ago(minutes=4))
    Besked.objects.update(attempts=2, fejl="SMTPRecipientsRefused 550")
    [state] = side().context["drift"].fejl
    assert state.grad == drift.Grad.ADVARSEL
    assert "afviser adressen på Lars Holt" in state.goer
    assert state.url == reverse("faelles:bruger_list")


def test_a_task_that_fails_is_named_until_it_has_succeeded(well, side, monkeypatch):
    monkeypatch.setattr(opgave, "close_old_connections", lambda: None)
    task = opgave.Opgave()
    task.name = "akuttelefon.escalate_overdue"
    task.on_failure(ValueError("Lars Holt"), "1", (), {}, None)
    assert told(side) == {"Opgaven »akuttelefon.escalate_overdue« fejler"}
    assert "Sidste fejl: ValueError" in side().content.decode()
    task.on_success(1, "1", (), {})
    assert told(side) == set()


def test_a_task_that_beat_should_have_woken_is_late(well, side):
    puls.beat("akuttelefon.escalate_overdue")
    Puls.objects.filter(navn="akuttelefon.escalate_overdue").update(at=ago(minutes=30))
    assert told(side) == {"Opgaven »akuttelefon.escalate_overdue« er forsinket"}
    puls.beat("plejefamilier.refresh_search")  # once a night
    Puls.objects.filter(navn="akuttelefon.escalate_overdue").update(at=ago(minutes=1))
    Puls.objects.filter(navn="plejefamilier.refresh_search").update(at=local("2026-11-23 00:05"))
    assert told(side) == set()
    Puls.objects.filter(navn="plejefamilier.refresh_search").update(at=local("2026-11-22 00:05"))
    assert told(side) == {"Opgaven »plejefamilier.refresh_search« er forsinket"}


def test_a_leader_who_was_not_told_though_the_hour_has_passed(
    well, side, akutvagt, familie, konsulent
):
    log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-19 20:00"))
    [state] = side().context["drift"].fejl
    assert state.tekst == "Lederen mangler besked om 1 opfølgning over fristen"
    assert state.siden == local("2026-11-23 08:00")
    assert "Bruun" not in side().content.decode()


def test_a_duty_that_belongs_to_nobody(well, side, akutvagt, familie, konsulent, teamleder):
    row = log_opkald(by=akutvagt, plejefamilie=familie).opfoelgning
    row.ansvarlig, row.grund = None, "ingen"
    row.save()
    assert told(side) == {"1 opgave har ingen ansvarlig"}


def test_a_call_that_was_begun_and_never_saved(well, side, akutvagt, kommune):
    Opkaldskladde.objects.create(
        noegle="6f2b1c1e-3d44-4a5b-9b39-1b6b0d7d1a11",
        bruger=akutvagt,
        kommune=kommune,
        updated_at=ago(hours=13),
    )
    assert told(side) == {"1 opkald er begyndt og ikke gemt"}


def test_a_gap_in_the_next_day(well, side):
    Vagt.objects.update(slut=local("2026-11-24 00:00"))
    [state] = side().context["drift"].fejl
    assert state.tekst == "Ingen har akuttelefonen fra i morgen kl. 00.00"
    assert state.grad == drift.Grad.ADVARSEL
    assert state.url == reverse("akuttelefon:vagthul_list")


def test_other_municipalities_are_not_counted(well, side, akutvagt, familie, konsulent, kommune):
    log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-19 20:00"))
    assert side().context["drift"].fejl
    assert drift.opgoer(akutvagt).fejl == []


def test_the_page_survives_a_check_that_fails(well, side, monkeypatch, caplog):
    def broken(bruger, now):
        raise RuntimeError("Lars Holt")

    broken_tjek = drift._Tjek("Prøven", broken)
    monkeypatch.setattr(drift, "_tjek", [*drift._tjek, broken_tjek])
    answer = side()
    assert answer.status_code == 200
    [state] = answer.context["drift"].fejl
    assert (state.navn, state.tekst) == ("Prøven", "Kunne ikke ses efter")
    assert "Prøven failed: RuntimeError" in caplog.text


def test_the_most_serious_stands_first_then_what_has_lasted_longest(well, side, konsulent):
    notices.notify(konsulent, key="b", tekst="Nyt", url="/", due_at=ago(minutes=5))
    Puls.objects.filter(navn=puls.UDBRING).update(at=ago(minutes=10))
    well["answers"] = False
    Puls.objects.filter(navn=puls.BEAT).update(at=ago(minutes=20))
    navne = [state.navn for state in side().context["drift"].fejl]
    assert navne == ["Køen", "Udbringeren", "Mails"]
    assert "2 ting er galt, og der er 1 advarsel." in side().content.decode()


def test_min_dag_leads_to_the_page_when_mails_are_late(well, client, administrator, konsulent):
    client.force_login(administrator)
    assert "Se driftsstatus" not in client.get("/").content.decode()
    notices.notify(konsulent, key="a", tekst="Nyt", url="/", due_at=ago(minutes=16))
    assert "Noget i driften er galt: mails. <a" in client.get("/").content.decode()


def test_a_standstill_is_remembered_for_a_day_when_it_is_over(well, at, side):
    at("2026-11-23 12:30")
    puls.beat(puls.UDBRING)
    puls.beat(puls.UDBRING)
    assert Driftsstop.objects.count() == 1
    assert "Udbringeren stod stille i dag kl. 10.00–12.30" in side().content.decode()
    at("2026-11-24 12:31")
    assert "stod stille" not in side().content.decode()


def test_a_renewal_speaks_only_when_something_has_changed(well, client, administrator):
    client.force_login(administrator)
    aftryk = drift.opgoer(administrator).aftryk
    htmx = {"HX-Request": "true", "X-Stille": "1"}
    same = client.get(URL, {"har": aftryk}, headers=htmx).content.decode()
    assert "<html" not in same
    assert "oob" not in same
    Puls.objects.filter(navn=puls.UDBRING).update(at=ago(minutes=10))
    other = client.get(URL, {"har": aftryk}, headers=htmx).content.decode()
    assert "oob" in other
    assert "1 ting er galt" in other


def test_a_page_that_renews_itself_does_not_keep_the_session_alive(well, at, client, administrator):
    client.force_login(administrator)
    client.get(URL)
    for minute in range(5, 31, 5):
        at(f"2026-11-23 10:{minute:02d}" if minute < 30 else "2026-11-23 10:30:30")
        answer = client.get(URL, headers={"HX-Request": "true", "X-Stille": "1"})
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_the_page_asks_the_same_number_of_questions_whatever_is_late(
    well, side, akutvagt, familie, konsulent, django_assert_max_num_queries
):
    side()

    def asked():
        with django_assert_max_num_queries(60) as captured:
            side()
        return len(captured)

    log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-19 20:00"))
    notices.notify(konsulent, key="a", tekst="Nyt", url="/", due_at=ago(minutes=4))
    one = asked()
    for number in range(2):
        log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-11-19 20:00"))
        notices.notify(konsulent, key=f"b{number}", tekst="Nyt", url="/", due_at=ago(minutes=4))
    assert asked() == one


def test_a_dead_broker_costs_the_page_two_seconds_at_most(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    assert puls.broker() == puls.Broker(answers=False)
    assert driftstjek.processer(None, timezone.now())
