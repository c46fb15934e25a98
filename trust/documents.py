"""The kinds of documents, each registered by the floor that owns its subject, and who may do what with one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import NotFound, NotPermitted, Refused
from trust.models import Document, Section, SubmittedVersion
from trust.permissions import Permission, Placed, check_may, held_at, may
from trust.policies.contents import Part
from trust.workflow import Transition, Workflow, nothing_in_the_way
from trust.workflow import register as register_workflow

# What belongs to sections beside their text, by the section's key: fields as a version keeps them.
Beside = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Rights:
    """Which permission opens what. `read` and `read_approved` open what was handed in, never a draft.

    `follow` opens what stands beside an approved document now, such as how a plan goes, where `read` does so anyway:
    trustees and governors read versions, and nothing that goes on since.
    """

    write: Permission  # everything: write, give sections, share, submit
    write_given: Permission  # the sections that were given
    read: Permission
    read_draft: Permission
    read_approved: Permission
    approve: Permission  # return with comments, approve, reopen
    follow: Permission | None = None


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document.

    `place` says where the subject stands, for permissions; `parts` its sections in their order, from the lists of
    the year it belongs to; `approvers` the roles that approve what is handed in now, all of them.
    """

    kind: str
    title: str
    rights: Rights
    workflow: Workflow
    place: Callable[[Document], Placed]
    parts: Callable[[Document], Sequence[Part]]
    approvers: Callable[[Document], Sequence[str]]
    # What else belongs to a section when it is handed in, by its key: fields as they are kept.
    beside: Callable[[Document], Beside] = lambda _document: {}
    # What else is kept when a version is handed in, in the same transaction.
    handed_in: Callable[[SubmittedVersion], None] = lambda _version: None
    # What follows from its being returned, approved or reopened (the verb), in the same transaction.
    moved: Callable[[Document, str], None] = lambda _document, _verb: None
    # Holds what the document is about, so that everything of it is held in one order: that first, then its documents.
    hold: Callable[[Document], None] = lambda _document: None
    # Why nothing in it moves any more, such as a closed year; empty as long as it does.
    hindrance: Callable[[Document], str] = lambda _document: ""
    # What it lacks as a whole before it can be handed in, beside what its sections lack: sentences.
    lacking: Callable[[Document], Sequence[str]] = lambda _document: ()
    # What is worth a look before it is handed in, and hinders nothing: sentences, by what stands `beside` it.
    hints: Callable[[Document, Beside], Sequence[str]] = lambda _document, _beside: ()
    # Whether a permission holds for this one where it holds at its place, such as for those alone who were there.
    admits: Callable[[Actor, Document, Permission], bool] = lambda _actor, _document, _right: True
    # Sections whose part has gone, where parts come and go while it is written: for lists over many documents.
    gone: Callable[[], QuerySet[Section]] = Section.objects.none


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Called in AppConfig.ready()."""
    _kinds[kind.kind] = kind
    return kind


def kind_named(kind: str) -> DocumentKind:
    """The kind of this name."""
    return _kinds[kind]


def kind_of(document: Document) -> DocumentKind:
    """What owns it."""
    return kind_named(document.kind)


def title_of(kind: str) -> str:
    """What the kind is called, where it is installed."""
    return _kinds[kind].title if kind in _kinds else kind.replace("_", " ")


def hindrance(document: Document) -> str:
    """Why nothing in it moves any more; empty as long as it does."""
    return kind_of(document).hindrance(document)


def is_open(document: Document) -> bool:
    """Whether it may be written in now."""
    return document.is_open and not hindrance(document)


def is_approved(document: Document) -> bool:
    """Whether it is approved as it stands."""
    return document.state == DocumentState.APPROVED


def check_moves(document: Document) -> None:
    """Raises Refused where nothing in it moves any more."""
    if sentence := hindrance(document):
        raise Refused(sentence)


def check_open(document: Document) -> None:
    """Raises Refused where it may not be written in now."""
    check_moves(document)
    if not document.is_open:
        raise Refused("This was submitted and does not change now.")


def parts_of(document: Document) -> dict[str, Part]:
    """Its sections as its kind defines them now, in their order, by key. Some may have come since it was begun."""
    return {part.key: part for part in kind_of(document).parts(document)}


def part_of(section: Section) -> Part:
    """The section as its kind defines it now. NotFound where its part has gone."""
    parts = parts_of(section.document)
    if section.key not in parts:
        raise NotFound()
    return parts[section.key]


def _may(actor: Actor, right: Permission, document: Document) -> bool:
    kind = kind_of(document)
    return may(actor, right, kind.place(document)) and kind.admits(actor, document, right)


def check_may_in(actor: Actor, right: Permission, document: Document) -> None:
    """Raise NotPermitted unless the actor holds one of the rights of its kind in this document."""
    kind = kind_of(document)
    check_may(actor, right, kind.place(document))
    if not kind.admits(actor, document, right):
        raise NotPermitted("This is not yours to change.")


def writes_all(actor: Actor, document: Document) -> bool:
    """Whether the whole document is this person's to write, give and submit."""
    return _may(actor, kind_of(document).rights.write, document)


