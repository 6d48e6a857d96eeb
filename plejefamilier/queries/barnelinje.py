"""What is written about the children on the family's time line: visits, needs, wishes, stays.

Only of children the reader sees today, and only what happened while the child lived there.
"""

from functools import partial

from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.urls import reverse

from plejefamilier.models import (
    Aflastningsophold,
    Anbringelse,
    Barn,
    Barnsopfoelgning,
    Behov,
    Oenske,
    Tilsynsbesoeg,
)
from plejefamilier.raekker import HAENDELSE

LABEL = "Barnets sag"


def _words(name, choices):
    """The label of a choice inside a query."""
    whens = [When(**{name: value}, then=Value(label)) for value, label in choices.choices]
    return Case(*whens, default=Value(""), output_field=CharField())


def _haendelser(model, slags, titel, bruger, familie, *, day="dato", rows=None, **columns):
    lived = Anbringelse.objects.filter(
        Q(til=None) | Q(til__gte=OuterRef(day)),
        barn=OuterRef("barn"),
        plejefamilie=familie,
        fra__lte=OuterRef(day),
    )
    seen = Barn.objects.visible_to(bruger)
    found = model.objects.filter(Exists(lived), rows or Q(), barn__in=seen)
    first_name = Func(
        F("barn__navn"), Value(" "), Value(1), function="split_part", output_field=CharField()
    )
    return HAENDELSE.of(
        found,
        slags=Value(slags),
        noegle=F("pk"),
        dato=F(day),
        titel=Concat(Value(titel), first_name, output_field=CharField()),
        ekstra=F("barn"),
        **columns,
    )


KILDER = {
    "tilsyn": (
        "visibility",
        partial(
            _haendelser,
            Tilsynsbesoeg,
            "tilsyn",
            "Tilsyn hos ",
            rows=Q(trukket_at=None),
            meta=_words("slags", Tilsynsbesoeg.Slags),
        ),
    ),
    "behov": (
        "checklist",
        partial(
            _haendelser,
            Behov,
            "behov",
            "Behov beskrevet: ",
            meta=_words("omfang", Behov.Omfang),
            tekst=F("beskrivelse"),
        ),
    ),
    "oenske": (
        "chat",
        partial(
            _haendelser,
            Oenske,
            "oenske",
            "Ønsker fra ",
            meta=_words("metode", Oenske.Metode),
            tekst=F("tekst"),
        ),
    ),
    "barnsopfoelgning": (
        "list-check",
        partial(
            _haendelser,
            Barnsopfoelgning,
            "barnsopfoelgning",
            "Opfølgning på planen for ",
            tekst=F("begrundelse"),
        ),
    ),
    "aflastningsophold": (
        "home",
        partial(
            _haendelser,
            Aflastningsophold,
            "aflastningsophold",
            "Aflastning: ",
            day="fra",
            rows=Q(aflyst_at=None),
            meta=_words("slags", Aflastningsophold.Slags),
            tekst=F("sted"),
        ),
    ),
}


def barn_url(raekke):
    """The page of the child a row is about."""
    return reverse("plejefamilier:barn_detail", args=[raekke.ekstra])
