"""Looking at a page as people meet it: by assistive technology, on any screen, with the console open."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1440, 820, 390)
SCHEMES = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
AXE = Axe()
# A theme that fades in would be measured half-way. What turns for ever is not waited for.
SETTLED = """() => Promise.all(document.getAnimations()
  .filter(a => a.effect && Number.isFinite(a.effect.getComputedTiming().endTime))
  .map(a => Promise.race([a.finished.catch(() => 0), new Promise(done => setTimeout(done, 1000))])))"""


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each place."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(f"() => axe.run(document, {OPTIONS})")["violations"]
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def _line(rule: Any, node: Any) -> str:
    why = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]} ({'; '.join(why)[:300]})"


def overflow(page: Page) -> list[str]:
    """What stands out of the page to the right, so that it scrolls sideways; nothing where it does not."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [`page is ${document.documentElement.scrollWidth} wide of ${innerWidth}`].concat(
        [...document.querySelectorAll("main *, header *, footer *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .filter(e => !e.closest(".tbl-scroll, .tblscroll, .score-scroll, .vh"))
        .slice(0, 4).map(e => e.outerHTML.slice(0, 120)))"""
    )


def look(page: Page, width: int, scheme: str) -> list[str]:
    """All of it, at this width and in this scheme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate(SETTLED)
    return [f"{width} {scheme}: {line}" for line in (*violations(page), *overflow(page))]
