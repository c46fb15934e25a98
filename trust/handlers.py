"""Every module of this floor that registers background work: imported at start, so that each process knows all."""

from trust import handover, preparing, scanner
from trust.files import register_owner
from trust.queries.reports import may_read_files

__all__ = ["handover", "preparing", "scanner"]

register_owner("report", may_read_files)
