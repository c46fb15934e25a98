"""A priority that goes on from an earlier one: carried into the next year, or proposed anew because it slips."""

from django.utils import timezone

from improvement_cycle.actions.priorities import align, next_number, record
from improvement_cycle.enums import CameHow, PriorityState
from improvement_cycle.models import AcademyCycle, KeyArea, Priority, TrustPriority
from trust.actors import Actor
from trust.errors import Refused

SENTENCE = {
    CameHow.CARRIED: "carried priority {number} of {academy} over from {year}: {title}",
    CameHow.SLIPPED: "proposed priority {number} of {academy} anew, since it slips after {year}: {title}",
}


def go_on(*, actor: Actor, old: Priority, row: AcademyCycle, how: CameHow, rationale: str) -> Priority:
    """Propose it in that year of the academy, with its words, its support, and aligned by title.

    Part of another action, which holds the row. What it rested on stays with the old one, one click away. Done twice
    it is done once. Raises Refused where that year's model has no area of that name.
    """
    standing: Priority | None = Priority.objects.filter(came_from=old, academy_cycle=row).first()
    if standing is not None and standing.state == PriorityState.WITHDRAWN:
        raise Refused(f"It was proposed as priority {standing.number} and withdrawn there. Propose it by hand.")
    if standing is not None:
        standing.academy_cycle = row
        return standing
    area = KeyArea.objects.filter(model_id=row.cycle.model_id, key=old.area.key).first()
    year = row.cycle.school_year.label
    if area is None:
        raise Refused(f"The model of {year} has no area “{old.area.label}”. Propose it there under another.")
    now = timezone.now()
    made: Priority = Priority.objects.create(
        academy_cycle=row,
        number=next_number(row),
        area=area,
        statement=old.statement,
        rationale=rationale,
        support=list(old.support),
        support_note=old.support_note,
        proposed_by_id=actor.membership_id,
        proposed_by_name=actor.name,
        proposed_at=now,
        changed_at=now,
        came_from=old,
        came_how=how,
        to_confirm=how == CameHow.CARRIED,
    )
    titles = {each.casefold() for each in old.aligned.values_list("trust_priority__title", flat=True)}
    of_year = TrustPriority.objects.select_for_update(of=("self",), no_key=True).filter(cycle_id=row.cycle_id)
    align(made, [each for each in of_year if each.is_open and each.title.casefold() in titles])
    before = old.academy_cycle.cycle.school_year.label
    words = {"number": made.number, "academy": row.academy.name, "year": before, "title": made.statement}
    record(actor, made, how.value, SENTENCE[how].format(**words))
    return made
