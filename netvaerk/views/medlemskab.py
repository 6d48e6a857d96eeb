"""A family in a group: its answer, what it shares, that it leaves, and the contact list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from netvaerk.actions import medlemskab as actions
from netvaerk.forms.medlemskab import DelForm, SlutForm, SvarForm
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.queries import medlemskab as queries
from netvaerk.queries.forslag import fit_of, with_distances
from netvaerk.queries.gruppe import with_rights
from netvaerk.queries.kontaktliste import contact_list
from netvaerk.stoerrelse import graenser_for, why_full
from plejefamilier.views.open import differences, renew

FORMAAL = "netværksgruppe"
GRUPPE, FAMILIE = "netvaerk:gruppe_detail", "netvaerk:familienetvaerk_detail"
RELATED = ("gruppe__kommune", "gruppe__facilitator", "gruppe__institution", "plejefamilie")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_NETVAERK)
def medlemskab_answer(request, pk):
    """The family's konsulent writes what it said to a proposal (I4)."""
    row = _own(request, pk)
    back = reverse(FAMILIE, args=[row.plejefamilie_id])
    if row.svar or row.trukket_at:
        words = "Der er svaret på forslaget." if row.svar else "Forslaget er trukket tilbage."
        messages.info(request, words)
        return redirect(back)
    form = SvarForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.answer_forslag(by=request.user, medlemskab=row, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            joined = form.cleaned_data["svar"] == Medlemskab.Svar.JA
            words = f"Familien er med i »{row.gruppe.navn}«." if joined else "Svaret er gemt."
            messages.success(request, words)
            return redirect(back)
    rows = with_distances(with_rights(request.user)).visible_to(request.user)
    gruppe = rows.get(pk=row.gruppe_id)
    context = {
        "form": form,
        "medlemskab": row,
        "gruppe": gruppe,
        "familie": row.plejefamilie,
        "match": fit_of(gruppe, row.plejefamilie),
        "fuld": why_full(gruppe.familier, graenser_for(gruppe.kommune)),
    }
    return render(request, "netvaerk/medlemskab_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def medlemskab_withdraw(request, pk):
    """Take a proposal back; whoever runs the group does not hear which family it was."""
    row = visible_or_404(queries.forslag_with_names(request.user), request.user, pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw_forslag(by=request.user, medlemskab=row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Forslaget er trukket tilbage.")
        return redirect(GRUPPE, row.gruppe_id)
    audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=row.plejefamilie_id)
    context = {
        "gruppe": row.gruppe,
        "besvaret": bool(row.svar or row.trukket_at),
        "hvem": queries.who(row),
    }
    return render(request, "netvaerk/medlemskab_withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_NETVAERK)
def medlemskab_end(request, pk):
    """A family leaves: its own konsulent writes it, or whoever runs the group."""
    rows = queries.endable_by(request.user).select_related(*RELATED)
    row = visible_or_404(rows, request.user, pk=pk)
    back = reverse(GRUPPE, args=[row.gruppe_id])
    if row.til:
        messages.info(request, "Det er skrevet, at familien går ud.")
        return redirect(back)
    _read(request, row)
    form = SlutForm(request.POST or None, fortryd=back)
    if form.is_valid():
        try:
            actions.end_medlemskab(by=request.user, medlemskab=row, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Familien går ud af gruppen. Pladsen er ledig bagefter.")
            return redirect(back)
    context = {"form": form, "gruppe": row.gruppe, "familie": row.plejefamilie}
    return render(request, "netvaerk/medlemskab_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_NETVAERK)
def medlemskab_share(request, pk):
    """What the family lets the others have, and that it takes it back (I9). Stale: 409."""
    row = _own(request, pk)
    back = reverse(FAMILIE, args=[row.plejefamilie_id])
    if row.svar != Medlemskab.Svar.JA:
        return redirect(back)
    form = DelForm(request.POST or None, medlemskab=row, fortryd=back)
    context = {"form": form, "gruppe": row.gruppe, "familie": row.plejefamilie, "medlemskab": row}
    status = 200
    if form.is_valid():
        try:
            actions.share_kontakt(by=request.user, medlemskab=row, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status, saved = 409, _own(request, pk)
                renew(form, version=saved.version)
                context["forskelle"] = differences(form, saved, ("deler", "deler_paa"))
        else:
            shares = bool(form.cleaned_data["deler"])
            words = "Delingen er gemt." if shares else "Familien deler ikke længere noget."
            messages.success(request, words)
            return redirect(back)
    return render(request, "netvaerk/medlemskab_share.html", context, status=status)


@require_safe
@requires(Permission.PLAN_NETVAERK)
def kontaktliste_pdf(request, pk):
    """What the families share with each other, on paper for them (I9)."""
    rows = Netvaerksgruppe.objects.naming_to(request.user).select_related("kommune")
    gruppe = visible_or_404(rows, request.user, pk=pk)
    audit.reading(gruppe, by=request.user, formaal="udskrift af kontaktliste")
    pdf = render_pdf(
        "netvaerk/kontaktliste_pdf.html",
        {"gruppe": gruppe, "kontakter": contact_list(request.user, gruppe)},
        by=request.user,
        kommune=gruppe.kommune,
        titel="Kontaktliste",
    )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="kontaktliste-{gruppe.pk}.pdf"'},
    )


def _own(request, pk):
    """The membership of a family that one answers for; the reading of a page is logged."""
    rows = Medlemskab.objects.answerable_by(request.user).select_related(*RELATED)
    row = visible_or_404(rows, request.user, pk=pk)
    _read(request, row)
    return row


def _read(request, row):
    if request.method in ("GET", "HEAD"):
        familie = row.plejefamilie_id
        audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=familie)
