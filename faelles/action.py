"""What every action has in common."""

from contextvars import ContextVar
from functools import wraps

import pghistory
from django.db import transaction

_inside = ContextVar("inside an action", default=False)


def action(function):
    """Make `function` one sentence of the business: one transaction, its row history signed.

    Every row that pghistory keeps from inside carries the acting user's id and the name of the
    outermost action. The function is called with keywords only and has `by=`, the acting Bruger,
    or None when the system acts by itself.
    """
    name = f"{function.__module__.split('.')[0]}.{function.__name__}"

    @wraps(function)
    def run(*, by, **arguments):
        if _inside.get():
            with transaction.atomic():
                return function(by=by, **arguments)
        token = _inside.set(True)
        try:
            with transaction.atomic(), pghistory.context(user=by.pk if by else None, action=name):
                return function(by=by, **arguments)
        finally:
            _inside.reset(token)

    return run
