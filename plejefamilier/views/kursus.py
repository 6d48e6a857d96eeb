"""The training of the grown-ups of a family, and who lacks course days."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier import actions
from plejefamilier.actions.kursustid import BY_HAND, FIELDS
from plejefamilier.forms.kursus import KursustidForm
from plejefamilier.models import Kursustid, Plejefamilie, Plejeforaelder
from plejefamilier.queries.kursus import FILTRE, MANGLER, konti, mangler_page
from plejefamilier.views.open import open_familie

LIST = "plejefamilier:kursustid_list"
FORM = "plejefamilier/kursustid_form.html"


@require_safe
@requires(Permission.SEE_FAMILIER)
def kursustid_list(request, pk):
    familie, _ = open_familie(request, pk)
    kan = Plejefamilie.objects.editable_by(request.user).active().filter(pk=familie.pk).exists()
    context = {"familie": familie, "konti": konti(familie), "kan": kan}
    return render(request, "plejefamilier/kursustid_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def kursustid_create(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    familie, _ = open_familie(request, pk, familier)
    back = reverse(LIST, args=[familie.pk])
    voksne = familie.plejeforaeldre.filter(fratraadt_paa=None)
    form = KursustidForm(request.POST or None, voksne=voksne, fortryd=back)
    if form.is_valid():
        key = form.cleaned_data["noegle"] or uuid4()
        try:
            actions.record_kursustid(
                by=request.user,
                plejeforaelder=form.cleaned_data["plejeforaelder"],
                kilde=f"{BY_HAND}{key}",
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Kurset er gemt.")
            return redirect(back)
    return render(request, FORM, {"form": form, "familie": familie})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def kursustid_update(request, pk):
    familier = Plejefamilie.objects.editable_by(request.user).active()
    rows = Kursustid.objects.filter(plejeforaelder__plejefamilie__in=familier)
    rows = rows.filter(kilde__startswith=BY_HAND).select_related("plejeforaelder")
    kursustid = visible_or_404(rows, request.user, pk=pk)
    familie, _ = open_familie(request, kursustid.plejeforaelder.plejefamilie_id)
    if request.method in ("GET", "HEAD"):
        audit.reading(kursustid, by=request.user, formaal="retter et kursus", familie_id=familie.pk)
    back, status = reverse(LIST, args=[familie.pk]), 200
    if request.method == "POST" and "slet" in request.POST:
        actions.remove_kursustid(by=request.user, kilde=kursustid.kilde)
        messages.success(request, "Kurset er slettet.")
        return redirect(back)
    form = KursustidForm(request.POST or None, kursustid=kursustid, fortryd=back)
    context = {"form": form, "familie": familie, "kursustid": kursustid}
    if form.is_valid():
        try:
            actions.correct_kursustid(
                by=request.user,
                kursustid=kursustid,
                udgave=form.cleaned_data["udgave"],
                **form.facts,
            )
        except ValidationError as error:
            if getattr(error, "code", None) == STALE:
                status = 409
                form.data = form.data.copy()
                form.data["udgave"] = fingerprint(kursustid, FIELDS)
            add_errors(form, error)
        else:
            messages.success(request, "Kurset er rettet.")
            return redirect(back)
    return render(request, FORM, context, status=status)


@require_safe
@requires(Permission.EDIT_FAMILIER)
def kursus_mangler(request):
    """Who lacks course days; all of one's families too, to see that it is fulfilled (R20)."""
    vis = request.GET.get("vis")
    vis = vis if vis in dict(FILTRE) else MANGLER
    side, raekker = mangler_page(request.user, request.GET, vis=vis)
    ids = [row.pk for row in side.rows]
    audit.list_reading(Plejeforaelder, ids, by=request.user, formaal="kursusdage")
    context = {"side": side, "raekker": raekker, "vis": vis, "filtre": FILTRE}
    return render(request, "plejefamilier/kursus_mangler.html", context)
