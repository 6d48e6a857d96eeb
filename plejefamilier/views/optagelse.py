"""Films of a child: consent, upload, fetching and deletion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from faelles.errors import add_errors
from plejefamilier import actions
from plejefamilier.actions.optagelse import read_pieces, without_consent
from plejefamilier.forms.optagelse import VideoForm, VideosamtykkeForm
from plejefamilier.models import Barn, Optagelse, Videosamtykke
from plejefamilier.queries import optagelse as queries
from plejefamilier.views.open import open_barn

FORM = "plejefamilier/barnefakta_form.html"


@require_safe
@requires(Permission.RECORD_BARN)
def video_list(request, pk):
    """The films of a child, who has agreed, and what may be done."""
    barn, familie = open_barn(request, pk)
    film = queries.films(request.user, barn)
    audit.list_reading(Optagelse, [str(row.pk) for row in film], by=request.user, formaal="videoer")
    context = {
        "barn": barn,
        "familie": familie,
        "film": film,
        "samtykker": queries.consents(request.user, barn),
        "mangler": without_consent(barn),
        "kan_samtykke": queries.possible_consenters(barn).exists(),
        "skriver": Barn.objects.recordable_by(request.user).filter(pk=barn.pk).exists(),
    }
    return render(request, "plejefamilier/video_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def video_create(request, pk):
    barn, familie = open_barn(request, pk, Barn.objects.recordable_by(request.user))
    back = reverse("plejefamilier:video_list", args=[barn.pk])
    form = VideoForm(request.POST or None, request.FILES or None, fortryd=back)
    lead = without_consent(barn) or "Videoen kan kun ses af dem, der kan se barnets side."
    if form.is_valid():
        try:
            actions.add_optagelse(by=request.user, barn=barn, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Videoen er gemt.")
            return redirect(back)
    context = {"form": form, "barn": barn, "familie": familie, "titel": "Ny video", "lead": lead}
    return render(request, FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def videosamtykke_create(request, pk):
    barn, familie = open_barn(request, pk, Barn.objects.recordable_by(request.user))
    back = reverse("plejefamilier:video_list", args=[barn.pk])
    form = VideosamtykkeForm(
        request.POST or None, foraeldre=queries.possible_consenters(barn), fortryd=back
    )
    if form.is_valid():
        try:
            actions.give_videosamtykke(by=request.user, barn=barn, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Samtykket er gemt.")
            return redirect(back)
    context = {
        "form": form,
        "barn": barn,
        "familie": familie,
        "titel": "Samtykke til video",
        "lead": "Kun den, der har forældremyndighed, kan give samtykke. Det kan trækkes tilbage.",
    }
    return render(request, FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_BARN)
def videosamtykke_withdraw(request, pk):
    """Ask first: the films are deleted at once."""
    rows = Videosamtykke.objects.recordable_by(request.user).filter(trukket_at=None)
    row = visible_or_404(rows.select_related("barn", "foraelder"), request.user, pk=pk)
    if request.method == "POST":
        actions.withdraw_videosamtykke(by=request.user, videosamtykke=row)
        messages.success(request, "Samtykket er trukket tilbage, og videoerne er slettet.")
        return redirect("plejefamilier:video_list", row.barn_id)
    audit.reading(row.barn, by=request.user, formaal="trækker samtykke til video tilbage")
    return render(request, "plejefamilier/videosamtykke_withdraw.html", {"row": row})


@require_safe
@requires(Permission.RECORD_BARN)
def video_fetch(request, pk):
    """The film itself, as a file: never shown inside our own pages, never kept by the browser."""
    row = visible_or_404(Optagelse.objects.select_related("barn"), request.user, pk=pk)
    if row.slettet_at is not None:
        raise Http404
    audit.reading(row, by=request.user, formaal="ser video")
    answer = StreamingHttpResponse(read_pieces(row), content_type=row.content_type)
    answer["Content-Length"] = row.stoerrelse
    answer["Content-Disposition"] = f'attachment; filename="video.{row.endelse}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
@requires(Permission.RECORD_BARN)
def video_delete(request, pk):
    rows = Optagelse.objects.recordable_by(request.user)
    row = visible_or_404(rows.select_related("barn"), request.user, pk=pk)
    actions.delete_optagelse(by=request.user, optagelse=row)
    messages.success(request, "Videoen er slettet.")
    return redirect("plejefamilier:video_list", row.barn_id)
