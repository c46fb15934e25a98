"""Commitments and promises across academies and years, as a program lists them."""

from typing import Any
from uuid import UUID

from improvement_cycle.models import Promise
from improvement_cycle.models.commitments import known_to
from trust.actors import Actor
from trust.errors import NotFound


def promises_to_read(actor: Actor) -> Any:
    """The newest year first, by academy and day."""
    return (
        Promise.objects.filter(known_to(actor, "commitment__"))
        .select_related("commitment__academy_cycle__academy", "commitment__academy_cycle__cycle__school_year")
        .order_by(
            "-commitment__academy_cycle__cycle__school_year__starts_on",
            "commitment__academy_cycle__academy__name",
            "due_on",
            "id",
        )
    )


def find_promise(actor: Actor, promise_id: UUID) -> Promise:
    """One of these. Raises NotFound where there is none for this person."""
    found: Promise | None = promises_to_read(actor).filter(id=promise_id).first()
    if found is None:
        raise NotFound("There is no such promise.")
    return found
