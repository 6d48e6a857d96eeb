"""Whoever is not, or no longer, of a case: every address, list and form of its cooperation.

One child with everything the cooperation holds. The same questions are asked for somebody whose
place has ended, for stand-ins before and after, for a neighbour institution and for another
municipality.
"""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import Besked
from overblik.queries.pligt import Dag
from overblik.queries.pligter import pligter_for
from plejefamilier import actions, pligter, tasks
from plejefamilier.models import Aftale, Fravaer, Kontakt, Rolleaftale
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.plejefamilier.kredshjaelp import START, place
from tests.plejefamilier.moeder import asked, call
from tests.plejefamilier.overgange import make_barn, make_overgang
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.date(2026, 12, 10)
WORDS = ("Noah", "Freja", "sover igennem", "Ringer til mor", "Send piktogrammer", "Bruun")
LISTS = (
    "samarbejde_list",
    "moede_list",
    "aftale_list",
    "kontakt_list",
    "kontakt_vaelg",
    "overgang_list",
)


def note(by, barn, tekst, del_med=()):
    return actions.log_kontakt(
        by=by,
        kommune=barn.kommune,
        slags=Kontakt.Slags.SAMTALE,
        tidspunkt=timezone.now(),
        tekst=tekst,
        barn=barn,
        del_med=del_med,
        idempotency_key=uuid.uuid4(),
    )


class Sag:
    """Noah's cooperation, and Freja's move, as Karen of Brohus knows them."""

    def __init__(self, noah, familie, brohus, konsulent, raadgiver, karen):
        kommune = noah.kommune
        self.plads = place(noah, bruger=karen)
        plan = Rolleaftale.objects.create(
            kommune=kommune,
            barn=noah,
            version=1,
            indgaaet_paa=START,
            by=konsulent,
            linjer=[{"opgave": "Ringer til mor", "hvem": "Karen", "bemaerkning": ""}],
        )
        moede = call(
            konsulent,
            "2026-12-18 10:00",
            barn=noah,
            plejefamilie=familie,
            deltagere=[
                asked("konsulent", konsulent),
                asked("institutionsmedarbejder", karen, kredsrolle=self.plads),
            ],
        )
        shared = note(konsulent, noah, "Noah sover igennem nu.", [self.plads])
        own = note(karen, noah, "Jeg så, at Noah sover igennem.")
        facts = {"kommune": kommune, "barn": noah, "plejefamilie": familie}
        self.aftale = actions.create_aftale(
            by=konsulent,
            ansvarlig=karen,
            tekst="Send piktogrammer",
            frist=datetime.date(2026, 12, 17),
            **facts,
        )
        self.holdt = actions.create_aftale(
            by=konsulent, ansvarlig=karen, tekst="Send piktogrammer", frist=LAST_DAY, **facts
        )
        actions.complete_aftale(by=karen, aftale=self.holdt)
        overgang = make_overgang(
            by=raadgiver,
            barn=make_barn(kommune, raadgiver),
            familie=familie,
            institution=brohus,
            flytning=datetime.date(2027, 2, 1),
            kontaktpaedagog=karen,
        )
        self.pages = [
            url("barn_samarbejde", noah.pk),
            url("rolleaftale_detail", plan.pk),
            url("rolleaftale_pdf", plan.pk),
            url("moede_detail", moede.pk),
            url("moede_pdf", moede.pk),
            url("kontakt_detail", shared.pk),
            url("kontakt_detail", own.pk),
            url("kreds_kontakt_create", self.plads.pk),
            url("aftale_detail", self.aftale.pk),
            url("aftale_detail", self.holdt.pk),
            url("overgang_detail", overgang.pk),
            url("overgang_pdf", overgang.pk),
            url("udslusningsplan_detail", overgang.pk),
            url("overgangskontakt_create", overgang.pk),
        ]
        self.posts = [
            (url("moede_svar", moede.pk), {"svar": "afbud"}),
            (url("kreds_kontakt_create", self.plads.pk), {"tekst": "x", "slags": "samtale"}),
            (url("kontakt_correct", own.pk), {"tekst": "x", "idempotency_key": uuid.uuid4()}),
            (url("kontakt_share", own.pk), {"modtager": f"rolle-{self.plads.pk}"}),
            (url("aftale_detail", self.aftale.pk), {"udfald": "x"}),
            (url("aftale_drop", self.aftale.pk), {"begrundelse": "x"}),
            (url("aftale_reopen", self.holdt.pk), {}),
            (url("overgang_raadgivning", overgang.pk), {"minutter": "5", "tekst": "x"}),
            (url("overgang_stemme", overgang.pk), {"tekst": "x", "metode": "leg"}),
        ]


