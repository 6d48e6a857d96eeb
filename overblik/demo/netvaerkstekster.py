"""The groups and mentors of Vestersund: what they are for, and what families answer."""

from dataclasses import dataclass

from plejefamilier.models.moede import Form


@dataclass(frozen=True)
class Gruppeplan:
    """A group of the story.

    Days are counted from today. `medlemmer` are families that say yes, `nej` some that do not want
    to: »m2« is the third of the demo konsulent's, »a5« the sixth of the others'. `spoerges` are
    asked now and have not answered. `sidst` is the last meeting that has been held.
    """

    navn: str
    beskrivelse: str
    dannet: int
    medlemmer: tuple
    begyndt: int | None = None
    spoerges: tuple = ()  # the best that fit: is it one of the demo konsulent's own?
    nej: tuple = ()
    sidst: int = 0
    holdt: int = 0
    faciliterede: int = 6
    klokken: tuple = (19, 0)
    emner: tuple = ()
    paa_video: tuple = ()  # numbers of the meetings
    forslag: tuple = ()
    noteret: bool = True  # attendance of the last meeting held
    overdraget: int | None = None
    lukket: int | None = None
    egen: bool = True  # the demo's institution employee is its facilitator
    facts: tuple = ()


GRUPPER = (
    Gruppeplan(
        "Nord",
        "For familier, der vil tale hverdag med andre: aftener, skole, søskende og samvær.",
        -150,
        ("m0", "m2", "a3", "a7", "a12"),
        begyndt=-126,
        sidst=-3,
        holdt=4,
        noteret=False,
        emner=(
            "Det gode ved at være plejefamilie",
            "Når aftenen driller",
            "Egne børn i en plejefamilie",
            "Samvær: før, under og efter",
            "Jul og højtider",
        ),
        paa_video=(3,),
        forslag=("Når barnet spørger til sin mor", "At passe på parforholdet"),
        facts=(("alder_fra", 6), ("alder_til", 12), ("tidspunkt", "aften"), ("postnummer", "9999")),
    ),
    Gruppeplan(
        "Teenagerne",
        "For familier med unge. Vi taler om grænser, skærm, kærester og om at blive voksen.",
        -34,
        ("m5", "a24"),
        spoerges=(True, False, False),
        nej=("a28",),
        egen=False,
        facts=(
            ("alder_fra", 13),
            ("alder_til", 18),
            ("tidspunkt", "aften"),
            ("postnummer", "9994"),
            ("erfaring", "erfarne"),
        ),
    ),
    Gruppeplan(
        "Fjorden",
        "For nye familier, der gerne vil kende nogen i samme båd.",
        -205,
        ("m3", "a5", "a9", "a14"),
        begyndt=-170,
        sidst=-5,
        holdt=6,
        klokken=(16, 30),
        emner=(
            "Den første tid",
            "Hvem gør hvad omkring barnet",
            "Når man er i tvivl",
            "Familie og venner: hvad siger vi?",
            "Ferier",
            "Sådan fortsætter vi selv",
        ),
        paa_video=(4,),
        facts=(("tidspunkt", "eftermiddag"), ("postnummer", "9995"), ("erfaring", "nye")),
    ),
    Gruppeplan(
        "Kaffegruppen",
        "Et pusterum en gang om måneden.",
        -330,
        ("m4", "a16", "a18", "a20", "a22"),
        begyndt=-300,
        sidst=-184,
        holdt=3,
        faciliterede=3,
        klokken=(9, 30),
        emner=("Hvem er vi", "Det, vi er gode til", "Sådan fortsætter vi selv"),
        overdraget=-177,
        egen=False,
        facts=(("tidspunkt", "formiddag"), ("postnummer", "9999")),
    ),
    Gruppeplan(
        "Østermose",
        "For familier i den østlige ende af kommunen.",
        -480,
        ("m1", "a30", "a31", "a32"),
        begyndt=-450,
        sidst=-340,
        holdt=4,
        faciliterede=4,
        emner=("Hvem er vi", "Søskende", "Skolen", "Tak for nu"),
        overdraget=-331,
        lukket=-120,
        egen=False,
        facts=(("tidspunkt", "aften"), ("postnummer", "9991")),
    ),
)
STEDER = ("Sognegården i Vestersund", "Biblioteket i Sundby Havn", "Forsamlingshuset i Nørre Klit")
VIDEO = "https://video.vestersund.example/netvaerk"
FYSISK, VIRTUELT = Form.FYSISK, Form.VIRTUELT
KILOMETER = {
    ("9999", "9994"): 14,
    ("9999", "9995"): 22,
    ("9999", "9991"): 31,
    ("9994", "9995"): 27,
    ("9994", "9991"): 38,
    ("9995", "9991"): 46,
}
MENTORER = (
    ("Har haft børn gennem hele skolen og kender vejen til PPR.", ("hverdag", "tilknytning")),
    ("Har haft søskende boende og kan tale om at være to voksne om det.", ("flere_boern",)),
    ("Kender til autisme, ADHD og lange møder på skolen.", ("funktionsnedsaettelse", "hverdag")),
    ("Har levet med et sammenbrud og taler gerne om det.", ("sammenbrud", "traumer")),
)
KURSUS = "Mentor for en ny plejefamilie"
