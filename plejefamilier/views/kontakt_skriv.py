"""Writing a note: from a family's page, a child's page, or the page of a cooperation."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from faelles import kladdeside
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.models import Organisation
from plejefamilier import actions
from plejefamilier.actions.kreds import samarbejde_url
from plejefamilier.forms.kontakt import KontaktForm, chosen_skabelon
from plejefamilier.models import Barn, Plejefamilie
from plejefamilier.queries import kontakt as queries
from plejefamilier.views.open import open_barn, open_familie

NOTAT = "notat"


@dataclass(frozen=True)
class Sag:
    """What a note is about: `familie`, or `barn`. `egen`: the writer works with the family.

    `navn` stands in the heading; `tilbage` is the page the writer came from.
    """

    kommune: Organisation
    familie: Plejefamilie | None
    barn: Barn | None
    egen: bool
    navn: str
    tilbage: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def familie_kontakt_create(request, pk):
    familie, _ = open_familie(request, pk, Plejefamilie.objects.worked_with_by(request.user))
    tilbage = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    return _write(request, Sag(familie.kommune, familie, None, True, familie.visningsnavn, tilbage))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def barn_kontakt_create(request, pk):
    barn, _ = open_barn(request, pk)
    tilbage = reverse("plejefamilier:barn_detail", args=[barn.pk])
    egen = barn.myndighedsraadgiver_id != request.user.pk
    return _write(request, Sag(barn.kommune, None, barn, egen, barn.navn, tilbage))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_KONTAKT)
def kreds_kontakt_create(request, pk):
    """Somebody in the circle writes, who does not have the family's record."""
    plads = visible_or_404(queries.places_of(request.user), request.user, pk=pk)
    navn = plads.barn.navn if plads.barn else plads.plejefamilie.visningsnavn
    familie = None if plads.barn else plads.plejefamilie
    tilbage = samarbejde_url(plads.barn, plads.plejefamilie)
    return _write(request, Sag(plads.kommune, familie, plads.barn, False, navn, tilbage))


def _write(request, sag):
    """The form; a template that is chosen adds its words to what is typed."""
    side = kladdeside.of(request, NOTAT)
    if request.method != "POST":
        form = KontaktForm(bruger=request.user, sag=sag, typed=side.felter)
        return _page(request, sag, side, form)
    skabelon = chosen_skabelon(request.user, request.POST)
    if skabelon or "skabelon" in request.POST:
        return _filled(request, sag, side, skabelon)
    form = KontaktForm(request.POST, bruger=request.user, sag=sag)
    if form.is_valid():
        try:
            kontakt = actions.log_kontakt(
                by=request.user, idempotency_key=side.noegle, **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _saved(kontakt, form))
            return redirect(sag.tilbage)
    side.keep()
    return _page(request, sag, side, form)


def _filled(request, sag, side, skabelon):
    """The form as typed, with the words of the template below what stands there."""
    side.keep()
    typed = {**side.formular.typed(request.POST)}
    if skabelon:
        written = typed.get("tekst", "").rstrip()
        if skabelon.tekst not in written:
            typed["tekst"] = f"{written}\n\n{skabelon.tekst}".lstrip()
        typed["slags"] = typed.get("slags") or skabelon.slags
    form = KontaktForm(bruger=request.user, sag=sag, typed=typed)
    return _page(request, sag, side, form)


def _page(request, sag, side, form):
    context = {
        "form": form,
        "sag": sag,
        "kladdeside": side,
        "skabeloner": queries.skabeloner(request.user),
        "mere": any(form.errors.get(name) for name in ("flere", "deling", "lukket", "minutter"))
        or any(form[name].value() for name in ("flere", "deling", "lukket") if name in form.fields),
    }
    return render(request, "plejefamilier/kontakt_form.html", context)


def _saved(kontakt, form):
    parts = ["Notatet er gemt."]
    if form.cleaned_data["frist"]:
        parts.append("Næste skridt står på Min dag.")
    if form.cleaned_data["tilbyd_supervision"]:
        parts.append("Konsulenten er bedt om at tilbyde supervision.")
    if kontakt.lukket:
        parts.append("Det er lukket for familiens konsulent.")
    return " ".join(parts)
