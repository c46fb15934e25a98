"""The report of a visit on paper and as Word: as it was sent, with what the head said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.models import Visit
from improvement_cycle.presenters.documents import FieldShown, read_version
from improvement_cycle.presenters.visits import answer_words, spent_words, who_words
from improvement_cycle.queries.visit_reports import version_to_print, visit_of
from improvement_cycle.reports.documents import passage
from improvement_cycle.workflow.visits import REPORT
from trust.actors import Actor
from trust.permissions import Permission
from trust.policies.wording import full_day
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper, Passage


@dataclass(frozen=True)
class VisitReport:
    """Everything that the template prints."""

    number: int
    facts: tuple[tuple[str, str], ...]
    fields: tuple[FieldShown, ...]
    answer: str
    answer_note: str
    checksum: str


def describe(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with the head's answer: the content never does."""
    version = version_to_print(actor, version_id)
    answers = visit_of(version.document).answers.filter(number=version.number).count()
    return About(f"{version.content['title']}, version {version.number}", f"{version.sha256[:40]}:{answers}")


def build(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> VisitReport:
    """The version as the person who asks may read it."""
    version = version_to_print(actor, version_id)
    visit = visit_of(version.document)
    answer = visit.answers.filter(number=version.number).first()
    return VisitReport(
        number=version.number,
        facts=_facts(visit, version.by_name, full_day(version.at.date())),
        fields=tuple(each for part in read_version(version) for each in part.fields if each.value),
        answer=f"{answer_words(answer)}, {full_day(answer.at.date())}." if answer else "The head has not answered yet.",
        answer_note=answer.note if answer else "",
        checksum=version.sha256[:16],
    )


def _facts(visit: Visit, by: str, on: str) -> tuple[tuple[str, str], ...]:
    held = full_day(visit.held_on) if visit.held_on else ""
    said = (
        ("Academy", visit.academy.name),
        ("Held on", held),
        ("Who went", who_words(visit)),
        ("Time", spent_words(visit)),
        ("Sent", f"{on}, by {by}"),
    )
    return tuple((name, words) for name, words in said if words)


def paper(report: VisitReport) -> Paper:
    """The same as Word."""
    passages = [passage(field) for field in report.fields]
    said = [Passage("The head’s note", words=report.answer_note)] if report.answer_note else []
    return Paper(
        version=f"Version {report.number}",
        lead=tuple(f"{name}: {words}." for name, words in report.facts),
        chapters=[
            Chapter("Report", passages),
            Chapter("The head’s answer", [Passage("Is it accurate?", words=report.answer), *said]),
        ],
        foot=f"Checksum {report.checksum}",
    )


_COMMON: dict[str, Any] = {
    "permission": Permission.TRUST_ENTER,
    "build": build,
    "describe": describe,
    "check": lambda actor, version_id, _version: version_to_print(actor, version_id),
}
PDF = ReportKind(kind=REPORT, title="Report of a visit", template="reports/visit.html", **_COMMON)
WORD = ReportKind(kind=f"{REPORT}_word", title="Report of a visit as Word", paper=paper, **_COMMON)
