"""The word to the families before a long closing (K7, R1, R17): planned, sent once, followed."""

import datetime
import smtplib
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from akuttelefon import actions, drift, tasks
from akuttelefon.actions import lukkebesked as actions_module
from akuttelefon.actions.lukkebesked import lukninger_for
from akuttelefon.lukkemail import lukkemail
from akuttelefon.lukning import Lukning, besked_at, lange_lukninger, sidste_hverdag
from akuttelefon.models import Lukkebesked
from faelles import udbringning
from faelles.actions.lukkedag import create_lukkedag, delete_lukkedag, update_lukkedag
from faelles.drift import Grad
from faelles.models import AuditEvent, Besked, Lukkedag
from faelles.versions import fingerprint
from faelles.workdays import Kalender
from plejefamilier.models import Plejeforaelder
from tests.conftest import local
from tests.factories import KommuneFactory, PlejefamilieFactory
from tests.parallel import at_once

FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
DAY = datetime.timedelta(days=1)
DEFAULT = {(12, 24): "Juleaftensdag", (12, 31): "Nytårsaftensdag", (6, 5): "Grundlovsdag"}
JUL = Lukning(date(2026, 12, 24), date(2026, 12, 27))
NYTAAR = Lukning(date(2026, 12, 31), date(2027, 1, 3))
MOST_QUERIES = 30


# --- pure rules -------------------------------------------------------------------------------


def slow_runs(kalender, mindst):
    """Day by day: every run of closed days of at least `mindst`, from FIRST to LAST."""
    runs, run = [], []
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + number * DAY
        if kalender.why_closed(day):
            run.append(day)
            continue
        if len(run) >= mindst:
            runs.append((run[0], run[-1]))
        run = []
    return runs


@given(
    st.dictionaries(st.dates(FIRST + 9 * DAY, LAST - 9 * DAY), st.just("Lukket"), max_size=60),
    st.integers(3, 9),
    st.booleans(),
)
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
def test_the_finder_finds_what_a_slow_reader_finds(lukket, mindst, kristi_fredag):
    kalender = Kalender(faste=DEFAULT, kristi_fredag=kristi_fredag, lukket=lukket)
    # begin and end on hverdage, so that both read the same days
    first, last = date(2026, 1, 5), date(2030, 12, 30)
    found = [(run.fra, run.til) for run in lange_lukninger(kalender, first, last, mindst)]
    expected = [pair for pair in slow_runs(kalender, mindst) if first <= pair[1] and pair[0] < last]
    assert found == [pair for pair in expected if pair[0] >= first]


def test_a_run_is_whole_though_it_is_looked_for_in_the_middle():
    kalender = Kalender(faste=DEFAULT)
    assert lange_lukninger(kalender, date(2026, 12, 26), date(2026, 12, 26), 4) == [JUL]
    # Easter 2027 is five days, Whitsun three
    spring = lange_lukninger(kalender, date(2027, 3, 1), date(2027, 5, 31), 4)
    assert spring == [Lukning(date(2027, 3, 25), date(2027, 3, 29))]


@pytest.mark.parametrize(
    ("lukning", "dage", "moment"),
    [
        (JUL, 7, "2026-12-17 08:00"),  # a Thursday
        (NYTAAR, 7, "2026-12-23 08:00"),  # 24 December is closed: back to the day before
        (JUL, 4, "2026-12-18 08:00"),  # a Sunday: back to Friday
    ],
)
def test_the_word_goes_out_on_a_hverdag_at_eight(lukning, dage, moment):
    assert besked_at(lukning, Kalender(faste=DEFAULT), dage) == local(moment)


def test_the_last_day_to_tell_is_a_hverdag():
    kalender = Kalender(faste=DEFAULT)
    assert sidste_hverdag(JUL, kalender) == date(2026, 12, 23)
    easter = Lukning(date(2027, 3, 25), date(2027, 3, 29))
    assert sidste_hverdag(easter, kalender) == date(2027, 3, 24)


# --- a family with a mail address, and one without --------------------------------------------


@pytest.fixture
def nummer(kommune, teamleder):
    return actions.set_linjenummer(
        by=teamleder, kommune=kommune, nummer="70123456", fra=date(2026, 1, 1)
    )


