"""The cooperation around a child or a family: its page, the circle, and who coordinates."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit, danish, search
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.kreds import KREDS_FIELDS, samarbejde_url
from plejefamilier.actions.tovholder import tovholder_udgave, tovholdere_of
from plejefamilier.forms.kreds import (
    KredsrolleForm,
    KredsrolleRetForm,
    KredsrolleSlutForm,
    TovholderForm,
)
from plejefamilier.kreds import kredsen
from plejefamilier.models import Barn, Kredsrolle, Plejefamilie
from plejefamilier.queries import kreds as queries
from plejefamilier.queries.liste import LONGEST_TEXT, id_or_empty
from plejefamilier.views.open import renew


@dataclass(frozen=True)
class Sag:
    """The child or family whose cooperation a page is about, and the address of that."""

    row: object
    side: str

    @property
    def om(self):
        """The case as arguments of an action."""
        name = "barn" if isinstance(self.row, Barn) else "plejefamilie"
        return {name: self.row}

    @property
    def om_kreds(self):
        """The case as arguments of `kredsen`."""
        name = "barn" if isinstance(self.row, Barn) else "familie"
        return {name: self.row}

    @property
    def navn(self):
        """The child's first name, or the family's short one: what everybody here may read."""
        return self.row.fornavn if isinstance(self.row, Barn) else self.row.kort_navn


def open_barn_sag(request, pk, *, retter=False):
    """The child as a cooperation; the reading is logged (W2). `retter`: only who may change it."""
    rows = queries.boern_for(request.user)
    return _opened(request, rows.filter(retter=True) if retter else rows, pk)


def open_familie_sag(request, pk, *, retter=False):
    """The same of a family's own cooperation."""
    rows = queries.familier_for(request.user)
    return _opened(request, rows.filter(retter=True) if retter else rows, pk)


