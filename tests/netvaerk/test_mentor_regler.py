"""Who may be a mentor, who fits, and when one asks how it goes: pure reckoning (R15, J4, J9)."""

from datetime import date

import pytest

from faelles.workdays import Kalender
from netvaerk.mentoregnethed import Krav, egnethed, in_opstart, whole_years
from netvaerk.mentorforslag import Kandidat, points, rank
from netvaerk.mentorrytme import next_frist

D = date
TRE = Krav(aar=3, forloeb=False)
MED_FORLOEB = Krav(aar=3, forloeb=True)
NAVNE = {"hverdag": "Hverdagen", "traumer": "Traumer", "tilknytning": "Tilknytning"}


class TestEgnethed:
    def test_from_the_third_anniversary_of_the_first_approval_and_not_a_day_before(self):
        known = {"godkendt": D(2019, 8, 1), "gennemfoert": None, "krav": TRE}
        before, there = egnethed(D(2022, 7, 31), **known), egnethed(D(2022, 8, 1), **known)
        assert (before.kan, before.fra) == (False, D(2022, 8, 1))
        assert before.tekst == (
            "Kan tidligst være mentor fra 1. august 2022, "
            "tre år efter den første godkendelse 1. august 2019."
        )
        assert (there.kan, there.fra) == (True, D(2022, 8, 1))
        assert there.tekst == (
            "Kan være mentor fra 1. august 2022, "
            "tre år efter den første godkendelse 1. august 2019."
        )

    def test_a_leap_day_has_its_anniversary_on_the_28th_and_no_year_is_rounded(self):
        known = {"godkendt": D(2020, 2, 29), "gennemfoert": None, "krav": TRE}
        assert not egnethed(D(2023, 2, 27), **known).kan
        assert egnethed(D(2023, 2, 28), **known).kan

    def test_the_course_of_2021_does_not_make_the_years_shorter(self):
        known = {"godkendt": D(2019, 8, 1), "gennemfoert": D(2021, 5, 3), "krav": MED_FORLOEB}
        assert egnethed(D(2026, 11, 23), **known).fra == D(2022, 8, 1)
        assert not egnethed(D(2022, 7, 31), **known).kan

    def test_a_later_course_is_the_day_from_which_it_may(self):
        known = {"godkendt": D(2019, 8, 1), "gennemfoert": D(2024, 5, 3), "krav": MED_FORLOEB}
        found = egnethed(D(2026, 11, 23), **known)
        assert (found.kan, found.fra) == (True, D(2024, 5, 3))
        assert found.tekst == (
            "Kan være mentor fra 3. maj 2024, da familien havde gennemført et kompetenceforløb."
        )

    def test_a_missing_course_is_said_with_or_without_missing_years(self):
        known = {"godkendt": D(2019, 8, 1), "gennemfoert": None, "krav": MED_FORLOEB}
        found = egnethed(D(2026, 11, 23), **known)
        assert (found.kan, found.fra) == (False, None)
        assert found.tekst == (
            "Mangler et gennemført kompetenceforløb, før familien kan være mentor."
        )
        assert egnethed(D(2021, 1, 1), **known).tekst == (
            "Kan tidligst være mentor fra 1. august 2022, tre år efter den første godkendelse "
            "1. august 2019. Mangler et gennemført kompetenceforløb."
        )

    def test_a_municipality_may_ask_for_no_years_or_for_one(self):
        known = {"godkendt": D(2026, 9, 14), "gennemfoert": None}
        none = egnethed(D(2026, 9, 14), krav=Krav(0, False), **known)
        assert none.kan
        assert none.tekst == "Kan være mentor fra 14. september 2026, da familien blev godkendt."
        assert "et år efter" in egnethed(D(2026, 10, 1), krav=Krav(1, False), **known).tekst

    @pytest.mark.parametrize(
        ("day", "years"),
        [
            (D(2019, 8, 1), 0),
            (D(2020, 7, 31), 0),
            (D(2020, 8, 1), 1),
            (D(2026, 11, 23), 7),
            (D(2019, 1, 1), 0),
        ],
    )
    def test_years_are_whole(self, day, years):
        assert whole_years(D(2019, 8, 1), day) == years

    def test_the_opstartsforloeb_ends_on_its_anniversary(self):
        assert in_opstart(D(2026, 9, 14), D(2027, 9, 13), 12)
        assert not in_opstart(D(2026, 9, 14), D(2027, 9, 14), 12)
        assert not in_opstart(D(2026, 9, 14), D(2026, 9, 14), 0)


