"""The kinds of meetings: who is needed, who is usual, what is on the agenda, when to remind."""

from dataclasses import dataclass

from plejefamilier.models import Fagrolle, Moedeslags

# Places at a meeting. Those of the circle have the key of their role (Fagrolle).
SAGSBEHANDLER, KONSULENT, LEDER = "sagsbehandler", "konsulent", "leder"
PLEJEFAMILIE, FORAELDRE, ANDEN = "plejefamilie", "biologisk_familie", Fagrolle.ANDEN.value
KONTAKTPAEDAGOG = Fagrolle.KONTAKTPAEDAGOG.value
PLADSER = {
    SAGSBEHANDLER: "Myndighedsrådgiver",
    PLEJEFAMILIE: "Plejefamilie",
    FORAELDRE: "Biologisk familie",
    **{
        rolle.value: rolle.label
        for rolle in Fagrolle
        if rolle not in (Fagrolle.ANDEN, Fagrolle.NETVAERK)
    },
    KONSULENT: "Familieplejekonsulent",
    LEDER: "Teamleder",
    Fagrolle.NETVAERK.value: Fagrolle.NETVAERK.label,
    ANDEN: "Anden",
}
FAGFOLK = frozenset(PLADSER) - {PLEJEFAMILIE, FORAELDRE, Fagrolle.NETVAERK.value}

# Groups of reminder offsets (R17): the keys of the two rules of each.
MOEDE = ("moede.paamindelse_foerst_dage", "moede.paamindelse_sidst_dage")
SUPERVISION = ("moede.supervision_foerst_dage", "moede.supervision_sidst_dage")
NETVAERK = ("moede.netvaerk_foerst_dage", "moede.netvaerk_sidst_dage")

SAMARBEJDE = (
    "Interesser og behov",
    "Hvem gør hvad",
    "Kommunikation med barnet og den biologiske familie",
    "Match mellem barn og plejefamilie",
)


@dataclass(frozen=True)
class Slags:
    """One kind. `kraever` are the places that must be filled or explained (H3), `foreslaar` those
    that are usual. `foraeldre_vaelger`: when parents are there, they choose who else is (R19).
    `kun_fagfolk`: held for professionals, so neither parents nor foster family are listed.
    `uden_sag`: about no family and no child. `forklaring` is shown where the kind is chosen.
    """

    forklaring: str
    dagsorden: tuple
    kraever: tuple = ()
    foreslaar: tuple = ()
    paamindelser: tuple = MOEDE
    foraeldre_vaelger: bool = False
    kun_fagfolk: bool = False
    uden_sag: bool = False


