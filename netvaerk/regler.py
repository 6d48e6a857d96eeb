"""How the municipality runs networks among foster families (section O)."""

from faelles.regler import JA_NEJ, VALG, Regel, register

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
