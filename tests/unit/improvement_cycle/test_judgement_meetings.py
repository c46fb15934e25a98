"""A judgement meeting: one academy on screen, decisions noted as they fall, open points with owner and day."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import cycles, rows
from improvement_cycle.actions import judgement_meetings as meetings
from improvement_cycle.enums import CycleState, MeetingState
from improvement_cycle.models import Cycle, JudgementMeeting, MeetingDecision, OpenPoint
from improvement_cycle.queries import meetings as reading
from improvement_cycle.reports import minutes
from tests.unit.improvement_cycle.conftest import Stage
from trust.actions import reports
from trust.actors import Actor
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import Activity
from trust.policies.wording import full_day
from trust.queries.reports import find_report
from trust.reports import Frame


def planned(stage: Stage, *academies: str, actor: Actor | None = None, **more: Any) -> JudgementMeeting:
    rows = [stage.row(each).id for each in academies or ("castle", "beckside")]
    return meetings.plan(
        actor=actor or stage.chief,
        cycle_id=stage.cycles["now"].id,
        given=meetings.Plan(timezone.localdate(), rows, **more),
    )


def opened(stage: Stage, *academies: str) -> JudgementMeeting:
    return meetings.open_it(actor=stage.chief, meeting_id=planned(stage, *academies).id)


def point(stage: Stage, meeting: JudgementMeeting, **more: Any) -> OpenPoint:
    given = {
        "text": "Send the attendance figures",
        "owner": "head",
        "due_on": timezone.localdate() + dt.timedelta(days=14),
        "academy_id": stage.academies["beckside"].id,
    }
    return meetings.add_point(actor=stage.chief, meeting_id=meeting.id, **{**given, **more})


class TestScreen:
    """Only one academy is talked about."""

    def test_opening_puts_the_first_on_screen_and_opens_its_row(self, stage: Stage) -> None:
        meeting = opened(stage)
        assert meeting.state == MeetingState.OPEN
        assert stage.row("castle").meeting_is_open
        assert not stage.row("beckside").meeting_is_open

    def test_turning_to_the_next_closes_the_row_before(self, stage: Stage) -> None:
        meeting = opened(stage)
        meetings.turn_to(actor=stage.chief, meeting_id=meeting.id, academy_cycle_id=stage.row("beckside").id)
        assert stage.row("beckside").meeting_is_open
        assert not stage.row("castle").meeting_is_open

    def test_closing_leaves_nothing_on_screen(self, stage: Stage) -> None:
        meeting = opened(stage)
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        assert not stage.row("castle").meeting_is_open
        assert not meeting.items.filter(is_on_screen=True).exists()
        with pytest.raises(Refused):
            meetings.open_it(actor=stage.chief, meeting_id=meeting.id)

    def test_two_meetings_never_talk_about_one_academy(self, stage: Stage) -> None:
        opened(stage, "castle")
        other = planned(stage, "castle")
        with pytest.raises(Refused, match="Another meeting talks about Castle Rise High"):
            meetings.open_it(actor=stage.chief, meeting_id=other.id)

    def test_an_agreed_row_is_shown_and_stays_frozen(self, stage: Stage) -> None:
        stage.score("castle")
        stage.decide("castle", 1)
        stage.settle("castle")
        opened(stage, "castle")
        assert not stage.row("castle").meeting_is_open

    def test_an_academy_that_is_not_on_the_agenda_is_not_found(self, stage: Stage) -> None:
        meeting = opened(stage)
        with pytest.raises(NotFound):
            meetings.turn_to(actor=stage.chief, meeting_id=meeting.id, academy_cycle_id=stage.row("dunmoor").id)


class TestClosedYear:
    """A year does not close over an open meeting, and a meeting can be ended whatever became of its year."""

    def test_a_year_with_an_open_meeting_does_not_close(self, stage: Stage) -> None:
        meeting = opened(stage)
        cycle = cycles.start_closing(actor=stage.chief, cycle_id=stage.cycles["now"].id)
        with pytest.raises(Refused, match=r"is open\. Close it first"):
            cycles.close(actor=stage.chief, cycle_id=cycle.id, note="The others follow.")
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        assert cycles.close(actor=stage.chief, cycle_id=cycle.id, note="The others follow.").is_closed

    @pytest.mark.parametrize("turns_first", [False, True])
    def test_a_meeting_whose_year_was_closed_over_it_can_be_ended(self, stage: Stage, *, turns_first: bool) -> None:
        meeting = opened(stage)
        Cycle.objects.update(state=CycleState.CLOSED, closed_at=timezone.now())
        if turns_first:
            meetings.turn_to(actor=stage.chief, meeting_id=meeting.id, academy_cycle_id=stage.row("beckside").id)
            assert not stage.row("beckside").meeting_is_open
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        assert not stage.row("castle").meeting_is_open
        assert minutes.describe(stage.chief, meeting.id, {}).title.startswith("Minutes")

    def test_no_meeting_opens_in_a_closed_year(self, stage: Stage) -> None:
        meeting = planned(stage)
        Cycle.objects.update(state=CycleState.CLOSED, closed_at=timezone.now())
        with pytest.raises(Refused, match="is closed: nothing in it changes"):
            meetings.open_it(actor=stage.chief, meeting_id=meeting.id)


class TestDecisions:
    """Kept as they fall."""

    def test_what_is_agreed_while_on_screen_is_noted_and_the_last_word_counts(self, stage: Stage) -> None:
        meeting = opened(stage)
        row = stage.row("castle")
        stage.agree(row, "quality_of_education", "good")
        stage.agree(row, "quality_of_education", "requires_improvement", seen=1, reason="Looked again.")
        stage.decide("castle", 2)
        said = MeetingDecision.objects.filter(item__meeting=meeting)
        assert [(each.grade and each.grade.key, each.category and each.category.number) for each in said] == [
            ("requires_improvement", None),
            (None, 2),
        ]

    def test_what_is_agreed_about_an_academy_that_is_on_no_agenda_is_not(self, stage: Stage) -> None:
        opened(stage, "castle")
        stage.score("beckside")
        stage.decide("beckside", 1)
        assert not MeetingDecision.objects.exists()

    def test_what_is_agreed_out_of_turn_is_noted_as_long_as_the_meeting_is_open(self, stage: Stage) -> None:
        meeting = opened(stage)
        stage.decide("beckside", 2)
        assert MeetingDecision.objects.get().item.academy_cycle.academy.slug == "beckside-primary"
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        stage.decide("castle", 2)
        assert MeetingDecision.objects.count() == 1

    def test_what_is_decided_and_who_is_there_are_of_the_same_meeting(self, stage: Stage) -> None:
        """The one that has the academy on screen, though another was opened later."""
        on_screen = planned(stage, "castle", also_present="Jo Bell")
        meetings.open_it(actor=stage.chief, meeting_id=on_screen.id)
        later = planned(stage, "beckside", "castle", also_present="Kit Wren")
        meetings.open_it(actor=stage.chief, meeting_id=later.id)
        stage.decide("castle", 2)
        assert MeetingDecision.objects.get().item.meeting_id == on_screen.id
        assert reading.present(stage.row("castle"))["also_present"] == "Jo Bell"
        meetings.close(actor=stage.chief, meeting_id=on_screen.id)
        assert reading.present(stage.row("castle"))["also_present"] == "Kit Wren"

    def test_an_academy_with_decisions_stays_on_the_agenda(self, stage: Stage) -> None:
        meeting = opened(stage)
        stage.agree(stage.row("castle"), "quality_of_education", "good")
        meetings.turn_to(actor=stage.chief, meeting_id=meeting.id, academy_cycle_id=stage.row("beckside").id)
        given = meetings.Plan(timezone.localdate(), [stage.row("beckside").id])
        with pytest.raises(Refused, match="Castle Rise High stays on the agenda"):
            meetings.change(actor=stage.chief, meeting_id=meeting.id, given=given)


class TestWho:
    """Director in the own phase, chief executive everywhere, a head the own academy."""

    def test_a_director_plans_for_the_own_phase_only(self, stage: Stage) -> None:
        director = stage.actor("primary_director")
        assert planned(stage, "beckside", actor=director)
        with pytest.raises(NotPermitted):
            planned(stage, "castle", actor=director)
        with pytest.raises(NotPermitted):
            planned(stage, "beckside", actor=stage.head)

    def test_a_director_of_one_phase_does_not_lead_a_meeting_of_both(self, stage: Stage) -> None:
        meeting = planned(stage)
        director = stage.actor("primary_director")
        with pytest.raises(NotPermitted):
            meetings.open_it(actor=director, meeting_id=meeting.id)
        shown = reading.page(director, meeting)
        assert [item.row.academy.name for item in shown.items] == ["Beckside Primary"]

    def test_a_head_sees_the_own_academy_and_its_points_alone(self, stage: Stage) -> None:
        meeting = opened(stage)
        mine = point(stage, meeting)
        point(stage, meeting, academy_id=stage.academies["castle"].id, owner="director")
        point(stage, meeting, academy_id=None, owner="chief_executive")
        shown = reading.page(stage.head, reading.find(stage.head, meeting.id))
        assert [item.row.academy.name for item in shown.items] == ["Beckside Primary"]
        assert shown.points == (mine,)
        assert shown.on_screen is None
        sitting = reading.sitting_about(stage.head, stage.row("castle").id)
        assert sitting is not None
        assert (sitting.next, sitting.leads) == (None, False)

    def test_who_has_no_seat_finds_no_meeting(self, stage: Stage) -> None:
        meeting = planned(stage)
        for key in ("trustee", "officer", "administrator"):
            with pytest.raises(NotFound):
                reading.find(stage.actor(key), meeting.id)
        with pytest.raises(NotFound):
            reading.find(stage.actor("other_head", head_of="dunmoor"), meeting.id)

    def test_a_meeting_needs_an_academy_and_known_people(self, stage: Stage) -> None:
        with pytest.raises(BadInput):
            meetings.plan(
                actor=stage.chief,
                cycle_id=stage.cycles["now"].id,
                given=meetings.Plan(timezone.localdate(), []),
            )
        with pytest.raises(BadInput):
            planned(stage, attendee_ids=[stage.troupe.members["trustee"].id])
        made = planned(stage, attendee_ids=[stage.troupe.members["chief"].id])
        assert [each.name for each in made.attendees.all()] == [stage.chief.name]


class TestPoints:
    """Owner and day; the owner has it among the things to do."""

    def test_a_point_is_its_owners(self, stage: Stage) -> None:
        meeting = opened(stage)
        of_head = point(stage, meeting)
        of_officer = point(stage, meeting, owner=str(stage.troupe.members["officer"].id), academy_id=None)
        assert reading.own_points(stage.head) == [of_head]
        assert reading.own_points(stage.actor("officer")) == [of_officer]
        assert reading.own_points(stage.actor("other_head", head_of="castle")) == []
        assert of_officer.owner_words == stage.troupe.members["officer"].name

    def test_its_owner_settles_it_and_it_is_gone_from_the_list(self, stage: Stage) -> None:
        mine = point(stage, opened(stage))
        made = meetings.settle_point(actor=stage.head, point_id=mine.id, settled=True)
        assert (made.is_open, made.settled_by_name) == (False, stage.head.name)
        assert reading.own_points(stage.head) == []
        meetings.settle_point(actor=stage.head, point_id=mine.id, settled=False)
        assert reading.own_points(stage.head) == [mine]

    def test_who_only_sees_it_does_not_settle_it(self, stage: Stage) -> None:
        theirs = point(stage, opened(stage), owner="director")
        with pytest.raises(NotPermitted):
            meetings.settle_point(actor=stage.head, point_id=theirs.id, settled=True)
        with pytest.raises(NotFound):
            meetings.settle_point(actor=stage.actor("officer"), point_id=theirs.id, settled=True)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"text": " "}, "text"),
            ({"owner": "nobody"}, "owner"),
            ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
            ({"academy_id": None}, "academy"),
        ],
    )
    def test_what_is_missing_is_said(self, stage: Stage, given: dict[str, Any], field: str) -> None:
        meeting = opened(stage)
        with pytest.raises(BadInput) as refused:
            point(stage, meeting, **given)
        assert list(refused.value.detail) == [field]


class TestMinutes:
    """Who was there, what was agreed and why, what stays open. Never a view."""

    def test_they_hold_what_was_decided_and_no_single_view(self, stage: Stage) -> None:
        meeting = planned(stage, attendee_ids=[stage.troupe.members["chief"].id], also_present="A guest")
        with pytest.raises(Refused):
            minutes.describe(stage.chief, meeting.id, {})
        meetings.open_it(actor=stage.chief, meeting_id=meeting.id)
        stage.agree(stage.row("castle"), "quality_of_education", "good", reason="Agreed reason.")
        point(stage, meeting)
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        made = minutes.build(stage.chief, meeting.id, {})
        assert (made.present, made.also_present, made.whole) == ((stage.chief.name,), "A guest", True)
        first, second = made.academies
        assert [(each.what, each.word, each.reason) for each in first.decisions] == [
            ("The Quality of Education", "Good", "Agreed reason.")
        ]
        assert second.decisions == ()
        assert [each.text for each in made.points] == ["Send the attendance figures"]

    def test_they_stay_as_the_meeting_was_closed_and_say_what_was_added_since(self, stage: Stage) -> None:
        meeting = opened(stage)
        mine = point(stage, meeting)
        early = point(stage, meeting, text="Settled within")
        meetings.settle_point(actor=stage.chief, point_id=early.id, settled=True)
        for name in ("castle", "beckside"):
            stage.score(name)
            stage.decide(name, 1)
        stage.settle("castle")
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        before = minutes.build(stage.chief, meeting.id, {})
        assert [(each.name, each.frozen) for each in before.academies] == [
            ("Castle Rise High", True),
            ("Beckside Primary", False),
        ]
        assert [(each.text, each.settled) for each in before.points] == [
            (mine.text, ""),
            ("Settled within", f"Settled by {stage.chief.name}"),
        ]
        stage.settle("beckside")
        rows.reopen(actor=stage.chief, academy_cycle_id=stage.row("castle").id, reason="New results.")
        meetings.settle_point(actor=stage.head, point_id=mine.id, settled=True)
        meetings.settle_point(actor=stage.chief, point_id=early.id, settled=False)
        assert minutes.build(stage.chief, meeting.id, {}) == before
        point(stage, meeting, text="Thought of later")
        after = minutes.build(stage.chief, meeting.id, {})
        assert (after.points, after.academies) == (before.points, before.academies)
        assert [(each.text, each.made) for each in after.since] == [
            ("Thought of later", full_day(timezone.localdate()))
        ]
        frame = Frame("Trust", "Minutes", timezone.localtime(), "Chief")
        html = render_to_string(minutes.PDF.template, {"report": after, "frame": frame})
        assert html.index("Added since") < html.index("Thought of later")

    def test_minutes_are_not_opened_again_once_the_seats_in_the_meeting_are_others(self, stage: Stage) -> None:
        meeting = opened(stage)
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        director = stage.director
        made = reports.ask(actor=director, kind="meeting_minutes", subject_id=meeting.id)
        point(stage, meeting, text="Thought of later")
        assert find_report(director, made.pk) == made
        for fewer in (replace(director, remit="primary"), replace(director, role="trust_officer")):
            with pytest.raises(NotFound):
                find_report(fewer, made.pk)

    def test_a_heads_minutes_are_about_the_own_academy(self, stage: Stage) -> None:
        meeting = opened(stage)
        meetings.close(actor=stage.chief, meeting_id=meeting.id)
        made = minutes.build(stage.head, meeting.id, {})
        assert [each.name for each in made.academies] == ["Beckside Primary"]
        assert not made.whole

    def test_the_feed_tells_of_the_meeting_without_its_points(self, stage: Stage) -> None:
        point(stage, opened(stage))
        lines = Activity.objects.filter(kind__in=["judgement_meeting", "open_point"]).values_list("verb", flat=True)
        assert set(lines) == {"plan", "open"}
