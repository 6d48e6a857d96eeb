"""Error pages in the layout, and never more than they should tell."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """Rendered without session, database or layout: any of them may be what has failed.

    Nobody loses what she has typed: the page holds it, and sends the same form again. The same
    form carries the same key, so that a call is saved once, however often it is sent. A database
    that is away answers 503: it comes back by itself.
    """
    away = _database_is_away(sys.exc_info()[1])
    context = {"away": away, "posted": request.method == "POST", "felter": _typed(request)}
    context["en_gang"] = any(name == KEY for name, _ in context["felter"])
    context["adresse"] = request.get_full_path()
    context["laest"] = [value for name, value in context["felter"] if is_text(name, value)]
    return HttpResponse(render_to_string("500.html", context), status=503 if away else 500)


def _database_is_away(error):
    """True when `error`, or what it came from, is a lost connection."""
    while error is not None:
        # psycopg2 gives the bare class when the server went away in the middle of a statement
        if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
            return True
        error = error.__cause__ or error.__context__
    return False


KEY = "idempotency_key"
UNSEEN = (KEY, "csrfmiddlewaretoken")


def is_text(name, value):
    """True for what a person has written, as against picked, and would miss."""
    return name not in UNSEEN and len(value.split()) > 1


def _typed(request):
    """What was sent in a form, as (name, value); nothing of the pages with passwords."""
    if request.method != "POST" or request.path.startswith("/konto/"):
        return []
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # the form itself may be what could not be read
        return []
