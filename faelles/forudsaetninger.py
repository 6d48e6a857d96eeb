"""The start presets of section O: how four municipalities run the programme, and »Standard«.

Only ways of working are here. Telephone numbers and names belong to each municipality (O3).
"""

STANDARD = "standard"

FORUDSAETNINGER = {
    STANDARD: ("Standard", "Alle elementer er slået til. Tallene er programmets egne.", {}),
    "middelfart": (
        "Middelfart",
        "Faste grupper i længere forløb på et døgntilbud. Netværk og mentorfamilier.",
        {
            "supervision.forloebsform": "fast",
            "supervision.udbyder": "Et døgntilbud",
            "supervision.maalgruppe": "Familier med behandlingskrævende børn",
            "supervision.kurser": "Tryghedscirklen over 8 uger, samarbejde med skole og dagtilbud",
            "supervision.gruppe_pr_aar": 0,
            "supervision.visitation": False,
            "supervision.maaling": "belastningsgrad",
            "plejefamilier.stoettet_overgang": False,
            "plejefamilier.henvisningstekst": "Familier med behandlingskrævende børn",
        },
    ),
    "vesthimmerland": (
        "Vesthimmerland",
        "Plejefamilieteamet giver fire årlige gruppesupervisioner med individuel imellem.",
        {
            "supervision.forloebsform": "fast",
            "supervision.udbyder": "Kommunens eget plejefamilieteam",
            "supervision.maalgruppe": "Plejefamilier",
            "supervision.kurser": "Temaer i gruppesupervisionen",
            "supervision.individuel_i_hvert_interval": True,
            "supervision.visitation": False,
            "netvaerk.grupper": "tilskyndes",
            "netvaerk.mentor": False,
            "akut.udbyder": "doegnvagt",
            "plejefamilier.stoettet_overgang": False,
            "plejefamilier.henvisningstekst": "Alle kommunens plejefamilier",
        },
    ),
    "vejle": (
        "Vejle",
        "Afgrænsede, specialiserede forløb ved institutionerne. Også for netværksfamilier.",
        {
            "supervision.forloebsform": "afgraenset",
            "supervision.udbyder": "Kommunens supervisionscenter og institutioner",
            "supervision.maalgruppe": (
                "Pleje- og netværksfamilier, der har brug for mere end konsulenten kan give"
            ),
            "supervision.kurser": "Undervisning",
            "supervision.gruppe_pr_aar": 0,
            "supervision.maaling": "ingen",
            "netvaerk.grupper": "fra",
            "netvaerk.mentor": False,
            "plejefamilier.stoettet_overgang": False,
            "plejefamilier.henvisningstekst": (
                "Pleje- og netværksfamilier, hvis behov rækker ud over det, konsulenten kan give"
            ),
        },
    ),
    "koebenhavn": (
        "København",
        "Konsulterende forløb i hjemmet efter visitation, hotline og støttet overgang.",
        {
            "supervision.forloebsform": "afgraenset",
            "supervision.udbyder": "To interne, specialiserede institutioner",
            "supervision.maalgruppe": "Pleje- og netværksforældre med nye vanskeligheder",
            "supervision.kurser": "Konsulenten tilbyder en bred vifte",
            "supervision.gruppe_pr_aar": 0,
            "supervision.maaling": "trivsel",
            "netvaerk.grupper": "fra",
            "netvaerk.mentor": False,
            "akut.udbyder": "hotline",
            "plejefamilier.henvisningstekst": (
                "Pleje- og netværksfamilier, hvor barnet får nye symptomer, ny adfærd eller andre "
                "særlige vanskeligheder"
            ),
        },
    ),
}
