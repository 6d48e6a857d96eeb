"""The training account (R20): counting, a family's page, who lacks days, and the duty."""

import datetime
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from faelles import regler
from plejefamilier import actions, pligter
from plejefamilier.kursuskonto import Takster, first_year, krav
from plejefamilier.models import Kursustid
from plejefamilier.queries.kursus import pligter as kursuspligter
from tests.factories import BarnFactory, PlejefamilieFactory
from tests.plejefamilier.sider import text_of, url

D = datetime.date
DAY = datetime.timedelta(days=1)
LAW = Takster(timer_pr_dag=6, dage_pr_aar=2, dage_foerste_aar=3)

days = st.dates(D(2024, 1, 1), D(2028, 12, 31))
periods = st.tuples(days, st.one_of(st.none(), st.integers(0, 800)))


# --- pure arithmetic -----------------------------------------------------------------------------


def test_two_hours_three_times_are_one_course_day():
    # Given the course of scenario 1: three mornings of two hours in January 2027
    tider = [(D(2027, 1, day), 120) for day in (12, 19, 26)]

    # Then the year has one whole course day, and one is missing by New Year
    (aaret,) = krav(D(2027, 2, 1), tider, [], LAW)
    assert (aaret.dage, aaret.dage_mangler, aaret.til) == (1.0, 1.0, D(2027, 12, 31))


def test_the_first_year_of_a_placement_asks_for_three_days():
    asked = krav(D(2027, 2, 1), [(D(2026, 12, 1), 360)], [(D(2026, 11, 1), None)], LAW)
    assert [(one.foerste_aar, one.dage, one.dage_mangler) for one in asked] == [
        (False, 0.0, 2.0),
        (True, 1.0, 2.0),
    ]
    assert asked[1].til == D(2027, 10, 31)


def test_a_placement_that_stops_before_its_year_asks_for_nothing():
    asked = krav(D(2026, 12, 1), [], [(D(2026, 11, 1), D(2027, 3, 1))], LAW)
    assert [one.foerste_aar for one in asked] == [False]


def slow_krav(dag, tider, anbringelser):
    """Counted day by day, without the module's own arithmetic, in fractions of a course day."""
    found = []
    starts = sorted({fra for fra, _ in anbringelser})
    for fra, til, wanted in [
        (D(dag.year, 1, 1), D(dag.year, 12, 31), 2),
        *((fra, _a_year_later(fra) - DAY, 3) for fra in starts),
    ]:
        lasts = wanted == 2 or any(
            begins == fra and (ends is None or ends >= til) for begins, ends in anbringelser
        )
        if not (fra <= dag <= til and lasts):
            continue
        had, day = Fraction(0), fra
        while day <= til:
            had += sum(Fraction(minutter, 360) for dato, minutter in tider if dato == day)
            day += DAY
        found.append((fra, til, max(Fraction(0), wanted - had)))
    return found


def _a_year_later(day):
    later = day
    while (later.year, later.month) != (day.year + 1, day.month):
        later += DAY
    last = later
    while (last + DAY).month == later.month:
        last += DAY
    return later.replace(day=min(day.day, last.day))


@settings(max_examples=60, deadline=None)
@given(
    dag=days,
    tider=st.lists(st.tuples(days, st.integers(1, 1440)), max_size=8),
    homes=st.lists(periods, max_size=3),
)
def test_what_is_missing_is_as_counted_day_by_day(dag, tider, homes):
    anbringelser = [
        (fra, None if length is None else fra + datetime.timedelta(days=length))
        for fra, length in homes
    ]
    asked = krav(dag, tider, anbringelser, LAW)
    assert [(one.fra, one.til, Fraction(one.mangler, 360)) for one in asked] == slow_krav(
        dag, tider, anbringelser
    )


def test_a_year_from_the_29th_of_february_ends_the_28th():
    assert first_year(D(2028, 2, 29)) == D(2029, 2, 27)


# --- writing it down -----------------------------------------------------------------------------


def attend(familie, by, minutter=360, kilde="kursus-1", **facts):
    return actions.record_kursustid(
        by=by,
        plejeforaelder=familie.plejeforaeldre.first(),
        minutter=minutter,
        kilde=kilde,
        **{"dato": D(2026, 3, 4), "titel": "Traumer i hverdagen", **facts},
    )


@pytest.mark.django_db
def test_the_same_attendance_twice_is_one_row_and_a_change_changes_it(at, familie, konsulent):
    at("2026-11-22 10:00")
    first = attend(familie, konsulent)
    assert attend(familie, konsulent).pk == first.pk
    assert attend(familie, konsulent, minutter=180).pk == first.pk
    assert Kursustid.objects.get().minutter == 180
    actions.remove_kursustid(by=konsulent, kilde="kursus-1")
    actions.remove_kursustid(by=konsulent, kilde="kursus-1")
    assert not Kursustid.objects.exists()


@pytest.mark.django_db
def test_a_course_that_is_still_to_come_is_not_attended(at, familie, konsulent):
    at("2026-11-22 10:00")
    with pytest.raises(ValidationError):
        attend(familie, konsulent, dato=D(2026, 11, 23))


