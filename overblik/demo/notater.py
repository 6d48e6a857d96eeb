"""The notes of Vestersund: visits, calls, sparring and worries; templates; one that is closed."""

import uuid
from datetime import timedelta

from django.utils import timezone

from faelles.access import Permission
from overblik.demo.ur import deal, local, weekday
from plejefamilier import actions
from plejefamilier.models import Barn, Fagrolle, Kontakt, Kredsrolle

DAY = timedelta(days=1)
Slags = Kontakt.Slags
BACK = 240  # days of notes; before that they were kept elsewhere
RYTMER = (28, 40, 55, 70, 85)  # days between contacts: families differ (A8)
IN_CIRCLES = 6  # notes of each of the two who write in circles
HVER = 8  # every eighth family is the demo konsulent's
SKOLEALDER, SKOLE = 6, ("skole", "Skolen", "fødselsdag")
ANDRE = 0.3  # share of the other konsulenter's families that have notes here
SKABELONER = (
    ("Vejledningsbesøg", Slags.VEJLEDNING, "Hvad fylder hos jer?\n\nBarnet:\n\nVi aftalte:"),
    ("Kort opkald", Slags.TELEFON, "Ringede om:\n\nAftalt:"),
)
BEGGE = None
NOTATER = (  # kind, which of the grown-ups, minutes, text, next step
    (
        Slags.VEJLEDNING,
        BEGGE,
        60,
        "Vi talte om overgangen fra skole til eftermiddag. Det hjælper at spise først og tale "
        "bagefter. De prøver med en fast plads ved vinduet.",
        "",
    ),
    (
        Slags.TELEFON,
        0,
        15,
        "Ringede om samværet i weekenden. Barnet sov uroligt natten efter, men var sig selv "
        "mandag.",
        "Ring igen efter næste samvær",
    ),
    (
        Slags.SAMTALE,
        -1,
        40,
        "Savner at have tid alene med barnet. Vi fandt en aften om ugen, som kan være deres.",
        "",
    ),
    (
        Slags.VEJLEDNING,
        0,
        75,
        "Gennemgik måltiderne. Der er mindre kamp, når maden står på bordet, og ingen siger noget "
        "om, hvor meget der spises.",
        "Send artiklen om spisning",
    ),
    (
        Slags.MAIL,
        BEGGE,
        None,
        "Sendte datoerne for efterårets kursus og svar på spørgsmålet om kørsel.",
        "",
    ),
    (
        Slags.TELEFON,
        0,
        10,
        "Skolen havde ringet hjem. Vi aftalte, at jeg tager den med klasselæreren.",
        "Ring til klasselæreren",
    ),
    (
        Slags.VEJLEDNING,
        -1,
        90,
        "Besøg i hjemmet. Barnet viste sin hule i haven. Vi talte om, hvordan man siger nej uden "
        "at skælde ud, og øvede det på hinanden.",
        "",
    ),
    (
        Slags.SAMTALE,
        0,
        30,
        "Tvivl om, hvornår man må give samtykke til tandlægen. Jeg spørger rådgiveren og vender "
        "tilbage.",
        "Spørg rådgiveren om samtykke",
    ),
    (
        Slags.TELEFON,
        -1,
        20,
        "En god uge. Barnet har været til fødselsdag uden at blive hentet før tid.",
        "",
    ),
)
I_KREDSEN = {  # what the people of the circles write
    Fagrolle.FAMILIEBEHANDLER: (
        "Mor vil gerne vide, hvad barnet spiser til morgen. Vi skrev tre spørgsmål ned til næste "
        "samvær.",
        "Far kom til tiden for tredje gang. Vi talte om, hvad man gør, når barnet ikke vil kramme.",
        "Vi så billeder fra sommeren sammen. Mor græd og var stolt.",
        "Forældrene er uenige om ferien. De skriver hver sit ønske, og vi tager dem med til mødet.",
        "Mor meldte afbud. Vi talte i telefon i stedet, og hun vil gerne prøve igen på torsdag.",
        "Øvede afsked: kort, rolig og med en aftale om næste gang.",
    ),
    Fagrolle.INSTITUTIONSMEDARBEJDER: (
        "Supervision i hjemmet. Temaet var nætter. De skriver tre aftener ned til næste gang.",
        "Vi så på, hvad der sker lige før konflikterne. Familien prøver med et timeur.",
        "Afsluttede temaet om skift. Familien siger selv, at morgenerne går bedre.",
        "Første gang i hjemmet. Vi tegnede en dag op fra morgen til aften og fandt det svære.",
        "Plejeforældrene er uenige om grænser. Vi fandt tre, som er de samme hos begge.",
        "Vi talte om egne reaktioner, når barnet afviser. Det var godt at få sagt højt.",
    ),
}
SPARRING = (
    ("psykologen på institutionen", "Sparring om vredesudbrud: øv pausen, mens alle er glade."),
    (
        "familiebehandleren",
        "Vi delte vores billede af familien og blev enige om, hvem der gør hvad.",
    ),
    ("en kollega i teamet", "Talte om, hvordan jeg kan spørge til søskendesamvær uden at presse."),
)
BEKYMRING = (
    "Plejemor er i tvivl, om de slår til. Hun sover dårligt og tænker på, om barnet ville have det "
    "bedre et andet sted."
)
LUKKET = (
    "Plejeforældrene fortæller, at de holder igen med at sige, hvor svært det er, for at "
    "konsulenten ikke skal blive bekymret. De vil gerne selv sige det på næste møde."
)
RETTELSE = "Det var plejefar, jeg talte med."


