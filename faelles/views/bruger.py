from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, danish, paging
from faelles.access import Permission, Rolle, kommune_with, requires, visible_or_404
from faelles.actions import bruger as actions
from faelles.constraints import on_day
from faelles.forms.bruger import BrugerForm, NyBrugerForm, RolleForm, RolleSlutForm
from faelles.login import MailDown, send_password_link
from faelles.models import Bruger, Rolletildeling
from faelles.versions import STALE, fingerprint

AABNE_OPGAVER = "Åbne opfølgninger går til den, der nu har ansvaret, inden for fem minutter."


@require_safe
@requires(Permission.MANAGE_BRUGERE)
def bruger_list(request):
    """Everybody in the municipality and at its partners; open accounts unless all are asked for."""
    today = timezone.localdate()
    rolle = request.GET.get("rolle", "")
    alle = request.GET.get("vis") == "alle"
    rows = Bruger.objects.visible_to(request.user)
    if not alle:
        rows = rows.filter(is_active=True)
    if rolle in Rolle.values:
        roles = Rolletildeling.objects.visible_to(request.user).filter(on_day(today), rolle=rolle)
        rows = rows.filter(pk__in=roles.values("bruger"))
    nu = Rolletildeling.objects.filter(on_day(today)).select_related("team").order_by("pk")
    rows = rows.select_related("organisation").prefetch_related(
        Prefetch("roller", nu, to_attr="roller_nu")
    )
    page = paging.page(rows, request.GET, by=paging.danish_order("navn"), descending=False)
    context = {
        "page": page,
        "roller": Rolle.choices,
        "rolle": rolle,
        "alle": alle,
        "filtreret": alle or rolle,
    }
    return render(request, "faelles/bruger_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BRUGERE)
def bruger_create(request):
    form = NyBrugerForm(
        request.POST or None,
        kommune=_kommune(request),
        fortryd_url=reverse("faelles:bruger_list"),
        initial={"fra": timezone.localdate()},
    )
    if form.is_valid():
        try:
            bruger = actions.create_bruger(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"{bruger.navn} er oprettet. Send et link, så der kan vælges adgangskode."
            )
            return redirect("faelles:bruger_update", pk=bruger.pk)
    return render(request, "faelles/bruger_create.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BRUGERE)
def bruger_update(request, pk):
    bruger = visible_or_404(Bruger.objects.select_related("organisation"), request.user, pk=pk)
    form = BrugerForm(
        request.POST or None,
        kommune=_kommune(request),
        fortryd_url=reverse("faelles:bruger_list"),
        initial={
            "navn": bruger.navn,
            "email": bruger.email,
            "telefon": bruger.telefon,
            "organisation": bruger.organisation_id,
            "seen": fingerprint(bruger, actions.FIELDS),
        },
    )
    status = 200
    context = {"form": form, "bruger": bruger}
    if form.is_valid():
        try:
            actions.update_bruger(by=request.user, bruger=bruger, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            if form.has_error("__all__", STALE):
                status = 409
                context["nu"] = [
                    ("Navn", bruger.navn),
                    ("E-mail på arbejdet", bruger.email),
                    ("Telefon", danish.telefon(bruger.telefon)),
                    ("Ansat hos", bruger.organisation),
                    ("Adgang", "åben" if bruger.is_active else "lukket"),
                ]
                form.data = form.data.copy()
                form.data["seen"] = fingerprint(bruger, actions.FIELDS)
        else:
            messages.success(request, "Oplysningerne er gemt.")
            return redirect("faelles:bruger_update", pk=pk)
    today = timezone.localdate()
    roller = [*_roller(request).filter(bruger=bruger).order_by("-fra", "-pk")]
    context["roller"] = [role for role in roller if role.til is None or role.til >= today]
    context["tidligere"] = [role for role in roller if role.til is not None and role.til < today]
    context["today"] = today
    return render(request, "faelles/bruger_form.html", context, status=status)


@require_POST
@requires(Permission.MANAGE_BRUGERE)
def bruger_link(request, pk):
    """Mail the person a link to choose a password; nobody else ever knows it."""
    bruger = visible_or_404(Bruger.objects.filter(is_active=True), request.user, pk=pk)
    audit.record("adgangskode.link_sendt", bruger, by=request.user)
    try:
        send_password_link(request, bruger)
    except MailDown:
        messages.error(request, "Linket er IKKE sendt. Mailserveren svarer ikke. Prøv igen senere.")
    else:
        messages.success(
            request, "Der er sendt et link til at vælge adgangskode. Det virker én gang."
        )
    return redirect("faelles:bruger_update", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BRUGERE)
def bruger_deactivate(request, pk):
    bruger = visible_or_404(Bruger.objects, request.user, pk=pk)
    errors = []
    if request.method == "POST":
        try:
            actions.deactivate_bruger(by=request.user, bruger=bruger)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, f"{bruger.navn} kan ikke logge på mere. {AABNE_OPGAVER}")
            return redirect("faelles:bruger_update", pk=pk)
    context = {"bruger": bruger, "errors": errors, "aabne_opgaver": AABNE_OPGAVER}
    return render(request, "faelles/bruger_deactivate.html", context)


@require_POST
@requires(Permission.MANAGE_BRUGERE)
def bruger_activate(request, pk):
    bruger = visible_or_404(Bruger.objects, request.user, pk=pk)
    actions.activate_bruger(by=request.user, bruger=bruger)
    messages.success(request, f"{bruger.navn} kan logge på igen med de roller, der stadig løber.")
    return redirect("faelles:bruger_update", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BRUGERE)
def rolle_create(request, pk):
    bruger = visible_or_404(Bruger.objects.select_related("organisation"), request.user, pk=pk)
    form = RolleForm(
        request.POST or None,
        kommune=actions.kommune_of(bruger.organisation),
        fortryd_url=reverse("faelles:bruger_update", args=[pk]),
        initial={"fra": timezone.localdate()},
    )
    if form.is_valid():
        try:
            rolle = actions.grant_rolle(by=request.user, bruger=bruger, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            fra = danish.naer_dag(rolle.fra, timezone.localdate())
            messages.success(request, f"{bruger.navn} er {rolle} fra {fra}.")
            return redirect("faelles:bruger_update", pk=pk)
    return render(request, "faelles/rolle_form.html", {"form": form, "bruger": bruger})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BRUGERE)
def rolle_end(request, pk):
    rolle = visible_or_404(_roller(request).select_related("bruger"), request.user, pk=pk)
    today = timezone.localdate()
    form = RolleSlutForm(
        request.POST or None,
        fortryd_url=reverse("faelles:bruger_update", args=[rolle.bruger_id]),
        initial={"til": max(today, rolle.fra)},
    )
    if form.is_valid():
        try:
            slut = actions.end_rolle(by=request.user, rolle=rolle, til=form.cleaned_data["til"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _ended(rolle, slut))
            return redirect("faelles:bruger_update", pk=rolle.bruger_id)
    context = {
        "form": form,
        "rolle": rolle,
        "begun": rolle.fra <= today,
        "aabne_opgaver": AABNE_OPGAVER,
    }
    return render(request, "faelles/rolle_end.html", context)


def _ended(rolle, slut):
    if slut.pk is None:
        return f"Rollen som {rolle} er fjernet, før den begyndte."
    sidste = danish.naer_dag(slut.til, timezone.localdate())
    return f"Rollen som {rolle} gælder til og med {sidste}. Derefter: {AABNE_OPGAVER}"


def _kommune(request):
    return kommune_with(request.user, Permission.MANAGE_BRUGERE)


def _roller(request):
    return Rolletildeling.objects.visible_to(request.user).select_related("team")
