"""The log of the whole run holds no name and no CPR number of the people in the tests."""

import logging
import re

import pytest

# What the factories, the cast and the sweeps call people, and what they write.
MARKERS = re.compile(
    "Prøvesen|Efternavn[0-9]|Person Nummer|Lars Holt|Lindqvist|Birgit Sand|Nadia Friis|Jonas Krogh"
    "|Bruun|Barnet vil ikke sove|Prøvevej|<xss-"
    r"|(?<![\w.-])[67-9][0-9][01][0-9][0-9]{2}-?[0-9]{4}(?![\w.-])"
)


class Listener(logging.Handler):
    """Keeps each line that should not have been written, with a cut around what was found."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.found = []

    def emit(self, record):
        line = self.format(record)
        if match := MARKERS.search(line):
            self.found.append(line[max(0, match.start() - 60) : match.end() + 20])


@pytest.fixture(autouse=True, scope="session")
def no_name_in_the_log():
    """Listen from the first test to the last; the run fails at its end when something was said."""
    listener = Listener()
    loggers = [logging.getLogger(), logging.getLogger("django.server")]
    for logger in loggers:
        logger.addHandler(listener)
    yield listener
    for logger in loggers:
        logger.removeHandler(listener)
    assert not listener.found, "\n".join(listener.found[:20])
