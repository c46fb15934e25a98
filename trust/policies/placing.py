"""Which section the text of a Word file belongs to, by its headings. A proposal: a person checks each passage."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from trust.policies.contents import LONGEST_LINE, MOST_LINES, Field, Part

# Kinds of fields that take text; answers and figures do not come from a file.
TEXTS = ("rich", "lines", "text")
ALIKE = 0.82
SURE = 0.92
# A line that is no heading in Word may still be meant as one.
LONGEST_HEADING = 80
BELOW = 9  # deeper than any heading of Word
NUMBERED = re.compile(
    r"^\s*(?:(?:section|part|area)\s+)?(?:\d+|[a-z]|[ivx]+)(?:\.\d+)*[.):]\s+|^\s*\d+(?:\.\d+)*\s+", re.IGNORECASE
)
SMALL_WORDS = {"the", "of", "our", "a", "an", "and", "for", "to", "key", "in", "is", "it"}


@dataclass(frozen=True)
class Block:
    """One paragraph as the child read it."""

    kind: str
    html: str
    text: str
    level: int = 0
    ordered: bool = False
    bold: bool = False
    cell: tuple[int, int, int] | None = None


@dataclass
class Chunk:
    """What stands below one heading, and where it is proposed to go: `section.field`, or nowhere."""

    heading: str
    target: str = ""
    html: str = ""
    lines: list[str] = field(default_factory=list)
    under: str = ""  # the heading of its section, where its own is one below that

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass
class _Open:
    """Where the reader stands."""

    part: Part | None = None
    field: Field | None = None
    level: int = 0
    heading: str = ""  # that opened the section


def place(blocks: Sequence[Block], parts: Sequence[Part]) -> list[Chunk]:
    """The passages in their order, each with its place; those without one stay with their heading."""
    here = _Open()
    gathered: list[tuple[Chunk, Field | None, list[Block]]] = [(Chunk(""), None, [])]
    for block in _by_columns(blocks, parts):
        if _leads(block, here, parts):
            target = f"{here.part.key}.{here.field.key}" if here.part and here.field else ""
            under = here.heading if here.heading != block.text else ""
            gathered.append((Chunk(block.text, target, under=under), here.field, []))
        else:
            gathered[-1][2].append(block)
    return [_filled(chunk, wanted, inside, parts) for chunk, wanted, inside in gathered if inside]


def names_of(each: Part | Field) -> list[str]:
    """What a heading may call it."""
    return [each.title if isinstance(each, Part) else each.label, *each.also]


def alike(heading: str, name: str) -> float:
    """From 0 to 1: how much two headings are the same words."""
    ours, theirs = _words(heading), _words(name)
    if not ours or not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    letters = SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio()
    # "Leadership and management" speaks of "Leadership", and the other way round.
    within = min(len(ours), len(theirs)) / max(len(ours), len(theirs)) if _holds(ours, theirs) else 0.0
    return max(letters, ALIKE + (SURE - ALIKE) * within if within else 0.0)


def _holds(one: list[str], other: list[str]) -> bool:
    return set(one) <= set(other) or set(other) <= set(one)


def _words(text: str) -> list[str]:
    plain = re.sub(r"[^\w\s]", " ", NUMBERED.sub("", text).replace("&", " and ").casefold())
    return [word for word in plain.split() if word not in SMALL_WORDS]


def _best(heading: str, among: Iterable[Any], least: float) -> tuple[float, Any]:
    """How much alike, and which; 0 and nothing where none is alike enough."""
    scored = [(max(alike(heading, name) for name in names_of(each)), each) for each in among]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if best[0] >= least else (0.0, None)


def _leads(block: Block, here: _Open, parts: Sequence[Part]) -> bool:
    """Whether this block is a heading that opens another passage; moves `here` there."""
    if block.kind == "title":
        here.part, here.field, here.level, here.heading = None, None, 0, ""
        return True
    is_real = block.kind == "heading"
    if not is_real and not _may_be_heading(block):
        return False
    least = ALIKE if is_real else SURE if block.bold or (block.cell and block.cell[1] == 0) else 1.0
    level = block.level if is_real else BELOW
    fields = here.part.fields if here.part else ()
    field_alike, found_field = _best(block.text, [f for f in fields if f.kind in TEXTS], least)
    part_alike, found_part = _best(block.text, parts, least)
    if found_field is not None and (field_alike > part_alike or (field_alike == part_alike and level > here.level)):
        here.field = found_field
        return True
    if found_part is not None and found_part is not here.part:
        here.part, here.level, here.heading = found_part, level, block.text
        here.field = next((f for f in found_part.fields if f.kind == "rich"), None)
        return True
    if is_real and found_part is None and (here.part is None or level <= here.level):
        here.part, here.field, here.level, here.heading = None, None, level, ""
        return True
    return False


def _may_be_heading(block: Block) -> bool:
    return block.kind == "text" and len(block.text) <= LONGEST_HEADING and not block.text.endswith((".", "!", "?"))


def _by_columns(blocks: Sequence[Block], parts: Sequence[Part]) -> list[Block]:
    """Tables whose first row names fields ("Strengths", "Areas for development") are read column by column."""
    fields = {f.key: f for part in parts for f in part.fields if f.kind in TEXTS}.values()
    made: list[Block] = []
    for table, inside in groupby(blocks, key=lambda block: block.cell[0] if block.cell else 0):
        cells = list(inside)
        heads = {b.cell[2] for b in cells if b.cell and b.cell[1] == 0 and _best(b.text, fields, SURE)[0]}
        if table and len(heads) > 1:
            # Python's sorting leaves those of one cell in their order.
            cells.sort(key=lambda block: (block.cell or (0, 0, 0))[2])
        made += cells
    return made


def _filled(chunk: Chunk, wanted: Field | None, inside: Sequence[Block], parts: Sequence[Part]) -> Chunk:
    made = replace(chunk, html=as_html(inside), lines=[block.text for block in inside])
    if wanted is not None and wanted.kind == "lines" and not fits_lines(made.lines):
        key = chunk.target.partition(".")[0]
        part = next(part for part in parts if part.key == key)
        rich = next((f for f in part.fields if f.kind == "rich"), None)
        made.target = f"{key}.{rich.key}" if rich else ""
    return made


def fits_lines(lines: Sequence[str]) -> bool:
    """Whether these can be the lines of a list."""
    return len(lines) <= MOST_LINES and all(len(line) <= LONGEST_LINE for line in lines)


def as_html(blocks: Sequence[Block]) -> str:
    """Paragraphs, headings and lists; points of a deeper level stand in a list of their own within."""
    made: list[str] = []
    for is_list, run in groupby(blocks, key=lambda block: block.kind == "item"):
        together = list(run)
        if is_list:
            made.append(_list(together))
        else:
            made += [
                f"<h3>{html.escape(b.text, quote=False)}</h3>" if b.kind == "heading" else f"<p>{b.html}</p>"
                for b in together
            ]
    return "".join(made)


def _list(items: Sequence[Block]) -> str:
    made, at = "", 0
    level = items[0].level
    while at < len(items):
        item = items[at]
        kind = "ol" if item.ordered else "ul"
        made += f"<{kind}>"
        while at < len(items) and items[at].ordered == item.ordered:
            end = at + 1
            while end < len(items) and items[end].level > level:
                end += 1
            below = _list(items[at + 1 : end]) if end > at + 1 else ""
            made += f"<li>{items[at].html}{below}</li>"
            at = end
        made += f"</{kind}>"
    return made
