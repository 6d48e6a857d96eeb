"""What a family is approved for: the history, corrections, and placements it does not cover."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles import regler
from faelles.models import AuditEvent
from faelles.versions import fingerprint
from plejefamilier import actions
from plejefamilier.actions.godkendelse import FIELDS, current_godkendelse
from plejefamilier.models import Anbringelse, Behov, Godkendelse
from tests.factories import BarnFactory, PlejefamilieFactory
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-22 10:00")


def approve(familie, by, **facts):
    return actions.approve_familie(
        by=by,
        plejefamilie=familie,
        **{
            "familietype": "specialiseret",
            "antal_boern": 2,
            "myndighed": "Socialtilsyn Nord",
            "vilkaar": "Ét barn ad gangen i weekender.",
            "fra": D(2026, 11, 1),
            "begrundelse": "Ny vurdering",
            **facts,
        },
    )


def place(familie, by, barn=None, **facts):
    return actions.place_barn(
        by=by,
        barn=barn or BarnFactory(kommune=familie.kommune),
        plejefamilie=familie,
        **{"slags": "doegn", "grundlag": "samtykke", "fra": D(2026, 11, 22), **facts},
    )


# --- the history ---------------------------------------------------------------------------------


def test_a_new_approval_ends_the_one_before_and_the_family_says_the_same(familie, konsulent):
    # Given a family of the time before approvals were kept, When it is approved anew
    row = approve(familie, konsulent)

    # Then what its columns said is the first row, ended the day before
    first = familie.godkendelser.exclude(pk=row.pk).get()
    assert (first.familietype, first.antal_boern, first.fra, first.til) == (
        "forstaerket",
        3,
        D(2020, 1, 1),
        D(2026, 10, 31),
    )
    familie.refresh_from_db()
    assert (familie.familietype, familie.godkendt_til_boern, familie.godkendt_fra) == (
        "specialiseret",
        2,
        D(2020, 1, 1),
    )
    assert AuditEvent.objects.filter(event="godkendelse.oprettet").count() == 1

    # And the very same approval again is the same row
    familie.refresh_from_db()
    assert approve(familie, konsulent).pk == row.pk


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"fra": D(2026, 11, 23)}, "fremtiden"),
        ({"fra": D(2020, 1, 1)}, "begynde efter"),
        ({"antal_boern": 9}, "1–8 børn"),
    ],
)
def test_an_approval_that_cannot_be_is_refused(facts, word, familie, konsulent):
    with pytest.raises(ValidationError, match=word):
        approve(familie, konsulent, **facts)
    familie.refresh_from_db()
    assert familie.godkendt_til_boern == 3


def test_a_new_family_has_its_first_approval_with_conditions(team, teamleder):
    familie = actions.create_plejefamilie(
        by=teamleder,
        kommune=team.kommune,
        team=team,
        navn="Holm, Ida",
        telefon="12345678",
        adresse="Nyvej 1",
        familietype="netvaerk",
        godkendt_fra=D(2026, 10, 1),
        godkendt_til_boern=1,
        godkendt_af="Vestersund Kommune",
        vilkaar="Kun Noah.",
    )
    row = familie.godkendelser.get()
    assert (row.familietype, row.fra, row.til, row.vilkaar) == (
        "netvaerk",
        D(2026, 10, 1),
        None,
        "Kun Noah.",
    )


def test_the_facts_form_cannot_change_what_a_family_is_approved_for(familie, konsulent):
    with pytest.raises(ValidationError, match="ny godkendelse"):
        actions.update_plejefamilie(
            by=konsulent, plejefamilie=familie, version=1, familietype="almen"
        )


def test_a_correction_changes_the_row_and_its_neighbour_and_keeps_why(client, familie, konsulent):
    # Given an approval written with a wrong day, When it is corrected on its page
    approve(familie, konsulent)
    client.force_login(konsulent)
    form = client.get(url("godkendelse_update", familie.pk)).context["form"]
    typed = {
        **{name: form.initial[name] for name in FIELDS},
        "fra": "15-10-2026",
        "udgave": form.initial["udgave"],
        "rettet_fordi": "Brevet siger den 15.",
    }
    assert client.post(url("godkendelse_update", familie.pk), typed).status_code == 302

    # Then the day before ends the one before
    now, first = familie.godkendelser.order_by("-fra")
    assert (now.fra, first.til, now.rettet_fordi) == (
        D(2026, 10, 15),
        D(2026, 10, 14),
        "Brevet siger den 15.",
    )

    # When a colleague sends what she opened before, Then she is told, and nothing is lost
    stale = client.post(
        url("godkendelse_update", familie.pk), {**typed, "antal_boern": 1, "fra": "20-10-2026"}
    )
    assert stale.status_code == 409
    assert "En kollega har gemt ændringer" in text_of(stale)
    assert Godkendelse.objects.get(pk=now.pk).antal_boern == 2


def test_correcting_the_first_approval_moves_the_day_the_family_began(familie, konsulent):
    actions.correct_godkendelse(
        by=konsulent,
        plejefamilie=familie,
        udgave=fingerprint(current_godkendelse(familie), FIELDS),
        rettet_fordi="Skrevet forkert",
        familietype="forstaerket",
        antal_boern=3,
        myndighed="Socialtilsyn Nord",
        vilkaar="",
        fra=D(2019, 6, 1),
    )
    familie.refresh_from_db()
    assert (familie.godkendt_fra, familie.godkendelser.get().fra) == (
        D(2019, 6, 1),
        D(2019, 6, 1),
    )


def test_the_page_shows_conditions_and_the_history_as_types(client, familie, konsulent):
    # Given three approvals, the types apart (A10)
    approve(familie, konsulent, familietype="almen", fra=D(2024, 5, 1), begrundelse="Første år")
    approve(familie, konsulent)
    client.force_login(konsulent)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Specialiseret, op til 2 børn" in page
    assert "Ét barn ad gangen i weekender." in page
    assert "Socialtilsyn Nord · Almen · op til 2 børn" in page
    assert "Første år" in page


def test_the_page_of_a_new_approval_saves_and_shows_it(client, familie, konsulent):
    client.force_login(konsulent)
    typed = {
        "familietype": "almen",
        "myndighed": "Socialtilsyn Nord",
        "fra": "1. november 2026",
        "antal_boern": "1",
        "vilkaar": "",
        "begrundelse": "Et barn er flyttet",
    }
    wrong = client.post(url("godkendelse_create", familie.pk), {**typed, "antal_boern": "12"})
    assert "En familie kan godkendes til 1–8 børn." in text_of(wrong)
    assert "Et barn er flyttet" in text_of(wrong)
    assert client.post(url("godkendelse_create", familie.pk), typed).status_code == 302
    familie.refresh_from_db()
    assert (familie.familietype, familie.godkendt_til_boern) == ("almen", 1)


# --- placements ----------------------------------------------------------------------------------


def needs(barn, omfang, by):
    Behov.objects.create(
        barn=barn,
        hvornaar="matchning",
        dato=D(2026, 11, 1),
        koder=["traumer"],
        omfang=omfang,
        by=by,
    )


@pytest.mark.parametrize(
    ("familietype", "omfang", "warns"),
    [
        ("almen", 1, False),
        ("almen", 2, True),
        ("forstaerket", 2, False),
        ("forstaerket", 3, True),
        ("specialiseret", 3, False),
        ("netvaerk", 3, False),
    ],
)
def test_needs_beyond_the_type_of_the_family_warn(
    familietype, omfang, warns, team, konsulent, kommune
):
    familie = PlejefamilieFactory(team=team, konsulent=konsulent, familietype=familietype)
    barn = BarnFactory(kommune=kommune)
    needs(barn, omfang, konsulent)
    if not warns:
        place(familie, konsulent, barn)
        return
    with pytest.raises(ValidationError, match="støttebehov") as caught:
        place(familie, konsulent, barn)
    assert caught.value.code == "behov"
    row = place(familie, konsulent, barn, afvigelse="Familien får støtte til det.")
    assert row.afvigelse == "Familien får støtte til det."


def test_no_placement_before_the_approval_except_with_a_reason(familie, konsulent):
    familie.godkendt_fra = D(2026, 12, 1)
    familie.save()
    with pytest.raises(ValidationError) as caught:
        place(familie, konsulent)
    assert caught.value.code == "ikke_godkendt"
    place(familie, konsulent, afvigelse="Akut anbringelse, aftalt med tilsynet.")
    line = AuditEvent.objects.get(event="anbringelse.oprettet")
    assert line.data["trods"] == ["ikke_godkendt"]
    assert "tilsynet" not in str(line.data)


def test_a_grown_up_without_grundkursus_warns_unless_the_rule_is_off(
    familie, konsulent, administrator
):
    familie.plejeforaeldre.update(grundkursus_paa=None)
    with pytest.raises(ValidationError, match="Ane mangler grundkurset"):
        place(familie, konsulent)
    place(familie, konsulent, afvigelse="Kurset begynder i næste uge.")
    regler.set_value(
        by=administrator,
        kommune=familie.kommune,
        key="plejefamilier.grundkursus_kraeves",
        vaerdi="nej",
        fra=D(2026, 11, 22),
        begrundelse="Kun netværksfamilier her",
    )
    assert place(familie, konsulent).afvigelse == ""


def test_a_reason_covers_only_the_warnings_that_were_seen(familie, konsulent):
    # Given somebody who saw that the family is full, and a grown-up who lacks the course too
    familie.godkendt_til_boern = 1
    familie.save()
    place(familie, konsulent)
    familie.plejeforaeldre.update(grundkursus_paa=None)
    with pytest.raises(ValidationError):
        place(familie, konsulent, afvigelse="Søskende", kendte=["fuld"])
    place(familie, konsulent, afvigelse="Søskende", kendte=["fuld", "grundkursus"])


def test_a_reason_that_nothing_asks_for_is_not_kept(familie, konsulent):
    assert place(familie, konsulent, afvigelse="For en sikkerheds skyld").afvigelse == ""


def test_the_form_shows_the_warning_and_then_asks_why(client, familie, konsulent):
    # Given a full family, When a child is placed there
    familie.godkendt_til_boern = 1
    familie.save()
    place(familie, konsulent)
    client.force_login(konsulent)
    typed = {
        "cpr_nummer": "670517-4321",
        "navn": "Ida Prøvesen",
        "slags": "doegn",
        "grundlag": "samtykke",
        "fra": "22-11-2026",
        "afvigelse": "",
        "advarsler": "",
    }
    asked = client.post(url("barn_create", familie.pk), typed)

    # Then the warning stands there with a field for the reason, and nothing is saved
    assert "har ingen ledig plads" in text_of(asked)
    assert "Hvorfor sker det alligevel?" in text_of(asked)
    assert Anbringelse.objects.count() == 1

    # When she gives the reason, Then the child moves in, and the timeline says why
    confirmed = {
        **typed,
        "afvigelse": "Søskende skal bo sammen.",
        "advarsler": asked.context["form"].data["advarsler"],
    }
    assert client.post(url("barn_create", familie.pk), confirmed).status_code == 302
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Trods advarsel: Søskende skal bo sammen." in page
    assert "1 over godkendelsen" in page


def test_a_child_moved_past_a_warning_keeps_the_reason(client, team, familie, konsulent, barn):
    other = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Holm, Ida")
    other.plejeforaeldre.update(grundkursus_paa=None)
    client.force_login(konsulent)
    typed = {"familie": other.pk, "slags": "doegn", "grundlag": "samtykke", "fra": "22-11-2026"}
    asked = client.post(url("anbringelse_create", barn.pk), typed)
    assert "Hvorfor sker det alligevel?" in text_of(asked)
    confirmed = {**typed, "afvigelse": "Akut", "advarsler": "grundkursus"}
    assert client.post(url("anbringelse_create", barn.pk), confirmed).status_code == 302
    assert other.anbringelser.get().afvigelse == "Akut"
