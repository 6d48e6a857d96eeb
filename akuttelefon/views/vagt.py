"""One shift: lay it, change it, call it off."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from akuttelefon import actions, bemanding
from akuttelefon.actions.vagt import span_in_words
from akuttelefon.forms.vagt import VagtForm, vagt_initial
from akuttelefon.models import Vagt
from akuttelefon.queries.mine_vagter import spor
from faelles.access import Permission, kommune_with, requires, visible_or_404
from faelles.errors import add_errors
from faelles.kalender import FIRST_YEAR, LAST_YEAR
from faelles.versions import STALE

STAMP = "%Y%m%d%H%M"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_VAGTPLAN)
def vagt_create(request):
    """A new shift; ?fra=…&til=… are the hours of a gap, in UTC."""
    kommune = kommune_with(request.user, Permission.MANAGE_VAGTPLAN)
    start, slut = _stamp(request.GET.get("fra")), _stamp(request.GET.get("til"))
    if start is None or slut is None or slut <= start:
        start, slut = _tonight(kommune)
    now = timezone.now().replace(second=0, microsecond=0)
    start = max(start, now) if slut > now else start
    form = VagtForm(
        request.POST or None,
        kommune=kommune,
        initial=vagt_initial(start, slut),
        day=timezone.localdate(start),
    )
    if form.is_valid():
        try:
            vagt = actions.create_vagt(by=request.user, kommune=kommune, **form.vagt)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Vagten er lagt: {span_in_words(vagt.start, vagt.slut)}.")
            return _to_month(vagt)
    return render(request, "akuttelefon/vagt_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_VAGTPLAN)
def vagt_update(request, pk):
    """Other hours, or somebody else. Two who save at once see both versions."""
    vagt = _own(request, pk)
    form = VagtForm(
        request.POST or None,
        kommune=vagt.kommune,
        initial=vagt_initial(
            vagt.start,
            vagt.slut,
            udbyder=vagt.udbyder,
            bruger=vagt.bruger,
            version=vagt.version,
        ),
        day=timezone.localdate(vagt.start),
    )
    context, status = {"form": form, "vagt": vagt, "spor": spor(vagt)}, 200
    if form.is_valid():
        try:
            saved = actions.update_vagt(
                by=request.user, vagt=vagt, version=form.cleaned_data["version"], **form.vagt
            )
        except ValidationError as error:
            add_errors(form, error)
            if form.has_error("__all__", STALE):
                status = 409
                vagt = _own(request, pk)
                context["nu"] = _as_saved(vagt)
                form.data = form.data.copy()
                form.data["version"] = vagt.version
        else:
            messages.success(request, "Vagten er ændret.")
            return _to_month(saved)
    return render(request, "akuttelefon/vagt_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_VAGTPLAN)
def vagt_cancel(request, pk):
    """Call a shift off, after asking."""
    vagt = _own(request, pk)
    if request.method == "POST":
        try:
            actions.cancel_vagt(
                by=request.user, vagt=vagt, version=_number(request.POST.get("version"))
            )
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("akuttelefon:vagt_update", pk=vagt.pk)
        messages.success(request, f"Vagten er aflyst: {span_in_words(vagt.start, vagt.slut)}.")
        return redirect("akuttelefon:vagthul_list")
    context = {"vagt": vagt, "tidsrum": span_in_words(vagt.start, vagt.slut)}
    return render(request, "akuttelefon/vagt_cancel.html", context)


def _own(request, pk):
    """A standing shift of a municipality whose roster she runs."""
    rows = Vagt.objects.planned().select_related("kommune", "udbyder", "bruger__organisation")
    mine = request.user.kommuner_med(Permission.MANAGE_VAGTPLAN)
    return visible_or_404(rows.filter(kommune__in=mine), request.user, pk=pk)


def _as_saved(vagt):
    return [
        ("Tidsrum", span_in_words(vagt.start, vagt.slut)),
        ("På vagt", vagt.bruger.navn if vagt.bruger else "Navn mangler"),
        ("Udbyder", vagt.udbyder.navn),
    ]


def _tonight(kommune):
    """The duty now, or the next that begins: what a new shift most often is about."""
    today = timezone.localdate()
    day = timedelta(days=1)
    pieces = bemanding.grundlag_for(kommune).pieces(today - day, today + day)
    piece = next(piece for piece in pieces if piece.slut > timezone.now())
    return piece.start, piece.slut


def _stamp(text):
    """The moment written as YYYYMMDDHHMM in UTC, or None for anything else."""
    try:
        moment = datetime.strptime(text or "", STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() else None


def _to_month(vagt):
    day = timezone.localdate(vagt.start)
    return redirect(f"{reverse('akuttelefon:vagtplan')}?maaned={day:%Y-%m}#dag-{day:%Y-%m-%d}")
