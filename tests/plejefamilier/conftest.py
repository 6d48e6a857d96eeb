"""The people of the cooperation, beside the cast of tests/conftest.py."""

import pytest

from faelles.access import Rolle
from plejefamilier.models import Foraelder, Foraeldreskab
from tests.factories import BrugerFactory


@pytest.fixture
def karen(kommune, brohus):
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER,
        kommune=kommune,
        ansat_hos=brohus,
        navn="Karen Due",
        telefon="22334455",
    )


@pytest.fixture
def noah(barn, raadgiver):
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    mor = Foraelder.objects.create(kommune=barn.kommune, navn="Maja Prøvesen", telefon="31323334")
    Foraeldreskab.objects.create(
        barn=barn, foraelder=mor, slags="biologisk", foraeldremyndighed=True
    )
    return barn


@pytest.fixture
def ida(kommune):
    """A familiebehandler of the municipality."""
    return BrugerFactory(rolle=Rolle.FAMILIEBEHANDLER, kommune=kommune, navn="Ida Friis")
