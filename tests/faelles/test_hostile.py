"""No form of the cellar breaks, whatever is sent, and nothing is kept of what cannot be."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from faelles.models import Bruger, Lukkedag, Rolletildeling
from tests.factories import LukkedagFactory

pytestmark = pytest.mark.django_db
VALUES = [
    "",
    "\0",
    "a\0b",
    "x" * 70_000,
    str(10**20),
    "-1",
    "99-99-9999",
    "31-12-9999",
    "01-01-0001",
    "{{ 7|add:7 }}{% now %}",
    "<script>alert(1)</script>",
    "'; DROP TABLE faelles_bruger; --",
    "\r\nSet-Cookie: a=b",
    "../../etc/passwd",
    "٣",
    "\u202e\u0000\ufffe",
]
FIELDS = (
    "navn",
    "fra",
    "til",
    "seen",
    "vaerdi",
    "begrundelse",
    "email",
    "telefon",
    "organisation",
    "rolle",
    "team",
)


@pytest.fixture
def forms(kommune, konsulent):
    """The address of every form that an administrator fills in."""
    lukkedag = LukkedagFactory(kommune=kommune, fra=date(2026, 3, 2), til=date(2026, 3, 2))
    return [
        "/kalender/lukkedag/ny/",
        f"/kalender/lukkedag/{lukkedag.pk}/",
        "/regler/akut.lang_ventetid_dage/",
        "/regler/akut.aabner/",
        "/regler/akut.udbyder/",
        "/regler/kalender.lukket_1_maj/",
        "/brugere/ny/",
        f"/brugere/{konsulent.pk}/",
        f"/brugere/{konsulent.pk}/rolle/",
        f"/brugere/rolle/{konsulent.roller.get().pk}/slut/",
    ]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:24])
def test_every_field_refuses_what_cannot_be(client, administrator, konsulent, forms, value):
    client.force_login(administrator)
    before = [*Bruger.objects.order_by("pk").values()], [*Rolletildeling.objects.values()]
    for url in forms:
        answer = client.post(url, dict.fromkeys(FIELDS, value))
        assert answer.status_code in (200, 409), (url, answer.status_code)
        assert "<script>alert" not in answer.content.decode()
        assert "Set-Cookie: a=b" not in str(answer.headers)
    after = [*Bruger.objects.order_by("pk").values()], [*Rolletildeling.objects.values()]
    assert after == before
    assert Lukkedag.objects.get().navn == "Lukket"


def test_lists_files_and_repeated_fields_are_refused_alike(client, administrator, forms):
    client.force_login(administrator)
    for url in forms:
        file = SimpleUploadedFile(f"{'x' * 200}.exe", b"\0\1\2")
        for sent in ({name: ["1", "2", "3"] for name in FIELDS}, {"navn": file, "fra": file}, {}):
            assert client.post(url, sent).status_code in (200, 409), url
        answer = client.post(url, b"{not json", content_type="application/json")
        assert answer.status_code in (200, 409), url
    assert Lukkedag.objects.get().navn == "Lukket"


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:24])
def test_every_parameter_of_an_address_may_be_anything(client, administrator, value):
    client.force_login(administrator)
    names = ("efter", "foer", "rolle", "vis", "s", "q", "next")
    for url in ("/beskeder/", "/kalender/", "/regler/", "/brugere/", "/konto/log-paa/"):
        answer = client.get(url, dict.fromkeys(names, value))
        assert answer.status_code < 500