class Notater:
    """Puts what konsulenter and others write about their contacts into the diary."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.now = rng, dagbog, hus, now
        self.first = max(start, now - BACK * DAY)
        dagbog.at(self.first, self._templates)
        self.mette = hus.konsulenter[0][0]
        for familie in verden.familier:
            self._plan(familie)
        for number, sparring in zip(range(6), deal(rng, SPARRING), strict=False):
            when = self._when(now - (12 + 31 * number) * DAY, 14)
            dagbog.at(when, self._sparring, verden, sparring)
        for number in range(IN_CIRCLES):
            when = self._when(now - (4 + 9 * number) * DAY, 12)
            dagbog.at(when, self._in_circles, number)
        dagbog.at(self._when(now - 16 * DAY, 15), self._worry, verden)
        dagbog.at(self._when(now - 6 * DAY, 15), self._closed)

    def _plan(self, familie):
        """The last contact is some weeks ago; before that at the family's own rhythm."""
        rng, first = self.rng, self.first.date()
        school = any(barn.age_on(first) >= SKOLEALDER for barn, _, _ in familie.boern)
        texts = deal(rng, [note for note in NOTATER if school or not {*SKOLE} & {*note[3].split()}])
        rhythm, every = rng.choice(RYTMER), rng.random()
        moment = self.now - rng.randrange(2, rhythm + 4) * DAY
        while moment > self.first:
            self.dagbog.at(self._when(moment, 10), self._note, familie, every, next(texts))
            moment -= timedelta(days=rhythm + rng.randrange(-6, 12))

    def _when(self, moment, hour):
        return min(local(weekday(moment.date()), hour, self.rng.randrange(60)), self.now)

    def _key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _templates(self):
        for navn, slags, tekst in SKABELONER:
            actions.create_notatskabelon(
                by=self.hus.ledere[0],
                kommune=self.hus.kommune,
                navn=navn,
                slags=slags,
                tekst=tekst,
                faelles=True,
            )

    def _log(self, by, slags, tekst, **facts):
        return actions.log_kontakt(
            by=by,
            kommune=self.hus.kommune,
            slags=slags,
            tidspunkt=timezone.now() - timedelta(minutes=20),
            tekst=tekst,
            idempotency_key=self._key(),
            **facts,
        )

    def _note(self, familie, every, note):
        konsulent = familie.row and familie.row.konsulent
        if not konsulent or familie.row.ophoert_paa or familie.stoppet:
            return
        if familie.nr % HVER and every > ANDRE:
            return
        slags, hvem, minutter, tekst, skridt = note
        boern = familie.children_on(timezone.localdate())
        if not boern:
            return
        voksne = [navn.split(" ")[0] for navn in familie.foraeldre]
        about = {"barn": boern[0].row} if self.rng.random() < 0.3 else None
        day = timezone.localdate() + timedelta(days=self.rng.randrange(3, 15))
        kontakt = self._log(
            konsulent,
            slags,
            tekst,
            hvem=" og ".join(voksne if hvem is BEGGE else [voksne[hvem]]),
            minutter=minutter,
            naeste_skridt=skridt,
            naeste=(konsulent, day) if skridt and self._recent() else None,
            **(about or {"familier": [familie.row]}),
        )
        if self.rng.random() < 0.05:
            actions.correct_kontakt(
                by=konsulent, kontakt=kontakt, tekst=RETTELSE, idempotency_key=self._key()
            )

    def _recent(self):
        """Agreements of long ago are kept by now; the demo shows only those that are open."""
        return timezone.now() > self.now - 9 * DAY

    def _of(self, verden, bruger):
        """The families whose konsulent she is today."""
        rows = [familie.row for familie in verden.familier if familie.row]
        return [row for row in rows if row.konsulent == bruger and row.ophoert_paa is None]

    def _sparring(self, verden, sparring):
        """Now and then about two families at once, which neither of them is told."""
        rows = self._of(verden, self.mette)[:2]
        if rows:
            hvem, tekst = sparring
            self._log(self.mette, Slags.SPARRING, tekst, hvem=hvem, minutter=30, familier=rows)

    def _in_circles(self, number):
        """The demo's familiebehandler and institution write about one child each."""
        for rolle, texts in I_KREDSEN.items():
            rows = Kredsrolle.objects.filter(rolle=rolle, bruger__isnull=False, til=None)
            plads = rows.select_related("bruger", "barn").order_by("pk")[number : number + 1]
            for one in plads:
                text = texts[number % len(texts)]
                self._log(one.bruger, Slags.SAMTALE, text, barn=one.barn, minutter=45)

    def _worry(self, verden):
        rows = self._of(verden, self.mette)
        if rows:
            self._log(
                self.mette, Slags.BEKYMRING, BEKYMRING, familier=rows[-1:], tilbyd_supervision=True
            )

    def _closed(self):
        """Somebody of a circle writes a note closed to the konsulent, and one that is shared."""
        today = timezone.localdate()
        writers = Kredsrolle.objects.filter(
            barn__isnull=False, bruger__isnull=False, fra__lte=today, til=None
        ).select_related("bruger", "barn")
        plads = next(
            (one for one in writers.order_by("pk") if one.bruger.can(Permission.WRITE_KONTAKT)),
            None,
        )
        if plads is None:
            return
        self._log(plads.bruger, Slags.SAMTALE, LUKKET, barn=plads.barn, lukket=True)
        if Barn.objects.visible_to(self.mette).filter(pk=plads.barn_id).exists():
            hvem, tekst = SPARRING[0]
            self._log(
                self.mette, Slags.SPARRING, tekst, hvem=hvem, barn=plads.barn, del_med=[plads]
            )
