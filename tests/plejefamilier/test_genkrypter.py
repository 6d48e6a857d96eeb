"""A new key: every CPR number is sealed again, and the old key is needed no more."""

import pytest
from django.core.management import call_command

from faelles import crypto
from faelles.models import AuditEvent
from plejefamilier.models import Barn
from tests.factories import BarnFactory

pytestmark = pytest.mark.django_db

OLD, NEW = b"1" * 32, b"2" * 32


def test_every_number_is_sealed_with_the_newest_key(settings, kommune, capsys):
    # Given five children under the old key, and one already under the new
    settings.FIELD_KEYS = {1: OLD}
    boern = BarnFactory.create_batch(5, kommune=kommune)
    settings.FIELD_KEYS = {1: OLD, 2: NEW}
    boern.append(BarnFactory(kommune=kommune))
    numbers = {barn.pk: barn.cpr for barn in boern}
    index = {barn.pk: bytes(barn.cpr_index) for barn in boern}

    # When the command runs in batches of two
    call_command("genkrypter", batch=2)

    # Then five are told of, once in the log, without a number in it
    assert capsys.readouterr().out.startswith("5 CPR-numre")
    line = AuditEvent.objects.get(event="barn.genkrypteret")
    assert line.data == {"antal": 5, "noegle": 2}

    # And the new key alone opens them all; the search by number still works
    settings.FIELD_KEYS = {2: NEW}
    for barn in Barn.objects.all():
        assert crypto.key_number(barn.cpr_sealed) == 2
        assert barn.cpr == numbers[barn.pk]
        assert bytes(barn.cpr_index) == index[barn.pk]
        assert Barn.objects.with_cpr(barn.cpr).get() == barn


def test_a_second_run_finds_nothing(settings, kommune, capsys):
    settings.FIELD_KEYS = {1: OLD}
    BarnFactory(kommune=kommune)
    settings.FIELD_KEYS = {1: OLD, 2: NEW}
    call_command("genkrypter")
    call_command("genkrypter")
    assert capsys.readouterr().out.splitlines()[1].startswith("0 CPR-numre")
    assert AuditEvent.objects.filter(event="barn.genkrypteret").count() == 1
