"""The latest inspection as a cell of the matrix: strip of a report card, grades, or a sentence. Never converted."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NONE = mark_safe('<td class="plain col-hist small muted">No inspection yet</td>')


def profile_cell(profile: Any) -> SafeString:
    """The cell of one academy."""
    if profile is None:
        return NONE
    return format_html('<td class="plain col-hist small">{}</td>', getattr(profile, "sentence", ""))
