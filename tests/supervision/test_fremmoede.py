"""Attendance: who may note it, what follows from it, two at once, and families that had to come."""

import datetime
import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from faelles import regler
from faelles.access import Rolle
from faelles.hverdage_i_query import HverdagAfter
from faelles.kalender import kalender_for
from faelles.models import AuditEvent, Besked, Organisation
from plejefamilier import pligter
from plejefamilier.models import Kursustid, Plejeforaelder
from supervision.actions.fremmoede import (
    UDEBLEV,
    expected_at,
    noted_at,
    record_fremmoede,
    state_of,
)
from supervision.models import Fremmoede, Kursusdeltager, Kursusgang
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.parallel import at_once
from tests.plejefamilier.sider import text_of
from tests.supervision.fakta import make_begreb, make_kursus, make_tilmelding

pytestmark = pytest.mark.django_db
D = datetime.date
MORGEN = (local("2027-02-18 09:30"), local("2027-02-18 11:30"))
HEL_DAG = (local("2027-02-18 09:00"), local("2027-02-18 15:00"))


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Jens Bro"
    )


@pytest.fixture
def amira(kommune, brohus):
    """Another employee of the same house, who has nothing to do with the course."""
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Amira Said"
    )


@pytest.fixture
def kursus(at, brohus, jens):
    at("2027-02-18 09:40")
    return make_kursus(brohus, ansvarlig=jens, gange=[MORGEN], undervisere=[jens])


@pytest.fixture
def gang(kursus):
    return kursus.gange.get()


def people_of(kursus):
    return [*Kursusdeltager.objects.filter(tilmelding__kursus=kursus)]


def note(gang, *came, by):
    """Note the first half of a meeting as if it had been read just now."""
    seen = state_of(expected_at(gang), noted_at(gang))
    return record_fremmoede(by=by, gang=gang, kom={(one.pk, 1) for one in came}, seen=seen)


# --- one meeting ------------------------


def test_teacher_notes_who_came_and_the_account_follows(client, kursus, gang, jens, familie, team):
    # Given two families on the course, of which one has two grown-ups
    other = PlejefamilieFactory(team=team, navn="Friis, Ulla")
    Plejeforaelder.objects.create(plejefamilie=familie, navn="Poul Bruun")
    make_tilmelding(kursus, familie, by=jens)
    make_tilmelding(kursus, other, by=jens)
    ane, poul, ulla = people_of(kursus)
    client.force_login(jens)

    # When the teacher opens the list, Then nobody is ticked
    page = client.get(url("fremmoede_update", gang.pk))
    assert "checked" not in text_of(page)
    assert [gruppe.navn for gruppe in page.context["liste"].grupper] == [
        "Grete og Poul Bruun",
        "Ulla Friis",
    ]

    # When she ticks two and saves, Then they have two hours, the third none
    seen = page.context["liste"].seen
    typed = {"seen": seen, "kom": [f"{ane.pk}-1", f"{ulla.pk}-1"]}
    assert client.post(url("fremmoede_update", gang.pk), typed).status_code == 302
    rows = Kursustid.objects.values_list("plejeforaelder__navn", "minutter", "dato", "titel")
    assert {*rows} == {
        ("Ane Bruun", 120, D(2027, 2, 18), "Tryghedscirklen"),
        ("Ane Friis", 120, D(2027, 2, 18), "Tryghedscirklen"),
    }
    assert {*Kursustid.objects.values_list("kilde", flat=True)} == {
        f"fremmoede-{pk}" for pk in Fremmoede.objects.filter(kom=True).values_list("pk", flat=True)
    }
    event = AuditEvent.objects.get(event="fremmoede.noteret")
    assert event.data == {"kom": 2, "kom_ikke": 1}

    # When it is corrected: Poul came and Ulla did not, Then the account follows
    seen = client.get(url("fremmoede_update", gang.pk)).context["liste"].seen
    typed = {"seen": seen, "kom": [f"{ane.pk}-1", f"{poul.pk}-1"]}
    assert client.post(url("fremmoede_update", gang.pk), typed).status_code == 302
    assert {*Kursustid.objects.values_list("plejeforaelder__navn", flat=True)} == {
        "Ane Bruun",
        "Poul Bruun",
    }


