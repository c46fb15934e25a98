"""One academy on a page as PDF and as Word: from what was published and approved, for its local governors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from improvement_cycle.models import AcademyCycle
from improvement_cycle.presenters.board_pack import AcademyPage, academy_page
from improvement_cycle.queries.school_pages import row_to_print, school_page
from improvement_cycle.queries.snapshots import fingerprint
from improvement_cycle.reports.board_packs import academy_passages, draw
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper


def _told(actor: Actor, row_id: UUID) -> tuple[AcademyCycle, dict[str, Any]]:
    row = row_to_print(actor, row_id)
    told = school_page(row)
    if told is None:
        raise NotFound("Nothing is published of this academy yet.")
    return row, told


def describe(actor: Actor, row_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is on the page."""
    row, told = _told(actor, row_id)
    return About(f"{row.academy.name} on a page, {row.cycle.school_year.label}", fingerprint(told))


def build(actor: Actor, row_id: UUID, parameters: Mapping[str, Any]) -> AcademyPage:
    """The page."""
    return academy_page(_told(actor, row_id)[1], draw)


def paper(page: AcademyPage) -> Paper:
    """The same for Word."""
    lead = (f"{page.phase}. {page.year}.", f"As published on {page.published_on}; plan and reviews as approved.")
    return Paper("", lead, [Chapter(page.name, academy_passages(page))])


def _kind(kind: str, **made: Any) -> ReportKind:
    return ReportKind(
        kind=kind,
        title="School on a page",
        # Whose page it is is asked of the academy itself.
        permission=Permission.SCHOOL_PAGE_READ,
        build=build,
        describe=describe,
        check=row_to_print,
        **made,
    )


PDF = _kind("school_page", template="reports/school_page.html")
WORD = _kind("school_page_word", paper=paper)
