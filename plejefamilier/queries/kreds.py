"""The page of one cooperation, and the list of one's own: who, what is agreed, what comes next."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, TruncDate
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission
from faelles.constraints import on_day
from faelles.paging import danish_order, page
from plejefamilier.actions.kreds import cooperating
from plejefamilier.kreds import kredsen
from plejefamilier.models import (
    Aftale,
    Anbringelse,
    Barn,
    Fagrolle,
    Konsulenttildeling,
    Kontakt,
    Kredsrolle,
    Moede,
    Moedeslags,
    Overgang,
    Plejefamilie,
    Rolleaftale,
    Samarbejdspunkt,
    Tovholder,
)
from plejefamilier.models.kreds import boern_i_samarbejde, familier_i_samarbejde
from plejefamilier.queries.barn import relation_to
from plejefamilier.raekker import HAENDELSE

MOEDE, AFHOLDT, AFTALE, NOTAT = "moede", "afholdt", "aftale", "notat"
FOUND = 8  # people a search shows
SHOWN = 6  # of each kind on the page of a cooperation; the rest stands on the kind's own page
BOERN, FAMILIER = "boern", "familier"


# --- whose cooperation it is ----------------------------------------------------------------------


def boern_for(bruger):
    """Children with what the page of their cooperation shows of them; see `boern_i_samarbejde`.

    `egen` is whether the whole record is the reader's, `retter` whether she may change the circle,
    and `min_plads` her own place in it.
    """
    about = Q(barn=OuterRef("pk"))
    homes = Barn.objects.visible_to(bruger).filter(pk=OuterRef("pk"))
    moves = Overgang.objects.visible_to(bruger).open().filter(about)
    points = Samarbejdspunkt.objects.filter(about).order_by("pk")
    return _annotated(boern_i_samarbejde(), bruger, about, of_barn=True).annotate(
        egen=Exists(homes),
        retter=Exists(Barn.objects.recordable_by(bruger).filter(pk=OuterRef("pk"))),
        overgang=Subquery(moves.values(data=JSONObject(pk="pk", dag="planlagt_flytning"))[:1]),
        punkter=ArraySubquery(points.values(data=JSONObject(noegle="noegle", dato="dato"))),
    )


def familier_for(bruger):
    """The same of families, whose own cooperation says nothing of the children who live there."""
    about = Q(plejefamilie=OuterRef("pk"), barn=None)
    hers = Plejefamilie.objects.worked_with_by(bruger).filter(pk=OuterRef("pk"))
    pen = Plejefamilie.objects.editable_by(bruger).active().filter(pk=OuterRef("pk"))
    return _annotated(familier_i_samarbejde(), bruger, about, of_barn=False).annotate(
        egen=Exists(hers), retter=Exists(pen)
    )


def _annotated(rows, bruger, about, *, of_barn):
    own = Kredsrolle.objects.held_by(bruger).filter(about).order_by("fra", "pk")
    held = Moede.objects.filter(about, aflyst_at=None, afholdt_at__isnull=False)
    held = held.order_by("-start")
    return rows.select_related("kommune").annotate(
        min_plads=Subquery(
            own.values(data=JSONObject(pk="pk", rolle="rolle", bruger="bruger"))[:1]
        ),
        aftale_om_roller=Subquery(
            Rolleaftale.objects.filter(about)
            .order_by("-version")
            .values(
                data=JSONObject(pk="pk", version="version", dag="indgaaet_paa", linjer="linjer")
            )[:1]
        ),
        introduktion=Subquery(
            held.filter(slags=Moedeslags.INTRODUKTION).values(day=TruncDate("start"))[:1]
        ),
        forventninger=Subquery(
            held.filter(slags=Moedeslags.FORVENTNINGSAFSTEMNING).values(day=TruncDate("start"))[:1]
        ),
    )


def purpose(bruger, row):
    """Why `bruger` opens a cooperation (W2): her relation to the record, or her place in it.

    `row` is of `boern_for` or `familier_for`. Never her own words for a role: the log holds none.
    """
    if row.egen:
        return relation_to(bruger, row)[0] if isinstance(row, Barn) else row.relation_to(bruger)
    rolle = Fagrolle(row.min_plads["rolle"]).label.lower()
    if row.min_plads["bruger"] == bruger.pk:
        return f"med i kredsen som {rolle}"
    return f"stedfortræder i kredsen for {rolle}"


# --- the page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Punkt:
    """A line of the list of what a cooperation needs. `tekst` says when, or what is missing."""

    titel: str
    ok: bool
    tekst: str


@dataclass(frozen=True)
class Post:
    """A meeting, an agreement or a note on the page: its title, what stands under it, address."""

    titel: str
    meta: str
    url: str


def samarbejde_context(bruger, row):
    """Everything the page of one cooperation shows; four queries beside the row's own."""
    om_barn = isinstance(row, Barn)
    kreds = kredsen(bruger, **({"barn": row} if om_barn else {"familie": row}))
    if not om_barn:
        kreds = _without_children(kreds)
    poster = _posts(bruger, row, om_barn)
    overgang = getattr(row, "overgang", None)
    return {
        "row": row,
        "om_barn": om_barn,
        "navn": row.fornavn if om_barn else row.kort_navn,
        "kreds": kreds,
        "punkter": _points(row, kreds, om_barn),
        "roller": _roles(row),
        "overgang": overgang and overgang | {"dag": date.fromisoformat(overgang["dag"])},
        "notat_url": _note_url(bruger, row, om_barn),
        "moede_url": _meeting_url(bruger, row, om_barn),
        **poster,
    }


