"""Uploads: what is kept, what is refused, and how it lies on the disk."""

import io
import os
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from tests.cast import Cast
from tests.work import let_pauses_pass, work_off
from trust import files
from trust.actions.files import NoSpace, discard, judge, store, sweep_orphans
from trust.errors import BadInput
from trust.file_types import LARGEST, MEGABYTE, detect
from trust.files import path_of, plain_name
from trust.models import StoredFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
TYPES_XML = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)


def office(part: str = "word/document.xml", kind: str = "wordprocessingml.document", **parts: bytes) -> bytes:
    """A Word or Excel file of the least parts, and more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES_XML.format(part=part, kind=kind))
        archive.writestr(part, "<x/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (20, 10), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form, **more)
    return out.getvalue()


def excel(**parts: bytes) -> bytes:
    return office("xl/workbook.xml", "spreadsheetml.sheet", **parts)


GOOD: list[tuple[str, Callable[[], bytes], str]] = [
    ("a.pdf", lambda: PDF, "application/pdf"),
    ("a.PDF", lambda: PDF + b"\r\n", "application/pdf"),
    ("a.docx", office, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.xlsx", excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.csv", "Name,Café\nÉmile,1\n".encode, "text/csv"),
    ("a.csv", "\ufeffName\n".encode, "text/csv"),
    ("a.csv", lambda: "Name;Café\n".encode("cp1252"), "text/csv"),
    ("a.csv", lambda: b"=cmd,1\n", "text/csv"),
    ("a.png", picture, "image/png"),
    ("a.jpg", lambda: picture("JPEG"), "image/jpeg"),
    ("a.jpeg", lambda: picture("JPEG"), "image/jpeg"),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD)
def test_accepted_types(name: str, content: Callable[[], bytes], kind: str) -> None:
    known, kept = detect(name, content())
    assert known.content_type == kind
    assert kept


def _bomb() -> bytes:
    return excel(**{"xl/sheet.xml": b"0" * (49 * MEGABYTE)})


def _wide_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES_XML.format(part="x", kind="spreadsheetml.sheet"))
        for number in range(60):
            archive.writestr(f"p{number}", os.urandom(20_000) + b"0" * MEGABYTE)
    return out.getvalue()


def _many_parts() -> bytes:
    return excel(**{f"p{number}": b"x" for number in range(600)})


def _lying_size() -> bytes:
    """The directory says one byte, the part holds a thousand."""
    raw = excel(big=os.urandom(1000))
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"big") + 3)
    return raw[: at + 24] + struct.pack("<L", 1) + raw[at + 28 :]


def _overlap() -> bytes:
    """Two directory entries for the same bytes, in the manner of the well-known bomb."""
    raw = bytearray(excel(aaa=b"hello", bbb=b"world"))
    entries, at = [], 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        entries.append(at)
        at += 4
    first = struct.unpack_from("<L", raw, entries[-2] + 42)[0]
    struct.pack_into("<L", raw, entries[-1] + 42, first)
    return bytes(raw)


def _encrypted() -> bytes:
    raw = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            raw[at + offset] |= 1
    return bytes(raw)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _large_picture() -> bytes:
    out = io.BytesIO()
    Image.new("1", (6000, 5000)).save(out, "PNG")
    return out.getvalue()


def _huge_header() -> bytes:
    """A PNG of a few bytes that says it has four thousand million pixels."""
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = struct.pack("!LLBBBBB", 65000, 65000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
MACRO_TYPES = (
    TYPES_XML.format(part="word/document.xml", kind="wordprocessingml.document")
    .replace("</Types>", '<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    .encode()
)
XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Types>&e;</Types>'

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "svg": ("a.svg", lambda: SVG),
    "html": ("a.html", lambda: HTML),
    "xml": ("a.xml", lambda: b"<x/>"),
    "zip": ("a.zip", office),
    "program": ("a.exe", lambda: b"MZ\x90\x00"),
    "script": ("a.js", lambda: b"alert(1)"),
    "old word": ("a.doc", lambda: b"\xd0\xcf\x11\xe0"),
    "old excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0"),
    "macro word": ("a.docm", office),
    "macro excel": ("a.xlsm", excel),
    "gif": ("a.gif", lambda: picture("GIF")),
    "double ending": ("a.pdf.exe", lambda: PDF),
    "no ending": ("a", lambda: PDF),
    "only an ending": (".pdf", lambda: PDF),
    "empty name": ("", lambda: PDF),
    "dots": ("..", lambda: PDF),
    "ending with a NUL": ("a.exe\x00.exe", lambda: PDF),
    "ending turned around": ("a.\u202efdp", lambda: PDF),
    "empty": ("a.pdf", lambda: b""),
    "svg named png": ("a.png", lambda: SVG),
    "svg named csv": ("a.csv", lambda: SVG),
    "html named pdf": ("a.pdf", lambda: HTML),
    "html named csv": ("a.csv", lambda: b"\n  " + HTML),
    "html named jpg": ("a.jpg", lambda: HTML),
    "pdf named csv": ("a.csv", lambda: PDF),
    "pdf named docx": ("a.docx", lambda: PDF),
    "pdf named png": ("a.png", lambda: PDF),
    "png named jpg": ("a.jpg", picture),
    "jpg named png": ("a.png", lambda: picture("JPEG")),
    "gif named png": ("a.png", lambda: picture("GIF")),
    "word named excel": ("a.xlsx", office),
    "excel named word": ("a.docx", excel),
    "zip named word": ("a.docx", lambda: _cut(office()) + b"PK\x05\x06"),
    "program named csv": ("a.csv", lambda: b"MZ\x90\x00\x03"),
    "rtf named csv": ("a.csv", lambda: b"{\\rtf1}"),
    "utf-16 csv": ("a.csv", lambda: "Name,1\n".encode("utf-16")),
    "csv with NUL": ("a.csv", lambda: b"a,b\x00c\n"),
    "csv of one endless line": ("a.csv", lambda: b"," * 10_000_000),
    "csv with an endless field": ("a.csv", lambda: b'"' + b"a\n" * 200_000),
    "pdf behind something": ("a.pdf", lambda: b"x" + PDF),
    "pdf before something": ("a.pdf", lambda: PDF + HTML),
    "half a pdf": ("a.pdf", lambda: _cut(PDF)),
    "pdf and zip at once": ("a.pdf", lambda: PDF[:9] + office() + PDF[9:]),
    "broken png": ("a.png", lambda: _cut(picture())),
    "broken jpg": ("a.jpg", lambda: _cut(picture("JPEG", (400, 400)))),
    "png of nothing": ("a.png", lambda: b"\x89PNG\r\n\x1a\n"),
    "picture too large": ("a.png", _large_picture),
    "picture that lies": ("a.png", _huge_header),
    "zip bomb": ("a.xlsx", _bomb),
    "wide zip bomb": ("a.xlsx", _wide_bomb),
    "too many parts": ("a.xlsx", _many_parts),
    "lying size": ("a.xlsx", _lying_size),
    "overlapping parts": ("a.xlsx", _overlap),
    "password": ("a.docx", _encrypted),
    "half a workbook": ("a.xlsx", lambda: _cut(excel())),
    "workbook before something": ("a.xlsx", lambda: excel() + HTML),
    "something before a workbook": ("a.xlsx", lambda: b"PK\x03\x04xx" + excel()),
    "macros inside": ("a.xlsx", lambda: excel(**{"xl/vbaProject.bin": b"x"})),
    "macro type inside": (
        "a.docx",
        lambda: _plain_zip({"[Content_Types].xml": MACRO_TYPES, "word/document.xml": b"<x/>"}),
    ),
    "climbing part": ("a.docx", lambda: office(**{"../../evil": b"x"})),
    "absolute part": ("a.docx", lambda: office(**{"/etc/evil": b"x"})),
    "backslash part": ("a.docx", lambda: office(**{"..\\evil": b"x"})),
    "no types": ("a.docx", lambda: _plain_zip({"word/document.xml": b"<x/>"})),
    "types with entities": ("a.docx", lambda: _plain_zip({"[Content_Types].xml": XXE, "word/document.xml": b"<x/>"})),
    "types that are none": ("a.docx", lambda: _plain_zip({"[Content_Types].xml": b"hello"})),
    "pdf too big": ("a.pdf", lambda: PDF[:9] + b"0" * (10 * MEGABYTE) + PDF[9:]),
    "csv too big": ("a.csv", lambda: b"a,b\n" * (6 * MEGABYTE)),
}


def _plain_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_there_are_many_hostile_files() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(label: str) -> None:
    name, content = HOSTILE[label]
    with pytest.raises(BadInput) as refused:
        detect(plain_name(name), content())
    assert refused.value.status == 422
    assert refused.value.detail["file"].endswith(".")


def test_half_a_picture_is_refused_where_reports_are_drawn_too() -> None:
    import weasyprint

    assert weasyprint.HTML
    with pytest.raises(BadInput):
        detect("a.jpg", _cut(picture("JPEG", (400, 400))))


def test_pictures_are_drawn_anew_without_what_they_hid() -> None:
    place = Image.Exif()
    place[0x010E] = "taken at home"
    _kind, kept = detect("a.jpg", picture("JPEG", exif=place) + b"<script>")
    assert b"taken at home" not in kept
    assert b"<script>" not in kept
    _kind, kept = detect("a.png", picture() + b"<script>")
    assert b"<script>" not in kept


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("C:\\Users\\x\\Report 1.pdf", "Report 1.pdf"),
        ("/abs/a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ('a"b.pdf', "a_b.pdf"),
        ("  spaced   out .pdf", "spaced out .pdf"),
        ("annexe\u202efdp.exe.pdf", "annexefdp.exe.pdf"),
        ("Résumé d’été.pdf", "Résumé d’été.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_made_plain(given: str, shown: str) -> None:
    assert plain_name(given) == shown


@pytest.fixture
def owned(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Owners of kind "trial" whose files may be read."""
    may: set[UUID] = set()
    monkeypatch.setitem(files._owners, "trial", lambda actor, owner_id: owner_id in may)
    return may


