"""Texts of the editor in a Word file: paragraphs, headings, lists that are lists, links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from trust.policies.rich_text import clean_html
from trust.reports.packing import xml_text

BULLETS, NUMBERS = "List Bullet", "List Number"
DEEPEST = 3  # as far as Word's own styles go
LINK_COLOUR = "1F5C99"
LONGEST_LINK = 2_000


def add_html(document: Document, html: str, *, heading: int = 3) -> None:
    """The six formats of the editor, cleaned once more. `heading`: the level of the text's own headings."""
    writer = _Writer(document, heading)
    writer.feed(clean_html(html))
    writer.close()


def add_points(document: Document, lines: Any) -> None:
    """A numbered list, counted from one."""
    number = new_numbering(document)
    for line in lines:
        paragraph = document.add_paragraph(xml_text(line), style=NUMBERS)
        count_by(paragraph, number)


def new_numbering(document: Document, style_name: str = NUMBERS) -> int:
    """A numbering that begins at one, of the look of numbered lists; otherwise Word counts on from the last list."""
    numbering = document.part.numbering_part.element
    style = document.styles[style_name].element
    standing = style.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(standing).abstractNumId.val
    added = numbering.add_num(abstract)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def count_by(paragraph: Paragraph, number: int) -> None:
    """Let the paragraph count in this numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


@dataclass
class _Level:
    """A list that is open."""

    style: str
    number: int | None


@dataclass
class _Writer(HTMLParser):
    """Takes cleaned HTML only: each tag is closed, none is unknown."""

    document: Document
    heading: int
    paragraph: Paragraph | None = None
    levels: list[_Level] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    link: str = ""
    # An item whose first paragraph is still to come carries the mark; those after it stand below it.
    item_waits: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self._open_list(tag)
        elif tag == "li":
            self.paragraph, self.item_waits = None, True
        elif tag == "h3":
            self.paragraph = self.document.add_heading("", level=self.heading)
        elif tag == "p":
            self.paragraph = None
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()
        elif tag in ("strong", "em"):
            self._weigh(tag, 1)
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.levels.pop()
            self.paragraph = None
        elif tag in ("p", "h3", "li"):
            self.paragraph = None
        elif tag in ("strong", "em"):
            self._weigh(tag, -1)
        elif tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        words = xml_text(data)
        if self.paragraph is None:
            if not words.strip():
                return
            self.paragraph = self._next_paragraph()
        _add_words(self.paragraph, words, link=self.link, bold=self.bold > 0, italic=self.italic > 0)

    def _open_list(self, tag: str) -> None:
        depth = min(len(self.levels) + 1, DEEPEST)
        style = BULLETS if tag == "ul" else NUMBERS
        style = style if depth == 1 else f"{style} {depth}"
        self.levels.append(_Level(style, new_numbering(self.document, style) if tag == "ol" else None))
        self.paragraph = None

    def _weigh(self, tag: str, by: int) -> None:
        if tag == "strong":
            self.bold += by
        else:
            self.italic += by

    def _next_paragraph(self) -> Paragraph:
        if not self.levels:
            return self.document.add_paragraph()
        level = self.levels[-1]
        if not self.item_waits:
            return self.document.add_paragraph(
                style=level.style.replace("Bullet", "Continue").replace("Number", "Continue")
            )
        self.item_waits = False
        paragraph = self.document.add_paragraph(style=level.style)
        if level.number is not None:
            count_by(paragraph, level.number)
        return paragraph


def _add_words(paragraph: Paragraph, words: str, *, link: str, bold: bool, italic: bool) -> None:
    run = paragraph.add_run(words)
    # None leaves it to the style: a heading stays bold.
    run.bold, run.italic = bold or None, italic or None
    if not link or len(link) > LONGEST_LINK:
        return
    around = OxmlElement("w:hyperlink")
    around.set(qn("r:id"), paragraph.part.relate_to(xml_text(link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.font.underline = True
    run.font.color.rgb = _colour()
    paragraph._p.append(around)
    around.append(run._r)


def _colour() -> Any:
    from docx.shared import RGBColor  # noqa: PLC0415 - only texts with links need it

    return RGBColor.from_string(LINK_COLOUR)
