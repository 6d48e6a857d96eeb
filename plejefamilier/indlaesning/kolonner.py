"""The sheets and columns of the workbook: what they are called, how they are read and explained."""

from collections.abc import Callable
from dataclasses import dataclass

from plejefamilier.indlaesning import celler
from plejefamilier.indlaesning.celler import heading, word
from plejefamilier.models import Anbringelse, Plejefamilie


@dataclass(frozen=True)
class Kolonne:
    """One column.

    `kraevet`: a new row must have it; an empty cell of a known row leaves what is there. `skjult`:
    neither the old nor the new value is shown in the preview, for whoever imports need not see it.
    """

    navn: str
    titel: str
    laes: Callable
    forklaring: str
    eksempel: object = ""
    kraevet: bool = False
    skjult: bool = False
    ogsaa: tuple = ()
    valg: tuple = ()

    @property
    def ord(self):
        return {heading(self.titel), heading(self.navn), *map(heading, self.ogsaa)}


@dataclass(frozen=True)
class Arktype:
    """One kind of sheet; `noegler` are the columns that tell which row of Samspil it is."""

    navn: str
    titel: str
    forklaring: str
    noegler: tuple
    kolonner: tuple
    ogsaa: tuple = ()

    @property
    def ord(self):
        return {word(self.titel), *map(word, self.ogsaa)}

    def kolonne(self, navn):
        return next(kolonne for kolonne in self.kolonner if kolonne.navn == navn)


JA_NEJ = ("ja", "nej")
KONSULENT_EMAIL = ("Konsulent", "Familieplejekonsulent", "Fast konsulent", "Konsulent e-mail")
_nummer = Kolonne(
    "familienummer",
    "Familienummer",
    celler.tekst(20),
    "Kommunens eget nummer på familien. Det binder arkene sammen og må kun bruges til én familie.",
    "Eksempel 1042",
    kraevet=True,
    ogsaa=("Familie nr", "Familienr", "Fam nr", "Famnr", "Nummer", "Nr", "Plejefamilienummer"),
)

