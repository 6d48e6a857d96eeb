"""What the pages of a group's meetings show."""


def moeder_for(bruger, gruppe):
    """The context of netvaerk/_moeder.html: {"moeder": …}."""
    return {"moeder": []}
