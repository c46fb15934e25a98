"""A Word file into the sections of a document: read and proposed, then placed by a person, once."""

from collections.abc import Mapping
from enum import StrEnum
from typing import IO, Any
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from trust import documents
from trust.actions import sections
from trust.actions.sections import Outcome
from trust.actions.waiting_files import forget_old, is_expired
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.file_types import detect, refusal
from trust.files import plain_name
from trust.limited import Unreadable, read_limited
from trust.models import Document, Section, WordImport
from trust.policies.contents import Part, is_empty
from trust.policies.documents import Edit
from trust.policies.placing import TEXTS, Block, place
from trust.reports.papers import DOCX
from trust.zip_guard import MEGABYTE

LARGEST = 10 * MEGABYTE
# Far more than the sections hold together.
LONGEST = 500_000
READER = "trust.word_blocks"


class Way(StrEnum):
    """What to do where a section has text already."""

    ADD = "add"
    REPLACE = "replace"
    LEAVE = "leave"


@transaction.atomic
def read(*, actor: Actor, document_id: UUID, name: str, content: "bytes | File[bytes] | IO[bytes]") -> WordImport:
    """The passages of the file with the section proposed for each. Nothing is written into the document yet.

    The file itself is not kept. Raises BadInput with a sentence where it is refused.
    """
    document = Document.objects.filter(id=document_id).first()
    if document is None:
        raise NotFound()
    written = _written_by(actor, document)
    raw = content if isinstance(content, bytes) else content.read(LARGEST + 1)
    clean = plain_name(name)
    if not clean.lower().endswith(".docx"):
        raise refusal("Choose a Word file (docx). Other files can be saved as one in Word.")
    found = _blocks(detect(clean, raw)[0].content_type, raw)
    chunks = place([_block(each) for each in found["blocks"]], [documents.part_of(each) for each in written])
    if not chunks:
        raise refusal("There is no text in the file.")
    if sum(len(line) for chunk in chunks for line in chunk.lines) > LONGEST:
        raise refusal(f"The file has more than {LONGEST:,} characters. Keep what belongs into this document.")
    # Of each person one waits for a document.
    WordImport.objects.filter(document=document, by_membership=actor.membership_id, placed_at=None).delete()
    return WordImport.objects.create(
        document=document,
        name=clean,
        chunks=[chunk.as_json() for chunk in chunks],
        left_out={**found["left"], "rest": found["is_cut"]},
        by_membership=actor.membership_id,
        by_name=actor.name,
    )


@transaction.atomic
def put(
    *,
    actor: Actor,
    import_id: UUID,
    targets: Mapping[int, str],
    ways: Mapping[str, Way],
    seen: Mapping[str, int],
) -> list[Section]:
    """Place the passages: by number, each at its `section.field`; those without one are left out.

    `ways`: what to do with each section that has text. `seen`: the version of each on the screen. Placed twice it is
    placed once. Raises Conflict where a section has changed since, BadInput where a passage does not fit; then nothing
    is placed.
    """
    waiting = WordImport.objects.select_for_update(of=("self",)).filter(id=import_id).first()
    if waiting is None or waiting.by_membership != actor.membership_id:
        raise NotFound()
    if waiting.placed_at is not None:
        return []
    if is_expired(waiting):
        raise Refused("The file waited longer than a day. Choose it again.")
    written = {each.key: each for each in _written_by(actor, waiting.document)}
    wanted = _by_section(waiting, targets, written)
    done = []
    for key, texts in wanted.items():
        section = written[key]
        way = ways.get(key, Way.ADD)
        if way is Way.LEAVE and not is_empty(section.content):
            continue
        done.append(_put(actor, waiting, section, texts, way, seen.get(key, section.version)))
    waiting.placed_at, waiting.chunks = timezone.now(), []
    waiting.save(update_fields=["placed_at", "chunks"])
    return done


def forget_old_passages() -> int:
    """Empty those that waited too long, in every trust; returns how many."""
    return forget_old(WordImport, "chunks", [])


def _written_by(actor: Actor, document: Document) -> list[Section]:
    """The sections that this person writes, in their order."""
    keys = documents.parts_of(document)
    found = document.sections.select_related("document").prefetch_related("writers").order_by("order")
    written = [each for each in found if each.key in keys and documents.writes(actor, each)]
    if not written:
        raise NotPermitted("No section of this is yours to write.")
    documents.check_open(document)
    return written


def _blocks(content_type: str, raw: bytes) -> dict[str, Any]:
    if content_type != DOCX:
        raise refusal("Choose a Word file (docx). Other files can be saved as one in Word.")
    try:
        found: dict[str, Any] = read_limited(READER, raw)
    except Unreadable as error:
        raise refusal(str(error)) from error
    return found


def _block(said: dict[str, Any]) -> Block:
    cell = said.pop("cell")
    return Block(**said, cell=tuple(cell) if cell else None)


def _by_section(
    waiting: WordImport, targets: Mapping[int, str], written: Mapping[str, Section]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The passages of each field of each section, in the order of the file."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for number, chunk in enumerate(waiting.chunks):
        target = targets.get(number, "")
        if not target:
            continue
        key, _, name = target.partition(".")
        fields = {f.key for f in documents.part_of(written[key]).fields if f.kind in TEXTS} if key in written else set()
        if name not in fields:
            raise BadInput("Choose a section for each passage.", detail={f"to-{number}": "Choose a section."})
        found.setdefault(key, {}).setdefault(name, []).append(chunk)
    return found


def _put(
    actor: Actor,
    waiting: WordImport,
    section: Section,
    texts: Mapping[str, list[dict[str, Any]]],
    way: Way,
    seen: int,
) -> Section:
    part = documents.part_of(section)
    before = {} if way is Way.REPLACE else section.content
    given = {name: _joined(part, name, before.get(name), chunks) for name, chunks in texts.items()}
    edit = Edit(seen_version=seen, tab=waiting.id, key=uuid5(waiting.id, section.key))
    try:
        saving = sections.save(
            actor=actor,
            section_id=section.id,
            given=given,
            edit=edit,
            # Text that nobody has read yet is not complete.
            is_finished=False,
            keeps_standing=way is Way.REPLACE,
        )
    except BadInput as fault:
        said = [f"{part.title}, {part.field(name).label}: {text}" for name, text in fault.detail.items()]
        raise BadInput("Some of this does not fit.", detail={section.key: " ".join(said)}) from fault
    if saving.outcome is not Outcome.SAVED:
        raise Conflict(
            f"{part.title} has changed since you opened this page. Look at it again: nothing was placed yet."
        )
    return saving.section


def _joined(part: Part, name: str, standing: Any, chunks: list[dict[str, Any]]) -> Any:
    if part.field(name).kind == "lines":
        return [*(standing or []), *(line for chunk in chunks for line in chunk["lines"])]
    if part.field(name).kind == "rich":
        return (standing or "") + "".join(chunk["html"] for chunk in chunks)
    words = "\n".join(line for chunk in chunks for line in chunk["lines"])
    return f"{standing}\n{words}" if standing else words