def family(pk, **facts):
    facts = {
        "navn": f"Familie {pk}",
        "kompetencer": frozenset({"hverdag"}),
        "om": "",
        "aar": 5,
        "foer": 0,
        "loeber": 0,
        "hoejst": 1,
        "belastet": False,
        "egen": False,
        **facts,
    }
    return Kandidat(familie=pk, **facts)


def order(*kandidater, emner=("hverdag",)):
    return [one.kandidat.familie for one in rank(kandidater, list(emner), NAVNE)]


class TestRank:
    def test_a_theme_counts_more_than_years_and_years_more_than_nothing(self):
        fits, old = family(1), family(2, kompetencer=frozenset(), aar=30)
        assert order(old, fits) == [1, 2]
        assert order(family(3, aar=4), family(4, aar=9)) == [4, 3]

    def test_the_reasons_are_said_in_words(self):
        both = family(1, kompetencer=frozenset({"hverdag", "traumer"}), aar=7, foer=2, hoejst=2)
        (found,) = rank([both], ["hverdag", "tilknytning", "traumer"], NAVNE)
        assert found.antal == 2
        assert found.grunde == (
            "2 emner passer: Hverdagen · Traumer",
            "Har været plejefamilie i kommunen i syv år, og i to år før det",
            "Har plads til to familier",
        )
        assert found.forbehold == ()

    def test_strain_always_lowers_the_place_and_is_told_of_ones_own_family_alone(self):
        strained, calm = family(1, belastet=True, aar=30), family(2, aar=0)
        assert order(strained, calm) == [2, 1]
        (told,) = rank([family(1, belastet=True, egen=True)], ["hverdag"], NAVNE)
        (hidden,) = rank([strained], ["hverdag"], NAVNE)
        assert told.forbehold == ("Familien er selv belastet",)
        assert hidden.forbehold == ()

    def test_the_order_alone_does_not_tell_the_strain_of_another_circle(self):
        # It costs what one theme gives: it may still stand before a calm family that fits less
        strained = family(1, belastet=True, kompetencer=frozenset({"hverdag", "traumer"}))
        less = family(2, kompetencer=frozenset())
        assert order(less, strained, emner=("hverdag", "traumer")) == [1, 2]
        assert points(strained, ["hverdag", "traumer"]) == points(family(3), ["hverdag"])
        # One's own, of which one may know it, stands last
        mine = family(4, belastet=True, egen=True, kompetencer=frozenset({"hverdag", "traumer"}))
        assert order(less, mine, emner=("hverdag", "traumer")) == [2, 4]

    def test_full_ones_and_those_that_refused_stand_last(self):
        full = family(1, loeber=1, aar=20)
        refused = family(2, aar=20, nej_paa=D(2026, 11, 3))
        assert order(refused, full, family(3, kompetencer=frozenset(), aar=0)) == [3, 1, 2]
        (one,) = rank([full], ["hverdag"], NAVNE)
        assert one.forbehold == ("Har ikke plads til flere",)
        (one,) = rank([refused], ["hverdag"], NAVNE)
        assert one.forbehold == ("Sagde nej tak 3. november 2026",)


class TestRytme:
    def test_each_follow_up_is_counted_from_the_first_day_and_rolled_alone(self):
        kalender, fra, found = Kalender(), D(2026, 11, 30), []
        day = fra
        for _ in range(4):
            day = next_frist(fra, 3, kalender, day)
            found.append(day)
        # 28 February is a Sunday: it is held on 1 March, and the later ones do not drift
        assert found == [D(2027, 3, 1), D(2027, 5, 31), D(2027, 8, 30), D(2027, 11, 30)]

    def test_a_late_one_skips_what_is_past(self):
        assert next_frist(D(2026, 1, 15), 1, Kalender(), D(2026, 4, 20)) == D(2026, 5, 15)
