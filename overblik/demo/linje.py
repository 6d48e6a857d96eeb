"""The line around the calls: the roster, the number, urgent contacts beside it, a draft."""

import uuid
from datetime import timedelta

from django.utils import timezone

from akuttelefon import actions
from akuttelefon.actions.lukkebesked import lukninger_for
from akuttelefon.actions.vagttilbud import offer_vagt
from akuttelefon.models import Henvendelse, Lukkebesked, Nummerudlevering, Vagt
from akuttelefon.vagtplan import Hold, Moenster
from faelles import notices
from overblik.demo import tekster
from overblik.demo.kommune import DOEGNVAGT_FROM
from overblik.demo.ur import days, local
from plejefamilier.models import Plejefamilie

NUMMER = "20030199"
AHEAD = timedelta(days=210)  # so far the roster is laid
DAY = timedelta(days=1)
WITHOUT_NUMBER = 3  # the newest families, who have not been given it yet
# Urgent contacts a month and konsulent: in the first month, and two years later (K8, K15).
DAGTID, PRIVAT = (2.4, 0.9), (0.9, 0.3)
LONGEST_SHIFT = timedelta(hours=16)


class Linje:
    """Who holds the line, who knows its number, and what comes beside it, in the diary."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden = rng, dagbog, hus, verden
        self.start, self.now, self.today = start, now, now.date()
        self._roster()
        self._number()
        self._contacts()
        dagbog.at(now - timedelta(minutes=25), self._draft)

    # --- the roster
    def _roster(self):
        """First two institutions week about; then the døgnvagt, an institution and konsulenter."""
        moves = self.start.date() + timedelta(days=DOEGNVAGT_FROM)
        first, second = self.hus.husvagter
        huse = (self._hold(first), self._hold(second))
        nat = self._hold(*self.hus.doegnvagter)
        konsulenter = self._hold(*self.hus.konsulenter[0], *self.hus.konsulenter[1], ugevis=True)
        turn = [nat, nat, huse[0], konsulenter]  # the week before this one, this one, …
        weeks = (_monday(self.today) - _monday(moves)).days // 7
        uger = tuple(turn[(number - weeks + 1) % len(turn)] for number in range(len(turn)))
        self._lay(self.start, self.start.date(), moves - DAY, Moenster(huse, huse))
        later = Moenster(uger, (nat, huse[0], konsulenter))
        self._lay(local(moves - timedelta(days=12), 10), moves, self.today + AHEAD, later)
        # closing days that came into the calendar since then are manned as well
        this_week = Moenster((*turn[1:], turn[0]), later.helligdage)
        self._lay(self.now - timedelta(days=3), self.today, self.today + AHEAD, this_week)
        self.dagbog.at(self.now - timedelta(days=2, hours=12), self._read_notices)
        self.dagbog.at(self.now - timedelta(days=2), self._holes)
        self.dagbog.at(self.now - timedelta(hours=30), self._offer)
        self.dagbog.at(self.now - timedelta(minutes=30), self._on_duty_now)

    def _hold(self, *people, ugevis=False):
        return Hold(
            udbyder=people[0].organisation_id,
            personer=tuple(person.pk for person in people),
            ugevis=ugevis,
        )

    def _lay(self, moment, fra, til, moenster):
        self.dagbog.at(
            moment,
            lambda: actions.generate_vagter(
                by=self.hus.ledere[0],
                kommune=self.hus.kommune,
                fra=fra,
                til=til,
                moenster=moenster,
            ),
        )

    def _read_notices(self):
        """Everybody has seen what she was told of rosters, closings and corrections long ago."""
        for key in ("vagt", "luk", "opkald", "rettelse", "tilbage"):
            notices.mark_read(key)

    def _holes(self):
        """One night that nobody has, and one without a name."""
        coming = Vagt.objects.planned().filter(start__gt=self.now + timedelta(days=9)).in_order()
        hole, nameless = coming[0], coming[2]
        leder = self.hus.ledere[0]
        actions.cancel_vagt(by=leder, vagt=hole, version=hole.version)
        actions.update_vagt(
            by=leder,
            vagt=nameless,
            version=nameless.version,
            udbyder=nameless.udbyder,
            bruger=None,
            start=nameless.start,
            slut=nameless.slut,
        )

    def _offer(self):
        """A colleague asks the demo's duty person to take a night."""
        nadja, kasper, _ = self.hus.doegnvagter
        mine = Vagt.objects.planned().filter(bruger=kasper, start__gt=self.now + 2 * DAY)
        free = (
            vagt
            for vagt in mine.in_order()
            if not Vagt.objects.between(vagt.start, vagt.slut).filter(bruger=nadja).exists()
        )
        offer_vagt(by=kasper, vagt=next(free), til=nadja, tekst=tekster.BYTTE)

    def _on_duty_now(self):
        """Whoever tries the demo's duty login today finds herself on duty."""
        nadja, now = self.hus.doegnvagter[0], timezone.now().replace(minute=0, second=0)
        if Vagt.objects.at(self.now).filter(bruger=nadja).exists():
            return
        mine = Vagt.objects.between(now, now + LONGEST_SHIFT).filter(bruger=nadja).in_order()
        following = mine.first()
        actions.create_vagt(
            by=self.hus.ledere[0],
            kommune=self.hus.kommune,
            udbyder=nadja.organisation,
            bruger=nadja,
            start=now,
            slut=following.start if following else now + LONGEST_SHIFT,
        )

    # --- the number
    def _number(self):
        """It is set when the line begins, and handed out; before long closings they hear again."""
        first = self.start.date()
        self.dagbog.at(
            self.start,
            lambda: actions.set_linjenummer(
                by=self.hus.administrator, kommune=self.hus.kommune, nummer=NUMMER, fra=first
            ),
        )
        for number, day in enumerate(days(first, self.today)):
            if number % 28 == 10:
                self.dagbog.at(local(day, 14), self._hand_out)
        for year in (0, 1):
            moment = self.start + timedelta(days=365 * year + 1)
            self.dagbog.at(moment, self._plan_closings)

    def _hand_out(self):
        """Every four weeks: those who have not got the number get it at a visit."""
        familier = Plejefamilie.objects.active().filter(nummerudleveringer=None)
        newest = [
            familie.row.pk
            for familie in sorted(self.verden.familier, key=lambda one: one.godkendt_fra)
            if familie.row
        ][-WITHOUT_NUMBER:]
        late = timezone.localdate() > self.today - timedelta(days=60)
        for leder, team in zip(self.hus.ledere, self.hus.teams, strict=True):
            theirs = familier.filter(team=team)
            actions.hand_out_nummer(
                by=leder,
                familier=theirs.exclude(pk__in=newest) if late else theirs,
                paa=timezone.localdate(),
                maade=Nummerudlevering.Maade.MOEDE,
            )

    def _plan_closings(self):
        """Be there on the mornings on which the families hear of a long closing (K7)."""
        for _, moment in lukninger_for(self.hus.kommune, timezone.localdate()):
            if moment <= self.now:
                self.dagbog.at(moment, self._before_closing)

    def _before_closing(self):
        actions.plan_lukkebeskeder(by=None, kommune=self.hus.kommune)
        actions.deliver_lukkebeskeder()
        told = timezone.localtime() + timedelta(hours=5)
        if told <= self.now - 3 * DAY:
            self.dagbog.at(told, self._tell)

    def _tell(self):
        """Families without a mail address hear it from their konsulent, or the leader."""
        rows = Lukkebesked.objects.to_tell(timezone.now()).filter(fra__gte=timezone.localdate())
        for leder, team in zip(self.hus.ledere, self.hus.teams, strict=True):
            actions.tell_lukkebesked(by=leder, lukkebeskeder=rows.filter(plejefamilie__team=team))

    # --- beside the line
    def _contacts(self):
        """Urgent contacts by day and privately at night grow fewer as the line is known."""
        length = (self.today - self.start.date()).days
        for day in days(self.start.date() + timedelta(days=3), self.today - DAY):
            part = (day - self.start.date()).days / length
            for slags, (first, last), hours in (
                (Henvendelse.Slags.DAGTID, DAGTID, (8, 15)),
                (Henvendelse.Slags.PRIVAT, PRIVAT, (16, 22)),
            ):
                if slags == Henvendelse.Slags.DAGTID and day.weekday() > 4:
                    continue
                mean = (first + (last - first) * part) * 8 / (21 if hours[0] == 8 else 30)
                for _ in range(int(mean) + (self.rng.random() < mean % 1)):
                    start = local(day, self.rng.randrange(*hours), self.rng.randrange(60))
                    moment = start + timedelta(minutes=self.rng.randrange(15, 200))
                    self.dagbog.at(min(moment, self.now), self._contact, slags, start)

    def _contact(self, slags, start):
        rows = [familie.row for familie in self.verden.familier if familie.row]
        familie = self.rng.choice(rows)
        konsulent = familie.konsulent
        if familie.ophoert_paa is None and konsulent is not None:
            actions.log_henvendelse(
                by=konsulent,
                plejefamilie=familie,
                slags=slags,
                start=start,
                minutter=self.rng.choice((4, 6, 8, 10, 15, 20, 25)),
                tekst=self.rng.choice(tekster.HENVENDELSER[slags]),
                idempotency_key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            )

    def _draft(self):
        """The demo's duty person was called away from what she was writing."""
        klokken = timezone.localtime() - timedelta(minutes=6)
        actions.save_kladde(
            by=self.hus.doegnvagter[0],
            kommune=self.hus.kommune,
            noegle=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            fane=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            nr=1,
            felter={
                "familie": "ukendt",
                "dato": f"{klokken:%d-%m-%Y}",
                "starttid": f"{klokken:%H.%M}",
                "situation": tekster.KLADDE,
            },
        )


def _monday(day):
    return day - timedelta(days=day.weekday())
