"""How the effort gets into operation: the page, its report, and the duties it gives."""

from dataclasses import dataclass

from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from faelles import danish, regler
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier.implementering import LOEFT, SKABELONER, punkt_of
from plejefamilier.models import (
    Implementeringsperson,
    Implementeringspunkt,
    Implementeringssag,
    Implementeringsstatus,
    Sparringskontakt,
)
from plejefamilier.models.implementering import Skabelon
from plejefamilier.pligter import Ord
from plejefamilier.queries.rekruttering import tal_for
from plejefamilier.queries.tilbud import tilbud_by_tema
from plejefamilier.raekker import PLIGT

Status = Implementeringspunkt.Status
PILLE = {  # how a status looks beside its words
    Status.IKKE_BEGYNDT: "",
    Status.I_GANG: "info",
    Status.AFKLARET: "ok",
    Status.IKKE_RELEVANT: "",
}
DONE = (Status.AFKLARET, Status.IKKE_RELEVANT)
SOLVED_SHOWN = 5
LEDELSEN, BYRAADET = "ledelsen", "byraadet"
MEDARBEJDERNE, FAMILIERNE = "medarbejderne", "familierne"
TITLER = {  # who reads the report, and what it is called to them (D13)
    LEDELSEN: "Status på implementeringen",
    BYRAADET: "Orientering til byrådet",
    MEDARBEJDERNE: "Det arbejder vi efter",
    FAMILIERNE: "Til jer, der er plejefamilie",
}
STATUSES_SHOWN = 8


@dataclass(frozen=True)
class Linje:
    """One question with how it stands; `row` may be unsaved."""

    punkt: object
    row: Implementeringspunkt
    pille: str
    sent: bool  # its day has passed and it is not settled


@dataclass(frozen=True)
class Afsnit:
    """One area: its questions and how far it is."""

    omraade: object
    linjer: list

    @property
    def afklaret(self):
        return sum(linje.row.status in DONE for linje in self.linjer)

    @property
    def i_gang(self):
        return sum(linje.row.status == Status.I_GANG for linje in self.linjer)

    @property
    def antal(self):
        return len(self.linjer)

    @property
    def i_ord(self):
        return f"{self.afklaret} af {self.antal} afklaret"


def linje_of(kommune, skabelon, punkt, row, today):
    """A question with its row, or with an unsaved one that nobody has touched."""
    row = row or Implementeringspunkt(kommune=kommune, skabelon=skabelon, kode=punkt.kode)
    sent = bool(row.dato and row.dato < today and row.status not in DONE)
    return Linje(punkt, row, PILLE[row.status], sent)


def afsnit_for(bruger, kommune, skabelon):
    """The areas of a template as they stand; one query."""
    today = timezone.localdate()
    rows = Implementeringspunkt.objects.visible_to(bruger).filter(
        kommune=kommune, skabelon=skabelon
    )
    found = {row.kode: row for row in rows.select_related("ansvarlig")}
    return [
        Afsnit(
            omraade,
            [
                linje_of(kommune, skabelon, punkt, found.get(punkt.kode), today)
                for punkt in omraade.punkter
            ],
        )
        for omraade in SKABELONER[skabelon]
    ]


def page_context(bruger, kommune, skabelon):
    """Everything the page and the report show; five queries."""
    today = timezone.localdate()
    own = {"kommune": kommune}
    afsnit = afsnit_for(bruger, kommune, skabelon)
    sager = [
        *Implementeringssag.objects.visible_to(bruger).filter(**own).select_related("ansvarlig")
    ]
    people = Implementeringsperson.objects.visible_to(bruger).filter(
        Q(til=None) | Q(til__gte=today), **own
    )
    statusser = Implementeringsstatus.objects.visible_to(bruger).filter(skabelon=skabelon, **own)
    statusser = [*statusser.select_related("by")[:STATUSES_SHOWN]]
    roller = [*people.select_related("bruger")]
    return {
        "kommune_": kommune,
        "skabelon": skabelon,
        "skabelon_navn": Skabelon(skabelon).label,
        "skabeloner": Skabelon.choices,
        "afsnit": afsnit,
        "afklaret": sum(row.afklaret for row in afsnit),
        "antal": sum(row.antal for row in afsnit),
        "aabne_sager": [row for row in sager if row.loest_at is None],
        "loeste_sager": sorted(
            (row for row in sager if row.loest_at), key=lambda row: row.loest_at, reverse=True
        )[:SOLVED_SHOWN],
        "projektledere": [r for r in roller if r.rolle == Implementeringsperson.Rolle.PROJEKTLEDER],
        "gruppe": [r for r in roller if r.rolle == Implementeringsperson.Rolle.GRUPPE],
        "sparring": [*Sparringskontakt.objects.visible_to(bruger).filter(aktiv=True, **own)],
        "statusser": statusser,
        "naeste": statusser[0].naeste if statusser else None,
        "i_dag": today,
        "port": gate(afsnit),
    }