@pytest.fixture
def grete(familie):
    """The Bruuns' foster mother has a mail address."""
    row = familie.plejeforaeldre.get()
    row.email = "grete@familie.example"
    row.save()
    return row


@pytest.fixture
def uden_mail(team, konsulent):
    """A family without any mail address."""
    return PlejefamilieFactory(team=team, konsulent=konsulent, navn="Uden, Ane")


def rows(**only):
    return Lukkebesked.objects.filter(**only)


def of(lukning, **only):
    return rows(fra=lukning.fra, til=lukning.til, **only)


def letters():
    return [one for one in mail.outbox if one.to[0].endswith("@familie.example")]


def test_each_parent_with_a_mail_has_one_row_and_a_family_without_has_one(
    at, kommune, teamleder, nummer, familie, grete, uden_mail
):
    # Given a second parent, one who shares the address, and one who has left
    for navn, email, left in (
        ("Poul Bruun", "poul@familie.example", None),
        ("Else Bruun", "Grete@familie.example", None),
        ("Ib Bruun", "ib@familie.example", date(2026, 1, 1)),
    ):
        Plejeforaelder.objects.create(
            plejefamilie=familie, navn=navn, email=email, fratraadt_paa=left
        )
    stopped = PlejefamilieFactory(team=familie.team)
    type(stopped).objects.filter(pk=stopped.pk).update(
        ophoert_paa=date(2026, 10, 1), ophoersgrund="Flyttet"
    )

    # When the hour strikes in late November, again and again
    at("2026-11-30 12:00")
    assert tasks.plan_lukkebeskeder() == 6
    assert tasks.plan_lukkebeskeder() == 0

    # Then both closings have the two addresses and the family without
    for lukning, moment in ((JUL, "2026-12-17 08:00"), (NYTAAR, "2026-12-23 08:00")):
        found = {(r.plejeforaelder and r.plejeforaelder.navn, r.kanal) for r in of(lukning)}
        assert found == {
            (grete.navn, "mail"),
            ("Poul Bruun", "mail"),
            (None, "konsulent"),
        }
        assert {row.due_at for row in of(lukning)} == {local(moment)}
    # … and the leader is told, once for each
    assert teamleder.beskeder.filter(tekst=actions_module.SNART).count() == 2


def test_nothing_is_planned_long_before(at, kommune, nummer, grete):
    at("2026-11-16 12:00")
    assert tasks.plan_lukkebeskeder() == 0
    at("2026-11-17 08:00")
    assert tasks.plan_lukkebeskeder() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_planners_at_once_make_one_row_each(at, kommune, nummer, grete, uden_mail):
    at("2026-12-17 07:00")
    answers = at_once(8, lambda n: actions.plan_lukkebeskeder(by=None, kommune=kommune))
    assert sum(answers) == 4
    assert rows().count() == 4


@pytest.mark.django_db(transaction=True)
def test_eight_senders_at_once_send_one_mail_each(at, kommune, nummer, team):
    # Given twenty foster mothers
    for number in range(20):
        familie = PlejefamilieFactory(team=team)
        familie.plejeforaeldre.update(email=f"p{number}@familie.example")
    at("2026-12-17 08:00")
    actions.plan_lukkebeskeder(by=None, kommune=kommune)

    # When eight send, Then each has one mail
    answers = at_once(8, lambda n: tasks.deliver_lukkebeskeder())
    assert sum(answers) + tasks.deliver_lukkebeskeder() == 20
    assert sorted(one.to[0] for one in letters()) == sorted(
        f"p{number}@familie.example" for number in range(20)
    )
    assert AuditEvent.objects.filter(event="lukkebesked.sendt").count() == 20


