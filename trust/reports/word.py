"""Word files that are written on: headings, lists and contents are Word's own, so they can be edited."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from trust.reports.packing import same_bytes, xml_text
from trust.reports.papers import NOTHING, Chapter, Paper
from trust.reports.word_text import LINK_COLOUR, add_html, add_points

FACE = "Arial"
QUIET = RGBColor(0x55, 0x5B, 0x66)
INK = RGBColor(0x1C, 0x22, 0x2B)
WIDEST_LOGO, HIGHEST_LOGO = Mm(60), Mm(15)
SIZES = {"Title": 22, "Heading 1": 16, "Heading 2": 11, "Heading 3": 11, "Normal": 11}


def word_file(*, title: str, trust_name: str, as_at: dt.datetime, paper: Paper, logo: bytes = b"") -> bytes:
    """The file: title, lead, contents, a heading for each chapter; the same paper gives the same bytes."""
    document = docx.Document()
    _dress(document)
    _describe(document, title, trust_name, as_at)
    moment = f"As at {as_at:%-d %B %Y, %H:%M}"
    _frame(document, trust_name, f"{paper.version}. {moment}" if paper.version else moment)
    if logo:
        _logo(document, logo, trust_name)
    _quiet(document, trust_name)
    document.add_paragraph(xml_text(title), style="Title")
    _quiet(document, moment)
    for line in paper.lead:
        _quiet(document, line)
    _contents(document, [chapter.title for chapter in paper.chapters])
    for number, chapter in enumerate(paper.chapters, start=1):
        _chapter(document, chapter, number)
    if paper.foot:
        _quiet(document, paper.foot)
    raw = io.BytesIO()
    document.save(raw)
    return same_bytes(raw.getvalue(), as_at)


def _dress(document: Document) -> None:
    """Our look, in the styles: whoever changes a style changes the whole file."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(22)
    section.top_margin = Mm(24)
    for name, size in SIZES.items():
        font = document.styles[name].font
        font.size, font.name = Pt(size), FACE
        faces = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            faces.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            font.bold, font.color.rgb = True, INK
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)
    document.styles["Heading 2"].font.color.rgb = QUIET
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(20)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _describe(document: Document, title: str, trust_name: str, as_at: dt.datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = xml_text(title)[:255], xml_text(trust_name)[:255], ""
    about.comments, about.language = "", "en-GB"
    about.created = about.modified = as_at.astimezone(dt.UTC).replace(tzinfo=None)


def _frame(document: Document, trust_name: str, right: str) -> None:
    """Trust, version and as-at above each page, page numbers below."""
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.paragraph_format.tab_stops.clear_all()
    head.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
    run = head.add_run(f"{xml_text(trust_name)}\t{xml_text(right)}")
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    foot = section.footer.paragraphs[0]
    for words in ("Page ", "PAGE", " of ", "NUMPAGES"):
        if words.isupper():
            _field(foot, words, "1")
        else:
            foot.add_run(words)
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), QUIET


def _logo(document: Document, logo: bytes, trust_name: str) -> None:
    """The trust's logo above the title, with words for who does not see it."""
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(logo), height=HIGHEST_LOGO)
    if shape.width > WIDEST_LOGO:
        shape.width, shape.height = WIDEST_LOGO, Mm(shape.height.mm * WIDEST_LOGO / shape.width)
    shape._inline.docPr.set("descr", f"Logo of {xml_text(trust_name)}")


def _quiet(document: Document, words: str) -> None:
    document.add_paragraph().add_run(xml_text(words)).font.color.rgb = QUIET


def _contents(document: Document, titles: Sequence[str]) -> None:
    """Word's own table of contents. Filled in already, since Word fills it only when somebody asks for it."""
    label = document.add_paragraph()
    label.add_run("Contents").bold = True
    label.paragraph_format.space_before = Pt(18)
    label.paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    _mark(paragraph, "begin")
    _order(paragraph, r'TOC \o "1-1" \h \z \u')
    _mark(paragraph, "separate")
    for number, title in enumerate(titles, start=1):
        if number > 1:
            paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _anchor(number))
        run = paragraph.add_run(xml_text(title))
        run.font.color.rgb = RGBColor.from_string(LINK_COLOUR)
        paragraph._p.append(link)
        link.append(run._r)
    _mark(paragraph, "end")


def _chapter(document: Document, chapter: Chapter, number: int) -> None:
    heading = document.add_heading(xml_text(chapter.title), level=1)
    heading.paragraph_format.page_break_before = number == 1
    _bookmark(heading, number)
    for passage in chapter.passages:
        if passage.label:
            document.add_heading(xml_text(passage.label), level=2)
        if passage.table:
            _table(document, passage.table)
        elif passage.lines:
            add_points(document, passage.lines)
        elif passage.html:
            add_html(document, passage.html)
        else:
            document.add_paragraph(xml_text(passage.words))
    if not chapter.passages:
        _quiet(document, NOTHING)


def _table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    """With lines, its head on each page it goes over, no row broken, and what a row is about in bold and with room."""
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    widths = _widths(document, len(rows[0]))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
        about = row._tr.get_or_add_trPr()
        about.append(OxmlElement("w:cantSplit"))
        if not number:
            about.append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            cell.width = widths[place]
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(xml_text(text))
            run.font.size, run.bold = Pt(10), (not number or not place) or None
    document.add_paragraph()


def _widths(document: Document, columns: int) -> list[Length]:
    """Of many columns the first, where the sentences stand, has more than its share; the others share the rest."""
    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    first = max(room * 28 // 100, room // columns)
    return [Length(first), *[Length((room - first) // max(columns - 1, 1))] * (columns - 1)]


def _anchor(number: int) -> str:
    return f"_Toc{number:06d}"


def _bookmark(paragraph: Paragraph, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _anchor(number))
    paragraph.runs[0]._r.addprevious(start)
    paragraph._p.append(end)


def _field(paragraph: Paragraph, order: str, shown: str) -> None:
    _mark(paragraph, "begin")
    _order(paragraph, order)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark: Any = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _order(paragraph: Paragraph, order: str) -> None:
    words: Any = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = order
    paragraph.add_run()._r.append(words)
