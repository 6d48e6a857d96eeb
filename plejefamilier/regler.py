"""The numbers of the ground."""

from faelles.regler import JA_NEJ, Regel, register

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
)
