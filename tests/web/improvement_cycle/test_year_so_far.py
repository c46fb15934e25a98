"""What stands around the matrix: each number leads to a list of as many, and nobody is told more than they read."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from academies.models import Academy
from improvement_cycle.actions import trust_priorities
from improvement_cycle.models import Cycle, DashboardVisit, Promise
from improvement_cycle.presenters import dashboard
from improvement_cycle.queries import year_so_far as queries
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.queries.promised_sums import sums_of_year
from tests.web.improvement_cycle.conftest import Web
from trust.models import Activity

HTMX = {"HX-Request": "true"}


def html(client: Any, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


def so_far(web: Web, who: str = "chief", mark: str = "") -> str:
    return html(web.client(who), web.url("so_far", web.key) + mark)


def counted(page: str) -> list[tuple[int, str]]:
    """Each number that is a link, with its address."""
    links = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    found = []
    for url, inner in links:
        words = " ".join(re.sub(r"<[^>]+>", " ", inner).split())
        number = re.search(r"\d+(?= ?$)|^\d+", words)
        if number and "so-far/academies/" in url:
            found.append((int(number.group()), unescape(url)))
    return found


def rows_on(page: str) -> int:
    return page.count('<th scope="row">')


def busy(web: Web) -> None:
    """A year in which something of everything is done: categories that moved, grades that differ."""
    with web.open():
        stage = web.stage
        stage.score("beckside", quality_of_education="requires_improvement", leadership_and_management="inadequate")
        stage.score("castle")
        stage.decide("beckside", 3)
        stage.decide("castle", 1)
        stage.settle("castle")
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Cycle.objects.filter(id=stage.cycles["now"].id).update(
            self_evaluations_due_on=yesterday, priorities_due_on=yesterday, plans_due_on=yesterday
        )


def _trust_priority(web: Web, actor: Any, title: str, *columns: str) -> None:
    said = trust_priorities.TrustWords(title=title, statement="", columns=columns)
    trust_priorities.add(actor=actor, cycle_id=web.stage.cycles["now"].id, words=said)


@pytest.mark.parametrize("phase", ["", "secondary"])
def test_each_number_leads_to_a_list_of_as_many_academies(web: Web, phase: str) -> None:
    busy(web)
    client, mark = web.client("chief"), f"?phase={phase}" if phase else ""
    pages = [html(client, web.url(name, web.key) + mark) for name in ("year", "so_far")]
    links = [each for page in pages for each in counted(page)]
    assert len(links) > (20 if not phase else 10)
    for number, url in links:
        assert rows_on(html(client, url)) == number, url
    if phase:
        assert all("phase=secondary" in url for _, url in links)


def test_what_is_overdue_is_counted_and_listed(web: Web) -> None:
    busy(web)
    client = web.client("chief")
    number = int(re.search(r"(\d+) overdue", so_far(web)).group(1))  # type: ignore[union-attr]
    listed = html(client, web.url("late", web.key))
    assert number == listed.count('class="late num"') > 5
    assert f"<h1>{number} overdue</h1>" in listed
    assert "Self-evaluation of Beckside Primary" in listed
    assert "1 day late" in listed


def test_a_director_is_told_what_is_overdue_in_the_own_phases(web: Web) -> None:
    busy(web)
    with web.open():
        web.stage.troupe.members["director"].__class__.objects.filter(
            id=web.stage.troupe.members["director"].id
        ).update(remit="secondary")
    listed = html(web.client("director"), web.url("late", web.key))
    assert "Castle Rise" in listed
    assert "Beckside" not in listed
    assert "Counted are those of which you read it." in so_far(web, "director")


def test_a_closed_year_has_nothing_overdue(web: Web) -> None:
    busy(web)
    with web.open():
        Cycle.objects.filter(id=web.stage.cycles["now"].id).update(state="closed", closed_at=timezone.now())
    page = so_far(web)
    assert "Nothing is overdue" in page
    assert " late</a>" not in page
    assert "The year is closed" in html(web.client("chief"), web.url("late", web.key))


def test_what_others_did_since_the_last_visit_is_new(web: Web) -> None:
    client = web.client("chief")
    assert "You are here for the first time." in html(client, web.url("so_far", web.key))
    assert "since your last visit" in html(client, web.url("so_far", web.key))
    with web.open():
        DashboardVisit.objects.update(seen_at=timezone.now() - dt.timedelta(days=2))
        web.stage.decide("dunmoor", 3)  # by the chief: nobody is told of their own deeds
        director = web.stage.troupe.actor("director")
        _trust_priority(web, director, "Reading")
    page = html(client, web.url("so_far", web.key))
    link = re.search(r'href="([^"]+news[^"]+)">1 new</a>', page)
    assert link, page
    listed = html(client, unescape(link.group(1)))
    assert "<h1>1 new</h1>" in listed
    assert "Reading" in listed
    # The next click is still of the same visit.
    assert "1 new</a>" in html(client, web.url("so_far", web.key))


def test_a_look_notes_one_visit_and_reading_writes_nothing_else(web: Web) -> None:
    client = web.client("chief")
    for _ in range(3):
        html(client, web.url("so_far", web.key), **HTMX)
    with web.open():
        assert DashboardVisit.objects.count() == 1
        assert Activity.objects.filter(kind="dashboard").count() == 0


def test_the_dashboard_fetches_the_parts_once_the_matrix_is_there(web: Web) -> None:
    client = web.client("chief")
    page = html(client, web.url("year", web.key) + "?phase=primary")
    assert f'hx-get="{web.url("so_far", web.key)}?phase=primary" hx-trigger="load"' in page
    parts = html(client, web.url("so_far", web.key) + "?phase=primary", **HTMX)
    assert "<html" not in parts
    assert parts.count('hx-swap-oob="true"') == 2
    assert 'id="overdue"' in parts


def test_promised_against_delivered_is_that_of_the_page_of_the_year(web: Web) -> None:
    busy(web)
    with web.open():
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Promise.objects.filter(document="").update(due_on=yesterday)
        for promise in Promise.objects.filter(document="")[:3]:
            promise.state, promise.delivered_on = "delivered", yesterday
            promise.save()
    page, listed = so_far(web), html(web.client("chief"), web.url("commitments_year", web.key))
    by_academy = listed.split('id="h-category"')[0]
    told = [re.findall(r'The (?:trust|academy) kept">\s*(\d+) of (\d+)', row) for row in by_academy.split("<tr>")]
    sums = [sum(int(pair[place]) for row in told for pair in row) for place in (0, 1)]
    shown = re.findall(r'commitments/[^"]*">(\d+) of (\d+)</a>', page)
    assert sums == [sum(int(pair[place]) for pair in shown) for place in (0, 1)]
    assert sums[1] > 0


def test_a_leadership_review_is_in_no_sum_of_those_who_do_not_know_it(web: Web) -> None:
    busy(web)
    with web.open():
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Promise.objects.filter(document="").update(due_on=yesterday)
        cycle, counted = web.stage.cycles["now"], {}
        for who in ("chief", "head", "senior_leader"):
            actor = web.stage.troupe.actor(who)
            dashboard_says = sum(each.trust.counted for each in queries.so_far(actor, cycle).promised)
            page_says = sum(each.trust.counted for each in sums_of_year(actor, cycle))
            assert dashboard_says == page_says, who
            counted[who] = page_says
        reviews = Promise.objects.filter(
            commitment__kind="leadership_review", commitment__academy_cycle=web.row("beckside")
        ).count()
        assert counted["head"] - counted["senior_leader"] == reviews == 1


def test_gaps_are_those_of_the_grid(web: Web) -> None:
    busy(web)
    with web.open():
        _trust_priority(web, web.stage.chief, "Leading well", "leadership_and_management")
    page = so_far(web)
    assert "One concern has no priority yet" in page
    grid = html(web.client("chief"), web.url("alignment", web.key))
    assert grid.count("Propose to the academy") <= 1
    assert "1 gap: a concern without a priority" in grid


def test_categories_of_another_scale_are_not_compared(web: Web) -> None:
    busy(web)
    lanes = html(web.client("chief"), web.url("year", web.key)).split('class="lanes"')[1].split("</ul>")[0]
    before = web.stage.years["before"].label
    assert f"3 in {before}</a>" in lanes
    with web.open():
        page = matrix(web.stage.chief, web.stage.cycles["now"])
        groups = tuple(
            replace(group, rows=tuple(replace(row, trail=_of_another_scale(row.trail)) for row in group.rows))
            for group in page.groups
        )
        lane = dashboard.lanes(replace(page, groups=groups), lambda _academy: "", {}, lambda **_: "somewhere")[0]
    assert lane.before == (dashboard.YearBefore(before, None, ""),)


def _of_another_scale(trail: Any) -> Any:
    return (*(replace(step, comparable=False) for step in trail[:-1]), trail[-1])


def test_a_head_is_told_of_the_own_academy_alone(web: Web) -> None:
    busy(web)
    page = so_far(web, "head")
    assert "Castle Rise" not in page
    for url in ("late", "news", "behind"):
        text = html(web.client("head"), web.url(url, web.key))
        assert "Castle Rise" not in text, url
        assert "Dunmoor" not in text, url
    for number, url in counted(page):
        assert rows_on(html(web.client("head"), url)) == number <= 1


@pytest.mark.parametrize("who", ["trustee", "governor", "administrator", "officer", "specialist"])
def test_nobody_else_is_told_anything(web: Web, who: str) -> None:
    client = web.client(who)
    for name in ("so_far", "late", "news", "behind"):
        assert client.get(web.url(name, web.key)).status_code == 404


@pytest.mark.parametrize(
    "mark",
    ["of=nothing", "of=area&column=none", "of=category&number=9", "of=moved&how=x", "show=x", "phase=x", "year=1999"],
)
def test_what_cannot_be_chosen_is_refused(web: Web, mark: str) -> None:
    assert web.client("chief").get(f"{web.url('behind', web.key)}?{mark}").status_code == 400


@pytest.mark.parametrize("since", ["yesterday", "2026-11-27T10:00:00", "\x00", "9" * 5000, "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_is_none_is_refused(web: Web, since: str) -> None:
    assert web.client("chief").get(web.url("news", web.key), {"since": since}).status_code == 400


def test_a_page_beyond_the_last_shows_the_first(web: Web) -> None:
    busy(web)
    client = web.client("chief")
    assert html(client, web.url("late", web.key)).count("late num") == html(
        client, web.url("late", web.key) + "?page=99"
    ).count("late num")


def test_an_academy_that_nobody_judged_is_in_the_lists_of_what_is_to_come(web: Web) -> None:
    with web.open():
        assert Academy.objects.count() == 3
    page = html(web.client("chief"), web.url("behind", web.key) + "?of=open")
    assert rows_on(page) == 3
    assert "Rows that are not agreed yet" in page
