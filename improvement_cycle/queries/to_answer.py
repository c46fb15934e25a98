"""What waits for somebody in documents: to approve, to write again, comments to answer. Open years only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from improvement_cycle.document_pages import kinds, pages_of
from improvement_cycle.enums import CycleState
from improvement_cycle.queries.document_rows import rows_with_settings
from trust import documents
from trust.actors import Actor
from trust.documents import Rights
from trust.enums import DocumentState
from trust.models import Activity, Approval, Comment, Document, SectionWriter, SubmittedVersion
from trust.permissions import Permission, may
from trust.waiting import Waits


def documents_waiting(actor: Actor) -> list[Waits]:
    """All of it, of every kind: the same number of questions for one academy and for all."""
    begun = _documents([kind for kind in kinds() if _concerns(actor, kind)])
    answering = [d for d in begun if documents.approves(actor, d)]
    writing = [d for d in begun if documents.writes_all(actor, d)]
    return [*_to_approve(actor, answering), *_to_revise(actor, writing), *_to_reply(actor, begun, answering, writing)]


def answering(rights: Rights) -> tuple[Permission, ...]:
    """Who may ever be asked something of a kind: whoever answers it, writes it, or writes some of it."""
    return (rights.approve, rights.write, rights.write_given)


def _concerns(actor: Actor, kind: str) -> bool:
    return any(may(actor, permission) for permission in answering(documents.kind_named(kind).rights))


def _documents(of_kinds: Sequence[str]) -> list[Document]:
    rows = {row.id: row for row in rows_with_settings().exclude(cycle__state=CycleState.CLOSED)}
    approved = Approval.objects.filter(version=OuterRef("id")).order_by("at").values("capacity")
    versions = SubmittedVersion.objects.filter(document=OuterRef("id"), number=OuterRef("number"))
    fields = {name: name for name in ("number", "at", "by_name", "approvers")}
    moved = Activity.objects.filter(subject_id=OuterRef("id"), verb__in=("return", "reopen")).order_by("-at")
    begun = Document.objects.filter(kind__in=of_kinds, subject_id__in=rows).annotate(
        given_back=moved.values(line=JSONObject(at="at", by="by_name", note="note"))[:1],
        last=versions.values(line=JSONObject(approved_as=ArraySubquery(approved), **fields))[:1],
    )
    for each in begun:
        each.subject = rows[each.subject_id]
    return list(begun)


def _last_version(document: Any) -> SubmittedVersion | None:
    """What was handed in last, without its texts, as it came with the document."""
    if document.last is None:
        return None
    said = {**document.last, "at": dt.datetime.fromisoformat(document.last["at"])}
    approved_as = said.pop("approved_as")
    version = SubmittedVersion(document=document, **said)
    version.approved_as = approved_as
    return version


def _to_approve(actor: Actor, answering: Sequence[Document]) -> Iterator[Waits]:
    for document in answering:
        if (version := _last_version(document)) is None:
            continue
        for capacity in documents.capacities_left(actor, document, version):
            asked = pages_of(document.kind).words.answer
            what = f"Version {version.number}, submitted by {version.by_name}: {asked}."
            url = _url("version", actor, document, version.number)
            where = _academy(document)
            yield Waits(version.at, document.title, what, url, capacity.for_name, "Read and answer", where)


def _to_revise(actor: Actor, writing: Sequence[Document]) -> Iterator[Waits]:
    for document in writing:
        line = document.given_back  # type: ignore[attr-defined]
        if document.state == DocumentState.RETURNED and line:
            what = f"{line['by']} gave it back: {line['note']}"
            at = dt.datetime.fromisoformat(line["at"])
            url = _url("overview", actor, document)
            yield Waits(at, document.title, what, url, act="Write", academy_id=_academy(document))


def _to_reply(
    actor: Actor, begun: Sequence[Document], answering: Sequence[Document], writing: Sequence[Document]
) -> Iterator[Waits]:
    by_id = {d.id: d for d in begun}
    writes = {d.id for d in writing}
    answers = {d.id for d in answering}
    given = SectionWriter.objects.filter(membership_id=actor.membership_id, section=OuterRef("section"))
    open_ones = Q(answers=None, settled_at=None) | Q(answers__isnull=False, answers__settled_at=None)
    said = Comment.objects.filter(open_ones, document_id__in=by_id).annotate(is_given=Exists(given))
    for kind in {d.kind for d in begun}:
        said = said.exclude(section__in=documents.kind_named(kind).gone())
    for thread in _threads(said.select_related("section").order_by("at", "id")):
        first, last = thread[0], thread[-1]
        if last.by_membership == actor.membership_id:
            continue
        document = by_id[first.document_id]
        # Who left the academy keeps neither its sections nor what is said of them.
        rights = documents.kind_of(document).rights
        is_writers = document.id in writes or (first.is_given and may(actor, rights.write_given, document.subject))
        # What is said of a draft is heard by those who read the draft.
        hears = first.number is not None or documents.reads_draft(actor, document)
        is_own = first.by_membership == actor.membership_id and document.id in answers and hears
        if is_writers or is_own:
            words = (
                f"{last.by_name} commented: {last.text}" if last is first else f"{last.by_name} answered: {last.text}"
            )
            where = first.section.title if first.section else "the whole"
            url = _place(actor, document, first, is_writers)
            yield Waits(last.at, f"{document.title}: {where}", words[:300], url, academy_id=_academy(document))


def _academy(document: Document) -> UUID:
    """Of which academy's year it is."""
    found: UUID = document.subject.academy_id
    return found


def _threads(said: Any) -> list[list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for each in said:
        found.setdefault(each.answers_id or each.id, []).append(each)
    return list(found.values())


def _place(actor: Actor, document: Document, comment: Comment, is_writers: bool) -> str:
    if is_writers and comment.section:
        return f"{_url('section', actor, document, comment.section.key)}#h-com"
    if comment.number is None:  # said of the draft
        where = _url("section", actor, document, comment.section.key) if comment.section else ""
        return f"{where}#h-com" if where else _url("overview", actor, document)
    return f"{_url('version', actor, document, comment.number)}#c-{comment.id}"


def _url(page: str, actor: Actor, document: Document, *more: Any) -> str:
    row = document.subject
    name = pages_of(document.kind).at[page]
    return reverse(name, args=[actor.trust_slug, row.cycle.school_year.key, row.academy.slug, *more])