def _note_url(bruger, row, om_barn):
    """Where the reader writes a note about it, '' when she may not: by the record, or her place."""
    if row.kommune_id not in bruger.kommuner_med(Permission.WRITE_KONTAKT):
        return ""
    if not row.egen:
        return reverse("plejefamilier:kreds_kontakt_create", args=[row.min_plads["pk"]])
    name = "barn_kontakt_create" if om_barn else "familie_kontakt_create"
    return reverse(f"plejefamilier:{name}", args=[row.pk])


def _meeting_url(bruger, row, om_barn):
    """Where the reader calls a meeting about it, '' when she may not."""
    if row.kommune_id not in bruger.kommuner_med(Permission.MANAGE_MOEDER):
        return ""
    about = "barn" if om_barn else "familie"
    return f"{reverse('plejefamilier:moede_create')}?{about}={row.pk}"


def _without_children(kreds):
    """A family's cooperation is about the family: nothing that concerns one child only."""
    return type(kreds)(
        nu=[p for p in kreds.nu if not p.om],
        kommer=[p for p in kreds.kommer if not p.om],
        forbi=[p for p in kreds.forbi if not p.om],
        tovholder=kreds.tovholder,
        tovholder_grund=kreds.tovholder_grund,
        tovholder_fra=kreds.tovholder_fra,
    )


def _roles(row):
    found = row.aftale_om_roller
    return found and found | {"dag": date.fromisoformat(found["dag"])}


def _points(row, kreds, om_barn):
    """What a cooperation needs before and while it runs (B6, B21, B23, B28, D12, V4, V5)."""
    roles = _roles(row)
    missing = [plads.navn for plads in kreds.uden_kursus]
    points = [
        _point(
            "Hvem gør hvad er aftalt", roles and roles["dag"], "Lav en aftale, før I går i gang"
        ),
        Punkt(
            "Der er en tovholder",
            kreds.tovholder is not None,
            kreds.tovholder.navn if kreds.tovholder else "Vælg en fra kredsen",
        ),
        _point("Introduktionsmøde for alle fagpersoner", row.introduktion, "Ikke holdt endnu"),
        _point("Forventningerne er afstemt", row.forventninger, "Ikke holdt endnu"),
        Punkt(
            "Alle har været på fælles kompetenceudvikling",
            not missing,
            f"Mangler: {danish.opregning(missing)}" if missing else "",
        ),
    ]
    if om_barn:
        done = {point["noegle"]: date.fromisoformat(point["dato"]) for point in row.punkter}
        points += [
            _point(key.label, done.get(key.value), "Ikke noteret") for key in Samarbejdspunkt.Noegle
        ]
    return points


