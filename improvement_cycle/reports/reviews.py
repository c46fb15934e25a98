"""Termly reviews of a plan as PDF and as an editable Word file: see reports.documents."""

from improvement_cycle.enums import TermOfYear
from improvement_cycle.reports.documents import report_kinds
from improvement_cycle.workflow import REVIEWS

KINDS = {REVIEWS[term]: report_kinds(REVIEWS[term], f"{term.label} review of the plan") for term in TermOfYear}
