"""A Word file read by the child, and its passages placed by their headings."""

import io
import re
from typing import Any

import docx
import pytest
from django.conf import settings
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests import word_files
from tests.hostile_files import HONEST, picture
from trust.limited import SECONDS, WAIT, Unreadable, read_limited
from trust.policies.contents import LONGEST_LINE, Field, Part
from trust.policies.placing import ALIKE, Block, Chunk, alike, as_html, place

RICH = Field("narrative", "What is it like?", "rich", also=("Evaluation",))
LINES = (
    Field("grade", "How good is it?", "choice"),
    RICH,
    Field("strengths", "Strengths", "lines", also=("Key strengths",)),
    Field("to_develop", "What needs to improve", "lines", also=("Areas for development",)),
)
PARTS = (
    Part("context", "Context", (RICH,)),
    Part("leadership", "Leadership", LINES, also=("Leadership & Management",)),
    Part("teaching", "Teaching for learning", LINES, also=("The Quality of Education",)),
    Part("behaviour", "Behaviour and attendance", LINES),
    Part("personal", "Personal development", LINES),
)


def read(content: bytes) -> list[Block]:
    said = read_limited("trust.word_blocks", content)
    return [Block(**{**each, "cell": tuple(each["cell"]) if each["cell"] else None}) for each in said["blocks"]]


def placed(content: bytes) -> dict[str, Chunk]:
    return {chunk.target or chunk.heading: chunk for chunk in place(read(content), PARTS)}


