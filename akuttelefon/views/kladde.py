"""Drafts of calls: saved while somebody types, continued, put away, taken over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.forms.kladde import typed_fields
from akuttelefon.forms.opkald import OpkaldForm, picked_familie
from akuttelefon.models import Opkald, Opkaldskladde
from akuttelefon.queries import kladder
from akuttelefon.views.registrering import keep, keep_and_show, show_form
from faelles.access import Permission, requires, visible_or_404

LONGEST_ID = 15  # digits


@require_POST
@requires(Permission.LOG_OPKALD)
def kladde_save(request):
    """Keep what is typed so far: by itself (htmx), or before one turns to another call."""
    if not request.htmx:
        return _save_and_go_on(request)
    familie = picked_familie(request.POST.get("familie"), request.user)
    try:
        gemt, fejl = keep(request, familie), None
    except ValidationError as error:
        gemt, fejl = None, error.messages[0]
    return render(request, "akuttelefon/_kladde_svar.html", {"gemt": gemt, "fejl": fejl})


def _save_and_go_on(request):
    """A button was pressed: save, then an empty form (»nyt«), another draft (»skift«), or this."""
    form = OpkaldForm(bruger=request.user, initial=typed_fields(request.POST))
    try:
        kladde = keep(request, form.familie).kladde
    except ValidationError:
        form = OpkaldForm(request.POST, bruger=request.user)
        form.errors.clear()
        return keep_and_show(request, form)
    number = request.POST.get("skift", "")
    if number.isascii() and number.isdigit() and len(number) <= LONGEST_ID:
        return redirect("akuttelefon:kladde_continue", pk=int(number))
    if kladde is None or "nyt" in request.POST:
        return redirect("akuttelefon:opkald_create")
    return redirect(kladde)


@require_GET
@requires(Permission.LOG_OPKALD)
def kladde_continue(request, pk):
    """Write on where one stopped, or where the connection did."""
    kladde = visible_or_404(Opkaldskladde.objects, request.user, pk=pk)
    if kladde.bruger_id != request.user.pk:
        return redirect("akuttelefon:kladde_take_over", pk=pk)
    try:
        kladde = actions.open_kladde(by=request.user, kladde=kladde)
    except ValidationError:
        return redirect("akuttelefon:kladde_delete", pk=pk)
    form = OpkaldForm(bruger=request.user, kladde=kladde, initial=kladde.felter)
    return show_form(request, form, kladde=kladde)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_OPKALD)
def kladde_delete(request, pk):
    """Ask before a draft is put away; afterwards the same page offers to bring it back."""
    kladde = _own_or_told(request.user, pk)
    if request.method == "POST":
        try:
            actions.delete_kladde(by=request.user, kladde=kladde)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("akuttelefon:opkald_create")
        return redirect("akuttelefon:kladde_delete", pk=pk)
    if kladde.bruger_id != request.user.pk:
        return redirect("akuttelefon:kladde_take_over", pk=pk)
    opkald = Opkald.objects.visible_to(request.user).filter(idempotency_key=kladde.noegle).first()
    if opkald:
        return redirect(opkald)
    context = {"kladde": kladde, "paabegyndt": kladder.begun(kladde.begyndt_at)}
    return render(request, "akuttelefon/kladde_delete.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def kladde_restore(request, pk):
    """Bring a deleted draft back and write on."""
    kladde = visible_or_404(Opkaldskladde.objects, request.user, pk=pk)
    try:
        actions.restore_kladde(by=request.user, kladde=kladde)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("akuttelefon:opkald_create")
    return redirect(kladde)


@require_http_methods(["GET", "POST"])
@requires(Permission.LEAD_TEAM)
def kladde_take_over(request, pk):
    """A leader reads and finishes what somebody else left unsaved; the writer is told."""
    kladde = _own_or_told(request.user, pk)
    if kladde.bruger_id == request.user.pk:
        return redirect(kladde)
    if kladde.slettet_at is not None:
        messages.info(request, "Opkaldet er gemt, eller kladden er slettet.")
        return redirect("akuttelefon:opkald_list")
    if request.method == "POST":
        try:
            actions.take_over_kladde(by=request.user, kladde=kladde)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("akuttelefon:opkald_create")
        return redirect(kladde)
    context = {"kladde": kladde, "paabegyndt": kladder.begun(kladde.begyndt_at)}
    return render(request, "akuttelefon/kladde_take_over.html", context)


def _own_or_told(bruger, pk):
    """One's own draft, or one that was left until the leader was told."""
    rows = Opkaldskladde.objects.select_related("plejefamilie", "bruger")
    return visible_or_404(rows, bruger, pk=pk)
