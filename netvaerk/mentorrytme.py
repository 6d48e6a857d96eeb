"""The days on which one asks how a mentorskab goes (R9, R11): pure functions."""

from itertools import dropwhile

from plejefamilier.rytme import MAANEDER, rolled


def next_frist(fra, hver, kalender, after):
    """The first follow-up after the day `after`: every `hver` months from `fra`, each from `fra`.

    The beginning itself is none. A day that is no hverdag is rolled forward and does not move the
    later ones, so months of different length do not drift.
    """
    days = (day for nominal, day in rolled(fra, hver, MAANEDER, kalender) if nominal > fra)
    return next(dropwhile(lambda day: day <= after, days))
