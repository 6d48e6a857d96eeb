"""Agreements: made, reminded of, kept, changed, dropped and handed on."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from overblik.queries.pligt import Dag, Hast
from overblik.queries.pligter import pligter_for
from plejefamilier import actions, tasks
from plejefamilier.models import Aftale
from tests.conftest import local
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.parallel import at_once

LIST = "/plejefamilier/aftaler/"
MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def monday(at):
    at("2026-11-23 09:00")


def promise(by, familie, *, frist=MONDAY, ansvarlig=None, **fields):
    return actions.create_aftale(
        by=by,
        kommune=familie.kommune,
        plejefamilie=familie,
        tekst=fields.pop("tekst", "Ring til skolen om støtte i klassen"),
        ansvarlig=ansvarlig or by,
        frist=frist,
        **fields,
    )


def cards(bruger):
    dag = Dag.for_kommune(bruger.kommune)
    return [pligt for pligt in pligter_for(bruger, dag) if pligt.slags == "Aftale"]


def url(name, pk):
    return reverse(f"plejefamilier:{name}", args=[pk])


def test_konsulent_writes_it_on_the_family_page_and_it_stands_on_min_dag(
    monday, client, konsulent, familie
):
    # Given Lars, who opens the form from the family
    client.force_login(konsulent)
    page = url("familie_aftale_create", familie.pk)
    assert client.get(page).status_code == 200

    # When he leaves out the day, the form keeps what he wrote
    typed = {"tekst": "Bestil en tid hos lægen", "ansvarlig": konsulent.pk}
    answer = client.post(page, typed)
    assert "Skriv en dato." in answer.content.decode()
    assert "Bestil en tid hos lægen" in answer.content.decode()

    # And when he fills it in, it is on his Min dag
    answer = client.post(page, {**typed, "frist": "24-11-2026"}, follow=True)
    assert "står på din Min dag" in answer.content.decode()
    (card,) = cards(konsulent)
    assert card.hast == Hast.SNART
    assert card.titel == "Bestil en tid hos lægen – Bruun"
    assert "Bestil en tid hos lægen" in client.get("/").content.decode()


def test_it_is_late_after_its_day_until_it_is_kept(at, client, konsulent, familie):
    at("2026-11-20 09:00")
    aftale = promise(konsulent, familie, frist=datetime.date(2026, 11, 20))
    assert cards(konsulent)[0].hast == Hast.I_DAG
    at("2026-11-24 09:00")
    (card,) = cards(konsulent)
    assert (card.hast, card.pille) == (Hast.SENT, "2 hverdage over frist")
    client.force_login(konsulent)
    answer = client.post(url("aftale_detail", aftale.pk), {"udfald": "Gik fint"}, follow=True)
    assert "Aftalen er holdt" in answer.content.decode()
    assert cards(konsulent) == []
    aftale.refresh_from_db()
    assert (aftale.udfald, aftale.udfoert_af) == ("Gik fint", konsulent)
    # And undone, it is back
    client.post(url("aftale_reopen", aftale.pk))
    assert len(cards(konsulent)) == 1


def test_an_agreement_far_ahead_waits_until_it_is_near(at, konsulent, familie):
    at("2026-11-23 09:00")
    promise(konsulent, familie, frist=datetime.date(2026, 12, 8))
    assert cards(konsulent) == []
    at("2026-11-24 00:00")
    assert len(cards(konsulent)) == 1


def test_the_owner_is_told_at_once_and_reminded_on_the_hverdag_before(
    at, konsulent, kollega, familie
):
    at("2026-12-22 10:00")  # the 24th, 25th, 26th are closed; the day before Monday 28 is Sunday
    aftale = promise(konsulent, familie, ansvarlig=kollega, frist=datetime.date(2026, 12, 28))
    told = {row.due_at for row in Besked.objects.filter(to=kollega)}
    assert told == {local("2026-12-22 10:00"), local("2026-12-23 08:00")}
    assert not Besked.objects.filter(to=konsulent).exists()
    for row in Besked.objects.filter(to=kollega):
        assert "Bruun" not in row.tekst
        assert "skolen" not in row.tekst
    # moving it moves the reminder
    actions.update_aftale(
        by=konsulent,
        aftale=aftale,
        version=aftale.version,
        tekst=aftale.tekst,
        ansvarlig=kollega,
        ansvarlig_navn="",
        frist=datetime.date(2027, 1, 5),
    )
    waiting = Besked.objects.undelivered().filter(to=kollega, due_at__gt=local("2026-12-22 10:00"))
    assert [row.due_at for row in waiting] == [local("2027-01-04 08:00")]
    # and keeping it takes it back
    actions.complete_aftale(by=kollega, aftale=aftale)
    assert not waiting.all().exists()


def test_a_day_that_has_passed_and_an_owner_from_elsewhere_are_refused(monday, konsulent, familie):
    with pytest.raises(ValidationError) as error:
        promise(konsulent, familie, frist=datetime.date(2026, 11, 22))
    assert error.value.error_dict["frist"][0].code == "frist"
    stranger = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
    closed = BrugerFactory(rolle=Rolle.KONSULENT, team=familie.team, is_active=False)
    for somebody in (stranger, closed):
        with pytest.raises(ValidationError) as error:
            promise(konsulent, familie, ansvarlig=somebody)
        assert error.value.error_dict["ansvarlig"][0].code == "ansvarlig"
    assert not Aftale.objects.exists()


def test_an_agreement_about_nobody_is_refused(monday, konsulent, kommune):
    with pytest.raises(ValidationError, match="Vælg den familie eller det barn"):
        actions.create_aftale(
            by=konsulent, kommune=kommune, tekst="Ring", ansvarlig=konsulent, frist=MONDAY
        )


def test_dropping_needs_a_reason_and_leaves_the_trail(monday, client, konsulent, familie):
    aftale = promise(konsulent, familie)
    client.force_login(konsulent)
    answer = client.post(url("aftale_drop", aftale.pk), {"begrundelse": " "})
    assert "Skriv, hvorfor aftalen bortfalder." in answer.content.decode()
    client.post(url("aftale_drop", aftale.pk), {"begrundelse": "Skolen har selv ringet"})
    assert cards(konsulent) == []
    assert "Skolen har selv ringet" in client.get(LIST + "?vis=holdt").content.decode()
    assert AuditEvent.objects.filter(event="aftale.bortfaldet").count() == 1


def test_a_colleague_who_saved_first_is_shown_and_not_overwritten(
    monday, client, konsulent, familie
):
    aftale = promise(konsulent, familie)
    client.force_login(konsulent)
    stale = aftale.version
    changes = {"tekst": "Ring til børnehaven", "ansvarlig": konsulent, "frist": MONDAY}
    actions.update_aftale(by=konsulent, aftale=aftale, version=stale, ansvarlig_navn="", **changes)
    typed = {
        "version": stale,
        "tekst": "Skriv til skolen",
        "ansvarlig": konsulent.pk,
        "frist": "23-11-2026",
    }
    answer = client.post(url("aftale_update", aftale.pk), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Skriv til skolen" in text
    assert "Ring til børnehaven" in text
    aftale.refresh_from_db()
    assert aftale.tekst == "Ring til børnehaven"


@pytest.mark.django_db(transaction=True)
def test_twenty_who_keep_it_at_once_keep_it_once(konsulent, familie):
    aftale = promise(konsulent, familie, frist=datetime.date(2199, 1, 1))
    at_once(20, lambda _: actions.complete_aftale(by=konsulent, aftale=aftale))
    assert AuditEvent.objects.filter(event="aftale.holdt").count() == 1


def test_a_new_konsulent_takes_over_from_her_first_day(
    at, konsulent, kollega, teamleder, familie, raadgiver
):
    # Given an agreement of Lars and one of the rådgiver
    at("2026-11-23 09:00")
    mine = promise(konsulent, familie, frist=datetime.date(2026, 12, 10))
    other = promise(konsulent, familie, ansvarlig=raadgiver, frist=datetime.date(2026, 12, 10))
    # When Mette becomes the family's konsulent on Wednesday
    actions.assign_konsulent(
        by=teamleder,
        plejefamilie=familie,
        konsulent=kollega,
        fra=datetime.date(2026, 11, 25),
        begrundelse="Lars rejser",
    )
    tasks.hand_on_aftaler()
    mine.refresh_from_db()
    assert mine.ansvarlig == konsulent
    # Then it is hers that morning, twice or once, and she is told; the rådgiver keeps his
    at("2026-11-25 00:15")
    assert tasks.hand_on_aftaler() == 1
    assert tasks.hand_on_aftaler() == 0
    for row in (mine, other):
        row.refresh_from_db()
    assert (mine.ansvarlig, other.ansvarlig) == (kollega, raadgiver)
    assert Besked.objects.filter(to=kollega, tekst="Du har fået en aftale at holde").count() == 1
    assert len(cards(kollega)) == 0 or cards(kollega)[0].frist == datetime.date(2026, 12, 10)


def test_stand_in_sees_what_is_due_while_she_stands_in(at, konsulent, kollega, familie):
    at("2026-11-23 09:00")
    aftale = promise(konsulent, familie, frist=datetime.date(2026, 11, 24))
    promise(konsulent, familie, frist=datetime.date(2026, 12, 1), tekst="Kan vente")
    FravaerFactory(bruger=konsulent, stedfortraeder=kollega, fra=MONDAY, til=MONDAY.replace(day=25))
    assert cards(kollega) == []
    at("2026-11-24 08:00")
    assert [card.titel for card in cards(kollega)] == [f"{aftale.tekst} – Bruun"]
    at("2026-11-26 00:00")
    assert cards(kollega) == []


def test_it_is_seen_by_its_owner_and_those_of_the_case_only(
    monday, client, konsulent, kollega, teamleder, kommune, team, familie, barn, raadgiver
):
    # Given an agreement about Noah, owned by a familiebehandler
    behandler = BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune)
    other_raadgiver = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=other_raadgiver)
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    aftale = promise(konsulent, familie, ansvarlig=behandler, barn=barn)
    elsewhere = KommuneFactory()
    strangers = [
        kollega,
        other_raadgiver,  # of another child in the same home
        BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune),
        BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=kommune)),
        BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=elsewhere)),
        BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=kommune),
    ]
    page = url("aftale_detail", aftale.pk)
    for bruger in (konsulent, teamleder, raadgiver, behandler):
        client.force_login(bruger)
        assert client.get(page).status_code == 200, bruger.rolle_navn
    for bruger in strangers:
        client.force_login(bruger)
        assert client.get(page).status_code in (403, 404), bruger.rolle_navn
        assert client.post(page, {}).status_code in (403, 404)
    # The owner learns the child's first name and nothing to click on
    client.force_login(behandler)
    text = client.get(page).content.decode()
    assert "Noah" in text
    assert "Prøvesen" not in text
    assert f"/boern/{barn.pk}/" not in text
    # And when her role has ended, it is closed to her
    behandler.roller.update(til=MONDAY - datetime.timedelta(days=1))
    assert client.get(page).status_code in (403, 404)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("vis", ["mine", "sager", "holdt"])
def test_the_list_asks_the_same_number_of_questions_at_1_row_and_3(
    rows, vis, monday, client, konsulent, team, django_assert_num_queries
):
    for number in range(rows):
        familie = PlejefamilieFactory(team=team, konsulent=konsulent)
        promise(konsulent, familie, tekst=f"Opgave {number}")
        done = promise(konsulent, familie, tekst=f"Holdt {number}")
        actions.complete_aftale(by=konsulent, aftale=done)
    client.force_login(konsulent)
    client.get(LIST)
    with django_assert_num_queries(6):
        answer = client.get(f"{LIST}?vis={vis}")
    assert answer.content.decode().count("<tr>") == rows + 1
