"""A trust with four academies, a published model and two years, opened for the test."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import cycles, improvement_models, judgements, meetings, rows, status
from improvement_cycle.models import AcademyCycle, Cycle, ImprovementModel
from tests.cast import Troupe
from tests.unit.improvement_cycle.academies import make_academy
from trust.actors import Actor, Appointment
from trust.enums import AGREEING_HEAD, Place
from trust.models import SchoolYear

JUDGED = [
    "quality_of_education",
    "statutory_annual_data",
    "behaviour_and_attitudes",
    "personal_development",
    "leadership_and_management",
]
GRADES = ["outstanding", "good", "requires_improvement", "inadequate"]


@dataclass
class Stage:
    """What the tests of this floor act on. The trust is open."""

    troupe: Troupe
    academies: dict[str, Any] = field(default_factory=dict)
    years: dict[str, SchoolYear] = field(default_factory=dict)
    cycles: dict[str, Cycle] = field(default_factory=dict)
    model: ImprovementModel | None = None

    def actor(self, key: str, *, head_of: str = "", role: str = "headteacher") -> Actor:
        """A person of the cast, with an appointment if one is given."""
        actor = self.troupe.actor(key)
        if not head_of:
            return replace(actor, appointments=())
        roles = [role, AGREEING_HEAD] if role == Place.HEADTEACHER else [role]
        return replace(actor, appointments=tuple(Appointment(self.academies[head_of].id, held) for held in roles))

    @property
    def chief(self) -> Actor:
        return self.actor("chief")

    @property
    def director(self) -> Actor:
        return self.actor("director")

    @property
    def head(self) -> Actor:
        return self.actor("head", head_of="beckside")

    def row(self, academy: str, year: str = "now") -> AcademyCycle:
        return AcademyCycle.objects.select_related("academy", "cycle__school_year").get(
            academy=self.academies[academy], cycle=self.cycles[year]
        )

    def open_year(self, key: str) -> Cycle:
        administrator = self.actor("administrator")
        self.cycles[key] = cycles.open_year(actor=administrator, school_year_id=self.years[key].id)
        return self.cycles[key]

    def columns(self, academy: str) -> list[str]:
        made = self.academies[academy]
        extra = ["early_years"] if made.has_early_years else []
        return [*JUDGED, *extra, *(["post_16"] if made.has_post_16 else [])]

    def score(self, academy: str, year: str = "now", **grades: str) -> None:
        """Agree every column of an academy: `good` unless said otherwise."""
        row = self.row(academy, year)
        meetings.open_meeting(actor=self.chief, academy_cycle_id=row.id)
        for column in self.columns(academy):
            self.agree(row, column, grades.get(column, "good"), reason="Because.")
        self.agree(row, "safeguarding", "effective")

    def agree(self, row: AcademyCycle, column: str, grade: str, *, seen: int = 0, reason: str = "") -> Any:
        return judgements.agree(
            actor=self.chief,
            academy_cycle_id=row.id,
            column_key=column,
            grade_key=grade,
            seen_version=seen,
            reason=reason,
        )

    def decide(self, academy: str, number: int, year: str = "now") -> Any:
        cycle = self.cycles[year]
        return status.decide(
            actor=self.chief,
            academy_cycle_id=self.row(academy, year).id,
            category_number=number,
            reason="Decided together.",
            took_part=["head", "director", "chief_executive"],
            effective_from=cycle.school_year.starts_on,
        )

    def settle(self, academy: str, year: str = "now") -> None:
        """All three agree."""
        row = self.row(academy, year)
        for party, actor in (
            ("director", self.director),
            ("chief_executive", self.chief),
            ("head", self.actor("head", head_of=academy)),
        ):
            rows.agree(actor=actor, academy_cycle_id=row.id, party=party, seen_version=row.version)


def school_year(back: int = 0) -> SchoolYear:
    """The school year of today, or one before it."""
    today = timezone.localdate()
    start = today.year - (today.month < 9) - back
    made: SchoolYear = SchoolYear.objects.create(starts_on=dt.date(start, 9, 1), ends_on=dt.date(start + 1, 8, 31))
    return made


@pytest.fixture
def empty_stage(cast: Any) -> Iterator[Stage]:
    """The trust with academies, without a model."""
    with cast.a.open():
        stage = Stage(cast.a)
        stage.academies = {
            "beckside": make_academy("Beckside Primary", "primary", has_early_years=True),
            "castle": make_academy("Castle Rise High", "secondary", has_post_16=True),
            "dunmoor": make_academy("Dunmoor Academy", "secondary"),
            "thornfield": make_academy("Thornfield Primary", "primary"),
        }
        yield stage


@pytest.fixture
def stage(empty_stage: Stage) -> Stage:
    """The trust with a published model, this year open, and the years before it without a cycle."""
    administrator = empty_stage.actor("administrator")
    draft = improvement_models.create_from_preset(actor=administrator, preset_key="four_point")
    empty_stage.model = improvement_models.publish(actor=administrator, model_id=draft.id)
    empty_stage.years = {"now": school_year(), "before": school_year(1), "long_ago": school_year(2)}
    empty_stage.open_year("now")
    return empty_stage
