"""A leader distributes the families of a konsulent who leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, danish
from faelles.access import Permission, requires
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forms.fordeling import FordelingForm
from plejefamilier.models import Plejefamilie
from plejefamilier.queries import fordeling as queries

FORMAAL = "fordeling af en konsulents familier"


@require_safe
@requires(Permission.HAND_OVER_FAMILIER)
def fordeling_list(request):
    """Whose families? Everybody who has some in the teams she leads."""
    return render(
        request, "plejefamilier/fordeling_list.html", {"people": queries.leaving(request.user)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HAND_OVER_FAMILIER)
def fordeling_create(request, pk):
    """One form: to whom, from when, why. First it is shown what happens, then it is done."""
    konsulent = _leaving(request, pk)
    form = FordelingForm(request.POST or None, bruger=request.user, konsulent=konsulent)
    status, sker = 200, None
    if form.is_valid():
        if request.POST.get("trin") == "gem" and form.cleaned_data["vist"] == form.aftryk:
            try:
                return _done(request, konsulent, form)
            except ValidationError as error:
                form.add_error(None, error)
                if getattr(error, "code", None) == STALE:
                    status = 409
                form.renew()
        else:
            sker = _what_happens(form)
    shown = [row.pk for row in form.raekker]
    audit.list_reading(Plejefamilie, shown, by=request.user, formaal=FORMAAL)
    context = {"form": form, "konsulent": konsulent, "sker": sker}
    return render(request, "plejefamilier/fordeling_form.html", context, status=status)


def _leaving(request, pk):
    person = queries.leaving(request.user).filter(pk=pk).first()
    if person is None:
        audit.record(
            "adgang.ikke_fundet",
            None,
            by=request.user,
            slags="faelles.bruger",
            opslag={"pk": str(pk)},
        )
        raise Http404
    return person


def _done(request, konsulent, form):
    made = actions.hand_over_familier(
        by=request.user,
        konsulent=konsulent,
        fordeling=[(row.pk, person) for row, person in form.fordeling],
        udgaver=form.udgaver,
        fra=form.cleaned_data["fra"],
        begrundelse=form.cleaned_data["begrundelse"],
    )
    number = danish.antal(len(made), "familie", "familier")
    day = danish.naer_dag(form.cleaned_data["fra"], timezone.localdate())
    messages.success(
        request, f"{number} har fået ny konsulent fra {day}. De nye konsulenter har fået besked."
    )
    return redirect("plejefamilier:fordeling_list")


def _what_happens(form):
    """The preview: load before and after, what follows, and what keeps its konsulent."""
    given = {}
    for row, person in form.fordeling:
        given.setdefault(person.pk, []).append(row)
    people = [person for person in form.modtagere.values() if person.pk in given]
    moved = [row for row, _ in form.fordeling]
    return {
        "byrder": queries.burdens(people, given),
        "antal": len(moved),
        "bliver": len(form.raekker) - len(moved),
        "foelger": queries.what_follows(moved),
        "fra": form.cleaned_data["fra"],
        "aftryk": form.aftryk,
    }
