"""Themes, terms and rooms: each a list with its rows made, changed and taken out of use."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.versions import STALE, fingerprint
from plejefamilier.models import Lokale
from plejefamilier.views.open import differences, renew
from supervision.actions import emne as actions
from supervision.forms.emne import BegrebForm, LokaleForm, TemaForm
from supervision.models import Begreb, Tema
from supervision.queries import emne as queries


@dataclass(frozen=True)
class Liste:
    """The words of a list: its noun in addresses and templates, one row, and many."""

    noun: str
    en: str
    ny: str
    mange: str

    @property
    def url(self):
        return reverse(f"supervision:{self.noun}_list")

    @property
    def faner(self):
        """All the lists, as (address name, words)."""
        return FANER


TEMA = Liste("tema", "temaet", "Nyt tema", "Temaer")
BEGREB = Liste("begreb", "ordet", "Nyt ord", "Ord og metoder")
LOKALE = Liste("lokale", "lokalet", "Nyt lokale", "Lokaler")
FANER = (
    ("supervision:tema_list", "Temaer"),
    ("supervision:begreb_list", "Ord og metoder"),
    ("supervision:lokale_list", "Lokaler"),
    ("supervision:fagprofil_list", "Fagprofiler"),
    ("supervision:temaspor_list", "Temaspor"),
)
GEMT = "Ændringerne er gemt."


@require_safe
@requires(Permission.SEE_KURSER)
def tema_list(request):
    """What training is about (E2); a municipality that has none gets the programme's six."""
    sees = Tema.objects.visible_to(request.user)
    if request.user.can(Permission.PUBLISH_KURSER) and not sees.exists():
        kommune = kommune_with(request.user, Permission.PUBLISH_KURSER)
        actions.lay_temaer(by=request.user, kommune=kommune)
    return show_list(request, TEMA, Tema, Permission.PUBLISH_KURSER)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def tema_create(request):
    kommune = kommune_with(request.user, Permission.PUBLISH_KURSER)
    form = TemaForm(request.POST or None, fortryd=TEMA.url)
    return create(request, TEMA, form, lambda facts: Tema(kommune=kommune, **facts))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def tema_update(request, pk):
    row = open_row(request, Tema, pk)
    return update(request, TEMA, row, TemaForm(request.POST or None, fortryd=TEMA.url, row=row))


@require_POST
@requires(Permission.PUBLISH_KURSER)
def tema_retire(request, pk):
    return retire(request, TEMA, Tema, pk)


@require_safe
@requires(Permission.SEE_KURSER)
def begreb_list(request):
    """The words and methods that are taught, and what they mean (B2, E13)."""
    return show_list(request, BEGREB, Begreb, Permission.PUBLISH_KURSER)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def begreb_create(request):
    kommune = kommune_with(request.user, Permission.PUBLISH_KURSER)
    form = BegrebForm(request.POST or None, fortryd=BEGREB.url)
    return create(request, BEGREB, form, lambda facts: Begreb(kommune=kommune, **facts))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_KURSER)
def begreb_update(request, pk):
    row = open_row(request, Begreb, pk)
    form = BegrebForm(request.POST or None, fortryd=BEGREB.url, row=row)
    return update(request, BEGREB, row, form)


@require_POST
@requires(Permission.PUBLISH_KURSER)
def begreb_retire(request, pk):
    return retire(request, BEGREB, Begreb, pk)


@require_safe
@requires(Permission.SEE_KURSER)
def lokale_list(request):
    """Rooms, and how many each holds (E10)."""
    return show_list(request, LOKALE, Lokale, Permission.PLAN_KURSER, "organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def lokale_create(request):
    kommune = kommune_with(request.user, Permission.PLAN_KURSER)
    form = LokaleForm(
        request.POST or None,
        fortryd=LOKALE.url,
        organisationer=queries.organisationer(request.user, kommune),
    )
    return create(request, LOKALE, form, lambda facts: Lokale(kommune=kommune, **facts))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_KURSER)
def lokale_update(request, pk):
    row = open_row(request, Lokale, pk, "kommune", "organisation")
    form = LokaleForm(
        request.POST or None,
        fortryd=LOKALE.url,
        row=row,
        organisationer=queries.organisationer(request.user, row.kommune),
    )
    return update(request, LOKALE, row, form)


@require_POST
@requires(Permission.PLAN_KURSER)
def lokale_retire(request, pk):
    return retire(request, LOKALE, Lokale, pk)


# --- what the lists have in common ------------------------------------------------------------


def show_list(request, words, model, permission, *related):
    """The rows of a list with what one may do to each; ?vis=alle shows those out of use too."""
    alle = request.GET.get("vis") == queries.ALLE
    rows = queries.liste(model, request.user, alle=alle)
    may = request.user.can(permission)
    context = {
        "rows": [*(rows.select_related(*related) if related else rows)],
        "alle": alle,
        "words": words,
        "laver": may,
        "retter": queries.editable(model, request.user) if may else set(),
    }
    return render(request, f"supervision/{words.noun}_list.html", context)


def create(request, words, form, make, **further):
    """Show the form of a new row; keep it, and go back to the list."""
    if form.is_valid():
        try:
            actions.create_emne(by=request.user, row=make(form.facts), **_temaer(form))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{words.en.capitalize()} er gemt.")
            return redirect(words.url)
    context = {"form": form, "words": words, **further}
    return render(request, "supervision/emne_form.html", context)


def open_row(request, model, pk, *related):
    """A row she may change. Raises Http404."""
    rows = model.objects.editable_by(request.user)
    return visible_or_404(rows.select_related(*(related or ("kommune",))), request.user, pk=pk)


def update(request, words, row, form, back=""):
    """Show the form of a row; keep what is changed. A stale save (409) shows both."""
    context, status = {"form": form, "words": words, "row": row}, 200
    if form.is_valid():
        try:
            actions.update_emne(
                by=request.user,
                row=row,
                udgave=form.cleaned_data["udgave"],
                **form.facts,
                **_temaer(form),
            )
        except ValidationError as error:
            if getattr(error, "code", None) != STALE:
                add_errors(form, error)
            else:
                status = 409
                row.refresh_from_db()
                renew(form, udgave=fingerprint(row, actions.FELTER[type(row)]))
                context["forskelle"] = differences(form, row, [*form.facts])
        else:
            messages.success(request, GEMT)
            return redirect(back or words.url)
    return render(request, "supervision/emne_form.html", context, status=status)


def retire(request, words, model, pk, back=""):
    """In use again (aktiv=1), else out of use."""
    row = open_row(request, model, pk)
    aktiv = request.POST.get("aktiv") == "1"
    actions.retire_emne(by=request.user, row=row, aktiv=aktiv)
    done = "er i brug igen" if aktiv else "er taget ud af brug"
    messages.success(request, f"{words.en.capitalize()} {done}.")
    return redirect(back or words.url)


def _temaer(form):
    return {"temaer": form.cleaned_data["temaer"]} if "temaer" in form.fields else {}
