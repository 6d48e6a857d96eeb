"""Meetings that come again: laid for the coming months, rolled forward, ended (R11, R12)."""

import logging
from datetime import datetime, timedelta
from itertools import takewhile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from faelles import audit, danish, notices, regler
from faelles.action import action
from faelles.kalender import kalender_for
from plejefamilier import rytme
from plejefamilier.actions.moede import cancel_moede, plan_moede, valg_of
from plejefamilier.actions.moedebesked import deltagere_of
from plejefamilier.actions.moedekreds import still_there
from plejefamilier.actions.moedetid import BEKRAEFTES
from plejefamilier.models import Moedeserie

logger = logging.getLogger(__name__)

KAN_IKKE = "Et møde i en møderække kunne ikke lægges, fordi en deltager er optaget"
SLUT = "Mødet hører til en møderække, der er sluttet."
COPIED = ("slags", "titel", "formaal", "kun_fagfolk", "form", "sted", "sted_tekst", "link")


@action
def plan_serie(*, by, kommune, anker, hver, enhed, klokken, minutter, antal=None, **moede):
    """Lay a series and its meetings of the coming months (rule `moede.serie_maaneder`).

    `anker` is the day of the first meeting, `hver` and `enhed` the rhythm, `klokken` a local time
    of day, `minutter` how long, `antal` how many in all (None: until it is ended). `moede` is the
    rest of what plan_moede takes. Raises ValidationError as plan_moede does, with the day in the
    sentence; then no meeting is laid.
    """
    serie = Moedeserie(
        kommune=kommune,
        anker=anker,
        hver=hver,
        enhed=enhed,
        klokken=klokken,
        minutter=minutter,
        antal=antal,
        indkalder=by,
        plejefamilie=moede.get("plejefamilie"),
        barn=moede.get("barn"),
        **{name: moede[name] for name in COPIED if name in moede},
    )
    serie.full_clean()
    serie.save()
    audit.record("moedeserie.lagt", serie, by=by, familie_id=serie.plejefamilie_id)
    for nominel, dag in _dates(serie):
        try:
            _plan(serie, nominel, dag, by=by, **moede)
        except ValidationError as error:
            raise _on_day(error, dag) from error
    return serie


@action
def end_serie(*, by, serie, til, begrundelse):
    """End a series after the day `til`: later meetings are cancelled, everybody is told.

    Raises ValidationError for an empty reason (code "begrundelse") or a series that has ended
    (code "slut").
    """
    row = Moedeserie.objects.select_for_update(of=("self",)).get(pk=serie.pk)
    if row.slut_paa is not None:
        raise ValidationError("Møderækken er allerede sluttet.", code="slut")
    if not begrundelse.strip():
        raise ValidationError(
            {
                "begrundelse": ValidationError(
                    "Skriv, hvorfor møderækken slutter.", code="begrundelse"
                )
            }
        )
    row.slut_paa, row.slut_begrundelse = til, begrundelse.strip()
    row.full_clean()
    row.save()
    now = timezone.now()
    coming = row.moeder.planned().filter(afholdt_at=None, start__gt=now).order_by("start")
    for moede in coming:
        if timezone.localdate(moede.start) > til:
            cancel_moede(by=by, moede=moede, version=moede.version, begrundelse=SLUT)
    audit.record("moedeserie.slut", row, by=by, familie_id=row.plejefamilie_id)
    return row


@action
def roll_serie(*, by, serie):
    """Lay the meetings of a series that have come within the coming months; how many.

    The people are those of its newest meeting who still belong to it. A day on which somebody is
    busy is left out, and whoever called the series is told once. Running it again adds nothing.
    """
    row = (
        Moedeserie.objects.select_for_update(of=("self",))
        .select_related("kommune", "indkalder", "plejefamilie", "barn")
        .get(pk=serie.pk)
    )
    newest = row.moeder.select_related("overgang").order_by("-nominel").first()
    if row.slut_paa is not None or newest is None:
        return 0
    laid = {*row.moeder.values_list("nominel", flat=True)}
    made = 0
    for nominel, dag in _dates(row):
        if nominel in laid or nominel < newest.nominel:
            continue
        made += _roll(row, newest, nominel, dag, by=by)
    return made


def roll_serier():
    """Roll every running series forward; one that fails does not stop the others. How many."""
    made = 0
    for serie in Moedeserie.objects.running().order_by("pk"):
        try:
            made += roll_serie(by=None, serie=serie)
        except Exception:  # the next night tries again
            logger.exception("Rolling failed for moedeserie %s", serie.pk)
    return made


def _dates(serie):
    """(nominal day, hverdag) of a series from its first day to the horizon, not the past."""
    today = timezone.localdate()
    months = regler.value("moede.serie_maaneder", serie.kommune)
    horizon = rytme.months_after(max(today, serie.anker), months)
    every = rytme.rolled(serie.anker, serie.hver, serie.enhed, kalender_for(serie.kommune))
    found = [*takewhile(lambda pair: pair[0] <= horizon, every)][: serie.antal]
    now = timezone.now()
    return [(nominel, dag) for nominel, dag in found if _moment(serie, dag) > now]


def _moment(serie, dag):
    return timezone.make_aware(datetime.combine(dag, serie.klokken))


def _plan(serie, nominel, dag, *, by, **moede):
    start = _moment(serie, dag)
    return plan_moede(
        by=by,
        kommune=serie.kommune,
        indkalder=serie.indkalder,
        serie=serie,
        nominel=nominel,
        start=start,
        slut=start + timedelta(minutes=serie.minutter),
        **moede,
    )


def _roll(serie, newest, nominel, dag, *, by):
    """Lay one meeting as the newest one is; 0 when it cannot be."""
    rows = [one for one in deltagere_of(newest) if still_there(one, dag)]
    accepted = max((one.accepteret_paa for one in rows if one.accepteret_paa), default=None)
    try:
        with transaction.atomic():
            _plan(
                serie,
                nominel,
                dag,
                by=by,
                deltagere=[valg_of(one) for one in rows],
                plejefamilie=serie.plejefamilie,
                barn=serie.barn,
                overgang=newest.overgang,
                accepteret_paa=accepted,
                bekraeft=BEKRAEFTES,
                hjemme_oensket_paa=newest.hjemme_oensket_paa,
                mangler_begrundelse=newest.mangler_begrundelse,
                **{name: getattr(serie, name) for name in COPIED},
            )
    except ValidationError:
        notices.notify(
            serie.indkalder,
            key=f"moedeserie-{serie.pk}-{nominel.isoformat()}",
            tekst=KAN_IKKE,
            url=reverse("plejefamilier:moedeserie_detail", args=[serie.pk]),
        )
        return 0
    return 1


def _on_day(error, dag):
    """The same refusal, saying which of the days it is about."""
    if getattr(error, "code", None) or not hasattr(error, "error_dict"):
        return error
    day = danish.ugedag(dag, timezone.localdate())
    told = {
        field: [
            ValidationError(f"{day.capitalize()}: {one.message}", code=one.code) for one in errors
        ]
        for field, errors in error.error_dict.items()
    }
    return ValidationError(told)
