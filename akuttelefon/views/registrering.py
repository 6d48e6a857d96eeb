"""Writing down a call: find the family, see what saving leads to, save."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions, plan
from akuttelefon.forms.opkald import (
    FOERSTE,
    UKENDT,
    ForloebForm,
    OpkaldForm,
    findable_familie,
)
from akuttelefon.frist import AmbiguousTimeError, NonexistentTimeError, local_moment
from akuttelefon.models import Opfoelgning
from akuttelefon.queries import opkald as queries
from akuttelefon.queries.familier import find_familier
from faelles import audit
from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.models import Organisation
from plejefamilier.models import Plejefamilie

FORMAAL_LINJE = "akuttelefonen"


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_OPKALD)
def opkald_create(request):
    """Write down a call. It is saved with its duty or not at all, and then says so."""
    form = OpkaldForm(
        request.POST or None, bruger=request.user, initial={"familie": request.GET.get("familie")}
    )
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        try:
            opkald = actions.log_opkald(by=request.user, **form.call)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.saved_message(opkald))
            return redirect(opkald)
    if "find" in request.POST:
        form.errors.clear()
    context = {
        "form": form,
        "familier": found_familier(request, request.POST.get("soeg", ""), chosen=form.familie),
        "doegnvagt": _doegnvagt(request.user.kommune),
        **_forloeb(request, form),
    }
    return render(request, "akuttelefon/opkald_form.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_familier(request):
    """The families that match what is typed so far, as boxes to pick from (htmx)."""
    familier = found_familier(request, request.POST.get("soeg", ""))
    context = {
        "familier": familier,
        "soeg": request.POST.get("soeg", "").strip(),
        "uden_ukendt": "uden_ukendt" in request.POST,
    }
    return render(request, "akuttelefon/_familier.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_forloeb(request):
    """Who follows up, on which day and why; and who may be ringing (htmx)."""
    typed = ("familie", "opkalder_navn", "telefon", "midlertidig_kontakt")
    form = OpkaldForm(
        None, bruger=request.user, initial={name: request.POST.get(name, "") for name in typed}
    )
    context = {
        "form": form,
        "doegnvagt": _doegnvagt(request.user.kommune),
        # the boxes of who rings change with the family only: a time typed later keeps the choice
        "skift": request.htmx.trigger == "id_familie",
        **_forloeb(request, form),
    }
    return render(request, "akuttelefon/_valgt.html", context)


def found_familier(request, text, *, chosen=None):
    """At most six families for the list of boxes, the chosen one among them, and logged."""
    familier = find_familier(request.user, text, chosen=chosen)
    audit.list_reading(
        Plejefamilie, [row.pk for row in familier], by=request.user, formaal=FORMAAL_LINJE
    )
    return familier


def _forloeb(request, form):
    """What saving will lead to, as far as it can be told from what is typed."""
    typed = ForloebForm(request.POST) if request.method == "POST" else None
    start = timezone.now()
    if typed is not None and typed.is_valid():
        start = _start(typed.cleaned_data, request.POST.get("start_gang"))
    familie = findable_familie(form["familie"].value(), request.user)
    if start is None or (familie is None and form["familie"].value() != UKENDT):
        return {"forloeb": None}
    forloeb = plan.plan_opfoelgning(
        kommune=familie.kommune if familie else request.user.kommune,
        plejefamilie=familie,
        start=start,
    )
    return {
        "forloeb": forloeb,
        "dage": queries.dayline(timezone.localdate(start), forloeb),
        "derfor": queries.why_that_day(start, forloeb.frist, forloeb.oversprungne),
        "grund": Opfoelgning.Grund(forloeb.ansvar.grund).label,
        "valgt": familie,
    }


def _start(data, gang):
    """The moment typed so far; the first of two equal ones until the person says which."""
    try:
        return local_moment(data["dato"], data["starttid"])
    except AmbiguousTimeError:
        return local_moment(data["dato"], data["starttid"], second=gang not in (None, "", FOERSTE))
    except NonexistentTimeError:
        return None


def _doegnvagt(kommune):
    return (
        Organisation.objects.filter(kommune=kommune, slags=Organisation.Slags.DOEGNVAGT, aktiv=True)
        .exclude(telefon="")
        .first()
    )
