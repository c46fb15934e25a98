"""What a priority goes on from and what goes on from it, and its sustain checks: read with it, in one question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from improvement_cycle.enums import CameHow, Verdict
from improvement_cycle.models import Priority, SustainCheck
from improvement_cycle.policies.sustain import is_sustained

STARTS = "academy_cycle__cycle__school_year__starts_on"
ENDS = "academy_cycle__cycle__school_year__ends_on"


@dataclass(frozen=True)
class Other:
    """A priority of the same academy that this one goes on from, or that goes on from it."""

    key: str
    number: int
    statement: str
    year: str  # of its address
    label: str  # 2026/27
    how: str

    @property
    def is_slipped(self) -> bool:
        """It was delivered, and slips."""
        return self.how == CameHow.SLIPPED


@dataclass(frozen=True)
class Checked:
    """A sustain check in short."""

    key: str
    number: int
    due_on: dt.date
    done_on: dt.date | None
    verdict: str
    moved_why: str

    @property
    def is_slipping(self) -> bool:
        """Done, and one mark slips."""
        return self.verdict == Verdict.SLIPPING


@dataclass(frozen=True)
class Sequel:
    """All of it. `lasts`: every check is done and holds."""

    came_from: Other | None
    went_on_as: tuple[Other, ...]
    checks: tuple[Checked, ...]

    @property
    def lasts(self) -> bool:
        """Every check is done and found that it holds."""
        return is_sustained([each.verdict for each in self.checks])

    @property
    def slips(self) -> bool:
        """Some check found that it does not."""
        return any(each.is_slipping for each in self.checks)

    @property
    def is_anew(self) -> bool:
        """It is a priority again already."""
        return any(each.is_slipped for each in self.went_on_as)


def with_sequel(found: Any) -> Any:
    """Priorities with what `sequel` needs."""
    told = {"id": "id", "number": "number", "statement": "statement", "starts": STARTS, "ends": ENDS}
    before = Priority.objects.filter(id=OuterRef("came_from_id")).values(told=JSONObject(**told))
    after = Priority.objects.filter(came_from_id=OuterRef("id")).order_by(STARTS)
    names = ("id", "number", "due_on", "done_on", "verdict", "moved_why")
    checks = SustainCheck.objects.filter(priority=OuterRef("id")).order_by("number")
    return found.annotate(
        came_told=ArraySubquery(before),
        went_told=ArraySubquery(after.values(told=JSONObject(**told, how="came_how"))),
        checks_told=ArraySubquery(checks.values(told=JSONObject(**{name: name for name in names}))),
    )


def sequel(priority: Any) -> Sequel:
    """Of a priority as `with_sequel` read it."""
    came = [_other(each, priority.came_how) for each in priority.came_told]
    return Sequel(
        came_from=came[0] if came else None,
        went_on_as=tuple(_other(each, each["how"]) for each in priority.went_told),
        checks=tuple(
            Checked(
                each["id"],
                each["number"],
                dt.date.fromisoformat(each["due_on"]),
                dt.date.fromisoformat(each["done_on"]) if each["done_on"] else None,
                each["verdict"],
                each["moved_why"],
            )
            for each in priority.checks_told
        ),
    )


def _other(told: Mapping[str, Any], how: str) -> Other:
    starts, ends = str(told["starts"]), str(told["ends"])
    label = f"{starts[:4]}/{ends[2:4]}"
    return Other(str(told["id"]), told["number"], told["statement"], starts[:4], label, how)
