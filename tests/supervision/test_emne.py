"""Themes, terms, rooms, specialists and tracks (E2, E3, E10, E13, E19, B2, B3)."""

import pytest
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier.models import Lokale
from supervision.actions.emne import lay_temaer
from supervision.models import Begreb, Fagprofil, Sporled, Tema, Temaspor
from tests.factories import BrugerFactory, InstitutionFactory
from tests.parallel import at_once
from tests.supervision import fakta

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


@pytest.fixture
def lars(client, konsulent):
    client.force_login(konsulent)
    return client


@pytest.fixture
def jens(kommune, brohus):
    return BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune, ansat_hos=brohus)


@pytest.fixture
def dorthe(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Dorthe Vang"
    )


def test_the_first_visit_lays_the_six_themes_of_the_programme(lars, kommune):
    page = lars.get(url("tema_list")).content.decode()
    assert [*Tema.objects.filter(kommune=kommune).values_list("gruppe", flat=True)] == sorted(
        Tema.Gruppe.values
    )
    assert "Neuroaffektiv udvikling, tilknytning og miljøterapi" in page
    lars.get(url("tema_list"))
    assert Tema.objects.count() == 6


def test_who_only_reads_lays_nothing(client, raadgiver):
    client.force_login(raadgiver)
    assert "Ingen temaer endnu" in client.get(url("tema_list")).content.decode()
    assert not Tema.objects.exists()


def test_a_theme_of_ones_own_once_and_out_of_use(lars, kommune):
    data = {"navn": "Sorg", "gruppe": "udvikling"}
    lars.post(url("tema_create"), data)
    again = lars.post(url("tema_create"), data)
    assert "Det tema findes allerede." in again.content.decode()
    row = Tema.objects.get(navn="Sorg")
    lars.post(url("tema_retire", row.pk), {"aktiv": "0"})
    assert "Sorg" not in lars.get(url("tema_list")).content.decode()
    assert "Ude af brug" in lars.get(url("tema_list"), {"vis": "alle"}).content.decode()
    form = lars.get(url("kursus_create")).context["form"]
    assert row not in form.fields["tema"].queryset
    lars.post(url("tema_retire", row.pk), {"aktiv": "1"})
    row.refresh_from_db()
    assert row.aktiv


def test_a_term_with_its_meaning_is_shown_on_the_course_that_teaches_it(
    lars, kommune, brohus, jens
):
    lars.post(
        url("begreb_create"),
        {"ord": "hajmusik", "slags": "begreb", "forklaring": "Det, der spiller, når man er bange."},
    )
    row = Begreb.objects.get()
    kursus = fakta.make_kursus(brohus, ansvarlig=jens)
    kursus.begreber.add(row)
    page = lars.get(kursus.get_absolute_url()).content.decode()
    assert "hajmusik" in page
    assert "Det, der spiller, når man er bange." in page


def test_a_stale_term_shows_both(lars, kommune):
    row = fakta.make_begreb(kommune)
    shown = lars.get(url("begreb_update", row.pk)).context["form"].initial["udgave"]
    data = {"ord": "hajmusik", "slags": "begreb", "udgave": shown}
    lars.post(url("begreb_update", row.pk), data | {"forklaring": "Kollegaens"})
    stale = lars.post(url("begreb_update", row.pk), data | {"forklaring": "Min"})
    assert stale.status_code == 409
    assert "Kollegaens" in stale.content.decode()


def test_a_booker_keeps_her_own_houses_rooms_only(client, jens, brohus, kommune):
    other = fakta.make_lokale(InstitutionFactory(kommune=kommune), "Deres")
    client.force_login(jens)
    data = {"organisation": brohus.pk, "navn": "Salen", "kapacitet": "12"}
    client.post(url("lokale_create"), data)
    room = Lokale.objects.get(navn="Salen")
    assert (room.organisation, room.kommune, room.kapacitet) == (brohus, kommune, 12)
    taken = client.post(url("lokale_create"), data)
    assert "Det lokale findes allerede." in taken.content.decode()
    theirs = client.post(url("lokale_create"), data | {"organisation": other.organisation_id})
    assert "organisation" in theirs.context["form"].errors
    assert client.get(url("lokale_update", other.pk)).status_code == 404
    page = client.get(url("lokale_list")).content.decode()
    assert "Deres" in page  # it may be asked for
    assert url("lokale_update", other.pk) not in page


