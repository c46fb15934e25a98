"""Looks into a Word or Excel file, part by part, for what no honest one needs. Nothing of it is opened or fetched."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from trust.zip_guard import BadZip, check_zip

OPEN_XML = "application/vnd.openxmlformats-officedocument."
# An embedded sheet behind a chart is a zip of its own; deeper than that nobody needs to go.
DEEPEST = 2
MOST_INSIDE = 20
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
ZIPPED = b"PK\x03\x04"
FIRST = 64 * 1024
# What may lie outside: links that a person follows, and workbooks that a formula names (Excel asks first).
WORKBOOKS = re.compile(r"/(?:externalLink\w*|xlExternalLinkPath/\w+)$")
# Word notes its template with the folder it lay in; only one on the web would be loaded from a stranger.
TEMPLATE = "/attachedTemplate"
ON_THE_WEB = re.compile(r"\s*(?:https?|ftp|mhtml|javascript|vbscript|data|ms-\w+):", re.IGNORECASE)
NO_LINK = re.compile(r"\s*(?:javascript|vbscript|data|mhtml|ms-msdt|search-ms):", re.IGNORECASE)
# Orders to Word by the first word of a field: the first two start a program, the others fetch what they name.
STARTS = frozenset({"DDE", "DDEAUTO"})
BRINGS_IN = frozenset({"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK"})
FIRST_WORD = re.compile(r"[\s\"“”]*([^\s\"“”\\]+)")
ELSEWHERE = re.compile(r"\b(?:https?|ftp|file|mhtml|data|ms-\w+):|\bwww\.|(?:^|[\s\"“])\\{2,}[^\\\s]", re.IGNORECASE)

MACROS = "The file contains macros. Save it as {label} without macros."
DAMAGED = "The {label} file is damaged. Save it again and choose the new file."
DECLARED = "The {label} file declares things that Word and Excel never write. Save it again and choose the new file."
FETCHES = (
    "The {label} file loads something from another place when it is opened. "
    "Take linked pictures, objects or templates out, or save it as PDF."
)
ACTIVE = "The {label} file contains a program or active controls. Take them out and save it again."
SOMETHING_ELSE = "The file's name says {label}, but its content is something else."


def check_office(content: bytes, *, label: str, main: str) -> None:
    """BadZip with a sentence where it is damaged, hostile or another kind. `main`: the type of its main part."""
    kinds = _check(content, label, 1)
    if OPEN_XML + main not in kinds:
        raise BadZip(SOMETHING_ELSE.format(label=label))


def _check(content: bytes, label: str, depth: int) -> set[str]:
    names = check_zip(content)
    if "[Content_Types].xml" not in names:
        raise BadZip(f"The file is an archive, but no {label} file.")
    inside = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kinds = _kinds(archive.read("[Content_Types].xml"), label)
        _check_kinds(kinds, names, label)
        for name in sorted(names):
            with archive.open(name) as stream:
                first = stream.read(FIRST)
            if first.startswith(PROGRAMS):
                raise BadZip(ACTIVE.format(label=label))
            if _is_xml(name, first):
                _check_prolog(archive, name, label)
                _check_orders(archive, name, label)
            if name.lower().endswith(".rels"):
                _check_links(archive.read(name), label)
            if first.startswith(ZIPPED):
                inside += 1
                _check_inside(archive.read(name), label, depth, inside)
    return kinds


def _check_inside(content: bytes, label: str, depth: int, count: int) -> None:
    if depth >= DEEPEST or count > MOST_INSIDE:
        raise BadZip(f"The {label} file has archives inside archives. Take embedded files out and save it again.")
    _check(content, label, depth + 1)


def _kinds(table: bytes, label: str) -> set[str]:
    return {attributes.get("ContentType", "") for _, attributes in _elements(table, label)}


def _check_kinds(kinds: set[str], names: frozenset[str], label: str) -> None:
    lower = {kind.lower() for kind in kinds}
    if any("macro" in kind or "vba" in kind for kind in lower) or any(
        posixpath.basename(name).lower().startswith("vba") for name in names
    ):
        raise BadZip(MACROS.format(label=label))
    if any("activex" in kind for kind in lower) or any("/activex/" in f"/{name.lower()}" for name in names):
        raise BadZip(ACTIVE.format(label=label))


def _is_xml(name: str, first: bytes) -> bool:
    """By its name, or because it begins like one in any of the usual encodings."""
    if name.lower().endswith((".xml", ".rels", ".vml", ".svg", ".xhtml", ".htm", ".html")):
        return True
    return first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


class _Enough(Exception):
    """The first element came: what could be declared was declared before it."""


def _check_prolog(archive: zipfile.ZipFile, name: str, label: str) -> None:
    """No part may declare entities or point at a definition: neither Word nor Excel ever does."""

    def declared(*_words: object) -> None:
        raise BadZip(DECLARED.format(label=label))

    def enough(*_words: object) -> None:
        raise _Enough

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = enough
    try:
        with archive.open(name) as stream:
            parser.ParseFile(stream)
    except _Enough:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BadZip(DAMAGED.format(label=label)) from error


def _check_links(table: bytes, label: str) -> None:
    for name, attributes in _elements(table, label):
        if name.rpartition(":")[2] != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            continue
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        is_link = kind.endswith("/hyperlink") and not NO_LINK.match(target)
        is_template = kind.endswith(TEMPLATE) and not ON_THE_WEB.match(target)
        if is_link or is_template or WORKBOOKS.search(kind):
            continue
        raise BadZip(FETCHES.format(label=label))


class _Field:
    """A field of Word whose order is being read: it stands in pieces between two marks."""

    def __init__(self) -> None:
        self.text, self.is_order = "", True

    @property
    def first(self) -> str:
        """Its first word, which says what it does."""
        found = FIRST_WORD.match(self.text)
        return found[1].upper() if found else ""


class _Orders:
    """Reads the fields of a part. Names are told by their last piece: the letters before the colon are free."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.open = [_Field()]  # the first takes what stands in no field
        self.listens = False

    def started(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if name == "ddeLink":
            raise BadZip(ACTIVE.format(label=self.label))
        if name == "instrText":
            self.listens = True
        elif name == "fldSimple":
            field = _Field()
            field.text = _attribute(attributes, "instr")
            self.check(field)
        elif name == "fldChar":
            self.turn(_attribute(attributes, "fldCharType"))

    def ended(self, element: str) -> None:
        if element.rpartition(":")[2] == "instrText":
            self.listens = False

    def said(self, text: str) -> None:
        if self.listens and self.open[-1].is_order:
            self.open[-1].text += text

    def turn(self, mark: str) -> None:
        """Where a field begins, where its order ends, and where its result does."""
        field = self.open[-1]
        if mark == "begin":
            # One that gives the outer field its first word hides it: nobody writes that by hand.
            if len(self.open) > 1 and field.is_order and any(word.startswith(field.first) for word in STARTS):
                raise BadZip(ACTIVE.format(label=self.label))
            self.open.append(_Field())
        elif mark in {"separate", "end"}:
            field.is_order = len(self.open) == 1
            self.check(field)
            if mark == "end" and len(self.open) > 1:
                self.open.pop()
                self.open[-1].text += f" {field.text}" if self.open[-1].is_order else ""

    def check(self, field: _Field) -> None:
        if field.first in STARTS:
            raise BadZip(ACTIVE.format(label=self.label))
        if field.first in BRINGS_IN and ELSEWHERE.search(field.text):
            raise BadZip(FETCHES.format(label=self.label))

    def close(self) -> None:
        for field in self.open:
            self.check(field)


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _check_orders(archive: zipfile.ZipFile, name: str, label: str) -> None:
    orders = _Orders(label)
    parser = expat.ParserCreate()
    parser.StartElementHandler = orders.started
    parser.EndElementHandler = orders.ended
    parser.CharacterDataHandler = orders.said
    try:
        with archive.open(name) as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # Excel writes drawings of old with an end missing here and there; no order is carried out in those.
        if name.lower().endswith((".xml", ".rels")):
            raise BadZip(DAMAGED.format(label=label)) from error
    orders.close()


def _elements(content: bytes, label: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each element of a small table with its attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def declared(*_words: object) -> None:
        raise BadZip(DECLARED.format(label=label))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    try:
        parser.ParseFile(io.BytesIO(content))
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BadZip(DAMAGED.format(label=label)) from error
    yield from found
