"""The inbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faelles.context import layout
from faelles.models import AuditEvent, Besked

pytestmark = pytest.mark.django_db


def besked(to, number, *, read=False, **fields):
    now = timezone.now()
    return Besked.objects.create(
        to=to,
        key=f"k-{number}",
        tekst=f"Besked nummer {number}",
        url=fields.pop("url", "/kalender/"),
        due_at=fields.pop("due_at", now - timedelta(minutes=100 - number)),
        read_at=now if read else None,
        **fields,
    )


@pytest.fixture
def as_konsulent(client, konsulent):
    client.force_login(konsulent)
    return client


def test_unread_come_first_and_each_part_in_order_of_time(as_konsulent, konsulent):
    for number, read in enumerate((False, True, False, True)):
        besked(konsulent, number, read=read)
    page = as_konsulent.get("/beskeder/").content.decode()
    order = [page.index(f"Besked nummer {number}<") for number in (2, 0, 3, 1)]
    assert order == sorted(order)


def test_what_is_not_due_taken_back_or_somebody_elses_is_not_there(
    as_konsulent, konsulent, kollega
):
    besked(konsulent, 1, due_at=timezone.now() + timedelta(hours=1))
    besked(konsulent, 2, cancelled_at=timezone.now())
    besked(kollega, 3)
    assert "Besked nummer" not in as_konsulent.get("/beskeder/").content.decode()


def test_an_empty_inbox_says_what_will_come(as_konsulent):
    page = as_konsulent.get("/beskeder/").content.decode()
    assert "Ingen beskeder" in page
    assert "Markér alle" not in page


def test_opening_a_notice_marks_it_read_and_leads_to_the_duty(as_konsulent, konsulent):
    row = besked(konsulent, 1)
    answer = as_konsulent.post(f"/beskeder/{row.pk}/")
    assert (answer.status_code, answer.url) == (302, "/kalender/")
    row.refresh_from_db()
    first = row.read_at
    assert first is not None
    assert AuditEvent.objects.filter(event="besked.aabnet", objekt=row.pk).count() == 1

    # opening it again leads there again and changes nothing
    as_konsulent.post(f"/beskeder/{row.pk}/")
    row.refresh_from_db()
    assert row.read_at == first
    assert AuditEvent.objects.filter(event="besked.aabnet").count() == 1


def test_looking_at_the_list_marks_nothing_read(as_konsulent, konsulent):
    besked(konsulent, 1)
    as_konsulent.get("/beskeder/")
    assert Besked.objects.unread().count() == 1
    assert as_konsulent.get("/beskeder/1/").status_code == 405


def test_somebody_elses_notice_is_not_found(as_konsulent, kollega):
    row = besked(kollega, 1)
    assert as_konsulent.post(f"/beskeder/{row.pk}/").status_code == 404
    assert as_konsulent.post(f"/beskeder/{row.pk + 1000}/").status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_a_notice_never_leads_to_another_site(as_konsulent, konsulent):
    row = besked(konsulent, 1, url="https://ond.example/")
    assert as_konsulent.post(f"/beskeder/{row.pk}/").url == "/beskeder/"


def test_mark_all_reads_what_is_due_and_hers(as_konsulent, konsulent, kollega):
    besked(konsulent, 1)
    besked(konsulent, 2)
    later = besked(konsulent, 3, due_at=timezone.now() + timedelta(hours=1))
    other = besked(kollega, 4)
    page = as_konsulent.post("/beskeder/laest/", follow=True).content.decode()
    assert "2 beskeder er markeret som læst." in page
    assert {*Besked.objects.unread()} == {later, other}
    assert (
        "Du havde ingen ulæste beskeder."
        in as_konsulent.post("/beskeder/laest/", follow=True).content.decode()
    )


def test_the_header_counts_what_is_unread(as_konsulent, konsulent):
    besked(konsulent, 1)
    besked(konsulent, 2)
    assert as_konsulent.get("/beskeder/").context["ulaeste"] == 2


def test_the_header_counts_for_each_reader_what_is_due_to_her_by_now(
    at, rf, konsulent, kollega, teamleder
):
    """The query is written once; who reads, and when, is asked anew each time."""
    at("2026-11-23 10:00")
    for number in range(3):
        besked(konsulent, number, due_at=timezone.now() + timedelta(hours=number))
    besked(kollega, 9)

    def count(bruger):
        request = rf.get("/")
        request.user = bruger
        return layout(request)["ulaeste"]

    assert [count(one) for one in (konsulent, kollega, teamleder)] == [1, 1, 0]
    at("2026-11-23 11:00")
    assert [count(one) for one in (konsulent, kollega, teamleder)] == [2, 1, 0]
    at("2026-11-24 10:00")
    assert count(konsulent) == 3


def test_old_notices_come_in_pages(as_konsulent, konsulent):
    for number in range(60):
        besked(konsulent, number, read=True)
    seen, url = [], "/beskeder/"
    while url:
        page = as_konsulent.get(url).context["page"]
        seen += [row.tekst for row in page.rows]
        url = page.naeste_url and f"/beskeder/{page.naeste_url}"
    assert seen == [f"Besked nummer {number}" for number in range(59, -1, -1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_the_same_number_of_queries(
    rows, as_konsulent, konsulent, django_assert_num_queries
):
    for number in range(rows):
        besked(konsulent, number)
        besked(konsulent, 50 + number, read=True)
    as_konsulent.get("/beskeder/")
    with django_assert_num_queries(6):  # session, user, roles, read, unread, count for the header
        as_konsulent.get("/beskeder/")
