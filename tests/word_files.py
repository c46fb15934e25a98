"""Self-evaluations as schools write them in Word: with headings, with bold lines, in tables."""

import io
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def saved(document: Any) -> bytes:
    """The bytes of it."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_headings() -> bytes:
    """Real headings, lists, a link, tracked changes, a table of contents, a footnote's picture."""
    document = docx.Document()
    document.add_paragraph("Beckside Primary SEF 2025", style="Title")
    document.add_heading("1. Leadership & Management", 1)
    first = document.add_paragraph("Leaders know ")
    first.add_run("their school").bold = True
    first.add_run(" well.").italic = True
    for words, tag in ((" Added.", "w:ins"), (" Gone.", "w:del")):
        change = OxmlElement(tag)
        run = first.add_run(words)._r
        if tag == "w:del":
            run.find(qn("w:t")).tag = qn("w:delText")
        first._p.append(change)
        change.append(run)
    document.add_heading("Governance", 2)
    document.add_paragraph("Governors challenge.")
    document.add_heading("Strengths", 2)
    for words in ("Calm corridors", "Reading"):
        document.add_paragraph(words, style="List Bullet")
    document.add_heading("Areas for development", 2)
    document.add_paragraph("Attendance", style="List Number")
    document.add_heading("Quality of Education", 1)
    document.add_paragraph("The curriculum is ambitious.")
    document.add_paragraph("Phonics", style="List Number")
    document.add_paragraph("Daily", style="List Number 2")
    document.add_heading("Catering", 1)
    document.add_paragraph("Lunch is good.")
    return saved(document)


def with_bold_lines() -> bytes:
    """No heading styles at all."""
    document = docx.Document()
    document.add_paragraph("Behaviour and attendance:").runs[0].bold = True
    document.add_paragraph("Pupils behave.")
    document.add_paragraph("Key strengths").runs[0].bold = True
    document.add_paragraph("Kindness")
    document.add_paragraph("This line is bold but says something.").runs[0].bold = True
    return saved(document)


def with_table() -> bytes:
    """Strengths and areas for development side by side."""
    document = docx.Document()
    document.add_heading("Leadership", 1)
    table = document.add_table(rows=2, cols=2)
    for at, words in enumerate(("Strengths", "Areas for development", "Calm", "Attendance")):
        table.cell(at // 2, at % 2).text = words
    table.cell(1, 0).add_paragraph("Kind")
    return saved(document)
