"""Who has which families, how much each konsulent carries, and what follows a family."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.constraints import on_day
from faelles.models import Bruger
from plejefamilier import tilknytning
from plejefamilier.models import Aftale, Anbringelse, Konsulenttildeling, Plejefamilie
from plejefamilier.queries.liste import boern_of
from plejefamilier.queries.tilknytning import konsulenter_for


@dataclass(frozen=True)
class Raekke:
    """One family to be given away. `udgave` is who was its konsulent when the page was made."""

    pk: int
    navn: str
    url: str
    boern: str
    antal_boern: int
    foelger: list
    udgave: str

    @property
    def med(self):
        """»1 åben opfølgning« beside the family."""
        return danish.opregning(
            [danish.antal(n, ental, flertal) for ental, flertal, n in self.foelger]
        )


@dataclass(frozen=True)
class Byrde:
    """How many families and children a konsulent has now, and would have."""

    navn: str
    familier: int
    boern: int
    familier_efter: int
    boern_efter: int


def _running(day):
    """Assignments of today, and those that begin later."""
    return Konsulenttildeling.objects.filter(Q(til=None) | Q(til__gte=day))


def leaving(bruger):
    """The people who have families in the teams that `bruger` leads, with how many.

    Also those who no longer are konsulenter: their families need somebody more than any other.
    """
    familier = Plejefamilie.objects.assignable_by(bruger).active()
    held = _running(timezone.localdate()).filter(
        plejefamilie__in=familier, konsulent=OuterRef("pk")
    )
    number = held.order_by().values("konsulent").annotate(n=Count("plejefamilie", distinct=True))
    people = Bruger.objects.filter(Exists(held)).annotate(antal=Subquery(number.values("n")[:1]))
    return people.order_by("navn", "pk")


def families_of(bruger, konsulent):
    """The active families of `konsulent` that `bruger` may give away, in the Danish alphabet."""
    today = timezone.localdate()
    held = _running(today).filter(plejefamilie=OuterRef("pk"), konsulent=konsulent)
    newest = Konsulenttildeling.objects.filter(plejefamilie=OuterRef("pk")).order_by("-pk")
    rows = (
        Plejefamilie.objects.assignable_by(bruger)
        .active()
        .filter(Exists(held))
        .in_order()
        .annotate(nyeste=Subquery(newest.values(d=JSONObject(pk=F("pk"), til=F("til")))[:1]))
    )
    found = [*rows.values_list("pk", "navn", "nyeste")]
    pks = [pk for pk, _, _ in found]
    boern, _ = boern_of(pks, today)
    follows = tilknytning.following(konsulent, pks)
    return [
        Raekke(
            pk=pk,
            navn=navn,
            url=reverse("plejefamilier:plejefamilie_detail", args=[pk]),
            boern=" · ".join(boern.get(pk, [])) or "Ingen børn nu",
            antal_boern=len(boern.get(pk, [])),
            foelger=follows.get(pk, []),
            udgave=f"{nyeste['pk']}-{nyeste['til']}",
        )
        for pk, navn, nyeste in found
    ]


def receivers_for(bruger, konsulent):
    """Who may get the families: (QuerySet of the other konsulenter, {id: »12 familier«})."""
    people, hints = konsulenter_for(bruger)
    return people.exclude(pk=konsulent.pk), hints


def burdens(people, given):
    """The load of each receiver before and after. `given` is {id: [Raekke, …]}."""
    today = timezone.localdate()
    mine = Konsulenttildeling.objects.filter(
        on_day(today), konsulent__in=people, plejefamilie__ophoert_paa=None
    )
    familier = dict(mine.order_by().values_list("konsulent").annotate(Count("pk")))
    homes = Anbringelse.objects.filter(
        on_day(today), plejefamilie__konsulenttildelinger__in=mine
    ).order_by()
    holder = "plejefamilie__konsulenttildelinger__konsulent"
    held = homes.values_list(holder).annotate(Count("barn", distinct=True))
    boern = dict(held.filter(Q(**{f"{holder}__in": people})))
    return [
        Byrde(
            navn=person.navn,
            familier=familier.get(person.pk, 0),
            boern=boern.get(person.pk, 0),
            familier_efter=familier.get(person.pk, 0) + len(given.get(person.pk, ())),
            boern_efter=boern.get(person.pk, 0)
            + sum(row.antal_boern for row in given.get(person.pk, ())),
        )
        for person in people
    ]


def what_follows(rows):
    """»3 åbne opfølgninger og 1 aftale«, over the families that are given away; '' for nothing."""
    words = {}
    for row in rows:
        for ental, flertal, number in row.foelger:
            words[ental, flertal] = words.get((ental, flertal), 0) + number
    return danish.opregning([danish.antal(n, *kind) for kind, n in words.items()])


def open_aftaler(konsulent, familier):
    """Open agreements of `konsulent` about these families: {family id: number}."""
    rows = Aftale.objects.open().filter(ansvarlig=konsulent, plejefamilie__in=familier)
    return dict(rows.order_by().values_list("plejefamilie").annotate(Count("pk")))
