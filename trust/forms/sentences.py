"""What a field says where Django's own words are a developer's: once, for every form and every model."""

from collections.abc import Mapping

from django import forms
from django.db import models

MISSING = "Fill this in."
TOO_LONG = "Use at most %(limit_value)d characters; these are %(show_value)d."
UNPRINTABLE = "Leave out characters that cannot be printed."
NOT_IN_THE_LIST = "Choose one of the list."
NOT_ALL_IN_THE_LIST = "Choose from the list only."

BY_FIELD: Mapping[type[forms.Field], Mapping[str, str]] = {
    forms.Field: {
        "required": MISSING,
        "max_length": TOO_LONG,
        "min_length": "Use at least %(limit_value)d characters; these are %(show_value)d.",
        "max_value": "Enter %(limit_value)s or less.",
        "min_value": "Enter %(limit_value)s or more.",
        "null_characters_not_allowed": UNPRINTABLE,
    },
    forms.IntegerField: {"invalid": "Enter a whole number, such as 12."},
    forms.DateField: {"invalid": "Enter a date such as 1 9 2026."},
    forms.URLField: {"invalid": "Enter a web address that begins with https://"},
    forms.ChoiceField: {"invalid_choice": NOT_IN_THE_LIST},
    forms.TypedChoiceField: {"invalid_choice": NOT_IN_THE_LIST},
    forms.MultipleChoiceField: {"invalid_choice": NOT_ALL_IN_THE_LIST, "invalid_list": NOT_ALL_IN_THE_LIST},
    forms.UUIDField: {"invalid": "This is not in the list. Reload the page and choose again."},
    forms.FileField: {
        "invalid": "The file did not arrive. Choose it again.",
        "missing": "The file did not arrive. Choose it again.",
        "empty": "The file is empty.",
        "max_length": "The name of the file is too long: use at most %(max)d characters.",
    },
}
OF_MODELS = {
    "max_length": TOO_LONG,
    "null_characters_not_allowed": UNPRINTABLE,
    "invalid_choice": NOT_IN_THE_LIST,
    "blank": MISSING,
    "null": MISSING,
}
OF_FORMSETS = {"missing_management_form": "The form did not arrive whole. Reload the page and fill it in again."}


def speak() -> None:
    """Put these in the place of Django's. Fields copy them when they are made: call it before any form is read."""
    for field, sentences in BY_FIELD.items():
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **sentences}
    models.Field.default_error_messages = {**models.Field.default_error_messages, **OF_MODELS}
    forms.BaseFormSet.default_error_messages = {**forms.BaseFormSet.default_error_messages, **OF_FORMSETS}
