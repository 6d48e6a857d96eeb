"""My shifts: offer one to a colleague, swap, and answer what a colleague asks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from akuttelefon import bytte
from akuttelefon.actions import vagttilbud as actions
from akuttelefon.forms.vagttilbud import BytForm, GivForm
from akuttelefon.models import Vagt, Vagttilbud
from akuttelefon.queries import mine_vagter as queries
from akuttelefon.queries.min_linje import min_linje
from faelles import danish
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors

MINE = "akuttelefon:vagt_mine"


@require_safe
@requires(Permission.SEE_VAGTPLAN)
def vagt_mine(request):
    """My coming shifts, the offers that wait, and the address for my calendar."""
    return render(request, "akuttelefon/vagt_mine.html", page_of(request))


def page_of(request, **more):
    """What the page »Mine vagter« shows to the user."""
    return {
        "side": queries.mine_vagter(request.user),
        "linje": min_linje(request.user),
        "kalender": queries.kalender_of(request.user),
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LOG_OPKALD)
def vagt_offer(request, pk):
    """Ask a colleague to take a shift of mine, or to swap it for one of hers."""
    rows = Vagt.objects.select_related("kommune", "udbyder", "bruger")
    vagt = visible_or_404(rows, request.user, pk=pk)
    if vagt.bruger_id != request.user.pk or vagt.start <= timezone.now() or vagt.aflyst_at:
        messages.error(request, "Vagten er ikke din længere, eller den er begyndt.")
        return redirect(MINE)
    kolleger = bytte.colleagues(vagt)
    swap = "byt" in request.POST or bool(request.POST.get("modvagt"))
    giv = GivForm(None if swap else request.POST or None, kolleger=kolleger)
    byt = BytForm(request.POST if swap else None, vagt=vagt, kolleger=kolleger)
    form = byt if swap else giv
    if form.is_valid():
        try:
            tilbud = actions.offer_vagt(by=request.user, vagt=vagt, **form.tilbud)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                f"{tilbud.til.fornavn} har fået besked. Vagten er din, indtil der er sagt ja.",
            )
            return redirect(MINE)
    context = {
        "giv": giv,
        "byt": byt,
        "vagt": vagt,
        "hvornaar": queries.span_in_words(vagt.start, vagt.slut, timezone.localdate()),
        "timer": danish.varighed(round(vagt.timer * 60)),
        "optagne": [kollega for kollega in kolleger if kollega.hvorfor_ikke],
    }
    return render(request, "akuttelefon/vagt_offer.html", context)


@require_safe
@requires(Permission.SEE_VAGTPLAN)
def vagttilbud_detail(request, pk):
    """One offer: what changes hands, with Ja and Nej for the person who was asked."""
    row = _tilbud(request, pk)
    context = {
        "tilbud": row,
        "linje": queries.tilbudslinje(row, timezone.now()),
        "aaben": not row.svar and row.vagt.start > timezone.now(),
        "til_mig": row.til_id == request.user.pk,
        "fra_mig": row.fra_id == request.user.pk,
        "spor": queries.spor(row.vagt),
    }
    return render(request, "akuttelefon/vagttilbud_detail.html", context)


@require_POST
@requires(Permission.LOG_OPKALD)
def vagttilbud_accept(request, pk):
    return _answer(request, pk, actions.accept_tilbud, "Vagten er nu din. I har begge fået besked.")


@require_POST
@requires(Permission.LOG_OPKALD)
def vagttilbud_decline(request, pk):
    return _answer(
        request, pk, actions.decline_tilbud, "Du har sagt nej. Kollegaen har fået besked."
    )


@require_POST
@requires(Permission.LOG_OPKALD)
def vagttilbud_withdraw(request, pk):
    return _answer(
        request, pk, actions.withdraw_tilbud, "Tilbuddet er trukket tilbage. Vagten er stadig din."
    )


def _answer(request, pk, act, done):
    row = _tilbud(request, pk)
    try:
        act(by=request.user, tilbud=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("akuttelefon:vagttilbud_detail", pk=row.pk)
    messages.success(request, done)
    return redirect(MINE)


def _tilbud(request, pk):
    rows = Vagttilbud.objects.select_related("vagt__kommune", "modvagt", "fra", "til").distinct()
    return visible_or_404(rows, request.user, pk=pk)
