"""Attendance of a course: the whole course, one meeting on a phone, and the terms it taught."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE
from plejefamilier.views.open import open_familie, renew
from supervision.actions.fremmoede import record_fremmoede
from supervision.forms.fremmoede import FremmoedeForm
from supervision.models import Kursusdeltager
from supervision.queries import fremmoede as queries
from supervision.queries.evaluering import course_means

LIST = "supervision:fremmoede_list"


@require_safe
@requires(Permission.RECORD_FREMMOEDE)
def fremmoede_list(request, pk):
    """A course: attendance meeting by meeting, and each participant with what is made of it."""
    kursus = visible_or_404(queries.with_pen(request.user), request.user, pk=pk)
    gange = [*kursus.gange.select_related("fremmoede_af")]
    today = timezone.localdate()
    for gang in gange:
        gang.begyndt = timezone.localdate(gang.start) <= today
    over = kursus.slut_paa is not None and kursus.slut_paa <= today
    rows = queries.deltagelser(request.user, kursus, gange, today)
    shown = [row.deltager.pk for row in rows]
    audit.list_reading(Kursusdeltager, shown, by=request.user, formaal="fremmøde på et kursus")
    context = {
        "kursus": kursus,
        "gange": gange,
        "deltagelser": rows,
        "over": over,
        "tal": course_means(request.user, kursus) if over else [],
    }
    return render(request, "supervision/fremmoede_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_FREMMOEDE)
def fremmoede_update(request, pk):
    """Who came: one tap each, one save. »Alle kom« ticks all of them without saving."""
    gang = visible_or_404(queries.gange_to_note(request.user), request.user, pk=pk)
    liste = queries.liste(gang)
    shown = [boks.vaerdi.split("-")[0] for gruppe in liste.grupper for boks in gruppe.bokse]
    audit.list_reading(
        Kursusdeltager, [*dict.fromkeys(shown)], by=request.user, formaal="noterer fremmøde"
    )
    form = FremmoedeForm(request.POST or None, liste=liste)
    context = {
        "gang": gang,
        "liste": liste,
        "form": form,
        "valgt": liste.noteret,
        "for_tidligt": timezone.localdate(gang.start) > timezone.localdate(),
    }
    if request.method == "POST" and "alle" in request.POST:
        context["valgt"] = frozenset(liste.navne)
        context["alle"] = True
        return render(request, "supervision/fremmoede_update.html", context)
    if form.is_valid():
        try:
            record_fremmoede(
                by=request.user, gang=gang, kom=form.slots, seen=form.cleaned_data["seen"]
            )
        except ValidationError as error:
            return _refused(request, gang, form, error, context)
        messages.success(request, "Fremmødet er gemt. Familiernes kursusdage er talt med.")
        return redirect(LIST, gang.kursus_id)
    if request.method == "POST":
        context["valgt"] = frozenset(request.POST.getlist("kom"))
    return render(request, "supervision/fremmoede_update.html", context)


def _refused(request, gang, form, error, context):
    """Show what was ticked again, beside what a colleague has saved meanwhile (409)."""
    typed, status = frozenset(form.cleaned_data["kom"]), 200
    if getattr(error, "code", None) == STALE:
        gang.refresh_from_db(fields=["fremmoede_at", "fremmoede_af"])
        liste, status = queries.liste(gang), 409
        renew(form, seen=liste.seen)
        context |= {
            "liste": liste,
            "uenige": [
                (navn, vaerdi in typed, vaerdi in liste.noteret)
                for vaerdi, navn in liste.navne.items()
                if (vaerdi in typed) is not (vaerdi in liste.noteret)
            ],
        }
    else:
        add_errors(form, error)
    context["valgt"] = typed
    return render(request, "supervision/fremmoede_update.html", context, status=status)


@require_safe
@requires(Permission.SEE_FAMILIER)
def begreber_familie(request, pk):
    """Terms and methods that a family knows from courses, with what they mean (E13, B4)."""
    familie, _ = open_familie(request, pk)
    context = {"familie": familie, "begreber": queries.begreber_of(familie)}
    return render(request, "supervision/begreber_familie.html", context)
