"""Years, and the versions they were judged by."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery
from django.db.models.functions import JSONArray
from django.utils import timezone

from improvement_cycle.enums import ModelState
from improvement_cycle.models import Cycle, ImprovementModel
from improvement_cycle.policies.definition import Definition
from improvement_cycle.queries.improvement_models import definition_of
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import SchoolYear
from trust.permissions import Permission, may

TRAIL_YEARS = 3


@dataclass(frozen=True)
class Year:
    """A judged year. The definition is read only where it is needed."""

    cycle: Cycle
    # Years judged by the same version share its definition.
    _shared: dict[UUID, Definition] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> UUID:
        return self.cycle.id

    @property
    def label(self) -> str:
        return self.cycle.school_year.label

    @property
    def key(self) -> str:
        return self.cycle.school_year.key

    @property
    def state(self) -> str:
        return self.cycle.state

    @property
    def until(self) -> dt.date | None:
        """Beside the judgements of a past year stands what was known at its end: that day, for a year that has one."""
        ends: dt.date = self.cycle.school_year.ends_on
        return ends if ends < timezone.localdate() else None

    @property
    def definition(self) -> Definition:
        """The version of the model that the year is judged by."""
        model = self.cycle.model
        if model.id not in self._shared:
            self._shared[model.id] = definition_of(model)
        return self._shared[model.id]


def years_to_switch(year: Year) -> list[SchoolYear]:
    """The newest judged years, newest first, for the year switch: they came with the year."""
    told: list[list[str]] = year.cycle.newest_years
    return [
        SchoolYear(starts_on=dt.date.fromisoformat(begins), ends_on=dt.date.fromisoformat(ends))
        for begins, ends in told
    ]


def cycle_of(actor: Actor, key: str) -> Cycle:
    """The year of that key, such as 2026. Raises NotFound where there is none for this person."""
    found = _find(key)
    if found is None or not may(actor, Permission.MATRIX_READ):
        raise NotFound("There is no matrix for that year.")
    return found


def published_cycle_of(actor: Actor, key: str) -> Cycle:
    """The same for readers of published snapshots."""
    found = _find(key)
    if found is None or not may(actor, Permission.SNAPSHOT_READ):
        raise NotFound("There is no matrix for that year.")
    return found


def current_cycle(actor: Actor) -> Cycle | None:
    """The year the actor may read that is on, or else the next one."""
    found = Cycle.objects.visible_to(actor).select_related("school_year")
    return found.current_first(timezone.localdate()).first()  # type: ignore[no-any-return]


def with_years_before(cycle: Cycle) -> list[Year]:
    """This year and up to two before it, newest first, each with its version: one query, none the second time."""
    if cycle._years is None:
        cycle._years = _years_up_to(cycle.school_year.starts_on)
    return list(cycle._years)


def cycle_with_years(cycle_id: UUID) -> Cycle:
    """A year known to be there, with those before it at hand: one query."""
    begins = Cycle.objects.filter(id=cycle_id).values("school_year__starts_on")
    years = _years_up_to(Subquery(begins))
    found = years[0].cycle
    found._years = years
    return found


def _years_up_to(day: dt.date | Subquery) -> list[Year]:
    newest = Cycle.objects.order_by("-school_year__starts_on").values(
        year=JSONArray("school_year__starts_on", "school_year__ends_on")
    )
    found = (
        Cycle.objects.filter(school_year__starts_on__lte=day)
        .select_related("school_year", "model")
        # The definition holds them as well.
        .defer("model__texts", "model__guidance")
        .annotate(newest_version=newest_version(), newest_years=ArraySubquery(newest[:TRAIL_YEARS]))
        .order_by("-school_year__starts_on")[:TRAIL_YEARS]
    )
    shared: dict[UUID, Definition] = {}
    return [Year(each, shared) for each in found]


def newest_version() -> Subquery:
    """The version that a new year would use: asked with the year, since its pages say when it is another."""
    published = ImprovementModel.objects.filter(state=ModelState.PUBLISHED)
    return Subquery(published.order_by("-number").values("number")[:1])


def is_year(key: str) -> bool:
    """Whether this part of an address can be a year, such as 2026."""
    return key.isascii() and key.isdigit() and len(key) == 4 and int(key) > 0


def _find(key: str) -> Cycle | None:
    """The year with those before it at hand, since nearly every page tells movement."""
    if not is_year(key):
        return None
    years = _years_up_to(dt.date(int(key), 12, 31))
    if not years or years[0].key != key:
        return None
    found = years[0].cycle
    found._years = years
    return found
