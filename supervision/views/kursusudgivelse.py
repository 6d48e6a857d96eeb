"""A course on its way to the catalogue: sent, sent back, published, cancelled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import renew
from supervision.actions import kursus as actions
from supervision.actions.kursusgang import cancel_kursus
from supervision.forms.kursusgang import GrundForm
from supervision.views.kursus import SIDE, open_to_edit


@require_POST
@requires(Permission.PLAN_KURSER)
def kursus_send(request, pk):
    return _do(request, pk, actions.send_kursus, "Kommunen har fået besked om udkastet.")


@require_POST
@requires(Permission.PUBLISH_KURSER)
def kursus_publish(request, pk):
    return _do(request, pk, actions.publish_kursus, "Kurset er udgivet. Nu kan der tilmeldes.")


def _do(request, pk, act, done):
    kursus = open_to_edit(request, pk)
    try:
        act(by=request.user, kursus=kursus)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(kursus)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def kursus_return(request, pk):
    """Back to whoever drafted it, with what is missing (E18)."""
    kursus = open_to_edit(request, pk)
    form = GrundForm(
        request.POST or None,
        label="Hvad mangler?",
        mangler="Skriv, hvad der mangler.",
        hint="Den, der har lavet udkastet, kan læse det på kursets side.",
        gem="Send udkastet tilbage",
        fortryd=reverse(SIDE, args=[pk]),
    )

    def act(data):
        actions.return_kursus(by=request.user, kursus=kursus, fordi=data["fordi"])

    return act_on_form(request, kursus, form, act, "Send udkastet tilbage", "Udkastet er sendt.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursus_cancel(request, pk):
    kursus = open_to_edit(request, pk)
    form = GrundForm(
        request.POST or None,
        label="Hvorfor aflyses det?",
        mangler="Skriv, hvorfor kurset aflyses.",
        hint="Vises på kursets side. Står ikke i mailen til familierne.",
        gem="Aflys kurset",
        fortryd=reverse(SIDE, args=[pk]),
        version=kursus.version,
    )

    def act(data):
        cancel_kursus(
            by=request.user, kursus=kursus, version=data["version"] or 0, fordi=data["fordi"]
        )

    done = "Kurset er aflyst. De tilmeldte får besked."
    return act_on_form(request, kursus, form, act, "Aflys kurset", done)


def act_on_form(request, kursus, form, act, overskrift, done):
    """Show the form of an act on a course; do it, and go back to the course."""
    status = 200
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            if "afvigelse" in getattr(error, "error_dict", {}):
                form.ask_why()
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                kursus.refresh_from_db()
                renew(form, version=kursus.version)
        else:
            messages.success(request, done)
            return redirect(kursus)
    context = {"form": form, "kursus": kursus, "overskrift": overskrift}
    return render(request, "supervision/kursus_handling.html", context, status=status)
