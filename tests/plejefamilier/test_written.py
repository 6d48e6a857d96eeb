"""A scope that is written once finds what its own words find, in every place of a query."""

import datetime

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from faelles.access import Rolle
from faelles.models import Bruger
from plejefamilier import raekkevidde, written
from plejefamilier.models import Barn, Plejefamilie
from plejefamilier.models.kreds import BarnISamarbejdeQuerySet
from tests.factories import PlejefamilieFactory
from tests.test_access_sweep import all_subclasses, home, standing

__all__ = ["home", "standing"]
pytestmark = pytest.mark.django_db

MANY = 60
ASKERS = (
    Rolle.KONSULENT,
    Rolle.TEAMLEDER,
    Rolle.MYNDIGHEDSRAADGIVER,
    Rolle.INSTITUTIONSMEDARBEJDER,
    Rolle.REVISOR,
)


def scopes():
    """(queryset over all rows, name of the method) of every scope that is written once."""
    found = [type(model._default_manager.all())(model) for model in apps.get_models()]
    known = {type(rows) for rows in found}
    doors = [cls for cls in {*all_subclasses(models.QuerySet)} if any_written(vars(cls).values())]
    for cls in doors:  # those of no model of their own open families and children in other ways
        if not any(issubclass(kind, cls) for kind in known):
            found.append(cls(Barn if cls is BarnISamarbejdeQuerySet else Plejefamilie))
    for rows in found:
        for name in dir(rows):
            if any_written([getattr(type(rows), name, None)]):
                yield rows, name


def any_written(methods):
    return any(hasattr(method, "written") for method in methods)


def keys(rows):
    return {*rows.order_by().values_list("pk", flat=True)}


@pytest.mark.parametrize("rolle", ASKERS, ids=lambda rolle: rolle.value)
def test_it_finds_the_same_rows_wherever_it_stands(rolle, home, monkeypatch):
    bruger = Bruger.objects.get(pk=home.people[rolle].pk)
    wrong, found = [], 0
    for rows, name in [*scopes()]:
        with monkeypatch.context() as patch:
            patch.setattr(raekkevidde, "is_kept", lambda bruger: True)
            own_words = keys(getattr(rows, name)(bruger))
        scope = getattr(rows, name)(bruger)
        every = rows.model._base_manager.all()
        answers = {
            "alone": keys(scope),
            "again": keys(getattr(rows, name)(bruger).filter(pk__in=scope.values("pk"))),
            "inside": keys(every.filter(pk__in=scope.values("pk"))),
            "beside": keys(every.filter(Exists(scope.filter(pk=OuterRef("pk"))))),
            "not": keys(every) - keys(every.exclude(pk__in=scope.values("pk"))),
        }
        found += len(own_words)
        wrong += [
            f"{rows.model.__name__}.{name} {place}"
            for place, answer in answers.items()
            if answer != own_words
        ]
    assert not wrong, "\n".join(wrong)
    if rolle == Rolle.KONSULENT:
        assert found > MANY


def test_it_asks_nothing_but_who_and_which_day(home, at, django_assert_num_queries):
    """Neither the hour nor any row of the database has a say in what is written."""
    bruger = Bruger.objects.get(pk=home.people[Rolle.KONSULENT].pk)
    all_of_them = [*scopes()]
    assert len(all_of_them) > MANY
    told = []
    for moment in ("2026-11-23 00:01", "2026-11-23 23:59"):
        at(moment)
        bruger = Bruger.objects.get(pk=bruger.pk)
        assert bruger.aktive_roller
        written._written.clear()
        with django_assert_num_queries(0):
            for rows, name in all_of_them:
                str(getattr(rows, name)(bruger).query)
        told.append(dict(written._written))
    assert told[0] == told[1]
    assert all(timezone.localdate() in key for key in told[0])


def test_another_day_another_role_and_another_person_are_written_anew(at, konsulent, kollega, team):
    at("2026-11-23 10:00")
    familie = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Holm, Ida")
    familie.konsulenttildelinger.update(til=datetime.date(2026, 11, 23))

    def sees(bruger):
        return familie in Plejefamilie.objects.visible_to(Bruger.objects.get(pk=bruger.pk))

    assert sees(konsulent)
    assert not sees(kollega)
    at("2026-11-24 00:00")
    assert not sees(konsulent)
    at("2026-11-23 23:59")
    assert sees(konsulent)
    konsulent.roller.update(til=datetime.date(2026, 11, 22))
    assert not sees(konsulent)


def test_it_keeps_no_more_than_its_measure(konsulent, monkeypatch):
    monkeypatch.setattr(written, "MANY", 2)
    written._written.clear()
    for name in ("visible_to", "worked_with_by", "editable_by"):
        assert not getattr(Plejefamilie.objects, name)(konsulent).exists()
    assert len(written._written) == 1


def test_a_scope_that_joins_another_table_is_refused(konsulent):
    class Joins(models.QuerySet):
        @written.written_once
        def joined(self, bruger):
            return self.filter(team__kommune__in=bruger.kommuner, team__navn="x")

    with pytest.raises(ValueError, match="joins"):
        Joins(Plejefamilie).joined(konsulent)
