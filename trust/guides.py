"""The guides of docs/guides as the Help pages show them: paragraphs and lists, with words in bold or as code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "guides"
# In the order in which Help offers them: the file's name, and for whom it is.
GUIDES: dict[str, str] = {
    "headteacher": "Headteachers",
    "senior-leader": "Senior leaders",
    "director": "Directors",
    "chief-executive": "Chief executives",
    "trustee": "Trustees",
    "local-governor": "Local governors",
    "trust-officer": "Trust officers",
    "specialist": "Specialists and consultants",
    "administrator": "Trust administrators",
    "partnership": "Coordinators and cluster leads of a partnership",
    "operator": "Operators of the installation",
}
ITEM = re.compile(r"^(?:- |\d+\. )")
SPAN = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>.+?)`", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """Some words and how they look: plain, strong or code."""

    look: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph (one item), or a list: plain or numbered."""

    kind: str
    items: Sequence[Sequence[Span]]


@dataclass(frozen=True)
class Guide:
    """One page."""

    title: str
    blocks: Sequence[Block]


@cache
def guide_of(key: str) -> Guide | None:
    """The guide of this name, or None. Read once: it changes with a release only."""
    if key not in GUIDES:
        return None
    title, _, rest = (FOLDER / f"{key}.md").read_text(encoding="utf-8").partition("\n")
    return Guide(title.removeprefix("# "), [_block(part) for part in rest.strip().split("\n\n")])


def _block(part: str) -> Block:
    lines = part.splitlines()
    if not ITEM.match(lines[0]):
        return Block("paragraph", [list(_spans(" ".join(lines)))])
    items: list[str] = []
    for line in lines:
        if ITEM.match(line):
            items.append(ITEM.sub("", line))
        else:
            items[-1] += f" {line.strip()}"
    return Block("list" if lines[0].startswith("- ") else "numbered", [list(_spans(item)) for item in items])


def _spans(text: str) -> Iterator[Span]:
    end = 0
    for match in SPAN.finditer(text):
        if before := text[end : match.start()]:
            yield Span("plain", before)
        look = "strong" if match["strong"] else "code"
        yield Span(look, match[look])
        end = match.end()
    if text[end:]:
        yield Span("plain", text[end:])
