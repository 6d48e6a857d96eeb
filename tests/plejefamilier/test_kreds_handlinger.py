"""Taking somebody into a circle, correcting, ending and undoing it: the konsulent's acts."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import AuditEvent, Besked
from plejefamilier import actions
from plejefamilier.models import Deltager, Kredsrolle, Moede, Tovholder
from tests.conftest import DAY
from tests.factories import BarnFactory, BrugerFactory
from tests.plejefamilier.kredshjaelp import START, place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db

ROLLE = {"rolle": "institutionsmedarbejder", "opgave": "Supervision hver måned"}


@pytest.fixture
def logged_in(client, konsulent):
    client.force_login(konsulent)
    return client


def today():
    return timezone.localdate()


def test_the_konsulent_finds_the_supervisor_and_takes_her_in(logged_in, noah, karen, konsulent):
    # Given the konsulent looks for a colleague of the institution Brohus
    address = url("barn_kredsrolle_create", noah.pk)
    found = logged_in.post(address, {"find": "1", "soeg": "brohus"}, follow=True)
    assert "Karen Due" in text_of(found)
    assert "brohus" not in found.request["QUERY_STRING"]

    # When she is taken in, without having been on the shared training
    answer = logged_in.post(
        address, {"bruger": karen.pk, **ROLLE, "fra": f"{today():%d-%m-%Y}"}, follow=True
    )

    # Then she is in the circle and told so, and the konsulent is warned (B28, L12)
    row = Kredsrolle.objects.get()
    assert (row.bruger, row.barn, row.kommune) == (karen, noah, noah.kommune)
    assert "har ikke været på den fælles kompetenceudvikling" in text_of(answer)
    besked = Besked.objects.get(to=karen)
    assert besked.url == url("barn_samarbejde", noah.pk)
    assert "Noah" not in besked.tekst
    assert AuditEvent.objects.filter(event="kredsrolle.tilfoejet", objekt=str(row.pk)).exists()


def test_no_warning_for_who_has_been_on_the_training(logged_in, noah, karen):
    data = {"bruger": karen.pk, **ROLLE, "fra": "01-01-2026", "uddannet_paa": "01-10-2025"}
    answer = logged_in.post(url("barn_kredsrolle_create", noah.pk), data, follow=True)
    assert "kompetenceudvikling. Det bør ske" not in text_of(answer)
    assert Kredsrolle.objects.get().uddannet_paa == datetime.date(2025, 10, 1)  # B13


def test_a_person_outside_samspil_with_a_role_of_her_own_words(logged_in, noah):
    """B22, B26: somebody of the Red Cross, who logs in nowhere."""
    address = url("barn_kredsrolle_create", noah.pk)
    data = {"navn": "Rita Kors", "organisation_navn": "Røde Kors", "telefon": "11 22 33 44"}
    data |= {"rolle": "anden", "opgave": "Netværk for mor", "fra": "01-12-2026"}
    refused = text_of(logged_in.post(address, data))
    assert "Skriv, hvilken rolle det er." in refused
    assert "Rita Kors" in refused
    logged_in.post(address, data | {"rolle_andet": "Frivillig netværksstøtte"})
    row = Kredsrolle.objects.get()
    assert (str(row), row.hvem, row.telefon) == (
        "Frivillig netværksstøtte",
        "Rita Kors",
        "11223344",
    )


def test_neither_nobody_nor_two_people_at_once(logged_in, noah, karen):
    address = url("barn_kredsrolle_create", noah.pk)
    data = ROLLE | {"fra": "01-12-2026"}
    assert "Vælg en person ovenfor" in text_of(logged_in.post(address, data))
    both = data | {"bruger": karen.pk, "navn": "Rita Kors"}
    assert "ikke begge" in text_of(logged_in.post(address, both))
    assert not Kredsrolle.objects.exists()


def refusal(**arguments):
    with pytest.raises(ValidationError) as caught:
        actions.add_kredsrolle(fra=today(), **(ROLLE | arguments))
    errors = caught.value.error_dict
    return {field: some[0].code for field, some in errors.items()}


def test_who_cannot_be_taken_in(noah, konsulent, raadgiver, karen, akutvagt, kommune):
    add = {"by": konsulent, "barn": noah}
    # derived is never typed twice (B5)
    assert refusal(**add, bruger=konsulent) == {"bruger": "afledt"}
    assert refusal(**add, bruger=raadgiver) == {"bruger": "afledt"}
    # somebody without a role that cooperates, from elsewhere, or whose account is closed
    foreign = BrugerFactory(
        rolle=Rolle.FAMILIEBEHANDLER, kommune=BrugerFactory().organisation, navn="Ulf Langt"
    )
    closed = BrugerFactory(
        rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune, navn="Lukket Konto", is_active=False
    )
    for person in (akutvagt, foreign, closed):
        assert refusal(**add, bruger=person) == {"bruger": "ikke_her"}
        assert refusal(**add, bruger=karen, stedfortraeder=person) == {"stedfortraeder": "ikke_her"}
    # grandparents are network, and network has no login (B29)
    assert refusal(**add, bruger=karen, rolle="netvaerk") == {"rolle": "netvaerk"}
    assert not Kredsrolle.objects.exists()


def test_the_same_role_twice_at_once_is_refused_and_after_the_end_allowed(noah, konsulent, karen):
    row = actions.add_kredsrolle(by=konsulent, barn=noah, bruger=karen, fra=START, **ROLLE)
    with pytest.raises(ValidationError, match="allerede den rolle"):
        actions.add_kredsrolle(by=konsulent, barn=noah, bruger=karen, fra=today(), **ROLLE)
    actions.end_kredsrolle(
        by=konsulent, kredsrolle=row, til=today() - DAY, begrundelse="Andet arbejde"
    )
    actions.add_kredsrolle(by=konsulent, barn=noah, bruger=karen, fra=today(), **ROLLE)
    assert Kredsrolle.objects.count() == 2


def test_a_stand_in_from_the_same_workplace_is_named_and_told(
    logged_in, noah, karen, kommune, brohus, ida
):
    siv = BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER, kommune=kommune, ansat_hos=brohus, navn="Siv Ask"
    )
    row = place(noah, bruger=karen)
    address = url("kredsrolle_update", row.pk)
    form = logged_in.get(address).context["form"]
    assert [*form.fields["stedfortraeder"].queryset] == [siv]  # not Ida, who works elsewhere
    data = {"udgave": form.initial["udgave"], **ROLLE, "fra": "05-01-2026"}
    logged_in.post(address, data | {"stedfortraeder": siv.pk, "uddannet_paa": "01-10-2026"})
    row.refresh_from_db()
    assert (row.stedfortraeder, row.uddannet_paa) == (siv, datetime.date(2026, 10, 1))
    assert Besked.objects.filter(to=siv).count() == 1
    # a colleague who has the old page open is told, and nothing is overwritten
    answer = logged_in.post(address, data)
    assert answer.status_code == 409
    assert "En kollega har gemt ændringer" in text_of(answer)
    row.refresh_from_db()
    assert row.stedfortraeder == siv


def test_ending_needs_a_reason_and_a_day_that_is_not_before_the_first(logged_in, noah, karen):
    row = place(noah, bruger=karen)
    address = url("kredsrolle_end", row.pk)
    assert "Skriv, hvorfor det slutter." in text_of(logged_in.post(address, {"til": "22-11-2026"}))
    early = {"til": "04-01-2026", "begrundelse": "Andet arbejde"}
    assert "Slutdatoen ligger før startdatoen." in text_of(logged_in.post(address, early))
    logged_in.post(address, {"til": "22-11-2026", "begrundelse": "Andet arbejde"})
    row.refresh_from_db()
    assert (row.til, row.slut_begrundelse) == (datetime.date(2026, 11, 22), "Andet arbejde")


def test_whoever_coordinated_and_leaves_coordinates_no_longer(noah, karen, konsulent, raadgiver):
    row = place(noah, bruger=karen)
    actions.choose_tovholder(
        by=konsulent, barn=noah, bruger=karen, fra=START, begrundelse="Kender mor bedst"
    )
    actions.end_kredsrolle(by=konsulent, kredsrolle=row, til=today(), begrundelse="Andet arbejde")
    assert Tovholder.objects.get().til == today()
    besked = Besked.objects.get(to__in=[raadgiver, konsulent], key__contains=":slut")
    assert besked.tekst == "Et samarbejde har ikke længere en valgt tovholder"
    # a second press changes nothing but says that it is over … tomorrow
    Kredsrolle.objects.update(til=today() - DAY)
    with pytest.raises(ValidationError) as caught:
        actions.end_kredsrolle(by=konsulent, kredsrolle=row, til=today(), begrundelse="Igen")
    assert caught.value.code == "slut"


def test_a_mistake_goes_away_at_once_unless_something_leans_on_it(
    logged_in, noah, karen, konsulent
):
    row = place(noah, bruger=karen, fra=today())
    moede = Moede.objects.create(
        kommune=noah.kommune, barn=noah, slags="tvaerfagligt", indkalder=konsulent,
        start=timezone.now(), slut=timezone.now() + DAY,
    )  # fmt: skip
    deltager = Deltager.objects.create(
        moede=moede, plads="institution", kredsrolle=row, ser_til=today()
    )
    answer = logged_in.post(url("kredsrolle_undo", row.pk), follow=True)
    assert "er indkaldt til et møde" in text_of(answer)
    assert Kredsrolle.objects.exists()
    deltager.delete()
    logged_in.post(url("kredsrolle_undo", row.pk))
    assert not Kredsrolle.objects.exists()
    old = place(noah, bruger=karen)
    assert "Afslut i stedet" in text_of(logged_in.post(url("kredsrolle_undo", old.pk), follow=True))
    assert Kredsrolle.objects.exists()


def test_only_those_who_write_about_the_child_change_its_circle(
    client, noah, familie, karen, kollega, teamleder, raadgiver, kommune
):
    other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Ulla Rask")
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=other)
    row = place(noah, bruger=karen)
    mine = place(familie=familie, navn="Tove Gran", rolle="stoetteperson")
    wanted = {teamleder: (200, 200), raadgiver: (200, 404), kollega: (404, 404), other: (404, 404)}
    for person, (of_barn, of_familie) in wanted.items():
        client.force_login(person)
        found = [
            client.get(url(name, row.pk)).status_code
            for name in ("kredsrolle_update", "kredsrolle_end")
        ] + [client.get(url(name, noah.pk)).status_code for name in ("barn_tovholder",)]
        assert found == [of_barn] * 3, person
        assert client.get(url("kredsrolle_update", mine.pk)).status_code == of_familie, person


def test_the_family_has_a_circle_of_its_own(logged_in, familie, karen, konsulent):
    data = {"bruger": karen.pk, **ROLLE, "fra": "01-12-2026"}
    logged_in.post(url("familie_kredsrolle_create", familie.pk), data)
    row = Kredsrolle.objects.get()
    assert (row.barn, row.plejefamilie) == (None, familie)