@pytest.fixture
def sag(at, noah, familie, brohus, konsulent, raadgiver, karen):
    at("2026-12-01 10:00")
    return Sag(noah, familie, brohus, konsulent, raadgiver, karen)


def open_to(client, person, pages):
    """Which of the pages answer 200."""
    client.force_login(person)
    return [page for page in pages if client.get(page).status_code == 200]


def told_in_lists(client, person):
    """Which words of the case stand on her lists, her start page or in the search."""
    client.force_login(person)
    pages = ["/", *(url(name) for name in LISTS), url("aftale_list") + "?vis=holdt"]
    pages += [url("moede_list") + "?vis=tidligere", url("samarbejde_list") + "?vis=familier"]
    texts = [text_of(client.post(reverse("overblik:soeg"), {"q": "prøve"}, follow=True))]
    for page in pages:
        answer = client.get(page)
        texts.append(text_of(answer) if answer.status_code == 200 else "")
    return {word for word in WORDS for text in texts if word in text}


def refused(client, person, posts):
    client.force_login(person)
    return [
        (address, answer.status_code)
        for address, data in posts
        if (answer := client.post(address, data)).status_code not in (403, 404)
    ]


# --- the day after --------------------------------------------------------------------------------


def test_the_day_after_her_last_day_nothing_of_it_opens(sag, client, at, karen, noah):
    # Given everything opens to Karen, to the last second of her last day in both circles
    for row in karen.kredsroller.all():
        row.til = LAST_DAY
        row.save()
    at("2026-12-10 23:59:59")
    assert open_to(client, karen, sag.pages) == sag.pages
    assert {"Noah", "Freja", "Send piktogrammer"} <= told_in_lists(client, karen)

    # When midnight has passed, Then no page, paper or form answers, no list says a word of it
    at("2026-12-11 00:00:00")
    assert open_to(client, karen, sag.pages) == []
    assert told_in_lists(client, karen) == set()
    # … and nothing that she sends is taken
    before = (Kontakt.objects.count(), Aftale.objects.filter(udfoert_at=None).count())
    assert refused(client, karen, sag.posts) == []
    assert before == (Kontakt.objects.count(), Aftale.objects.filter(udfoert_at=None).count())


@pytest.mark.parametrize("who", ["raadgiver", "teamleder"])
def test_no_promise_is_forgotten_where_there_is_no_konsulent(who, sag, at, request, noah):
    # Given a promise about a child of no family, or about a family whose konsulent is gone
    at("2026-12-09 10:00")
    new = request.getfixturevalue(who)
    sag.plads.til = LAST_DAY
    sag.plads.save()
    promise = Aftale.objects.filter(pk=sag.aftale.pk)
    if who == "raadgiver":
        promise.update(plejefamilie=None)
    else:
        noah.myndighedsraadgiver = None
        noah.save()
        sag.aftale.plejefamilie.konsulenttildelinger.update(til=LAST_DAY)
    # When the one who promised it has left
    at("2026-12-11 00:40")
    assert tasks.hand_on_aftaler() == 1
    assert tasks.hand_on_aftaler() == 0
    # Then it is somebody's who sees it
    row = Aftale.objects.visible_to(new).get(pk=sag.aftale.pk)
    assert row.ansvarlig == new


def test_what_she_had_promised_goes_to_the_konsulent_in_the_night(sag, at, karen, konsulent):
    at("2026-12-09 10:00")
    sag.plads.til = LAST_DAY
    sag.plads.save()
    at("2026-12-10 00:40")
    assert tasks.hand_on_aftaler() == 0, "she is there the whole of her last day"
    at("2026-12-11 00:40")
    assert tasks.hand_on_aftaler() == 1
    assert tasks.hand_on_aftaler() == 0
    sag.aftale.refresh_from_db()
    assert sag.aftale.ansvarlig == konsulent
    told = Besked.objects.filter(to=konsulent, key__startswith=f"aftale-{sag.aftale.pk}-ny-")
    assert [besked.tekst for besked in told] == ["Du har fået en aftale at holde"]
    # what was kept stays as it was kept
    sag.holdt.refresh_from_db()
    assert sag.holdt.ansvarlig == karen
    dag = Dag.for_kommune(konsulent.kommune)
    titles = [duty.titel for duty in pligter_for(konsulent, dag) if duty.slags == "Aftale"]
    assert any(title.startswith("Send piktogrammer") for title in titles)


