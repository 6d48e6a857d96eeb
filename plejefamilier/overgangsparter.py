"""Who takes part in a supported move (B15, H1): derived from assignments, never typed twice."""

from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, Q, Value
from django.db.models.functions import Coalesce

from faelles.constraints import on_day
from faelles.models import Bruger
from plejefamilier.ansvar import ansvarlige_for
from plejefamilier.models import (
    Fagrolle,
    Foraeldreskab,
    Konsulenttildeling,
    Kredsrolle,
    Moedeslags,
    Plejeforaelder,
)
from plejefamilier.moedeslags import (
    FORAELDRE,
    KONSULENT,
    KONTAKTPAEDAGOG,
    PLADSER,
    PLEJEFAMILIE,
    SAGSBEHANDLER,
    SLAGS,
)
from plejefamilier.raekker import Form

AF_INSTITUTIONEN = (Fagrolle.KONTAKTPAEDAGOG, Fagrolle.INSTITUTIONSMEDARBEJDER)
MANGLER = {
    SAGSBEHANDLER: "Barnet har ingen myndighedsrådgiver endnu.",
    PLEJEFAMILIE: "Familien har ingen plejeforældre i Samspil endnu.",
    FORAELDRE: "Ingen forældre er skrevet på barnet endnu.",
    KONTAKTPAEDAGOG: "Ingen kontaktpædagog er i barnets kreds endnu.",
    KONSULENT: "Familien har ingen fast konsulent endnu.",
}
MOST = 100  # people of the five roles together
PERSON = Form("Person", slags=CharField(), noegle=IntegerField(), hvem=CharField())


@dataclass(frozen=True)
class Part:
    """One of the five roles of the opstartsmøde, and who fills it; `mangler` says why nobody."""

    plads: str
    rolle: str
    navne: tuple
    mangler: str


def from_institution(overgang, day):
    """The users of the institution in the child's circle on `day`, and their stand-ins."""
    of_institution = Q(bruger__organisation=overgang.institution_id)
    roles = Kredsrolle.objects.filter(
        Q(rolle__in=AF_INSTITUTIONEN) | of_institution, on_day(day), barn=overgang.barn_id
    )
    return Bruger.objects.filter(
        Q(pk__in=roles.values("bruger")) | Q(pk__in=roles.values("stedfortraeder")), is_active=True
    ).order_by("pk")


def everybody(overgang, day):
    """Every user who takes part on `day`: konsulent, rådgiver and the child's circle; once each."""
    kreds = Kredsrolle.objects.filter(on_day(day), barn=overgang.barn_id).order_by("pk")
    of_circle = [
        person
        for row in kreds.select_related("bruger", "stedfortraeder")
        for person in (row.bruger, row.stedfortraeder)
    ]
    derived = [overgang.barn.myndighedsraadgiver, *ansvarlige_for(overgang.plejefamilie, day)]
    people = [person for person in (*derived, *of_circle) if person and person.is_active]
    return [*{person.pk: person for person in people}.values()]


def five_roles(overgang, day):
    """The five roles of the opstartsmøde with who fills each on `day` (H3, B15); one query."""
    barn, familie = overgang.barn_id, overgang.plejefamilie_id
    raadgiver = overgang.barn.myndighedsraadgiver
    kreds = Kredsrolle.objects.filter(on_day(day), barn=barn, rolle=Fagrolle.KONTAKTPAEDAGOG)
    kreds = kreds.annotate(hvis=Coalesce(F("bruger__navn"), F("navn")))
    fast = Konsulenttildeling.objects.holding(day).filter(plejefamilie=familie)
    sources = [
        _people(
            Plejeforaelder.objects.filter(plejefamilie=familie, fratraadt_paa=None),
            PLEJEFAMILIE,
            "navn",
        ),
        _people(
            Foraeldreskab.objects.filter(barn=barn, slut_paa=None), FORAELDRE, "foraelder__navn"
        ),
        _people(kreds, KONTAKTPAEDAGOG, "hvis"),
        _people(fast, KONSULENT, "konsulent__navn"),
    ]
    found = PERSON.ask(sources, order="noegle", limit=MOST)
    names = {plads: tuple(row.hvem for row in found if row.slags == plads) for plads in MANGLER}
    names[SAGSBEHANDLER] = (raadgiver.navn,) if raadgiver else ()
    return [
        Part(plads, PLADSER[plads], names[plads], MANGLER[plads])
        for plads in SLAGS[Moedeslags.OPSTARTSMOEDE].kraever
    ]


def without_login(parter):
    """The names of those who hear of a change from a person: parents and foster parents."""
    outside = (FORAELDRE, PLEJEFAMILIE)
    return [navn for part in parter if part.plads in outside for navn in part.navne]


def _people(rows, plads, navn):
    return PERSON.of(rows, slags=Value(plads), noegle=F("pk"), hvem=F(navn))
