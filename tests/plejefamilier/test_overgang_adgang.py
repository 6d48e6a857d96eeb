"""Who sees a move, and what of it: circle, other institutions, the end of a place, the address."""

import datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import Oenske
from plejefamilier.queries import overgang as queries
from tests.conftest import DAY
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.plejefamilier.overgange import (
    PLAN,
    in_circle,
    make_barn,
    make_overgang,
    make_paedagog,
    texts,
)

pytestmark = pytest.mark.django_db
FLYTNING = datetime.date(2027, 2, 1)
ADDRESS = "Hemmelig Vej 12, 9999 Vestersund"


@pytest.fixture
def amira(brohus):
    return make_paedagog(brohus)


@pytest.fixture
def overgang(at, kommune, raadgiver, familie, brohus, amira):
    at("2026-12-02 12:00")
    familie.adresse, familie.adresse_beskyttet, familie.telefon = ADDRESS, True, "20304050"
    familie.save()
    row = make_overgang(
        by=raadgiver,
        barn=make_barn(kommune, raadgiver),
        familie=familie,
        institution=brohus,
        flytning=FLYTNING,
        kontaktpaedagog=amira,
    )
    actions.save_plan(by=raadgiver, overgang=row, seen=0, dage=PLAN, felter=texts("Plan"))
    return row


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


def status(client, bruger, name, *args):
    client.force_login(bruger)
    return client.get(url(name, *args)).status_code


def test_raadgiver_konsulent_leader_and_circle_see_it(
    overgang, client, raadgiver, konsulent, teamleder, amira
):
    for person in (raadgiver, konsulent, teamleder, amira):
        for name in ("overgang_detail", "overgang_pdf", "udslusningsplan_detail"):
            assert status(client, person, name, overgang.pk) == 200, (person, name)


def test_nobody_else_does(overgang, client, kommune, kollega, akutvagt, administrator):
    other_house = InstitutionFactory(kommune=kommune)
    away = KommuneFactory()
    strangers = [
        kollega,
        make_paedagog(other_house, "Anden Pædagog"),
        BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune),
        BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=away)),
    ]
    for person in strangers:
        for name in ("overgang_detail", "overgang_pdf", "udslusningsplan_detail"):
            assert status(client, person, name, overgang.pk) == 404, (person, name)
        client.force_login(person)
        assert "Freja" not in client.get(url("overgang_list")).content.decode()
    for person in (akutvagt, administrator):
        assert status(client, person, "overgang_detail", overgang.pk) == 403


def test_a_colleague_of_the_same_institution_needs_a_place_in_the_circle(overgang, client, brohus):
    colleague = make_paedagog(brohus, "Kollega Pædagog")
    assert status(client, colleague, "overgang_detail", overgang.pk) == 404
    in_circle(overgang.barn, colleague)
    assert status(client, colleague, "overgang_detail", overgang.pk) == 200


def test_the_place_ends_with_its_last_day(overgang, client, brohus, at):
    colleague = make_paedagog(brohus, "Kollega Pædagog")
    in_circle(overgang.barn, colleague, til=datetime.date(2026, 12, 10))
    at("2026-12-10 23:59")
    assert status(client, colleague, "overgang_detail", overgang.pk) == 200
    at("2026-12-11 00:00")
    for name in ("overgang_detail", "overgang_pdf", "overgangskontakt_create"):
        assert status(client, colleague, name, overgang.pk) == 404


def test_the_family_it_moves_to_stops_seeing_a_closed_move_of_a_child_that_never_came(
    overgang, client, raadgiver, konsulent
):
    actions.close_overgang(by=raadgiver, overgang=overgang, afslutning="Det blev ikke til noget.")
    assert status(client, konsulent, "overgang_detail", overgang.pk) == 404
    assert status(client, raadgiver, "overgang_detail", overgang.pk) == 200


def test_the_institution_notes_visits_but_changes_nothing(overgang, client, amira):
    for name in ("overgangskontakt_create", "overgang_stemme"):
        assert status(client, amira, name, overgang.pk) == 200
    for name in ("overgang_update", "overgang_close", "udslusningsplan_update", "overgang_flyt"):
        assert status(client, amira, name, overgang.pk) == 403, name
    page = client.get(url("overgang_detail", overgang.pk)).content.decode()
    for name in ("overgang_update", "overgang_close", "udslusningsplan_update"):
        assert url(name, overgang.pk) not in page


