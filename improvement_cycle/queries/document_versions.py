"""What was handed in of a document of an academy's year: who reads which version, and what became of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.document_rows import row_of
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState, Role
from trust.errors import NotFound
from trust.models import Activity, Approval, Document, Section, SubmittedVersion
from trust.permissions import may
from trust.policies import wording
from trust.policies.documents import kept_until


def without_content() -> Any:
    """Versions with their approvals, without their texts: for lists."""
    return SubmittedVersion.objects.defer("content").prefetch_related("approvals")


def version_of(actor: Actor, document: Document, number: int) -> SubmittedVersion:
    """What was handed in, for those who read it. Raises NotFound for everybody else."""
    return versions_of(actor, document, number)[0]


def versions_of(actor: Actor, document: Document, *numbers: int) -> list[SubmittedVersion]:
    """The same for several, in this order."""
    by_number = {each.number: each for each in versions_with_answers(actor, document)}
    if not by_number.keys() >= set(numbers):
        raise NotFound("There is no such version.")
    return [by_number[number] for number in numbers]


def version_to_print(actor: Actor, version_id: UUID, kind: str) -> SubmittedVersion:
    """A version of this kind of document by its id, for those who read it. Raises NotFound for everybody else."""
    found = SubmittedVersion.objects.filter(id=version_id).select_related("document").first()
    if found is None or found.document.kind != kind:
        raise NotFound("There is no such version.")
    return version_of(actor, found.document, found.number)


def versions_for(actor: Actor, document: Document) -> list[SubmittedVersion]:
    """The versions this person reads, newest first: all of them, or only those that were approved."""
    versions = list(document.versions.prefetch_related("approvals"))
    if documents.writes_all(actor, document) or documents.reads_submitted(actor, document):
        return versions
    if documents.reads_approved(actor, document):
        return [version for version in versions if not version.missing]
    return []


def versions_with_answers(actor: Actor, document: Document) -> list[SubmittedVersion]:
    """The same, each with the one before it, with the newest where it is another, and with who gave it back."""
    versions = versions_for(actor, document)
    for each, before in pairwise(versions):
        each.before, before.newest = before, versions[0]
    given_back = list(Activity.objects.filter(subject_id=document.id, verb="return").order_by("at"))
    until: dt.datetime | None = None
    for each in versions:
        if each.missing:
            each.given_back = next((a for a in given_back if each.at <= a.at and (until is None or a.at < until)), None)
        until = each.at
    return versions


def waits_for(version: SubmittedVersion) -> str:
    """Who answers next, in words."""
    return f"It waits for {in_words(version.missing)}." if version.missing else ""


def in_words(roles: Sequence[str]) -> str:
    """The director and the chief executive."""
    return wording.listed([f"the {Role(role).label}" for role in roles])


def earlier_kept_until(document: Document) -> dt.date | None:
    """The last day on which its earlier texts can be brought back; None as long as it is not approved."""
    if document.state != DocumentState.APPROVED:
        return None
    said = Approval.objects.filter(version__document=document, version__number=document.number).order_by("-at").first()
    return kept_until(timezone.localtime(said.at).date()) if said else None


def last_version_before(actor: Actor, row: AcademyCycle, kind: str) -> SubmittedVersion | None:
    """What the academy handed in last, in a year before this one, as far as this person reads it."""
    earlier = AcademyCycle.objects.filter(
        academy_id=row.academy_id, cycle__school_year__starts_on__lt=row.cycle.school_year.starts_on
    )
    handed_in = SubmittedVersion.objects.filter(document__kind=kind, document__subject_id__in=earlier.values("id"))
    starts = earlier.filter(id=OuterRef("document__subject_id")).values("cycle__school_year__starts_on")[:1]
    handed_in = handed_in.select_related("document").order_by(Subquery(starts).desc(), "-at")
    rights = documents.kind_named(kind).rights
    if may(actor, rights.write, row) or may(actor, rights.read, row):
        found: SubmittedVersion | None = handed_in.first()
        return found
    approved = Approval.objects.filter(version=OuterRef("id")).order_by().values("version")
    given = approved.values(of=ArrayAgg("capacity", order_by="capacity"))
    return next(
        (each for each in handed_in.annotate(given=Subquery(given)) if set(each.approvers) <= set(each.given or ())),
        None,
    )


@dataclass(frozen=True)
class LastYear:
    """A section as it was handed in the year before."""

    label: str
    content: Mapping[str, Any]

    @property
    def says(self) -> bool:
        """Whether anything was written in it."""
        return any(self.content.values())


def last_year(actor: Actor, section: Section) -> LastYear | None:
    """What the last version of the year before says in this section, or what the kind goes by instead."""
    document = section.document
    if (earlier := pages_of(document.kind).earlier) is not None:
        found_before: LastYear | None = earlier(actor, section)
        return found_before
    version = last_version_before(actor, row_of(document), document.kind)
    found = version.content["sections"] if version else []
    then = next((each for each in found if each["key"] == section.key), None)
    if version is None or then is None:
        return None
    label = version.document.title.rpartition(", ")[2]
    return LastYear(label, {field["key"]: field["value"] for field in then["fields"]})
