"""The improvement plan as PDF and as an editable Word file: see reports.documents."""

from improvement_cycle.presenters.logic_model import with_table
from improvement_cycle.reports.documents import report_kinds
from improvement_cycle.workflow import PLAN

PDF, WORD = report_kinds(PLAN, "Improvement plan", arranged=with_table)
