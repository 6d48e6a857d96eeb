"""Vestersund's families and children, and who works with them, from the first day to the last."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from faelles.actions.bruger import deactivate_bruger, end_rolle
from overblik.demo import navne, tekster
from overblik.demo.ur import days, local, weekday
from plejefamilier import actions
from plejefamilier.models import Anbringelse, Barn, Plejefamilie

FAMILIER, BOERN = 60, 85
NYE = 8  # families approved while the story runs
STOPPER = 57  # number of the family that stops
UDEN_KONSULENT = (4, 59)  # numbers of the two families that wait for one
INGEN_BOERN = (13, 26, 39)  # approved, with a free place
BESKYTTET = (2, 11, 24, 37, 50)

Type = Plejefamilie.Familietype
TYPER = [Type.ALMEN] * 22 + [Type.FORSTAERKET] * 24 + [Type.SPECIALISERET] * 6 + [Type.NETVAERK] * 8


@dataclass
class Familie:
    """A family of the story: what is planned for it, and its row once it is there."""

    nr: int
    team: int
    navn: str
    foraeldre: list
    familietype: str
    godkendt_fra: date
    uro: float  # how often it rings, beside the others
    boern: list = field(default_factory=list)
    row: Plejefamilie = None
    voksne: list = field(default_factory=list)
    stoppet: date = None
    svaere_perioder: list = field(default_factory=list)
    brugte: set = field(default_factory=set)  # the cases it has told already

    def children_on(self, day):
        """The children who live there on `day`."""
        return [
            barn
            for barn, fra, til in self.boern
            if barn.row and fra <= day and (til is None or day <= til)
        ]


@dataclass
class PlejeBarn:
    """A child of the story."""

    navn: str
    pige: bool
    foedt: date
    nummer: int
    row: Barn = None

    @property
    def cpr(self):
        """A replacement number: the day is raised by 60, so nobody has it."""
        return f"{self.foedt.day + 60:02d}{self.foedt:%m%y}4{self.nummer}"

    @property
    def fornavn(self):
        return self.navn.split(" ")[0]

    def age_on(self, day):
        return (
            day.year - self.foedt.year - ((day.month, day.day) < (self.foedt.month, self.foedt.day))
        )


class Familier:
    """Plans sixty families and eighty-five children, and puts what happens to them in the diary."""

    def __init__(self, rng, dagbog, hus, start, today):
        self.rng, self.dagbog, self.hus = rng, dagbog, hus
        self.start, self.today = start, today
        self.familier = [self._plan_familie(nr) for nr in range(FAMILIER)]
        self.boern = [self._plan_barn(nr) for nr in range(BOERN)]
        self.fravaer = {}
        for familie in self.familier:
            dagbog.at(self._moment(familie.godkendt_fra), self._create, familie)
        self._place_everybody()
        self._konsulenter()
        self._fravaer()

    def _moment(self, day):
        """When an act about `day` is done: before noon that day, or when the story begins."""
        return max(self.start, local(day, 10, 15))

    # --- families
    def _plan_familie(self, nr):
        rng = self.rng
        new = nr >= FAMILIER - NYE
        if nr == UDEN_KONSULENT[1]:
            godkendt = self.today - timedelta(days=12)
        elif nr == STOPPER:
            godkendt = self.start.date() - timedelta(days=3100)
        elif new:
            godkendt = self.start.date() + timedelta(days=rng.randrange(40, 640))
        else:
            godkendt = self.start.date() - timedelta(days=rng.randrange(120, 3600))
        voksne = [(rng.choice(navne.KVINDER), "K"), (rng.choice(navne.MAEND), "M")]
        shape = rng.random()
        if shape < 0.16:
            voksne = voksne[:1]
        elif shape < 0.21:
            voksne = voksne[1:]
        elif shape < 0.29:
            pool = navne.KVINDER if shape < 0.25 else navne.MAEND
            voksne = [(navn, "") for navn in rng.sample(pool, 2)]
        efternavn = navne.EFTERNAVNE[nr]
        fornavne = [navn for navn, _ in voksne]
        first = godkendt + timedelta(days=30)
        svaere = [
            first + timedelta(days=rng.randrange(max(1, (self.today - first).days)))
            for _ in range(rng.choice((0, 1, 1, 2)))
        ]
        return Familie(
            nr=nr,
            team=nr % 2,
            navn=f"{efternavn}, {' og '.join(fornavne)}",
            foraeldre=[f"{navn} {efternavn}" for navn in fornavne],
            familietype=TYPER[(nr * 7) % FAMILIER],
            godkendt_fra=godkendt,
            uro=rng.choice((0.15, 0.5, 1, 1, 1.6, 2.4)),
            svaere_perioder=[(day, day + timedelta(days=rng.randrange(21, 56))) for day in svaere],
        )

    def _create(self, familie):
        rng, nr = self.rng, familie.nr
        by = self.hus.ledere[familie.team]
        familie.row = actions.create_plejefamilie(
            by=by,
            kommune=self.hus.kommune,
            team=self.hus.teams[familie.team],
            navn=familie.navn,
            familietype=familie.familietype,
            godkendt_fra=familie.godkendt_fra,
            godkendt_til_boern=min(4, max(1, self._most_at_once(familie)) + rng.choice((0, 0, 1))),
            godkendt_af=(
                navne.KOMMUNE if familie.familietype == Type.NETVAERK else navne.SOCIALTILSYN
            ),
            adresse=(f"{rng.choice(navne.VEJE)} {rng.randrange(1, 120)}, {rng.choice(navne.BYER)}"),
            adresse_beskyttet=nr in BESKYTTET,
            telefon=f"2000{nr + 101:04d}",
            plejeforaeldre=[
                {
                    "navn": navn,
                    "telefon": f"2001{nr * 10 + number:04d}",
                    "email": "",
                    "grundkursus_paa": familie.godkendt_fra - timedelta(days=21),
                }
                for number, navn in enumerate(familie.foraeldre, start=1)
            ],
        )
        familie.voksne = [*familie.row.plejeforaeldre.all()]

    def _most_at_once(self, familie):
        """The most children who ever live there on one day."""
        first = [fra for _, fra, _ in familie.boern]
        return max(
            (
                sum(fra <= day and (til is None or day <= til) for _, fra, til in familie.boern)
                for day in first
            ),
            default=1,
        )

    # --- children
    def _plan_barn(self, nr):
        rng = self.rng
        pige = nr % 2 == 1
        fornavne = navne.PIGER if pige else navne.DRENGE
        alder = rng.choice(
            (1, 2, 4, 5, 6, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 14, 14, 15, 16, 17)
        )
        foedt = self.today - timedelta(days=alder * 365 + alder // 4 + rng.randrange(2, 360))
        return PlejeBarn(
            navn=f"{fornavne[nr // 2]} {rng.choice(navne.BARN_EFTERNAVNE)}",
            pige=pige,
            foedt=foedt,
            nummer=nr + 100,
        )

    def _create_barn(self, barn):
        if barn.row is None:
            barn.row = actions.create_barn(
                by=self.hus.ledere[0],
                kommune=self.hus.kommune,
                navn=barn.navn,
                cpr_nummer=barn.cpr,
                myndighedsraadgiver=self.hus.raadgivere[
                    self.boern.index(barn) // 2 % len(self.hus.raadgivere)
                ],
            )

    def _place_everybody(self):
        """Eighty-one children live with a family today; four have moved on."""
        boern = [*self.boern]
        ended, rest = boern[:9], boern[9:]
        open_homes = [
            familie
            for familie in self.familier
            if familie.nr not in INGEN_BOERN and familie.nr != STOPPER
        ]
        homes = [*open_homes, *open_homes[:15], *open_homes[20:25]][: len(rest)]
        self._endings(ended, open_homes)
        for barn, familie in zip(rest, homes, strict=True):
            self._place(barn, familie, self._placed_from(barn, familie))
        for number in (9, 17, 23, 31, 42, 48):
            barn, familie = boern[number], open_homes[(number * 3) % len(open_homes)]
            if barn not in [child for child, _, _ in familie.boern]:
                fra = max(self._placed_from(barn, familie), self.start.date())
                self._place(barn, familie, fra, slags=Anbringelse.Slags.AFLASTNING)

    def _placed_from(self, barn, familie):
        earliest = max(familie.godkendt_fra, barn.foedt, self.start.date() - timedelta(days=1100))
        latest = self.today - timedelta(days=10)
        if earliest >= latest:
            return min(earliest, self.today - timedelta(days=2))
        return earliest + timedelta(
            days=self.rng.randrange(1, max(2, (latest - earliest).days // 2))
        )

    def _place(self, barn, familie, fra, *, til=None, slutaarsag="", slags=Anbringelse.Slags.DOEGN):
        familie.boern.append((barn, fra, til))
        self.dagbog.at(
            self._moment(fra) + timedelta(minutes=30), self._move_in, barn, familie, fra, slags
        )
        if til:
            self.dagbog.at(
                local(til + timedelta(days=1), 9), self._move_out, barn, familie, til, slutaarsag
            )

    def _move_in(self, barn, familie, fra, slags):
        self._create_barn(barn)
        actions.place_barn(
            by=self.hus.ledere[familie.team],
            barn=barn.row,
            plejefamilie=familie.row,
            slags=slags,
            grundlag=(
                Anbringelse.Grundlag.UDEN_SAMTYKKE
                if self.boern.index(barn) % 4 == 0
                else Anbringelse.Grundlag.SAMTYKKE
            ),
            fra=fra,
            afvigelse="Drøftet i teamet: barnet og familien kender hinanden, og der er støtte til.",
        )

    def _move_out(self, barn, familie, til, slutaarsag):
        actions.end_anbringelse(
            by=self.hus.ledere[familie.team],
            anbringelse=barn.row.anbringelser.get(
                plejefamilie=familie.row, slags="doegn", til=None
            ),
            til=til,
            slutaarsag=slutaarsag,
            slutnotat=tekster.SLUTNOTATER[slutaarsag],
        )

    def _endings(self, boern, homes):
        """Nine end: two go home, three break down, three move on as planned, one grows up."""
        first = self.start.date() - timedelta(days=500)
        plan = (
            # (child, home, days before today, why, where to)
            (0, homes[27], 410, "hjemgivelse", None),
            (1, homes[30], 150, "hjemgivelse", None),
            (2, homes[33], 245, "sammenbrud", homes[36]),
            (3, homes[38], 70, "sammenbrud", None),
            (4, homes[41], 530, "sammenbrud", homes[44]),
            (5, homes[45], 320, "flytning", homes[48]),
            (6, self.familier[STOPPER], 201, "flytning", homes[28]),
            (7, self.familier[STOPPER], 180, "flytning", homes[29]),
        )
        for number, home, ago, why, to in plan:
            barn, til = boern[number], self.today - timedelta(days=ago)
            self._at_least(barn, 3, til)
            self._place(
                barn, home, max(first, home.godkendt_fra, barn.foedt), til=til, slutaarsag=why
            )
            if why == "sammenbrud":
                home.svaere_perioder.append((til - timedelta(days=40), til))
            if to:
                self._place(barn, to, til + timedelta(days=1))
        grown = boern[8]
        til = self.today - timedelta(days=95)
        grown.foedt = date(til.year - 18, til.month, min(til.day, 28))
        home = homes[50]
        self._place(grown, home, max(first, home.godkendt_fra), til=til, slutaarsag="myndig")
        stops = self.familier[STOPPER]
        stops.stoppet = self.today - timedelta(days=170)
        self.dagbog.at(local(stops.stoppet, 13), self._stop, stops)

    def _at_least(self, barn, years, day):
        """Make sure that the child was so old on `day`."""
        barn.foedt = min(barn.foedt, date(day.year - years, day.month, 1))

    def _stop(self, familie):
        if familie.row.konsulent:
            actions.end_konsulent(
                by=self.hus.ledere[familie.team], plejefamilie=familie.row, til=familie.stoppet
            )
        actions.end_plejefamilie(
            by=self.hus.ledere[familie.team],
            plejefamilie=familie.row,
            ophoert_paa=familie.stoppet,
            ophoersgrund=tekster.OPHOER,
        )

    # --- who works with them
    def _konsulenter(self):
        """Everybody gets a fixed konsulent; one stops, some families change hands, two wait."""
        hus, rng = self.hus, self.rng
        self.skift = weekday(self.start.date() + timedelta(days=300))
        for familie in self.familier:
            people = hus.konsulenter[familie.team]
            konsulent = people[(familie.nr // 2) % len(people)]
            fra = max(familie.godkendt_fra, self.start.date() - timedelta(days=380))
            text = tekster.BEGYNDELSE if fra == familie.godkendt_fra else tekster.OVERTOG
            moment = self._moment(familie.godkendt_fra) + timedelta(minutes=20)
            if familie.nr == UDEN_KONSULENT[1]:
                continue
            takes_over = people[2]
            if konsulent is takes_over and familie.team == 0 and fra < self.skift:
                self._assign(moment, familie, hus.stoppet, fra, text)
                self._assign(
                    local(self.skift, 9, 30), familie, takes_over, self.skift, tekster.SKIFT[4]
                )
            elif familie.nr % 6 in (0, 3) and familie.nr != STOPPER and fra < self.skift:
                other = people[(familie.nr // 2 + 1) % len(people)]
                day = weekday(self.start.date() + timedelta(days=rng.randrange(320, 640)))
                self._assign(moment, familie, other, fra, text)
                self._assign(
                    local(day, 13, 20), familie, konsulent, day, rng.choice(tekster.SKIFT[:4])
                )
            else:
                self._assign(moment, familie, konsulent, fra, text)
        self.dagbog.at(local(self.skift, 15), self._leaves, hus.stoppet)
        waits = self.familier[UDEN_KONSULENT[0]]
        til = weekday(self.today - timedelta(days=11))
        self.dagbog.at(
            local(til, 14),
            lambda: actions.end_konsulent(
                by=hus.ledere[waits.team], plejefamilie=waits.row, til=til
            ),
        )

    def _leaves(self, bruger):
        by = self.hus.administrator
        for rolle in bruger.roller.all():
            end_rolle(by=by, rolle=rolle, til=self.skift)
        deactivate_bruger(by=by, bruger=bruger)

    def _assign(self, moment, familie, konsulent, fra, begrundelse):
        self.dagbog.at(
            moment,
            lambda: actions.assign_konsulent(
                by=self.hus.ledere[familie.team],
                plejefamilie=familie.row,
                konsulent=konsulent,
                fra=fra,
                begrundelse=begrundelse,
            ),
        )

    def _fravaer(self):
        """Holidays, a few sick days, and what makes today's page alive."""
        rng, today = self.rng, self.today
        for team in self.hus.konsulenter:
            for konsulent in team:
                for year in range(self.start.year, today.year + 1):
                    summer = date(year, 7, 1) + timedelta(days=7 * rng.randrange(0, 4))
                    autumn = date(year, 10, 10) + timedelta(days=rng.randrange(0, 7))
                    sick = date(year, 1, 20) + timedelta(days=rng.randrange(0, 320))
                    self._away(konsulent, team, summer, 20, told=40)
                    self._away(konsulent, team, autumn, 4, told=25)
                    self._away(konsulent, team, sick, rng.randrange(0, 4), told=0)
        mette, rune, _, jonas = self.hus.konsulenter[0]
        pia = self.hus.konsulenter[1][3]
        monday = today + timedelta(days=7 - today.weekday())
        self._absence(rune, today - timedelta(days=3), today + timedelta(days=4), mette, told=14)
        self._absence(pia, today - timedelta(days=1), today + timedelta(days=3), None, told=0)
        self._absence(jonas, monday, monday + timedelta(days=2), mette, told=6)

    def _away(self, konsulent, team, fra, days_more, *, told):
        """A past absence, if nothing else is in the way of it."""
        til = fra + timedelta(days=days_more)
        rng = self.rng
        stand_in = rng.choice([other for other in team if other is not konsulent])
        if rng.random() < 0.25:
            stand_in = None
        if fra - timedelta(days=told) <= self.start.date() or til > self.today - timedelta(days=12):
            return
        if not any(day in self.fravaer.get(konsulent.pk, ()) for day in days(fra, til)):
            self._absence(konsulent, fra, til, stand_in, told=told)

    def _absence(self, konsulent, fra, til, stedfortraeder, *, told):
        self.fravaer.setdefault(konsulent.pk, set()).update(days(fra, til))
        self.dagbog.at(
            local(fra - timedelta(days=told), 8, 5),
            lambda: actions.register_fravaer(
                by=konsulent, bruger=konsulent, fra=fra, til=til, stedfortraeder=stedfortraeder
            ),
        )
