"""Foster families that help others in Vestersund: asked, begun, followed, ended."""

from datetime import timedelta

from django.utils import timezone

from netvaerk.actions.mentorprofil import save_mentorprofil
from netvaerk.actions.mentorskab import create_mentorskab, end_mentorskab, follow_up_mentorskab
from netvaerk.actions.mentorspoergsmaal import answer_spoergsmaal, ask_mentor
from netvaerk.models import Mentorskab, Mentorspoergsmaal
from overblik.demo import netvaerkstekster as tekster
from overblik.demo.ur import attempt
from plejefamilier.actions.kompetenceforloeb import record_kompetenceforloeb

DAY = timedelta(days=1)
SAID_YES = -430  # days from today: when the mentor families said yes
OLD_ENOUGH = 365 * 4 + 500  # days since their approval
SETTLED = 25  # days after its approval before a new family is offered a mentor
Aarsag, Initiativ = Mentorskab.Aarsag, Mentorskab.Initiativ


class Mentorer:
    """Puts mentors into the diary: one begun, one ended, one asked, one that is looked for."""

    def __init__(self, rng, dagbog, story):
        self.rng, self.dagbog, self.story = rng, dagbog, story
        today = story.now.date()
        old = [one for one in story.others if (today - one.godkendt_fra).days > OLD_ENOUGH]
        mine = [one for one in story.mine if (today - one.godkendt_fra).days > OLD_ENOUGH]
        self.mentorer = [*old[:3], *mine[:1]]
        for number, familie in enumerate(self.mentorer):
            self._at(SAID_YES + number, self._say_yes, familie, tekster.MENTORER[number])
        new = [max(pool, key=lambda one: one.godkendt_fra) for pool in (story.mine, story.others)]
        settled = (new[0].godkendt_fra - today).days + SETTLED
        self._at(max(-175, settled), self._seek, new[0], Aarsag.NY, self.mentorer[0], -1)
        self._at(-400, self._seek, old[4], Aarsag.SAERLIGE_BEHOV, self.mentorer[1], -90)
        self._at(-6, self._seek, new[1], Aarsag.NY, self.mentorer[-1], None)
        self._at(-4, self._seek, story.mine[3], Aarsag.EKSTRA_BARN, None, None)

    def _at(self, days, act, *arguments):
        self.dagbog.at(self.story.moment(days, 13, 5), act, *arguments)

    def _say_yes(self, familie, texts):
        om, emner = texts
        by, today = self.story.konsulent_of(familie), timezone.localdate()
        record_kompetenceforloeb(
            by=by,
            plejefamilie=familie.row,
            titel=tekster.KURSUS,
            gennemfoert_paa=today - 40 * DAY,
            kilde=f"haand-demo-{familie.row.pk}",
        )
        with attempt():
            save_mentorprofil(
                by=by,
                plejefamilie=familie.row,
                version=0,
                ja_paa=today,
                kompetencer=[*emner],
                om=om,
                hoejst=1,
            )

    def _seek(self, mentee, aarsag, mentor, ends):
        """A family wants a mentor. `ends`: on which day it is over; -1 not yet, None unanswered."""
        by, today = self.story.konsulent_of(mentee), timezone.localdate()
        with attempt():
            row = create_mentorskab(
                by=by,
                mentee=mentee.row,
                aarsag=aarsag,
                initiativ=Initiativ.TILBUDT if aarsag == Aarsag.NY else Initiativ.SOEGT,
                emner=["hverdag"] if aarsag == Aarsag.NY else ["flere_boern", "tilknytning"],
                form=Mentorskab.Form.FAST,
                hver=3,
                oensket_paa=today,
                mentee_ja_paa=today,
                idempotency_key=self.story.key(),
            )
            if mentor is not None:
                self.dagbog.at(timezone.now() + DAY, self._ask, row, mentor, ends)

    def _ask(self, row, mentor, ends):
        with attempt():
            asked = ask_mentor(
                by=row.mentee.konsulent,
                mentorskab=row,
                mentor=mentor.row,
                bekraeftet=Mentorskab.Advarsel.values,
            )
            if ends is not None:
                self.dagbog.at(timezone.now() + 5 * DAY, self._accept, asked, mentor, ends)

    def _accept(self, asked, mentor, ends):
        today = timezone.localdate()
        with attempt():
            answer_spoergsmaal(
                by=self.story.konsulent_of(mentor),
                spoergsmaal=asked,
                svar=Mentorspoergsmaal.Svar.JA,
                svar_paa=today,
                fra=today,
                bekraeftet=Mentorskab.Advarsel.values,
            )
            self._follow(asked.mentorskab, 1)
            if ends != -1:
                self._at(ends, self._end, asked.mentorskab)

    def _follow(self, row, nr):
        """Put the `nr`-th follow-up into the diary, on the day it is due."""
        waiting = row.opfoelgninger.filter(nr=nr, paa=None).first()
        if waiting is not None:
            days = (waiting.frist - self.story.now.date()).days
            self._at(days, self._ask_how_it_goes, row, nr)

    def _ask_how_it_goes(self, row, nr):
        with attempt():
            follow_up_mentorskab(
                by=row.mentee.konsulent,
                mentorskab=row,
                nr=nr,
                paa=timezone.localdate(),
                gaar=self.rng.choice(("godt", "godt", "delvist")),
                kontakter=self.rng.randrange(3, 9),
            )
            self._follow(row, nr + 1)

    def _end(self, row):
        with attempt():
            end_mentorskab(
                by=row.mentee.konsulent,
                mentorskab=row,
                til=timezone.localdate(),
                slutaarsag=Mentorskab.Slutaarsag.KLARER_SIG,
            )
