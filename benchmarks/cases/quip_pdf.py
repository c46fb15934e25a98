"""A plan of six priorities and sixty actions as PDF, and as Word, against the renderer alone on the same HTML."""

from django.template.loader import render_to_string
from django.utils import timezone

from benchmarks import plans
from benchmarks.drawing import compared
from benchmarks.harness import Plan, Result
from improvement_cycle.presenters.logic_model import with_table
from improvement_cycle.reports.documents import paper, printed
from improvement_cycle.reports.plans import PDF
from trust.reports import Frame
from trust.reports.word import word_file
from trust.tenancy import tenant


def run(plan: Plan) -> list[Result]:
    """From the version to the file, as the worker goes."""
    person, _row, document = plans.one_plan(plan)
    with tenant(person.trust.id):
        from django.db import transaction  # noqa: PLC0415 - the database must exist

        with transaction.atomic():
            version = plans.version_of(document)
    now = timezone.localtime()

    def html() -> str:
        report = printed(version, (), with_table)
        return render_to_string(PDF.template, {"report": report, "frame": Frame("Trust", "Plan", now, "Head")})

    word = word_file(title="Plan", trust_name="Trust", as_at=now, paper=paper(printed(version, (), with_table)))
    return [compared(plan, "improvement plan as PDF", html, **{"Word kB": round(len(word) / 1000)})]
