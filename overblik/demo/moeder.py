"""The meetings of Vestersund: rows of them, with minutes and agreements."""

from datetime import time, timedelta

from django.utils import timezone

from overblik.demo.ur import attempt, deal, local, weekday
from plejefamilier import actions
from plejefamilier.models import Deltager, Moede, Moedeslags
from plejefamilier.queries import moedekandidater as hvem

DAY = timedelta(days=1)
HVER, OGSAA = 8, (5, 29, 53)  # the demo konsulent's families meet here, and three others
HOURS = (time(8, 30), time(9, 45), time(13, 30), time(14, 45))
ANSWERED, SOON = 0.7, timedelta(days=24)
KEPT = 0.9  # share of agreements that are kept in time
BEGYNDER = 75  # days ago the first of them were laid
PURPOSE = "Alle arbejder i samme retning for barnet"
REFERATER = (
    "Hverdagen er faldet til ro efter ferien. Morgenerne går bedst, når tøjet ligger klart.",
    "Samværet gik godt. Barnet var træt bagefter og havde brug for en stille aften.",
    "Plejeforældrene prøver med en fast snak hver søndag. Det giver færre spørgsmål ved sengetid.",
    "Barnet vil gerne kende næste samvær i god tid. Kalenderen hænger nu på køleskabet.",
    "Nætterne er bedre. Plejeforældrene skiftes til at stå op og sover selv igennem hver anden.",
    "Mor ringede selv og spurgte, hvordan det går. Det var første gang, og familien blev glad.",
    "Der er brug for aflastning en weekend om måneden. Konsulenten undersøger, hvem der kan.",
)
REFERATER_SKOLE = (
    "Barnet har fået en ven i klassen og vil gerne have ham med hjem. Familien siger ja.",
    "Skolen melder om færre konflikter. Der er stadig uro i skift mellem timer.",
    "Klasselæreren og plejefar skriver sammen hver fredag. Det er nok, siger de begge.",
    "Lektier laves nu ved køkkenbordet lige efter skole, og aftenerne er fri.",
)
HVEM = (
    "Konsulenten tager skolen og lægen. Familien tager hverdagen.",
    "Som sidst. Rådgiveren ringer til forældrene, konsulenten til familien.",
    "Familiebehandleren følger forældrene til samvær de næste to gange.",
)
OVERSKUD = (
    "De er trætte, men ved godt mod. Aflastningen i næste måned hjælper.",
    "Der er overskud igen. De har haft en weekend for sig selv.",
    "Plejefar har skiftet arbejde og er hjemme tidligere. Det kan mærkes.",
)
SKOLEALDER = 6
SYN = (
    {"hvem": "Konsulenten", "syn": "Barnet kan klare flere besøg nu."},
    {"hvem": "Familiebehandleren", "syn": "Forældrene har brug for en måned mere i samme rytme."},
)
LINJE = "Vi beholder rytmen til næste møde og spørger barnet, hvad det selv ønsker."
AFTALER = (
    "Sende kalenderen for samvær til familien",
    "Skrive til forældrene om, hvordan ugen er gået",
    "Bestille tid hos tandlægen og tage med",
    "Spørge lægen om søvn og skrive svaret til familien",
    "Sende billeder fra ferien til mor",
)


AFTALER_SKOLE = (
    "Ringe til skolen om skift mellem timer",
    "Finde en dato for fælles tur med kammeraten",
    "Spørge PPR, hvornår udredningen begynder",
    "Tage snakken om lommepenge op med forældrene",
)


