"""A report as PDF against the renderer alone on the same finished HTML, in processor seconds.

One process draws, and what others do on the machine is not its work. Both sides must give the same bytes.
"""

import time
from collections.abc import Callable
from typing import Any

import pypdfium2

from benchmarks.harness import Measure, Plan, Result, compare
from trust.reports.render import BASE, own_files, render_pdf

TARGET = 1.5


def floor(page: str) -> bytes:
    """The renderer alone: the same finished page, the same stylesheets and fonts from disk, the same kind of PDF."""
    from weasyprint import HTML  # noqa: PLC0415 - loads Pango
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    files = own_files()

    class FromDisk(URLFetcher):
        """Reads what it is asked for."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            kind = "text/css" if url.endswith(".css") else "font/woff2"
            return URLFetcherResponse(url, files[url].read_bytes(), {"Content-Type": kind})

    return bytes(HTML(string=page, base_url=BASE, url_fetcher=FromDisk()).write_pdf(pdf_variant="pdf/ua-1"))


def busy(work: Callable[[], object]) -> Measure:
    """A measure of the processor's time."""

    def measure() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return measure


def compared(plan: Plan, name: str, html: Callable[[], str], **facts: Any) -> Result:
    """`html` builds the report and fills the template, as the worker does outside its transaction."""
    page = html()
    made = render_pdf(page)
    if made != floor(page):
        raise SystemExit("The two sides draw something else.")
    return compare(
        name,
        ours=busy(lambda: render_pdf(html())),
        floor=busy(lambda: floor(page)),
        plan=plan.few(),
        target=TARGET,
        facts={"pages": len(pypdfium2.PdfDocument(made)), "characters": len(page), **facts},
    )
