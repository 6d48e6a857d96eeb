"""Scenario 2 of the domain dossier, line by line: the call on 24 December (seed 000, KE4).

Family Bruun, konsulent Lars Holt, duty holder Nadia of the institution Brohus. In A the
municipality has the default closing days; in B it is also closed on 28–30 December.
"""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from akuttelefon import tasks
from akuttelefon.models import Opfoelgning, Opkald
from faelles import notices
from faelles.models import Besked, Lukkedag
from tests.conftest import local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paa_vagt")]

THE_28TH, THE_4TH = datetime.date(2026, 12, 28), datetime.date(2027, 1, 4)


@pytest.fixture
def town(kommune, familie, barn, konsulent, teamleder, akutvagt, administrator):
    """Vestersund with its default closing days (A)."""
    return kommune


@pytest.fixture
def closed_town(town):
    """Vestersund, closed on 28–30 December too (B)."""
    Lukkedag.objects.create(
        kommune=town,
        navn="Lukket mellem jul og nytår",
        fra=datetime.date(2026, 12, 28),
        til=datetime.date(2026, 12, 30),
    )
    return town


def browser(bruger):
    """A fresh login at the moment the clock shows."""
    client = Client()
    client.force_login(bruger)
    return client


def text_of(response):
    """The words of a page, without tags and with single spaces."""
    assert response.status_code in (200, 409), response.status_code
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " ").split()).replace(" .", ".")


def typed(familie, barn, **fields):
    """What Nadia types about the first call."""
    return {
        "idempotency_key": str(uuid.uuid4()),
        "familie": str(familie.pk),
        "opkalder": f"foraelder-{familie.plejeforaeldre.get().pk}",
        "boern": [str(barn.pk)],
        "dato": "24-12-2026",
        "starttid": "19.10",
        "sluttid": "19.42",
        "situation": "Drengen har låst sig inde på sit værelse og vil ikke svare.",
        "raad": "Bliv ved døren, tal roligt, og lad ham komme ud i sit eget tempo.",
        "alvor": Opkald.Alvor.ALVORLIGT,
        "udfald": Opkald.Udfald.KRAEVER_KONSULENT,
        "underretningssvar": Opkald.Underretningssvar.NEJ,
        **fields,
    }


def register(akutvagt, familie, barn, **fields):
    """Nadia saves the form; the newest call is the answer."""
    data = typed(familie, barn, **fields)
    response = browser(akutvagt).post(reverse("akuttelefon:opkald_create"), data)
    assert response.status_code == 302, text_of(response)
    return Opkald.objects.select_related("opfoelgning").get(idempotency_key=data["idempotency_key"])


def first_call(at, akutvagt, familie, barn, **fields):
    at("2026-12-24 19:55")
    return register(akutvagt, familie, barn, **fields)


def second_call(at, akutvagt, familie, barn):
    at("2026-12-27 23:00")
    return register(akutvagt, familie, barn, dato="27-12-2026", starttid="22.40", sluttid="22.55")


def close(konsulent, opkald, notat="Talte med Grete. Han kom selv ud. Besøg tirsdag."):
    url = reverse("akuttelefon:opfoelgning_complete", args=[opkald.opfoelgning.pk])
    data = {"notat": notat, "resultat": Opfoelgning.Resultat.BESOEG}
    return browser(konsulent).post(url, data)


# --- line 1 -----------------------------------------------------------------------------------


def test_1_nadia_registers_the_call_32_minutes_delay_13(at, town, akutvagt, familie, barn):
    opkald = first_call(at, akutvagt, familie, barn)
    assert opkald.minutter == 32
    assert opkald.forsinkelse == 13
    assert opkald.udfald == Opkald.Udfald.KRAEVER_KONSULENT
    assert opkald.udbyder.navn == "Brohus"
    page = text_of(browser(akutvagt).get(opkald.get_absolute_url()))
    for words in ("32 min", "Kræver konsulent", "Drengen har låst sig inde"):
        assert words in page