def test_a_specialist_is_found_by_the_konsulent(client, dorthe, jens, konsulent, kommune):
    tema = fakta.make_tema(kommune)
    client.force_login(dorthe)
    mine = client.get(url("fagprofil_create")).context["form"].fields["bruger"].queryset
    assert [*mine] == [dorthe]
    client.post(
        url("fagprofil_create"),
        {
            "bruger": dorthe.pk,
            "speciale": "Senfølger efter hjerneskade",
            "temaer": [tema.pk],
            "kompetencer": ["redskaber"],
        },
    )
    row = Fagprofil.objects.get()
    assert ([*row.temaer.all()], row.kompetencer) == ([tema], ["redskaber"])
    client.force_login(konsulent)
    page = client.get(url("fagprofil_list")).content.decode()
    assert "Senfølger efter hjerneskade" in page
    assert "Pædagogiske redskaber" in page
    client.force_login(jens)  # her house's
    shown = client.get(url("fagprofil_update", row.pk))
    udgave = shown.context["form"].initial["udgave"]
    client.post(
        url("fagprofil_update", row.pk), {"udgave": udgave, "speciale": "Autisme", "temaer": []}
    )
    row.refresh_from_db()
    assert (row.speciale, row.temaer.count()) == ("Autisme", 0)


def test_nobody_writes_a_profile_for_another_house(client, dorthe, kommune):
    colleague = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER,
        kommune=kommune,
        ansat_hos=InstitutionFactory(kommune=kommune),
    )
    row = Fagprofil.objects.create(kommune=kommune, bruger=colleague)
    client.force_login(dorthe)
    assert client.get(url("fagprofil_update", row.pk)).status_code == 404
    refused = client.post(url("fagprofil_create"), {"bruger": colleague.pk})
    assert "bruger" in refused.context["form"].errors


def test_a_track_is_built_step_by_step(lars, kommune, brohus, jens, konsulent):
    tema = fakta.make_tema(kommune)
    oplaeg = fakta.make_kursus(brohus, ansvarlig=jens, form="oplaeg", tema=tema)
    lars.post(url("temaspor_create"), {"navn": "Forældresamarbejde", "tema": tema.pk})
    spor = Temaspor.objects.get()
    side = url("sporled_create", spor.pk)
    assert side in lars.get(url("temaspor_detail", spor.pk)).content.decode()
    lars.post(side, {"slags": "kursus", "titel": "Oplæg", "kursus": oplaeg.pk})
    lars.post(side, {"slags": "gruppe", "titel": "En sag"})
    wrong = lars.post(side, {"slags": "netvaerk", "titel": "Møde", "kursus": oplaeg.pk})
    assert "kursus" in wrong.context["form"].errors
    first, second = Sporled.objects.order_by("nr")
    lars.post(url("sporled_move", second.pk), {"retning": "op"})
    assert [*spor.led.values_list("titel", flat=True)] == ["En sag", "Oplæg"]
    lars.post(url("sporled_remove", first.pk))
    assert [*spor.led.values_list("nr", "titel")] == [(1, "En sag")]
    assert "En sag" in lars.get(url("temaspor_list")).content.decode()


def test_who_does_not_publish_reads_the_tracks(client, jens, kommune):
    spor = Temaspor.objects.create(kommune=kommune, navn="Spor")
    client.force_login(jens)
    assert client.get(url("temaspor_detail", spor.pk)).status_code == 200
    posted = client.post(url("sporled_create", spor.pk), {"slags": "gruppe", "titel": "x"})
    assert posted.status_code == 403
    assert client.get(url("temaspor_update", spor.pk)).status_code == 403


@pytest.mark.parametrize(
    "name", ["tema_list", "begreb_list", "lokale_list", "fagprofil_list", "temaspor_list"]
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    lars, kommune, brohus, name, django_assert_max_num_queries
):
    def add(number):
        tema = fakta.make_tema(kommune, f"Tema {number}")
        fakta.make_begreb(kommune, f"ord {number}")
        fakta.make_lokale(brohus, f"Sal {number}")
        spor = Temaspor.objects.create(kommune=kommune, navn=f"Spor {number}", tema=tema)
        Sporled.objects.create(spor=spor, nr=1, slags="gruppe", titel="Led")
        person = BrugerFactory(
            rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus
        )
        Fagprofil.objects.create(kommune=kommune, bruger=person).temaer.add(tema)

    def asked():
        with django_assert_max_num_queries(9) as seen:
            lars.get(url(name))
        return len(seen)

    add(1)
    lars.get(url(name))
    one = asked()
    for number in (2, 3):
        add(number)
    assert asked() == one


@pytest.mark.django_db(transaction=True)
def test_two_first_visits_at_once_lay_the_themes_once(konsulent, kommune):
    assert sorted(at_once(4, lambda _: lay_temaer(by=konsulent, kommune=kommune))) == [0, 0, 0, 6]
    assert Tema.objects.count() == 6
