"""How many families are in a group: 4–6, what that means, and other limits (R14, I3)."""

import pytest
from django.utils import timezone

from faelles.models import Regelvaerdi
from netvaerk.models import Netvaerksgruppe
from netvaerk.postnummer import in_order, postnummer_of
from netvaerk.stoerrelse import (
    Graenser,
    free_seats,
    graenser_for,
    is_full,
    shrunk,
    still_missing,
    why_full,
    why_not_begun,
)

NORMAL = Graenser(4, 6)


def rules(administrator, **values):
    for name, value in values.items():
        Regelvaerdi.objects.create(
            kommune=administrator.kommune,
            key=f"netvaerk.{name}",
            vaerdi=value,
            fra=timezone.localdate(),
            begrundelse="Prøve",
            set_by=administrator,
        )


@pytest.mark.parametrize(
    ("familier", "ledige", "mangler"),
    [(0, 6, 4), (3, 3, 1), (4, 2, 0), (5, 1, 0), (6, 0, 0), (7, 0, 0)],
)
def test_seats_and_families_that_are_missing(familier, ledige, mangler):
    assert free_seats(familier, NORMAL) == ledige
    assert still_missing(familier, NORMAL) == mangler


def test_the_seventh_is_refused_with_a_sentence():
    assert not is_full(5, NORMAL)
    assert why_full(5, NORMAL) == ""
    assert is_full(6, NORMAL)
    assert why_full(6, NORMAL) == "Gruppen er fuld: der er plads til 6 familier, og 6 er med."


def test_a_lowered_limit_leaves_more_families_than_seats():
    assert why_full(6, Graenser(4, 5)) == (
        "Gruppen er fuld: der er plads til 5 familier, og 6 er med."
    )


def test_a_group_begins_with_four():
    assert why_not_begun(3, NORMAL) == (
        "En gruppe begynder med mindst 4 familier. Indtil videre er 3 med."
    )
    assert why_not_begun(0, NORMAL).endswith("Indtil videre er ingen med.")
    assert why_not_begun(4, NORMAL) == ""


def test_shrinking_below_four_only_warns():
    assert shrunk(4, NORMAL) == ""
    assert shrunk(3, NORMAL) == ("Der er 3 familier tilbage. En gruppe skal helst have mindst 4.")


@pytest.mark.django_db
def test_the_limits_are_the_municipalitys(kommune, administrator):
    assert graenser_for(kommune) == NORMAL
    rules(administrator, gruppe_mindst=5, gruppe_hoejst=8)
    assert graenser_for(kommune) == Graenser(5, 8)


@pytest.mark.django_db
def test_fewest_above_most_does_not_shut_every_group(kommune, administrator):
    rules(administrator, gruppe_mindst=8)
    assert graenser_for(kommune) == Graenser(6, 6)


@pytest.mark.parametrize(
    ("adresse", "postnummer"),
    [
        ("Prøvevej 1, 9610 Nørager", "9610"),
        ("Prøvevej 1234, 9610 Nørager", "9610"),
        ("Prøvevej 1, 9610\nNørager", "9610"),
        ("Prøvevej 1", ""),
        ("Prøvevej 12345 Nord", ""),
        ("", ""),
    ],
)
def test_the_postal_number_of_an_address(adresse, postnummer):
    assert postnummer_of(adresse) == postnummer


def test_a_pair_is_kept_in_one_order():
    assert in_order("9610", "9000") == in_order("9000", "9610") == ("9000", "9610")


def test_the_steps_of_a_group():
    assert [*Netvaerksgruppe.Trin.values] == ["dannes", "faciliteret", "selvkoerende", "lukket"]