def writes(actor: Actor, section: Section) -> bool:
    """Whether this person writes this section."""
    rights, document = kind_of(section.document).rights, section.document
    return _may(actor, rights.write, document) or (
        _may(actor, rights.write_given, document) and is_given(actor, section)
    )


def is_given(actor: Actor, section: Section) -> bool:
    """Whether the section was given to this person."""
    return any(writer.membership_id == actor.membership_id for writer in section.writers.all())


def reads_draft(actor: Actor, document: Document) -> bool:
    """Whether this person reads the text as it stands now, every section of it."""
    rights = kind_of(document).rights
    if _may(actor, rights.write, document) or _may(actor, rights.read_draft, document):
        return True
    return document.is_shared and _may(actor, rights.read, document)


def reads_draft_of(actor: Actor, section: Section) -> bool:
    """As above, for one section: also those read it to whom it was given."""
    return reads_draft(actor, section.document) or writes(actor, section)


def reads_submitted(actor: Actor, document: Document) -> bool:
    """Whether this person reads what was handed in, approved or not."""
    return document.number > 0 and _may(actor, kind_of(document).rights.read, document)


def reads_approved(actor: Actor, document: Document) -> bool:
    """Whether this person reads versions that were approved."""
    return document.number > 0 and _may(actor, kind_of(document).rights.read_approved, document)


def reads_what_stands(actor: Actor, document: Document) -> bool:
    """Whether this person reads what stands beside it now: as a draft, or since it is as it was handed in."""
    if reads_draft(actor, document):
        return True
    if document.state == DocumentState.APPROVED:
        follow = kind_of(document).rights.follow
        follows = follow is not None and _may(actor, follow, document)
        return reads_submitted(actor, document) or follows
    return document.state == DocumentState.SUBMITTED and reads_submitted(actor, document)


def approves(actor: Actor, document: Document) -> bool:
    """Whether this person answers what was handed in."""
    return _may(actor, kind_of(document).rights.approve, document)


@dataclass(frozen=True)
class Capacity:
    """As what somebody approves, and for whom where they stand in."""

    role: str
    for_name: str = ""


def capacities(actor: Actor, document: Document) -> list[Capacity]:
    """As what this person approves here, one of each role: one's own goes before what is held for another."""
    kind = kind_of(document)
    found: dict[str, Capacity] = {}
    for grant in held_at(actor, kind.rights.approve, kind.place(document)):
        found.setdefault(grant.role, Capacity(grant.role, grant.for_name))
    return list(found.values())


def capacities_left(actor: Actor, document: Document, version: SubmittedVersion) -> list[Capacity]:
    """As what this person may still approve this version: the last one, while it waits."""
    if document.state != DocumentState.SUBMITTED or version.number != document.number:
        return []
    missing = version.missing
    return [each for each in capacities(actor, document) if each.role in missing]


def answers_for(actor: Actor, document: Document) -> str:
    """ ", for Margaret Thorne" where this person answers only in the name of another."""
    names = [each.for_name for each in capacities(actor, document)]
    return f", for {names[0]}" if names and all(names) else ""


def document_workflow(kind: str, title: str, rights: Rights) -> Workflow:
    """Draft, submitted, returned, approved: the same arrows for every kind."""
    return register_workflow(
        Workflow(
            kind=kind,
            title=title,
            states={
                DocumentState.DRAFT: "draft: only those who write it read it",
                DocumentState.SUBMITTED: "submitted: frozen until it is answered",
                DocumentState.RETURNED: "comments to answer: it is written again",
                DocumentState.APPROVED: "approved: locked until reopened with a reason",
            },
            start=DocumentState.DRAFT,
            transitions=(
                Transition(
                    verb="submit",
                    sources=(DocumentState.DRAFT, DocumentState.RETURNED),
                    target=DocumentState.SUBMITTED,
                    permission=rights.write,
                    sentence="submitted {title}, version {number}",
                    guard=nothing_in_the_way,
                ),
                Transition(
                    verb="return",
                    sources=(DocumentState.SUBMITTED,),
                    target=DocumentState.RETURNED,
                    permission=rights.approve,
                    sentence="gave {title} back with comments to answer{for_whom}",
                    needs_note=True,
                ),
                Transition(
                    verb="approve",
                    sources=(DocumentState.SUBMITTED,),
                    target=DocumentState.APPROVED,
                    permission=rights.approve,
                    sentence="approved {title}, version {number}{for_whom}",
                    guard=nothing_in_the_way,
                ),
                Transition(
                    verb="reopen",
                    sources=(DocumentState.APPROVED,),
                    target=DocumentState.RETURNED,
                    permission=rights.approve,
                    sentence="reopened {title}{for_whom}",
                    needs_note=True,
                ),
            ),
        )
    )
