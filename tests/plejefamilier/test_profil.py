"""A family's profile: when it can meet (E8), experience (C10), other programmes (E17), number."""

import pytest

from plejefamilier.models import Familieprofil
from tests.plejefamilier.sider import names, search, text_of, url

pytestmark = pytest.mark.django_db

TYPED = {
    "tidspunkter": ["formiddag", "weekend"],
    "erfaring_aar": "4",
    "erfaring": "To plejebørn i Aarhus.",
    "kompetencer": "Tegn til tale",
    "andre_indsatser": "Tæt støttet opstart til maj",
}


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-22 10:00")


def test_the_profile_is_saved_and_the_years_are_added(client, familie, konsulent):
    # Given a family approved in 2020, with four years elsewhere before that
    client.force_login(konsulent)
    address = url("familieprofil_update", familie.pk)
    assert client.post(address, {**TYPED, "version": 0}).status_code == 302

    # Then its page says six and four years, when it can meet, and what else it is in
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "10 år i alt, heraf 4 år før godkendelsen" in page
    assert "formiddag og weekend" in page
    assert "Tegn til tale" in page
    assert "Tæt støttet opstart til maj" in page


def test_two_who_write_at_once_see_both_texts(client, familie, konsulent):
    client.force_login(konsulent)
    address = url("familieprofil_update", familie.pk)
    client.post(address, {**TYPED, "version": 0})
    # When a colleague saves from a page that was opened before
    stale = client.post(address, {**TYPED, "version": 0, "kompetencer": "Musik"})
    assert stale.status_code == 409
    (row,) = stale.context["forskelle"]
    assert (row.navn, row.skrevet, row.gemt) == ("Kompetencer", "Musik", "Tegn til tale")
    # And the next press saves on top of it
    again = stale.context["form"].data["version"]
    assert (
        client.post(address, {**TYPED, "version": again, "kompetencer": "Musik"}).status_code == 302
    )
    assert Familieprofil.objects.get().kompetencer == "Musik"


def test_a_family_is_found_by_its_number(client, familie, konsulent):
    client.force_login(konsulent)
    response = client.post(
        url("plejefamilie_update", familie.pk),
        {
            "version": familie.version,
            "navn": familie.navn,
            "nummer": "PF-1042",
            "telefon": familie.telefon,
            "adresse": familie.adresse,
        },
    )
    assert response.status_code == 302
    assert names(search(client, "pf-1042")) == [familie.navn]
    assert "PF-1042" in text_of(client.get(url("plejefamilie_detail", familie.pk)))


def test_the_grundkursus_of_a_grown_up_is_noted(client, familie, konsulent):
    voksen = familie.plejeforaeldre.get()
    voksen.grundkursus_paa = None
    voksen.save()
    client.force_login(konsulent)
    assert "Mangler grundkursus" in text_of(client.get(url("plejefamilie_detail", familie.pk)))
    form = client.get(url("plejeforaelder_update", voksen.pk)).context["form"]
    typed = {"navn": voksen.navn, "telefon": "", "email": "", "grundkursus_paa": "3. marts 2020"}
    client.post(
        url("plejeforaelder_update", voksen.pk), {**typed, "udgave": form.initial["udgave"]}
    )
    assert "Grundkursus 3. mar. 2020" in text_of(client.get(url("plejefamilie_detail", familie.pk)))


def test_the_same_konsulent_is_told_in_days(client, familie, konsulent):
    """B5: continuity is the days with the same konsulent."""
    client.force_login(konsulent)
    page = text_of(client.get(url("plejefamilie_detail", familie.pk)))
    assert "Siden 1. januar 2020 · 2.518 dage" in page
