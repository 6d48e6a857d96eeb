"""Evaluation of courses and forløb: answers written down, and their means."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import renew
from supervision.actions.evaluering import evaluate_forloeb, evaluate_kursus, seen_of
from supervision.forms.evaluering import EvalueringForm
from supervision.models import Evaluering, Forloeb, Kursusdeltager
from supervision.queries import evaluering as queries

FORM = "supervision/evaluering_form.html"
ALREADY = "{} har gemt svar imens: {}. Ret, hvis I er uenige, og gem igen."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_FREMMOEDE)
def evaluering_update(request, pk):
    """The answers of one participant of a course."""
    rows = Kursusdeltager.objects.select_related(
        "tilmelding__kursus", "plejeforaelder", "bruger", "evaluering__by"
    )
    kursusdeltager = visible_or_404(rows, request.user, pk=pk)
    kursus = kursusdeltager.tilmelding.kursus
    row = getattr(kursusdeltager, "evaluering", None)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            kursusdeltager,
            by=request.user,
            formaal="evaluering af et kursus",
            familie_id=kursusdeltager.tilmelding.plejefamilie_id,
        )
    back = reverse("supervision:fremmoede_list", args=[kursus.pk])
    form = EvalueringForm(request.POST or None, row=row, fortryd=back)
    over = kursus.slut_paa is not None and kursus.slut_paa <= timezone.localdate()
    context = {
        "form": form,
        "hvem": kursusdeltager.hvem,
        "hvad": kursus.titel,
        "back": back,
        "back_navn": "Fremmøde",
        "lukket": "" if over else "Kurset kan evalueres, når sidste gang er holdt.",
    }
    act = {"act": evaluate_kursus, "deltager": kursusdeltager}
    mine = Evaluering.objects.visible_to(request.user).filter(deltager=kursusdeltager)
    return _answer(request, form, context, mine, back, **act)


@require_safe
@requires(Permission.SEE_SUPERVISION)
def forloebsevaluering_list(request, pk):
    """The families of a forløb, and who has answered; straight to the answers of an only one."""
    forloeb = _open_forloeb(request, pk)
    familier = queries.familier_i(request.user, forloeb)
    if len(familier) == 1:
        return redirect("supervision:forloebsevaluering_update", forloeb.pk, next(iter(familier)))
    context = {"forloeb": forloeb, "familier": familier}
    return render(request, "supervision/evaluering_forloeb.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SUPERVISION)
def forloebsevaluering_update(request, pk, familie):
    """The answers of one family about a forløb."""
    forloeb = _open_forloeb(request, pk)
    familier = queries.familier_i(request.user, forloeb)
    if familie not in familier:
        audit.record(
            "adgang.ikke_fundet",
            None,
            by=request.user,
            slags="plejefamilier.plejefamilie",
            opslag={"pk": str(familie)},
        )
        raise Http404
    mine = Evaluering.objects.visible_to(request.user).filter(forloeb=forloeb, plejefamilie=familie)
    back = reverse("supervision:forloeb_detail", args=[forloeb.pk])
    form = EvalueringForm(request.POST or None, row=mine.first(), slags=forloeb.slags, fortryd=back)
    context = {
        "form": form,
        "hvem": familier[familie][0],
        "hvad": str(forloeb),
        "back": back,
        "back_navn": "Forløbet",
        "lukket": "" if forloeb.aktiveret_at else "Forløbet er ikke begyndt endnu.",
    }
    act = {"act": evaluate_forloeb, "forloeb": forloeb, "plejefamilie_id": familie}
    return _answer(request, form, context, mine, back, **act)


def _open_forloeb(request, pk):
    forloeb = visible_or_404(Forloeb.objects.all(), request.user, pk=pk)
    if request.method in ("GET", "HEAD"):
        audit.reading(
            forloeb,
            by=request.user,
            formaal="evaluering af et forløb",
            familie_id=forloeb.plejefamilie_id,
        )
    return forloeb


def _answer(request, form, context, mine, back, *, act, **about):
    """Save and go back; a colleague's answers that came meanwhile stand beside what was typed."""
    status = 200
    if form.is_valid():
        try:
            act(by=request.user, **about, **form.facts)
        except ValidationError as error:
            if getattr(error, "code", None) == STALE:
                status, saved = 409, mine.select_related("by").first()
                renew(form, seen=seen_of(saved))
                form.add_error(None, ALREADY.format(saved.by.navn, _words(form, saved)))
            else:
                add_errors(form, error)
        else:
            messages.success(request, "Evalueringen er gemt.")
            return redirect(back)
    return render(request, FORM, context, status=status)


def _words(form, saved):
    """What is saved, in the words of the form."""
    names = [name for name in queries.SKALAER if name in form.fields and getattr(saved, name)]
    told = [
        f"{form.fields[name].label}: {getattr(saved, f'get_{name}_display')()}" for name in names
    ]
    return "; ".join([*told, *([saved.kommentar] if saved.kommentar else [])])


@require_safe
@requires(Permission.PUBLISH_KURSER)
def evaluering_rapport(request):
    """Means of a year, by form and by course; nobody is recognised in them."""
    aar = queries.year_of(request.GET.get("aar", ""))
    context = queries.report(request.user, aar)
    return render(request, "supervision/evaluering_rapport.html", context)
