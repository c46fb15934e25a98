"""Sources of evidence: what is there, how old it is, what is missing, in words."""

import datetime as dt

import pytest

from improvement_cycle.policies.sources import Found, Sources, age, line_of, state_of

TODAY = dt.date(2026, 11, 26)


def state(*found: Found, label: str = "Staff surveys"):
    return state_of("staff_survey", label, "", found, TODAY)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ((), "todo"),
        ((Found("A", dt.date(2026, 11, 1)),), "done"),
        ((Found("A", None),), "done"),
        ((Found("A", dt.date(2025, 11, 1)),), "part"),
        ((Found("A", dt.date(2025, 11, 1)), Found("B", dt.date(2026, 10, 1))), "done"),
        # An inspection is as old as it is; last year's self-evaluation is last year's.
        ((Found("Inspection", dt.date(2019, 5, 8), is_known=True),), "done"),
        ((Found("SEF", dt.date(2026, 6, 1), is_known=True, is_old=True),), "part"),
        ((Found("SEF", dt.date(2026, 6, 1), is_known=True, is_old=True), Found("Note", None)), "done"),
    ],
)
def test_a_source_is_there_old_or_missing(found, kind) -> None:
    assert state(*found).kind == kind


def test_the_newest_stands_first() -> None:
    assert [each.title for each in state(Found("Old", dt.date(2026, 1, 1)), Found("New", TODAY)).found] == [
        "New",
        "Old",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "without a date"),
        (TODAY, "today"),
        (TODAY - dt.timedelta(1), "1 day old"),
        (TODAY - dt.timedelta(20), "2 weeks old"),
        (TODAY - dt.timedelta(100), "3 months old"),
        (TODAY - dt.timedelta(800), "2 years old"),
    ],
)
def test_age_is_said_in_words(day, words) -> None:
    assert age(day, TODAY) == words


def test_the_line_of_an_academy_says_how_old_and_what_is_missing() -> None:
    inspection = state(Found("Inspection", dt.date(2019, 5, 8), is_known=True), label="Inspection")
    old, new = (state(Found("A", day), label=str(day.year)) for day in (dt.date(2025, 9, 20), dt.date(2026, 11, 1)))
    assert line_of(Sources((inspection, new, old, state())), TODAY) == (
        "3 of 4 sources. Oldest that was added: 2025, 14 months old. Missing: Staff surveys"
    )
    assert line_of(Sources((inspection,)), TODAY) == "1 of 1 sources"
    assert line_of(Sources((state(Found("A", None)),)), TODAY) == "1 of 1 sources"
    assert line_of(Sources(()), TODAY) == ""


def test_the_line_names_three_that_are_missing_and_counts_the_rest() -> None:
    missing = [state(label=label) for label in ("Staff surveys", "Context", "Peer review", "Plan", "Results")]
    here = state(Found("A", dt.date(2025, 1, 1)), label="Observations")
    assert Sources((here, *missing)).words == (
        "1 of 6 sources of evidence, 1 from an earlier year. Missing: Staff surveys, Context, Peer review and 2 more"
    )
    assert Sources((here,)).words == "1 of 1 sources of evidence, 1 from an earlier year"
    assert Sources(()).words == ""
