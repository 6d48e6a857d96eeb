"""Forløb: the list, one of them, a new one, changed; on paper; and who can give it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.pdf import render_pdf
from faelles.versions import STALE
from plejefamilier.models import Plejefamilie
from plejefamilier.views.open import differences, open_familie, renew
from supervision.actions import forloeb as actions
from supervision.actions.forloeb import FELTER
from supervision.actions.forloeb_slut import may_undo
from supervision.forloebsregler import tal_for
from supervision.forms.forloeb import ForloebForm, group_hint
from supervision.models import Forloeb
from supervision.queries import forloeb as queries
from supervision.queries import forloeb_valg as valg

Slags = Forloeb.Slags
UDEN_FAMILIE = (Slags.GRUPPE, Slags.FAGPERSONER)  # opened from the list; others from the family


def open_forloeb(request, pk, *, may="maa_redigere"):
    """Return the forløb that the reader may see, with her rights; log the reading of a page.

    `may` is the right that the act needs, '' for reading. Raises Http404.
    """
    row = visible_or_404(queries.with_rights(request.user), request.user, pk=pk)
    if may and not getattr(row, may):
        raise Http404
    if request.method in ("GET", "HEAD"):
        formaal = queries.purpose(request.user, row)
        audit.reading(row, by=request.user, formaal=formaal, familie_id=row.plejefamilie_id)
    return row


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloeb_list(request):
    """Those under way, mine, my families', and those that are over."""
    vis = request.GET.get("vis", queries.AABNE)
    slags = request.GET.get("slags", "")
    if vis not in dict(queries.FILTRE) or slags not in ("", *Slags.values):
        raise Http404
    side, linjer = queries.forloeb_page(request.user, vis, slags, request.GET)
    shown = [linje.forloeb.pk for linje in linjer]
    audit.list_reading(Forloeb, shown, by=request.user, formaal="forløb")
    context = {
        "side": side,
        "linjer": linjer,
        "vis": vis,
        "slags": slags,
        "filtre": [
            row
            for row in queries.FILTRE
            if row[0] != queries.FAMILIER or request.user.can(Permission.SEE_FAMILIER)
        ],
        "alle_slags": Slags.choices,
    }
    return render(request, "supervision/forloeb_list.html", context)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloeb_detail(request, pk):
    """One forløb: what it is about, the next time, contacts, those held, and what to do next."""
    forloeb = open_forloeb(request, pk, may="")
    bruger = request.user
    context = {
        "forloeb": forloeb,
        "i_dag": timezone.localdate(),
        "kan_fortrydes": may_undo(forloeb),
        "kan_forlaenges": forloeb.slags in actions.KAN_FORLAENGES
        and forloeb.aktiveret_at is not None
        and not forloeb.forlaenget,
        "familie_url": reverse("plejefamilier:plejefamilie_detail", args=[forloeb.plejefamilie_id])
        if forloeb.maa_familie
        else "",
        **queries.detail(bruger, forloeb),
    }
    return render(request, "supervision/forloeb_detail.html", context)


