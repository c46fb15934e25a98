"""Private files: where their bytes lie, what they are called, and who says who may read them."""

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from trust.actors import Actor
from trust.file_types import refusal

LONGEST_NAME = 200
# Line ends, controls and marks that turn the writing direction make a name look like another.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r'[<>:"|?*]')

# Whether this person may read the files of this owner. Each floor registers for its kinds of owners.
MayRead = Callable[[Actor, UUID], bool]
_owners: dict[str, MayRead] = {}


def register_owner(kind: str, may_read: MayRead) -> None:
    """Called in AppConfig.ready(): the floor that owns the kind decides who reads its files."""
    known = _owners.get(kind)
    if known is not None and known is not may_read:
        raise ValueError(f"Files of {kind} have an owner already.")
    _owners[kind] = may_read


def may_read(actor: Actor, owner_kind: str, owner_id: UUID) -> bool:
    """Whether the owner lets this person read; a kind that nobody registered is read by nobody."""
    asked = _owners.get(owner_kind)
    return asked is not None and asked(actor, owner_id)


def known_owner(kind: str) -> bool:
    """Whether somebody answers for this kind."""
    return kind in _owners


def path_of(trust_id: UUID, file_id: UUID) -> Path:
    """Where the bytes lie. Nothing that a person typed is part of it."""
    return Path(settings.PRIVATE_FILES) / "t" / str(UUID(str(trust_id))) / str(UUID(str(file_id)))


def plain_name(name: str) -> str:
    """The name to show: without folders and without anything unseen."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in UNSEEN)
    clean = FORBIDDEN.sub("_", " ".join(seen.split())).strip(". ")
    stem, dot, extension = clean.rpartition(".")
    if not dot or not stem.strip(". "):
        raise refusal("The file needs a name and an ending, such as report.pdf.")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def keep_bytes(path: Path, content: bytes) -> None:
    """Write whole or not at all: a temporary file, flushed to the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
