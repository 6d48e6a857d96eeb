"""The year of supervision: see it, lay it, agree on it, print it (F1, F8, F10)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import renew
from supervision.actions import aarshjul as actions
from supervision.forms.aarshjul import AarshjulForm, AftalForm, RytmeForm
from supervision.hjulbillede import hjul
from supervision.models import Aarshjul, Forloeb, familier_med_plan
from supervision.queries import aarshjul as queries

DETAIL = "supervision:aarshjul_detail"
PAPER = 560  # pixels: the wheel on A4
UDSKRIFT = "udskrift af årshjul"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_SUPERVISION)
def aarshjul_familie(request, pk):
    """This year's wheel of a family; without one, where it is laid."""
    familier = familier_med_plan().select_related("kommune")
    familie = visible_or_404(familier, request.user, pk=pk)
    mine = Plejefamilie.objects.editable_by(request.user).filter(pk=pk)
    may = request.user.can(Permission.PLAN_SUPERVISION) and mine.exists()
    om = f"familien {familie.kort_navn}"
    return _find_or_lay(request, om, may=may, plejefamilie=familie)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_SUPERVISION)
def aarshjul_gruppe(request, pk):
    """This year's wheel of a group; without one, where it is laid."""
    grupper = Forloeb.objects.filter(slags=Forloeb.Slags.GRUPPE).select_related("kommune")
    gruppe = visible_or_404(grupper, request.user, pk=pk)
    may = Forloeb.objects.editable_by(request.user).filter(pk=pk).exists()
    return _find_or_lay(request, str(gruppe), may=may, forloeb=gruppe)


def _find_or_lay(request, om, *, may, **subject):
    this_year = timezone.localdate().year
    rows = Aarshjul.objects.visible_to(request.user).filter(**subject)
    there = {row.aar: row for row in rows}
    if request.method in ("GET", "HEAD") and this_year in there:
        return redirect(DETAIL, there[this_year].pk)
    fortryd = _back(request.user, subject)
    form = AarshjulForm(request.POST or None, aar=this_year, fortryd=fortryd) if may else None
    if request.method == "POST" and may and form.is_valid():
        try:
            row = actions.create_aarshjul(by=request.user, **subject, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("supervision:aarshjul_plan", row.pk)
    audit.list_reading(Aarshjul, [row.pk for row in rows], by=request.user, formaal="årshjul")
    context = {"form": form, "om": om, "hjul": [*there.values()], "tilbage": fortryd}
    return render(request, "supervision/aarshjul_form.html", context)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def aarshjul_detail(request, pk):
    row = open_wheel(request, pk)
    now = timezone.now()
    aar = queries.aar_of(row, now, bruger=request.user)
    andre = [*queries.others_of(row)]
    context = {
        "row": row,
        "aar": aar,
        "navn": queries.navn_of(row),
        "billede": _billede(row, aar, now),
        "andre": andre,
        "naeste": row.aar + 1,
        "har_naeste": any(one.aar == row.aar + 1 for one in andre),
        "tilbage": _back(request.user, {"plejefamilie": row.plejefamilie, "forloeb": row.forloeb}),
    }
    return render(request, "supervision/aarshjul_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def aarshjul_finish(request, pk):
    """Agree on the wheel as it is; one that lacks something needs a reason."""
    row = open_wheel(request, pk, Aarshjul.objects.editable_by(request.user))
    aar = queries.aar_of(row, timezone.now())
    back = reverse(DETAIL, args=[row.pk])
    form = AftalForm(request.POST or None, row=row, mangler=aar.status.mangler, fortryd=back)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_aarshjul(by=request.user, aarshjul=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                row.refresh_from_db()
                renew(form, version=row.version)
                return _finish(request, row, aar, form, status=409)
        else:
            messages.success(request, f"Årshjulet for {row.aar} er aftalt.")
            return redirect(back)
    return _finish(request, row, aar, form)


def _finish(request, row, aar, form, status=200):
    context = {"row": row, "aar": aar, "form": form, "navn": queries.navn_of(row)}
    return render(request, "supervision/aarshjul_finish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def aarshjul_update(request, pk):
    """Fixed times, on demand, or both (F2)."""
    row = open_wheel(request, pk, Aarshjul.objects.editable_by(request.user))
    back = reverse(DETAIL, args=[row.pk])
    form = RytmeForm(request.POST or None, row=row, fortryd=back)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_aarshjul(by=request.user, aarshjul=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                row.refresh_from_db()
                renew(form, version=row.version)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    context = {"row": row, "form": form, "navn": queries.navn_of(row)}
    return render(request, "supervision/aarshjul_rytme.html", context, status=status)


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def aarshjul_next(request, pk):
    """»Lav årshjul for 2028«: the same family or group, the same way; then it is planned."""
    row = open_wheel(request, pk, Aarshjul.objects.editable_by(request.user))
    try:
        new = actions.create_aarshjul(
            by=request.user,
            plejefamilie=row.plejefamilie,
            forloeb=row.forloeb,
            aar=row.aar + 1,
            rytme=row.rytme,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(DETAIL, row.pk)
    return redirect("supervision:aarshjul_plan", new.pk)


@require_GET
@requires(Permission.SEE_SUPERVISION)
def aarshjul_pdf(request, pk):
    """»Årshjul 2027« on paper: the wheel on top, the same rows below."""
    row = open_wheel(request, pk, formaal=UDSKRIFT)
    now = timezone.now()
    aar = queries.aar_of(row, now)
    pdf = render_pdf(
        "supervision/aarshjul_pdf.html",
        {
            "row": row,
            "aar": aar,
            "navn": queries.navn_of(row),
            "billede": _billede(row, aar, now, bredde=PAPER),
        },
        by=request.user,
        kommune=row.kommune,
        titel=f"Årshjul {row.aar}",
    )
    name = f'attachment; filename="aarshjul-{row.aar}-{row.pk}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def open_wheel(request, pk, rows=None, *, formaal="årshjul"):
    """The wheel, or Http404; its reading is logged. `rows` narrows to those of an act."""
    found = queries.rows_for(request.user)
    if rows is not None:
        found = found.filter(pk__in=rows.values("pk"))
    row = visible_or_404(found, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal=formaal, familie_id=row.plejefamilie_id)
    return row


def _billede(row, aar, now, bredde=None):
    return hjul(
        aar.gange,
        aar=row.aar,
        navn=queries.navn_of(row),
        i_dag=timezone.localdate(now),
        noegle=f"hjul-{row.pk}",
        huller=() if aar.behov else aar.status.huller,
        bredde=bredde,
    )


def _back(bruger, subject):
    """The page of the family or the forløb, when the person may open it; else the front page."""
    familie, forloeb = subject.get("plejefamilie"), subject.get("forloeb")
    if forloeb:
        return reverse("supervision:forloeb_detail", args=[forloeb.pk])
    if Plejefamilie.objects.visible_to(bruger).filter(pk=familie.pk).exists():
        return reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    return reverse("overblik:min_dag")
