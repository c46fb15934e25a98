"""Visits: planned, moved, held, written up, sent, answered; who may; and what they keep of what was promised."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.actions import commitments, promises, visit_reports, visits
from improvement_cycle.actions.commitments import Words
from improvement_cycle.models import Promise, Visit, VisitAnswer
from improvement_cycle.permissions import may_carry_out, may_open_visit
from improvement_cycle.policies.visits import Plan
from improvement_cycle.queries.visit_reports import section_of, versions_of
from improvement_cycle.queries.visits import Wanted, visits_known_to, visits_of
from trust import deadlines, documents
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.ids import uuid7
from trust.models import Activity
from trust.policies.documents import Edit

TODAY = timezone.localdate()
SEEN = "<p>Books in Year 4 show the new sequence.</p>"


def plan(stage: Any, *, actor: Any = None, academy: str = "beckside", **more: Any) -> Visit:
    fulfils = {key: more.pop(key) for key in ("commitment_id", "promise_id") if key in more}
    people = more.pop("people", ("director",))
    given = {"kind": "qa_visit", "day": TODAY, **more}
    return visits.plan(
        actor=actor or stage.director,
        academy_id=stage.academies[academy].id,
        given=Plan(people=tuple(stage.troupe.members[each].id for each in people), **given),
        **fulfils,
    )


def hold(stage: Any, visit: Visit, *, actor: Any = None, **more: Any) -> Visit:
    given: dict[str, Any] = {"on": TODAY, "days": Decimal("0.5"), "hours": None, **more}
    version = Visit.objects.get(id=visit.id).version
    return visits.record_held(actor=actor or stage.director, visit_id=visit.id, seen_version=version, **given)


def move(stage: Any, visit: Visit, day: dt.date) -> Visit:
    """To another day, and nothing else of it."""
    return visits.move(
        actor=stage.director,
        visit_id=visit.id,
        day=day,
        until_on=None,
        begins_at=None,
        people=[stage.troupe.members["director"].id],
        reason="Ill.",
        seen_version=Visit.objects.get(id=visit.id).version,
    )


def write(stage: Any, visit: Visit, *, actor: Any = None, seen: str = SEEN) -> Any:
    section = section_of(visit)
    assert section is not None
    return visit_reports.save(
        actor=actor or stage.director,
        visit=Visit.objects.get(id=visit.id),
        given={"seen": seen, "strengths": ["Calm corridors"]},
        edit=Edit(seen_version=section.version, tab=uuid7(), key=uuid7()),
    )


def send(stage: Any, visit: Visit, *, actor: Any = None) -> Visit:
    section = section_of(visit)
    assert section is not None
    return visit_reports.send(actor=actor or stage.director, visit_id=visit.id, seen_version=section.version)


def sent(stage: Any, **more: Any) -> Visit:
    made = plan(stage, **more)
    hold(stage, made)
    write(stage, made)
    return send(stage, made)


def answer(stage: Any, visit: Visit, *, actor: Any = None, is_accurate: bool = True, note: str = "") -> Visit:
    return visit_reports.answer(
        actor=actor or stage.head,
        visit_id=visit.id,
        is_accurate=is_accurate,
        note=note,
        seen_number=versions_of(visit)[0].number,
    )


def promised(stage: Any, kind: str = "qa_visit", due_on: dt.date | None = TODAY, academy: str = "beckside") -> Any:
    """Something promised to an academy: once by a day, or when it is needed."""
    words = Words("A visit each term.", kind, "trust", "director", "", due_on, "Because.")
    return commitments.add(actor=stage.director, academy_cycle_id=stage.row(academy).id, words=words)


def reread(visit: Visit) -> Visit:
    return Visit.objects.get(id=visit.id)


def test_a_visit_goes_its_way_from_the_plan_to_the_answer(stage: Any) -> None:
    made = plan(stage, focus="Reading in  Year 4", begins_at=dt.time(9, 30))
    assert (made.state, made.focus, made.academy_cycle) == ("planned", "Reading in Year 4", stage.row("beckside"))
    assert hold(stage, made).state == "held"
    write(stage, made)
    assert send(stage, made).state == "sent"
    [version] = versions_of(made)
    assert version.content["title"].startswith("Quality assurance visit, Beckside Primary, ")
    assert answer(stage, made, is_accurate=False, note="Year 4 was away that day.").state == "answered"
    said = VisitAnswer.objects.get()
    assert (said.number, said.is_accurate, said.note) == (1, False, "Year 4 was away that day.")


def test_a_plan_that_makes_no_sense_is_bad_input(stage: Any) -> None:
    for change, field in (
        ({"day": None}, "day"),
        ({"day": dt.date(9999, 1, 1)}, "day"),
        ({"day": TODAY - dt.timedelta(days=400)}, "day"),
        ({"until_on": TODAY}, "until_on"),
        ({"until_on": TODAY + dt.timedelta(days=30)}, "until_on"),
        ({"kind": "party"}, "kind"),
        ({"people": ()}, "people"),
        ({"focus": "x" * 501}, "focus"),
        ({"kind": "coaching", "focus": "Delegation"}, "focus"),
    ):
        with pytest.raises(BadInput) as caught:
            plan(stage, **change)
        assert list(caught.value.detail) == [field]
    assert not Visit.objects.exists()


def test_only_the_director_of_the_phase_and_the_chief_executive_plan(stage: Any) -> None:
    plan(stage, actor=stage.chief)
    secondary = stage.actor("director")
    from dataclasses import replace

    for actor in (stage.head, stage.actor("officer"), stage.actor("trustee"), replace(secondary, remit="secondary")):
        with pytest.raises(NotPermitted):
            plan(stage, actor=actor)


def test_scheduling_a_visit_dates_the_promise_and_holding_it_delivers(stage: Any) -> None:
    commitment = promised(stage)
    promise = commitment.promises.get()
    made = plan(stage, commitment_id=commitment.id, promise_id=promise.id)
    promise.refresh_from_db()
    assert (promise.state, promise.scheduled_on) == ("scheduled", TODAY)
    hold(stage, made)
    promise.refresh_from_db()
    assert (promise.state, promise.delivered_on, promise.days) == ("delivered", TODAY, Decimal("0.5"))


def test_an_officer_who_goes_keeps_the_promise_though_they_read_none(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, people=("officer",), commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    officer = stage.actor("officer")
    hold(stage, made, actor=officer)
    kept = commitment.promises.get()
    assert (kept.state, kept.by_name) == ("delivered", officer.name)
    write(stage, made, actor=officer)
    assert send(stage, made, actor=officer).state == "sent"


def test_a_promise_follows_its_visit_and_is_not_told_apart_from_it(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    promise = commitment.promises.get()
    for act in (
        lambda: promises.schedule(actor=stage.director, promise_id=promise.id, on=TODAY, seen_version=promise.version),
        lambda: promises.miss(actor=stage.director, promise_id=promise.id, note="x", seen_version=promise.version),
        lambda: plan(stage, commitment_id=commitment.id, promise_id=promise.id),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(BadInput) as caught:
        visits.cancel(actor=stage.director, visit_id=made.id, reason=" ", seen_version=made.version)
    assert "reason" in caught.value.detail
    visits.cancel(actor=stage.director, visit_id=made.id, reason="Snow.", seen_version=made.version)
    again = commitment.promises.get()
    assert (again.state, again.scheduled_on, reread(made).state) == ("promised", None, "cancelled")
    # It is free for another.
    plan(stage, commitment_id=commitment.id, promise_id=again.id)


def test_moving_takes_a_reason_and_moves_the_promise(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    later = TODAY + dt.timedelta(days=7)
    given: dict[str, Any] = {
        "actor": stage.director,
        "visit_id": made.id,
        "until_on": None,
        "begins_at": dt.time(14, 0),
        "people": [stage.troupe.members["chief"].id],
    }
    with pytest.raises(BadInput):
        visits.move(day=later, reason="", seen_version=made.version, **given)
    moved = visits.move(day=later, reason="Ill.", seen_version=made.version, **given)
    assert (moved.day, moved.reason, commitment.promises.get().scheduled_on) == (later, "Ill.", later)
    assert [each.name for each in moved.people.all()] == [stage.chief.name]
    with pytest.raises(Conflict):
        visits.move(day=later, reason="", seen_version=made.version - 1, **given)
    # The same day: no reason is asked for.
    visits.move(day=later, reason="", seen_version=moved.version, **given)


def test_what_is_there_when_needed_is_recorded_when_it_was_held(stage: Any) -> None:
    commitment = promised(stage, kind="progress_meeting", due_on=None)
    made = plan(stage, kind="progress_meeting", commitment_id=commitment.id)
    assert not commitment.promises.exists()
    hold(stage, made)
    kept = commitment.promises.get()
    assert (kept.state, reread(made).promise_id) == ("delivered", kept.id)
    visits.not_held(actor=stage.director, visit_id=made.id, seen_version=reread(made).version)
    assert (commitment.promises.get().state, reread(made).state, reread(made).promise_id) == ("ended", "planned", None)


def test_a_mistake_is_taken_back_until_the_report_was_sent(stage: Any) -> None:
    commitment = promised(stage)
    made = plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    hold(stage, made)
    visits.not_held(actor=stage.director, visit_id=made.id, seen_version=reread(made).version)
    assert (reread(made).held_on, commitment.promises.get().state) == (None, "scheduled")
    hold(stage, made)
    write(stage, made)
    send(stage, made)
    visit_reports.correct(actor=stage.director, visit_id=made.id, note="A slip.")
    with pytest.raises(Refused):
        visits.not_held(actor=stage.director, visit_id=made.id, seen_version=reread(made).version)


def test_a_visit_that_has_not_come_is_not_held(stage: Any) -> None:
    made = plan(stage)
    for change, field in (
        ({"on": TODAY + dt.timedelta(days=1)}, "day"),
        ({"on": None}, "day"),
        ({"days": Decimal(-1)}, "days"),
        ({"hours": Decimal(1)}, "hours"),
    ):
        with pytest.raises(BadInput) as caught:
            hold(stage, made, **change)
        assert field in caught.value.detail


def test_of_coaching_a_day_and_hours_are_kept_and_no_words(stage: Any) -> None:
    commitment = promised(stage, kind="coaching", due_on=None)
    made = plan(stage, kind="coaching", commitment_id=commitment.id)
    assert section_of(made) is None
    for given in ({"hours": None}, {"days": Decimal(1), "hours": Decimal(1)}, {"hours": Decimal(25)}):
        with pytest.raises(BadInput):
            hold(stage, made, **{"days": None, **given})
    hold(stage, made, days=None, hours=Decimal("1.5"))
    assert (reread(made).hours, reread(made).focus, commitment.promises.get().note) == (Decimal("1.5"), "", "")
    other = plan(stage, kind="coaching")
    with pytest.raises(BadInput):
        visits.cancel(actor=stage.director, visit_id=other.id, reason="They talked.", seen_version=other.version)
    visits.cancel(actor=stage.director, visit_id=other.id, reason="", seen_version=other.version)
    with pytest.raises(Refused):
        visit_reports.correct(actor=stage.director, visit_id=made.id, note="x")
    notes = Activity.objects.filter(kind="visit").exclude(note="")
    assert not notes.exists()


def test_a_report_is_read_by_nobody_else_before_it_was_sent(stage: Any) -> None:
    made = plan(stage, people=("officer",))
    write(stage, made)
    document = section_of(made).document  # type: ignore[union-attr]
    readers = {
        "goes": stage.actor("officer"),
        "plans": stage.director,
        "head": stage.head,
        "specialist": stage.actor("specialist"),
    }
    assert {key: documents.reads_draft(each, document) for key, each in readers.items()} == {
        "goes": True,
        "plans": True,
        "head": False,
        "specialist": False,
    }
    with pytest.raises(NotPermitted):
        write(stage, made, actor=stage.head)
    with pytest.raises(NotPermitted):
        write(stage, made, actor=stage.actor("specialist"))
    with pytest.raises(NotPermitted):
        send(stage, made, actor=stage.head)


def test_it_is_sent_once_it_was_held_and_something_was_seen(stage: Any) -> None:
    made = plan(stage)
    write(stage, made)
    with pytest.raises(Refused):
        send(stage, made)
    hold(stage, made)
    write(stage, made, seen="")
    with pytest.raises(Refused, match="What was seen"):
        send(stage, made)
    section = section_of(made)
    write(stage, made)
    with pytest.raises(Conflict):
        visit_reports.send(actor=stage.director, visit_id=made.id, seen_version=section.version)  # type: ignore[union-attr]


def test_after_sending_nobody_edits_and_a_correction_is_another_version(stage: Any) -> None:
    made = sent(stage)
    assert write(stage, made, seen="<p>Other.</p>").outcome == "late"
    answer(stage, made, is_accurate=False, note="It was Year 5.")
    with pytest.raises(BadInput):
        visit_reports.correct(actor=stage.director, visit_id=made.id, note=" ")
    visit_reports.correct(actor=stage.director, visit_id=made.id, note="It was Year 5.")
    write(stage, made, seen="<p>Year 5.</p>")
    send(stage, made)
    first, second = reversed(versions_of(made))
    values = [version.content["sections"][0]["fields"][1]["value"] for version in (first, second)]
    assert values == [SEEN, "<p>Year 5.</p>"]
    answer(stage, made)
    assert [(each.number, each.is_accurate) for each in VisitAnswer.objects.all()] == [(1, False), (2, True)]


def test_the_head_answers_what_was_read_and_says_why_it_is_not_accurate(stage: Any) -> None:
    made = sent(stage)
    with pytest.raises(BadInput) as caught:
        answer(stage, made, is_accurate=False)
    assert "note" in caught.value.detail
    with pytest.raises(BadInput):
        answer(stage, made, note="x" * 2001)
    with pytest.raises(Conflict):
        visit_reports.answer(actor=stage.head, visit_id=made.id, is_accurate=True, note="", seen_number=0)
    for actor in (stage.director, stage.actor("senior_leader", head_of="beckside", role="senior_leader")):
        with pytest.raises(NotPermitted):
            answer(stage, made, actor=actor)
    answer(stage, made)
    with pytest.raises(Refused):
        answer(stage, made)


def test_what_follows_is_part_of_the_report_and_due_until_it_is_done(stage: Any) -> None:
    appoint(stage, "head")
    made = plan(stage)
    hold(stage, made)
    write(stage, made)
    head_id = stage.troupe.members["head"].id
    given: dict[str, Any] = {"actor": stage.director, "visit_id": made.id}
    for change, field in (
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"due_on": None}, "due_on"),
        ({"due_on": dt.date(9999, 1, 1)}, "due_on"),
        ({"owner_id": stage.troupe.members["trustee"].id}, "owner"),
    ):
        with pytest.raises(BadInput) as caught:
            visit_reports.add_follow_up(**given, **{"text": "Do it", "owner_id": head_id, "due_on": TODAY, **change})
        assert list(caught.value.detail) == [field]
    row = visit_reports.add_follow_up(**given, text="Share the sequence", owner_id=head_id, due_on=TODAY)
    with pytest.raises(Refused):
        visit_reports.follow_up_done(actor=stage.director, follow_up_id=row.id, on=TODAY, note="")
    with pytest.raises(NotFound):
        visit_reports.follow_up_done(actor=stage.head, follow_up_id=row.id, on=TODAY, note="")
    send(stage, made)
    [version] = versions_of(made)
    assert version.content["sections"][0]["fields"][-1]["value"][0].startswith("Share the sequence (")
    with pytest.raises(Refused):
        visit_reports.take_follow_up_away(**given, follow_up_id=row.id)
    assert "visit_follow_up" in due(stage.head)
    with pytest.raises(NotPermitted):
        visit_reports.follow_up_done(
            actor=stage.actor("senior_leader", head_of="beckside", role="senior_leader"),
            follow_up_id=row.id,
            on=TODAY,
            note="",
        )
    visit_reports.follow_up_done(actor=stage.head, follow_up_id=row.id, on=TODAY, note="Shared.")
    assert "visit_follow_up" not in due(stage.head)
    visit_reports.follow_up_open_again(actor=stage.head, follow_up_id=row.id)
    assert "visit_follow_up" in due(stage.head)


def appoint(stage: Any, key: str, role: str = "headteacher") -> None:
    is_head = role == "headteacher"
    Appointment.objects.create(
        membership=stage.troupe.members[key],
        academy=stage.academies["beckside"],
        role=role,
        headship="substantive" if is_head else "",
        agrees=is_head,
        from_on=dt.date(2021, 9, 1),
    )


def due(actor: Any) -> list[str]:
    """What is open and due from this person, by kind."""
    found = deadlines.read(deadlines.asked(actor, deadlines.IS_OPEN & deadlines.mine(actor)))
    return [each.kind for each in found if each.kind.startswith("visit")]


def test_each_step_is_due_from_whoever_takes_it(stage: Any) -> None:
    made = plan(stage, people=("director", "officer"), begins_at=dt.time(9, 5), until_on=TODAY + dt.timedelta(days=1))
    [line] = list(deadlines.read(deadlines.asked(stage.director, deadlines.mine(stage.director))))
    assert (line.kind, line.mark, line.at, line.until_on) == (
        "visit",
        "visit",
        "09:05",
        TODAY + dt.timedelta(days=1),
    )
    assert due(stage.actor("officer")) == ["visit"]
    assert due(stage.head) == []
    hold(stage, made)
    assert due(stage.actor("officer")) == ["visit_report"]
    write(stage, made)
    send(stage, made)
    assert (due(stage.director), due(stage.head)) == ([], ["visit_reply"])
    answer(stage, made)
    assert due(stage.head) == []


def test_a_visit_that_keeps_a_promise_is_due_once(stage: Any) -> None:
    commitment = promised(stage)
    plan(stage, commitment_id=commitment.id, promise_id=commitment.promises.get().id)
    lines = deadlines.read(deadlines.asked(stage.director, deadlines.IS_OPEN))
    assert [each.kind for each in lines if each.kind in ("promise", "visit")] == ["visit"]


def test_a_leadership_review_is_private_to_all_who_do_not_carry_it_out(stage: Any) -> None:
    made = plan(stage, kind="leadership_review", people=("officer",))
    leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    known = {
        "officer": stage.actor("officer"),
        "director": stage.director,
        "head": stage.head,
        "leader": leader,
        "specialist": stage.actor("specialist"),
    }
    assert {key: may_open_visit(each, made) for key, each in known.items()} == {
        "officer": True,
        "director": True,
        "head": True,
        "leader": False,
        "specialist": False,
    }
    assert [each.is_private for each in visits_of(leader, stage.row("beckside"))] == [True]
    assert [each.id for each in visits_known_to(leader, Wanted())] == [made.id]
    assert not visits_known_to(leader, Wanted(kind="leadership_review")).exists()
    assert not visits_known_to(known["specialist"], Wanted()).exists()
    assert {each.kind for each in Activity.objects.filter(subject_id=made.id)} == {"private_visit"}
    assert due(leader) == []
    seen = deadlines.read(deadlines.asked(leader, deadlines.ALL))
    assert not [each for each in seen if each.kind.startswith("visit")]
    with pytest.raises(NotFound):
        visits.cancel(actor=leader, visit_id=made.id, reason="x", seen_version=1)


def test_a_person_of_another_academy_opens_only_the_visit_they_go_on(stage: Any) -> None:
    made, other = plan(stage, people=("other_head",)), plan(stage)
    guest = stage.actor("other_head", head_of="castle")
    assert [may_open_visit(guest, each) for each in (made, other)] == [True, False]
    assert may_carry_out(guest, made)
    assert not may_open_visit(stage.actor("trustee"), made)


def test_in_a_closed_year_nothing_of_it_moves(stage: Any) -> None:
    made = plan(stage)
    cycle = stage.cycles["now"]
    cycle.state = "closed"
    cycle.save(update_fields=["state"])
    with pytest.raises(Refused):
        hold(stage, made)
    with pytest.raises(Refused):
        plan(stage)


def test_a_visit_outside_every_year_hangs_on_the_academy_alone(stage: Any) -> None:
    ends = stage.cycles["now"].school_year.ends_on
    made = plan(stage, day=min(ends + dt.timedelta(days=40), TODAY + dt.timedelta(days=700)))
    assert (made.academy_cycle, made.academy) == (None, stage.academies["beckside"])
    assert Promise.objects.count() == 0
