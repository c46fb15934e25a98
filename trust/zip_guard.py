"""Looks at a zip (an Excel or Word file) from outside before anything opens it."""

import io
import struct
import zipfile
import zlib

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 500
MOST_UNPACKED = 50 * MEGABYTE
MOST_RATIO = 100
# Small parts may be packed tightly without harm.
RATIO_COUNTS_FROM = MEGABYTE
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENCRYPTED = 0x1
END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE = 22
KNOWN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
)


class BadZip(Exception):
    """The zip is damaged or made to do harm; the message is a sentence."""


def check_zip(content: bytes) -> frozenset[str]:
    """The names of its parts; BadZip where it is damaged, too much, or not what its directory says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            _check_layout(parts, content, archive.start_dir)
            _read_all(archive, parts)
    except BROKEN as error:
        raise BadZip("The file is damaged. Save it again and choose the new file.") from error
    return frozenset(part.filename for part in parts)


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_ENTRIES:
        raise BadZip(f"The file has more than {MOST_ENTRIES} parts inside.")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadZip(f"The file would unpack to more than {MOST_UNPACKED // MEGABYTE} MB.")
    seen = set()
    for part in parts:
        if part.flag_bits & ENCRYPTED:
            raise BadZip("The file is protected by a password. Remove the password and try again.")
        if part.compress_type not in KNOWN_METHODS:
            raise BadZip("The file is packed in a way that is not accepted.")
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise BadZip("The file would unpack to far more than its size.")
        if not _is_plain(part.filename) or part.filename.lower() in seen:
            raise BadZip("The file has parts with names that are not accepted.")
        seen.add(part.filename.lower())


def _is_plain(name: str) -> bool:
    folders = name.split("/")
    return bool(name) and "\\" not in name and ":" not in name and folders[0] != "" and ".." not in folders


def _check_layout(parts: list[zipfile.ZipInfo], content: bytes, directory: int) -> None:
    """Parts lie one after another: overlapping ones unpack the same bytes many times. Nothing lies around them."""
    if not content[-END_SIZE:].startswith(END_OF_DIRECTORY):
        raise BadZip("The file has something behind its end. Save it again and choose the new file.")
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise BadZip("The file has parts that overlap.")
        header = LOCAL_HEADER.unpack_from(content, part.header_offset)
        name_length, extra_length = header[-2:]
        end = part.header_offset + LOCAL_HEADER.size + name_length + extra_length + part.compress_size
    if end > directory or (parts and min(part.header_offset for part in parts) != 0):
        raise BadZip("The file has parts that overlap, or something in front of it.")


def _read_all(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Count what really comes out, and let the checksums be compared."""
    total = 0
    for part in parts:
        with archive.open(part) as stream:
            while piece := stream.read(MEGABYTE):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise BadZip(f"The file would unpack to more than {MOST_UNPACKED // MEGABYTE} MB.")
