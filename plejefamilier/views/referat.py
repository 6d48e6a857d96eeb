"""The agenda and the minutes of a meeting, its agreements, and the paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, kladdeside
from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier import actions, moedeslags
from plejefamilier.forms.aftale import AftaleForm
from plejefamilier.forms.moede import DagsordenForm
from plejefamilier.forms.referat import ReferatForm, RettelseForm
from plejefamilier.models import Moede
from plejefamilier.queries import moede as queries
from plejefamilier.views.moede import ROOT, open_moede
from plejefamilier.views.open import renew

GEM_OG_LAAS = "laas"  # the button that also locks


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def dagsorden_update(request, pk):
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    if moede.aflyst_at or moede.referat_laast_at:
        return _too_late(request, moede)
    form = DagsordenForm(
        request.POST or None,
        moede=moede,
        punkter=[*moede.punkter.all()],
        fortryd=reverse(ROOT, args=[pk]),
    )
    status = 200
    if form.is_valid():
        try:
            actions.set_dagsorden(by=request.user, moede=moede, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                moede.refresh_from_db()
                renew(form, version=moede.version)
        else:
            messages.success(request, "Dagsordenen er gemt.")
            return redirect(moede)
    context = {"form": form, "moede": moede, "overskrift": "Ret dagsordenen"}
    return render(request, "plejefamilier/moede_handling.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def referat_update(request, pk):
    """Write the minutes, with who came; kept as a draft while they are written."""
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    if moede.aflyst_at or moede.referat_laast_at:
        return _too_late(request, moede)
    if moede.start > timezone.now():
        messages.error(request, "Mødet er ikke begyndt endnu.")
        return redirect(moede)
    side = kladdeside.of(request, "referat")
    form = ReferatForm(
        request.POST or None,
        moede=moede,
        punkter=[*moede.punkter.all()],
        deltagere=[*queries.deltagere(moede)],
        initial=side.felter,
    )
    status = 200
    if form.is_valid():
        try:
            actions.write_referat(
                by=request.user, moede=moede, idempotency_key=side.noegle, **form.facts
            )
            if GEM_OG_LAAS in request.POST:
                actions.lock_referat(by=request.user, moede=moede)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                moede.refresh_from_db()
                renew(form, version=moede.version)
        else:
            locked = GEM_OG_LAAS in request.POST
            told = "Referatet er låst, og deltagerne har fået besked." if locked else None
            messages.success(request, told or "Referatet er gemt. Lås det, når det er færdigt.")
            return redirect(moede)
    side.keep()
    context = {"form": form, "moede": moede, "kladdeside": side}
    return render(request, "plejefamilier/referat_form.html", context, status=status)


def _too_late(request, moede):
    """Back to a meeting whose agenda and minutes no longer change."""
    told = "Mødet er aflyst." if moede.aflyst_at else "Referatet er låst. Skriv en rettelse."
    messages.error(request, told)
    return redirect(moede)


@require_POST
@requires(Permission.MANAGE_MOEDER)
def referat_lock(request, pk):
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    try:
        actions.lock_referat(by=request.user, moede=moede)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Referatet er låst, og deltagerne har fået besked.")
    return redirect(moede)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def referatrettelse_create(request, pk):
    moede = open_moede(request, pk, Moede.objects.editable_by(request.user))
    if moede.referat_laast_at is None:
        messages.error(request, "Referatet er ikke låst. Ret i det.")
        return redirect(moede)
    form = RettelseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.correct_referat(by=request.user, moede=moede, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Rettelsen er føjet til referatet.")
            return redirect(moede)
    context = {"form": form, "moede": moede}
    return render(request, "plejefamilier/referatrettelse_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MOEDER)
def moede_aftale_create(request, pk):
    """An agreement made in the meeting: it stands on its owner's Min dag until it is done."""
    moede = open_moede(request, pk)
    form = AftaleForm(
        request.POST or None,
        bruger=request.user,
        kommune=moede.kommune,
        fortryd=reverse(ROOT, args=[pk]),
    )
    if form.is_valid():
        try:
            actions.create_aftale(
                by=request.user,
                kommune=moede.kommune,
                moede=moede,
                plejefamilie=moede.plejefamilie,
                barn=moede.barn,
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Aftalen er gemt og står på Min dag hos den ansvarlige.")
            return redirect(moede)
    context = {"form": form, "moede": moede, "overskrift": "Ny aftale fra mødet"}
    return render(request, "plejefamilier/moede_handling.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def moede_pdf(request, pk):
    """Agenda or minutes on paper. The name of the file holds no person's."""
    moede = open_moede(request, pk)
    audit.record("moede.hentet", moede, by=request.user, familie_id=moede.plejefamilie_id)
    deltagere = [(one, moedeslags.PLADSER.get(one.plads, "")) for one in queries.deltagere(moede)]
    may_edit = Moede.objects.editable_by(request.user).filter(pk=moede.pk).exists()
    context = {
        "moede": moede,
        "deltagere": deltagere,
        "punkter": [*moede.punkter.all()],
        "viser_referat": moede.referat_laast_at is not None or may_edit,
        "rettelser": [*moede.rettelser.select_related("by")],
        "aftaler": [*queries.aftaler(request.user, moede)],
    }
    titel = "Referat af møde" if moede.afholdt_at else "Dagsorden for møde"
    content = render_pdf(
        "plejefamilier/moede_pdf.html",
        context,
        by=request.user,
        kommune=moede.kommune,
        titel=titel,
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="moede-{moede.pk}.pdf"'
    return answer
