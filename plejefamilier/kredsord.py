"""Roles in plain words: what each does, so that nobody mistakes one for another (V9)."""

from plejefamilier.models import Fagrolle

KONSULENT = "Familieplejekonsulent"
STEDFORTRAEDER = "Stedfortræder for familieplejekonsulenten"
RAADGIVER = "Myndighedsrådgiver"
LEDER = "Teamleder"
PLEJEFORAELDER = "Plejeforælder"
AFLASTNING = "Plejeforælder i aflastning"
FORAELDER = "Forælder"
FAKTISK_FORAELDER = "Udfylder forælderrollen"

ORD = {
    KONSULENT: "Støtter plejefamilien i hverdagen og er dens faste indgang til kommunen.",
    STEDFORTRAEDER: "Tager over for konsulenten, mens hun er væk.",
    RAADGIVER: "Træffer kommunens afgørelser om barnet og følger barnets plan.",
    LEDER: "Leder konsulenterne. Ring hertil, når konsulenten ikke kan træffes.",
    PLEJEFORAELDER: "Barnet bor her og har sin hverdag her.",
    AFLASTNING: "Barnet er her i aflastning.",
    FORAELDER: "Barnets mor eller far.",
    FAKTISK_FORAELDER: "Er i hverdagen forælder for barnet uden at være det af fødsel.",
    Fagrolle.KONTAKTPAEDAGOG: "Kender barnet fra institutionen og har fulgt det tæt.",
    Fagrolle.INSTITUTIONSMEDARBEJDER: "Giver plejefamilien supervision og viden fra institutionen.",
    Fagrolle.FAMILIEBEHANDLER: "Arbejder sammen med barnets forældre om deres forældreskab.",
    Fagrolle.SAMVAERSKONSULENT: "Er med, når barnet og forældrene ses.",
    Fagrolle.SOCIALFAGLIG_KONSULENT: "Giver faglig sparring til dem, der arbejder i sagen.",
    Fagrolle.ANBRINGELSESKONSULENT: "Er bindeled til anbringelsesstedet og fortæller det om "
    "forældrenes støtte.",
    Fagrolle.STOETTEPERSON: "Støtter forældrene, mens barnet er anbragt. Træffer ingen "
    "afgørelser og skriver ikke om barnet.",
    Fagrolle.KRISEPSYKOLOG: "Hjælper med at komme gennem en krise.",
    Fagrolle.BOSTOETTE: "Hjælper forælderen med hverdagen i eget hjem.",
    Fagrolle.SKOLE: "Har barnet i skole eller dagtilbud.",
    Fagrolle.SUNDHED: "Følger barnets helbred.",
    Fagrolle.JOBCENTER: "Hjælper forælderen med arbejde eller uddannelse.",
    Fagrolle.MISBRUGSCENTER: "Behandler forælderens misbrug.",
    Fagrolle.NETVAERK: "Står barnet nær, men er ikke dets forælder.",
    Fagrolle.ANDEN: "",
}
