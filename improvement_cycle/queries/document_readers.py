"""Who reads a document of an academy's year now, in words."""

from improvement_cycle.document_pages import pages_of
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Document

ANSWERING = "the director, the chief executive and those who stand in for them"


def readers_of(actor: Actor, document: Document) -> str:
    """Who reads it now, in words: the banner on every page of it."""
    if document.state == DocumentState.APPROVED:
        return (
            "the head, the director and the chief executive, trustees, and the academy’s senior leaders and local"
            f" governors. It is {pages_of(document.kind).words.answered}."
        )
    before = ""
    if getattr(document, "was_approved", False):
        before = " What was approved before is still read by trustees, senior leaders and local governors."
    return _readers_of_open(actor, document) + before


def _readers_of_open(actor: Actor, document: Document) -> str:
    if document.state == DocumentState.SUBMITTED:
        return f"the head, {ANSWERING}. It is submitted and waits for an answer."
    handed_in = f" What was submitted is also read by {ANSWERING}." if document.number else ""
    if document.is_shared:
        return f"the head, those who write a section, {ANSWERING}. The draft is shared."
    if "centre_sees_drafts" in actor.policies:
        return "the head, those who write a section, the director and the chief executive, as your trust has decided."
    return f"the head alone, and senior leaders the sections given to them. It is a draft.{handed_in}"


RAPID_READERS = "the director, the head, the chief executive and those who stand in"


def readers_of_rapid(actor: Actor, document: Document) -> str:
    """The same of a rapid plan: the director writes it, and the head reads along."""
    if document.state == DocumentState.APPROVED:
        return (
            "the director, the head and the chief executive, trustees, and the academy’s senior leaders and local"
            " governors. It is approved."
        )
    before = " What was approved before is still read by trustees, senior leaders and local governors."
    said = f"{RAPID_READERS}. It is submitted and waits for an answer."
    if document.state != DocumentState.SUBMITTED:
        said = (
            f"{RAPID_READERS}. The draft is shared."
            if document.is_shared
            else ("the director, the head, and those who write a section. It is a draft.")
        )
    return said + (before if getattr(document, "was_approved", False) else "")
