"""How a family and a group are compared, and what is said of it (I4)."""

import pytest

from netvaerk.forslag import Fakta, Maal, Tilbud, in_points, match

MAAL = Maal(
    naer=20,
    fjern=40,
    erfaren=3,
    km={("8000", "9000"): 18, ("8500", "9000"): 30, ("7000", "9000"): 90},
    behov={"omsorgssvigt": "Omsorgssvigt", "traumer": "Traumer"},
)


def one(punkt, tilbud, fakta):
    """The reason of one point, as (does it fit, the sentence); None when it is not asked about."""
    found = [grund for grund in match(tilbud, fakta, MAAL).grunde if grund.punkt == punkt]
    return (found[0].passer, found[0].tekst) if found else None


@pytest.mark.parametrize(
    ("postnummer", "fits", "words"),
    [
        ("9000", True, "Bor i 9000, hvor gruppen mødes"),
        ("8000", True, "18 km at køre"),
        ("8500", None, "30 km at køre: hverken tæt på eller langt væk"),
        ("7000", False, "90 km at køre: det er langt"),
        ("6000", None, "Ingen har skrevet afstanden mellem 6000 og 9000"),
        ("", None, "Der er intet postnummer i familiens adresse"),
    ],
)
def test_distance(postnummer, fits, words):
    found = one("afstand", Tilbud(postnummer="9000"), Fakta(postnummer=postnummer))
    assert found == (fits, words)


def test_distance_goes_both_ways_and_counts_for_nothing_on_video():
    assert one("afstand", Tilbud(postnummer="8000"), Fakta(postnummer="9000"))[0] is True
    assert one("afstand", Tilbud("virtuelt", "8000"), Fakta(postnummer="9000")) is None
    assert one("afstand", Tilbud(), Fakta(postnummer="9000")) is None


def test_a_protected_address_tells_no_distance():
    found = match(Tilbud(postnummer="9000"), Fakta("", beskyttet=True), MAAL)
    assert found.km is None
    assert found.grunde[0].tekst == "Familiens adresse er beskyttet, så afstanden tæller ikke"


@pytest.mark.parametrize(
    ("ages", "fits", "words"),
    [
        ((3, 9), True, "Barn på 9 år; gruppen er for børn 8–12 år"),
        ((8, 12), True, "Børn på 8 og 12 år; gruppen er for børn 8–12 år"),
        ((7, 13), False, "Børn på 7 og 13 år; gruppen er for børn 8–12 år"),
        ((), None, "Ingen plejebørn nu; gruppen er for børn 8–12 år"),
    ],
)
def test_ages(ages, fits, words):
    assert one("alder", Tilbud(alder=(8, 12)), Fakta(aldre=ages)) == (fits, words)


def test_needs():
    tilbud = Tilbud(behov=frozenset({"omsorgssvigt", "traumer"}))
    both = Fakta(behov=frozenset({"traumer", "omsorgssvigt", "andet"}))
    assert one("behov", tilbud, both) == (True, "Fælles behov: omsorgssvigt og traumer")
    assert one("behov", tilbud, Fakta(behov=frozenset({"andet"})))[0] is False
    assert one("behov", tilbud, Fakta()) == (None, "Børnenes behov er ikke beskrevet")
    assert one("behov", Tilbud(), both) is None


@pytest.mark.parametrize(
    ("wanted", "years", "fits"),
    [("nye", 2, True), ("nye", 3, False), ("erfarne", 3, True), ("erfarne", 2, False)],
)
def test_experience_turns_at_the_rule(wanted, years, fits):
    assert one("erfaring", Tilbud(erfaring=wanted), Fakta(aar=years))[0] is fits


def test_experience_in_words_and_not_asked_about():
    found = one("erfaring", Tilbud(erfaring="nye"), Fakta(aar=0))
    assert found[1] == "Under et år som plejefamilie; gruppen er for nye familier"
    assert one("erfaring", Tilbud(), Fakta(aar=9)) is None


def test_time_of_day():
    tilbud = Tilbud(tidspunkt="aften")
    assert one("tidspunkt", tilbud, Fakta(tidspunkter=("aften",))) == (
        True,
        "Vil gerne mødes om aftenen",
    )
    assert one("tidspunkt", tilbud, Fakta(tidspunkter=("weekend", "formiddag"))) == (
        False,
        "Vil helst mødes om formiddagen og i weekenden; gruppen mødes om aftenen",
    )
    assert one("tidspunkt", tilbud, Fakta())[0] is None


def test_order_and_points():
    tilbud = Tilbud(postnummer="9000", alder=(8, 12), tidspunkt="aften")
    best = Fakta("9000", aldre=(9,), tidspunkter=("aften",))
    further = Fakta("8000", aldre=(9,), tidspunkter=("aften",))
    unknown = Fakta("", aldre=(9,), tidspunkter=("aften",))
    busy = Fakta("9000", aldre=(9,), tidspunkter=("aften",), andre=1)
    wrong = Fakta("7000", aldre=(2,), tidspunkter=("weekend",))
    families = [wrong, busy, unknown, further, best]
    ranked = sorted(families, key=lambda fakta: match(tilbud, fakta, MAAL).place)
    assert ranked == [best, further, unknown, busy, wrong]
    assert [in_points(match(tilbud, one, MAAL)) for one in (best, busy, wrong)] == [
        "4 af 4 punkter passer",
        "3 af 4 punkter passer",
        "1 af 4 punkter passer",
    ]


def test_others_hear_no_points_where_the_number_would_tell_a_fact():
    assert not match(Tilbud(alder=(8, 12)), Fakta(), MAAL).told
    assert match(Tilbud(alder=(8, 12), tidspunkt="aften"), Fakta(), MAAL).told
