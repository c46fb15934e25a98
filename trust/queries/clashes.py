"""What stands beside each other in a calendar: visits and meetings that share a day, and what a choice left out."""

from collections.abc import Sequence
from uuid import UUID

from trust.deadlines import Deadline
from trust.enums import CalendarMark
from trust.policies.wording import count

CLASHING = (CalendarMark.VISIT, CalendarMark.MEETING)
# A line, and whether it is the person's own.
Told = tuple[Deadline, bool]


def side_by_side(rows: Sequence[Told], beside: Sequence[Told]) -> list[Told]:
    """Both in their order; what is in both stands once."""
    if not beside:
        return list(rows)
    lines = dict(rows) | dict(beside)
    return sorted(lines.items(), key=lambda told: (told[0].due_on, told[0].title, told[0].subject_id, told[0].kind))


def clashes_of(lines: Sequence[Deadline]) -> dict[int, str]:
    """Visits and meetings at one academy that share a day, each with what it clashes with; by the id of the line."""
    found: dict[int, str] = {}
    at: dict[UUID, list[Deadline]] = {}
    for line in lines:
        if line.mark in CLASHING and line.academy_id is not None and not line.is_cancelled:
            at.setdefault(line.academy_id, []).append(line)
    for placed in at.values():
        for line in placed:
            others = [each for each in placed if each is not line and _share_a_day(each, line)]
            if len(others) == 1:
                found[id(line)] = f"Clash: {_short(others[0])} on the same day"
            elif others:
                found[id(line)] = f"Clash: {count(len(others))} others on the same day"
    return found


def _share_a_day(one: Deadline, other: Deadline) -> bool:
    return one.due_on <= other.last_on and other.due_on <= one.last_on


def _short(line: Deadline) -> str:
    """Its title without the academy, as part of a sentence."""
    if line.is_private:
        return "something private"
    words = line.title.replace(line.academy, "").strip(" ,:") or line.title
    return f"{words[:1].lower()}{words[1:]}" if words[1:2].islower() else words
