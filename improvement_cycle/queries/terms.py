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
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONObject

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
