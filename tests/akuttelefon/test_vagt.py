"""Shifts: laid by a pattern or one by one, changed, called off; never two places at once (K3)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from akuttelefon import actions, bemanding, vagtplan
from akuttelefon.models import Vagt, Vagtserie
from akuttelefon.vagtplan import Hold, Moenster
from faelles.access import Rolle
from faelles.models import AuditEvent, Besked, Organisation
from tests.conftest import local
from tests.factories import BrugerFactory, FravaerFactory, InstitutionFactory, KommuneFactory
from tests.parallel import at_once

pytestmark = pytest.mark.django_db
YEAR = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)
DAY = datetime.timedelta(days=1)
PRESS = 20


@pytest.fixture(autouse=True)
def _now(at):
    at("2026-11-23 09:00")


@pytest.fixture
def doegnvagt(kommune):
    return Organisation.objects.create(navn="Døgnvagten", slags="doegnvagt", kommune=kommune)


@pytest.fixture
def nadia(akutvagt):
    return akutvagt


def night(day, *, hours=17):
    start = local(f"{day} 15:00")
    return {"start": start, "slut": start + datetime.timedelta(hours=hours)}


def lay_one(teamleder, kommune, bruger, day="2026-12-01", **more):
    udbyder = bruger.organisation if bruger else more.pop("udbyder")
    return actions.create_vagt(
        by=teamleder, kommune=kommune, udbyder=udbyder, bruger=bruger, **night(day), **more
    )


def codes(error):
    if hasattr(error.value, "error_dict"):
        return {(f, e.code) for f, es in error.value.error_dict.items() for e in es}
    return {error.value.code}


def huller(kommune, fra=YEAR[0], til=YEAR[1]):
    span = bemanding.day_span(fra, til)
    grundlag = bemanding.grundlag_for(kommune)
    return vagtplan.gaps(grundlag.required(*span), bemanding.shifts_between(kommune, *span))


@pytest.fixture
def three(kommune, brohus, doegnvagt, nadia, konsulent, kollega):
    """Three providers in turn, each with its people; the holidays apart."""
    natvagt = BrugerFactory(rolle=Rolle.AKUTVAGT, kommune=kommune, ansat_hos=doegnvagt)
    hold = (
        Hold(brohus.pk, (nadia.pk,)),
        Hold(doegnvagt.pk, (natvagt.pk,), ugevis=True),
        Hold(kommune.pk, (konsulent.pk, kollega.pk)),
    )
    return Moenster(uger=hold, helligdage=hold)


class TestGenerator:
    def test_a_year_for_three_providers_has_no_gap_and_a_repeat_makes_nothing(
        self, kommune, teamleder, three
    ):
        serie = actions.generate_vagter(
            by=teamleder, kommune=kommune, fra=YEAR[0], til=YEAR[1], moenster=three
        )
        number = Vagt.objects.count()

        assert huller(kommune) == []
        assert number == serie.vagter.count() > 360
        assert {*Vagt.objects.values_list("udbyder", flat=True)} == {
            hold.udbyder for hold in three.uger
        }
        again = actions.generate_vagter(
            by=teamleder, kommune=kommune, fra=YEAR[0], til=YEAR[1], moenster=three
        )
        assert again is None
        assert Vagt.objects.count() == number
        assert Vagtserie.objects.count() == 1
        assert AuditEvent.objects.filter(event="vagtserie.lagt").count() == 1

    def test_a_shift_that_is_called_off_is_the_one_gap_and_is_filled_alone(
        self, kommune, teamleder, three
    ):
        run = {"kommune": kommune, "fra": YEAR[0], "til": YEAR[1], "moenster": three}
        actions.generate_vagter(by=teamleder, **run)
        lost = Vagt.objects.at(local("2027-12-24 20:00")).get()
        actions.cancel_vagt(by=teamleder, vagt=lost, version=lost.version)

        assert huller(kommune) == [(lost.start, lost.slut)]

        serie = actions.generate_vagter(by=teamleder, **run)
        assert [(v.start, v.slut) for v in serie.vagter.all()] == [(lost.start, lost.slut)]
        assert huller(kommune) == []

    def test_it_fills_around_what_stands(self, kommune, teamleder, brohus, nadia):
        mine = lay_one(teamleder, kommune, nadia, "2026-12-01", anledning="planlagt")
        Vagt.objects.filter(pk=mine.pk).update(start=local("2026-12-01 18:00"))
        day = datetime.date(2026, 12, 1)
        actions.generate_vagter(
            by=teamleder,
            kommune=kommune,
            fra=day,
            til=day,
            moenster=Moenster((Hold(brohus.pk),)),
        )
        new = Vagt.objects.filter(serie__isnull=False).in_order()
        assert [(v.start, v.slut) for v in new] == [
            (local("2026-12-01 00:00"), local("2026-12-01 08:00")),
            (local("2026-12-01 15:00"), local("2026-12-01 18:00")),
        ]

    def test_absence_another_shift_and_an_ended_role_are_skipped(
        self, kommune, teamleder, konsulent, kollega
    ):
        FravaerFactory(
            bruger=konsulent, fra=datetime.date(2026, 12, 1), til=datetime.date(2026, 12, 1)
        )
        lay_one(teamleder, kommune, kollega, "2026-12-02")
        Vagt.objects.update(kommune=KommuneFactory())  # a shift of hers in another municipality
        kollega.roller.update(til=datetime.date(2026, 12, 3))
        actions.generate_vagter(
            by=teamleder,
            kommune=kommune,
            fra=datetime.date(2026, 12, 1),
            til=datetime.date(2026, 12, 4),
            moenster=Moenster((Hold(kommune.pk, (konsulent.pk, kollega.pk)),)),
        )
        rows = Vagt.objects.filter(serie__isnull=False).in_order()
        got = {f"{timezone.localtime(v.start):%d %H}": v.bruger for v in rows}
        assert got == {
            "01 00": kollega,  # Lars is away until midnight
            "01 15": kollega,
            "02 15": konsulent,  # Mette is on duty elsewhere
            "03 15": kollega,
            "04 15": konsulent,  # her role has ended
        }

    def test_nothing_is_planned_in_the_past(self, kommune, teamleder, brohus):
        run = {"kommune": kommune, "moenster": Moenster((Hold(brohus.pk),))}
        with pytest.raises(ValidationError) as error:
            actions.generate_vagter(
                by=teamleder, fra=datetime.date(2026, 1, 1), til=datetime.date(2026, 1, 2), **run
            )
        assert codes(error) == {("til", "past")}
        today = datetime.date(2026, 11, 23)
        actions.generate_vagter(by=teamleder, fra=today, til=today, **run)
        assert Vagt.objects.get().start == local("2026-11-23 15:00")

    @pytest.mark.parametrize("stranger", ["provider", "person", "nobody"])
    def test_strangers_in_the_pattern_are_refused(self, stranger, kommune, teamleder, brohus):
        away = InstitutionFactory()
        uger = {
            "provider": (Hold(away.pk),),
            "person": (Hold(brohus.pk, (teamleder.pk,)),),
            "nobody": (),
        }[stranger]
        with pytest.raises(ValidationError):
            actions.generate_vagter(
                by=teamleder, kommune=kommune, fra=YEAR[0], til=YEAR[1], moenster=Moenster(uger)
            )
        assert Vagt.objects.count() == 0

    def test_each_person_hears_once_and_reads_nothing_of_the_shifts(
        self, kommune, teamleder, three, nadia
    ):
        actions.generate_vagter(
            by=teamleder, kommune=kommune, fra=YEAR[0], til=YEAR[1], moenster=three
        )
        assert [b.tekst for b in nadia.beskeder.all()] == ["Du har fået vagter på akuttelefonen"]
        assert Besked.objects.count() == 4

    def test_undo_leaves_what_has_begun_or_was_changed(self, at, kommune, teamleder, three, nadia):
        serie = actions.generate_vagter(
            by=teamleder, kommune=kommune, fra=YEAR[0], til=YEAR[1], moenster=three
        )
        at("2027-03-01 09:00")
        changed = Vagt.objects.at(local("2027-06-01 20:00")).get()
        actions.update_vagt(
            by=teamleder,
            vagt=changed,
            version=1,
            udbyder=changed.udbyder,
            bruger=nadia,
            start=changed.start,
            slut=changed.slut,
        )
        begun = Vagt.objects.filter(start__lte=timezone.now()).count()

        number = actions.undo_vagtserie(by=teamleder, serie=serie)

        assert Vagt.objects.planned().count() == begun + 1
        assert number == Vagt.objects.count() - begun - 1
        assert actions.undo_vagtserie(by=teamleder, serie=serie) == 0
        assert AuditEvent.objects.filter(event="vagtserie.fortrudt").count() == 1


class TestOneShift:
    def test_the_provider_follows_the_person(self, kommune, teamleder, brohus, nadia):
        vagt = actions.create_vagt(
            by=teamleder, kommune=kommune, udbyder=kommune, bruger=nadia, **night("2026-12-01")
        )
        assert vagt.udbyder == brohus
        assert nadia.beskeder.get().tekst == "Du har fået vagter på akuttelefonen"

    def test_a_person_is_never_in_two_places(self, kommune, teamleder, nadia):
        lay_one(teamleder, kommune, nadia)
        with pytest.raises(ValidationError) as error:
            actions.create_vagt(
                by=teamleder,
                kommune=kommune,
                udbyder=nadia.organisation,
                bruger=nadia,
                start=local("2026-12-02 07:59"),
                slut=local("2026-12-02 16:00"),
            )
        assert codes(error) == {("bruger", "overlap")}
        assert "1. december 2026 kl. 15.00" in error.value.messages[0]

    def test_half_open_shifts_may_touch(self, kommune, teamleder, nadia):
        for start, slut in (("08:00", "16:00"), ("16:00", "23:59")):
            actions.create_vagt(
                by=teamleder,
                kommune=kommune,
                udbyder=nadia.organisation,
                bruger=nadia,
                start=local(f"2026-12-05 {start}"),
                slut=local(f"2026-12-05 {slut}"),
            )
        assert Vagt.objects.count() == 2

    def test_the_database_keeps_the_promise_without_the_action(self, kommune, teamleder, nadia):
        vagt = lay_one(teamleder, kommune, nadia)
        with pytest.raises(IntegrityError), transaction.atomic():
            Vagt.objects.create(
                kommune=kommune,
                udbyder=vagt.udbyder,
                bruger=nadia,
                start=vagt.start,
                slut=vagt.slut,
            )

    def test_who_may_not_hold_the_line_that_day_is_refused(
        self, kommune, teamleder, raadgiver, nadia
    ):
        nadia.roller.update(til=datetime.date(2026, 11, 30))
        for person in (raadgiver, nadia):
            with pytest.raises(ValidationError) as error:
                lay_one(teamleder, kommune, person)
            assert codes(error) == {("bruger", "role")}

    def test_times_are_checked_at_their_field(self, kommune, teamleder, nadia):
        wrong = {
            "period": ("2026-12-02 08:00", "2026-12-02 08:00"),
            "past": ("2026-11-20 15:00", "2026-11-21 08:00"),
            "longest": ("2026-12-01 15:00", "2027-02-01 08:00"),
        }
        for code, (start, slut) in wrong.items():
            with pytest.raises(ValidationError) as error:
                actions.create_vagt(
                    by=teamleder,
                    kommune=kommune,
                    udbyder=nadia.organisation,
                    bruger=nadia,
                    start=local(start),
                    slut=local(slut),
                )
            assert codes(error) == {("slut", code)}

    def test_two_who_edit_the_same_shift(self, kommune, teamleder, nadia, konsulent, kollega):
        vagt = lay_one(teamleder, kommune, nadia)
        change = {"udbyder": kommune, "start": vagt.start, "slut": vagt.slut, "version": 1}
        actions.update_vagt(by=teamleder, vagt=vagt, bruger=konsulent, **change)
        with pytest.raises(ValidationError) as error:
            actions.update_vagt(by=teamleder, vagt=vagt, bruger=kollega, **change)
        assert codes(error) == {"stale"}
        vagt.refresh_from_db()
        assert (vagt.bruger, vagt.udbyder, vagt.version) == (konsulent, kommune, 2)
        assert [b.tekst for b in nadia.beskeder.order_by("pk")] == [
            "Du har fået vagter på akuttelefonen",
            "Dine vagter på akuttelefonen er ændret",
        ]

    def test_a_shift_that_is_over_stands_as_it_was(self, at, kommune, teamleder, nadia):
        vagt = lay_one(teamleder, kommune, nadia)
        at("2026-12-02 08:00")
        with pytest.raises(ValidationError) as error:
            actions.cancel_vagt(by=teamleder, vagt=vagt, version=1)
        assert codes(error) == {"past"}

    def test_calling_off_twice_is_calling_off_once(self, kommune, teamleder, nadia):
        vagt = lay_one(teamleder, kommune, nadia)
        for _ in range(2):
            actions.cancel_vagt(by=teamleder, vagt=vagt, version=1)
        assert AuditEvent.objects.filter(event="vagt.aflyst").count() == 1
        lay_one(teamleder, kommune, nadia)  # and her evening is free again


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_twenty_who_press_one_gets_the_person(self, kommune, teamleder, nadia):
        answers = at_once(PRESS, lambda n: lay_one(teamleder, kommune, nadia))
        assert sum(isinstance(answer, Vagt) for answer in answers) == 1
        refused = [answer for answer in answers if not isinstance(answer, Vagt)]
        assert all(isinstance(answer, ValidationError) for answer in refused), refused
        assert Vagt.objects.count() == 1

    def test_four_runs_at_once_are_one_run(self, kommune, teamleder, brohus):
        answers = at_once(
            4,
            lambda n: actions.generate_vagter(
                by=teamleder,
                kommune=kommune,
                fra=YEAR[0],
                til=YEAR[0] + 30 * DAY,
                moenster=Moenster((Hold(brohus.pk),)),
            ),
        )
        assert sum(isinstance(answer, Vagtserie) for answer in answers) == 1, answers
        assert huller(kommune, YEAR[0], YEAR[0] + 30 * DAY) == []
        starts = [*Vagt.objects.values_list("start", flat=True)]
        assert len(starts) == len({*starts})
