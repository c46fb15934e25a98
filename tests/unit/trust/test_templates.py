"""Templates keep to the strict Content-Security-Policy, and all of them compile."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.ROOT) / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".css"}
)
PAGES = [name for name in NAMES if name.endswith(".html") and name != "trust/mail/reminders.html"]
# Reports are printed by WeasyPrint from our own template and never reach a browser; mails have no policy.
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline handler": re.compile(r"\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "an address of another site": re.compile(r"(?:src|href|action)=\"(?:https?:)?//(?!\{)", re.I),
    "evaluated htmx": re.compile(r"hx-(?:on|vals=.js|vars)\b", re.I),
}


@pytest.mark.parametrize("name", NAMES)
def test_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_needs_nothing_the_policy_forbids(name: str) -> None:
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", (TEMPLATES / name).read_text(), flags=re.S)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_marks_used_are_in_the_sprite() -> None:
    sprite = (TEMPLATES / "components/sprite.html").read_text()
    drawn = set(re.findall(r'id="s-([\w-]+)"', sprite))
    used = {
        mark
        for name in PAGES
        for mark in re.findall(r'\{% mark "([\w-]+)"|href="#s-([\w-]+)"', (TEMPLATES / name).read_text())
        for mark in mark
        if mark
    }
    assert used - drawn == set()
