"""PostgreSQL restarted in the middle of everything: the call is saved, or she is told it is not."""

import html
import re
import signal
import time

import pytest
from django.utils import timezone

from akuttelefon.models import Opfoelgning, Opkald
from faelles.models import Besked, Puls
from tests.faults.house import call_fields
from tests.processes import soon

URL = "/akuttelefon/opkald/nyt/"
BACK = 5  # seconds from PostgreSQL is up until the first page is there


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGINT], ids=["immediate", "fast"])
def test_restarted_in_the_middle_of_a_save(house, people, desk, in_background, number):
    # Given sweeper, worker and beat at work, and a save that stands inside its transaction
    fields = call_fields(people.familier[0], situation="Drengen har låst døren.\nHan »slår« <alt>.")
    with house.udbring, house.worker_with_beat:
        soon(lambda: Puls.objects.filter(navn__in=["udbring", "beat"]).count() == 2)
        with house.locked("faelles_auditevent"):
            answer = in_background(lambda: desk.post(URL, fields))
            house.somebody_waits()

            # When PostgreSQL is restarted
            up = house.restart_postgres(number)
        back = timezone.now()

        # Then she is told that it is not saved, and the page holds what she wrote
        told = answer()
        assert told.status == 503
        assert "IKKE GEMT" in told.text
        assert html.escape(fields["situation"]) in told.text
        assert not Opkald.objects.exists()

        # And the first page asked for afterwards is good, and there within seconds
        assert desk.get("/").status == 200
        assert time.monotonic() - up < BACK

        # When she presses »Gem igen«, twice, Then there is exactly one call
        again = {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(
                r'<input type="hidden" name="([^"]*)" value="([^"]*)">', told.text
            )
        }
        assert re.search(rf'<form method="post" action="{URL}"', told.text)
        assert [desk.post(URL, again).status for _ in range(2)] == [302, 302]
        assert Opkald.objects.get().situation == fields["situation"]
        assert Opfoelgning.objects.count() == 1

        # And sweeper, beat and worker have come back by themselves and told the konsulent, once
        for navn in ("udbring", "beat"):
            soon(lambda navn=navn: Puls.objects.get(navn=navn).at > back)
        konsulent = people.konsulenter[0]
        soon(Besked.objects.filter(to=konsulent).exclude(done_at=None).exists)
    assert Besked.objects.filter(to=konsulent).count() == 1
    assert house.mail.receivers()[konsulent.email] == 1


def test_a_page_asked_for_while_postgres_is_away_says_so(house, desk):
    house.postgres.process.send_signal(signal.SIGINT)
    house.postgres.process.wait(30)
    try:
        answer = desk.get("/")
        assert answer.status == 503
        assert "Samspil svarer ikke lige nu" in answer.text
        assert "IKKE GEMT" not in answer.text
        assert desk.get("/sundhed/live").status == 200
        assert desk.get("/sundhed/klar").status == 503
    finally:
        house.postgres.start()
    soon(lambda: desk.get("/").status == 200)
