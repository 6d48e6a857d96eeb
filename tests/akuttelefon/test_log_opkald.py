"""The main job: a call becomes the duty of the family's own konsulent."""

import datetime

import pytest

from akuttelefon.models import Opfoelgning
from faelles.models import AuditEvent, Besked
from tests.conftest import local
from tests.factories import log_opkald

pytestmark = pytest.mark.django_db


def test_call_on_christmas_eve_is_due_on_the_first_hverdag(at, akutvagt, familie, konsulent):
    # Given the evening of 24 December 2026
    at("2026-12-24 19:55")

    # When the duty desk writes down a call
    opkald = log_opkald(by=akutvagt, plejefamilie=familie, start=local("2026-12-24 19:10"))

    # Then the family's konsulent follows up on Monday the 28th, and hears of it at 8
    opfoelgning = opkald.opfoelgning
    assert opfoelgning.frist == datetime.date(2026, 12, 28)
    assert opfoelgning.ansvarlig == konsulent
    assert opfoelgning.grund == Opfoelgning.Grund.FAST
    assert Besked.objects.get(to=konsulent).due_at == local("2026-12-28 08:00")
    assert AuditEvent.objects.filter(event="opkald.skrevet", objekt=opkald.pk).count() == 1
