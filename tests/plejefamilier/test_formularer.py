"""What people type: created, changed, ended, refused, never lost."""

import datetime

import pytest

from faelles.access import Rolle
from faelles.models import AuditEvent
from faelles.versions import fingerprint
from plejefamilier.actions.familie import FORAELDER_FIELDS
from plejefamilier.models import Anbringelse, Barn, Fravaer, Konsulenttildeling, Plejefamilie
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.plejefamilier.sider import names, search, text_of, url
from tests.plejefamilier.test_familie_side import facts_of

pytestmark = pytest.mark.django_db

NEW = {
    "navn": "Sørensen, Åse og Bo",
    "telefon": "+45 22 33 44 55",
    "adresse": "Prøvevej 4, 9999 Vestersund",
    "familietype": "netvaerk",
    "godkendt_af": "Vestersund Kommune",
    "godkendt_fra": "1. marts 2024",
    "godkendt_til_boern": "2",
    "foraelder1_navn": "Åse Sørensen",
    "foraelder1_telefon": "",
    "foraelder1_email": "",
    "foraelder2_navn": "Bo Sørensen",
    "foraelder2_telefon": "12345678",
    "foraelder2_email": "bo@example.dk",
}


@pytest.fixture
def as_leader(client, teamleder):
    client.force_login(teamleder)
    return client


@pytest.fixture
def as_konsulent(client, konsulent):
    client.force_login(konsulent)
    return client


# --- a new family ---------------------------------------------------------------------------------


def test_a_leader_creates_a_family_and_goes_on_to_it(as_leader, team):
    response = as_leader.post(url("plejefamilie_create"), NEW, follow=True)
    familie = Plejefamilie.objects.get()
    assert response.redirect_chain[-1][0] == url("plejefamilie_detail", familie.pk)
    assert (familie.team, familie.kommune, familie.telefon, familie.godkendt_fra) == (
        team,
        team.kommune,
        "22334455",
        datetime.date(2024, 3, 1),
    )
    assert [row.navn for row in familie.plejeforaeldre.all()] == ["Åse Sørensen", "Bo Sørensen"]
    assert AuditEvent.objects.filter(event="plejefamilie.oprettet").count() == 1
    assert names(search(as_leader, "12 34 56 78")) == [familie.navn]


def test_a_konsulent_creates_a_family_and_is_told_that_the_leader_goes_on(as_konsulent):
    response = as_konsulent.post(url("plejefamilie_create"), NEW, follow=True)
    assert response.redirect_chain[-1][0] == url("plejefamilie_list")
    assert "Teamlederen vælger nu en fast konsulent" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"navn": ""}, "Skriv familiens navn."),
        ({"telefon": "123"}, "for eksempel 12 34 56 78"),
        ({"godkendt_fra": "31-02-2024"}, "Den dato findes ikke."),
        ({"godkendt_til_boern": "9"}, "En familie kan godkendes til 1–8 børn."),
        ({"godkendt_til_boern": "1" + "0" * 20}, "En familie kan godkendes til 1–8 børn."),
        ({"godkendt_til_boern": "to"}, "Skriv et tal fra 1 til 8."),
        ({"familietype": "fosterfamilie"}, "familietype"),
        ({"navn": "a\0b"}, "navn"),
        ({"adresse": "a" * 70_000}, "adresse"),
        ({"foraelder2_navn": ""}, "Skriv navnet på den anden plejeforælder."),
    ],
)
def test_an_error_is_told_and_nothing_typed_is_lost(as_leader, changes, sentence):
    response = as_leader.post(url("plejefamilie_create"), {**NEW, **changes})
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert "bo@example.dk" in text_of(response)
    assert not Plejefamilie.objects.exists()


def test_an_empty_post_is_answered_with_the_form(as_leader, familie):
    for name in ("plejefamilie_create", "fravaer_create"):
        assert as_leader.post(url(name)).status_code == 200
    for name in ("plejefamilie_update", "plejefamilie_end", "konsulent_assign", "barn_create"):
        assert as_leader.post(url(name, familie.pk)).status_code == 200


