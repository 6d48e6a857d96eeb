"""The address a calendar reads by itself, and the buttons that make and close it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from akuttelefon.actions import vagtkalender as actions
from akuttelefon.ical import shifts_as_calendar
from akuttelefon.queries.kalender import readable_kalender
from akuttelefon.views.vagttilbud import page_of
from faelles.access import Permission, requires
from faelles.hemmelig import calendar_answer, nothing_here


@require_POST
@requires(Permission.SEE_VAGTPLAN)
def vagtkalender_open(request):
    """Make an address, and show it this once: only its hash is kept."""
    secret = actions.open_kalender(by=request.user)
    path = reverse("akuttelefon:vagtkalender_feed", args=[secret])
    adresse = request.build_absolute_uri(path)
    return render(request, "akuttelefon/vagt_mine.html", page_of(request, adresse=adresse))


@require_POST
@requires(Permission.SEE_VAGTPLAN)
def vagtkalender_close(request):
    if actions.close_kalender(by=request.user):
        messages.success(request, "Kalenderadressen er lukket og kan ikke læses længere.")
    return redirect(f"{reverse('akuttelefon:vagt_mine')}#kalender")


@login_not_required
@require_safe
def vagtkalender_feed(request, noegle):
    """The shifts of whoever has this secret address. No login, no cookie, no page around it.

    A secret that is unknown, closed or misspelt, and one whose owner has stopped, answer alike.
    """
    now = timezone.now()
    kalender = readable_kalender(noegle)
    if kalender is None:
        return nothing_here()
    actions.note_fetch(by=None, kalender=kalender)
    return calendar_answer(shifts_as_calendar(kalender.bruger, now), "vagter.ics")
