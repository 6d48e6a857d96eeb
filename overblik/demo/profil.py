"""What is known about the families: profiles, strain, training and new approvals."""

from datetime import date, timedelta

from django.utils import timezone

from overblik.demo.ur import local
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
    "",
    "Urolige nætter efter samvær.",
    "Skolen går bedre, og der er mere ro om aftenen.",
    "Mange møder i denne måned.",
    "Søvnen driller igen.",
)
KURSER = (
    ("Traumer i hverdagen", 360),
    ("Når barnet afviser", 360),
    ("Samarbejde med forældre", 180),
    ("Autisme, piktogrammer og TEACCH", 120),
    ("Børn, skærm og søvn", 90),
)
VILKAAR = (
    "Højst ét barn under seks år.",
    "Familien får supervision hver måned det første år.",
    "Det andet barn er i aflastning.",
)


class Profiler:
    """Puts into the diary what a konsulent writes about a family between the calls."""

    def __init__(self, rng, dagbog, familier, start, today):
        self.rng, self.dagbog, self.today = rng, dagbog, today
        for number, familie in enumerate(familier):
            first = max(start.date(), familie.godkendt_fra) + timedelta(days=2 + number % 9)
            dagbog.at(local(first, 13, 10), self._profile, familie)
            self._strain(familie, first)
            self._training(familie, first)
            if number % 7 == 3 and first + timedelta(days=200) < today:
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
        day, score = first + timedelta(days=9), self.rng.randrange(3, 8)
        while day < self.today:
            score = min(10, max(1, score + self.rng.choice((-1, -1, 0, 0, 1, 1, 2))))
            self.dagbog.at(local(day, 14, 30), self._note, familie, day, score)
            day += timedelta(days=self.rng.randrange(35, 70))

    def _note(self, familie, day, score):
        if by := self._by(familie):
            actions.record_belastning(
                by=by,
                plejefamilie=familie.row,
                dato=day,
                score=score,
                kilde=Belastning.Kilde.FAMILIEN,
                bemaerkning=self.rng.choice(BEMAERKNINGER),
            )

    def _training(self, familie, first):
        day = first + timedelta(days=self.rng.randrange(20, 60))
        while day < self.today:
            self.dagbog.at(local(day, 16), self._attend, familie, day, self.rng.choice(KURSER))
            day += timedelta(days=self.rng.randrange(70, 150))

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