def _point(titel, day, missing):
    return Punkt(titel, bool(day), danish.dato(day) if day else missing)


def _posts(bruger, row, om_barn):
    """Meetings, agreements and notes that the reader may open, a few of each; one query."""
    about = Q(barn=row) if om_barn else Q(barn=None, plejefamilie=row)
    notes = Q(barn=row) if om_barn else Q(barn=None, kontaktfamilier__plejefamilie=row)
    now = timezone.now()
    moeder = Moede.objects.visible_to(bruger).filter(about).planned()
    aftaler = Aftale.objects.visible_to(bruger).open().filter(about)
    sources = [
        _slice(_moede_rows(moeder.filter(slut__gt=now), MOEDE), "tid"),
        _slice(_moede_rows(moeder.filter(slut__lte=now), AFHOLDT), "-tid"),
        _slice(
            HAENDELSE.of(
                aftaler,
                slags=Value(AFTALE),
                noegle=F("pk"),
                dato=F("frist"),
                titel=F("tekst"),
                meta=F("ansvarlig__navn"),
            ),
            "dato",
        ),
        _slice(
            HAENDELSE.of(
                Kontakt.objects.visible_to(bruger).filter(notes),
                slags=Value(NOTAT),
                noegle=F("pk"),
                tid=F("tidspunkt"),
                titel=F("slags"),
                meta=F("skrevet_af__navn"),
            ),
            "-tid",
        ),
    ]
    found = {MOEDE: [], AFHOLDT: [], AFTALE: [], NOTAT: []}
    for values in sources[0].union(*sources[1:], all=True):
        line = HAENDELSE.raekke(*values)
        found[line.slags].append(line)
    today = timezone.localdate()
    return {
        "moeder": _sorted(found[MOEDE], _moede),
        "afholdte": _sorted(found[AFHOLDT], _moede, down=True),
        "aftaler": [
            Post(
                line.titel,
                f"{line.meta} · {_deadline(line.dato, today)}",
                reverse("plejefamilier:aftale_detail", args=[line.noegle]),
            )
            for line in sorted(found[AFTALE], key=lambda line: line.dato)
        ],
        "notater": _sorted(found[NOTAT], _notat, down=True),
    }


def _deadline(day, today):
    """»senest i morgen«, or since when it is late."""
    words = danish.naer_dag(day, today)
    return f"senest {words}" if day >= today else f"skulle være gjort {words}"


def _moede_rows(rows, slags):
    return HAENDELSE.of(
        rows, slags=Value(slags), noegle=F("pk"), tid=F("start"), titel=F("titel"), meta=F("slags")
    )


def _slice(rows, order):
    sign = "-" if order.startswith("-") else ""
    return rows.order_by(f"{sign}r_{order.lstrip('-')}")[:SHOWN]


def _sorted(lines, make, *, down=False):
    return [make(line) for line in sorted(lines, key=lambda line: line.tid, reverse=down)]


def _moede(line):
    local = timezone.localtime(line.tid)
    return Post(
        line.titel or Moedeslags(line.meta).label,
        f"{danish.ugedag(local.date(), timezone.localdate())} {danish.kl(local)}",
        reverse("plejefamilier:moede_detail", args=[line.noegle]),
    )


def _notat(line):
    local = timezone.localtime(line.tid)
    return Post(
        Kontakt.Slags(line.titel).label,
        f"{danish.dato(local.date())} · {line.meta}",
        reverse("plejefamilier:kontakt_detail", args=[line.noegle]),
    )


