"""Row history of case data: every insert, change and deletion, kept by triggers."""

import pghistory


def track(model):
    """Class decorator: keep each version of the model's rows in an append-only event table."""
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    )(model)
