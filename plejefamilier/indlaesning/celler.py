"""What stands in a cell, as the value it means. Each reader raises ValidationError in Danish.

No sentence repeats what stood in the cell: errors are kept and shown, and the cell may be personal.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from faelles import cpr
from faelles.formfields import DanishDateField, DanishPhoneField

EKSEMPEL = "eksempel"
SKJULTE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u"})
CPR_DIGITS = 10
JA = {"ja", "j", "x", "1", "true", "sand", "yes", "beskyttet"}
NEJ = {"nej", "n", "0", "false", "falsk", "no"}
_dates = DanishDateField()
_phones = DanishPhoneField(required=False)


def refuse(text, code):
    """The error of a cell."""
    return ValidationError(text, code=code)


def plain(raw):
    """The cell as one line of text: both forms of æøå alike, every kind of blank a space."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "ja" if raw else "nej"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFC", str(raw)).encode("utf-8", "ignore").decode()
    return " ".join(SKJULTE.sub("", text.replace("\n", " ").replace("\t", " ")).split())


def word(raw):
    """What is compared when headings, names of sheets and choices are recognised: a–z and 0–9."""
    text = unicodedata.normalize("NFKC", plain(raw)).casefold().translate(LETTERS)
    return re.sub(r"[^a-z0-9]", "", text)


def heading(raw):
    """A heading as it is compared: »Tlf.nr.« and »Telefonnummer« are one."""
    return word(raw).replace("nummer", "nr").replace("telefon", "tlf")


def is_blank(raw):
    return plain(raw) in ("", "-", "–")


def is_example(raw):
    return word(raw).startswith(EKSEMPEL)


def tekst(longest):
    """A reader of text of at most `longest` characters."""

    def read(raw):
        if isinstance(raw, datetime | date | time | timedelta):
            raise refuse(
                "Her står en dato. Skriv teksten, og gør cellen til tekst i Excel.", "dato"
            )
        text = plain(raw)
        if len(text) > longest:
            raise refuse(f"Teksten er for lang. Der er plads til {longest} tegn.", "lang")
        return text

    return read


def dato(raw):
    """A date: a real one, or text as 24-12-2026, 1/2-2020, 01.02.2020 or 24. december 2026."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        if raw.year not in DanishDateField.years:
            raise refuse(DanishDateField.default_error_messages["unknown_year"], "aarstal")
        return raw
    if not isinstance(raw, str):
        raise refuse("Her står et tal. Skriv datoen som dd-mm-åååå.", "dato")
    text = re.sub(r"^[a-zæøå]{3,7}\.?\s+(?=\d)", "", plain(raw).lower())
    text = re.sub(r"\s*(kl\.?\s*)?\b\d{1,2}[:.]\d\d([:.]00)?$", "", text) if ":" in text else text
    return _dates.clean(text)


def cpr_nummer(raw):
    """Ten digits, with or without hyphen; a number that lost its leading zero gets it back (3.5).

    The date is checked, modulus 11 never is.
    """
    digits = re.sub(r"[\s\-–.]", "", plain(raw))
    if re.fullmatch(r"[0-9]{9}", digits):
        digits = digits.zfill(CPR_DIGITS)
    digits = cpr.normalise(digits)
    if cpr.birthday(digits) > timezone.localdate():
        raise refuse("CPR-nummeret hører til en dag i fremtiden.", "cpr")
    return digits


def telefon(raw):
    text = re.sub(r"^tlf\.?:?\s*|^telefon:?\s*", "", plain(raw), flags=re.I)
    return _phones.clean(text)


def email(raw):
    text = plain(raw).removeprefix("mailto:").strip("<>;, ").lower()
    try:
        validate_email(text)
    except ValidationError:
        raise refuse("Det er ikke en e-mailadresse.", "email") from None
    return text


def ja_nej(raw):
    found = word(raw)
    if found in JA or found in NEJ:
        return found in JA
    raise refuse("Skriv ja eller nej.", "ja_nej")


def helt_tal(lowest, highest):
    """A reader of a whole number from `lowest` to `highest`, both included."""

    def read(raw):
        text = plain(raw)
        if re.fullmatch(r"[0-9]{1,4}", text) and lowest <= int(text) <= highest:
            return int(text)
        raise refuse(f"Skriv et tal fra {lowest} til {highest}.", "tal")

    return read


def valg(choices, **also):
    """A reader of one of `choices` (Django's); `also` are further words people use for a value."""
    known = {word(key): key for key in choices.values}
    known |= {word(label): key for key, label in choices.choices}
    known |= {written: key for key, words in also.items() for written in words}
    offered = ", ".join(choices.labels)

    def read(raw):
        found = known.get(word(raw))
        if found is None:
            raise refuse(f"Vælg en af mulighederne: {offered}.", "valg")
        return found

    return read
