"""The child that opens a Word file: `python -m trust.word_blocks` reads its input and prints the blocks as JSON.

A block is a heading, a paragraph or a point of a list, in the order a person reads them, with its words and the formats
that the editor knows. Pictures, notes and comments are counted, not read. Runs under the limits of trust.limited.
"""

import html
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from trust.limited import AT_FAULT, limit

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", FALLBACK}
TITLE = "Title"
HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
LIST = re.compile(r"List (?:Bullet|Number) ([2-5])$")
CONTENTS = re.compile(r"toc( \d|heading)|contents", re.IGNORECASE)
LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
MOST_BLOCKS = 5_000
PLAIN_TEXT = 10
DEEPEST = 40


@dataclass
class Block:
    """What stands in one paragraph. `cell`: table, row and column it stands in."""

    kind: str  # title, heading, text, item
    html: str
    text: str
    level: int = 0
    ordered: bool = False
    bold: bool = False
    cell: tuple[int, int, int] | None = None


@dataclass
class Reader:
    """One file being read."""

    document: Any
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0
    styles: dict[str | None, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.styles = {each.style_id: each for each in self.document.styles}

    def read(self, parent: Any, cell: tuple[int, int, int] | None = None, depth: int = 0) -> None:
        """Everything below this element that holds paragraphs."""
        if depth > DEEPEST or len(self.blocks) >= MOST_BLOCKS:
            return
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child, cell, depth)
            elif child.tag == f"{W}tbl":
                self.table(child, cell, depth)
            elif child.tag not in SKIPPED:
                self.read(child, cell, depth + 1)

    def table(self, table: Any, outer: tuple[int, int, int] | None, depth: int) -> None:
        """Row by row, those in content controls too; a table within a cell belongs to that cell."""
        self.tables += 1
        number = self.tables
        for row, line in enumerate(own(table, "tr", "tbl")):
            for column, each in enumerate(own(line, "tc", "tr")):
                self.read(each, outer or (number, row, column), depth + 1)

    def paragraph(self, paragraph: Any, cell: tuple[int, int, int] | None, depth: int) -> None:
        """One block, and what stands in boxes beside it."""
        style = self.style_of(paragraph)
        name = style.name if style is not None and style.name else ""
        pieces = list(self.pieces(paragraph, {}))
        text = " ".join("".join(words for words, _, _ in pieces).split())
        if text and not CONTENTS.match(name):
            heading = HEADING.match(name)
            level, ordered = self.list_level(paragraph, style)
            weighed = [bold for words, bold, _ in pieces if words.strip()]
            self.blocks.append(
                Block(
                    kind="title" if name == TITLE else "heading" if heading else "item" if level else "text",
                    html="".join(marked for _, _, marked in pieces).strip(),
                    text=text,
                    level=int(heading[1]) if heading else level,
                    ordered=ordered,
                    bold=all(weighed),
                    cell=cell,
                )
            )
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(above.tag == FALLBACK for above in box.iterancestors()):
                self.read(box, cell, depth + 1)

    def style_of(self, paragraph: Any) -> Any:
        """The style, or the one it is based on where only that is a heading."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        wanted = named.get(f"{W}val") if named is not None else None
        found = self.styles.get(wanted)
        above, steps = found, 0
        while above is not None and steps < PLAIN_TEXT:
            if above.name and HEADING.match(above.name):
                return above
            above, steps = getattr(above, "base_style", None), steps + 1
        return found

    def list_level(self, paragraph: Any, style: Any) -> tuple[int, bool]:
        """Level from 1 on, or 0 where it is no point of a list; and whether it is counted."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        from_style = style.element.find(f"{W}pPr/{W}numPr") if style is not None else None
        name = style.name if style is not None and style.name else ""
        for marks in (own, from_style):
            if marks is None:
                continue
            number = marks.find(f"{W}numId")
            if number is None or number.get(f"{W}val") == "0":
                return 0, False
            level = marks.find(f"{W}ilvl")
            deep = int(level.get(f"{W}val", "0")) if level is not None else 0
            if (deeper := LIST.match(name)) and not deep:
                deep = int(deeper[1]) - 1
            return min(deep, 8) + 1, self.is_counted(number.get(f"{W}val", ""), deep) or name.startswith("List Number")
        return 0, False

    def is_counted(self, number: str, level: int) -> bool:
        """Whether this list has numbers or letters rather than marks."""
        try:
            numbering = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return False
        abstract = next(
            (n.find(f"{W}abstractNumId") for n in numbering.findall(f"{W}num") if n.get(f"{W}numId") == number), None
        )
        if abstract is None:
            return False
        for each in numbering.findall(f"{W}abstractNum"):
            if each.get(f"{W}abstractNumId") == abstract.get(f"{W}val"):
                for one in each.findall(f"{W}lvl"):
                    form = one.find(f"{W}numFmt")
                    if one.get(f"{W}ilvl") == str(level) and form is not None:
                        return form.get(f"{W}val") not in ("bullet", "none")
        return False

    def pieces(self, parent: Any, outer: dict[str, Any], depth: int = 0) -> Iterator[tuple[str, bool, str]]:
        """Words, whether they are bold, and the same as HTML; what was deleted under tracked changes is left out."""
        if depth > DEEPEST:
            return
        for child in parent:
            if child.tag == f"{W}r":
                yield from self.run(child, outer)
            elif child.tag == f"{W}hyperlink":
                target = self.target(child.get(R_ID))
                yield from self.pieces(child, {"link": target} if target else {}, depth + 1)
            elif child.tag not in SKIPPED and child.tag != f"{W}p":
                yield from self.pieces(child, outer, depth + 1)

    def run(self, run: Any, outer: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
        """The words of one run."""
        words, marked = "", ""
        for each in run:
            if each.tag == f"{W}t":
                words += each.text or ""
                marked += html.escape(each.text or "", quote=False)
            elif each.tag == f"{W}tab":
                words, marked = words + " ", marked + " "
            elif each.tag in (f"{W}br", f"{W}cr"):
                words, marked = words + " ", marked + "<br>"
            elif each.tag == f"{W}noBreakHyphen":
                words, marked = words + "-", marked + "-"
        if not words:
            return
        properties = run.find(f"{W}rPr")
        bold, italic = is_on(properties, "b"), is_on(properties, "i")
        if marked.strip():
            marked = f"<em>{marked}</em>" if italic else marked
            marked = f"<strong>{marked}</strong>" if bold else marked
            marked = f'<a href="{html.escape(outer["link"])}">{marked}</a>' if outer.get("link") else marked
        yield words, bold, marked

    def target(self, key: str | None) -> str:
        """Where a link leads, if it leads to the web or to a mailbox."""
        relation = self.document.part.rels.get(key) if key else None
        address = str(relation._target) if relation is not None and relation.is_external else ""
        return address if LINK.match(address) else ""


def own(whole: Any, part: str, kind: str) -> list[Any]:
    """The parts of a table or row that are not those of one within it, however deep they are wrapped."""
    return [each for each in whole.iter(f"{W}{part}") if next(each.iterancestors(f"{W}{kind}")) is whole]


def is_on(properties: Any, name: str) -> bool:
    """Whether a run says bold or italic of itself."""
    mark = properties.find(f"{W}{name}") if properties is not None else None
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def left_out(document: Any) -> dict[str, int]:
    """What no text box of ours can hold, counted."""
    body = document.element.body
    count = lambda *names: sum(1 for name in names for _ in body.iter(f"{W}{name}"))
    return {
        "pictures": count("drawing", "pict", "object"),
        "footnotes": count("footnoteReference", "endnoteReference"),
        "comments": count("commentReference"),
    }


def main() -> int:
    """Read, print."""
    limit()
    # Loaded under the limits: what it brings along counts too.
    import docx  # noqa: PLC0415

    try:
        document = docx.Document(io.BytesIO(sys.stdin.buffer.read()))
        reader = Reader(document)
        reader.read(document.element.body)
        found = {
            "blocks": [asdict(block) for block in reader.blocks],
            "left": left_out(document),
            "is_cut": len(reader.blocks) >= MOST_BLOCKS,
        }
    except MemoryError:
        raise
    # A damaged file shows itself as any of the library's own faults.
    except Exception:
        return AT_FAULT
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
