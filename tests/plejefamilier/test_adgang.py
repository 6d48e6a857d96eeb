"""Who sees which family, child and absence: everything follows the assignment of the day."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Fravaer,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    FravaerFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.plejefamilier.sider import names, search, text_of, url

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.date(2026, 11, 30)


def fresh(bruger):
    """The person as a new request reads her: roles are cached for one request."""
    return type(bruger).objects.get(pk=bruger.pk)


def sees(bruger, familie):
    return Plejefamilie.objects.visible_to(fresh(bruger)).filter(pk=familie.pk).exists()


def edits(bruger, familie):
    return Plejefamilie.objects.editable_by(fresh(bruger)).filter(pk=familie.pk).exists()


# --- rows that could leak -------------------------------------------------------------------------


def test_each_sees_her_own_and_nobody_elses(
    kommune, team, konsulent, kollega, teamleder, raadgiver, akutvagt, familie, barn
):
    # Given families of a colleague, of another team and of another municipality
    other_team = TeamFactory(kommune=kommune)
    elsewhere = TeamFactory()
    colleagues = PlejefamilieFactory(team=team, konsulent=kollega)
    PlejefamilieFactory(
        team=other_team, konsulent=BrugerFactory(rolle=Rolle.KONSULENT, team=other_team)
    )
    PlejefamilieFactory(
        team=elsewhere, konsulent=BrugerFactory(rolle=Rolle.KONSULENT, team=elsewhere)
    )
    barn.myndighedsraadgiver = raadgiver
    barn.save()

    # Then each sees what her assignment says
    expected = {
        konsulent: {familie},
        kollega: {colleagues},
        teamleder: {familie, colleagues},
        raadgiver: {familie},
        akutvagt: set(),
    }
    for bruger, hers in expected.items():
        assert {*Plejefamilie.objects.visible_to(bruger)} == hers, bruger


def test_an_assignment_in_another_municipality_gives_nothing_without_a_role_there(konsulent):
    """A row may name a person; without a role in that municipality she sees nothing of it."""
    foreign = PlejefamilieFactory(konsulent=konsulent)
    child = BarnFactory(kommune=foreign.kommune, plejefamilie=foreign)
    child.myndighedsraadgiver = konsulent
    child.save()
    assert not sees(konsulent, foreign)
    assert not Barn.objects.visible_to(konsulent).filter(pk=child.pk).exists()


@pytest.mark.parametrize(
    ("moment", "visible"),
    [
        ("2026-11-30 23:59:59", True),
        ("2026-12-01 00:00:00", False),
        ("2026-12-01 00:00:01", False),
        ("2027-03-28 03:30:00", False),
    ],
)
def test_sight_ends_with_the_assignment_at_midnight(at, moment, visible, konsulent, familie, barn):
    # Given that Lars is konsulent to the end of November
    Konsulenttildeling.objects.filter(plejefamilie=familie).update(til=LAST_DAY)

    # Then he sees family and child until local midnight, and may change them as long
    at(moment)
    assert sees(konsulent, familie) is visible
    assert edits(konsulent, familie) is visible
    assert Barn.objects.visible_to(fresh(konsulent)).filter(pk=barn.pk).exists() is visible
    assert Plejeforaelder.objects.visible_to(fresh(konsulent)).exists() is visible


@pytest.mark.parametrize(
    ("moment", "visible"),
    [("2026-11-30 23:59:59", False), ("2026-12-01 00:00:00", True)],
)
def test_sight_begins_with_the_assignment_at_midnight(
    at, moment, visible, kollega, teamleder, familie
):
    at("2026-11-23 10:00")
    actions.assign_konsulent(
        by=teamleder,
        plejefamilie=familie,
        konsulent=kollega,
        fra=datetime.date(2026, 12, 1),
        begrundelse="Lars går på barsel",
    )
    at(moment)
    assert sees(kollega, familie) is visible


@pytest.mark.parametrize(
    ("moment", "visible"),
    [
        ("2026-12-27 23:59:59", False),
        ("2026-12-28 00:00:00", True),
        ("2027-01-05 23:59:59", True),
        ("2027-01-06 00:00:00", False),
    ],
)
def test_a_stand_in_sees_from_the_first_day_to_the_last(
    at, moment, visible, konsulent, kollega, familie, barn
):
    FravaerFactory(
        bruger=konsulent,
        fra=datetime.date(2026, 12, 28),
        til=datetime.date(2027, 1, 5),
        stedfortraeder=kollega,
    )
    at(moment)
    assert sees(kollega, familie) is visible
    assert edits(kollega, familie) is visible
    assert sees(konsulent, familie)  # the fixed konsulent always keeps read access (R6)
    assert familie.relation_to(fresh(konsulent)) == "fast konsulent"
    if visible:
        assert familie.relation_to(fresh(kollega)) == "stedfortræder"


@pytest.mark.parametrize(
    ("moment", "visible"),
    [("2026-11-30 23:59:59", True), ("2026-12-01 00:00:00", False)],
)
def test_a_raadgiver_sees_the_family_while_her_child_lives_there(
    at, moment, visible, raadgiver, familie, barn
):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    Anbringelse.objects.filter(barn=barn).update(til=LAST_DAY, slutaarsag="hjemgivelse")
    at(moment)
    assert sees(raadgiver, familie) is visible
    assert not edits(raadgiver, familie)
    # the child itself stays hers
    assert Barn.objects.visible_to(fresh(raadgiver)).filter(pk=barn.pk).exists()


def test_a_konsulent_sees_a_child_until_its_placement_ends(at, konsulent, familie, barn):
    Anbringelse.objects.filter(barn=barn).update(til=LAST_DAY, slutaarsag="hjemgivelse")
    for moment, visible in (("2026-11-30 23:59:59", True), ("2026-12-01 00:00:00", False)):
        at(moment)
        assert Barn.objects.visible_to(fresh(konsulent)).filter(pk=barn.pk).exists() is visible


def test_a_child_about_to_move_in_can_be_prepared(at, kommune, konsulent, familie):
    at("2026-11-23 10:00")
    actions.take_in_barn(
        by=konsulent,
        plejefamilie=familie,
        navn="Ida Prøvesen",
        cpr_nummer="670517-4999",
        slags="doegn",
        grundlag="samtykke",
        fra=datetime.date(2026, 12, 1),
    )
    assert Barn.objects.visible_to(konsulent).filter(navn="Ida Prøvesen").exists()


def test_a_raadgiver_opens_her_own_child_only(client, kommune, raadgiver, familie, barn):
    # Given two children in the same home, one of them hers
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    other = BarnFactory(kommune=kommune, navn="Ida Andersen", plejefamilie=familie)
    client.force_login(raadgiver)

    # Then the page tells who else lives there by first name, and nothing more of that child
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Ida" in page
    assert "Andersen" not in page
    assert str(other.pk) not in page
    for method, name in (("get", "barn_detail"), ("post", "barn_cpr")):
        address = url(name, other.pk)
        assert getattr(client, method)(address, {"grund": "Prøve"}).status_code == 404
        assert getattr(client, method)(url(name, barn.pk), {"grund": "Prøve"}).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["plejefamilie_update", "plejefamilie_end", "plejeforaelder_create", "barn_create"],
)
def test_a_duty_does_not_give_the_pen(name, client, kollega, familie, barn):
    actions.grant_sagsadgang(by=None, plejefamilie=familie, bruger=kollega, kilde="prøve-1")
    client.force_login(kollega)
    assert client.get(url("plejefamilie_detail", familie.pk)).status_code == 200
    assert client.get(url("barn_detail", barn.pk)).status_code == 200
    foraelder, anbringelse = familie.plejeforaeldre.get(), barn.anbringelser.get()
    addresses = [
        url(name, familie.pk),
        url("plejeforaelder_update", foraelder.pk),
        url("plejeforaelder_end", foraelder.pk),
        url("barn_update", barn.pk),
        url("anbringelse_create", barn.pk),
        url("anbringelse_end", anbringelse.pk),
    ]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"navn": "Nej"}).status_code == 404, address


def test_a_leader_assigns_in_her_own_teams_only(client, kommune, teamleder):
    # Given a leader who stands in for a konsulent of another team
    other_team = TeamFactory(kommune=kommune)
    colleague = BrugerFactory(rolle=Rolle.KONSULENT, team=other_team)
    familie = PlejefamilieFactory(team=other_team, konsulent=colleague)
    today = datetime.date.today()
    FravaerFactory(bruger=colleague, fra=today, til=today, stedfortraeder=teamleder)
    client.force_login(teamleder)

    # Then she sees the family, but its konsulent is not hers to choose
    response = client.get(url("plejefamilie_detail", familie.pk))
    assert response.status_code == 200
    assert not response.context["fordeler"]
    assert client.get(url("konsulent_assign", familie.pk)).status_code == 404


def test_a_duty_gives_sight_of_one_family_until_it_is_closed(kollega, konsulent, familie, team):
    # Given a duty about the family, handed to a colleague
    other = PlejefamilieFactory(team=team, konsulent=konsulent)
    actions.grant_sagsadgang(by=None, plejefamilie=familie, bruger=kollega, kilde="prøve-1")
    assert sees(kollega, familie)
    assert not sees(kollega, other)
    assert familie.relation_to(kollega) == "har fået en opgave om familien"
    assert not edits(kollega, familie)  # sight, not the pen

    # When it is closed
    actions.revoke_sagsadgang(by=None, kilde="prøve-1")

    # Then the sight is gone
    assert not sees(kollega, familie)


@pytest.mark.parametrize("change", ["role ended", "account closed"])
def test_sight_ends_with_the_role(change, client, konsulent, familie):
    client.force_login(konsulent)
    assert client.get(url("plejefamilie_detail", familie.pk)).status_code == 200
    if change == "role ended":
        konsulent.roller.update(til=datetime.date.today() - datetime.timedelta(days=1))
        assert client.get(url("plejefamilie_detail", familie.pk)).status_code == 403
    else:
        type(konsulent).objects.filter(pk=konsulent.pk).update(is_active=False)
        assert client.get(url("plejefamilie_detail", familie.pk)).status_code == 302


def test_absences_are_for_the_person_the_stand_in_and_the_leader(
    kommune, konsulent, kollega, teamleder
):
    # Given an absence in the team, and one in another
    other_team = TeamFactory(kommune=kommune)
    stranger = BrugerFactory(rolle=Rolle.KONSULENT, team=other_team)
    day = datetime.date(2099, 1, 4)
    hers = FravaerFactory(bruger=konsulent, fra=day, til=day, stedfortraeder=kollega)
    foreign = FravaerFactory(bruger=stranger, fra=day, til=day)

    # Then those concerned see it; the stand-in may not take it back
    for bruger in (konsulent, kollega, teamleder):
        assert [*Fravaer.objects.visible_to(bruger)] == [hers]
    assert [*Fravaer.objects.visible_to(stranger)] == [foreign]
    assert [*Fravaer.objects.removable_by(konsulent)] == [hers]
    assert [*Fravaer.objects.removable_by(teamleder)] == [hers]
    assert [*Fravaer.objects.removable_by(kollega)] == []


# --- a foreign row answers like one that is not there ---------------------------------------------


@pytest.fixture
def foreign(kommune):
    """A family of another team with a child and an absence of its konsulent."""
    team = TeamFactory(kommune=kommune)
    stranger = BrugerFactory(rolle=Rolle.KONSULENT, team=team)
    familie = PlejefamilieFactory(team=team, konsulent=stranger, navn="Hemmelig, Ane")
    barn = BarnFactory(kommune=kommune, plejefamilie=familie, navn="Skjult Prøvesen")
    day = datetime.date(2099, 1, 4)
    return familie, barn, FravaerFactory(bruger=stranger, fra=day, til=day)


NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("who", ["konsulent", "teamleder"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_row_answers_like_a_nonexistent_one(who, method, request, client, foreign):
    familie, barn, fravaer = foreign
    anbringelse = Anbringelse.objects.get(barn=barn)
    foraelder = familie.plejeforaeldre.get()
    rows = {
        "plejefamilie_detail": familie.pk,
        "plejefamilie_update": familie.pk,
        "plejefamilie_end": familie.pk,
        "plejefamilie_adresse": familie.pk,
        "plejeforaelder_create": familie.pk,
        "plejeforaelder_update": foraelder.pk,
        "plejeforaelder_end": foraelder.pk,
        "barn_create": familie.pk,
        "barn_detail": barn.pk,
        "barn_update": barn.pk,
        "barn_cpr": barn.pk,
        "anbringelse_create": barn.pk,
        "anbringelse_end": anbringelse.pk,
        "konsulent_assign": familie.pk,
        "fravaer_remove": fravaer.pk,
    }
    client.force_login(request.getfixturevalue(who))
    before = AuditEvent.objects.filter(event="adgang.ikke_fundet").count()
    asked = 0
    for name, pk in rows.items():
        theirs = getattr(client, method)(url(name, pk))
        nothing = getattr(client, method)(url(name, NOBODY if pk == barn.pk else 999_999))
        assert theirs.status_code == nothing.status_code, name
        if theirs.status_code in (403, 405):  # a leader's page, or a page for the other method
            continue
        asked += 2
        assert theirs.status_code == 404, name
        assert text_of(theirs) == text_of(nothing), name
        assert "Hemmelig" not in text_of(theirs)
        assert "Skjult" not in text_of(theirs)
    assert AuditEvent.objects.filter(event="adgang.ikke_fundet").count() == before + asked


def test_history_rows_carry_user_and_action(konsulent, familie):
    # When a fact is changed through its action
    actions.update_plejefamilie(
        by=konsulent, plejefamilie=familie, version=familie.version, telefon="11223344"
    )

    # Then the row's history says who and what
    event = familie.events.order_by("-pgh_id").first()
    assert event.telefon == "11223344"
    assert event.pgh_context.metadata == {
        "user": konsulent.pk,
        "action": "plejefamilier.update_plejefamilie",
    }
    with pytest.raises(ValidationError):
        actions.update_plejefamilie(
            by=konsulent, plejefamilie=familie, version=0, telefon="99999999"
        )
    assert familie.events.filter(telefon="99999999").count() == 0


def test_a_number_finds_ones_own_child_only(client, kommune, raadgiver, familie, barn):
    # Given the home of a child of hers, and of another
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    other = BarnFactory(kommune=kommune, plejefamilie=familie)
    client.force_login(raadgiver)
    assert names(search(client, barn.cpr)) == [familie.navn]
    assert names(search(client, other.cpr)) == []
