"""What every page is held to in every test: nothing inline, nothing unrendered, no name that the view forgot.

`assert_swap_equals_reload` holds a page after an htmx swap to the same page after a reload.
"""

import re
from html.parser import HTMLParser
from typing import Any

from django.template import engines
from django.test import Client
from django.urls import Resolver404

INLINE = re.compile(r"\s(?:on[a-z]+|style)\s*=\s*[\"']", re.IGNORECASE)
BARE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*application/json)", re.IGNORECASE)
UNRENDERED = re.compile(r"\{\{|\{%")
FORM = re.compile(r"<form\b[^>]*>")
TAG = re.compile(r"<[a-zA-Z][^>]*>")


class UndefinedVariable(AssertionError):
    """A template asked for a name that nobody gave it."""


class RaisesIfUsed(str):
    """Django's string_if_invalid: rendering an unknown variable fails the test. `{% if unknown %}` stays allowed."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: Any) -> str:
        raise UndefinedVariable(f"A template uses {variable}, which is not defined.")


def faults_of_page(page: str) -> list[str]:
    """What no page may have."""
    tags = " ".join(TAG.findall(page))
    faults = [f"inline: {match[0].strip()}" for match in INLINE.finditer(tags)]
    faults += ["a script without src" for _ in BARE_SCRIPT.findall(page)]
    faults += [f"unrendered: {page[max(m.start() - 20, 0) : m.end() + 30]}" for m in UNRENDERED.finditer(page)]
    return faults


def strays(page: str) -> list[str]:
    """Forms that would be sent to wherever the page happens to stand. On one that answers a POST that is nowhere."""
    forms = [tag for tag in FORM.findall(page) if 'method="post"' in tag and "action=" not in tag]
    return [f"a form without an address, on a page that came in answer to another form: {tag}" for tag in forms]


def _only_takes_posts(response: Any) -> bool:
    try:
        view = getattr(getattr(response, "resolver_match", None), "func", None)
    except Resolver404:
        return False
    return "GET" not in getattr(view, "access", {}).get("methods", ("GET",))


def watch_pages(monkeypatch: Any) -> None:
    """Check the page of each answer that any test client gets."""
    ask = Client.request

    def watched(self: Client, **request: Any) -> Any:
        response = ask(self, **request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            faults = faults_of_page(page)
            if response.status_code >= 400 and _only_takes_posts(response):
                faults += strays(page)
            assert not faults, f"{request.get('PATH_INFO')}: {faults}"
        return response

    monkeypatch.setattr(Client, "request", watched)
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", RaisesIfUsed("%s"))


class _Element:
    def __init__(self, tag: str, attributes: dict[str, str | None], parent: "_Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[_Element | str] = []

    def find(self, element_id: str) -> "_Element | None":
        if self.attributes.get("id") == element_id:
            return self
        found = (child.find(element_id) for child in self.children if isinstance(child, _Element))
        return next((element for element in found if element), None)

    def shape(self) -> Any:
        """Comparable content: tags, attributes but for tokens, text without blanks around it."""
        kept = sorted((k, v) for k, v in self.attributes.items() if not (v and re.fullmatch(r"[a-zA-Z0-9]{64}", v)))
        inner = [child.shape() if isinstance(child, _Element) else " ".join(child.split()) for child in self.children]
        return (self.tag, kept, [child for child in inner if child])


class _Tree(HTMLParser):
    VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = self.open = _Element("root", {}, None)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, dict(attrs), self.open)
        self.open.children.append(element)
        if tag not in self.VOID:
            self.open = element

    def handle_endtag(self, tag: str) -> None:
        element: _Element | None = self.open
        while element and element.tag != tag:
            element = element.parent
        if element and element.parent:
            self.open = element.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def assert_swap_equals_reload(*, before: str, part: str, after: str, target: str, but: tuple[str, ...] = ()) -> None:
    """The page `before`, with the element `target` replaced by `part`, equals the page `after` a reload there.

    Elements of `part` marked hx-swap-oob replace those of the same id, or what is inside them, as htmx does. Elements
    named in `but` say something of the change itself, such as Saved: their content is not compared.
    """
    page, reloaded, swapped = _Tree(before), _Tree(after), _Tree(part)
    # htmx takes what is to be swapped out of a template, in which a browser keeps forms behind the cell of a table.
    parts = [child for child in swapped.root.children if isinstance(child, _Element)]
    for element in [each for part in parts for each in (_elements_in(part) if part.tag == "template" else [part])]:
        oob = element.attributes.pop("hx-swap-oob", None)
        wanted = element.attributes.get("id") if oob else target
        old = page.root.find(wanted or "")
        assert old is not None, f"the page has no element #{wanted} to swap"
        assert old.parent is not None
        if oob == "innerHTML":
            old.children = element.children
        else:
            siblings = old.parent.children
            siblings[siblings.index(old)] = element
    for root in (page.root, reloaded.root):
        for name in ("hx-headers",):
            _drop(root, name)
        for name in but:
            silent = root.find(name)
            assert silent is not None, f"there is no element #{name}"
            silent.children = []
    assert page.root.shape() == reloaded.root.shape()


def _elements_in(element: _Element) -> list[_Element]:
    return [child for child in element.children if isinstance(child, _Element)]


def _drop(element: _Element, name: str) -> None:
    element.attributes.pop(name, None)
    for child in element.children:
        if isinstance(child, _Element):
            _drop(child, name)
