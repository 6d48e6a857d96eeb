"""The numbers of the ground."""

from faelles.regler import JA_NEJ, KLOKKESLAET, TAL, Regel, register

GRUPPE = "Tværgående samarbejde"

register(
    Regel(
        "plejefamilier.stoettet_overgang",
        "Støttet overgang fra institution til plejefamilie",
        JA_NEJ,
        True,
        "Støttet overgang i København (H1)",
        GRUPPE,
    ),
    Regel(
        "plejefamilier.paamindelse_kl",
        "Påmindelser om møder, aftaler og frister sendes",
        KLOKKESLAET,
        "08.00",
        "Programmets valg (R17)",
        GRUPPE,
    ),
    Regel(
        "aftale.paamindelse_dage",
        "Den, der har lovet noget, bliver mindet om det",
        TAL,
        1,
        "Programmets valg (R17)",
        GRUPPE,
        enhed="dage før",
        hoejst=60,
    ),
    Regel(
        "aftale.vises_dage",
        "En aftale står på Min dag",
        TAL,
        14,
        "Programmets valg",
        GRUPPE,
        enhed="dage før fristen",
        mindst=1,
        hoejst=365,
    ),
)
