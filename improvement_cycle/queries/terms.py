"""The terms of a year, by an academy's own dates where it has some.

Reviews go by the three terms of the year. Until exactly those are set nobody knows which is which: then no review falls
due, and each can be begun at any time.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from academies.models import AcademyTerm
from improvement_cycle.enums import TermOfYear
from improvement_cycle.models import AcademyCycle
from trust.models import SchoolYear, Term

READ = "_terms"


@dataclass(frozen=True)
class TermDays:
    """First and last day of a term, and of the break in it."""

    begins: dt.date
    closes: dt.date
    break_begins: dt.date | None
    break_closes: dt.date | None


def terms_of(row: AcademyCycle) -> Sequence[TermDays]:
    """Those of one academy's year, in their order; read once."""
    found: Sequence[TermDays] | None = row.__dict__.get(READ)
    if found is None:
        found = row.__dict__[READ] = terms_of_rows([row])[row.id]
    return found


def terms_of_rows(rows: Sequence[AcademyCycle]) -> Mapping[UUID, Sequence[TermDays]]:
    """The same for many, by row: one question, however many there are."""
    own = AcademyTerm.objects.filter(term=OuterRef("id"), academy_id__in=[row.academy_id for row in rows])
    line = JSONObject(academy="academy_id", first="starts_on", last="ends_on")
    years = {row.cycle.school_year_id for row in rows}
    terms: dict[UUID, list[Any]] = defaultdict(list)
    for term in Term.objects.filter(school_year_id__in=years).annotate(own=ArraySubquery(own.values(of=line))):
        terms[term.school_year_id].append(term)
    return {row.id: [_days(term, row.academy_id) for term in terms[row.cycle.school_year_id]] for row in rows}


def with_terms(rows: Sequence[AcademyCycle]) -> Sequence[AcademyCycle]:
    """The same rows, whose terms are read: one question for all of them, and none later."""
    terms = terms_of_rows(rows) if rows else {}
    for row in rows:
        row.__dict__[READ] = terms[row.id]
    return rows


def terms_told() -> Any:
    """The terms of a row as a value of its question, for `keep_terms`."""
    own = AcademyTerm.objects.filter(term=OuterRef("id"), academy_id=OuterRef(OuterRef("academy_id")))
    days = JSONObject(
        begins=Coalesce(Subquery(own.values("starts_on")[:1]), "starts_on"),
        closes=Coalesce(Subquery(own.values("ends_on")[:1]), "ends_on"),
        break_begins="break_starts_on",
        break_closes="break_ends_on",
    )
    found = Term.objects.filter(school_year_id=OuterRef("cycle__school_year_id")).order_by("starts_on")
    return ArraySubquery(found.values(of=days))


def keep_terms(row: AcademyCycle, told: Sequence[Mapping[str, str | None]]) -> None:
    """The row has these terms: nobody asks for them again."""
    row.__dict__[READ] = [
        TermDays(**{name: dt.date.fromisoformat(day) if day else None for name, day in each.items()})  # type: ignore[arg-type]
        for each in told
    ]


def three_of(terms: Sequence[TermDays]) -> Sequence[TermDays]:
    """These, in the order of TermOfYear; none unless they are the three."""
    return terms if len(terms) == len(TermOfYear) else ()


def years_with_three() -> Any:
    """The same rule in the database: the years that have them."""
    return SchoolYear.objects.annotate(count=Count("terms")).filter(count=len(TermOfYear)).values("id")


def _days(term: Any, academy_id: UUID) -> TermDays:
    own = next((each for each in term.own if each["academy"] == str(academy_id)), None)
    begins, closes = term.starts_on, term.ends_on
    if own is not None:
        begins, closes = (dt.date.fromisoformat(own[day]) for day in ("first", "last"))
    return TermDays(begins, closes, term.break_starts_on, term.break_ends_on)
