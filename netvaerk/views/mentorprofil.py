"""What a family offers as a mentor, and the courses it has completed (J3–J6, R15)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles import audit, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from netvaerk.actions.mentorprofil import save_mentorprofil
from netvaerk.forms.mentorprofil import KompetenceforloebForm, MentorprofilForm
from netvaerk.models import Mentorprofil
from netvaerk.queries.mentorfakta import egnethed_of, facts_of, in_use, krav_for
from plejefamilier.actions import record_kompetenceforloeb, remove_kompetenceforloeb
from plejefamilier.actions.kompetenceforloeb import BY_HAND
from plejefamilier.models import Kompetenceforloeb, Plejefamilie
from plejefamilier.views.open import differences, open_familie, renew

FELTER = ["ja_paa", "kompetencer", "om", "hoejst"]


def own_familie(request, pk):
    """An active family that the user answers for, its reading logged; 404 without mentors."""
    rows = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, rows)
    if not in_use(familie.kommune):
        raise Http404
    return familie


def back_to(familie):
    """The family's page about networks."""
    return reverse("netvaerk:familienetvaerk_detail", args=[familie.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorprofil_update(request, pk):
    """May the family be a mentor, does it want to, and what does it know about?"""
    familie = own_familie(request, pk)
    mine = Mentorprofil.objects.visible_to(request.user).filter(plejefamilie=familie)
    profil = mine.first()
    form = MentorprofilForm(
        request.POST or None, familie=familie, profil=profil, fortryd=back_to(familie)
    )
    context, status = {"form": form, "familie": familie}, 200
    if form.is_valid():
        try:
            save_mentorprofil(
                by=request.user,
                plejefamilie=familie,
                version=form.cleaned_data["version"],
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                profil = mine.first() or Mentorprofil(plejefamilie=familie, version=0)
                context["forskelle"] = differences(form, profil, FELTER)
                renew(form, version=profil.version)
                status = 409
        else:
            messages.success(request, "Mentorprofilen er gemt.")
            return redirect(back_to(familie))
    context["egnethed"] = egnethed_of(facts_of(familie), krav_for(familie.kommune))
    context["forloeb"] = [*familie.kompetenceforloeb.all()]
    for row in context["forloeb"]:
        row.i_haanden = row.kilde.startswith(BY_HAND)
    return render(request, "netvaerk/mentorprofil_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def kompetenceforloeb_create(request, pk):
    """A course that was held before, or elsewhere."""
    familie = own_familie(request, pk)
    back = reverse("netvaerk:mentorprofil_update", args=[familie.pk])
    form = KompetenceforloebForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            record_kompetenceforloeb(
                by=request.user,
                plejefamilie=familie,
                kilde=f"{BY_HAND}{form.cleaned_data['noegle']}",
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Forløbet er gemt.")
            return redirect(back)
    context = {"form": form, "familie": familie, "back": back}
    return render(request, "netvaerk/kompetenceforloeb_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def kompetenceforloeb_remove(request, pk):
    """What was typed by hand was wrong; the page asks first."""
    familier = Plejefamilie.objects.editable_by(request.user).active()
    rows = Kompetenceforloeb.objects.filter(plejefamilie__in=familier, kilde__startswith=BY_HAND)
    row = visible_or_404(rows, request.user, pk=pk)
    familie = own_familie(request, row.plejefamilie_id)
    back = reverse("netvaerk:mentorprofil_update", args=[familie.pk])
    if request.method == "POST":
        remove_kompetenceforloeb(by=request.user, kilde=row.kilde)
        messages.success(request, "Forløbet er slettet.")
        return redirect(back)
    audit.reading(row, by=request.user, formaal="mentorprofil", familie_id=familie.pk)
    context = {"forloeb": row, "familie": familie, "back": back}
    return render(request, "netvaerk/kompetenceforloeb_remove.html", context)