def test_a_second_place_in_the_same_circle_keeps_the_door_open(sag, client, at, karen, noah):
    """She stops as supervisor and goes on as contact person: the promise is still hers."""
    place(noah, bruger=karen, rolle="kontaktpaedagog", fra=LAST_DAY)
    sag.plads.til = LAST_DAY
    sag.plads.save()
    at("2026-12-11 00:40")
    assert tasks.hand_on_aftaler() == 0
    assert open_to(client, karen, [url("aftale_detail", sag.aftale.pk)])


# --- stand-ins ------------------------------------------------------------------------------------


def test_the_konsulents_stand_in_sees_all_of_it_while_she_stands_in(
    sag, client, at, konsulent, kollega
):
    Fravaer.objects.create(
        bruger=konsulent,
        fra=datetime.date(2026, 12, 14),
        til=datetime.date(2026, 12, 15),
        stedfortraeder=kollega,
    )
    mine = [page for page in sag.pages if not {"plads", "pdf", "udskrift"} & {*page.split("/")}]
    seen = {}
    for moment in ("13 23:59:59", "14 00:00:00", "15 23:59:59", "16 00:00:00"):
        at(f"2026-12-{moment}")
        seen[moment] = open_to(client, kollega, mine)
    assert seen == {
        "13 23:59:59": [],
        "14 00:00:00": mine,
        "15 23:59:59": mine,
        "16 00:00:00": [],
    }
    assert told_in_lists(client, kollega) == set()


# --- neighbours -----------------------------------------------------------------------------------


def strangers(kommune, brohus):
    """People who cooperate, and have nothing to do with the case."""
    nabo = InstitutionFactory(kommune=kommune, navn="Nabohus")
    away = KommuneFactory(navn="Fremmed Kommune")
    yield BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=nabo, navn="Per Nabo"
    )
    yield BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Siv Ask"
    )
    yield BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=away)
    yield BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    yield BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    yield BrugerFactory(rolle=Rolle.TEAMLEDER, team=TeamFactory(kommune=away))


def test_neighbours_and_other_municipalities_find_nothing(sag, client, kommune, brohus):
    for person in strangers(kommune, brohus):
        assert open_to(client, person, sag.pages) == [], person.rolle_navn
        assert refused(client, person, sag.posts) == [], person.rolle_navn


def test_a_circle_that_was_not_invited_reads_neither_minutes_nor_what_was_agreed(
    sag, client, at, noah, familie, konsulent, ida
):
    # Given a meeting about Noah without Ida, who is in his circle, with minutes and an agreement
    place(noah, bruger=ida, rolle="familiebehandler")
    moede = call(
        konsulent,
        "2026-12-02 10:00",
        barn=noah,
        plejefamilie=familie,
        deltagere=[asked("konsulent", konsulent)],
    )
    at("2026-12-02 11:30")
    point = moede.punkter.first()
    actions.write_referat(
        by=konsulent,
        moede=moede,
        version=moede.version,
        punkter={point.pk: {"referat": "Mor drikker igen."}},
        fremmoede={moede.deltagere.get().pk: True},
    )
    actions.lock_referat(by=konsulent, moede=moede)
    aftale = actions.create_aftale(
        by=konsulent,
        kommune=noah.kommune,
        moede=moede,
        barn=noah,
        plejefamilie=familie,
        tekst="Tag urinprøve",
        ansvarlig=konsulent,
        frist=datetime.date(2026, 12, 4),
    )
    # Then she sees her own meetings' minutes and no other's: not on the child's cooperation either
    closed = [
        url("moede_detail", moede.pk),
        url("moede_pdf", moede.pk),
        url("aftale_detail", aftale.pk),
    ]
    assert open_to(client, ida, closed) == []
    pages = [url("barn_samarbejde", noah.pk), "/", *(url(name) for name in LISTS)]
    pages += [url("moede_list") + "?vis=tidligere", url("aftale_list") + "?vis=sager"]
    for page in pages:
        text = text_of(client.get(page))
        assert "drikker" not in text, page
        assert "urinprøve" not in text, page