# --- fields that are nobody's to post -------------------------------------------------------------


def test_owner_status_and_foreign_rows_cannot_be_posted(as_konsulent, kommune, familie, konsulent):
    # Given teams of this and of another municipality, neither of them hers
    here, elsewhere = TeamFactory(kommune=kommune), TeamFactory()

    # When a konsulent posts fields that are not hers to set
    before = Plejefamilie.objects.values().get(pk=familie.pk)
    for team in (here, elsewhere):
        response = as_konsulent.post(
            url("plejefamilie_update", familie.pk),
            facts_of(
                Plejefamilie.objects.get(pk=familie.pk),
                team=team.pk,
                kommune=elsewhere.kommune_id,
                ophoert_paa="2026-01-01",
                ophoersgrund="Nej",
                soegetekst="hest",
                id=999,
            ),
        )
        assert response.status_code == 302

    # Then only the version has changed
    after = Plejefamilie.objects.values().get(pk=familie.pk)
    assert {name for name in after if after[name] != before[name]} == {"version"}


def test_a_leader_moves_a_family_within_the_municipality_only(as_leader, kommune, familie):
    here, elsewhere = TeamFactory(kommune=kommune), TeamFactory()
    response = as_leader.post(
        url("plejefamilie_update", familie.pk), facts_of(familie, team=elsewhere.pk)
    )
    assert response.status_code == 200
    familie.refresh_from_db()
    assert familie.team != elsewhere
    response = as_leader.post(
        url("plejefamilie_update", familie.pk), facts_of(familie, team=here.pk), follow=True
    )
    familie.refresh_from_db()
    assert familie.team == here
    # she no longer sees it: it is the other leader's now
    assert response.redirect_chain[-1][0] == url("plejefamilie_list")


def test_a_new_family_goes_to_a_team_of_ones_own(as_leader, team):
    elsewhere = TeamFactory()
    as_leader.post(
        url("plejefamilie_create"), {**NEW, "team": elsewhere.pk, "kommune": elsewhere.kommune_id}
    )
    assert Plejefamilie.objects.get().team == team


# --- a stale save ---------------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(as_konsulent, familie):
    # Given two people with the same form open
    mine = facts_of(familie, navn="Bruun, Grete og Paul", telefon="11 11 11 11")
    theirs = facts_of(familie, telefon="22 22 22 22", nummer="A-17")
    assert as_konsulent.post(url("plejefamilie_update", familie.pk), theirs).status_code == 302

    # When the second saves
    response = as_konsulent.post(url("plejefamilie_update", familie.pk), mine)

    # Then she sees both texts, everything typed is still in the fields, nothing is overwritten
    page = text_of(response)
    assert response.status_code == 409
    differences = {row.navn: (row.skrevet, row.gemt) for row in response.context["forskelle"]}
    assert differences == {
        "Familiens navn": ("Bruun, Grete og Paul", "Bruun, Grete og Poul"),
        "Familiens telefon": ("11 11 11 11", "22 22 22 22"),
        "Familienummer": ("–", "A-17"),
    }
    assert 'value="Bruun, Grete og Paul"' in page
    familie.refresh_from_db()
    assert (familie.navn, familie.telefon) == ("Bruun, Grete og Poul", "22222222")

    # When she presses again from that page, Then hers is saved
    again = {**mine, "version": response.context["form"]["version"].value()}
    assert as_konsulent.post(url("plejefamilie_update", familie.pk), again).status_code == 302
    familie.refresh_from_db()
    assert familie.telefon == "11111111"


