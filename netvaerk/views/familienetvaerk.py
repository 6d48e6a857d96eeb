"""One's own families: those without a network, and the networks of one of them."""

from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.views.decorators.http import require_safe

from faelles import audit, regler
from faelles.access import Permission, requires, visible_or_404
from netvaerk.models.reach import own_families
from netvaerk.queries.forslag import groups_for
from netvaerk.queries.gruppe import SLUKKET, TILSKYNDES, rules_for
from netvaerk.queries.medlemskab import memberships_of
from netvaerk.queries.mentor import mentor_for
from netvaerk.queries.uden import uden_page
from plejefamilier.models import Plejefamilie

FORMAAL = "familiens netværk"


@require_safe
@requires(Permission.ANSWER_NETVAERK)
@regler.read_once()
def familienetvaerk_detail(request, pk):
    """What the family is in or asked about, which groups fit and why, and its mentor part."""
    may = Plejefamilie.objects.editable_by(request.user).filter(pk=OuterRef("pk"))
    rows = own_families(request.user).select_related("kommune").annotate(svarer=Exists(may))
    familie = visible_or_404(rows, request.user, pk=pk)
    audit.reading(familie, by=request.user, formaal=FORMAAL, familie_id=familie.pk)
    medlemskaber = memberships_of(request.user, familie)
    brug = rules_for(familie.kommune).brug
    open_ = brug != SLUKKET and familie.ophoert_paa is None
    context = {
        "familie": familie,
        "medlemskaber": medlemskaber,
        "aaben": open_,
        "slukket": brug == SLUKKET,
        "tilskyndes": brug == TILSKYNDES,
        "grupper": groups_for(request.user, familie) if open_ else [],
        "mentor": mentor_for(request.user, familie),
    }
    return render(request, "netvaerk/familienetvaerk_detail.html", context)


@require_safe
@requires(Permission.ANSWER_NETVAERK)
def familienetvaerk_list(request):
    """Which of one's own families are in no group and have no mentor (I1)."""
    side = uden_page(request.user, request.GET)
    shown = [row.pk for row in side.rows]
    audit.list_reading(Plejefamilie, shown, by=request.user, formaal=FORMAAL)
    return render(request, "netvaerk/familienetvaerk_list.html", {"side": side})