@pytest.mark.django_db
def test_a_course_held_elsewhere_is_typed_corrected_and_deleted(at, client, familie, konsulent):
    at("2026-11-22 10:00")
    client.force_login(konsulent)
    voksen = familie.plejeforaeldre.get()

    # When it is typed, and the button is pressed twice
    typed = {
        "noegle": "8d6d4f9e-53ee-4f0e-9c0b-6f1f3b9a0c11",
        "plejeforaelder": voksen.pk,
        "titel": "Autisme og piktogrammer",
        "dato": "12-01-2026",
        "timer": "1,5",
    }
    for _ in range(2):
        assert client.post(url("kursustid_create", familie.pk), typed).status_code == 302

    # Then it is one row, and the page says what is missing and by when
    row = Kursustid.objects.get()
    assert row.minutter == 90
    page = text_of(client.get(url("kursustid_list", familie.pk)))
    assert "0,25 af 2 kursusdage" in page
    assert "senest 31. december 2026" in page

    # When it is corrected with the hours of a whole day, Then the account follows
    form = client.get(url("kursustid_update", row.pk)).context["form"]
    client.post(
        url("kursustid_update", row.pk),
        {**typed, "timer": "6", "udgave": form.initial["udgave"]},
    )
    assert "1 af 2 kursusdage" in text_of(client.get(url("kursustid_list", familie.pk)))

    # When somebody saves what another has changed since, Then nothing is overwritten
    stale = client.post(
        url("kursustid_update", row.pk),
        {**typed, "timer": "3", "udgave": form.initial["udgave"]},
    )
    assert stale.status_code == 409
    client.post(url("kursustid_update", row.pk), {"slet": "1"})
    assert not Kursustid.objects.exists()


@pytest.mark.django_db
def test_what_a_course_wrote_is_corrected_at_the_course(client, familie, konsulent):
    row = attend(familie, konsulent, kilde="tilmelding-7")
    client.force_login(konsulent)
    assert client.get(url("kursustid_update", row.pk)).status_code == 404


# --- who lacks days ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_missing_days_asks_the_same_for_one_and_for_three(
    rows, at, client, team, teamleder, konsulent, django_assert_max_num_queries
):
    at("2026-11-22 10:00")
    done = PlejefamilieFactory(team=team, konsulent=konsulent, navn="Holm, Ida")
    attend(done, konsulent, minutter=720)
    for number in range(rows):
        short = PlejefamilieFactory(team=team, konsulent=konsulent, navn=f"Berg {number}, Ib")
        attend(short, konsulent, minutter=360, kilde=f"x{number}")
    client.force_login(teamleder)
    client.get(url("plejefamilie_list"))
    with django_assert_max_num_queries(11):
        response = client.get(url("kursus_mangler"))
    assert [row.status for row in response.context["raekker"]] == ["1 af 2 kursusdage"] * rows


@pytest.mark.django_db
def test_a_new_placement_brings_the_grown_up_back_on_the_list(
    at, client, kommune, familie, konsulent
):
    at("2026-11-22 10:00")
    attend(familie, konsulent, minutter=720)
    client.force_login(konsulent)
    assert client.get(url("kursus_mangler")).context["raekker"] == []
    BarnFactory(kommune=kommune, plejefamilie=familie)
    familie.anbringelser.update(fra=D(2026, 2, 1))
    (row,) = client.get(url("kursus_mangler")).context["raekker"]
    assert (row.status, row.senest) == (
        "2 af 3 kursusdage før 31. januar 2027",
        D(2027, 1, 31),
    )


@pytest.mark.django_db
def test_other_peoples_families_are_not_on_the_list(at, client, team, kollega, familie, konsulent):
    at("2026-11-22 10:00")
    PlejefamilieFactory(team=team, konsulent=kollega, navn="Fremmed, Ane")
    client.force_login(konsulent)
    assert [row.familie for row in client.get(url("kursus_mangler")).context["raekker"]] == [
        "Grete og Poul Bruun"
    ]


@pytest.mark.django_db
def test_the_konsulent_is_reminded_from_the_first_of_october(at, familie, konsulent, kollega):
    # Given a family whose grown-up has had one of two days
    at("2026-11-22 10:00")
    attend(familie, konsulent)

    # Then the duty is there from October, hers alone, until the days are had
    assert kursuspligter(konsulent, D(2026, 9, 30)) is None
    (row,) = [
        row
        for row in pligter.of_bruger(konsulent, D(2026, 10, 1), limit=20)
        if row.slags == "kursusdage"
    ]
    assert (row.familie, row.frist) == (str(familie.pk), D(2026, 12, 31))
    assert not [*kursuspligter(kollega, D(2026, 10, 1))]
    attend(familie, konsulent, kilde="kursus-2")
    assert not [*kursuspligter(konsulent, D(2026, 10, 1))]


@pytest.mark.django_db
def test_the_municipality_sets_its_own_number_of_days(
    at, client, familie, administrator, konsulent
):
    at("2026-11-22 10:00")
    attend(familie, konsulent, minutter=720)
    regler.set_value(
        by=administrator,
        kommune=familie.kommune,
        key="kursus.dage_pr_aar",
        vaerdi="4",
        fra=D(2026, 11, 22),
        begrundelse="Lokal aftale",
    )
    client.force_login(konsulent)
    assert "2 af 4 kursusdage" in text_of(client.get(url("kursustid_list", familie.pk)))
    assert "2 af 4 kursusdage" in text_of(client.get(url("plejefamilie_detail", familie.pk)))
