"""A family's year of supervision on paper."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.formfields import DanishDateField
from faelles.pdf import render_pdf
from plejefamilier.models import Plejefamilie
from supervision.queries.sessionsrapport import rapport


@require_safe
@requires(Permission.SEE_SUPERVISION)
def supervisionsrapport(request, pk, aar):
    """The report of a family and a year as PDF. The name of the file holds no person's."""
    if aar not in DanishDateField.years:
        raise Http404
    mine = Plejefamilie.objects.worked_with_by(request.user).values("pk")
    rows = Plejefamilie.objects.filter(pk__in=mine).select_related("kommune")
    familie = visible_or_404(rows, request.user, pk=pk)
    audit.record(
        "supervisionsrapport.hentet", familie, by=request.user, familie_id=familie.pk, aar=aar
    )
    content = render_pdf(
        "supervision/session_rapport_pdf.html",
        {"familie": familie, "rapport": rapport(familie, aar)},
        by=request.user,
        kommune=familie.kommune,
        titel=f"Supervision i {aar}",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="supervision-{aar}-{familie.pk}.pdf"'
    return answer
