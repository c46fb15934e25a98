"""Which inspection counts as the latest, and what a profile shows."""

import datetime as dt
from typing import Any

from academies import policies
from academies.enums import Regime
from academies.policies import InspectionProfile, InspectionRecord
from academies.presets.frameworks import frameworks

KNOWN = frameworks()


def record(regime: str, day: str, *, id: int = 1, framework: str = "oeif_2019", grades: str = "", **more: Any) -> Any:
    starts_on = dt.date.fromisoformat(day)
    parts = [part.split(":") for part in grades.split()]
    lines = [(KNOWN.areas[int(p[0])], KNOWN.words[int(p[1])], starts_on) for p in parts]
    facts: dict[str, Any] = {
        "urn": 900001, "number": str(id), "framework_key": framework, "framework": "F", "kind": "",
        "published_on": None,
        "outcome": "", "concern": "", "converted": False, "urn_at_time": 900001, "laestab_at_time": "",
        "name_at_time": "", "type_at_time": "", "source": "Ofsted", "as_at": dt.date(2026, 6, 30),
    }  # fmt: skip
    facts |= more
    return InspectionRecord(id=id, regime=regime, starts_on=starts_on, grades=policies.grade_lines(lines), **facts)


def test_the_latest_is_chosen_by_date_and_grades_stand_after_an_ungraded_one() -> None:
    graded = record(Regime.GRADED_OVERALL, "2019-11-26", id=1, grades="201:2 202:2")
    ungraded = record(Regime.UNGRADED, "2024-11-19", id=2, outcome="Standards maintained")
    assert policies.latest_of([ungraded, graded]) == (ungraded, graded)


def test_monitoring_is_never_the_latest() -> None:
    card = record(Regime.REPORT_CARD, "2026-01-14", framework="report_card_2025", grades="301:13")
    visit = record(Regime.MONITORING, "2026-06-23", id=2, framework="report_card_2025")
    assert policies.latest_of([card, visit]) == (card, card)


def test_a_monitoring_visit_renews_single_grades_with_their_own_date() -> None:
    card = record(Regime.REPORT_CARD, "2026-01-14", framework="report_card_2025", grades="301:13 304:14")
    visit = record(Regime.MONITORING, "2026-06-23", id=2, framework="report_card_2025", grades="304:13")
    inclusion, attendance = policies.with_monitoring(card, [visit]).grades
    assert not inclusion.renewed
    assert (attendance.word.label, attendance.graded_on) == ("Expected standard", dt.date(2026, 6, 23))
    assert attendance.before
    assert attendance.before.label == "Needs attention"


def test_a_visit_under_another_framework_renews_nothing() -> None:
    card = record(Regime.REPORT_CARD, "2026-01-14", framework="report_card_2025", grades="301:13")
    visit = record(Regime.MONITORING, "2026-06-23", id=2, grades="202:1")
    assert policies.with_monitoring(card, [visit]).grades == card.grades


def test_no_overall_grade_is_made_up() -> None:
    graded = record(Regime.GRADED, "2024-11-05", grades="202:1 203:1 204:1 205:1")
    assert graded.overall is None
    sentence = InspectionProfile(900001, graded, graded).sentence
    assert sentence == "Graded, 5 November 2024: 4 Outstanding"


def test_sentences() -> None:
    ungraded = record(Regime.UNGRADED, "2025-05-08", outcome="Improved significantly")
    assert InspectionProfile(1, ungraded).sentence == "Ungraded, 8 May 2025: Improved significantly"
    overall = record(Regime.GRADED_OVERALL, "2023-06-13", grades="201:2 202:2")
    assert InspectionProfile(1, overall, overall).sentence == "Graded, 13 June 2023: Good overall"
    assert InspectionProfile(1).sentence == "No inspection known"


def test_before_and_since_joining() -> None:
    joined = dt.date(2021, 9, 1)
    assert policies.joining_tag(dt.date(2021, 8, 31), joined) == "before"
    assert policies.joining_tag(joined, joined) == "since"
    assert policies.joining_tag(joined, None) == ""


def test_predecessors_are_followed_to_the_end_and_circles_end() -> None:
    links = {5: [3, 4], 3: [1], 1: [5, 3]}
    assert policies.predecessor_lines(5, links) == (3, 4, 1)


def test_the_newer_file_says_whether_there_is_a_concern() -> None:
    card = record(Regime.REPORT_CARD, "2026-01-14", framework="report_card_2025")
    assert policies.concern_now("SM", dt.date(2025, 8, 31), card) == ""
    assert policies.concern_now("RSI", dt.date(2026, 7, 31), card) == "RSI"
    assert policies.concern_now(None, None, None) == ""