class Moeder:
    """Puts rows of meetings into the diary; each meeting of the past gets its minutes."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.now = rng, dagbog, hus, now
        dagbog.at(now - timedelta(hours=30), self._answer)
        self.referater = [deal(rng, texts) for texts in (REFERATER, REFERATER_SKOLE)]
        self.aftaler = [deal(rng, texts) for texts in (AFTALER, AFTALER_SKOLE)]
        self.tredje = [deal(rng, texts) for texts in (OVERSKUD, HVEM)]
        for number, familie in enumerate(verden.familier):
            if number % HVER == 0 or number in OGSAA:
                day = (now - timedelta(days=BEGYNDER - number % 20)).date()
                moment = local(weekday(day), 9, self.rng.randrange(60))
                dagbog.at(moment, self._lay, familie, number)

    def _lay(self, familie, number):
        row = familie.row
        by = row and row.konsulent
        if by is None or row.ophoert_paa:
            return
        boern = familie.children_on(timezone.localdate())
        if boern and number // HVER % 2 == 0:
            sag, slags = hvem.sag_of_barn(boern[0].row), Moedeslags.TVAERFAGLIGT
        else:
            sag, slags = hvem.sag_of_familie(row), Moedeslags.STATUSMOEDE
        found = hvem.kandidater(sag, by)
        wanted = hvem.suggested(slags, found)
        anker = weekday(timezone.localdate() + timedelta(days=5 + number % 9))
        professional = slags == Moedeslags.TVAERFAGLIGT
        with attempt():  # where somebody is busy at that hour, the family has no rows of meetings
            serie = actions.plan_serie(
                by=by,
                kommune=row.kommune,
                anker=anker,
                hver=1 + number % 3 // 2,
                enhed="ugedag",
                klokken=HOURS[number // HVER % len(HOURS)],
                minutter=60,
                slags=slags,
                kun_fagfolk=professional,
                formaal=PURPOSE if professional else "",
                plejefamilie=sag.plejefamilie,
                barn=sag.barn,
                sted_tekst="Mødelokale 2",
                deltagere=[one.valg for one in found if one.noegle in wanted],
            )
            about = boern[:1] if professional else boern
            school = any(barn.age_on(self.now.date()) >= SKOLEALDER for barn in about)
            for moede in serie.moeder.filter(slut__lt=self.now):
                self.dagbog.at(moede.slut + timedelta(minutes=20), self._hold, moede.pk, school)

    def _answer(self):
        """Whoever has a login says that she comes to the meetings of the next weeks, mostly."""
        coming = Deltager.objects.present().filter(
            bruger__isnull=False,
            moede__aflyst_at=None,
            moede__start__range=(self.now, self.now + SOON),
        )
        for one in coming.select_related("moede", "bruger").order_by("pk"):
            if one.bruger_id == one.moede.indkalder_id or self.rng.random() < ANSWERED:
                actions.answer_moede(by=one.bruger, deltager=one, svar=Deltager.Svar.KOMMER)

    def _hold(self, pk, school):
        """Minutes and an agreement; those of the last week are not locked yet."""
        moede = Moede.objects.get(pk=pk)
        if moede.aflyst_at:
            return
        rng, by = self.rng, moede.indkalder
        points = [*moede.punkter.all()]
        professional = moede.slags == Moedeslags.TVAERFAGLIGT
        texts = [next(self.referater[school]), next(self.referater[0])]
        texts.append(next(self.tredje[professional]))
        written = {point.pk: {"referat": text} for point, text in zip(points, texts, strict=False)}
        if professional and rng.random() < 0.4:
            written[points[-1].pk] = {"synspunkter": [*SYN], "faelles_linje": LINJE}
        came = {one.pk: rng.random() < 0.9 for one in moede.deltagere.present()}
        actions.write_referat(
            by=by, moede=moede, version=moede.version, punkter=written, fremmoede=came
        )
        if moede.slut < self.now - 7 * DAY:
            actions.lock_referat(by=by, moede=moede)
        frist = weekday(timezone.localdate() + timedelta(days=rng.randrange(7, 30)))
        people = [one.bruger for one in moede.deltagere.present() if one.bruger]
        aftale = actions.create_aftale(
            by=by,
            kommune=moede.kommune,
            tekst=next(self.aftaler[school and rng.random() < 0.6]),
            ansvarlig=rng.choice(people or [by]),
            frist=frist,
            moede=moede,
            plejefamilie=moede.plejefamilie,
            barn=moede.barn,
        )
        if rng.random() < KEPT:
            self.dagbog.at(local(frist - DAY, 15, rng.randrange(60)), self._keep, aftale)

    def _keep(self, aftale):
        actions.complete_aftale(by=aftale.ansvarlig, aftale=aftale)