KONSULENTER = Arktype(
    "konsulenter",
    "Konsulenter",
    "Familieplejekonsulenterne. En ny får en bruger; send bagefter et link fra siden Brugere.",
    ("email",),
    (
        Kolonne(
            "email",
            "E-mail",
            celler.email,
            "Den, konsulenten logger på med. Konsulenten genkendes på den.",
            "eksempel.konsulent@kommune.dk",
            kraevet=True,
            ogsaa=("Mail", "Email", "E-mailadresse", "Arbejdsmail", "Konsulentens e-mail"),
        ),
        Kolonne(
            "navn",
            "Navn",
            celler.tekst(120),
            "For- og efternavn.",
            "Mette Eksempel",
            kraevet=True,
            ogsaa=("Konsulent", "Fulde navn", "Konsulentens navn"),
        ),
        Kolonne(
            "telefon",
            "Telefon",
            celler.telefon,
            "8 cifre. Udenlandske numre begynder med +.",
            "12 34 56 78",
            ogsaa=("Tlf", "Tlf nr", "Telefonnummer", "Mobil", "Mobilnummer"),
        ),
        Kolonne(
            "team",
            "Team",
            celler.tekst(120),
            "Teamets navn, som det står i Samspil. Kan udelades, når kommunen kun har ét.",
            "Team Vest",
            ogsaa=("Afdeling", "Gruppe"),
        ),
    ),
    ogsaa=("Konsulent", "Familieplejekonsulenter", "Familiekonsulenter"),
)
FAMILIER = Arktype(
    "familier",
    "Familier",
    "Plejefamilierne med godkendelse, adresse og fast konsulent.",
    ("familienummer",),
    (
        _nummer,
        Kolonne(
            "navn",
            "Navn",
            celler.tekst(120),
            "Efternavn først, så listen kan sorteres: Holm, Ida og Bo.",
            "Holm, Ida og Bo",
            kraevet=True,
            ogsaa=(
                "Familie",
                "Familiens navn",
                "Familienavn",
                "Plejefamilie",
                "Plejefamiliens navn",
            ),
        ),
        Kolonne(
            "familietype",
            "Type",
            celler.valg(
                Plejefamilie.Familietype,
                almen=("almenplejefamilie", "almindelig"),
                forstaerket=("forstaerketplejefamilie",),
                specialiseret=("specialiseretplejefamilie", "special"),
                netvaerk=("netvaerksplejefamilie", "netvaerksfamilie", "slaegt"),
            ),
            "Hvad familien er godkendt som.",
            "Forstærket",
            kraevet=True,
            ogsaa=("Familietype", "Plejefamilietype", "Godkendt som"),
            valg=tuple(Plejefamilie.Familietype.labels),
        ),
        Kolonne(
            "godkendt_fra",
            "Godkendt fra",
            celler.dato,
            "Dag-måned-år.",
            "01-02-2020",
            kraevet=True,
            ogsaa=("Godkendt", "Godkendelsesdato", "Godkendt den", "Dato for godkendelse"),
        ),
        Kolonne(
            "godkendt_til_boern",
            "Godkendt til antal børn",
            celler.helt_tal(1, 8),
            "Et tal fra 1 til 8.",
            2,
            kraevet=True,
            ogsaa=("Antal børn", "Antal pladser", "Pladser", "Godkendt til", "Godkendt antal"),
        ),
        Kolonne(
            "godkendt_af",
            "Godkendt af",
            celler.tekst(80),
            "Socialtilsynet, eller kommunen for netværksplejefamilier.",
            "Socialtilsyn Nord",
            kraevet=True,
            ogsaa=("Socialtilsyn", "Tilsyn", "Godkendende myndighed"),
        ),
        Kolonne(
            "adresse",
            "Adresse",
            celler.tekst(200),
            "Vej, nummer, postnummer og by.",
            "Prøvevej 1, 9999 Vestersund",
            kraevet=True,
            skjult=True,
            ogsaa=("Familiens adresse", "Bopæl"),
        ),
        Kolonne(
            "adresse_beskyttet",
            "Beskyttet adresse",
            celler.ja_nej,
            "Ja, når adressen er beskyttet. Tom betyder nej for en ny familie.",
            "nej",
            ogsaa=(
                "Adressebeskyttelse",
                "Beskyttet",
                "Adressen er beskyttet",
                "Navne- og adressebeskyttelse",
            ),
            valg=JA_NEJ,
        ),
        Kolonne(
            "telefon",
            "Telefon",
            celler.telefon,
            "8 cifre. Udenlandske numre begynder med +.",
            "12 34 56 78",
            kraevet=True,
            skjult=True,
            ogsaa=("Tlf", "Tlf nr", "Telefonnummer", "Mobil", "Familiens telefon"),
        ),
        Kolonne(
            "team",
            "Team",
            celler.tekst(120),
            "Kan udelades, når kommunen kun har ét team, eller konsulentens team er familiens.",
            "Team Vest",
            ogsaa=("Afdeling", "Gruppe"),
        ),
        Kolonne(
            "konsulent",
            "Konsulentens e-mail",
            celler.email,
            "Familiens faste konsulent. Står i arket Konsulenter eller er konsulent i Samspil.",
            "eksempel.konsulent@kommune.dk",
            ogsaa=KONSULENT_EMAIL,
        ),
        Kolonne(
            "konsulent_fra",
            "Konsulent fra",
            celler.dato,
            "Den dag, konsulenten blev familiens. Skal stå, når der står en konsulent.",
            "01-08-2024",
            ogsaa=(
                "Konsulent siden",
                "Tilknyttet fra",
                "Konsulent fra og med",
                "Konsulent fra dato",
            ),
        ),
    ),
    ogsaa=("Familie", "Plejefamilier", "Plejefamilie"),
)
PLEJEFORAELDRE = Arktype(
    "plejeforaeldre",
    "Plejeforældre",
    "De voksne i familierne, én række for hver. De genkendes på familienummer og navn.",
    ("familienummer", "navn"),
    (
        _nummer,
        Kolonne(
            "navn",
            "Navn",
            celler.tekst(120),
            "For- og efternavn.",
            "Ida Holm",
            kraevet=True,
            skjult=True,
            ogsaa=("Plejeforælder", "Fulde navn", "Plejeforælderens navn"),
        ),
        Kolonne(
            "telefon",
            "Telefon",
            celler.telefon,
            "8 cifre. Udenlandske numre begynder med +.",
            "12 34 56 78",
            skjult=True,
            ogsaa=("Tlf", "Tlf nr", "Telefonnummer", "Mobil", "Mobilnummer"),
        ),
        Kolonne(
            "email",
            "E-mail",
            celler.email,
            "Plejeforælderens egen.",
            "ida@holm.example",
            skjult=True,
            ogsaa=("Mail", "Email", "E-mailadresse"),
        ),
        Kolonne(
            "grundkursus_paa",
            "Grundkursus gennemført",
            celler.dato,
            "Dag-måned-år.",
            "15-03-2020",
            ogsaa=("Grundkursus", "Grundkursus dato", "Kursus i at være plejefamilie"),
        ),
    ),
    ogsaa=("Plejeforælder", "Voksne"),
)
BOERN = Arktype(
    "boern",
    "Børn",
    "Børn og unge, der er anbragt. De genkendes på CPR-nummeret.",
    ("cpr",),
    (
        Kolonne(
            "cpr",
            "CPR-nummer",
            celler.cpr_nummer,
            "10 cifre med eller uden bindestreg. Erstatningsnumre kan bruges.",
            "Eksempel 670517-4123",
            kraevet=True,
            skjult=True,
            ogsaa=("CPR", "CPR-nr", "CPR nr.", "Personnummer", "Barnets CPR", "Barnets CPR-nummer"),
        ),
        Kolonne(
            "navn",
            "Navn",
            celler.tekst(120),
            "For- og efternavn.",
            "Noah Prøvesen",
            kraevet=True,
            skjult=True,
            ogsaa=("Barn", "Barnets navn", "Fulde navn"),
        ),
        Kolonne(
            "myndighedsraadgiver",
            "Rådgiverens e-mail",
            celler.email,
            "Barnets myndighedsrådgiver. Skal være bruger i Samspil med den rolle.",
            "",
            ogsaa=("Rådgiver", "Myndighedsrådgiver", "Sagsbehandler", "Rådgiver e-mail"),
        ),
        Kolonne(
            "plan_reference",
            "Sagsnummer for barnets plan",
            celler.tekst(60),
            "Hvor planen ligger i kommunens fagsystem.",
            "2024-5512",
            skjult=True,
            ogsaa=("Sagsnummer", "Sagsnr", "Barnets plan"),
        ),
    ),
    ogsaa=("Barn", "Børn og unge", "Plejebørn"),
)
ANBRINGELSER = Arktype(
    "anbringelser",
    "Anbringelser",
    "Hvilket barn har boet hvor, fra hvornår til hvornår. Også de afsluttede, hvis I vil have dem.",
    ("cpr", "familienummer", "slags", "fra"),
    (
        Kolonne(
            "cpr",
            "Barnets CPR-nummer",
            celler.cpr_nummer,
            "Barnet skal stå i arket Børn eller være i Samspil.",
            "Eksempel 670517-4123",
            kraevet=True,
            skjult=True,
            ogsaa=("CPR", "CPR-nr", "CPR-nummer", "Personnummer", "Barnets CPR"),
        ),
        Kolonne(
            "familienummer",
            "Familienummer",
            celler.tekst(20),
            "Familien skal stå i arket Familier eller være i Samspil.",
            "1042",
            kraevet=True,
            ogsaa=_nummer.ogsaa,
        ),
        Kolonne(
            "slags",
            "Slags",
            celler.valg(
                Anbringelse.Slags,
                doegn=("doegnanbringelse", "fuldtid", "anbringelse", "doegnpleje"),
                aflastning=("aflastningsfamilie", "aflastningsplads"),
            ),
            "Døgnanbringelse, eller aflastning ved siden af et andet hjem.",
            "Døgnanbringelse",
            kraevet=True,
            ogsaa=("Anbringelsestype", "Type"),
            valg=tuple(Anbringelse.Slags.labels),
        ),
        Kolonne(
            "grundlag",
            "Grundlag",
            celler.valg(
                Anbringelse.Grundlag,
                samtykke=("frivillig", "frivilligt", "ja"),
                uden_samtykke=("udensamtykke", "tvang", "tvangsanbragt", "nej", "47"),
            ),
            "Om forældrene har givet samtykke.",
            "Med samtykke",
            kraevet=True,
            ogsaa=("Samtykke", "Retsgrundlag", "Lovgrundlag"),
            valg=tuple(Anbringelse.Grundlag.labels),
        ),
        Kolonne(
            "fra",
            "Fra og med",
            celler.dato,
            "Den dag, barnet flyttede ind.",
            "01-08-2024",
            kraevet=True,
            ogsaa=("Fra", "Startdato", "Anbragt fra", "Indflyttet", "Anbringelsesdato"),
        ),
        Kolonne(
            "til",
            "Til og med",
            celler.dato,
            "Den sidste dag. Tom, når barnet bor der endnu.",
            "",
            ogsaa=("Til", "Slutdato", "Anbragt til", "Udflyttet", "Ophørt"),
        ),
        Kolonne(
            "slutaarsag",
            "Hvorfor sluttede den?",
            celler.valg(
                Anbringelse.Slutaarsag,
                hjemgivelse=("hjem", "hjemgivet"),
                myndig=("fyldt18", "18aar", "voksen"),
                flytning=("flyttet",),
            ),
            "Skal stå, når der står en slutdato.",
            "",
            ogsaa=("Slutårsag", "Årsag", "Ophørsgrund", "Årsag til ophør"),
            valg=tuple(Anbringelse.Slutaarsag.labels),
        ),
    ),
    ogsaa=("Anbringelse", "Placeringer"),
)
ARK = (KONSULENTER, FAMILIER, PLEJEFORAELDRE, BOERN, ANBRINGELSER)
EFTER_NAVN = {arktype.navn: arktype for arktype in ARK}
DATOER = {"godkendt_fra", "konsulent_fra", "grundkursus_paa", "fra", "til"}
VEJLEDNING = "Vejledning"
