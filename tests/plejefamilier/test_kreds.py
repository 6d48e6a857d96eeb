"""The circle: who is in it on a day, in which role, and what the reader may know of them."""

import datetime

import pytest
from django.utils import timezone

from faelles.access import Rolle
from plejefamilier.kreds import kredsen
from plejefamilier.models import (
    Anbringelse,
    Foraelder,
    Foraeldreskab,
    Kredsrolle,
    Rolleaftale,
    Tovholder,
)
from tests.conftest import DAY
from tests.factories import BarnFactory, BrugerFactory, FravaerFactory, PlejefamilieFactory
from tests.plejefamilier.kredshjaelp import START, place

pytestmark = pytest.mark.django_db


def words(kreds):
    return [(plads.navn, plads.rolle) for plads in kreds.nu]


def test_the_circle_of_a_child_holds_the_derived_and_the_typed(noah, konsulent, teamleder, karen):
    # Given a supervisor of the institution and a support person outside Samspil
    place(noah, bruger=karen)
    place(noah, navn="Tove Gran", rolle="stoetteperson", opgave="Taler med mor om hverdagen")

    # When the konsulent looks at the circle
    kreds = kredsen(konsulent, barn=noah)

    # Then everybody stands once, with her role, and the rådgiver coordinates (B19)
    assert words(kreds) == [
        ("Jonas Krogh", "Myndighedsrådgiver"),
        ("Lars Holt", "Familieplejekonsulent"),
        ("Ane Bruun", "Plejeforælder"),
        ("Birgit Sand", "Teamleder"),
        ("Maja Prøvesen", "Forælder"),
        ("Karen Due", "Medarbejder fra institutionen"),
        ("Tove Gran", "Støtteperson (§ 75)"),
    ]
    support = kreds.nu[-1]
    assert "Træffer ingen afgørelser" in support.forklaring  # V9
    assert support.opgave == "Taler med mor om hverdagen"
    assert kreds.nu[-2].organisation == "Brohus"
    assert kreds.nu[-2].telefon == "22334455"
    assert kreds.tovholder_grund == "raadgiver"


def test_three_queries_whatever_the_size_of_the_circle(
    noah, familie, konsulent, karen, django_assert_num_queries
):
    assert konsulent.aktive_roller  # read once a request, before
    with django_assert_num_queries(3):
        kredsen(konsulent, barn=noah)
    for number in range(4):
        place(noah, navn=f"Person {number}", rolle="jobcenter")
    place(noah, bruger=karen, stedfortraeder=konsulent)
    Tovholder.objects.create(
        kommune=noah.kommune, barn=noah, bruger=karen, fra=START, begrundelse="Kender mor bedst"
    )
    with django_assert_num_queries(3):
        kreds = kredsen(konsulent, barn=noah)
    assert len(kreds.nu) == 9
    with django_assert_num_queries(3):
        kredsen(konsulent, familie=familie)


def test_the_stand_in_stands_beside_the_konsulent_who_is_away(noah, konsulent, kollega):
    today = timezone.localdate()
    FravaerFactory(bruger=konsulent, fra=today, til=today + 2 * DAY, stedfortraeder=kollega)
    kreds = kredsen(konsulent, barn=noah)
    assert ("Mette Lindqvist", "Stedfortræder for familieplejekonsulenten") in words(kreds)
    fast = next(plads for plads in kreds.nu if plads.navn == "Lars Holt")
    assert fast.note == "Er væk i dag. Mette Lindqvist er stedfortræder."
    # … and is not there on a day when nobody is away
    later = kredsen(konsulent, barn=noah, dag=today + 3 * DAY)
    assert "Mette Lindqvist" not in dict(words(later))


def test_a_place_counts_from_its_first_day_to_its_last(at, noah, konsulent):
    row = place(noah, navn="Tove Gran", rolle="stoetteperson", fra=datetime.date(2026, 12, 1))
    Kredsrolle.objects.filter(pk=row.pk).update(
        til=datetime.date(2026, 12, 3), slut_begrundelse="Mor flytter"
    )
    where = {}
    for day in ("2026-11-30", "2026-12-01", "2026-12-03", "2026-12-04"):
        at(f"{day} 12:00")
        kreds = kredsen(konsulent, barn=noah)
        where[day] = [
            name
            for name in ("kommer", "nu", "forbi")
            if "Tove Gran" in [plads.navn for plads in getattr(kreds, name)]
        ]
    assert where == {
        "2026-11-30": ["kommer"],
        "2026-12-01": ["nu"],
        "2026-12-03": ["nu"],
        "2026-12-04": ["forbi"],
    }