def keep(cast: Cast, name: str = "a.pdf", content: Any = PDF, owner: UUID | None = None) -> StoredFile:
    with cast.a.open():
        return store(
            actor=cast.a.actor("chief"), name=name, content=content, owner_kind="trial", owner_id=owner or uuid4()
        )


def test_bytes_lie_under_the_trust_and_an_id_and_are_for_the_house_alone(cast: Cast, owned: set[UUID]) -> None:
    stored = keep(cast, "../../../../tmp/evil.pdf")
    path = path_of(cast.a.trust.id, stored.id)
    assert path.read_bytes() == PDF
    assert path.parts[-3:] == ("t", str(cast.a.trust.id), str(stored.id))
    assert path.stat().st_mode & 0o077 == 0
    assert (stored.name, stored.size, stored.state) == ("evil.pdf", len(PDF), "clean")
    assert [other.name for other in path.parent.iterdir()] == [str(stored.id)]


def test_no_more_is_read_than_needed_to_refuse(cast: Cast, owned: set[UUID]) -> None:
    class Endless:
        read_so_far = 0

        def read(self, size: int) -> bytes:
            self.read_so_far += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(BadInput):
        keep(cast, "a.csv", endless)
    assert endless.read_so_far == LARGEST + 1


def test_a_full_disk_leaves_neither_row_nor_half_a_file(
    cast: Cast, owned: set[UUID], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trust.files.os.fsync", full)
    with pytest.raises(NoSpace):
        keep(cast)
    with cast.a.open():
        assert not StoredFile.objects.exists()
    assert [path for path in Path(settings.PRIVATE_FILES).rglob("*") if path.is_file()] == []


def test_files_of_an_unknown_owner_are_a_fault_of_ours(cast: Cast) -> None:
    with pytest.raises(LookupError):
        keep(cast)


def test_bytes_without_a_row_are_swept_after_an_hour(cast: Cast, owned: set[UUID]) -> None:
    stored = keep(cast)
    folder = path_of(cast.a.trust.id, stored.id).parent
    for name, age in ((str(uuid4()), 7200), (f".{uuid4()}.part", 7200), (str(uuid4()), 60)):
        path = folder / name
        path.write_bytes(b"x")
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert sweep_orphans() == 2
    assert path_of(cast.a.trust.id, stored.id).exists()
    assert len(list(folder.iterdir())) == 2


def test_a_verdict_on_a_file_that_was_discarded_meanwhile_is_nobodys_fault(cast: Cast, owned: set[UUID]) -> None:
    stored = keep(cast)
    with cast.a.open():
        discard(file_id=stored.id)
        judge(file_id=stored.id, is_infected=True)
        assert not StoredFile.objects.exists()


# --- the scanner ------------------------------------------------------------------------------------------------


@pytest.fixture
def scanner(settings: Any) -> Iterator[dict[str, Any]]:
    """A scanner that gives the answer noted in `answer`, and keeps what it was sent in `got`."""
    listener = socket.create_server(("127.0.0.1", 0))
    notes: dict[str, Any] = {"answer": b"stream: OK\0", "got": b""}

    def listen() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                notes["got"] = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    notes["got"] += stream.read(size)
                connection.sendall(notes["answer"])

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    settings.CLAMD = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
    yield notes
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def state_of(cast: Cast, stored: StoredFile) -> str:
    with cast.a.open():
        return str(StoredFile.objects.get(pk=stored.pk).state)


def test_with_a_scanner_a_file_waits_until_it_is_judged(cast: Cast, owned: set[UUID], scanner: dict[str, Any]) -> None:
    stored = keep(cast)
    assert state_of(cast, stored) == "quarantined"
    assert work_off() == ["done"]
    assert scanner["got"] == PDF
    assert state_of(cast, stored) == "clean"


def test_an_infected_file_loses_its_bytes(
    cast: Cast, owned: set[UUID], scanner: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    scanner["answer"] = b"stream: Eicar-Signature FOUND\0"
    stored = keep(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert work_off() == ["done"]
    assert state_of(cast, stored) == "infected"
    assert not path_of(cast.a.trust.id, stored.id).exists()


def test_a_file_that_is_discarded_before_the_scanner_comes_leaves_no_failed_work(
    cast: Cast, owned: set[UUID], scanner: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    stored = keep(cast)
    with django_capture_on_commit_callbacks(execute=True), cast.a.open():
        discard(file_id=stored.id)
    assert work_off() == ["done"]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK or not"])
def test_a_scanner_in_doubt_leaves_the_file_in_quarantine(
    cast: Cast, owned: set[UUID], scanner: dict[str, Any], answer: bytes
) -> None:
    scanner["answer"] = answer
    stored = keep(cast)
    assert work_off() == ["due"]
    assert state_of(cast, stored) == "quarantined"
    scanner["answer"] = b"stream: OK\0"
    let_pauses_pass()
    assert work_off() == ["done"]
    assert state_of(cast, stored) == "clean"


def test_a_scanner_that_is_down_does_not_hinder_the_upload(cast: Cast, owned: set[UUID], settings: Any) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.sock"
    stored = keep(cast)
    assert work_off() == ["due"]
    assert state_of(cast, stored) == "quarantined"
