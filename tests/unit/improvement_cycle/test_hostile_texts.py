"""Hostile texts on paper: neither the PDF nor the Word file carries anything that runs, loads or turns the writing."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string

from improvement_cycle.presenters.documents import fields_shown
from improvement_cycle.reports.documents import DocumentReport, paper
from improvement_cycle.reports.self_evaluation import PDF
from tests.hostile_texts import NOT_SEEN, PWNED, SAMPLES, faults_in
from tests.pdf import faults_of
from trust.policies.contents import Field, Part, clean_content
from trust.policies.plain_marks import from_lines
from trust.policies.rich_text import clean_html
from trust.reports import Frame, render
from trust.reports.word import word_file

AS_AT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
PART = Part(
    "leadership",
    "Leadership",
    (
        Field("narrative", "Narrative", "rich"),
        Field("typed", "Typed", "rich"),
        Field("strengths", "Strengths", "lines"),
        Field("remark", "Remark", "text"),
    ),
)
LINK = re.compile(rb'Target="([^"]*)" TargetMode="External"|TargetMode="External"[^>]*Target="([^"]*)"')


def report(sample: str) -> DocumentReport:
    """As it is saved through each kind of field, then read."""
    given: dict[str, Any] = {"narrative": sample, "typed": from_lines(sample), "strengths": sample, "remark": sample}
    kept, _ = clean_content(PART, given)
    fields = tuple(each for each in fields_shown(PART, kept) if each.value)
    return DocumentReport(1, "Head", AS_AT, (), (("Leadership", fields),), "0123")


def as_html(data: DocumentReport) -> str:
    frame = Frame("Trust", "Self-evaluation", AS_AT, "Head")
    return render_to_string(PDF.template, {"report": data, "frame": frame})


def as_word(data: DocumentReport) -> bytes:
    return word_file(title="SEF", trust_name="Trust", as_at=AS_AT, paper=paper(data))


def test_there_are_many() -> None:
    assert len(SAMPLES) >= 60


def test_the_looker_sees_what_is_hostile() -> None:
    plain = "null bytes", "turned writing"
    hostile = [label for label, sample in SAMPLES.items() if faults_in(sample)]
    assert {"script in capitals", "picture", "javascript", "svg", "frame", "style", "handler", *plain} <= set(hostile)


@pytest.mark.parametrize("label", SAMPLES)
def test_nothing_of_it_reaches_the_pages_of_the_pdf(label: str) -> None:
    assert faults_in(as_html(report(SAMPLES[label]))) == []


@pytest.mark.parametrize("label", SAMPLES)
def test_nothing_of_it_reaches_the_word_file(label: str) -> None:
    content = as_word(report(SAMPLES[label]))
    assert docx.Document(io.BytesIO(content)).paragraphs
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    targets = [b"".join(found) for raw in parts.values() for found in LINK.findall(raw)]
    assert all(target.startswith((b"https://", b"http://", b"mailto:")) for target in targets)
    assert not [target for target in targets if PWNED.encode() in target]
    text = parts["word/document.xml"].decode()
    assert not [letter for letter in NOT_SEEN if letter in text]
    assert not re.search(r"<w:(?:object|altChunk|pict|subDoc)\b", text)


def test_all_of_them_together_make_a_sound_pdf() -> None:
    sections = tuple((label, report(sample[:2_000]).sections[0][1]) for label, sample in SAMPLES.items())
    pdf = render.render_pdf(as_html(DocumentReport(1, "Head", AS_AT, (), sections, "0123")))
    assert faults_of(pdf) == []
    for words in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"javascript:"):
        assert words not in pdf


def test_a_word_without_end_may_break_so_that_drawing_it_takes_no_quarter_of_an_hour() -> None:
    html = render.breakable(f'<p title="{"x" * 300}">{"a" * 130} &amp;{"&lt;" * 61} https://example.org/</p>')
    mark = render.MAY_BREAK
    assert html.startswith(f'<p title="{"x" * 300}">{"a" * 60}{mark}{"a" * 60}{mark}{"a" * 10} ')
    assert html.endswith(f"&amp;{'&lt;' * 59}{mark}&lt;&lt; https://example.org/</p>")
    assert render.breakable("<p>word </p>") == "<p>word </p>"


@pytest.mark.parametrize("label", SAMPLES)
def test_cleaned_twice_is_cleaned_once(label: str) -> None:
    once = clean_html(SAMPLES[label])
    assert clean_html(once) == once


def test_links_lead_to_the_web_or_a_mailbox_and_nowhere_else() -> None:
    for target in ("//evil.example/", "/t/trust/", "x", "ftp://example.org", "tel:1", "file:///etc/passwd"):
        assert "href" not in clean_html(f'<a href="{target}">x</a>'), target
    assert 'href="https://example.org/"' in clean_html('<a href="https://example.org/">x</a>')
    assert 'href="mailto:a@example.org"' in clean_html('<a href="mailto:a@example.org">x</a>')


def test_what_is_nested_without_end_stays_as_words() -> None:
    assert clean_html("<ul><li>" * 6000 + "Reading &amp; writing") == "<p>Reading &amp; writing</p>"
    deep = "<ul><li>a" * 6 + "</li></ul>" * 6
    assert clean_html(deep) == deep