def report_context(bruger, kommune, skabelon, til):
    """The same facts for a reader of TITLER (D13); None for a reader there is nothing for.

    Only the leadership and the staff read of owners and obstacles. Politicians and families get
    how many families take part, with small numbers hidden (W4); families get what they can have.
    """
    if til not in TITLER or (til == FAMILIERNE and skabelon != Skabelon.SAMARBEJDE):
        return None
    context = page_context(bruger, kommune, skabelon) | {"til": til}
    linjer = [linje for row in context["afsnit"] for linje in row.linjer]
    context["besluttet"] = [line for line in linjer if line.row.status == Status.AFKLARET]
    context["aabne"] = [line for line in linjer if line.row.status not in DONE]
    if til in (BYRAADET, FAMILIERNE) and skabelon == Skabelon.SAMARBEJDE:
        context["familier"] = tal_for(kommune, context["i_dag"]).i_alt
        context["tilbud"] = tilbud_by_tema(bruger, kommune, alle=False)
        context["maalgruppe"] = regler.value("plejefamilier.henvisningstekst", kommune)
    return context


def gate(afsnit):
    """True when the training that should come before start is not settled (L12)."""
    return any(
        linje.punkt.kode == LOEFT and linje.row.status not in DONE
        for some in afsnit
        for linje in some.linjer
    )


def possible_owners(kommune, *, known=None):
    """Who may own a question or an obstacle: the people of `kommune` who see the page."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()),
        kommune=kommune,
        rolle__in=[
            Rolle.PROJEKTLEDER,
            Rolle.TEAMLEDER,
            Rolle.KONSULENT,
            Rolle.MYNDIGHEDSRAADGIVER,
            Rolle.ADMINISTRATOR,
        ],
    )
    people = Bruger.objects.filter(Q(pk__in=roles.values("bruger"), is_active=True) | Q(pk=known))
    return people.order_by("navn", "pk")


def newest_statuses():
    """The newest status of each municipality and template."""
    later = Implementeringsstatus.objects.filter(
        kommune=OuterRef("kommune"), skabelon=OuterRef("skabelon"), dato__gt=OuterRef("dato")
    )
    return Implementeringsstatus.objects.filter(~Exists(later))


# --- duties (raekker.PLIGT) -------------------------------------------------------------------


def punkt_pligter(bruger, dag):
    """Questions `bruger` owns whose day is near."""
    if not bruger.can(Permission.SEE_IMPLEMENTERING):
        return None
    rows = Implementeringspunkt.objects.visible_to(bruger).filter(
        ansvarlig=bruger, dato__lte=_soon(dag)
    )
    return PLIGT.of(
        rows.exclude(status__in=DONE),
        slags=Value("implementering"),
        noegle=F("pk"),
        frist=F("dato"),
        tekst=Concat(F("skabelon"), Value("/"), F("kode"), output_field=CharField()),
    )


def punkt_ord(raekke, dag):
    skabelon, _, kode = raekke.tekst.partition("/")
    return Ord(
        titel=punkt_of(skabelon, kode).spoergsmaal,
        hvorfor=f"Du har ansvaret for spørgsmålet. Det skal være afklaret senest "
        f"{danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv svaret",
        url=reverse("plejefamilier:punkt_update", args=[skabelon, kode]),
    )


def sag_pligter(bruger, dag):
    """Obstacles `bruger` owns whose day is near."""
    if not bruger.can(Permission.SEE_IMPLEMENTERING):
        return None
    rows = Implementeringssag.objects.visible_to(bruger).filter(
        ansvarlig=bruger, loest_at=None, frist__lte=_soon(dag)
    )
    return PLIGT.of(
        rows,
        slags=Value("implementeringssag"),
        noegle=F("pk"),
        frist=F("frist"),
        tekst=F("tekst"),
    )


def sag_ord(raekke, dag):
    return Ord(
        titel=raekke.tekst,
        hvorfor=f"Du har ansvaret for hindringen. Den skal være løst senest "
        f"{danish.ugedag(raekke.frist, dag)}.",
        knap="Løs hindringen",
        url=reverse("plejefamilier:implementeringssag_solve", args=[raekke.noegle]),
    )


def status_pligter(bruger, dag):
    """The next status, for the project leader of the municipality (L7)."""
    kommuner = {
        role.kommune_id for role in bruger.aktive_roller if role.rolle == Rolle.PROJEKTLEDER
    }
    if not kommuner:
        return None
    rows = newest_statuses().filter(kommune__in=kommuner, naeste__lte=_soon(dag))
    return PLIGT.of(
        rows,
        slags=Value("implementeringsstatus"),
        noegle=F("pk"),
        frist=F("naeste"),
        tekst=F("skabelon"),
    )


def status_ord(raekke, dag):
    return Ord(
        titel=f"Skriv status: {Skabelon(raekke.tekst).label}",
        hvorfor="Der skrives status med faste mellemrum. Den næste skal være skrevet senest "
        f"{danish.ugedag(raekke.frist, dag)}.",
        knap="Skriv status",
        url=reverse("plejefamilier:implementeringsstatus_create", args=[raekke.tekst]),
    )


def _soon(dag):
    """The last day whose duties are shown on `dag`, by the municipality's own rule."""
    days = regler.in_query("plejefamilier.implementering_dage", OuterRef("kommune"))
    return ExpressionWrapper(
        Value(dag, DateField()) + Cast(days, IntegerField()), output_field=DateField()
    )
