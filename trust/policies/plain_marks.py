"""Formatted text as plain lines and back: for those who write in a plain box. Nothing of the six formats is lost.

    ## A heading        - a point        1. a numbered point        **bold**  _italic_  [words](https://address)

A blank line parts paragraphs, two spaces in front put a point under the one above. What would be read as a mark and is
meant as a letter has a backslash before it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Where something may begin, and what it then must be. Apart, so that a text full of beginnings without an end is read
# once and not once for each.
BEGINNING = re.compile(r"(?P<letter>\\[\\*_\[\]#.)•-])|(?P<strong>\*\*(?=\S))|(?P<em>(?<!\w)_(?=\S))|(?P<label>\[)")
WHOLE = {
    "strong": re.compile(r"\*\*(?P<words>(?>\\.|.)+?)(?<=\S)\*\*", re.DOTALL),
    "em": re.compile(r"_(?P<words>(?>\\.|.)+?)(?<=\S)_(?!\w)", re.DOTALL),
    "label": re.compile(
        r"\[(?P<words>(?>\\.|[^\[\]])+?)\]\((?P<href>(?:https?://|mailto:)[^\s()]+)\)", re.DOTALL | re.IGNORECASE
    ),
}
ENDING = re.compile(r"\\.|(?<=\S)(?:(?P<strong>\*(?=\*))|(?P<em>_(?!\w)))", re.DOTALL)
ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*•]|\d{1,3}[.)]) +(?P<text>\S.*)$")
HEADING = re.compile(r"^#{1,6} +(?P<text>\S.*)$")
# What stands in a text and would be read as a mark.
MEANT = re.compile(r"\\|\*\*|^\s*\*|\*\s*$|(?<!\w)_+|_+(?!\w)|\[(?=[^\[\]]*\]\()")
LETTER = re.compile(r"[\\*_\[]")
# A single star between other letters, as in A* to C, is read as a star anyway.
ALONE = re.compile(r"(?<![*\\])\\\*(?![*\\])")
AT_START = re.compile(r"^( *)([-*•](?= )|#(?=#{0,5} )|\d{1,3}(?=[.)] ))")
STEP = 2
# Further to the right nothing is read as a step: clean_html leaves fewer, and each is a call within a call.
FURTHEST = 80


def to_lines(text: str) -> str:
    """A cleaned text as it stands in a plain box."""
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return "\n\n".join(block for block in _blocks(tree.root) if block)


def from_lines(text: str) -> str:
    """What was typed in a plain box, with formats. Still to be cleaned."""
    blocks: list[_Block] = []
    is_parted = True
    for line in text.replace("\r\n", "\n").replace("\x00", "").replace("\t", "  ").split("\n"):
        if not line.strip():
            is_parted = True
            continue
        last = blocks[-1].kind if blocks else ""
        if item := ITEM.match(line):
            if last != "list":
                blocks.append(_Block("list"))
            blocks[-1].points.append(
                _Point(min(len(item["indent"]), FURTHEST), item["mark"][0].isdigit(), [item["text"].rstrip()])
            )
        elif heading := HEADING.match(line):
            blocks.append(_Block("heading", [heading["text"].rstrip()]))
        elif last == "list" and line.startswith(" ") and not is_parted:
            blocks[-1].points[-1].lines.append(line.strip())
        elif last == "paragraph" and not is_parted:
            blocks[-1].lines.append(line.strip())
        else:
            blocks.append(_Block("paragraph", [line.strip()]))
        is_parted = False
    return "".join(_written(block) for block in blocks)


@dataclass
class _Point:
    indent: int
    is_numbered: bool
    lines: list[str]


@dataclass
class _Block:
    kind: str
    lines: list[str] = field(default_factory=list)
    points: list[_Point] = field(default_factory=list)


def _written(block: _Block) -> str:
    if block.kind == "list":
        return _list(block.points)
    tag = "h3" if block.kind == "heading" else "p"
    return f"<{tag}>{_inline(block.lines)}</{tag}>"


def _list(points: list[_Point]) -> str:
    """Points with those under them; a point of the other kind begins another list."""
    made, at, tag = "", 0, ""
    while at < len(points):
        point, end = points[at], at + 1
        while end < len(points) and points[end].indent > point.indent:
            end += 1
        now = "ol" if point.is_numbered else "ul"
        if now != tag:
            made += f"</{tag}><{now}>" if tag else f"<{now}>"
            tag = now
        made += f"<li><p>{_inline(point.lines)}</p>{_list(points[at + 1 : end])}</li>"
        at = end
    return f"{made}</{tag}>" if tag else ""


def _inline(lines: list[str]) -> str:
    return _marks("\n".join(lines)).replace("\n", "<br>")


def _marks(text: str) -> str:
    made, at, end = [], 0, 0
    last = {found.lastgroup: found.start() for found in ENDING.finditer(text)}
    while begun := BEGINNING.search(text, at):
        kind, at = str(begun.lastgroup), begun.start()
        found = begun if kind == "letter" else None
        if kind == "label" or at < last.get(kind, 0):
            found = WHOLE[kind].match(text, at)
        if found is None:
            at += 1
            continue
        made.append(html.escape(text[end:at], quote=False))
        made.append(_mark(kind, found))
        at = end = found.end()
    return "".join([*made, html.escape(text[end:], quote=False)])


def _mark(kind: str, found: re.Match[str]) -> str:
    if kind == "letter":
        return html.escape(found[0][1:], quote=False)
    words = _marks(found["words"])
    if kind == "label":
        return f'<a href="{html.escape(found["href"])}">{words}</a>'
    return f"<{kind}>{words}</{kind}>"


@dataclass
class _Node:
    tag: str
    href: str = ""
    inside: "list[_Node | str]" = field(default_factory=list)


class _Tree(HTMLParser):
    """The text as a tree. It was cleaned, so that every tag is one of ours and is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        last = self.open[-1].inside[-1] if self.open[-1].inside else ""
        if tag in MARKS and isinstance(last, _Node) and last.tag == tag:
            # One and the same, only written twice.
            self.open.append(last)
            return
        node = _Node(tag, dict(attrs).get("href") or "")
        self.open[-1].inside.append(node)
        if tag != "br":
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