def test_the_mail_says_the_days_and_the_number_and_no_name(
    at, kommune, nummer, familie, barn, konsulent, grete
):
    at("2026-11-30 12:00")
    tasks.plan_lukkebeskeder()

    # When it is a minute to eight, Then nothing leaves
    at("2026-12-17 07:59")
    assert tasks.deliver_lukkebeskeder() == 0
    at("2026-12-17 08:00")
    assert tasks.deliver_lukkebeskeder() == 1
    assert tasks.deliver_lukkebeskeder() == 0

    # Then she reads when it is closed, when it opens, and whom to ring
    letter = letters()[0]
    assert letter.to == ["grete@familie.example"]
    assert letter.subject == "Vestersund Kommune holder lukket 24.–27. december 2026"
    for words in (
        "fra torsdag den 24. december 2026 til og med søndag den 27. december 2026",
        "Vi åbner igen mandag den 28. december 2026 kl. 08.00",
        "70 12 34 56",
        "112",
    ):
        assert words in letter.body
    for secret in ("Bruun", "Grete", "Ane", "Noah", "Prøvesen", "Lars", "pleje", "barn", "http"):
        assert secret not in letter.body + letter.subject
    row = of(JUL).get()
    assert row.done_at == local("2026-12-17 08:00")
    line = AuditEvent.objects.get(event="lukkebesked.sendt")
    assert (line.familie_id, line.bruger_id, line.kommune_id) == (familie.pk, None, kommune.pk)


def test_the_number_of_the_closed_days_is_told(at, kommune, teamleder, nummer, grete):
    at("2026-12-10 12:00")
    actions.set_linjenummer(
        by=teamleder, kommune=kommune, nummer="70998877", fra=date(2026, 12, 28)
    )
    assert "70 12 34 56" in lukkemail(kommune, JUL).tekst
    assert "70 99 88 77" in lukkemail(kommune, NYTAAR).tekst


def test_without_a_number_no_mail_leaves_and_the_leader_hears(at, kommune, teamleder, grete):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 0
    told = teamleder.beskeder.filter(tekst=actions_module.MANGLER_NUMMER)
    assert told.count() == 2  # one for each closing
    assert not letters()

    # When the number is set, Then it leaves
    actions.set_linjenummer(
        by=teamleder, kommune=kommune, nummer="70123456", fra=date(2026, 12, 17)
    )
    assert tasks.deliver_lukkebeskeder() == 1


# --- late, refused, and with everything else dead ---------------------------------------------


def test_a_closing_entered_late_is_told_at_once_and_not_after_it_has_begun(
    at, kommune, administrator, nummer, grete
):
    # Given a closing entered the day before (R17 would drop it)
    at("2026-11-25 14:20")
    create_lukkedag(
        by=administrator,
        kommune=kommune,
        navn="Flytning",
        fra=date(2026, 11, 26),
        til=date(2026, 11, 27),
    )
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 1

    # When another begins today, Then nobody is told of it
    rows().delete()
    at("2026-11-26 08:00")
    tasks.plan_lukkebeskeder()
    assert not rows(fra=date(2026, 11, 26)).exists()


def test_a_refusing_mail_server_gets_it_later_and_no_address_is_logged(
    at, kommune, nummer, grete, monkeypatch, caplog
):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    send = actions_module.send_words

    def refuse(to, *words, **more):
        raise smtplib.SMTPRecipientsRefused({to: (450, f"busy <{to}>".encode())})

    monkeypatch.setattr(actions_module, "send_words", refuse)
    assert tasks.deliver_lukkebeskeder() == 0
    row = of(JUL).get()
    assert (row.attempts, row.fejl, row.done_at) == (1, "SMTPRecipientsRefused 450", None)
    assert row.claimed_until > timezone.now()
    assert "@familie.example" not in caplog.text

    # When the server is back, after the wait
    monkeypatch.setattr(actions_module, "send_words", send)
    assert tasks.deliver_lukkebeskeder() == 0
    at("2026-12-17 08:10")
    assert tasks.deliver_lukkebeskeder() == 1


def test_an_address_that_does_not_exist_becomes_the_konsulents_task(
    at, kommune, konsulent, nummer, grete, monkeypatch
):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()

    def refuse(to, *words, **more):
        raise smtplib.SMTPRecipientsRefused({to: (550, b"no such user")})

    monkeypatch.setattr(actions_module, "send_words", refuse)
    tasks.deliver_lukkebeskeder()
    tasks.plan_lukkebeskeder()
    row = of(JUL).get()
    assert (row.kanal, row.plejeforaelder, row.done_at) == ("konsulent", grete, None)
    assert konsulent.beskeder.filter(tekst=actions_module.SIG_DET).count() == 1


