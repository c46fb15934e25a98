"""The worker's part: read as the person who asked, draw outside any transaction, keep the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from trust.actions import leases, reports
from trust.actors import Actor, load_actor, system_actor
from trust.enums import TrustState
from trust.errors import DomainError, NotFound
from trust.jobs import GiveUp, Lease, handler
from trust.models import Membership, Report, Trust, User
from trust.permissions import check_may
from trust.queries.settings import logo_bytes
from trust.reports.kinds import Frame, ReportKind, find_kind
from trust.reports.papers import Paper
from trust.reports.render import render_pdf
from trust.reports.sheets import Sheet, workbook

GONE = "What this report was about is not there any more, or you may no longer see it."


@dataclass(frozen=True)
class Draft:
    """All that was read: nothing of the database is needed after it."""

    actor: Actor
    kind: ReportKind
    frame: Frame
    html: str = ""
    sheets: Sequence[Sheet] = ()
    paper: Paper | None = None


def _given_up(_lease: Lease, payload: Mapping[str, Any], sentence: str) -> None:
    if "report" in payload:
        reports.mark_failed(report_id=UUID(payload["report"]), sentence=sentence)


def _anew(payload: Mapping[str, Any]) -> None:
    reports.mark_anew(report_id=UUID(payload["report"]))


@handler("report", queue="pdf", attempts=4, given_up=_given_up, anew=_anew)
def prepare(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Make one report."""
    report_id = UUID(payload["report"])
    with leases.reading(lease):
        draft = read(report_id)
    content = draw(draft)
    with leases.finishing(lease):
        reports.make_ready(
            actor=draft.actor,
            report_id=report_id,
            content=content,
            extension=draft.kind.extension,
            content_type=draft.kind.content_type,
        )


def read(report_id: UUID) -> Draft:
    """Build it as the person who asked, if that person still may."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise GiveUp(GONE)
    trust = Trust.objects.get(pk=report.trust_id)
    try:
        kind = find_kind(report.kind)
        actor = _asking(report, trust)
        check_may(actor, kind.permission)
        data = kind.build(actor, report.subject_id, report.parameters)
    except NotFound as error:
        raise GiveUp(GONE) from error
    except DomainError as error:
        raise GiveUp(error.message or GONE) from error
    # What was frozen is as at then, whenever it is printed.
    as_at = timezone.localtime(getattr(data, "as_at", None) or report.as_at)
    frame = Frame(trust.name, report.title, as_at, report.asked_by_name, logo_bytes())
    if kind.sheets is not None:
        return Draft(actor, kind, frame, sheets=kind.sheets(data))
    if kind.paper is not None:
        return Draft(actor, kind, frame, paper=kind.paper(data))
    return Draft(actor, kind, frame, html=render_to_string(kind.template, {"report": data, "frame": frame}))


def draw(draft: Draft) -> bytes:
    """The slow part."""
    frame = draft.frame
    around: dict[str, Any] = {"title": frame.title, "trust_name": frame.trust_name, "as_at": frame.as_at}
    if draft.paper is not None:
        # Loads python-docx, which only the worker needs.
        from trust.reports.word import word_file  # noqa: PLC0415

        return word_file(**around, paper=draft.paper, logo=frame.logo)
    if draft.kind.sheets is not None:
        return workbook(**around, sheets=draft.sheets)
    return render_pdf(draft.html)


def _asking(report: Report, trust: Trust) -> Actor:
    if report.asked_by is None:
        return system_actor(trust, report.asked_by_name)
    member = Membership.objects.filter(pk=report.asked_by).first()
    user = User.objects.filter(pk=member.user_id, is_active=True).first() if member else None
    if user is None or trust.state != TrustState.ACTIVE:
        raise GiveUp("Who asked for this report is no longer a member.")
    actor = load_actor(user=user, trust=trust, today=timezone.localdate())
    if actor is None:
        raise GiveUp("Who asked for this report is no longer a member.")
    return actor