# --- line 2 -----------------------------------------------------------------------------------


def test_2a_due_and_notified_monday_28_december(at, town, akutvagt, familie, barn, konsulent):
    opfoelgning = first_call(at, akutvagt, familie, barn).opfoelgning
    assert opfoelgning.ansvarlig == konsulent
    assert opfoelgning.frist == THE_28TH
    assert Besked.objects.get(to=konsulent).due_at == local("2026-12-28 08:00")


def test_2b_due_and_notified_monday_4_january(at, closed_town, akutvagt, familie, barn, konsulent):
    opfoelgning = first_call(at, akutvagt, familie, barn).opfoelgning
    assert opfoelgning.frist == THE_4TH
    assert Besked.objects.get(to=konsulent).due_at == local("2027-01-04 08:00")
    # every day between is skipped, and says why
    assert [day for day, _ in opfoelgning.oversprungne] == [
        *(f"2026-12-{day}" for day in range(25, 32)),
        *(f"2027-01-0{day}" for day in range(1, 4)),
    ]


@pytest.mark.parametrize("moment", ["2026-12-28 07:59:59", "2026-12-28 08:00:00"])
def test_2_lars_is_told_at_eight_and_not_a_second_before(
    moment, at, town, akutvagt, familie, barn, konsulent, mailoutbox
):
    first_call(at, akutvagt, familie, barn)
    at(moment)
    told = int(moment.endswith("08:00:00"))
    assert notices.deliver_due() == told
    assert [m.to for m in mailoutbox] == [[konsulent.email]] * told


# --- line 3 -----------------------------------------------------------------------------------


def test_3_the_screen_shows_the_long_wait_and_takes_an_interim_contact(
    at, closed_town, akutvagt, familie, barn, konsulent
):
    at("2026-12-24 19:55")
    page = text_of(
        browser(akutvagt).post(
            reverse("akuttelefon:opkald_forloeb"),
            {"familie": familie.pk, "dato": "24-12-2026", "starttid": "19.10"},
        )
    )
    assert "Der går 11 dage" in page
    assert "næste hverdag er 4. januar 2027" in page.lower()
    assert "Lars Holt følger op senest" in page
    assert "Hvem kan familien kontakte indtil da?" in page

    # the interim contact is kept, and moves nothing
    opkald = register(akutvagt, familie, barn, midlertidig_kontakt="Vagthavende på Brohus")
    assert opkald.midlertidig_kontakt == "Vagthavende på Brohus"
    assert opkald.opfoelgning.frist == THE_4TH
    assert opkald.opfoelgning.ansvarlig == konsulent
    assert "Vagthavende på Brohus" in text_of(browser(konsulent).get(opkald.get_absolute_url()))


def test_3_with_the_default_days_the_wait_is_short_and_nothing_more_is_asked(
    at, town, akutvagt, familie
):
    at("2026-12-24 19:55")
    page = text_of(
        browser(akutvagt).post(
            reverse("akuttelefon:opkald_forloeb"),
            {"familie": familie.pk, "dato": "24-12-2026", "starttid": "19.10"},
        )
    )
    assert "mandag 28. december" in page
    assert "Hvem kan familien kontakte indtil da?" not in page


# --- line 4 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["A", "B"])
def test_4_the_second_call_has_its_own_duty_and_both_are_shown_together(
    variant, at, request, akutvagt, familie, barn, konsulent
):
    request.getfixturevalue("town" if variant == "A" else "closed_town")
    first = first_call(at, akutvagt, familie, barn)
    second = second_call(at, akutvagt, familie, barn)
    due = THE_28TH if variant == "A" else THE_4TH
    assert [row.frist for row in Opfoelgning.objects.order_by("pk")] == [due, due]

    # each page names the other call, and each is closed on its own
    at("2026-12-28 08:30")
    client = browser(konsulent)
    for one, other in ((first, second), (second, first)):
        assert other.get_absolute_url() in client.get(one.get_absolute_url()).content.decode()
    assert close(konsulent, first).status_code == 302
    assert [row.opkald for row in Opfoelgning.objects.open()] == [second]


