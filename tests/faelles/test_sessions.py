"""How long a session lives: half an hour idle, ten hours in all."""

import pytest
from django.urls import reverse

from faelles.models import Rolletildeling

pytestmark = pytest.mark.django_db
BESKEDER, FORLAENG = "/beskeder/", "/session/"


@pytest.fixture
def logged_in(at, client, konsulent):
    at("2026-11-23 08:00")
    client.force_login(konsulent)
    assert client.get(BESKEDER).status_code == 200
    return client


def still_in(client):
    answer = client.get(BESKEDER)
    if answer.status_code == 302:
        assert answer.url == f"{reverse('account_login')}?next={BESKEDER}"
    return answer.status_code == 200


def test_half_an_hour_of_nothing_ends_the_session(logged_in, at):
    at("2026-11-23 08:30:00")
    assert still_in(logged_in)
    at("2026-11-23 09:00:01")
    assert not still_in(logged_in)
    # and it does not come back
    assert not still_in(logged_in)


def test_work_keeps_the_session_alive_but_not_beyond_ten_hours(logged_in, at):
    for hour in range(8, 18):
        for minute in (0, 20, 40):
            at(f"2026-11-23 {hour:02d}:{minute:02d}")
            assert still_in(logged_in)
    at("2026-11-23 18:00:00")
    assert still_in(logged_in)
    at("2026-11-23 18:00:01")
    assert not still_in(logged_in)


def test_the_button_of_the_warning_keeps_the_session(logged_in, at):
    at("2026-11-23 08:28")
    answer = logged_in.post(FORLAENG)
    assert (answer.status_code, answer.content) == (204, b"")
    at("2026-11-23 08:57")
    assert still_in(logged_in)


def test_the_button_counts_even_in_the_minute_that_was_noted_already(logged_in, at):
    # the session notes at most once a minute that it is in use; the button always does
    at("2026-11-23 08:00:50")
    logged_in.post(FORLAENG)
    at("2026-11-23 08:30:45")
    assert still_in(logged_in)


def test_the_button_cannot_stretch_the_ten_hours(logged_in, at):
    for hour in range(8, 18):
        for minute in (0, 29, 58):
            at(f"2026-11-23 {hour:02d}:{minute:02d}")
            logged_in.post(FORLAENG)
    at("2026-11-23 18:00:01")
    assert logged_in.post(FORLAENG).status_code == 302


def test_the_button_is_a_post_of_somebody_logged_in(logged_in, client):
    assert logged_in.get(FORLAENG).status_code == 405
    client.logout()
    assert client.post(FORLAENG).status_code == 302


def test_the_page_warns_before_the_server_can_have_ended_the_session(logged_in):
    page = logged_in.get(BESKEDER).content.decode()
    assert 'data-session="1740"' in page  # 30 minutes less the minute that may be un-noted


def test_a_closed_account_is_out_at_its_next_click(logged_in, konsulent):
    konsulent.is_active = False
    konsulent.save(update_fields=["is_active"])
    assert not still_in(logged_in)


def test_a_role_that_ends_today_opens_the_page_today_and_not_tomorrow(logged_in, at, konsulent):
    Rolletildeling.objects.filter(bruger=konsulent).update(til="2026-11-23")
    at("2026-11-23 08:10")
    assert still_in(logged_in)
    at("2026-11-24 00:00")
    logged_in.force_login(konsulent)
    assert logged_in.get(BESKEDER).status_code == 403
