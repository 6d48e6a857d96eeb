"""How the municipality runs training and supervision (section O, F, R13)."""

from faelles.regler import JA_NEJ, TAL, TEKST, VALG, Regel, register

GRUPPE = "Kompetenceudvikling og supervision"

register(
    Regel(
        "supervision.forloebsform",
        "Form på forløbene",
        VALG,
        "begge",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        valg=(("fast", "faste grupper"), ("afgraenset", "afgrænsede forløb"), ("begge", "begge")),
        haard=False,
    ),
    Regel(
        "supervision.udbyder",
        "Hvem giver supervisionen",
        TEKST,
        "Døgninstitutioner, som kommunen samarbejder med",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        haard=False,
    ),
    Regel(
        "supervision.maalgruppe",
        "Målgruppe",
        TEKST,
        "Pleje- og netværksfamilier",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        haard=False,
    ),
    Regel(
        "supervision.kurser",
        "Kurser",
        TEKST,
        "Uddannelsesforløb og faglige oplæg",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        haard=False,
    ),
    Regel(
        "supervision.individuelle_pr_aar",
        "Individuelle supervisioner om året",
        TAL,
        4,
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        enhed="gange",
        mindst=0,
        hoejst=24,
        haard=False,
    ),
    Regel(
        "supervision.individuel_i_hvert_interval",
        "Mindst én individuel supervision mellem to gruppesupervisioner",
        JA_NEJ,
        False,
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        haard=False,
    ),
    Regel(
        "supervision.gruppe_pr_aar",
        "Gruppesupervisioner om året",
        TAL,
        4,
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        enhed="gange",
        mindst=0,
        hoejst=24,
        haard=False,
    ),
    Regel(
        "supervision.visitation",
        "Konsulterende forløb kræver visitation",
        JA_NEJ,
        True,
        "Konsulterende forløb i København (R13)",
        GRUPPE,
    ),
    Regel(
        "supervision.maaling",
        "Måling",
        VALG,
        "udviklingsplan",
        "Kommunernes måder at gøre det på (O1)",
        GRUPPE,
        valg=(
            ("belastningsgrad", "belastningsgrad, som familien ser den"),
            ("udviklingsplan", "udviklingsplan for hver familie"),
            ("trivsel", "trivsel"),
            ("ingen", "ingen fast måling"),
        ),
        haard=False,
    ),
)

KURSER = "Kurser"


def _tal(key, navn, standard, kilde, enhed, hoejst, *, mindst=0, haard=True, gruppe=GRUPPE):
    register(
        Regel(
            key,
            navn,
            TAL,
            standard,
            kilde,
            gruppe,
            enhed=enhed,
            mindst=mindst,
            hoejst=hoejst,
            haard=haard,
        )
    )


R17 = "Programmets valg (R17)"
VALGT = "Programmets valg"
R13 = "Konsulterende forløb i København (R13)"
FORMATER = "Indsatsbeskrivelsen 2022, kerneelement 2 (F7)"
GRUPPERNE = "Indsatsbeskrivelsen 2022, kerneelement 2 (F8)"
OPLAEG = "Indsatsbeskrivelsen 2022, kerneelement 2 (E7)"

