"""What every page of the layout needs."""

from django.conf import settings
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce

from faelles import menu, regler
from faelles.middleware import SEEN_EVERY
from faelles.models import Besked, Organisation


def layout(request):
    """Menu, municipality and unread notices for a person who is logged in."""
    bruger = getattr(request, "user", None)
    if bruger is None or not bruger.is_authenticated:
        return {}
    ulaeste, slukket = _read(bruger)
    shown = menu.menu_for(bruger, request.path, slukket)
    return {
        "menu": shown,
        "menu_afsnit": next((item for item in shown if item.current), None),
        "kommune": bruger.kommune,
        "ulaeste": ulaeste,
        # the session may be noted as seen up to SEEN_EVERY too early: the page warns in good time
        "idle_seconds": settings.SESSION_IDLE_SECONDS - SEEN_EVERY,
    }


def _read(bruger):
    """How many notices are unread, and the rules of the menu that are switched off; one query."""
    unread = Besked.objects.visible_to(bruger).unread()
    if bruger.kommune is None:
        return unread.count(), frozenset()
    keys = sorted(menu.asked())
    number = unread.order_by().values("to").annotate(number=Count("pk")).values("number")
    ulaeste, *on = (
        Organisation.objects.filter(pk=bruger.kommune.pk)
        .values_list(
            Coalesce(Subquery(number), 0),
            *(regler.in_query(key, bruger.kommune.pk) for key in keys),
        )
        .get()
    )
    return ulaeste, frozenset(key for key, value in zip(keys, on, strict=True) if value in menu.OFF)
