"""Networks in Vestersund: groups in every stage, mentors in every stage, and what families say."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from faelles.models import Besked
from netvaerk.actions.afstand import save_koereafstande
from netvaerk.actions.gruppe import activate_gruppe, close_gruppe, create_gruppe
from netvaerk.actions.gruppebesked import expected_at
from netvaerk.actions.gruppeemne import propose_emne, set_emne
from netvaerk.actions.gruppefremmoede import noted_at, record_gruppefremmoede, state_of
from netvaerk.actions.gruppemoede import move_moede, plan_moeder
from netvaerk.actions.medlemskab import answer_forslag, propose_familie, share_kontakt
from netvaerk.actions.netvaerkssvar import write_netvaerkssvar
from netvaerk.actions.overdragelse import candidates as voksne_of
from netvaerk.actions.overdragelse import hand_over
from netvaerk.models import Gruppemoede, Medlemskab, Netvaerksgruppe, Netvaerkssvar
from netvaerk.queries.forslag import by_key, candidates, with_distances
from overblik.demo import netvaerkstekster as tekster
from overblik.demo.familier import STOPPER, UDEN_KONSULENT
from overblik.demo.kurser import hus_of, hverdag
from overblik.demo.netvaerksmentorer import Mentorer
from overblik.demo.ur import attempt, local
from plejefamilier.models import Plejefamilie
from plejefamilier.rytme import UGEDAG, weekday_months_after

DAY = timedelta(days=1)
LATEST_WEEKDAY = 28  # a fifth weekday is not there in every month
PERSON = 8  # of the demo konsulent's families the numbers are this far apart
CAME = ("kom", "kom", "kom", "kom", "kom", "kom", "afbud", "udeblev")
SHARES = (("navn", "telefon"), ("navn", "telefon"), ("navn",), ())
SVAR, SVAR_DAYS = 22, 170
Besluttet, Svar, Om = Gruppemoede.Besluttet, Medlemskab.Svar, Netvaerkssvar.Om


class Netvaerk:
    """Puts the groups into the diary; the mentors have a class of their own."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden, self.now = rng, dagbog, hus, verden, now
        away = {*UDEN_KONSULENT, STOPPER}
        self.mine = [one for one in verden.familier if one.nr % PERSON == 0]
        self.others = [one for one in verden.familier if one.nr % PERSON and one.nr not in away]
        dagbog.at(self.moment(-520, 9), self._distances)
        for number, plan in enumerate(tekster.GRUPPER):
            dagbog.at(self.moment(plan.dannet, 9, 10 + number), self._form, plan, number)
        for number in range(SVAR):
            when = -SVAR_DAYS + number * (SVAR_DAYS - 5) // SVAR
            dagbog.at(self.moment(when, 15, number), self._answer_questions, number)
        dagbog.at(now - DAY, self._read_notices)
        Mentorer(rng, dagbog, self)

    # --- who, when ----------------------------------------------------------------------------

    def moment(self, days, hour, minute=0):
        """A local hour of the day so many days from today, on a weekday."""
        return local(hverdag((self.now + days * DAY).date()), hour, minute)

    def family(self, name):
        """The family a plan calls »m2« or »a5«."""
        pool = self.mine if name[0] == "m" else self.others
        return pool[int(name[1:])]

    def konsulent_of(self, familie):
        """Its fixed konsulent today, or the leader of its team."""
        return familie.row.konsulent or self.hus.ledere[familie.team]

    @property
    def konsulent(self):
        return self.hus.konsulenter[0][0]

    def key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    # --- a group ------------------------------------------------------------------------------

    def _distances(self):
        by, kommune = self.konsulent, self.hus.kommune
        save_koereafstande(by=by, kommune=kommune, afstande=tekster.KILOMETER)

    def _form(self, plan, number):
        people = hus_of(self.hus)
        gruppe = create_gruppe(
            by=people.medarbejder if plan.egen else self.konsulent,
            kommune=self.hus.kommune,
            idempotency_key=self.key(),
            navn=plan.navn,
            beskrivelse=plan.beskrivelse,
            facilitator=people.medarbejder if plan.egen else people.underviser,
            ansvarlig=self.konsulent,
            faciliterede=plan.faciliterede,
            sted_tekst=tekster.STEDER[number % len(tekster.STEDER)],
            **dict(plan.facts),
        )
        for turn, name in enumerate((*plan.medlemmer, *plan.nej)):
            moment = timezone.now() + (1 + turn) * DAY
            self.dagbog.at(moment, self._propose, gruppe, name, name not in plan.nej)
        for turn, egen in enumerate(plan.spoerges):
            self.dagbog.at(self.moment(turn - 9, 10, 20), self._ask, gruppe, egen)
        if plan.begyndt:
            self.dagbog.at(self.moment(plan.begyndt, 11), self._begin, gruppe, plan)

    def _propose(self, gruppe, name, yes):
        """A family is proposed; its own konsulent answers some days later."""
        familie = self.family(name)
        if familie.row is None or familie.row.ophoert_paa:
            return
        with attempt():
            row = propose_familie(
                by=gruppe.facilitator if name[0] == "a" else self.konsulent,
                gruppe=gruppe,
                plejefamilie=familie.row,
            )
            moment = timezone.now() + timedelta(days=3, hours=2)
            self.dagbog.at(moment, self._answer, row, familie, yes)

    def _ask(self, gruppe, egen):
        """The family that fits best, of the demo konsulent's own or of others', is proposed."""
        rows = with_distances(Netvaerksgruppe.objects.visible_to(self.konsulent))
        row = rows.get(pk=gruppe.pk)
        found = candidates(self.konsulent, row, andre=True)
        if egen:
            familie = Plejefamilie.objects.get(pk=found.egne[0].familie)
        else:
            familie = by_key(self.konsulent, row, found.andre[0].noegle)
        propose_familie(by=self.konsulent, gruppe=row, plejefamilie=familie)

    def _answer(self, row, familie, yes):
        by, today = self.konsulent_of(familie), timezone.localdate()
        with attempt():
            answer_forslag(by=by, medlemskab=row, svar=Svar.JA if yes else Svar.NEJ, svar_paa=today)
            if yes and (deler := self.rng.choice(SHARES)):
                share_kontakt(by=by, medlemskab=row, deler=deler, deler_paa=today)

    def _begin(self, gruppe, plan):
        with attempt():
            gruppe = activate_gruppe(by=gruppe.facilitator, gruppe=gruppe)
        if gruppe.aktiv_fra is None:
            return
        latest = hverdag((self.now + plan.sidst * DAY).date())
        while latest.day > LATEST_WEEKDAY or latest > self.now.date() or latest.weekday() > 4:
            latest -= DAY
        self._plan(gruppe, plan, weekday_months_after(latest, 1 - plan.holdt))
        if plan.overdraget is not None:
            self.dagbog.at(self.moment(plan.overdraget, 10), self._hand_over, gruppe)
        if plan.lukket is not None:
            self.dagbog.at(self.moment(plan.lukket, 14), self._close, gruppe)
        for tekst in plan.forslag:
            self.dagbog.at(self.moment(-12, 21), self._wish, gruppe, tekst)

    def _plan(self, gruppe, plan, first):
        """The whole series, each on the first day from the nominal one that the people have."""
        sted = {"lokale": None, "sted_tekst": gruppe.sted_tekst, "link": ""}
        for number in range(plan.faciliterede):
            nominal = weekday_months_after(first, number)
            for later in range(4):
                start = local(hverdag(nominal + later * DAY), *plan.klokken)
                if self._planned(gruppe, number, start, nominal, sted):
                    break
        for nr, moede in enumerate(gruppe.moeder.order_by("start"), start=1):
            if nr in plan.paa_video:
                self._go_online(moede)
            if nr <= len(plan.emner):
                early = min(moede.start - 10 * DAY, self.now - 8 * DAY)
                when = max(early, timezone.now() + DAY)
                self.dagbog.at(when, self._choose_topic, moede, nr, plan.emner[nr - 1])
            if nr < plan.holdt or (nr == plan.holdt and plan.noteret):
                self.dagbog.at(moede.slut + timedelta(minutes=15), self._attend, moede)

    def _planned(self, gruppe, number, start, nominal: date, sted):
        before = gruppe.moeder.count()
        with attempt():
            plan_moeder(
                by=gruppe.facilitator,
                gruppe=gruppe,
                tider={number: (start, start + timedelta(hours=2))},
                first=nominal,
                hver=1,
                rytme=UGEDAG,
                form=tekster.FYSISK,
                **sted,
            )
        return gruppe.moeder.count() > before

    def _go_online(self, moede):
        with attempt():
            move_moede(
                by=moede.facilitator,
                moede=moede,
                start=moede.start,
                slut=moede.slut,
                form=tekster.VIRTUELT,
                lokale=None,
                sted_tekst="",
                link=tekster.VIDEO,
            )

    def _choose_topic(self, moede, nr, emne):
        first = nr <= moede.gruppe.emner_foerst
        hvem = Besluttet.FACILITATOR if first else Besluttet.FAMILIERNE
        with attempt():
            set_emne(by=moede.facilitator, moede=moede, emne=emne, besluttet_af=hvem)

    def _wish(self, gruppe, tekst):
        propose_emne(by=gruppe.facilitator, gruppe=gruppe, tekst=tekst)

    def _attend(self, moede):
        members = [*expected_at(moede)]
        with attempt():
            record_gruppefremmoede(
                by=moede.facilitator,
                moede=moede,
                kom={one.pk: self.rng.choice(CAME) for one in members},
                seen=state_of(members, noted_at(moede)),
            )

    def _hand_over(self, gruppe):
        gruppe.refresh_from_db()
        with attempt():
            hand_over(
                by=gruppe.facilitator,
                gruppe=gruppe,
                kontakt=voksne_of(gruppe, timezone.localdate()).first(),
            )

    def _close(self, gruppe):
        fordi = Netvaerksgruppe.Lukkegrund.KLARER_SIG
        with attempt():
            close_gruppe(by=self.konsulent, gruppe=gruppe, paa=timezone.localdate(), fordi=fordi)

    # --- what families say --------------------------------------------------------------------

    def _answer_questions(self, number):
        """One family's answers on paper; every third is in no network."""
        by = self.konsulent if number % 2 else hus_of(self.hus).medarbejder
        alone = number % 3 == 2
        groups = Netvaerksgruppe.objects.visible_to(by).filter(aktiv_fra__isnull=False)
        gruppe = groups.order_by("pk").first()
        write_netvaerkssvar(
            by=by,
            om=Om.INGEN if alone or gruppe is None else Om.GRUPPE,
            gruppe_id=gruppe.pk if gruppe else None,
            dato=timezone.localdate(),
            idempotency_key=self.key(),
            mindre_alene=None if alone else self.rng.choice((3, 4, 4, 5, 5)),
            kraevende=self.rng.choice((3, 4, 4, 5)),
            tryghed=self.rng.choice((3, 4, 4, 5, 5)),
            har_ringet=self.rng.random() < 0.4,
        )

    def _read_notices(self):
        """Everybody has seen what she was told of networks until last week."""
        now = timezone.now()
        rows = Besked.objects.filter(read_at=None, due_at__lt=now - 4 * DAY)
        for key in ("gruppe", "netvaerksgruppe", "medlemskab", "mentor"):
            rows.filter(key__startswith=key).update(read_at=now)
