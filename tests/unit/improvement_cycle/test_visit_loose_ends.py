"""Visits at their loose ends: several days, several people, a year that closed, promises that ended meanwhile."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import commitments, promises, visit_reports, visits
from improvement_cycle.api.visits import VisitSerializer
from improvement_cycle.models import Promise, Visit
from improvement_cycle.permissions import may_settle_follow_up
from improvement_cycle.queries.visit_reports import follow_up_fields, section_of
from improvement_cycle.queries.visits import (
    COMING,
    EVERY,
    HELD,
    Wanted,
    follow_up_of_address,
    open_in,
    visits_known_to,
    visits_of,
)
from improvement_cycle.queries.visits_to_read import find_visit
from tests.unit.improvement_cycle.test_commitment_actions import decide, open_promise, year
from tests.unit.improvement_cycle.test_visit_actions import (
    appoint,
    due,
    hold,
    move,
    plan,
    promised,
    reread,
    send,
    write,
)
from trust import deadlines
from trust.actions.documents import mark_of
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.queries.todo import MINE, OTHERS, count, todo

__all__ = ["year"]  # the fixture
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


def follows(stage: Any, visit: Visit, text: str, owner: str = "head") -> Any:
    owner_id = stage.troupe.members[owner].id
    given: dict[str, Any] = {"actor": stage.director, "visit_id": visit.id, "text": text, "owner_id": owner_id}
    return visit_reports.add_follow_up(**given, due_on=TODAY)


def test_what_is_added_to_a_report_taken_up_again_is_told_once_it_is_sent(stage: Any) -> None:
    appoint(stage, "head")
    made = plan(stage)
    hold(stage, made)
    write(stage, made)
    first = follows(stage, made, "Share the sequence")
    send(stage, made)
    visit_reports.correct(actor=stage.director, visit_id=made.id, note="Something is missing.")
    draft = follows(stage, made, "Only a draft")
    shown = lambda: [each["text"] for each in VisitSerializer(find_visit(stage.head, made.id)).data["follow_ups"]]
    assert shown() == ["Share the sequence"]
    assert [each.text for each in reread(made).follow_ups_sent] == ["Share the sequence"]
    assert due(stage.head).count("visit_follow_up") == 1
    with pytest.raises(NotFound):
        follow_up_of_address(stage.head, made.id, draft.id)
    with pytest.raises(NotFound):
        visit_reports.follow_up_done(actor=stage.head, follow_up_id=draft.id, on=TODAY, note="")
    take = lambda each: visit_reports.take_follow_up_away(actor=stage.director, visit_id=made.id, follow_up_id=each.id)
    with pytest.raises(Refused, match="was sent"):
        take(first)
    take(follows(stage, made, "A slip"))
    assert follow_up_of_address(stage.head, made.id, first.id) == first
    send(stage, made)
    assert shown() == ["Share the sequence", "Only a draft"]
    assert due(stage.head).count("visit_follow_up") == 2


def test_what_is_open_in_a_closed_year_is_due_from_nobody(stage: Any) -> None:
    appoint(stage, "head")
    plan(stage)
    hold(stage, plan(stage))
    made = plan(stage)
    hold(stage, made)
    write(stage, made)
    follows(stage, made, "Share the sequence")
    send(stage, made)
    row = stage.row("beckside")
    kinds = lambda: sorted({*due(stage.director), *due(stage.head)})
    assert kinds() == ["visit", "visit_follow_up", "visit_reply", "visit_report"]
    assert [each.state for each in open_in(stage.director, row.cycle)].count("sent") == 1
    assert len(open_in(stage.director, row.cycle)) == 3
    outside = plan(stage)
    Visit.objects.filter(id=outside.id).update(academy_cycle=None)
    row.cycle.state = "closed"
    row.cycle.save(update_fields=["state"])
    assert kinds() == ["visit"]
    held = deadlines.read(deadlines.asked(stage.director, deadlines.of_kinds("visit")))
    assert sorted(line.done_on is None for line in held) == [False, False, True]


def test_once_the_owner_has_left_the_head_says_that_it_is_done(stage: Any) -> None:
    appoint(stage, "head")
    made = plan(stage, people=("officer",))
    hold(stage, made)
    write(stage, made)
    left = follows(stage, made, "Share the sequence", owner="officer")
    send(stage, made)
    done = lambda actor: visit_reports.follow_up_done(actor=actor, follow_up_id=left.id, on=TODAY, note="")
    with pytest.raises(NotPermitted):
        done(stage.head)
    officer = stage.troupe.members["officer"]
    officer.until_on = TODAY - DAY
    officer.save(update_fields=["until_on"])
    assert "visit_follow_up" in due(stage.head)
    assert may_settle_follow_up(stage.head, follow_up_of_address(stage.head, made.id, left.id))
    with pytest.raises(NotPermitted):
        done(stage.actor("senior_leader", head_of="beckside", role="senior_leader"))
    assert done(stage.head).done_by_name == stage.head.name


def test_a_visit_held_after_its_commitment_ended_delivers_once_that_is_taken_up(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    commitments.end(actor=stage.director, commitment_id=commitment.id, reason="Another way.")
    hold(stage, made)
    assert commitment.promises.get().state == "ended"
    commitments.take_up(actor=stage.director, commitment_id=commitment.id, reason="After all.")
    kept = commitment.promises.get()
    assert (kept.state, kept.delivered_on, kept.days) == ("delivered", TODAY, Decimal("0.5"))


def test_the_same_when_another_category_ended_it_and_this_one_brings_it_back(year: Any) -> None:
    decide(year, 3)
    audit = open_promise(year, "behaviour_audit")
    made = plan(year, kind="behaviour_audit", commitment_id=audit.commitment_id, promise_id=audit.id)
    decide(year, 1)
    hold(year, made)
    decide(year, 3)
    audit.refresh_from_db()
    assert (audit.state, audit.delivered_on, audit.days) == ("delivered", TODAY, Decimal("0.5"))


def test_a_visit_goes_its_way_though_its_commitment_has_ended(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    hold(stage, made)
    commitments.end(actor=stage.director, commitment_id=commitment.id, reason="Another way.")
    visits.not_held(actor=stage.director, visit_id=made.id, seen_version=reread(made).version)
    back = commitment.promises.get()
    assert (back.state, back.delivered_on, reread(made).state) == ("ended", None, "planned")
    later = TODAY + 7 * DAY
    move(stage, made, later)
    Promise.objects.filter(id=back.id).update(due_on=later)
    commitments.take_up(actor=stage.director, commitment_id=commitment.id, reason="After all.")
    again = commitment.promises.get()
    assert (again.state, again.scheduled_on) == ("scheduled", later)


@pytest.mark.parametrize("act", [promises.miss, promises.not_needed])
def test_what_is_opened_again_of_an_ended_commitment_has_ended_with_it(stage: Any, act: Any) -> None:
    commitment = promised(stage)
    known: dict[str, Any] = {"actor": stage.director, "promise_id": commitment.promises.get().id, "note": "x"}
    act(seen_version=1, **known)
    commitments.end(actor=stage.director, commitment_id=commitment.id, reason="Another way.")
    assert promises.open_again(seen_version=2, **known).state == "ended"


def test_a_report_is_not_sent_with_what_nobody_saw_beside_it(stage: Any) -> None:
    made = plan(stage)
    hold(stage, made)
    write(stage, made)
    seen = mark_of(follow_up_fields(section_of(made).document))  # type: ignore[union-attr]
    follows(stage, made, "Added meanwhile", owner="director")
    given: dict[str, Any] = {"actor": stage.director, "visit_id": made.id, "seen_version": 1}
    with pytest.raises(Conflict, match="beside"):
        visit_reports.send(**given, seen_beside=seen)
    assert reread(made).state == "held"
    seen = mark_of(follow_up_fields(section_of(made).document))  # type: ignore[union-attr]
    assert visit_reports.send(**given, seen_beside=seen).state == "sent"


def test_what_fulfils_something_is_planned_within_its_year(stage: Any) -> None:
    commitment = promised(stage, kind="progress_meeting", due_on=None)
    after = stage.cycles["now"].school_year.ends_on + DAY
    with pytest.raises(BadInput) as caught:
        plan(stage, kind="progress_meeting", commitment_id=commitment.id, day=after)
    assert list(caught.value.detail) == ["day"]
    made = plan(stage, kind="progress_meeting", commitment_id=commitment.id)
    with pytest.raises(BadInput) as caught:
        move(stage, made, after)
    assert list(caught.value.detail) == ["day"]


def test_the_list_in_which_a_private_visit_stands_does_not_say_what_became_of_it(stage: Any) -> None:
    private: dict[str, Any] = {"kind": "leadership_review"}
    held, cancelled, passed = plan(stage, **private), plan(stage, **private), plan(stage, day=TODAY - DAY, **private)
    hold(stage, held)
    visits.cancel(actor=stage.director, visit_id=cancelled.id, reason="Ill.", seen_version=1)
    leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    ids = lambda actor, when: {each.id for each in visits_known_to(actor, Wanted(when=when))}
    assert (ids(leader, COMING), ids(leader, HELD), ids(leader, EVERY)) == (
        {held.id},
        {passed.id},
        {held.id, passed.id},
    )
    assert (ids(stage.director, COMING), ids(stage.director, HELD)) == ({passed.id}, {held.id})
    listed = visits_of(leader, stage.row("beckside"))
    assert {each.visit.id: each.is_to_come(TODAY) for each in listed} == {held.id: True, passed.id: False}
