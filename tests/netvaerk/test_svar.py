"""What families answer about networks and the line: typed in one after another, without names."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles import regler
from faelles.access import Rolle
from faelles.models import AuditEvent
from netvaerk.actions.netvaerkssvar import remove_netvaerkssvar, write_netvaerkssvar
from netvaerk.models import Netvaerkssvar
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory
from tests.netvaerk.fakta import make_gruppe
from tests.pdftekst import words_of
from tests.plejefamilier.sider import text_of

pytestmark = pytest.mark.django_db
NYT = "netvaerk:netvaerkssvar_create"
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"netvaerk:{name}", args=args)


@pytest.fixture(autouse=True)
def monday(at):
    at("2026-11-23 10:00")


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


@pytest.fixture
def nord(kommune, amira, konsulent):
    return make_gruppe(kommune, facilitator=amira, ansvarlig=konsulent, navn="Nord")


def write(by, **facts):
    facts = {
        "om": "ingen",
        "dato": timezone.localdate(),
        "idempotency_key": uuid.uuid4(),
        "tryghed": 4,
        **facts,
    }
    return write_netvaerkssvar(by=by, **facts)


def key_of(page):
    return page.context["form"].initial["idempotency_key"]


def test_answers_are_typed_one_after_another(client, amira, nord):
    # Given the facilitator with a pile of sheets from the last meeting of a group
    client.force_login(amira)
    page = client.get(f"{url('netvaerkssvar_create')}?gruppe={nord.pk}")
    assert page.context["form"].initial["om"] == "gruppe"
    typed = {
        "idempotency_key": str(key_of(page)),
        "om": "gruppe",
        "gruppe": str(nord.pk),
        "dato": "22-11-2026",
        "mindre_alene": "5",
        "kraevende": "4",
        "tryghed": "",
        "har_ringet": "nej",
    }

    # When she saves the first
    answer = client.post(url("netvaerkssvar_create"), typed, follow=True)

    # Then it is there without a family, and the next begins with the same group and day
    row = Netvaerkssvar.objects.get()
    assert (row.om, row.gruppe, row.mindre_alene, row.kraevende) == ("gruppe", nord, 5, 4)
    assert (row.tryghed, row.har_ringet, row.by) == (None, False, amira)
    initial = answer.context["form"].initial
    assert (initial["gruppe"], initial["dato"]) == (nord.pk, datetime.date(2026, 11, 22))
    assert "Svaret er gemt. Skriv det næste." in text_of(answer)
    assert "Skrevet kl. 10.00: 5 · 4 · – · har ikke ringet" in text_of(answer)

    # And a repeat of the first is no second answer, while the next one is
    client.post(url("netvaerkssvar_create"), typed)
    assert Netvaerkssvar.objects.count() == 1
    client.post(url("netvaerkssvar_create"), typed | {"idempotency_key": str(uuid.uuid4())})
    assert Netvaerkssvar.objects.count() == 2


def test_the_log_and_the_row_know_no_family(amira, familie):
    row = write(amira)
    line = AuditEvent.objects.get(event="netvaerkssvar.skrevet")
    assert (line.objekt, line.familie_id, line.data) == (str(row.pk), None, {})
    assert not [one for one in Netvaerkssvar._meta.fields if "familie" in one.name]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mindre_alene": "", "kraevende": "", "tryghed": ""}, "Sæt mindst ét svar."),
        ({"dato": "24-11-2026"}, "Datoen ligger i fremtiden."),
        ({"om": ""}, "Vælg, hvad familien er med i."),
        ({"tryghed": "6"}, "Marker en gyldig valgmulighed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, konsulent, wrong, words):
    client.force_login(konsulent)
    typed = {
        "idempotency_key": str(uuid.uuid4()),
        "om": "mentee",
        "dato": "23-11-2026",
        "tryghed": "4",
        "har_ringet": "ja",
        **wrong,
    }
    answer = client.post(url("netvaerkssvar_create"), typed)
    assert words in text_of(answer)
    assert answer.context["form"]["har_ringet"].value() == "ja"
    assert not Netvaerkssvar.objects.exists()


def test_only_groups_one_sees(amira, kommune, konsulent):
    # Given a group of another house and one of another municipality
    andet_hus = make_gruppe(kommune, facilitator=konsulent)
    fremmed = TeamFactory(kommune=KommuneFactory())
    anden = BrugerFactory(rolle=Rolle.KONSULENT, team=fremmed)
    langt_vaek = make_gruppe(fremmed.kommune, facilitator=anden)
    for gruppe in (andet_hus, langt_vaek):
        with pytest.raises(ValidationError) as refused:
            write(amira, om="gruppe", gruppe_id=gruppe.pk)
        assert refused.value.error_dict["gruppe"][0].code == "gruppe"
    # And a group left behind from the last answer is forgotten with another choice
    assert write(konsulent, om="mentor", gruppe_id=andet_hus.pk).gruppe is None


def test_a_key_belongs_to_who_used_it(amira, konsulent):
    row = write(amira)
    with pytest.raises(ValidationError, match="Åbn siden igen"):
        write(konsulent, idempotency_key=row.idempotency_key)


def test_one_takes_back_ones_own_of_today_after_being_asked(client, amira, konsulent, at):
    # Given an answer with a wrong box
    row = write(amira)
    client.force_login(amira)
    asked = client.get(url("netvaerkssvar_remove", row.pk))
    assert "Fjern svaret fra kl. 10.00" in text_of(asked)
    assert Netvaerkssvar.objects.exists()

    # When it is removed, Then it is gone and the log says so
    answer = client.post(url("netvaerkssvar_remove", row.pk), follow=True)
    assert "Svaret er fjernet." in text_of(answer)
    assert not Netvaerkssvar.objects.exists()
    assert AuditEvent.objects.get(event="netvaerkssvar.fjernet").objekt == str(row.pk)

    # But those of others, and of yesterday, are not to be found
    theirs, mine = write(konsulent), write(amira)
    assert client.get(url("netvaerkssvar_remove", theirs.pk)).status_code == 404
    with pytest.raises(ValidationError, match="samme dag"):
        remove_netvaerkssvar(by=amira, svar=theirs)
    at("2026-11-24 00:01")
    client.force_login(amira)
    assert client.post(url("netvaerkssvar_remove", mine.pk)).status_code == 404
    assert "Dine svar i dag" not in text_of(client.get(url("netvaerkssvar_create")))
    assert Netvaerkssvar.objects.count() == 2


def test_a_municipality_without_mentors_is_not_asked_about_them(
    client, kommune, konsulent, administrator
):
    def offered():
        return [value for value, _ in client.get(page).context["form"].fields["om"].choices]

    client.force_login(konsulent)
    page = url("netvaerkssvar_create")
    assert offered() == ["gruppe", "mentee", "mentor", "ingen"]
    change = {
        "by": administrator,
        "kommune": kommune,
        "fra": timezone.localdate(),
        "begrundelse": "Fravalgt",
    }
    regler.set_value(key="netvaerk.mentor", vaerdi="nej", **change)
    regler.set_value(key="netvaerk.grupper", vaerdi="fra", **change)
    assert offered() == ["ingen"]


def test_who_has_nothing_to_do_with_groups_writes_none(client, raadgiver, akutvagt):
    for bruger in (raadgiver, akutvagt):
        client.force_login(bruger)
        assert client.get(url("netvaerkssvar_create")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_eight_questions_at_most(
    rows, client, kommune, konsulent, django_assert_max_num_queries
):
    client.force_login(konsulent)
    for _ in range(rows):
        gruppe = make_gruppe(kommune, facilitator=konsulent)
        write(konsulent, om="gruppe", gruppe_id=gruppe.pk)
    client.get(url("netvaerkssvar_create"))
    with django_assert_max_num_queries(8):
        client.get(url("netvaerkssvar_create"))


def test_families_get_the_questions_on_paper_without_a_place_for_a_name(client, amira, raadgiver):
    client.force_login(amira)
    page = text_of(client.get(url("netvaerkssvar_create")))
    assert url("netvaerkssvar_pdf") in page
    (sheet,) = words_of(client.get(url("netvaerkssvar_pdf")).content)
    for words in ("Skriv ikke, hvem I er.", "mindre alene", "akuttelefonen findes", "Helt uenig"):
        assert words in sheet
    client.force_login(raadgiver)
    assert client.get(url("netvaerkssvar_pdf")).status_code == 403
