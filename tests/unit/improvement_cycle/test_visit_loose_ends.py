"""Visits at their loose ends: several days, several people, a year that closed, promises that ended meanwhile."""

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.unit.improvement_cycle.test_visit_actions import plan
from trust import deadlines
from trust.queries.todo import MINE, OTHERS, count, todo

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def test_a_visit_of_several_days_is_not_late_before_the_last_has_passed(stage: Any) -> None:
    late = lambda: deadlines.read(deadlines.asked(stage.director, deadlines.IS_OPEN & deadlines.due_before(TODAY)))
    made = plan(stage, day=TODAY - DAY, until_on=TODAY + DAY)
    over = plan(stage, day=TODAY - 3 * DAY)
    assert [line.subject_id for line in late()] == [over.id]
    [first, second] = todo(stage.director, MINE, 1).groups
    assert (first.key, [line.when for line in first.lines]) == ("late", ["3 days late"])
    assert [(line.when, line.is_late) for line in second.lines] == [("Today", False)]
    assert count(stage.director) == 2
    type(made).objects.filter(id=made.id).update(day=TODAY - 4 * DAY, until_on=TODAY - DAY)
    [only] = todo(stage.director, MINE, 1).groups
    assert [line.when for line in only.lines] == ["1 day late", "3 days late"]


def test_what_several_people_do_together_stands_once_with_their_names(stage: Any) -> None:
    made = plan(stage, people=("director", "officer"))
    lines = deadlines.read(deadlines.asked(stage.chief, deadlines.ALL))
    assert [line.subject_id for line in lines] == [made.id, made.id]
    [once] = deadlines.each_once(lines)
    members = stage.troupe.members
    assert sorted(once.who.split(" and ")) == sorted([members["director"].name, members["officer"].name])
    assert len(todo(stage.chief, MINE, 1).beside) == 1
    assert todo(stage.chief, OTHERS, 1).others == 2
