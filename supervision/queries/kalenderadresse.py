"""Which secret address opens what, and what a calendar program reads there: never a name."""

from datetime import timedelta

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
)

from faelles.access import ROLE_PERMISSIONS, Permission
from faelles.constraints import on_day
from faelles.hemmelig import hash_of
from faelles.ical import Begivenhed
from faelles.models import Rolletildeling
from plejefamilier import tidskilder
from plejefamilier.models import Lokale, Lokalebooking, Moede, Optaget
from plejefamilier.models.moede import Sted
from plejefamilier.raekker import Form
from supervision.models import Kalenderadresse, Kursusgang, Session
from supervision.queries import kalender, kalenderhvem
from supervision.queries.kalender import KURSUS, MOEDE, OPTAGET, SUPERVISION, VIDEO, kinds
from supervision.queries.kalenderhvem import LOKALE, MIG

Slags = Kalenderadresse.Slags
BACK, AHEAD = timedelta(days=31), timedelta(days=400)
MOST = 3000
ROOM = {"lokale": F("lokale__navn"), "hus": F("lokale__organisation__navn")}
OFFENTLIGE = (Sted.KOMMUNEN, Sted.INSTITUTIONEN)  # nobody's home

FEED = Form(
    "Feedraekke",
    slags=CharField(),
    noegle=CharField(),
    start=DateTimeField(),
    slut=DateTimeField(),
    form=CharField(),
    sted=CharField(),
    lokale=CharField(),
    hus=CharField(),
    udgave=IntegerField(),
    aflyst=BooleanField(),
)


def mine(bruger):
    """The open addresses of `bruger`, for her own page."""
    rows = Kalenderadresse.objects.visible_to(bruger).filter(lukket_at=None)
    return rows.select_related("lokale__organisation").order_by("pk")


def rooms(bruger):
    """The rooms whose times one may subscribe to."""
    return Lokale.objects.visible_to(bruger).in_use().select_related("organisation")


def readable(secret, today):
    """The open address of a secret, while its owner has a right to a calendar; else None."""
    may = [role for role, rights in ROLE_PERMISSIONS.items() if Permission.SEE_KALENDER in rights]
    roles = Rolletildeling.objects.filter(on_day(today), bruger=OuterRef("bruger"), rolle__in=may)
    rows = Kalenderadresse.objects.filter(Exists(roles), lukket_at=None, bruger__is_active=True)
    adresse = (
        rows.filter(noegle_hash=hash_of(secret))
        .select_related("bruger__organisation", "lokale__organisation")
        .first()
    )
    if adresse is None or adresse.slags != Slags.LOKALE:
        return adresse
    return adresse if rooms(adresse.bruger).filter(pk=adresse.lokale_id).exists() else None


def hvem_of(adresse):
    """Whose calendar an address shows, as its owner may see it today."""
    if adresse.slags == Slags.LOKALE:
        return kalenderhvem.lokale(adresse.bruger, adresse.lokale)
    if adresse.slags == Slags.INSTITUTION:
        return kalenderhvem.hus(adresse.bruger)
    return kalenderhvem.mig(adresse.bruger)


def begivenheder(adresse, now):
    """What stands in the feed of an address, in order; one query, in which no name is fetched.

    What is cancelled stays as such, so that it goes away in the calendar that read it.
    """
    hvem, start, slut = hvem_of(adresse), now - BACK, now + AHEAD
    within = Q(start__lt=slut, slut__gt=start)
    rows = FEED.ask(_sources(adresse.bruger, hvem, within), order="start", limit=MOST)
    return [_begivenhed(row) for row in rows]


def _begivenhed(row):
    return Begivenhed(
        noegle=row.noegle if row.slags == OPTAGET else f"{row.slags}-{row.noegle}",
        udgave=row.udgave or 0,
        start=row.start,
        slut=row.slut,
        titel=kinds().get(row.slags, "Optaget"),
        sted=_where(row),
        aflyst=bool(row.aflyst),
    )


def _where(row):
    if row.form in VIDEO:
        return "På video"
    if row.lokale:
        return f"{row.lokale}, {row.hus}"
    return Sted(row.sted).label if row.sted in OFFENTLIGE else ""


def _sources(bruger, hvem, within):
    own = kalender.of(hvem)
    if hvem.slags == MIG:  # what she no longer has to do with leaves her calendar
        rows = Optaget.objects.filter(within, bruger=bruger)
        return [
            _gange(Kursusgang.objects.visible_to(bruger).filter(own[KURSUS], within)),
            _sessions(Session.objects.visible_to(bruger).filter(own[SUPERVISION], within)),
            _moeder(Moede.objects.visible_to(bruger).filter(own[MOEDE], within)),
            *_of_rooms(hvem, within, lambda kilde: kilde.rows().visible_to(bruger)),
            _of(_foreign(rows), OPTAGET, noegle=F("kilde")),
        ]
    where = {"lokale": hvem.pk} if hvem.slags == LOKALE else {"lokale__organisation": hvem.pk}
    bookings = Lokalebooking.objects.filter(within, **where)
    if not hvem.art:  # of somebody else's room only that it is taken
        return [_of(bookings, OPTAGET, noegle=F("kilde"), **ROOM)]
    return [
        _gange(Kursusgang.objects.filter(own[KURSUS], within)),
        _sessions(Session.objects.filter(own[SUPERVISION], within)),
        *_of_rooms(hvem, within, lambda kilde: kilde.rows()),
        _of(_foreign(bookings), OPTAGET, noegle=F("kilde"), **ROOM),
    ]


def _of_rooms(hvem, within, rows):
    """The times that other rooms have registered; `rows(kilde)` are those that may be told."""
    gone = Q(aflyst_at__isnull=False)
    return [
        _planned(
            rows(kilde).filter(kilde.of(hvem.slags, hvem.pk), within),
            kilde.slags,
            form=F("form"),
            aflyst=gone,
            **ROOM,
        )
        for kilde in tidskilder.kilder().values()
    ]


def _gange(rows):
    rows = rows.filter(kursus__publiceret_at__isnull=False)
    gone = Q(aflyst_at__isnull=False) | Q(kursus__aflyst_at__isnull=False)
    return _planned(rows, KURSUS, form=F("kursus__levering"), aflyst=gone, **ROOM)


def _sessions(rows):
    gone = Q(aflyst_at__isnull=False)
    return _planned(rows, SUPERVISION, form=F("form"), sted=F("sted"), aflyst=gone, **ROOM)


def _moeder(rows):
    gone = Q(aflyst_at__isnull=False)
    return _planned(rows, MOEDE, form=F("form"), sted=F("sted"), aflyst=gone)


def _planned(rows, slags, **columns):
    return _of(rows, slags, noegle=F("pk"), udgave=F("udgave"), **columns)


def _of(rows, slags, **columns):
    return FEED.of(rows, slags=Value(slags), start=F("start"), slut=F("slut"), **columns)


def _foreign(rows):
    """Times taken by something that no other source of the feed tells of."""
    for kind in kinds():
        rows = rows.exclude(kilde__startswith=f"{kind}-")
    return rows
