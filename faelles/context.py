"""What every page of the layout needs."""

import json
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from faelles import menu, regler
from faelles.middleware import SEEN_EVERY
from faelles.models import Besked, Bruger, Organisation

WHO, WHERE = -1, -2  # stand for a person and a municipality while the query is written


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
    if bruger.kommune is None:
        return Besked.objects.visible_to(bruger).unread().count(), frozenset()
    keys = tuple(sorted(menu.asked()))
    sql, params = _written(keys)
    ids = {WHO: bruger.pk, WHERE: bruger.kommune.pk}
    with connection.cursor() as cursor:
        cursor.execute(sql, [_today(value, ids) for value in params])
        ulaeste, *on = cursor.fetchone()
    values = dict(zip(keys, map(json.loads, on), strict=True))
    return ulaeste, frozenset(key for key, value in values.items() if value in menu.OFF)


@cache
def _written(keys):
    """The query of `_read` as SQL and parameters: every page asks it, and writing it took 4 ms."""
    unread = Besked.objects.visible_to(Bruger(pk=WHO)).unread()
    number = unread.order_by().values("to").annotate(number=Count("pk")).values("number")
    values = (regler.in_query(key, WHERE) for key in keys)
    rows = Organisation.objects.filter(pk=WHERE)
    return rows.values_list(Coalesce(Subquery(number), 0), *values).query.sql_with_params()


def _today(value, ids):
    """A parameter of the written query, as this person sends it now."""
    if isinstance(value, datetime):
        return timezone.now()
    if isinstance(value, date):
        return timezone.localdate()
    return ids.get(value, value) if isinstance(value, int) else value
