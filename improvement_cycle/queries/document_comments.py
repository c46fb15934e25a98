"""What is said of a document of an academy's year, and between whom."""

from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.document_sections import sections_of
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Activity, Comment, Document, Section
from trust.permissions import may


def note_on_top(document: Document) -> Activity | None:
    """The comments that are to be answered."""
    if document.state != DocumentState.RETURNED:
        return None
    return Activity.objects.filter(subject_id=document.id, verb__in=("return", "reopen")).first()


def comments_on(section: Section) -> list[Comment]:
    """What was said on a section, with the answers, oldest first."""
    said = list(section.comments.all())
    for each in said:
        each.under = [other for other in said if other.answers_id == each.id]
    return [each for each in said if each.answers_id is None]


def comments_by_section(document: Document) -> dict[str, list[Comment]]:
    """What was said of what was handed in, by the keys of the sections. Of a draft those talk who read it."""
    found: dict[str, list[Comment]] = {}
    said = list(document.comments.filter(number__isnull=False).select_related("section"))
    for each in said:
        each.under = [other for other in said if other.answers_id == each.id]
        if each.answers_id is None and each.section is not None:
            found.setdefault(each.section.key, []).append(each)
    return found


def talks_over(actor: Actor, document: Document) -> bool:
    """Whether comments to answer are this person's matter: those of whoever writes some of it, and who answers it."""
    if may_comment_on(actor, document):
        return True
    is_given = may(actor, documents.kind_of(document).rights.write_given, row_of(document))
    return is_given and any(documents.writes(actor, each) for each in sections_of(document))


def may_comment_on(actor: Actor, document: Document) -> bool:
    """Whether this person talks over what was handed in: whoever writes it, and those who answer it."""
    return documents.writes_all(actor, document) or documents.approves(actor, document)


def may_comment(actor: Actor, section: Section) -> bool:
    """Whether this person has a say here."""
    return documents.writes(actor, section) or documents.approves(actor, section.document)