def test_everybody_came_ticks_all_and_saves_nothing(client, kursus, gang, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    client.force_login(jens)
    page = client.post(url("fremmoede_update", gang.pk), {"alle": "1"})
    assert page.status_code == 200
    assert text_of(page).count("checked") == 1
    assert "Alle er sat til »kom«" in text_of(page)
    assert not Fremmoede.objects.exists()


def test_a_whole_day_has_two_halves_of_its_real_minutes(at, client, brohus, jens, familie):
    # Given a day from nine to three, noted for the morning only
    at("2027-02-18 15:10")
    kursus = make_kursus(brohus, ansvarlig=jens, gange=[HEL_DAG])
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    gang = kursus.gange.get()
    client.force_login(jens)
    page = client.get(url("fremmoede_update", gang.pk))
    assert "09.00–12.00" in text_of(page)
    assert "12.00–15.00" in text_of(page)
    seen = page.context["liste"].seen
    client.post(url("fremmoede_update", gang.pk), {"seen": seen, "kom": [f"{ane.pk}-1"]})
    assert [row.minutter for row in Kursustid.objects.all()] == [180]

    # When the afternoon is noted too, Then it is a whole course day
    seen = client.get(url("fremmoede_update", gang.pk)).context["liste"].seen
    both = [f"{ane.pk}-1", f"{ane.pk}-2"]
    client.post(url("fremmoede_update", gang.pk), {"seen": seen, "kom": both})
    assert sum(row.minutter for row in Kursustid.objects.all()) == 360


def test_professionals_are_noted_and_have_no_training_account(kursus, gang, jens, konsulent):
    make_tilmelding(kursus, konsulent, by=jens)
    (lars,) = people_of(kursus)
    note(gang, lars, by=jens)
    assert Fremmoede.objects.get().kom
    assert not Kursustid.objects.exists()


def test_nothing_is_noted_of_what_was_cancelled_or_is_to_come(at, kursus, gang, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    at("2027-02-17 23:00")
    with pytest.raises(ValidationError) as refused:
        note(gang, ane, by=jens)
    assert refused.value.code == "for_tidligt"
    at("2027-02-18 12:00")
    Kursusgang.objects.update(aflyst_at=local("2027-02-17 10:00"), aflyst_fordi="Sygdom")
    with pytest.raises(ValidationError) as refused:
        note(gang, ane, by=jens)
    assert refused.value.code == "aflyst"
    assert not Fremmoede.objects.exists()


def test_somebody_from_another_course_cannot_be_noted(kursus, gang, brohus, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    other = make_kursus(brohus, ansvarlig=jens, gange=[MORGEN])
    make_tilmelding(other, familie, by=jens)
    (stranger,) = people_of(other)
    with pytest.raises(ValidationError) as refused:
        note(gang, stranger, by=jens)
    assert refused.value.code == "ukendt"


# --- two at once ------------------------


def test_the_second_to_save_is_told_and_sees_both(client, kursus, gang, jens, familie, amira, team):
    # Given two teachers with the same list open
    other = PlejefamilieFactory(team=team, navn="Friis, Ulla")
    make_tilmelding(kursus, familie, by=jens)
    make_tilmelding(kursus, other, by=jens)
    ane, ulla = people_of(kursus)
    kursus.undervisere.create(bruger=amira)
    client.force_login(amira)
    seen = client.get(url("fremmoede_update", gang.pk)).context["liste"].seen

    # When the first saves, and the second saves something else
    note(gang, ane, by=jens)
    answer = client.post(url("fremmoede_update", gang.pk), {"seen": seen, "kom": [f"{ulla.pk}-1"]})

    # Then nothing is overwritten; she reads who was first, and on what they differ
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Jens Bro gemte fremmødet kl. 09.40, mens du noterede." in page
    assert "Ane Friis: Du har sat »kom«, kollegaen »kom ikke«." in page
    assert "Ane Bruun: Du har sat »kom ikke«, kollegaen »kom«." in page
    assert [row.plejeforaelder.navn for row in Kursustid.objects.all()] == ["Ane Bruun"]

    # When she saves again from that page, Then it is hers that stands
    seen = answer.context["form"].data["seen"]
    both = {"seen": seen, "kom": [f"{ane.pk}-1", f"{ulla.pk}-1"]}
    assert client.post(url("fremmoede_update", gang.pk), both).status_code == 302
    assert Kursustid.objects.count() == 2


def test_the_same_list_sent_twice_is_saved_once(client, kursus, gang, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    client.force_login(jens)
    seen = client.get(url("fremmoede_update", gang.pk)).context["liste"].seen
    typed = {"seen": seen, "kom": [f"{ane.pk}-1"]}
    for _ in range(2):
        assert client.post(url("fremmoede_update", gang.pk), typed).status_code == 302
    assert AuditEvent.objects.filter(event="fremmoede.noteret").count() == 1


def test_somebody_enrolled_meanwhile_is_not_noted_as_absent(client, kursus, gang, jens, team):
    first, second = (PlejefamilieFactory(team=team) for _ in range(2))
    make_tilmelding(kursus, first, by=jens)
    (ane,) = people_of(kursus)
    client.force_login(jens)
    seen = client.get(url("fremmoede_update", gang.pk)).context["liste"].seen
    make_tilmelding(kursus, second, by=jens)
    answer = client.post(url("fremmoede_update", gang.pk), {"seen": seen, "kom": [f"{ane.pk}-1"]})
    assert answer.status_code == 409
    assert not Fremmoede.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_who_save_at_once_leave_what_one_of_them_saw(kursus, gang, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    seen = state_of(expected_at(gang), noted_at(gang))
    answers = at_once(
        8,
        lambda n: record_fremmoede(
            by=jens, gang=gang, kom={(ane.pk, 1)} if n % 2 else set(), seen=seen
        ),
    )
    came = Fremmoede.objects.get().kom
    assert Kursustid.objects.count() == came
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 4


# --- who may ------------------------


def test_only_those_who_hold_the_course_note_attendance(
    at, client, kommune, kursus, gang, jens, amira, konsulent, raadgiver, familie
):
    make_tilmelding(kursus, familie, by=jens)
    booker = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=kursus.udbyder
    )
    wanted = {jens: 200, booker: 200, amira: 404, konsulent: 404, raadgiver: 403}
    for bruger, status in wanted.items():
        client.force_login(bruger)
        assert client.get(url("fremmoede_update", gang.pk)).status_code == status, bruger.navn

    # The right ends some days after the last time
    kursus.navne_til = D(2027, 3, 20)
    kursus.save()
    for moment, status in (("2027-03-20 23:59", 200), ("2027-03-21 00:00", 404)):
        at(moment)
        client.force_login(jens)
        assert client.get(url("fremmoede_update", gang.pk)).status_code == status


def test_a_konsulent_sees_on_a_course_only_her_own_families(
    client, kursus, jens, familie, team, konsulent, kollega
):
    make_tilmelding(kursus, familie, by=jens)
    make_tilmelding(
        kursus, PlejefamilieFactory(team=team, konsulent=kollega, navn="Friis, U"), by=jens
    )
    client.force_login(konsulent)
    page = text_of(client.get(url("fremmoede_list", kursus.pk)))
    assert "Ane Bruun" in page
    assert "Friis" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_for_one_and_for_three(
    rows, client, kursus, gang, jens, team, django_assert_max_num_queries
):
    for _ in range(rows):
        make_tilmelding(kursus, PlejefamilieFactory(team=team), by=jens)
    client.force_login(jens)
    client.get(url("fagligsparring_list"))
    with django_assert_max_num_queries(12):
        client.get(url("fremmoede_update", gang.pk))
    with django_assert_max_num_queries(12):
        client.get(url("fremmoede_list", kursus.pk))


# --- the duty ------------------------


def test_the_duty_is_there_when_it_begins_and_gone_when_it_is_noted(
    at, client, kursus, gang, jens, amira, familie
):
    # Given a course on Thursday with somebody on it
    make_tilmelding(kursus, familie, by=jens)
    at("2027-02-18 09:20")
    assert not _duties(jens)

    # When it has begun, Then the teacher has it, due two hverdage later, and nobody else has
    at("2027-02-18 09:31")
    (row,) = _duties(jens)
    assert (row.frist, row.tekst) == (D(2027, 2, 22), "Tryghedscirklen")
    assert not _duties(amira)
    client.force_login(jens)
    assert "Notér fremmøde" in text_of(client.get("/"))

    # And neither page says that the family stayed away, for nobody has looked
    page = text_of(client.get(url("fremmoede_list", kursus.pk)))
    assert "Ikke noteret" in page
    assert "0 af 1" not in page
    assert client.get(kursus.get_absolute_url()).context["knap"][0] == "Notér fremmøde"

    # When it is noted, Then it is gone, and so is the call to note it
    note(gang, by=jens)
    assert not _duties(jens)
    assert client.get(kursus.get_absolute_url()).context["knap"][0] == "Se fremmøde"
    assert "Ikke noteret" not in text_of(client.get(url("fremmoede_list", kursus.pk)))


def _duties(bruger):
    rows = pligter.of_bruger(bruger, D(2027, 2, 18), limit=20)
    return [row for row in rows if row.slags == "fremmoede"]


def test_hverdage_after_a_day_are_the_calendars(kommune):
    kalender = kalender_for(kommune)
    days = [D(2027, 3, 20) + datetime.timedelta(days=n) for n in range(20)]
    for day in days:
        asked = HverdagAfter(TruncDate(Value(day)), F("pk"), number=2)
        (found,) = Organisation.objects.filter(pk=kommune.pk).annotate(d=asked).values_list("d")
        assert found[0] == kalender.add_hverdage(day, 2), day


# --- families that had to come (E6) ------------------------


def test_absence_from_a_mandatory_course_is_told_once_and_taken_back(
    client, kursus, gang, jens, familie, team, konsulent, kollega, teamleder
):
    # Given a family that must come, one that need not, and a colleague's
    make_tilmelding(kursus, familie, by=jens, pligt=True)
    make_tilmelding(kursus, PlejefamilieFactory(team=team, konsulent=konsulent), by=jens)
    theirs = PlejefamilieFactory(team=team, konsulent=kollega, navn="Friis, Ulla")
    make_tilmelding(kursus, theirs, by=jens, pligt=True)
    ane, _, ulla = people_of(kursus)

    # When nobody came, noted twice, Then each konsulent has one notice without a name
    note(gang, by=jens)
    note(gang, by=jens)
    told = Besked.objects.filter(tekst=UDEBLEV)
    assert {(row.to, row.url) for row in told} == {
        (konsulent, url("udeblivelse_list")),
        (kollega, url("udeblivelse_list")),
    }
    assert told.count() == 2

    # Then the lists: each konsulent her own, the leader her team's
    client.force_login(konsulent)
    assert _absent(client) == ["Grete og Poul Bruun"]
    client.force_login(teamleder)
    assert {*_absent(client)} == {"Grete og Poul Bruun", "Ulla Friis"}

    # When it was a mistake, Then it is off the list and the notice is read
    note(gang, ane, by=jens)
    client.force_login(konsulent)
    assert _absent(client) == []
    assert Besked.objects.get(to=konsulent, tekst=UDEBLEV).read_at
    note(gang, ane, ulla, by=jens)


def _absent(client):
    rows = client.get(url("udeblivelse_list")).context["side"].rows
    assert all((row.antal, row.noteret) == (1, 1) for row in rows)
    return [row.plejefamilie.visningsnavn for row in rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_absences_asks_the_same_for_one_and_three(
    rows, client, kursus, gang, jens, team, konsulent, django_assert_max_num_queries
):
    for _ in range(rows):
        hers = PlejefamilieFactory(team=team, konsulent=konsulent)
        make_tilmelding(kursus, hers, by=jens, pligt=True)
    note(gang, by=jens)
    client.force_login(konsulent)
    client.get(url("fagligsparring_list"))
    with django_assert_max_num_queries(8):
        assert len(_absent(client)) == rows


# --- on paper ------------------------


def test_list_to_sign_and_certificate_name_nobody_outside(client, kursus, gang, jens, familie):
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    client.force_login(jens)
    answer = client.get(url("fremmoede_pdf", kursus.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="deltagerliste-{kursus.pk}.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.docinfo["/Title"] == "Deltagerliste"
        box = pdf.pages[0].mediabox
        assert box[2] > box[3]

    # No certificate before enough was attended; the page says why
    back = client.get(url("kursusbevis", ane.pk), follow=True)
    assert "Beviset kræver fremmøde på mindst 80 procent. Her er 0 procent noteret." in text_of(
        back
    )
    note(gang, ane, by=jens)
    answer = client.get(url("kursusbevis", ane.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="kursusbevis-{kursus.pk}.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert (len(pdf.pages), pdf.docinfo["/Title"]) == (1, "Kursusbevis")
        assert pdf.Root.MarkInfo.Marked


def test_the_municipality_sets_its_own_limit_for_certificates(
    at, client, kommune, administrator, brohus, jens, familie
):
    # Given a course of two times, of which she came to one
    at("2027-02-25 12:00")
    later = (local("2027-02-25 09:30"), local("2027-02-25 11:30"))
    kursus = make_kursus(brohus, ansvarlig=jens, gange=[MORGEN, later])
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    note(kursus.gange.first(), ane, by=jens)
    client.force_login(jens)
    assert client.get(url("kursusbevis", ane.pk)).status_code == 302
    regler.set_value(
        by=administrator,
        kommune=kommune,
        key="kurser.bevis_procent",
        vaerdi="50",
        fra=D(2027, 2, 25),
        begrundelse="Lokal aftale",
    )
    assert client.get(url("kursusbevis", ane.pk))["Content-Type"] == "application/pdf"


# --- terms taught (E13, B4) ------------------------


def test_terms_stand_on_the_family_page_when_somebody_came(
    client, kommune, kursus, gang, jens, familie, konsulent, django_assert_num_queries
):
    kursus.begreber.add(make_begreb(kommune))
    make_tilmelding(kursus, familie, by=jens)
    (ane,) = people_of(kursus)
    client.force_login(konsulent)
    page = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    assert "hajmusik" not in text_of(client.get(page))
    note(gang, ane, by=jens)
    assert "Kender fra kurser" in text_of(client.get(page))
    assert "hajmusik" in text_of(client.get(page))
    assert "Det, man hører, når man bliver bange." in text_of(
        client.get(url("begreber_familie", familie.pk))
    )
    client.force_login(jens)
    assert client.get(url("begreber_familie", familie.pk)).status_code == 403
