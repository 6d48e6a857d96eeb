"""The courses of Vestersund: drafted by an institution, published, filled, held and judged."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from faelles.access import Rolle
from faelles.actions.bruger import create_bruger
from faelles.models import Bruger, Organisation
from faelles.workdays import Kalender
from overblik.demo import navne
from overblik.demo.kursustekster import BEGREBER, KOMMENTARER, KURSER, LOKALER, SPOR, SPORLED
from overblik.demo.ur import attempt, deal, local
from plejefamilier.models import Konsulenttildeling, Lokale
from supervision.actions.emne import create_emne, lay_temaer
from supervision.actions.evaluering import evaluate_kursus
from supervision.actions.fremmoede import (
    expected_at,
    halves_of,
    noted_at,
    record_fremmoede,
    state_of,
)
from supervision.actions.kursus import Gang, create_kursus, publish_kursus, send_kursus
from supervision.actions.temaspor import add_sporled
from supervision.actions.tilmelding import enrol
from supervision.actions.tilmelding_pligt import enrol_all
from supervision.actions.tilmeldingsvarsler import BEKRAEFTES
from supervision.models import Begreb, Fagprofil, Kursus, Tema, Temaspor, Tilmelding

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BEGYNDER = 190  # days ago the lists were laid
UNDERVISER = ("line.munk", "Line Munk")  # a colleague of the demo's institution employee
CAME, ANSWERED = 0.88, 0.8
OFTEN = 4  # every fourth family is the demo konsulent's, as far as they go


AABENT = Kalender(faste={(12, day): "jul" for day in (24, *range(27, 32))})


def hverdag(day):
    """The day itself, or the next on which a house of Vestersund is open."""
    return AABENT.roll_forward(day)


@dataclass(frozen=True)
class Hus:
    """The institution that gives courses and supervision in the story, and its people."""

    institution: Organisation
    medarbejder: Bruger
    booker: Bruger
    underviser: Bruger


def hus_of(hus):
    """The demo's own institution; the colleague is hired by whoever asks first."""
    people = {
        login: Bruger.objects.filter(email=f"{login}@vestersund.example").first()
        for login, _ in (navne.INSTITUTION, navne.BOOKER, UNDERVISER)
    }
    medarbejder = people[navne.INSTITUTION[0]]
    login, navn = UNDERVISER
    underviser = people[login] or create_bruger(
        by=hus.administrator,
        navn=navn,
        email=f"{login}@vestersund.example",
        telefon="20029001",
        organisation=medarbejder.organisation,
        rolle=Rolle.INSTITUTIONSMEDARBEJDER,
        team=None,
        fra=timezone.localdate(),
    )
    return Hus(medarbejder.organisation, medarbejder, people[navne.BOOKER[0]], underviser)


def families_of(verden, konsulent):
    """The families of the story that `konsulent` has today; one query."""
    held = Konsulenttildeling.objects.holding(timezone.localdate()).filter(konsulent=konsulent)
    pks = {*held.values_list("plejefamilie", flat=True)}
    return [one for one in verden.familier if one.row and one.row.pk in pks]


