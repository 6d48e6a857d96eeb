"""The udslusningsplan: read a version, compare it with the one before, write a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import kladdeside
from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.udslusningsplan import UdslusningsplanForm
from plejefamilier.queries import udslusningsplan as queries
from plejefamilier.views.open import renew
from plejefamilier.views.overgang import back_to, open_row

PLAN = "plejefamilier:udslusningsplan_detail"


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def udslusningsplan_detail(request, pk):
    """The newest version, or ?version=n, with what differs from the one before it."""
    row = open_row(request, pk)
    context = queries.plan_context(row, request.GET.get("version", ""))
    return render(request, "plejefamilier/udslusningsplan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_OVERGANG)
def udslusningsplan_update(request, pk):
    row = open_row(request, pk, need="may_edit")
    plan = queries.newest(row)
    back = reverse(PLAN, args=[row.pk]) if plan else back_to(row)
    side = kladdeside.of(request, "udslusningsplan")
    form = UdslusningsplanForm(
        request.POST or None,
        overgang=row,
        plan=plan,
        begynder=queries.begins(row, timezone.localdate()),
        kladde=side.felter,
    )
    context, status = {"form": form, "overgang": row, "plan": plan, "tilbage": back}, 200
    if form.is_valid():
        try:
            saved = actions.save_plan(
                by=request.user, overgang=row, idempotency_key=side.noegle, **form.facts
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                newer = queries.newest(row)
                context |= {"forskelle": queries.differences(form.facts, newer), "plan": newer}
                renew(form, seen=newer.version)
        else:
            messages.success(request, queries.told_words(row, saved))
            return redirect(PLAN, row.pk)
    side.keep()
    context["kladdeside"] = side
    return render(request, "plejefamilier/udslusningsplan_form.html", context, status=status)
