"""A self-evaluation of twelve pages as PDF against the renderer alone on the same HTML, and memory over many.

Ours builds the report from the submitted version, fills the template and renders as the worker does: see
benchmarks.drawing. The memory is that of one process that makes many.
"""

import datetime as dt
import json
import subprocess
import sys

from django.template.loader import render_to_string

from benchmarks.drawing import compared
from benchmarks.harness import Plan, Result
from improvement_cycle.reports.documents import printed
from improvement_cycle.reports.self_evaluation import PDF
from trust.models import SubmittedVersion
from trust.reports import Frame
from trust.reports.render import render_pdf

RENDERINGS = 1_000
# Grown by more between the first tenth of the renderings and the last, and memory is not flat.
MOST_GROWTH = 30
AT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
WORDS = "Pupils read widely and speak about what they read; teachers check what was learned before they go on. "
AREAS = ("Context", "Since the last inspection", *(f"Area {number}" for number in range(1, 9)), "Summary")


def version() -> SubmittedVersion:
    """A submitted version that makes twelve pages; no row of a table."""
    paragraphs = "".join(f"<p>{WORDS * 5}</p><ul><li>{WORDS}</li><li>{WORDS}</li></ul>" for _ in range(3))
    lines = [WORDS[:90] for _ in range(4)]
    fields = [
        {"key": "grade", "label": "How good is it now?", "kind": "choice", "value": "good", "words": "Good"},
        {"key": "narrative", "label": "What is it like?", "kind": "rich", "value": paragraphs},
        {"key": "strengths", "label": "Strengths", "kind": "lines", "value": lines},
        {"key": "next_steps", "label": "Next steps", "kind": "lines", "value": lines},
    ]
    sections = [{"key": name, "title": name, "fields": fields} for name in AREAS]
    return SubmittedVersion(
        number=1, content={"title": "SEF", "sections": sections}, sha256="0" * 64, by_name="Head", at=AT
    )


def html() -> str:
    """From the version to the page, as the worker goes."""
    report = printed(version(), ())
    return render_to_string(PDF.template, {"report": report, "frame": Frame("Trust", "SEF", AT, "Head")})


def ours() -> bytes:
    """All of it, as the worker does it outside its transaction."""
    return render_pdf(html())


def run(plan: Plan) -> list[Result]:
    """The ratio, then the memory: prints megabytes after each tenth of the renderings."""
    result = compared(plan, "self-evaluation as PDF", html)
    count = plan.sized(RENDERINGS)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sef_worker", str(count)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"\nmemory over {count} renderings: {told}")
    grown = told["after MB"][-1] - told["after MB"][0]
    print(f"  grown by {grown} MB, most allowed {MOST_GROWTH}: {'reached' if grown <= MOST_GROWTH else 'MISSED'}")
    return [result]
