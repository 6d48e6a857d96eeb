"""What is known about the families: profiles, strain, training and new approvals."""

from datetime import date, timedelta

from django.utils import timezone

from overblik.demo.ur import deal, local
from plejefamilier import actions
from plejefamilier.models import Belastning, Familieprofil, Konsulenttildeling

TIDER = Familieprofil.Tidspunkt.values
ERFARING = (
    "Har haft plejebørn i en anden kommune, senest to søskende.",
    "Den ene er pædagog og har arbejdet på en specialskole.",
    "Har været aflastningsfamilie i flere år, før de blev døgnplejefamilie.",
    "Er nye som plejefamilie og har selv tre voksne børn.",
)
KOMPETENCER = (
    "Piktogrammer og faste rutiner. Gode til børn, der sover dårligt.",
    "Rolige voksne, der kan blive stående, når et barn afviser.",
    "Erfarne i samarbejdet med skole og PPR.",
    "Gode til unge og til at holde kontakten til den biologiske familie.",
)
INDSATSER = ("", "", "", "Tæt støttet opstart de første måneder.", "Forløb på skolen til sommer.")
BEMAERKNINGER = (
    "",
    "En god måned. Barnet er begyndt at tage venner med hjem.",
    "Samvær, læge og skole i samme uge. De er trætte.",
    "Urolige nætter efter samvær.",
    "Skolen går bedre, og der er mere ro om aftenen.",
    "Mange møder i denne måned.",
    "Søvnen driller igen.",
)
KURSER = (
    ("Traumer i hverdagen", 360),
    ("Når barnet afviser", 360),
    ("Samarbejde med forældre", 360),
    ("Autisme, piktogrammer og TEACCH", 420),
    ("Børn, skærm og søvn", 360),
)
SCORES = 3  # how often a family has told how hard it is, the last time some weeks ago
COURSES = ((4, 11), (9, 20))  # month and day of the year's two course days
LACKS = 0.05  # share of families that have not been to the second
FLERE = 40  # number of the family that is approved for one child more, and gets it
VILKAAR = (
    "Højst ét barn under seks år.",
    "Familien får supervision hver måned det første år.",
    "Det andet barn er i aflastning.",
)


class Profiler:
    """Puts into the diary what a konsulent writes about a family between the calls."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.today = rng, dagbog, now.date()
        for number, familie in enumerate(verden.familier):
            first = max(start.date(), familie.godkendt_fra) + timedelta(days=2 + number % 9)
            dagbog.at(local(first, 13, 10), self._profile, familie)
            self._strain(familie, first)
            self._training(familie, first)
            if (number % 7 == 3 or number == FLERE) and first + timedelta(days=200) < self.today:
                dagbog.at(local(first + timedelta(days=180), 11), self._approve, familie)

    def _by(self, familie):
        """Whoever is the family's konsulent on that day of the diary; without one, nobody."""
        row = Konsulenttildeling.objects.filter(plejefamilie=familie.row).order_by("-fra").first()
        return row.konsulent if row else None

    def _profile(self, familie):
        if by := self._by(familie):
            rng = self.rng
            actions.update_familieprofil(
                by=by,
                plejefamilie=familie.row,
                version=0,
                tidspunkter=rng.sample(TIDER, rng.choice((1, 1, 2))),
                erfaring_aar=rng.choice((0, 0, 1, 2, 4, 7)),
                erfaring=rng.choice(ERFARING),
                kompetencer=rng.choice(KOMPETENCER),
                andre_indsatser=rng.choice(INDSATSER),
            )

    def _strain(self, familie, first):
        rng, told = self.rng, deal(self.rng, BEMAERKNINGER)
        day, score = self.today - timedelta(days=rng.randrange(3, 40)), rng.randrange(3, 8)
        for _ in range(SCORES):
            if day > first:
                self.dagbog.at(local(day, 14, 30), self._note, familie, day, score, next(told))
            score = min(10, max(1, score + rng.choice((-1, -1, 0, 0, 1, 1, 2))))
            day -= timedelta(days=rng.randrange(50, 80))

    def _note(self, familie, day, score, told):
        if by := self._by(familie):
            actions.record_belastning(
                by=by,
                plejefamilie=familie.row,
                dato=day,
                score=score,
                kilde=Belastning.Kilde.FAMILIEN,
                bemaerkning=told,
            )

    def _training(self, familie, first):
        """Two course days a year (R20): this year's, and for some last year's as well."""
        rng, courses = self.rng, deal(self.rng, KURSER)
        for year in (self.today.year - 1, self.today.year):
            lacks, older = rng.random() < LACKS, rng.random()
            for number, (month, start) in enumerate(COURSES):
                day = date(year, month, start + rng.randrange(8))
                skipped = (number and lacks) or (year < self.today.year and older > 0.3)
                course = next(courses)
                if first < day < self.today and not skipped:
                    self.dagbog.at(local(day, 16), self._attend, familie, day, course)

    def _attend(self, familie, day: date, kursus):
        by = self._by(familie)
        if by is None:
            return
        titel, minutter = kursus
        for voksen in familie.row.plejeforaeldre.filter(fratraadt_paa=None):
            actions.record_kursustid(
                by=by,
                plejeforaelder=voksen,
                dato=day,
                minutter=minutter,
                titel=titel,
                kilde=f"haand-demo-{voksen.pk}-{day.isoformat()}",
            )

    def _approve(self, familie):
        row = type(familie.row).objects.get(pk=familie.row.pk)
        by = self._by(familie)
        if by is None or row.ophoert_paa:
            return
        actions.approve_familie(
            by=by,
            plejefamilie=row,
            familietype=row.familietype,
            antal_boern=min(4, row.godkendt_til_boern + 1),
            myndighed=row.godkendt_af,
            vilkaar=self.rng.choice(VILKAAR),
            fra=timezone.localdate(),
            begrundelse="Familien har vist, at den kan rumme flere børn",
        )
