"""A submitted version of a self-evaluation on paper and as Word."""

from improvement_cycle.reports.documents import report_kinds
from improvement_cycle.workflow import SEF

PDF, WORD = report_kinds(SEF, "Self-evaluation")
