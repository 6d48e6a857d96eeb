"""What one family page needs of the family's own rows, read in a single query.

The page asks many nouns at once and has twelve queries. Rows of a kind that a family has few of
come as JSON beside its row; the objects made of them are never saved.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from faelles import regler
from faelles.constraints import on_day
from faelles.models import Bruger
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Belastning,
    Familieprofil,
    Fravaer,
    Godkendelse,
    Konsulenttildeling,
    Kredsrolle,
    Kursustid,
    Plejefamilie,
    Plejeforaelder,
)
from plejefamilier.queries.belastning import SHOWN
from plejefamilier.rytme import YEAR, months_after


@dataclass(frozen=True)
class Journal:
    """The rows of one family, newest first; `regler` are the municipality's own values today."""

    tildelinger: list
    anbringelser: list
    voksne: list
    godkendelse: Godkendelse | None
    profil: Familieprofil
    belastninger: list
    kreds: list
    regler: dict


def read(familie, today, *, belastning):
    """The Journal of a family; `belastning`: whether the reader may see its own strain."""
    columns = [
        ArraySubquery(_tildelinger(today)),
        ArraySubquery(_anbringelser()),
        ArraySubquery(_voksne(today)),
        Subquery(_godkendelse()[:1]),
        Subquery(_profil()[:1]),
        ArraySubquery(_kreds(today)),
        regler.own_in_query(OuterRef("kommune")),
        ArraySubquery(_belastninger() if belastning else _belastninger().none()),
    ]
    row = Plejefamilie.objects.filter(pk=familie.pk).values_list(*columns).get()
    return Journal(
        tildelinger=[_tildeling(familie, data) for data in row[0]],
        anbringelser=[_anbringelse(familie, data) for data in row[1]],
        voksne=[_voksen(familie, data) for data in row[2]],
        godkendelse=_made(Godkendelse, row[3], plejefamilie=familie) if row[3] else None,
        profil=_made(Familieprofil, row[4] or {}),
        kreds=row[5],
        regler=regler.from_query(row[6]),
        belastninger=[_made(Belastning, data) for data in row[7] or []],
    )


OF_FAMILIE = {"plejefamilie": OuterRef("pk")}


def _json(rows, *names, **further):
    """`rows` as JSON objects of the columns `names`, and what `further` calls otherwise."""
    return rows.values(data=JSONObject(**{name: name for name in names}, **further))


def _tildelinger(today):
    away = _json(
        Fravaer.objects.filter(on_day(today), bruger=OuterRef("konsulent")),
        "til",
        stedfortraeder="stedfortraeder__navn",
        telefon="stedfortraeder__telefon",
    )
    rows = Konsulenttildeling.objects.filter(**OF_FAMILIE).order_by("-fra")
    return _json(
        rows,
        "id",
        "fra",
        "til",
        "begrundelse",
        "konsulent_id",
        navn="konsulent__navn",
        telefon="konsulent__telefon",
        vaek=Subquery(away[:1]),
    )


def _anbringelser():
    return _json(
        Anbringelse.objects.filter(**OF_FAMILIE).order_by("-fra", "-pk"),
        "id",
        "slags",
        "grundlag",
        "fra",
        "til",
        "slutaarsag",
        "slutnotat",
        "afvigelse",
        "barn_id",
        barn="barn__navn",
        foedselsdag="barn__foedselsdag",
        raadgiver_id="barn__myndighedsraadgiver",
        raadgiver="barn__myndighedsraadgiver__navn",
        telefon="barn__myndighedsraadgiver__telefon",
    )


def _voksne(today):
    since = months_after(today, -YEAR).replace(month=1, day=1)
    tider = Kursustid.objects.filter(plejeforaelder=OuterRef("pk"), dato__gte=since)
    return _json(
        Plejeforaelder.objects.filter(**OF_FAMILIE).order_by("pk"),
        "id",
        "navn",
        "telefon",
        "email",
        "grundkursus_paa",
        "fratraadt_paa",
        tider=ArraySubquery(_json(tider.order_by(), "dato", "minutter")),
    )


def _godkendelse():
    return _json(
        Godkendelse.objects.filter(**OF_FAMILIE).order_by("-fra", "-pk"),
        "id",
        "familietype",
        "antal_boern",
        "myndighed",
        "vilkaar",
        "fra",
        "til",
    )


def _profil():
    return _json(
        Familieprofil.objects.filter(**OF_FAMILIE),
        "id",
        "tidspunkter",
        "erfaring_aar",
        "erfaring",
        "kompetencer",
        "andre_indsatser",
    )


def _belastninger():
    rows = Belastning.objects.filter(**OF_FAMILIE).order_by("-dato", "-pk")
    return _json(
        rows, "id", "dato", "score", "kilde", "bemaerkning", "trukket_at", "trukket_fordi"
    )[: SHOWN + 1]


def _kreds(today):
    """The people who were taken into the family's own circle; a child's circle is on its page."""
    rows = Kredsrolle.objects.filter(Q(barn=None), on_day(today), **OF_FAMILIE).order_by(
        "fra", "pk"
    )
    return _json(
        rows,
        "navn",
        "rolle",
        "rolle_andet",
        "telefon",
        bruger="bruger__navn",
        bruger_telefon="bruger__telefon",
    )


def _made(model, data, **further):
    """An object of `model` from JSON: days become dates, moments aware ones."""
    parsed = {
        name: _day(value) if model._meta.get_field(name).get_internal_type() in TIMES else value
        for name, value in data.items()
    }
    return model(**parsed, **further)


TIMES = {"DateField", "DateTimeField"}


def _day(text):
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == len("2026-12-24") else _moment(text)


def _moment(text):
    return timezone.localtime(datetime.fromisoformat(text))


def _tildeling(familie, data):
    konsulent = Bruger(
        pk=data.pop("konsulent_id"), navn=data.pop("navn"), telefon=data.pop("telefon")
    )
    vaek = data.pop("vaek")
    row = _made(Konsulenttildeling, data, plejefamilie=familie, konsulent=konsulent)
    row.vaek = vaek
    return row


def _anbringelse(familie, data):
    raadgiver_id, navn, telefon = (
        data.pop(name) for name in ("raadgiver_id", "raadgiver", "telefon")
    )
    barn = Barn(
        pk=UUID(data.pop("barn_id")),
        navn=data.pop("barn"),
        foedselsdag=date.fromisoformat(data.pop("foedselsdag")),
        myndighedsraadgiver=(
            Bruger(pk=raadgiver_id, navn=navn, telefon=telefon) if raadgiver_id else None
        ),
    )
    return _made(Anbringelse, data, plejefamilie=familie, barn=barn)


def _voksen(familie, data):
    tider = data.pop("tider")
    row = _made(Plejeforaelder, data, plejefamilie=familie)
    row.tider = [(date.fromisoformat(tid["dato"]), tid["minutter"]) for tid in tider]
    return row
