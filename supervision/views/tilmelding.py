"""Enrolments: who is on a course, mine, one of them, an offered seat, and leaving again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from supervision import kursusregler
from supervision.actions.tilmelding import answer_offer, cancel_tilmelding, is_late
from supervision.forms.tilmelding import FramledForm, SvarForm
from supervision.models import Kursus, Tilmelding
from supervision.queries import tilmelding as queries


@require_safe
@requires(Permission.SEE_KURSER)
def tilmelding_list(request, pk):
    """Who is on a course: by name to those who hold it, else one's own and the numbers."""
    rows = queries.with_numbers(Kursus.objects.select_related("udbyder"), request.user)
    kursus = visible_or_404(rows, request.user, pk=pk)
    side = queries.participants(request.user, kursus, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Tilmelding, shown, by=request.user, formaal="tilmeldte på kursus")
    context = {
        "kursus": kursus,
        "side": side,
        "pladser": kursusregler.seats(kursus),
        "kan_tilmelde": kursus.kommune_id in request.user.kommuner_med(Permission.ENROL_KURSER)
        and not _closed(kursus),
    }
    return render(request, "supervision/tilmelding_list.html", context)


@require_safe
@requires(Permission.ENROL_KURSER)
def tilmelding_mine(request):
    """The courses of one's own families, one's own, and those one's house holds."""
    vis = request.GET.get("vis", queries.KOMMER)
    if vis not in dict(queries.FILTRE):
        raise Http404
    side = queries.tilmelding_page(request.user, vis, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Tilmelding, shown, by=request.user, formaal="tilmeldinger")
    context = {
        "side": side,
        "vis": vis,
        "filtre": queries.FILTRE,
        "egne": bool(request.user.kommuner_med(Permission.EDIT_FAMILIER)),
    }
    return render(request, "supervision/tilmelding_mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_KURSER)
def tilmelding_detail(request, pk):
    """One enrolment; the post answers an offered seat."""
    row = _open(request, pk)
    may = queries.may_change(request.user, row)
    answers = Tilmelding.objects.editable_by(request.user).filter(pk=row.pk)
    form = SvarForm(request.POST if request.method == "POST" and answers.exists() else None)
    if form.is_valid():
        ja = form.cleaned_data["svar"] == "ja"
        try:
            answer_offer(by=request.user, tilmelding=row, ja=ja, fordi=form.cleaned_data["fordi"])
        except ValidationError as error:
            add_errors(form, error)
            row = _read(request, pk)
        else:
            words = "Pladsen er taget." if ja else "Pladsen er givet videre til den næste."
            messages.success(request, words)
            return redirect("supervision:tilmelding_detail", row.pk)
    today = timezone.localdate()
    sees_family = queries.sees_family(request.user, row)
    waiting = row.status == Tilmelding.Status.VENTER and not row.afmeldt_at
    context = {
        "tilmelding": row,
        "kursus": row.kursus,
        "gange": [*row.kursus.gange.select_related("lokale__organisation")],
        "deltagere": [*row.deltagere.select_related("plejeforaelder", "bruger")],
        "form": form,
        "maa": may,
        "ser_familien": sees_family,
        "nr": queries.place_in_line(row) if waiting else 0,
        "mangler_individuel": sees_family and queries.lacks_individual(row.plejefamilie, today),
        "tilbudt": row.status == Tilmelding.Status.TILBUDT and not row.afmeldt_at,
    }
    return render(request, "supervision/tilmelding_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROL_KURSER)
def tilmelding_cancel(request, pk):
    """Take somebody off a course."""
    row = _open(request, pk, Tilmelding.objects.editable_by(request.user))
    back = reverse("supervision:tilmelding_detail", args=[row.pk])
    if row.afmeldt_at:
        return redirect(back)
    late = is_late(row.kursus, timezone.localdate())
    form = FramledForm(request.POST or None, skal=late or row.pligt, fortryd=back)
    if form.is_valid():
        try:
            cancel_tilmelding(by=request.user, tilmelding=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Meldt fra. Pladsen går til den næste på ventelisten.")
            return redirect(back)
    context = {"form": form, "tilmelding": row, "kursus": row.kursus, "sent": late, "back": back}
    return render(request, "supervision/tilmelding_cancel.html", context)


def _open(request, pk, rows=None):
    row = _read(request, pk, rows)
    if request.method in ("GET", "HEAD"):
        familie = row.plejefamilie_id
        audit.reading(row, by=request.user, formaal="tilmelding", familie_id=familie)
    return row


def _read(request, pk, rows=None):
    rows = Tilmelding.objects.all() if rows is None else rows
    related = ("kursus__udbyder", "kursus__kommune", "plejefamilie", "bruger", "by", "afmeldt_af")
    return visible_or_404(rows.select_related(*related), request.user, pk=pk)


def _closed(kursus):
    now = timezone.now()
    return kursusregler.closed_reason(kursus, timezone.localdate(now), now)
