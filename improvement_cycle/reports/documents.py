"""A submitted version of a document on paper and as Word: as it was handed in, with who approved it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from improvement_cycle.document_pages import pages_of
from improvement_cycle.presenters.documents import FieldShown, read_version, results
from improvement_cycle.queries.document_versions import version_to_print
from trust.actors import Actor
from trust.models import SubmittedVersion
from trust.permissions import Permission
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper, Passage


@dataclass(frozen=True)
class Approved:
    """An approval."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class DocumentReport:
    """Everything that the template prints."""

    number: int
    by: str
    at: dt.datetime
    approvals: tuple[Approved, ...]
    sections: tuple[tuple[str, tuple[FieldShown, ...]], ...]
    checksum: str
    answered: str = "approved"  # what its kind is once it is answered


Arranged = Callable[[Sequence[FieldShown]], Sequence[FieldShown]]


def as_they_stand(fields: Sequence[FieldShown]) -> Sequence[FieldShown]:
    """One below the other."""
    return fields


def report_kinds(kind: str, title: str, *, arranged: Arranged = as_they_stand) -> tuple[ReportKind, ReportKind]:
    """As PDF and as Word, for one kind of document. Who may read which version is asked of the version itself.

    `arranged`: the fields of a section as the kind prints them.
    """

    def found(actor: Actor, version_id: UUID) -> SubmittedVersion:
        return version_to_print(actor, version_id, kind)

    def describe(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> About:
        """Title, and a version that changes with each approval: the content never does."""
        version = found(actor, version_id)
        return About(_title(version), f"{version.sha256[:40]}:{version.approvals.count()}")

    def build(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> DocumentReport:
        """The version as the person who asks may read it."""
        version = found(actor, version_id)
        approvals = tuple(Approved(approval.in_words, approval.at) for approval in version.approvals.all())
        return printed(version, approvals, arranged)

    common: dict[str, Any] = {
        "permission": Permission.TRUST_ENTER,
        "build": build,
        "describe": describe,
        "check": lambda actor, version_id, _version: found(actor, version_id),
    }
    return (
        ReportKind(kind=kind, title=title, template="reports/document.html", **common),
        ReportKind(kind=f"{kind}_word", title=f"{title} as Word", paper=paper, **common),
    )


def printed(
    found: SubmittedVersion, approvals: tuple[Approved, ...], arranged: Arranged = as_they_stand
) -> DocumentReport:
    """The version in the words it had when it was handed in; asks no table."""
    return DocumentReport(
        number=found.number,
        by=found.by_name,
        at=found.at,
        approvals=approvals,
        sections=tuple(
            (part.title, tuple(field for field in arranged(part.fields) if field.value)) for part in read_version(found)
        ),
        checksum=found.sha256[:16],
        answered=pages_of(found.document.kind).words.answered,
    )


def paper(report: DocumentReport) -> Paper:
    """The same as Word; grades in words."""
    answered = report.answered
    approvals = [f"{answered.capitalize()} by {each.name} on {_day(each.at)}." for each in report.approvals]
    return Paper(
        version=f"Version {report.number}",
        lead=(
            f"Version {report.number}, submitted by {report.by} on {_day(report.at)}.",
            *(approvals or [f"Not {answered} yet."]),
        ),
        chapters=[Chapter(title, [passage(field) for field in fields]) for title, fields in report.sections],
        foot=f"Checksum {report.checksum}",
    )


def passage(shown: FieldShown) -> Passage:
    """A field as a passage of a Word file."""
    if shown.field.kind == "rich":
        return Passage(shown.field.label, html=shown.value)
    if shown.field.kind == "table":
        head = (shown.value.corner, *shown.value.across)
        return Passage(shown.field.label, table=[head, *((name, *cells) for name, cells in shown.value.rows)])
    if shown.field.kind == "ticks":
        return Passage(f"{shown.field.label}: {shown.how_many}", words=_ticked(shown))
    if any(piece.table for piece in shown.pieces):
        return Passage(shown.field.label, html=_with_results(shown))
    if shown.field.kind == "lines":
        mark = f" ({shown.marks.label[:1].lower()}{shown.marks.label[1:]})" if shown.marks else ""
        lines = [f"{line}{mark if is_marked else ''}" for line, is_marked in shown.points]
        return Passage(shown.field.label, lines=lines)
    return Passage(shown.field.label, words=shown.choice.label if shown.choice else str(shown.value))


def _ticked(shown: FieldShown) -> str:
    said = (("Considered", shown.considered), ("Not yet", shown.not_considered))
    return " ".join([*(f"{name}: {words}." for name, words in said if words), f"{shown.field.edition}."])


def _with_results(shown: FieldShown) -> str:
    items = [
        format_html(
            "<li>{}{}</li>",
            piece.line,
            format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in results(piece.table))))
            if piece.table
            else "",
        )
        for piece in shown.pieces
    ]
    return format_html("<ol>{}</ol>", mark_safe("".join(items)))  # noqa: S308 - made by format_html above


def _day(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def _title(version: SubmittedVersion) -> str:
    return f"{version.content['title']}, version {version.number}"
