"""What an action refuses stands at the field it speaks of."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from trust.errors import BadInput

T = TypeVar("T")


def posted(request: HttpRequest) -> Any:
    """What was posted, be it empty; None where nothing was."""
    return request.POST if request.method == "POST" else None


def carried_out(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], T]) -> T | None:
    """Do the act with what a posted, valid form holds. None where nothing was done: show the form again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except BadInput as error:
        take(form, error)
        return None


def take(form: forms.Form, error: BadInput) -> None:
    """Put the sentences of a refusal at their fields; what belongs to none stands above the form."""
    form.refused_with = error.status  # type: ignore[attr-defined]
    known = {field: text for field, text in error.detail.items() if field in form.fields}
    for field, text in known.items():
        form.add_error(field, text)
    if not known:
        form.add_error(None, error.message)


def status_of(form: forms.Form) -> int:
    """200 for a form to fill in, 422 for one that needs correcting, 429 over a limit."""
    if not form.is_bound or not form.errors:
        return 200
    return int(getattr(form, "refused_with", 422))
