"""Which families are in a group, are asked, or refused, as its reader may know them (I4, I8)."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission
from netvaerk.models import Medlemskab, Netvaerksgruppe
from netvaerk.models.reach import own_families
from netvaerk.queries.forslag import hos
from netvaerk.queries.kontaktliste import contacts
from plejefamilier.ansvar import ansvarlig_navn, familier_of
from plejefamilier.models import Plejefamilie
from plejefamilier.pligter import Ord
from plejefamilier.raekker import PLIGT

SLAGS = "netvaerkssvar"
Svar, Kontakt = Medlemskab.Svar, Medlemskab.Kontakt


@dataclass(frozen=True)
class Medlem:
    """A family that the reader knows by name. `egen`: she answers for it; `ud`: she may end it."""

    pk: int
    familie: int
    navn: str
    fra: date
    til: date | None
    begynder: bool
    deler: str
    egen: bool
    kreds: bool
    ud: bool


@dataclass(frozen=True)
class Forslag:
    """A family that is asked; `hvem` is its name only to its own circle."""

    pk: int
    hvem: str
    svarfrist: date
    foreslaaet_paa: date
    svarer: bool
    traekker: bool


@dataclass(frozen=True)
class Familier:
    """The families of a group as one reader may know them."""

    medlemmer: list = field(default_factory=list)
    skjulte: int = 0
    forslag: list = field(default_factory=list)
    nej: str = ""


def members_for(bruger, gruppe):
    """The context of netvaerk/_medlemmer.html: `familier`, `kontakter`, and what she may do.

    Three queries. Names of families that the reader may not know never leave the database.
    """
    rights = _rights(bruger, gruppe)
    rows = [*_rows(bruger, gruppe, timezone.localdate())]
    familier = _familier(rows, rights, bruger)
    named = [row for row in rows if row.vist and row.svar == Svar.JA]
    return {
        "familier": familier,
        "kontakter": contacts((row, row.navn) for row in named) if rights["maa_navne"] else [],
        "viste_medlemskaber": [row.pk for row in rows if row.vist],
        **rights,
    }


def memberships_of(bruger, familie):
    """The groups that a family of the reader's circle is in, is asked about, or was in; one query.

    Those it is asked about first, then those it is in, then the rest, the newest first. Each row
    knows `deles`, what it shares in words.
    """
    rows = Medlemskab.objects.visible_to(bruger).filter(plejefamilie=familie, trukket_at=None)
    order = Case(When(svar="", then=0), When(svar=Svar.JA, til=None, then=1), default=2)
    related = ("gruppe__facilitator", "gruppe__institution", "foreslaaet_af")
    found = [*rows.select_related(*related).order_by(order, "-fra", "-pk")]
    for row in found:
        row.deles = deler_in_words(row.deler)
    return found


def deler_in_words(deler):
    """»De voksnes navne og telefon«; "" when nothing is shared."""
    return danish.opregning(
        [kontakt.label if not n else kontakt.label.lower() for n, kontakt in _numbered(deler)]
    )


def _numbered(deler):
    return enumerate(kontakt for kontakt in Kontakt if kontakt in deler)


# --- rows of a group --------------------------------------------------------------------------


def _rights(bruger, gruppe):
    """What the reader may do with the group; a row of queries.gruppe.with_rights knows it."""
    known = vars(gruppe)
    if "maa_redigere" not in known or "maa_navne" not in known:
        rows = Netvaerksgruppe.objects.filter(pk=gruppe.pk).annotate(
            maa_redigere=Exists(
                Netvaerksgruppe.objects.editable_by(bruger).filter(pk=OuterRef("pk"))
            ),
            maa_navne=Exists(Netvaerksgruppe.objects.naming_to(bruger).filter(pk=OuterRef("pk"))),
        )
        known = rows.values("maa_redigere", "maa_navne").get()
    answers = gruppe.kommune_id in bruger.kommuner_med(Permission.ANSWER_NETVAERK)
    return {
        "maa_redigere": known["maa_redigere"],
        "maa_navne": known["maa_navne"],
        "svarer_for_familier": answers,
        "kan_foreslaa": gruppe.lukket_paa is None
        and (known["maa_redigere"] or answers)
        and regler.value("netvaerk.grupper", gruppe.kommune_id) != "fra",
    }


def _rows(bruger, gruppe, today):
    """Members, proposals and refusals; `vist` when the reader may read the family's name."""
    there = Q(svar=Svar.JA) & (Q(til=None) | Q(til__gte=today))
    asked = Q(svar="", trukket_at=None)
    family = OuterRef("plejefamilie")
    return (
        Medlemskab.objects.filter(there | asked | Q(svar=Svar.NEJ), gruppe=gruppe)
        .annotate(
            kreds=Exists(own_families(bruger).filter(pk=family)),
            egen=Exists(Plejefamilie.objects.editable_by(bruger).filter(pk=family)),
            **_who(bruger, today),
        )
        .order_by("fra", "pk")
    )


