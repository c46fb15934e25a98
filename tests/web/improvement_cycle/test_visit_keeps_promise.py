"""A visit planned by itself: its page asks whether it keeps a promise that has none, and one press says so."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from improvement_cycle.actions import commitments, visits
from improvement_cycle.actions.commitments import Words
from improvement_cycle.models import Promise, Visit
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_visit_pages import plan_of, planned, sent, text

TODAY = timezone.localdate()
ASKS, SAYS = "Does it keep a promise?", "It keeps this promise"


def promised(web: Web, *, due_on: dt.date = TODAY, kind: str = "qa_visit", academy: str = "beckside") -> Promise:
    words = Words("A visit each term.", kind, "trust", "director", "", due_on, "Because.")
    with web.open():
        of = commitments.add(actor=web.stage.director, academy_cycle_id=web.row(academy).id, words=words)
        found: Promise = of.promises.get()
    return found


def now(web: Web, promise: Promise) -> Promise:
    with web.open():
        found: Promise = Promise.objects.get(id=promise.id)
    return found


def test_after_planning_the_message_points_to_the_promise_and_one_press_schedules_it(web: Web) -> None:
    promise, director = promised(web), web.client("director")
    page = text(director.post(web.url("visit_new"), plan_of(web), follow=True))
    assert "The visit is planned. A promise of this sort at Beckside Primary stands without a date" in page
    with web.open():
        made = Visit.objects.get()
    at = web.url("visit_keeps", made.id, promise.id)
    assert (ASKS in page, f'<form method="post" action="{at}">' in page, "no date yet" in page) == (True, True, True)
    answer = director.post(at, follow=True)
    assert answer.redirect_chain == [(web.url("visit", made.id), 302)]
    page = text(answer)
    assert f"The promise is scheduled for {TODAY:%-d %B %Y}." in page
    assert (ASKS in page, "Is to keep" in page, "A visit each term." in page) == (False, True, True)
    kept = now(web, promise)
    assert (kept.state, kept.scheduled_on) == ("scheduled", TODAY)


def test_of_a_visit_that_was_held_the_promise_is_delivered_beside_its_report(web: Web) -> None:
    promise, made, director = promised(web), sent(web), web.client("director")
    page = text(director.get(web.url("visit", made.id)))
    assert page.index("Books show the sequence") < page.index(ASKS)
    page = text(director.post(web.url("visit_keeps", made.id, promise.id), follow=True))
    assert f"The promise is delivered: {TODAY:%-d %B %Y}." in page
    assert (now(web, promise).state, now(web, promise).delivered_on) == ("delivered", TODAY)


def test_where_nothing_stands_open_nothing_is_asked(web: Web) -> None:
    director = web.client("director")
    promised(web, kind="progress_meeting")
    promised(web, academy="castle")
    page = text(director.post(web.url("visit_new"), plan_of(web), follow=True))
    assert ("The visit is planned." in page, "stands without" in page, ASKS in page) == (True, False, False)


def test_two_at_once_one_wins_and_the_other_reads_why(web: Web) -> None:
    first, second = promised(web), promised(web)
    made, other = planned(web), planned(web)
    director, chief = web.client("director"), web.client("chief")
    assert director.post(web.url("visit_keeps", made.id, first.id)).status_code == 302
    answer = chief.post(web.url("visit_keeps", made.id, second.id))
    assert answer.status_code == 409
    assert "This visit is for something that was promised already." in text(answer)
    answer = chief.post(web.url("visit_keeps", other.id, first.id))
    assert answer.status_code == 409
    assert "A visit is planned for this promise already." in text(answer)
    assert now(web, second).state == "promised"


def test_others_neither_read_the_question_nor_answer_it(web: Web) -> None:
    promise, made = promised(web), planned(web, ("officer",))
    at = web.url("visit_keeps", made.id, promise.id)
    for who in ("head", "officer"):
        page = text(web.client(who).get(web.url("visit", made.id)))
        assert SAYS not in page, who
        assert web.client(who).post(at).status_code == 403, who
    for who in ("trustee", "other_head", "specialist"):
        assert web.client(who).post(at).status_code == 404, who
    assert web.client("chief", "b").post(at).status_code == 404
    assert web.client("director").get(at).status_code == 405
    assert now(web, promise).state == "promised"


def test_what_does_not_fit_is_refused_with_a_sentence(web: Web) -> None:
    made, director = planned(web), web.client("director")
    promise, elsewhere = promised(web), promised(web, academy="castle")
    another = promised(web, kind="progress_meeting")
    assert director.post(web.url("visit_keeps", made.id, elsewhere.id)).status_code == 404
    answer = director.post(web.url("visit_keeps", made.id, another.id))
    assert (answer.status_code, "asks for something else" in text(answer)) == (409, True)
    with web.open():
        visits.cancel(actor=web.stage.director, visit_id=made.id, reason="Snow.", seen_version=1)
    assert ASKS not in text(director.get(web.url("visit", made.id)))
    answer = director.post(web.url("visit_keeps", made.id, promise.id))
    assert (answer.status_code, "This visit was cancelled" in text(answer)) == (409, True)
    open_one = planned(web)
    with web.open():
        cycle = web.stage.cycles["now"]
        cycle.state = "closed"
        cycle.save(update_fields=["state"])
    assert ASKS not in text(director.get(web.url("visit", open_one.id)))
    answer = director.post(web.url("visit_keeps", open_one.id, promise.id))
    assert (answer.status_code, "is closed" in text(answer)) == (409, True)


def test_of_a_leadership_review_only_those_who_know_it_read_the_question(web: Web) -> None:
    promise = promised(web, kind="leadership_review")
    made = planned(web, ("officer",), kind="leadership_review", focus="Capacity")
    at, page = web.url("visit_keeps", made.id, promise.id), web.url("visit", made.id)
    assert web.client("senior_leader").post(at).status_code == 404
    assert SAYS not in text(web.client("officer").get(page))
    assert SAYS in text(web.client("director").get(page))
    assert web.client("director").post(at).status_code == 302


def test_more_than_five_are_counted_and_the_page_asks_no_more_for_them(web: Web) -> None:
    made, held, director = planned(web), sent(web), web.client("director")
    pages = [web.url("visit", made.id), web.url("visit", held.id)]

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert director.get(url).status_code == 200
        return len([each for each in found if each["sql"].lstrip("( ").startswith(("SELECT", "WITH"))])

    def grow(number: int) -> list[int]:
        for each in range(number):
            promised(web, due_on=TODAY + dt.timedelta(days=each))
        return [asked(url) for url in pages]

    asked(pages[0])
    before = grow(1)
    assert grow(6) == before
    assert max(before) <= 12, before
    page = text(director.get(pages[0]))
    assert page.count(SAYS) == 5
    assert f'2 more, due further from its day, stand among the <a href="{web.row_url("commitments")}">' in page


def test_a_page_answers_any_word_in_the_address_with_not_found(web: Web) -> None:
    promise, made = promised(web), planned(web)
    at: Any = web.url("visit_keeps", made.id, promise.id)
    for broken in (at.replace(str(promise.id), "x"), at.replace(str(promise.id), str(made.id))):
        assert web.client("director").post(broken).status_code == 404
