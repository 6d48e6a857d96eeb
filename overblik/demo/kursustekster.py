"""What the courses of Vestersund are called and about, and what families say of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kursusplan:
    """A course of the story. `om_dage` is how many days from today it begins, before or after."""

    titel: str
    beskrivelse: str
    tema: str
    om_dage: int
    form: str = "uddannelse"
    laengde: str = "kort"
    gange: int = 1
    klokken: tuple = (17, 0)
    minutter: int = 120
    lokale: str = "Salen"
    link: str = ""
    maalgruppe: str = "Alle plejefamilier"
    begreber: tuple = ()
    pladser: int = 12
    familier: int = 8
    obligatorisk: bool = False
    udkast_foer: int = 55
    frist_foer: int = 7
    udgives: bool = True
    noteres: bool = True  # attendance of the last time held


KURSER = (
    Kursusplan(
        "Tryghedscirklen i hverdagen",
        "Otte aftener om at læse, hvad barnet har brug for, når det går ud i verden, og når det "
        "kommer hjem igen. I får øvelser med hjem hver gang.",
        "udvikling",
        -130,
        gange=8,
        klokken=(18, 30),
        begreber=("tryghedscirklen", "hajmusik"),
        familier=6,
    ),
    Kursusplan(
        "Når skammen larmer",
        "Et oplæg om skam hos børn, der har prøvet for meget: hvordan den ser ud, og hvad I kan "
        "sige, så barnet kan være i rummet igen.",
        "tilgange",
        -46,
        form="oplaeg",
        klokken=(9, 30),
        begreber=("skammekrogen",),
        familier=5,
    ),
    Kursusplan(
        "At forstå ADHD og autisme",
        "En halv dag om, hvordan hverdagen opleves indefra, og om små ændringer, der giver ro ved "
        "måltider, lektier og sengetid.",
        "diagnoser",
        -3,
        laengde="halv",
        klokken=(9, 0),
        minutter=180,
        lokale="Mødesalen på rådhuset",
        pladser=20,
        familier=7,
        noteres=False,
    ),
    Kursusplan(
        "Mentalisering i praksis",
        "Fire eftermiddage om at holde barnets sind i tankerne, også når det koger. I arbejder med "
        "jeres egne situationer.",
        "tilgange",
        -11,
        gange=4,
        klokken=(13, 0),
        begreber=("mentalisering",),
        pladser=10,
        familier=5,
    ),
    Kursusplan(
        "Teenagere, skærm og grænser",
        "En aften på video om aftaler, der holder, og om at være den voksne uden at råbe.",
        "teenagere",
        11,
        form="oplaeg",
        klokken=(19, 30),
        minutter=90,
        lokale="",
        link="https://video.vestersund.example/teenagere",
        maalgruppe="Familier med børn på 12 år og derover",
        pladser=30,
        familier=4,
        frist_foer=2,
    ),
    Kursusplan(
        "Ro på aftenen",
        "En hel dag om at trappe ned, før det bliver til en konflikt. Formiddagen er teori, "
        "eftermiddagen er øvelser to og to.",
        "tilgange",
        18,
        laengde="hel",
        klokken=(9, 0),
        minutter=360,
        lokale="Stuen",
        begreber=("low arousal",),
        pladser=6,
        familier=8,
    ),
    Kursusplan(
        "Samarbejde med barnets forældre",
        "For alle familier: hvad forældrene har ret til at vide, hvordan I taler om samvær, og "
        "hvad I gør, når I er uenige.",
        "samarbejde",
        32,
        laengde="halv",
        klokken=(9, 0),
        minutter=180,
        lokale="Mødesalen på rådhuset",
        pladser=24,
        familier=10,
        obligatorisk=True,
        udkast_foer=50,
    ),
    Kursusplan(
        "Søskende under samme tag",
        "To formiddage om plejebørn og familiens egne børn: plads til alle, og ord for det svære.",
        "samarbejde",
        53,
        gange=2,
        klokken=(9, 30),
        udgives=False,
    ),
)
LOKALER = (
    ("Salen", 30, True),
    ("Stuen", 8, True),
    ("Samtalerummet", 4, True),
    ("Mødesalen på rådhuset", 40, False),
)
BEGREBER = (
    (
        "begreb",
        "tryghedscirklen",
        "Barnet går ud for at udforske og hjem for at fyldes op.",
    ),
    ("begreb", "hajmusik", "Det, man hører indeni, når barnets behov gør én utryg."),
    ("begreb", "skammekrogen", "Stedet, barnet gemmer sig, når det tror, det selv er forkert."),
    ("metode", "mentalisering", "At se sig selv udefra og barnet indefra."),
    ("metode", "low arousal", "At sænke stemme, tempo og krav, så barnet kan finde ro."),
)
SPOR = (
    "Ro i familien",
    "Ro på aftenen",
    "Først en dag med teori, så en gruppe om jeres egne aftener, og til sidst netværket.",
)
SPORLED = (
    ("kursus", "Ro på aftenen"),
    ("gruppe", "Gruppe om aftenerne derhjemme"),
    ("netvaerk", "Netværksmøde om at holde fast"),
)
KOMMENTARER = (
    "Vi bruger øvelsen hver aften. Han er begyndt at spørge efter den.",
    "Det var godt at høre, at andre også kommer til at råbe.",
    "Lidt for mange ord i første halvdel. Resten var guld værd.",
    "Vi ville ønske, at skolen havde været med.",
    "Nu har vi et fælles ord for det, når det bliver svært.",
)
