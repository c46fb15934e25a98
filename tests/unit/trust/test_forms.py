"""What forms say of themselves, before any action is asked."""

import importlib
from collections.abc import Iterator

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from trust.forms.widgets import LineField
from trust.policies.texts import is_one_line, one_line

HOUSES = ("academies.forms", "improvement_cycle.forms", "trust.forms")
# Fields that pages draw as boxes of several lines, passwords, and words of an address or of a list.
NOT_ONE_LINE = {"password", "reason", "note", "grade", "q", "access"}


def our_forms() -> Iterator[type[forms.Form]]:
    for name in ("account", "operator", "people", "settings"):
        importlib.import_module(f"trust.forms.{name}")
    for name in ("academies.forms", "improvement_cycle.forms.model_pieces", "improvement_cycle.forms.rows"):
        importlib.import_module(name)
    left = list(forms.Form.__subclasses__())
    while left:
        form = left.pop()
        left += form.__subclasses__()
        if form.__module__.startswith(HOUSES):
            yield form


class Asked(forms.Form):
    """One field of each kind, as forms declare them."""

    text = forms.CharField(max_length=4)
    number = forms.IntegerField(max_value=9)
    day = forms.DateField()
    choice = forms.ChoiceField(choices=[("a", "A")])
    choices = forms.MultipleChoiceField(choices=[("a", "A")])
    row = forms.UUIDField()
    file = forms.FileField()


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("text", "", "Fill this in."),
        ("text", "x" * 10, "Use at most 4 characters; these are 10."),
        ("text", "\x00", "Leave out characters that cannot be printed."),
        ("number", "10", "Enter 9 or less."),
        ("number", "ten", "Enter a whole number, such as 12."),
        ("day", "soon", "Enter a date such as 1 9 2026."),
        ("choice", "zzz", "Choose one of the list."),
        ("choices", ["zzz"], "Choose from the list only."),
        ("row", "zzz", "This is not in the list. Reload the page and choose again."),
    ],
)
def test_a_field_says_in_school_words_what_is_wrong(field: str, given: object, said: str) -> None:
    assert Asked({field: given}).errors[field][0] == said


def test_an_empty_file_is_named_so() -> None:
    asked = Asked({}, {"file": SimpleUploadedFile("minutes.pdf", b"")})
    assert asked.errors["file"] == ["The file is empty."]


def test_a_model_says_the_same_as_a_form() -> None:
    said = models.CharField(max_length=4).error_messages
    assert said["max_length"] == "Use at most %(limit_value)d characters; these are %(show_value)d."
    assert said["blank"] == "Fill this in."


def test_a_set_of_forms_that_came_without_its_count_says_what_to_do() -> None:
    whole = forms.formset_factory(Asked)({})
    assert whole.non_form_errors() == ["The form did not arrive whole. Reload the page and fill it in again."]


@pytest.mark.parametrize("text", ["a\nBcc: x@y.z", "a\rb", "a\tb", "a\x07b", "a\u2028b"])
def test_one_line_takes_no_line_break_and_nothing_unprintable(text: str) -> None:
    with pytest.raises(forms.ValidationError, match="in one line"):
        LineField().clean(text)
    assert is_one_line(one_line(text))


def test_one_line_takes_every_script() -> None:
    assert (
        LineField().clean(" Siân O\u2019Néill \u0645\u06cc\u200c\u062e ")
        == "Siân O\u2019Néill \u0645\u06cc\u200c\u062e"
    )


def test_every_field_that_is_drawn_as_one_line_takes_one_line_only() -> None:
    loose = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in our_forms()
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and type(field.widget) is forms.TextInput and name not in NOT_ONE_LINE
    ]
    assert loose == []
