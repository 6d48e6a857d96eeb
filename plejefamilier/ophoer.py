"""Where rooms hear that a family is a foster family no more.

The ground may not know the rooms above it, and some of them hold places that end with the family.
They register a listener when Django starts; the ground calls it inside the transaction of the end,
while it holds the family's row, so both happen or neither.
"""

_listeners = []


def on_end(listener):
    """Register `listener(by=…, plejefamilie=…)`; the family knows its `ophoert_paa`."""
    _listeners.append(listener)


def ended(*, by, plejefamilie):
    """Tell every listener that the family has ended."""
    for listener in _listeners:
        listener(by=by, plejefamilie=plejefamilie)
