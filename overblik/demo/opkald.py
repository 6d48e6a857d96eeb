"""The calls of two years, and what came of each."""

import re
import uuid
from datetime import timedelta

from django.utils import timezone

from akuttelefon import actions, tasks
from akuttelefon.models import Opfoelgning, Opkald, Vagt
from faelles import audit, danish, notices
from overblik.demo import tekster
from overblik.demo.familier import UDEN_KONSULENT
from overblik.demo.ur import days, local
from plejefamilier.models import Fravaer

PER_DAY = {"hverdag": 0.86, "weekend": 1.2, "lukket": 2.2}
HOURS = {  # how the calls lie over the day
    "hverdag": [
        (8, 15, 6),
        (15, 17, 9),
        (17, 20, 24),
        (20, 23, 34),
        (23, 24, 9),
        (0, 3, 11),
        (5, 8, 7),
    ],
    "fri": [(8, 12, 14), (12, 17, 20), (17, 20, 22), (20, 23, 26), (23, 24, 8), (0, 3, 10)],
}
WEIGHT = {"kan_vente": 5, "alvorligt": 4, "fare": 1.2}
LONG_WAIT = timedelta(days=5)
NIGHT = re.compile(r"\bi nat\b|\bnat\b|midnat|kl\. [1-5]\b")
EVENING = re.compile(r"aften|sengetid|\bsent\b|har sovet")
CLOCK = re.compile(r"kl\. (\d\d)")


