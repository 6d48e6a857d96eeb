"""CPR numbers (domain.md 3.5): the date and century are checked, modulus 11 is not."""

import re
from datetime import date

from django.core.exceptions import ValidationError

REPLACEMENT_DAYS = 60  # the day of birth is raised by 60 in an erstatningspersonnummer

# (digit 7, last year of the first century) → century, from the table of cpr.dk
_CENTURIES = {
    **dict.fromkeys("0123", ((99, 1900),)),
    "4": ((36, 2000), (99, 1900)),
    **dict.fromkeys("5678", ((57, 2000), (99, 1800))),
    "9": ((36, 2000), (99, 1900)),
}


def normalise(text):
    """Return the ten digits of a CPR number typed with or without hyphen and spaces.

    Raises ValidationError (code "cpr") with a Danish sentence when it cannot be one.
    """
    digits = re.sub(r"[\s\-–]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError("CPR-nummeret skal have 10 cifre.", code="cpr")
    birthday(digits)
    return digits


def birthday(digits):
    """The date of birth that ten digits tell; day 61–91 is a replacement number.

    Raises ValidationError (code "cpr") when the date does not exist.
    """
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if day > REPLACEMENT_DAYS:
        day -= REPLACEMENT_DAYS
    century = next(century for last, century in _CENTURIES[digits[6]] if year <= last)
    try:
        return date(century + year, month, day)
    except ValueError:
        raise ValidationError(
            "De første seks cifre i CPR-nummeret er ikke en dato.", code="cpr"
        ) from None


def is_replacement(digits):
    """True for an erstatningspersonnummer."""
    return int(digits[:2]) > REPLACEMENT_DAYS


def masked(digits):
    """The form for the screen: 010190-••••."""
    return f"{digits[:6]}-••••"
