"""Every module of this floor that registers background work, reports or search: imported at start by each process."""

from trust import forgetting, handover, preparing, scanner
from trust.files import register_owner
from trust.permissions import Permission
from trust.queries import search
from trust.queries.access_review import KIND as ACCESS_REVIEW
from trust.queries.reports import may_read_files
from trust.reports import register
from trust.search import SearchSource
from trust.search import register as register_search

__all__ = ["forgetting", "handover", "preparing", "scanner"]

SEARCHED = (
    SearchSource("people", "People", 20, (Permission.PEOPLE_READ,), search.people),
    SearchSource("reports", "Reports", 60, (Permission.TRUST_ENTER,), search.reports),
    SearchSource("help", "Help", 90, (Permission.TRUST_ENTER,), search.help_pages),
)

for _source in SEARCHED:
    register_search(_source)
register_owner("report", may_read_files)
register(ACCESS_REVIEW)
