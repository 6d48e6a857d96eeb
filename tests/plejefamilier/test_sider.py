"""Every page of the ground opens, for each role that may, and refuses what it must."""

import pytest
from django.urls import reverse

from plejefamilier.models import Anbringelse
from tests.factories import FravaerFactory

pytestmark = pytest.mark.django_db


def _addresses(familie, barn, fravaer):
    anbringelse = Anbringelse.objects.get(barn=barn)
    foraelder = familie.plejeforaeldre.get()
    return {
        "plejefamilie_list": [],
        "plejefamilie_create": [],
        "plejefamilie_detail": [familie.pk],
        "plejefamilie_update": [familie.pk],
        "plejefamilie_end": [familie.pk],
        "plejeforaelder_create": [familie.pk],
        "plejeforaelder_update": [foraelder.pk],
        "plejeforaelder_end": [foraelder.pk],
        "barn_create": [familie.pk],
        "barn_detail": [barn.pk],
        "barn_update": [barn.pk],
        "anbringelse_create": [barn.pk],
        "anbringelse_end": [anbringelse.pk],
        "konsulent_assign": [familie.pk],
        "uden_konsulent": [],
        "fravaer_list": [],
        "fravaer_create": [],
        "fravaer_remove": [fravaer.pk],
    }


READ = {"plejefamilie_list", "plejefamilie_detail", "barn_detail"}
LEADER = {"konsulent_assign", "uden_konsulent"}


@pytest.mark.parametrize("who", ["konsulent", "teamleder", "raadgiver", "akutvagt", "revisor"])
def test_every_page_opens_for_those_who_may_and_for_nobody_else(
    who, request, client, familie, barn, konsulent, raadgiver
):
    # Given the family's child with its rådgiver, and an absence of the konsulent
    barn.myndighedsraadgiver = raadgiver
    barn.save()
    fravaer = FravaerFactory(bruger=konsulent, fra="2099-01-01", til="2099-01-05")
    client.force_login(request.getfixturevalue(who))

    # When each page is opened
    for name, args in _addresses(familie, barn, fravaer).items():
        status = client.get(reverse(f"plejefamilier:{name}", args=args)).status_code

        # Then the role decides
        allowed = {
            "konsulent": name not in LEADER,
            "teamleder": True,
            "raadgiver": name in READ,
        }.get(who, False)
        assert status == (200 if allowed else 403), (name, status)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(method, client, familie, barn, teamleder):
    client.force_login(teamleder)
    fravaer = FravaerFactory(bruger=teamleder, fra="2099-01-01", til="2099-01-05")
    for name, args in _addresses(familie, barn, fravaer).items():
        address = reverse(f"plejefamilier:{name}", args=args)
        assert getattr(client, method)(address).status_code == 405, name
