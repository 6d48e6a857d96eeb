"""From draft to catalogue: an institution drafts, the municipality publishes (E1, E7, E16, E18)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.kalender import kalender_for
from faelles.models import AuditEvent, Besked
from plejefamilier import pligter
from plejefamilier.models import Familieprofil, Lokalebooking, Optaget
from supervision import kursusserie
from supervision.actions import kursus as actions
from supervision.actions.kursus import Gang
from supervision.models import Fagprofil, Kursus
from tests.conftest import local
from tests.factories import BrugerFactory, InstitutionFactory, PlejefamilieFactory
from tests.supervision import fakta

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture(autouse=True)
def _winter(at):
    at("2027-01-11 10:00")


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus, navn="Jens Brohus"
    )


@pytest.fixture
def salen(brohus):
    return fakta.make_lokale(brohus, kapacitet=10)


def typed(**changes):
    """What Jens types of the course of scenario 6."""
    return {
        "noegle": str(uuid.uuid4()),
        "titel": "Tryghedscirklen",
        "form": "uddannelse",
        "laengde": "kort",
        "dato": "18-02-2027",
        "fra": "09.30",
        "til": "11.30",
        "antal": "8",
        "hver": "1",
        "levering": "fysisk",
        "pladser": "10",
        "taeller": "familier",
        **changes,
    }


def facts(**changes):
    """The columns of a course, as an action takes them."""
    return {
        "titel": "Oplæg",
        "form": "oplaeg",
        "laengde": "kort",
        "pladser": 10,
        "tilmeldingsfrist": datetime.date(2027, 2, 1),
        **changes,
    }


def gang(day="2027-02-18", fra="09:30", til="11:30", **where):
    return Gang(local(f"{day} {fra}"), local(f"{day} {til}"), **where)


def draft(by, kommune, udbyder, *, gange=None, undervisere=(), **changes):
    return actions.create_kursus(
        by=by,
        kommune=kommune,
        udbyder=udbyder,
        gange=gange or [gang()],
        undervisere=undervisere,
        **facts(**changes),
    )


def codes(error):
    found = getattr(error, "error_dict", None)
    if found is None:
        return {error.code}
    return {one.code for errors in found.values() for one in errors}


# --- the series (E16) -------------------------------------------------------------------------


def test_thursdays_around_easter_are_eight_and_say_what_was_left_out(kommune):
    days, skipped = kursusserie.weekly(datetime.date(2027, 2, 18), 8, 1, kalender_for(kommune))
    assert [f"{day:%d-%m}" for day in days] == [
        "18-02",
        "25-02",
        "04-03",
        "11-03",
        "18-03",
        "01-04",
        "08-04",
        "15-04",
    ]
    assert skipped == [(datetime.date(2027, 3, 25), "Skærtorsdag")]


def test_saturdays_are_no_mistake_and_every_other_week_keeps_its_step(kommune):
    days, skipped = kursusserie.weekly(datetime.date(2027, 2, 20), 3, 2, kalender_for(kommune))
    assert [f"{day:%d-%m}" for day in days] == ["20-02", "06-03", "20-03"]
    assert skipped == []


def test_the_days_are_shown_before_anything_is_saved(client, jens, salen, kommune):
    client.force_login(jens)
    data = typed(udbyder=jens.organisation_id, lokale=salen.pk, undervisere=[jens.pk])
    shown = client.post(url("kursus_create"), data)
    assert shown.status_code == 200
    assert not Kursus.objects.exists()
    page = shown.content.decode()
    assert "Torsdag 25. marts springes over:</strong> Skærtorsdag" in page
    assert "torsdag 15. april" in page
    saved = client.post(url("kursus_create"), data | {"vist": shown.context["form"].data["vist"]})
    kursus = Kursus.objects.get()
    assert saved.status_code == 302
    assert saved.url == kursus.get_absolute_url()
    assert (kursus.udbyder, kursus.ansvarlig, kursus.kommune) == (jens.organisation, jens, kommune)
    assert [timezone.localdate(row.start).day for row in kursus.gange.all()] == [
        18, 25, 4, 11, 18, 1, 8, 15,
    ]  # fmt: skip
    assert (kursus.begynder_paa, kursus.slut_paa) == (
        datetime.date(2027, 2, 18),
        datetime.date(2027, 4, 15),
    )
    assert kursus.tilmeldingsfrist == datetime.date(2027, 2, 17)
    assert (Optaget.objects.count(), Lokalebooking.objects.count()) == (8, 8)


def test_the_same_form_sent_twice_is_one_course(client, jens):
    client.force_login(jens)
    data = typed(udbyder=jens.organisation_id, antal="1", sted_tekst="Medborgerhuset")
    assert (
        client.post(url("kursus_create"), data).url == client.post(url("kursus_create"), data).url
    )
    assert Kursus.objects.count() == 1


# --- what is refused, and what asks for a reason ----------------------------------------------


def test_who_and_what_is_taken_is_said_and_nothing_is_kept(jens, kommune, brohus, salen):
    draft(jens, kommune, brohus, undervisere=[jens], gange=[gang(lokale=salen)])
    with pytest.raises(ValidationError) as person:
        draft(jens, kommune, brohus, undervisere=[jens], gange=[gang(fra="11:00", til="12:30")])
    assert "Jens Brohus er optaget torsdag 18. februar kl. 11.00–12.30" in str(person.value)
    with pytest.raises(ValidationError) as room:
        draft(jens, kommune, brohus, gange=[gang(lokale=salen)])
    assert "Salen er optaget" in str(room.value)
    assert Kursus.objects.count() == 1
    draft(jens, kommune, brohus, undervisere=[jens], gange=[gang(fra="11:30", til="13:00")])
    assert Kursus.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pladser": 11}, "kapacitet"),
        ({"tilmeldingsfrist": datetime.date(2027, 2, 19)}, "frist"),
        ({"framelding_til": datetime.date(2027, 2, 19)}, "frist"),
        ({"laengde": "halv"}, "laengde"),
        ({"laengde": "hel"}, "laengde"),
    ],
)
def test_what_does_not_fit_is_refused(jens, kommune, brohus, salen, changes, code):
    with pytest.raises(ValidationError) as refused:
        draft(jens, kommune, brohus, gange=[gang(lokale=salen)], **changes)
    assert codes(refused.value) == {code}
    assert not Optaget.objects.exists()


def test_a_meeting_that_has_passed_and_none_at_all_are_refused(jens, kommune, brohus):
    with pytest.raises(ValidationError) as past:
        draft(jens, kommune, brohus, gange=[gang("2027-01-10")])
    assert codes(past.value) == {"fortid"}
    with pytest.raises(ValidationError) as none:
        actions.create_kursus(by=jens, kommune=kommune, udbyder=brohus, gange=[], **facts())
    assert codes(none.value) == {"gange"}


def test_a_short_talk_of_three_hours_asks_for_a_reason_and_keeps_it(client, jens):
    client.force_login(jens)
    data = typed(udbyder=jens.organisation_id, antal="1", til="12.30", sted_tekst="Salen")
    asked = client.post(url("kursus_create"), data)
    assert "En kort gang varer 60–120 minutter. Denne varer 180." in asked.content.decode()
    assert 'name="afvigelse"' in asked.content.decode()
    assert 'type="hidden" name="afvigelse"' not in asked.content.decode()
    client.post(url("kursus_create"), data | {"afvigelse": "Med frokost"})
    assert Kursus.objects.get().afvigelse == "Med frokost"


def test_half_and_whole_days_have_their_lengths(jens, kommune, brohus):
    half = draft(jens, kommune, brohus, laengde="halv", gange=[gang(fra="09:00", til="12:30")])
    whole = draft(jens, kommune, brohus, laengde="hel", gange=[gang(fra="09:00", til="15:00")])
    assert (half.afvigelse, whole.afvigelse) == ("", "")


# --- from draft to catalogue (E18) ------------------------------------------------------------


@pytest.fixture
def udkast(jens, kommune, brohus):
    return draft(jens, kommune, brohus, undervisere=[jens], gange=[gang(sted_tekst="Salen")])


def test_sent_published_and_everybody_who_must_know_knows(
    client, jens, udkast, konsulent, teamleder
):
    client.force_login(jens)
    page = client.get(udkast.get_absolute_url()).content.decode()
    assert '<button class="button button-primary" type="submit">Send til kommunen' in page
    client.post(url("kursus_send", udkast.pk))
    client.post(url("kursus_send", udkast.pk))
    assert {*Besked.objects.values_list("to", flat=True)} == {konsulent.pk, teamleder.pk}
    assert Besked.objects.count() == 2
    assert client.post(url("kursus_publish", udkast.pk)).status_code == 403
    today = timezone.localdate()
    duties = pligter.of_bruger(konsulent, today, limit=9)
    assert [(row.slags, row.frist) for row in duties] == [("kursus_udgiv", today + 7 * DAY)]
    assert pligter.of_bruger(jens, today, limit=9) == []

    client.force_login(konsulent)
    assert "Udgiv kurset" in client.get(udkast.get_absolute_url()).content.decode()
    client.post(url("kursus_publish", udkast.pk))
    udkast.refresh_from_db()
    assert (udkast.publiceret_af, udkast.publiceret_at is not None) == (konsulent, True)
    assert pligter.of_bruger(teamleder, today, limit=9) == []
    assert Besked.objects.filter(to=jens).count() == 1
    assert not Besked.objects.filter(tekst__contains="Oplæg").exists()


def test_sent_back_with_a_reason_that_the_booker_reads(client, jens, udkast, konsulent):
    actions.send_kursus(by=jens, kursus=udkast)
    client.force_login(konsulent)
    empty = client.post(url("kursus_return", udkast.pk), {"fordi": ""})
    assert "Skriv, hvad der mangler." in empty.content.decode()
    client.post(url("kursus_return", udkast.pk), {"fordi": "Skriv, hvem det er for."})
    client.force_login(jens)
    page = client.get(udkast.get_absolute_url()).content.decode()
    assert "Skriv, hvem det er for." in page
    actions.send_kursus(by=jens, kursus=udkast)
    assert Besked.objects.filter(to=konsulent, read_at=None).count() == 1
    assert Kursus.objects.get().tilbage_fordi == ""


def test_it_must_say_where_it_is_before_it_leaves_the_house(jens, kommune, brohus, konsulent):
    nowhere = draft(jens, kommune, brohus)
    for act, by in ((actions.send_kursus, jens), (actions.publish_kursus, konsulent)):
        with pytest.raises(ValidationError) as refused:
            act(by=by, kursus=nowhere)
        assert refused.value.code == "sted"
    video = draft(jens, kommune, brohus, levering="virtuel")
    assert actions.publish_kursus(by=konsulent, kursus=video).publiceret_at


def test_a_konsulent_drafts_for_a_house_and_publishes_herself(client, konsulent, brohus, jens):
    client.force_login(konsulent)
    data = typed(udbyder=brohus.pk, antal="1", undervisere=[jens.pk], sted_tekst="Salen")
    client.post(url("kursus_create"), data)
    kursus = Kursus.objects.get()
    assert (kursus.udbyder, kursus.ansvarlig) == (brohus, konsulent)
    client.post(url("kursus_publish", kursus.pk))
    assert not Besked.objects.filter(tekst__contains="kursus").exists()
    assert AuditEvent.objects.filter(event="kursus.udgivet").count() == 1


def test_another_house_neither_sees_nor_makes_ours(client, udkast, kommune, brohus):
    stranger = BrugerFactory(
        rolle=Rolle.INSTITUTIONSBOOKER,
        kommune=kommune,
        ansat_hos=InstitutionFactory(kommune=kommune),
    )
    client.force_login(stranger)
    assert client.get(udkast.get_absolute_url()).status_code == 404
    assert client.post(url("kursus_send", udkast.pk)).status_code == 404
    refused = client.post(url("kursus_create"), typed(udbyder=brohus.pk, antal="1"))
    assert "udbyder" in refused.context["form"].errors


# --- changing it ------------------------------------------------------------------------------


def edited(kursus, **changes):
    return {
        "version": kursus.version,
        "titel": kursus.titel,
        "form": kursus.form,
        "laengde": kursus.laengde,
        "levering": kursus.levering,
        "pladser": kursus.pladser,
        "taeller": kursus.taeller,
        "tilmeldingsfrist": f"{kursus.tilmeldingsfrist:%d-%m-%Y}",
        "undervisere": [row.bruger_id for row in kursus.undervisere.all()],
        **changes,
    }


def test_another_teacher_is_booked_and_the_first_is_free(client, jens, udkast, kommune, brohus):
    dorthe = BrugerFactory(rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus)
    client.force_login(jens)
    answer = client.post(url("kursus_update", udkast.pk), edited(udkast, undervisere=[dorthe.pk]))
    assert answer.status_code == 302
    assert [*Optaget.objects.values_list("bruger", flat=True)] == [dorthe.pk]


def test_a_stale_save_shows_both(client, jens, udkast):
    client.force_login(jens)
    client.post(url("kursus_update", udkast.pk), edited(udkast, titel="Kollegaens"))
    stale = client.post(url("kursus_update", udkast.pk), edited(udkast, titel="Mit"))
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Kollegaens" in page
    assert "Mit" in page
    again = edited(udkast, titel="Mit") | {"version": stale.context["form"].data["version"]}
    assert client.post(url("kursus_update", udkast.pk), again).status_code == 302


def test_fewer_seats_than_are_taken_are_refused(udkast, jens, familie, konsulent):
    fakta.make_tilmelding(udkast, familie, by=konsulent, pladser=2)
    udkast.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        actions.update_kursus(by=jens, kursus=udkast, version=udkast.version, pladser=1)
    assert codes(refused.value) == {"optagne"}
    with pytest.raises(ValidationError) as refused:
        actions.update_kursus(by=jens, kursus=udkast, version=udkast.version, taeller="deltagere")
    assert codes(refused.value) == {"optagne"}


# --- competences and times --------------------------------------------------------------------


def test_what_none_of_the_teachers_has_is_said_and_blocks_nothing(
    client, jens, udkast, konsulent, kommune
):
    actions.update_kursus(
        by=jens,
        kursus=udkast,
        version=udkast.version,
        kompetencekrav=["maalgruppe", "redskaber", "plejeomraadet"],
    )
    Fagprofil.objects.create(kommune=kommune, bruger=jens, kompetencer=["redskaber"])
    client.force_login(konsulent)
    page = client.get(udkast.get_absolute_url()).content.decode()
    assert "Kendskab til målgruppen og Kendskab til plejefamilieområdet" in page
    client.post(url("kursus_publish", udkast.pk))
    assert Kursus.objects.get().publiceret_at


def test_how_many_families_can_stands_beside_each_day_in_numbers_only(
    client, jens, udkast, konsulent
):
    others = PlejefamilieFactory.create_batch(3, team=konsulent.roller.get().team)
    times = [["formiddag"], ["formiddag", "aften"], ["aften"]]
    for row, tidspunkter in zip(others, times, strict=True):
        Familieprofil.objects.create(plejefamilie=row, tidspunkter=tidspunkter)
    client.force_login(jens)
    page = client.get(udkast.get_absolute_url()).content.decode()
    assert "2 af 3<br>" in page
    assert "formiddag" in page
    assert "Efternavn" not in page
    shown = client.post(
        url("kursus_create"), typed(udbyder=jens.organisation_id, fra="17.00", til="19.00")
    )
    assert "2 af de 3 familier" in shown.content.decode()
    fakta.make_tilmelding(udkast, others[2], by=konsulent)
    page = client.get(udkast.get_absolute_url()).content.decode()
    assert "0 af 1<br>" in page
    assert "de tilmeldte familier" in page
