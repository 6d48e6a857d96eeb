"""Notes: the list, one note with its corrections and readers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.forms.kontakt import DelingForm, RettelseForm
from plejefamilier.models import Kontakt, Kontaktdeling
from plejefamilier.queries import kontakt as queries

DETAIL = "plejefamilier:kontakt_detail"


@require_safe
@requires(Permission.WRITE_KONTAKT)
def kontakt_list(request):
    """What one may read, newest first; and where to begin a new one."""
    vis = request.GET.get("vis")
    vis = vis if vis in dict(queries.FILTRE) else queries.SAGER
    page = queries.kontakt_page(request.user, vis, request.GET)
    audit.list_reading(
        Kontakt, [str(row.pk) for row in page.rows], by=request.user, formaal="ser sine notater"
    )
    context = {"page": page, "vis": vis, "filtre": queries.FILTRE}
    return render(request, "plejefamilier/kontakt_list.html", context)


@require_safe
@requires(Permission.WRITE_KONTAKT)
def kontakt_vaelg(request):
    """Whom a new note is about: one press."""
    context = {"sager": queries.cases_of(request.user)}
    return render(request, "plejefamilier/kontakt_vaelg.html", context)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def kontakt_detail(request, pk):
    kontakt = visible_or_404(queries.whole(request.user), request.user, pk=pk)
    return _show(request, kontakt, RettelseForm())


def _show(request, kontakt, rettelse, deling=None):
    """The page of a note; its readers are shown to those who manage it."""
    bruger = request.user
    kendte = kontakt.kendte
    audit.reading(
        kontakt,
        by=bruger,
        formaal="egen" if kontakt.skrevet_af_id == bruger.pk else "læser notatet",
        familie_id=kendte[0].plejefamilie_id if len(kendte) == 1 else None,
    )
    context = {
        "kontakt": kontakt,
        "aftaler": queries.aftaler_of(bruger, kontakt),
        "rettelse": rettelse,
    }
    if kontakt.bestyrer:
        context["delinger"] = queries.shared_with(bruger, kontakt)
        context["deling"] = deling or _deling_form(bruger, kontakt, context["delinger"])
    return render(request, "plejefamilier/kontakt_detail.html", context)


def _deling_form(bruger, kontakt, delinger, data=None):
    familie = kontakt.kendte[0].plejefamilie if kontakt.kendte else None
    people = queries.modtagere(
        bruger,
        familie=familie,
        barn=kontakt.barn,
        besides={queries.share_value(row) for row in delinger},
        lukket=kontakt.lukket,
    )
    return DelingForm(data, modtagere=people, lukket=kontakt.lukket)


@require_POST
@requires(Permission.WRITE_KONTAKT)
def kontakt_correct(request, pk):
    """Add a correction; what was typed stays when it cannot be saved."""
    kontakt = visible_or_404(
        queries.whole(request.user).managed_by(request.user), request.user, pk=pk
    )
    form = RettelseForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_kontakt(by=request.user, kontakt=kontakt, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Rettelsen er gemt under notatet.")
            return redirect(DETAIL, pk=pk)
    return _show(request, kontakt, form)


@require_POST
@requires(Permission.WRITE_KONTAKT)
def kontakt_share(request, pk):
    kontakt = visible_or_404(
        queries.whole(request.user).managed_by(request.user), request.user, pk=pk
    )
    form = _deling_form(
        request.user, kontakt, queries.shared_with(request.user, kontakt), request.POST
    )
    if form.is_valid():
        try:
            actions.share_kontakt(by=request.user, kontakt=kontakt, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Notatet er delt. Personen får besked uden indhold.")
            return redirect(DETAIL, pk=pk)
    return _show(request, kontakt, RettelseForm(), form)


@require_POST
@requires(Permission.WRITE_KONTAKT)
def kontaktdeling_withdraw(request, pk):
    mine = Kontaktdeling.objects.filter(kontakt__in=Kontakt.objects.managed_by(request.user))
    deling = visible_or_404(mine, request.user, pk=pk)
    actions.withdraw_deling(by=request.user, deling=deling)
    messages.success(request, "Delingen er trukket tilbage. Personen kan ikke læse notatet mere.")
    return redirect(DETAIL, pk=deling.kontakt_id)
