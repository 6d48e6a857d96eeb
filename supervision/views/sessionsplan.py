"""Planning sessions: one, many at once, moved, cancelled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import renew
from supervision.actions.session import cancel_session, move_session, plan_session
from supervision.actions.sessionsserie import plan_sessions
from supervision.forms.session import AflysForm, FlytForm, SessionForm
from supervision.forms.sessionsserie import RytmeForm, SerieForm
from supervision.models import Forloeb, Session
from supervision.queries import session as queries
from supervision.queries import sessionsforslag as forslag

FORMULAR = "supervision/session_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_create(request, pk):
    """One more time of a forløb: the next in its rhythm is filled in."""
    forloeb = open_forloeb(request, pk)
    form = SessionForm(
        request.POST or None,
        forloeb=forloeb,
        bruger=request.user,
        forslag=forslag.next_time(forloeb),
        fortryd=forloeb.get_absolute_url(),
    )
    if form.is_valid():
        try:
            plan_session(
                by=request.user,
                forloeb=forloeb,
                bekraeft=form.confirmed,
                **form.moments,
                **form.place,
            )
        except ValidationError as error:
            form.warn(error)
            add_errors(form, error)
        else:
            messages.success(request, "Supervisionen er planlagt. Alle bliver mindet om den.")
            return redirect(forloeb)
    context = {"form": form, "forloeb": forloeb, "overskrift": "Planlæg supervision"}
    return render(request, FORMULAR, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_series(request, pk):
    """The dates of a whole forløb: proposed in a rhythm, each can be moved; planned at once."""
    forloeb = open_forloeb(request, pk)
    rytme = RytmeForm(request.GET or None, forloeb=forloeb, forslag=forslag.next_time(forloeb))
    form, status = None, 200
    if request.method == "POST":
        form = SerieForm(request.POST, forloeb=forloeb, bruger=request.user)
        if form.is_valid():
            try:
                rows = plan_sessions(by=request.user, forloeb=forloeb, **form.facts)
            except ValidationError as error:
                form.warn(error)
                add_errors(form, error)
            else:
                messages.success(request, f"{len(rows)} supervisioner er planlagt.")
                return redirect(forloeb)
    elif rytme.is_bound and rytme.is_valid():
        days = forslag.series(forloeb.kommune, **rytme.rhythm)
        form = SerieForm(
            forloeb=forloeb, bruger=request.user, dage=days, klokken=rytme.cleaned_data["klokken"]
        )
        form.warnings = forslag.collisions(forloeb, form.proposed)
    context = {"form": form, "rytme": rytme, "forloeb": forloeb}
    return render(request, "supervision/session_serie.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_move(request, pk):
    session = open_planned(request, pk)
    if session.aflyst_at or session.logget_at:
        return _too_late(request, session)
    form = FlytForm(
        request.POST or None,
        session=session,
        bruger=request.user,
        fortryd=session.get_absolute_url(),
    )
    status = 200
    if form.is_valid():
        try:
            move_session(
                by=request.user,
                session=session,
                version=form.cleaned_data["version"],
                bekraeft=form.confirmed,
                **form.moments,
                **form.place,
            )
        except ValidationError as error:
            status = _conflict(form, session, error)
        else:
            messages.success(request, "Ændringen er gemt, og alle har fået besked.")
            return redirect(session)
    context = {
        "form": form,
        "forloeb": session.forloeb,
        "session": session,
        "overskrift": "Ændr tid eller sted",
    }
    return render(request, FORMULAR, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_cancel(request, pk):
    session = open_planned(request, pk)
    if session.aflyst_at or session.logget_at:
        return _too_late(request, session)
    form = AflysForm(request.POST or None, session=session, fortryd=session.get_absolute_url())
    status = 200
    if form.is_valid():
        try:
            cancel_session(by=request.user, session=session, **form.cleaned_data)
        except ValidationError as error:
            status = _conflict(form, session, error)
        else:
            messages.success(request, "Supervisionen er aflyst, og alle har fået besked.")
            return redirect(session)
    context = {
        "form": form,
        "forloeb": session.forloeb,
        "session": session,
        "overskrift": "Aflys supervisionen",
    }
    return render(request, FORMULAR, context, status=status)


def open_forloeb(request, pk, rows=None):
    """A forløb that the person plans in; the reading of a page is logged. Raises Http404."""
    rows = (Forloeb.objects if rows is None else rows).select_related(
        "kommune", "plejefamilie", "supervisor", "tema", "barn"
    )
    mine = Forloeb.objects.editable_by(request.user).values("pk")
    forloeb = visible_or_404(rows.filter(pk__in=mine), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            forloeb,
            by=request.user,
            formaal="planlægger supervision",
            familie_id=forloeb.plejefamilie_id,
        )
    return forloeb


def open_planned(request, pk):
    """A session of a forløb that the person plans in; the reading of a page is logged."""
    mine = Forloeb.objects.editable_by(request.user).values("pk")
    rows = queries.with_forloeb(Session.objects.filter(forloeb__in=mine))
    session = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            session,
            by=request.user,
            formaal="planlægger supervision",
            familie_id=session.forloeb.plejefamilie_id,
        )
    return session


def _conflict(form, session, error):
    """The errors on the form; 409 when a colleague saved in between."""
    if hasattr(form, "warn"):
        form.warn(error)
    add_errors(form, error)
    if getattr(error, "code", None) != STALE:
        return 200
    session.refresh_from_db()
    renew(form, version=session.version)
    return 409


def _too_late(request, session):
    messages.error(
        request,
        "Supervisionen er aflyst." if session.aflyst_at else "Supervisionen er allerede skrevet.",
    )
    return redirect(session)
