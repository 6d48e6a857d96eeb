"""The calendar of oneself, a house, a room, a colleague or a family; and which rooms are free."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from faelles import audit
from faelles.access import Permission, requires, visible_or_404
from plejefamilier.models import Lokale, Plejefamilie
from supervision.forms.kalender import LedigForm
from supervision.kalenderperiode import VISNINGER, parse
from supervision.queries import kalenderhvem as hvem_
from supervision.queries.kalenderlokaler import rooms_at
from supervision.queries.kalendervisning import side


@require_safe
@requires(Permission.SEE_KALENDER)
def kalender(request):
    """?vis=maaned&maaned=2026-11, ?vis=uge&uge=2026-48 or ?vis=liste, and ?hvem=… whose."""
    hvem, today = _hvem(request), timezone.localdate()
    periode = parse(request.GET, today)
    found = side(request.user, hvem, periode)
    viste = found.viste
    if hvem.slags == hvem_.FAMILIE:
        viste = {Plejefamilie: [hvem.pk], **viste}
    audit.list_readings(viste, by=request.user, formaal="kalender")

    def address(other):
        return "?" + urlencode({**other.words, "hvem": hvem.noegle})

    context = {
        "side": found,
        "hvem": hvem,
        "periode": periode,
        "forrige": periode.forrige and address(periode.forrige),
        "naeste": periode.naeste and address(periode.naeste),
        "i_dag_url": address(parse({"vis": periode.vis}, today)),
        "visninger": [
            (address(periode.seen_as(key, today)), navn, key == periode.vis)
            for key, navn in VISNINGER
        ],
        "hvem_ord": urlencode({"hvem": hvem.noegle}),
    }
    return render(request, "supervision/kalender.html", context)


def _hvem(request):
    """Whose calendar the address asks for. Raises Http404 for nobody in sight."""
    slags, _, pk = request.GET.get("hvem", "").partition("-")
    bruger = request.user
    if not slags:
        return hvem_.standard(bruger)
    if slags == hvem_.MIG:
        return hvem_.mig(bruger)
    if slags == hvem_.HUS:
        return hvem_.hus(bruger)
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    if slags == hvem_.LOKALE:
        rows = Lokale.objects.in_use().select_related("organisation")
        return hvem_.lokale(bruger, visible_or_404(rows, bruger, pk=pk))
    if slags == hvem_.BRUGER:
        return hvem_.kollega(bruger, visible_or_404(hvem_.kolleger(), bruger, pk=pk))
    if slags == hvem_.FAMILIE:
        return hvem_.familie(visible_or_404(Plejefamilie.objects, bruger, pk=pk))
    raise Http404


@require_safe
@requires(Permission.SEE_KALENDER)
def kalender_lokaler(request):
    """Which rooms are free at a day and time, and which are taken."""
    asked = "dag" in request.GET
    form = LedigForm(request.GET if asked else None)
    lokaler = None
    if asked and form.is_valid():
        data = form.cleaned_data
        lokaler = rooms_at(request.user, data["start"], data["slut"], personer=data["personer"])
    context = {
        "form": form,
        "lokaler": lokaler,
        "ledige": sum(not row.optaget for row in lokaler or []),
    }
    return render(request, "supervision/kalender_lokaler.html", context)
