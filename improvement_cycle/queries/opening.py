"""What the pages about years and first use need to know."""

import datetime as dt
from dataclasses import dataclass

from academies.models import Academy
from academies.policies import had_joined
from improvement_cycle.enums import ModelState, RowState
from improvement_cycle.models import AcademyCycle, Cycle, ImprovementModel
from improvement_cycle.policies.due_dates import DUE
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import Membership, SchoolYear
from trust.permissions import Permission, may


@dataclass(frozen=True)
class DueBy:
    """What is due, and its day."""

    what: str
    day: dt.date


@dataclass(frozen=True)
class YearLine:
    """A school year, and the matrix of it if there is one."""

    year: SchoolYear
    cycle: Cycle | None
    rows: int = 0
    agreed: int = 0
    missing: int = 0  # academies of the trust without a row, while the year is open

    @property
    def dates(self) -> list[DueBy]:
        """Until when what is due, as far as the trust has said."""
        days = ((what, getattr(self.cycle, field, None)) for field, what in DUE.items())
        return [DueBy(what, day) for what, day in days if day]


def year_lines(actor: Actor) -> list[YearLine]:
    """All school years, newest first."""
    if not may(actor, Permission.CYCLE_MANAGE) and not may(actor, Permission.CYCLE_CLOSE):
        return []
    cycles = {cycle.school_year_id: cycle for cycle in Cycle.objects.select_related("model", "school_year")}
    members = dict(Academy.objects.members().values_list("id", "joined_on"))
    states: dict[object, dict[object, str]] = {}
    for cycle_id, academy_id, state in AcademyCycle.objects.values_list("cycle_id", "academy_id", "state"):
        states.setdefault(cycle_id, {})[academy_id] = state
    made = []
    for year in SchoolYear.objects.order_by("-starts_on"):
        cycle = cycles.get(year.id)
        rows = states.get(cycle.id, {}) if cycle else {}
        agreed = sum(state == RowState.AGREED for state in rows.values())
        here = {academy for academy, joined_on in members.items() if had_joined(joined_on, year.ends_on)}
        missing = len(here - rows.keys()) if cycle and not cycle.is_closed else 0
        made.append(YearLine(year, cycle, len(rows), agreed, missing))
    return made


def without_row(cycle: Cycle) -> list[Academy]:
    """Academies the year has no row for: those that joined since it was opened, and before it ended."""
    rows = AcademyCycle.objects.filter(cycle=cycle).values("academy_id")
    return list(Academy.objects.members_by(cycle.school_year.ends_on).exclude(id__in=rows).order_by("name"))


def published_versions() -> list[ImprovementModel]:
    """Versions a year may use, newest first."""
    return list(ImprovementModel.objects.filter(state=ModelState.PUBLISHED).defer("definition"))


def cycle_to_manage(actor: Actor, year: str) -> Cycle:
    """The year of an address, for those who open or close years."""
    found: Cycle | None = (
        Cycle.objects.select_related("school_year", "model").filter(school_year__starts_on__year=int(year)).first()
    )
    if found is None or not (may(actor, Permission.CYCLE_MANAGE) or may(actor, Permission.CYCLE_CLOSE)):
        raise NotFound("There is no such year.")
    return found


def unfinished(cycle: Cycle) -> list[str]:
    """Academies whose row is not agreed."""
    rows = AcademyCycle.objects.filter(cycle=cycle, state=RowState.OPEN)
    return list(rows.order_by("academy__name").values_list("academy__name", flat=True))


@dataclass(frozen=True)
class SetUp:
    """How far a new trust is."""

    academies: tuple[str, ...]
    draft: ImprovementModel | None
    model: ImprovementModel | None
    years: int
    cycle: Cycle | None
    people: int

    @property
    def is_done(self) -> bool:
        return bool(self.academies and self.model and self.cycle and self.people > 1)


def set_up(actor: Actor) -> SetUp:
    """The steps of first use."""
    models = {model.state: model for model in ImprovementModel.objects.defer("definition").order_by("number")}
    return SetUp(
        academies=tuple(Academy.objects.members().values_list("short_name", flat=True)),
        draft=models.get(ModelState.DRAFT),
        model=models.get(ModelState.PUBLISHED),
        years=SchoolYear.objects.count(),
        cycle=Cycle.objects.select_related("school_year").first(),
        people=Membership.objects.filter(until_on__isnull=True).count(),
    )
