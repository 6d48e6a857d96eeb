"""What could be lost between two acts: a mail, a duty, a family that is in a group twice."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from faelles.models import AuditEvent
from netvaerk.actions.gruppe import close_gruppe
from netvaerk.actions.gruppemoede import plan_moeder
from netvaerk.actions.medlemskab import end_medlemskab, propose_familie
from netvaerk.models import Medlemskab
from plejefamilier.actions import end_plejefamilie
from tests.netvaerk.gruppefakta import (
    NOW,
    PLACE,
    RHYTHM,
    begun,
    evenings,
    make_amira,
    make_familier,
)

D = datetime.date
NAVNE = ("Winther, Ane", "Kjær, Bo", "Brandt, Cia", "Dam, Eva")
TID = Medlemskab.Slutaarsag.TID


@pytest.fixture
def amira(at, kommune, brohus):
    at(NOW)
    return make_amira(kommune, brohus)


@pytest.fixture
def gruppe(amira, kommune, team, konsulent):
    familier = make_familier(team, konsulent, NAVNE)
    return begun(kommune, facilitator=amira, ansvarlig=konsulent, familier=familier)


@pytest.fixture
def moeder(gruppe, amira):
    return plan_moeder(by=amira, gruppe=gruppe, tider=evenings(), **RHYTHM, **PLACE)


def first_of(gruppe):
    return gruppe.medlemskaber.order_by("pk").first()


# --- a family that leaves later -------------------------------------------------------------------


def test_a_family_that_leaves_later_is_not_in_the_group_twice(gruppe, amira, konsulent, moeder):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    again = {"by": konsulent, "gruppe": gruppe, "plejefamilie": medlem.plejefamilie}
    with pytest.raises(ValidationError) as refused:
        propose_familie(**again, ja_paa=D(2026, 12, 1), fra=D(2027, 3, 31))
    assert refused.value.error_dict["fra"][0].code == "allerede"
    assert Medlemskab.objects.active(D(2027, 3, 31)).filter(gruppe=gruppe).count() == 4
    row = propose_familie(**again, ja_paa=D(2026, 12, 1), fra=D(2027, 4, 1))
    assert row.fra == D(2027, 4, 1)


def test_the_end_of_a_family_is_the_end_of_a_membership_that_was_to_end_later(gruppe, konsulent):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    medlem.plejefamilie.anbringelser.all().delete()
    end_plejefamilie(
        by=konsulent,
        plejefamilie=medlem.plejefamilie,
        ophoert_paa=D(2026, 12, 1),
        ophoersgrund="Flytter",
    )
    medlem.refresh_from_db()
    assert (medlem.til, medlem.slutaarsag) == (D(2026, 12, 1), Medlemskab.Slutaarsag.OPHOERT)


def test_in_a_closed_group_nobody_stays_until_later(gruppe, konsulent, amira):
    medlem = first_of(gruppe)
    end_medlemskab(by=konsulent, medlemskab=medlem, til=D(2027, 3, 31), slutaarsag=TID)
    close_gruppe(by=amira, gruppe=gruppe, paa=D(2026, 12, 1), fordi="andet")
    medlem.refresh_from_db()
    assert medlem.til == D(2026, 12, 1)
    assert AuditEvent.objects.filter(event="medlemskab.slut", data__gruppe=gruppe.pk).count() == 5
