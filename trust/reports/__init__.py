"""Reports: what can be asked for, how a dataclass becomes a PDF or a workbook.

An app registers a ReportKind in AppConfig.ready(); `trust.actions.reports.ask` asks for one.
"""

from trust.reports.kinds import About, Frame, ReportKind, find_kind, register

__all__ = ["About", "Frame", "ReportKind", "find_kind", "register"]
