"""The page of implementation: questions, statuses, obstacles, people, and who to ask."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.implementering import (
    PUNKT_FIELDS,
    LoesningForm,
    PersonForm,
    PersonSlutForm,
    PunktForm,
    SagForm,
    SparringForm,
    StatusForm,
)
from plejefamilier.implementering import punkt_of
from plejefamilier.models import (
    Implementeringsperson,
    Implementeringspunkt,
    Implementeringssag,
    Sparringskontakt,
)
from plejefamilier.models.implementering import Skabelon
from plejefamilier.queries import implementering as queries
from plejefamilier.views.open import differences, renew

PAGE = "plejefamilier:implementering"
FORM = "plejefamilier/implementering_form.html"


def _address(skabelon):
    return f"{reverse(PAGE)}?skabelon={skabelon}"


def _skabelon(text):
    """The template an address names. Raises Http404 for another word."""
    if text not in Skabelon.values:
        raise Http404
    return text


@require_safe
@requires(Permission.SEE_IMPLEMENTERING)
def implementering(request):
    """How far it is, at a glance, and every question with its answer."""
    kommune = kommune_with(request.user, Permission.SEE_IMPLEMENTERING)
    skabelon = request.GET.get("skabelon", "")
    skabelon = skabelon if skabelon in Skabelon.values else Skabelon.SAMARBEJDE.value
    context = queries.page_context(request.user, kommune, skabelon)
    context["redigerer"] = _edits(request.user, kommune)
    return render(request, "plejefamilier/implementering.html", context)


def _edits(bruger, kommune):
    return kommune.pk in bruger.kommuner_med(Permission.EDIT_IMPLEMENTERING)


@require_safe
@requires(Permission.SEE_IMPLEMENTERING)
def implementering_pdf(request):
    """The status on paper: for the leadership, or in the words of ?til= (L9, D13, W3)."""
    kommune = kommune_with(request.user, Permission.SEE_IMPLEMENTERING)
    skabelon = _skabelon(request.GET.get("skabelon", Skabelon.SAMARBEJDE.value))
    til = request.GET.get("til", queries.LEDELSEN)
    context = queries.report_context(request.user, kommune, skabelon, til)
    if context is None:
        raise Http404
    pdf = render_pdf(
        "plejefamilier/implementering_pdf.html"
        if til == queries.LEDELSEN
        else "plejefamilier/implementering_kort_pdf.html",
        context,
        by=request.user,
        kommune=kommune,
        titel=f"{queries.TITLER[til]}: {context['skabelon_navn']}",
    )
    audit.record(
        "implementeringsstatus.hentet", kommune, by=request.user, skabelon=skabelon, til=til
    )
    name = f"implementering-{skabelon}-{til}-{timezone.localdate():%Y-%m-%d}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_IMPLEMENTERING)
def punkt_update(request, skabelon, kode):
    """Answer a question: in its own place on the page (htmx), or on a page of its own.

    Its owner answers it, or somebody who edits the page.
    """
    punkt = punkt_of(_skabelon(skabelon), kode)
    if punkt is None:
        raise Http404
    kommune = kommune_with(request.user, Permission.SEE_IMPLEMENTERING)
    row = _punkt(request.user, kommune, skabelon, kode)
    if not _edits(request.user, kommune) and row.ansvarlig != request.user:
        raise Http404
    form = PunktForm(request.POST or None, row=row, hjaelp=punkt.hjaelp)
    context = {"form": form, "punkt": punkt, "skabelon": skabelon, "redigerer": True}
    status = 200
    if form.is_valid():
        try:
            row = actions.save_punkt(
                by=request.user,
                kommune=kommune,
                skabelon=skabelon,
                kode=kode,
                version=form.cleaned_data["version"],
                **form.changes,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                row = _punkt(request.user, kommune, skabelon, kode)
                renew(form, version=row.version)
                context["forskelle"] = differences(form, row, PUNKT_FIELDS)
        else:
            if not request.htmx:
                messages.success(request, "Svaret er gemt.")
                return redirect(f"{_address(skabelon)}#{skabelon}-{kode}")
            context["gemt"] = True
            return render(request, "plejefamilier/_punkt.html", context | _line(row, punkt))
    if request.htmx:
        if request.GET.get("fortryd"):
            return render(request, "plejefamilier/_punkt.html", context | _line(row, punkt))
        return render(request, "plejefamilier/_punkt_form.html", context, status=status)
    return render(request, "plejefamilier/punkt_form.html", context, status=status)


def _punkt(bruger, kommune, skabelon, kode):
    """The row of a question as it is now; an unsaved one for a question nobody has touched."""
    own = {"kommune": kommune, "skabelon": skabelon, "kode": kode}
    rows = Implementeringspunkt.objects.visible_to(bruger).filter(**own)
    return rows.select_related("ansvarlig", "kommune").first() or Implementeringspunkt(**own)


def _line(row, punkt):
    line = queries.linje_of(row.kommune, row.skabelon, punkt, row, timezone.localdate())
    return {"linje": line}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def implementeringsstatus_create(request, skabelon):
    """Write how it goes; the numbers of today are kept with it (L7)."""
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    back = _address(_skabelon(skabelon))
    form = StatusForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            row = actions.write_status(
                by=request.user, kommune=kommune, skabelon=skabelon, **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                "Status er gemt. Den næste skrives senest "
                f"{danish.ugedag(row.naeste, timezone.localdate())}.",
            )
            return redirect(back)
    titel = f"Ny status: {Skabelon(skabelon).label}"
    lead = "Status bliver stående, som du skriver den, sammen med tallene fra i dag."
    return _form_page(request, form, back, titel, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def implementeringssag_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = SagForm(request.POST or None, kommune=kommune, fortryd=reverse(PAGE))
    saved = _try(
        form, lambda: actions.raise_sag(by=request.user, kommune=kommune, **form.cleaned_data)
    )
    if saved:
        messages.success(request, f"Gemt. {saved.ansvarlig.fornavn} har ansvaret for at løse den.")
        return redirect(PAGE)
    lead = "Skriv det, mens det er småt. Den ansvarlige får det på Min dag."
    return _form_page(request, form, reverse(PAGE), "Ny hindring", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_IMPLEMENTERING)
def implementeringssag_solve(request, pk):
    """Its owner solves it, or somebody who edits the page."""
    rows = Implementeringssag.objects.filter(loest_at=None).select_related("ansvarlig")
    row = visible_or_404(rows, request.user, pk=pk)
    edits = row.kommune_id in request.user.kommuner_med(Permission.EDIT_IMPLEMENTERING)
    if not edits and row.ansvarlig != request.user:
        raise Http404
    form = LoesningForm(request.POST or None, fortryd=reverse(PAGE))
    if _try(form, lambda: actions.solve_sag(by=request.user, sag=row, **form.cleaned_data)):
        messages.success(request, "Hindringen er løst.")
        return redirect(PAGE)
    return _form_page(request, form, reverse(PAGE), "Løs hindringen", row.tekst)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def sparring_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = SparringForm(request.POST or None, fortryd=reverse(PAGE))
    if _try(
        form, lambda: actions.add_sparring(by=request.user, kommune=kommune, **form.cleaned_data)
    ):
        messages.success(request, "Kommunen står på listen.")
        return redirect(PAGE)
    lead = "En kommune, der har prøvet det før, og som I må spørge."
    return _form_page(request, form, reverse(PAGE), "Ny erfaren kommune", lead)


@require_POST
@requires(Permission.EDIT_IMPLEMENTERING)
def sparring_retire(request, pk):
    row = visible_or_404(Sparringskontakt.objects.all(), request.user, pk=pk)
    actions.retire_sparring(by=request.user, sparring=row)
    messages.success(request, "Kommunen er taget af listen.")
    return redirect(PAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def person_create(request):
    kommune = kommune_with(request.user, Permission.EDIT_IMPLEMENTERING)
    form = PersonForm(request.POST or None, kommune=kommune, fortryd=reverse(PAGE))
    if _try(
        form, lambda: actions.add_person(by=request.user, kommune=kommune, **form.cleaned_data)
    ):
        messages.success(request, "Personen står på siden.")
        return redirect(PAGE)
    lead = "Projektlederen eller et medlem af gruppen. Gruppens møder står under Møder."
    return _form_page(request, form, reverse(PAGE), "Ny person", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_IMPLEMENTERING)
def person_end(request, pk):
    rows = Implementeringsperson.objects.filter(til=None).select_related("bruger")
    row = visible_or_404(rows, request.user, pk=pk)
    form = PersonSlutForm(request.POST or None, fortryd=reverse(PAGE))
    if _try(form, lambda: actions.end_person(by=request.user, person=row, **form.cleaned_data)):
        messages.success(request, "Sidste dag er gemt.")
        return redirect(PAGE)
    lead = f"{row.hvem}, {row.get_rolle_display().lower()}"
    return _form_page(request, form, reverse(PAGE), "Sidste dag", lead)


def _try(form, act):
    """The answer of `act` for a valid form; its errors go to the form, and the answer is None."""
    if form.is_valid():
        try:
            return act()
        except ValidationError as error:
            add_errors(form, error)
    return None


def _form_page(request, form, back, titel, lead):
    context = {"form": form, "back": back, "titel": titel, "lead": lead}
    return render(request, FORM, context)
