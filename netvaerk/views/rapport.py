"""The report on networks: on the screen, on paper, in a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from faelles import ark, audit
from faelles.access import Permission, requires
from faelles.pdf import render_pdf
from netvaerk.queries import rapport as queries
from netvaerk.queries import rapport_ark


@require_safe
@requires(Permission.SEE_NETVAERKSRAPPORT)
def rapport_show(request):
    """A year in numbers: no names, and small numbers hidden."""
    found = queries.report(request.user, request.GET.get("aar", ""))
    return render(request, "netvaerk/rapport_show.html", {"rapport": found})


@require_safe
@requires(Permission.SEE_NETVAERKSRAPPORT)
def rapport_pdf(request):
    """The report on paper."""
    found = queries.report(request.user, request.GET.get("aar", ""))
    pdf = render_pdf(
        "netvaerk/rapport_pdf.html",
        {"rapport": found},
        by=request.user,
        kommune=found.kommune,
        titel=f"Netværk i {found.aar}",
    )
    _record(request, found, "pdf")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="netvaerk-{found.aar}.pdf"'},
    )


@require_safe
@requires(Permission.SEE_NETVAERKSRAPPORT)
def rapport_excel(request):
    """The report as a workbook."""
    found = queries.report(request.user, request.GET.get("aar", ""))
    content = ark.workbook(
        rapport_ark.sheets(found, by=request.user), titel=f"Netværk i {found.aar}"
    )
    _record(request, found, "excel")
    return ark.response(content, f"netvaerk-{found.aar}")


def _record(request, found, slags):
    """Write into the log that numbers left the house."""
    audit.record(
        "netvaerksrapport.hentet", found.kommune, by=request.user, slags=slags, aar=found.aar
    )
