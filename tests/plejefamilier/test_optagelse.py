"""Films of a child (D9) and methods that were tried (D8)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from faelles.access import Rolle
from faelles.models import AuditEvent
from plejefamilier import actions, tasks
from plejefamilier.actions.optagelse import read_pieces
from plejefamilier.models import (
    Foraelder,
    Foraeldreskab,
    Metodeproeve,
    Optagelse,
    Optagelsesbid,
)
from tests.factories import BarnFactory, BrugerFactory

TODAY = datetime.date(2027, 4, 12)
FILM = b"\x00\x00\x00\x18ftypmp42" + b"Noah leger med piktogrammer" * 50_000  # 1.35 MB


@pytest.fixture(autouse=True)
def april(at):
    at("2027-04-12 10:00")


@pytest.fixture
def mor(barn, kommune):
    """Noah's mother, who holds custody."""
    foraelder = Foraelder.objects.create(kommune=kommune, navn="Sara Prøvesen")
    Foraeldreskab.objects.create(
        barn=barn, foraelder=foraelder, slags="biologisk", foraeldremyndighed=True
    )
    return foraelder


def film(name="leg.mp4", content=FILM):
    return SimpleUploadedFile(name, content)


def url(name, pk):
    return reverse(f"plejefamilier:{name}", args=[pk])


def upload(client, barn, **fields):
    typed = {"titel": "Leger med piktogrammer", "optaget_paa": "11-04-2027", "fil": film()}
    return client.post(url("video_create", barn.pk), {**typed, **fields}, follow=True)


def test_no_film_before_the_custody_holder_has_agreed(client, konsulent, barn, mor):
    # Given Lars with a film and no consent
    client.force_login(konsulent)
    answer = upload(client, barn)
    assert "når forældremyndighedens indehavere har givet samtykke" in answer.content.decode()
    assert not Optagelse.objects.exists()
    # When the mother has said yes
    page = url("videosamtykke_create", barn.pk)
    client.post(page, {"foraelder": mor.pk, "givet_paa": "12-04-2027"})
    answer = upload(client, barn)
    # Then it is kept, for a year, and sealed
    assert "Videoen er gemt." in answer.content.decode()
    row = Optagelse.objects.get()
    assert row.slettes_paa == datetime.date(2028, 4, 12)
    kept = b"".join(bytes(bid.indhold) for bid in Optagelsesbid.objects.all())
    assert Optagelsesbid.objects.count() == 2
    assert b"piktogrammer" not in kept
    # And it comes out as it went in, as a file nobody's browser keeps or runs
    answer = client.get(url("video_fetch", row.pk))
    assert b"".join(answer.streaming_content) == FILM
    assert answer["Content-Disposition"] == 'attachment; filename="video.mp4"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="optagelse.laest", objekt=str(row.pk)).exists()


def test_both_custody_holders_must_agree_and_nobody_else_can(konsulent, barn, mor, kommune):
    far = Foraelder.objects.create(kommune=kommune, navn="Ole Prøvesen")
    skab = Foraeldreskab.objects.create(barn=barn, foraelder=far, slags="biologisk")
    with pytest.raises(ValidationError) as error:
        actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=far, givet_paa=TODAY)
    assert error.value.error_dict["foraelder"][0].code == "foraelder"
    skab.foraeldremyndighed = True
    skab.save()
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    facts = {"titel": "Leg", "optaget_paa": TODAY, "fil": film()}
    with pytest.raises(ValidationError) as error:
        actions.add_optagelse(by=konsulent, barn=barn, **facts)
    assert error.value.code == "samtykke"
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=far, givet_paa=TODAY)
    actions.add_optagelse(by=konsulent, barn=barn, **facts)
    assert Optagelse.objects.count() == 1


def test_a_child_without_a_custody_holder_is_not_filmed(konsulent, barn):
    with pytest.raises(ValidationError, match="ikke skrevet nogen forældremyndighedsindehaver"):
        actions.add_optagelse(by=konsulent, barn=barn, titel="Leg", optaget_paa=TODAY, fil=film())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leg.exe", FILM),
        ("leg.mp4", b"<html><script>alert(1)</script>"),
        ("leg.webm", FILM),
        ("leg", FILM),
        ("leg.mp4", b"x"),
    ],
)
def test_what_is_no_film_is_refused(client, konsulent, barn, mor, name, content):
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    client.force_login(konsulent)
    answer = upload(client, barn, fil=film(name, content))
    assert "Vælg en video: mp4, mov eller webm." in answer.content.decode()
    assert not Optagelse.objects.exists()