def test_a_stale_save_of_a_grown_up_and_of_a_child(as_konsulent, familie, barn):
    foraelder = familie.plejeforaeldre.get()
    cases = [
        (
            url("plejeforaelder_update", foraelder.pk),
            {"udgave": fingerprint(foraelder, FORAELDER_FIELDS)},
            foraelder,
        ),
        (url("barn_update", barn.pk), {"version": 1}, barn),
    ]
    for address, seen, row in cases:
        assert as_konsulent.post(address, {**seen, "navn": "Kollegaens"}).status_code == 302
        response = as_konsulent.post(address, {**seen, "navn": "Mit eget"})
        assert response.status_code == 409
        (difference,) = response.context["forskelle"]
        assert (difference.skrevet, difference.gemt) == ("Mit eget", "Kollegaens")
        assert 'value="Mit eget"' in text_of(response)
        row.refresh_from_db()
        assert row.navn == "Kollegaens"
        (name,) = seen
        again = {name: response.context["form"][name].value(), "navn": "Mit eget"}
        assert as_konsulent.post(address, again).status_code == 302
        row.refresh_from_db()
        assert row.navn == "Mit eget"


# --- the end of a family, and its grown-ups -------------------------------------------------------


def test_a_family_does_not_end_while_children_live_there(as_konsulent, familie, barn):
    page = text_of(as_konsulent.get(url("plejefamilie_end", familie.pk)))
    assert "Noah bor hos familien eller er på vej" in page
    response = as_konsulent.post(
        url("plejefamilie_end", familie.pk),
        {"ophoert_paa": "21-11-2026", "ophoersgrund": "De flytter"},
    )
    assert response.status_code == 200
    familie.refresh_from_db()
    assert familie.ophoert_paa is None


def test_a_child_on_its_way_keeps_a_family_from_ending(as_konsulent, kommune, familie):
    coming = BarnFactory(kommune=kommune, navn="Ida Prøvesen")
    later = datetime.date.today() + datetime.timedelta(days=30)
    Anbringelse.objects.create(
        barn=coming, plejefamilie=familie, slags="doegn", grundlag="samtykke", fra=later
    )
    as_konsulent.post(
        url("plejefamilie_end", familie.pk),
        {"ophoert_paa": datetime.date.today().strftime("%d-%m-%Y"), "ophoersgrund": "De flytter"},
    )
    familie.refresh_from_db()
    assert familie.ophoert_paa is None


def test_a_family_ends_with_day_and_reason(as_konsulent, familie):
    page = text_of(as_konsulent.get(url("plejefamilie_end", familie.pk)))
    assert "Det betyder det" in page
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    wrong = [
        {"ophoert_paa": f"{tomorrow:%d-%m-%Y}", "ophoersgrund": "De flytter"},
        {"ophoert_paa": "01-01-2019", "ophoersgrund": "De flytter"},
        {"ophoert_paa": "01-01-2021", "ophoersgrund": " "},
    ]
    for data in wrong:
        assert as_konsulent.post(url("plejefamilie_end", familie.pk), data).status_code == 200
    response = as_konsulent.post(
        url("plejefamilie_end", familie.pk),
        {"ophoert_paa": "01-01-2021", "ophoersgrund": "De flytter"},
        follow=True,
    )
    page = text_of(response)
    assert "Familien ophørte som plejefamilie" in page
    assert "De flytter" in page
    assert "Anbring et barn" not in page
    assert names(as_konsulent.get(url("plejefamilie_list"))) == []


def test_grown_ups_come_change_and_leave(as_konsulent, familie):
    # When one is added
    as_konsulent.post(
        url("plejeforaelder_create", familie.pk), {"navn": "Poul Bruun", "telefon": "87654321"}
    )
    poul = familie.plejeforaeldre.get(navn="Poul Bruun")
    assert names(search(as_konsulent, "87 65 43 21")) == [familie.navn]

    # When he leaves, Then he is gone from page and search, and kept in the history
    response = as_konsulent.post(
        url("plejeforaelder_end", poul.pk), {"fratraadt_paa": "01-06-2025"}, follow=True
    )
    assert "Poul Bruun er ikke længere plejeforælder" in text_of(response)
    assert names(search(as_konsulent, "87654321")) == []
    assert as_konsulent.get(url("plejeforaelder_update", poul.pk)).status_code == 404


