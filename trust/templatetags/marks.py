"""Marks and icons. A mark says something (a grade's shape, a state) and comes from the page's own sprite; an icon
only helps to find a control and comes from the package."""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from trust.forms.sentences import MISSING

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def mark(name: str, css: str = "") -> SafeString:
    """A shape of templates/components/sprite.html; decorative, so the word must stand beside it."""
    if css:
        return format_html(
            '<svg class="{}" width="12" height="12" aria-hidden="true"><use href="#s-{}"/></svg>', css, name
        )
    return format_html('<svg width="12" height="12" aria-hidden="true"><use href="#s-{}"/></svg>', name)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, css: str = "ico", size: int = 18) -> SafeString:
    """An icon of the package, drawn inline; decorative."""
    return lucide(name, size=size, aria_hidden="true", stroke_width="1.75", **{"class": css})  # type: ignore[return-value]


@register.filter
def problems(field: BoundField) -> list[str]:
    """A field's errors in words that name the field, the same above the form and beside it."""
    return [_fill_in(field) if error == MISSING else str(error) for error in field.errors]


@register.filter
def whose_problem(field: BoundField) -> str:
    """What a problem is about, where the form asks the same of several things and says what this one is called."""
    about: Mapping[str, str] = getattr(field.form, "about", {})
    return about.get(field.name, "")


def _fill_in(field: BoundField) -> str:
    kind = field.widget_type
    verb = "Choose" if "select" in kind or "file" in kind else "Tick" if kind == "checkbox" else "Fill in"
    return f"{verb}: {field.label}"


@register.filter
def initials(name: str) -> str:
    """Amara Osei -> AO; first and last word, at most two letters."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper()
