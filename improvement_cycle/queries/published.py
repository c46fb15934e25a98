"""Years, agreed judgements and current status as the REST interface lists them. Single views never leave here."""

from typing import Any
from uuid import UUID

from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Cycle, Judgement
from trust.actors import Actor
from trust.errors import NotFound


def cycles_to_read(actor: Actor) -> Any:
    """Judged years, newest first."""
    return (
        Cycle.objects.visible_to(actor)
        .select_related("school_year", "model")
        .defer("model__definition", "model__texts", "model__guidance")
        .order_by("-school_year__starts_on", "id")
    )


def agreed_judgements(actor: Actor, cycle_id: UUID) -> Any:
    """What was agreed in a year, in the rows the actor may read. Raises NotFound where there is no such year."""
    if not Cycle.objects.visible_to(actor).filter(pk=cycle_id).exists():
        raise NotFound()
    return (
        Judgement.objects.filter(
            view=View.AGREED,
            academy_cycle__cycle_id=cycle_id,
            academy_cycle__in=AcademyCycle.objects.visible_to(actor),
        )
        .select_related("academy_cycle__academy", "column", "grade__scale")
        .order_by("academy_cycle__academy__name", "academy_cycle_id", "column__order", "id")
    )


def standing_statuses(actor: Actor) -> Any:
    """The category that stands in each year, in the rows the actor may read, newest year first."""
    return (
        CurrentStatus.objects.filter(
            superseded_at__isnull=True, academy_cycle__in=AcademyCycle.objects.visible_to(actor)
        )
        .select_related("academy_cycle__academy", "academy_cycle__cycle__school_year", "category")
        .order_by("-academy_cycle__cycle__school_year__starts_on", "academy_cycle__academy__name", "id")
    )
