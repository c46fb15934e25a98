"""Rules on what lasts: when the checks after delivery fall due, and what a check says of the four marks."""

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from improvement_cycle.enums import Verdict
from trust.policies.days import NOT_YET, fault_of_day
from trust.policies.texts import fault_of_text, in_lines
from trust.policies.wording import full_day

LONGEST_EVIDENCE = 1000
SAY_SO = "Choose whether it is holding or slipping."
EVIDENCE = "Say what shows it."
EARLY = dt.timedelta(weeks=4)


@dataclass(frozen=True)
class Found:
    """What a check finds on one mark."""

    verdict: str
    evidence: str


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last where it has none of that number."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def verdict_of(verdicts: Iterable[str]) -> str:
    """Of the whole check: one mark that slips is enough."""
    return Verdict.SLIPPING.value if Verdict.SLIPPING in set(verdicts) else Verdict.HOLDING.value


def is_sustained(verdicts: Collection[str]) -> bool:
    """Whether every check is done and every one found that it holds. An empty word is a check still to come."""
    return bool(verdicts) and all(each == Verdict.HOLDING for each in verdicts)


def clean(marks: Sequence[str], given: Mapping[str, Found]) -> tuple[dict[str, Found], dict[str, str]]:
    """What is kept of each mark, and a sentence for each `<mark>_verdict` and `<mark>_evidence` that does not fit."""
    kept: dict[str, Found] = {}
    faults: dict[str, str] = {}
    for mark in marks:
        said = given.get(mark, Found("", ""))
        evidence = in_lines(said.evidence)
        if said.verdict not in Verdict.values:
            faults[f"{mark}_verdict"] = SAY_SO
        if fault := fault_of_text(evidence, LONGEST_EVIDENCE, EVIDENCE):
            faults[f"{mark}_evidence"] = fault
        kept[mark] = Found(said.verdict, evidence)
    return kept, faults


def fault_of_looked_at(day: dt.date, delivered_on: dt.date | None, today: dt.date) -> str:
    """What to say of a day on which nobody can have looked; empty for any other."""
    if day > today:
        return NOT_YET
    if delivered_on and day < delivered_on:
        return "This is before it was delivered."
    return fault_of_day(day)


def holds_from(due_on: dt.date) -> dt.date:
    """The first day on which it can be found that something lasts."""
    return due_on - EARLY


def fault_of_early(day: dt.date, due_on: dt.date, verdict: str) -> str:
    """What to say where it is too early to find that something lasts; that it slips may be found on any day."""
    first = holds_from(due_on)
    if verdict == Verdict.SLIPPING or day >= first:
        return ""
    return (
        f"Whether it still holds by {full_day(due_on)} can be said from {full_day(first)} on. Where something slips,"
        " say so today; to look earlier, give the check another day first."
    )


def fault_of_move(day: dt.date, delivered_on: dt.date | None) -> str:
    """What to say of a day to which no check is moved."""
    if fault := fault_of_day(day):
        return fault
    if delivered_on and not delivered_on <= day <= months_after(delivered_on, 36):
        return "A check lies within three years of delivery."
    return ""
