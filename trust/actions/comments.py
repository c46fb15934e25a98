"""Comments on a document: said by those who answer it, settled by those who write it."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust import documents
from trust.actors import Actor
from trust.errors import BadInput, NotFound, NotPermitted
from trust.models import Comment, Document, Section
from trust.policies.contents import words_of_fields
from trust.policies.texts import holds, straight

ELSEWHERE = "These words are not in this section. Mark them in the text, or leave this empty."
LONGEST = 5_000
LONGEST_PASSAGE = 500


@transaction.atomic
def comment(
    *,
    actor: Actor,
    document_id: UUID,
    text: str,
    section_key: str = "",
    number: int | None = None,
    passage: str = "",
    answers_id: UUID | None = None,
) -> Comment:
    """Say something on a version (`number`) or the draft, a section of it, or a passage; or answer what was said.

    What is said of a draft is read by those who read the draft. An answer belongs where the comment stands.
    """
    document = Document.objects.filter(id=document_id).first()
    if document is None:
        raise NotFound()
    section = document.sections.filter(key=section_key).first() if section_key else None
    if section_key and section is None:
        raise NotFound()
    answers = None
    if answers_id:
        said = document.comments.filter(id=answers_id, answers__isnull=True)
        answers = (said.filter(section=section) if section else said).select_related("section").first()
        if answers is None:
            raise BadInput("The comment you answer is not there any more.", detail={"text": "Reload the page."})
        section, number = answers.section, answers.number
    if section is not None and number is None and section.key not in documents.parts_of(document):
        raise NotFound()
    if not _may_comment(actor, document, section, number):
        raise NotPermitted("You read this, and do not comment on it.")
    documents.check_moves(document)
    text = straight(text).strip()
    if not text:
        raise BadInput("Write the comment first.", detail={"text": "Write the comment first."})
    if len(text) > LONGEST:
        raise BadInput("The comment is too long.", detail={"text": f"At most {LONGEST:,} characters."})
    passage = " ".join(straight(passage).split())[:LONGEST_PASSAGE]
    if passage and not holds(_text_of(document, section, number), passage):
        raise BadInput(ELSEWHERE, detail={"passage": ELSEWHERE})
    return Comment.objects.create(
        document=document,
        section=section,
        number=number,
        answers=answers,
        passage=passage,
        text=text,
        by_membership=actor.membership_id,
        by_name=actor.name,
    )


@transaction.atomic
def settle(*, actor: Actor, comment_id: UUID, is_settled: bool) -> Comment:
    """Mark it as answered, or open it again."""
    found: Comment | None = (
        Comment.objects.select_for_update(of=("self",)).select_related("document", "section").filter(id=comment_id)
    ).first()
    if found is None or not _may_comment(actor, found.document, found.section, found.number):
        raise NotFound()
    documents.check_moves(found.document)
    if is_settled != bool(found.settled_at):
        found.settled_at = timezone.now() if is_settled else None
        found.settled_by_name = actor.name if is_settled else ""
        found.save(update_fields=["settled_at", "settled_by_name"])
    return found


def _text_of(document: Document, section: Section | None, number: int | None) -> str:
    """What somebody marks words in: the section as it was handed in, or as it stands in the draft."""
    if number is None:
        parts = documents.parts_of(document)
        drafted = [section] if section else document.sections.all()
        fields = [
            {"label": f.label, "kind": f.kind, "value": value, "words": f.words_of_choice(value)}
            for each in drafted
            if each.key in parts
            for f in parts[each.key].fields
            for value in [each.content.get(f.key)]
        ]
    else:
        version = document.versions.filter(number=number).first()
        kept = version.content["sections"] if version else []
        fields = [field for each in kept if section is None or each["key"] == section.key for field in each["fields"]]
    # Marks stand at their lines, and what is empty is not shown at all, its label neither.
    shown = (field for field in fields if field["value"] and field["kind"] != "marks")
    return "\n".join(f"{field['label']}\n{_words_of(field)}" for field in shown)


def _words_of(field: Mapping[str, Any]) -> str:
    if field["kind"] == "choice":
        return str(field.get("words") or "")
    if not field.get("tables"):
        return words_of_fields([field])
    # As the page shows them: each line with its own table below.
    lines = [[line, *_cells(table)] for line, table in zip_longest(field["value"], field["tables"], fillvalue=None)]
    return "\n".join(words for line in lines for words in line if words)


def _cells(table: Mapping[str, Any] | None) -> list[str]:
    return [str(cell) for line in table["lines"] for cell in line] if table else []


def _may_comment(actor: Actor, document: Document, section: Section | None, number: int | None) -> bool:
    if documents.writes_all(actor, document):
        return True
    if section is not None and documents.writes(actor, section):
        return True
    reads = documents.reads_draft if number is None else documents.reads_submitted
    return documents.approves(actor, document) and reads(actor, document)