# --- children and placements ----------------------------------------------------------------------

BARN = {
    "cpr_nummer": "670517-4999",
    "navn": "Ida Prøvesen",
    "slags": "doegn",
    "grundlag": "samtykke",
    "fra": "01-06-2026",
}


def test_a_new_child_is_created_and_placed_in_one_form(as_konsulent, familie, raadgiver):
    response = as_konsulent.post(
        url("barn_create", familie.pk), {**BARN, "myndighedsraadgiver": raadgiver.pk}, follow=True
    )
    barn = Barn.objects.get()
    assert (barn.cpr, barn.foedselsdag, barn.myndighedsraadgiver) == (
        "6705174999",
        datetime.date(2017, 5, 7),
        raadgiver,
    )
    assert barn.anbringelser.get().plejefamilie == familie
    assert names(search(as_konsulent, "ida")) == [familie.navn]
    assert "6705174999" not in text_of(response)
    assert "670517-4999" not in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cpr_nummer": "123"}, "CPR-nummeret skal have 10 cifre."),
        ({"cpr_nummer": "3102174999"}, "er ikke en dato"),
        ({"cpr_nummer": "6101364000"}, "en dag i fremtiden"),
        ({"fra": "01-01-2019"}, "Et barn må først flytte ind efter godkendelsen."),
        ({"slags": "ferie"}, "slags"),
    ],
)
def test_a_child_is_refused_and_the_form_keeps_what_was_typed(
    as_konsulent, familie, changes, sentence
):
    response = as_konsulent.post(url("barn_create", familie.pk), {**BARN, **changes})
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert "Ida Prøvesen" in text_of(response)
    assert not Barn.objects.exists()  # neither half of the act


def test_a_full_family_takes_no_more(as_konsulent, kommune, familie):
    Plejefamilie.objects.filter(pk=familie.pk).update(godkendt_til_boern=1)
    BarnFactory(kommune=kommune, plejefamilie=familie)
    page = text_of(as_konsulent.post(url("barn_create", familie.pk), BARN))
    assert "Familien er godkendt til 1 barn og har ingen ledig plads 1. juni 2026." in page
    assert Barn.objects.count() == 1
    # respite takes no place
    as_konsulent.post(url("barn_create", familie.pk), {**BARN, "slags": "aflastning"})
    assert Barn.objects.count() == 2


def test_a_place_that_is_promised_is_taken(as_konsulent, kommune, familie):
    """One place, a child comes in August: nobody can move in for good in June."""
    Plejefamilie.objects.filter(pk=familie.pk).update(godkendt_til_boern=1)
    coming = BarnFactory(kommune=kommune)
    Anbringelse.objects.create(
        barn=coming, plejefamilie=familie, slags="doegn", grundlag="samtykke", fra="2026-08-01"
    )
    page = text_of(as_konsulent.post(url("barn_create", familie.pk), BARN))
    assert "har ingen ledig plads 1. august 2026." in page


def test_a_child_known_by_its_number_is_placed_not_doubled(as_konsulent, kommune, familie):
    # Given a child that lived in another team, and lives nowhere now
    known = BarnFactory(kommune=kommune, navn="Ida Andersen", cpr="6705174999")

    # When the konsulent types its number
    as_konsulent.post(url("barn_create", familie.pk), BARN)

    # Then it moves in under its own name
    assert Barn.objects.get() == known
    assert known.anbringelser.get().plejefamilie == familie
    assert Barn.objects.get().navn == "Ida Andersen"


def test_a_child_that_lives_elsewhere_stays_there(as_konsulent, kommune, familie):
    elsewhere = PlejefamilieFactory(team=TeamFactory(kommune=kommune))
    BarnFactory(kommune=kommune, cpr="6705174999", plejefamilie=elsewhere)
    response = as_konsulent.post(url("barn_create", familie.pk), BARN)
    assert "Barnet er allerede anbragt et andet sted i perioden." in text_of(response)
    assert Anbringelse.objects.get().plejefamilie == elsewhere


