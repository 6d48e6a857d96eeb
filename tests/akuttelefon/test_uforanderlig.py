"""What the database itself refuses about a finished call (notatpligt, 3.3)."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from akuttelefon import actions
from akuttelefon.models import Opfoelgning, Opkald, Rettelse, Tilbagetraekning
from tests.factories import PlejefamilieFactory, log_opkald

CALL = "UPDATE akuttelefon_opkald SET"
STATEMENTS = [
    f"{CALL} situation = 'andet'",
    f"{CALL} raad = 'andet'",
    f"{CALL} start = start - interval '1 day'",
    f"{CALL} slut = start",
    f"{CALL} alvor = 'kan_vente'",
    f"{CALL} udfald = 'politi'",
    f"{CALL} telefon = '12345678'",
    f"{CALL} logged_by_id = logged_by_id + 1",
    f"{CALL} registered_at = now() - interval '1 year'",
    f"{CALL} underretningssvar = 'nej'",
    f"{CALL} midlertidig_kontakt = 'x'",
    f"{CALL} plejefamilie_id = NULL",
    "DELETE FROM akuttelefon_opkald",
    "UPDATE akuttelefon_opfoelgning SET notat = 'andet'",
    "UPDATE akuttelefon_opfoelgning SET resultat = 'besoeg'",
    "UPDATE akuttelefon_opfoelgning SET completed_at = now()",
    "UPDATE akuttelefon_opfoelgning SET completed_at = NULL, completed_by_id = NULL",
    "UPDATE akuttelefon_opfoelgning SET underretningssvar = 'ja'",
    "DELETE FROM akuttelefon_opfoelgning",
    "UPDATE akuttelefon_rettelse SET tekst = 'andet'",
    "DELETE FROM akuttelefon_rettelse",
    "UPDATE akuttelefon_tilbagetraekning SET begrundelse = 'andet'",
    "DELETE FROM akuttelefon_tilbagetraekning",
]


@pytest.fixture
def opkald(familie, akutvagt, konsulent, teamleder):
    """A call with a closed duty, a correction, and a withdrawal that was undone."""
    row = log_opkald(by=akutvagt, plejefamilie=familie)
    actions.correct_opkald(
        by=akutvagt, opkald=row, felt="alvor", tekst="Fare", idempotency_key=uuid.uuid4()
    )
    actions.complete_opfoelgning(
        by=konsulent, opfoelgning=row.opfoelgning, notat="Talt", resultat="talt"
    )
    actions.withdraw_opkald(by=akutvagt, opkald=row, begrundelse="Fejl")
    actions.restore_opkald(by=akutvagt, opkald=row)
    return row


@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_is_refused(opkald, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_orm_is_refused(opkald, team):
    opkald.situation = "andet"
    with pytest.raises(DatabaseError), transaction.atomic():
        opkald.save()
    other = PlejefamilieFactory(team=team)
    for rows, change in (
        (Opkald.objects, {"situation": "andet"}),
        (Opkald.objects, {"plejefamilie": other}),
        (Opfoelgning.objects, {"notat": "andet"}),
        (Rettelse.objects, {"tekst": "andet"}),
        (Tilbagetraekning.objects, {"by": opkald.logged_by_id + 1}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for rows in (Opkald.objects, Opfoelgning.objects, Rettelse.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(using="default")


def test_an_unknown_callers_family_is_set_once(kommune, team, akutvagt, teamleder):
    row = log_opkald(by=akutvagt, plejefamilie=None, kommune=kommune)
    first, second = PlejefamilieFactory(team=team), PlejefamilieFactory(team=team)
    Opkald.objects.filter(pk=row.pk).update(plejefamilie=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        Opkald.objects.filter(pk=row.pk).update(plejefamilie=second)


def test_a_call_without_its_duty_is_never_committed(db, familie, akutvagt, teamleder):
    row = log_opkald(by=akutvagt, plejefamilie=familie)
    copy = Opkald.objects.get(pk=row.pk)
    copy.pk, copy.idempotency_key, copy._state.adding = None, uuid.uuid4(), True
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        copy.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
