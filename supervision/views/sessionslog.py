"""Writing down a session: one that was planned, or one that was not."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faelles import audit, kladdeside
from faelles.access import Permission, requires, visible_or_404
from faelles.constraints import on_day
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import renew
from supervision.actions.session import draft
from supervision.actions.sessionslog import log_session
from supervision.forms.sessionslog import LogForm
from supervision.models import Session, Sessionsdeltager
from supervision.queries import session as queries
from supervision.queries import sessionsforslag as forslag
from supervision.views.sessionsplan import open_forloeb

SLAGS = "supervision"  # the draft's
SKREVET = "Supervisionen er gemt."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_log(request, pk):
    """A planned session that was held: everything known is filled in."""
    led = Session.objects.led_by(request.user).values("pk")
    rows = queries.with_forloeb(Session.objects.filter(pk__in=led))
    session = visible_or_404(rows, request.user, pk=pk)
    side = kladdeside.of(request, SLAGS)
    if session.aflyst_at or (session.logget_at and request.method != "POST"):
        text = "Supervisionen er aflyst." if session.aflyst_at else "Supervisionen er skrevet."
        messages.info(request, text)
        return redirect(session)
    if session.start > timezone.now():
        messages.info(request, "Supervisionen er ikke begyndt. Du kan skrive, når den har været.")
        return redirect(session)
    if request.method != "POST":
        audit.reading(
            session,
            by=request.user,
            formaal="skriver om supervisionen",
            familie_id=session.forloeb.plejefamilie_id,
        )
    deltagere = [*session.deltagere.select_related("plejefamilie", "bruger")]
    return _write(request, session, deltagere or _invited(session), side, session=session)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def session_write(request, pk):
    """A session that was not planned, straight from the forløb; it ended just now."""
    forloeb = open_forloeb(request, pk, queries.led_forloeb(request.user))
    side = kladdeside.of(request, SLAGS)
    slut = timezone.now().replace(second=0, microsecond=0)
    session = draft(
        forloeb,
        slut - timedelta(minutes=forloeb.minutter),
        slut,
        supervisor=forloeb.supervisor,
        sted=forloeb.sted,
    )
    return _write(request, session, _invited(session), side, forloeb=forloeb)


def _write(request, shown, deltagere, side, **target):
    """The form about the session `shown`; `target` is what log_session writes it to."""
    bruger, forloeb = request.user, shown.forloeb
    familier = [one.plejefamilie for one in deltagere if one.plejefamilie]
    rows = forslag.times(forloeb)
    naeste = forslag.next_time(forloeb, shown, rows=rows)
    form = LogForm(
        request.POST or None,
        session=shown,
        deltagere=deltagere,
        maal=queries.goals(bruger, forloeb),
        boern=queries.boern(bruger, forloeb),
        ejere=queries.owners(bruger, forloeb, familier),
        forslag=naeste,
        typed=side.felter,
    )
    status = 200
    if form.is_valid():
        try:
            row = log_session(
                by=bruger,
                log=form.facts(bruger),
                version=form.cleaned_data["version"] if "session" in target else None,
                idempotency_key=side.noegle,
                bekraeft=form.confirmed,
                **target,
            )
        except ValidationError as error:
            form.warn(error)
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                if shown.pk:
                    shown.refresh_from_db()
                    renew(form, version=shown.version)
        else:
            messages.success(request, _saved(form))
            return redirect(row)
    side.keep()
    before, aabne, kommende = queries.around(bruger, shown, rows)
    context = {
        "form": form,
        "session": shown,
        "forloeb": forloeb,
        "kladdeside": side,
        "forslag": naeste,
        "foer": before,
        "kommende": kommende,
        "tid_aaben": form.is_open(*LogForm.tid),
        "aabne_aftaler": aabne,
        "tilbage": shown.get_absolute_url() if shown.pk else forloeb.get_absolute_url(),
    }
    return render(request, "supervision/session_log.html", context, status=status)


def _invited(session):
    """Who is in the forløb on the day of a session that has no list of its own yet; not saved."""
    forloeb, day = session.forloeb, timezone.localdate(session.start)
    if forloeb.plejefamilie:
        return [Sessionsdeltager(plejefamilie=forloeb.plejefamilie)]
    return [*forloeb.deltagere.filter(on_day(day)).select_related("plejefamilie", "bruger")]


def _saved(form):
    parts = [SKREVET]
    if form.cleaned_data.get("naeste"):
        parts.append("Næste gang er planlagt.")
    if any(name.startswith("aftale_tekst") and form.cleaned_data[name] for name in form.fields):
        parts.append("Aftalerne står på Min dag.")
    return " ".join(parts)
