"""The lists behind training, and what one may choose from in them."""

from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from faelles.paging import MOST
from supervision.models import Fagprofil, Forloeb, Kursus, Sporled, Tema, Temaspor

ALLE = "alle"


def liste(model, bruger, *, alle):
    """The rows of a list that `bruger` sees, in its order; with `alle` those out of use too."""
    rows = model.objects.visible_to(bruger)
    return rows if alle else rows.filter(aktiv=True)


def editable(model, bruger):
    """The ids among the rows that she may change; one query."""
    return {*model.objects.editable_by(bruger).values_list("pk", flat=True)}


def temaer_for(kommune, row=None):
    """The themes in use, and those a row has already."""
    if row is None:
        kept = []
    elif isinstance(row, Fagprofil):
        kept = row.temaer.values("pk")
    else:
        kept = [row.tema_id]
    return Tema.objects.filter(Q(aktiv=True, kommune=kommune) | Q(pk__in=kept))


def organisationer(bruger, kommune):
    """Where `bruger` may keep rooms: her own house; all of the municipality to who publishes."""
    if kommune.pk not in bruger.kommuner_med(Permission.PUBLISH_KURSER):
        return [bruger.organisation]
    houses = Organisation.objects.filter(kommune=kommune, aktiv=True).order_by("navn", "pk")
    return [kommune, *houses]


def people_for_profil(bruger, kommune):
    """Whom `bruger` may write a profile for: herself, her house, or everybody at work there."""
    roles = Rolletildeling.objects.filter(on_day(timezone.localdate()), kommune=kommune)
    people = Bruger.objects.filter(pk__in=roles.values("bruger"), is_active=True)
    people = people.exclude(pk__in=Fagprofil.objects.filter(kommune=kommune).values("bruger"))
    sees = (Permission.SEE_SUPERVISION, Permission.PLAN_KURSER)
    if not any(kommune.pk in bruger.kommuner_med(one) for one in sees):
        return people.none()
    if kommune.pk not in bruger.kommuner_med(Permission.PUBLISH_KURSER):
        house = Q(pk=bruger.pk)
        if kommune.pk in bruger.kommuner_med(Permission.PLAN_KURSER):
            house |= Q(organisation=bruger.organisation_id)
        people = people.filter(house)
    return people.order_by("navn", "pk")


def fagprofiler(bruger, *, alle):
    rows = liste(Fagprofil, bruger, alle=alle).select_related("bruger__organisation")
    return rows.prefetch_related("temaer")


def spor_liste(bruger, *, alle):
    """The tracks, each with its steps."""
    rows = liste(Temaspor, bruger, alle=alle).select_related("tema")
    return rows.prefetch_related("led")


def led_of(spor):
    """The steps of a track with the course or group that is named."""
    return Sporled.objects.filter(spor=spor).select_related("kursus", "forloeb")


def kurser_til_spor(bruger, spor):
    """Courses a step may be: those one plans that are not over, the nearest first."""
    rows = Kursus.objects.editable_by(bruger).filter(kommune=spor.kommune_id, aflyst_at=None)
    rows = rows.filter(lukket=False).coming(timezone.localdate()).order_by("begynder_paa", "pk")
    return Kursus.objects.filter(pk__in=[*rows.values_list("pk", flat=True)[:MOST]])


def grupper_til_spor(bruger, spor):
    rows = Forloeb.objects.visible_to(bruger).unfinished()
    return rows.filter(kommune=spor.kommune_id, slags=Forloeb.Slags.GRUPPE)
