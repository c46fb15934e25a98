"""Every module of this floor that registers background work, reports or search: imported at start by each process."""

from uuid import UUID

from trust import forgetting, handover, posting, preparing, scanner
from trust.actions.settings import LOGO
from trust.actors import Actor
from trust.files import register_owner
from trust.permissions import Permission, may
from trust.queries import search
from trust.queries.access_review import KIND as ACCESS_REVIEW
from trust.queries.reports import may_read_files
from trust.queries.year_planner import PDF as YEAR_PLANNER
from trust.reports import register
from trust.search import SearchSource
from trust.search import register as register_search

__all__ = ["forgetting", "handover", "posting", "preparing", "scanner"]

SEARCHED = (
    SearchSource("people", "People", 20, (Permission.PEOPLE_READ,), search.people),
    SearchSource("reports", "Reports", 60, (Permission.TRUST_ENTER,), search.reports),
    SearchSource("help", "Help", 90, (Permission.TRUST_ENTER,), search.help_pages),
)


def may_enter(actor: Actor, _owner_id: UUID) -> bool:
    """The trust's logo: whoever is in the trust sees it on every page."""
    return may(actor, Permission.TRUST_ENTER)


for _source in SEARCHED:
    register_search(_source)
register_owner("report", may_read_files)
register_owner(LOGO, may_enter)
register(ACCESS_REVIEW)
register(YEAR_PLANNER)
