"""The meetings of Vestersund: rows of them, with minutes and agreements."""

from datetime import time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from overblik.demo.ur import local, weekday
from plejefamilier import actions
from plejefamilier.models import Moede, Moedeslags
from plejefamilier.queries import moedekandidater as hvem

DAY = timedelta(days=1)
HVER = 3  # every third family has rows of meetings in Samspil
BEGYNDER = 75  # days ago the first of them were laid
PURPOSE = "Alle arbejder i samme retning for barnet"
REFERATER = (
    "Hverdagen er faldet til ro efter ferien. Morgenerne går bedst, når tøjet ligger klart.",
    "Barnet har fået en ven i klassen og vil gerne have ham med hjem. Familien siger ja.",
    "Samværet gik godt. Barnet var træt bagefter og havde brug for en stille aften.",
    "Skolen melder om færre konflikter. Der er stadig uro i skift mellem timer.",
    "Plejeforældrene prøver med en fast snak hver søndag. Det giver færre spørgsmål ved sengetid.",
)
SYN = (
    {"hvem": "Konsulenten", "syn": "Barnet kan klare flere besøg nu."},
    {"hvem": "Familiebehandleren", "syn": "Forældrene har brug for en måned mere i samme rytme."},
)
LINJE = "Vi beholder rytmen til næste møde og spørger barnet, hvad det selv ønsker."
AFTALER = (
    "Ringe til skolen om skift mellem timer",
    "Sende kalenderen for samvær til familien",
    "Finde en dato for fælles tur med kammeraten",
    "Skrive til forældrene om, hvordan ugen er gået",
)


class Moeder:
    """Puts rows of meetings into the diary; each meeting of the past gets its minutes."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.now = rng, dagbog, hus, now
        for number, familie in enumerate(verden.familier):
            if number % HVER == 0:
                day = (now - timedelta(days=BEGYNDER - number % 20)).date()
                moment = local(weekday(day), 9, self.rng.randrange(60))
                dagbog.at(moment, self._lay, familie, number)

    def _lay(self, familie, number):
        row = familie.row
        by = row and row.konsulent
        if by is None or row.ophoert_paa:
            return
        boern = familie.children_on(timezone.localdate())
        if boern and number % 2 == 0:
            sag, slags = hvem.sag_of_barn(boern[0].row), Moedeslags.TVAERFAGLIGT
        else:
            sag, slags = hvem.sag_of_familie(row), Moedeslags.STATUSMOEDE
        found = hvem.kandidater(sag, by)
        wanted = hvem.suggested(slags, found)
        anker = weekday(timezone.localdate() + timedelta(days=5 + number % 9))
        professional = slags == Moedeslags.TVAERFAGLIGT
        try:
            serie = actions.plan_serie(
                by=by,
                kommune=row.kommune,
                anker=anker,
                hver=1,
                enhed="ugedag",
                klokken=time(8 + number % 7, 30 * (number % 2)),
                minutter=60,
                slags=slags,
                kun_fagfolk=professional,
                formaal=PURPOSE if professional else "",
                plejefamilie=sag.plejefamilie,
                barn=sag.barn,
                sted_tekst="Mødelokale 2",
                deltagere=[one.valg for one in found if one.noegle in wanted],
            )
        except ValidationError:  # somebody is busy at that hour: this family meets another year
            return
        for moede in serie.moeder.filter(slut__lt=self.now):
            self.dagbog.at(moede.slut + timedelta(minutes=20), self._hold, moede.pk)

    def _hold(self, pk):
        """Minutes and an agreement; those of the last week are not locked yet."""
        moede = Moede.objects.get(pk=pk)
        if moede.aflyst_at:
            return
        rng, by = self.rng, moede.indkalder
        points = [*moede.punkter.all()]
        texts = rng.sample(REFERATER, 2)
        written = {point.pk: {"referat": text} for point, text in zip(points, texts, strict=False)}
        if moede.slags == Moedeslags.TVAERFAGLIGT and rng.random() < 0.4:
            written[points[-1].pk] = {"synspunkter": [*SYN], "faelles_linje": LINJE}
        came = {one.pk: rng.random() < 0.9 for one in moede.deltagere.present()}
        actions.write_referat(
            by=by, moede=moede, version=moede.version, punkter=written, fremmoede=came
        )
        if moede.slut < self.now - 7 * DAY:
            actions.lock_referat(by=by, moede=moede)
        actions.create_aftale(
            by=by,
            kommune=moede.kommune,
            tekst=rng.choice(AFTALER),
            ansvarlig=by,
            frist=weekday(timezone.localdate() + timedelta(days=rng.randrange(7, 30))),
            moede=moede,
            plejefamilie=moede.plejefamilie,
            barn=moede.barn,
        )
