"""Absence from courses that families have to attend."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from faelles import audit
from faelles.access import Permission, requires
from plejefamilier.models import Plejefamilie
from supervision.queries.fremmoede_udeblevet import udeblivelse_page


@require_safe
@requires(Permission.EDIT_FAMILIER)
def udeblivelse_list(request):
    """Which families of one's own or one's teams did not come though they had to (E6)."""
    side = udeblivelse_page(request.user, request.GET, timezone.localdate())
    shown = {row.plejefamilie_id for row in side.rows}
    audit.list_reading(
        Plejefamilie, sorted(shown), by=request.user, formaal="udeblevet fra obligatorisk kursus"
    )
    return render(request, "supervision/fremmoede_udeblevet.html", {"side": side})
