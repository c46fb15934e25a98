"""The improvement model as PDF and as an editable Word file: for staff, trustees and the trust's website."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.html import format_html, format_html_join

from improvement_cycle.enums import ModelState
from improvement_cycle.models import ImprovementModel
from improvement_cycle.presenters.model_document import ModelDocument, Part, document_of
from improvement_cycle.presenters.model_words import CategoryBlock
from improvement_cycle.presets.model_texts import TextWord
from improvement_cycle.queries.improvement_models import version
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper, Passage


def describe(actor: Actor, model_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with the words."""
    made = build(actor, model_id, parameters)
    return About(made.label, sha256(repr(made).encode()).hexdigest()[:40])


def build(actor: Actor, model_id: UUID, parameters: Mapping[str, Any]) -> ModelDocument:
    """A published version. A draft is printed by nobody: it would look as if it held."""
    return document_of(_found(actor, model_id))


def _found(actor: Actor, model_id: UUID, _version: str = "") -> ImprovementModel:
    found = version(actor, model_id)
    if found.state != ModelState.PUBLISHED:
        raise NotFound("This version is not published.")
    return found


def paper(document: ModelDocument) -> Paper:
    """The same as Word."""
    return Paper(
        version=document.standing,
        lead=(document.standing,),
        chapters=[Chapter(part.title, _passages(part)) for part in document.parts],
    )


def _passages(part: Part) -> list[Passage]:
    made = [Passage("", words=part.lead)] if part.lead else []
    if part.are_named:
        made += [_entry(each) for each in part.entries]
    elif part.entries:
        lines = format_html_join("", "<p>{}</p>" if part.paragraphs else "<li>{}</li>", _texts(part))
        made.append(Passage("", html=lines if part.paragraphs else format_html("<ul>{}</ul>", lines)))
    made += [passage for each in part.categories for passage in _category(each)]
    made += [
        Passage(
            scale.label, table=[("Word", "What it means"), *((each.label, each.descriptor) for each in scale.grades)]
        )
        for scale in part.scales
    ]
    if part.columns:
        head = ("What is looked at", "In words of", "For", "What it is about")
        rows = [(each.label, each.scale or "–", each.judged_for, each.guidance) for each in part.columns]
        made.append(Passage("The columns of the matrix", table=[head, *rows]))
    return [*made, Passage("", words=part.foot)] if part.foot else made


def _texts(part: Part) -> list[tuple[str]]:
    return [(each.text,) for each in part.entries]


def _entry(entry: TextWord) -> Passage:
    pieces = [format_html("<p>{}</p>", line) for line in entry.lines]
    if entry.roles:
        lines = (((f"{role}: " if role else ""), does) for role, does in entry.roles)
        pieces.append(format_html("<ul>{}</ul>", format_html_join("", "<li><strong>{}</strong>{}</li>", lines)))
    if entry.output:
        pieces.append(format_html("<p><strong>What comes of it: </strong>{}</p>", entry.output))
    return Passage(entry.heading, html="".join(pieces))


def _category(category: CategoryBlock) -> list[Passage]:
    head = ("What it brings", "How often", "Who sees to it", "Owed by")
    rows = [
        (f"{each.text} ({each.provider})" if each.provider else each.text, each.cadence, each.responsible, each.owed_by)
        for each in category.commitments
    ]
    title = f"Category {category.number}: {category.label}"
    if not rows:
        return [Passage(title, words=category.descriptor or "Nothing more than the categories before it.")]
    return [Passage(title, words=category.descriptor), Passage("", table=[head, *rows])]


COMMON: dict[str, Any] = {
    "permission": Permission.MODEL_READ,
    "build": build,
    "describe": describe,
    "check": _found,
}
PDF = ReportKind(
    kind="improvement_model", title="Improvement model", template="reports/improvement_model.html", **COMMON
)
WORD = ReportKind(kind="improvement_model_word", title="Improvement model as Word", paper=paper, **COMMON)
FORMS = {"pdf": PDF.kind, "word": WORD.kind}
