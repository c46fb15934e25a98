"""Files made to do harm: each is refused with a sentence before anything opens it; honest ones pass."""

import re

import pytest

from tests.hostile_files import HONEST, HOSTILE, RELATION, excel, reaching_out, with_parts, word
from trust.errors import BadInput
from trust.file_types import detect
from trust.limited import Unreadable, read_limited

KINDS = sorted({name.rpartition(".")[2] for name, _ in HOSTILE.values()})


def test_there_are_many_of_every_kind() -> None:
    assert len(HOSTILE) >= 60
    assert {"docx", "xlsx", "png", "jpg"} <= set(KINDS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("label", HOSTILE)
def test_it_is_refused_with_a_sentence(label: str) -> None:
    name, make = HOSTILE[label]
    with pytest.raises(BadInput) as refused:
        detect(name, make())
    sentence = refused.value.detail["file"]
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "{" not in sentence


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_passes(kind: str) -> None:
    assert detect(f"a.{kind}", HONEST[kind]())[1]


def test_links_templates_of_the_own_disk_and_charts_pass() -> None:
    for kind, target in (
        ("hyperlink", "https://example.org/"),
        ("hyperlink", "..\\Plans\\plan.docx"),
        ("hyperlink", "mailto:office@example.org"),
        ("attachedTemplate", "file:///C:\\Users\\head\\Templates\\Normal.dotm"),
    ):
        assert detect("a.docx", reaching_out(kind, target))
    assert detect("a.docx", with_parts(word(), more={"word/embeddings/Sheet1.xlsx": excel()}))
    line = RELATION.format(kind="externalLinkPath", target="https://trust.sharepoint.example/x.xlsx").encode()
    rels = {"xl/_rels/workbook.xml.rels": lambda c: c.replace(b"</Relationships>", line + b"</Relationships>")}
    assert detect("a.xlsx", with_parts(excel(), change=rels))


def test_the_words_dde_and_doctype_may_be_written() -> None:
    text = "The DDE and <!DOCTYPE x [<!ENTITY e 'x'>]> were taught."
    assert detect("a.docx", word(text))


def with_text(piece: str, encoding: str = "utf-8") -> bytes:
    """A Word file with this piece of XML in its text, in that encoding."""

    def change(content: bytes) -> bytes:
        text = content.decode().replace("<w:sectPr", f"<w:p>{piece}</w:p><w:sectPr", 1)
        return re.sub(r"encoding=['\"]UTF-8['\"]", f'encoding="{encoding}"', text, count=1).encode(encoding)

    return with_parts(word(), change={"word/document.xml": change})


def field(*pieces: str) -> str:
    """A field whose order stands in these pieces."""
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "end"))
    return f"{begin}{said}{end}"


def simple(order: str) -> str:
    return f'<w:fldSimple w:instr="{order}"/>'


@pytest.mark.parametrize(
    "piece",
    [
        field("HYPERLINK &quot;https://huddersfield.example/hidden&quot; \\o &quot;what DDE added&quot;"),
        field("MERGEFIELD Added_by_DDE"),
        field(" PAGEREF _TocDDE1 \\h "),
        field("PAGE") + field("REF dde \\h"),
        simple("TITLE DDE"),
        simple("INCLUDEPICTURE &quot;C:\\\\Pictures\\\\crest.png&quot; \\d"),
        field("LINK Excel.Sheet.12 &quot;C:\\\\Trust\\\\plan.xlsx&quot; &quot;Sheet1!R1C1&quot; \\a"),
        field("TOC \\o 1") + field("IF ", field("MERGEFIELD x"), " = 1 &quot;D&quot; &quot;DE&quot;"),
    ],
)
def test_fields_of_honest_files_pass_whatever_letters_they_hold(piece: str) -> None:
    assert detect("a.docx", with_text(piece))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("piece", "why"),
    [
        (simple("DDEAUTO c:\\cmd.exe &quot;/k calc&quot;"), "a program"),
        (simple(" dde excel &quot;x&quot; y"), "a program"),
        (field("&#68;DE c:\\cmd.exe"), "a program"),
        (field("D", "DEAU", "TO c:\\cmd.exe"), "a program"),
        (field("&quot;DDEAUTO&quot; c:\\cmd.exe"), "a program"),
        (field("DDEAUTO c:\\cmd.exe").replace('"end"', '"separate"'), "a program"),
        (field("IF 1 = 1 ").replace("</w:instrText></w:r>", "</w:instrText></w:r>" + field("DDE c x"), 1), "a program"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field("QUOTE 68 68 69") + field("x"), "a program"),
        ('<w:r><w:instrText xmlns:w="urn:x">DDE c:\\cmd.exe</w:instrText></w:r>', "a program"),
        (field("INCLUDEPICTURE &quot;https://evil.example/pixel.png&quot; \\d"), "from another place"),
        (field("INCLUDETEXT ", "&quot;HTTP://evil.example/x.docx&quot;"), "from another place"),
        (simple("INCLUDETEXT &quot;\\\\\\\\evil.example\\\\x.docx&quot;"), "from another place"),
    ],
)
def test_a_field_that_starts_a_program_or_fetches_is_refused_however_it_is_written(
    piece: str, why: str, encoding: str
) -> None:
    with pytest.raises(BadInput) as refused:
        detect("a.docx", with_text(piece, encoding))
    assert why in refused.value.detail["file"]


def test_a_drawing_of_excel_with_an_end_missing_passes() -> None:
    drawing = b'<xml xmlns:v="urn:v"><v:textbox><div>one<br>two</div></v:textbox></xml>'
    assert detect("a.xlsx", with_parts(excel(), more={"xl/drawings/vmlDrawing1.vml": drawing}))


class TestLimitedChild:
    """`tests.greedy` is a module that uses too much of one thing."""

    @pytest.mark.parametrize("word_", ["memory", "file", "open files", "fail", "environment", "endless"])
    def test_what_uses_too_much_is_given_up_with_a_sentence(self, word_: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
        if word_ == "environment":
            assert read_limited("tests.greedy", b"environment") == []
            return
        monkeypatch.setattr("trust.limited.SECONDS", 1)
        with pytest.raises(Unreadable) as refused:
            read_limited("tests.greedy", word_.encode())
        assert str(refused.value).endswith(".")
