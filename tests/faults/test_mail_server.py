"""The mail server away, refusing, hanging, hanging up: everything arrives once when it is back."""

import pytest

from faelles import notices
from faelles.models import Besked
from tests.factories import BrugerFactory
from tests.processes import soon


def tell(*people):
    for person in people:
        notices.notify(person, key="prøve", tekst="Nyt", url="/beskeder/")


def waits_are_over():
    """What time does by itself after a failed attempt."""
    Besked.objects.filter(done_at=None).exclude(fejl="").update(claimed_until=None)


def all_delivered():
    waits_are_over()
    return not Besked.objects.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("mood", "fejl"),
    [
        ("away", "ConnectionRefusedError"),
        ("refusing", "SMTPSenderRefused 451"),
        ("rejecting", "SMTPSenderRefused 554"),
        ("dropping", "SMTPServerDisconnected"),
        ("hanging", "SMTPServerDisconnected"),
    ],
)
def test_what_a_bad_mail_server_did_not_take_arrives_once(house, people, mood, fejl):
    # Given three notices and a mail server in a bad mood
    everybody = [people.vagt, people.leder, *people.konsulenter]
    tell(*everybody)
    if mood == "away":
        house.mail.close()
    house.mail.mood = mood
    with house.udbring:
        if mood == "hanging":
            assert house.mail.hanging.wait(120)
            house.mail.mood = "refusing"  # it hangs up on whoever waits
        soon(lambda: Besked.objects.filter(fejl=fejl, attempts__gte=1).exists())
        assert not Besked.objects.exclude(done_at=None).exists()

        # When it is itself again
        house.mail.mood = "kind"
        house.mail.open()
        soon(all_delivered)

    # Then everybody has got one mail
    assert house.mail.receivers() == {person.email: 1 for person in everybody}


def test_one_address_that_is_refused_holds_nobody_up(house, people):
    # Given five notices, the first to an address that the mail server refuses
    bad, *others = [BrugerFactory() for _ in range(5)]
    house.mail.bad.add(bad.email)
    tell(bad, *others)
    with house.udbring:
        # Then the others have theirs, and the first one waits with the reason
        soon(lambda: Besked.objects.exclude(done_at=None).count() == 4)
        assert house.mail.receivers() == {person.email: 1 for person in others}
        waiting = Besked.objects.get(done_at=None)
        assert (waiting.to, waiting.fejl) == (bad, "SMTPRecipientsRefused 550")

        # And when the address is taken, it arrives too
        house.mail.bad.clear()
        soon(all_delivered)
    assert house.mail.receivers()[bad.email] == 1

    # And no address stands in the sweeper's log
    log = house.udbring.log.read_text()
    assert "SMTPRecipientsRefused 550" in log
    assert "@" not in log
