"""The meetings of a course: one more, another time or place, cancelled."""

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles.access import Permission, requires, visible_or_404
from supervision.actions import kursusgang as actions
from supervision.forms.kursusgang import GangForm, GrundForm
from supervision.models import Kursus, Kursusgang
from supervision.views.kursus import SIDE, open_to_edit
from supervision.views.kursusudgivelse import act_on_form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursusgang_create(request, pk):
    kursus = open_to_edit(request, pk)
    form = GangForm(
        request.POST or None,
        bruger=request.user,
        kursus=kursus,
        fortryd=reverse(SIDE, args=[pk]),
        gem="Føj gangen til",
    )

    def act(data):
        actions.add_gang(
            by=request.user,
            kursus=kursus,
            version=data["version"],
            gang=form.gang,
            afvigelse=data["afvigelse"],
        )

    done = "Gangen er lagt. Undervisere og lokale er reserveret."
    return act_on_form(request, kursus, form, act, "Føj en gang til", done)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursusgang_move(request, pk):
    """Another time or place; those on the course are told."""
    gang = _open(request, pk)
    form = GangForm(
        request.POST or None,
        bruger=request.user,
        kursus=gang.kursus,
        gang=gang,
        fortryd=reverse(SIDE, args=[gang.kursus_id]),
        gem="Gem gangen",
    )

    def act(data):
        actions.move_gang(
            by=request.user,
            gang=gang,
            version=data["version"],
            til=form.gang,
            afvigelse=data["afvigelse"],
        )

    done = "Gangen er ændret. De tilmeldte får besked."
    return act_on_form(request, gang.kursus, form, act, f"Ret {gang.nr}. gang", done)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def kursusgang_cancel(request, pk):
    gang = _open(request, pk)
    form = GrundForm(
        request.POST or None,
        label="Hvorfor aflyses gangen?",
        mangler="Skriv, hvorfor gangen aflyses.",
        hint="Vises på kursets side. Står ikke i mailen til familierne.",
        gem="Aflys gangen",
        fortryd=reverse(SIDE, args=[gang.kursus_id]),
        version=gang.kursus.version,
    )

    def act(data):
        actions.cancel_gang(
            by=request.user, gang=gang, version=data["version"] or 0, fordi=data["fordi"]
        )

    done = "Gangen er aflyst. De tilmeldte får besked."
    return act_on_form(request, gang.kursus, form, act, f"Aflys {gang.nr}. gang", done)


def _open(request, pk):
    """A planned meeting, attendance not yet noted, of a course one plans. Raises Http404."""
    kurser = Kursus.objects.editable_by(request.user).filter(aflyst_at=None)
    rows = Kursusgang.objects.planned().filter(kursus__in=kurser, fremmoede_at=None)
    return visible_or_404(rows.select_related("kursus__kommune"), request.user, pk=pk)