def shown_people(kommune_id, text, *, chosen=""):
    """The first people that `text` finds among those who cooperate in the municipality, by name."""
    people = cooperating(kommune_id, timezone.localdate()).select_related("organisation")
    found = people
    for word in text.replace("\0", "").split():
        found = found.filter(Q(navn__icontains=word) | Q(organisation__navn__icontains=word))
    rows = [*found[:FOUND]] if text else []
    if chosen and chosen not in {str(row.pk) for row in rows}:
        rows = [*people.filter(pk=chosen), *rows]
    return rows


# --- the list -------------------------------------------------------------------------------------


def samarbejde_page(bruger, vis, query):
    """One page of the cooperations `bruger` takes part in: of children, or of families.

    Of cases whose record is hers anyway only those in which there is a cooperation: somebody was
    taken into the circle, or chosen to coordinate, or roles are agreed.
    """
    today = timezone.localdate()
    if vis == FAMILIER:
        rows, about = familier_i_samarbejde(), Q(plejefamilie=OuterRef("pk"), barn=None)
    else:
        rows, about = boern_i_samarbejde(), Q(barn=OuterRef("pk"))
    typed = Kredsrolle.objects.filter(on_day(today), about)
    chosen = Tovholder.objects.filter(on_day(today), about)
    still = _still_there(today, of_barn=vis != FAMILIER)
    own = Kredsrolle.objects.held_by(bruger).filter(about)
    coming = Moede.objects.visible_to(bruger).coming(timezone.now()).filter(about)
    rows = (
        rows.visible_to(bruger)
        .filter(Exists(typed) | Exists(chosen) | Exists(Rolleaftale.objects.filter(about)))
        .annotate(
            min_rolle=Subquery(own.order_by("fra", "pk").values("rolle")[:1]),
            min_opgave=Subquery(own.order_by("fra", "pk").values("opgave")[:1]),
            tovholder_navn=Subquery(chosen.filter(still).values("bruger__navn")[:1]),
            naeste=Subquery(coming.order_by("start").values("start")[:1]),
            roller_aftalt=Exists(Rolleaftale.objects.filter(about)),
        )
    )
    if vis == FAMILIER:
        rows = rows.annotate(fast=Coalesce(F("tovholder_navn"), Value("")))
    else:
        rows = rows.annotate(
            fast=Coalesce(F("tovholder_navn"), F("myndighedsraadgiver__navn"), Value(""))
        )
    side = page(rows, query, by=danish_order("navn"), descending=False)
    for row in side.rows:
        row.rolle_tekst = Fagrolle(row.min_rolle).label if row.min_rolle else ""
        name = "barn_samarbejde" if vis != FAMILIER else "familie_samarbejde"
        row.url = reverse(f"plejefamilier:{name}", args=[row.pk])
        row.vis_navn = row.kort_navn if vis == FAMILIER else row.fornavn
    return side


def _still_there(today, *, of_barn):
    """The chosen tovholder is in the circle yet: taken in, konsulent of the home, or rådgiver."""
    about = {"barn": OuterRef("barn")} if of_barn else {"plejefamilie": OuterRef("plejefamilie")}
    places = Kredsrolle.objects.filter(on_day(today), bruger=OuterRef("bruger"), **about)
    konsulent = Konsulenttildeling.objects.filter(on_day(today), konsulent=OuterRef("bruger"))
    if of_barn:
        homes = Anbringelse.objects.filter(on_day(today), barn=OuterRef(OuterRef("barn")))
        konsulent = konsulent.filter(plejefamilie__in=homes.values("plejefamilie"))
        raadgiver = Q(bruger=F("barn__myndighedsraadgiver"))
    else:
        konsulent = konsulent.filter(plejefamilie=OuterRef("plejefamilie"))
        return Q(Exists(places)) | Q(Exists(konsulent))
    return Q(Exists(places)) | Q(Exists(konsulent)) | raadgiver