@require_safe
@requires(Permission.PLAN_SUPERVISION)
def forloeb_vaelg(request):
    """What kind of forløb, and for whom: leads on to the right form."""
    familie = request.GET.get("familie", "")
    familier = valg.own_families(request.user)
    if familie.isdecimal() and familier.filter(pk=familie).exists():
        return redirect("supervision:familie_forloeb_create", familie)
    shown = [*familier]
    audit.list_reading(
        Plejefamilie, [row.pk for row in shown], by=request.user, formaal="nyt forløb"
    )
    return render(request, "supervision/forloeb_vaelg.html", {"familier": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_create(request, slags):
    """A new group, or supervision for professionals."""
    if slags not in UDEN_FAMILIE:
        raise Http404
    kommune = kommune_with(request.user, Permission.PLAN_SUPERVISION)
    return _create(request, Slags(slags), kommune, reverse("supervision:forloeb_list"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_FAMILIER)
def familie_forloeb_create(request, pk):
    """A new individual forløb for a family; ?anmodning= is the request it comes of (F2)."""
    familie, _ = open_familie(request, pk, Plejefamilie.objects.editable_by(request.user).active())
    back = reverse("plejefamilier:plejefamilie_detail", args=[familie.pk])
    return _create(request, Slags.INDIVIDUEL, familie.kommune, back, familie=familie)


def _create(request, slags, kommune, back, familie=None):
    tal = tal_for(kommune)
    form = ForloebForm(
        request.POST or None,
        bruger=request.user,
        kommune=kommune,
        slags=slags,
        tal=tal,
        fortryd=back,
        familie=familie,
        initial=_asked(request.GET),
    )
    if form.is_valid():
        try:
            forloeb = actions.open_forloeb(
                by=request.user,
                kommune=kommune,
                slags=slags,
                plejefamilie=familie,
                anmodning=form.cleaned_data.get("anmodning"),
                **form.facts,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, "Kladden er gemt. Der sker ikke noget, før du begynder forløbet."
            )
            return redirect(forloeb)
    context = {
        "form": form,
        "slags": slags,
        "familie": familie,
        "back": back,
        "hint": group_hint(tal) if slags == Slags.GRUPPE else "",
    }
    return render(request, "supervision/forloeb_form.html", context)


def _asked(query):
    """What an address asks the form to be filled in with: ids of rows, nothing else."""
    names = ("anmodning", "supervisor", "tema")
    return {name: query[name] for name in names if query.get(name, "").isdecimal()}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloeb_update(request, pk):
    """Change what was agreed; what a colleague saved meanwhile is shown beside it."""
    forloeb = open_forloeb(request, pk)
    if forloeb.afsluttet_at is not None:
        raise Http404
    back = forloeb.get_absolute_url()
    form = ForloebForm(
        request.POST or None,
        bruger=request.user,
        kommune=forloeb.kommune,
        slags=forloeb.slags,
        tal=tal_for(forloeb.kommune),
        fortryd=back,
        familie=forloeb.plejefamilie,
        forloeb=forloeb,
    )
    context, status = {"form": form, "back": back, "forloeb": forloeb, "slags": forloeb.slags}, 200
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.update_forloeb(by=request.user, forloeb=forloeb, version=version, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                forloeb.refresh_from_db()
                renew(form, version=forloeb.version)
                names = [name for name in FELTER if name in form.fields]
                context["forskelle"] = differences(form, forloeb, names)
        else:
            messages.success(request, "Ændringerne er gemt.")
            return redirect(back)
    return render(request, "supervision/forloeb_form.html", context, status=status)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloeb_specialister(request):
    """»Hvem kan det her?«: who knows about a theme, in and outside the house (A11)."""
    kommune = kommune_with(request.user, Permission.SEE_SUPERVISION)
    temaer = [*valg.temaer(kommune)]
    asked = request.GET.get("tema", "")
    tema = next((row for row in temaer if str(row.pk) == asked), None)
    soeg = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "temaer": temaer,
        "tema": tema,
        "soeg": soeg,
        "specialister": valg.specialists(request.user, kommune, tema, soeg),
        "familie": request.GET.get("familie", ""),
    }
    if not context["familie"].isdecimal() or not request.user.can(Permission.EDIT_FAMILIER):
        context["familie"] = ""
    return render(request, "supervision/forloeb_specialister.html", context)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloeb_pdf(request, pk):
    """The forløb on paper, for whoever prints it: other families are not on it, nothing closed."""
    forloeb = visible_or_404(queries.with_rights(request.user), request.user, pk=pk)
    audit.reading(forloeb, by=request.user, formaal="udskrift", familie_id=forloeb.plejefamilie_id)
    pdf = render_pdf(
        "supervision/forloeb_pdf.html",
        {"forloeb": forloeb, **queries.detail(request.user, forloeb)},
        by=request.user,
        kommune=forloeb.kommune,
        titel=forloeb.get_slags_display(),
    )
    name = f"forloeb-{forloeb.pk}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
