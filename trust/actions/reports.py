"""Ask for a report, and keep what the worker made."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust.actions import jobs
from trust.actions.files import keep_generated
from trust.actors import Actor
from trust.enums import ReportState
from trust.ids import uuid7
from trust.models import Job, Report, StoredFile
from trust.permissions import check_may
from trust.reports.kinds import find_kind
from trust.reports.render import look

JOB = "report"


@transaction.atomic
def ask(*, actor: Actor, kind: str, subject_id: UUID, parameters: Mapping[str, Any] | None = None) -> Report:
    """The report of this subject in its present version: a new one, or the one this person asked for already.

    A failed one is tried again. Raises NotFound or NotPermitted where the person may not have it.
    """
    known = find_kind(kind)
    check_may(actor, known.permission)
    given = dict(parameters or {})
    about = known.about(actor, subject_id, given)
    new_id = uuid7()
    job = jobs.enqueue(
        actor=actor,
        kind=JOB,
        key=_key(actor, kind, subject_id, about.version, given),
        payload={"report": str(new_id)},
    )
    if job.payload["report"] != str(new_id):
        report = Report.objects.get(pk=job.payload["report"])
        return try_again(report=report) if report.state == ReportState.FAILED else report
    return Report.objects.create(
        id=new_id,
        kind=kind,
        subject_id=subject_id,
        title=about.title[:200],
        version=about.version[:80],
        as_at=timezone.now(),
        parameters=given,
        asked_by=actor.membership_id,
        asked_by_name=actor.name,
    )


def _key(actor: Actor, kind: str, subject_id: UUID, version: str, parameters: Mapping[str, Any]) -> str:
    """What people see differs, so the same version for another person is another report; so is one of another look."""
    words = json.dumps(parameters, sort_keys=True, default=str)
    digest = sha256(f"{version} {words} {look()} {actor.logo}".encode()).hexdigest()[:32]
    return f"{kind}:{subject_id}:{actor.membership_id or actor.name}:{digest}"


@transaction.atomic
def try_again(*, report: Report) -> Report:
    """Start a failed one anew. Whether the person may is decided with the report (find_report).

    The work says whether it failed, under its own lock, as for the operator and the worker: they too come to the
    report from there.
    """
    jobs.try_again(due_id=Job.objects.get(kind=JOB, payload__report=str(report.pk)).pk)
    report.refresh_from_db()
    return report


def mark_anew(*, report_id: UUID) -> None:
    """It is being prepared once more, whether who asked for it or the operator tried again."""
    Report.objects.filter(pk=report_id, state=ReportState.FAILED).update(
        state=ReportState.PREPARING, fault="", as_at=timezone.now()
    )


def make_ready(*, actor: Actor, report_id: UUID, content: bytes, extension: str, content_type: str) -> StoredFile:
    """Keep the file and mark the report, in the caller's transaction."""
    report = Report.objects.select_for_update().get(pk=report_id)
    stem = find_kind(report.kind).stem(report.title, report.parameters)
    stored = keep_generated(
        actor=actor,
        name=f"{stem}-{timezone.localtime(report.as_at):%Y-%m-%d}.{extension}",
        content=content,
        content_type=content_type,
        owner_kind="report",
        owner_id=report.id,
    )
    report.file, report.state, report.fault = stored, ReportState.READY, ""
    report.save(update_fields=["file", "state", "fault"])
    return stored


def mark_failed(*, report_id: UUID, sentence: str) -> None:
    """The worker gave up."""
    report = Report.objects.select_for_update().filter(pk=report_id, state=ReportState.PREPARING).first()
    if report is not None:
        report.state, report.fault = ReportState.FAILED, sentence[:300]
        report.save(update_fields=["state", "fault"])
