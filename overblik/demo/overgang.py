"""Four children of the demo who move from an institution to a foster family, with help (H1–H13)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from faelles.access import Rolle
from faelles.kalender import kalender_for
from faelles.models import Bruger
from overblik.demo import overgangstekster as tekster
from overblik.demo.familier import PlejeBarn
from overblik.demo.ur import attempt, deal, local, weekday
from plejefamilier import actions
from plejefamilier.actions.moedetid import BEKRAEFTES
from plejefamilier.models import (
    Barn,
    Behov,
    Foraelder,
    Moede,
    Overgang,
    Overgangskontakt,
    Trin,
)
from plejefamilier.queries.overgang_moede import kandidater
from plejefamilier.udslusning import Dage

Slags = Overgangskontakt.Slags
WEEK = timedelta(weeks=1)
BUDGET = 20  # hours
BOERN = (  # name, girl, years, number of the family, weeks from today, mother if she takes part
    ("Asta Vangsgaard", True, 4, 40, 3, "Line Vangsgaard"),
    ("Bertram Rødkjær", False, 7, 26, -2, "Camilla Rødkjær"),
    ("Villads Toftegaard", False, 6, 13, -10, ""),
    ("Ida Skovmand", True, 9, 39, -32, ""),
)


@dataclass(frozen=True)
class Flytning:
    """One move of the story: the child, its family's number, the planned day, its mother."""

    barn: PlejeBarn
    familie: int  # one with a free place
    dag: date
    mor: str


