"""The rapid improvement plan as PDF and as an editable Word file: see reports.documents."""

from improvement_cycle.reports.documents import report_kinds
from improvement_cycle.workflow import RAPID

PDF, WORD = report_kinds(RAPID, "Rapid improvement plan")
