"""What comes of some calls beside the follow-up: an assessment, a correction, a withdrawal."""

import uuid
from datetime import timedelta

from django.utils import timezone

from akuttelefon import actions, tasks
from akuttelefon.models import Opkald, Rettelse, Underretning
from overblik.demo import tekster
from overblik.demo.ur import local

JA, NEJ, VED_IKKE = Opkald.Underretningssvar.values
CORRECTED, WITHDRAWN, WORRIED, LATE = 0.02, 0.004, 0.07, 0.05  # shares; the last of assessments


class Efterspil:
    """Decides about underretning, and puts what follows from a call into the diary."""

    def __init__(self, rng, dagbog, hus, now, *, vurderes):
        self.rng, self.dagbog, self.hus, self.now = rng, dagbog, hus, now
        self.vurderes = vurderes  # the case of last night whose assessment is still waited for

    def answer(self, sag):
        """What the duty person answered about underretning, and her reason for a yes."""
        chance = self.rng.random()
        grave = sag.alvor == Opkald.Alvor.FARE or sag.udfald == Opkald.Udfald.POLITI
        if sag is self.vurderes and self._is_recent():
            svar = JA
        elif grave:
            svar = JA if chance < 0.45 else VED_IKKE if chance < 0.6 else NEJ
        else:
            worried = sag.alvor == Opkald.Alvor.ALVORLIGT and chance < WORRIED
            svar = JA if worried else NEJ if chance < 0.96 else VED_IKKE
        reason = self.rng.choice(tekster.BEKYMRINGER) if svar == JA else ""
        return {"underretningssvar": svar, "underretning_begrundelse": reason}

    def _is_recent(self):
        return timezone.now() > self.now - timedelta(days=2)

    def follow(self, opkald, sag):
        """Plan what comes of a call that was just saved."""
        underretning = Underretning.objects.filter(opkald=opkald).first()
        if underretning is not None:
            self._plan_assessment(underretning, sag)
        chance = self.rng.random()
        if chance < CORRECTED:
            day = timezone.localdate() + timedelta(days=1)
            self.dagbog.at(local(day, 15, 20), self._correct, opkald)
        elif chance < CORRECTED + WITHDRAWN and underretning is None:
            self.dagbog.at(timezone.now() + timedelta(minutes=14), self._withdraw, opkald)

    def _plan_assessment(self, underretning, sag):
        rng = self.rng
        warned = underretning.frist - timedelta(hours=5, minutes=59)
        for moment in (warned, underretning.frist + timedelta(minutes=1)):
            self.dagbog.at(moment, tasks.escalate_underretninger)
        if sag is self.vurderes and self._is_recent():
            self.dagbog.at(timezone.now() + timedelta(minutes=5), self._to_sofie, underretning)
            return
        hours = 26 if rng.random() < LATE else rng.randrange(2, 21)
        moment = underretning.begyndt_at + timedelta(hours=hours, minutes=rng.randrange(50))
        if rng.random() < 0.5:
            early = underretning.begyndt_at + timedelta(minutes=rng.randrange(60, 110))
            self.dagbog.at(early, self._take, underretning)
        self.dagbog.at(moment, self._assess, underretning)

    def _to_sofie(self, underretning):
        """The demo's rådgiver has the assessment."""
        sofie = self.hus.raadgivere[0]
        row = Underretning.objects.get(pk=underretning.pk)
        if row.ansvarlig_id != sofie.pk:
            actions.hand_over_underretning(
                by=self.hus.ledere[0],
                underretning=row,
                til=sofie,
                begrundelse=tekster.MYNDIGHEDSVAGT,
            )

    def _take(self, underretning):
        row = Underretning.objects.select_related("ansvarlig").get(pk=underretning.pk)
        if row.afsluttet_at is None and row.taget_at is None:
            actions.take_underretning(
                by=row.ansvarlig, underretning=row, tekst=self.rng.choice(tekster.TAGET)
            )

    def _assess(self, underretning):
        row = Underretning.objects.select_related("ansvarlig").get(pk=underretning.pk)
        if row.afsluttet_at is None:
            vurdering, notat = self.rng.choice(tekster.VURDERINGER)
            actions.assess_underretning(
                by=row.ansvarlig, underretning=row, vurdering=vurdering, notat=notat
            )

    def _correct(self, opkald):
        if opkald.tilbagetraekninger.exists():
            return
        felt, tekst = self.rng.choice(tekster.RETTELSER)
        actions.correct_opkald(
            by=opkald.logged_by,
            opkald=opkald,
            felt=Rettelse.Felt(felt),
            tekst=tekst,
            idempotency_key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
        )

    def _withdraw(self, opkald):
        actions.withdraw_opkald(
            by=opkald.logged_by, opkald=opkald, begrundelse=tekster.TRUKKET_TILBAGE
        )
