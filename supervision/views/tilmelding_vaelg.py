"""Signing up for a course: from the course, or from the family's page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, danish
from faelles.access import Permission, requires, visible_or_404
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import open_familie
from supervision import kursusregler
from supervision.actions.tilmelding import enrol
from supervision.forms.tilmelding import TilmeldForm
from supervision.models import Kursus, Tilmelding
from supervision.queries import tilmelding as queries
from supervision.queries import tilmelding_valg as valg

FORMAAL = "tilmelding til kursus"
LONGEST_SEARCH = 60


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROL_KURSER)
def tilmelding_create(request, pk):
    """Sign up a family or a professional; the family page gives the family with it."""
    kursus = _open_course(request, pk)
    familier = valg.familier_for(request.user, kursus)
    chosen = _chosen(request, familier, request.POST.get("familie") or request.GET.get("familie"))
    soeg = request.POST.get("soeg", "")[:LONGEST_SEARCH]
    shown, more = valg.shown_familier(familier, kursus, soeg, chosen=chosen)
    if len(shown) == 1 and not more and not soeg:
        chosen = shown[0]
    sent = request.method == "POST" and "find" not in request.POST
    form = TilmeldForm(
        request.POST if sent else None,
        familier=familier,
        shown=shown,
        kolleger=valg.kolleger(request.user, kursus),
        chosen=chosen,
    )
    if form.is_valid():
        try:
            tilmelding = enrol(by=request.user, kursus=kursus, **form.facts)
        except ValidationError as error:
            form.warn(error) if not hasattr(error, "error_dict") else form.add_error(None, error)
        else:
            messages.success(request, _saved(tilmelding))
            return redirect("supervision:tilmelding_detail", tilmelding.pk)
    _log(request, shown)
    gange = [*kursus.gange.planned()]
    context = {
        "kursus": kursus,
        "form": form,
        "soeg": soeg,
        "leder": more or bool(soeg),
        "intet_fundet": bool(soeg) and not shown,
        "har_familier": bool(shown or soeg or more),
        "allerede": valg.already_on(familier, kursus),
        "har_kolleger": valg.has_kolleger(request.user, kursus),
        "lukket": _closed(kursus, gange),
        "ledige": kursus.ledige,
        "naeste_nr": queries.length_of_line(kursus) + 1 if kursus.ledige < 1 else 0,
        "pladser": kursusregler.seats(kursus),
        "gange": gange,
    }
    return render(request, "supervision/tilmelding_create.html", context)


@require_POST
@requires(Permission.ENROL_KURSER)
def tilmelding_familier(request, pk):
    """The families a part of a name finds, fetched by the page while it is typed."""
    kursus = _open_course(request, pk)
    familier = valg.familier_for(request.user, kursus)
    soeg = request.POST.get("soeg", "")[:LONGEST_SEARCH]
    shown, _ = valg.shown_familier(familier, kursus, soeg)
    _log(request, shown)
    form = TilmeldForm(familier=familier, shown=shown, kolleger=valg.kolleger(request.user, kursus))
    context = {"form": form, "intet_fundet": not shown}
    return render(request, "supervision/_tilmelding_familier.html", context)


@require_POST
@requires(Permission.ENROL_KURSER)
def tilmelding_voksne(request, pk):
    """The grown-ups of the family that was just picked, fetched by the page."""
    kursus = _open_course(request, pk)
    familier = valg.familier_for(request.user, kursus)
    chosen = _chosen(request, familier, request.POST.get("familie"))
    if chosen:
        _log(request, [chosen])
    form = TilmeldForm(
        familier=familier, shown=[], kolleger=valg.kolleger(request.user, kursus), chosen=chosen
    )
    return render(request, "supervision/_tilmelding_voksne.html", {"form": form})


@require_safe
@requires(Permission.EDIT_FAMILIER)
def tilmelding_kursus(request, pk):
    """Which course shall the family go to?"""
    rows = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, rows)
    context = {
        "familie": familie,
        "side": valg.open_courses(request.user, familie, request.GET),
        "i_dag": timezone.localdate(),
    }
    return render(request, "supervision/tilmelding_kursus.html", context)


def _open_course(request, pk):
    rows = Kursus.objects.select_related("udbyder", "kommune")
    kursus = visible_or_404(rows, request.user, pk=pk)
    if kursus.kommune_id not in request.user.kommuner_med(Permission.ENROL_KURSER):
        raise Http404
    if request.method in ("GET", "HEAD"):
        audit.reading(kursus, by=request.user, formaal=FORMAAL)
    return kursus


def _chosen(request, familier, pk):
    """The family of an address or a form, when she may sign it up; else None."""
    digits = str(pk or "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < len(str(2**63))):
        return None
    return familier.filter(pk=digits).first()


def _closed(kursus, gange):
    now, begins = timezone.now(), min((gang.start for gang in gange), default=None)
    return kursusregler.closed_reason(kursus, timezone.localdate(now), now, begins)


def _log(request, familier):
    shown = [row.pk for row in familier]
    audit.list_reading(Plejefamilie, shown, by=request.user, formaal=FORMAAL)


def _saved(tilmelding):
    who = tilmelding.plejefamilie.kort_navn if tilmelding.plejefamilie else tilmelding.bruger.navn
    if tilmelding.status == Tilmelding.Status.VENTER:
        number = queries.place_in_line(tilmelding)
        return f"{who} står som nr. {danish.tal(number)} på ventelisten."
    return f"{who} er tilmeldt."