def _opened(request, rows, pk):
    row = visible_or_404(rows, request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        familie_id = row.pk if isinstance(row, Plejefamilie) else None
        purpose = queries.purpose(request.user, row)
        audit.reading(row, by=request.user, formaal=purpose, familie_id=familie_id)
    om = {"barn": row} if isinstance(row, Barn) else {"plejefamilie": row}
    return Sag(row, samarbejde_url(**om))


# --- the list and the page ------------------------------------------------------------------------


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def samarbejde_list(request):
    """The cooperations one takes part in."""
    vis = request.GET.get("vis", queries.BOERN)
    if vis not in (queries.BOERN, queries.FAMILIER):
        raise Http404
    side = queries.samarbejde_page(request.user, vis, request.GET)
    model = Barn if vis == queries.BOERN else Plejefamilie
    shown = [str(row.pk) if model is Barn else row.pk for row in side.rows]
    audit.list_reading(model, shown, by=request.user, formaal="mine samarbejder")
    return render(request, "plejefamilier/samarbejde_list.html", {"side": side, "vis": vis})


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def barn_samarbejde(request, pk):
    sag = open_barn_sag(request, pk)
    return _page(request, sag)


@require_safe
@requires(Permission.SEE_SAMARBEJDE)
def familie_samarbejde(request, pk):
    sag = open_familie_sag(request, pk)
    return _page(request, sag)


def _page(request, sag):
    context = queries.samarbejde_context(request.user, sag.row)
    may = sag.row.retter and request.user.can(Permission.MANAGE_KREDS)
    return render(
        request, "plejefamilier/samarbejde_detail.html", context | {"retter": may, "sag": sag}
    )


# --- who is in the circle -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def barn_kredsrolle_create(request, pk):
    sag = open_barn_sag(request, pk, retter=True)
    here = reverse("plejefamilier:barn_kredsrolle_create", args=[pk])
    return _create(request, sag, here)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def familie_kredsrolle_create(request, pk):
    sag = open_familie_sag(request, pk, retter=True)
    here = reverse("plejefamilier:familie_kredsrolle_create", args=[pk])
    return _create(request, sag, here)


def _create(request, sag, here):
    if request.method == "POST" and "find" in request.POST:
        token = search.stash(request, request.POST.get("soeg", "").strip()[:LONGEST_TEXT])
        return redirect(f"{here}?s={token}")
    text = search.stashed(request, request.GET.get("s", ""))
    chosen = id_or_empty(request.POST.get("bruger"))
    shown = queries.shown_people(sag.row.kommune_id, text, chosen=chosen)
    form = KredsrolleForm(request.POST or None, kommune=sag.row.kommune, shown=shown)
    if form.is_valid():
        try:
            row = actions.add_kredsrolle(by=request.user, **sag.om, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{row.hvem} er i kredsen fra {danish.dato(row.fra)}.")
            if row.uddannet_paa is None:
                messages.warning(
                    request,
                    f"{row.hvem} har ikke været på den fælles kompetenceudvikling. Det bør ske, "
                    "før samarbejdet begynder.",
                )
            return redirect(sag.side)
    context = {"form": form, "sag": sag, "soeg": text, "her": here}
    return render(request, "plejefamilier/kredsrolle_create.html", context)


def _open_rolle(request, pk):
    rows = Kredsrolle.objects.editable_by(request.user)
    row = visible_or_404(
        rows.select_related("bruger", "barn", "plejefamilie", "stedfortraeder"), request.user, pk=pk
    )
    if row.barn_id:
        return row, open_barn_sag(request, row.barn_id, retter=True)
    return row, open_familie_sag(request, row.plejefamilie_id, retter=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def kredsrolle_update(request, pk):
    row, sag = _open_rolle(request, pk)
    form, status = KredsrolleRetForm(request.POST or None, kredsrolle=row, fortryd=sag.side), 200
    if form.is_valid():
        try:
            actions.update_kredsrolle(by=request.user, kredsrolle=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                row.refresh_from_db()
                renew(form, udgave=fingerprint(row, KREDS_FIELDS))
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(sag.side)
    context = {"form": form, "rolle": row, "sag": sag}
    return render(request, "plejefamilier/kredsrolle_update.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def kredsrolle_end(request, pk):
    row, sag = _open_rolle(request, pk)
    form = KredsrolleSlutForm(request.POST or None, kredsrolle=row, fortryd=sag.side)
    if form.is_valid():
        try:
            row = actions.end_kredsrolle(by=request.user, kredsrolle=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{row.hvem} er i kredsen til og med {danish.dato(row.til)}.")
            return redirect(sag.side)
    context = {"form": form, "rolle": row, "sag": sag}
    context["kan_fortrydes"] = row.fra >= timezone.localdate()
    return render(request, "plejefamilier/kredsrolle_end.html", context)


@require_POST
@requires(Permission.MANAGE_KREDS)
def kredsrolle_undo(request, pk):
    """A place that was a mistake goes away at once."""
    row, sag = _open_rolle(request, pk)
    who = row.hvem
    try:
        actions.undo_kredsrolle(by=request.user, kredsrolle=row)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("plejefamilier:kredsrolle_end", pk)
    messages.success(request, f"{who} er ikke i kredsen.")
    return redirect(sag.side)


# --- who coordinates ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def barn_tovholder(request, pk):
    sag = open_barn_sag(request, pk, retter=True)
    return _tovholder(request, sag)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_KREDS)
def familie_tovholder(request, pk):
    sag = open_familie_sag(request, pk, retter=True)
    return _tovholder(request, sag)


def _tovholder(request, sag):
    kreds = kredsen(request.user, **sag.om_kreds)
    historik = [*tovholdere_of(**sag.om)]
    form = TovholderForm(
        request.POST or None,
        kreds=kreds,
        udgave=tovholder_udgave(historik),
        fortryd=sag.side,
    )
    status = 200
    if form.is_valid():
        try:
            row = actions.choose_tovholder(by=request.user, **sag.om, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                status = 409
                renew(form, udgave=tovholder_udgave(tovholdere_of(**sag.om)))
        else:
            messages.success(request, f"{row.bruger.navn} er tovholder fra {danish.dato(row.fra)}.")
            return redirect(sag.side)
    context = {"form": form, "kreds": kreds, "historik": historik, "sag": sag}
    return render(request, "plejefamilier/tovholder_form.html", context, status=status)
