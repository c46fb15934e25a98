"""Kinds of filters that the lists of every app share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

BEGINS = "The calendar year in which the school year begins."


@extend_schema_field({"type": "integer", "minimum": 1})
class WholeNumberFilter(filters.NumberFilter):
    """A number without a fraction, from 1 on."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, max_value: int, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=max_value, **kwargs)

    def get_max_validator(self) -> None:
        """The field has its own."""
        return


class WordFilter(filters.ChoiceFilter):
    """One of a few words; another is answered with the whole list."""

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        words = ", ".join(word for word, _ in choices)
        errors = {"invalid_choice": f"Choose one of: {words}."}
        super().__init__(*args, choices=choices, error_messages=errors, **kwargs)


class IdFilter(filters.UUIDFilter):
    """The id of a thing, as its own list gives it."""

    def __init__(self, *args: Any, thing: str, **kwargs: Any) -> None:
        errors = {"invalid": f"Give the id of the {thing} as the list of them gives it."}
        super().__init__(*args, error_messages=errors, **kwargs)


class YearFilter(WholeNumberFilter):
    """The calendar year in which a school year begins: 2026 for 2026/27."""

    def __init__(self, field_name: str) -> None:
        super().__init__(
            field_name=field_name,
            lookup_expr="year",
            max_value=9998,
            help_text=BEGINS,
        )
