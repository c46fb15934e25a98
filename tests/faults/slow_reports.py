"""Self-evaluations as files, made slowly: loaded into a real worker by `celery -I`, which waits before it keeps one."""

import datetime as dt
import sys
import time
from typing import Any

from improvement_cycle.presenters.documents import FieldShown
from improvement_cycle.reports.documents import DocumentReport, paper
from improvement_cycle.reports.self_evaluation import PDF
from trust import preparing
from trust.permissions import Permission
from trust.policies.contents import Field
from trust.reports import ReportKind, register

SECONDS = 3
AT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)


def build(*_words: Any) -> DocumentReport:
    """A self-evaluation without a database."""
    fields = (FieldShown(Field("narrative", "What is it like?", "rich"), "<p>Reading is taught well.</p>" * 50, 0),)
    return DocumentReport(1, "Head", AT, (), tuple((f"Section {n}", fields) for n in range(8)), "0123")


for _name, _form in (("killed_pdf", {"template": PDF.template}), ("killed_word", {"paper": paper})):
    register(ReportKind(kind=_name, title="Killed", permission=Permission.TRUST_ENTER, build=build, **_form))

if "worker" in sys.argv:
    _draw = preparing.draw

    def slowly(draft: Any) -> bytes:
        """Drawn, and then long enough in memory for the worker to be killed over it."""
        content = _draw(draft)
        time.sleep(SECONDS)
        return content

    preparing.draw = slowly
