"""Groups: the list, one of them, a new one, changed, begun, closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, regler
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from netvaerk.actions import gruppe as actions
from netvaerk.forms.gruppe import GruppeForm, LukForm
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.queries import gruppe as queries
from netvaerk.queries.gruppemoede import moeder_for
from netvaerk.queries.medlemskab import members_for
from plejefamilier.views.open import differences, renew

LISTE = "netvaerk:gruppe_list"
FORMAAL = "netværksgruppe"


def open_gruppe(request, pk, *, edits=True):
    """Return the group that the reader may see, with her rights; log the reading of a page.

    `edits`: the act needs whoever plans the group. Raises Http404.
    """
    row = visible_or_404(queries.with_rights(request.user), request.user, pk=pk)
    if edits and (not row.maa_redigere or row.lukket_paa is not None):
        raise Http404
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal=FORMAAL)
    return row


@require_safe
@requires(Permission.SEE_NETVAERK)
def gruppe_list(request):
    """Which groups have free seats, which are forming, and what is next in each (I3)."""
    vis = request.GET.get("vis", queries.AABNE)
    if vis not in dict(queries.FILTRE):
        raise Http404
    liste = queries.gruppe_page(request.user, vis, request.GET, timezone.now())
    audit.list_readings(
        {
            Netvaerksgruppe: [linje.gruppe.pk for linje in liste.linjer],
            Medlemskab: liste.medlemskaber,
        },
        by=request.user,
        formaal=FORMAAL,
    )
    plans = request.user.can(Permission.PLAN_NETVAERK)
    context = {
        "liste": liste,
        "vis": vis,
        "filtre": [row for row in queries.FILTRE if row[0] != queries.MINE or plans],
        "kan_oprette": plans and liste.brug != queries.SLUKKET,
        "slukket": liste.brug == queries.SLUKKET,
        "tilskyndes": liste.brug == queries.TILSKYNDES,
    }
    return render(request, "netvaerk/gruppe_list.html", context)


@require_safe
@requires(Permission.SEE_NETVAERK)
@regler.read_once()
def gruppe_detail(request, pk):
    """The whole group: what it is for, its families, its meetings, its topics, and what is next."""
    gruppe = open_gruppe(request, pk, edits=False)
    members = members_for(request.user, gruppe)
    named = members.get("viste_medlemskaber", [])
    audit.list_reading(Medlemskab, named, by=request.user, formaal=FORMAAL)
    context = {
        "gruppe": gruppe,
        **queries.detail(gruppe, timezone.now()),
        **members,
        **moeder_for(request.user, gruppe),
    }
    return render(request, "netvaerk/gruppe_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_create(request):
    """A new group: what the municipality has decided is filled in."""
    kommune = kommune_with(request.user, Permission.PLAN_NETVAERK)
    if regler.value(queries.GRUPPER, kommune) == queries.SLUKKET:
        raise Http404
    back = reverse(LISTE)
    form = GruppeForm(request.POST or None, bruger=request.user, kommune=kommune, fortryd=back)
    if form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        try:
            gruppe = actions.create_gruppe(
                by=request.user, kommune=kommune, idempotency_key=key, **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Gruppen er oprettet. Find nu familier til den.")
            return redirect(gruppe)
    return render(request, "netvaerk/gruppe_form.html", {"form": form, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_update(request, pk):
    """Change what is agreed; what a colleague saved meanwhile is shown beside it."""
    gruppe = open_gruppe(request, pk)
    back = gruppe.get_absolute_url()
    form = GruppeForm(
        request.POST or None,
        bruger=request.user,
        kommune=gruppe.kommune,
        fortryd=back,
        gruppe=gruppe,
    )
    context, status = {"form": form, "back": back, "gruppe": gruppe}, 200
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.update_gruppe(by=request.user, gruppe=gruppe, version=version, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                gruppe.refresh_from_db()
                renew(form, version=gruppe.version)
                names = [name for name in actions.FELTER if name in form.fields]
                context["forskelle"] = differences(form, gruppe, names)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, "netvaerk/gruppe_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_activate(request, pk):
    """The group begins, when it has the families it needs (R14)."""
    gruppe = open_gruppe(request, pk)
    if gruppe.aktiv_fra is not None:
        return redirect(gruppe)
    if request.method == "POST":
        try:
            actions.activate_gruppe(by=request.user, gruppe=gruppe)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Gruppen er begyndt. Læg nu møderne.")
        return redirect(gruppe)
    context = {"gruppe": gruppe, **queries.detail(gruppe, timezone.now())}
    return render(request, "netvaerk/gruppe_activate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def gruppe_close(request, pk):
    """The group ends, with a day and a reason; the page says what it means first."""
    gruppe = open_gruppe(request, pk)
    back = gruppe.get_absolute_url()
    form = LukForm(request.POST or None, gruppe=gruppe, fortryd=back)
    if form.is_valid():
        try:
            actions.close_gruppe(by=request.user, gruppe=gruppe, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", None) == STALE:
                gruppe.refresh_from_db()
                renew(form, version=gruppe.version)
            add_errors(form, error)
        else:
            messages.success(request, "Gruppen er lukket.")
            return redirect(back)
    context = {"gruppe": gruppe, "form": form, "back": back}
    return render(request, "netvaerk/gruppe_close.html", context)
