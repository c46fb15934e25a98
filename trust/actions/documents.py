"""Documents as a whole: open, share, submit, return, approve, reopen."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust import documents
from trust.actions import activity
from trust.actions.advance import advance
from trust.actions.comments import comment
from trust.actions.retention import plan_to_forget
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import Conflict, NotFound, NotPermitted, Refused
from trust.models import Approval, Document, Section, SubmittedText, SubmittedVersion
from trust.policies.contents import Field, Part, gaps, words_of_fields


@transaction.atomic
def open_document(
    *,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    title: str,
    academy_id: UUID | None,
    parts: Sequence[Part],
    old_texts: Mapping[str, Mapping[str, Any]] | None = None,
) -> Document:
    """The document of this subject, made with its sections when it is asked for the first time.

    `old_texts`, by section: what to begin from, marked as old until somebody writes. Part of another action: who may
    is decided there.
    """
    document, is_new = Document.objects.get_or_create(
        kind=kind, subject_id=subject_id, defaults={"title": title[:200], "academy_id": academy_id}
    )
    if is_new:
        Section.objects.bulk_create(_sections(document, parts, old_texts or {}))
        _tell(actor, document, "open", f"began {document.title}")
    return document


@transaction.atomic
def keep_up(*, document_id: UUID) -> None:
    """Give each part that has come a section, and every section the title and the place that its part has now.

    Whose part has gone stays with its text: nobody sees it, and it is there again once the part is. Part of the
    action that changes the parts.
    """
    document = lock(document_id)
    wanted = {each.key: each for each in _sections(document, list(documents.parts_of(document).values()), {})}
    standing = {each.key: each for each in document.sections.select_for_update(of=("self",))}
    Section.objects.bulk_create(each for key, each in wanted.items() if key not in standing)
    for key in wanted.keys() & standing.keys():
        section, now = standing[key], wanted[key]
        if (section.title, section.order) != (now.title, now.order):
            # What was said to be complete was so under its old name.
            section.is_finished = section.is_finished and section.title == now.title
            section.title, section.order = now.title, now.order
            section.save(update_fields=["title", "order", "is_finished"])


def _sections(document: Document, parts: Sequence[Part], old: Mapping[str, Mapping[str, Any]]) -> list[Section]:
    return [
        Section(
            document=document,
            key=part.key,
            title=part.title[:160],
            order=place,
            content=dict(old.get(part.key, {})),
            is_old=bool(old.get(part.key)),
        )
        for place, part in enumerate(parts, start=1)
    ]


@transaction.atomic
def share(*, actor: Actor, document_id: UUID, is_shared: bool) -> Document:
    """Let those read the draft who will read it once it is submitted, or keep it to the academy again."""
    document = lock(document_id)
    _check_writes_all(actor, document)
    documents.check_moves(document)
    if document.is_shared != is_shared:
        document.is_shared = is_shared
        document.save(update_fields=["is_shared"])
        words = "shared the draft of {}" if is_shared else "stopped sharing the draft of {}"
        _tell(actor, document, "share", words.format(document.title))
    return document


@transaction.atomic
def submit(
    *, actor: Actor, document_id: UUID, seen: Mapping[str, int] | None = None, seen_beside: str = ""
) -> SubmittedVersion:
    """Freeze what stands as the next version.

    `seen`: the version of each section on the screen of who submits; `seen_beside`: the `mark_of` what stood
    beside them, such as evidence and the rows of a plan. Sent twice it is one version. Raises Refused with what is
    missing, Conflict where a section, or what stands beside it, has changed since.
    """
    document = lock(document_id)
    _check_writes_all(actor, document)
    # Saves hold their section until they are written: after this lock nothing changes any more.
    sections = list(document.sections.select_for_update(of=("self",)).order_by("order"))
    if document.state == DocumentState.SUBMITTED:
        return document.versions.get(number=document.number)
    documents.check_moves(document)
    changed = [s.title for s in sections if seen is not None and seen.get(s.key, s.version) != s.version]
    if changed:
        raise Conflict(f"{' and '.join(changed)} has changed since you opened this page. Look at it again.")
    if seen_beside and seen_beside != mark_of(documents.kind_of(document).beside(document)):
        raise Conflict("Something beside the text has changed since you opened this page. Look at it again.")
    number = document.number + 1
    advance(
        actor=actor,
        workflow=documents.kind_of(document).workflow,
        object=document,
        verb="submit",
        place=documents.kind_of(document).place(document),
        facts={"hindrances": hindrances(document, sections)},
        words={"title": document.title, "number": str(number)},
    )
    document.number = number
    document.save(update_fields=["number"])
    version = keep_version(
        document=document,
        content=frozen(document, sections),
        approvers=documents.kind_of(document).approvers(document),
        by_membership=actor.membership_id,
        by_name=actor.name,
        at=timezone.now(),
    )
    documents.kind_of(document).handed_in(version)
    return version


def keep_version(
    *, document: Document, content: Mapping[str, Any], approvers: Sequence[str], at: dt.datetime, **by: Any
) -> SubmittedVersion:
    """Write down what was handed in, with its checksum and its words. Part of another action."""
    version: SubmittedVersion = SubmittedVersion.objects.create(
        document=document,
        number=document.number,
        content=content,
        sha256=checksum(content),
        approvers=list(approvers),
        at=at,
        **by,
    )
    SubmittedText.objects.bulk_create(
        SubmittedText(version=version, key=part["key"], title=part["title"], text=words_of_fields(part["fields"]))
        for part in content["sections"]
    )
    return version


@transaction.atomic
def give_back(*, actor: Actor, document_id: UUID, note: str, seen_number: int) -> Document:
    """Return it with comments to answer; the note stands on top until it is submitted again."""
    return _answer(actor, document_id, "return", note, seen_number)


@transaction.atomic
def reopen(*, actor: Actor, document_id: UUID, note: str, seen_number: int) -> Document:
    """Unlock an approved document, with a reason."""
    return _answer(actor, document_id, "reopen", note, seen_number)


@transaction.atomic
def approve(*, actor: Actor, document_id: UUID, capacity: str, seen_number: int, said: str = "") -> Document:
    """Approve the version that was read. Once all who approve have done so it is approved and locked.

    `said`: a word that goes with it; it stands as a comment on the last section.
    """
    document = lock(document_id)
    kind = documents.kind_of(document)
    documents.check_may_in(actor, kind.rights.approve, document)
    mine = next((each for each in documents.capacities(actor, document) if each.role == capacity), None)
    if mine is None:
        raise NotPermitted("You do not approve this in that capacity.")
    _check_seen(document, seen_number)
    documents.check_moves(document)
    if document.state != DocumentState.SUBMITTED:
        raise Refused("This does not wait for an approval. Reload the page.")
    version = document.versions.get(number=document.number)
    if capacity not in version.approvers:
        raise NotPermitted("Your trust does not ask for this approval.")
    if said:
        last = version.content["sections"][-1]["key"]
        comment(actor=actor, document_id=document.id, text=said, section_key=last, number=version.number)
    _, is_new = Approval.objects.get_or_create(
        version=version,
        capacity=capacity,
        defaults={
            "by_membership": actor.membership_id,
            "by_name": actor.name,
            "for_name": mine.for_name,
            "at": timezone.now(),
        },
    )
    for_whom = f", for {mine.for_name}" if mine.for_name else ""
    if not version.missing:
        document.approved_number = version.number
        document.save(update_fields=["approved_number"])
        plan_to_forget(actor=actor, document=document)
        words = {"title": document.title, "number": str(document.number), "for_whom": for_whom}
        advance(
            actor=actor,
            workflow=kind.workflow,
            object=document,
            verb="approve",
            place=kind.place(document),
            words=words,
        )
        kind.moved(document, "approve")
        return document
    if is_new:
        _tell(actor, document, "approve", f"approved {document.title} as one of those who approve it{for_whom}")
    return document


def hindrances(document: Document, sections: Sequence[Section]) -> list[str]:
    """What stands in the way of submitting: of the whole, and a sentence for each section."""
    written = {section.key for section in sections}
    yet_to_come = [part.title for key, part in documents.parts_of(document).items() if key not in written]
    return [
        *documents.kind_of(document).lacking(document),
        *(f"{section.title}: {what}." for section, what in missing_in(document, sections)),
        *(f"{title}: it has no section yet." for title in yet_to_come),
    ]


def missing_in(document: Document, sections: Sequence[Section]) -> list[tuple[Section, str]]:
    """Each section that is not ready, and in words what it lacks."""
    parts = documents.parts_of(document)
    found = []
    for section in sections:
        if section.key not in parts:
            continue
        if lacking := gaps(parts[section.key], section.content):
            found.append((section, "still empty: " + ", ".join(f"“{label}”" for label in lacking)))
        elif not section.is_finished:
            found.append((section, "not marked as finished"))
    return found


def frozen(document: Document, sections: Sequence[Section]) -> dict[str, Any]:
    """The document as it is kept: with the words of its sections and fields, so that it reads the same in ten years."""
    parts, beside = documents.parts_of(document), documents.kind_of(document).beside(document)
    return {
        "title": document.title,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "fields": [
                    {"key": f.key, "label": f.label, "kind": f.kind, "value": section.content.get(f.key)}
                    | ({"words": f.words_of_choice(section.content.get(f.key))} if f.kind == "choice" else {})
                    | ({"of": f.of} if f.kind == "marks" else {})
                    | ({"edition": f.edition, "points": _points(f)} if f.kind == "ticks" else {})
                    for f in parts[section.key].fields
                ]
                + [dict(field) for field in beside.get(section.key, ())],
            }
            for section in sections
            if section.key in parts
        ],
    }


def mark_of(beside: documents.Beside) -> str:
    """What stands beside the sections of a document, as a mark that every change of it changes."""
    return checksum({key: list(fields) for key, fields in beside.items()})


def _points(field: Field) -> list[dict[str, str]]:
    """What could be ticked, in its words: also what was not is read in ten years."""
    return [{"key": each.key, "label": each.label, "group": each.group} for each in field.choices]


def checksum(content: Mapping[str, Any]) -> str:
    """Of the JSON in one fixed form."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def lock(document_id: UUID) -> Document:
    """The document, held until the end of the transaction: what it is about first, then the document."""
    found: Document | None = Document.objects.filter(id=document_id).first()
    if found is None:
        raise NotFound()
    documents.kind_of(found).hold(found)
    held: Document = Document.objects.select_for_update(of=("self",)).get(id=document_id)
    return held


def _answer(actor: Actor, document_id: UUID, verb: str, note: str, seen_number: int) -> Document:
    document = lock(document_id)
    kind = documents.kind_of(document)
    documents.check_may_in(actor, kind.rights.approve, document)
    _check_seen(document, seen_number)
    documents.check_moves(document)
    advance(
        actor=actor,
        workflow=kind.workflow,
        object=document,
        verb=verb,
        note=note,
        place=kind.place(document),
        words={"title": document.title, "for_whom": documents.answers_for(actor, document)},
    )
    kind.moved(document, verb)
    return document


def _check_seen(document: Document, number: int) -> None:
    if document.number != number:
        raise Conflict(f"Version {document.number} has been submitted since you opened this page. Read it first.")


def _check_writes_all(actor: Actor, document: Document) -> None:
    documents.check_may_in(actor, documents.kind_of(document).rights.write, document)


def _tell(actor: Actor, document: Document, verb: str, sentence: str) -> None:
    activity.record(
        actor=actor,
        kind=document.kind,
        subject_id=document.id,
        verb=verb,
        sentence=sentence,
        academy_id=document.academy_id,
    )