# --- line 5 -----------------------------------------------------------------------------------


def test_5_lars_closes_the_first_in_time_and_the_second_is_escalated(
    at, town, akutvagt, familie, barn, konsulent, teamleder
):
    first = first_call(at, akutvagt, familie, barn)
    second = second_call(at, akutvagt, familie, barn)

    # Lars follows up on Monday at 10.15
    at("2026-12-28 10:15")
    assert close(konsulent, first).status_code == 302
    first.opfoelgning.refresh_from_db()
    assert first.opfoelgning.til_tiden is True
    assert first.opfoelgning.completed_at == local("2026-12-28 10:15")
    assert "til tiden" in text_of(browser(konsulent).get(first.get_absolute_url())).lower()

    # nothing on the second: overdue at midnight
    for moment, overdue in (("2026-12-28 23:59:59", []), ("2026-12-29 00:00:00", [second.pk])):
        at(moment)
        rows = Opfoelgning.objects.overdue(local(moment).date())
        assert [row.opkald_id for row in rows] == overdue
        assert tasks.escalate_overdue() == 0

    # and the leader hears of it on Tuesday at eight
    at("2026-12-29 07:59:59")
    assert tasks.escalate_overdue() == 0
    at("2026-12-29 08:00:00")
    assert tasks.escalate_overdue() == 1
    assert tasks.escalate_overdue() == 0
    assert Besked.objects.get(to=teamleder).url == second.get_absolute_url()
    assert familie.visningsnavn in text_of(browser(teamleder).get(reverse("overblik:min_dag")))


def test_5b_the_escalation_would_be_tuesday_5_january(
    at, closed_town, akutvagt, familie, barn, teamleder
):
    first_call(at, akutvagt, familie, barn)
    for moment, told in (("2027-01-05 07:59:59", 0), ("2027-01-05 08:00:00", 1)):
        at(moment)
        assert tasks.escalate_overdue() == told
    assert Besked.objects.filter(to=teamleder).count() == 1


# --- line 6 -----------------------------------------------------------------------------------


def report(teamleder, month):
    """The exact numbers: a leader may see the calls. What is shared hides small numbers (W4)."""
    page = browser(teamleder).get(reverse("akuttelefon:rapport"), {"maaned": month})
    return text_of(page)


def test_6_report_of_december(
    at, town, akutvagt, familie, barn, konsulent, teamleder, administrator
):
    first = first_call(at, akutvagt, familie, barn)
    second_call(at, akutvagt, familie, barn)
    at("2026-12-28 10:15")
    close(konsulent, first)
    at("2027-01-06 09:00")
    page = report(teamleder, "2026-12")
    assert "Opkald 2" in page
    assert "Uden for åbningstiden 2 af 2" in page
    assert "Fulgt op til tiden 1 af 2" in page
    assert "Bruun" not in page
    shared = text_of(
        browser(administrator).get(reverse("akuttelefon:rapport"), {"maaned": "2026-12"})
    )
    assert "Opkald &lt;5" in shared
    assert "Uden for åbningstiden &lt;5 af &lt;5" in shared
    assert "Bruun" not in shared


def test_6b_calls_belong_to_december_though_the_duty_is_in_january(
    at, closed_town, akutvagt, familie, barn, konsulent, teamleder
):
    first = first_call(at, akutvagt, familie, barn)
    second_call(at, akutvagt, familie, barn)
    at("2027-01-04 10:15")
    close(konsulent, first)
    at("2027-01-06 09:00")
    assert "Opkald 2" in report(teamleder, "2026-12")
    assert "Opkald 0" in report(teamleder, "2027-01")
