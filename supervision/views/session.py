"""The page of a session, as its reader may see it; and corrections."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from supervision.actions.sessionslog import correct_session
from supervision.forms.session import RettelseForm
from supervision.queries import session as queries


@require_safe
@requires(Permission.SEE_SUPERVISION)
def session_detail(request, pk):
    session = visible_or_404(queries.whole(request.user), request.user, pk=pk)
    return _show(request, session, RettelseForm(initial={"idempotency_key": uuid.uuid4()}))


@require_POST
@requires(Permission.PLAN_SUPERVISION)
def session_correct(request, pk):
    """Add a correction; what was typed stays when it cannot be saved."""
    session = visible_or_404(queries.whole(request.user), request.user, pk=pk)
    form = RettelseForm(request.POST)
    if form.is_valid():
        try:
            correct_session(by=request.user, session=session, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Rettelsen er gemt under teksten.")
            return redirect(session)
    return _show(request, session, form)


def _show(request, session, rettelse):
    bruger = request.user
    parts = queries.parts(bruger, session)
    familie_id = session.forloeb.plejefamilie_id
    audit.reading(session, by=bruger, formaal=queries.FORMAAL, familie_id=familie_id)
    if parts["fortroligt"]:
        audit.reading(
            parts["fortroligt"], by=bruger, formaal=queries.FORMAAL, familie_id=familie_id
        )
    open_still = session.aflyst_at is None and session.logget_at is None
    begun = session.start <= timezone.now()
    context = {
        **parts,
        "session": session,
        "forloeb": session.forloeb,
        "kan_skrives": open_still and begun and session.leder,
        "kan_flyttes": open_still and session.planlaegger,
        "mangler": open_still and session.slut <= timezone.now(),
        "retter": session.logget_af_id == bruger.pk and bruger.can(Permission.PLAN_SUPERVISION),
        "rettelse": rettelse,
        "i_dag": timezone.localdate(),
    }
    return render(request, "supervision/session_detail.html", context)
