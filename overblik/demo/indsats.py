"""The effort in the story: who is asked to take part, what families ask for, how it is built."""

import uuid
from datetime import timedelta

from django.utils import timezone

from faelles.constraints import on_day
from faelles.models import Bruger, Organisation
from overblik.demo import navne
from overblik.demo.ur import deal, local, weekday
from plejefamilier import actions, tasks
from plejefamilier.models import (
    Anmodning,
    Indskrivning,
    Konsulenttildeling,
    Plejefamilie,
    Rekrutteringskriterium,
)
from plejefamilier.rytme import months_after

DAY = timedelta(days=1)
TOLD, ENROLLED, ENDED = 0.75, 0.5, 0.12  # shares of families; the last of those enrolled
REQUESTS = 24  # in two years
LATE = 0.12  # share of requests that are answered too late
NEXT_STATUS = 10  # days from today
MONTHS = 21  # the first status lies so long before the next one

KRITERIER = (
    ("Familien vil selv være med", "Alle plejeforældre i hjemmet siger ja.", True),
    ("Barnet har brug for mere, end vejledningen kan give", "Set af konsulent og rådgiver.", True),
    ("Familien har tid til to møder om måneden", "", False),
    ("Familien har været i gang i mindst et halvt år", "Nye familier har opstartsforløbet.", False),
)
FORTALT = (
    "Formålet, hvor lang tid det tager, og at de kan sige nej uden konsekvenser.",
    "Hvem de kommer til at møde på institutionen, og hvad konsulenten stadig gør.",
    "Hvordan supervision adskiller sig fra tilsyn, og hvem der hører, hvad de siger.",
)
SVAR = (
    "De vil gerne og spørger, om det kan ligge om aftenen.",
    "De tænker over det og taler med deres voksne børn.",
    "De er glade for, at nogen spørger.",
    "De vil vente, til skolestarten er overstået.",
)
SLUT = (
    "Forløbet er gennemført, og familien klarer sig med almindelig vejledning.",
    "Familien har ikke kræfter til mere lige nu.",
    "Barnet er flyttet hjem.",
)
BEDER_OM = (
    (["adfaerd"], "Vi kan ikke få ro på om aftenen. Vi vil gerne tale med en, der kender til det."),
    (["symptomer", "diagnose"], "Der er kommet en diagnose. Hvordan taler vi med ham om den?"),
    (["forloeb"], "Vi har hørt om kurset om tryghed og vil gerne have en plads."),
    (["supervision"], "Vi vil gerne have supervision af en anden end vores egen konsulent."),
    (["sociale"], "Hun bliver holdt udenfor i klassen. Kan nogen hjælpe os med skolen?"),
    (["misbrug", "kriminalitet"], "Han er begyndt at komme hjem og lugte af hash. Hvad gør vi?"),
    (["andet"], "Vi vil gerne møde andre plejefamilier med teenagere."),
    (
        ["adfaerd", "sociale"],
        "Dagene efter samvær er svære. Vi vil gerne forstå hvorfor.",
    ),
)
SVARER = (
    ("ja", "I får plads på det næste hold. Konsulenten ringer med datoerne."),
    ("ja", "En medarbejder fra institutionen kommer hos jer fire gange, første gang i næste uge."),
    ("delvist", "Der er plads til august. Indtil da kommer konsulenten hver anden uge."),
    ("nej", "Det ligger uden for det, vi kan give. Skolen har en psykolog, og vi skriver til den."),
)
TILBUD = (
    ("Åben rådgivning", "adgang", False, "Ring tirsdag og torsdag kl. 9–11"),
    ("Faglig sparring fra en institution", "adgang", False, "Aftal det med din konsulent"),
    ("Weekendophold", "fleksibel", True, "Aftal det med din konsulent"),
    ("Ferielejr i uge 29", "fleksibel", True, "Tilmelding i april"),
    ("Vejledning i hjemmet om aftenen", "fleksibel", False, "Aftal det med din konsulent"),
    ("Familiesamtaler med barnets forældre", "helhed", False, "Rådgiveren henviser"),
    ("Søskendegruppe for egne børn", "helhed", False, "Skriv til familieplejen"),
)
RETNINGSLINJE = "Før et forløb begynder"
TRIN = [
    "Konsulenten ringer til familien og fortæller, hvad forløbet er",
    "Institutionen får de mål fra barnets plan, som familien arbejder med",
    "Fælles møde på en time: Hvem gør hvad?",
    "Aftalen om roller skrives ned og læses højt",
]
PUNKTER = (  # months after the beginning, question, status, answer
    (0, "projektleder", "afklaret", "Torben Ask, 18 timer om ugen i to år."),
    (0, "driver", "afklaret", "Projektlederen driver det. Centerchefen følger det hver måned."),
    (1, "dele", "afklaret", "Familieplejen, myndighed og de tre døgninstitutioner."),
    (1, "aktoerer", "i_gang", "Vi begynder med to institutioner. Skole og PPR kommer senere."),
    (2, "levering", "afklaret", "Institutionerne giver supervision. Akuttelefonen går på skift."),
    (3, "familier", "afklaret", "Fire kriterier. De to første skal være opfyldt."),
    (3, "information", "afklaret", "Den faste konsulent fortæller, og folderen bliver i hjemmet."),
    (5, "alle", "afklaret", "Seks udpegede medarbejdere, to fra hvert hus."),
    (6, "hjemme", "afklaret", "Det første møde er hjemme. Derefter vælger familien."),
    (7, "formaal", "afklaret", "Alle konsulenter har været på introduktion."),
    (9, "kompetencer", "i_gang", "Fire af seks har været på kurset om tryghed."),
    (10, "tidspunkt", "i_gang", "Aftener fungerer. Weekender er for dyre."),
    (12, "virtuelt", "ikke_relevant", ""),
    (14, "drift", "i_gang", "Vagtplanen på institutionerne er det svære."),
    (16, "laering", "i_gang", "To eftermiddage om året, hvor alle fortæller om en sag."),
)
STATUSSER = (
    "Vi er begyndt. De første familier er spurgt, og to institutioner er med.",
    "Det går langsommere end ventet. Konsulenterne har brug for at vide, hvad de stadig skal.",
    "Rollerne er skrevet ned, og det hjælper. Supervisionen er kommet i gang.",
    "Familierne er glade. Institutionerne mangler folk om aftenen.",
    "Halvvejs. Flere familier beder selv om at være med.",
    "Vi har rettet kriterierne til. Det går godt med introduktionen.",
    "Det kører. Nu handler det om, hvad der sker, når projektpengene slipper op.",
)
HINDRINGER = (
    (80, "Ingen kan se hinandens kalendere", "Møderne står i Samspil nu."),
    (260, "Konsulenterne hører for sent, at et forløb er slut", "Afslutningen er en fast aftale."),
    (690, "Der mangler et lokale til aftenmøder", ""),
)


