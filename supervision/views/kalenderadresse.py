"""The secret addresses: the page that makes and closes them, and what a calendar program reads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from faelles.access import Permission, requires, visible_or_404
from faelles.hemmelig import calendar_answer, nothing_here
from supervision.actions import kalenderadresse as actions
from supervision.forms.kalender import AdresseForm
from supervision.ical import FILNAVNE, times_as_calendar
from supervision.models import Kalenderadresse
from supervision.queries import kalenderadresse as queries


@require_safe
@requires(Permission.SEE_KALENDER)
def kalenderadresse_list(request):
    return _page(request)


@require_POST
@requires(Permission.SEE_KALENDER)
def kalenderadresse_open(request):
    """Make an address, and show it this once: only its hash is kept."""
    form = AdresseForm(request.POST, bruger=request.user)
    if not form.is_valid():
        return _page(request, fejl=next(iter(form.errors.values()))[0])
    secret = actions.open_kalenderadresse(by=request.user, **form.cleaned_data)
    path = reverse("supervision:kalenderadresse_feed", args=[secret])
    return _page(request, adresse=request.build_absolute_uri(path), **form.cleaned_data)


@require_POST
@requires(Permission.SEE_KALENDER)
def kalenderadresse_close(request, pk):
    adresse = visible_or_404(Kalenderadresse.objects, request.user, pk=pk)
    if actions.close_kalenderadresse(by=request.user, adresse=adresse):
        messages.success(request, "Kalenderadressen er lukket og kan ikke læses længere.")
    return redirect("supervision:kalenderadresse_list")


def _page(request, **shown):
    context = {
        "adresser": [*queries.mine(request.user)],
        "lokaler": [*queries.rooms(request.user)],
        "hus": request.user.organisation.navn,
        **shown,
    }
    return render(request, "supervision/kalenderadresse_list.html", context)


@login_not_required
@require_safe
def kalenderadresse_feed(request, noegle):
    """The times behind a secret address. No login, no cookie, no page around it.

    A secret that is unknown, closed or misspelt, and one whose owner has lost the right, answer
    alike.
    """
    now = timezone.now()
    adresse = queries.readable(noegle, timezone.localdate())
    if adresse is None:
        return nothing_here()
    actions.note_fetch(by=None, adresse=adresse)
    return calendar_answer(times_as_calendar(adresse, now), FILNAVNE[adresse.slags])
