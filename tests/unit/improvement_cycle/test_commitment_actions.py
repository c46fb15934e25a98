"""Commitments of an academy's year: brought by the category, recorded by those who owe them, private where need be."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from improvement_cycle.actions import commitments, promises, self_evaluations, status
from improvement_cycle.actions.commitments import Words
from improvement_cycle.enums import PromiseState
from improvement_cycle.models import AcademyCycle, Commitment, CurrentStatus, Promise
from tests.unit.improvement_cycle.test_self_evaluation import submit
from trust import deadlines
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity, Term
from trust.queries.activity import visible_to

TODAY = timezone.localdate()


@pytest.fixture
def year(stage: Any) -> Any:
    """A year with its three terms, of which none is over: all that a category brings is still to come."""
    starts = stage.cycles["now"].school_year.starts_on
    for name, first, last in (
        ("Autumn", dt.date(starts.year, 9, 2), dt.date(starts.year, 12, 18)),
        ("Spring", dt.date(starts.year + 1, 1, 5), dt.date(starts.year + 1, 3, 26)),
        ("Summer", dt.date(starts.year + 1, 4, 13), dt.date(starts.year + 1, 7, 21)),
    ):
        Term.objects.create(school_year=stage.cycles["now"].school_year, name=name, starts_on=first, ends_on=last)
    return stage


def decide(stage: Any, number: int, since: dt.date | None = None) -> None:
    standing = CurrentStatus.objects.filter(superseded_at=None, academy_cycle=stage.row("beckside")).first()
    status.decide(
        actor=stage.director,
        academy_cycle_id=stage.row("beckside").id,
        category_number=number,
        reason="Decided together.",
        took_part=["head", "director", "chief_executive"],
        effective_from=since or TODAY,
        seen_status_id=standing.id if standing else None,
    )


def of_kind(kind: str) -> Any:
    return Commitment.objects.get(kind=kind)


def open_promise(stage: Any, kind: str = "qa_visit") -> Promise:
    """One of the trust's that is still to be kept."""
    found = Promise.objects.filter(commitment__kind=kind, state="promised").select_related("commitment").last()
    if found is None:
        # In summer nothing of a term is left: then somebody adds one.
        of = of_kind(kind)
        found = Promise.objects.create(
            commitment=of, due_on=stage.row("beckside").cycle.school_year.ends_on, by_name="x", at=timezone.now()
        )
    return found


def words(**more: Any) -> Words:
    given: dict[str, Any] = {
        "text": "Two days of a maths specialist.",
        "kind": "specialist_support",
        "owed_by": "trust",
        "responsible": "director",
        "provider": "Ivybank Primary",
        "due_on": TODAY,
        "reason": "Mathematics in Year 4.",
        **more,
    }
    return Words(**given)


def test_each_category_brings_its_own_and_those_below_it(year: Any) -> None:
    for number, count in ((1, 12), (2, 17), (3, 22), (1, 12)):
        decide(year, number)
        assert Commitment.objects.filter(ended_on=None).count() == count
    # What a higher category added is kept, ended.
    assert Commitment.objects.count() == 22


def test_what_the_category_does_not_bring_ends_and_what_was_delivered_stays(year: Any) -> None:
    decide(year, 3)
    audit = open_promise(year, "behaviour_audit")
    promises.deliver(
        actor=year.director, promise_id=audit.id, on=TODAY, days=Decimal("1.5"), note="Done.", seen_version=1
    )
    decide(year, 1)
    assert of_kind("behaviour_audit").ended_on == TODAY
    assert Promise.objects.get(id=audit.id).state == PromiseState.DELIVERED
    assert not Promise.objects.filter(commitment__category=3, state__in=["promised", "scheduled"]).exists()


def test_what_ended_is_taken_up_again_and_never_doubled(year: Any) -> None:
    decide(year, 3)
    before = Promise.objects.count()
    decide(year, 2)
    decide(year, 3)
    assert Promise.objects.count() == before
    assert not Promise.objects.filter(state="ended").exists()
    assert not Commitment.objects.exclude(ended_on=None).exists()


def test_a_document_that_was_handed_in_keeps_its_promise(year: Any) -> None:
    decide(year, 1)
    assert Promise.objects.get(document="self_evaluation").state == "promised"
    _hand_in(year)
    kept = Promise.objects.get(document="self_evaluation")
    assert (kept.state, kept.delivered_on) == ("delivered", TODAY)
    with pytest.raises(Refused):
        promises.open_again(actor=year.director, promise_id=kept.id, note="No.", seen_version=kept.version)


def test_what_was_handed_in_before_it_was_promised_is_kept_from_the_start(year: Any) -> None:
    _hand_in(year)
    decide(year, 1)
    assert Promise.objects.get(document="self_evaluation").delivered_on == TODAY


def _hand_in(year: Any) -> None:
    sef = self_evaluations.begin(actor=year.head, academy_cycle_id=year.row("beckside").id)
    submit(year, sef)


