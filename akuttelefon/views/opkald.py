"""Calls: list, register, read, print."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from akuttelefon import actions, plan
from akuttelefon.forms.opfoelgning import OpfoelgningForm
from akuttelefon.forms.opkald import (
    FOERSTE,
    UKENDT,
    ForloebForm,
    KnytForm,
    OpkaldForm,
    findable_familie,
)
from akuttelefon.frist import AmbiguousTimeError, NonexistentTimeError, local_moment
from akuttelefon.models import Opfoelgning, Opkald
from akuttelefon.queries import familier as familier_queries
from akuttelefon.queries import liste
from akuttelefon.queries import opkald as queries
from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.models import Organisation
from faelles.pdf import render_pdf
from plejefamilier.models import Plejefamilie

FORMAAL_LINJE = "akuttelefonen"


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_list(request):
    """The calls one may see, newest first; the open duties first of all by a filter."""
    side = liste.opkald_page(
        request.user,
        vis=request.GET.get("vis", ""),
        efter=request.GET.get("efter", ""),
        foer=request.GET.get("foer", ""),
    )
    audit.list_reading(
        Opkald, [row.pk for row in side.rows], by=request.user, formaal=FORMAAL_LINJE
    )
    return render(request, "akuttelefon/opkald_list.html", liste.list_context(side))


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_OPKALD)
def opkald_create(request):
    """Write down a call. It is saved with its duty or not at all, and then says so."""
    form = OpkaldForm(
        request.POST or None, bruger=request.user, initial={"familie": request.GET.get("familie")}
    )
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        try:
            opkald = actions.log_opkald(by=request.user, **form.call)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.saved_message(opkald))
            return redirect(opkald)
    if "find" in request.POST:
        form.errors.clear()
    context = {
        "form": form,
        "familier": _found(request, request.POST.get("soeg", ""), chosen=form.familie),
        "doegnvagt": _doegnvagt(request.user.kommune),
        **_forloeb(request, form),
    }
    return render(request, "akuttelefon/opkald_form.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_familier(request):
    """The families that match what is typed so far, as boxes to pick from (htmx)."""
    familier = _found(request, request.POST.get("soeg", ""))
    context = {
        "familier": familier,
        "soeg": request.POST.get("soeg", "").strip(),
        "uden_ukendt": "uden_ukendt" in request.POST,
    }
    return render(request, "akuttelefon/_familier.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_forloeb(request):
    """Who follows up, on which day and why; and who may be ringing (htmx)."""
    typed = ("familie", "opkalder_navn", "telefon", "midlertidig_kontakt")
    form = OpkaldForm(
        None, bruger=request.user, initial={name: request.POST.get(name, "") for name in typed}
    )
    context = {
        "form": form,
        "doegnvagt": _doegnvagt(request.user.kommune),
        # the boxes of who rings change with the family only: a time typed later keeps the choice
        "skift": request.htmx.trigger == "id_familie",
        **_forloeb(request, form),
    }
    return render(request, "akuttelefon/_valgt.html", context)


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_detail(request, pk):
    """One call with its duty, and the form that closes it."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    return render_opkald(request, opkald, form=OpfoelgningForm())


@require_GET
@requires(Permission.SEE_OPKALD)
def opkald_pdf(request, pk):
    """The call and its duty on paper, for the child's file (notatpligt, 3.3)."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    audit.reading(opkald, by=request.user, formaal="udskrift", familie_id=opkald.plejefamilie_id)
    pdf = render_pdf(
        "akuttelefon/opkald_pdf.html",
        queries.opkald_context(request.user, opkald),
        by=request.user,
        kommune=opkald.kommune,
        titel=f"Akutopkald {opkald.pk}",
    )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="akutopkald-{opkald.pk}.pdf"'},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLETE_OPFOELGNING)
def opkald_link(request, pk):
    """Say which family an unknown caller was."""
    opkald = visible_or_404(queries.with_everything(), request.user, pk=pk)
    form = KnytForm(request.POST or None, bruger=request.user)
    if "find" not in request.POST and form.is_valid():
        try:
            opkald = actions.link_opkald(
                by=request.user, opkald=opkald, plejefamilie=form.cleaned_data["familie"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.saved_message(opkald, "Familien er sat på opkaldet."))
            if Opkald.objects.visible_to(request.user).filter(pk=opkald.pk).exists():
                return redirect(opkald)
            return redirect("akuttelefon:opkald_list")
    context = {
        "opkald": opkald,
        "form": form,
        "soeg": request.POST.get("soeg", "").strip(),
        "familier": _found(request, request.POST.get("soeg", "")),
        "uden_ukendt": True,
    }
    audit.reading(opkald, by=request.user, formaal="find familien", familie_id=None)
    return render(request, "akuttelefon/opkald_link.html", context)


def render_opkald(request, opkald, *, form, status=200, **more):
    """The page of one call, recorded in the log as read."""
    context = queries.opkald_context(request.user, opkald)
    audit.reading(
        opkald, by=request.user, formaal=context["formaal"], familie_id=opkald.plejefamilie_id
    )
    return render(
        request,
        "akuttelefon/opkald_detail.html",
        {**context, "form": form, **more},
        status=status,
    )


def _found(request, text, *, chosen=None):
    """At most six families for the list of boxes, the chosen one among them, and logged."""
    familier = familier_queries.find_familier(request.user, text, chosen=chosen)
    audit.list_reading(
        Plejefamilie, [row.pk for row in familier], by=request.user, formaal=FORMAAL_LINJE
    )
    return familier


def _forloeb(request, form):
    """What saving will lead to, as far as it can be told from what is typed."""
    typed = ForloebForm(request.POST) if request.method == "POST" else None
    start = timezone.now()
    if typed is not None and typed.is_valid():
        start = _start(typed.cleaned_data, request.POST.get("start_gang"))
    familie = findable_familie(form["familie"].value(), request.user)
    if start is None or (familie is None and form["familie"].value() != UKENDT):
        return {"forloeb": None}
    forloeb = plan.plan_opfoelgning(
        kommune=familie.kommune if familie else request.user.kommune,
        plejefamilie=familie,
        start=start,
    )
    return {
        "forloeb": forloeb,
        "dage": queries.dayline(timezone.localdate(start), forloeb),
        "derfor": queries.why_that_day(start, forloeb.frist, forloeb.oversprungne),
        "grund": Opfoelgning.Grund(forloeb.ansvar.grund).label,
        "valgt": familie,
    }


def _start(data, gang):
    """The moment typed so far; the first of two equal ones until the person says which."""
    try:
        return local_moment(data["dato"], data["starttid"])
    except AmbiguousTimeError:
        return local_moment(data["dato"], data["starttid"], second=gang not in (None, "", FOERSTE))
    except NonexistentTimeError:
        return None


def _doegnvagt(kommune):
    return (
        Organisation.objects.filter(kommune=kommune, slags=Organisation.Slags.DOEGNVAGT, aktiv=True)
        .exclude(telefon="")
        .first()
    )
