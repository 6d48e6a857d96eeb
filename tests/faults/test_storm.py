"""A small storm in every run; a large one by hand (tests/faults/storm.py)."""

from tests.faults import house as world
from tests.faults import storm


def test_in_a_storm_nothing_is_lost_doubled_or_left_untold(house):
    people = world.make_people(3)
    figures = storm.through(house, world, people, calls=20, kills=6, seed=20261224)
    assert (figures.lost, figures.doubled, figures.unnotified) == (0, 0, 0), str(figures)
    assert sum(figures.kills.values()) == 6
