"""Families that must take part in a course: chosen, looked over, and signed up at once (E6)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faelles import audit, danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier.models import Plejefamilie
from supervision import kursusregler
from supervision.actions.tilmelding_pligt import enrol_all
from supervision.forms.tilmelding import PligtForm
from supervision.models import Kursus
from supervision.queries import tilmelding_valg as valg


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROL_KURSER)
def tilmelding_pligt(request, pk):
    """The families of a choice, with the times they prefer; the post signs up those marked."""
    rows = Kursus.objects.editable_by(request.user).select_related("kommune", "udbyder")
    kursus = visible_or_404(rows, request.user, pk=pk)
    if kursus.kommune_id not in request.user.kommuner_med(Permission.ENROL_KURSER):
        raise Http404
    choices = valg.target_choices(request.user, kursus)
    vis = request.GET.get("vis", valg.ALLE)
    if vis not in dict(choices):
        raise Http404
    familier = valg.familier_for(request.user, kursus)
    form = PligtForm(request.POST if request.method == "POST" else None, familier=familier)
    if form.is_valid():
        chosen = form.cleaned_data["familier"].order_by("pk")
        try:
            found = enrol_all(by=request.user, kursus=kursus, plejefamilier=chosen)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _saved(found))
            return redirect("supervision:tilmelding_list", kursus.pk)
    listed = valg.targets(familier.annotate(er_med=Exists(valg.on_course(kursus))), vis)
    listed = [*listed]
    if request.method != "POST":
        audit.reading(kursus, by=request.user, formaal="tilmelding af familier, der skal deltage")
    shown = [row.pk for row in listed]
    audit.list_reading(Plejefamilie, shown, by=request.user, formaal="tilmelding til kursus")
    now = timezone.now()
    new = [row for row in listed if not row.er_med]
    marked = {*form.data.getlist("familier")} if form.is_bound else None
    context = {
        "kursus": kursus,
        "form": form,
        "vis": vis,
        "valg": choices,
        "familier": [(row, _marked(row, marked, vis)) for row in listed],
        "oensker": valg.preference_count(listed),
        "nye": len(new),
        "venter": max(0, len(new) - kursus.ledige),
        "pladser": kursusregler.seats(kursus),
        "lukket": kursusregler.closed_reason(kursus, timezone.localdate(now), now),
    }
    return render(request, "supervision/tilmelding_pligt.html", context)


def _marked(familie, marked, vis):
    if familie.er_med:
        return False
    return str(familie.pk) in marked if marked is not None else vis != valg.HAAND


def _saved(found):
    parts = [f"{danish.antal(found.plads, 'familie', 'familier')} har fået plads."]
    if found.venter:
        parts.append(f"{danish.tal(found.venter)} står på venteliste.")
    if found.allerede:
        parts.append(f"{danish.tal(found.allerede)} var med i forvejen og skal nu deltage.")
    return " ".join(parts)
