"""The line's number: set it, note who has got it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from akuttelefon import actions
from akuttelefon.forms.nummer import LinjenummerForm, UdleveringerForm, UdleveringForm
from akuttelefon.models import Linjenummer
from akuttelefon.queries import nummer as queries
from faelles import audit, danish
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier.models import Plejefamilie

FORMAAL = "hvem har fået akuttelefonens nummer"


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_NUMMER)
def nummer(request):
    """Today's number, the one to come, those before; and a new one, asked about before it is set.

    A new number means that every family must be told again, so the first press only asks.
    """
    kommune = kommune_with(request.user, Permission.EDIT_NUMMER)
    page = reverse("akuttelefon:nummer")
    form = LinjenummerForm(request.POST or None, fortryd=page)
    context = queries.nummer_context(kommune)
    sure = request.POST.get("bekraeft") == "ja" or context["nyeste"] is None
    spoerg = False
    if form.is_valid():
        if not sure:
            spoerg = not _refused(form, kommune)
        else:
            try:
                actions.set_linjenummer(by=request.user, kommune=kommune, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _set_message(form.cleaned_data))
                return redirect("akuttelefon:nummer")
    return render(request, "akuttelefon/nummer.html", {**context, "form": form, "spoerg": spoerg})


def _refused(form, kommune):
    """Say what would be refused before asking whether it shall happen."""
    try:
        actions.check_linjenummer(kommune=kommune, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return True
    return False


def _set_message(data):
    today = timezone.localdate()
    day = danish.naer_dag(data["fra"], today)
    return f"Akuttelefonens nummer er {danish.telefon(data['nummer'])} fra {day}."


@require_POST
@requires(Permission.EDIT_NUMMER)
def nummer_undo(request, pk):
    """Take back a number that has not begun."""
    row = visible_or_404(Linjenummer.objects.select_related("kommune"), request.user, pk=pk)
    try:
        actions.undo_linjenummer(by=request.user, linjenummer=row)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Det nye nummer er fortrudt.")
    return redirect("akuttelefon:nummer")


@require_POST
@requires(Permission.HAND_OUT_NUMMER)
def nummer_udlever(request, pk):
    """Note on the family's page that the family has been given the number."""
    familie = visible_or_404(queries.handed_out_by(request.user), request.user, pk=pk)
    form = UdleveringForm(request.POST)
    if form.is_valid():
        try:
            actions.hand_out_nummer(
                by=request.user,
                familier=Plejefamilie.objects.visible_to(request.user).filter(pk=familie.pk),
                **form.cleaned_data,
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "Det er noteret, at familien har fået akutnummeret.")
    else:
        first = next(iter(form.errors.values()))[0]
        messages.error(request, f"Ikke noteret. {first}")
    return redirect("plejefamilier:plejefamilie_detail", familie.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.HAND_OUT_NUMMER)
def nummer_familier(request):
    """Families that have not been given the newest number; tick those that now have."""
    familier = queries.handed_out_by(request.user)
    form = UdleveringerForm(request.POST or None, familier=familier)
    if form.is_valid():
        data = form.cleaned_data
        try:
            given = actions.hand_out_nummer(
                by=request.user, familier=data["familier"], paa=data["paa"], maade=data["maade"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _given_message(given))
            return redirect("akuttelefon:nummer_familier")
    rows, flere = queries.uden_nummer_side(request.user)
    audit.list_reading(Plejefamilie, [row.pk for row in rows], by=request.user, formaal=FORMAAL)
    kommune = kommune_with(request.user, Permission.HAND_OUT_NUMMER)
    context = {
        "form": form,
        "rows": rows,
        "flere": flere,
        "valgte": {*request.POST.getlist("familier")},
        "nummer": queries.number_to_hand_out(kommune),
        "i_dag": timezone.localdate(),
    }
    return render(request, "akuttelefon/nummer_familier.html", context)


def _given_message(given):
    if not given:
        return "Det var allerede noteret."
    who = danish.antal(given, "familie har", "familier har")
    return f"Noteret: {who} fået akutnummeret."