class TestReading:
    def test_formats_come_over_and_what_was_deleted_does_not(self) -> None:
        html = next(b.html for b in read(word_files.with_headings()) if b.text.startswith("Leaders know"))
        assert html == "Leaders know <strong>their school</strong><em> well.</em> Added."

    def test_what_cannot_come_over_is_counted(self) -> None:
        document = docx.Document()
        document.add_paragraph("Text").add_run().add_picture(io.BytesIO(picture()))
        said = read_limited("trust.word_blocks", word_files.saved(document))
        assert said["left"] == {"pictures": 1, "footnotes": 0, "comments": 0}

    def test_links_of_the_web_stay_and_others_lose_their_address(self) -> None:
        document = docx.Document()
        for target in ("https://example.org/?a=1&b=2", "javascript:alert(1)"):
            paragraph = document.add_paragraph()
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            link.append(paragraph.add_run("here")._r)
            paragraph._p.append(link)
        good, bad = read(word_files.saved(document))
        assert good.html == '<a href="https://example.org/?a=1&amp;b=2">here</a>'
        assert bad.html == "here"

    @pytest.mark.parametrize("content", [b"", b"hello", HONEST["xlsx"]()])
    def test_what_is_no_word_file_is_told_so(self, content: bytes) -> None:
        with pytest.raises(Unreadable, match="damaged"):
            read_limited("trust.word_blocks", content)

    def test_a_file_of_hundreds_of_pages_is_read(self) -> None:
        document = docx.Document()
        for number in range(3000):
            document.add_paragraph(f"{number} " + "word " * 40)
        assert len(read(word_files.saved(document))) == 3000

    def test_tables_in_tables_without_end_are_no_trouble(self) -> None:
        document = docx.Document()
        cell: Any = document.add_table(1, 1).cell(0, 0)
        for _ in range(60):
            cell = cell.add_table(1, 1).cell(0, 0)
        cell.text = "deep"
        document.add_paragraph("after")
        assert read(word_files.saved(document))[-1].text == "after"

    def test_rows_and_cells_in_content_controls_are_read_in_their_places(self) -> None:
        """Forms in Word wrap a repeated row, or a cell that is to be filled in."""
        document = docx.Document()
        table = document.add_table(rows=3, cols=2)
        for at in range(6):
            table.cell(at // 2, at % 2).text = f"cell {at}"
        table.cell(2, 0).add_table(1, 1).cell(0, 0).text = "within"
        row, cell = table.rows[1]._tr, table.cell(2, 1)._tc
        in_control(row)
        in_control(in_control(cell))
        assert [(block.text, block.cell) for block in read(word_files.saved(document))] == [
            ("cell 0", (1, 0, 0)),
            ("cell 1", (1, 0, 1)),
            ("cell 2", (1, 1, 0)),
            ("cell 3", (1, 1, 1)),
            ("cell 4", (1, 2, 0)),
            ("within", (1, 2, 0)),
            ("cell 5", (1, 2, 1)),
        ]

    def test_a_slow_file_ends_before_the_connection_of_the_request_does(self) -> None:
        """The transaction of the request stands idle while the child reads, and must not end with it."""
        options = settings.DATABASES["default"]["OPTIONS"]["options"]
        idle = re.search(r"idle_in_transaction_session_timeout=(\d+)s", options)
        assert idle is not None
        assert SECONDS < WAIT <= int(idle[1]) - 5


def in_control(element: Any) -> Any:
    """The element wrapped as w:sdt/w:sdtContent; returns the outer of the two."""
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    element.getparent().replace(element, control)
    control.append(content)
    content.append(element)
    return control


class TestPlacing:
    def test_headings_lead_to_sections_and_their_fields(self) -> None:
        found = placed(word_files.with_headings())
        narrative = found["leadership.narrative"]
        assert narrative.html.startswith("<p>Leaders know <strong>")
        assert narrative.html.endswith("<h3>Governance</h3><p>Governors challenge.</p>")
        assert found["leadership.strengths"].lines == ["Calm corridors", "Reading"]
        assert found["leadership.to_develop"].lines == ["Attendance"]
        assert found["teaching.narrative"].html == (
            "<p>The curriculum is ambitious.</p><ol><li>Phonics<ol><li>Daily</li></ol></li></ol>"
        )

    def test_what_has_no_place_stays_with_its_heading(self) -> None:
        found = placed(word_files.with_headings())
        assert found["Catering"].lines == ["Lunch is good."]
        assert found["Catering"].target == ""
        # The title of the file is the name of what stands below it, no text of its own.
        assert "" not in found

    def test_bold_lines_count_as_headings_where_they_name_a_section(self) -> None:
        found = placed(word_files.with_bold_lines())
        assert found["behaviour.narrative"].lines == ["Pupils behave."]
        assert found["behaviour.strengths"].lines == ["Kindness", "This line is bold but says something."]

    def test_a_table_with_two_kinds_side_by_side_is_read_by_columns(self) -> None:
        found = placed(word_files.with_table())
        assert found["leadership.strengths"].lines == ["Calm", "Kind"]
        assert found["leadership.to_develop"].lines == ["Attendance"]

    def test_a_long_paragraph_below_strengths_goes_to_the_narrative(self) -> None:
        long = "x" * (LONGEST_LINE + 1)
        blocks = [
            Block("heading", "", "Leadership", 1),
            Block("heading", "", "Strengths", 2),
            Block("text", long, long),
        ]
        assert place(blocks, PARTS)[0].target == "leadership.narrative"

    def test_everything_that_was_read_is_in_one_passage(self) -> None:
        blocks = read(word_files.with_headings())
        chunks = place(blocks, PARTS)
        heads = {chunk.heading for chunk in chunks}
        lines = [line for chunk in chunks for line in chunk.lines]
        text = [b.text for b in blocks if b.kind != "title"]
        assert len(text) == len(blocks) - 1
        assert sorted(lines + [words for words in text if words in heads]) == sorted(text)

    def test_lists_within_lists(self) -> None:
        item = lambda words, level, *, ordered=False: Block("item", words, words, level, ordered)
        made = as_html(
            [item("a", 1), item("b", 2), item("c", 2), item("d", 1), item("e", 1, ordered=True), item("f", 3)]
        )
        assert (
            made == "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><ol><li>e<ul><li>f</li></ul></li></ol>"
        )

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            ("3. Quality of education", "The Quality of Education", True),
            ("Behaviour & Attitudes", "Behaviour and attendance", False),
            ("Leadership and management", "Leadership", True),
            ("Personal development", "Areas for development", False),
            ("LEADERSHIP:", "Leadership", True),
            ("Leadrship", "Leadership", True),
            ("Section 2: Context", "Context", True),
            ("", "Context", False),
        ],
    )
    def test_names_are_compared_as_people_read_them(self, one: str, other: str, is_same: bool) -> None:
        assert (alike(one, other) >= ALIKE) is is_same


def test_the_title_is_no_text_and_what_stands_below_it_carries_its_name() -> None:
    document = docx.Document()
    document.add_paragraph("Beckside SEF Leadership", style="Title")
    document.add_heading("Leadership", 1)
    document.add_paragraph("Leaders know.")
    document.add_heading("Strengths", 2)
    document.add_paragraph("Calm", style="List Bullet")
    found = place(read(word_files.saved(document)), PARTS)
    assert [(each.under, each.heading) for each in found] == [("", "Leadership"), ("Leadership", "Strengths")]
    document = docx.Document()
    document.add_paragraph("Leadership at Beckside", style="Title")
    document.add_paragraph("Written in June.")
    assert [(e.heading, e.target, e.lines) for e in place(read(word_files.saved(document)), PARTS)] == [
        ("Leadership at Beckside", "", ["Written in June."])
    ]
