"""Families in a group: proposed by a professional, answered for by their konsulent (I4, I9)."""

from faelles.action import action


@action
def withdraw_forslag(*, by, medlemskab):
    """Take back a proposal that nobody has answered; a second press changes nothing."""
    raise NotImplementedError


@action
def end_medlemskab(*, by, medlemskab, til, slutaarsag):
    """The family leaves the group; `til` is its last day. Its mails and what it shares end."""
    raise NotImplementedError
