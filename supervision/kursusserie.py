"""A series of course meetings every so many weeks, around the days that are closed (E16, R1)."""

from datetime import timedelta

from faelles.workdays import WEEKEND

MOST = 52  # meetings of one series
LONGEST = 520  # weeks looked ahead before the search for open days is given up


def weekly(anker, antal, hver, kalender):
    """`antal` days every `hver` weeks from `anker`, and those left out: [days], [(day, why)].

    A holiday or a day the municipality is closed is left out, and the series runs so much longer.
    A course on Saturdays is no mistake (E9): the weekend alone leaves nothing out.
    """
    days, skipped = [], []
    for number in range(0, LONGEST, hver):
        if len(days) == min(antal, MOST):
            break
        day = anker + timedelta(weeks=number)
        why = kalender.why_closed(day)
        if why and why != WEEKEND:
            skipped.append((day, why))
        else:
            days.append(day)
    return days, skipped