def test_a_child_of_another_municipality_is_not_touched(as_konsulent, familie):
    foreign = BarnFactory(cpr="6705174999", navn="Hemmelig Prøvesen")
    response = as_konsulent.post(url("barn_create", familie.pk), BARN)
    assert "Der findes allerede et barn med det CPR-nummer." in text_of(response)
    assert "Hemmelig" not in text_of(response)
    assert not foreign.anbringelser.exists()


def test_a_raadgiver_is_one_of_the_municipality(as_konsulent, familie, kollega):
    stranger = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=TeamFactory().kommune)
    for person in (kollega, stranger):
        response = as_konsulent.post(
            url("barn_create", familie.pk), {**BARN, "myndighedsraadgiver": person.pk}
        )
        assert response.status_code == 200
    assert not Barn.objects.exists()


def test_the_page_of_a_child_masks_the_number_until_a_reason_is_logged(
    as_konsulent, konsulent, kommune, familie
):
    barn = BarnFactory(kommune=kommune, plejefamilie=familie, cpr="6705174999")
    page = text_of(as_konsulent.get(url("barn_detail", barn.pk)))
    assert "670517-••••" in page
    assert "4999" not in page
    assert "Erstatningspersonnummer" in page
    page = text_of(as_konsulent.post(url("barn_cpr", barn.pk), {"grund": "  "}))
    assert "4999" not in page
    page = text_of(as_konsulent.post(url("barn_cpr", barn.pk), {"grund": "Til lægen"}))
    assert "670517-4999" in page
    line = AuditEvent.objects.get(event="barn.cpr_vist")
    assert (line.bruger_id, line.formaal, line.data) == (konsulent.pk, "Til lægen", {})
    for name in ("barn_update", "anbringelse_create"):
        assert "4999" not in text_of(as_konsulent.get(url(name, barn.pk)))


def test_a_child_gets_its_real_number(as_konsulent, kommune, familie, barn):
    taken = BarnFactory(kommune=kommune, cpr="6805174998")
    wrong = {"version": 1, "navn": barn.navn, "cpr_nummer": taken.cpr}
    response = as_konsulent.post(url("barn_update", barn.pk), wrong)
    assert "Der findes allerede et barn med det CPR-nummer." in text_of(response)
    right = {"version": 1, "navn": barn.navn, "cpr_nummer": "690518-4997"}
    assert as_konsulent.post(url("barn_update", barn.pk), right).status_code == 302
    barn.refresh_from_db()
    assert (barn.cpr, barn.foedselsdag) == ("6905184997", datetime.date(2018, 5, 9))
    line = AuditEvent.objects.get(event="barn.aendret")
    assert line.data == {"felter": ["cpr_sealed", "cpr_index", "foedselsdag"]}


def test_a_child_moves_to_another_family_of_the_konsulent(as_konsulent, team, konsulent, barn):
    other = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Holm, Ida")
    foreign = PlejefamilieFactory(team=team, navn="Fremmed, Bo")
    address = url("anbringelse_create", barn.pk)

    # The search offers her own families only, and not the home of today
    page = as_konsulent.post(address, {"find": "1", "soeg": "holm"}, follow=True)
    assert [navn for _, navn in page.context["form"].fields["familie"].widget.choices] == [
        "Holm, Ida"
    ]
    assert "holm" not in page.redirect_chain[-1][0]

    # A foreign family is refused
    move = {"slags": "doegn", "grundlag": "samtykke", "fra": "01-06-2026"}
    response = as_konsulent.post(address, {**move, "familie": foreign.pk})
    assert "Vælg en af de viste familier." in text_of(response)

    # The move ends the old placement the day before
    response = as_konsulent.post(address, {**move, "familie": other.pk}, follow=True)
    assert response.redirect_chain[-1][0] == url("plejefamilie_detail", other.pk)
    new, old = barn.anbringelser.all()
    assert (old.til, old.slutaarsag) == (datetime.date(2026, 5, 31), "flytning")
    assert (new.plejefamilie, new.fra, new.til) == (other, datetime.date(2026, 6, 1), None)


