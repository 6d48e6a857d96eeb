"""Mentorskaber: the lists, a family that wants one, how it goes, and its end (J1–J3, J7–J9)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit, regler
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from netvaerk.actions import mentorskab as actions
from netvaerk.forms.mentor import MentorskabForm, OpfoelgningForm, SlutForm
from netvaerk.models import Mentorprofil, Mentorskab, Netvaerkssvar
from netvaerk.queries import mentor as queries
from netvaerk.queries.mentorfakta import facts_of, in_opstart, in_use
from netvaerk.views.mentorprofil import back_to, own_familie
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import differences, renew

FORMAAL = "mentor"
PAGE = "netvaerk/mentorskab_handling.html"


def open_mentorskab(request, pk, *, edits=True):
    """Return the mentorskab with the reader's rights; log the reading of a page.

    `edits`: the act needs whoever answers for the family that gets help, while it is not over.
    """
    row = visible_or_404(queries.with_rights(request.user), request.user, pk=pk)
    if edits and (not row.maa_redigere or row.til is not None):
        raise Http404
    if request.method in ("GET", "HEAD"):
        audit.reading(row, by=request.user, formaal=FORMAAL, familie_id=row.mentee_id)
    return row


@require_safe
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorskab_list(request):
    """Who waits and who has a mentor; the families that want to be one; one's own families."""
    vis = request.GET.get("vis", queries.AKTUELLE)
    if vis not in dict(queries.FILTRE):
        raise Http404
    kommune = request.user.kommune
    context = {
        "vis": vis,
        "filtre": queries.FILTRE,
        "i_brug": kommune is not None and in_use(kommune),
    }
    if vis == queries.FAMILIER:
        side, context["familier"] = queries.mentorfamilie_page(request.user, request.GET)
        shown = {Mentorprofil: [row.pk for row in side.rows]}
    elif vis == queries.EGNE:
        side, context["egne"] = queries.egne_page(request.user, request.GET)
        shown = {Plejefamilie: [row.pk for row in side.rows]}
    else:
        ended = vis == queries.SLUT
        side = queries.mentorskab_page(request.user, request.GET, ended=ended)
        shown = {Mentorskab: [row.pk for row in side.rows]}
    audit.list_readings(shown, by=request.user, formaal=FORMAAL)
    return render(request, "netvaerk/mentorskab_list.html", {**context, "side": side})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorskab_create(request, pk):
    """One of one's own families wants a mentor, and may be named to the one that is asked."""
    familie = own_familie(request, pk)
    waits = Mentorskab.objects.visible_to(request.user).searching().filter(mentee=familie).first()
    if waits is not None and request.method != "POST":
        return redirect(waits)
    form = MentorskabForm(request.POST or None, familie=familie, fortryd=back_to(familie))
    if form.is_valid():
        try:
            row = actions.create_mentorskab(by=request.user, mentee=familie, **form.facts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Gemt. Vælg nu en mentorfamilie.")
            return redirect("netvaerk:mentorskab_ask", row.pk)
    context = {
        "form": form,
        "familie": familie,
        "back": back_to(familie),
        "opstart": in_opstart(facts_of(familie), familie.kommune),
    }
    return render(request, "netvaerk/mentorskab_form.html", context)


@require_safe
@requires(Permission.MANAGE_MENTOR)
@regler.read_once()
def mentorskab_detail(request, pk):
    """What is agreed, who is asked, and how it has gone."""
    row = open_mentorskab(request, pk, edits=False)
    may_answer = request.user.can(Permission.PLAN_NETVAERK)
    om = Netvaerkssvar.Om.MENTEE if row.egen_mentee else Netvaerkssvar.Om.MENTOR
    context = {
        "mentorskab": row,
        "svar_url": f"{reverse('netvaerk:netvaerkssvar_create')}?om={om}" if may_answer else "",
        **queries.detail(request.user, row),
    }
    return render(request, "netvaerk/mentorskab_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def mentorskab_update(request, pk):
    """Change what is agreed. A stale save (409) shows both."""
    row = open_mentorskab(request, pk)
    back = row.get_absolute_url()
    form = MentorskabForm(request.POST or None, familie=row.mentee, mentorskab=row, fortryd=back)
    context, status = {"form": form, "mentorskab": row, "familie": row.mentee, "back": back}, 200
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.update_mentorskab(
                by=request.user, mentorskab=row, version=version, **form.facts
            )
        except ValidationError as error:
            add_errors(form, error)
            if getattr(error, "code", None) == STALE:
                row.refresh_from_db()
                context["forskelle"] = differences(form, row, actions.FELTER)
                renew(form, version=row.version)
                status = 409
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, "netvaerk/mentorskab_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def mentorskab_follow_up(request, pk):
    """The konsulent has asked how it goes."""
    row = open_mentorskab(request, pk)
    waiting = row.opfoelgninger.filter(paa=None).first()
    if waiting is None:
        raise Http404
    back = row.get_absolute_url()
    form, status = OpfoelgningForm(request.POST or None, nr=waiting.nr, fortryd=back), 200
    if form.is_valid():
        try:
            actions.follow_up_mentorskab(by=request.user, mentorskab=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            status = 409 if getattr(error, "code", None) == STALE else 200
        else:
            messages.success(request, "Opfølgningen er gemt.")
            return redirect(back)
    lead = "De to familiers konsulenter læser det. Skriv derfor ikke, hvad familierne har fortalt."
    return _page(request, row, form, "Hvordan går det med mentoren?", lead, status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MENTOR)
def mentorskab_end(request, pk):
    """It is over, or the family does not want a mentor after all."""
    row = open_mentorskab(request, pk)
    form = SlutForm(request.POST or None, fortryd=row.get_absolute_url())
    if form.is_valid():
        try:
            actions.end_mentorskab(by=request.user, mentorskab=row, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Mentorskabet er afsluttet.")
            return redirect(row)
    if row.mentor_id:
        lead = "Mentorfamiliens konsulent får besked. Bagefter kan du bede familierne om et svar "
        lead += "om, hvad de fik ud af det."
    else:
        lead = "Familien venter stadig på en mentor. Er en familie spurgt, bliver spørgsmålet "
        lead += "trukket tilbage."
    return _page(request, row, form, "Afslut mentorskabet", lead)


def _page(request, mentorskab, form, h1, lead, status=200):
    context = {"mentorskab": mentorskab, "form": form, "h1": h1, "lead": lead}
    return render(request, PAGE, context, status=status)
