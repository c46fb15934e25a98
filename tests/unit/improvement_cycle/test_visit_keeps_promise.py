"""A visit that was planned by itself is said to keep a promise: which ones, who says so, and what then follows."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import commitments, promises, visits
from improvement_cycle.models import Promise, Visit
from improvement_cycle.presenters.visits import stands_open_words, to_keep
from improvement_cycle.queries.visits import open_promises_for
from tests.unit.improvement_cycle.test_visit_actions import hold, move, plan, promised, reread, send, write
from trust.errors import NotFound, NotPermitted, Refused
from trust.ids import uuid7
from trust.models import Activity

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def keep(stage: Any, visit: Visit, promise: Promise, *, actor: Any = None) -> Visit:
    return visits.take_promise(actor=actor or stage.director, visit_id=visit.id, promise_id=promise.id)


def once(stage: Any, **more: Any) -> Promise:
    """The promise of something promised once."""
    found: Promise = promised(stage, **more).promises.get()
    return found


def offered(stage: Any, visit: Visit, actor: Any = None) -> list[Any]:
    return [each.id for each in open_promises_for(actor or stage.director, reread(visit))]


def test_a_planned_visit_gives_the_promise_its_day_as_if_it_was_planned_from_it(stage: Any) -> None:
    promise, later = once(stage), TODAY + 3 * DAY
    made = plan(stage, day=TODAY - DAY)
    assert offered(stage, made) == [promise.id]
    keep(stage, made, promise)
    promise.refresh_from_db()
    assert (promise.state, promise.scheduled_on) == ("scheduled", TODAY - DAY)
    kept = reread(made)
    assert (kept.promise_id, kept.commitment_id, offered(stage, made)) == (promise.id, promise.commitment_id, [])
    told = Activity.objects.filter(subject_id=made.id, verb="keep").values_list("sentence", flat=True)
    assert list(told) == ["said which promise this keeps: quality assurance visit at Beckside Primary"]
    # From here on it follows the visit.
    move(stage, made, later)
    promise.refresh_from_db()
    assert promise.scheduled_on == later
    with pytest.raises(Refused):
        promises.miss(actor=stage.director, promise_id=promise.id, note="x", seen_version=promise.version)
    visits.cancel(actor=stage.director, visit_id=made.id, reason="Snow.", seen_version=reread(made).version)
    promise.refresh_from_db()
    assert (promise.state, promise.scheduled_on) == ("promised", None)


def test_a_visit_that_was_held_delivers_the_promise_with_its_day_and_days(stage: Any) -> None:
    promise = once(stage)
    made = plan(stage)
    hold(stage, made)
    write(stage, made)
    send(stage, made)
    assert offered(stage, made) == [promise.id]
    keep(stage, made, promise)
    promise.refresh_from_db()
    assert (promise.state, promise.delivered_on, promise.days) == ("delivered", TODAY, Decimal("0.5"))
    assert reread(made).state == "sent"


def test_that_it_was_held_by_mistake_takes_the_promise_back_too(stage: Any) -> None:
    promise = once(stage)
    made = plan(stage)
    hold(stage, made)
    keep(stage, made, promise)
    visits.not_held(actor=stage.director, visit_id=made.id, seen_version=reread(made).version)
    promise.refresh_from_db()
    assert (promise.state, promise.scheduled_on, promise.delivered_on) == ("scheduled", TODAY, None)


def test_a_date_that_somebody_gave_it_becomes_that_of_the_visit(stage: Any) -> None:
    promise = once(stage)
    promises.schedule(actor=stage.director, promise_id=promise.id, on=TODAY + 5 * DAY, seen_version=1)
    made = plan(stage)
    keep(stage, made, promise)
    promise.refresh_from_db()
    assert (promise.state, promise.scheduled_on) == ("scheduled", TODAY)


def test_it_is_said_once_of_a_visit_and_once_of_a_promise(stage: Any) -> None:
    first, second = once(stage), once(stage)
    made, other = plan(stage), plan(stage)
    keep(stage, made, first)
    for promise in (first, second):
        with pytest.raises(Refused, match="for something that was promised already"):
            keep(stage, made, promise)
    with pytest.raises(Refused, match="A visit is planned for this promise already"):
        keep(stage, other, first)
    assert reread(other).promise_id is None
    second.refresh_from_db()
    assert (second.state, offered(stage, other)) == ("promised", [second.id])


def test_what_is_there_when_needed_has_its_visit_and_takes_no_other_promise(stage: Any) -> None:
    of = promised(stage, kind="progress_meeting", due_on=None)
    made, promise = plan(stage, kind="progress_meeting", commitment_id=of.id), once(stage, kind="progress_meeting")
    assert offered(stage, made) == []
    with pytest.raises(Refused):
        keep(stage, made, promise)


def test_only_promises_of_its_sort_academy_and_year_are_offered_and_taken(stage: Any) -> None:
    made = plan(stage)
    another_sort = once(stage, kind="progress_meeting")
    elsewhere = once(stage, academy="castle")
    assert offered(stage, made) == []
    with pytest.raises(Refused, match="asks for something else"):
        keep(stage, made, another_sort)
    for unknown in (elsewhere.id, uuid7()):
        with pytest.raises(NotFound):
            visits.take_promise(actor=stage.director, visit_id=made.id, promise_id=unknown)
    with pytest.raises(NotFound):
        visits.take_promise(actor=stage.director, visit_id=uuid7(), promise_id=another_sort.id)
    # One outside every year has none either.
    Visit.objects.filter(id=made.id).update(academy_cycle=None)
    promise = once(stage)
    assert offered(stage, made) == []
    with pytest.raises(NotFound):
        keep(stage, made, promise)


def test_what_is_not_still_to_be_kept_is_neither_offered_nor_taken(stage: Any) -> None:
    made = plan(stage)
    settled, over = once(stage), once(stage)
    given: dict[str, Any] = {"actor": stage.director, "promise_id": settled.id}
    promises.deliver(on=TODAY - DAY, days=None, note="", seen_version=1, **given)
    commitments.end(actor=stage.director, commitment_id=over.commitment_id, reason="Not wanted.")
    assert offered(stage, made) == []
    for state in ("planned", "held"):
        for promise in (settled, over):
            with pytest.raises(Refused, match="not still to be kept"):
                keep(stage, made, promise)
        if state == "planned":
            hold(stage, made)
    settled.refresh_from_db()
    assert settled.delivered_on == TODAY - DAY


def test_what_was_missed_is_not_asked_about_and_can_still_be_kept(stage: Any) -> None:
    promise = once(stage)
    promises.miss(actor=stage.director, promise_id=promise.id, note="Nobody came.", seen_version=1)
    made = plan(stage)
    assert offered(stage, made) == []
    keep(stage, made, promise)
    promise.refresh_from_db()
    assert promise.state == "scheduled"


def test_a_visit_held_outside_the_year_keeps_nothing_of_it(stage: Any) -> None:
    promise, made = once(stage), plan(stage)
    hold(stage, made)
    before = stage.cycles["now"].school_year.starts_on - DAY
    Visit.objects.filter(id=made.id).update(held_on=before)
    assert offered(stage, made) == []
    with pytest.raises(Refused, match="outside the year"):
        keep(stage, made, promise)


def test_a_cancelled_visit_and_a_closed_year_take_nothing(stage: Any) -> None:
    promise = once(stage)
    cancelled, made = plan(stage), plan(stage)
    visits.cancel(actor=stage.director, visit_id=cancelled.id, reason="Snow.", seen_version=cancelled.version)
    assert offered(stage, cancelled) == []
    with pytest.raises(Refused, match="was cancelled"):
        keep(stage, cancelled, promise)
    cycle = stage.cycles["now"]
    cycle.state = "closed"
    cycle.save(update_fields=["state"])
    assert offered(stage, made) == []
    with pytest.raises(Refused, match="is closed"):
        keep(stage, made, promise)


def test_those_who_plan_visits_say_so_and_nobody_else(stage: Any) -> None:
    promise, made = once(stage), plan(stage, people=("officer",))
    secondary = replace(stage.actor("director"), remit="secondary")
    # Who goes carries it out, and plans nothing.
    for actor in (stage.actor("officer"), stage.head, secondary):
        assert offered(stage, made, actor) == []
        with pytest.raises(NotPermitted):
            keep(stage, made, promise, actor=actor)
    with pytest.raises(NotFound):
        keep(stage, made, promise, actor=stage.actor("trustee"))
    assert offered(stage, made, stage.chief) == [promise.id]
    keep(stage, made, promise, actor=stage.chief)


def test_a_leadership_review_is_said_by_those_who_know_of_it_and_stays_private(stage: Any) -> None:
    promise = once(stage, kind="leadership_review")
    made = plan(stage, kind="leadership_review", people=("officer",))
    leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    with pytest.raises(NotFound):
        keep(stage, made, promise, actor=leader)
    with pytest.raises(NotPermitted):
        keep(stage, made, promise, actor=stage.actor("officer"))
    assert offered(stage, made, stage.actor("officer")) == []
    keep(stage, made, promise)
    kinds = set(Activity.objects.filter(subject_id__in=(made.id, promise.id)).values_list("kind", flat=True))
    assert kinds == {"private_visit", "private_commitment"}


def test_the_nearest_come_first_and_at_most_five_are_shown(stage: Any) -> None:
    days = (40, -10, 3, 90, 20, 60, 0)
    of = {number: once(stage, due_on=TODAY + number * DAY) for number in days}
    made = plan(stage)
    nearest = [0, 3, -10, 20, 40, 60, 90]
    assert offered(stage, made) == [of[number].id for number in nearest]
    shown = to_keep(open_promises_for(stage.director, reread(made)), TODAY)
    assert shown is not None
    assert [each.promise.id for each in shown.lines] == [of[number].id for number in nearest[:5]]
    assert (shown.more, shown.text) == (2, "A visit each term.")
    assert to_keep([], TODAY) is None


def test_promises_of_several_commitments_each_say_what_they_are(stage: Any) -> None:
    first, second = once(stage), once(stage)
    type(first.commitment).objects.filter(id=second.commitment_id).update(text="A look at books.")
    shown = to_keep(open_promises_for(stage.director, reread(plan(stage))), TODAY)
    assert shown is not None
    assert (shown.text, {each.promise.commitment.text for each in shown.lines}) == (
        "",
        {"A visit each term.", "A look at books."},
    )


def test_what_is_said_after_planning_counts_and_tells_dates_from_none(stage: Any) -> None:
    made = plan(stage)
    said = lambda: stands_open_words(made, open_promises_for(stage.director, reread(made)))
    assert said() == ""
    first = once(stage)
    assert said() == (
        "A promise of this sort at Beckside Primary stands without a date: say below whether this visit keeps it."
    )
    once(stage)
    assert said() == (
        "Two promises of this sort at Beckside Primary stand without a date: "
        "say below whether this visit keeps one of them."
    )
    promises.schedule(actor=stage.director, promise_id=first.id, on=TODAY, seen_version=1)
    assert "stand without a visit" in said()
