"""What never stands in a log, whoever writes the line.

The secret part of a calendar's address, and the rows that PostgreSQL quotes when it refuses them.
"""

import logging
import re

SECRET = re.compile(r"(/akuttelefon/kalender/|/supervision/kalender/feed/)[^\s\"'?]+")

# »DETAIL: Failing row contains (…)« holds what somebody typed, over several lines perhaps.
QUOTED_ROW = re.compile(r"DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)


def without_secrets(text):
    """The text with calendar secrets covered and rows quoted by PostgreSQL left out."""
    return QUOTED_ROW.sub("DETAIL: •••", SECRET.sub(r"\1•••", text))


class Line(logging.Formatter):
    """A line of the log, with its traceback, without secrets."""

    def format(self, record):
        return without_secrets(super().format(record))
