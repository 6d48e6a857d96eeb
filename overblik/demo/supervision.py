"""Supervision in Vestersund: forløb of every kind, written down, planned, and one to write now."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from faelles.models import Besked
from overblik.demo import supervisionstekster as tekster
from overblik.demo.kurser import families_of, hus_of, hverdag
from overblik.demo.ur import attempt, deal, local
from plejefamilier.actions import complete_aftale
from plejefamilier.models import Lokale
from plejefamilier.models.moede import Sted
from supervision.actions.aarshjul import Planlagt, create_aarshjul, finish_aarshjul, plan_aar
from supervision.actions.evaluering import evaluate_forloeb
from supervision.actions.forloeb import activate_forloeb, extend_forloeb, open_forloeb
from supervision.actions.forloeb_deltager import add_familie
from supervision.actions.forloeb_kontakt import note_kontakt, share_with_konsulent
from supervision.actions.forloeb_slut import close_forloeb
from supervision.actions.forloebsaftale import sign_forloebsaftale
from supervision.actions.konsulterende import (
    choose_udbyder,
    decide_visitation,
    open_konsulterende,
    request_visitation,
)
from supervision.actions.session import plan_session
from supervision.actions.sessionslog import Log, Ny, log_session
from supervision.actions.sessionstid import BEKRAEFTES
from supervision.actions.sparring import write_sparring
from supervision.actions.timer import agree_timer, record_koeb
from supervision.actions.udviklingsplan import Maal, save_udviklingsplan
from supervision.models import Begreb, Forloeb, Session, Sessionsaftale, Tema, Visitation

DAY = timedelta(days=1)
AFTALT = 185  # days ago hours and providers were agreed
HELD = timedelta(hours=2)  # after the session it is written down
Slags = Forloeb.Slags


class Supervision:
    """Puts the forløb of the demo konsulent's families into the diary."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden, self.now = rng, dagbog, hus, verden, now
        self.referater = deal(rng, tekster.REFERATER)
        self.aftaler = deal(rng, tekster.AFTALER)
        for days, act in (
            (AFTALT, self._agree),
            (150, self._group),
            (112, self._short),
            (98, self._long),
            (72, self._ask),
            (2, self._ask_again),
        ):
            dagbog.at(self._moment(-days, 8, 40), act)
        dagbog.at(now - DAY, self._read_notices)

    # --- who, when ----------------------------------------------------------------------------

    def _moment(self, days, hour, minute=0):
        """A local hour of the day so many days from today, on a weekday."""
        return local(hverdag((self.now + days * DAY).date()), hour, minute)

    def _families(self):
        """The demo konsulent's families, those first that a child of the demo rådgiver lives in."""
        raadgiver, today = self.hus.raadgivere[0], timezone.localdate()
        mine = [one for one in families_of(self.verden, self.konsulent) if not one.row.ophoert_paa]

        def theirs(one):
            return any(
                barn.row.myndighedsraadgiver_id == raadgiver.pk for barn in one.children_on(today)
            )

        return sorted(mine, key=lambda one: (not theirs(one), one.nr))

    def _family(self, number):
        found = self._families()
        return found[number % len(found)]

    @property
    def konsulent(self):
        return self.hus.konsulenter[0][0]

    @property
    def people(self):
        return hus_of(self.hus)

    # --- what was agreed ----------------------------------------------------------------------

    def _agree(self):
        leder, people, kommune = self.hus.ledere[0], self.people, self.hus.kommune
        today = timezone.localdate()
        agree_timer(
            by=leder,
            kommune=kommune,
            institution=people.institution,
            timer_pr_maaned=14,
            timepris=620,
            fra=today.replace(day=1),
        )
        choose_udbyder(by=leder, kommune=kommune, institution=people.institution, fra=today)
        record_koeb(
            by=leder,
            kommune=kommune,
            dato=today,
            leverandoer="Psykologhuset ved Havnen",
            beloeb=14400,
            timer=12,
            bemaerkning="Gammel aftale, der løber ud",
        )
        for number, texts in enumerate(tekster.PLANER):
            save_udviklingsplan(
                by=self.konsulent,
                plejefamilie=self._family(number).row,
                seen=0,
                samarbejde=tekster.SAMARBEJDE,
                maal=[Maal(*one) for one in texts],
            )

    # --- forløb -------------------------------------------------------------------------------

    def _open(self, familie, texts, **facts):
        problem, maal = texts
        people = self.people
        forloeb = open_forloeb(
            by=self.konsulent,
            kommune=self.hus.kommune,
            slags=facts.pop("slags", Slags.INDIVIDUEL),
            plejefamilie=familie,
            problem=problem,
            maal=maal,
            supervisor=facts.pop("supervisor", people.medarbejder),
            fra=timezone.localdate(),
            **facts,
        )
        if familie:
            note_kontakt(
                by=self.konsulent,
                forloeb=forloeb,
                hvornaar="foer",
                dato=timezone.localdate(),
                tekst=tekster.KONTAKT_FOER,
            )
        return activate_forloeb(
            by=self.konsulent, forloeb=forloeb, roller_aftalt_paa=timezone.localdate()
        )

    def _short(self):
        """Five times an hour and a half: four are written down, one is held and waits for it."""
        familie = self._family(0)
        forloeb = self._open(
            familie.row,
            tekster.KORT,
            format="korte",
            minutter=90,
            antal=5,
            tema=self._tema("tilgange"),
        )
        for days in (-96, -75, -54, -33):
            self._session(forloeb, self._moment(days, 10), log=True)
        self._session(forloeb, self._just_held())
        if self._moment(-60, 12) > timezone.now():
            self.dagbog.at(self._moment(-60, 12), self._between, forloeb)
        self.dagbog.at(self._moment(-20, 11), self._year, forloeb)
        self.dagbog.at(self._moment(-12, 14), self._sparring, familie)

    def _just_held(self):
        """The last weekday on which an hour and a half from eight have passed."""
        ends = local(self.now.date(), 9, 30)
        day = self.now.date() if self.now >= ends else self.now.date() - DAY
        while day.weekday() > 4:
            day -= DAY
        return local(day, 8)

    def _long(self):
        """Three times two and a half hours, closed with a result, and gone on with."""
        forloeb = self._open(
            self._family(1).row, tekster.LANG, format="lange", minutter=150, antal=3
        )
        for days in (-84, -63, -42):
            self._session(forloeb, self._moment(days, 13), log=True)
        self.dagbog.at(self._moment(-36, 15), self._close, forloeb)

    def _close(self, forloeb):
        people, today = self.people, timezone.localdate()
        note_kontakt(
            by=people.medarbejder,
            forloeb=forloeb,
            hvornaar="efter",
            dato=today,
            tekst=tekster.KONTAKT_EFTER,
        )
        forloeb.refresh_from_db()
        with attempt():
            evaluate_forloeb(
                by=people.medarbejder,
                forloeb=forloeb,
                plejefamilie_id=forloeb.plejefamilie_id,
                seen="",
                formidling=5,
                brugbarhed=4,
                aendring=4,
                kommentar="Vi tør stå ved vores grænser nu.",
            )
            close_forloeb(
                by=people.medarbejder,
                forloeb=forloeb,
                version=forloeb.version,
                slut_paa=today,
                maalopfyldelse=4,
                **tekster.RESULTAT,
            )
            new = extend_forloeb(by=people.medarbejder, forloeb=forloeb)
            activate_forloeb(by=people.medarbejder, forloeb=new, roller_aftalt_paa=today)
            self._session(new, self._moment(9, 13))

    def _group(self):
        """A group of four families that meets four times a year."""
        people = self.people
        forloeb = self._open(
            None,
            tekster.GRUPPE,
            slags=Slags.GRUPPE,
            titel="Gruppen om ro og rammer",
            supervisor=people.underviser,
            minutter=150,
            tema=self._tema("tilgange"),
            formaal="loebende",
        )
        for number in (0, 2, 3, 4):
            with attempt():
                add_familie(
                    by=self.konsulent,
                    forloeb=forloeb,
                    plejefamilie=self._family(number).row,
                    fra=timezone.localdate(),
                    bekraeft=frozenset({"mange_familier"}),
                )
        for days in (-140, -50, 24, 115):
            self._session(forloeb, self._moment(days, 17), log=days < 0, lokale="Salen")

    def _ask(self):
        """A konsulterende forløb: asked for, granted, agreed, and half-way."""
        familie = self._family(3)
        row = self._request(familie, tekster.HJERNESKADE)
        self.dagbog.at(self._moment(-68, 9, 15), self._decide, row, familie)

    def _request(self, familie, texts):
        emne, hvorfor = texts
        return request_visitation(
            by=self.konsulent,
            plejefamilie=familie.row,
            emne=emne,
            hvorfor=hvorfor,
            kanal="konsulent",
            anmodet_paa=timezone.localdate(),
            idempotency_key=self._key(),
            tema=self._tema("diagnoser"),
            oensket_udbyder=self.people.institution,
        )

    def _decide(self, row, familie):
        decide_visitation(
            by=self.hus.ledere[0],
            visitation=row,
            afgoerelse=Visitation.Afgoerelse.JA,
            begrundelse=tekster.BEVILGET,
            afgjort_paa=timezone.localdate(),
            udbyder=self.people.institution,
        )
        self.dagbog.at(self._moment(-64, 9, 40), self._begin, row)

    def _begin(self, row):
        people = self.people
        problem, maal = tekster.KONSULTERENDE
        forloeb = open_konsulterende(
            by=people.underviser,
            visitation=row,
            supervisor=people.underviser,
            fra=timezone.localdate(),
            problem=problem,
            maal=maal,
            sted=Sted.HJEMME,
            hjemme_oensket_paa=timezone.localdate(),
        )
        for by in (people.underviser, self.konsulent):
            version = forloeb.aftale.version
            sign_forloebsaftale(by=by, forloeb=forloeb, version=version)
        for days in (-52, -24, 8):
            self._session(forloeb, self._moment(days, 14), log=days < 0)

    def _ask_again(self):
        """A request that waits for the leader."""
        self._request(self._family(5), tekster.VENTER)

    # --- sessions -----------------------------------------------------------------------------

    def _session(self, forloeb, start, *, log=False, lokale="Samtalerummet"):
        """Plan a session; when it is over by now, it is written down the same day."""
        inside = forloeb.sted == Sted.INSTITUTIONEN
        room = Lokale.objects.filter(kommune=forloeb.kommune, navn=lokale).first()
        with attempt():
            row = plan_session(
                by=forloeb.supervisor,
                forloeb=forloeb,
                start=start,
                slut=start + timedelta(minutes=forloeb.minutter),
                lokale=room if inside else None,
                tema=self.rng.choice(tekster.TEMAER),
                bekraeft=BEKRAEFTES,
            )
            if log:
                self.dagbog.at(row.slut + HELD, self._log, row.pk)

    def _log(self, pk):
        row = Session.objects.select_related("forloeb__plejefamilie", "supervisor").get(pk=pk)
        familie, by = row.forloeb.plejefamilie, row.supervisor
        maal = tuple(familie.udviklingsmaal.filter(lukket_paa=None)[:1]) if familie else ()
        agreed = ()
        if familie and self.rng.random() < 0.7:
            frist = hverdag(timezone.localdate() + self.rng.randrange(10, 40) * DAY)
            agreed = (Ny(next(self.aftaler), self.konsulent, frist),)
        notes = {}
        if familie and self.rng.random() < 0.5:
            for one in self.verden.familier:
                boern = one.children_on(timezone.localdate()) if one.row == familie else []
                notes |= {barn.row: tekster.TIL_RAADGIVER for barn in boern[:1]}
        with attempt():
            log_session(
                by=by,
                session=row,
                version=row.version,
                log=Log(
                    start=row.start,
                    slut=row.slut,
                    felter={
                        "tekst": next(self.referater),
                        "tema": row.tema,
                        "andet_tema": "" if maal or not familie else row.tema,
                    },
                    maal=maal,
                    fortroligt=tekster.FORTROLIGT if familie and self.rng.random() < 0.4 else "",
                    raadgivernotater=notes,
                    aftaler=agreed,
                ),
            )
        for one in Sessionsaftale.objects.filter(session=row).select_related("aftale"):
            self.dagbog.at(local(one.aftale.frist, 9, 30), self._keep, one.aftale)

    def _keep(self, aftale):
        complete_aftale(by=self.konsulent, aftale=aftale, udfald=tekster.HOLDT)

    def _read_notices(self):
        """Everybody has seen what she was told of courses and supervision until last week."""
        now = timezone.now()
        rows = Besked.objects.filter(read_at=None, due_at__lt=now - 4 * DAY)
        for key in ("session", "forloeb", "kursus", "tilmelding", "raadgivernotat", "visitation"):
            rows.filter(key__startswith=key).update(read_at=now)

    # --- around it ----------------------------------------------------------------------------

    def _between(self, forloeb):
        today = timezone.localdate()
        note_kontakt(
            by=self.people.medarbejder,
            forloeb=forloeb,
            hvornaar="under",
            dato=today,
            tekst=tekster.KONTAKT_UNDER,
        )
        share_with_konsulent(by=self.people.medarbejder, forloeb=forloeb, fra=today)

    def _year(self, forloeb):
        """The wheel of this year, agreed; and of next year, laid and planned."""
        year = self.now.year
        with attempt():
            wheel = create_aarshjul(by=self.konsulent, aar=year, plejefamilie=forloeb.plejefamilie)
            finish_aarshjul(
                by=self.konsulent,
                aarshjul=wheel,
                version=wheel.version,
                begrundelse=tekster.HJUL_I_AAR,
            )
        with attempt():
            wheel = create_aarshjul(
                by=self.konsulent, aar=year + 1, plejefamilie=forloeb.plejefamilie
            )
            gange = {}
            for number, (month, day) in enumerate(((1, 21), (4, 14), (8, 25), (11, 10))):
                start = local(hverdag(date(year + 1, month, day)), 10)
                gange[str(number)] = Planlagt(
                    forloeb, start, start + timedelta(minutes=90), tekster.TEMAER[number]
                )
            plan_aar(by=self.konsulent, aarshjul=wheel, gange=gange, bekraeft=BEKRAEFTES)

    def _sparring(self, familie):
        with attempt():
            write_sparring(
                by=self.konsulent,
                plejefamilie=familie.row,
                dato=timezone.localdate(),
                tekst=tekster.SPARRING,
                idempotency_key=self._key(),
                begreber=Begreb.objects.filter(kommune=self.hus.kommune, ord="hajmusik"),
            )

    def _tema(self, gruppe):
        return Tema.objects.filter(kommune=self.hus.kommune, gruppe=gruppe).first()

    def _key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)
