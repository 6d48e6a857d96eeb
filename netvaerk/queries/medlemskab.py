"""Which families are in a group, as its reader may know them."""


def members_for(bruger, gruppe):
    """The context of netvaerk/_medlemmer.html: {"medlemmer": …}."""
    return {"medlemmer": []}
