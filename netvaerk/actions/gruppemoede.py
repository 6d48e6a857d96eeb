"""The facilitated meetings of a group: planned, moved, cancelled (I3, I5, R12, R16)."""

from faelles.action import action


@action
def cancel_moede(*, by, moede, fordi, version=None):
    """Cancel a meeting: it stays, struck through; facilitator and room are free, members are told.

    Raises ValidationError for an empty reason (code "begrundelse"), when it is cancelled already
    (code "aflyst") or attendance is marked ("fremmoede"), and (code "stale") when a colleague saved
    in between. `by` is None when the group closes by itself.
    """
    raise NotImplementedError
