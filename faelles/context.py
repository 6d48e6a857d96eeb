"""What every page of the layout needs."""

from django.conf import settings

from faelles import menu
from faelles.middleware import SEEN_EVERY
from faelles.models import Besked


def layout(request):
    """Menu, municipality and unread notices for a person who is logged in."""
    bruger = getattr(request, "user", None)
    if bruger is None or not bruger.is_authenticated:
        return {}
    return {
        "menu": menu.menu_for(bruger, request.path),
        "kommune": bruger.kommune,
        "ulaeste": Besked.objects.visible_to(bruger).unread().count(),
        # the session may be noted as seen up to SEEN_EVERY too early: the page warns in good time
        "idle_seconds": settings.SESSION_IDLE_SECONDS - SEEN_EVERY,
    }
