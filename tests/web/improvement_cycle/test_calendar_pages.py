"""The calendar: four weeks, a month, whose it is, what is private, and where two things clash."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academies.models import AcademyTerm
from improvement_cycle.actions import promises
from improvement_cycle.models import AcademyCycle, Cycle, Promise
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_planner_pages import plan as planned
from trust.errors import NotFound
from trust.models import Report, Term
from trust.policies.school_calendar import planned_from
from trust.queries import calendar, year_planner
from trust.reports import Frame

TODAY = timezone.localdate()
MONDAY = planned_from(TODAY)
TITLE = "Self-evaluation of Beckside Primary"
EVERYBODY = ("chief", "director", "officer", "trustee", "specialist", "administrator", "head", "governor")


def day(days: int) -> dt.date:
    """So many days after the Monday of the first week that is shown."""
    return MONDAY + dt.timedelta(days=days)


def due(web: Web, days: int) -> dt.date:
    with web.open():
        Cycle.objects.filter(id=web.stage.cycles["now"].id).update(self_evaluations_due_on=day(days))
    return day(days)


def answer(web: Web, who: str, query: str = "", page: str = "") -> Any:
    return web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/calendar/{page}{query}")


def shown(web: Web, who: str, query: str = "", page: str = "") -> str:
    found = answer(web, who, query, page)
    assert found.status_code == 200
    return re.sub(r"\s+", " ", found.content.decode())


def main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def scheduled(web: Web, kind: str, on: dt.date) -> Promise:
    """A promise of category 3 at Beckside, with a date."""
    with web.open():
        promise = Promise.objects.filter(commitment__kind=kind).order_by("due_on").first()
        promises.schedule(actor=web.stage.chief, promise_id=promise.id, on=on, seen_version=1)
        return Promise.objects.get(id=promise.id)


@pytest.fixture
def supported(web: Web) -> Web:
    with web.open():
        web.stage.decide("beckside", 3)
    return web


def terms(web: Web) -> list[Term]:
    """Three terms, of which the first is on today and ends in three weeks."""
    with web.open():
        year = web.stage.years["now"]
        weeks = dt.timedelta(weeks=1)
        ends = day(18)
        spans = [
            ("Autumn", MONDAY - 10 * weeks, ends),
            ("Spring", ends + 2 * weeks, ends + 12 * weeks),
            ("Summer", ends + 14 * weeks, ends + 24 * weeks),
        ]
        return [Term.objects.create(school_year=year, name=n, starts_on=a, ends_on=b) for n, a, b in spans]


class TestList:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_everybody_has_a_calendar_and_finds_it_in_the_menu(self, web: Web, who: str) -> None:
        html = shown(web, who)
        assert "<h1>Calendar</h1>" in html
        assert f'href="/t/{web.stage.troupe.trust.slug}/calendar/" aria-current="true">Calendar</a>' in html

    def test_what_is_due_stands_in_its_week_with_whose_it_is(self, web: Web) -> None:
        on = due(web, 8)
        html = main(shown(web, "head"))
        assert f'<span class="d">{on:%a} {on.day} {on:%b}</span>' in html
        assert f'href="{web.row_url("sef")}">{TITLE}' in html
        assert "Deadline</span>" in html
        assert web.stage.troupe.members["head"].name in html
        assert "One deadline" in html

    def test_the_weeks_say_their_term_and_the_holiday_after_it(self, web: Web) -> None:
        due(web, 1)
        terms(web)
        html = main(shown(web, "head"))
        assert "Week 11 of the autumn term" in html
        ends = day(18)
        assert f"Term ends on {ends:%A} {ends.day} {ends:%B}." in html
        assert "Spring term starts on" in html
        assert "before the end of term" in html
        assert "Term dates are not set" not in html

    def test_an_academy_has_its_own_term_dates(self, web: Web) -> None:
        first = terms(web)[0]
        with web.open():
            beckside = web.stage.academies["beckside"]
            AcademyTerm.objects.create(
                academy=beckside, term=first, starts_on=first.starts_on, ends_on=first.ends_on + dt.timedelta(days=3)
            )
        ends = first.ends_on + dt.timedelta(days=3)
        assert f"Term ends on {ends:%A} {ends.day} {ends:%B}." in shown(web, "chief", f"?academy={beckside.id}")
        assert f"Term ends on {ends:%A} {ends.day} {ends:%B}." not in shown(web, "chief")

    def test_without_terms_the_page_says_so_and_where_to_set_them(self, web: Web) -> None:
        assert "Term dates are not set" in shown(web, "head")
        assert "Set them" not in shown(web, "head")
        assert 'years/">Set them</a>' in shown(web, "administrator")

    def test_later_and_earlier_weeks(self, web: Web) -> None:
        due(web, 30)
        assert TITLE not in main(shown(web, "head"))
        later = main(shown(web, "head", f"?from={day(28):%Y-%m-%d}"))
        assert TITLE in later
        assert "Show this week" in later
        # A day in the middle of a week shows that week.
        assert TITLE in main(shown(web, "head", f"?from={day(31):%Y-%m-%d}"))

    def test_nothing_is_a_sentence(self, web: Web) -> None:
        assert "Nothing in these four weeks" in shown(web, "trustee")
        due(web, 1)
        html = shown(web, "head", "?kind=training")
        assert "Nothing of this in these four weeks" in html
        assert "Show everything" in html

    def test_many_of_a_kind_on_one_day_are_folded_and_say_how_many_are_done(self, web: Web) -> None:
        due(web, 8)
        html = main(shown(web, "chief"))
        assert html.count("Self-evaluation of") == 3
        assert '<details class="fold">' not in html
        with web.open():
            more = make_academy("Elmfield Primary", "primary")
            AcademyCycle.objects.create(cycle=web.stage.cycles["now"], academy=more)
        html = main(shown(web, "chief"))
        assert '<span class="t">Self-evaluations</span><span class="sub">0 of 4 done</span>' in html
        assert html.count("Self-evaluation of") == 4
        # Those of an academy are hers, however many others there are.
        assert '<details class="fold">' not in main(shown(web, "head"))

    def test_what_was_done_is_shown_as_done_and_what_was_not_as_late(self, web: Web) -> None:
        due(web, -1)
        html = main(shown(web, "head", f"?from={day(-7):%Y-%m-%d}"))
        assert "late</span>" in html

    def test_the_deadlines_of_another_trust_do_not_show(self, web: Web) -> None:
        due(web, 8)
        assert TITLE not in web.client("chief", "b").get(web.cast.b.url("calendar/")).content.decode()


class TestFilters:
    def test_only_mine(self, web: Web) -> None:
        due(web, 8)
        everything, own = main(shown(web, "head")), main(shown(web, "head", "?whose=mine"))
        assert TITLE in everything
        assert TITLE in own
        assert TITLE in main(shown(web, "chief"))
        assert TITLE not in main(shown(web, "chief", "?whose=mine"))

    def test_what_is_mine_is_there_however_much_stands_before_it(self, web: Web, monkeypatch: Any) -> None:
        monkeypatch.setattr(calendar, "MOST", 2)
        due(web, 1)
        planned(web, day(8), "primary_director", "director")
        assert "Quality assurance visit" not in main(shown(web, "director"))
        for query in ("?whose=mine", "?kind=visit", "?whose=mine&kind=visit"):
            html = main(shown(web, "director", query))
            assert "Quality assurance visit: Beckside Primary" in html
            assert TITLE not in html

    def test_with_whom_i_go_is_said_where_only_mine_is_shown(self, web: Web) -> None:
        planned(web, day(8), "primary_director", "director")
        with web.open():
            names = [web.stage.troupe.members[each].name for each in ("primary_director", "director")]
        html = main(shown(web, "director", "?whose=mine"))
        assert all(name in html for name in names)

    def test_what_clashes_is_said_where_the_other_is_filtered_away(self, web: Web) -> None:
        planned(web, day(8), "director")
        planned(web, day(8), "primary_director", kind="behaviour_audit")
        html = main(shown(web, "director", "?whose=mine"))
        assert "Clash: behaviour and attendance audit on the same day" in html

    def test_one_academy(self, web: Web) -> None:
        due(web, 8)
        html = main(shown(web, "chief", f"?academy={web.stage.academies['castle'].id}"))
        assert "Self-evaluation of Castle Rise High" in html
        assert TITLE not in html

    def test_the_other_choices_are_kept(self, web: Web) -> None:
        chosen = web.stage.academies["castle"].id
        html = shown(web, "chief", f"?academy={chosen}&whose=mine&kind=visit")
        assert f'<option value="{chosen}" selected>Castle Rise High</option>' in html
        assert '<option value="visit" selected>Visit</option>' in html
        assert '<input type="hidden" name="whose" value="mine">' in html
        assert f"calendar/month/?academy={chosen}&amp;kind=visit&amp;whose=mine" in html

    @pytest.mark.parametrize(
        "query",
        [
            "?from=yesterday",
            "?from=9999-12-31",
            "?from=1850-01-01",
            "?from=2026-02-30",
            "?from=2026-11-23%00",
            "?kind=party",
            "?whose=theirs",
            "?academy=nobody",
            "?academy=00000000-0000-0000-0000-000000000000",
            f"?from={'1' * 10000}",
        ],
    )
    @pytest.mark.parametrize("page", ["", "month/"])
    def test_what_cannot_be_chosen_is_refused_with_a_sentence(self, web: Web, query: str, page: str) -> None:
        found = answer(web, "chief", query, page)
        assert found.status_code == 400
        assert "Choose" in found.content.decode() or "in the address is not a day" in found.content.decode()

    def test_an_academy_of_another_trust_is_no_choice(self, web: Web) -> None:
        with web.open():
            own = web.stage.academies["beckside"].id
        assert web.client("chief", "b").get(web.cast.b.url(f"calendar/?academy={own}")).status_code == 400


class TestPrivate:
    def test_a_leadership_review_reads_private_to_those_outside_it(self, supported: Web) -> None:
        scheduled(supported, "leadership_review", day(9))
        inside, outside = (main(shown(supported, who)) for who in ("head", "senior_leader"))
        assert "Leadership review: Beckside Primary" in inside
        assert '<span class="tag">Private</span>' in inside
        assert "eadership review" not in outside
        assert '<span class="shut">Private</span><span class="sub">Beckside Primary</span>' in outside
        month = shown(supported, "senior_leader", f"?from={day(9):%Y-%m-%d}", "month/")
        assert "eadership review" not in main(month)
        assert "</span>Private" in month

    @pytest.mark.parametrize("who", ["other_head", "trustee", "governor", "administrator", "officer"])
    def test_those_who_read_no_commitments_learn_nothing(self, supported: Web, who: str) -> None:
        scheduled(supported, "leadership_review", day(9))
        html = main(shown(supported, who))
        assert "Private" not in html
        assert "eadership review" not in html

    def test_what_is_private_is_nobodys_to_do(self, supported: Web) -> None:
        scheduled(supported, "leadership_review", day(3))
        page = supported.client("senior_leader").get(f"/t/{supported.stage.troupe.trust.slug}/waiting/?show=others")
        assert "Private" not in page.content.decode()


class TestClash:
    def test_two_visits_to_one_academy_on_a_day_are_said_to_clash(self, supported: Web) -> None:
        scheduled(supported, "leadership_review", day(8))
        assert "Clash" not in shown(supported, "chief")
        scheduled(supported, "behaviour_audit", day(8))
        html = main(shown(supported, "chief"))
        assert "Clash: behaviour and attendance audit on the same day" in html
        assert html.count("Clash:") == 2
        # Also where the other one is filtered away.
        assert "Clash:" in shown(supported, "chief", "?whose=mine")

    def test_what_clashes_with_something_private_says_no_more(self, supported: Web) -> None:
        scheduled(supported, "leadership_review", day(8))
        scheduled(supported, "behaviour_audit", day(8))
        assert "Clash: something private on the same day" in shown(supported, "senior_leader")


class TestMonth:
    def test_each_day_says_what_stands_on_it(self, web: Web) -> None:
        on = due(web, 8)
        html = shown(web, "head", f"?from={on:%Y-%m-%d}", "month/")
        assert f"<h1>{on:%B %Y}</h1>" in html
        assert f'href="{web.row_url("sef")}">{TITLE}' in html
        assert '<span class="vh">Deadline: </span>' in html

    def test_today_is_marked_for_eyes_and_for_screen_readers(self, web: Web) -> None:
        html = shown(web, "head", page="month/")
        assert 'aria-current="date"' in html
        assert '<span class="vh">, today</span>' in html

    def test_the_months_beside_the_list_say_their_marks_in_words(self, web: Web) -> None:
        due(web, 1)
        assert '<span class="vh">, 1 deadline</span>' in shown(web, "head")
        assert '<span class="vh">, 3 deadlines</span>' in shown(web, "chief")


@pytest.mark.parametrize("page", ["", "month/"])
def test_the_number_of_questions_does_not_grow(supported: Web, page: str) -> None:
    def asked() -> int:
        client = supported.client("chief")
        at = f"/t/{supported.stage.troupe.trust.slug}/calendar/{page}"
        client.get(at)
        with CaptureQueriesContext(connection) as found:
            assert client.get(at).status_code == 200
        return sum("SELECT" in each["sql"] and "set_config" not in each["sql"] for each in found)

    before = asked()
    due(supported, 1)
    scheduled(supported, "leadership_review", day(2))
    scheduled(supported, "behaviour_audit", day(2))
    assert asked() == before <= 12


class TestYear:
    """A whole year, as a page and on paper."""

    def test_it_runs_from_september_to_august_and_says_what_begins_in_each_month(self, supported: Web) -> None:
        review = scheduled(supported, "peer_review", day(1))
        html = main(shown(supported, "chief", page="year/"))
        first = MONDAY.year if MONDAY.month >= 9 else MONDAY.year - 1
        assert html.index(f"September {first}") < html.index(f"August {first + 1}")
        assert html.count('class="month"') == 12
        assert "Peer review: Beckside Primary</a>" in html
        assert review.scheduled_on is not None

    def test_only_mine_and_one_academy_leave_the_rest_out(self, supported: Web) -> None:
        due(supported, 2)
        assert TITLE in main(shown(supported, "chief", page="year/"))
        assert TITLE not in main(shown(supported, "chief", "?whose=mine", page="year/"))
        assert "Nothing in this year" in main(shown(supported, "specialist", page="year/"))

    def test_what_is_private_is_private_there_too(self, supported: Web) -> None:
        scheduled(supported, "leadership_review", day(1))
        assert "Leadership review" in main(shown(supported, "chief", page="year/"))
        html = main(shown(supported, "senior_leader", page="year/"))
        assert "Leadership review" not in html
        assert "Private" in html

    def test_a_day_that_is_none_is_refused_and_others_lead_to_their_year(self, supported: Web) -> None:
        assert answer(supported, "chief", "?from=soon", page="year/").status_code == 400
        assert "September 2024" in shown(supported, "chief", "?from=2025-08-31", page="year/")

    def test_it_comes_on_paper_as_whoever_asks_sees_it(self, supported: Web) -> None:
        due(supported, 2)
        made = supported.client("chief").post(f"/t/{supported.stage.troupe.trust.slug}/calendar/year/pdf/?whose=mine")
        assert made.status_code == 302
        with supported.open():
            report = Report.objects.get(kind="year_planner")
            assert report.parameters["whose"] == "mine"
            assert report.title.startswith("Year planner")
            whole = year_planner.build(supported.stage.chief, supported.stage.troupe.trust.id, {})
            assert any(TITLE in line.words for each in whole.planner.months for line in each.entries)
            # One line each: nobody finds a day in a paragraph.
            frame = Frame("Trust", report.title, timezone.localtime(), "Chief")
            html = render_to_string("reports/year_planner.html", {"report": whole, "frame": frame})
            assert html.count("<li>") == sum(len(each.entries) for each in whole.planner.months)
            with pytest.raises(NotFound):
                year_planner.build(supported.stage.chief, uuid4(), {})
            with pytest.raises(NotFound):
                year_planner.build(supported.stage.chief, supported.stage.troupe.trust.id, {"academy": str(uuid4())})
