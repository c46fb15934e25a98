"""Word files that wait to be placed: each is seen by whoever brought it, and by nobody else."""

from uuid import UUID

from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Document, WordImport


def find_import(actor: Actor, document: Document, import_id: UUID) -> WordImport:
    """One of this document, else NotFound."""
    found: WordImport | None = WordImport.objects.filter(
        id=import_id, document=document, by_membership=actor.membership_id
    ).first()
    if found is None or actor.membership_id is None:
        raise NotFound()
    return found
