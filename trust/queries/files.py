"""Look up private files."""

from uuid import UUID

from trust.actors import Actor
from trust.errors import NotFound
from trust.files import may_read
from trust.models import StoredFile


def file_for(actor: Actor, file_id: UUID) -> StoredFile:
    """The file, if its owner lets this person read it; else NotFound, as for a file that is not there."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None or not may_read(actor, stored.owner_kind, stored.owner_id):
        raise NotFound()
    return stored
