"""The list of calls, page by page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from akuttelefon.models import Opkald
from akuttelefon.queries.opkald import status
from akuttelefon.queries.underretning import ur
from faelles import danish
from faelles.kalender import kalender_for

PAGE = 25
VIS = {
    "": "Alle",
    "aabne": "Mangler opfølgning",
    "over_frist": "Over frist",
    "ukendt": "Familien er ikke fundet",
    "underretning": "Underretning",
    "sent": "Skrevet sent",
    "trukket": "Trukket tilbage",
}
TOMT = {
    "": ("Ingen opkald endnu", "Her kommer opkald om de familier, du har med at gøre."),
    "aabne": ("Der mangler ingen opfølgning", "Alle opkald er fulgt op."),
    "over_frist": ("Ingen opfølgninger er over frist", "Det er, som det skal være."),
    "ukendt": ("Alle opkald har en familie", "Der er ingen opkald uden familie."),
    "underretning": ("Ingen underretninger", "Ingen opkald er vurderet som underretning."),
    "sent": ("Alle opkald er skrevet i tide", "Et opkald skal skrives hurtigst muligt."),
    "trukket": (
        "Ingen opkald er trukket tilbage",
        "Det sker, når et opkald er skrevet ved en fejl.",
    ),
}


@dataclass(frozen=True)
class Side:
    """One page of the list, with the addresses of its neighbours."""

    rows: list
    vis: str
    valg: list
    forrige: str
    naeste: str


def opkald_page(bruger, *, vis="", efter="", foer=""):
    """A page of calls before (`efter`) or after (`foer`) a call, in the list's order.

    Keyset paging: the tokens are »microseconds of the start«-»id«; a bad token means the first
    page. `vis` is a key of VIS.
    """
    vis = vis if vis in VIS else ""
    rows = (
        Opkald.objects.visible_to(bruger)
        .with_trukket()
        .with_skrevet_sent()
        .select_related(
            "plejefamilie",
            "logged_by",
            "opfoelgning__ansvarlig",
            "opfoelgning__completed_by",
            "underretning",
        )
    )
    now, today = timezone.now(), timezone.localdate()
    if vis == "aabne":
        rows = rows.filter(opfoelgning__completed_at=None)
    elif vis == "over_frist":
        rows = rows.filter(opfoelgning__completed_at=None, opfoelgning__frist__lt=today)
    elif vis == "ukendt":
        rows = rows.filter(plejefamilie=None).valid()
    elif vis == "underretning":
        rows = rows.filter(underretning__isnull=False)
    elif vis == "sent":
        rows = rows.filter(skrevet_sent=True)
    elif vis == "trukket":
        rows = rows.withdrawn()
    older, newer = _token(efter), _token(foer)
    if newer:
        start, pk = newer
        page = rows.filter(Q(start__gt=start) | Q(start=start, pk__gt=pk))
        page = [*page.order_by("start", "pk")[: PAGE + 1]]
        more_newer, page = len(page) > PAGE, page[:PAGE][::-1]
        more_older = bool(page)
    else:
        page = rows
        if older:
            start, pk = older
            page = page.filter(Q(start__lt=start) | Q(start=start, pk__lt=pk))
        page = [*page.newest_first()[: PAGE + 1]]
        more_older, page = len(page) > PAGE, page[:PAGE]
        more_newer = bool(older)
    kalender = kalender_for(bruger.kommune)
    for row in page:
        row.status = status(row.opfoelgning, today, kalender)
        underretning = getattr(row, "underretning", None)
        row.ur = underretning and ur(underretning, now)
    return Side(
        rows=page,
        vis=vis,
        valg=[(key, label, key == vis) for key, label in VIS.items()],
        forrige=_as_token(page[0]) if page and more_newer else "",
        naeste=_as_token(page[-1]) if page and more_older else "",
    )


def list_context(side):
    """A page of the list as its template wants it: rows, addresses of neighbours, empty words."""
    prefix = f"?vis={side.vis}&" if side.vis else "?"
    days = [danish.dato_kort(timezone.localdate(row.start)) for row in side.rows]
    overskrift, tekst = TOMT[side.vis]
    return {
        "side": side,
        "forrige_url": f"{prefix}foer={side.forrige}" if side.forrige else "",
        "naeste_url": f"{prefix}efter={side.naeste}" if side.naeste else "",
        "foerste": days[0] if days else "",
        "sidste": days[-1] if days else "",
        "tom_overskrift": overskrift,
        "tom_tekst": tekst,
    }


def _as_token(row):
    return f"{int(row.start.timestamp() * 1_000_000)}-{row.pk}"


def _token(text):
    left, _, right = text.partition("-")
    if not (left.isascii() and left.isdigit() and right.isascii() and right.isdigit()):
        return None
    if len(left) > 17 or len(right) > 15:
        return None
    return datetime.fromtimestamp(int(left) / 1_000_000, tz=timezone.get_current_timezone()), int(
        right
    )
