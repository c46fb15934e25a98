"""The latest inspection as a cell of the matrix: strip of a report card, grade, or a sentence. Never converted."""

import datetime as dt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from academies.enums import Regime
from academies.policies import InspectionProfile, InspectionRecord, count_words
from improvement_cycle.cells import joined
from improvement_cycle.queries.inspections import concern_shown

NONE = mark_safe('<td class="plain col-hist small muted">No inspection known</td>')


def profile_cell(profile: InspectionProfile | None) -> SafeString:
    """The cell of one academy: what it says, then the date."""
    if profile is None or profile.latest is None:
        return NONE
    return format_html(
        '<td class="plain col-hist small">{}{}<span class="tiny">{}</span></td>',
        _says(profile.latest),
        format_html('<span class="tiny t-err">{}</span>', concern) if (concern := concern_shown(profile)) else "",
        _when(profile.latest),
    )


def date_cell(profile: InspectionProfile | None) -> SafeString:
    """Only the date, where the profile has no column."""
    if profile is None or profile.latest is None:
        return NONE
    return format_html('<td class="plain col-hist small">{}</td>', month(profile.latest.starts_on))


def inspection_words(profile: InspectionProfile | None, *, only_date: bool = False) -> tuple[str, ...]:
    """The same in words only, for narrow screens: what was said and when, or only when."""
    if profile is None or profile.latest is None:
        return ("no inspection known",)
    return (month(profile.latest.starts_on),) if only_date else (_in_words(profile.latest), _when(profile.latest))


def _says(latest: InspectionRecord) -> SafeString | str:
    if latest.regime == Regime.REPORT_CARD:
        return joined([strip(latest), format_html('<span class="vh">{}. </span>', _in_words(latest))])
    return _in_words(latest)


def _in_words(latest: InspectionRecord) -> str:
    if latest.regime == Regime.UNGRADED:
        return latest.says
    return latest.overall.word.label if latest.overall else count_words(latest.areas)


def strip(record: InspectionRecord) -> SafeString:
    """One block for each area; direction and height carry the grade."""
    blocks = format_html_join("", '<b class="{}"></b>', ((a.word.tone,) for a in record.areas))
    return format_html('<span class="rc" aria-hidden="true">{}</span>', blocks)


def _when(latest: InspectionRecord) -> str:
    kind = {Regime.REPORT_CARD: "Card, ", Regime.UNGRADED: "Ungraded, "}.get(Regime(latest.regime), "")
    before = " before joining" if latest.joined == "before" else ""
    return f"{kind}{month(latest.starts_on)}{before}"


def month(day: dt.date) -> str:
    """Mar 2026"""
    return f"{day:%b %Y}"
