"""Search: the words in the database, the groups of the page, and what the ground floor lets find.

No index holds the words: under row security PostgreSQL takes none for what is not leakproof, and no text search is. The
trust's own rows are found by their index first; what is long keeps its words beside it (SubmittedText).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from trust.actors import Actor
from trust.guides import GUIDES, guide_of
from trust.models import Membership
from trust.policies.roles import role_in_words
from trust.policies.search import OPEN, SHUT, Asked, found_in, marked
from trust.queries.reports import visible_to as reports_visible_to
from trust.search import Hit, SearchSource, sources_for

FEW, MANY = 6, 100
# How like a name must be to what was typed, where it is not the same; and from how many letters on.
LIKE, LETTERS = 0.6, 4
MARKS: dict[str, Any] = {"start_sel": OPEN, "stop_sel": SHUT}


@dataclass(frozen=True)
class Group:
    """What one source found. `has_more`: it knows of others."""

    source: SearchSource
    hits: Sequence[Hit]
    has_more: bool


def results(actor: Actor, wanted: Asked, only: str = "") -> list[Group]:
    """What was found, by source: a few of each, or many of one."""
    made = []
    for source in sources_for(actor) if wanted.is_enough else ():
        if only in ("", source.key):
            most = MANY if only else FEW
            hits = source.find(actor, wanted, most + 1)
            made.append(Group(source, hits[:most], len(hits) > most))
    return [group for group in made if group.hits]


def by_name(rows: Any, wanted: Asked, *fields: str) -> Any:
    """Rows whose names begin with the words, or are much like them; the likest first. `fields`: the name, and more."""
    query = SearchQuery(wanted.query, config="simple", search_type="raw")
    rows = rows.annotate(
        searched=SearchVector(*fields, config="simple"),
        likeness=TrigramWordSimilarity(wanted.text, fields[0]),
        title_marked=SearchHeadline(fields[0], query, config="simple", highlight_all=True, **MARKS),
    )
    is_like = Q(likeness__gte=LIKE) if len(wanted.text) >= LETTERS else Q()
    is_found = Q(searched=query)
    return rows.filter(is_found | is_like if is_like else is_found).order_by("-likeness", fields[0])


def by_words(rows: Any, wanted: Asked, *, title: str, text: str, words: Any = None) -> Any:
    """Rows that say the words in title or text; those that say them more come first. `words`: where they are kept."""
    query = SearchQuery(wanted.query, config="english", search_type="raw")
    rows = rows.annotate(searched=words or SearchVector(title, text, config="english"))
    return (
        rows.filter(searched=query)
        .annotate(
            rank=Greatest(SearchRank(F("searched"), query), 0.0),
            title_marked=SearchHeadline(title, query, config="english", highlight_all=True, **MARKS),
            excerpt=SearchHeadline(text, query, config="english", max_words=36, min_words=18, **MARKS),
        )
        .order_by("-rank", title)
    )


def people(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Those with access now."""
    rows = by_name(Membership.objects.not_ended(timezone.localdate()), wanted, "name", "email", "title")
    return [
        Hit(
            marked(name),
            reverse("trust:person", args=[actor.trust_slug, key]),
            ", ".join(filter(None, (title or capfirst(role_in_words(role, remit)), email))),
        )
        for key, name, title, role, remit, email in rows.values_list(
            "id", "title_marked", "title", "role", "remit", "email"
        )[:most]
    ]


def reports(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """One's own, as far as one still may."""
    rows = by_name(reports_visible_to(actor), wanted, "title")
    return [
        Hit(
            marked(title),
            reverse("trust:report", args=[actor.trust_slug, key]),
            f"As at {timezone.localtime(as_at):%d/%m/%Y}",
        )
        for key, title, as_at in rows.values_list("id", "title_marked", "as_at")[:most]
    ]


def help_pages(_actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """The guides."""
    hits = []
    for key, whom in GUIDES.items():
        guide = guide_of(key)
        texts = ["".join(span.text for span in item) for block in guide.blocks for item in block.items] if guide else []
        excerpt = next((pieces for text in texts if (pieces := found_in(text, wanted))), [])
        title = found_in(guide.title, wanted) if guide else []
        if guide and (excerpt or title):
            hits.append(Hit(title or marked(guide.title), reverse("guide", args=[key]), f"Help for {whom}", excerpt))
    return hits[:most]
