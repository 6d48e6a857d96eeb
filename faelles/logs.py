"""What never stands in a log, whoever writes the line: the secret part of an address."""

import logging
import re

SECRET = re.compile(r"(/akuttelefon/kalender/)[^\s\"'?]+")


def without_secrets(text):
    """The text with the secret of a calendar's address covered, wherever the address stands."""
    return SECRET.sub(r"\1•••", text)


class Line(logging.Formatter):
    """A line of the log, with its traceback, without secrets."""

    def format(self, record):
        return without_secrets(super().format(record))
