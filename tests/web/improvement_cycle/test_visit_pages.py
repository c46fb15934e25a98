"""Visits in the browser: planned, written on a tablet, sent, answered; and who sees what of them."""

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from improvement_cycle.actions import commitments, visit_reports, visits
from improvement_cycle.actions.commitments import Words
from improvement_cycle.models import Evidence, Promise, Visit, VisitAnswer, VisitFollowUp
from improvement_cycle.policies.visits import Plan
from improvement_cycle.queries.visit_reports import section_of
from tests.web.improvement_cycle.conftest import Web
from trust.ids import uuid7
from trust.models import Activity
from trust.policies.documents import Edit

TODAY = timezone.localdate()


def planned(web: Web, who: tuple[str, ...] = ("director",), **more: Any) -> Visit:
    people = tuple(web.stage.troupe.members[each].id for each in who)
    given = {"kind": "qa_visit", "day": TODAY, "focus": "Reading in Year 4", **more}
    with web.open():
        made: Visit = visits.plan(
            actor=web.stage.director,
            academy_id=web.stage.academies["beckside"].id,
            given=Plan(people=people, **given),
        )
    return made


def sent(web: Web, **more: Any) -> Visit:
    made = planned(web, **more)
    with web.open():
        actor: Any = web.stage.director
        edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
        given = {"seen": "<p>Books show the sequence.</p>", "strengths": ["Calm starts"]}
        visit_reports.save(actor=actor, visit=made, given=given, edit=edit)
        visits.record_held(actor=actor, visit_id=made.id, on=TODAY, days=None, hours=None, seen_version=1)
        visit_reports.send(actor=actor, visit_id=made.id, seen_version=1)
    return made


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def plan_of(web: Web, **more: Any) -> dict[str, Any]:
    members = web.stage.troupe.members
    return {
        "academy": str(web.stage.academies["beckside"].id),
        "kind": "qa_visit",
        "day": TODAY.isoformat(),
        "begins_at": "09:30",
        "until_on": "",
        "people": [str(members["director"].id)],
        "leader": "",
        "focus": "Reading",
        **more,
    }


def test_the_director_plans_a_visit_and_it_stands_in_both_lists(web: Web) -> None:
    director = web.client("director")
    assert "Plan a visit" in text(director.get(web.url("visits")))
    answer = director.post(web.url("visit_new"), plan_of(web))
    with web.open():
        made = Visit.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, web.url("visit", made.id))
    for url in (web.url("visits"), web.row_url("visits_academy")):
        page = text(director.get(url))
        assert "Quality assurance visit" in page
        assert "09:30" in page
    head = text(web.client("head").get(web.row_url("visits_academy")))
    assert "Quality assurance visit" in head
    assert "Plan a visit" not in head


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": ""}, "Enter the date, day."),
        ({"day": "9999-01-01"}, "Enter a year between 1900 and 2199."),
        ({"day": "2020-01-01"}, "Enter a day within the last year or the next two."),
        ({"until_on": TODAY.isoformat()}, "The last day comes after the first"),
        ({"begins_at": "half nine"}, "Enter a time such as 09:30."),
        ({"people": []}, "Choose who goes."),
        ({"people": ["x"]}, "Choose from the people of the list."),
        ({"kind": "party"}, "Choose what sort of visit it is."),
        ({"academy": "x"}, "Choose the academy."),
        ({"focus": "x" * 10_000}, "at most 500 characters"),
        ({"focus": "a\x00b"}, "Leave out characters that cannot be printed."),
        ({"kind": "coaching"}, "Of coaching a day and hours are kept, and no words."),
    ],
)
def test_a_plan_that_does_not_fit_says_so_and_keeps_what_was_typed(
    web: Web, change: dict[str, Any], sentence: str
) -> None:
    answer = web.client("director").post(web.url("visit_new"), plan_of(web, **change))
    assert answer.status_code == 422
    assert sentence in text(answer)
    if "focus" not in change:
        assert "Reading</textarea>" in text(answer)
    with web.open():
        assert not Visit.objects.exists()