# --- one note, several families -------------------------------------------------------------------


def test_what_follows_from_a_note_about_two_families_tells_neither_of_the_other(
    client, at, team, familie, konsulent, kollega
):
    """The agreement that came of it belongs to the first; the other's konsulent meets no trace."""
    at("2026-12-01 10:00")
    anden = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Åkjær, Ida og Per")
    kontakt = actions.log_kontakt(
        by=konsulent,
        kommune=familie.kommune,
        slags=Kontakt.Slags.VEJLEDNING,
        tidspunkt=timezone.now(),
        tekst="Begge vil gerne have kurset.",
        familier=[familie, anden],
        naeste_skridt="Bestil plads",
        naeste=(konsulent, datetime.date(2026, 12, 8)),
        idempotency_key=uuid.uuid4(),
    )
    anden.konsulenttildelinger.update(til=datetime.date(2026, 11, 30))
    anden.konsulenttildelinger.create(
        konsulent=kollega, fra=datetime.date(2026, 12, 1), begrundelse="Ny"
    )
    aftale = Aftale.objects.get()
    assert aftale.plejefamilie == familie
    client.force_login(kollega)
    page = text_of(client.get(url("kontakt_detail", kontakt.pk)))
    assert "Begge vil gerne have kurset." in page
    assert "Åkjær" in page
    for word in ("Bruun", url("aftale_detail", aftale.pk), url("plejefamilie_detail", familie.pk)):
        assert word not in page
    assert client.get(url("aftale_detail", aftale.pk)).status_code == 404
    # she cannot share it into the circle of the family she does not know
    skjult = place(
        familie=familie,
        bruger=BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=familie.kommune),
    )
    actions.share_kontakt(by=konsulent, kontakt=kontakt, modtager=skjult)
    page = text_of(client.get(url("kontakt_detail", kontakt.pk)))
    assert skjult.bruger.navn not in page
    answer = client.post(url("kontakt_share", kontakt.pk), {"modtager": f"rolle-{skjult.pk}"})
    assert answer.status_code == 200
    assert kontakt.delinger.count() == 1


# --- a right that lapsed without anybody writing it down ------------------------------------------


def test_a_konsulent_who_moved_to_another_municipality_has_no_duty_left_here(
    sag, at, client, noah, familie, konsulent, ida
):
    """Her assignment was never ended; her role here was. Min dag tells her nothing of it."""
    place(noah, bruger=ida, rolle="familiebehandler")
    at("2026-12-29 10:00")
    dag = timezone.localdate()
    assert [row for row in pligter.of_bruger(konsulent, dag, limit=50) if row.familienavn]
    away = TeamFactory(kommune=KommuneFactory())
    konsulent.roller.update(til=dag - datetime.timedelta(days=1))
    konsulent.roller.create(
        rolle=Rolle.KONSULENT, kommune=away.kommune, team=away, fra=dag, bruger=konsulent
    )
    fresh = type(konsulent).objects.get(pk=konsulent.pk)
    left = [
        (row.slags, row.familienavn, row.barnenavn)
        for row in pligter.of_bruger(fresh, dag, limit=50)
    ]
    assert left == []
    assert told_in_lists(client, fresh) == set()
    assert open_to(client, fresh, sag.pages) == []


def test_a_child_of_another_home_cannot_be_named_by_its_id(
    sag, client, konsulent, kommune, team, kollega
):
    """Every form with a field for a row takes only rows that are hers."""
    other = PlejefamilieFactory(team=team, konsulent=kollega, navn="Anden, Ane")
    child = BarnFactory(kommune=kommune, plejefamilie=other, navn="Anden Prøvesen")
    client.force_login(konsulent)
    for address in (
        f"{url('moede_create')}?barn={child.pk}&slags=andet",
        f"{url('moede_create')}?familie={other.pk}&slags=andet",
        url("barn_aftale_create", child.pk),
        url("familie_aftale_create", other.pk),
        url("familie_kontakt_create", other.pk),
        url("barn_kontakt_create", child.pk),
        url("barn_kredsrolle_create", child.pk),
        url("barn_tovholder", child.pk),
        url("barn_rolleaftale_create", child.pk),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"tekst": "x"}).status_code == 404, address
