"""Every module of this floor that registers background work or reports: imported at start by each process."""

from trust import handover, preparing, scanner
from trust.files import register_owner
from trust.queries.access_review import KIND as ACCESS_REVIEW
from trust.queries.reports import may_read_files
from trust.reports import register

__all__ = ["handover", "preparing", "scanner"]

register_owner("report", may_read_files)
register(ACCESS_REVIEW)
