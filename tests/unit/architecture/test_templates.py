"""Templates keep to the strict Content-Security-Policy, escape everything, and point down as the apps do."""

import re

import pytest

from tests.unit.architecture.tree import APPS, files, text

COMMENT = re.compile(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*type=\"application/json\")", re.I),
    "an unescaped value": re.compile(r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off", re.I),
    "evaluated htmx": re.compile(r"hx-(?:on|vals=[\"']js:|vars)\b", re.I),
}
# Mails as plain text are not HTML: escaping would show as &amp;.
PLAIN = (".txt",)
NO_PAGES = ("templates/reports/", "templates/trust/mail/")
OTHER = re.compile(r"\{%\s*(?:include|extends)\s+[\"']([\w/.-]+)[\"'#]|\{%\s*url\s+[\"'](\w+):")


def templates() -> list[str]:
    return [name for name in files(".html", ".txt", ".css") if "templates/" in name]


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_has(rule: str) -> None:
    found = []
    for name in templates():
        # Reports become PDF, mails are read in mail programs: no page of ours, but the same care for what is escaped.
        if name.endswith(PLAIN) or (name.startswith(NO_PAGES) and rule != "an unescaped value"):
            continue
        if FORBIDDEN[rule].search(COMMENT.sub("", text(name))):
            found.append(name)
    assert found == []


def test_the_rules_are_able_to_fail() -> None:
    planted = {
        "an inline style": '<p style="color:red">',
        "a style element": "<style>p{}</style>",
        "an inline handler": '<p onclick="x()">',
        "an inline script": "<script>x()</script>",
        "an unescaped value": "{{ name|safe }}",
        "evaluated htmx": '<p hx-on:click="x()">',
    }
    assert planted.keys() == FORBIDDEN.keys()
    for rule, source in planted.items():
        assert FORBIDDEN[rule].search(source), rule
    assert not FORBIDDEN["an inline script"].search('<script src="x.js" defer></script>')


def test_lower_templates_do_not_point_up() -> None:
    found = []
    for name in templates():
        app = next((part for part in name.split("/") if part in APPS), None)
        for match in OTHER.finditer(COMMENT.sub("", text(name))):
            far = (match[1] or "").split("/")[0] or match[2]
            # The shell of all (base, components) belongs to the ground floor.
            if far in APPS and APPS.index(far) > (APPS.index(app) if app else 0):
                line = text(name)[: match.start()].count("\n") + 1
                found.append(f"{name}:{line}: points up to {far}")
    assert found == []


# Where markup is put together in Python, from fixed words only: everything a person typed goes through format_html.
MARK_SAFE = {
    "improvement_cycle/cells.py": "the matrix of 500 academies is joined from prepared cells",
    "improvement_cycle/presenters/": "cells and chips prepared for the matrix",
    "improvement_cycle/reports/": "the printed matrix, from the same prepared cells",
    "trust/charts/": "drawings from numbers",
    "trust/templatetags/": "marks of our own sprite",
}


def test_text_is_marked_as_safe_in_few_places_only() -> None:
    ours = [name for name in files(".py") if not name.startswith("tests/")]
    found = [name for name in ours if re.search(r"\bmark_safe\b|SafeString\(", text(name))]
    assert [name for name in found if not name.startswith(tuple(MARK_SAFE))] == []


def test_what_people_typed_keeps_its_lines_and_fits_on_every_page() -> None:
    """Every page loads app.css; a page that alone had the rule would leave the others without."""
    styles = text("static/css/app.css")
    assert ".lines-kept { white-space: pre-line; }" in styles
    assert ".lines-kept, .prose { overflow-wrap: anywhere; }" in styles
    assert re.search(r"\n  body \{[^}]*overflow-wrap: break-word;", styles)
