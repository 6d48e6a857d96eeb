"""A child's parents and siblings."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from faelles.access import Permission, requires, visible_or_404
from faelles.versions import fingerprint
from plejefamilier import actions
from plejefamilier.actions.slaegt import BOND_FIELDS, SIBLING_FIELDS
from plejefamilier.forms.slaegt import (
    ForaelderCreateForm,
    ForaelderForm,
    ForaelderSlutForm,
    SoeskendeCreateForm,
    SoeskendeForm,
)
from plejefamilier.models import Barn, Foraeldreskab, Soeskende
from plejefamilier.views.barnefakta import answer, open_fact, open_to_write
from plejefamilier.views.open import differences, renew

GEMT = "Ændringerne er gemt."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def foraelder_create(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = ForaelderCreateForm(request.POST or None, bruger=request.user, barn=barn, fortryd=back)
    titel = f"Hvem er forælder til {barn.fornavn}?"
    context = {"barn": barn, "familie": familie, "titel": titel}

    def save():
        actions.add_foraelder(by=request.user, barn=barn, **form.cleaned_data)

    return answer(request, form, save, context, saved="Forælderen er tilføjet.", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def foraelder_update(request, pk):
    row, barn, familie, back = open_fact(request, Foraeldreskab, pk)
    form = ForaelderForm(request.POST or None, foraeldreskab=row, fortryd=back)
    lead = "Navn, telefon og e-mail gælder for alle forælderens børn."
    context = {"barn": barn, "familie": familie, "titel": "Ret forælder", "lead": lead}

    def save():
        actions.update_foraelder(
            by=request.user,
            foraeldreskab=row,
            udgave=form.cleaned_data["udgave"],
            version=form.cleaned_data["version"],
            **form.changes,
        )

    def stale():
        saved, *_ = open_fact(request, Foraeldreskab, pk)
        fresh = {"udgave": fingerprint(saved, BOND_FIELDS), "version": saved.foraelder.version}
        renew(form, **fresh)
        return [
            *differences(form, saved.foraelder, ("navn", "telefon", "email")),
            *differences(form, saved, ("slags", "foraeldremyndighed")),
        ]

    return answer(request, form, save, context, saved=GEMT, back=back, stale=stale)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def foraelder_end(request, pk):
    row, barn, familie, back = open_fact(request, Foraeldreskab, pk)
    form = ForaelderSlutForm(request.POST or None, fortryd=back)
    titel = f"{row.foraelder.fornavn} er ikke længere forælder til {barn.fornavn}"
    context = {"barn": barn, "familie": familie, "titel": titel}
    save = partial(_end, request.user, row, form)
    return answer(request, form, save, context, saved="Forældreskabet er afsluttet.", back=back)


def _end(bruger, row, form):
    actions.end_foraelder(by=bruger, foraeldreskab=row, **form.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def soeskende_create(request, pk):
    barn, familie, back = open_to_write(request, pk)
    form = SoeskendeCreateForm(request.POST or None, bruger=request.user, barn=barn, fortryd=back)
    titel = f"{barn.fornavn} har søskende"
    context = {"barn": barn, "familie": familie, "titel": titel}

    def save():
        actions.link_soeskende(by=request.user, barn=barn, **form.cleaned_data)

    return answer(request, form, save, context, saved="Søskende er tilføjet.", back=back)


def _open_pair(request, pk):
    """The pair, and the one of the two from whose page the user may write about it."""
    pairs = Soeskende.objects.recordable_by(request.user)
    pair = visible_or_404(pairs, request.user, pk=pk)
    hers = Barn.objects.recordable_by(request.user).filter(pk__in=(pair.barn_id, pair.soeskende_id))
    chosen = hers.order_by("pk").values_list("pk", flat=True).first()
    if chosen is None:
        raise Http404
    return pair, *open_to_write(request, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def soeskende_update(request, pk):
    pair, barn, familie, back = _open_pair(request, pk)
    form = SoeskendeForm(request.POST or None, soeskende=pair, fortryd=back)
    titel = f"{barn.fornavn} og søskende"
    context = {"barn": barn, "familie": familie, "titel": titel, "par": pair}

    def stale():
        renew(form, udgave=fingerprint(pair, SIBLING_FIELDS))
        return differences(form, pair, SIBLING_FIELDS)

    def save():
        actions.update_soeskende(by=request.user, soeskende=pair, **form.cleaned_data)

    return answer(request, form, save, context, saved=GEMT, back=back, stale=stale)


@require_POST
@requires(Permission.RECORD_BARN)
def soeskende_remove(request, pk):
    pair, _, _, back = _open_pair(request, pk)
    actions.unlink_soeskende(by=request.user, soeskende=pair)
    messages.success(request, "Børnene står ikke længere som søskende.")
    return redirect(back)
