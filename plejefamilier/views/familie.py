"""The pages of one family."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles.access import Permission, requires
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier import actions
from plejefamilier.forloeb import Spor
from plejefamilier.forms.familie import (
    FACTS,
    GrundForm,
    PlejefamilieFactsForm,
    PlejefamilieForm,
    SlutForm,
)
from plejefamilier.models import Plejefamilie
from plejefamilier.queries.familie import page_context
from plejefamilier.views.open import differences, open_familie, renew

LIST = "plejefamilier:plejefamilie_list"
HVORFOR = "Hvorfor skal du se adressen?"


@require_safe
@requires(Permission.SEE_FAMILIER)
def plejefamilie_detail(request, pk):
    familie, relation = open_familie(request, pk)
    context = page_context(
        request.user,
        familie,
        relation,
        vis=request.GET.get("vis", ""),
        spor=Spor.parse(request.GET.get("foer", "")),
    )
    context["grund_form"] = GrundForm(label=HVORFOR) if familie.adresse_beskyttet else None
    return render(request, "plejefamilier/plejefamilie_detail.html", context)


@require_POST
@requires(Permission.REVEAL_PROTECTED)
def plejefamilie_adresse(request, pk):
    familie, _ = open_familie(request, pk)
    form, adresse = GrundForm(request.POST, label=HVORFOR), None
    if form.is_valid():
        adresse = actions.reveal_adresse(by=request.user, plejefamilie=familie, **form.cleaned_data)
    return render(
        request,
        "plejefamilier/adresse.html",
        {"familie": familie, "form": form, "adresse": adresse, "nu": timezone.now()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejefamilie_create(request):
    form = PlejefamilieForm(request.POST or None, bruger=request.user, fortryd=reverse(LIST))
    if form.is_valid():
        facts = form.facts
        try:
            familie = actions.create_plejefamilie(
                by=request.user,
                kommune=facts["team"].kommune,
                plejeforaeldre=form.plejeforaeldre,
                **facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _after_create(request, familie)
    return render(request, "plejefamilier/plejefamilie_form.html", {"form": form})


def _after_create(request, familie):
    if Plejefamilie.objects.visible_to(request.user).filter(pk=familie.pk).exists():
        messages.success(request, f"{familie.visningsnavn} er oprettet. Vælg en fast konsulent.")
        return redirect("plejefamilier:plejefamilie_detail", familie.pk)
    messages.success(
        request,
        f"{familie.visningsnavn} er oprettet. Teamlederen vælger nu en fast konsulent, "
        "og du ser familien, når den er din.",
    )
    return redirect(LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejefamilie_update(request, pk):
    familie, _ = open_familie(request, pk, Plejefamilie.objects.editable_by(request.user))
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = PlejefamilieFactsForm(
        request.POST or None, bruger=request.user, familie=familie, fortryd=back
    )
    context, status = {"form": form, "familie": familie}, 200
    if form.is_valid():
        try:
            actions.update_plejefamilie(
                by=request.user,
                plejefamilie=familie,
                version=form.cleaned_data["version"],
                **form.changes,
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                context["familie"], _ = open_familie(request, pk)
                context["forskelle"] = _stale_facts(form, context["familie"])
        else:
            messages.success(request, "Ændringerne er gemt.")
            seen = Plejefamilie.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect(back if seen else LIST)
    return render(request, "plejefamilier/plejefamilie_form.html", context, status=status)


def _stale_facts(form, saved):
    """What the colleague saved beside what was typed; the next press saves on top of it."""
    names = [name for name in FACTS if name in form.cleaned_data]
    names += ["team"] if "team" in form.fields else []
    hidden = ("adresse",) if saved.adresse_beskyttet or form.protected else ()
    renew(form, version=saved.version)
    return differences(form, saved, names, hide=hidden)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def plejefamilie_end(request, pk):
    familie, _ = open_familie(request, pk, Plejefamilie.objects.editable_by(request.user))
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    form = SlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_plejefamilie(by=request.user, plejefamilie=familie, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{familie.visningsnavn} er afsluttet som plejefamilie.")
            return redirect(back)
    boern = familie.anbringelser.not_ended().select_related("barn").order_by("fra")
    context = {"form": form, "familie": familie, "boern": [row.barn.fornavn for row in boern]}
    return render(request, "plejefamilier/plejefamilie_end.html", context)
