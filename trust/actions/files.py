"""Keep files: checked, private, written before their row, so that no row is without its bytes."""

import datetime as dt
import errno
import time
from hashlib import sha256
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from trust.actions.jobs import enqueue
from trust.actors import Actor
from trust.enums import FileState
from trust.errors import DomainError
from trust.file_types import LARGEST, detect, type_of_name
from trust.files import keep_bytes, known_owner, path_of, plain_name
from trust.ids import uuid7
from trust.jobs import GiveUp
from trust.models import StoredFile, Trust
from trust.tenancy import current_trust_id, tenant

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoSpace(DomainError):
    """The disk is full: nothing was kept."""

    status = 507


def store(
    *, actor: Actor, name: str, content: "bytes | File[bytes] | IO[bytes]", owner_kind: str, owner_id: UUID
) -> StoredFile:
    """Keep an upload. BadInput with a sentence where it is refused; NoSpace where it cannot be kept.

    Whether the actor may add a file to this owner is the caller's to check.
    """
    clean = plain_name(name)
    type_of_name(clean)
    # One byte more than the most tells that there is too much, without reading it all.
    raw = content if isinstance(content, bytes) else content.read(LARGEST + 1)
    kind, kept = detect(clean, raw)
    return _keep(actor, clean, kept, kind.content_type, owner_kind, owner_id, scan=bool(settings.CLAMD))


def keep_generated(
    *, actor: Actor, name: str, content: bytes, content_type: str, owner_kind: str, owner_id: UUID
) -> StoredFile:
    """Keep what this house made itself."""
    return _keep(actor, plain_name(name), content, content_type, owner_kind, owner_id, scan=False)


@transaction.atomic
def _keep(
    actor: Actor, name: str, content: bytes, content_type: str, owner_kind: str, owner_id: UUID, *, scan: bool
) -> StoredFile:
    if not known_owner(owner_kind):
        raise LookupError(f"Nobody answers for files of {owner_kind}.")
    file_id = uuid7()
    try:
        keep_bytes(path_of(current_trust_id(), file_id), content)
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace("There is no room for the file just now. Nothing was saved; try again later.") from error
        raise
    stored = StoredFile.objects.create(
        id=file_id,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        state=FileState.QUARANTINED if scan else FileState.CLEAN,
        owner_kind=owner_kind,
        owner_id=owner_id,
        uploaded_by=actor.membership_id,
        uploaded_by_name=actor.name,
    )
    if scan:
        enqueue(actor=actor, kind="scan_file", key=str(file_id), payload={"file": str(file_id)})
    return stored


@transaction.atomic
def discard(*, file_id: UUID) -> None:
    """Delete a file that nothing refers to any more: its row now, its bytes once that stands.

    Whether the actor may is the caller's to check. Bytes that stay behind are the sweeper's.
    """
    stored = StoredFile.objects.select_for_update().get(pk=file_id)
    path = path_of(stored.trust_id, stored.id)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def check_discarded(*, file_id: UUID) -> None:
    """A file without bytes is in order where its row went too; otherwise something took them."""
    if StoredFile.objects.filter(pk=file_id).exists():
        raise GiveUp("The file is not there any more.")


def judge(*, file_id: UUID, is_infected: bool) -> None:
    """Write what the scanner found. An infected file keeps its row, without its bytes."""
    stored = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if stored is None:  # discarded while the scanner read it
        return
    stored.state = FileState.INFECTED if is_infected else FileState.CLEAN
    stored.save(update_fields=["state"])
    if is_infected:
        path = path_of(stored.trust_id, stored.id)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep_orphans(*, older_than: dt.timedelta = dt.timedelta(hours=1)) -> int:
    """Delete bytes whose row never came to stand, and unfinished files; returns how many."""
    swept, before = 0, time.time() - older_than.total_seconds()
    for trust in Trust.objects.all():
        folder = path_of(trust.id, trust.id).parent
        if not folder.is_dir():
            continue
        with tenant(trust.id), transaction.atomic():
            known = {str(pk) for pk in StoredFile.objects.values_list("id", flat=True)}
        for path in folder.iterdir():
            if path.name not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                swept += 1
    return swept
