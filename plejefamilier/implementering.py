"""The questions of implementation in two templates (L1–L6, L11, L12), and the gate before start."""

from dataclasses import dataclass

from plejefamilier.models.implementering import Skabelon


@dataclass(frozen=True)
class Punkt:
    """One question; `kode` names it for ever, `hjaelp` says what an answer holds."""

    kode: str
    spoergsmaal: str
    hjaelp: str = ""


@dataclass(frozen=True)
class Omraade:
    """One area of questions. `kilde` is its row of the catalogue."""

    kode: str
    navn: str
    kilde: str
    punkter: tuple


SAMARBEJDE = (
    Omraade(
        "forankring",
        "Forankring",
        "L2",
        (
            Punkt("dele", "Hvilke dele af kommunen skal være med?"),
            Punkt("driver", "Hvem driver indsatsen frem, og hvem har ledelsens opbakning bag sig?"),
            Punkt("aktoerer", "Hvem er med fra begyndelsen, og hvordan kommer andre med senere?"),
            Punkt("drift", "Hvordan hænger indsatsen sammen med den daglige drift?"),
            Punkt("tilbud", "Afløser indsatsen nogle af tilbuddene i dag, eller kommer den til?"),
        ),
    ),
    Omraade(
        "bemanding",
        "Hvem gør hvad",
        "L3",
        (
            Punkt("projektleder", "Hvem er projektleder?", "Og hvor meget tid er der sat af?"),
            Punkt("levering", "Hvem leverer hver del, og hvem har ansvaret for akuttelefonen?"),
            Punkt("alle", "Skal alle medarbejdere være med, eller kun nogle få udpegede?"),
            Punkt("kompetencer", "Hvilke kompetencer skal de have, og hvordan får de dem?"),
        ),
    ),
    Omraade(
        "rekruttering",
        "Rekruttering",
        "L4",
        (
            Punkt("familier", "Hvilke familier vil I have med, og efter hvilke kriterier?"),
            Punkt("information", "Hvem fortæller familierne om indsatsen, og hvad får de at vide?"),
            Punkt("erfaring", "Hvordan bliver det relevant også for familier med lang erfaring?"),
            Punkt("formaal", "Kender medarbejderne, der rekrutterer, formålet med indsatsen?"),
            Punkt("omraadet", "Kender de plejefamiliernes hverdag og børnenes vanskeligheder?"),
            Punkt("institutioner", "Ved de, hvad institutionerne kan, og hvem de skal spørge?"),
            Punkt("udbrede", "Hvem kan ellers fortælle om indsatsen, og ved de nok til det?"),
        ),
    ),
    Omraade(
        "sted",
        "Sted og tid",
        "L5",
        (
            Punkt("hjemme", "Skal det foregå hjemme hos familierne eller et andet sted?"),
            Punkt("lokaler", "Er der et bestemt sted, hvor det skal være, og er det rart at være?"),
            Punkt("tidspunkt", "Skal der være noget om aftenen og i weekenden?"),
            Punkt("virtuelt", "Hvad kan foregå virtuelt?"),
        ),
    ),
    Omraade(
        "opfoelgning",
        "Opfølgning",
        "L6",
        (
            Punkt("laering", "Hvordan holder I fast i det, I lærer?"),
            Punkt("justering", "Hvordan følger I op, lærer af det og retter til?"),
            Punkt("resultater", "Hvem skal kende resultaterne, og hvordan får de dem?"),
        ),
    ),
)
LOEFT = "loeft"  # the question whose answer is the gate before start (L12)
FORAELDRE = (
    Omraade(
        "struktur",
        "Fælles struktur",
        "L11",
        (
            Punkt("moeder", "Hvilken fast mødestruktur har hver sag, og hvem indkalder?"),
            Punkt("introduktion", "Får alle den samme introduktion, og hvem giver den?"),
            Punkt("metoder", "Hvilke ord og metoder er fælles?"),
        ),
    ),
    Omraade(
        "gruppe",
        "Implementeringsgruppe",
        "L11",
        (
            Punkt("faggrupper", "Hvem sidder i gruppen, og er alle faggrupper med?"),
            Punkt("moedes", "Hvor tit mødes gruppen, og hvem skriver referat?"),
        ),
    ),
    Omraade(
        "foer_start",
        "Før start",
        "L12",
        (
            Punkt(LOEFT, "Er alle uddannet i LØFT og udviklende mindset, før I begynder?"),
            Punkt("foerste", "Hvilke forældre begynder I med?"),
        ),
    ),
)
SKABELONER = {Skabelon.SAMARBEJDE: SAMARBEJDE, Skabelon.FORAELDRE: FORAELDRE}


def punkt_of(skabelon, kode):
    """The question with this code, or None."""
    return next(
        (
            punkt
            for omraade in SKABELONER[skabelon]
            for punkt in omraade.punkter
            if punkt.kode == kode
        ),
        None,
    )


def antal_punkter(skabelon):
    """How many questions a template has."""
    return sum(len(omraade.punkter) for omraade in SKABELONER[skabelon])