def test_a_visit_is_planned_from_a_promise_which_it_keeps(web: Web) -> None:
    with web.open():
        row = web.row()
        words = Words("A visit each term.", "qa_visit", "trust", "director", "", TODAY, "Because.")
        of = commitments.add(actor=web.stage.director, academy_cycle_id=row.id, words=words)
        promise = Promise.objects.get()
    director = web.client("director")
    at = web.row_url("promise_visit", "beckside", of.id, promise.id)
    assert at in text(director.get(web.row_url("commitment", "beckside", of.id)))
    assert at in text(director.get(web.row_url("promise", "beckside", of.id, promise.id)))
    assert web.client("head").get(at).status_code == 403
    given = plan_of(web)
    del given["academy"], given["kind"]
    assert director.post(at, given).status_code == 302
    with web.open():
        made = Visit.objects.get()
        assert Promise.objects.get().state == "scheduled"
    page = text(director.get(web.row_url("promise", "beckside", of.id, promise.id)))
    assert web.url("visit", made.id) in page
    assert "What became of it?" not in page
    assert director.get(at).status_code == 404
    held = {"day": TODAY.isoformat(), "days": "0.5", "seen": "1"}
    assert director.post(web.url("visit_held", made.id), held).status_code == 302
    with web.open():
        assert (Promise.objects.get().state, Promise.objects.get().days) == ("delivered", Decimal("0.5"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"day": ""}, "Enter the date"),
        ({"day": (TODAY + dt.timedelta(days=3)).isoformat()}, "This day has not come yet."),
        ({"days": "-1"}, "Enter a number of days up to 100"),
        ({"days": "0.3"}, "Enter half days, such as 0.5 or 2."),
        ({"days": "1e9"}, "Enter a number of days up to 100"),
        ({"days": "9" * 400}, "Enter a number of days up to 100"),
        ({"seen": "x"}, "Reload the page."),
    ],
)
def test_what_was_held_is_checked_at_the_field(web: Web, given: dict[str, str], sentence: str) -> None:
    made = planned(web)
    typed = {"day": TODAY.isoformat(), "days": "0.5", "seen": "1", **given}
    answer = web.client("director").post(web.url("visit_held", made.id), typed)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_who_was_slower_sees_what_stands_and_saves_it_the_second_time(web: Web) -> None:
    made, director = planned(web), web.client("director")
    given = plan_of(web, day=(TODAY + dt.timedelta(days=7)).isoformat(), reason="The head is ill.", seen="1")
    with web.open():
        Visit.objects.filter(id=made.id).update(version=2)
    answer = director.post(web.url("visit_move", made.id), given)
    assert answer.status_code == 409
    assert "Somebody has changed this visit" in text(answer)
    assert "The head is ill." in text(answer)
    assert director.post(web.url("visit_move", made.id), {**given, "seen": "2"}).status_code == 302
    assert "The head is ill." in text(director.get(web.url("visit", made.id)))


def test_cancelling_asks_why_and_says_it(web: Web) -> None:
    made, director = planned(web), web.client("director")
    assert director.post(web.url("visit_cancel", made.id), {"reason": " ", "seen": "1"}).status_code == 422
    assert director.post(web.url("visit_cancel", made.id), {"reason": "Snow.", "seen": "1"}).status_code == 302
    page = text(director.get(web.url("visit", made.id)))
    assert "Cancelled" in page
    assert "Snow." in page
    assert "Change or move" not in page
    # What stands in it is not written any more, and what was typed is kept.
    answer = saved(web, made, seen="<p>Late</p>")
    assert answer.status_code == 409


