"""The list of families: filters, search, keyset pages, and rows ready to be written out."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from faelles import cpr, crypto, danish, search
from faelles.constraints import on_day
from plejefamilier.models import Anbringelse, Barn, Fravaer, Konsulenttildeling, Plejefamilie
from plejefamilier.models.barn import CPR_PURPOSE
from plejefamilier.models.familie import DkSort

PAGE = 25
LONGEST_TEXT = 100
LONGEST_ID = 15  # digits
INGEN = "ingen"
AKTIVE, AFSLUTTEDE, ALLE = "", "afsluttede", "alle"
STATUS = {AKTIVE: "Aktive", AFSLUTTEDE: "Afsluttede", ALLE: "Alle"}
FALDENDE = "faldende"
CPR_MARK = "\x1fcpr"


@dataclass(frozen=True)
class Soegning:
    """A search text, shown again as `vist`; of a CPR number only the fingerprint is known."""

    token: str = ""
    vist: str = ""
    tekst: str = ""
    cpr_index: bytes = b""


def stash(request, text):
    """Keep a typed search text in the session and return its token; '' for an empty one.

    Of a CPR number only the fingerprint and the masked form are kept.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST_TEXT]
    if not text:
        return ""
    try:
        digits = cpr.normalise(text)
    except ValidationError:
        return search.stash(request, text)
    index = crypto.blind_index(CPR_PURPOSE, digits).hex()
    return search.stash(request, f"{CPR_MARK} {index} {cpr.masked(digits)}")


def stashed(request, token):
    """The Soegning behind a token of this session; an empty one for an unknown token."""
    text = search.stashed(request, token) if token else ""
    if text.startswith(CPR_MARK):
        _, index, masked = text.split(" ")
        return Soegning(token=token, vist=masked, cpr_index=bytes.fromhex(index))
    return Soegning(token=token, vist=text, tekst=text) if text else Soegning()


@dataclass(frozen=True)
class Filtre:
    """The filters of the address, each '' when it is not set or makes no sense."""

    soegning: Soegning
    konsulent: str = ""
    familietype: str = ""
    team: str = ""
    status: str = ""
    sortering: str = ""

    @property
    def in_use(self):
        return bool(
            self.soegning.vist or self.konsulent or self.familietype or self.team or self.status
        )

    def query(self, **changes):
        """The address of the list with these filters, and `changes` on top."""
        values = {
            "s": self.soegning.token,
            "konsulent": self.konsulent,
            "type": self.familietype,
            "team": self.team,
            "status": self.status,
            "sort": self.sortering,
            **changes,
        }
        return f"?{urlencode({name: value for name, value in values.items() if value})}"


def filtre_of(request):
    """Read the filters from the address."""
    return _filtre(request.GET, stashed(request, request.GET.get("s", "")))


def filtre_of_post(request, token):
    """Read the filters that were chosen in the form; the text is behind `token`."""
    return _filtre(request.POST, stashed(request, token))


def _filtre(given, soegning):
    return Filtre(
        soegning=soegning,
        konsulent=INGEN if given.get("konsulent") == INGEN else id_or_empty(given.get("konsulent")),
        familietype=_one_of(given.get("type"), Plejefamilie.Familietype.values),
        team=id_or_empty(given.get("team")),
        status=_one_of(given.get("status"), STATUS),
        sortering=_one_of(given.get("sort"), [FALDENDE]),
    )


def _one_of(text, allowed):
    return text if text in allowed else ""


def id_or_empty(text):
    """`text` when it looks like an id, else ''."""
    text = text or ""
    return text if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else ""


@dataclass(frozen=True)
class Raekke:
    """One family as the list shows it: words only."""

    pk: int
    url: str
    navn: str
    boern: str
    familietype: str
    konsulent: str
    vaek: str
    ledige: str
    status: str
    ophoert: bool


@dataclass(frozen=True)
class Side:
    """One page of the list and the ids of its ends, '' where there is no more."""

    raekker: list
    forrige: int | str
    naeste: int | str


def page(bruger, filtre, *, efter="", foer=""):
    """The families after the id `efter` or before the id `foer`, in the Danish alphabet."""
    efter, foer = id_or_empty(efter), id_or_empty(foer)
    rows = _filtered(bruger, filtre)
    down = (filtre.sortering == FALDENDE) != bool(foer)
    cursor = foer or efter
    if cursor:
        rows = _beyond(rows, bruger, cursor, down=down)
    order = (DkSort(F("navn")).desc(), "-pk") if down else (DkSort(F("navn")), "pk")
    found = [*_values(rows.order_by(*order))[: PAGE + 1]]
    if cursor and not found:
        return page(bruger, filtre)
    more, found = len(found) > PAGE, found[:PAGE]
    if foer:
        found.reverse()
    has_before, has_after = (more, True) if foer else (bool(efter), more)
    return Side(
        raekker=_raekker(found),
        forrige=found[0][0] if has_before else "",
        naeste=found[-1][0] if has_after else "",
    )


