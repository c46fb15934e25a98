"""What of a trust rests on an edition of a framework, or on a version of the model."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.enums import Capability, ModelState, View
from improvement_cycle.models import AcademyCycle, Cycle, ImprovementModel, Judgement
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.years import newest_version
from improvement_cycle.workflow import SEF
from trust.actors import Actor
from trust.models import Document
from trust.permissions import Permission


def last_versions() -> list[ImprovementModel]:
    """The two newest published versions, newest first."""
    return list(ImprovementModel.objects.filter(state=ModelState.PUBLISHED).order_by("-number")[:2])


@dataclass(frozen=True)
class Resting:
    """A column or a section, with the academies whose judgement or self-evaluation rests on it."""

    label: str
    key: str
    academies: tuple[Any, ...]


@dataclass(frozen=True)
class RestsOn:
    """Everything of one year."""

    cycle: Cycle | None
    columns: tuple[Resting, ...]
    sections: tuple[Resting, ...]


def newest_year() -> Cycle | None:
    """The newest judged year, for whoever reads the model."""
    found: Cycle | None = (
        Cycle.objects.select_related("school_year", "model")
        .annotate(newest_version=newest_version())
        .order_by("-school_year__starts_on")
        .first()
    )
    return found


def rests_on(actor: Actor, cycle: Cycle | None, keys: frozenset[str]) -> RestsOn:
    """Agreed judgements, and self-evaluations handed in, as far as this person reads them. Drafts are not counted."""
    if cycle is None:
        return RestsOn(None, (), ())
    definition = definition_of(cycle.model)
    columns = [each for each in definition.judged_columns if each.key in keys or each.area in keys]
    areas = [each for each in definition.areas if each.key in keys or any(c.area == each.key for c in columns)]
    rows = AcademyCycle.objects.filter(cycle=cycle)
    judged: dict[str, list[Any]] = {}
    agreed = Judgement.objects.filter(view=View.AGREED, academy_cycle__in=rows.visible_to(actor))
    for each in agreed.filter(column__key__in=[c.key for c in columns]).select_related(
        "column", "academy_cycle__academy"
    ):
        judged.setdefault(each.column.key, []).append(each.academy_cycle.academy)
    written: list[Any] = []
    if Capability.SELF_EVALUATION in cycle.model.capabilities:
        read = {row.id: row.academy for row in rows.reached_by(actor, Permission.SEF_READ).select_related("academy")}
        handed_in: list[UUID] = list(
            Document.objects.filter(kind=SEF, number__gt=0, subject_id__in=list(read)).values_list(
                "subject_id", flat=True
            )
        )
        written = _named(read[row_id] for row_id in handed_in)
    return RestsOn(
        cycle,
        tuple(Resting(each.label, each.key, tuple(_named(judged.get(each.key, ())))) for each in columns),
        tuple(Resting(each.label, each.key, tuple(written)) for each in areas),
    )


def _named(academies: Any) -> list[Any]:
    return sorted(academies, key=lambda academy: academy.name)
