"""What is noted of a look at the dashboard."""

import datetime as dt

from django.db import transaction

from improvement_cycle.models import DashboardVisit
from improvement_cycle.policies.seen import is_to_note, known_until
from trust.actors import Actor
from trust.errors import NotPermitted


@transaction.atomic
def note_visit(*, actor: Actor, at: dt.datetime) -> None:
    """Note that this person was here: what happens from now on is new to them at their next visit."""
    if actor.membership_id is None:
        raise NotPermitted("Only people look at the dashboard.")
    found = DashboardVisit.objects.select_for_update().filter(membership=actor.membership_id).first()
    if found is None:
        # Two first looks at once are one.
        DashboardVisit.objects.get_or_create(membership_id=actor.membership_id, defaults={"seen_at": at})
    elif is_to_note(found.seen_at, at):
        found.before_at, found.seen_at = known_until(found.seen_at, found.before_at, at), at
        found.save(update_fields=["before_at", "seen_at"])
