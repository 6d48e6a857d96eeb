"""CPR numbers (domain.md 3.5). The numbers are made for the test: nobody needs to have them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from faelles import cpr

FIRST_OF_1990 = "010190"


@pytest.mark.parametrize(
    ("seventh", "year", "century"),
    [
        ("0", 0, 1900),
        ("3", 99, 1900),
        ("4", 0, 2000),
        ("4", 36, 2000),
        ("4", 37, 1900),
        ("4", 99, 1900),
        ("5", 0, 2000),
        ("5", 57, 2000),
        ("5", 58, 1800),
        ("8", 57, 2000),
        ("8", 58, 1800),
        ("8", 99, 1800),
        ("9", 36, 2000),
        ("9", 37, 1900),
    ],
)
def test_seventh_digit_and_year_give_the_century(seventh, year, century):
    assert cpr.birthday(f"0101{year:02d}{seventh}000") == date(century + year, 1, 1)


@pytest.mark.parametrize("typed", ["670517-4123", "6705174123", " 670517 4123 ", "670517–4123"])
def test_hyphen_and_spaces_do_not_matter(typed):
    assert cpr.normalise(typed) == "6705174123"


def test_a_replacement_number_has_sixty_added_to_its_day():
    assert cpr.birthday("6705174123") == date(2017, 5, 7)
    assert cpr.birthday("9101174123") == date(2017, 1, 31)
    assert cpr.is_replacement("6105174123")
    assert not cpr.is_replacement(f"{31}05174123")


@pytest.mark.parametrize(
    "typed",
    [
        "3002174123",  # 30 February
        "9002174123",  # the same as a replacement number
        "2902174123",  # 2017 has no 29 February
        "3201174123",
        "6001174123",  # day 60 is nobody's
        "9201174123",
        "0013174123",
        "0100174123",
        "0101174",
        "01011741234",
        "010117412a",
        "٠١٠١١٧٤١٢٣",  # digits of another alphabet
        "",
        "\0" * 10,
        "9" * 70_000,
    ],
)
def test_what_cannot_be_a_cpr_number_gets_a_danish_sentence(typed):
    with pytest.raises(ValidationError, match="CPR-nummeret") as refused:
        cpr.normalise(typed)
    assert refused.value.code == "cpr"


def test_modulus_eleven_is_not_asked_for():
    # four ones fail modulus 11 on that day; such numbers have been issued since 2007
    assert cpr.normalise(f"{FIRST_OF_1990}-{'1' * 4}") == FIRST_OF_1990 + "1" * 4


def test_the_screen_shows_no_more_than_the_date():
    assert cpr.masked(FIRST_OF_1990 + "1" * 4) == f"{FIRST_OF_1990}-••••"
