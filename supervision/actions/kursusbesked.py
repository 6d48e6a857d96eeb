"""Who is told about a course on its way from draft to catalogue (E18). No names, no titles (W5)."""

from django.urls import reverse
from django.utils import timezone

from faelles import notices
from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling

TEKSTER = {
    "tilbage": "Kommunen har sendt et udkast til et kursus tilbage",
    "udgivet": "Et kursus, du er ansvarlig for, er udgivet",
    "aflyst": "Et kursus, du er ansvarlig for, er aflyst",
}
VENTER = "Et udkast til et kursus venter på, at kommunen udgiver det"


def tell_publishers(kursus, by):
    """Everybody who may publish in the municipality is told of a draft that waits."""
    roller = [rolle for rolle, kan in ROLE_PERMISSIONS.items() if Permission.PUBLISH_KURSER in kan]
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()), kommune=kursus.kommune, rolle__in=roller
    )
    people = Bruger.objects.filter(pk__in=roles.values("bruger"), is_active=True)
    key = f"{_key(kursus)}{kursus.version}"
    for person in people.exclude(pk=by.pk).order_by("pk"):
        notices.notify(person, key=key, tekst=VENTER, url=kursus.get_absolute_url())


def no_longer_asked(kursus):
    """Nobody needs to look at the draft any more."""
    notices.cancel_all(_key(kursus))
    notices.mark_read(_key(kursus))


def tell_responsible(kursus, hvad, by):
    """Whoever is responsible is told what the municipality has done; `hvad` is one of TEKSTER."""
    if kursus.ansvarlig_id == by.pk:
        return
    notices.notify(
        kursus.ansvarlig,
        key=f"kursus-{hvad}-{kursus.pk}-{kursus.version}",
        tekst=TEKSTER[hvad],
        url=reverse("supervision:kursus_detail", args=[kursus.pk]),
    )


def _key(kursus):
    return f"kursus-venter-{kursus.pk}-"