class Indsats:
    """Criteria, offers and answers; families told, enrolled and asking; in the diary."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden = rng, dagbog, hus, verden
        self.start, self.now, self.today = start, now, now.date()
        self.wanted, self.answers = deal(rng, BEDER_OM), deal(rng, SVARER)
        dagbog.at(start + timedelta(hours=3), self._lay_ground)
        self._implementation()
        for familie in verden.familier:
            self._recruit(familie)
        for _ in range(REQUESTS):
            day = start.date() + timedelta(days=rng.randrange(60, 700))
            dagbog.at(self._working(day), self._ask, None)
        self._open_requests()

    def _working(self, day, hour=10):
        return local(weekday(day), hour, self.rng.randrange(60))

    @property
    def leder(self):
        return self.hus.ledere[0]

    @property
    def projektleder(self):
        return Bruger.objects.get(email=f"{navne.PROJEKTLEDER[0]}@vestersund.example")

    # --- the ground
    def _lay_ground(self):
        kommune, by = self.hus.kommune, self.projektleder
        for tekst, forklaring, skal in KRITERIER:
            actions.create_kriterium(
                by=by, kommune=kommune, tekst=tekst, forklaring=forklaring, skal=skal
            )
        huse = [*Organisation.objects.filter(kommune=kommune, slags="institution")]
        for number, (navn, tema, aflastning, saadan) in enumerate(TILBUD):
            actions.create_tilbud(
                by=by,
                kommune=kommune,
                navn=navn,
                tema=tema,
                aflastning=aflastning,
                saadan=saadan,
                leverandoer=huse[number % len(huse)] if number % 2 else kommune,
                fra=timezone.localdate() + timedelta(days=number * 40),
            )
        self._publish("Familien skal vide, hvem der kommer, og hvad det går ud på.", TRIN[:3], 0)
        actions.add_person(
            by=by,
            kommune=kommune,
            rolle="projektleder",
            bruger=by,
            til_stede="Rådhuset mandag og torsdag, institutionerne på skift tirsdag og onsdag",
        )
        for person, fag in (
            (self.leder, "Familieplejen, leder"),
            (self.hus.konsulenter[0][0], "Familieplejekonsulent"),
            (self.hus.raadgivere[0], "Myndighedsrådgiver"),
        ):
            actions.add_person(by=by, kommune=kommune, rolle="gruppe", bruger=person, fag=fag)
        actions.add_person(
            by=by, kommune=kommune, rolle="gruppe", navn="Dennis Højlund", fag="Institutionerne"
        )
        actions.add_sparring(
            by=by,
            kommune=kommune,
            hvem="Østerby Kommune",
            kontakt="Koordinatoren i familieplejen",
            om="Hvordan institutionerne kom med fra begyndelsen, og hvad det kostede.",
        )

    def _publish(self, tekst, trin, version):
        actions.publish_retningslinje(
            by=self.projektleder,
            kommune=self.hus.kommune,
            navn=RETNINGSLINJE,
            tekst=tekst,
            trin=trin,
            gaelder_fra=timezone.localdate(),
            version=version,
        )

    # --- implementation
    def _implementation(self):
        first = months_after(self.today + timedelta(days=NEXT_STATUS), -MONTHS)
        for number, tekst in enumerate(STATUSSER):
            day = months_after(first, number * 3)
            self.dagbog.at(local(day, 14), self._status, tekst)
        for months, kode, status, svar in PUNKTER:
            day = months_after(self.start.date(), months) + 3 * DAY
            self.dagbog.at(self._working(day, 13), self._answer, kode, status, svar)
        for number, tekst, loesning in HINDRINGER:
            day = self.start.date() + timedelta(days=number)
            self.dagbog.at(self._working(day, 9), self._obstacle, tekst, loesning)
        tekst = "Familien skal vide, hvem der kommer, hvad det går ud på, og at den må sige nej."
        later = self.start + timedelta(days=400)
        self.dagbog.at(later, self._publish, tekst, TRIN, 1)
        self.dagbog.at(self.now - 4 * DAY, self._owners)

    def _status(self, tekst):
        actions.write_status(
            by=self.projektleder, kommune=self.hus.kommune, skabelon="samarbejde", tekst=tekst
        )

    def _answer(self, kode, status, svar, *, ansvarlig=None, dato=None, version=1):
        actions.save_punkt(
            by=self.projektleder,
            kommune=self.hus.kommune,
            skabelon="samarbejde",
            kode=kode,
            version=version,
            status=status,
            ansvarlig=ansvarlig or self.projektleder,
            dato=dato,
            svar=svar,
        )

    def _owners(self):
        """Two questions that stand on somebody's Min dag now."""
        mette = self.hus.konsulenter[0][0]
        soon = weekday(self.today + 6 * DAY)
        self._answer("erfaring", "i_gang", "", ansvarlig=mette, dato=soon)
        self._answer("justering", "i_gang", "", dato=weekday(self.today + 9 * DAY))

    def _obstacle(self, tekst, loesning):
        sag = actions.raise_sag(
            by=self.projektleder,
            kommune=self.hus.kommune,
            tekst=tekst,
            ansvarlig=self.leder,
            frist=timezone.localdate() + 50 * DAY,
        )
        if loesning:
            day = timezone.localdate() + 30 * DAY
            self.dagbog.at(self._working(day), self._solve, sag, loesning)

    def _solve(self, sag, loesning):
        actions.solve_sag(by=self.leder, sag=sag, loesning=loesning)

    # --- families
    def _recruit(self, familie):
        first = max(self.start.date() + 90 * DAY, familie.godkendt_fra + 150 * DAY)
        span = (self.today - 25 * DAY - first).days
        if span < 1 or self.rng.random() > TOLD:
            return
        day = first + timedelta(days=self.rng.randrange(span))
        self.dagbog.at(self._working(day), self._tell, familie)
        if self.rng.random() < ENROLLED / TOLD:
            self.dagbog.at(self._working(day + 14 * DAY, 11), self._enrol, familie)

    def _there(self, familie):
        """The family as it is now and who writes about it, or None when it has stopped."""
        row = familie.row and Plejefamilie.objects.get(pk=familie.row.pk)
        if row is None or row.ophoert_paa:
            return None, None
        return row, row.konsulent or self.hus.ledere[familie.team]

    def _tell(self, familie):
        row, by = self._there(familie)
        if row is not None:
            actions.inform_familie(
                by=by,
                plejefamilie=row,
                dato=timezone.localdate(),
                af=by,
                hvad=self.rng.choice(FORTALT),
                materiale=self.rng.choice(("Folderen om indsatsen", "")),
                svar=self.rng.choice(SVAR),
            )

    def _enrol(self, familie):
        row, by = self._there(familie)
        day = timezone.localdate()
        if row is None or not row.anbringelser.doegn().filter(on_day(day)).exists():
            return
        active = Rekrutteringskriterium.objects.filter(kommune=self.hus.kommune, aktiv=True)
        kriterier = [*active.order_by("pk")]
        missing = self.rng.random() < 0.15
        indskrivning = actions.enrol_familie(
            by=by,
            plejefamilie=row,
            intensitet=self.rng.choice(["gruppe_hoej", "gruppe_lav", "gruppe_lav", "individuel"]),
            fra=day,
            kilde=self.rng.choice(["konsulent", "konsulent", "familien", "raadgiver"]),
            kriterier=kriterier[1:] if missing else kriterier,
            begrundelse="Den ene plejeforælder er i tvivl, men vil prøve." if missing else "",
        )
        if self.rng.random() < ENDED:
            self.dagbog.at(self._working(day + 200 * DAY), self._end, familie, indskrivning)

    def _end(self, familie, indskrivning):
        row, by = self._there(familie)
        still = Indskrivning.objects.filter(pk=indskrivning.pk, til=None).exists()
        if row is not None and still:
            actions.end_indskrivning(
                by=by,
                indskrivning=indskrivning,
                til=timezone.localdate(),
                slut_begrundelse=self.rng.choice(SLUT),
            )

    # --- requests
    def _ask(self, bruger):
        """A family asks: one of `bruger`'s, or any; it is answered some days later."""
        tildelinger = Konsulenttildeling.objects.holding(timezone.localdate()).filter(
            plejefamilie__ophoert_paa=None
        )
        if bruger is not None:
            tildelinger = tildelinger.filter(konsulent=bruger)
        tildeling = self.rng.choice([*tildelinger.order_by("pk").select_related("plejefamilie")])
        emner, tekst = next(self.wanted)
        row = actions.receive_anmodning(
            by=tildeling.konsulent,
            plejefamilie=tildeling.plejefamilie,
            modtaget_paa=timezone.localdate(),
            modtaget_af=tildeling.konsulent,
            emner=emner,
            tekst=tekst,
            idempotency_key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
        )
        if bruger is None:
            late = self.rng.random() < LATE
            days = self.rng.randrange(20, 26) if late else self.rng.randrange(1, 9)
            self.dagbog.at(self._working(timezone.localdate() + days * DAY, 14), self._reply, row)
            if late:
                self._escalate_after(row)

    def _escalate_after(self, row):
        for days in range(1, 5):
            moment = local(row.svarfrist + days * DAY, 8, 1)
            self.dagbog.at(moment, tasks.escalate_anmodninger)

    def _reply(self, row):
        row = Anmodning.objects.select_related("plejefamilie").get(pk=row.pk)
        by = row.plejefamilie.konsulent or self.leder
        afgoerelse, svar = next(self.answers)
        actions.answer_anmodning(by=by, anmodning=row, afgoerelse=afgoerelse, svar=svar)

    def _open_requests(self):
        """One that is late at Mette, one that is not, and two at a colleague."""
        mette, _, kollega = self.hus.konsulenter[0][:3]
        for days, person in ((19, mette), (5, kollega), (2, kollega), (1, mette)):
            self.dagbog.at(self._working(self.today - days * DAY, 11), self._ask, person)
        self.dagbog.at(self.now - timedelta(hours=1), tasks.escalate_anmodninger)