def test_a_refused_move_leaves_the_child_where_it_is(as_konsulent, team, konsulent, barn):
    full = PlejefamilieFactory(team=team, konsulent=konsulent, godkendt_fra="2026-10-01")
    response = as_konsulent.post(
        url("anbringelse_create", barn.pk),
        {"familie": full.pk, "slags": "doegn", "grundlag": "samtykke", "fra": "01-06-2026"},
    )
    assert response.status_code == 200
    assert barn.anbringelser.get().til is None


def test_a_placement_ends_with_a_reason(as_konsulent, familie, barn):
    anbringelse = barn.anbringelser.get()
    address = url("anbringelse_end", anbringelse.pk)
    for wrong in ({"til": "01-06-2026"}, {"til": "31-12-2019", "slutaarsag": "andet"}):
        assert as_konsulent.post(address, wrong).status_code == 200
    response = as_konsulent.post(
        address,
        {"til": "01-06-2026", "slutaarsag": "hjemgivelse", "slutnotat": "Hjem til mor."},
        follow=True,
    )
    page = text_of(response)
    assert "Noah flyttede" in page
    assert "Hjemgivelse" in page
    assert "Hjem til mor." in page
    assert as_konsulent.get(url("barn_detail", barn.pk)).status_code == 404


# --- konsulent and absence ------------------------------------------------------------------------


def test_the_leader_sees_numbers_and_gives_the_family_a_konsulent(
    as_leader, team, konsulent, kollega, familie
):
    response = as_leader.get(url("konsulent_assign", familie.pk))
    page = text_of(response)
    assert "1 familie" in page
    assert "0 familier" in page
    day = datetime.date.today()
    response = as_leader.post(
        url("konsulent_assign", familie.pk),
        {
            "udgave": response.context["form"]["udgave"].value(),
            "konsulent": kollega.pk,
            "fra": f"{day:%d-%m-%Y}",
            "begrundelse": "Lars har for mange familier",
        },
        follow=True,
    )
    assert "Mette Lindqvist er fast konsulent fra og med" in text_of(response)
    new, old = familie.konsulenttildelinger.all()
    assert (new.konsulent, old.til) == (kollega, day - datetime.timedelta(days=1))


def test_only_konsulenter_of_the_leaders_teams_can_be_chosen(
    as_leader, kommune, teamleder, raadgiver, familie
):
    other_team = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    elsewhere = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
    for person in (other_team, elsewhere, teamleder, raadgiver):
        response = as_leader.post(
            url("konsulent_assign", familie.pk),
            {"konsulent": person.pk, "fra": "01-12-2026", "begrundelse": "Prøve"},
        )
        assert response.status_code == 200
    assert Konsulenttildeling.objects.count() == 1


def test_the_second_leader_is_told_that_a_colleague_was_first(
    as_leader, familie, konsulent, kollega
):
    form = {
        "udgave": familie.konsulent_udgave(),
        "konsulent": kollega.pk,
        "fra": "01-12-2026",
        "begrundelse": "Prøve",
    }
    assert as_leader.post(url("konsulent_assign", familie.pk), form).status_code == 302
    response = as_leader.post(url("konsulent_assign", familie.pk), form)
    assert response.status_code == 409
    assert "En kollega har netop valgt en konsulent." in text_of(response)
    assert response.context["form"]["udgave"].value() == familie.konsulent_udgave()


