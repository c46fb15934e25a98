"""{% word "matrix" %}: the trust's own display word."""

from typing import Any

from django import template

from trust.words import word as find_word

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: Any, key: str) -> str:
    """The word of the present trust; outside a trust the default."""
    actor = context.get("actor")
    return find_word(actor.words if actor else {}, key)
