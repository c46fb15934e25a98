"""What is due, from whom, and who is told: the registry of deadlines with the self-evaluations in it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from improvement_cycle.actions import commitments, cycles, priorities, self_evaluations, trust_meetings
from improvement_cycle.actions.commitments import Words
from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import (
    AcademyCycle,
    Cycle,
    InspectionDeadline,
    PlanAction,
    Priority,
    SustainCheck,
    Visit,
    VisitFollowUp,
    VisitMember,
)
from improvement_cycle.workflow import PLAN, SEF
from tests.unit.improvement_cycle.conftest import Stage
from trust import deadlines, waiting
from trust.actions.documents import frozen, keep_version
from trust.actors import Actor
from trust.deadlines import COLUMNS, DeadlineSource
from trust.enums import Remit
from trust.models import Activity, Document, Section, Term
from trust.permissions import Permission
from trust.queries.todo import count, todo

TODAY = timezone.localdate()


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def dated(stage: Stage) -> Stage:
    """Self-evaluations have been due since four days ago."""
    due(stage, -4)
    return stage


def due(stage: Stage, days: int) -> None:
    Cycle.objects.filter(id=stage.cycles["now"].id).update(self_evaluations_due_on=day(days))


def questions(asked: CaptureQueriesContext) -> list[str]:
    """What was read: the stamp of the open trust comes with every transaction."""
    return [each["sql"] for each in asked if "SELECT" in each["sql"] and "set_config" not in each["sql"]]


def titles(actor: Actor, wanted: Q) -> list[str]:
    found = deadlines.read(deadlines.asked(actor, wanted))
    return [line.title.removeprefix("Self-evaluation of ").partition(",")[0] for line in found]


def seen(actor: Actor) -> list[str]:
    return titles(actor, Q())


def mine(actor: Actor) -> list[str]:
    return titles(actor, deadlines.mine(actor) & deadlines.IS_OPEN)


def submitted(stage: Stage, academy: str, days: int = 0) -> None:
    """As the head would have, so many days from today."""
    head = stage.actor("head", head_of=academy)
    document = self_evaluations.begin(actor=head, academy_cycle_id=stage.row(academy).id)
    document.number = 1
    at = timezone.now() + dt.timedelta(days=days)
    keep_version(
        document=document,
        content=frozen(document, list(document.sections.order_by("order"))),
        approvers=("director",),
        by_membership=head.membership_id,
        by_name=head.name,
        at=at,
    )
    Document.objects.filter(id=document.id).update(number=1, state="submitted")


def planned_action(stage: Stage) -> PlanAction:
    """In a plan that is approved."""
    row = stage.row("beckside")
    document = Document.objects.create(
        kind=PLAN, subject_id=row.id, title="Plan", state="approved", number=1, approved_number=1
    )
    section = Section.objects.create(document=document, key="priority-2026-1", title="Reading", order=1)
    made: PlanAction = PlanAction.objects.create(
        section=section,
        academy_cycle=row,
        number=1,
        text="Train all teachers",
        lead_name="The subject leads",
        ends_on=day(5),
        by_name="Head",
        at=timezone.now(),
    )
    return made


def checked_priority(stage: Stage) -> SustainCheck:
    """Of a priority that was delivered today, to be checked in five days."""
    row, now = stage.row("beckside"), timezone.now()
    delivered = Priority.objects.create(
        academy_cycle=row,
        number=9,
        area=row.cycle.model.areas.first(),
        statement="Reading",
        state="delivered",
        proposed_by_name="Head",
        proposed_at=now,
        changed_at=now,
        agreed_at=now,
        reached="Nine in ten.",
        delivered_on=TODAY,
    )
    made: SustainCheck = SustainCheck.objects.create(priority=delivered, number=1, due_on=day(5))
    return made


def visited(stage: Stage) -> None:
    """A visit whose report was sent, with what follows from it."""
    row, now, people = stage.row("beckside"), timezone.now(), stage.troupe.members
    made = Visit.objects.create(
        academy=row.academy,
        academy_cycle=row,
        kind="qa_visit",
        day=TODAY,
        state="sent",
        held_on=TODAY,
        sent_at=now,
        by_name="Director",
        at=now,
    )
    VisitMember.objects.create(visit=made, membership=people["director"], name="Director")
    said = {"text": "Share it", "owner": people["head"], "owner_name": "Head", "due_on": day(5), "by_name": "Director"}
    VisitFollowUp.objects.create(visit=made, number=1, at=now, **said)


class TestRegistry:
    def test_every_source_gives_exactly_the_columns(self, dated: Stage) -> None:
        Cycle.objects.update(priorities_due_on=day(3), plans_due_on=day(3))
        planned_action(dated)
        for number in (3, 2, 1):
            Term.objects.create(
                school_year=dated.years["now"], name=str(number), starts_on=day(-number * 9), ends_on=day(-number)
            )
        checked_priority(dated)
        dated.decide("beckside", 1)
        words = Words("Reading seen together.", "qa_visit", "trust", "director", "", day(3), "Year 2.")
        commitments.add(actor=dated.chief, academy_cycle_id=dated.row("beckside").id, words=words)
        visited(dated)
        trust_meetings.plan(actor=dated.chief, given=trust_meetings.Given("board", day(3)))
        InspectionDeadline.objects.create(
            academy=dated.academies["beckside"],
            kind="rise_milestone",
            due_on=day(3),
            words="First meeting",
            by_name="Chief",
            at=timezone.now(),
        )
        assert deadlines.sources()
        for source in deadlines.sources():
            found = source.find(dated.chief)
            assert isinstance(found, QuerySet)
            lines = list(found)
            assert lines, f"{source.kind}: nothing to look at"
            for line in lines:
                assert tuple(line) == COLUMNS, source.kind
                assert line["deadline_kind"] == source.kind
            for line in deadlines.read(lines):
                assert source.url(dated.troupe.trust.slug, line).startswith(f"/t/{dated.troupe.trust.slug}/")

    def test_however_many_sources_there_are_it_is_one_question(
        self, dated: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def other(_actor: Actor) -> Any:
            rows = AcademyCycle.objects.all()
            return deadlines.lines(rows, kind="other", title="Other", due_on=Value(day(2)), role="chief_executive")

        source = DeadlineSource("other", (Permission.MATRIX_READ,), other, lambda _trust, _line: "/")
        more = {"other": source, "again": replace(source, kind="again")}
        monkeypatch.setattr(deadlines, "_sources", {**deadlines._sources, **more})
        chief = dated.chief
        with CaptureQueriesContext(connection) as asked:
            found = deadlines.read(deadlines.asked(chief, Q()))
        assert len(questions(asked)) == 1
        assert questions(asked)[0].count("UNION ALL") == len(deadlines.sources()) - 1
        assert [line.due_on for line in found] == [day(-4)] * 4 + [day(2)] * 8
        assert found[-1].academy_id is None
        with CaptureQueriesContext(connection) as asked:
            sums = deadlines.tally(chief, {"late": deadlines.due_before(TODAY), "rest": deadlines.ALL})
        assert len(questions(asked)) == 1
        assert sums == {"late": 4, "rest": 8}

    def test_who_holds_nothing_asks_nothing(self, dated: Stage) -> None:
        # Of somebody at an academy without an appointment nothing is ever due.
        nobody = dated.actor("head")
        with CaptureQueriesContext(connection) as asked:
            assert seen(nobody) == []
            assert deadlines.tally(nobody, {"all": deadlines.ALL}) == {"all": 0}
            assert not deadlines.concerns(nobody)
        assert questions(asked) == []


class TestWhose:
    def test_it_is_the_heads_and_waits_for_them_in_the_eyes_of_those_who_look_after_the_academy(
        self, dated: Stage
    ) -> None:
        assert mine(dated.head) == ["Beckside Primary"]
        everywhere = ["Beckside Primary", "Castle Rise High", "Dunmoor Academy", "Thornfield Primary"]
        assert (mine(dated.chief), titles(dated.chief, deadlines.overseen(dated.chief))) == ([], everywhere)
        primary = dated.actor("primary_director")
        assert mine(primary) == []
        assert titles(primary, deadlines.overseen(primary)) == ["Beckside Primary", "Thornfield Primary"]

    def test_who_does_not_read_what_is_submitted_hears_nothing(self, dated: Stage) -> None:
        for who in ("trustee", "officer", "specialist", "administrator", "senior_leader"):
            assert seen(dated.actor(who)) == [], who
        assert seen(dated.actor("governor", head_of="beckside", role="local_governor")) == []
        assert seen(dated.actor("senior_leader", head_of="beckside", role="senior_leader")) == []
        assert seen(dated.head) == ["Beckside Primary"]

    @pytest.mark.parametrize(
        ("whose", "who"),
        [
            ({"role": "director"}, {"director", "primary_director"}),
            ({"role": "chief_executive"}, {"chief"}),
            ({"role": "headteacher"}, {"head"}),
            ({"role": "trust_officer"}, {"officer"}),
        ],
    )
    def test_a_role_is_held_where_the_thing_stands(
        self, dated: Stage, monkeypatch: pytest.MonkeyPatch, whose: dict[str, str], who: set[str]
    ) -> None:
        """All see it here; it is due from those who hold the role at a primary academy."""
        self.only(dated, monkeypatch, **whose)
        people = ("chief", "director", "primary_director", "secondary_director", "officer", "trustee")
        actors = {key: dated.actor(key) for key in people} | {
            "head": dated.head,
            "other_head": dated.actor("other_head", head_of="castle"),
        }
        assert {key for key, actor in actors.items() if mine(actor)} == who

    def test_what_is_one_persons_is_nobody_elses(self, dated: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.only(dated, monkeypatch, role="headteacher", membership_id=dated.actor("officer").membership_id)
        assert mine(dated.head) == []
        assert len(mine(dated.actor("officer"))) == 1
        # Unattended work is nobody: nothing is due from it.
        assert mine(replace(dated.actor("officer"), membership_id=None, role="system")) == []

    def only(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, **whose: Any) -> None:
        def find(_actor: Actor) -> Any:
            given = {key: Value(value) for key, value in whose.items()}
            rows = AcademyCycle.objects.filter(academy=stage.academies["beckside"])
            place = {"academy_id": Value(stage.academies["beckside"].id), "phase": "primary"}
            return deadlines.lines(rows, kind="one", title="One", due_on=Value(TODAY), **place, **given)

        source = DeadlineSource("one", (Permission.TRUST_ENTER,), find, lambda _trust, _line: "/")
        monkeypatch.setattr(deadlines, "_sources", {"one": source})


class TestSelfEvaluations:
    def test_a_draft_leaves_no_trace(self, dated: Stage) -> None:
        def told() -> list[Any]:
            return deadlines.read(deadlines.asked(dated.chief, Q()))

        before = told()
        self_evaluations.begin(actor=dated.head, academy_cycle_id=dated.row("beckside").id)
        assert told() == before
        assert {line.done_on for line in before} == {None}

    def test_it_is_done_on_the_day_of_the_first_version(self, dated: Stage) -> None:
        submitted(dated, "beckside", days=-2)
        assert mine(dated.head) == []
        done = deadlines.read(deadlines.asked(dated.chief, deadlines.done_since(day(-30))))
        title = pages_of(SEF).title_of(dated.row("beckside"))
        assert [(line.title, line.done_on) for line in done] == [(title, day(-2))]
        assert seen(dated.actor("trustee")) == []

    def test_without_a_date_in_a_closed_year_and_for_who_left_nothing_is_due(self, stage: Stage) -> None:
        assert seen(stage.chief) == []
        due(stage, 3)
        assert len(seen(stage.chief)) == 4
        castle = stage.academies["castle"]
        castle.__class__.objects.filter(id=castle.id).update(state="left", left_on=TODAY)
        assert len(seen(stage.chief)) == 3
        Cycle.objects.update(state="closed", closed_at=timezone.now())
        assert seen(stage.chief) == []


class TestPriorities:
    def test_they_are_done_on_the_day_on_which_none_is_only_proposed_any_more(self, stage: Stage) -> None:
        Cycle.objects.filter(id=stage.cycles["now"].id).update(priorities_due_on=day(3))

        def told() -> list[tuple[str, Any]]:
            found = deadlines.read(deadlines.asked(stage.head, Q()))
            return [(line.title.partition(",")[0], line.done_on) for line in found]

        assert told() == [("Priorities of Beckside Primary", None)]
        row = stage.row("beckside")
        for words in (priorities.Words("A", "send"), priorities.Words("B", "send")):
            made = priorities.propose(actor=stage.head, academy_cycle_id=row.id, words=words)
            assert told()[0][1] is None
            people = (("head", stage.head), ("director", stage.director), ("chief_executive", stage.chief))
            for party, actor in people:
                priorities.agree(actor=actor, priority_id=made.id, party=party, seen_version=1)
            assert told()[0][1] == TODAY
        assert len(deadlines.read(deadlines.asked(stage.chief, Q()))) == 4
        assert deadlines.read(deadlines.asked(stage.actor("trustee"), Q())) == []


class TestCount:
    def test_it_counts_what_is_late_or_due_within_a_fortnight(self, stage: Stage) -> None:
        for days, number in ((-90, 1), (0, 1), (14, 1), (15, 0)):
            due(stage, days)
            assert count(stage.head) == number, days
        assert count(stage.chief) == 0

    def test_what_is_done_is_not_counted(self, dated: Stage) -> None:
        submitted(dated, "beckside")
        assert count(dated.head) == 0


class TestList:
    def test_a_director_waits_for_those_of_the_own_phase(self, dated: Stage) -> None:
        primary = replace(dated.actor("director"), remit=Remit.PRIMARY)
        found = todo(primary, "others", 1)
        assert found.sentence == "Nothing for you. 2 wait for other people."
        (late,) = found.groups
        assert [(line.when, line.title, line.act) for line in late.lines] == [
            ("4 days late", pages_of(SEF).title_of(dated.row(key)), "") for key in ("beckside", "thornfield")
        ]

    def test_what_others_are_to_do_next_stands_beside_ones_own(
        self, dated: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def find(_actor: Actor) -> Any:
            rows = AcademyCycle.objects.all()
            return deadlines.lines(rows, kind="own", title="Own", due_on=Value(day(40)), role="chief_executive")

        own = DeadlineSource("own", (Permission.TRUST_ENTER,), find, lambda _trust, _line: "/")
        monkeypatch.setattr(deadlines, "_sources", {**deadlines._sources, "own": own})
        found = todo(dated.chief, "mine", 1)
        assert found.sentence == "4 for you. 4 more wait for other people."
        assert [line.title for group in found.groups for line in group.lines] == ["Own"] * 4
        assert [line.title.split()[2] for line in found.beside] == ["Beckside", "Castle", "Dunmoor", "Thornfield"]
        assert {line.under for line in found.beside} == {"Headteacher. 4 days late"}
        assert todo(dated.chief, "others", 1).beside == []

    def test_long_lists_come_in_pages_with_every_line_once(self, dated: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        """What has no date stands between what is late and what is not, wherever a page is cut."""
        now = timezone.now()
        things = [waiting.Waits(now, f"Undated {n}", "", "/") for n in range(3)]
        source = waiting.WaitingSource("things", (Permission.TRUST_ENTER,), lambda _actor: things)
        monkeypatch.setattr(waiting, "_sources", {"things": source})

        def find(_actor: Actor) -> Any:
            rows = AcademyCycle.objects.all()
            dates = _days(rows, [day(-2), day(-1), day(40), day(41)])
            return deadlines.lines(rows, kind="four", title="Line", due_on=dates, role="chief_executive")

        four = DeadlineSource("four", (Permission.TRUST_ENTER,), find, lambda _trust, _line: "/")
        monkeypatch.setattr(deadlines, "_sources", {"four": four})
        actor = dated.chief
        whole = self.read(actor, 100, monkeypatch)
        assert whole == [["late"] * 2 + ["answer"] * 3 + ["later"] * 2]
        for size in range(1, 8):
            pages = self.read(actor, size, monkeypatch)
            assert [key for page in pages for key in page] == whole[0], size
            assert [len(page) for page in pages] == [size] * (7 // size) + ([7 % size] if 7 % size else [])

    def read(self, actor: Any, size: int, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """The keys of the groups, line by line, of every page."""
        monkeypatch.setattr("trust.queries.todo.PER_PAGE", size)
        last = todo(actor, "mine", 1).page.paginator.num_pages
        pages = [todo(actor, "mine", number + 1) for number in range(last)]
        return [[group.key for group in page.groups for _ in group.lines] for page in pages]


def _days(rows: Any, days: list[dt.date]) -> Any:
    return Case(*(When(id=row.id, then=Value(each)) for row, each in zip(rows.order_by("id"), days, strict=True)))


class TestDates:
    def test_those_who_open_or_close_years_set_them_and_it_is_recorded(self, stage: Stage) -> None:
        cycle = stage.cycles["now"]
        begins = cycle.school_year.starts_on
        for who in ("administrator", "chief"):
            given = {"self_evaluations_due_on": begins + dt.timedelta(days=60 + len(who))}
            made = cycles.set_dates(actor=stage.actor(who), cycle_id=cycle.id, dates=given)
            assert made.self_evaluations_due_on == given["self_evaluations_due_on"]
        lines = Activity.objects.filter(verb="set_dates")
        assert lines.count() == 2
        assert lines.first().sentence.startswith(f"set dates of {cycle.school_year.label}: self-evaluations by ")
        cycles.set_dates(actor=stage.chief, cycle_id=cycle.id, dates=given)
        assert lines.count() == 2
        cycles.set_dates(actor=stage.chief, cycle_id=cycle.id, dates={})
        assert Cycle.objects.get(id=cycle.id).self_evaluations_due_on is None
        assert lines.first().sentence.endswith("self-evaluations without a date")
