"""What search finds of the improvement cycle: rows of the matrix, agreed reasons, evidence, documents, priorities.

Never a single view of the three, never what waits for a meeting, and no draft but to those who read that draft.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from academies.models import Academy
from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, Evidence, Judgement, Priority
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Approval, Section, SubmittedText, SubmittedVersion
from trust.permissions import Permission, academies_where
from trust.policies.contents import words_of_fields
from trust.policies.search import Asked, found_in, marked
from trust.queries.search import by_name, by_words
from trust.search import Hit

STARTS = "cycle__school_year__starts_on"


def rows(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Rows of the matrix, by the name of the academy, the newest year first."""
    found = by_name(AcademyCycle.objects.visible_to(actor), wanted, "academy__name")
    found = found.order_by("-likeness", f"-{STARTS}", "academy__name")
    lines = found.values_list("title_marked", "academy__slug", STARTS)[:most]
    return [Hit(marked(name), _url(actor, "row", day, slug), f"Matrix {_label(day)}") for name, slug, day in lines]


def judgements(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Reasons of what was agreed."""
    agreed = Judgement.objects.filter(view=View.AGREED, academy_cycle__in=AcademyCycle.objects.visible_to(actor))
    found = by_words(agreed, wanted, title="column__label", text="reason")
    row = "academy_cycle__"
    lines = found.values_list(
        "title_marked", "excerpt", f"{row}academy__name", f"{row}academy__slug", f"{row}{STARTS}", "column__key"
    )
    return [
        Hit(marked(title), _url(actor, "cell", day, slug, key), f"{name}, {_label(day)}", marked(excerpt))
        for title, excerpt, name, slug, day, key in lines[:most]
    ]


def evidence(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Evidence, by title and summary."""
    found = by_words(Evidence.objects.visible_to(actor), wanted, title="title", text="summary")
    row = "academy_cycle__"
    lines = found.values_list(
        "title_marked", "excerpt", f"{row}academy__name", f"{row}academy__slug", f"{row}{STARTS}", "source__label"
    )
    return [
        Hit(marked(title), _url(actor, "row", day, slug), f"{source}, {name}, {_label(day)}", marked(text))
        for title, text, name, slug, day, source in lines[:most]
    ]


def sections(actor: Actor, wanted: Asked, most: int, *, kinds: Sequence[str]) -> list[Hit]:
    """Sections of kinds of documents with the same rights: of drafts that this person reads, and what was handed in."""
    return [*_drafts(actor, wanted, most, kinds), *_handed_in(actor, wanted, most, kinds)][:most]


def priorities(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Priorities of academies, by what is to improve and why."""
    found = by_words(Priority.objects.visible_to(actor), wanted, title="statement", text="rationale")
    row = "academy_cycle__"
    lines = found.values_list(
        "title_marked", "excerpt", f"{row}academy__name", f"{row}academy__slug", f"{row}{STARTS}", "number", "id"
    )
    return [
        Hit(
            marked(title),
            _url(actor, "priority", day, slug, key),
            f"Priority {number}, {name}, {_label(day)}",
            marked(text),
        )
        for title, text, name, slug, day, number, key in lines[:most]
    ]


def _drafts(actor: Actor, wanted: Asked, most: int, kinds: Sequence[str]) -> list[Hit]:
    said = "jsonb_to_tsvector('english', %(expressions)s, '[\"string\"]')"
    words = Func(F("content"), template=said, output_field=SearchVectorField())
    found = by_words(_drafts_of(actor, kinds), wanted, title="title", text="title", words=words)
    lines = found.annotate(stands=_row_of("document__subject_id")).values_list(
        "title_marked", "key", "content", "stands", "document__kind"
    )
    return [
        Hit(
            marked(title),
            _url_of(actor, kind, "section", row, key),
            f"Draft, {row['name']}, {_label(row['day'])}",
            found_in(_words(content), wanted),
        )
        for title, key, content, row, kind in lines[:most]
    ]


def _drafts_of(actor: Actor, kinds: Sequence[str]) -> Any:
    """Sections whose draft this person reads, as trust.documents.reads_draft_of has it."""
    of_kinds = [documents.kind_named(kind) for kind in kinds]
    rights = of_kinds[0].rights
    whole = Q(document__academy_id__in=_at(actor, rights.write)) | Q(
        document__academy_id__in=_at(actor, rights.read_draft)
    )
    shared = Q(document__is_shared=True, document__academy_id__in=_at(actor, rights.read))
    given = Q(
        document__academy_id__in=academies_where(actor, rights.write_given),
        id__in=Section.objects.filter(writers__membership_id=actor.membership_id).values("id"),
    )
    still = (DocumentState.DRAFT, DocumentState.RETURNED)
    found = Section.objects.filter(whole | shared | given, document__kind__in=kinds, document__state__in=still)
    for gone in {each.gone for each in of_kinds}:
        found = found.exclude(id__in=gone())
    return found


def _handed_in(actor: Actor, wanted: Asked, most: int, kinds: Sequence[str]) -> list[Hit]:
    found = by_words(_handed_in_to(actor, kinds), wanted, title="title", text="text", words=F("words")).order_by(
        "-rank", "-version__at"
    )
    found = found.annotate(stands=_row_of("version__document__subject_id"))
    lines = found.values_list("title_marked", "excerpt", "version__number", "stands", "version__document__kind")
    return [
        Hit(
            marked(title),
            _url_of(actor, kind, "version", row, number),
            f"Version {number}, {row['name']}, {_label(row['day'])}",
            marked(excerpt),
        )
        for title, excerpt, number, row, kind in lines[:most]
    ]


def _handed_in_to(actor: Actor, kinds: Sequence[str]) -> Any:
    """The last version of each, or the last that was approved, as trust.documents has it."""
    rights = documents.kind_named(kinds[0]).rights
    reads = Q(version__document__academy_id__in=_at(actor, rights.write)) | Q(
        version__document__academy_id__in=_at(actor, rights.read)
    )
    last = Q(version__number=F("version__document__number"))
    needed = Func(F("approvers"), function="jsonb_array_length", output_field=IntegerField())
    each = Approval.objects.filter(version=OuterRef("id")).order_by().values("version").annotate(number=Count("id"))
    given = Subquery(each.values("number"))
    approved = SubmittedVersion.objects.annotate(given=given, needed=needed).filter(given__gte=F("needed"))
    newest = approved.order_by("document_id", "-number").distinct("document_id").values("id")
    reads_approved = Q(version__document__academy_id__in=_at(actor, rights.read_approved))
    return SubmittedText.objects.filter(
        (last & reads) | (Q(version_id__in=newest) & reads_approved), version__document__kind__in=kinds
    )


def _at(actor: Actor, permission: Permission) -> Any:
    return Academy.objects.visible_to(actor, permission).values("id")


def _row_of(subject: str) -> Any:
    row = AcademyCycle.objects.filter(id=OuterRef(subject))
    return Subquery(row.values(told=JSONObject(name="academy__name", slug="academy__slug", day=STARTS))[:1])


def _words(content: dict[str, Any]) -> str:
    kinds = {True: "lines", False: "rich"}
    return words_of_fields({"kind": kinds[isinstance(value, list)], "value": value} for value in content.values())


def _label(day: dt.date | str) -> str:
    year = int(str(day)[:4])
    return f"{year}/{(year + 1) % 100:02}"


def _url_of(actor: Actor, kind: str, page: str, row: dict[str, Any], *more: Any) -> str:
    args = [actor.trust_slug, str(row["day"])[:4], row["slug"], *more]
    return reverse(pages_of(kind).at[page], args=args)


def _url(actor: Actor, name: str, day: dt.date | str, slug: str, *more: Any) -> str:
    return reverse(f"improvement_cycle:{name}", args=[actor.trust_slug, str(day)[:4], slug, *more])