def test_that_it_was_held_is_the_next_step_from_its_day_on_and_not_before(web: Web) -> None:
    director, the_step = web.client("director"), 'class="btn primary" href="{}"'
    for visit, is_next in ((planned(web), True), (planned(web, day=TODAY + dt.timedelta(days=3)), False)):
        page = text(director.get(web.url("visit", visit.id)))
        assert (the_step.format(web.url("visit_held", visit.id)) in page) is is_next
        assert page.count("btn primary") == is_next


def saved(web: Web, visit: Visit, who: str = "director", **given: Any) -> Any:
    """As the page saves by itself."""
    sent_by_page = {
        "by_itself": "1",
        "tab": str(uuid.uuid4()),
        "key": str(uuid.uuid4()),
        "edit": "1",
        "version": "0",
        **given,
    }
    return web.client(who).post(web.url("visit_write", visit.id), sent_by_page)


def test_the_report_saves_by_itself_and_two_who_write_lose_nothing(web: Web) -> None:
    made = planned(web, ("director", "officer"))
    page = text(web.client("officer").get(web.url("visit_write", made.id)))
    assert "data-autosave" in page
    first = saved(web, made, "officer", seen="<p>Mine</p>")
    assert (first.status_code, first.json()["version"]) == (200, 1)
    clash = saved(web, made, "director", seen="<p>Theirs</p>")
    assert clash.status_code == 409
    assert web.url("visit_earlier", made.id) in clash.json()["html"]
    with web.open():
        section = section_of(made)
        assert section is not None
        assert section.content["seen"] == "<p>Mine</p>"
        kept = section.earlier.get()
    director = web.client("director")
    assert "Theirs" in text(director.get(web.url("visit_earlier", made.id)))
    again = director.post(web.url("visit_earlier", made.id), {"earlier": str(kept.id), "version": "1"})
    assert again.status_code == 302
    with web.open():
        assert section_of(made).content["seen"] == "<p>Theirs</p>"  # type: ignore[union-attr]


def test_two_who_write_different_fields_are_brought_together(web: Web) -> None:
    made = planned(web, ("director", "officer"))
    page = web.client("director").get(web.url("visit_write", made.id)).content.decode()
    base = page.split('name="base" value="')[1].split('"')[0].replace("&quot;", '"')
    assert json.loads(base)
    saved(web, made, "officer", strengths="Calm starts", base=base)
    answer = saved(web, made, "director", seen="<p>Books</p>", base=base)
    assert answer.status_code == 200
    with web.open():
        content = section_of(made).content  # type: ignore[union-attr]
    assert (content["seen"], content["strengths"]) == ("<p>Books</p>", ["Calm starts"])


def test_without_javascript_a_button_saves_and_what_does_not_fit_stays(web: Web) -> None:
    made, director = planned(web), web.client("director")
    url = web.url("visit_write", made.id)
    assert director.post(url, {"seen_plain": "Books", "version": "0"}).status_code == 302
    answer = director.post(url, {"strengths": "x" * 501, "version": "1"})
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()
    assert "A line has at most 500 characters" in text(answer)
    assert director.post(url, {"seen": "x", "version": "no number"}).status_code == 400
    assert director.post(web.url("visit_here", made.id), {"tab": "no tab"}).status_code == 400
    here = director.post(web.url("visit_here", made.id), {"tab": str(uuid.uuid4())})
    assert here.json()["version"] == 1


def test_it_is_checked_and_sent_and_nobody_else_read_it_before(web: Web) -> None:
    made, director, head = planned(web), web.client("director"), web.client("head")
    saved(web, made, seen="<p>Books show the sequence.</p>")
    send = web.url("visit_send", made.id)
    assert "First record that the visit was held" in text(director.get(send))
    assert "Books show the sequence" not in text(head.get(web.url("visit", made.id)))
    assert head.get(web.url("visit_write", made.id)).status_code == 403
    director.post(web.url("visit_held", made.id), {"day": TODAY.isoformat(), "days": "", "seen": "1"})
    assert director.post(send, {"seen": "0"}).status_code == 409
    assert director.post(send, {"seen": "1"}).status_code == 302
    page = text(head.get(web.url("visit", made.id)))
    assert "Books show the sequence" in page
    assert "Is the report accurate?" in page
    with web.open():
        told = Activity.objects.filter(kind="visit").order_by("at").values_list("sentence", flat=True)
        assert list(told)[-1] == "sent the report of quality assurance visit at Beckside Primary to the head, version 1"


