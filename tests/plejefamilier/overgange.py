"""A supported move for tests: a child at an institution, a family, and the people around them."""

import datetime

from django.utils import timezone

from faelles.access import Rolle
from plejefamilier import actions
from plejefamilier.models import (
    Fagrolle,
    Foraelder,
    Foraeldreskab,
    Kredsrolle,
    Oenske,
    Overgang,
    Trin,
)
from plejefamilier.udslusning import SEKTIONER, Dage
from tests.factories import (
    LONG_AGO,
    BarnFactory,
    BrugerFactory,
    InstitutionFactory,
    replacement_cpr,
)

BORN = datetime.date(2022, 6, 14)
PLAN = Dage(
    datetime.date(2026, 12, 2),
    datetime.date(2027, 2, 1),
    datetime.date(2027, 3, 1),
    datetime.date(2027, 7, 31),
)
WISH = "Freja vil have sin bamse med og sove med lyset tændt."


def make_paedagog(institution, navn="Amira Said"):
    """A kontaktpædagog with a login, working for the institution's municipality."""
    return BrugerFactory(
        rolle=Rolle.INSTITUTIONSMEDARBEJDER,
        kommune=institution.kommune,
        ansat_hos=institution,
        navn=navn,
    )


def add_parent(barn, navn="Tina Prøvesen", **fields):
    """A biological parent of the child."""
    parent = Foraelder.objects.create(kommune=barn.kommune, navn=navn, **fields)
    Foraeldreskab.objects.create(
        barn=barn, foraelder=parent, slags="biologisk", foraeldremyndighed=True
    )
    return parent


def make_barn(kommune, raadgiver, navn="Freja Prøvesen"):
    """A child that lives at an institution: with no foster family yet."""
    return BarnFactory(
        kommune=kommune,
        navn=navn,
        cpr=replacement_cpr(BORN),
        myndighedsraadgiver=raadgiver,
    )


def make_overgang(*, by, barn, familie, institution, flytning, **fields):
    """Open a move through the ground's own action."""
    return actions.open_overgang(
        by=by,
        kommune=familie.kommune,
        barn=barn,
        plejefamilie=familie,
        institution=institution,
        planlagt_flytning=flytning,
        metode=Oenske.Metode.SAMTALE,
        oensker=WISH,
        **fields,
    )


def in_circle(barn, bruger, *, til=None, rolle=Fagrolle.INSTITUTIONSMEDARBEJDER):
    """Somebody works with the child, until the day `til`."""
    return Kredsrolle.objects.create(
        kommune=barn.kommune,
        barn=barn,
        bruger=bruger,
        rolle=rolle,
        opgave="Følger barnet",
        fra=LONG_AGO,
        til=til,
    )


def texts(word):
    """Every section of every stage of a plan, filled in."""
    return {
        trin: {sektion.key: f"{word} {sektion.key} {trin}" for sektion in SEKTIONER}
        for trin in Trin
    }


def rows_of_move(familie, raadgiver, *, kreds=(), til=None):
    """A move to `familie`, a visit and a known adult, by kind; `kreds` are in it until `til`."""
    institution = InstitutionFactory(kommune=familie.kommune)
    today = timezone.localdate()
    overgang = make_overgang(
        by=raadgiver,
        barn=make_barn(familie.kommune, raadgiver, "Storm Prøvesen"),
        familie=familie,
        institution=institution,
        flytning=today + datetime.timedelta(days=90),
        timebudget=20,
    )
    for bruger in kreds:
        in_circle(overgang.barn, bruger, til=til)
    overgang = Overgang.objects.get(pk=overgang.pk)
    return {
        "overgang": overgang,
        "overgangskontakt": actions.add_kontakt(
            by=raadgiver,
            overgang=overgang,
            slags="besoeg",
            start=timezone.now() + datetime.timedelta(days=9),
        ),
        "kendtvoksen": actions.add_kendtvoksen(
            by=raadgiver, overgang=overgang, navn="Kendt Prøvesen", fra=today
        ),
    }
