"""Addresses that are their own key, as those a calendar program reads without logging in.

The secret is shown once and kept as a hash. Whoever guesses wrong, comes too late or has lost the
right gets the same answer, and the address leaves no trace in browsers, search engines and logs.
"""

import hashlib
import secrets

from django.http import HttpResponse

SECRET_BYTES = 32
QUIET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


def new_secret():
    """A secret that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret):
    """What is kept of a secret: enough to know it again, too little to read it."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def nothing_here():
    """The answer to every calendar secret that opens nothing, for whatever reason."""
    return HttpResponse(
        "Kalenderen findes ikke.\n",
        status=404,
        content_type="text/plain; charset=utf-8",
        headers=QUIET,
    )


def calendar_answer(body, filnavn):
    """A calendar as a calendar program wants it; `body` from faelles.ical."""
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={**QUIET, "Content-Disposition": f'inline; filename="{filnavn}"'},
    )
