"""What holds for every request: health, headers, the age of a session."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import JsonResponse
from django.utils import timezone

from faelles import puls

SEEN_EVERY = 60  # seconds: how often a session notes that it is in use
QUIET = "X-Stille"
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def health(get_response):
    """Answer the health addresses before hosts, sessions and login are looked at."""

    def middleware(request):
        if request.path == "/sundhed/live":
            return JsonResponse({"live": True})
        if request.path == "/sundhed/klar":
            status = puls.status()
            return JsonResponse(status, status=200 if all(status.values()) else 503)
        return get_response(request)

    return middleware


def privacy_headers(get_response):
    """Nothing a person sees may stay in a cache, be framed or leak to another window.

    Set here on every answer, also those that never reach the middleware further in.
    """

    def middleware(request):
        response = get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def session_limits(get_response):
    """End a session after 30 idle minutes and after ten hours, however busy it was."""

    def middleware(request):
        if request.user.is_authenticated:
            now = timezone.now()
            begun = _moment(request.session.get("begyndt"))
            seen = _moment(request.session.get("set"))
            too_old = begun and now - begun > timedelta(seconds=settings.SESSION_COOKIE_AGE)
            idle = seen and now - seen > timedelta(seconds=settings.SESSION_IDLE_SECONDS)
            if too_old or idle:
                logout(request)
            elif request.headers.get(QUIET):
                pass  # a page that renews itself: nobody has touched anything
            elif not seen or now - seen > timedelta(seconds=SEEN_EVERY):
                touch(request.session)
        return get_response(request)

    return middleware


def touch(session):
    """Note that the session is in use now."""
    now = timezone.now().isoformat()
    session["set"] = now
    session.setdefault("begyndt", now)


def _moment(text):
    return datetime.fromisoformat(text) if text else None