def _who(bruger, today):
    """Columns: may the reader know the family (`vist`), its `navn` if so, and its `konsulent`."""
    seen = Exists(Medlemskab.objects.visible_to(bruger).filter(pk=OuterRef("pk")))
    navn = Case(
        When(seen, then=F("plejefamilie__navn")), default=Value(""), output_field=CharField()
    )
    return {"vist": seen, "navn": navn, "konsulent": ansvarlig_navn(today, "plejefamilie")}


def _familier(rows, rights, bruger):
    """What a page says of them. Who plans the group hears how many refused, and nothing more."""
    today = timezone.localdate()
    plans = rights["maa_redigere"] and rights["maa_navne"]
    members = [row for row in rows if row.svar == Svar.JA]
    asked = [row for row in rows if not row.svar]
    inside = {row.plejefamilie_id for row in [*members, *asked]}
    refused = {row.plejefamilie_id for row in rows if row.svar == Svar.NEJ} - inside
    return Familier(
        medlemmer=[_medlem(row, plans, today) for row in members if row.vist],
        skjulte=sum(not row.vist for row in members),
        forslag=[
            Forslag(
                pk=row.pk,
                hvem=who(row),
                svarfrist=row.svarfrist,
                foreslaaet_paa=timezone.localdate(row.foreslaaet_at),
                svarer=row.egen,
                traekker=row.egen
                or plans
                or (rights["maa_redigere"] and row.foreslaaet_af_id == bruger.pk),
            )
            for row in asked
        ],
        nej=_refusals(len(refused)) if rights["maa_redigere"] else "",
    )


def _medlem(row, plans, today):
    return Medlem(
        pk=row.pk,
        familie=row.plejefamilie_id,
        navn=who(row),
        fra=row.fra,
        til=row.til,
        begynder=row.fra > today,
        deler=deler_in_words(row.deler),
        egen=row.egen,
        kreds=row.kreds,
        ud=row.til is None and (row.egen or plans),
    )


def who(row):
    """The family's name to whoever may know it, else »En familie hos Bente Krag«."""
    return Plejefamilie(navn=row.navn).visningsnavn if row.vist else hos(row.konsulent)


def _refusals(number):
    if not number:
        return ""
    if number == 1:
        return "Én familie sagde nej tak."
    return f"{danish.talord(number).capitalize()} familier sagde nej tak."


# --- doors ------------------------------------------------------------------------------------


class ForslagQuerySet(models.QuerySet):
    """A wider door than Medlemskab.objects: to a proposal that names nobody."""

    def visible_to(self, bruger):
        """Proposals `bruger` may take back: of her own families, of groups that she runs, and what
        she proposed herself to a group that she plans.
        """
        plans = Netvaerksgruppe.objects.editable_by(bruger)
        runs = plans & Netvaerksgruppe.objects.naming_to(bruger)
        own = Medlemskab.objects.answerable_by(bruger)
        return self.filter(
            Q(gruppe__in=runs.values("pk"))
            | Q(gruppe__in=plans.values("pk"), foreslaaet_af=bruger)
            | Q(pk__in=own.values("pk"))
        )


def forslag_with_names(bruger):
    """Proposals with `navn` ("" when the reader may not know it) and `konsulent`."""
    return (
        ForslagQuerySet(Medlemskab)
        .select_related("gruppe")
        .annotate(**_who(bruger, timezone.localdate()))
    )


def endable_by(bruger):
    """Memberships that `bruger` may end, of those she sees: her own families', her groups'."""
    runs = Netvaerksgruppe.objects.editable_by(bruger)
    own = Medlemskab.objects.answerable_by(bruger)
    return Medlemskab.objects.visible_to(bruger).filter(
        Q(gruppe__in=runs.values("pk")) | Q(pk__in=own.values("pk")), svar=Svar.JA
    )


# --- Min dag ----------------------------------------------------------------------------------


def pligter(bruger, dag):
    """Families that `bruger` must ask about a group, as duties (raekker.PLIGT)."""
    kommuner = bruger.kommuner_med(Permission.ANSWER_NETVAERK)
    if not kommuner:
        return None
    rows = Medlemskab.objects.asked().filter(
        gruppe__lukket_paa=None,
        gruppe__kommune__in=kommuner,
        plejefamilie__in=familier_of(bruger, dag),
    )
    return PLIGT.of(
        rows,
        slags=Value(SLAGS),
        noegle=F("pk"),
        frist=F("svarfrist"),
        familie=F("plejefamilie"),
        familienavn=F("plejefamilie__navn"),
        tekst=F("gruppe__navn"),
    )


def pligt_ord(raekke, dag):
    return Ord(
        titel=f"Spørg familien om netværksgruppen »{raekke.tekst}«",
        hvorfor=f"Svar skal være skrevet senest {danish.naer_dag(raekke.frist, dag)}. "
        "Gruppen hører ikke familiens navn, før den har sagt ja.",
        knap="Skriv familiens svar",
        url=reverse("netvaerk:medlemskab_answer", args=[raekke.noegle]),
    )
