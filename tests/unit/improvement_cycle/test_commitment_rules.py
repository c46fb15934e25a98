"""What a category brings, by the days of the year, and what a change of category leaves: rules on plain values."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement_cycle.enums import Cadence, CommitmentKind, PromiseState
from improvement_cycle.policies.commitments import (
    OPEN,
    WHEN_USED,
    Changes,
    CommitmentFact,
    Documents,
    PromiseFact,
    Slot,
    Wanted,
    YearDays,
    changes,
    slots,
)
from improvement_cycle.policies.definition import CommitmentWord

D = dt.date
TERMS = [
    (D(2026, 9, 2), D(2026, 12, 18), D(2026, 10, 26), D(2026, 10, 30)),
    (D(2027, 1, 4), D(2027, 3, 25), D(2027, 2, 15), D(2027, 2, 19)),
    (D(2027, 4, 12), D(2027, 7, 21), D(2027, 5, 31), D(2027, 6, 4)),
]
YEAR = YearDays(D(2026, 9, 1), D(2027, 8, 31), TERMS, {"sef": D(2026, 11, 16)})
DOCUMENTS = Documents(("sef", "plan"), ("review_autumn", "review_spring", "review_summer"), "rapid")
BEGIN = D(2026, 9, 1)


def entry(cadence: str, kind: str = CommitmentKind.SUPPORT, key: str = "a") -> CommitmentWord:
    return CommitmentWord(key, "Something.", kind, cadence, "director", "trust", "")


def days(cadence: str, since: D = BEGIN, year: YearDays = YEAR) -> list[D]:
    """The days that are worth promising anew."""
    return [slot.day for slot in slots(entry(cadence), since, year, DOCUMENTS) if slot.is_worth_it]


def test_each_term_and_each_half_term_brings_one_on_its_last_day() -> None:
    assert days(Cadence.TERMLY) == [term[1] for term in TERMS]
    assert days(Cadence.HALF_TERMLY) == [
        D(2026, 10, 23),
        D(2026, 12, 18),
        D(2027, 2, 12),
        D(2027, 3, 25),
        D(2027, 5, 28),
        D(2027, 7, 21),
    ]


def test_of_a_term_that_is_nearly_over_nothing_is_promised() -> None:
    assert days(Cadence.TERMLY, D(2026, 12, 5)) == [D(2027, 3, 25), D(2027, 7, 21)]
    assert days(Cadence.TERMLY, D(2026, 12, 4))[0] == D(2026, 12, 18)


def test_every_month_and_every_second_week_lie_on_school_days_alone() -> None:
    for cadence, number in ((Cadence.MONTHLY, 11), (Cadence.FORTNIGHTLY, 20)):
        found = days(cadence)
        assert found == sorted(set(found))
        assert all(YEAR.is_school_day(day) for day in found)
        assert len(found) == number, cadence


@pytest.mark.parametrize(
    ("since", "day"),
    [
        (D(2026, 9, 7), D(2026, 9, 21)),
        (D(2026, 12, 10), D(2027, 1, 4)),  # two weeks on is a holiday: the first day of the next term
        (D(2027, 4, 19), D(2027, 5, 4)),  # two weeks on is a bank holiday
        (D(2027, 7, 20), D(2027, 7, 21)),  # nothing comes after: the last day
    ],
)
def test_at_once_means_within_two_weeks_of_school(since: D, day: D) -> None:
    assert days(Cadence.IMMEDIATE, since) == [day]


def test_once_leaves_four_weeks_and_the_rest_until_the_end_of_the_last_term() -> None:
    assert days(Cadence.ONCE, D(2026, 11, 20)) == [D(2026, 12, 18)]
    assert days(Cadence.ONCE, D(2026, 11, 27)) == [D(2027, 3, 25)]
    assert days(Cadence.ONCE, D(2027, 7, 10)) == [D(2027, 7, 21)]
    assert days(Cadence.ANNUAL) == days(Cadence.AS_SCHEDULED) == [D(2027, 7, 21)]


def test_what_is_there_when_needed_or_all_year_has_no_days_of_its_own() -> None:
    assert [days(each) for each in sorted(WHEN_USED)] == [[], []]


def test_what_is_handed_in_is_promised_for_the_days_of_the_trust() -> None:
    yearly = slots(entry(Cadence.ANNUAL, CommitmentKind.SUBMISSION), BEGIN, YEAR, DOCUMENTS)
    assert yearly == (Slot("sef", D(2026, 11, 16), "sef"), Slot("plan", D(2027, 7, 21), "plan"))
    reviews = slots(entry(Cadence.TERMLY, CommitmentKind.QUIP_REVIEW), D(2027, 1, 10), YEAR, DOCUMENTS)
    assert [(each.document, each.day) for each in reviews] == [
        ("review_autumn", D(2026, 12, 18)),
        ("review_spring", D(2027, 3, 25)),
        ("review_summer", D(2027, 7, 21)),
    ]


@pytest.mark.parametrize("cadence", Cadence.values)
def test_a_year_without_terms_is_no_fault(cadence: str) -> None:
    bare = YearDays(D(2026, 9, 1), D(2027, 8, 31), [])
    for day in days(cadence, year=bare):
        assert bare.first <= day <= bare.last


@given(st.sampled_from(Cadence.values), st.integers(0, 364), st.integers(0, 364))
def test_a_later_beginning_brings_no_promise_that_an_earlier_one_did_not(cadence: str, one: int, other: int) -> None:
    earlier, later = sorted((BEGIN + dt.timedelta(days=one), BEGIN + dt.timedelta(days=other)))
    first, then = (slots(entry(cadence), since, YEAR, DOCUMENTS) for since in (earlier, later))
    assert {each.key for each in then if each.is_worth_it} <= {each.key for each in first if each.is_worth_it}
    assert {each.key for each in then} == {each.key for each in first}
    assert all(YEAR.first <= each.day <= YEAR.last for each in (*first, *then))


# Changes of category, in whatever order, on a made-up model: what stands afterwards is what a fresh start would bring.
CADENCES = [
    Cadence.TERMLY,
    Cadence.HALF_TERMLY,
    Cadence.FORTNIGHTLY,
    Cadence.MONTHLY,
    Cadence.ANNUAL,
    Cadence.ONCE,
    Cadence.IMMEDIATE,
    Cadence.AS_REQUIRED,
]
MODEL = {
    number: [entry(cadence, key=f"{number}-{cadence}") for cadence in CADENCES[number - 1 :]] for number in (1, 2, 3)
}


def brought(number: int) -> list[CommitmentWord]:
    return [each for category, entries in MODEL.items() if category <= number for each in entries]


class Standing:
    """Commitments as a database would hold them, changed as the action changes them."""

    def __init__(self) -> None:
        self.commitments: dict[str, CommitmentFact] = {}
        self.cadence_of = {each.key: each.cadence for each in brought(3)}

    def decide(self, number: int, effective: D, today: D) -> Changes:
        since = max(effective, today)
        wanted = [Wanted(each.key, slots(each, since, YEAR, DOCUMENTS)) for each in brought(number)]
        done = changes(wanted, list(self.commitments.values()), ends_from=effective, today=today)
        self.apply(done)
        return done

    def apply(self, done: Changes) -> None:
        for each in done.begin:
            self.commitments[each.key] = CommitmentFact(
                each.key, each.key, is_open=True, promises=self._made(each.key, each.slots)
            )
        for key, slot in done.add:
            there = self.commitments[str(key)]
            self.commitments[str(key)] = replace(there, promises=there.promises + self._made(str(key), (slot,)))
        for key in done.resume:
            self.commitments[str(key)] = replace(self.commitments[str(key)], is_open=True)
        for key in done.end:
            self.commitments[str(key)] = replace(self.commitments[str(key)], is_open=False)
        moved = dict(done.revive) | dict(done.redate)
        for key, there in self.commitments.items():
            self.commitments[key] = replace(
                there, promises=tuple(self._after(each, done, moved) for each in there.promises)
            )

    @staticmethod
    def _made(key: str, wanted: tuple[Slot, ...]) -> tuple[PromiseFact, ...]:
        return tuple(PromiseFact(f"{key}/{slot.key}", slot.key, slot.day, PromiseState.PROMISED) for slot in wanted)

    @staticmethod
    def _after(promise: PromiseFact, done: Changes, moved: dict[object, D]) -> PromiseFact:
        if promise.id in done.drop:
            return replace(promise, state=PromiseState.ENDED)
        if promise.id in dict(done.revive):
            return replace(promise, state=PromiseState.PROMISED, due_on=moved[promise.id])
        return replace(promise, due_on=moved.get(promise.id, promise.due_on))

    def settle(self, pick: int, state: str) -> None:
        """Somebody records what became of one that is open."""
        still = [
            (key, each) for key, there in self.commitments.items() for each in there.promises if each.state in OPEN
        ]
        if still:
            key, chosen = still[pick % len(still)]
            there = self.commitments[key]
            self.commitments[key] = replace(
                there,
                promises=tuple(replace(each, state=state) if each is chosen else each for each in there.promises),
            )

    def promises(self) -> dict[Any, PromiseFact]:
        return {each.id: each for there in self.commitments.values() for each in there.promises}


SETTLED = [PromiseState.DELIVERED, PromiseState.MISSED, PromiseState.NOT_NEEDED]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(1, 3), st.integers(0, 40), st.integers(0, 60)),
        st.tuples(st.just("settle"), st.integers(0, 500), st.sampled_from(SETTLED), st.just(0)),
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_was_decided_before_the_last_category_stands_and_what_was_settled_stays(steps: list[Any]) -> None:
    standing, today, settled = Standing(), BEGIN, {}
    for step in [*steps, ("decide", 2, 5, 0)]:
        if step[0] == "settle":
            before = standing.promises()
            standing.settle(step[1], step[2])
            settled |= {key: each for key, each in standing.promises().items() if before[key].state != each.state}
            continue
        _, number, on, back = step
        today = min(today + dt.timedelta(days=on), YEAR.last)
        effective = max(today - dt.timedelta(days=back), BEGIN)
        standing.decide(number, effective, today)
        _stands(standing, number, effective, today)
        for key, each in settled.items():
            assert standing.promises()[key] == each
        # Decided once more on the same day, nothing happens.
        assert standing.decide(number, effective, today).is_nothing


def _stands(standing: Standing, number: int, effective: D, today: D) -> None:
    keys = {each.key for each in brought(number)}
    assert {key for key, each in standing.commitments.items() if each.is_open} == keys
    for each in brought(number):
        promises = standing.commitments[each.key].promises
        assert len({promise.slot for promise in promises}) == len(promises)
        since = max(effective, today)
        fresh = {slot.key for slot in slots(each, since, YEAR, DOCUMENTS) if slot.day >= today and slot.is_worth_it}
        live = {promise.slot for promise in promises if promise.state != PromiseState.ENDED}
        assert fresh <= live
    for key, there in standing.commitments.items():
        if key not in keys:
            assert not [each for each in there.promises if each.state in OPEN and each.due_on >= effective]


def test_nobody_is_late_with_what_was_promised_after_its_day() -> None:
    standing = Standing()
    standing.decide(2, D(2026, 10, 1), D(2026, 11, 27))
    assert min(each.due_on for each in standing.promises().values()) >= D(2026, 11, 27)


def test_what_was_due_before_the_change_is_still_owed() -> None:
    standing = Standing()
    standing.decide(2, BEGIN, BEGIN)
    standing.decide(1, D(2026, 12, 1), D(2026, 12, 1))
    left = [each for each in standing.commitments["2-half_termly"].promises if each.state in OPEN]
    assert [each.due_on for each in left] == [D(2026, 10, 23)]


def test_new_dates_of_the_year_move_what_is_promised_and_nothing_else() -> None:
    standing = Standing()
    standing.decide(1, BEGIN, BEGIN)
    termly = standing.commitments["1-termly"]
    first, second, third = termly.promises
    standing.commitments["1-termly"] = replace(
        termly,
        promises=(
            replace(first, state=PromiseState.DELIVERED),
            replace(second, is_moved=True),
            third,
        ),
    )
    later = [(a, b - dt.timedelta(days=1), c, d) for a, b, c, d in TERMS]
    moved = replace(YEAR, terms=later)
    wanted = [Wanted(each.key, slots(each, BEGIN, moved, DOCUMENTS)) for each in brought(1)]
    done = changes(wanted, list(standing.commitments.values()), ends_from=BEGIN, today=BEGIN)
    of_termly = [(key, day) for key, day in done.redate if str(key).startswith("1-termly/")]
    assert of_termly == [(third.id, D(2027, 7, 20))]
    # Once and at once keep the day on which they were promised.
    assert not [key for key, _ in done.redate if "once" in str(key) or "immediate" in str(key)]
    assert not done.add
    assert not done.drop


def test_what_somebody_ended_with_a_reason_no_category_brings_back() -> None:
    standing = Standing()
    standing.decide(1, BEGIN, BEGIN)
    standing.commitments["1-termly"] = replace(standing.commitments["1-termly"], is_open=False, is_declined=True)
    assert standing.decide(1, BEGIN, BEGIN).is_nothing


def test_what_was_added_is_not_touched_by_a_category() -> None:
    added = CommitmentFact(
        "x", "", is_open=True, promises=(PromiseFact("y", "", D(2027, 3, 1), PromiseState.PROMISED),)
    )
    assert changes([], [added], ends_from=BEGIN, today=BEGIN).is_nothing


def test_a_slip_in_deciding_is_put_right_by_deciding_again() -> None:
    standing = Standing()
    standing.decide(3, BEGIN, BEGIN)
    late = D(2026, 12, 10)
    before = standing.promises()
    standing.decide(1, BEGIN, late)  # by mistake, and from the first day of the year
    assert standing.promises() != before
    standing.decide(3, BEGIN, late)
    assert standing.promises() == before


def test_terms_that_are_set_one_after_the_other_double_nothing() -> None:
    standing = Standing()
    for number in (2, 3):
        year = replace(YEAR, terms=TERMS[:number])
        wanted = [Wanted(each.key, slots(each, BEGIN, year, DOCUMENTS)) for each in brought(2)]
        standing.apply(changes(wanted, list(standing.commitments.values()), ends_from=BEGIN, today=BEGIN))
    fresh = Standing()
    fresh.decide(2, BEGIN, BEGIN)
    live = {key for key, each in standing.promises().items() if each.state != PromiseState.ENDED}
    assert live == set(fresh.promises())
