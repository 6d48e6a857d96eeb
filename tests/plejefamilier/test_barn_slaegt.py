"""Parents and siblings of a child: who they are, and who may know (B29, P18, V13)."""

import pytest
from django.core.exceptions import ValidationError

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import Foraelder, Soeskende
from tests.factories import (
    BarnFactory,
    BrugerFactory,
    KommuneFactory,
    PlejefamilieFactory,
    TeamFactory,
)
from tests.parallel import at_once
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def sister(kommune, kollega, team):
    """Noah's sister lives with a colleague's family, and has a rådgiver of her own."""
    hjem = PlejefamilieFactory(team=team, konsulent=kollega, navn="Hemmeligvig, Ove")
    own = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Anden Rådgiver")
    return BarnFactory(
        kommune=kommune, plejefamilie=hjem, navn="Sille Skjult", myndighedsraadgiver=own
    )


@pytest.fixture
def pair(barn, sister, teamleder):
    return actions.link_soeskende(
        by=teamleder, barn=barn, andet=sister, slags="hel", samvaer="Første lørdag i måneden"
    )


def page(client, person, barn):
    client.force_login(person)
    return text_of(client.get(url("barn_detail", barn.pk)))


# --- siblings -----------------------------------------------------------------------------------


def test_name_and_place_of_a_sibling_are_for_those_who_see_it(
    client, barn, sister, pair, konsulent, kollega, teamleder
):
    # Given Noah's konsulent, who does not see his sister
    text = page(client, konsulent, barn)

    # Then there is a sibling and how they meet (V13), but no name and no place (P18)
    assert "Et søskende, som du ikke har adgang til" in text
    assert "Første lørdag i måneden" in text
    for secret in ("Sille", "Skjult", "Hemmeligvig", str(sister.pk)):
        assert secret not in text

    # and the other way round; the leader of both sees both
    text = page(client, kollega, sister)
    assert "Noah" not in text
    assert "Bruun" not in text
    text = page(client, teamleder, barn)
    assert "Sille Skjult" in text
    assert "Ove Hemmeligvig" in text


def test_no_form_about_siblings_names_one_who_is_hidden(client, barn, pair, konsulent):
    client.force_login(konsulent)
    for address in (url("soeskende_create", barn.pk), url("soeskende_update", pair.pk)):
        text = text_of(client.get(address))
        assert "Sille" not in text
        assert "Hemmeligvig" not in text


def test_a_sibling_that_is_not_ones_own_cannot_be_linked_by_its_id(client, barn, sister, konsulent):
    client.force_login(konsulent)
    data = {"andet": str(sister.pk), "slags": "hel", "samvaer": ""}
    answer = client.post(url("soeskende_create", barn.pk), data)
    assert answer.status_code == 200
    assert not Soeskende.objects.exists()
    assert "Sille" not in text_of(answer)


def test_a_pair_is_one_row_whichever_child_is_named_first(barn, sister, pair, teamleder):
    with pytest.raises(ValidationError) as error:
        actions.link_soeskende(by=teamleder, barn=sister, andet=barn, slags="halv")
    assert "Børnene står allerede som søskende." in error.value.messages
    with pytest.raises(ValidationError):
        actions.link_soeskende(by=teamleder, barn=barn, andet=barn, slags="hel")
    foreign = BarnFactory(kommune=KommuneFactory())
    with pytest.raises(ValidationError):
        actions.link_soeskende(by=teamleder, barn=barn, andet=foreign, slags="hel")


def test_how_they_see_each_other_is_changed_and_a_wrong_pair_is_taken_away(
    client, barn, pair, konsulent
):
    client.force_login(konsulent)
    form = client.get(url("soeskende_update", pair.pk)).context["form"]
    data = {"udgave": form["udgave"].value(), "slags": "halv", "samvaer": "Hver uge"}
    text = text_of(client.post(url("soeskende_update", pair.pk), data, follow=True))
    assert "Hver uge" in text
    assert client.post(url("soeskende_update", pair.pk), data).status_code == 409
    client.post(url("soeskende_remove", pair.pk))
    assert not Soeskende.objects.exists()
    kept = Soeskende.pgh_event_model.objects.filter(pgh_obj_id=pair.pk).order_by("pgh_id")
    assert [row.samvaer for row in kept][-1] == "Hver uge"


