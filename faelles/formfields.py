"""Fields typed the Danish way. Each reads what people write and shows one form of it again."""

import re
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from faelles import danish

MONTHS = {navn[:3]: number for number, navn in enumerate(danish.MAANEDER, start=1)}
YEARS_AHEAD = 20  # a year of two digits is at most so far ahead; later means the century before


class DanishDateInput(forms.DateInput):
    """A text field: the browser's own date field follows the language of the computer."""

    input_type = "text"

    def __init__(self, attrs=None):
        super().__init__(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "class": "input-char-11",
                **(attrs or {}),
            }
        )

    def format_value(self, value):
        return danish.dato_tal(value) if isinstance(value, date) else value


class DanishDateField(forms.DateField):
    """A date as 24-12-2026, 24.12.26, 241226, 24/12 2026 or 24. december 2026.

    `past=True` (dates of birth) reads a year of two digits as one that is not in the future.
    """

    widget = DanishDateInput
    default_error_messages = {
        "required": "Skriv en dato.",
        "invalid": "Skriv datoen som dd-mm-åååå, for eksempel 24-12-2026.",
        "unknown_day": "Den dato findes ikke. Se efter, om dag og måned er rigtige.",
        "unknown_year": "Skriv et årstal fra 1900 til 2199.",
    }
    years = range(1900, 2200)  # the calendar can be reckoned some days to both sides

    def __init__(self, *, past=False, help_text="Dag-måned-år, for eksempel 24-12-2026", **kwargs):
        super().__init__(help_text=help_text, **kwargs)
        self.past = past

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day, month, year = self._parts(str(value).strip().lower())
        try:
            found = date(self._whole_year(year), month, day)
        except ValueError:
            raise ValidationError(self.error_messages["unknown_day"], code="unknown_day") from None
        if found.year not in self.years:
            raise ValidationError(self.error_messages["unknown_year"], code="unknown_year")
        return found

    def _parts(self, text):
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
            year, month, day = match.groups()
            return int(day), int(month), year
        if match := re.fullmatch(r"(\d\d)(\d\d)(\d{4}|\d\d)", text):
            day, month, year = match.groups()
            return int(day), int(month), year
        if match := re.fullmatch(r"(\d{1,2})[\s.,/-]+(\d{1,2})[\s.,/-]+(\d{4}|\d\d)", text):
            day, month, year = match.groups()
            return int(day), int(month), year
        if match := re.fullmatch(r"(\d{1,2})\.?\s*([a-zæøå]{3,9})\.?\s*(\d{4}|\d\d)", text):
            day, name, year = match.groups()
            if any(whole.startswith(name) for whole in danish.MAANEDER):
                return int(day), MONTHS[name[:3]], year
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def _whole_year(self, year):
        if len(year) == 4:
            return int(year)
        this_year = timezone.localdate().year
        latest = this_year if self.past else this_year + YEARS_AHEAD
        whole = this_year // 100 * 100 + int(year)
        return whole if whole <= latest else whole - 100


class DanishTimeInput(forms.TimeInput):
    input_type = "text"

    def __init__(self, attrs=None):
        super().__init__(
            {
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "input-char-8",
                **(attrs or {}),
            }
        )

    def format_value(self, value):
        return danish.ur(value) if isinstance(value, time) else value


class DanishTimeField(forms.TimeField):
    """A time of day as 03.05, 3:05, 0305, 305 or 3. `nu=True` gives the button "Nu" beside it."""

    widget = DanishTimeInput
    default_error_messages = {
        "required": "Skriv et klokkeslæt.",
        "invalid": "Skriv klokkeslættet som 03.05.",
    }

    def __init__(self, *, nu=False, **kwargs):
        super().__init__(**kwargs)
        if nu:
            self.widget.attrs["data-nu"] = True

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        text = re.sub(r"^(kl|klokken)\b\.?\s*", "", str(value).strip().lower())
        match = re.fullmatch(r"(\d{1,2})(?:[.:,\s]?(\d\d))?", text)
        if match:
            hour, minute = int(match[1]), int(match[2] or 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class DanishPhoneInput(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "class": "input-char-27", **(attrs or {})})

    def format_value(self, value):
        return danish.telefon(value) if value else value


class DanishPhoneField(forms.CharField):
    """A phone number, kept as 12345678, or as +46701234567 when it is not Danish."""

    widget = DanishPhoneInput
    default_error_messages = {
        "required": "Skriv et telefonnummer.",
        "invalid": "Skriv 8 cifre, for eksempel 12 34 56 78. Udenlandske numre begynder med +.",
    }

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        number = re.sub(r"[\s().–-]", "", text)
        number = re.sub(r"^00", "+", number)
        number = re.sub(r"^\+45(?=\d{8}$)", "", number)
        if re.fullmatch(r"\d{8}|\+(?!45)[1-9]\d{5,14}", number):
            return number
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class _Boxes:
    """Choices as visible boxes.

    `hints` gives a choice a second line: a dict, or a function of the value of the choice.
    `as_list=True` puts the boxes below each other.
    """

    def __init__(self, attrs=None, choices=(), *, hints=None, as_list=False):
        super().__init__(attrs, choices)
        self.hints = hints
        self.as_list = as_list

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["as_list"] = self.as_list
        return context

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        plain = getattr(value, "value", value)
        option["hint"] = (
            self.hints(value) if callable(self.hints) else (self.hints or {}).get(plain, "")
        )
        return option

    def _render(self, template_name, context, renderer=None):
        return render_to_string("dkfds/choices.html", context)


class ChoiceBoxes(_Boxes, forms.RadioSelect):
    """One of a few: radio buttons."""


class ChoiceBoxesMultiple(_Boxes, forms.CheckboxSelectMultiple):
    """Any of a few: check boxes."""
