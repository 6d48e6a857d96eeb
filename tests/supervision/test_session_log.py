"""A session is written down: nothing typed is lost, the private stays so (F11, F13, F22, A9)."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Kladde
from plejefamilier.models import Aftale, Optaget
from supervision.actions.session import move_session
from supervision.actions.sessionslog import Log, correct_session, log_session
from supervision.models import Fortroligt, Raadgivernotat, Session, Sessionsrettelse
from tests.conftest import local
from tests.factories import BrugerFactory, PlejefamilieFactory
from tests.supervision.fakta import make_forloeb, make_gruppe, make_maal, make_session

HOUR = datetime.timedelta(hours=1)
KEY = "6f1c1a52-0d0f-4d5c-9a2e-3c9f5a0f0a01"
TEKST = "De øvede en rolig overgang til natten."


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Krag"
    )


@pytest.fixture
def forloeb(at, familie, dorthe):
    at("2027-03-18 12:00")
    return make_forloeb(familie, supervisor=dorthe, sted="institutionen")


@pytest.fixture
def session(forloeb):
    return make_session(forloeb, local("2027-03-18 10:00"), tema="Aftener")


def form_of(client, url):
    """What the page would send when nothing but the text is typed."""
    page = client.get(url)
    assert page.status_code == 200, page
    form = page.context["form"]
    side = page.context["kladdeside"]
    data = {"idempotency_key": side.noegle, "fane": side.fane, "nr": "1", "kladde_side": url}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            value = "on" if value else None
        if value not in (None, "", []):
            shown = field.field.widget.format_value(value)
            data[field.html_name] = value if isinstance(value, list) else shown
    return {**data, "tekst": TEKST}


def post(client, session, **typed):
    url = reverse("supervision:session_log", args=[session.pk])
    return client.post(url, {**form_of(client, url), **typed})


def test_the_duty_opens_the_page_with_everything_known_filled_in(client, session, dorthe):
    client.force_login(dorthe)
    page = client.get("/").content.decode()
    url = reverse("supervision:session_log", args=[session.pk])
    assert url in page
    assert "Skriv supervisionen" in page
    form = client.get(url).context["form"]
    assert form["dato"].value() == datetime.date(2027, 3, 18)
    assert form["klokken"].value() == datetime.time(10)
    assert (form["minutter"].value(), form["tema"].value()) == (90, "Aftener")
    assert not form["udeblev"].value()


def test_the_duty_is_the_supervisors_until_it_is_written(client, session, dorthe, konsulent):
    url = reverse("supervision:session_log", args=[session.pk])
    client.force_login(konsulent)
    assert url not in client.get("/").content.decode()
    client.force_login(dorthe)
    post(client, session, andet_tema="Søvn")
    assert url not in client.get("/").content.decode()


def test_a_goal_or_another_theme_is_required_and_nothing_typed_is_lost(
    client, session, dorthe, familie
):
    maal = make_maal(familie)
    client.force_login(dorthe)
    answer = post(client, session, fortroligt="De er ved at give op.", afloeser="Ida")
    assert answer.status_code == 200
    assert answer.context["form"].errors["maal"] == [
        "Vælg et mål, I arbejdede med, eller skriv et andet tema."
    ]
    page = answer.content.decode()
    for typed in (TEKST, "De er ved at give op.", "Ida"):
        assert typed in page
    assert Kladde.objects.get(bruger=dorthe).felter["tekst"] == TEKST
    assert Session.objects.get().logget_at is None
    assert post(client, session, maal=[maal.pk]).status_code == 302
    row = Session.objects.get()
    assert ([*row.maal.all()], row.tekst, row.minutter_holdt) == ([maal], TEKST, 90)
    assert not Kladde.objects.open().exists()


def test_another_familys_goal_cannot_be_chosen(client, session, dorthe, team):
    other = make_maal(PlejefamilieFactory(team=team))
    client.force_login(dorthe)
    answer = post(client, session, maal=[other.pk])
    assert answer.context["form"].errors["maal"]


def test_agreements_land_on_min_dag_of_their_owner_and_others_are_named(
    client, session, dorthe, konsulent, familie
):
    voksen = familie.plejeforaeldre.get()
    client.force_login(dorthe)
    typed = {
        "andet_tema": "Søvn",
        "aftale_tekst_1": "Tal med skolen",
        "aftale_ansvarlig_1": f"bruger-{konsulent.pk}",
        "aftale_frist_1": "25-03-2027",
        "aftale_tekst_2": "Skriv dagbog",
        "aftale_ansvarlig_2": f"voksen-{voksen.pk}",
        "aftale_frist_2": "01-04-2027",
        "aftale_tekst_3": "Låner os bøger",
        "aftale_ansvarlig_3": "anden",
        "aftale_navn_3": "Biblioteket",
        "aftale_frist_3": "01-04-2027",
    }
    assert post(client, session, **typed).status_code == 302
    found = {
        row.tekst: (row.ansvarlig, row.ansvarlig_navn, row.plejefamilie)
        for row in Aftale.objects.all()
    }
    assert found == {
        "Tal med skolen": (konsulent, "", familie),
        "Skriv dagbog": (dorthe, voksen.navn, familie),
        "Låner os bøger": (dorthe, "Biblioteket", familie),
    }
    assert session.aftaler.count() == 3
    client.force_login(konsulent)
    assert "Tal med skolen" in client.get("/").content.decode()


def test_half_an_agreement_is_said_at_its_fields(client, session, dorthe):
    client.force_login(dorthe)
    typed = {"aftale_tekst_2": "Tal med skolen", "aftale_frist_1": "01-01-2027"}
    errors = post(client, session, andet_tema="Søvn", **typed).context["form"].errors
    assert set(errors) == {
        "aftale_tekst_1",
        "aftale_ansvarlig_1",
        "aftale_frist_1",
        "aftale_ansvarlig_2",
        "aftale_frist_2",
    }
    assert not Aftale.objects.exists()


def test_the_next_time_is_proposed_and_planned_only_when_asked(client, session, dorthe):
    client.force_login(dorthe)
    forslag = client.get(reverse("supervision:session_log", args=[session.pk])).context["forslag"]
    assert (forslag.dag, forslag.klokken) == (datetime.date(2027, 4, 8), datetime.time(10))
    post(client, session, andet_tema="Søvn", naeste="on")
    coming = Session.objects.exclude(pk=session.pk).get()
    assert (coming.start, coming.slut) == (local("2027-04-08 10:00"), local("2027-04-08 11:30"))
    assert coming.sted == session.sted
    assert Optaget.objects.filter(kilde=f"session-{coming.pk}", bruger=dorthe).exists()


def test_without_the_box_nothing_is_planned(client, session, dorthe):
    client.force_login(dorthe)
    assert post(client, session, andet_tema="Søvn").status_code == 302
    assert Session.objects.count() == 1


def test_a_next_time_that_is_taken_is_said_at_its_field_and_nothing_is_written(
    client, session, dorthe
):
    Optaget.objects.create(
        bruger=dorthe,
        start=local("2027-04-15 10:00"),
        slut=local("2027-04-15 12:00"),
        kilde="moede-1",
    )
    client.force_login(dorthe)
    answer = post(client, session, andet_tema="Søvn", naeste="on", naeste_dato="15-04-2027")
    assert "er optaget" in answer.context["form"].errors["naeste_klokken"][0]
    session.refresh_from_db()
    assert session.logget_at is None


def test_the_repeat_of_a_saved_form_changes_nothing(client, session, dorthe):
    client.force_login(dorthe)
    url = reverse("supervision:session_log", args=[session.pk])
    data = {**form_of(client, url), "andet_tema": "Søvn", "fortroligt": "Hemmeligt"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    assert AuditEvent.objects.filter(event="session.logget").count() == 1
    assert Fortroligt.objects.count() == 1


def test_a_colleague_who_wrote_it_first_is_told_with_409_and_the_text_stays(
    client, session, dorthe, kollega
):
    session.forloeb.koordinator = kollega
    session.forloeb.save()
    client.force_login(dorthe)
    url = reverse("supervision:session_log", args=[session.pk])
    data = {**form_of(client, url), "andet_tema": "Søvn"}
    log_session(
        by=kollega,
        session=session,
        log=Log(session.start, session.slut, {"tekst": "Min udgave", "andet_tema": "Ro"}),
    )
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert TEKST in answer.content.decode()
    session.refresh_from_db()
    assert session.tekst == "Min udgave"


def test_it_was_moved_while_she_wrote(client, session, dorthe, konsulent):
    client.force_login(dorthe)
    url = reverse("supervision:session_log", args=[session.pk])
    data = {**form_of(client, url), "andet_tema": "Søvn"}
    move_session(
        by=konsulent, session=session, start=session.start, slut=session.slut, tema="Nyt tema"
    )
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert client.post(url, {**data, "version": session.version + 1}).status_code == 302


def test_a_short_session_is_written_as_short_with_the_hours_of_the_roster(client, session, dorthe):
    client.force_login(dorthe)
    post(
        client,
        session,
        andet_tema="Søvn",
        minutter="40",
        vagtminutter="60",
        afloeser="Ida fra gul gang",
        ikke_belaster="on",
    )
    row = Session.objects.get()
    assert (row.minutter, row.vagtminutter, row.afloeser) == (40, 60, "Ida fra gul gang")
    assert not row.belaster


def test_a_family_that_did_not_come_is_written_so_without_a_goal(client, session, dorthe, familie):
    client.force_login(dorthe)
    post(client, session, tekst="De kom ikke.", udeblev=[f"familie-{familie.pk}"])
    assert session.deltagere.get().kom is False


def test_the_konsulent_took_part_only_by_the_familys_wish(client, session, dorthe):
    client.force_login(dorthe)
    answer = post(client, session, andet_tema="Søvn", konsulent_med="delvist")
    assert answer.context["form"].errors["konsulent_oensket_paa"]
    typed = {"konsulent_med": "delvist", "konsulent_oensket_paa": "01-03-2027"}
    assert post(client, session, andet_tema="Søvn", **typed).status_code == 302


def test_a_note_to_the_raadgiver_is_told_without_content(client, session, dorthe, barn, raadgiver):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    session.forloeb.barn = barn
    session.forloeb.save()
    client.force_login(dorthe)
    text = "Noah har brug for faste afskeder."
    post(client, session, andet_tema="Søvn", **{f"raadgiver_{barn.pk}": text})
    assert Raadgivernotat.objects.get().tekst == text
    besked = Besked.objects.get(to=raadgiver)
    assert (besked.tekst, besked.url) == (
        "Der er skrevet et notat til dig om et barn",
        reverse("plejefamilier:barn_detail", args=[barn.pk]),
    )
    client.force_login(raadgiver)
    page = client.get(besked.url).content.decode()
    assert text in page
    assert TEKST not in page


def test_an_unplanned_session_is_written_straight_from_the_forloeb(client, forloeb, dorthe):
    client.force_login(dorthe)
    url = reverse("supervision:session_write", args=[forloeb.pk])
    data = {**form_of(client, url), "andet_tema": "Et opkald om natten", "minutter": "45"}
    assert client.post(url, data).status_code == 302
    row = Session.objects.get()
    assert (row.logget_af, row.minutter, row.supervisor) == (dorthe, 45, dorthe)
    assert row.deltagere.get().kom
    assert client.post(url, data).status_code == 302
    assert Session.objects.count() == 1


def test_what_cannot_be_written(session, dorthe, forloeb, at):
    log = Log(session.start, session.slut, {"tekst": TEKST, "andet_tema": "Ro"})
    forloeb.aktiveret_at = None
    forloeb.save()
    with pytest.raises(ValidationError) as caught:
        log_session(by=dorthe, session=session, log=log)
    assert caught.value.code == "ikke_aktivt"
    at("2027-03-18 09:00")
    with pytest.raises(ValidationError) as caught:
        log_session(by=dorthe, session=session, log=log)
    assert caught.value.error_dict["dato"][0].code == "tidligt"


def test_the_writer_corrects_below_what_stands(client, session, dorthe, konsulent):
    client.force_login(dorthe)
    post(client, session, andet_tema="Søvn")
    url = reverse("supervision:session_correct", args=[session.pk])
    data = {"tekst": "Det var onsdag.", "idempotency_key": KEY}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    assert Sessionsrettelse.objects.get().tekst == "Det var onsdag."
    assert Session.objects.get().tekst == TEKST
    page = client.get(session.get_absolute_url()).content.decode()
    assert "Det var onsdag." in page
    with pytest.raises(ValidationError) as caught:
        correct_session(by=konsulent, session=session, tekst="Nej", idempotency_key=uuid.uuid4())
    assert caught.value.code == "skriver"


def test_a_group_notes_who_did_not_come_and_a_line_about_each_family(
    client, at, dorthe, familie, team, kollega, konsulent
):
    at("2027-05-06 09:00")
    other = PlejefamilieFactory(team=team, konsulent=kollega, navn="Holm, Ea og Ib")
    gruppe = make_gruppe(dorthe, [familie, other])
    session = make_session(gruppe, local("2027-05-05 17:00"))
    client.force_login(dorthe)
    typed = {
        f"linje_{familie.pk}": "Grete var træt.",
        f"linje_{other.pk}": "Ea har fået arbejde.",
        "udeblev": [f"familie-{other.pk}"],
        "aftale_tekst_1": "Ring til Ea",
        "aftale_familie_1": str(other.pk),
        "aftale_ansvarlig_1": f"bruger-{dorthe.pk}",
        "aftale_frist_1": "20-05-2027",
    }
    assert post(client, session, **typed).status_code == 302
    assert {row.plejefamilie: row.kom for row in session.deltagere.all()} == {
        familie: True,
        other: False,
    }
    client.force_login(konsulent)
    page = client.get(session.get_absolute_url()).content.decode()
    assert TEKST in page
    assert "Grete var træt." in page
    for hidden in ("Ea har fået arbejde.", "Holm", "Ring til Ea"):
        assert hidden not in page


def test_the_day_of_the_duty_is_two_hverdage_after(client, session, dorthe, at):
    at("2027-03-23 09:00")  # Thursday 18 March + 2 hverdage = Monday the 22nd
    client.force_login(dorthe)
    page = client.get("/").content.decode()
    assert "1 hverdag over frist" in page


def test_a_session_says_who_read_it(client, session, konsulent):
    client.force_login(konsulent)
    client.get(session.get_absolute_url())
    line = AuditEvent.objects.get(event="session.laest")
    assert (line.bruger_id, line.familie_id) == (konsulent.pk, session.forloeb.plejefamilie_id)
    assert timezone.localdate(line.at) == datetime.date(2027, 3, 18)
