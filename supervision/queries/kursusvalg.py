"""What one may choose from when a course is made: themes, rooms, houses, people who teach."""

from django.db.models import Q
from django.utils import timezone

from faelles.access import Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Organisation, Rolletildeling
from plejefamilier.models import Lokale
from supervision.models import Begreb, Fagprofil, Kompetence, Tema


def temaer(kommune, kursus=None):
    """The themes in use, and the one the course has."""
    own = Q(pk=kursus.tema_id) if kursus and kursus.tema_id else Q(pk__in=[])
    return Tema.objects.filter(Q(aktiv=True, kommune=kommune) | own)


def begreber(kommune, kursus=None):
    own = kursus.begreber.values("pk") if kursus else []
    return Begreb.objects.filter(Q(aktiv=True, kommune=kommune) | Q(pk__in=own))


def lokaler(bruger, kommune, chosen=None):
    """The rooms in use of the municipality and its institutions, and the one chosen before."""
    rows = Lokale.objects.visible_to(bruger).filter(kommune=kommune)
    return rows.filter(Q(aktiv=True) | Q(pk=chosen)).select_related("organisation")


def udbydere(bruger, kommune):
    """Who may hold a course that `bruger` makes: her institution; else whoever publishes chooses.

    An institution's booker makes her own house's courses. The municipality may ask any of its
    institutions, and may hold one itself; its own name stands first.
    """
    if kommune.pk not in bruger.kommuner_med(Permission.PUBLISH_KURSER):
        return [bruger.organisation]
    houses = Organisation.objects.filter(
        kommune=kommune, slags=Organisation.Slags.INSTITUTION, aktiv=True
    )
    return [kommune, *houses.order_by("navn", "pk")]


def undervisere(kommune, organisationer, kursus=None):
    """Who may teach, and what each knows {id: words}: specialists, and those of the houses.

    Of the municipality itself only people with a profile: they are many.
    """
    houses = [row.pk for row in organisationer if row.pk != kommune.pk]
    today = timezone.localdate()
    roles = Rolletildeling.objects.filter(on_day(today), kommune=kommune)
    profiler = Fagprofil.objects.filter(kommune=kommune, aktiv=True).prefetch_related("temaer")
    known = {profil.bruger_id: _words(profil) for profil in profiler}
    own = kursus.undervisere.values("bruger") if kursus else []
    people = Bruger.objects.filter(
        Q(pk__in=roles.filter(bruger__organisation__in=houses).values("bruger"), is_active=True)
        | Q(pk__in=[*known], is_active=True)
        | Q(pk__in=own)
    )
    return people.order_by("navn", "pk"), known


def _words(profil):
    names = dict(Kompetence.choices)
    parts = [profil.speciale, *(tema.navn for tema in profil.temaer.all())]
    parts += [names[one] for one in profil.kompetencer if one in names]
    return " · ".join(part for part in parts if part)