class Linjen:
    """Rings, is answered and is followed up, in the diary."""

    def __init__(self, rng, dagbog, hus, verden, efterspil, start, now):
        self.efterspil = efterspil
        self.rng, self.dagbog, self.hus, self.verden = rng, dagbog, hus, verden
        self.start, self.now, self.today = start, now, now.date()
        self.logged = 0
        self.rung = set()  # families of the last days

    def plan_days(self, kalender):
        """Put every day's calls and the morning round of beat into the diary."""
        self.kalender = kalender
        last = self.before(self.today, 4)
        for day in days(self.start.date() + timedelta(days=3), self.today):
            why = kalender.why_closed(day)
            if not why:
                self.dagbog.at(local(day, 8), self.morning)
            if day > last:
                continue
            kind = "weekend" if why == "weekend" else "lukket" if why else "hverdag"
            for _ in range(self._how_many(PER_DAY[kind])):
                self._ring(day, HOURS["fri" if why else "hverdag"])

    def before(self, day, number=1):
        """The hverdag that lies `number` hverdage before `day`."""
        for _ in range(number):
            day = self.kalender.roll_back(day - timedelta(days=1))
        return day

    def morning(self):
        """What beat does at eight, and the notices that are due."""
        if Opfoelgning.objects.overdue(timezone.localdate()).exists():
            tasks.reassign_open()
            tasks.escalate_overdue()
        notices.deliver_due(limit=1000)

    # --- a call
    def _how_many(self, mean):
        """Calls of a day: Poisson by multiplication."""
        limit, number, product = 2.718281828**-mean, 0, self.rng.random()
        while product > limit:
            number, product = number + 1, product * self.rng.random()
        return number

    def _ring(self, day, hours):
        """Choose who rings at what hour, and about what."""
        rng = self.rng
        first, after, _ = rng.choices(hours, [weight for _, _, weight in hours])[0]
        start = local(day, rng.randrange(first, after), rng.randrange(60))
        there = [
            familie
            for familie in self.verden.familier
            if familie.godkendt_fra < day - timedelta(days=3)
            and (familie.stoppet is None or day < familie.stoppet - timedelta(days=3))
            and self._children(familie, day)
        ]
        weights = [
            familie.uro * (7 if any(a <= day <= b for a, b in familie.svaere_perioder) else 1)
            for familie in there
        ]
        familie = rng.choices(there, weights)[0]
        barn = rng.choice(self._children(familie, day))
        sag = self._case(familie, barn, start)
        if sag is not None:
            self.plan_call(familie, barn, sag, start)

    def _children(self, familie, day):
        return [
            barn
            for barn, fra, til in familie.boern
            if fra + timedelta(days=1) < day and (til is None or day < til)
        ]

    def _case(self, familie, barn, start):
        """A case the family has not rung about before, that fits the child and the hour."""
        age, day = barn.age_on(start.date()), start.date()
        fits = [
            sag
            for sag in tekster.SAGER
            if _age_fits(sag, age)
            and _hour_fits(sag, start)
            and _season_fits(sag, day)
            and not (sag.par and len(familie.foraeldre) < 2)
        ]
        new = [sag for sag in fits if sag.situation not in familie.brugte]
        if not new:
            return None
        sag = self.rng.choices(new, [WEIGHT[sag.alvor] for sag in new])[0]
        familie.brugte.add(sag.situation)
        return sag

    def plan_call(self, familie, barn, sag, start, *, close=True):
        """Put one call, and unless it stays open its follow-up, into the diary."""
        rng = self.rng
        minutes = rng.choice((4, 6, 8, 9, 11, 12, 14, 17, 19, 22, 25, 31, 38, 46))
        slut = start + timedelta(minutes=minutes)
        skrevet = slut + timedelta(minutes=rng.choice((1, 2, 3, 4, 6, 9, 14, 25)))
        voksen = rng.randrange(len(familie.foraeldre))
        ansvarlig_naar = rng.random()
        plan = (familie, barn, sag, start, slut, voksen, close, ansvarlig_naar)
        self.dagbog.at(skrevet, self._log, *plan)

    def _vagt(self, familie, start):
        """Whoever is on duty by the roster; in opening hours the family's konsulent herself."""
        vagt = Vagt.objects.at(start).exclude(bruger=None).select_related("bruger").first()
        konsulent = familie.row.konsulent if familie is not None else None
        return vagt.bruger if vagt else konsulent or self.hus.doegnvagter[0]

    def _log(self, familie, barn, sag, start, slut, voksen, close, chance):
        foraelder = familie.voksne[voksen]
        words = _words(barn, foraelder.fornavn)
        opkalder = {"p": "plejeforaelder", "barn": "barn", "anden": "anden"}[sag.ringer]
        wait = self.kalender.next_hverdag(start.date()) - start.date()
        opkald = self._save(
            self._vagt(familie, start),
            plejefamilie=familie.row,
            boern=[barn.row],
            start=start,
            slut=slut,
            opkalder=opkalder,
            plejeforaelder=foraelder if sag.ringer == "p" else None,
            opkalder_navn=barn.navn if sag.ringer == "barn" else "",
            telefon=foraelder.telefon if sag.ringer == "p" else "",
            situation=fill(sag.situation, words),
            raad=fill(sag.raad, words),
            alvor=sag.alvor,
            udfald=sag.udfald,
            midlertidig_kontakt=(
                tekster.MIDLERTIDIG_KONTAKT[self.logged % 3] if wait >= LONG_WAIT else ""
            ),
            **self.efterspil.answer(sag),
        )
        self.efterspil.follow(opkald, sag)
        if close:
            self._plan_follow_up(opkald, fill(sag.notat, words), sag.resultat, chance)

    def _save(self, vagt, *, plejefamilie, **fields):
        self.logged += 1
        return actions.log_opkald(
            by=vagt,
            kommune=self.hus.kommune,
            plejefamilie=plejefamilie,
            idempotency_key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
            **fields,
        )

    # --- the follow-up
    def _plan_follow_up(self, opkald, notat, resultat, chance):
        """Most are done on the day, some a day late or two, a few are handed to a colleague."""
        rng, opfoelgning = self.rng, opkald.opfoelgning
        late = 0 if chance < 0.87 else 1 if chance < 0.955 else 2
        day = self.kalender.add_hverdage(opfoelgning.frist, late)
        if day >= self.before(self.today, 1):
            day = opfoelgning.frist
        moment = local(day, rng.randrange(8, 15), rng.randrange(10, 60))
        if 0.60 < chance < 0.64:
            self.dagbog.at(local(opfoelgning.frist, 8, 6), self._hand_over, opfoelgning)
        self.dagbog.at(moment, self.complete, opkald, notat, resultat)

    def _hand_over(self, opfoelgning):
        fra, day = self._who_has(opfoelgning), opfoelgning.frist
        team = next((team for team in self.hus.konsulenter if fra in team), [])
        away = set(
            Fravaer.objects.filter(fra__lte=day, til__gte=day).values_list("bruger", flat=True)
        )
        there = [person for person in team if person != fra and person.pk not in away]
        withdrawn = Opfoelgning.objects.exclude(completed_at=None).filter(pk=opfoelgning.pk)
        if there and not withdrawn.exists():
            actions.hand_over_opfoelgning(
                by=fra,
                opfoelgning=opfoelgning,
                til=there[0],
                begrundelse=self.rng.choice(tekster.OVERDRAGELSER),
            )

    def complete(self, opkald, notat, resultat):
        """Whoever has the duty by then reads the call and closes it."""
        opfoelgning = Opfoelgning.objects.get(opkald=opkald)
        if opfoelgning.completed_at is not None:
            return  # the call was withdrawn
        by = self._who_has(opfoelgning)
        audit.reading(
            opkald,
            by=by,
            formaal="følger op på opkaldet",
            familie_id=opkald.plejefamilie_id,
        )
        decision = {}
        if opfoelgning.asks_underretning():
            decision = {"underretning": "nej", "underretning_begrundelse": tekster.INGEN_GRUND}
        actions.complete_opfoelgning(
            by=by, opfoelgning=opfoelgning, notat=notat, resultat=resultat, **decision
        )

    def _who_has(self, opfoelgning):
        """The person whose duty it is now."""
        pk = Opfoelgning.objects.values_list("ansvarlig", flat=True).get(pk=opfoelgning.pk)
        return self.hus.person(pk)

    # --- the last days, as the page of today needs them
    def plan_last_days(self):
        """Calls that are open now: late, due today, due next, two of one family, one unknown."""
        today, yesterday = self.today, self.today - timedelta(days=1)
        second, third = self.before(today, 2), self.before(today, 3)
        mette, rune, tanja, jonas = (self._familier_of(0, number) for number in range(4))
        aisha, lone, mikkel, pia = (self._familier_of(1, number) for number in range(4))
        waits = [self.verden.familier[UDEN_KONSULENT[0]]]

        # one duty is late and its leader has been told; one was due on the last hverdag
        self._open(jonas, "Der ligger et billede", third, 20, 10)
        self._open(mette, "har taget penge fra", second, 19, 40)
        # closed on the last hverdag
        self._open(lone, "nægter at gå i bad", second, 18, 20, close=True)
        self._open(tanja, "kom grædende hjem", second, 21, 5, close=True)
        # due on the first hverdag from today: two calls of one family, and some of others
        twice = [self._open(mette, "kom hjem fra samvær kl. 17", yesterday, 19, 25)]
        self._open(twice, "vågner skrigende hver nat", yesterday, 23, 20)
        self._open(mette, "spørger, om de må tage", yesterday, 17, 15)
        self._open(rune, "har smadret sin skærm", yesterday, 18, 30)
        self._open(aisha, "om en regning fra klubben", yesterday, 21, 45)
        self._open(pia, "gik ud ad terrassedøren", yesterday, 20, 35)
        self._open(waits, "ringer bare for at høre", yesterday, 22, 5)
        self.dagbog.at(local(yesterday, 22, 58), self._log_unknown, local(yesterday, 22, 41))
        # tonight and today, as far as the clock has come: due on the hverdag after
        self._open(tanja, "er vågen kl. 1 med mobilen", today, 1, 10)
        self._open(mette, "har feber på 39,8", today, 4, 50)
        self._open(lone, "Strømmen har været væk", today, 6, 40)
        self._open(mikkel, "om nummeret må blokeres", today, 16, 50)
        self._open(jonas, "river ned fra hylderne", today, 18, 15)
        self._open(aisha, "har gemt mad under sengen", today, 20, 40)
        self.dagbog.at(self.now, notices.deliver_due, 1000)

    def _familier_of(self, team, number):
        """The konsulent's families, as they are today."""
        people = self.hus.konsulenter[team]
        return [
            familie
            for familie in self.verden.familier
            if familie.team == team
            and (familie.nr // 2) % len(people) == number
            and familie.stoppet is None
            and familie.nr not in UDEN_KONSULENT
        ]

    def _open(self, familier, words, day, hour, minute, *, close=False):
        """Let one of `familier` ring about the case that holds `words`; returns the family.

        Taken is the first that has not rung in these days and has a child of the right age.
        """
        sag = case(words)
        then = self.today - timedelta(days=5)
        pairs = [(familie, barn) for familie in familier for barn in self._children(familie, then)]
        free = [pair for pair in pairs if pair[0].nr not in self.rung] or pairs
        right = [pair for pair in free if _age_fits(sag, pair[1].age_on(day))] or free
        familie, barn = right[0]
        self.rung.add(familie.nr)
        familie.brugte.add(sag.situation)
        self.plan_call(familie, barn, sag, local(day, hour, minute), close=close)
        return familie

    def _log_unknown(self, start):
        situation, raad = tekster.UKENDT
        self._save(
            self._vagt(None, start),
            plejefamilie=None,
            start=start,
            slut=start + timedelta(minutes=6),
            opkalder=Opkald.Opkalder.PLEJEFORAELDER,
            opkalder_navn="Plejemor, navn ikke oplyst",
            telefon="20009999",
            situation=situation,
            raad=raad,
            alvor=Opkald.Alvor.ALVORLIGT,
            udfald=Opkald.Udfald.KRAEVER_KONSULENT,
            underretningssvar=Opkald.Underretningssvar.VED_IKKE,
        )


def case(words):
    """The case whose call holds `words`."""
    return next(sag for sag in tekster.SAGER if words in sag.situation)


def fill(text, words):
    """Put the names in; a sentence that begins with a pronoun gets its capital."""
    filled = text.format(**words)
    return re.sub(
        r"(^|[.:?] )(han|hun|ham|hende|hans|hendes)\b", lambda m: m[1] + m[2].capitalize(), filled
    )


def _words(barn, voksen):
    han, ham, hans = ("hun", "hende", "hendes") if barn.pige else ("han", "ham", "hans")
    return {
        "barn": barn.fornavn,
        "barns": danish.ejefald(barn.fornavn),
        "voksen": voksen,
        "voksens": danish.ejefald(voksen),
        "han": han,
        "ham": ham,
        "hans": hans,
    }


def _age_fits(sag, age):
    band = "b" if age <= 2 else "l" if age <= 6 else "m" if age <= 12 else "s"
    return band in sag.aldre or (age > 15 and "u" in sag.aldre)


def _hour_fits(sag, start):
    """A call about the night is not made at noon, and not before the hour it speaks of."""
    hour = start.hour
    night = hour >= 21 or hour < 5
    if NIGHT.search(sag.situation):
        return night
    if EVENING.search(sag.situation):
        return hour >= 18 or hour < 2
    named = [int(text) for text in CLOCK.findall(sag.situation)]
    if named:
        return max(named) < hour or hour < 2
    return True


def _season_fits(sag, day):
    return {
        "": True,
        "jul": (day.month, day.day) in ((12, 24), (12, 25)),
        "nytaar": (day.month, day.day) in ((12, 30), (12, 31)),
        "vinter": day.month in (12, 1, 2),
        "soendag": day.weekday() == 6,
        "fredag": day.weekday() == 4,
        "weekend": day.weekday() in (5, 6),
    }[sag.naar]
