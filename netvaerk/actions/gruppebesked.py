"""Mails to foster parents about their group; they have no login (W5, R17)."""


def welcome(medlemskab):
    """A family has joined: its foster parents hear of the coming meetings, as told to the others.

    Called in the transaction of the join; the same again changes nothing.
    """


def quiet(medlemskab):
    """A family has left: what has not been sent to its foster parents is taken back."""
