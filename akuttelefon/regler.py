"""The numbers of the emergency line."""

from faelles.regler import JA_NEJ, KLOKKESLAET, TAL, VALG, Regel, register

GRUPPE = "Akuttelefon"

register(
    Regel(
        "akut.udbyder",
        "Hvem besvarer akuttelefonen",
        VALG,
        "institution",
        "Indsatsbeskrivelsen 2022, kerneelement 4 (K3)",
        GRUPPE,
        valg=(
            ("institution", "en døgninstitution"),
            ("doegnvagt", "den sociale døgnvagt"),
            ("konsulenter", "konsulenter på skift"),
            ("hotline", "kommunens hotline"),
        ),
        haard=False,
    ),
    Regel("akut.aabner", "Kommunen åbner", KLOKKESLAET, "08.00", "Programmets valg (R4)", GRUPPE),
    Regel("akut.lukker", "Kommunen lukker", KLOKKESLAET, "15.00", "Programmets valg (R4)", GRUPPE),
    Regel(
        "akut.smaa_timer_samme_dag",
        "Opkald mellem midnat og åbningstid på en hverdag følges op samme dag",
        JA_NEJ,
        False,
        "Indsatsbeskrivelsen 2022, kerneelement 4 (R3)",
        GRUPPE,
        hjaelp="Uden reglen er fristen altid den første hverdag efter opkaldets dato.",
    ),
    Regel(
        "akut.eskalering_kl",
        "Lederen får besked om en overskredet opfølgning",
        KLOKKESLAET,
        "08.00",
        "Programmets valg (R5)",
        GRUPPE,
        hjaelp="På den første hverdag efter fristen.",
    ),
    Regel(
        "akut.nattens_opkald_timer",
        "Vagten kan læse kollegers opkald i",
        TAL,
        24,
        "Vagten ser det mindst mulige (W1)",
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
        "Programmets valg ved lange lukninger (K7)",
        GRUPPE,
        enhed="dage",
        mindst=2,
        hoejst=30,
        haard=False,
    ),
)
