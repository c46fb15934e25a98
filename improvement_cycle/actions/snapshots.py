"""Publish the matrix for trustees and local governors."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from improvement_cycle.models import Cycle, MatrixSnapshot
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.queries.snapshots import content_of, fingerprint
from trust.actions import activity
from trust.actors import Actor
from trust.errors import NotFound, Refused
from trust.permissions import Permission, check_may, may


@transaction.atomic
def publish(*, actor: Actor, cycle_id: UUID, note: str = "") -> MatrixSnapshot:
    """Freeze the matrix as it stands. Raises Refused while no row is agreed, or when nothing has changed."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("school_year").filter(id=cycle_id).first()
    if cycle is None or not may(actor, Permission.MATRIX_READ):
        raise NotFound("There is no such year.")
    check_may(actor, Permission.SNAPSHOT_PUBLISH)
    page = matrix(actor, cycle)
    if not page.agreed_rows:
        raise Refused("No row is agreed yet, so there is nothing to publish.")
    content = content_of(page)
    sha256 = fingerprint(content)
    standing = MatrixSnapshot.objects.filter(cycle=cycle).first()
    if standing is not None and standing.sha256 == sha256:
        raise Refused("Nothing has changed since it was last published.")
    number = (MatrixSnapshot.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0) + 1
    made: MatrixSnapshot = MatrixSnapshot.objects.create(
        cycle=cycle,
        number=number,
        content=content,
        sha256=sha256,
        note=note.strip()[:300],
        published_by_id=actor.membership_id,
        published_by_name=actor.name,
        published_at=timezone.now(),
    )
    activity.record(
        actor=actor,
        kind="matrix_snapshot",
        subject_id=made.id,
        verb="publish",
        sentence=f"published the matrix {page.year.label} for trustees and governors",
    )
    return made
