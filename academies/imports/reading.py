"""From bytes to rows of text: encoding, header line, ragged and blank rows. Rows are streamed."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from academies.errors import FileRefused

CHUNK = 1 << 20
LARGEST_FILE = 600 * CHUNK
LARGEST_CELL = 100_000
MOST_COLUMNS = 2_000
HEADER_WITHIN = 50
NOT_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
LONGEST_ROW = 30  # lines; more means that a quotation mark is never closed


@dataclass(frozen=True)
class Source:
    """A file that was looked through once."""

    path: Path
    sha256: str
    encoding: str


@dataclass(frozen=True)
class Table:
    """An open file: header names as they stand, and its rows with the line each begins in."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def normalise(name: str) -> str:
    """Column names are compared trimmed, with inner blanks squeezed, whatever their case."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def examine(path: Path) -> Source:
    """Checksum and encoding: UTF-8 (with or without mark) if all of it is, otherwise cp1252."""
    try:
        if not path.is_file():
            raise FileRefused(f"There is no file {path.name}.")
        if path.stat().st_size > LARGEST_FILE:
            raise FileRefused(f"{path.name} is larger than 600 MB, which no published file is.")
        return _look_through(path)
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be read: {error.strerror}.") from error


def _look_through(path: Path) -> Source:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = is_cp1252 = True
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise FileRefused(f"{path.name} is saved as UTF-16. Save it as CSV UTF-8, or use the published file.")
        if start == b"PK\x03\x04":
            raise FileRefused(f"{path.name} is a spreadsheet or zip file. Take the CSV file out of it.")
        file.seek(0)
        while block := file.read(CHUNK):
            digest.update(block)
            if b"\0" in block:
                raise FileRefused(f"{path.name} holds null bytes, so it is no text file or is damaged. Fetch it again.")
            is_utf8 = is_utf8 and _decodes(decoder, block)
            is_cp1252 = is_cp1252 and not any(byte in block for byte in NOT_CP1252)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return Source(path, digest.hexdigest(), "utf-8-sig")
    if is_cp1252:
        return Source(path, digest.hexdigest(), "cp1252")
    raise FileRefused(f"{path.name} is neither UTF-8 nor Windows-1252 text. Fetch it again, or save it as CSV UTF-8.")


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def open_table(source: Source, key_names: list[str]) -> Iterator[Table]:
    """Find the header, the first line with one of the key columns, and stream what follows."""
    csv.field_size_limit(LARGEST_CELL)
    keys = {normalise(name) for name in key_names}
    with source.path.open(encoding=source.encoding, newline="") as file:
        rows = _rows(csv.reader(file), source.path.name)
        header = _header(rows, keys, source.path.name, key_names)
        yield Table(header, rows)


def _rows(reader: "csv._reader", name: str) -> Iterator[tuple[int, list[str]]]:  # type: ignore[name-defined]
    line = 1
    try:
        for cells in reader:
            after = reader.line_num + 1
            if after - line > LONGEST_ROW:
                raise FileRefused(f"A quotation mark opened in line {line} of {name} is never closed. Fetch it again.")
            yield line, cells
            line = after
    except csv.Error as error:
        raise FileRefused(f"Line {line} of {name} cannot be read as CSV ({error}). Fetch the file again.") from error


def _header(rows: Iterator[tuple[int, list[str]]], keys: set[str], name: str, key_names: list[str]) -> tuple[str, ...]:
    for line, cells in rows:
        if any(normalise(cell) in keys for cell in cells):
            if len(cells) > MOST_COLUMNS:
                raise FileRefused(f"{name} has {len(cells)} columns, which no published file has.")
            return tuple(cells)
        if line >= HEADER_WITHIN:
            break
    raise FileRefused(
        f"{name} has no header: none of its first {HEADER_WITHIN} lines has a column named {' or '.join(key_names)}."
    )
