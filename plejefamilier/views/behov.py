"""Children whose needs turned out greater than described (A7), and how needs are distributed."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from faelles import audit
from faelles.access import Permission, requires
from plejefamilier.models import Barn
from plejefamilier.queries.behov import distribution, greater_than_described


@require_safe
@requires(Permission.RECORD_BARN)
def behov_list(request):
    dag = timezone.localdate()
    side = greater_than_described(request.user, dag, request.GET)
    shown = [str(row.pk) for row in side.rows]
    audit.list_reading(Barn, shown, by=request.user, formaal="behov større end beskrevet")
    context = {"side": side, "fordeling": distribution(request.user, dag)}
    return render(request, "plejefamilier/behov_list.html", context)
