"""Faglig sparring: who writes it, and that nobody but the writer and the konsulent reads it."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from supervision.actions.sparring import write_sparring
from supervision.models import Fagligsparring
from tests.conftest import local
from tests.factories import BarnFactory, BrugerFactory, FravaerFactory, PlejefamilieFactory
from tests.plejefamilier.sider import text_of
from tests.supervision.fakta import make_begreb, make_forloeb, make_kursus, make_tilmelding

pytestmark = pytest.mark.django_db
D = datetime.date
GANG = (local("2027-02-18 09:30"), local("2027-02-18 11:30"))
TEKST = "Der lød hajmusik, da skolen ringede om slagsmålet."


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def person(rolle, kommune, brohus, navn):
    return BrugerFactory(rolle=rolle, kommune=kommune, ansat_hos=brohus, navn=navn)


@pytest.fixture
def jens(at, kommune, brohus):
    at("2027-02-18 12:00")
    return person(Rolle.INSTITUTIONSMEDARBEJDER, kommune, brohus, "Jens Bro")


@pytest.fixture
def amira(kommune, brohus):
    return person(Rolle.INSTITUTIONSMEDARBEJDER, kommune, brohus, "Amira Said")


@pytest.fixture
def booker(kommune, brohus):
    return person(Rolle.INSTITUTIONSBOOKER, kommune, brohus, "Bo Booker")


@pytest.fixture
def begreb(kommune):
    return make_begreb(kommune)


@pytest.fixture
def kursus(brohus, jens, familie, begreb):
    kursus = make_kursus(brohus, ansvarlig=jens, gange=[GANG], undervisere=[jens])
    kursus.begreber.add(begreb)
    make_tilmelding(kursus, familie, by=jens)
    return kursus


def write(by, familie, **facts):
    facts = {"dato": D(2027, 2, 18), "tekst": TEKST, "idempotency_key": uuid.uuid4(), **facts}
    return write_sparring(by=by, plejefamilie=familie, **facts)


def test_the_teacher_writes_and_only_she_and_the_konsulent_read(
    client,
    kursus,
    begreb,
    jens,
    amira,
    booker,
    familie,
    konsulent,
    kollega,
    teamleder,
    raadgiver,
    kommune,
):
    # Given the teacher of a course that the family is on, and the child's rådgiver
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=raadgiver)
    client.force_login(jens)
    page = client.get(url("fagligsparring_list"))
    assert page.context["familier"] == [(familie.pk, "Grete og Poul Bruun")]
    form = client.get(url("fagligsparring_create", familie.pk)).context["form"]
    assert "barn" not in form.fields

    # When she writes, and the button is pressed twice
    typed = {
        "idempotency_key": form.initial["idempotency_key"],
        "dato": "18-02-2027",
        "begreber": [begreb.pk],
        "tekst": TEKST,
    }
    for _ in range(2):
        assert client.post(url("fagligsparring_create", familie.pk), typed).status_code == 302
    row = Fagligsparring.objects.get()
    assert [*row.begreber.all()] == [begreb]

    # Then the konsulent is told without a word of it, and both read it
    besked = Besked.objects.get()
    assert (besked.to, besked.url) == (konsulent, url("fagligsparring_detail", row.pk))
    assert "hajmusik" not in besked.tekst
    for bruger in (jens, konsulent):
        client.force_login(bruger)
        page = text_of(client.get(url("fagligsparring_detail", row.pk)))
        assert TEKST in page
        assert "Det, man hører, når man bliver bange." in page
    assert AuditEvent.objects.filter(event="fagligsparring.laest").count() == 2

    # And nobody else: not her leader, a colleague, the rådgiver, the booker, another employee
    wanted = {teamleder: 404, kollega: 404, raadgiver: 403, booker: 403, amira: 404}
    for bruger, status in wanted.items():
        client.force_login(bruger)
        assert client.get(url("fagligsparring_detail", row.pk)).status_code == status, bruger.navn
        assert "hajmusik" not in text_of(client.get("/"))
    for bruger in (teamleder, kollega, amira):
        client.force_login(bruger)
        assert client.get(url("fagligsparring_list")).context["side"].rows == []

    # On the family's page the konsulent finds it; her leader, who sees the page, does not
    family = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    client.force_login(konsulent)
    assert TEKST in text_of(client.get(family))
    client.force_login(teamleder)
    assert TEKST not in text_of(client.get(family))


def test_the_stand_in_of_today_reads_it_and_nobody_after(
    at, client, kursus, jens, familie, konsulent, kollega
):
    row = write(jens, familie)
    FravaerFactory(bruger=konsulent, stedfortraeder=kollega, fra=D(2027, 2, 19), til=D(2027, 2, 20))
    wanted = {"2027-02-18": 404, "2027-02-19": 200, "2027-02-20": 200, "2027-02-21": 404}
    for day, status in wanted.items():
        at(f"{day} 12:00")
        client.force_login(kollega)
        assert client.get(url("fagligsparring_detail", row.pk)).status_code == status, day


def test_who_may_write(client, brohus, kursus, jens, amira, familie, konsulent, kollega, teamleder):
    wanted = {jens: 200, konsulent: 200, amira: 404, kollega: 404, teamleder: 404}
    for bruger, status in wanted.items():
        client.force_login(bruger)
        assert client.get(url("fagligsparring_create", familie.pk)).status_code == status, (
            bruger.navn
        )
    with pytest.raises(ValidationError) as refused:
        write(amira, familie)
    assert refused.value.code == "adgang"

    # A supervisor of the family may too
    make_forloeb(familie, supervisor=amira)
    client.force_login(amira)
    assert client.get(url("fagligsparring_create", familie.pk)).status_code == 200


def test_the_right_to_write_ends_with_the_course(at, client, kursus, jens, familie):
    kursus.navne_til = D(2027, 3, 20)
    kursus.save()
    for day, status in {"2027-03-20": 200, "2027-03-21": 404}.items():
        at(f"{day} 12:00")
        client.force_login(jens)
        assert client.get(url("fagligsparring_create", familie.pk)).status_code == status, day


def test_what_is_refused_is_said_at_the_field(client, kursus, jens, familie):
    client.force_login(jens)
    form = client.get(url("fagligsparring_create", familie.pk)).context["form"]
    typed = {"idempotency_key": form.initial["idempotency_key"], "dato": "19-02-2027"}
    answer = client.post(url("fagligsparring_create", familie.pk), typed)
    assert answer.context["form"].errors == {
        "dato": ["Datoen ligger i fremtiden."],
        "tekst": ["Skriv, hvad der skete, og hvad I talte om."],
    }
    with pytest.raises(ValidationError) as refused:
        write(jens, familie, begreber=[make_begreb(PlejefamilieFactory().kommune, "andet")])
    assert refused.value.error_dict["begreber"][0].code == "begreb"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(
    rows, client, kursus, begreb, jens, familie, django_assert_max_num_queries
):
    for _ in range(rows):
        write(jens, familie, begreber=[begreb])
    client.force_login(jens)
    client.get(url("fagligsparring_list"))
    with django_assert_max_num_queries(8):
        assert len(client.get(url("fagligsparring_list")).context["side"].rows) == rows
