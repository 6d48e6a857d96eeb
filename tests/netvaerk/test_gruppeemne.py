"""Topics: first the facilitator's, then decided with the families; nobody is named (I6, I8)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from netvaerk.actions.gruppeemne import propose_emne, remove_emneforslag, set_emne
from netvaerk.actions.gruppemoede import cancel_moede, plan_moeder
from netvaerk.models import Emneforslag, Gruppemoede
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

FACILITATOR, FAMILIERNE = Gruppemoede.Besluttet.FACILITATOR, Gruppemoede.Besluttet.FAMILIERNE


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    familier = make_familier(team, konsulent, ["Winther, Ane", "Kjær, Bo"])
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def moeder(gruppe, amira):
    return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)


def topic(moede, by, besluttet_af, emne="Skolestart"):
    return set_emne(by=by, moede=moede, emne=emne, besluttet_af=besluttet_af)


def test_three_topics_are_the_facilitators_and_the_fourth_is_the_families(moeder, amira):
    for moede in moeder[:3]:
        assert topic(moede, amira, FACILITATOR).besluttet_af == FACILITATOR
    with pytest.raises(ValidationError) as refused:
        topic(moeder[3], amira, FACILITATOR)
    assert refused.value.error_dict["besluttet_af"][0].code == "familierne"
    assert topic(moeder[3], amira, FAMILIERNE).emne == "Skolestart"


def test_a_cancelled_meeting_is_not_counted(moeder, amira):
    cancel_moede(by=amira, moede=moeder[0], fordi="Sne")
    assert topic(moeder[3], amira, FACILITATOR).emne == "Skolestart"


def test_a_topic_says_who_chose_it_and_may_be_taken_away(moeder, amira):
    with pytest.raises(ValidationError) as refused:
        topic(moeder[0], amira, "")
    assert refused.value.error_dict["besluttet_af"][0].code == "hvem"
    topic(moeder[0], amira, FACILITATOR)
    assert topic(moeder[0], amira, FACILITATOR, emne=" ").besluttet_af == ""


def test_the_page_keeps_what_was_typed_when_it_is_the_families_turn(client, moeder, amira):
    client.force_login(amira)
    url = reverse("netvaerk:gruppemoede_emne", args=[moeder[3].pk])
    typed = {"emne": "Samvær i ferien", "besluttet_af": "facilitator", "version": "1"}
    page = client.post(url, typed)
    assertContains(page, "Facilitator sætter emnet for de første 3 møder.")
    assertContains(page, "Samvær i ferien")
    assert client.post(url, typed | {"besluttet_af": "familierne"}).status_code == 302
    page = client.get(moeder[3].get_absolute_url())
    assertContains(page, "Samvær i ferien")
    assertContains(page, "Besluttet med familierne")


def test_a_family_s_wish_is_written_down_without_its_name_and_used(
    client, moeder, amira, gruppe, konsulent
):
    client.force_login(konsulent)  # she has a family in the group
    url = reverse("netvaerk:emneforslag_create", args=[gruppe.pk])
    assert client.post(url, {"tekst": "Når barnet ikke vil i skole"}).status_code == 302
    assert client.post(url, {"tekst": "når barnet ikke vil i skole "}).status_code == 302
    forslag = Emneforslag.objects.get()
    client.force_login(amira)
    page = client.get(gruppe.get_absolute_url())
    assertContains(page, "Når barnet ikke vil i skole")
    assertNotContains(page, konsulent.navn + " foreslog")
    url = reverse("netvaerk:gruppemoede_emne", args=[moeder[3].pk])
    assertContains(client.get(url), "Når barnet ikke vil i skole")
    chosen = {"forslag": forslag.tekst, "emne": "", "besluttet_af": "familierne", "version": "1"}
    assert client.post(url, chosen).status_code == 302
    assert Gruppemoede.objects.get(pk=moeder[3].pk).emne == forslag.tekst
    forslag.refresh_from_db()
    assert forslag.fjernet_at is not None


def test_a_proposal_is_taken_off_the_list_once(client, gruppe, amira, kollega):
    forslag = propose_emne(by=amira, gruppe=gruppe, tekst="Økonomi")
    url = reverse("netvaerk:emneforslag_remove", args=[forslag.pk])
    client.force_login(kollega)  # no family of hers is in the group
    assert client.post(url).status_code == 404
    assert client.get(reverse("netvaerk:emneforslag_create", args=[gruppe.pk])).status_code == 404
    client.force_login(amira)
    assert client.post(url).status_code == 302
    first = Emneforslag.objects.get().fjernet_at
    assert remove_emneforslag(by=amira, forslag=forslag).fjernet_at == first


def test_a_list_that_is_full_is_said(gruppe, amira):
    for number in range(30):
        propose_emne(by=amira, gruppe=gruppe, tekst=f"Emne {number}")
    with pytest.raises(ValidationError) as refused:
        propose_emne(by=amira, gruppe=gruppe, tekst="Et mere")
    assert refused.value.error_dict["tekst"][0].code == "fuld"
