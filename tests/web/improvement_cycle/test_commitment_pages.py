"""Commitments in the browser: what the category brings, what became of it, and who reads and says what."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import promises
from improvement_cycle.models import Commitment, Promise
from improvement_cycle.policies.commitments import Changes, Slot, Wanted
from improvement_cycle.presenters.commitments import changes_words
from tests.web.improvement_cycle.conftest import Web
from trust.models import Term, TrustSettings

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def supported(web: Web) -> Web:
    """Beckside in category 3, with its three terms unset: what has days falls due at the end of the year."""
    with web.open():
        web.stage.decide("beckside", 3)
    return web


def one(web: Web, kind: str) -> Commitment:
    with web.open():
        return Commitment.objects.get(kind=kind)


def promise_of(web: Web, kind: str) -> Promise:
    with web.open():
        return Promise.objects.filter(commitment__kind=kind).select_related("commitment").first()


def at(web: Web, promise: Promise) -> str:
    return web.row_url("promise", "beckside", promise.commitment_id, promise.id)


def text(answer: Any) -> str:
    return answer.content.decode()


def became(act: str, **more: Any) -> dict[str, Any]:
    return {"act": act, "day": "", "days": "", "note": "", "seen": "1", **more}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chief", 200),
        ("director", 200),
        ("head", 200),
        ("senior_leader", 200),
        ("other_head", 404),
        ("trustee", 404),
        ("governor", 404),
        ("administrator", 404),
    ],
)
def test_who_reads_what_an_academy_can_expect(supported: Web, who: str, status: int) -> None:
    assert supported.client(who).get(supported.row_url("commitments")).status_code == status


def test_the_page_says_what_the_category_brings_and_counts_the_two_sides_apart(supported: Web) -> None:
    page = text(supported.client("head").get(supported.row_url("commitments")))
    assert "What category 3 brings Beckside Primary" in page
    assert "Added by category 2" in page
    assert "What every academy has" in page
    assert "22 commitments" in page
    assert "This year the trust has kept 0 of" in page


def test_an_academy_without_a_category_says_what_will_stand_here(web: Web) -> None:
    page = text(web.client("head").get(web.row_url("commitments")))
    assert "Nothing is promised yet" in page


def test_a_leadership_review_reads_private_to_those_who_do_not_carry_it_out(supported: Web) -> None:
    review = one(supported, "leadership_review")
    head, leader = (
        text(supported.client(who).get(supported.row_url("commitments"))) for who in ("head", "senior_leader")
    )
    assert review.text in head
    assert review.text not in leader
    assert "Private" in leader
    address = supported.row_url("commitment", "beckside", review.id)
    assert supported.client("head").get(address).status_code == 200
    assert supported.client("senior_leader").get(address).status_code == 404
    with supported.open():
        late = promise_of(supported, "leadership_review")
        Promise.objects.filter(id=late.id).update(state="delivered", delivered_on=TODAY, days="2.5", due_on=TODAY)
    head, leader = (
        text(supported.client(who).get(supported.row_url("commitments"))) for who in ("head", "senior_leader")
    )
    assert ">2.5<" in head
    assert ">2.5<" not in leader
    whole_year = supported.url("commitments_year", supported.key)
    assert ">2.5<" in text(supported.client("director").get(whole_year))
    # The page of the row says what the category brings, and no more than this to who does not carry it out.
    row = supported.row_url("row")
    assert review.text in text(supported.client("head").get(row))
    page = text(supported.client("senior_leader").get(row))
    assert "Promised and delivered" in page
    assert review.text not in page


def test_who_does_not_read_the_row_learns_of_no_category(supported: Web) -> None:
    with supported.open():
        TrustSettings.objects.update(senior_leaders_see_own_row=False)
    page = text(supported.client("senior_leader").get(supported.row_url("commitments")))
    assert "What is promised" in page
    assert "ategory" not in page


def test_promised_against_delivered_stands_academy_by_academy(supported: Web) -> None:
    answer = supported.client("chief").get(supported.url("commitments_year", supported.key))
    assert "Beckside Primary" in text(answer)
    assert "Castle Rise High" in text(answer)
    home = supported.client("head").get(supported.url("commitments_home"))
    assert home["Location"] == supported.row_url("commitments")


def test_a_promise_gets_a_date_and_is_delivered(supported: Web) -> None:
    promise, director = promise_of(supported, "behaviour_audit"), supported.client("director")
    assert director.get(at(supported, promise)).status_code == 200
    assert director.post(at(supported, promise), became("schedule", day=TODAY)).status_code == 302
    told = became("deliver", day=TODAY, days="1.5", note="Done.", seen="2")
    assert director.post(at(supported, promise), told).status_code == 302
    with supported.open():
        kept = Promise.objects.get(id=promise.id)
    assert (kept.state, str(kept.days), kept.note) == ("delivered", "1.5", "Done.")
    assert "Done." in text(director.get(supported.row_url("commitment", "beckside", promise.commitment_id)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": ""}, "Choose what became of it."),
        ({"act": "party"}, "Choose what became of it."),
        ({"act": "schedule"}, "Enter the day."),
        ({"act": "schedule", "day": "tomorrow"}, "Enter a date such as"),
        ({"act": "schedule", "day": "2001-01-01"}, "Enter a day of"),
        ({"act": "deliver", "day": "2199-01-01"}, "This day has not come yet."),
        ({"act": "deliver", "day": TODAY, "days": "-1"}, "Enter a number of days between 0 and 100."),
        ({"act": "deliver", "day": TODAY, "days": "x"}, "Enter a number such as 0.5 or 2."),
        ({"act": "deliver", "day": TODAY, "days": "9" * 400}, "Enter a number of days between 0 and 100."),
        ({"act": "miss"}, "Give a reason."),
        ({"act": "not_needed", "note": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_lost(supported: Web, typed: Any, said: str) -> None:
    promise = promise_of(supported, "behaviour_audit")
    given = became("") | ({"note": "Kept words."} if typed["act"] != "miss" else {}) | typed
    answer = supported.client("director").post(at(supported, promise), given)
    assert answer.status_code == 422
    assert said in text(answer)
    if given["note"]:
        assert given["note"] in text(answer)
    with supported.open():
        assert Promise.objects.get(id=promise.id).state == "promised"


def test_who_was_slower_keeps_what_was_typed(supported: Web) -> None:
    promise = promise_of(supported, "behaviour_audit")
    with supported.open():
        promises.schedule(actor=supported.stage.chief, promise_id=promise.id, on=timezone.localdate(), seen_version=1)
    answer = supported.client("director").post(at(supported, promise), became("miss", note="Nobody came."))
    assert answer.status_code == 409
    assert "Nobody came." in text(answer)
    assert "Somebody has changed this promise" in text(answer)
    again = supported.client("director").post(at(supported, promise), became("miss", note="Nobody came.", seen="2"))
    assert again.status_code == 302


def test_the_head_says_what_the_academy_kept_and_reads_what_the_trust_did(supported: Web) -> None:
    own, of_trust = promise_of(supported, "peer_review"), promise_of(supported, "behaviour_audit")
    head = supported.client("head")
    assert head.post(at(supported, own), became("deliver", day=TODAY)).status_code == 302
    page = text(head.get(at(supported, of_trust)))
    assert "It is promised for another day" in page
    assert "It was delivered" not in page
    assert head.post(at(supported, of_trust), became("deliver", day=TODAY)).status_code == 422
    leader = supported.client("senior_leader")
    assert "Who promises it says here" in text(leader.get(at(supported, own)))
    assert leader.post(at(supported, own), became("deliver", day=TODAY)).status_code == 403


def test_what_is_kept_by_a_document_is_recorded_nowhere_else(supported: Web) -> None:
    promise = promise_of(supported, "submission")
    page = text(supported.client("director").get(at(supported, promise)))
    assert "kept by handing in the document" in page
    assert supported.client("director").post(at(supported, promise), became("deliver", day=TODAY)).status_code == 422


def test_what_is_there_when_needed_is_recorded_when_used(supported: Web) -> None:
    coaching = one(supported, "coaching")
    address = supported.row_url("commitment_use", "beckside", coaching.id)
    director = supported.client("director")
    assert director.get(address).status_code == 200
    assert director.post(address, {"day": "", "days": "", "note": ""}).status_code == 422
    # Of coaching a day and how long it took are kept, and no words.
    assert director.post(address, {"day": TODAY, "days": "0.5", "note": "First talk."}).status_code == 422
    assert director.post(address, {"day": TODAY, "days": "0.5", "note": ""}).status_code == 302
    assert "0.5 day" in text(director.get(supported.row_url("commitment", "beckside", coaching.id)))
    assert supported.client("head").get(address).status_code == 403
    audit = one(supported, "behaviour_audit")
    assert director.get(supported.row_url("commitment_use", "beckside", audit.id)).status_code == 404


def test_head_and_director_add_and_end_one_with_a_reason(supported: Web) -> None:
    given = {
        "text": "Two days of a <b>maths</b> specialist",
        "owed_by": "trust",
        "kind": "specialist_support",
        "responsible": "director",
        "provider": "Ivybank",
        "due_on": TODAY,
        "reason": "Year 4.",
    }
    head, new = supported.client("head"), supported.row_url("commitment_new")
    assert head.get(new).status_code == 200
    for field in ("text", "owed_by", "kind", "responsible", "reason"):
        answer = head.post(new, given | {field: ""})
        assert answer.status_code == 422
        assert "Ivybank" in text(answer)
    assert head.post(new, given | {"due_on": "2001-01-01"}).status_code == 422
    made = head.post(new, given)
    assert made.status_code == 302
    page = text(head.get(supported.row_url("commitments")))
    assert "Added for this academy" in page
    assert "<b>maths</b>" not in page
    with supported.open():
        added = Commitment.objects.get(key="")
    address = supported.row_url("commitment_end", "beckside", added.id)
    assert head.post(address, {"reason": ""}).status_code == 422
    assert head.post(address, {"reason": "Done with."}).status_code == 302
    page = text(head.get(supported.row_url("commitments")))
    assert "Ended this year" in page
    assert "Done with." in page
    again = supported.row_url("commitment_take_up", "beckside", added.id)
    assert head.post(again, {"reason": ""}).status_code == 422
    assert head.post(again, {"reason": "A slip."}).status_code == 302
    assert "Ended this year" not in text(head.get(supported.row_url("commitments")))
    assert head.post(again, {"reason": "Once more."}).status_code == 409  # it stands: nothing is taken up twice
    assert "Year 4." in text(head.get(supported.row_url("commitment", "beckside", added.id)))
    assert supported.client("senior_leader").get(again).status_code == 403
    assert supported.client("senior_leader").get(new).status_code == 403
    assert supported.client("senior_leader").get(address).status_code == 403


def test_one_is_swapped_for_another_for_one_reason(supported: Web) -> None:
    head, old = supported.client("head"), one(supported, "coaching")
    swap = supported.row_url("commitment_swap", "beckside", old.id)
    assert swap in text(head.get(supported.row_url("commitment", "beckside", old.id)))
    page = text(head.get(swap))
    assert "ends today and what was delivered stays" in page
    assert '<option value="coaching" selected' in page
    given = {
        "text": "Two mornings in another school.",
        "owed_by": "trust",
        "kind": "other",
        "responsible": "director",
        "provider": "",
        "due_on": "",
        "reason": "",
    }
    # Without a reason neither happens.
    answer = head.post(swap, given)
    assert answer.status_code == 422
    assert "Two mornings in another school." in text(answer)
    with supported.open():
        assert Commitment.objects.get(id=old.id).is_open
    before = how_many(supported)
    assert head.post(swap, given | {"reason": "She has a coach already."}).status_code == 302
    # Sent twice it is done once.
    assert head.post(swap, given | {"reason": "She has a coach already."}).status_code == 409
    with supported.open():
        ended, made = Commitment.objects.get(id=old.id), Commitment.objects.get(text=given["text"])
        assert (ended.is_open, ended.ended_why, made.reason) == (False, made.reason, "She has a coach already.")
    assert how_many(supported) == before + 1
    assert supported.client("senior_leader").get(swap).status_code == 403
    assert supported.client("other_head").get(swap).status_code == 404


def how_many(web: Web) -> int:
    with web.open():
        return int(Commitment.objects.count())


def test_another_academy_and_another_trust_find_nothing(supported: Web) -> None:
    promise = promise_of(supported, "peer_review")
    elsewhere = supported.row_url("promise", "castle", promise.commitment_id, promise.id)
    assert supported.client("director").get(elsewhere).status_code == 404
    assert supported.client("other_head").get(at(supported, promise)).status_code == 404
    assert supported.client("chief", "b").get(at(supported, promise)).status_code == 404


def test_in_a_closed_year_it_is_read_and_nothing_moves(supported: Web) -> None:
    promise = promise_of(supported, "peer_review")
    with supported.open():
        cycle = supported.stage.cycles["now"]
        cycle.state = "closed"
        cycle.save(update_fields=["state"])
    director = supported.client("director")
    assert "is closed: nothing in it changes" in text(director.get(supported.row_url("commitments")))
    assert "It was delivered" not in text(director.get(at(supported, promise)))
    assert director.post(at(supported, promise), became("deliver", day=TODAY)).status_code == 422


def test_deciding_shows_what_each_category_would_do_before_it_does_it(supported: Web) -> None:
    director, address = supported.client("director"), supported.row_url("status")
    page = text(director.get(address))
    assert "What it would do from today" in page
    assert "Nothing changes: all it brings is promised." in page  # the one that stands
    assert "Five commitments are ended; what was delivered stays." in page
    assert "10 commitments are ended; what was delivered stays." in page
    assert "What it would do" not in text(supported.client("head").get(address))


def test_what_a_decision_does_is_said_in_short_lines() -> None:
    day = timezone.localdate()
    done = Changes(
        begin=(Wanted("a", (Slot("one", day), Slot("two", day))),), end=("x", "y"), drop=("p",), redate=(("q", day),)
    )
    assert changes_words(done) == [
        "One commitment is added.",
        "Two commitments are ended; what was delivered stays.",
        "Two promises are made until the end of the year.",
        "One promise is not owed any more.",
        "One promise is due on another day, by the dates of the year.",
    ]
    assert changes_words(Changes()) == []


def test_where_the_dates_of_the_year_came_later_it_is_brought_up_to_date(supported: Web) -> None:
    director, address = supported.client("director"), supported.row_url("commitments")
    assert "Bring it up to date" not in text(director.get(address))
    year = supported.stage.cycles["now"].school_year
    with supported.open():
        for number, name in enumerate(("Autumn", "Spring", "Summer")):
            first = year.starts_on + dt.timedelta(days=1 + 110 * number)
            Term.objects.create(school_year=year, name=name, starts_on=first, ends_on=first + dt.timedelta(days=90))
    assert "Bring it up to date" in text(director.get(address))
    assert "Bring it up to date" not in text(supported.client("head").get(address))
    whole_year = supported.url("commitments_year", supported.key)
    assert "behind the dates of the year" in text(director.get(whole_year))
    assert "behind the dates of the year" not in text(supported.client("head").get(whole_year))
    to_all = supported.url("commitments_year_update", supported.key)
    assert supported.client("head").post(to_all).status_code == 403
    assert director.post(supported.row_url("commitments_update")).status_code == 302
    assert "Bring it up to date" not in text(director.get(address))
    director.post(to_all)
    assert "behind the dates of the year" not in text(director.get(whole_year))
    with supported.open():
        assert Promise.objects.filter(slot__startswith="term-").exists()
    assert supported.client("head").post(supported.row_url("commitments_update")).status_code == 403


def test_trustees_read_sums_that_name_no_academy_and_nothing_that_is_private(supported: Web) -> None:
    with supported.open():
        Promise.objects.filter(document="").update(due_on=TODAY)
        kept = promise_of(supported, "peer_review")
        Promise.objects.filter(id=kept.id).update(state="delivered", delivered_on=TODAY, days="2.0")
        counted = Promise.objects.exclude(commitment__cadence__in=["as_required", "ongoing"]).filter(due_on__lte=TODAY)
        ours = counted.filter(commitment__owed_by="trust").exclude(commitment__kind="leadership_review").count()
    trustee, address = supported.client("trustee"), supported.url("commitments_totals")
    page = text(trustee.get(address))
    assert f"of {ours}" in page
    assert "2 days were spent" in page
    assert "Peer review" in page
    assert "Leadership review" not in page
    assert "Beckside" not in page
    assert "Category" not in page
    assert trustee.get(supported.url("commitments_year", supported.key)).status_code == 404
    assert supported.client("head").get(address).status_code == 404


def test_a_director_sees_what_was_kept_by_category_and_the_days_it_took(supported: Web) -> None:
    with supported.open():
        kept = promise_of(supported, "peer_review")
        Promise.objects.filter(id=kept.id).update(state="delivered", delivered_on=TODAY, days="1.5")
    answer = supported.client("director").get(supported.url("commitments_year", supported.key))
    page = text(answer)
    assert "By category" in page
    assert "1.5" in page
    [of_three, none] = answer.context["categories"]
    assert (of_three.category.number, of_three.academies) == (3, 1)
    assert none.category is None
    assert "By category" not in text(
        supported.client("head").get(supported.url("commitments_year", supported.key), follow=True)
    )