def test_the_head_answers_once_and_both_stand(web: Web) -> None:
    made, head = sent(web), web.client("head")
    url = web.url("visit_answer", made.id)
    assert head.post(url, {"number": "1", "note": "x"}).status_code == 422
    answer = head.post(url, {"accurate": "no", "number": "1", "note": ""})
    assert answer.status_code == 422
    assert "Say what is not accurate." in text(answer)
    assert web.client("director").post(url, {"accurate": "yes", "number": "1"}).status_code == 403
    assert head.post(url, {"accurate": "no", "number": "1", "note": "Year 5, not 4."}).status_code == 302
    page = text(web.client("director").get(web.url("visit", made.id)))
    assert "Not accurate" in page
    assert "Year 5, not 4." in page
    assert "Books show the sequence" in page
    with web.open():
        assert VisitAnswer.objects.count() == 1
    assert head.post(url, {"accurate": "yes", "number": "1"}).status_code == 409


def test_a_report_taken_up_again_is_another_version(web: Web) -> None:
    made, director = sent(web), web.client("director")
    assert director.post(web.url("visit_correct", made.id), {"note": ""}).status_code == 422
    assert director.post(web.url("visit_correct", made.id), {"note": "A slip."}).status_code == 302
    saved(web, made, seen="<p>Other words.</p>", version="1")
    with web.open():
        version = section_of(made).version  # type: ignore[union-attr]
    assert "Other words" not in text(web.client("head").get(web.url("visit", made.id)))
    assert director.post(web.url("visit_send", made.id), {"seen": str(version)}).status_code == 302
    page = web.url("visit", made.id)
    assert "Other words" in text(director.get(page))
    assert "Books show the sequence" in text(director.get(f"{page}?version=1"))
    assert director.get(f"{page}?version=9").status_code == 404
    assert director.get(f"{page}?version=x").status_code == 400


def test_a_report_taken_up_again_keeps_its_new_follow_up_to_those_who_write_it(web: Web) -> None:
    made, director = sent(web), web.client("director")
    follow_up(web, made)
    director.post(web.url("visit_correct", made.id), {"note": "Something is missing."})
    director_id = str(web.stage.troupe.members["director"].id)
    given = {"text": "Only a draft", "owner": director_id, "due_on": TODAY.isoformat()}
    assert director.post(web.url("visit_follow_up_new", made.id), given).status_code == 302
    page = text(director.get(web.url("visit_write", made.id)))
    assert (page.count("Take out"), "Only a draft" in page, "More" in page) == (1, True, True)
    read = text(web.client("head").get(web.url("visit", made.id)))
    assert ("Only a draft" in read, "More" in read) == (False, True)
    checked = text(director.get(web.url("visit_send", made.id)))
    beside = checked.partition('name="beside" value="')[2].partition('"')[0]
    assert director.post(web.url("visit_follow_up_new", made.id), given | {"text": "Another"}).status_code == 302
    refused = director.post(web.url("visit_send", made.id), {"seen": "1", "beside": beside})
    assert refused.status_code == 409
    assert "has changed since you opened this page" in text(refused)


def test_who_closes_the_year_sees_which_visits_are_open(web: Web) -> None:
    made = planned(web)
    page = text(web.client("chief").get(web.url("close", web.key)))
    assert web.url("visit", made.id) in page


