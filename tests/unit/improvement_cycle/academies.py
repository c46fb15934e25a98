"""Academies for the tests of this floor."""

from typing import Any

from django.utils.text import slugify

from academies.models import Academy


def make_academy(name: str, phase: str, **more: Any) -> Any:
    """An academy of the open trust."""
    given = {"state": "member", **more}
    return Academy.objects.create(
        name=name, short_name=name.split(maxsplit=1)[0], slug=slugify(name), phase=phase, **given
    )