LISTS = {"ul", "ol"}
BLOCKS = {"p", "h3", *LISTS}


def _blocks(root: _Node) -> Iterator[str]:
    loose: list[_Node | str] = []
    for each in root.inside:
        if isinstance(each, str) or each.tag not in BLOCKS:
            loose.append(each)
            continue
        yield _text(loose)
        loose = []
        if each.tag in LISTS:
            yield "\n".join(_points(each, 0))
        else:
            words = _text(each.inside)
            yield "## " + words.replace("\n", " ") if words and each.tag == "h3" else words
    yield _text(loose)


def _points(node: _Node, level: int) -> Iterator[str]:
    number = 0
    for item in node.inside:
        if isinstance(item, str) or item.tag != "li":
            continue
        number += 1
        words = [each for each in item.inside if isinstance(each, str) or each.tag not in LISTS]
        mark = f"{number}. " if node.tag == "ol" else "- "
        under_it = "\n" + " " * STEP * (level + 1)
        if text := _text(words):
            yield " " * STEP * level + mark + text.replace("\n", under_it)
        for under in item.inside:
            if isinstance(under, _Node) and under.tag in LISTS:
                yield from _points(under, level + 1)


def _text(inside: "list[_Node | str]") -> str:
    """Words with their marks, a line for each line; a letter that would be read as a mark gets its backslash."""
    lines = (" ".join(line.split()) for line in _joined(inside, frozenset()).strip("\n").split("\n"))
    return "\n".join(AT_START.sub(_meant_at_start, ALONE.sub("*", line)) for line in lines)


def _joined(inside: "list[_Node | str]", within: frozenset[str]) -> str:
    pieces = [_piece(each, within) for each in inside]
    made = ""
    for each, piece, after in zip(inside, pieces, [*pieces, ""][1:], strict=True):
        tag = "" if isinstance(each, str) else each.tag
        # In the middle of a word it would not be read as a mark.
        is_marked = tag == "strong" or (tag == "em" and not PART_OF_WORD.search(made[-1:] + piece[:1]))
        is_marked = is_marked and not (tag == "em" and PART_OF_WORD.search(piece[-1:] + after[:1]))
        made += _around(piece, MARKS[tag]) if is_marked and tag not in within else piece
    return made


def _piece(each: "_Node | str", within: frozenset[str]) -> str:
    if isinstance(each, str):
        return MEANT.sub(lambda found: LETTER.sub(r"\\\g<0>", found[0]), each.replace("\n", " "))
    if each.tag == "br":
        return "\n"
    words = _joined(each.inside, within | {each.tag})
    if each.tag == "a" and "a" not in within:
        return _around(words, "[", f"]({each.href.translate(IN_ADDRESS)})")
    return f"{words}\n" if each.tag in {"p", "li"} else words


def _around(words: str, mark: str, end: str = "") -> str:
    """Marks stand at the words, not at the blanks around them."""
    bare = words.strip()
    if not bare:
        return words
    first = len(words) - len(words.lstrip())
    return f"{words[:first]}{mark}{bare}{end or mark}{words[first + len(bare) :]}"


MARKS = {"strong": "**", "em": "_"}
PART_OF_WORD = re.compile(r"[\w*][\w*]")
IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", " ": "%20"})


def _meant_at_start(found: re.Match[str]) -> str:
    indent, mark = found[1], found[2]
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"
