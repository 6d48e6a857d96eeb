"""How the municipality runs networks among foster families (section O)."""

from faelles.regler import JA_NEJ, TAL, VALG, Regel, register

GRUPPE = "Netværk"

register(
    Regel(
        "netvaerk.grupper",
        "Netværksgrupper",
        VALG,
        "til",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        valg=(("til", "i brug"), ("tilskyndes", "tilskyndes, ikke fast"), ("fra", "ikke i brug")),
        haard=False,
    ),
    Regel(
        "netvaerk.mentor",
        "Mentorplejefamilier",
        JA_NEJ,
        True,
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        haard=False,
    ),
)


def _tal(key, navn, standard, kilde, enhed, hoejst, *, mindst=1, haard=True):
    register(
        Regel(
            key,
            navn,
            TAL,
            standard,
            kilde,
            GRUPPE,
            enhed=enhed,
            mindst=mindst,
            hoejst=hoejst,
            haard=haard,
        )
    )


R14 = "Størrelse på en netværksgruppe (R14, I3)"
R15 = "Hvem kan være mentor (R15, J5, J6)"
I5 = "De første møder har en facilitator (I5)"
EGEN = "Samspils egen standard"

_tal("netvaerk.gruppe_mindst", "Familier i en gruppe, mindst", 4, R14, "familier", 20)
_tal("netvaerk.gruppe_hoejst", "Familier i en gruppe, højst", 6, R14, "familier", 30)
_tal("netvaerk.hver_maaneder", "En gruppe mødes hver", 1, "I3, R12", "måneder", 12, haard=False)
_tal("netvaerk.moede_minutter", "Et møde varer", 120, EGEN, "minutter", 480, mindst=30, haard=False)
_tal("netvaerk.faciliterede", "Møder med facilitator", 6, I5, "møder", 60, haard=False)
_tal(
    "netvaerk.emner_foerst",
    "Møder, hvor facilitator sætter emnet",
    3,
    "Derefter vælger familierne med (I6)",
    "møder",
    60,
    mindst=0,
    haard=False,
)
_tal(
    "netvaerk.paamind_foerst", "Første påmindelse om et møde", 7, "R17", "dage før", 60, haard=False
)
_tal(
    "netvaerk.paamind_sidst", "Sidste påmindelse om et møde", 1, "R17", "dage før", 60, haard=False
)
_tal("netvaerk.svar_dage", "Svar på et forslag inden", 14, EGEN, "dage", 90, haard=False)
_tal(
    "netvaerk.navne_dage",
    "Facilitator ser navne efter overdragelsen i",
    30,
    EGEN,
    "dage",
    365,
    mindst=0,
)
_tal(
    "netvaerk.status_maaneder",
    "Spørg, om en selvkørende gruppe stadig mødes, hver",
    6,
    EGEN,
    "måneder",
    24,
    haard=False,
)
_tal(
    "netvaerk.plan_hverdage",
    "Møder i en gruppe, der er begyndt, lægges inden",
    5,
    EGEN,
    "hverdage",
    30,
    haard=False,
)
_tal(
    "netvaerk.fremmoede_hverdage",
    "Fremmøde til et netværksmøde noteres inden",
    2,
    EGEN,
    "hverdage",
    30,
    haard=False,
)
_tal(
    "netvaerk.overdrag_hverdage",
    "En gruppe overdrages efter sidste møde inden",
    5,
    EGEN,
    "hverdage",
    30,
    haard=False,
)
_tal("netvaerk.erfaren_aar", "En familie er erfaren efter", 3, "J5, C10", "år", 20, haard=False)
_tal("netvaerk.naer_km", "Kort afstand er højst", 20, EGEN, "km", 200, haard=False)
_tal("netvaerk.km_hoejst", "Lang afstand er mere end", 40, EGEN, "km", 400, haard=False)
_tal(
    "netvaerk.mentor_aar",
    "År som plejefamilie, før man kan være mentor",
    3,
    R15,
    "år",
    20,
    mindst=0,
)
register(
    Regel(
        "netvaerk.mentor_kraever_forloeb",
        "Mentorer skal have gennemført et kompetenceforløb",
        JA_NEJ,
        False,
        R15,
        GRUPPE,
    )
)
_tal(
    "netvaerk.mentor_hoejst",
    "Familier pr. mentor på samme tid",
    1,
    EGEN,
    "familier",
    10,
    haard=False,
)
_tal(
    "netvaerk.mentor_opfoelgning",
    "Opfølgning på et mentorskab hver",
    3,
    EGEN,
    "måneder",
    12,
    haard=False,
)
_tal(
    "netvaerk.opfoelgning_vises",
    "En opfølgning på et mentorskab vises på Min dag",
    14,
    EGEN,
    "dage før",
    90,
    mindst=0,
    haard=False,
)
_tal(
    "netvaerk.opstart_maaneder",
    "Tæt støttet opstartsforløb efter godkendelsen",
    12,
    "Nye familier har andre tilbud og krav (J9)",
    "måneder",
    36,
    mindst=0,
    haard=False,
)
_tal("netvaerk.belastet_fra", "Familien er selv belastet fra", 8, EGEN, "af 10", 10, haard=False)
