"""What a file is, by its content: name, leading bytes and structure must agree. Anything else is refused."""

import csv
import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

from trust.errors import BadInput
from trust.office_guard import OPEN_XML, check_office
from trust.zip_guard import MEGABYTE, BadZip

LARGEST_IMAGE = 25_000_000  # pixels
LARGE_IMAGE = f"The picture has more than {LARGEST_IMAGE // 1_000_000} million pixels. Make it smaller."
BROKEN_IMAGE = "The picture cannot be read. Save it again and choose the new file."
LONGEST_FIELD = 100_000
PARSED_ROWS = 1000
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOT_A_TABLE = re.compile(r"\s*<|%PDF|\{\\rtf", re.IGNORECASE)
# What Word wrote before 2007, and what it wraps around a file with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class FileType:
    """One accepted type. `check` returns the bytes to keep and raises Unfit."""

    content_type: str
    label: str
    limit: int
    check: Callable[[bytes], bytes]


class Unfit(Exception):
    """The content is not what the name says; the message is a sentence."""


def detect(name: str, content: bytes) -> tuple[FileType, bytes]:
    """The type of this content and the bytes to keep; BadInput with a sentence where it is refused."""
    known = type_of_name(name)
    if not content:
        raise refusal("The file is empty.")
    if len(content) > known.limit:
        raise refusal(f"The file is too big: {known.label} may have at most {known.limit // MEGABYTE} MB.")
    try:
        return known, known.check(content)
    except (Unfit, BadZip) as error:
        raise refusal(str(error)) from error


def type_of_name(name: str) -> FileType:
    """The type that the name promises."""
    known = TYPES.get(name.rpartition(".")[2].lower() if "." in name else "")
    if known is None:
        raise refusal("Files of this type are not accepted. Use PDF, Word (docx), Excel (xlsx), CSV, PNG or JPEG.")
    return known


def refusal(sentence: str) -> BadInput:
    """A refusal of an upload, at the field of the form."""
    return BadInput(sentence, detail={"file": sentence})


def _starts(content: bytes, first: bytes, label: str) -> None:
    if not content.startswith(first):
        raise Unfit(f"The file's name says {label}, but its content is something else.")


def _pdf(content: bytes) -> bytes:
    _starts(content, b"%PDF-", "PDF")
    tail = content[-2048:].rstrip(b"\r\n\t \x00")
    if not re.match(rb"%PDF-[12]\.\d", content) or not tail.endswith(b"%%EOF") or b"startxref" not in tail:
        raise Unfit("The PDF is incomplete. Save it again and choose the new file.")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unfit("The file is a PDF and an archive at once. Save it again as PDF only.")
    return content


def _image(form: str, first: bytes) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        _starts(content, first, form)
        # Loading WeasyPrint tells Pillow to fill up half pictures, in the whole process.
        fill_up, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return _redraw(content, form)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unfit(LARGE_IMAGE) from error
        # Pillow has many ways to say that a picture is broken.
        except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError, Warning) as error:
            raise Unfit(BROKEN_IMAGE) from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = fill_up

    return check


def _redraw(content: bytes, form: str) -> bytes:
    """Draw the picture anew: whatever else the file held, such as where it was taken, stays behind."""
    with Image.open(io.BytesIO(content), formats=[form]) as image:
        if image.width * image.height > LARGEST_IMAGE:
            raise Unfit(LARGE_IMAGE)
        image.load()
        upright = ImageOps.exif_transpose(image)
        has_alpha = form == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
        plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, form, **({"quality": 88} if form == "JPEG" else {}))
    return out.getvalue()


def _office(label: str, main: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        if content.startswith(OLE):
            raise Unfit(f"The {label} file is protected by a password or in the old form. Save it as {label} without.")
        _starts(content, b"PK\x03\x04", label)
        check_office(content, label=label, main=main)
        return content

    return check


def _csv(content: bytes) -> bytes:
    text = _text(content)
    if CONTROLS.search(text) or NOT_A_TABLE.match(text):
        raise Unfit("The file's name says CSV, but its content is something else.")
    if max(map(len, text.splitlines()), default=0) > LONGEST_FIELD:
        raise Unfit("The file has a line that is too long for a table.")
    try:
        for number, _row in enumerate(csv.reader(io.StringIO(text, newline=""))):
            if number >= PARSED_ROWS:
                break
    except csv.Error as error:
        raise Unfit("The file cannot be read as CSV. Check its quotation marks.") from error
    return content


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("The file's letters cannot be read. Save it as CSV UTF-8.")


SMALL, LARGE = 10 * MEGABYTE, 20 * MEGABYTE
_JPEG = FileType("image/jpeg", "a picture", SMALL, _image("JPEG", b"\xff\xd8\xff"))
TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", "a PDF", SMALL, _pdf),
    "docx": FileType(
        OPEN_XML + "wordprocessingml.document",
        "a Word file",
        SMALL,
        _office("Word", "wordprocessingml.document.main+xml"),
    ),
    "xlsx": FileType(
        OPEN_XML + "spreadsheetml.sheet", "a workbook", LARGE, _office("Excel", "spreadsheetml.sheet.main+xml")
    ),
    "csv": FileType("text/csv", "a CSV file", LARGE, _csv),
    "png": FileType("image/png", "a picture", SMALL, _image("PNG", b"\x89PNG\r\n\x1a\n")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
}
# What may be uploaded, said before anything fails.
IN_WORDS = (
    f"PDF, Word or picture (PNG, JPEG) up to {SMALL // MEGABYTE} MB; "
    f"workbook (xlsx) or CSV up to {LARGE // MEGABYTE} MB."
)
LARGEST = max(known.limit for known in TYPES.values())
