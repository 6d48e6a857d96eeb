"""Fields read what people type and say in Danish what they could not read."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from faelles.formfields import (
    ChoiceBoxes,
    ChoiceBoxesMultiple,
    DanishDateField,
    DanishPhoneField,
    DanishTimeField,
)


@pytest.mark.parametrize(
    "typed",
    [
        "24-12-2026",
        "24.12.26",
        "24/12/2026",
        "24/12-26",
        "24 12 2026",
        "24.12 2026",
        "241226",
        "24122026",
        "2026-12-24",
        " 24. december 2026 ",
        "24. dec. 26",
        "24 DEC 2026",
    ],
)
def test_a_date_is_read_however_it_is_typed(typed):
    assert DanishDateField().clean(typed) == date(2026, 12, 24)


@pytest.mark.parametrize("typed", ["1-2-2027", "01-02-27", "010227", "1. feb 2027"])
def test_the_day_comes_before_the_month(typed):
    assert DanishDateField().clean(typed) == date(2027, 2, 1)


@pytest.mark.parametrize(
    "typed", ["i morgen", "24-12", "2412", "24. decemer 2026", "24-12-026", "1241226"]
)
def test_what_is_no_date_is_asked_for_again_with_an_example(typed):
    with pytest.raises(ValidationError) as error:
        DanishDateField().clean(typed)
    assert error.value.messages == ["Skriv datoen som dd-mm-åååå, for eksempel 24-12-2026."]


@pytest.mark.parametrize(
    "typed", ["31-02-2026", "30/13/2026", "00-01-2026", "29-02-2027", "01-01-0000"]
)
def test_a_day_that_does_not_exist_is_refused_with_its_own_sentence(typed):
    with pytest.raises(ValidationError) as error:
        DanishDateField().clean(typed)
    assert error.value.code == "unknown_day"


def test_a_year_of_two_digits_is_near_and_for_a_birthday_never_ahead():
    this_year = date.today().year
    soon = f"{(this_year + 5) % 100:02d}"
    assert DanishDateField().clean(f"01-06-{soon}").year == this_year + 5
    assert DanishDateField(past=True).clean(f"01-06-{soon}").year == this_year + 5 - 100
    assert DanishDateField(past=True).clean("120465") == date(1965, 4, 12)


def test_dates_and_times_are_shown_as_they_are_typed():
    class Opkald(forms.Form):
        dag = DanishDateField(initial=date(2026, 2, 3))
        kl = DanishTimeField(initial=time(3, 5))

    html = Opkald().as_p()
    assert 'value="03-02-2026"' in html
    assert 'value="03.05"' in html


def test_a_field_keeps_what_was_typed_when_it_cannot_be_read():
    class Opkald(forms.Form):
        dag = DanishDateField()
        kl = DanishTimeField()

    html = Opkald({"dag": "31-02-2026", "kl": "25.00"}).as_p()
    assert 'value="31-02-2026"' in html
    assert 'value="25.00"' in html


@pytest.mark.parametrize(
    "typed", ["03.05", "3:05", "0305", "305", "3,05", "3.05", "3 05", "kl. 3.05", "klokken 03.05"]
)
def test_a_time_is_read_however_it_is_typed(typed):
    assert DanishTimeField().clean(typed) == time(3, 5)


def test_an_hour_alone_is_the_full_hour():
    assert DanishTimeField().clean("7") == time(7, 0)
    assert DanishTimeField().clean("15") == time(15, 0)


@pytest.mark.parametrize("typed", ["24.00", "12.60", "2x", "12.5", "123456", "kl."])
def test_what_is_no_time_is_asked_for_again(typed):
    with pytest.raises(ValidationError) as error:
        DanishTimeField().clean(typed)
    assert error.value.messages == ["Skriv klokkeslættet som 03.05."]


def test_an_empty_time_that_may_be_left_out_is_none():
    assert DanishTimeField(required=False).clean("") is None


def test_the_button_nu_is_offered_where_it_is_asked_for():
    assert DanishTimeField(nu=True).widget.attrs["data-nu"] is True
    assert "data-nu" not in DanishTimeField().widget.attrs


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12345678", "12345678"),
        ("12 34 56 78", "12345678"),
        ("+45 1234 5678", "12345678"),
        ("0045 12345678", "12345678"),
        ("+46 70-123 45 67", "+46701234567"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed, kept):
    assert DanishPhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["1234567", "123456789", "+45123", "ring til Bodil", "112"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(ValidationError):
        DanishPhoneField().clean(typed)


def test_a_phone_number_is_shown_in_pairs():
    class Familie(forms.Form):
        telefon = DanishPhoneField(initial="12345678")

    assert 'value="12 34 56 78"' in Familie().as_p()


class Alvor(forms.Form):
    alvor = forms.ChoiceField(
        choices=[("vent", "Kan vente"), ("fare", "Nogen er i <fare>")],
        widget=ChoiceBoxes(hints={"fare": "Ring 112 først."}, as_list=True),
    )
    emner = forms.MultipleChoiceField(
        choices=[("sovn", "Søvn"), ("skole", "Skole")], widget=ChoiceBoxesMultiple, required=False
    )


def test_choices_are_visible_boxes_with_a_second_line_and_none_chosen_beforehand():
    html = str(Alvor()["alvor"])
    assert html.count('type="radio"') == 2
    assert "choices-list" in html
    assert '<span class="meta">Ring 112 først.</span>' in html
    assert "checked" not in html
    assert "<fare>" not in html


def test_boxes_that_were_ticked_stay_ticked():
    form = Alvor({"alvor": "vent", "emner": ["skole"]})
    assert form.is_valid()
    assert str(form["alvor"]).count(" checked") == 1
    assert str(form["emner"]).count(" checked") == 1
