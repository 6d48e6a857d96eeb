"""The numbers of a month."""

import re
from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from akuttelefon.queries import rapport as queries
from faelles.access import Permission, requires


@require_GET
@requires(Permission.SEE_AKUTRAPPORT)
def rapport(request):
    """How many calls, when, and whether they were followed up in time; no names."""
    month = _month(request.GET.get("maaned", ""))
    kommuner = request.user.kommuner_med(Permission.SEE_AKUTRAPPORT)
    return render(
        request,
        "akuttelefon/rapport.html",
        {
            "maaned": queries.month_report(kommuner, month),
            "opgjort": timezone.localtime(),
            "forrige": _shift(month, -1),
            "naeste": _shift(month, 1) if month < timezone.localdate().replace(day=1) else None,
        },
    )


def _month(text):
    """The first day of the month in the address (2026-12); this month when it is not one."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        return timezone.localdate().replace(day=1)
    return date.fromisoformat(f"{text}-01")


def _shift(month, number):
    months = month.year * 12 + month.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
