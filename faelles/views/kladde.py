"""Drafts of long forms: saved while somebody types, continued, put away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import kladder, kladdeside
from faelles.access import Permission, requires, visible_or_404
from faelles.actions import kladde as actions
from faelles.models import Kladde


@require_POST
@requires(Permission.USE_SAMSPIL)
def kladde_save(request, slags):
    """Keep what is typed so far: by itself (htmx), or with a button where there is no script."""
    formular = kladder.formular(slags)
    if formular is None:
        raise Http404
    try:
        gemt, fejl = kladdeside.save_posted(request, formular), None
    except ValidationError as error:
        gemt, fejl = None, error.messages[0]
    if request.htmx:
        return render(request, "faelles/_kladde_svar.html", {"gemt": gemt, "fejl": fejl})
    if gemt and gemt.kladde:
        return redirect("faelles:formkladde_continue", pk=gemt.kladde.pk)
    if fejl:
        messages.error(request, fejl)
    return redirect("/")


@require_safe
@requires(Permission.USE_SAMSPIL)
def kladde_continue(request, pk):
    """Go on where one stopped: at the address where the draft was begun."""
    kladde = visible_or_404(Kladde.objects, request.user, pk=pk)
    if kladde.slettet_at is not None or kladder.formular(kladde.slags) is None:
        return redirect("faelles:formkladde_delete", pk=pk)
    return redirect(f"{kladde.url}?kladde={kladde.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.USE_SAMSPIL)
def kladde_delete(request, pk):
    """Ask before a draft is put away; afterwards the same page offers to bring it back."""
    kladde = visible_or_404(Kladde.objects, request.user, pk=pk)
    if kladde.gemt_at is not None or kladder.formular(kladde.slags) is None:
        messages.info(request, "Det, du skrev, er gemt, så kladden er væk.")
        return redirect("/")
    if request.method == "POST":
        actions.delete_kladde(by=request.user, kladde=kladde)
        return redirect("faelles:formkladde_delete", pk=pk)
    context = {"kladde": kladde, "vist": kladder.shown(kladde)}
    return render(request, "faelles/kladde_delete.html", context)


@require_POST
@requires(Permission.USE_SAMSPIL)
def kladde_restore(request, pk):
    """Bring a deleted draft back and write on."""
    kladde = visible_or_404(Kladde.objects, request.user, pk=pk)
    try:
        actions.restore_kladde(by=request.user, kladde=kladde)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("/")
    return redirect("faelles:formkladde_continue", pk=pk)
