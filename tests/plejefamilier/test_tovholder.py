"""Who coordinates: chosen, handed over with a reason, and by rule when nobody is chosen."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.models import AuditEvent, Besked
from plejefamilier import actions
from plejefamilier.kreds import kredsen
from plejefamilier.models import Tovholder
from tests.parallel import at_once
from tests.plejefamilier.kredshjaelp import START, place
from tests.plejefamilier.sider import text_of, url

pytestmark = pytest.mark.django_db


def choose(by, barn, bruger, fra=START, **arguments):
    return actions.choose_tovholder(
        by=by, barn=barn, bruger=bruger, fra=fra, begrundelse="Kender mor bedst", **arguments
    )


def test_by_rule_the_raadgiver_then_the_konsulent(noah, barn, familie, konsulent):
    """B19: she coordinates unless a tovholder does."""
    assert kredsen(konsulent, barn=noah).tovholder.navn == "Jonas Krogh"
    noah.myndighedsraadgiver = None
    noah.save()
    kreds = kredsen(konsulent, barn=noah)
    assert (kreds.tovholder.navn, kreds.tovholder_grund) == ("Lars Holt", "konsulent")
    assert kredsen(konsulent, familie=familie).tovholder.navn == "Lars Holt"
    familie.konsulenttildelinger.all().delete()
    assert kredsen(konsulent, barn=noah).tovholder is None


def test_coordination_changes_hands_and_the_history_stays(client, noah, konsulent, karen, ida):
    """B24: from Karen to the familiebehandler, who has the good relation to the parents."""
    place(noah, bruger=karen)
    place(noah, bruger=ida, rolle="familiebehandler", opgave="Taler med forældrene")
    choose(konsulent, noah, karen, fra=datetime.date(2026, 2, 1))

    # When the konsulent hands it over on the page
    client.force_login(konsulent)
    address = url("barn_tovholder", noah.pk)
    form = client.get(address).context["form"]
    data = {"udgave": form.initial["udgave"], "bruger": ida.pk, "fra": "20-11-2026"}
    assert "Skriv, hvorfor" in text_of(client.post(address, data))
    client.post(address, data | {"begrundelse": "Forældrene er trygge ved hende"})

    # Then Karen's time ended the day before, and both are told without a name
    rows = [*Tovholder.objects.order_by("fra").values_list("bruger", "fra", "til", "begrundelse")]
    assert rows == [
        (karen.pk, datetime.date(2026, 2, 1), datetime.date(2026, 11, 19), "Kender mor bedst"),
        (ida.pk, datetime.date(2026, 11, 20), None, "Forældrene er trygge ved hende"),
    ]
    assert kredsen(konsulent, barn=noah).tovholder.navn == "Ida Friis"
    texts = [*Besked.objects.filter(key__startswith="tovholder").values_list("tekst", flat=True)]
    assert len(texts) == 3
    assert not any("Noah" in text or "Ida" in text for text in texts)
    assert AuditEvent.objects.filter(event="tovholder.valgt").count() == 2
    assert "Forældrene er trygge ved hende" in text_of(client.get(address))


def test_only_somebody_of_the_circle_coordinates(noah, konsulent, karen):
    with pytest.raises(ValidationError) as caught:
        choose(konsulent, noah, karen)
    assert caught.value.error_dict["bruger"][0].code == "ikke_i_kredsen"
    row = place(noah, bruger=karen)
    choose(konsulent, noah, karen)
    row.delete()
    assert kredsen(konsulent, barn=noah).tovholder.navn == "Jonas Krogh"


def test_two_pages_open_at_once(client, noah, konsulent, raadgiver, karen):
    place(noah, bruger=karen)
    client.force_login(konsulent)
    address = url("barn_tovholder", noah.pk)
    seen = client.get(address).context["form"].initial["udgave"]
    choose(raadgiver, noah, raadgiver)
    data = {"udgave": seen, "bruger": karen.pk, "fra": "20-11-2026", "begrundelse": "Mor"}
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert "En kollega har netop valgt en tovholder" in text_of(answer)
    assert Tovholder.objects.get().bruger == raadgiver
    with pytest.raises(ValidationError) as caught:
        choose(konsulent, noah, raadgiver, fra=timezone.localdate())
    assert caught.value.code == "samme"


@pytest.mark.django_db(transaction=True)
def test_two_choices_at_the_same_moment_leave_one(noah, konsulent, karen, ida):
    place(noah, bruger=karen)
    place(noah, bruger=ida)
    udgave = "0"

    def act(number):
        try:
            choose(konsulent, noah, (karen, ida)[number], udgave=udgave)
        except ValidationError as error:
            return error.code
        return "valgt"

    assert sorted(at_once(2, act)) == ["stale", "valgt"]
    assert Tovholder.objects.count() == 1
