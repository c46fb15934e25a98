"""Kinds of filters that the lists of every app share."""

from typing import Any

from django import forms
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field


@extend_schema_field({"type": "integer", "minimum": 1})
class WholeNumberFilter(filters.NumberFilter):
    """A number without a fraction, from 1 on."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, max_value: int, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=max_value, **kwargs)

    def get_max_validator(self) -> None:
        """The field has its own."""
        return


class YearFilter(WholeNumberFilter):
    """The calendar year in which a school year begins: 2026 for 2026/27."""

    def __init__(self, field_name: str) -> None:
        super().__init__(
            field_name=field_name,
            lookup_expr="year",
            max_value=9998,
            help_text="The calendar year in which the school year begins.",
        )
