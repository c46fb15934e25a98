"""Inputs as browsers know them best."""

from typing import Any

from django import forms


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": f"Enter the date, {label[:1].lower()}{label[1:]}.",
            "invalid": "Enter a date such as 1 9 2026.",
        },
    )


def text_field(label: str, *, missing: str = "", longest: int = 200, **more: Any) -> forms.CharField:
    """One line of text."""
    required = more.pop("required", bool(missing))
    attrs = more.pop("attrs", {})
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=more.pop("widget", forms.TextInput)(attrs=attrs),
        error_messages={"required": missing, "max_length": f"Use at most {longest} letters."},
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