@pytest.mark.django_db(transaction=True)
def test_two_who_link_the_same_pair_at_once_make_one(barn, teamleder):
    andet = BarnFactory(kommune=barn.kommune)
    pairs = ((barn, andet), (andet, barn))

    def press(n):
        return actions.link_soeskende(
            by=teamleder, barn=pairs[n % 2][0], andet=pairs[n % 2][1], slags="hel"
        )

    answers = at_once(4, press)
    assert sum(isinstance(answer, Soeskende) for answer in answers) == 1
    assert all(isinstance(answer, Soeskende | ValidationError) for answer in answers)


# --- parents ------------------------------------------------------------------------------------


def add(by, barn, navn="Tina Prøvesen", **more):
    facts = {"slags": "biologisk", "foraeldremyndighed": True} | more
    return actions.add_foraelder(by=by, barn=barn, navn=navn, **facts)


def test_a_parent_is_added_corrected_and_ended(client, at, barn, konsulent):
    """B29: biological, or in fact; custody; and one who no longer is a parent."""
    at("2026-11-23 09:00")
    client.force_login(konsulent)
    data = {
        "navn": "Kaj Jensen",
        "telefon": "20 44 55 66",
        "slags": "faktisk",
        "foraeldremyndighed": "on",
    }
    text = text_of(client.post(url("foraelder_create", barn.pk), data, follow=True))
    assert "Kaj Jensen" in text
    assert "Udfylder forælderrollen · har forældremyndighed" in text

    row = barn.foraeldreskaber.get()
    form = client.get(url("foraelder_update", row.pk)).context["form"]
    hidden = {name: form[name].value() for name in ("udgave", "version")}
    text = text_of(
        client.post(
            url("foraelder_update", row.pk),
            {**hidden, "navn": "Kaj Bak", "telefon": "", "slags": "faktisk"},
            follow=True,
        )
    )
    assert "Kaj Bak" in text
    assert "har forældremyndighed" not in text

    text = text_of(
        client.post(url("foraelder_end", row.pk), {"slut_paa": "23-11-2026"}, follow=True)
    )
    assert "til 23. november 2026" in text
    assert "20 44 55 66" not in text


def test_one_parent_of_several_siblings_is_one_row(client, barn, sister, pair, teamleder):
    mother = add(teamleder, barn).foraelder
    client.force_login(teamleder)
    form = client.get(url("foraelder_create", sister.pk)).context["form"]
    assert [*form.fields["kendt"].queryset] == [mother]
    data = {"kendt": mother.pk, "navn": "", "slags": "biologisk", "foraeldremyndighed": "on"}
    client.post(url("foraelder_create", sister.pk), data)
    assert Foraelder.objects.count() == 1
    assert mother.foraeldreskaber.count() == 2
    with pytest.raises(ValidationError) as error:
        add(teamleder, sister, kendt=mother)
    assert "Forælderen står allerede ved barnet." in error.value.messages


def test_the_parents_of_a_hidden_sibling_are_not_offered(
    client, barn, sister, pair, teamleder, konsulent
):
    secret = add(teamleder, sister, navn="Skjult Mor").foraelder
    client.force_login(konsulent)
    answer = client.get(url("foraelder_create", barn.pk))
    assert "Skjult Mor" not in text_of(answer)
    data = {"kendt": secret.pk, "navn": "X", "slags": "biologisk"}
    client.post(url("foraelder_create", barn.pk), data)
    assert not secret.foraeldreskaber.filter(barn=barn).exists()


def test_the_other_parents_data_are_nowhere_but_on_the_childs_page(
    client, barn, konsulent, raadgiver, kommune
):
    """Separated parents: nothing that a parent could be sent holds the other one's data.

    A parent has no login, no page and no mail here; her row is for those who see the child.
    """
    row = add(konsulent, barn, navn="Far Hemmelig", telefon="20998877", email="far@example.dk")
    add(konsulent, barn, navn="Mor Anden")
    assert not hasattr(row.foraelder, "get_absolute_url")
    outsider = BrugerFactory(rolle=Rolle.KONSULENT, team=TeamFactory(kommune=kommune))
    assert row.foraelder in Foraelder.objects.visible_to(konsulent)
    for person in (outsider, raadgiver):
        assert not Foraelder.objects.visible_to(person).exists()
    client.force_login(konsulent)
    own = barn.foraeldreskaber.exclude(pk=row.pk).get()
    for address in (url("foraelder_update", own.pk), url("foraelder_end", own.pk)):
        text = text_of(client.get(address))
        assert "Hemmelig" not in text
        assert "20998877" not in text
