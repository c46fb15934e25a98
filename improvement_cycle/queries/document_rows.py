"""The academy's year that a document belongs to, with what the trust's settings say of its documents."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from improvement_cycle.enums import CommitmentKind
from improvement_cycle.models import AcademyCycle, CurrentStatus, Priority
from improvement_cycle.models.priorities import once_agreed
from improvement_cycle.workflow import RAPID
from trust.enums import Approvers, Role
from trust.models import Approval, Document, SectionWriter, TrustSettings
from trust.policies.documents import APPROVING_ROLES


def row_of(document: Document) -> AcademyCycle:
    """The row a document belongs to; read once."""
    if document.subject is None:
        document.subject = rows_with_settings().get(id=document.subject_id)
    row: AcademyCycle = document.subject
    return row


def rows_with_settings() -> Any:
    """Rows with what the trust's settings say of their documents."""
    rows = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
    return rows.annotate(
        grade_needed=Subquery(setting_of_trust("grade_required_in_sef")[:1]),
        small_number=Subquery(setting_of_trust("small_number_threshold")[:1]),
        sef_approvers=Subquery(setting_of_trust("sef_approvers")[:1]),
        agreed_priorities=_agreed_priorities(),
        rapid=rapid_facts(),
    )


def rapid_facts() -> Any:
    """Of a year's rapid plan: whether the standing status brings one, whether it was begun and approved, its writers.

    It comes with the row, so that the way to it costs no question.
    """
    brought = CurrentStatus.objects.filter(
        academy_cycle=OuterRef("id"), superseded_at=None, category__commitments__kind=CommitmentKind.RAPID_PLAN
    )
    begun = Document.objects.filter(kind=RAPID, subject_id=OuterRef("id"))
    # The chief executive approves it alone: with one approval it is approved.
    approved = Approval.objects.filter(version__document__kind=RAPID, version__document__subject_id=OuterRef("id"))
    given = SectionWriter.objects.filter(section__document__kind=RAPID, section__document__subject_id=OuterRef("id"))
    return JSONObject(
        is_brought=Exists(brought),
        is_begun=Exists(begun),
        is_approved=Exists(approved),
        writers=ArraySubquery(given.values("membership_id")),
    )


def _agreed_priorities() -> Any:
    """Those that the three have agreed, in the plan or not: its pages are made of them, so they come with the row."""
    agreed = Priority.objects.filter(once_agreed(), academy_cycle=OuterRef("id")).order_by("number")
    names = {each: each for each in ("id", "number", "statement", "state", "keeps_page")} | {"area": "area__label"}
    return ArraySubquery(agreed.values(told=JSONObject(**names)))


def setting_of_trust(name: str) -> Any:
    """What the trust chose, as a query of one value."""
    return TrustSettings.objects.values_list(name, flat=True)


def small_number(row: Any) -> int:
    """Counts of pupils below this may let somebody be recognised. The row, or a visit, as it was read with it."""
    return int(getattr(row, "small_number", 0) or 0)


def approvers_of_row(row: AcademyCycle) -> Sequence[str]:
    """The roles that approve its documents, as the trust has it now."""
    return approvers_by(getattr(row, "sef_approvers", None) or setting_of_trust("sef_approvers").first())


def approvers_of_review(row: AcademyCycle) -> Sequence[str]:
    """Who answers a review: the director; the chief executive where the trust lets them alone answer documents."""
    approvers = approvers_of_row(row)
    return (Role.DIRECTOR.value,) if Role.DIRECTOR in approvers else approvers


def approvers_by(chosen: str | None) -> Sequence[str]:
    """The roles that the trust's setting means; both where it has none."""
    return APPROVING_ROLES[chosen or Approvers.BOTH]
