"""A submitted version of a self-evaluation on paper: as it was handed in, with who approved it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from improvement_cycle.presenters.self_evaluation import FieldShown, read_version
from improvement_cycle.queries.self_evaluations import version_to_print
from trust.actors import Actor
from trust.models import SubmittedVersion
from trust.permissions import Permission
from trust.reports import About, ReportKind


@dataclass(frozen=True)
class Approved:
    """An approval."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class SelfEvaluationReport:
    """Everything that the template prints."""

    number: int
    by: str
    at: dt.datetime
    approvals: tuple[Approved, ...]
    sections: tuple[tuple[str, tuple[FieldShown, ...]], ...]
    checksum: str


def describe(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with each approval: the content never does."""
    found = version_to_print(actor, version_id)
    return About(_title(found), f"{found.sha256[:40]}:{found.approvals.count()}")


def build(actor: Actor, version_id: UUID, parameters: Mapping[str, Any]) -> SelfEvaluationReport:
    """The version as the person who asks may read it."""
    found = version_to_print(actor, version_id)
    return SelfEvaluationReport(
        number=found.number,
        by=found.by_name,
        at=found.at,
        approvals=tuple(Approved(approval.by_name, approval.at) for approval in found.approvals.all()),
        sections=tuple(
            (title, tuple(field for field in fields if field.value)) for title, fields in read_version(found)
        ),
        checksum=found.sha256[:16],
    )


def _title(version: SubmittedVersion) -> str:
    return f"{version.content['title']}, version {version.number}"


PDF = ReportKind(
    kind="self_evaluation",
    title="Self-evaluation",
    # Who may read which version is asked of the version itself.
    permission=Permission.TRUST_ENTER,
    build=build,
    describe=describe,
    template="reports/self_evaluation.html",
)