@pytest.mark.parametrize("who", ["amira", "raadgiver", "konsulent"])
def test_no_address_phone_or_cpr_on_page_or_paper(who, overgang, client, request):
    person = request.getfixturevalue(who)
    client.force_login(person)
    context = queries.page_context(person, queries.rows_for(person).get(pk=overgang.pk))
    paper = render_to_string("plejefamilier/overgang_pdf.html", context)
    pages = [client.get(url("overgang_detail", overgang.pk)).content.decode(), paper]
    pages.append(client.get(url("udslusningsplan_detail", overgang.pk)).content.decode())
    for page in pages:
        assert "Freja" in page
        for secret in ("Hemmelig Vej", "20304050", "20 30 40 50", overgang.barn.cpr):
            assert secret not in page


def test_wishes_about_other_things_and_other_homes_stay_out(
    overgang, client, amira, raadgiver, team, kollega
):
    barn = overgang.barn
    respite = PlejefamilieFactory(team=team, konsulent=kollega, navn="Aflast, Ane")
    actions.place_barn(
        by=kollega,
        barn=barn,
        plejefamilie=respite,
        slags="aflastning",
        grundlag="samtykke",
        fra=timezone.localdate(),
    )
    Oenske.objects.create(
        barn=barn,
        dato=timezone.localdate(),
        metode="samtale",
        tekst="Jeg vil ikke se min far",
        by=raadgiver,
    )
    client.force_login(amira)
    page = client.get(url("overgang_detail", overgang.pk)).content.decode()
    assert "Aflast" not in page
    assert "min far" not in page
    assert "bamse" in page


def test_a_contact_of_another_move_is_not_hers_to_hold(
    overgang, client, amira, kommune, raadgiver, familie, brohus
):
    other = make_overgang(
        by=raadgiver,
        barn=make_barn(kommune, raadgiver, "Storm Prøvesen"),
        familie=familie,
        institution=brohus,
        flytning=FLYTNING,
    )
    kontakt = actions.add_kontakt(
        by=raadgiver, overgang=other, slags="besoeg", start=timezone.now() + DAY
    )
    client.force_login(amira)
    for name in ("overgangskontakt_hold", "overgangskontakt_cancel"):
        assert client.post(url(name, kontakt.pk), {"begrundelse": "x"}).status_code == 404
    kontakt.refresh_from_db()
    assert kontakt.aflyst_at is None


def test_every_reading_is_logged_with_its_purpose(overgang, client, amira, raadgiver, konsulent):
    for person, purpose in (
        (amira, "i barnets kreds"),
        (raadgiver, "rådgiver for barnet"),
        (konsulent, "familien, barnet flytter til"),
    ):
        status(client, person, "overgang_detail", overgang.pk)
        line = AuditEvent.objects.filter(event="overgang.laest", bruger_id=person.pk).last()
        assert line.formaal == purpose


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_three(
    rows, client, raadgiver, kommune, familie, brohus, at, django_assert_num_queries
):
    at("2026-12-02 12:00")
    for number in range(rows):
        overgang = make_overgang(
            by=raadgiver,
            barn=make_barn(kommune, raadgiver, f"Barn{number} Prøvesen"),
            familie=familie,
            institution=brohus,
            flytning=FLYTNING,
        )
        actions.save_plan(by=raadgiver, overgang=overgang, seen=0, dage=PLAN, felter=texts("x"))
    client.force_login(raadgiver)
    client.get(url("overgang_list"))  # the first page of a login also writes the session
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(url("overgang_list"))
    assert len(page.context["side"].rows) == rows


LIST_QUERIES, PAGE_QUERIES = 7, 12


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_has_happened(
    rows, overgang, client, raadgiver, amira, django_assert_max_num_queries
):
    for number in range(rows):
        actions.add_kontakt(
            by=raadgiver, overgang=overgang, slags="besoeg", start=timezone.now() + number * DAY
        )
        actions.add_kendtvoksen(
            by=raadgiver, overgang=overgang, navn=f"Voksen {number}", fra=FLYTNING
        )
        actions.hear_barn(
            by=amira,
            overgang=overgang,
            metode="tegning",
            tekst=f"Tegning {number}",
            dato=timezone.localdate(),
        )
    client.force_login(raadgiver)
    client.get(url("overgang_list"))
    with django_assert_max_num_queries(PAGE_QUERIES):
        page = client.get(url("overgang_detail", overgang.pk))
    assert page.status_code == 200
    assert sum(row.slags == "besoeg" for row in page.context["raekker"]) == rows


def test_a_child_that_lives_with_a_family_is_not_offered(at, client, raadgiver, kommune, familie):
    at("2026-12-02 12:00")
    BarnFactory(
        kommune=kommune, plejefamilie=familie, navn="Bor Her", myndighedsraadgiver=raadgiver
    )
    make_barn(kommune, raadgiver, "Bor Institution")
    client.force_login(raadgiver)
    page = client.get(url("overgang_create")).content.decode()
    assert "Bor Institution" in page
    assert "Bor Her" not in page
