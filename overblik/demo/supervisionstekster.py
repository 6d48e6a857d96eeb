"""What is said and written in supervision in Vestersund. All of it is invented."""

SAMARBEJDE = (
    "Vi ringer til konsulenten om mandagen, når weekenden har været svær. Supervisor og konsulent "
    "taler sammen før, midt i og efter et forløb."
)
PLANER = (
    (
        ("barnet", "Aftenerne skal kunne slutte uden konflikt", "Samme rækkefølge hver aften"),
        ("os_selv", "Vi bytter, før en af os er brugt op", "Et fast ord, der betyder »tag over«"),
    ),
    (
        ("samarbejde", "Vi kan tale med mor om samvær uden at blive uvenner", "Aftaler på skrift"),
        ("barnet", "Barnet siger til, når det bliver for meget", "Kort med tre farver"),
    ),
)
KORT = (
    "Aftenerne ender i råb. Barnet vil ikke i seng, og de voksne bliver uenige om, hvad man gør.",
    "At aftenerne bliver forudsigelige, og at de voksne gør det samme.",
)
LANG = (
    "Efter samvær er barnet uroligt i flere dage, og familien er i tvivl om, hvad de må sige.",
    "At familien har ord til barnet før og efter samvær, og at dagene bagefter bliver roligere.",
)
GRUPPE = (
    "Fire familier med børn, der har svært ved overgange.",
    "At høre, hvordan andre gør, og have nogen at ringe til.",
)
HJERNESKADE = (
    "Senfølger efter hjerneskade",
    "Barnet bliver hurtigt træt og vred i skolen og hjemme. Familien har brug for en, der kender "
    "til skaden og kan vise, hvad der hjælper.",
)
KONSULTERENDE = (
    "Barnet kan ikke overskue en hel skoledag, og familien ved ikke, hvor meget de skal kræve.",
    "At familien kan lægge en dag, som barnet kan holde til, og forklare den for skolen.",
)
VENTER = (
    "Selvskade hos en ung",
    "Familien har fundet mærker på armene og er bange for at gøre noget forkert. De beder selv om "
    "en, der har prøvet det før.",
)
BEVILGET = "Behovet er særligt, og den almindelige vejledning rækker ikke. Seks møder i hjemmet."
KONTAKT_FOER = "Aftalt, hvad der er svært, hvem der skriver hvad, og at familien selv sætter målet."
KONTAKT_UNDER = "Det går fremad. Familien beder om, at konsulenten også læser med nu."
KONTAKT_EFTER = "Gået igennem, hvad der virkede. Konsulenten følger op ved næste besøg."
RESULTAT = {
    "resultat": "Familien forbereder samvær med billeder og siger det samme begge to.",
    "samvaer_effekt": "Mor ringer nu selv dagen før. Barnet sover natten efter samvær.",
    "redskaber": "Billedkort, en fast tur på cykel efter samvær og et brev til mor.",
}
HJUL_I_AAR = "Familien begyndte midt på året. Resten er lagt i næste år."
TEMAER = (
    "Aftenerne",
    "Når barnet lukker af",
    "At være to om det",
    "Overgange og ferier",
)
REFERATER = (
    "Vi gennemgik to aftener minut for minut. Det, der virkede, var at gå ned i stemme og vente. "
    "Familien prøver at sige det samme hver gang og skriver ned, hvordan det går.",
    "Barnet har sovet bedre. De har ladet lyset være tændt på gangen og læst den samme bog. Vi "
    "talte om, hvad de gør, når det bliver svært igen, for det gør det.",
    "Vi brugte øvelsen med de tre stole. Det blev tydeligt, at de hver især tror, den anden er "
    "vred. De vil give hinanden et kvarter alene, når barnet er lagt.",
    "Det handlede om skolen. Familien har brug for en sætning, de kan sige om morgenen, og som "
    "også er sand. Vi skrev den sammen.",
    "De er trætte og sagde det højt. Vi så på ugen og fandt to steder, hvor noget kan falde væk.",
    "Vi så på, hvornår det går godt: i bilen, i køkkenet, når der er noget i hænderne. Det vil de "
    "bruge, når der skal tales om noget svært.",
)
AFTALER = (
    "Undersøge, om familien kan få aflastning en weekend om måneden",
    "Ringe til skolen om morgenerne",
    "Sende kalenderen for samvær, så den kan hænge på køleskabet",
    "Bestille bogen om følelser på biblioteket",
)
FORTROLIGT = "De er bange for, at kommunen vil flytte barnet, hvis de siger, hvor trætte de er."
TIL_RAADGIVER = (
    "Barnet har brug for, at samvær varsles i god tid. Familien forbereder det med billeder, og "
    "det virker."
)
SPARRING = (
    "Hajmusikken begyndte, da læreren bad ham blive efter timen. Vi talte om, at han hørte »du er "
    "forkert«, og om hvad familien kan sige, når han kommer hjem."
)

HOLDT = "Det er gjort, og familien ved besked."
