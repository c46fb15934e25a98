"""Priorities that wait for the word of one of the three. Open years only."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from improvement_cycle.enums import CycleState, PriorityState
from improvement_cycle.models import AcademyCycle, Priority, PriorityAgreement, PriorityComment
from improvement_cycle.permissions import parties_of
from trust.actors import Actor
from trust.permissions import Permission
from trust.waiting import Waits


def priorities_waiting(actor: Actor) -> list[Waits]:
    """One line each, with the way to it: one question."""
    found = []
    for each in _to_agree(actor):
        row = each.academy_cycle
        args = [actor.trust_slug, row.cycle.school_year.key, row.academy.slug, each.id]
        what = f"Priority {each.number}, proposed by {each.proposed_by_name}: agree to it, or say why you do not."
        title = f"{row.academy.name}: {each.statement}"
        url = reverse("improvement_cycle:priority", args=args)
        found.append(Waits(each.changed_at, title, what, url, academy_id=row.academy_id))
    return found


def _to_agree(actor: Actor) -> list[Priority]:
    """Proposed ones of open years to which this person has not said a word yet as one of the three."""
    said = PriorityAgreement.objects.filter(priority=OuterRef("id"), priority_version=OuterRef("version"))
    against = PriorityComment.objects.filter(
        priority=OuterRef("id"), priority_version=OuterRef("version"), by_membership_id=actor.membership_id
    ).exclude(party="")
    reached = AcademyCycle.objects.reached_by(actor, Permission.PRIORITY_AGREE).exclude(cycle__state=CycleState.CLOSED)
    found = (
        Priority.objects.filter(state=PriorityState.PROPOSED, academy_cycle__in=reached.values("id"))
        .select_related("academy_cycle__academy", "academy_cycle__cycle__school_year")
        .annotate(
            given=ArraySubquery(said.values("party")),
            opposed=ArraySubquery(against.values("party")),
        )
        .order_by("changed_at")
    )
    return [each for each in found if set(parties_of(actor, each)) - set(each.given) - set(each.opposed)]
