"""Mentor families on pages: what one family's page says, and who could be the mentor of another."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mentordel:
    """What the page of one family says of mentors; `slaaet_fra` when the municipality has none."""

    familie: object
    slaaet_fra: bool = False
    mentorskaber: list = field(default_factory=list)
    spoergsmaal: list = field(default_factory=list)


def mentor_for(bruger, familie):
    """The mentor part of a family's page, for netvaerk/_mentor.html as `mentor`."""
    return Mentordel(familie)
