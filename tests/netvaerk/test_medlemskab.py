"""Proposing, answering, leaving and sharing, as actions (I4, I9, R14)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Regelvaerdi
from netvaerk.actions import medlemskab as actions
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.queries.medlemskab import pligter
from plejefamilier.actions.familie import end_plejefamilie
from tests.factories import (
    BrugerFactory,
    FravaerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.netvaerk.fakta import DAY, make_forslag, make_gruppe, make_medlem
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-23 10:00")


@pytest.fixture
def amira(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Brohus"
    )


@pytest.fixture
def gruppe(kommune, amira, kollega):
    return make_gruppe(kommune, facilitator=amira, ansvarlig=kollega, navn="Nord")


def families(team, konsulent, number):
    return [PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(number)]


def refused(code, act, **facts):
    with pytest.raises(ValidationError) as error:
        act(**facts)
    found = error.value
    errors = found.error_dict.values() if hasattr(found, "error_dict") else [found.error_list]
    assert [one.code for some in errors for one in some] == [code]
    return " ".join(found.messages)


def set_rule(kommune, key, vaerdi, by):
    Regelvaerdi.objects.create(
        kommune=kommune, key=key, vaerdi=vaerdi, fra=TODAY, begrundelse="Prøve", set_by=by
    )


# --- proposing and answering --------------------------------------------------------------------


def test_a_proposal_gives_the_konsulent_of_the_day_a_duty_and_a_notice(
    gruppe, familie, amira, konsulent, kollega
):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    assert row.svarfrist == datetime.date(2026, 12, 7)
    duty = pligter(konsulent, TODAY).get()
    assert duty[:4] == ("netvaerkssvar", str(row.pk), row.svarfrist, str(familie.pk))
    assert not pligter(kollega, TODAY).exists()
    assert pligter(amira, TODAY) is None
    notice = Besked.objects.get(to=konsulent)
    assert notice.tekst == "En familie, du arbejder med, er foreslået til en netværksgruppe"
    assert notice.url == f"/netvaerk/medlemskaber/{row.pk}/svar/"
    # the duty follows the work: while Lars is away it is Mette's
    FravaerFactory(bruger=konsulent, stedfortraeder=kollega, fra=TODAY, til=TODAY)
    assert pligter(kollega, TODAY).exists()
    assert not pligter(konsulent, TODAY).exists()


def test_the_answer_day_is_a_working_day(gruppe, familie, amira, kommune, konsulent):
    set_rule(kommune, "netvaerk.svar_dage", 5, konsulent)  # Saturday 28 November
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    assert row.svarfrist == datetime.date(2026, 11, 30)


def test_yes_makes_a_member_and_tells_whoever_asked(gruppe, familie, amira, konsulent):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    facts = {"svar": "ja", "svar_paa": TODAY - DAY, "deler": ["telefon", "navn"]}
    row = actions.answer_forslag(by=konsulent, medlemskab=row, **facts)
    assert (row.svar, row.fra, row.deler, row.deler_paa) == (
        "ja",
        TODAY,
        ["navn", "telefon"],
        TODAY - DAY,
    )
    assert not pligter(konsulent, TODAY).exists()
    assert [one.tekst for one in Besked.objects.filter(to=amira)] == [actions.SVARET]
    assert Besked.objects.filter(to=konsulent, read_at=None).count() == 0
    # the same again is once; another answer is refused
    actions.answer_forslag(by=konsulent, medlemskab=row, **facts)
    assert AuditEvent.objects.filter(event="medlemskab.ja").count() == 1
    words = refused(
        "besvaret",
        actions.answer_forslag,
        by=konsulent,
        medlemskab=row,
        svar="nej",
        svar_paa=TODAY,
    )
    assert words == "Der er svaret på forslaget."


def test_no_leaves_a_row_and_the_family_can_be_asked_again(gruppe, familie, amira, konsulent):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    actions.answer_forslag(by=konsulent, medlemskab=row, svar="nej", svar_paa=TODAY)
    assert not gruppe.medlemskaber.members().exists()
    again = actions.propose_familie(by=konsulent, gruppe=gruppe, plejefamilie=familie)
    assert again.pk != row.pk


def test_a_konsulent_answers_at_once_for_her_own_family(gruppe, familie, konsulent, amira):
    row = actions.propose_familie(
        by=konsulent, gruppe=gruppe, plejefamilie=familie, ja_paa=TODAY, fra=TODAY + 9 * DAY
    )
    assert (row.svar, row.fra, row.besvaret_af) == ("ja", TODAY + 9 * DAY, konsulent)
    assert Besked.objects.filter(to=konsulent).count() == 0
    assert Besked.objects.filter(to=amira, tekst=actions.SVARET).count() == 1
    # pressed twice
    assert (
        actions.propose_familie(by=konsulent, gruppe=gruppe, plejefamilie=familie, ja_paa=TODAY)
        == row
    )


def test_a_proposal_by_two_people_is_one(gruppe, familie, amira, konsulent):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    assert actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie) == row
    refused("allerede", actions.propose_familie, by=konsulent, gruppe=gruppe, plejefamilie=familie)


def test_what_cannot_be_is_refused_and_changes_nothing(gruppe, familie, amira, konsulent, team):
    ask = {"by": konsulent, "gruppe": gruppe, "plejefamilie": familie}
    propose = actions.propose_familie
    words = refused("fremtid", propose, **ask, ja_paa=TODAY + DAY)
    assert words == "Datoen ligger i fremtiden."
    refused("for_tidligt", propose, **ask, ja_paa=TODAY, fra=TODAY - DAY)
    refused("deler", propose, **ask, ja_paa=TODAY, deler=["adresse"])
    strange = PlejefamilieFactory(team=TeamFactory(kommune=KommuneFactory()))
    refused("kommune", propose, **(ask | {"plejefamilie": strange}))
    row = make_forslag(gruppe, familie, by=amira)
    answer = {"by": konsulent, "medlemskab": row, "svar_paa": TODAY}
    refused("svar", actions.answer_forslag, **answer, svar="måske")
    refused("mangler", actions.answer_forslag, **(answer | {"svar_paa": None}), svar="nej")
    actions.withdraw_forslag(by=amira, medlemskab=row)
    refused("trukket", actions.answer_forslag, **answer, svar="ja")
    Netvaerksgruppe.objects.update(lukket_paa=TODAY, lukket_fordi="andet")
    refused("lukket", propose, **ask)
    assert [*Medlemskab.objects.all()] == [row]
    assert {*AuditEvent.objects.values_list("event", flat=True)} == {"medlemskab.trukket"}


def test_a_municipality_without_groups(gruppe, familie, amira, kommune, konsulent):
    set_rule(kommune, "netvaerk.grupper", "fra", konsulent)
    words = refused("fra", actions.propose_familie, by=amira, gruppe=gruppe, plejefamilie=familie)
    assert words == "Kommunen bruger ikke netværksgrupper."


def test_withdrawn_proposals_ask_nobody(gruppe, familie, amira, konsulent):
    row = actions.propose_familie(by=amira, gruppe=gruppe, plejefamilie=familie)
    actions.withdraw_forslag(by=amira, medlemskab=row)
    actions.withdraw_forslag(by=amira, medlemskab=row)
    assert not pligter(konsulent, TODAY).exists()
    notice = Besked.objects.get(to=konsulent)
    assert notice.cancelled_at or notice.read_at
    assert AuditEvent.objects.filter(event="medlemskab.trukket").count() == 1


# --- seats (R14) ----------------------------------------------------------------------------------


def test_the_seventh_is_refused_with_a_sentence(gruppe, team, konsulent):
    six, seventh = families(team, konsulent, 6), families(team, konsulent, 1)[0]
    for familie in six:
        actions.propose_familie(by=konsulent, gruppe=gruppe, plejefamilie=familie, ja_paa=TODAY)
    facts = {"by": konsulent, "gruppe": gruppe, "plejefamilie": seventh}
    words = refused("fuld", actions.propose_familie, **facts, ja_paa=TODAY)
    assert words == "Gruppen er fuld: der er plads til 6 familier, og 6 er med."
    # asked it may be, and answered no; a yes waits for a seat
    row = actions.propose_familie(**facts)
    refused("fuld", actions.answer_forslag, by=konsulent, medlemskab=row, svar="ja", svar_paa=TODAY)
    row.refresh_from_db()
    assert row.svar == ""


def test_a_seat_is_free_on_the_day_after_somebody_has_left(gruppe, team, konsulent):
    rows = [make_medlem(gruppe, familie, by=konsulent) for familie in families(team, konsulent, 6)]
    actions.end_medlemskab(by=konsulent, medlemskab=rows[0], til=TODAY + 7 * DAY, slutaarsag="tid")
    facts = {"by": konsulent, "gruppe": gruppe, "plejefamilie": families(team, konsulent, 1)[0]}
    refused("fuld", actions.propose_familie, **facts, ja_paa=TODAY, fra=TODAY + 7 * DAY)
    row = actions.propose_familie(**facts, ja_paa=TODAY, fra=TODAY + 8 * DAY)
    assert row.svar == "ja"


def test_who_begins_later_holds_a_seat_already(gruppe, team, konsulent):
    for familie in families(team, konsulent, 6):
        make_medlem(gruppe, familie, by=konsulent, fra=TODAY + 30 * DAY)
    facts = {"by": konsulent, "gruppe": gruppe, "plejefamilie": families(team, konsulent, 1)[0]}
    refused("fuld", actions.propose_familie, **facts, ja_paa=TODAY)
    assert gruppe.medlemskaber.count() == 6


def test_lowering_the_rule_throws_nobody_out(gruppe, team, konsulent, kommune):
    rows = [make_medlem(gruppe, familie, by=konsulent) for familie in families(team, konsulent, 5)]
    set_rule(kommune, "netvaerk.gruppe_hoejst", 4, konsulent)
    facts = {"by": konsulent, "gruppe": gruppe, "plejefamilie": families(team, konsulent, 1)[0]}
    refused("fuld", actions.propose_familie, **facts, ja_paa=TODAY)
    assert gruppe.medlemskaber.members().count() == 5
    actions.end_medlemskab(by=konsulent, medlemskab=rows[0], til=TODAY, slutaarsag="tid")
    refused("fuld", actions.propose_familie, **facts, ja_paa=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_konsulenter_and_the_sixth_and_seventh_family(gruppe, team, konsulent, kollega):
    """Five are in; two answer yes at the same moment: exactly one gets the last seat."""
    for familie in families(team, konsulent, 5):
        make_medlem(gruppe, familie, by=konsulent)
    people = [konsulent, kollega]
    asked = [make_forslag(gruppe, families(team, who, 1)[0], by=who) for who in people]

    def act(number):
        return actions.answer_forslag(
            by=people[number % 2], medlemskab=asked[number % 2], svar="ja", svar_paa=TODAY
        )

    answers = at_once(8, act)  # each presses four times
    assert gruppe.medlemskaber.members().count() == 6
    errors = [one for one in answers if isinstance(one, Exception)]
    assert {one.code for one in errors} == {"fuld"}
    assert len(errors) == 4
    assert AuditEvent.objects.filter(event="medlemskab.ja").count() == 1
    # two others propose and answer in one form: nobody is let in
    fresh = [families(team, who, 1)[0] for who in people]
    answers = at_once(
        2,
        lambda number: actions.propose_familie(
            by=people[number], gruppe=gruppe, plejefamilie=fresh[number], ja_paa=TODAY
        ),
    )
    assert [one.code for one in answers] == ["fuld", "fuld"]
    assert not Medlemskab.objects.filter(plejefamilie__in=fresh).exists()


# --- leaving --------------------------------------------------------------------------------------


def test_leaving_frees_the_seat_and_tells_the_facilitator(gruppe, familie, konsulent, amira):
    row = make_medlem(gruppe, familie, by=konsulent, fra=TODAY - 30 * DAY)
    end = {"by": konsulent, "medlemskab": row, "slutaarsag": "klarer_sig"}
    words = refused("for_tidligt", actions.end_medlemskab, **end, til=TODAY - 31 * DAY)
    assert words == "Familien kom først med 24. oktober 2026."
    refused("slutaarsag", actions.end_medlemskab, **(end | {"slutaarsag": ""}), til=TODAY)
    actions.end_medlemskab(**end, til=TODAY)
    actions.end_medlemskab(**end, til=TODAY)
    refused("slut", actions.end_medlemskab, **end, til=TODAY - DAY)
    assert AuditEvent.objects.filter(event="medlemskab.slut").count() == 1
    assert [one.tekst for one in Besked.objects.filter(to=amira)] == [actions.UDE]
    assert not gruppe.medlemskaber.members().exists()
    refused(
        "ikke_med",
        actions.end_medlemskab,
        **(end | {"medlemskab": make_forslag(gruppe, familie, by=amira)}),
        til=TODAY,
    )


def test_a_family_that_ends_as_foster_family_leaves_and_is_asked_no_longer(
    gruppe, kommune, familie, konsulent, amira
):
    inside = make_medlem(gruppe, familie, by=konsulent, fra=TODAY - 30 * DAY)
    later = make_gruppe(kommune, facilitator=amira)
    asked = make_forslag(later, familie, by=amira)
    end_plejefamilie(
        by=konsulent, plejefamilie=familie, ophoert_paa=TODAY - 2 * DAY, ophoersgrund="Flytter"
    )
    inside.refresh_from_db()
    asked.refresh_from_db()
    assert (inside.til, inside.slutaarsag) == (TODAY - 2 * DAY, "ophoert")
    assert asked.trukket_at == timezone.now()
    assert Besked.objects.filter(to=amira, tekst=actions.UDE).count() == 1
    refused("ophoert", actions.propose_familie, by=konsulent, gruppe=later, plejefamilie=familie)


# --- sharing (I9) ---------------------------------------------------------------------------------


def test_sharing_is_written_changed_and_taken_back(gruppe, familie, konsulent):
    row = make_medlem(gruppe, familie, by=konsulent)
    share = {"by": konsulent, "medlemskab": row}
    refused("mangler", actions.share_kontakt, **share, deler=["navn"])
    refused("fremtid", actions.share_kontakt, **share, deler=["navn"], deler_paa=TODAY + DAY)
    refused("deler", actions.share_kontakt, **share, deler=["adresse"], deler_paa=TODAY)
    actions.share_kontakt(**share, deler=["email", "navn"], deler_paa=TODAY, version=1)
    row.refresh_from_db()
    assert (row.deler, row.deler_paa, row.version) == (["navn", "email"], TODAY, 2)
    refused("stale", actions.share_kontakt, **share, deler=["navn"], deler_paa=TODAY, version=1)
    actions.share_kontakt(**share, deler=[])
    row.refresh_from_db()
    assert (row.deler, row.deler_paa) == ([], None)
    events = AuditEvent.objects.filter(slags="netvaerk.medlemskab").order_by("pk")
    assert [one.event for one in events] == ["medlemskab.deler", "medlemskab.deler_ikke"]


def test_who_has_left_shares_nothing_new(gruppe, familie, konsulent):
    row = make_medlem(gruppe, familie, by=konsulent, fra=TODAY - 9 * DAY)
    actions.end_medlemskab(by=konsulent, medlemskab=row, til=TODAY - DAY, slutaarsag="tid")
    refused(
        "ikke_med",
        actions.share_kontakt,
        by=konsulent,
        medlemskab=row,
        deler=["navn"],
        deler_paa=TODAY,
    )
