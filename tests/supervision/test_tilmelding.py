"""Signing up: seats, the line in order of arrival, offers, deadlines, warnings (E5, E10)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier.models import Aftale, Familieprofil, Optaget, Plejeforaelder
from supervision import tasks
from supervision.actions.kursus import update_kursus
from supervision.actions.tilmelding import (
    answer_offer,
    cancel_tilmelding,
    enrol,
    fill_seats,
)
from supervision.models import Kursus, Kursusdeltager, Tilmelding
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import HOUR, make_forloeb, make_kursus, make_session

pytestmark = pytest.mark.django_db
START = local("2027-02-18 09:30")


@pytest.fixture(autouse=True)
def _now(at):
    at("2027-01-04 10:00")


@pytest.fixture
def booker(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Jens Brohus"
    )


@pytest.fixture
def kursus(brohus, booker):
    gange = [(START, START + 2 * HOUR)]
    return make_kursus(brohus, ansvarlig=booker, gange=gange, pladser=2)


@pytest.fixture
def familier(team, konsulent):
    return [PlejefamilieFactory(team=team, konsulent=konsulent) for _ in range(4)]


def sign_up(kursus, familie, by, **facts):
    facts = {"idempotency_key": uuid.uuid4(), **facts}
    return enrol(by=by, kursus=kursus, plejefamilie=familie, **facts)


def refused(error):
    """The codes of an error, by field when it has fields."""
    raised = error.value
    if hasattr(raised, "error_dict"):
        return {name: [one.code for one in rows] for name, rows in raised.error_dict.items()}
    return [one.code for one in raised.error_list]


def test_seats_first_then_the_line_in_order_of_arrival(kursus, familier, konsulent):
    rows = [sign_up(kursus, familie, konsulent) for familie in familier]
    assert [row.status for row in rows] == ["plads", "plads", "venter", "venter"]
    assert [row.raekke for row in rows] == [1, 2, 3, 4]
    kursus.refresh_from_db()
    assert (kursus.optaget, kursus.ledige) == (2, 0)
    assert AuditEvent.objects.filter(event="tilmelding.oprettet").count() == len(rows)


def test_all_grown_ups_come_unless_some_are_chosen(kursus, familie, konsulent, familier):
    grete = familie.plejeforaeldre.get()
    poul = Plejeforaelder.objects.create(plejefamilie=familie, navn="Poul Bruun")
    Plejeforaelder.objects.create(
        plejefamilie=familie, navn="Gamle Bruun", fratraadt_paa=datetime.date(2026, 1, 1)
    )
    row = sign_up(kursus, familie, konsulent)
    assert [one.plejeforaelder for one in row.deltagere.all()] == [grete, poul]
    ane = familier[0].plejeforaeldre.get()
    Plejeforaelder.objects.create(plejefamilie=familier[0], navn="Bo")
    one = sign_up(kursus, familier[0], konsulent, plejeforaeldre=[ane])
    assert [row.plejeforaelder for row in one.deltagere.all()] == [ane]
    with pytest.raises(ValidationError) as error:
        sign_up(kursus, familier[1], konsulent, plejeforaeldre=[])
    assert refused(error) == {"voksne": ["voksne"]}
    # the grown-up of another family is none of these
    with pytest.raises(ValidationError):
        sign_up(kursus, familier[1], konsulent, plejeforaeldre=[ane])


def test_a_professional_takes_part_too(kursus, konsulent, kollega):
    """B2: the konsulent learns the same methods and words."""
    row = enrol(by=konsulent, kursus=kursus, bruger=kollega, idempotency_key=uuid.uuid4())
    assert row.status == "plads"
    assert [one.bruger for one in row.deltagere.all()] == [kollega]
    keys = Besked.objects.filter(to=kollega, key__startswith=f"tilmelding-{row.pk}-")
    assert sorted(timezone.localtime(one.due_at).date().isoformat() for one in keys) == [
        "2027-02-04",
        "2027-02-16",
    ]


def test_where_people_take_the_seats_a_couple_needs_two(brohus, booker, familier, konsulent):
    facts = {"taeller": Kursus.Taeller.DELTAGERE, "gange": [(START, START + HOUR)]}
    kursus = make_kursus(brohus, ansvarlig=booker, pladser=3, **facts)
    for familie in familier[:2]:
        Plejeforaelder.objects.create(plejefamilie=familie, navn="Bo")
    first, second, alone = (sign_up(kursus, familie, konsulent) for familie in familier[:3])
    assert (first.pladser, first.status) == (2, "plads")
    assert (second.pladser, second.status) == (2, "venter")
    # one seat is left, and the couple in front does not fit in it
    assert (alone.pladser, alone.status) == (1, "plads")
    # the first in line that fits: not the couple for one seat, but for two
    fourth = sign_up(kursus, familier[3], konsulent)
    cancel_tilmelding(by=konsulent, tilmelding=alone)
    assert statuses(second, fourth) == ["venter", "tilbudt"]
    cancel_tilmelding(by=konsulent, tilmelding=first)
    assert statuses(second, fourth) == ["tilbudt", "tilbudt"]
    kursus.refresh_from_db()
    assert kursus.optaget == 3


def statuses(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


def test_the_same_form_sent_twice_is_one_enrolment(kursus, familie, familier, konsulent, booker):
    key = uuid.uuid4()
    first = sign_up(kursus, familie, konsulent, idempotency_key=key)
    assert sign_up(kursus, familie, konsulent, idempotency_key=key) == first
    assert Tilmelding.objects.count() == Kursusdeltager.objects.count() == 1
    with pytest.raises(ValidationError) as error:
        sign_up(kursus, familier[0], booker, idempotency_key=key)
    assert refused(error) == ["brugt"]


def test_once_on_a_course_and_again_after_leaving(kursus, familie, konsulent):
    row = sign_up(kursus, familie, konsulent)
    with pytest.raises(ValidationError, match="allerede tilmeldt") as error:
        sign_up(kursus, familie, konsulent)
    assert refused(error) == ["tilmeldt"]
    cancel_tilmelding(by=konsulent, tilmelding=row)
    assert sign_up(kursus, familie, konsulent).raekke == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"aflyst_at": START, "aflyst_fordi": "Sygdom"}, "Kurset er aflyst."),
        ({"udgivet": False}, "Kurset er et udkast."),
        ({"tilmeldingsfrist": datetime.date(2027, 1, 3)}, "Fristen for tilmelding var"),
    ],
)
def test_it_is_always_said_why_sign_up_is_closed(brohus, booker, familie, konsulent, facts, words):
    kursus = make_kursus(brohus, ansvarlig=booker, gange=[(START, START + HOUR)], **facts)
    with pytest.raises(ValidationError, match=words) as error:
        sign_up(kursus, familie, konsulent)
    assert refused(error) == ["lukket"]
    assert not Tilmelding.objects.exists()


def test_sign_up_closes_in_the_moment_the_first_meeting_begins(
    at, brohus, booker, familie, familier, konsulent
):
    same_day = {"tilmeldingsfrist": datetime.date(2027, 2, 18)}
    gange = [(START, START + 2 * HOUR)]
    kursus = make_kursus(brohus, ansvarlig=booker, gange=gange, **same_day)
    at("2027-02-18 09:29")
    sign_up(kursus, familier[0], konsulent)
    at("2027-02-18 09:30")
    with pytest.raises(ValidationError, match=r"begyndte torsdag 18\. februar"):
        sign_up(kursus, familie, konsulent)


def test_a_family_that_has_ended_or_lives_elsewhere_is_refused(kursus, familie, konsulent):
    foreign = PlejefamilieFactory()
    with pytest.raises(ValidationError):
        sign_up(kursus, foreign, konsulent)
    familie.ophoert_paa = datetime.date(2027, 1, 4)
    with pytest.raises(ValidationError) as error:
        sign_up(kursus, familie, konsulent)
    assert refused(error) == ["ophoert"]


# --- warnings (R16, E17) ----------------------------------------------------------------------


def test_a_busy_family_is_a_warning_that_can_be_confirmed(
    kursus, familie, konsulent, brohus, booker
):
    gange = [(START + 2 * HOUR, START + 4 * HOUR)]
    after = make_kursus(brohus, ansvarlig=booker, gange=gange)
    sign_up(after, familie, konsulent)
    overlap = make_kursus(brohus, ansvarlig=booker, gange=[(START + HOUR, START + 3 * HOUR)])
    with pytest.raises(ValidationError, match=r"torsdag 18\. februar kl\. 10\.30") as error:
        sign_up(overlap, familie, konsulent)
    assert refused(error) == ["familie_optaget"]
    assert sign_up(overlap, familie, konsulent, bekraeft={"familie_optaget"}).status == "plads"
    # half-open: the course that ends as the other begins does not collide with it (R16)
    cancel_tilmelding(by=konsulent, tilmelding=overlap.tilmeldinger.get())
    assert sign_up(kursus, familie, konsulent).status == "plads"


def test_supervision_at_the_same_time_is_told_and_with_what_is_not(
    kursus, familie, konsulent, brohus
):
    supervisor = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=familie.kommune, ansat_hos=brohus
    )
    make_session(make_forloeb(familie, supervisor=supervisor), START + HOUR)
    with pytest.raises(ValidationError) as error:
        sign_up(kursus, familie, konsulent)
    assert refused(error) == ["familie_optaget"]
    assert "upervision" not in str(error.value)


def test_other_programmes_are_asked_about_without_saying_which(kursus, familie, booker):
    """E17: the booker is warned; what the family takes part in is not hers to read."""
    Familieprofil.objects.create(plejefamilie=familie, andre_indsatser="Tæt støttet opstartsforløb")
    with pytest.raises(ValidationError) as error:
        sign_up(kursus, familie, booker)
    assert refused(error) == ["andre_indsatser"]
    assert "opstart" not in str(error.value)
    assert sign_up(kursus, familie, booker, bekraeft={"andre_indsatser"})


def test_a_busy_professional_is_warned_of(kursus, konsulent):
    Optaget.objects.create(
        bruger=konsulent, start=START + HOUR, slut=START + 3 * HOUR, kilde="moede-1"
    )
    with pytest.raises(ValidationError) as error:
        enrol(by=konsulent, kursus=kursus, bruger=konsulent, idempotency_key=uuid.uuid4())
    assert refused(error) == ["familie_optaget"]
    assert not Aftale.objects.exists()


# --- leaving, and who comes next --------------------------------------------------------------


def test_a_cancellation_offers_the_seat_to_the_first_in_line(kursus, familier, konsulent, booker):
    """Scenario 6.2: moved up and notified."""
    rows = [sign_up(kursus, familie, booker) for familie in familier]
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    assert statuses(*rows[1:]) == ["plads", "tilbudt", "venter"]
    assert rows[2].tilbud_til == timezone.now() + datetime.timedelta(hours=48)
    told = Besked.objects.filter(key__startswith=f"kursustilbud-svar-{rows[2].pk}-")
    assert {one.to for one in told} == {konsulent, booker}
    assert all(rows[2].plejefamilie.kort_navn not in one.tekst for one in told)
    kursus.refresh_from_db()
    assert kursus.optaget == 2
    # pressed twice, nothing more happens
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    assert statuses(*rows[1:]) == ["plads", "tilbudt", "venter"]


def test_yes_takes_the_seat_and_no_lets_it_go_on(kursus, familier, konsulent):
    rows = [sign_up(kursus, familie, konsulent) for familie in familier]
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    answer_offer(by=konsulent, tilmelding=rows[2], ja=False)
    assert statuses(rows[3]) == ["tilbudt"]
    rows[2].refresh_from_db()
    assert rows[2].afmeldt_fordi == "Takkede nej til den tilbudte plads"
    answer_offer(by=konsulent, tilmelding=rows[3], ja=True)
    answer_offer(by=konsulent, tilmelding=rows[3], ja=True)
    assert statuses(rows[3]) == ["plads"]
    assert rows[3].tilbud_til is None
    kursus.refresh_from_db()
    assert kursus.optaget == 2
    assert not Besked.objects.undelivered().filter(key__startswith="kursustilbud-svar-").exists()


def test_an_offer_lapses_in_its_last_moment_and_goes_on(at, kursus, familier, konsulent):
    rows = [sign_up(kursus, familie, konsulent) for familie in familier]
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    at("2027-01-06 09:59")
    assert tasks.lapse_tilbud() == 0
    at("2027-01-06 10:00")
    with pytest.raises(ValidationError, match="gået videre") as error:
        answer_offer(by=konsulent, tilmelding=rows[2], ja=True)
    assert refused(error) == ["udloebet"]
    assert tasks.lapse_tilbud() == 1
    assert tasks.lapse_tilbud() == 0
    rows[2].refresh_from_db()
    assert rows[2].afmeldt_at
    assert statuses(rows[3]) == ["tilbudt"]
    assert Besked.objects.filter(key=f"kursustilbud-udloebet-{rows[2].pk}").exists()


def test_an_offer_never_outlives_the_start_of_the_course(at, kursus, familier, konsulent):
    Kursus.objects.update(tilmeldingsfrist="2027-02-17")
    rows = [sign_up(kursus, familie, konsulent) for familie in familier]
    at("2027-02-17 12:00")
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    rows[2].refresh_from_db()
    assert rows[2].tilbud_til == START
    at("2027-02-18 09:30")
    tasks.lapse_tilbud()
    assert statuses(rows[3]) == ["venter"], "the course has begun: nobody is offered a seat"


def test_more_seats_are_given_to_the_line_at_once(kursus, familier, konsulent, booker):
    rows = [sign_up(kursus, familie, konsulent) for familie in familier]
    kursus.refresh_from_db()
    update_kursus(by=booker, kursus=kursus, version=kursus.version, pladser=4)
    assert statuses(*rows) == ["plads", "plads", "tilbudt", "tilbudt"]
    assert fill_seats(kursus) == []


def test_who_must_take_part_gets_the_seat_without_an_offer(kursus, familier, konsulent):
    rows = [sign_up(kursus, familie, konsulent) for familie in familier[:2]]
    must = sign_up(kursus, familier[2], konsulent, pligt=True)
    cancel_tilmelding(by=konsulent, tilmelding=rows[0])
    assert statuses(must) == ["plads"]


def test_leaving_late_needs_a_reason_and_is_told_to_the_responsible(
    at, kursus, familier, konsulent, booker
):
    Kursus.objects.update(framelding_til="2027-02-01")
    early, late = (sign_up(kursus, familie, konsulent) for familie in familier[:2])
    at("2027-02-01 23:59")
    cancel_tilmelding(by=konsulent, tilmelding=early)
    at("2027-02-02 00:00")
    with pytest.raises(ValidationError) as error:
        cancel_tilmelding(by=konsulent, tilmelding=late, fordi="  ")
    assert refused(error) == {"fordi": ["begrundelse"]}
    cancel_tilmelding(by=konsulent, tilmelding=late, fordi="Sygdom i familien")
    besked = Besked.objects.get(key=f"kursusframeldt-{late.pk}")
    assert besked.to == booker
    assert "Sygdom" not in besked.tekst


def test_nobody_leaves_a_course_that_is_over(at, kursus, familie, konsulent):
    row = sign_up(kursus, familie, konsulent)
    at("2027-02-19 08:00")
    with pytest.raises(ValidationError, match="Kurset er holdt"):
        cancel_tilmelding(by=konsulent, tilmelding=row)
