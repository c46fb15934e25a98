"""Inputs as browsers know them best."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trust.policies.days import fault_of_day
from trust.policies.texts import is_one_line


def refuse_line_breaks(text: str) -> None:
    """For validators of a field: what is one line on the page is one line wherever else it is printed."""
    if not is_one_line(text):
        raise ValidationError("Write this in one line, without line breaks or tabs.", code="one_line")


class LineField(forms.CharField):
    """One line of text."""

    default_validators = [refuse_line_breaks]


def refuse_days_not_meant(day: dt.date) -> None:
    """For validators of a field."""
    if fault := fault_of_day(day):
        raise ValidationError(fault, code="not_meant")


class DayField(forms.DateField):
    """A day that can be meant."""

    default_validators = [refuse_days_not_meant]


def date_field(label: str, *, required: bool = True, help_text: str = "") -> DayField:
    """A day, with the browser's own calendar."""
    return DayField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": f"Enter the date, {label[:1].lower()}{label[1:]}."},
    )


def text_field(label: str, *, missing: str = "", longest: int = 200, **more: Any) -> LineField:
    """One line of text, with what is said where it is missing."""
    return LineField(
        label=label,
        required=more.pop("required", bool(missing)),
        max_length=longest,
        widget=forms.TextInput(attrs=more.pop("attrs", {})),
        error_messages={"required": missing},
        **more,
    )


def email_field(label: str, *, help_text: str = "", required: bool = True) -> forms.EmailField:
    """An address."""
    wrong = "Enter an e-mail address such as jo.whitlock@school.example."
    return forms.EmailField(
        label=label, help_text=help_text, required=required, error_messages={"required": wrong, "invalid": wrong}
    )


def choice_field(label: str, choices: Any, *, missing: str = "", **more: Any) -> forms.ChoiceField:
    """One of a list."""
    words = missing or "Choose one of the list."
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(missing),
        error_messages={"required": words, "invalid_choice": words},
        **more,
    )
