"""The log: written with the act, and never changed afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction

from faelles import audit
from faelles.models import AuditEvent, Besked, Bruger
from tests.factories import KommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(administrator):
    return audit.record("login", None, by=administrator)


def refused(act):
    """True when the database refuses `act`; the surrounding test goes on."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def sql(text):
    with connection.cursor() as cursor:
        cursor.execute(text)


def test_a_line_cannot_be_changed(line):
    assert refused(lambda: AuditEvent.objects.filter(pk=line.pk).update(event="andet"))
    line.event = "andet"
    assert refused(line.save)
    assert refused(lambda: sql("UPDATE faelles_auditevent SET bruger_id = 1"))


def test_a_line_cannot_be_deleted(line):
    assert refused(line.delete)
    assert refused(AuditEvent.objects.all().delete)
    assert refused(lambda: sql("DELETE FROM faelles_auditevent"))


def test_the_log_cannot_be_emptied(line):
    assert refused(lambda: sql("TRUNCATE faelles_auditevent"))
    assert refused(lambda: sql("TRUNCATE faelles_auditevent CASCADE"))
    assert refused(
        lambda: sql("TRUNCATE faelles_auditevent, faelles_puls RESTART IDENTITY CASCADE")
    )
    assert AuditEvent.objects.filter(pk=line.pk).exists()


def test_a_line_says_who_in_which_role_and_where(administrator, kommune):
    line = audit.record("bruger.aendret", administrator, by=administrator, felter=["navn"])
    assert (line.bruger_id, line.rolle, line.kommune_id) == (
        administrator.pk,
        "administrator",
        kommune.pk,
    )
    assert (line.slags, line.objekt) == ("faelles.bruger", str(administrator.pk))
    assert line.data == {"felter": ["navn"]}


def test_an_act_of_the_system_belongs_to_the_municipality_of_its_row(familie):
    line = audit.record("plejefamilie.aendret", familie, by=None, familie_id=familie.pk)
    assert (line.bruger_id, line.rolle) == (None, "")
    assert line.kommune_id == familie.kommune_id


def test_a_reading_keeps_its_purpose(konsulent, familie):
    line = audit.reading(familie, by=konsulent, formaal="forberede besøg", familie_id=familie.pk)
    assert (line.event, line.formaal) == ("plejefamilie.laest", "forberede besøg")


def test_a_list_logs_the_rows_it_showed_and_an_empty_list_nothing(konsulent):
    audit.list_reading(Bruger, [3, 5], by=konsulent, formaal="liste")
    audit.list_reading(Bruger, [], by=konsulent, formaal="liste")
    assert [line.data["viste"] for line in AuditEvent.objects.all()] == [[3, 5]]


def test_the_line_falls_with_the_act(administrator):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("login", None, by=administrator)
        raise RuntimeError
    assert not AuditEvent.objects.exists()


def test_the_log_holds_no_foreign_keys():
    assert not [field for field in AuditEvent._meta.get_fields() if field.is_relation]
    assert [field for field in Besked._meta.get_fields() if field.is_relation]


def test_only_a_revisor_of_the_municipality_sees_its_lines(line, revisor, administrator, konsulent):
    audit.record("plejefamilie.aendret", KommuneFactory(), by=None)
    assert [*AuditEvent.objects.visible_to(revisor)] == [line]
    assert not AuditEvent.objects.visible_to(administrator).exists()
    assert not AuditEvent.objects.visible_to(konsulent).exists()
