"""The ways on from the page of a cooperation: a note, a meeting, and back again."""

import pytest
from django.urls import reverse

from faelles.access import Rolle
from plejefamilier.models import Kontakt
from tests.factories import BrugerFactory
from tests.plejefamilier.overgange import in_circle

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


def page_for(client, bruger, address):
    client.force_login(bruger)
    return client.get(address).content.decode()


def test_each_writes_from_where_she_stands(client, noah, konsulent, raadgiver, karen, kommune):
    plads = in_circle(noah, karen)
    booker = BrugerFactory(rolle=Rolle.INSTITUTIONSBOOKER, kommune=kommune)
    in_circle(noah, booker)
    here, meeting = url("barn_samarbejde", noah.pk), f"{url('moede_create')}?barn={noah.pk}"
    for person in (konsulent, raadgiver):
        page = page_for(client, person, here)
        assert f'href="{url("barn_kontakt_create", noah.pk)}"' in page
        assert f'href="{meeting}"' in page
        assert client.get(meeting).status_code == 200
    page = page_for(client, karen, here)
    assert f'href="{url("kreds_kontakt_create", plads.pk)}"' in page
    assert f'href="{meeting}"' in page
    assert client.get(meeting).status_code == 200
    page = page_for(client, booker, here)
    assert "Skriv notat" not in page
    assert "Indkald til møde" not in page


def test_a_note_from_the_circle_leads_back_to_the_cooperation(client, noah, karen):
    plads = in_circle(noah, karen)
    client.force_login(karen)
    typed = {"slags": "samtale", "dato": "20-11-2026", "klokken": "10.00", "tekst": "Sov godt."}
    answer = client.post(url("kreds_kontakt_create", plads.pk), typed)
    assert answer.headers["Location"] == url("barn_samarbejde", noah.pk)
    assert Kontakt.objects.get().barn == noah


def test_the_cooperation_of_a_family_leads_to_a_note_about_the_family(client, familie, konsulent):
    page = page_for(client, konsulent, url("familie_samarbejde", familie.pk))
    assert f'href="{url("familie_kontakt_create", familie.pk)}"' in page
    assert f'href="{url("moede_create")}?familie={familie.pk}"' in page
    marked = page.split('aria-label="Hovedmenu"')[1].split("</nav>")[0]
    assert 'aria-current="page">Samarbejde<' in marked