_tal(
    "supervision.paamind_foerst",
    "Første påmindelse om supervision og kurser",
    14,
    R17,
    "dage før",
    60,
)
_tal(
    "supervision.paamind_sidst",
    "Sidste påmindelse om supervision og kurser",
    2,
    R17,
    "dage før",
    60,
)
_tal(
    "supervision.kontakt_foer_dage",
    "Supervisor og konsulent taler sammen før et forløb",
    7,
    R17,
    "dage før første gang",
    60,
)
_tal(
    "supervision.kontakt_efter_hverdage",
    "Supervisor og konsulent taler sammen efter et forløb",
    5,
    R17,
    "hverdage efter sidste gang",
    60,
)
_tal(
    "supervision.supervisor_ser_dage",
    "Supervisor kan læse et forløb, efter det er slut",
    30,
    "Programmets valg (W1)",
    "dage",
    365,
)
_tal(
    "supervision.forslag_uger",
    "Næste individuelle supervision foreslås efter",
    3,
    VALGT,
    "uger",
    52,
    mindst=1,
    haard=False,
)
_tal("supervision.log_hverdage", "Supervision skal være skrevet", 2, VALGT, "hverdage efter", 30)
_tal(
    "supervision.korte_antal",
    "Korte forløb: antal gange",
    5,
    FORMATER,
    "gange",
    24,
    mindst=1,
    haard=False,
)
_tal(
    "supervision.korte_minutter",
    "Korte forløb: hver gang varer",
    90,
    FORMATER,
    "minutter",
    480,
    mindst=15,
    haard=False,
)
_tal(
    "supervision.lange_antal",
    "Lange gange: antal gange",
    3,
    FORMATER,
    "gange",
    24,
    mindst=1,
    haard=False,
)
_tal(
    "supervision.lange_minutter",
    "Lange gange: hver gang varer",
    150,
    FORMATER,
    "minutter",
    480,
    mindst=15,
    haard=False,
)
_tal(
    "supervision.gruppe_mindst_minutter",
    "Gruppesupervision varer mindst",
    120,
    GRUPPERNE,
    "minutter",
    480,
    haard=False,
)
_tal(
    "supervision.gruppe_hoejst_minutter",
    "Gruppesupervision varer højst",
    180,
    GRUPPERNE,
    "minutter",
    480,
    haard=False,
)
_tal(
    "supervision.gruppe_mindst_pr_aar",
    "En gruppe mødes mindst",
    3,
    GRUPPERNE,
    "gange om året",
    24,
    haard=False,
)
_tal(
    "supervision.gruppe_hoejst_pr_aar",
    "En gruppe mødes højst",
    4,
    GRUPPERNE,
    "gange om året",
    24,
    haard=False,
)
_tal(
    "supervision.hul_dage",
    "Et hul i et aftalt årshjul står på Min dag fra",
    30,
    VALGT,
    "dage før den aflyste dag",
    365,
)
_tal(
    "supervision.familier_pr_supervisor",
    "En supervisor følger højst",
    30,
    "Omkostningsmodellen, gruppe lav (M4)",
    "familier i grupper",
    500,
    mindst=1,
    haard=False,
)
_tal(
    "konsulterende.moeder_mindst",
    "Et konsulterende forløb har mindst",
    4,
    R13,
    "møder",
    24,
    mindst=1,
    haard=False,
)
_tal(
    "konsulterende.moeder_hoejst",
    "Et konsulterende forløb har højst",
    6,
    R13,
    "møder",
    24,
    mindst=1,
)
_tal("konsulterende.minutter", "Et konsulterende møde varer", 120, R13, "minutter", 480, mindst=15)
_tal(
    "konsulterende.maaneder_mindst",
    "Et konsulterende forløb varer mindst",
    2,
    R13,
    "måneder",
    24,
    haard=False,
)
_tal(
    "konsulterende.maaneder_hoejst",
    "Et konsulterende forløb varer højst",
    6,
    R13,
    "måneder",
    24,
    mindst=1,
)
_tal(
    "konsulterende.pris",
    "Et forløb koster",
    13500,
    "Omkostningsmodellen, 2021-priser (M2)",
    "kr.",
    999999,
    haard=False,
)
_tal(
    "konsulterende.maaneder_forventet",
    "Et forløb varer i gennemsnit",
    4,
    "Omkostningsmodellen (G9)",
    "måneder",
    24,
    mindst=1,
    haard=False,
)
_tal(
    "konsulterende.visitation_dage",
    "En anmodning om konsulterende forløb afgøres inden",
    14,
    VALGT,
    "dage",
    120,
    mindst=1,
    haard=False,
)
_tal(
    "kurser.kort_mindst_minutter",
    "Et kort oplæg varer mindst",
    60,
    OPLAEG,
    "minutter",
    480,
    haard=False,
    gruppe=KURSER,
)
_tal(
    "kurser.kort_hoejst_minutter",
    "Et kort oplæg varer højst",
    120,
    OPLAEG,
    "minutter",
    480,
    haard=False,
    gruppe=KURSER,
)
_tal(
    "kurser.halv_dag_minutter",
    "En halv kursusdag varer højst",
    240,
    VALGT,
    "minutter",
    480,
    mindst=60,
    gruppe=KURSER,
)
_tal(
    "kurser.tilbud_timer",
    "En tilbudt plads på venteliste holdes i",
    48,
    VALGT,
    "timer",
    720,
    mindst=1,
    gruppe=KURSER,
)
_tal(
    "kurser.navne_dage",
    "Undervisere og bookere ser deltagernes navne efter sidste gang i",
    30,
    "Programmets valg (W1)",
    "dage",
    365,
    gruppe=KURSER,
)
_tal(
    "kurser.bevis_procent",
    "Et kursusbevis kræver fremmøde på mindst",
    80,
    VALGT,
    "procent",
    100,
    mindst=1,
    haard=False,
    gruppe=KURSER,
)
_tal(
    "kurser.fremmoede_hverdage",
    "Fremmøde skal være noteret",
    2,
    VALGT,
    "hverdage efter",
    30,
    gruppe=KURSER,
)
_tal(
    "kurser.svar_dage",
    "Kommunen svarer en institution på et udkast",
    7,
    VALGT,
    "dage efter",
    60,
    gruppe=KURSER,
)
