"""The numbers of the emergency line."""

from faelles.regler import JA_NEJ, KLOKKESLAET, TAL, VALG, Regel, register

GRUPPE = "Akuttelefon"

register(
    Regel(
        "akut.udbyder",
        "Hvem besvarer akuttelefonen",
        VALG,
        "institution",
        "K3, afsnit O",
        GRUPPE,
        valg=(
            ("institution", "en døgninstitution"),
            ("doegnvagt", "den sociale døgnvagt"),
            ("konsulenter", "konsulenter på skift"),
            ("hotline", "kommunens hotline"),
        ),
        haard=False,
    ),
    Regel("akut.aabner", "Kommunen åbner", KLOKKESLAET, "08.00", "R4", GRUPPE),
    Regel("akut.lukker", "Kommunen lukker", KLOKKESLAET, "15.00", "R4", GRUPPE),
    Regel(
        "akut.smaa_timer_samme_dag",
        "Opkald mellem midnat og åbningstid på en hverdag følges op samme dag",
        JA_NEJ,
        False,
        "R3, afsnit 5 nr. 7",
        GRUPPE,
        hjaelp="Uden reglen er fristen altid den første hverdag efter opkaldets dato.",
    ),
    Regel(
        "akut.eskalering_kl",
        "Lederen får besked om en overskredet opfølgning",
        KLOKKESLAET,
        "08.00",
        "R5",
        GRUPPE,
        hjaelp="På den første hverdag efter fristen.",
    ),
    Regel(
        "akut.nattens_opkald_timer",
        "Vagten kan læse kollegers opkald i",
        TAL,
        24,
        "W1: vagten ser det mindst mulige",
        GRUPPE,
        enhed="timer",
        mindst=1,
        hoejst=168,
    ),
    Regel(
        "akut.lang_ventetid_dage",
        "Vis feltet »midlertidig kontakt«, når der er så længe til opfølgningen",
        TAL,
        5,
        "Scenarie 2",
        GRUPPE,
        enhed="dage",
        mindst=2,
        hoejst=30,
        haard=False,
    ),
)