def test_what_follows_has_an_owner_who_says_that_it_is_done(web: Web) -> None:
    made, director = planned(web), web.client("director")
    head_id = str(web.stage.troupe.members["head"].id)
    url = web.url("visit_follow_up_new", made.id)
    answer = director.post(url, {"text": "", "owner": head_id, "due_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Say what follows." in text(answer)
    for text_of in ("Share the sequence", "A slip"):
        given = {"text": text_of, "owner": head_id, "due_on": TODAY.isoformat()}
        assert director.post(url, given).status_code == 302
    with web.open():
        slip = VisitFollowUp.objects.get(text="A slip")
        row = VisitFollowUp.objects.get(text="Share the sequence")
    assert director.post(web.url("visit_follow_up_away", made.id, slip.id)).status_code == 302
    at = web.url("visit_follow_up", made.id, row.id)
    assert web.client("head").get(at).status_code == 404
    saved(web, made, seen="<p>Books</p>")
    director.post(web.url("visit_held", made.id), {"day": TODAY.isoformat(), "days": "", "seen": "1"})
    director.post(web.url("visit_send", made.id), {"seen": "1"})
    head = web.client("head")
    assert "Follow-up: Share the sequence" in text(head.get(f"/t/{web.stage.troupe.trust.slug}/waiting/"))
    assert web.client("senior_leader").post(at, {"day": TODAY.isoformat()}).status_code == 403
    late = (TODAY + dt.timedelta(days=1)).isoformat()
    assert head.post(at, {"day": late, "note": "Soon"}).status_code == 422
    assert head.post(at, {"day": TODAY.isoformat(), "note": "Shared."}).status_code == 302
    assert "Shared." in text(director.get(web.url("visit", made.id)))
    assert head.post(at, {"again": "yes"}).status_code == 302
    with web.open():
        assert VisitFollowUp.objects.get().done_on is None


def test_a_report_that_was_sent_becomes_evidence_of_the_year(web: Web) -> None:
    made, director = sent(web), web.client("director")
    url = web.url("visit_evidence", made.id)
    assert url in text(director.get(web.url("visit", made.id)))
    assert director.post(url, {"source": ""}).status_code == 422
    given = {"source": "classroom_observation", "summary": "The sequence.", "columns": ["quality_of_education"]}
    assert director.post(url, given).status_code == 302
    with web.open():
        made_of = Evidence.objects.get()
        assert (made_of.title.partition(",")[0], made_of.dated_on) == ("Quality assurance visit", TODAY)
    assert "is used as evidence" in text(director.get(web.url("visit", made.id)))
    assert director.get(web.url("visit_evidence", planned(web).id)).status_code == 404


def test_pdf_and_word_are_asked_for_by_those_who_read_it(web: Web) -> None:
    made = sent(web)
    url = web.url("visit_paper", made.id)
    for form in ("pdf", "word"):
        assert web.client("head").post(url, {"version": "1", "form": form}).status_code == 302
    assert web.client("head").post(url, {"version": "2", "form": "pdf"}).status_code == 404
    assert web.client("head").post(url, {"version": "1", "form": "ode"}).status_code == 400
    assert web.client("trustee").post(url, {"version": "1", "form": "pdf"}).status_code == 404


def test_coaching_shows_a_day_and_hours_and_takes_no_word(web: Web) -> None:
    made, director = planned(web, kind="coaching", focus=""), web.client("director")
    assert director.get(web.url("visit_write", made.id)).status_code == 404
    form = text(director.get(web.url("visit_held", made.id)))
    assert "<textarea" not in form
    assert "<textarea" not in text(director.get(web.url("visit_move", made.id)))
    assert "<textarea" not in text(director.get(web.url("visit_cancel", made.id)))
    assert director.post(web.url("visit_held", made.id), {"day": TODAY.isoformat(), "seen": "1"}).status_code == 422
    held = {"day": TODAY.isoformat(), "hours": "1.5", "seen": "1"}
    assert director.post(web.url("visit_held", made.id), held).status_code == 302
    assert "It took 1.5 hours." in text(director.get(web.url("visit", made.id)))


def test_a_leadership_review_reads_private_and_its_page_is_not_there(web: Web) -> None:
    made = planned(web, kind="leadership_review", focus="Capacity of the senior team")
    leader = web.client("senior_leader")
    for url in (web.url("visits"), web.row_url("visits_academy")):
        page = text(leader.get(url))
        assert "Private" in page
        assert "Capacity" not in page
        assert "Leadership review" not in page.replace("<option", "").split("</form>")[-1]
    assert leader.get(web.url("visit", made.id)).status_code == 404
    assert "Leadership review" in text(web.client("head").get(web.row_url("visits_academy")))
    slug = web.stage.troupe.trust.slug
    assert "leadership review" not in text(leader.get(f"/t/{slug}/activity/"))


def test_others_find_nothing(web: Web) -> None:
    made = planned(web)
    for who in ("trustee", "governor", "other_head", "specialist", "administrator"):
        assert web.client(who).get(web.url("visit", made.id)).status_code == 404, who
    assert web.client("trustee").get(web.url("visits")).status_code == 404
    assert "No visit is planned" in text(web.client("specialist").get(web.url("visits")))
    assert web.client("chief", "b").get(web.url("visit", made.id)).status_code == 404
    guest = planned(web, ("specialist",))
    assert web.client("specialist").get(web.url("visit_write", guest.id)).status_code == 200
    assert "Quality assurance visit" in text(web.client("specialist").get(web.url("visits")))


def test_search_finds_what_was_sent_and_no_draft(web: Web) -> None:
    draft = planned(web)
    saved(web, draft, seen="<p>Zephyr</p>")
    url = f"/t/{web.stage.troupe.trust.slug}/search/?q="
    sent(web)
    assert "Report of a visit" in text(web.client("head").get(url + "sequence"))
    assert "Report of a visit" not in text(web.client("head").get(url + "zephyr"))
    assert "Report of a visit" not in text(web.client("trustee").get(url + "sequence"))


def test_the_lists_are_filtered_and_refuse_what_is_no_filter(web: Web) -> None:
    planned(web)
    sent(web)
    director = web.client("director")
    at = web.url("visits")
    assert "With the head" in text(director.get(f"{at}?when=held&state=sent&kind=qa_visit&whose=mine"))
    assert "None fits" in text(director.get(f"{at}?kind=coaching"))
    for query in ("when=x", "kind=x", "state=x", "whose=x", "academy=x", "page=x"):
        assert director.get(f"{at}?{query}").status_code == 400, query


def test_pages_ask_the_same_questions_for_one_and_for_three(web: Web) -> None:
    made = sent(web)
    open_one = planned(web)
    director = web.client("director")
    pages = (
        web.url("visits"),
        web.url("visits") + "?when=all",
        web.row_url("visits_academy"),
        web.url("visit", made.id),
        web.url("visit_move", open_one.id),
        web.url("visit_write", open_one.id),
        web.url("visit_send", open_one.id),
        web.url("visit_earlier", open_one.id),
        web.url("visit_new"),
    )

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert director.get(url).status_code == 200
        return len([each for each in found if each["sql"].lstrip("( ").startswith(("SELECT", "WITH"))])

    asked(pages[0])
    before = [asked(url) for url in pages]
    for _ in range(2):
        planned(web)
        sent(web)
        for visit in (made, open_one):
            follow_up(web, visit)
    assert [asked(url) for url in pages] == before
    assert max(before) <= 12, before


def follow_up(web: Web, visit: Visit) -> None:
    """What follows, as the report had it once it was sent."""
    with web.open():
        VisitFollowUp.objects.create(
            visit=visit,
            number=visit.follow_ups.count() + 1,
            text="More",
            owner=web.stage.troupe.members["director"],
            owner_name="Director",
            due_on=TODAY,
            by_name="Director",
            at=visit.at,
        )
