"""Konsulterende forløb: ask, decide, find a supervisor; and the providers one has chosen."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, regler
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier.models import Anmodning, Plejefamilie
from plejefamilier.views.open import open_familie
from supervision.actions import konsulterende as actions
from supervision.forms.konsulterende import (
    AfgoerelseForm,
    ForloebForm,
    UdbyderForm,
    UdbyderSlutForm,
    VisitationForm,
)
from supervision.models import Forloeb, Konsulterendeudbyder, Visitation
from supervision.queries import konsulterende as queries

RELATED = (
    "plejefamilie",
    "barn",
    "kommune",
    "tema",
    "udbyder",
    "oensket_udbyder",
    "anmodet_af",
    "afgjort_af",
    "forloeb",
    "anmodning",
)
LISTE = "supervision:visitation_list"


@require_safe
@requires(Permission.EDIT_FAMILIER)
def visitation_list(request):
    """Those that wait for a decision, the oldest first; a leader sees those of her teams."""
    vis = request.GET.get("vis", "")
    vis = vis if vis in dict(queries.FILTRE) else queries.VENTER
    side = queries.visitation_page(request.user, vis, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Visitation, shown, by=request.user, formaal="konsulterende forløb")
    context = {"side": side, "vis": vis, "filtre": queries.FILTRE}
    return render(request, "supervision/visitation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def visitation_create(request, pk):
    """Ask for a family; ?forloeb= goes on from an earlier one, ?anmodning= answers a request."""
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    known, initial = _known(request, familie)
    kraever = regler.value(actions.VISITATION, familie.kommune)
    form = VisitationForm(
        request.POST or None,
        bruger=request.user,
        familie=familie,
        fortryd=reverse("plejefamilier:plejefamilie_detail", args=[familie.pk]),
        kraever=kraever,
        kendt=initial,
    )
    if form.is_valid():
        try:
            row = actions.request_visitation(
                by=request.user, plejefamilie=familie, **known, **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            if row.afgjort_at:
                return redirect("supervision:visitation_open", row.pk)
            messages.success(request, "Anmodningen er sendt. Du får besked, når den er afgjort.")
            return redirect("supervision:visitation_detail", row.pk)
    context = {"form": form, "familie": familie, "kraever": kraever, **known}
    return render(request, "supervision/visitation_form.html", context)


def _known(request, familie):
    """What the request goes on from, and what the form begins with because of it."""
    known, initial = {}, {}
    if number := request.GET.get("forloeb", ""):
        rows = Forloeb.objects.filter(
            plejefamilie=familie, slags=Forloeb.Slags.KONSULTERENDE
        ).select_related("visitation")
        row = visible_or_404(rows, request.user, pk=_whole(number))
        known["forlaenger"] = row
        before = getattr(row, "visitation", None)
        initial = {"barn": row.barn_id, "tema": row.tema_id, "oensket_udbyder": row.institution_id}
        initial["emne"] = before.emne if before else ""
    if number := request.GET.get("anmodning", ""):
        rows = Anmodning.objects.filter(plejefamilie=familie)
        row = visible_or_404(rows, request.user, pk=_whole(number))
        known["anmodning"] = row
        initial = {"hvorfor": row.tekst, "barn": row.barn_id, "anmodet_paa": row.modtaget_paa}
    return known, initial


def _whole(text):
    """The id that a parameter names, or one that no row has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_safe
@requires(Permission.SEE_FAMILIER)
def visitation_detail(request, pk):
    """One request, and its decision when it has one."""
    row = visible_or_404(Visitation.objects.select_related(*RELATED), request.user, pk=pk)
    audit.reading(row, by=request.user, formaal="visitation", familie_id=row.plejefamilie_id)
    return render(request, "supervision/visitation_detail.html", _shown(request, row))


def _shown(request, row, form=None):
    may = queries.may_decide(request.user, row)
    if may and form is None:
        form = AfgoerelseForm(visitation=row, fortryd=reverse(LISTE))
        form.helper.form_action = reverse("supervision:visitation_decide", args=[row.pk])
    return {
        "visitation": row,
        "form": form,
        "ingen_udbydere": may and not form.fields["udbyder"].queryset,
        "maa_aabne": queries.may_open(request.user, row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VISITATE)
def visitation_decide(request, pk):
    """Grant or refuse; the errors stand on the page of the request."""
    row = visible_or_404(Visitation.objects.select_related(*RELATED), request.user, pk=pk)
    if request.method != "POST":
        return redirect("supervision:visitation_detail", row.pk)
    form = AfgoerelseForm(request.POST, visitation=row, fortryd=reverse(LISTE))
    if form.is_valid():
        try:
            actions.decide_visitation(by=request.user, visitation=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Afgørelsen er gemt, og konsulenten har fået besked.")
            return redirect("supervision:visitation_detail", row.pk)
    audit.reading(row, by=request.user, formaal="visitation", familie_id=row.plejefamilie_id)
    return render(request, "supervision/visitation_detail.html", _shown(request, row, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def visitation_open(request, pk):
    """A granted request is given to a supervisor: the forløb begins."""
    familier = Plejefamilie.objects.editable_by(request.user)
    rows = Visitation.objects.filter(plejefamilie__in=familier, afgoerelse="ja")
    row = visible_or_404(rows.select_related(*RELATED), request.user, pk=pk)
    if row.forloeb_id:
        return redirect("supervision:forloeb_detail", row.forloeb_id)
    back = reverse("supervision:visitation_detail", args=[row.pk])
    form = ForloebForm(request.POST or None, visitation=row, fortryd=back)
    if form.is_valid():
        try:
            forloeb = actions.open_konsulterende(by=request.user, visitation=row, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Forløbet er begyndt. Skriv nu aftalen om det.")
            return redirect("supervision:forloebsaftale_detail", forloeb.pk)
    if request.method != "POST":
        audit.reading(row, by=request.user, formaal="visitation", familie_id=row.plejefamilie_id)
    context = {"visitation": row, "form": form}
    return render(request, "supervision/visitation_open.html", context)


# --- the institutions the municipality has chosen -----------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VISITATE)
def konsulterendeudbyder_list(request):
    """The institutions that give konsulterende forløb, and a form to choose one more (G3)."""
    kommune = kommune_with(request.user, Permission.VISITATE)
    form = UdbyderForm(request.POST or None, kommune=kommune, fortryd=reverse(LISTE))
    if form.is_valid():
        try:
            actions.choose_udbyder(by=request.user, kommune=kommune, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Institutionen er valgt.")
            return redirect("supervision:konsulterendeudbyder_list")
    rows = Konsulterendeudbyder.objects.editable_by(request.user).filter(kommune=kommune)
    context = {"form": form, "udbydere": rows.select_related("institution").order_by("-til", "pk")}
    return render(request, "supervision/konsulterendeudbyder_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VISITATE)
def konsulterendeudbyder_end(request, pk):
    """No new forløb after a day."""
    rows = Konsulterendeudbyder.objects.editable_by(request.user).select_related("institution")
    row = visible_or_404(rows, request.user, pk=pk)
    back = reverse("supervision:konsulterendeudbyder_list")
    form = UdbyderSlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_udbyder(by=request.user, udbyder=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Udbyderen er afsluttet.")
            return redirect(back)
    context = {"form": form, "udbyder": row}
    return render(request, "supervision/konsulterendeudbyder_end.html", context)
