"""The rules: default, own value from a day, and presets."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from faelles import regler
from faelles.forudsaetninger import FORUDSAETNINGER
from faelles.models import AuditEvent, Regelvaerdi
from faelles.regler import JA_NEJ, KLOKKESLAET, REGLER, TAL, TEKST, VALG, Regel
from tests.factories import KommuneFactory
from tests.parallel import at_once

NUMMER = Regel("x", "X", TAL, 5, "k", "g", enhed="dage", mindst=2, hoejst=30)
KLOKKEN = Regel("x", "X", KLOKKESLAET, "08.00", "k", "g")
JANEJ = Regel("x", "X", JA_NEJ, True, "k", "g")
VALGET = Regel("x", "X", VALG, "a", "k", "g", valg=(("a", "Alfa"), ("b", "Beta")))
TEKSTEN = Regel("x", "X", TEKST, "Standard", "k", "g")
HOSTILE = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "x" * 70_000,
    "9" * 20,
    "-1",
    "1e3",
    "５",
    "<script>alert(1)</script>\n",
    "'; DROP TABLE faelles_regelvaerdi; --\n",
    "25.00",
    "08.60",
    None,
    [],
    {"a": 1},
    10**20,
]


def set_value(by, kommune, **changes):
    asked = {
        "key": "akut.lang_ventetid_dage",
        "vaerdi": "7",
        "fra": date(2026, 11, 21),
        "begrundelse": "Byrådet 3. november",
    } | changes
    return regler.set_value(by=by, kommune=kommune, **asked)


@pytest.mark.parametrize(
    ("regel", "typed", "stored", "shown"),
    [
        (NUMMER, " 7 ", 7, "7 dage"),
        (KLOKKEN, "8.30", "08.30", "kl. 08.30"),
        (KLOKKEN, "0830", "08.30", "kl. 08.30"),
        (KLOKKEN, "23:59", "23.59", "kl. 23.59"),
        (JANEJ, "nej", False, "nej"),
        (VALGET, "b", "b", "Beta"),
        (TEKSTEN, " Æblegård & Co ", "Æblegård & Co", "Æblegård & Co"),
    ],
)
def test_what_is_typed_is_kept_and_shown_again(regel, typed, stored, shown):
    assert regel.parse(typed) == stored
    assert regel.show(stored) == shown
    assert regel.parse(regel.typed(stored)) == stored


@pytest.mark.parametrize("regel", [NUMMER, KLOKKEN, JANEJ, VALGET])
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed)[:20])
def test_hostile_text_is_refused_in_danish(regel, typed):
    with pytest.raises(ValidationError) as refused:
        regel.parse(typed)
    assert refused.value.code == "regel"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: repr(typed)[:20])
def test_free_text_is_refused_or_kept_by_the_database(typed, kommune, administrator):
    try:
        stored = TEKSTEN.parse(typed)
    except ValidationError:
        return
    row = Regelvaerdi.objects.create(
        kommune=kommune, key="x", vaerdi=stored, fra="2026-01-01", set_by=administrator
    )
    row.refresh_from_db()
    assert row.vaerdi == stored


def test_a_number_outside_the_range_is_told_the_range():
    with pytest.raises(ValidationError, match="fra 2 til 30"):
        NUMMER.parse("31")


def test_a_value_whose_choice_is_gone_is_still_shown():
    assert VALGET.show("udgået") == "udgået"


def test_every_rule_reads_its_own_default():
    for regel in REGLER.values():
        assert regel.parse(regel.typed(regel.standard)) == regel.standard, regel.key
        assert regel.raekkevidde, regel.key
        assert regel.kilde, regel.key


def test_every_preset_sets_rules_that_exist_to_values_that_parse():
    for navn, _, vaerdier in FORUDSAETNINGER.values():
        for key, vaerdi in vaerdier.items():
            assert REGLER[key].parse(REGLER[key].typed(vaerdi)) == vaerdi, (navn, key)


def test_there_are_the_four_presets_of_section_o_and_standard():
    assert [navn for navn, _, _ in FORUDSAETNINGER.values()] == [
        "Standard",
        "Middelfart",
        "Vesthimmerland",
        "Vejle",
        "København",
    ]


def test_a_key_is_registered_once(monkeypatch):
    monkeypatch.setattr(regler, "REGLER", {})
    regler.register(NUMMER)
    with pytest.raises(ValueError, match="registered twice"):
        regler.register(NUMMER)


@pytest.mark.django_db
class TestOwnValues:
    def test_the_default_holds_until_there_is_an_own_value(self, kommune):
        assert regler.value("akut.lang_ventetid_dage", kommune) == 5
        assert regler.value("akut.aabner", kommune) == time(8, 0)

    def test_an_own_value_holds_from_its_day_on(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        set_value(administrator, kommune, fra=date(2026, 12, 1))
        key = "akut.lang_ventetid_dage"
        assert regler.value(key, kommune) == 5
        assert regler.value(key, kommune, day=date(2026, 11, 30)) == 5
        assert regler.value(key, kommune, day=date(2026, 12, 1)) == 7
        at("2026-12-01 00:00")
        assert regler.value(key, kommune) == 7

    def test_the_newest_of_two_from_the_same_day_holds(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        set_value(administrator, kommune, vaerdi="7")
        set_value(administrator, kommune, vaerdi="9")
        assert regler.value("akut.lang_ventetid_dage", kommune) == 9

    def test_another_municipality_keeps_the_default(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        set_value(administrator, kommune)
        assert regler.value("akut.lang_ventetid_dage", KommuneFactory()) == 5

    def test_it_keeps_who_and_why_and_writes_the_log(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        row = set_value(administrator, kommune)
        assert (row.set_by, row.begrundelse) == (administrator, "Byrådet 3. november")
        line = AuditEvent.objects.get(event="regel.sat")
        assert line.objekt == str(row.pk)
        assert line.kommune_id == kommune.pk

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"vaerdi": "31"}, "regel"),
            ({"fra": date(2026, 11, 20)}, "regel_fra"),
            ({"fra": date(9999, 12, 31)}, "regel_fra"),
            ({"begrundelse": "  "}, "regel_begrundelse"),
        ],
    )
    def test_what_cannot_be_is_refused(self, at, kommune, administrator, changes, code):
        at("2026-11-21 12:00")
        with pytest.raises(ValidationError) as refused:
            set_value(administrator, kommune, **changes)
        assert refused.value.code == code
        assert not Regelvaerdi.objects.exists()

    def test_a_rule_that_does_not_exist_is_refused(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        with pytest.raises(ValidationError, match="findes ikke"):
            set_value(administrator, kommune, key="akut.findes_ikke")

    def test_the_same_sent_twice_is_one_row(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        assert set_value(administrator, kommune) == set_value(administrator, kommune)
        assert Regelvaerdi.objects.count() == 1

    def test_there_and_back_again_is_three_rows(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        for vaerdi in ("7", "9", "7"):
            set_value(administrator, kommune, vaerdi=vaerdi)
        assert regler.value("akut.lang_ventetid_dage", kommune) == 7
        assert Regelvaerdi.objects.count() == 3

    def test_a_stand_tells_now_later_and_before(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        set_value(administrator, kommune, vaerdi="7")
        set_value(administrator, kommune, vaerdi="9", fra=date(2027, 1, 1))
        stand = regler.stands(kommune)["akut.lang_ventetid_dage"]
        assert (stand.gaelder, stand.afviger) == (7, True)
        assert [row.vaerdi for row in stand.kommende] == [9]
        assert [row.vaerdi for row in stand.historik] == [9, 7]
        assert not regler.stands(kommune)["akut.aabner"].afviger


@pytest.mark.django_db
class TestPresets:
    def test_a_preset_sets_its_rules_and_says_how_many(self, kommune, administrator):
        changed = regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="vejle")
        assert changed == len(regler.FORUDSAETNINGER["vejle"][2])
        assert regler.value("netvaerk.grupper", kommune) == "fra"
        assert Regelvaerdi.objects.filter(begrundelse="Startvalg: Vejle").count() == changed
        assert AuditEvent.objects.get(event="regler.forudsaetning").data["antal"] == changed

    def test_a_preset_applied_again_changes_nothing(self, kommune, administrator):
        regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="vejle")
        again = regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="vejle")
        assert again == 0
        assert regler.preset_changes(kommune, "vejle") == []

    def test_standard_takes_every_preset_back(self, kommune, administrator):
        for preset in FORUDSAETNINGER:
            regler.apply_preset(by=administrator, kommune=kommune, forudsaetning=preset)
        regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="standard")
        keys = {key for _, _, some in FORUDSAETNINGER.values() for key in some}
        assert regler.values(keys, kommune) == {
            key: REGLER[key].python(REGLER[key].standard) for key in keys
        }

    def test_rules_outside_the_presets_are_left_alone(self, at, kommune, administrator):
        at("2026-11-21 12:00")
        set_value(administrator, kommune)
        regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="standard")
        assert regler.value("akut.lang_ventetid_dage", kommune) == 7

    def test_what_is_shown_before_is_what_happens(self, kommune, administrator):
        shown = {
            change.stand.regel.key: change.ny
            for change in regler.preset_changes(kommune, "koebenhavn")
        }
        regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="koebenhavn")
        assert {row.key: row.vaerdi for row in Regelvaerdi.objects.all()} == shown


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_leave_one_set_of_values(kommune, administrator):
    def press(_):
        return regler.apply_preset(by=administrator, kommune=kommune, forudsaetning="vejle")

    assert sorted(at_once(4, press))[:3] == [0, 0, 0]
    assert Regelvaerdi.objects.count() == len(FORUDSAETNINGER["vejle"][2])