SLAGS = {
    Moedeslags.OPSTARTSMOEDE: Slags(
        "Første møde i en støttet overgang. Fem roller skal med.",
        SAMARBEJDE,
        kraever=(SAGSBEHANDLER, PLEJEFAMILIE, FORAELDRE, KONTAKTPAEDAGOG, KONSULENT),
        foreslaar=(SAGSBEHANDLER, PLEJEFAMILIE, FORAELDRE, KONTAKTPAEDAGOG, KONSULENT),
    ),
    Moedeslags.SAMARBEJDSMOEDE: Slags(
        "Fast møde undervejs i en overgang eller et samarbejde.",
        SAMARBEJDE,
        foreslaar=(SAGSBEHANDLER, PLEJEFAMILIE, FORAELDRE, KONTAKTPAEDAGOG, KONSULENT),
    ),
    Moedeslags.TVAERFAGLIGT: Slags(
        "Fagpersoner samordner deres indsats, med eller uden forældrene.",
        ("Siden sidst", "Forældrenes og barnets perspektiv", "Hvem gør hvad", "Fælles linje"),
        foreslaar=(SAGSBEHANDLER, KONSULENT, Fagrolle.FAMILIEBEHANDLER.value),
        foraeldre_vaelger=True,
    ),
    Moedeslags.INTRODUKTION: Slags(
        "Alle fagpersoner får samme introduktion, før arbejdet begynder.",
        ("Formål", "Rammer", "Roller: hvem gør hvad", "Spørgsmål"),
        foreslaar=(SAGSBEHANDLER, KONSULENT, Fagrolle.FAMILIEBEHANDLER.value),
        kun_fagfolk=True,
    ),
    Moedeslags.FORVENTNINGSAFSTEMNING: Slags(
        "En afdeling og en institution afstemmer, hvad de venter af hinanden.",
        ("Forventninger til hinanden", "Opgaver og grænser", "Kontakt undervejs"),
        foreslaar=(KONSULENT, Fagrolle.INSTITUTIONSMEDARBEJDER.value),
        kun_fagfolk=True,
    ),
    Moedeslags.NETVAERKSMOEDE: Slags(
        "Forældrene samler familie, netværk og fagpersoner.",
        ("Hvad går godt?", "Hvad bekymrer?", "Hvad kan netværket?", "Aftaler"),
        foreslaar=(FORAELDRE, Fagrolle.NETVAERK.value, SAGSBEHANDLER),
        paamindelser=NETVAERK,
        foraeldre_vaelger=True,
    ),
    Moedeslags.FORAELDREMOEDE: Slags(
        "Møde med forældrene om deres barn.",
        ("Siden sidst", "Det vil forældrene tale om", "Aftaler"),
        foreslaar=(FORAELDRE, SAGSBEHANDLER),
        foraeldre_vaelger=True,
    ),
    Moedeslags.STATUSMOEDE: Slags(
        "Konsulenten og plejefamilien gør status.",
        ("Siden sidst", "Barnets trivsel", "Familiens overskud", "Aftaler"),
        kraever=(PLEJEFAMILIE,),
        foreslaar=(PLEJEFAMILIE, KONSULENT),
    ),
    Moedeslags.VEJLEDNING: Slags(
        "Vejledning hos eller med plejefamilien. Vejledning er ikke tilsyn.",
        ("Det vil familien tale om", "Aftaler"),
        kraever=(PLEJEFAMILIE,),
        foreslaar=(PLEJEFAMILIE, KONSULENT),
    ),
    Moedeslags.SUPERVISION_HJEMME: Slags(
        "Konsulentens supervision af plejefamilien, for eksempel hver tredje måned.",
        ("Tema", "Hvad har vi prøvet?", "Det prøver vi nu", "Aftaler"),
        kraever=(PLEJEFAMILIE,),
        foreslaar=(PLEJEFAMILIE, KONSULENT),
        paamindelser=SUPERVISION,
    ),
    Moedeslags.BESOEG: Slags(
        "Barnet besøger familien eller overnatter, før det flytter.",
        ("Sådan gik besøget",),
        kraever=(PLEJEFAMILIE,),
        foreslaar=(PLEJEFAMILIE, KONTAKTPAEDAGOG),
    ),
    Moedeslags.SPARRING: Slags(
        "Sparring eller fælles supervision for fagpersoner. Ingen familie er med.",
        ("Det vil vi blive klogere på", "Hvad har barnet, forældrene og familien brug for?"),
        foreslaar=(SAGSBEHANDLER, KONSULENT, Fagrolle.FAMILIEBEHANDLER.value),
        paamindelser=SUPERVISION,
        kun_fagfolk=True,
    ),
    Moedeslags.IMPLEMENTERINGSGRUPPE: Slags(
        "Alle faggrupper følger, hvordan indsatsen kommer i drift.",
        ("Status", "Det driller", "Beslutninger"),
        kun_fagfolk=True,
        uden_sag=True,
    ),
    Moedeslags.ANDET: Slags(
        "Et møde, der ikke passer under de andre.", ("Dagsorden", "Aftaler"), foreslaar=(KONSULENT,)
    ),
}


def missing(slags, pladser):
    """The places that the kind needs and `pladser` does not fill, in words (H3, B15)."""
    return [PLADSER[plads] for plads in SLAGS[slags].kraever if plads not in pladser]
