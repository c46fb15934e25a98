"""What an action said, brought back to the form it came from."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trust.errors import BadInput, Conflict, Refused

T = TypeVar("T")
REFUSED = "refused"


def attempt(form: forms.Form, act: Callable[[], T], *, refused_at: str = "") -> T | None:
    """Run an action on a valid form; what it says against the input goes to the form's fields.

    `refused_at`: the field that holds long words. What is refused as things stand by now is said there, or at the
    field that it names, and they stay.
    """
    try:
        return act()
    except Refused as fault:
        named = () if isinstance(fault, Conflict) else (name for name in fault.detail if name in form.fields)
        at = next(iter(named), refused_at)
        if not at:
            raise
        form.add_error(at, forms.ValidationError(fault.message, code=REFUSED))
        return None
    except BadInput as fault:
        said = {name: text for name, text in fault.detail.items() if isinstance(text, str)}
        for name, text in (said or {"": fault.message}).items():
            form.add_error(name if name in form.fields else None, text)
        return None


def was_refused(form: forms.Form) -> bool:
    """Whether nothing in it is wrong, and things stand so by now that it does not go."""
    return any(form.has_error(name, REFUSED) for name in form.errors)


def answered(
    request: HttpRequest, template: str, context: dict[str, Any], *, faulty: bool = False, clashing: bool = False
) -> HttpResponse:
    """The page: 422 where something needs correcting, 409 where what was asked for does not go as things stand."""
    response = render(request, template, context, status=409 if clashing else 422 if faulty else 200)
    response.headers["Vary"] = "HX-Request"
    return response


def with_seen(typed: Any, stands: object, *, field: str = "seen") -> Any:
    """What was typed, for a form shown again beside what stands by now: who sends it once more has seen both."""
    again = typed.copy()
    again[field] = str(stands)
    return again


def standing_beside(
    form: forms.Form, standing: Mapping[str, Any], called: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Of a form that somebody else was faster than: the fields that say something else by now, and what, in words.

    `called`: what fields are called here whose labels alone do not tell them apart.
    """
    told = []
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or name not in standing:
            continue
        now, typed = standing[name], form.cleaned_data.get(name)
        offered: Any = getattr(field, "choices", ())
        name_here = (called or {}).get(name, str(field.label))
        labels = {str(key): str(label) for key, label in offered}
        if isinstance(field, forms.MultipleChoiceField):
            if set(now) != set(typed or ()):
                told.append((name_here, ", ".join(labels.get(str(key), str(key)) for key in now) or "Nothing"))
        elif str(now) != str(typed or ""):
            told.append((name_here, labels.get(str(now), str(now)) or "Nothing"))
    return told
