"""The self-evaluation as a Word file and as PDF: real headings, real lists, grades in words, nothing left out."""

import datetime as dt
import io
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from docx.oxml.ns import qn

from improvement_cycle.policies.self_evaluation import GRADE
from improvement_cycle.presenters.documents import FieldShown
from improvement_cycle.reports.documents import DocumentReport, paper
from improvement_cycle.reports.self_evaluation import PDF
from tests.pdf import faults_of, words_of
from trust.policies.contents import Choice, Field
from trust.reports import Frame, render
from trust.reports.word import word_file

AS_AT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
HTML = (
    "<p>Reading is <strong>taught <em>well</em></strong>.<br>Daily.</p><h3>Phonics</h3>"
    "<ul><li>One</li><li>Two<ol><li>Deep</li></ol></li></ul><ol><li>First</li><li>Second</li></ol>"
    '<p>See <a href="https://example.org/x">the plan</a>.</p><ol><li>Again</li></ol>'
)
GRADES = (Choice("good", "Good"),)


def shown(key: str, label: str, kind: str, value: Any, choices: tuple[Choice, ...] = ()) -> FieldShown:
    return FieldShown(Field(key, label, kind, choices=choices), value, 0)


def report(*, html: str = HTML, sections: Any = None) -> DocumentReport:
    fields = (
        shown(GRADE, "How good is it now?", "choice", "good", GRADES),
        shown("narrative", "What is it like?", "rich", html),
        shown("strengths", "Strengths", "lines", ["Calm corridors", "Reading & writing"]),
        shown("next_steps", "Next steps", "lines", ["Begin"]),
    )
    sections = sections or (("Leadership", fields), ("Safeguarding", ()))
    return DocumentReport(number=2, by="Head", at=AS_AT, approvals=(), sections=sections, checksum="0123456789abcdef")


def written(data: DocumentReport) -> bytes:
    return word_file(title="Self-evaluation of Beckside", trust_name="Larkfield", as_at=AS_AT, paper=paper(data))


def opened(data: DocumentReport) -> Any:
    return docx.Document(io.BytesIO(written(data)))


def styled(document: Any, style: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == style]


def number_of(document: Any, words: str) -> int:
    return next(p for p in document.paragraphs if p.text == words)._p.pPr.numPr.numId.val


class TestWord:
    def test_headings_lists_and_answers_are_words_own(self) -> None:
        document = opened(report())
        assert styled(document, "Heading 1") == ["Leadership", "Safeguarding"]
        assert styled(document, "Heading 2") == ["How good is it now?", "What is it like?", "Strengths", "Next steps"]
        assert styled(document, "Heading 3") == ["Phonics"]
        assert styled(document, "List Bullet") == ["One", "Two"]
        assert styled(document, "List Number 2") == ["Deep"]
        assert styled(document, "List Number") == [
            "First", "Second", "Again", "Calm corridors", "Reading & writing", "Begin",
        ]  # fmt: skip
        assert "Good" in styled(document, "Normal")

    def test_each_numbered_list_begins_at_one(self) -> None:
        document = opened(report())
        numbers = [number_of(document, words) for words in ("First", "Again", "Calm corridors", "Begin")]
        assert len(set(numbers)) == 4
        assert number_of(document, "First") == number_of(document, "Second")

    def test_bold_italic_and_links_stay(self) -> None:
        document = opened(report())
        words = next(p for p in document.paragraphs if p.text.startswith("Reading is"))
        assert [(r.text, r.bold, r.italic) for r in words.runs if r.text.strip()][:3] == [
            ("Reading is ", None, None), ("taught ", True, None), ("well", True, True),
        ]  # fmt: skip
        assert words.text == "Reading is taught well.\nDaily."
        link = next(p for p in document.paragraphs if p.text == "See the plan.").hyperlinks[0]
        assert (link.text, link.url) == ("the plan", "https://example.org/x")

    def test_trust_version_and_as_at_stand_above_each_page_and_contents_lead_to_the_sections(self) -> None:
        document = opened(report())
        head = document.sections[0].header.paragraphs[0].text
        assert head == "Larkfield\tVersion 2. As at 26 November 2026, 09:00"
        orders = "".join(e.text for e in document.element.iter(qn("w:instrText")))
        assert "TOC" in orders
        links = [e.get(qn("w:anchor")) for e in document.element.iter(qn("w:hyperlink")) if e.get(qn("w:anchor"))]
        marks = [e.get(qn("w:name")) for e in document.element.iter(qn("w:bookmarkStart"))]
        assert links == marks
        assert len(links) == 2

    def test_a_blank_section_says_so(self) -> None:
        assert [p.text for p in opened(report()).paragraphs].count("Nothing was written here.") == 1

    def test_a_long_text_is_whole(self) -> None:
        html = "".join(f"<p>{n} {'word ' * 30}</p>" for n in range(400))
        assert sum(p.text.endswith("word ") for p in opened(report(html=html)).paragraphs) == 400

    def test_the_same_version_gives_the_same_bytes_and_tells_nothing_of_the_machine(self) -> None:
        assert written(report()) == written(report())
        about = opened(report()).core_properties
        assert (about.title, about.author, about.comments) == ("Self-evaluation of Beckside", "Larkfield", "")

    def test_letters_that_xml_cannot_carry_are_left_out(self) -> None:
        document = opened(report(sections=(("A\x00B\x0b", (shown("x", "L\x01", "lines", ["a\x02b", "\ufffe"]),)),)))
        assert styled(document, "Heading 1") == ["AB"]


@pytest.mark.parametrize("html", [HTML, "<p>word</p>" * 2000, ""])
def test_the_pdf_is_tagged_and_blank_and_long_sections_stand_in_it(html: str) -> None:
    frame = Frame("Larkfield", "Self-evaluation", timezone.localtime(AS_AT), "Chief")
    context = {"report": report(html=html), "frame": frame}
    pdf = render.render_pdf(render_to_string(PDF.template, context))
    words = words_of(pdf)
    assert faults_of(pdf) == []
    for expected in ("Larkfield", "Version 2", "As at", "Contents", "Nothing was written here.", "Calm corridors"):
        assert expected in words
    assert words.count("word") == html.count("word")
