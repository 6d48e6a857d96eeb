"""From a group with a facilitator to one that runs itself (I5, I9)."""


def refresh_gruppe(gruppe):
    """The days that follow the plan: from when the group runs itself, how long names are seen.

    `gruppe` is locked by the caller and is saved here when a day changes.
    """