def _filtered(bruger, filtre):
    rows = Plejefamilie.objects.visible_to(bruger)
    if filtre.status == AKTIVE:
        rows = rows.active()
    elif filtre.status == AFSLUTTEDE:
        rows = rows.exclude(ophoert_paa=None)
    if filtre.familietype:
        rows = rows.filter(familietype=filtre.familietype)
    if filtre.team:
        rows = rows.filter(team=filtre.team)
    if filtre.konsulent == INGEN:
        rows = rows.without_konsulent()
    elif filtre.konsulent:
        rows = rows.filter(Exists(_holding().filter(konsulent=filtre.konsulent)))
    if filtre.soegning.cpr_index:
        child = Barn.objects.visible_to(bruger).filter(cpr_index=filtre.soegning.cpr_index)
        children = Anbringelse.objects.not_ended().filter(barn__in=child)
        rows = rows.filter(pk__in=children.values("plejefamilie"))
    return rows.search(filtre.soegning.tekst)


def _holding():
    return Konsulenttildeling.objects.holding(timezone.localdate()).filter(
        plejefamilie=OuterRef("pk")
    )


def _beyond(rows, bruger, cursor, *, down):
    """Rows on the far side of the family `cursor`: its name never stands in an address."""
    anchor = Plejefamilie.objects.visible_to(bruger).filter(pk=cursor)
    name = Subquery(anchor.values(name=DkSort(F("navn")))[:1])
    rows = rows.alias(name=DkSort(F("navn")))
    if down:
        return rows.filter(name__lte=name).filter(Q(name__lt=name) | Q(pk__lt=cursor))
    return rows.filter(name__gte=name).filter(Q(name__gt=name) | Q(pk__gt=cursor))


def _values(rows):
    away = Fravaer.objects.filter(on_day(timezone.localdate()), bruger=OuterRef("konsulent"))
    konsulent = _holding().values(
        data=JSONObject(navn="konsulent__navn", vaek=Subquery(away.values("til")[:1]))
    )
    return rows.values_list(
        "pk", "navn", "familietype", "godkendt_til_boern", "ophoert_paa", Subquery(konsulent[:1])
    )


def _raekker(found):
    today = timezone.localdate()
    base = reverse("plejefamilier:plejefamilie_list")
    boern, taken = boern_of([row[0] for row in found], today)
    labels = dict(Plejefamilie.Familietype.choices)
    return [
        Raekke(
            pk=pk,
            url=f"{base}{pk}/",
            navn=navn,
            boern=" · ".join(boern.get(pk, [])) or "Ingen børn nu",
            familietype=labels[familietype],
            konsulent=konsulent["navn"] if konsulent else "",
            vaek=_away(konsulent, today),
            ledige="" if ophoert else places(godkendt - taken.get(pk, 0)),
            status=f"Afsluttet {danish.dato_kort(ophoert, today)}" if ophoert else "Aktiv",
            ophoert=bool(ophoert),
        )
        for pk, navn, familietype, godkendt, ophoert, konsulent in found
    ]


def _away(konsulent, today):
    if not konsulent or not konsulent["vaek"]:
        return ""
    return f"væk til og med {danish.dato_kort(date.fromisoformat(konsulent['vaek']), today)}"


def places(free):
    """How many places are free, in words."""
    if free < 0:
        return f"{-free} over godkendelsen"
    return str(free) if free else "ingen"


def boern_of(familier, today):
    """First name and age of the children of each family, and how many places are taken.

    Returns ({family: [words]}, {family: number}). Respite takes no place; a child about to move in
    takes one, but is not shown before.
    """
    rows = (
        Anbringelse.objects.not_over(today)
        .filter(plejefamilie__in=familier)
        .order_by("barn__foedselsdag", "pk")
        .values_list("plejefamilie", "fra", "slags", "barn__navn", "barn__foedselsdag")
    )
    boern, taken = {}, {}
    for familie, fra, slags, navn, foedselsdag in rows if familier else ():
        respite = slags == Anbringelse.Slags.AFLASTNING
        if not respite:
            taken[familie] = taken.get(familie, 0) + 1
        if fra <= today:
            age = danish.aar_gammel(foedselsdag, today)
            words = f"{navn.split(' ')[0]}, {age}"
            boern.setdefault(familie, []).append(f"{words} (aflastning)" if respite else words)
    return boern, taken
