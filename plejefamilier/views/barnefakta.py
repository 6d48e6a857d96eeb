"""Writing about a child: needs, wishes, plan, goals, follow-ups, stays away from home."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from faelles import danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.barnefakta import FIELDS
from plejefamilier.forms.barnefakta import (
    AflastningForm,
    BarneplanForm,
    BarnsopfoelgningForm,
    BehovForm,
    MaalForm,
    OenskeForm,
)
from plejefamilier.models import Aflastningsophold, Barn, Barnemaal, Behov, Oenske
from plejefamilier.views.open import differences, open_barn, renew

TEMPLATE = "plejefamilier/barnefakta_form.html"
GEMT = "Ændringerne er gemt."


def open_to_write(request, pk):
    """The child, its home as the user sees it, and the way back. Raises Http404."""
    barn, familie = open_barn(request, pk, Barn.objects.recordable_by(request.user))
    return barn, familie, reverse("plejefamilier:barn_detail", args=[barn.pk])


def open_fact(request, model, pk):
    """A row of `model` that the user may correct, with its child. Raises Http404."""
    rows = model.objects.recordable_by(request.user).select_related("barn")
    row = visible_or_404(rows, request.user, pk=pk)
    return row, *open_to_write(request, row.barn_id)


def answer(request, form, save, context, *, saved, back, stale=None):
    """Show `form`, or save what was typed with `save()` and go back with the words `saved`.

    `stale()` is called when a colleague saved first: it renews the form and returns the Forskel
    list; the page then answers 409 with everything typed.
    """
    status = 200
    if form.is_valid():
        try:
            save()
        except ValidationError as error:
            if stale and getattr(error, "code", None) == STALE:
                status, context["forskelle"] = 409, stale()
            else:
                add_errors(form, error)
        else:
            messages.success(request, saved)
            return redirect(back)
    return render(request, TEMPLATE, {**context, "form": form}, status=status)


def _context(barn, familie, titel, lead=""):
    return {"barn": barn, "familie": familie, "titel": titel, "lead": lead}


def _create(request, pk, form, save, *, titel, saved, lead=""):
    """A new fact: `form(data, fortryd=…)`, `save(barn=…, facts of the form)`."""
    barn, familie, back = open_to_write(request, pk)
    form = form(request.POST or None, fortryd=back)
    titel = titel.format(barn=barn.fornavn, barns=danish.ejefald(barn.fornavn))
    context = _context(barn, familie, titel, lead)
    write = partial(_written, save, request.user, barn, form)
    return answer(request, form, write, context, saved=saved, back=back)


def _written(save, bruger, barn, form):
    return save(by=bruger, barn=barn, **form.facts)


def _update(request, opened, form, save, *, titel, saved=GEMT, lead="", **more):
    """A fact to correct; `opened` is what open_fact gave, `save(facts of the form)` writes."""
    row, barn, familie, back = opened
    names = FIELDS[type(row)]
    form = form(request.POST or None, raekke=row, gem="Gem ændringer", fortryd=back, **more)

    def stale():
        renew(form, udgave=fingerprint(row, names))
        return differences(form, row, [name for name in names if name in form.fields])

    def write():
        save(by=request.user, udgave=form.cleaned_data["udgave"], **form.facts)

    context = _context(barn, familie, titel, lead) | {"raekke": row}
    return answer(request, form, write, context, saved=saved, back=back, stale=stale)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def behov_create(request, pk):
    first = {"hvornaar": Behov.Hvornaar.SENERE, "dato": timezone.localdate()}
    return _create(
        request,
        pk,
        partial(BehovForm, gem="Gem behov", initial=first),
        actions.record_behov,
        titel="{barns} behov",
        lead="Beskriv behovet, som I ser det nu. Det, der stod før, bliver i historikken.",
        saved="Behovet er gemt.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def behov_update(request, pk):
    opened = open_fact(request, Behov, pk)
    save = partial(actions.correct_behov, behov=opened[0])
    lead = "Ret kun det, der er skrevet forkert. Har behovet ændret sig, så skriv et nyt."
    return _update(request, opened, BehovForm, save, titel="Ret behov", lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def oenske_create(request, pk):
    return _create(
        request,
        pk,
        partial(OenskeForm, gem="Gem barnets ønsker", initial={"dato": timezone.localdate()}),
        actions.record_oenske,
        titel="Hvad ønsker {barn}?",
        saved="Barnets ønsker er gemt.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def oenske_update(request, pk):
    opened = open_fact(request, Oenske, pk)
    save = partial(actions.correct_oenske, oenske=opened[0])
    return _update(request, opened, OenskeForm, save, titel="Ret barnets ønsker")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def barneplan_update(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = BarneplanForm(request.POST or None, barn=barn, fortryd=back)
    lead = (
        "Planen skal være færdig senest tre måneder efter anbringelsen, og før den, når "
        "anbringelsen er uden samtykke (barnets lov § 91). Kontrolleres af kommunen."
    )
    context = _context(barn, familie, f"{danish.ejefald(barn.fornavn)} plan", lead)

    def stale():
        saved = visible_or_404(Barn.objects, request.user, pk=pk)
        renew(form, version=saved.version)
        return differences(form, saved, ("plan_reference", "plan_faerdig_paa"))

    def write():
        actions.update_barneplan(by=request.user, barn=barn, **form.cleaned_data)

    return answer(request, form, write, context, saved="Planen er gemt.", back=back, stale=stale)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def maal_create(request, pk):
    return _create(
        request,
        pk,
        partial(MaalForm, gem="Tilføj mål", initial={"fra": timezone.localdate()}),
        actions.record_maal,
        titel="Nyt mål i {barns} plan",
        saved="Målet er tilføjet.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def maal_update(request, pk):
    opened = open_fact(request, Barnemaal, pk)
    save = partial(actions.update_maal, maal=opened[0])
    return _update(request, opened, MaalForm, save, titel="Ret eller afslut målet")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def barnsopfoelgning_create(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = BarnsopfoelgningForm(request.POST or None, barn=barn, fortryd=back)
    lead = (
        "Tal med forældremyndighedsindehaveren først. Efter den første opfølgning vælger og "
        "begrunder kommunen rytmen (barnets lov § 95). Kontrolleres af kommunen."
    )
    context = _context(barn, familie, f"Opfølgning på {danish.ejefald(barn.fornavn)} plan", lead)

    def write():
        actions.record_barnsopfoelgning(by=request.user, barn=barn, **form.cleaned_data)

    return answer(request, form, write, context, saved="Opfølgningen er gemt.", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def aflastning_create(request, pk):
    return _create(
        request,
        pk,
        partial(AflastningForm, bruger=request.user, gem="Gem opholdet"),
        actions.record_aflastning,
        titel="Aflastningsophold for {barn}",
        saved="Opholdet er gemt.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def aflastning_update(request, pk):
    opened = open_fact(request, Aflastningsophold, pk)
    save = partial(actions.update_aflastning, ophold=opened[0])
    more = {"bruger": request.user}
    return _update(request, opened, AflastningForm, save, titel="Ret opholdet", **more)


@require_POST
@requires(Permission.RECORD_BARN)
def aflastning_cancel(request, pk):
    ophold, _, _, back = open_fact(request, Aflastningsophold, pk)
    actions.cancel_aflastning(by=request.user, ophold=ophold)
    messages.success(request, "Opholdet er aflyst. Det bliver stående i historikken.")
    return redirect(back)
