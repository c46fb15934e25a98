"""What stands around the matrix: what is late, how the year goes, what is new; and the list behind each number.

The dashboard fetches it once the matrix is there, so that a large matrix does not wait for it. It is a page of its own
for those without JavaScript.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from academies.enums import Phase
from improvement_cycle.actions.dashboard import note_visit
from improvement_cycle.enums import Capability
from improvement_cycle.policies.seen import is_to_note
from improvement_cycle.presenters import year_so_far as shown
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries import behind_numbers, places
from improvement_cycle.queries import year_so_far as queries
from improvement_cycle.queries.years import with_years_before
from trust.permissions import Permission, everywhere, may
from trust.web import TenantRequest, page
from trust.web.choices import chosen, chosen_moment, chosen_number
from trust.words import word

READ = Permission.MATRIX_READ


def list_at(trust_slug: str, key: str, phase: str = "") -> Callable[..., str]:
    """Makes the address of the list behind a number, from what narrows it: a page has dozens of them."""
    base = reverse("improvement_cycle:behind", args=[trust_slug, key])

    def at(**asked: Any) -> str:
        words = {name: value for name, value in {**asked, "phase": phase}.items() if value != ""}
        return f"{base}?{urlencode(words)}"

    return at


def _phase(request: TenantRequest) -> str:
    return chosen(request, "phase", Phase.values, "phase")


@page(read=READ, find=places.year)
def so_far(request: TenantRequest, year: str) -> HttpResponse:
    """All of it: a page, or the parts of the dashboard where htmx asks for them."""
    actor, cycle, phase = request.actor, request.found, _phase(request)
    found = queries.so_far(actor, cycle, phase)
    now = timezone.now()
    if actor.membership_id and is_to_note(found.seen_at, now):
        request.after_read(partial(note_visit, actor=actor, at=now, seen_at=found.seen_at, before_at=found.before_at))
    at = list_at(actor.trust_slug, year, phase)
    has = set(found.definition.capabilities)
    context = {
        "found": found,
        "year_key": year,
        "phase": phase,
        "phase_words": phase_word(phase) if phase else "",
        "query": f"?phase={phase}" if phase else "",
        "late": shown.late_lines(found.late, actor.trust_slug, found.today),
        "stages": shown.stage_lines(found, at),
        "partly": shown.is_partly_told(found),
        "has_commitments": Capability.COMMITMENTS.value in has and may(actor, Permission.COMMITMENT_READ),
        "promises": shown.promise_lines(found.promised),
        "promise_sentence": shown.promise_sentence(found.promised),
        "has_priorities": Capability.PLAN.value in has and may(actor, Permission.PRIORITY_READ),
        "gaps_sentence": shown.gaps_sentence(found),
        "since": found.news.since.isoformat() if found.news.since else "",
        "place": word(actor.words, "academy"),
        "sees_all": everywhere(actor, READ),
    }
    name = "parts" if getattr(request, "htmx", False) else "so_far"
    answer = render(request, f"improvement_cycle/so_far/{name}.html", context)
    answer.headers["Vary"] = "HX-Request"
    return answer


@page(read=READ, find=places.year)
def late(request: TenantRequest, year: str) -> HttpResponse:
    """Everything that is late, from this person or from those they look after."""
    actor, cycle, phase = request.actor, request.found, _phase(request)
    number = chosen_number(request, "page", "page") or 1
    first = (number - 1) * queries.PER_PAGE
    lines, all_of_them = (
        ([], 0) if cycle.is_closed else queries.late_lines(actor, phase, first, first + queries.PER_PAGE)
    )
    if not lines and number > 1 and not cycle.is_closed:  # what stood there is done meanwhile
        number, (lines, all_of_them) = 1, queries.late_lines(actor, phase, 0, queries.PER_PAGE)
    context = {
        "year_key": year,
        "cycle": cycle,
        "phase": phase,
        "lines": shown.late_lines(lines, actor.trust_slug, timezone.localdate()),
        "number": all_of_them,
        "pages": _pages(request.path, number, all_of_them, phase=phase),
    }
    return render(request, "improvement_cycle/so_far/late.html", context)


@page(read=READ, find=places.year)
def news(request: TenantRequest, year: str) -> HttpResponse:
    """What others did since a moment: that of the last visit, as the dashboard says it in the address."""
    actor, cycle, phase = request.actor, request.found, _phase(request)
    # Without a moment in the address the last seven days.
    since = chosen_moment(request, "since") or timezone.now() - dt.timedelta(days=7)
    academies = [row.academy_id for row in queries.rows_of(actor, cycle, phase).values()] if phase else None
    found = queries.news_since(actor, since, academies)
    number, all_of_them = chosen_number(request, "page", "page") or 1, found.count()
    number = min(number, max(1, -(-all_of_them // queries.PER_PAGE)))
    first = (number - 1) * queries.PER_PAGE
    context = {
        "year_key": year,
        "cycle": cycle,
        "phase": phase,
        "since": since,
        "lines": found[first : first + queries.PER_PAGE],
        "number": all_of_them,
        "pages": _pages(request.path, number, all_of_them, phase=phase, since=since.isoformat()),
    }
    return render(request, "improvement_cycle/so_far/news.html", context)


def _pages(path: str, number: int, all_of_them: int, **kept: str) -> dict[str, str]:
    """Addresses of the page before and the page after, where there are any; `kept` stays in them."""

    def at(other: int) -> str:
        return f"{path}?{urlencode({key: value for key, value in kept.items() if value} | {'page': other})}"

    last = -(-all_of_them // queries.PER_PAGE)
    return {"before": at(number - 1) if number > 1 else "", "after": at(number + 1) if number < last else ""}


@page(read=READ, find=places.year)
def behind(request: TenantRequest, year: str) -> HttpResponse:
    """The academies behind one number of the dashboard."""
    actor, cycle, phase = request.actor, request.found, _phase(request)
    years = with_years_before(cycle)
    definition = years[0].definition
    grades = {grade.key for scale in definition.scales for grade in scale.grades}
    numbers = [str(each.number) for each in definition.categories]
    asked = {
        "number": chosen(request, "number", numbers, "category"),
        "year": chosen(request, "year", [each.label for each in years], "year"),
        "how": chosen(request, "how", behind_numbers.MOVES, "movement"),
        "column": chosen(request, "column", [each.key for each in definition.judged_columns], "area"),
        "grade": chosen(request, "grade", {*grades, behind_numbers.UNSET, behind_numbers.NOT_APPLICABLE}, "judgement"),
        "show": chosen(request, "show", (behind_numbers.DONE, behind_numbers.LEFT, behind_numbers.LATE), "list"),
    }
    of = chosen(request, "of", behind_numbers.KINDS, "list") or behind_numbers.AGREED
    found = behind_numbers.behind(actor, cycle, phase, of, asked)
    lines = [
        (row.academy, phase_word(str(row.academy.phase)), words)
        for row, words in sorted(found.lines, key=lambda each: each[0].academy.name)
    ]
    context = {
        "found": found,
        "lines": lines,
        "cycle": cycle,
        "year_key": year,
        "phase": phase,
        "place": word(actor.words, "academy"),
    }
    return render(request, "improvement_cycle/so_far/behind.html", context)
