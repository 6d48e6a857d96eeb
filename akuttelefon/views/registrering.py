"""Writing down a call: find the family, see what saving leads to, save."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions, plan
from akuttelefon.forms.kladde import typed_fields
from akuttelefon.forms.opkald import FOERSTE, ForloebForm, OpkaldForm
from akuttelefon.frist import AmbiguousTimeError, NonexistentTimeError, local_moment
from akuttelefon.models import Opfoelgning, Opkald, Underretning
from akuttelefon.queries import familier, kladder
from akuttelefon.queries import opkald as queries
from akuttelefon.vurderer import deadline
from faelles import audit, regler
from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.forms.kladde import FaneForm
from faelles.models import Organisation
from plejefamilier.models import Plejefamilie

FORMAAL_LINJE = "akuttelefonen"
FIRST = (None, "", FOERSTE)


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_OPKALD)
def opkald_create(request):
    """Write down a call. It is saved with its duty or not at all, and then says so."""
    if request.method == "GET":
        form = OpkaldForm(bruger=request.user, initial={"familie": request.GET.get("familie")})
        return show_form(request, form)
    noegle, kladde = _own_kladde(request)
    form = OpkaldForm(request.POST, bruger=request.user, kladde=kladde)
    if "find" not in request.POST and form.is_valid():
        call = {**form.call, "idempotency_key": noegle}
        try:
            opkald = actions.log_opkald(by=request.user, **call)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, queries.saved_message(opkald))
            return redirect(opkald)
    if "find" in request.POST:
        form.errors.clear()
    return keep_and_show(request, form)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_familier(request):
    """The families that match what is typed so far, as boxes to pick from (htmx)."""
    context = {
        "familier": found_familier(request, request.POST.get("soeg", "")),
        "soeg": request.POST.get("soeg", "").strip(),
        "uden_ukendt": "uden_ukendt" in request.POST,
    }
    return render(request, "akuttelefon/_familier.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def opkald_forloeb(request):
    """Who follows up, on which day and why; and who may be ringing (htmx)."""
    _, kladde = _own_kladde(request)
    typed = typed_fields(request.POST)
    form = OpkaldForm(bruger=request.user, kladde=kladde, initial=typed)
    # the boxes of who rings change with the family only: a time typed later keeps the choice
    skift = request.htmx.trigger == "id_familie"
    context = {
        "form": form,
        "skift": skift,
        **_forloeb(request, form, typed),
        **(_ark(request, form) if skift else {}),
    }
    return render(request, "akuttelefon/_valgt.html", context)


def found_familier(request, text, *, chosen=None):
    """At most six families for the list of boxes, the chosen one among them, and logged."""
    found = familier.find_familier(request.user, text, chosen=chosen)
    audit.list_reading(
        Plejefamilie, [row.pk for row in found], by=request.user, formaal=FORMAAL_LINJE
    )
    return found


def keep(request, familie):
    """Save the posted form as a draft, word for word. Raises ValidationError when it is too long,
    or when the form has lost its key (code "key")."""
    tab = FaneForm(request.POST)
    if not tab.is_valid():
        raise ValidationError("Åbn siden igen, og skriv opkaldet derfra.", code="key")
    return actions.save_kladde(
        by=request.user,
        kommune=request.user.kommune,
        noegle=tab.cleaned_data["idempotency_key"],
        fane=tab.cleaned_data["fane"],
        nr=tab.cleaned_data["nr"] or 0,
        felter=typed_fields(request.POST),
        plejefamilie=familie,
    )


def keep_and_show(request, form):
    """The form again, with what was typed: on the page and in the draft."""
    kladde = None
    try:
        kladde = keep(request, form.familie).kladde
    except ValidationError as error:
        form.add_error(None, error)
    return show_form(request, form, kladde=kladde)


def show_form(request, form, *, kladde=None, status=200):
    """The page that a call is written on. `kladde` is the draft it is saved in, if there is one."""
    soeg = form["soeg"].value() or ""
    typed = form.data if form.is_bound else form.initial if kladde else None
    context = {
        "form": form,
        "kladde": kladde,
        "noegle": kladde.noegle if kladde else form["idempotency_key"].value(),
        "fane": kladde.fane if kladde else uuid.uuid4(),
        "nr": kladde.nr if kladde else 0,
        "kladder": kladder.waiting(request.user, besides=kladde),
        "familier": found_familier(request, soeg, chosen=form.familie),
        **_forloeb(request, form, typed),
        **_ark(request, form),
    }
    return render(request, "akuttelefon/opkald_form.html", context, status=status)


def _own_kladde(request):
    """The key and the draft, if any, that the posted form writes on."""
    tab = FaneForm(request.POST)
    if not tab.is_valid():
        return None, None
    data = tab.cleaned_data
    return kladder.of_tab(request.user, data["idempotency_key"], data["fane"])


def _ark(request, form):
    """The minimal sheet of the family picked, and its open calls; the reading is logged (W1)."""
    familie = form.familie
    if familie is None:
        return {"ark": None}
    ark = familier.familieark(request.user, familie)
    audit.reading(familie, by=request.user, formaal=FORMAAL_LINJE, familie_id=familie.pk)
    audit.list_reading(
        Opkald, [row.pk for row in ark.opkald], by=request.user, formaal=FORMAAL_LINJE
    )
    return {"ark": ark}


def _forloeb(request, form, typed):
    """What saving will lead to, as far as it can be told from what is typed (None: nothing yet)."""
    now = timezone.now()
    start = now if typed is None else _start(typed)
    familie = form.familie
    kommune = familie.kommune if familie else request.user.kommune
    context = {"valgt": familie, "doegnvagt": _doegnvagt(request.user.kommune), "forloeb": None}
    if start is None:
        return context
    sent = regler.value("akut.sent_skrevet_timer", kommune)
    context["sent_timer"] = sent if now - start > timedelta(hours=sent) else None
    if familie is None and not form.ukendt:
        return context
    forloeb = plan.plan_opfoelgning(kommune=kommune, plejefamilie=familie, start=start)
    return {
        **context,
        "forloeb": forloeb,
        "dage": queries.dayline(timezone.localdate(start), forloeb),
        "derfor": queries.why_that_day(start, forloeb.frist, forloeb.oversprungne),
        "grund": Opfoelgning.Grund(forloeb.ansvar.grund).label,
        **_underretning(form, kommune, start),
    }


def _underretning(form, kommune, start):
    """Who must assess the call, and by when, once the answer is yes."""
    if form["underretningssvar"].value() != Opkald.Underretningssvar.JA:
        return {}
    vurderer = plan.plan_vurdering(
        kommune=kommune, plejefamilie=form.familie, boern=form.picked_boern
    )
    return {
        "vurderer": vurderer,
        "vurderer_ord": Underretning.Grund(vurderer.grund).label,
        "vurderes_senest": deadline(start, kommune),
    }


def _start(typed):
    """The moment typed so far; the first of two equal ones until the person says which."""
    form = ForloebForm(typed)
    if not form.is_valid():
        return timezone.now()
    dato, klokken = form.cleaned_data["dato"], form.cleaned_data["starttid"]
    try:
        return local_moment(dato, klokken)
    except AmbiguousTimeError:
        return local_moment(dato, klokken, second=typed.get("start_gang") not in FIRST)
    except NonexistentTimeError:
        return None


def _doegnvagt(kommune):
    return (
        Organisation.objects.filter(kommune=kommune, slags=Organisation.Slags.DOEGNVAGT, aktiv=True)
        .exclude(telefon="")
        .first()
    )