class Overgange:
    """Plans a move of each stage: three weeks ahead, just done, done for months, and closed."""

    def __init__(self, rng, dagbog, hus, verden, start, now):
        self.rng, self.dagbog, self.hus, self.verden, self.now = rng, dagbog, hus, verden, now
        today = now.date()
        for number, (navn, pige, years, familie, weeks, mor) in enumerate(BOERN, start=901):
            foedt = today - timedelta(days=years * 365 + 17 * (number - 897))
            barn = PlejeBarn(navn, pige, foedt, number)
            self._plan(Flytning(barn, familie, weekday(today + weeks * WEEK), mor))

    def _plan(self, flytning):
        """What happens to one child, week by week around the day it moves."""
        day, at = flytning.dag, self.dagbog.at
        state = {"nummer": flytning.barn.nummer}
        at(local(day - 10 * WEEK, 9, 20), self._open, flytning, state)
        for week in (-2, 4):
            moeder = (weekday(day + week * WEEK), tuple(tekster.REFERATER[week]))
            at(local(day + (week - 3) * WEEK, 10, 40), self._meet, state, *moeder)
        opstart = kalender_for(self.hus.kommune).roll_forward(day - 9 * WEEK)
        at(local(day - 10 * WEEK, 9, 50), self._call, state, opstart)
        at(local(opstart, 13, 10), self._held, state)
        at(local(opstart, 13, 30), self._write, state, day, 0)
        visits = [(week, Slags.BESOEG) for week in (7, 6, 5, 4)] + [(3, Slags.OVERNATNING)]
        visits += [(2, Slags.OVERNATNING), (1, Slags.OVERNATNING)]
        at(local(weekday(day - 8 * WEEK), 10, 5), self._visits, state, day, visits)
        at(local(weekday(day - 5 * WEEK), 10, 45), self._hear, state, 1)
        at(local(weekday(day - 5 * WEEK), 15, 20), self._ready, state)
        at(local(weekday(day - 4 * WEEK), 11), self._write, state, day, 1)
        at(local(weekday(day - 4 * WEEK), 11, 20), self._adult, state, day)
        for week, (gik, raad) in enumerate(zip(tekster.GIK, tekster.RAAD, strict=True), start=1):
            at(local(weekday(day - (8 - week) * WEEK), 18), self._went, state, gik)
            at(local(weekday(day + week * WEEK), 14, 40), self._advise, state, raad)
        at(local(day, 17, 15), self._moved, state, day)
        for week, tekst in zip((2, 6, 10), tekster.KOM, strict=True):
            at(local(weekday(day + week * WEEK), 17, 30), self._came, state, tekst)
        for week, text in zip((5, 20), tekster.TILSYN, strict=True):
            at(local(weekday(day + week * WEEK), 15), self._visit, state, text)
        for week in (9, 30):
            at(local(weekday(day + week * WEEK), 12), self._follow_up, state)
        at(local(weekday(day + 20 * WEEK), 10), self._close, state)

    def _open(self, flytning, state):
        hus, familie = self.hus, self.verden.familier[flytning.familie]
        state["paedagog"] = Bruger.objects.with_role(
            Rolle.INSTITUTIONSMEDARBEJDER, kommune=hus.kommune, day=timezone.localdate()
        ).first()
        state["familie"], state["raadgiver"] = familie.row, hus.raadgivere[0]
        metode, oensker = tekster.OENSKER[0]
        state["row"] = actions.open_overgang(
            by=state["raadgiver"],
            kommune=hus.kommune,
            plejefamilie=familie.row,
            institution=state["paedagog"].organisation,
            planlagt_flytning=flytning.dag,
            metode=metode,
            oensker=oensker,
            cpr_nummer=flytning.barn.cpr,
            navn=flytning.barn.navn,
            kontaktpaedagog=state["paedagog"],
            timebudget=BUDGET,
        )
        if flytning.mor:
            actions.add_foraelder(
                by=state["raadgiver"],
                barn=state["row"].barn,
                slags="biologisk",
                foraeldremyndighed=True,
                navn=flytning.mor,
                telefon=f"20055{flytning.barn.nummer}",
            )

    def _call(self, state, day):
        row = state["row"]
        start = local(day, 11, 30)
        state["moede"] = actions.plan_moede(
            by=state["raadgiver"],
            kommune=row.kommune,
            slags="opstartsmoede",
            start=start,
            slut=start + timedelta(minutes=90),
            barn=row.barn,
            plejefamilie=row.plejefamilie,
            overgang=row,
            sted="institutionen",
            deltagere=[person.valg for person in kandidater(row)],
            mangler_begrundelse=self._reason(row),
            bekraeft=BEKRAEFTES,
        )

    def _meet(self, state, day, texts):
        """They meet again: two weeks before the move, and four weeks after it."""
        row = state["row"]
        day = kalender_for(self.hus.kommune).roll_forward(day)
        with attempt():  # without somebody who is busy that day they talk on the telephone
            moede = actions.plan_moede(
                by=state["raadgiver"],
                kommune=row.kommune,
                slags="samarbejdsmoede",
                start=local(day, 16),
                slut=local(day, 16, 45),
                barn=row.barn,
                plejefamilie=row.plejefamilie,
                overgang=row,
                sted="institutionen",
                deltagere=[person.valg for person in kandidater(row)],
                accepteret_paa=timezone.localdate(),
                bekraeft=BEKRAEFTES,
            )
            self.dagbog.at(moede.slut, self._write_minutes, state, moede, texts)

    def _write_minutes(self, state, moede, texts):
        by, moede = state["raadgiver"], Moede.objects.get(pk=moede.pk)
        actions.write_referat(
            by=by,
            moede=moede,
            version=moede.version,
            punkter={
                punkt.pk: {"referat": tekst}
                for punkt, tekst in zip(moede.punkter.all(), texts, strict=False)
            },
            fremmoede={deltager.pk: True for deltager in moede.deltagere.all()},
        )
        actions.lock_referat(by=by, moede=Moede.objects.get(pk=moede.pk))

    def _reason(self, row):
        known = Foraelder.objects.filter(foraeldreskaber__barn=row.barn).exists()
        return "" if known else "Mor vil først se familien. Rådgiveren taler med hende bagefter."

    def _held(self, state):
        """Who does what is written down; two things are agreed, and kept a week early."""
        by, moede = state["raadgiver"], state["moede"]
        self._write_minutes(state, moede, tekster.REFERAT)
        actions.agree_roller(
            by=by,
            barn=state["row"].barn,
            version=0,
            indgaaet_paa=timezone.localdate(),
            linjer=[
                {"opgave": "Forbereder barnet og følger det", "hvem": state["paedagog"].navn},
                {"opgave": "Ringer til familien efter hvert besøg", "hvem": "Konsulenten"},
                {"opgave": "Taler med forældrene hver anden uge", "hvem": by.navn},
            ],
        )
        frist = weekday(state["row"].planlagt_flytning - WEEK)
        for tekst, ansvarlig in zip(tekster.AFTALER, (state["paedagog"], by), strict=True):
            aftale = actions.create_aftale(
                by=by,
                kommune=moede.kommune,
                tekst=tekst,
                ansvarlig=ansvarlig,
                frist=frist,
                moede=moede,
                plejefamilie=moede.plejefamilie,
                barn=moede.barn,
            )
            self.dagbog.at(local(frist - WEEK, 14, 5), self._keep, aftale)

    def _keep(self, aftale):
        actions.complete_aftale(by=aftale.ansvarlig, aftale=aftale)

    def _ready(self, state):
        """What the rådgiver knows about the child before it moves: its needs and its plan."""
        barn = Barn.objects.get(pk=state["row"].barn_id)
        actions.record_behov(
            by=state["raadgiver"],
            barn=barn,
            hvornaar=Behov.Hvornaar.MATCHNING,
            dato=timezone.localdate(),
            koder=[Behov.Kode.TILKNYTNING, Behov.Kode.BIOLOGISK_FAMILIE],
            omfang=Behov.Omfang.LET,
            beskrivelse=tekster.BEHOV,
        )
        actions.update_barneplan(
            by=state["raadgiver"],
            barn=barn,
            version=barn.version,
            plan_reference=f"{timezone.localdate().year}-{130000 + state['nummer']}",
            plan_faerdig_paa=timezone.localdate(),
        )

    def _visit(self, state, text):
        actions.record_tilsyn(
            by=state["raadgiver"],
            barn=state["row"].barn,
            dato=timezone.localdate(),
            talt_med_barnet="alene",
            hvorfor_ikke="",
            notat=text,
        )

    def _follow_up(self, state):
        """Needs and plan are seen again some months after the move."""
        by, barn, day = state["raadgiver"], state["row"].barn, timezone.localdate()
        if not barn.behov.filter(hvornaar=Behov.Hvornaar.SENERE).exists():
            actions.record_behov(
                by=state["familie"].konsulent or by,
                barn=barn,
                hvornaar=Behov.Hvornaar.SENERE,
                dato=day,
                koder=[Behov.Kode.TILKNYTNING],
                omfang=Behov.Omfang.MODERAT,
                beskrivelse=tekster.SENERE,
            )
        actions.record_barnsopfoelgning(
            by=by, barn=barn, dato=day, maaneder=6, begrundelse=tekster.OPFOELGNING
        )

    def _write(self, state, day, version):
        felter = {trin: dict(texts) for trin, texts in tekster.FELTER.items()}
        if version:
            felter[Trin.FOER]["hvad"] += "\nEn overnatning hver af de sidste tre uger."
        begins = weekday(day - 9 * WEEK)
        actions.save_plan(
            by=state["raadgiver"],
            overgang=state["row"],
            seen=version,
            dage=Dage(begins, day, day + 4 * WEEK, day + 26 * WEEK),
            felter=felter,
            begrundelse=tekster.BEGRUNDELSE if version else "",
        )

    def _visits(self, state, day, visits):
        for weeks, slags in visits:
            then = weekday(day - weeks * WEEK)
            night = slags == Slags.OVERNATNING
            state.setdefault("kontakter", []).append(
                actions.add_kontakt(
                    by=state["familie"].konsulent or state["raadgiver"],
                    overgang=state["row"],
                    slags=slags,
                    start=local(then, 14, 30),
                    slut=local(then + timedelta(days=1), 10) if night else local(then, 17),
                )
            )

    def _went(self, state, gik):
        kontakt = next((one for one in state["kontakter"] if one.start <= timezone.now()), None)
        if kontakt:
            state["kontakter"].remove(kontakt)
            actions.hold_kontakt(
                by=state["paedagog"], kontakt=kontakt, tekst=gik, slut=kontakt.slut, paa_budget=True
            )

    def _hear(self, state, number):
        metode, tekst = tekster.OENSKER[number]
        actions.hear_barn(
            by=state["paedagog"],
            overgang=state["row"],
            metode=metode,
            tekst=tekst,
            dato=timezone.localdate(),
        )

    def _adult(self, state, day):
        state["voksen"] = actions.add_kendtvoksen(
            by=state["raadgiver"],
            overgang=state["row"],
            navn="",
            bruger=state["paedagog"],
            fra=day,
            til=day + 26 * WEEK,
        )

    def _moved(self, state, day):
        texts = deal(self.rng, tekster.GIK)
        for kontakt in state.pop("kontakter"):
            actions.hold_kontakt(
                by=state["paedagog"], kontakt=kontakt, tekst=next(texts), slut=kontakt.slut
            )
        actions.register_flytning(
            by=state["raadgiver"], overgang=state["row"], flyttet_paa=day, grundlag="samtykke"
        )

    def _advise(self, state, raad):
        now = timezone.now()
        actions.add_kontakt(
            by=state["paedagog"],
            overgang=state["row"],
            slags=Slags.RAADGIVNING,
            start=now - timedelta(minutes=30),
            slut=now,
            tekst=raad,
            paa_budget=True,
        )

    def _came(self, state, tekst):
        now = timezone.now()
        actions.add_kontakt(
            by=state["paedagog"],
            overgang=state["row"],
            slags=Slags.KENDT_VOKSEN,
            start=now - timedelta(hours=2),
            slut=now,
            kendt_voksen=state["voksen"],
            tekst=tekst,
            paa_budget=True,
        )

    def _close(self, state):
        actions.close_overgang(
            by=state["raadgiver"],
            overgang=Overgang.objects.get(pk=state["row"].pk),
            afslutning=tekster.SLUT,
        )
