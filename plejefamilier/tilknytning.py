"""Where rooms hear that it changed who works with a family.

The ground may not know the rooms above it, and some of them hold duties that follow the family's
konsulent (R6). They register a listener when Django starts; the ground calls it inside the
transaction of the change, so both happen or neither.
"""

_listeners = []
_followers = []


def on_change(listener):
    """Register `listener(by=…, familier=…)`; `familier` is a QuerySet of the families concerned."""
    _listeners.append(listener)


def changed(*, by, familier):
    """Tell every listener that konsulent, absence or leader of these families may be another."""
    for listener in _listeners:
        listener(by=by, familier=familier)


def follows(ental, flertal, counter):
    """Register a kind of duty that goes to the new konsulent, for the preview of a hand-over.

    `counter(konsulent, familier)` gives {family id: how many}; `familier` are ids.
    """
    _followers.append((ental, flertal, counter))


def following(konsulent, familier):
    """What goes along when these families leave `konsulent`: {family id: [(ental, flertal, n)]}."""
    found = {}
    for ental, flertal, counter in _followers:
        for familie, number in counter(konsulent, familier).items():
            found.setdefault(familie, []).append((ental, flertal, number))
    return found
