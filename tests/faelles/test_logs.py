"""What a traceback may not carry into the log."""

import logging
import sys

from faelles.logs import Line

REFUSED = """new row for relation "akuttelefon_opkald" violates check constraint "opkald_period"
DETAIL:  Failing row contains (7, Noah er løbet hjemmefra (igen).

Han er kold, 20001122).
"""


def logged():
    try:
        try:
            raise ValueError(REFUSED)
        except ValueError as error:
            raise RuntimeError(str(error)) from error
    except RuntimeError:
        record = logging.LogRecord("x", 40, __file__, 1, "It failed", (), sys.exc_info())
    return Line().format(record)


def test_a_row_that_postgresql_quotes_stands_in_no_log():
    text = logged()
    assert "Noah" not in text
    assert "Han er kold" not in text
    assert "20001122" not in text


def test_what_failed_and_where_can_still_be_read():
    text = logged()
    assert text.count('check constraint "opkald_period"') == 2
    assert "The above exception was the direct cause" in text
    assert "RuntimeError" in text
