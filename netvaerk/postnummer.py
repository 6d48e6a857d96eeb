"""The postal number in an address that somebody typed: pure functions, no database."""

import re

IN_ADDRESS = r"([0-9]{4})\s+[^0-9\s]"  # also PostgreSQL reads it: the digits before the town


def postnummer_of(adresse):
    """»Prøvevej 1, 9610 Nørager« → »9610«; "" when there is none. The last one counts."""
    found = re.findall(rf"(?<![0-9]){IN_ADDRESS}", adresse)
    return found[-1] if found else ""


def in_order(en, anden):
    """Two postal numbers as a drive keeps them: the lower one first."""
    return (en, anden) if en < anden else (anden, en)