def test_a_promise_gets_a_date_another_and_is_delivered_with_its_days(year: Any) -> None:
    decide(year, 1)
    promise = open_promise(year)
    later = year.row("beckside").cycle.school_year.ends_on
    promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=1)
    promises.schedule(actor=year.director, promise_id=promise.id, on=later, seen_version=2)
    made = promises.deliver(
        actor=year.director, promise_id=promise.id, on=TODAY, days=Decimal("0.5"), note="Maths.", seen_version=3
    )
    assert (made.state, made.scheduled_on, made.days, made.note) == ("delivered", later, Decimal("0.5"), "Maths.")
    corrected = promises.deliver(
        actor=year.director, promise_id=promise.id, on=TODAY, days=None, note="Reading.", seen_version=4
    )
    assert corrected.note == "Reading."
    again = promises.open_again(actor=year.director, promise_id=promise.id, note="Another academy.", seen_version=5)
    assert (again.state, again.delivered_on, again.scheduled_on, again.days) == ("promised", None, None, None)


def test_missed_and_not_needed_say_why_and_missed_finds_a_new_date(year: Any) -> None:
    decide(year, 1)
    promise = open_promise(year)
    for act in (promises.miss, promises.not_needed):
        with pytest.raises(BadInput):
            act(actor=year.director, promise_id=promise.id, note=" ", seen_version=1)
    promises.miss(actor=year.director, promise_id=promise.id, note="Amara was ill.", seen_version=1)
    made = promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=2)
    assert made.state == "scheduled"


def test_who_was_slower_saves_nothing(year: Any) -> None:
    decide(year, 1)
    promise = open_promise(year)
    promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=1)
    with pytest.raises(Conflict):
        promises.miss(actor=year.chief, promise_id=promise.id, note="Ill.", seen_version=1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"on": None}, "day"),
        ({"on": TODAY + dt.timedelta(days=1)}, "day"),
        ({"on": dt.date(2001, 1, 1)}, "day"),
        ({"days": Decimal(-1)}, "days"),
        ({"days": Decimal(101)}, "days"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_delivery_that_makes_no_sense_is_bad_input(year: Any, given: dict[str, Any], field: str) -> None:
    decide(year, 1)
    typed = {"on": TODAY, "days": None, "note": "", **given}
    with pytest.raises(BadInput) as caught:
        promises.deliver(actor=year.director, promise_id=open_promise(year).id, seen_version=1, **typed)
    assert field in caught.value.detail


def test_what_is_there_when_needed_is_written_down_when_it_was_used(year: Any) -> None:
    decide(year, 1)
    coaching = of_kind("coaching")
    with pytest.raises(BadInput) as caught:
        promises.use(actor=year.director, commitment_id=coaching.id, on=TODAY, days=Decimal(1), note="First talk.")
    assert "note" in caught.value.detail
    made = promises.use(actor=year.director, commitment_id=coaching.id, on=TODAY, days=Decimal(1), note="")
    assert (made.state, made.slot, made.due_on) == ("delivered", "", TODAY)
    with pytest.raises(Refused):
        promises.use(actor=year.director, commitment_id=of_kind("qa_visit").id, on=TODAY, days=None, note="")


def test_the_head_records_what_the_academy_owes_and_not_what_the_trust_owes(year: Any) -> None:
    decide(year, 1)
    with pytest.raises(NotPermitted):
        promises.schedule(actor=year.head, promise_id=open_promise(year).id, on=TODAY, seen_version=1)
    own = open_promise(year, "meeting")
    made = promises.deliver(actor=year.head, promise_id=own.id, on=TODAY, days=None, note="", seen_version=1)
    assert made.by_name == year.head.name


def test_head_and_director_add_end_and_move_with_a_reason(year: Any) -> None:
    decide(year, 1)
    row = year.row("beckside")
    # Nobody adds the review of their own leadership: they could not end it either.
    with pytest.raises(NotPermitted):
        commitments.add(actor=year.head, academy_cycle_id=row.id, words=words(kind="leadership_review"))
    made = commitments.add(actor=year.head, academy_cycle_id=row.id, words=words())
    assert (made.is_added, made.promises.get().due_on) == (True, TODAY)
    promise = open_promise(year)
    moved = promises.move(
        actor=year.head, promise_id=promise.id, due_on=row.cycle.school_year.ends_on, why="Mocks.", seen_version=1
    )
    assert moved.moved_why == "Mocks."
    commitments.end(actor=year.head, commitment_id=made.id, reason="Not needed any more.")
    assert not made.promises.filter(state="promised").exists()
    with pytest.raises(Refused):
        promises.schedule(
            actor=year.director, promise_id=made.promises.get().id, on=TODAY, seen_version=made.promises.get().version
        )
    # Decided anew, what was ended with a reason does not come back, and what was moved stays moved.
    ended = of_kind("coaching")
    commitments.end(actor=year.director, commitment_id=ended.id, reason="The head has a coach already.")
    decide(year, 1)
    assert of_kind("coaching").ended_on is not None
    assert Promise.objects.get(id=promise.id).due_on == row.cycle.school_year.ends_on


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 401}, "text"),
        ({"reason": ""}, "reason"),
        ({"kind": "party"}, "kind"),
        ({"owed_by": "nobody"}, "owed_by"),
        ({"responsible": "caretaker"}, "responsible"),
        ({"provider": "x" * 201}, "provider"),
        ({"due_on": dt.date(2001, 1, 1)}, "due_on"),
    ],
)
def test_an_added_commitment_that_makes_no_sense_is_bad_input(year: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        commitments.add(actor=year.director, academy_cycle_id=year.row("beckside").id, words=words(**change))
    assert field in caught.value.detail
    assert not Commitment.objects.exists()


def test_others_neither_read_nor_change_them(year: Any) -> None:
    decide(year, 3)
    promise = open_promise(year)
    trustee = year.actor("trustee")
    with pytest.raises(NotFound):
        promises.schedule(actor=trustee, promise_id=promise.id, on=TODAY, seen_version=1)
    leader = year.actor("senior_leader", head_of="beckside", role="senior_leader")
    with pytest.raises(NotPermitted):
        promises.schedule(actor=leader, promise_id=promise.id, on=TODAY, seen_version=1)
    review = open_promise(year, "leadership_review")
    with pytest.raises(NotFound):
        promises.schedule(actor=leader, promise_id=review.id, on=TODAY, seen_version=1)


def test_the_feed_says_a_private_one_only_to_those_who_carry_it_out(year: Any) -> None:
    decide(year, 3)
    promises.schedule(
        actor=year.director, promise_id=open_promise(year, "leadership_review").id, on=TODAY, seen_version=1
    )
    line = Activity.objects.get(verb="schedule")
    assert line.kind == "private_commitment"
    # A director knows it in the phases of the remit, the head at the own academy; nobody else does.
    knows = [year.chief, year.director, year.head, replace(year.director, remit="primary")]
    others = [
        replace(year.director, remit="secondary"),
        year.actor("head", head_of="castle"),
        year.actor("senior_leader", head_of="beckside", role="senior_leader"),
        year.actor("trustee"),
        year.actor("administrator"),
    ]
    assert [visible_to(each).filter(id=line.id).exists() for each in (*knows, *others)] == [True] * 4 + [False] * 5


def test_in_a_closed_year_nothing_of_it_moves(year: Any) -> None:
    decide(year, 1)
    promise = open_promise(year)
    cycle = year.cycles["now"]
    cycle.state = "closed"
    cycle.save(update_fields=["state"])
    with pytest.raises(Refused):
        promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=1)
    assert AcademyCycle.objects.filter(cycle=cycle).exists()


