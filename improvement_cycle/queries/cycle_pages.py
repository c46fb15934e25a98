"""The page of an academy's year, and the list of academies by stage."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONArray
from django.utils import timezone

from academies.models import Appointment
from academies.policies import InspectionProfile
from academies.queries.inspections import profiles
from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.policies.definition import CategoryWord
from improvement_cycle.policies.stages import Stage, StageView
from improvement_cycle.queries.document_rows import rapid_facts
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.stages import RowStages, definitions_of, read, rows_of, stages_of
from improvement_cycle.queries.threads import Thread, threads
from improvement_cycle.queries.years import TRAIL_YEARS, is_year
from trust import deadlines
from trust.actors import Actor
from trust.deadlines import Deadline
from trust.errors import NotFound
from trust.models import SchoolYear
from trust.permissions import Permission, may
from trust.queries.activity import Told, lately_at

COMING_UP = 5
SWITCH_YEARS = 4
NONE = "There is no such year of an academy."


@dataclass(frozen=True)
class TrailYear:
    """The category of a year, as far as it is comparable with that of the year shown."""

    label: str
    category: CategoryWord | None
    comparable: bool


@dataclass(frozen=True)
class CyclePage:
    """An academy's year as one person reads it."""

    year: RowStages
    years: tuple[AcademyCycle, ...]  # oldest first, for the switch
    trail: tuple[TrailYear, ...]  # oldest first, the year shown last; nothing for those who do not read the row
    threads: tuple[Thread, ...]
    profile: InspectionProfile | None
    coming: tuple[Deadline, ...]
    happened: Sequence[Told]
    today: dt.date


def row_of_address(actor: Actor, year: str, academy: str, **_: object) -> AcademyCycle:
    """An academy's year with those around it, for those who may open its page. Raises NotFound for everybody else."""
    found = list(_of_academy(actor, academy)) if is_year(year) else []
    row: AcademyCycle | None = next((each for each in found if each.cycle.school_year.key == year), None)
    if row is None or Capability.PLAN not in row.cycle.model.capabilities:
        raise NotFound(NONE)
    row.around = found  # type: ignore[attr-defined]
    return row


def _of_academy(actor: Actor, slug: str) -> Any:
    heads = Appointment.objects.on(timezone.localdate()).agreeing().filter(academy_id=OuterRef("academy_id"))
    rows = (
        rows_of(actor)
        .filter(academy__slug=slug)
        .annotate(head=Subquery(heads.values("membership__name")[:1]), rapid=rapid_facts())
    )
    with_model = rows.select_related("academy__establishment", "cycle__school_year", "cycle__model")
    return with_model.defer("cycle__model__texts", "cycle__model__guidance").order_by("cycle__school_year__starts_on")


def cycle_page(actor: Actor, row: AcademyCycle) -> CyclePage:
    """All of it, in a number of questions that does not grow. The row is as `row_of_address` found it."""
    everything: list[AcademyCycle] = row.around  # type: ignore[attr-defined]
    place = everything.index(row)
    before = everything[max(0, place - TRAIL_YEARS + 1) : place + 1]
    # Last year's priorities end in this year's judgements, and this year's in those of the next.
    near = everything[max(0, place - 1) : place + 2]
    definitions = definitions_of([*before, *near])
    known = read(actor, near, definitions)
    made = stages_of(actor, near, known, definitions)
    year = next(each for each in made if each.row.id == row.id)
    ends: dt.date = row.cycle.school_year.ends_on
    today = timezone.localdate()
    return CyclePage(
        year=year,
        years=tuple(each for each in everything if each is row or each in everything[-SWITCH_YEARS:]),
        trail=_trail(actor, before, definitions) if year.reads_row and year.definition.categories else (),
        threads=tuple(each for each in threads(actor, made, known) if each.row in before),
        profile=profiles([row.academy], ends if ends < today else None).get(row.academy_id),
        coming=() if row.cycle.is_closed else _coming(actor, row),
        happened=lately_at(actor, row.academy_id),
        today=today,
    )