class Kurser:
    """Puts courses into the diary: each is drafted, published, filled, held, evaluated."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden, self.now = rng, dagbog, hus, verden, now
        self.kommentarer = deal(rng, KOMMENTARER)
        dagbog.at(now - BEGYNDER * DAY, self._lay_lists)
        for nr, plan in enumerate(KURSER):
            first = hverdag((now + plan.om_dage * DAY).date())
            drafted = min(first - plan.udkast_foer * DAY, (now - 6 * DAY).date())
            dagbog.at(local(drafted, 10, 5 + nr), self._draft, nr, plan, first)

    def _lay_lists(self):
        kommune, leder = self.hus.kommune, self.hus.ledere[0]
        lay_temaer(by=leder, kommune=kommune)
        people = hus_of(self.hus)
        for navn, plads, egen in LOKALER:
            org = people.institution if egen else kommune
            row = Lokale(kommune=kommune, organisation=org, navn=navn, kapacitet=plads)
            create_emne(by=leder, row=row)
        for slags, ord_, forklaring in BEGREBER:
            row = Begreb(kommune=kommune, slags=slags, ord=ord_, forklaring=forklaring)
            create_emne(by=leder, row=row)
        grupper = (("tilgange", "udvikling"), ("diagnoser", "samarbejde"))
        for bruger, own in zip((people.medarbejder, people.underviser), grupper, strict=True):
            temaer = Tema.objects.filter(kommune=kommune, gruppe__in=own)
            row = Fagprofil(
                kommune=kommune,
                bruger=bruger,
                kompetencer=["maalgruppe", "redskaber", "plejeomraadet"],
                speciale="Tryghedscirklen" if own == grupper[0] else "Diagnoser hos børn",
            )
            create_emne(by=leder, row=row, temaer=temaer)

    def _draft(self, nr, plan, first):
        people, kommune = hus_of(self.hus), self.hus.kommune
        lokale = Lokale.objects.filter(kommune=kommune, navn=plan.lokale).first()
        gange = []
        for number in range(plan.gange):
            day = hverdag(first + number * WEEK)
            begins = local(day, *plan.klokken)
            ends = begins + timedelta(minutes=plan.minutter)
            gange.append(Gang(begins, ends, lokale=lokale, link=plan.link))
        teacher = people.medarbejder if nr % 2 == 0 else people.underviser
        with attempt():
            kursus = create_kursus(
                by=people.booker,
                kommune=kommune,
                udbyder=people.institution,
                gange=gange,
                undervisere=[teacher],
                begreber=Begreb.objects.filter(kommune=kommune, ord__in=plan.begreber),
                idempotency_key=self._key(),
                tema=Tema.objects.filter(kommune=kommune, gruppe=plan.tema).first(),
                titel=plan.titel,
                beskrivelse=plan.beskrivelse,
                form=plan.form,
                laengde=plan.laengde,
                maalgruppe=plan.maalgruppe,
                obligatorisk=plan.obligatorisk,
                levering=Kursus.Levering.VIRTUEL if plan.link else Kursus.Levering.FYSISK,
                pladser=plan.pladser,
                tilmeldingsfrist=first - plan.frist_foer * DAY,
            )
            self._plan(kursus, plan, teacher)

    def _plan(self, kursus, plan, teacher):
        soon = timezone.now() + DAY
        self.dagbog.at(soon, self._send, kursus)
        if not plan.udgives:
            return
        self.dagbog.at(soon + DAY, self._publish, kursus)
        if plan.obligatorisk:
            self.dagbog.at(soon + 2 * DAY, self._enrol_all, kursus, plan)
        else:
            for number, familie in enumerate(self._families(plan)):
                moment = soon + 2 * DAY + number * timedelta(hours=5)
                self.dagbog.at(moment, self._enrol, kursus, familie)
        held = [gang for gang in kursus.gange.all() if gang.slut < self.now]
        for gang in held if plan.noteres else held[:-1]:
            self.dagbog.at(gang.slut + timedelta(minutes=10), self._attend, gang, teacher)
        if held and len(held) == plan.gange and plan.noteres:
            self.dagbog.at(held[-1].slut + timedelta(minutes=30), self._evaluate, kursus, teacher)

    def _families(self, plan):
        """The families of the course, the demo konsulent's among them; they come in their order."""
        there = [one for one in self.verden.familier if one.row and not one.row.ophoert_paa]
        mine = families_of(self.verden, self.hus.konsulenter[0][0])[: plan.familier // OFTEN + 1]
        others = [one for one in there if one not in mine]
        return [*mine, *self.rng.sample(others, plan.familier - len(mine))]

    def _send(self, kursus):
        send_kursus(by=hus_of(self.hus).booker, kursus=kursus)

    def _publish(self, kursus):
        publish_kursus(by=self.hus.ledere[0], kursus=kursus)
        if kursus.titel == SPOR[1]:
            self._lay_track(kursus)

    def _lay_track(self, kursus):
        leder = self.hus.ledere[0]
        navn, _, beskrivelse = SPOR
        row = Temaspor(kommune=kursus.kommune, navn=navn, tema=kursus.tema, beskrivelse=beskrivelse)
        spor = create_emne(by=leder, row=row)
        for slags, titel in SPORLED:
            about = kursus if slags == "kursus" else None
            add_sporled(by=leder, spor=spor, slags=slags, titel=titel, kursus=about)

    def _enrol(self, kursus, familie):
        by = familie.row.konsulent
        if by is None or familie.row.ophoert_paa:
            return
        with attempt():
            enrol(
                by=by,
                kursus=kursus,
                plejefamilie=familie.row,
                idempotency_key=self._key(),
                bekraeft=BEKRAEFTES,
            )

    def _enrol_all(self, kursus, plan):
        rows = [one.row for one in self._families(plan)]
        with attempt():
            enrol_all(by=self.hus.ledere[0], kursus=kursus, plejefamilier=rows)

    def _attend(self, gang, teacher):
        people = [*expected_at(gang)]
        noted = noted_at(gang)
        of = halves_of(gang, noted)
        kom = {(one.pk, half) for one in people for half in of if self.rng.random() < CAME}
        record_fremmoede(by=teacher, gang=gang, kom=kom, seen=state_of(people, noted))

    def _evaluate(self, kursus, teacher):
        seated = Tilmelding.objects.seated().filter(kursus=kursus).order_by("pk")
        for tilmelding in seated.prefetch_related("deltagere"):
            for deltager in tilmelding.deltagere.all():
                if self.rng.random() > ANSWERED:
                    continue
                says = self.rng.random() < 0.5
                evaluate_kursus(
                    by=teacher,
                    deltager=deltager,
                    seen="",
                    formidling=self.rng.choice((4, 4, 5)),
                    brugbarhed=self.rng.choice((3, 4, 5)),
                    aendring=self.rng.choice((3, 3, 4)),
                    kommentar=next(self.kommentarer) if says else "",
                )

    def _key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)
