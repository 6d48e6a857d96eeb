"""Undoing the last import; many presses at once; a worker that is killed in the middle."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import TransactionTestCase
from django.urls import reverse

from faelles.models import AuditEvent, Bruger
from plejefamilier import actions
from plejefamilier.actions import dataimport as work
from plejefamilier.actions.dataimport import work_off_imports
from plejefamilier.models import (
    Anbringelse,
    Barn,
    Dataimport,
    Konsulenttildeling,
    Plejefamilie,
    Plejeforaelder,
)
from tests.factories import BrugerFactory, KommuneFactory, TeamFactory
from tests.parallel import at_once
from tests.plejefamilier.projektmapper import KONSULENT, carry_out, familie, good, send, workbook
from tests.plejefamilier.test_dataimport import snapshot

Status = Dataimport.Status


@pytest.fixture
def _day(at):
    at("2026-11-23 09:00")


@pytest.mark.django_db
@pytest.mark.usefixtures("_day")
class TestUndo:
    def test_it_removes_what_it_made(self, kommune, team, administrator):
        before = snapshot()
        row = carry_out(send(kommune, administrator, good()), administrator)
        actions.undo_import(by=administrator, dataimport=row)
        assert snapshot() == before
        row.refresh_from_db()
        assert (row.status, row.spor, row.fortrudt_af) == (Status.FORTRUDT, None, administrator)
        line = AuditEvent.objects.get(event="dataimport.fortrudt")
        assert line.data["fjernet"]["plejefamilier.Plejefamilie"] == 2
        actions.undo_import(by=administrator, dataimport=row)
        assert AuditEvent.objects.filter(event="dataimport.fortrudt").count() == 1
        assert carry_out(send(kommune, administrator, good()), administrator).spor

    def test_it_puts_back_exactly_what_it_changed(self, kommune, team, administrator, konsulent):
        carry_out(send(kommune, administrator, good()), administrator)
        before = snapshot()
        changed = familie(
            "1042", pladser=4, type="Almen", konsulent=konsulent.email, konsulent_fra="01-12-2026"
        )
        ended = ["670517-4123", "1042", "Døgn", "Med samtykke", "01-08-2024", "01-11-2026", "Andet"]
        book = workbook(Familier=[changed], Anbringelser=[ended])
        row = carry_out(send(kommune, administrator, book), administrator)
        assert snapshot() != before
        actions.undo_import(by=administrator, dataimport=row)
        assert snapshot() == before

    def test_only_the_last_can_be_undone(self, kommune, team, administrator):
        first = carry_out(send(kommune, administrator, good()), administrator)
        carry_out(send(kommune, administrator, good()), administrator)
        first.refresh_from_db()
        with pytest.raises(ValidationError) as error:
            actions.undo_import(by=administrator, dataimport=first)
        assert error.value.code == "sidste"

    def test_it_is_refused_with_reasons_when_somebody_has_worked_on(
        self, client, kommune, team, administrator, teamleder
    ):
        row = carry_out(send(kommune, administrator, good()), administrator)
        holm = Plejefamilie.objects.get(nummer="1042")
        actions.update_plejefamilie(
            by=teamleder, plejefamilie=holm, version=holm.version, telefon="99999999"
        )
        actions.add_plejeforaelder(by=teamleder, plejefamilie=holm, navn="Ny Voksen")
        client.force_login(administrator)
        before = snapshot()
        url = reverse("plejefamilier:dataimport_undo", args=[row.pk])
        answer = client.post(url)
        assert answer.status_code == 409
        assert answer.context["reasons"] == [
            "1 plejefamilie er ændret siden",
            "1 plejeforælder er kommet til siden",
        ]
        assert "Holm" not in answer.content.decode()
        assert snapshot() == before


@pytest.mark.django_db
@pytest.mark.usefixtures("_day")
def test_rows_and_birthdays_are_shown_of_children_and_no_names(
    client, kommune, team, administrator
):
    row = send(kommune, administrator, good())
    client.force_login(administrator)
    url = reverse("plejefamilier:dataimport_detail", args=[row.pk])
    body = client.get(url).content.decode()
    assert "Født 07-05-2017" in body
    assert "1042 · Holm, Ida og Bo" in body
    for hidden in ("Noah", "Alma", "670517", "4123", "Prøvevej", "20304050"):
        assert hidden not in body
    assert AuditEvent.objects.filter(event="dataimport.laest", bruger_id=administrator.pk).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_day")
def test_the_pages_from_sending_to_undoing(client, kommune, team, administrator):
    from_list = reverse("plejefamilier:dataimport_list")
    client.force_login(administrator)
    book = good()
    row = actions.receive_import(by=administrator, kommune=kommune, filnavn="a.xlsx", indhold=book)
    detail = reverse("plejefamilier:dataimport_detail", args=[row.pk])
    status = reverse("plejefamilier:dataimport_status", args=[row.pk])
    assert "Filen bliver læst" in client.get(detail).content.decode()
    assert client.get(status, headers={"hx-request": "true"}).status_code == 200
    work_off_imports()
    assert client.get(status).headers["HX-Refresh"] == "true"
    page = client.get(f"{detail}?vis=opret&side=1")
    start = reverse("plejefamilier:dataimport_start", args=[row.pk])
    assert client.post(start, {"aftryk": "noget andet"}).status_code == 409
    assert client.post(start, {"aftryk": page.context["row"].plan["aftryk"]}).status_code == 302
    assert "0 af 11 rækker" in client.get(detail).content.decode()
    work_off_imports()
    body = client.get(detail).content.decode()
    assert "Oprettede 1 konsulent, 2 familier, 3 plejeforældre, 2 børn og 3 anbringelser." in body
    konsulent = Bruger.objects.get(email=KONSULENT)
    assert reverse("faelles:bruger_update", args=[konsulent.pk]) in body
    assert client.get(from_list).status_code == 200
    undo = reverse("plejefamilier:dataimport_undo", args=[row.pk])
    assert client.post(undo).status_code == 302
    assert not Plejefamilie.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_day")
def test_the_pages_ask_the_same_number_of_times_for_one_import_and_for_five(
    client, kommune, team, administrator, django_assert_max_num_queries
):
    client.force_login(administrator)
    send(kommune, administrator, good())
    url = reverse("plejefamilier:dataimport_list")
    client.get(url)
    with django_assert_max_num_queries(8) as one:
        client.get(url)
    for _ in range(4):
        row = send(kommune, administrator, good())
    with django_assert_max_num_queries(8) as five:
        client.get(url)
    assert len(five) == len(one)
    with django_assert_max_num_queries(12):
        client.get(reverse("plejefamilier:dataimport_detail", args=[row.pk]))


class TestAtOnce(TransactionTestCase):
    """Eight people press, and eight workers wake, in the same moment."""

    def setUp(self):
        self.kommune = KommuneFactory(navn="Vestersund Kommune")
        TeamFactory(kommune=self.kommune, navn="Team Vest")
        self.by = BrugerFactory(rolle="administrator", kommune=self.kommune)

    def test_eight_presses_send_in_one_and_write_it_once(self):
        book = good()

        def press(_):
            return actions.receive_import(
                by=self.by, kommune=self.kommune, filnavn="a.xlsx", indhold=book
            )

        answers = at_once(8, press)
        refused = [a for a in answers if isinstance(a, ValidationError)]
        assert len(refused) == 7, answers
        assert {error.code for error in refused} == {"i_gang"}
        assert sum(n for n in at_once(4, lambda _: work_off_imports()) if n is not None) == 1
        row = Dataimport.objects.get()
        assert row.status == Status.KLAR

        aftryk = row.plan["aftryk"]
        started = at_once(
            8, lambda _: actions.start_import(by=self.by, dataimport=row, aftryk=aftryk)
        )
        assert all(isinstance(answer, Dataimport) for answer in started), started
        assert sum(at_once(4, lambda _: work_off_imports())) == 1
        assert Plejefamilie.objects.count() == 2
        assert Anbringelse.objects.count() == 3
        assert AuditEvent.objects.filter(event="dataimport.indlaest").count() == 1

    def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_does_it_all(self):
        row = send(self.kommune, self.by, good())
        actions.start_import(by=self.by, dataimport=row, aftryk=row.plan["aftryk"])
        whole = work.write_plan

        def die(**arguments):
            """Everything is written, then the connection goes as the process is killed."""
            whole(**arguments)
            connection.connection.close()
            return {}

        work.write_plan = die
        try:
            answers = at_once(1, lambda _: work_off_imports())
        finally:
            work.write_plan = whole
        assert answers != [1]
        for model in (Plejefamilie, Plejeforaelder, Barn, Anbringelse, Konsulenttildeling):
            assert not model.objects.exists()
        row.refresh_from_db()
        assert row.status == Status.INDLAESES
        Dataimport.objects.update(claimed_until=None)
        assert work_off_imports() == 1
        assert Plejefamilie.objects.count() == 2
        row.refresh_from_db()
        assert row.status == Status.INDLAEST
        assert row.indlaest_at.date() <= datetime.date.today() + datetime.timedelta(days=1)