def lines(actor: Any) -> dict[str, deadlines.Deadline]:
    """What is due of commitments, by title, as this person sees it."""
    found = deadlines.read(deadlines.asked(actor, Q()))
    return {each.title: each for each in found if each.kind == "promise"}


def test_what_is_promised_is_due_from_who_sees_to_it(year: Any) -> None:
    decide(year, 3)
    promise = open_promise(year)
    promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=1)
    visit = lines(year.director)["Quality assurance visit: Beckside Primary"]
    assert (visit.role, visit.who) == ("director", "")
    meeting = lines(year.director)["Partnership meeting: Beckside Primary"]
    assert (meeting.role, meeting.who) == ("headteacher", "")
    days = [each.due_on for each in deadlines.read(deadlines.asked(year.director, deadlines.mine(year.director)))]
    assert TODAY in days
    # What is kept by handing it in has its own line.
    assert not [title for title in lines(year.director) if title.startswith("Self-evaluation")]
    promises.deliver(actor=year.director, promise_id=promise.id, on=TODAY, days=None, note="", seen_version=2)
    done = deadlines.read(deadlines.asked(year.director, deadlines.done_since(TODAY)))
    assert [each.subject_id for each in done if each.kind == "promise"] == [promise.id]


def test_of_a_leadership_review_only_those_learn_who_carry_it_out(year: Any) -> None:
    decide(year, 3)
    leader = year.actor("senior_leader", head_of="beckside", role="senior_leader")
    review = "Leadership review: Beckside Primary"
    promise = open_promise(year, "leadership_review")
    promises.schedule(actor=year.director, promise_id=promise.id, on=TODAY, seen_version=1)
    assert lines(year.chief)[review].is_private
    assert review in lines(year.head)
    assert lines(leader)
    assert review not in lines(leader)


def test_what_ended_or_was_not_needed_is_due_from_nobody(year: Any) -> None:
    decide(year, 2)
    promise = open_promise(year)
    promises.not_needed(actor=year.director, promise_id=promise.id, note="No need.", seen_version=1)
    assert promise.id not in {each.subject_id for each in lines(year.director).values()}
    decide(year, 1)
    assert "Progress meeting: Beckside Primary" not in lines(year.director)