def test_a_konsulent_reports_her_own_absence_and_nobody_elses(
    as_konsulent, konsulent, kollega, familie
):
    response = as_konsulent.post(
        url("fravaer_create"),
        {
            "bruger": kollega.pk,
            "fra": "04-01-2099",
            "til": "05-01-2099",
            "stedfortraeder": kollega.pk,
        },
        follow=True,
    )
    row = Fravaer.objects.get()
    assert (row.bruger, row.stedfortraeder) == (konsulent, kollega)
    page = text_of(response)
    assert "Lars Holt, 4.–5. januar 2099. Mette er stedfortræder" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"til": "03-01-2099"}, "Sidste dag ligger før første dag."),
        ({"fra": "01-01-2020", "til": "02-01-2020"}, "Fraværet er allerede forbi."),
        ({"fra": ""}, "Skriv en dato."),
    ],
)
def test_an_absence_that_cannot_be(as_konsulent, changes, sentence):
    data = {"fra": "04-01-2099", "til": "05-01-2099", **changes}
    assert sentence in text_of(as_konsulent.post(url("fravaer_create"), data))
    assert not Fravaer.objects.exists()


def test_an_absence_that_overlaps_is_told(as_konsulent):
    data = {"fra": "04-01-2099", "til": "05-01-2099"}
    as_konsulent.post(url("fravaer_create"), data)
    page = text_of(as_konsulent.post(url("fravaer_create"), {**data, "til": "09-01-2099"}))
    assert "Der er allerede meldt fravær i perioden." in page
    assert "09-01-2099" in page


def test_stand_ins_are_colleagues_who_work_with_families(
    as_konsulent, kommune, konsulent, raadgiver, akutvagt, teamleder
):
    foreign = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
    data = {"fra": "04-01-2099", "til": "05-01-2099"}
    for person in (raadgiver, akutvagt, foreign, konsulent):
        response = as_konsulent.post(url("fravaer_create"), {**data, "stedfortraeder": person.pk})
        assert response.status_code == 200, person
    assert not Fravaer.objects.exists()
    as_konsulent.post(url("fravaer_create"), {**data, "stedfortraeder": teamleder.pk})
    assert Fravaer.objects.get().stedfortraeder == teamleder


def test_a_leader_reports_for_her_team_only(as_leader, konsulent):
    foreign = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory())
    data = {"fra": "04-01-2099", "til": "05-01-2099"}
    as_leader.post(url("fravaer_create"), {**data, "bruger": foreign.pk})
    assert not Fravaer.objects.exists()
    as_leader.post(url("fravaer_create"), {**data, "bruger": konsulent.pk})
    assert Fravaer.objects.get().bruger == konsulent


def test_a_stand_in_who_is_away_herself_is_warned_about(as_konsulent, kollega):
    day = datetime.date(2099, 1, 5)
    FravaerFactory(bruger=kollega, fra=day, til=day)
    response = as_konsulent.post(
        url("fravaer_create"),
        {"fra": "04-01-2099", "til": "09-01-2099", "stedfortraeder": kollega.pk},
        follow=True,
    )
    assert "Mette er selv væk 5. januar 2099." in text_of(response)


def test_coming_back_early_ends_the_absence_yesterday(at, client, konsulent, teamleder):
    at("2026-12-30 09:00")
    row = FravaerFactory(
        bruger=konsulent, fra=datetime.date(2026, 12, 28), til=datetime.date(2027, 1, 5)
    )
    client.force_login(teamleder)
    assert "Er Lars tilbage?" in text_of(client.get(url("fravaer_remove", row.pk)))
    client.post(url("fravaer_remove", row.pk))
    row.refresh_from_db()
    assert row.til == datetime.date(2026, 12, 29)
    # it is over now, and history is not taken back
    assert client.post(url("fravaer_remove", row.pk)).status_code == 404


def test_an_absence_that_has_not_begun_is_taken_back(as_konsulent, konsulent, kollega, client):
    row = FravaerFactory(
        bruger=konsulent,
        fra=datetime.date(2099, 1, 4),
        til=datetime.date(2099, 1, 5),
        stedfortraeder=kollega,
    )
    client.force_login(kollega)
    assert "Dig" in text_of(client.get(url("fravaer_list")))
    assert client.post(url("fravaer_remove", row.pk)).status_code == 404  # not hers to take back
    client.force_login(konsulent)
    client.post(url("fravaer_remove", row.pk))
    assert not Fravaer.objects.exists()