def test_the_page_of_a_family_says_whom_each_concerns(
    noah, familie, kommune, konsulent, raadgiver, karen
):
    # Given another child of the home, with its own rådgiver and its own support
    anden = BrugerFactory(rolle=Rolle.MYNDIGHEDSRAADGIVER, kommune=kommune, navn="Ulla Rask")
    alma = BarnFactory(
        kommune=kommune, plejefamilie=familie, navn="Alma Prøvesen", myndighedsraadgiver=anden
    )
    place(alma, navn="Bo Krise", rolle="krisepsykolog")
    place(familie=familie, bruger=karen)

    # Then the konsulent sees all of it, each by the child's name
    om = {plads.navn: plads.om for plads in kredsen(konsulent, familie=familie).nu}
    assert om["Jonas Krogh"] == "Noah"
    assert om["Ulla Rask"] == "Alma"
    assert om["Bo Krise"] == "Alma"
    assert om["Karen Due"] == ""

    # … and Noah's rådgiver nothing of Alma, nor of the family's own matters
    seen = {plads.navn for plads in kredsen(raadgiver, familie=familie).nu}
    assert "Maja Prøvesen" in seen
    assert not seen & {"Ulla Rask", "Bo Krise", "Karen Due"}


def test_the_number_of_a_protected_family_is_not_told_outside_the_record(
    noah, familie, konsulent, karen
):
    familie.adresse_beskyttet = True
    familie.save()
    place(noah, bruger=karen)
    voksen = next(p for p in kredsen(karen, barn=noah).nu if p.rolle == "Plejeforælder")
    assert (voksen.telefon, voksen.email) == ("", "")
    assert "beskyttet" in voksen.note
    voksen = next(p for p in kredsen(konsulent, barn=noah).nu if p.rolle == "Plejeforælder")
    assert voksen.telefon == familie.telefon


def test_a_parent_who_no_longer_is_one_is_not_in_the_circle(at, noah, konsulent):
    Foraeldreskab.objects.update(slut_paa=datetime.date(2026, 12, 4))
    at("2026-12-03 12:00")
    assert "Maja Prøvesen" in dict(words(kredsen(konsulent, barn=noah)))
    at("2026-12-04 12:00")
    assert "Maja Prøvesen" not in dict(words(kredsen(konsulent, barn=noah)))


def test_who_fills_the_role_of_a_parent_is_told_apart_from_network(noah, konsulent):
    """B29: grandparents are network, whatever they mean to the child."""
    far = Foraelder.objects.create(kommune=noah.kommune, navn="Per Stedfar")
    Foraeldreskab.objects.create(barn=noah, foraelder=far, slags="faktisk")
    place(noah, navn="Oda Mormor", rolle="netvaerk", opgave="Ferie hos mormor")
    roller = dict(words(kredsen(konsulent, barn=noah)))
    assert roller["Per Stedfar"] == "Udfylder forælderrollen"
    assert roller["Oda Mormor"] == "Bedsteforælder eller andet netværk"


def test_a_konsulent_whose_role_has_ended_is_not_shown_as_the_fixed_one(noah, raadgiver, konsulent):
    konsulent.roller.update(til=timezone.localdate() - DAY)
    assert "Lars Holt" not in dict(words(kredsen(raadgiver, barn=noah)))


def test_an_agreement_of_roles_cannot_be_changed_in_the_database(noah, konsulent):
    row = Rolleaftale.objects.create(
        kommune=noah.kommune,
        barn=noah,
        version=1,
        indgaaet_paa=START,
        by=konsulent,
        linjer=[{"opgave": "Ringer til mor", "hvem": "Jonas", "bemaerkning": ""}],
    )
    row.linjer = []
    with pytest.raises(Exception, match="Cannot update"):
        row.save()


def test_a_home_of_relief_is_told_apart_and_comes_after_the_child_s_own(
    noah, team, konsulent, teamleder
):
    relief = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Ravn, Ida")
    relief.plejeforaeldre.update(navn="Ida Ravn")
    Anbringelse.objects.create(
        barn=noah,
        plejefamilie=relief,
        slags=Anbringelse.Slags.AFLASTNING,
        grundlag=Anbringelse.Grundlag.SAMTYKKE,
        fra=START,
    )
    kreds = kredsen(konsulent, barn=noah)
    assert words(kreds)[:5] == [
        ("Jonas Krogh", "Myndighedsrådgiver"),
        ("Lars Holt", "Familieplejekonsulent"),
        ("Ane Bruun", "Plejeforælder"),
        ("Birgit Sand", "Teamleder"),
        ("Ida Ravn", "Plejeforælder i aflastning"),
    ]
    assert kreds.nu[4].forklaring == "Barnet er her i aflastning."
    assert [plads.rolle for plads in kredsen(konsulent, familie=relief).nu][1] == "Plejeforælder"