def test_withdrawn_consent_deletes_the_films_at_once(client, konsulent, barn, mor):
    samtykke = actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    row = actions.add_optagelse(by=konsulent, barn=barn, titel="Leg", optaget_paa=TODAY, fil=film())
    client.force_login(konsulent)
    page = url("videosamtykke_withdraw", samtykke.pk)
    assert "slettes alle videoer" in client.get(page).content.decode()
    client.post(page)
    assert not Optagelsesbid.objects.exists()
    assert client.get(url("video_fetch", row.pk)).status_code == 404
    assert "Slettet 12. apr." in client.get(url("video_list", barn.pk)).content.decode()
    assert client.post(page).status_code == 404


def test_a_film_is_deleted_on_its_day_and_not_before(at, konsulent, barn, mor):
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    actions.add_optagelse(by=konsulent, barn=barn, titel="Leg", optaget_paa=TODAY, fil=film())
    at("2028-04-11 23:59")
    assert tasks.delete_optagelser() == 0
    at("2028-04-12 00:50")
    assert tasks.delete_optagelser() == 1
    assert tasks.delete_optagelser() == 0
    assert not Optagelsesbid.objects.exists()
    assert Optagelse.objects.get().slettet_at is not None


def test_a_piece_put_into_another_film_does_not_open(konsulent, barn, mor):
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    one, two = (
        actions.add_optagelse(by=konsulent, barn=barn, titel=titel, optaget_paa=TODAY, fil=film())
        for titel in ("Et", "To")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE plejefamilier_optagelsesbid a SET indhold = b.indhold "
            "FROM plejefamilier_optagelsesbid b "
            "WHERE a.optagelse_id = %s AND b.optagelse_id = %s AND a.nr = 0 AND b.nr = 0",
            [one.pk, two.pk],
        )
    with pytest.raises(Exception, match=r"^$") as error:
        [*read_pieces(one)]
    assert type(error.value).__name__ == "InvalidTag"


def test_films_and_methods_are_seen_by_those_of_the_child_only(
    client, konsulent, kollega, teamleder, kommune, familie, barn, mor
):
    actions.give_videosamtykke(by=konsulent, barn=barn, foraelder=mor, givet_paa=TODAY)
    row = actions.add_optagelse(by=konsulent, barn=barn, titel="Leg", optaget_paa=TODAY, fil=film())
    proeve = actions.begin_metode(
        by=konsulent, barn=barn, metode="TEACCH", hvorfor="Overblik", fra=TODAY
    )
    other = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune)
    BarnFactory(kommune=kommune, plejefamilie=familie, myndighedsraadgiver=other)
    pages = [
        url("video_list", barn.pk),
        url("video_fetch", row.pk),
        url("metode_detail", proeve.pk),
        url("metode_end", proeve.pk),
    ]
    for bruger in (konsulent, teamleder):
        client.force_login(bruger)
        assert [client.get(page).status_code for page in pages] == [200] * 4
    behandler = BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune)
    for bruger in (kollega, other, behandler):
        client.force_login(bruger)
        assert {client.get(page).status_code for page in pages} <= {403, 404}
        assert client.post(url("video_delete", row.pk)).status_code in (403, 404)
    assert Optagelse.objects.get().slettet_at is None


def test_a_method_ends_with_its_outcome_and_why(client, konsulent, barn):
    # Given Lars, who notes that the Bruuns try pictograms
    client.force_login(konsulent)
    typed = {"metode": "TEACCH", "hvorfor": "Overblik over dagen", "fra": "15-01-2027"}
    for _ in range(2):
        client.post(url("metode_create", barn.pk), typed)
    row = Metodeproeve.objects.get()
    assert "Prøves nu" in client.get(url("metode_detail", row.pk)).content.decode()
    # When it ends without a reason, it is refused and nothing typed is lost
    answer = client.post(url("metode_end", row.pk), {"til": "12-04-2027", "udfald": "virkede_ikke"})
    assert "Skriv, hvorfor det gik sådan." in answer.content.decode()
    # Then it stands on the child's page with outcome and reason
    ended = {
        "til": "12-04-2027",
        "udfald": "virkede_ikke",
        "begrundelse": "Noah er stærkere i kontakten end antaget.",
    }
    client.post(url("metode_end", row.pk), ended)
    text = client.get(url("barn_detail", barn.pk)).content.decode()
    assert "TEACCH" in text
    assert "Virkede ikke" in text
    assert "stærkere i kontakten" in text
    answer = client.post(url("metode_end", row.pk), ended)
    assert "Udfaldet er allerede skrevet." in answer.content.decode()
