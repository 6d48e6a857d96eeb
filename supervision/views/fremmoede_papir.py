"""PDFs of a course: the list to sign, and certificates. No name in a title or a file name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.pdf import render_pdf
from supervision.models import Kursus, Kursusdeltager
from supervision.queries import fremmoede_papir as queries

LIST = "supervision:fremmoede_list"


@require_safe
@requires(Permission.RECORD_FREMMOEDE)
def fremmoede_pdf(request, pk):
    """The list to sign on paper: names by family, a column for each meeting or half."""
    rows = Kursus.objects.naming_to(request.user).select_related("kommune", "udbyder", "ansvarlig")
    kursus = visible_or_404(rows, request.user, pk=pk)
    gange = [*kursus.gange.planned().select_related("kursus")]
    linjer = queries.lines(kursus)
    audit.reading(kursus, by=request.user, formaal="udskrift af deltagerliste")
    context = {
        "kursus": kursus,
        "linjer": linjer,
        "ark": queries.sheets(kursus, gange),
        "tomme": range(queries.EMPTY_LINES),
    }
    titel = "Deltagerliste"
    return _pdf(request, "supervision/fremmoede_pdf.html", context, kursus, titel, "deltagerliste")


@require_safe
@requires(Permission.RECORD_FREMMOEDE)
def kursusbevis(request, pk):
    """The certificate of one participant; back to the course with the reason when there is none."""
    rows = Kursusdeltager.objects.select_related(
        "tilmelding__kursus__kommune",
        "tilmelding__kursus__udbyder",
        "tilmelding__kursus__ansvarlig",
        "plejeforaelder",
        "bruger",
    )
    kursusdeltager = visible_or_404(rows, request.user, pk=pk)
    kursus = kursusdeltager.tilmelding.kursus
    bevis = queries.bevis(kursusdeltager, timezone.localdate())
    audit.reading(
        kursusdeltager,
        by=request.user,
        formaal="kursusbevis",
        familie_id=kursusdeltager.tilmelding.plejefamilie_id,
    )
    if bevis.mangler:
        messages.error(request, bevis.mangler)
        return redirect(LIST, kursus.pk)
    context = {"bevis": bevis, "kursus": kursus}
    return _pdf(
        request, "supervision/kursusbevis_pdf.html", context, kursus, "Kursusbevis", "kursusbevis"
    )


def _pdf(request, template, context, kursus, titel, navn):
    pdf = render_pdf(template, context, by=request.user, kommune=kursus.kommune, titel=titel)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{navn}-{kursus.pk}.pdf"'},
    )
