"""What is noted of a look at the dashboard."""

import datetime as dt

from django.db import transaction

from improvement_cycle.models import DashboardVisit
from improvement_cycle.policies.seen import is_to_note, known_until
from trust.actors import Actor
from trust.errors import NotPermitted


@transaction.atomic
def note_visit(*, actor: Actor, at: dt.datetime, seen_at: dt.datetime | None, before_at: dt.datetime | None) -> None:
    """Note that this person was here: what happens from now on is new to them at their next visit.

    `seen_at` and `before_at` as the page read them: of two looks at once the first is noted.
    """
    if actor.membership_id is None:
        raise NotPermitted("Only people look at the dashboard.")
    if seen_at is None:
        DashboardVisit.objects.bulk_create(
            [DashboardVisit(membership_id=actor.membership_id, seen_at=at)], ignore_conflicts=True
        )
    elif is_to_note(seen_at, at):
        DashboardVisit.objects.filter(membership_id=actor.membership_id, seen_at=seen_at).update(
            seen_at=at, before_at=known_until(seen_at, before_at, at)
        )
