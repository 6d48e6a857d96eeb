"""What is written in the demo about children who move from an institution to a family."""

from plejefamilier.models import Oenske, Trin

Metode = Oenske.Metode
FELTER = {
    Trin.FOER: {
        "hvad": "Besøg i familien en eftermiddag om ugen. Efter tre besøg den første nat.\n"
        "Vi kører roligt frem og springer en uge over, hvis det bliver for meget.",
        "hvem": "Kontaktpædagogen følger med de første tre gange. Plejefamilien laver noget kendt: "
        "boller eller perler. Konsulenten ringer til familien dagen efter.",
        "barnet_hoerer": "Kontaktpædagogen læser fotobogen om familien ved sengetid. Piktogram på "
        "tavlen om morgenen, når der er besøg.",
        "foraeldre": "Rådgiveren taler med mor hver anden uge. Mor har set huset og givet et tæppe "
        "med.",
        "inddragelse": "Barnet vælger farven på væggen og hvilke ting, der flytter med først.",
        "kontakt": "Barnet bor på institutionen. Familien ringer på video om søndagen.",
        "raadgivning": "Familien kan ringe til afdelingen alle dage mellem 8 og 20.",
        "tegn": "Spiser mindre, vil bæres, sover uroligt. Så holder vi pause og taler sammen.",
    },
    Trin.UNDER: {
        "hvad": "Flyttedagen begynder med morgenmad på institutionen. Kassen med legetøj kommer "
        "først. Ingen gæster de første to uger.",
        "hvem": "Kontaktpædagogen er med hele flyttedagen og kommer igen ugen efter.",
        "barnet_hoerer": "»Du skal bo hos dem. Vi kommer og besøger dig.« De samme ord hver gang.",
        "foraeldre": "Mor får et billede samme aften. Første samvær efter to uger.",
        "inddragelse": "Barnet bestemmer, hvem der læser godnathistorie.",
        "kontakt": "Besøg af kontaktpædagogen to gange, video efter aftale.",
        "raadgivning": "Afdelingen ringer hver fredag de første fire uger.",
        "tegn": "Leder efter de voksne fra institutionen, vågner om natten.",
    },
    Trin.EFTER: {
        "hvad": "Hverdagen er familiens. Børnehave fra tredje måned.",
        "hvem": "Konsulenten kommer hver anden uge. Institutionen er med på samarbejdsmøderne.",
        "barnet_hoerer": "Familien taler om institutionen, når barnet gør det.",
        "foraeldre": "Fast samvær hver tredje uge.",
        "inddragelse": "Rådgiveren taler med barnet alene, når hun kommer på tilsyn.",
        "kontakt": "Kontaktpædagogen besøger barnet en gang om måneden det første halve år.",
        "raadgivning": "Familien ringer, når der er brug for det. Tiden tages af de 20 timer.",
        "tegn": "At barnet igen spiser lidt, eller trækker sig fra de andre børn.",
    },
}
OENSKER = (
    (Metode.LEG, "Dukken skal sove med lyset tændt. Og bamse skal med i bilen."),
    (Metode.TEGNING, "Et hus med fem i. Den lille ved døren er mig."),
)
GIK = (
    "Ville først ikke af jakken. Efter en time byggede de togbane på gulvet.",
    "Løb selv ind. Spurgte i bilen, hvornår de skal derhen igen.",
    "Sov fra otte til halv syv. Vågnede en gang og fandt selv bamsen.",
    "Var stille hele vejen hjem. Kontaktpædagogen lagde piktogrammet frem til næste gang.",
)
AFTALER = (
    "Skrive barnets dag ned time for time til plejefamilien",
    "Vise mor billeder af huset og værelset",
)
BEHOV = "Knytter sig langsomt og skal forberedes på alt nyt. Er glad for faste voksne og ro."
SENERE = "Søger nu plejeforældrene, når noget gør ondt. Har stadig brug for varsel før samvær."
OPFOELGNING = "Barnet er faldet til, og støtten fra institutionen trappes ned."
TILSYN = (
    "Viste bamsens seng og fortalte, hvem der læser om aftenen. Siger, at der lugter af boller.",
    "Vi gik en tur til hønsene. Barnet taler om »os« og ved, hvornår mor kommer næste gang.",
)
KOM = (
    "Barnet viste værelset frem og ville lege gemmeleg som før.",
    "Vi bagte boller. Barnet sagde farvel i døren uden at græde.",
    "Barnet fortalte om børnene på vejen og ville hellere ud til dem.",
)
RAAD = (
    "Om sengetid: samme rækkefølge hver aften, og lad døren stå åben.",
    "Om mad: læg lidt op ad gangen, og lad være med at spørge til det.",
    "Om vrede: bliv i rummet, sig lidt, og tal om det næste dag.",
    "Om samvær: fortæl datoen på kalenderen, og lav noget roligt bagefter.",
)
REFERATER = {  # of the meetings so many weeks after the move
    -2: (
        "To nætter er gået godt. Den sidste prøves med lyset slukket på gangen.",
        "Familien ringer selv til afdelingen om aftenen. Konsulenten er med på flyttedagen.",
    ),
    4: (
        "Der er faldet ro på. Maden driller, og familien presser ikke.",
        "Kontaktpædagogen kommer en gang om måneden. Konsulenten kommer hver anden uge.",
    ),
}
REFERAT = (
    "Barnet skal kunne tage bamse, tæppe og sine billeder med fra første dag.",
    "Institutionen forbereder barnet. Konsulenten er familiens indgang. Rådgiveren taler med mor.",
    "Alle siger det samme: Du skal bo hos dem, og vi kommer og besøger dig.",
    "Familien har tid om eftermiddagen, og de har haft et barn med samme behov før.",
)
BEGRUNDELSE = "Barnet spørger selv efter familien, så overnatningerne kommer tidligere."
SLUT = "Flytningen gik roligt. Barnet sover igennem og taler om begge steder."
