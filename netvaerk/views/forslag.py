"""Which families could be in a group, and proposing one (I4)."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from netvaerk.actions.medlemskab import propose_familie
from netvaerk.forms.medlemskab import ForeslaaForm
from netvaerk.models import Netvaerksgruppe
from netvaerk.queries import forslag as queries
from netvaerk.queries.gruppe import SLUKKET, rules_for, with_rights
from netvaerk.stoerrelse import graenser_for, why_full
from plejefamilier.models import Plejefamilie

FORMAAL = "forslag til netværksgruppe"
GRUPPE, LISTE = "netvaerk:gruppe_detail", "netvaerk:forslag_list"
NUMBER = re.compile(r"[0-9]{1,18}")
FORAELDET = "Listen har ændret sig, siden du åbnede den. Vælg familien igen."


@require_safe
@requires(Permission.PLAN_NETVAERK)
@regler.read_once()
def forslag_list(request, pk):
    """Families that fit, best first: one's own with all reasons; the others, to whoever plans the
    group, without name and reasons.
    """
    gruppe = _gruppe(request, pk)
    answers = _answers(request.user, gruppe)
    if not (gruppe.maa_redigere or answers):
        raise Http404
    rules = rules_for(gruppe.kommune)
    open_ = gruppe.lukket_paa is None and rules.brug != SLUKKET
    liste = queries.Kandidater([], [])
    if open_:
        liste = queries.candidates(request.user, gruppe, andre=gruppe.maa_redigere)
    shown = {Netvaerksgruppe: [gruppe.pk], Plejefamilie: [one.familie for one in liste.egne]}
    audit.list_readings(shown, by=request.user, formaal=FORMAAL)
    context = {
        "gruppe": gruppe,
        "liste": liste,
        "svarer": answers,
        "aaben": open_,
        "fuld": why_full(gruppe.familier, rules.graenser),
        "graenser": rules.graenser,
        "uden_punkter": bool(liste.andre) and not liste.andre[0].punkter,
    }
    return render(request, "netvaerk/forslag_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def medlemskab_propose(request, pk):
    """Propose a family: one's own by its id, with its answer if it has given one; another's by the
    key of the list, without knowing which it is.
    """
    gruppe = _gruppe(request, pk)
    if request.method == "POST" and request.POST.get("noegle"):
        return _propose_unnamed(request, gruppe)
    given = request.POST.get("familie") or request.GET.get("familie") or ""
    if not given and gruppe.maa_redigere:
        return redirect(LISTE, gruppe.pk)
    if not NUMBER.fullmatch(given) or not _answers(request.user, gruppe):
        raise Http404
    familier = Plejefamilie.objects.editable_by(request.user).filter(kommune=gruppe.kommune_id)
    familie = visible_or_404(familier, request.user, pk=int(given))
    if request.method != "POST":
        audit.reading(familie, by=request.user, formaal=FORMAAL, familie_id=familie.pk)
    back = reverse("netvaerk:familienetvaerk_detail", args=[familie.pk])
    form = ForeslaaForm(request.POST if request.method == "POST" else None, fortryd=back)
    if form.is_valid():
        try:
            row = propose_familie(
                by=request.user, gruppe=gruppe, plejefamilie=familie, **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _saved(row, gruppe))
            return redirect(back)
    context = {
        "gruppe": gruppe,
        "familie": familie,
        "form": form,
        "match": queries.fit_of(gruppe, familie),
        "fuld": why_full(gruppe.familier, graenser_for(gruppe.kommune)),
    }
    return render(request, "netvaerk/medlemskab_form.html", context)


def _propose_unnamed(request, gruppe):
    if not gruppe.maa_redigere:
        raise Http404
    familie = queries.by_key(request.user, gruppe, request.POST["noegle"])
    if familie is None:
        messages.error(request, FORAELDET)
        return redirect(LISTE, gruppe.pk)
    try:
        propose_familie(by=request.user, gruppe=gruppe, plejefamilie=familie)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(LISTE, gruppe.pk)
    messages.success(request, "Familien er foreslået. Dens konsulent er bedt om at spørge den.")
    return redirect(GRUPPE, gruppe.pk)


def _gruppe(request, pk):
    """The group with its rights, numbers and drives. Raises Http404."""
    rows = queries.with_distances(with_rights(request.user))
    return visible_or_404(rows, request.user, pk=pk)


def _answers(bruger, gruppe):
    return gruppe.kommune_id in bruger.kommuner_med(Permission.ANSWER_NETVAERK)


def _saved(row, gruppe):
    if row.svar:
        return f"Familien er med i »{gruppe.navn}«."
    return "Familien er foreslået. Skriv dens svar her, når du har spurgt den."