def _trail(actor: Actor, rows: Sequence[AcademyCycle], definitions: Any) -> tuple[TrailYear, ...]:
    shown = definitions[rows[-1].cycle.model_id].categories_mark
    found = []
    for row in rows:
        version = definitions[row.cycle.model_id]
        standing = getattr(row, "standing", None) if may(actor, Permission.MATRIX_READ, row) else None
        category = version.category_of.get(str(standing.category_id)) if standing else None
        found.append(TrailYear(row.cycle.school_year.label, category, version.categories_mark == shown))
    return tuple(found)


def _coming(actor: Actor, row: AcademyCycle) -> tuple[Deadline, ...]:
    """What is open at this academy, the latest first: as far as this person is told of it."""
    wanted = deadlines.at_academy(row.academy_id) & deadlines.IS_OPEN
    return tuple(deadlines.read(deadlines.asked(actor, wanted)[:COMING_UP]))


@dataclass(frozen=True)
class StageGroup:
    """The academies of one stage; without a stage those of which nothing more is told."""

    stage: StageView | None
    rows: tuple[RowStages, ...]


@dataclass(frozen=True)
class StageList:
    """The academies of a year by stage."""

    cycle: Cycle
    years: tuple[SchoolYear, ...]  # oldest first
    groups: tuple[StageGroup, ...]
    late: int  # academies with something late
    mine: int  # academies where this person has something to do

    @property
    def count(self) -> int:
        """All of them."""
        return sum(len(group.rows) for group in self.groups)


def cycle_of_address(actor: Actor, year: str, **_: object) -> Cycle:
    """The year of an address, for those who open the page of any academy. Raises NotFound for everybody else."""
    found = _cycles().filter(school_year__starts_on__year=year).first() if is_year(year) else None
    if found is None or not may(actor, Permission.CYCLE_READ) or Capability.PLAN not in found.model.capabilities:
        raise NotFound("There is no such year.")
    cycle: Cycle = found
    return cycle


def _cycles() -> Any:
    newest = Cycle.objects.order_by("-school_year__starts_on").values(
        year=JSONArray("school_year__starts_on", "school_year__ends_on")
    )
    return (
        Cycle.objects.select_related("school_year", "model")
        .defer("model__texts", "model__guidance")
        .annotate(newest_years=ArraySubquery(newest[:TRAIL_YEARS]))
    )


def stage_list(actor: Actor, cycle: Cycle) -> StageList:
    """As far as this person reads each academy: four questions for one academy and for fifty."""
    rows = list(rows_of(actor).filter(cycle=cycle).order_by("academy__name"))
    for row in rows:
        row.cycle = cycle
    definitions = {cycle.model_id: definition_of(cycle.model)}
    made = stages_of(actor, rows, read(actor, rows, definitions), definitions)
    by_stage: dict[Stage | None, list[RowStages]] = {}
    for each in made:
        by_stage.setdefault(each.stages.current.stage if each.stages.current else None, []).append(each)
    return StageList(
        cycle=cycle,
        years=tuple(
            SchoolYear(starts_on=dt.date.fromisoformat(begins), ends_on=dt.date.fromisoformat(ends))
            for begins, ends in reversed(cycle.newest_years)
        ),
        groups=tuple(
            StageGroup(by_stage[stage][0].stages.current if stage else None, tuple(by_stage[stage]))
            for stage in (*Stage, None)
            if stage in by_stage
        ),
        late=sum(bool(each.stages.late) for each in made),
        mine=sum(each.step is not None for each in made),
    )


def own_rows(actor: Actor) -> list[AcademyCycle]:
    """This year of the academies at which the actor is appointed."""
    rows = rows_of(actor).filter(academy_id__in=actor.academy_ids).select_related("cycle__school_year")
    current: list[AcademyCycle] = []
    for row in rows.current_first(timezone.localdate()):
        if current and row.cycle_id != current[0].cycle_id:
            break
        current.append(row)
    return current


def current_year(actor: Actor) -> str:
    """The key of this year, or the nearest, in which this person may open any page; empty where there is none."""
    row = rows_of(actor).select_related("cycle__school_year").current_first(timezone.localdate()).first()
    return row.cycle.school_year.key if row else ""