def test_a_sender_that_dies_leaves_the_row_and_its_lease_runs_out(
    at, kommune, nummer, grete, monkeypatch
):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    monkeypatch.setattr(
        udbringning, "_deliver", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        tasks.deliver_lukkebeskeder()
    monkeypatch.undo()
    assert tasks.deliver_lukkebeskeder() == 0
    at("2026-12-17 08:03")
    assert tasks.deliver_lukkebeskeder() == 1


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_carries_the_mails_without_beat_and_broker(at, kommune, nummer, grete):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    call_command("udbring", "--en-gang")
    assert len(letters()) == 1


def test_one_delivery_that_fails_does_not_stop_the_others(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(udbringning, "_further", [broken, lambda: 3])
    assert udbringning.deliver_further() == 3


def test_a_parent_who_left_since_the_planning_gets_no_mail(at, kommune, nummer, familie, grete):
    at("2026-12-17 07:59")
    tasks.plan_lukkebeskeder()
    Plejeforaelder.objects.update(fratraadt_paa=date(2026, 12, 16))
    at("2026-12-17 08:00")
    assert tasks.deliver_lukkebeskeder() == 0
    # … and the family is told by the konsulent
    tasks.plan_lukkebeskeder()
    assert of(JUL, cancelled_at=None).get().kanal == "konsulent"


# --- the calendar changes ---------------------------------------------------------------------


def extend(kommune, administrator, til):
    return create_lukkedag(
        by=administrator, kommune=kommune, navn="Mellem jul og nytår", fra=JUL.til + DAY, til=til
    )


def test_waiting_rows_follow_the_calendar_there_and_back(at, kommune, administrator, nummer, grete):
    # Given a planned word
    at("2026-12-01 12:00")
    tasks.plan_lukkebeskeder()

    # When the days between the years are closed too
    extra = extend(kommune, administrator, date(2026, 12, 30))
    tasks.plan_lukkebeskeder()

    # Then one long closing is left
    standing = rows(cancelled_at=None)
    assert [(r.fra, r.til) for r in standing] == [(JUL.fra, NYTAAR.til)]
    assert AuditEvent.objects.filter(event="lukkebesked.bortfaldet").count() == 2

    # When that is taken back, Then the two are back
    delete_lukkedag(by=administrator, lukkedag=extra)
    tasks.plan_lukkebeskeder()
    assert sorted((r.fra, r.til) for r in rows(cancelled_at=None)) == [
        (JUL.fra, JUL.til),
        (NYTAAR.fra, NYTAAR.til),
    ]


def test_who_was_told_hears_again_only_of_other_dates(at, kommune, administrator, nummer, grete):
    # Given the word has left
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    tasks.deliver_lukkebeskeder()
    assert len(letters()) == 1

    # When nothing but a name changes in the calendar, Then she hears nothing
    lukkedag = Lukkedag.objects.create(kommune=kommune, navn="Jul", fra=JUL.fra, til=JUL.til)
    update_lukkedag(
        by=administrator,
        lukkedag=lukkedag,
        seen=fingerprint(lukkedag, ("navn", "fra", "til")),
        navn="Juleferie",
        fra=JUL.fra,
        til=JUL.til,
    )
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 0

    # When a day is added, Then she hears the new dates, and that they are new
    extend(kommune, administrator, date(2026, 12, 28))
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 1
    assert "24.–28. december 2026" in letters()[1].subject
    assert "Det er nye datoer" in letters()[1].body
    assert "Det er nye datoer" not in letters()[0].body


def test_a_rule_moves_the_day_of_telling(at, kommune, administrator, nummer, grete):
    at("2026-12-01 12:00")
    tasks.plan_lukkebeskeder()
    assert of(JUL).get().due_at == local("2026-12-17 08:00")
    kommune_rule(kommune, administrator, "akut.lukkebesked_dage", "14")
    tasks.plan_lukkebeskeder()
    assert of(JUL).get().due_at == local("2026-12-10 08:00")


def kommune_rule(kommune, by, key, vaerdi):
    actions_module.regler.set_value(
        by=by,
        kommune=kommune,
        key=key,
        vaerdi=vaerdi,
        fra=timezone.localdate(),
        begrundelse="Prøve",
    )


# --- a leader stops it ------------------------------------------------------------------------


def test_a_stopped_word_stays_stopped_until_somebody_lets_it_go(
    at, kommune, teamleder, nummer, grete
):
    at("2026-12-01 12:00")
    tasks.plan_lukkebeskeder()
    for _ in range(2):
        actions.stop_lukkebesked(by=teamleder, kommune=kommune, lukning=JUL)
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 0

    # When she changes her mind
    for _ in range(2):
        actions.resume_lukkebesked(by=teamleder, kommune=kommune, lukning=JUL)
    assert tasks.deliver_lukkebeskeder() == 1
    assert of(JUL).count() == 1
    events = AuditEvent.objects.filter(event__startswith="lukkebesked.", bruger_id=teamleder.pk)
    assert [*events.order_by("pk").values_list("event", flat=True)] == [
        "lukkebesked.stoppet",
        "lukkebesked.genoptaget",
    ]


def test_a_word_far_ahead_can_be_stopped_too(at, kommune, teamleder, nummer, grete):
    at("2026-06-01 12:00")
    actions.stop_lukkebesked(by=teamleder, kommune=kommune, lukning=JUL)
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    assert tasks.deliver_lukkebeskeder() == 0
    assert of(JUL).get().cancelled_by == teamleder


@pytest.mark.parametrize(
    ("moment", "lukning", "why"),
    [
        ("2026-12-01 12:00", Lukning(date(2026, 12, 1), date(2026, 12, 4)), "unknown"),
        ("2026-12-18 12:00", JUL, "late"),
    ],
)
def test_what_cannot_be_stopped(moment, lukning, why, at, kommune, teamleder, nummer, grete):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    tasks.deliver_lukkebeskeder()
    at(moment)
    with pytest.raises(ValidationError) as error:
        actions.stop_lukkebesked(by=teamleder, kommune=kommune, lukning=lukning)
    assert error.value.code == why


# --- families that a person tells -------------------------------------------------------------


def test_the_konsulent_is_told_once_on_the_day_and_ticks_it_off(
    at, client, kommune, konsulent, teamleder, nummer, familie, uden_mail
):
    # Given two families of hers without a mail address
    at("2026-12-16 12:00")
    tasks.plan_lukkebeskeder()
    assert not konsulent.beskeder.exists()
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    tasks.plan_lukkebeskeder()
    assert konsulent.beskeder.filter(tekst=actions_module.SIG_DET).count() == 1

    # Then Min dag has one line, for the last day before
    client.force_login(konsulent)
    page = client.get(reverse("overblik:min_dag")).context["side"]
    (line,) = [p for p in page.snart if p.emne == "lukkebesked"]
    assert line.titel == "2 familier skal høre akutnummeret, før kommunen lukker"
    assert line.frist == date(2026, 12, 23)

    # When she ticks one, twice
    url = reverse("akuttelefon:lukning_list")
    row = of(JUL, plejefamilie=familie).get()
    for _ in range(2):
        client.post(url, {"beskeder": [row.pk]})
    row.refresh_from_db()
    assert row.done_by == konsulent
    assert AuditEvent.objects.filter(event="lukkebesked.givet").count() == 1

    # Then one is left, and on the last day it is urgent
    at("2026-12-22 09:00")
    client.force_login(konsulent)
    page = client.get(reverse("overblik:min_dag")).context["side"]
    (line,) = [p for p in page.snart if p.emne == "lukkebesked"]
    assert line.titel.startswith("1 familie skal")
    at("2026-12-23 07:59")
    client.force_login(konsulent)
    page = client.get(reverse("overblik:min_dag")).context["side"]
    (line,) = [p for p in page.i_dag if p.emne == "lukkebesked"]
    assert line.pille == "Sidste dag i dag"
    client.post(url, {"beskeder": [of(JUL, plejefamilie=uden_mail).get().pk]})
    page = client.get(reverse("overblik:min_dag")).context["side"]
    assert not [p for p in [*page.i_dag, *page.snart] if p.emne == "lukkebesked"]


def test_the_leader_tells_where_there_is_no_konsulent(at, kommune, team, teamleder, nummer):
    PlejefamilieFactory(team=team)
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    assert teamleder.beskeder.filter(tekst=actions_module.SIG_DET).count() == 1


def test_a_colleagues_family_cannot_be_ticked(at, client, kommune, kollega, nummer, familie):
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    client.force_login(kollega)
    answer = client.post(reverse("akuttelefon:lukning_list"), {"beskeder": [of(JUL).get().pk]})
    assert "ikke længere din" in answer.content.decode()
    assert of(JUL).get().done_at is None
    assert "Bruun" not in answer.content.decode()


# --- the page ---------------------------------------------------------------------------------


def test_the_leader_sees_when_to_how_many_the_text_and_stops_it(
    at, client, kommune, teamleder, nummer, familie, grete, uden_mail
):
    at("2026-12-01 12:00")
    tasks.plan_lukkebeskeder()
    client.force_login(teamleder)
    url = reverse("akuttelefon:lukning_list")
    page = client.get(url).content.decode()
    for words in (
        "24.–27. december 2026",
        "torsdag 17. december kl. 08.00",
        "0 af 1 sendt",
        "0 af 1 har fået besked",
        "Vi åbner igen mandag den 28. december 2026",
        "25.–29. marts 2027",
    ):
        assert words in page
    period = {"fra": "2026-12-24", "til": "2026-12-27"}
    answer = client.post(reverse("akuttelefon:lukning_stop"), period, follow=True)
    assert "Beskeden er stoppet" in answer.content.decode()
    answer = client.post(reverse("akuttelefon:lukning_resume"), period, follow=True)
    assert "Beskeden går ud alligevel" in answer.content.decode()
    # … and when mails are late she is told
    at("2026-12-17 08:20")
    client.force_login(teamleder)
    assert "1 mail er ikke kommet af sted" in client.get(url).content.decode()
    # a period that is none is told in words
    for wrong in ({"fra": "x"}, {"fra": "2026-12-01", "til": "2026-12-02"}):
        answer = client.post(reverse("akuttelefon:lukning_stop"), wrong, follow=True)
        assert answer.status_code == 200
        assert answer.context["messages"]


def test_driftsstatus_says_that_mails_are_late(at, administrator, kommune, grete):
    # Given a word that cannot leave: there is no number
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    assert drift.lukkebeskeder(administrator, timezone.now())[0].grad == Grad.GODT
    at("2026-12-17 08:20")
    (late,) = drift.lukkebeskeder(administrator, timezone.now())
    assert late.siden == local("2026-12-17 08:00")
    assert "Bruun" not in str(late)


def test_the_page_asks_as_often_for_one_family_as_for_three(
    at, client, kommune, team, konsulent, nummer
):
    at("2026-12-17 08:00")
    client.force_login(konsulent)
    url, asked = reverse("akuttelefon:lukning_list"), []
    client.get(url)
    for number in (1, 3):
        PlejefamilieFactory.create_batch(
            number - rows(fra=JUL.fra).count(), team=team, konsulent=konsulent
        )
        tasks.plan_lukkebeskeder()
        with CaptureQueriesContext(connection) as queries:
            sider = client.get(url).context["sider"]
        assert len(sider[0].at_sige) == number
        asked.append(len(queries))
    assert asked[0] == asked[1] <= MOST_QUERIES


def test_a_municipality_knows_only_its_own(at, kommune, teamleder, nummer, grete):
    elsewhere = KommuneFactory()
    at("2026-12-17 08:00")
    tasks.plan_lukkebeskeder()
    assert len(lukninger_for(elsewhere, date(2026, 12, 17))) >= 2
    assert {row.plejefamilie.kommune for row in rows()} == {kommune}
    with pytest.raises(ValidationError):
        actions.stop_lukkebesked(by=teamleder, kommune=elsewhere, lukning=JUL)
    assert of(JUL).get().cancelled_at is None
    assert Besked.objects.exclude(to=teamleder).count() == 0
