"""What a PDF says, and which machine rules of PDF/UA it breaks."""

import page
import pypdfium2


def faults_of(pdf: bytes) -> list[str]:
    """Broken rules; empty when all are kept."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    return [] if report.is_compliant else [str(failure) for failure in report.failures]


def words_of(pdf: bytes) -> str:
    """The text of all pages."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(leaf.get_textpage().get_text_bounded() for leaf in document)
