"""The rapid improvement plan: led by the director where the current status brings one, and hidden everywhere else."""

import datetime as dt
from typing import Any

import pytest

from improvement_cycle.actions import plan_rows, rapid_plans
from improvement_cycle.models import CommitmentEntry, MonitoringCheck, PlanAction
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import agreed, edit
from tests.web.improvement_cycle.test_plan_rows import an_action, last_day
from trust import deadlines, feed
from trust.actions import documents as document_actions
from trust.errors import Refused
from trust.models import Activity, Document, Section
from trust.permissions import Permission

ALL = ("head", "director", "chief", "senior_leader", "governor", "trustee", "other_head", "secondary_director")
TEXT = "Lessons are interrupted every day."


@pytest.fixture
def intensive(web: Web) -> Web:
    """Decided to be in the category that brings a rapid plan."""
    with web.open():
        number = CommitmentEntry.objects.get(
            kind="rapid_improvement_plan", category__model=web.row().cycle.model
        ).category.number
    web.settled(number=number)
    return web


@pytest.fixture
def rapid(intensive: Web) -> Web:
    """Begun by the director."""
    assert intensive.client("director").post(intensive.row_url("rapid_begin")).status_code == 302
    return intensive


def written(web: Web, *, finished: bool = True) -> Document:
    with web.open():
        document: Document = Document.objects.get(kind="rapid_plan")
        for each in Section.objects.filter(document=document):
            text = {"why": TEXT, "different": "Calm in six weeks."}
            lists = {"problem": TEXT, "done": ["Two leaders in each corridor"], "final": ["Calm lessons"]}
            each.content = text if each.key == "overview" else lists if each.key == "change-1" else {}
            each.is_finished = finished
            each.save()
    return document


def action_of(web: Web, **more: Any) -> PlanAction:
    with web.open():
        return plan_rows.add(  # type: ignore[return-value]
            actor=web.stage.troupe.actor("director"),
            section_id=Section.objects.get(key="change-1").id,
            rows="actions",
            given=an_action(web, **more),
        )


def approved(web: Web) -> None:
    document = written(web)
    with web.open():
        actor = web.stage.troupe.actor
        version = document_actions.submit(actor=actor("director"), document_id=document.id)
        document = document_actions.approve(
            actor=actor("chief"), document_id=document.id, capacity="chief_executive", seen_number=version.number
        )
        assert document.state == "approved"


class TestWhere:
    def test_elsewhere_it_is_refused_with_a_word_and_nobody_else_finds_a_trace(self, web: Web) -> None:
        web.settled()
        page = web.client("director").get(web.row_url("rapid"))
        assert "The current status of this academy brings no rapid improvement plan." in page.text
        assert "Begin the rapid" not in page.text
        assert web.client("director").post(web.row_url("rapid_begin")).status_code == 409
        for who in ALL:
            if who not in ("director",):
                assert web.client(who).get(web.row_url("rapid")).status_code == 404, who
            assert web.row_url("rapid") not in web.client(who).get(web.row_url("cycle")).text, who
        with web.open(), pytest.raises(Refused):
            rapid_plans.begin(actor=web.stage.troupe.actor("director"), academy_cycle_id=web.row().id)

    def test_the_model_says_which_category_brings_one(self, intensive: Web) -> None:
        with intensive.open():
            CommitmentEntry.objects.filter(kind="rapid_improvement_plan").update(kind="other")
        assert intensive.client("director").post(intensive.row_url("rapid_begin")).status_code == 409

    def test_where_it_is_brought_the_director_is_shown_the_way_and_begins_it(self, intensive: Web) -> None:
        director = intensive.client("director")
        assert intensive.row_url("rapid") in director.get(intensive.row_url("cycle")).text
        assert "Begin the rapid improvement plan" in director.get(intensive.row_url("rapid")).text
        for who in ("head", "chief"):
            assert "The director begins it." in intensive.client(who).get(intensive.row_url("rapid")).text
            assert intensive.client(who).post(intensive.row_url("rapid_begin")).status_code == 403
        for who in ("senior_leader", "governor", "trustee", "other_head", "secondary_director"):
            assert intensive.client(who).get(intensive.row_url("rapid")).status_code == 404, who
        for _ in range(2):
            assert director.post(intensive.row_url("rapid_begin")).status_code == 302
        with intensive.open():
            keys = Section.objects.filter(document__kind="rapid_plan").order_by("order").values_list("key", flat=True)
            assert list(keys) == ["overview", "change-1", "change-2", "change-3"]

    def test_its_pages_speak_of_things_to_change_and_of_nothing_that_it_has_not(self, rapid: Web) -> None:
        assert (
            "Drafts are the director’s and the academy’s alone" in rapid.client("chief").get(rapid.url("rapids")).text
        )
        page = rapid.client("chief").get(rapid.row_url("rapid"))
        assert "The draft is the director’s and the academy’s alone." in page.text
        written(rapid)
        action_of(rapid)
        director = rapid.client("director")
        with rapid.open():
            plan_rows.add(
                actor=rapid.stage.troupe.actor("director"),
                section_id=Section.objects.get(key="change-1").id,
                rows="objectives",
                given={"text": "Lessons begin on time"},
            )
        assert "Things to change in the plan" in director.get(rapid.row_url("rapid_progress")).text
        page = director.get(rapid.row_url("rapid_progress_of", "beckside", "change-1")).text
        assert "thing to change 1 of 3" in page
        for word in ("priority", "Priority", "Milestones", "Not reviewed yet"):
            assert word not in page.partition("<main")[2], word
        page = director.get(rapid.row_url("rapid_check")).text
        assert "approved by the chief executive, or given back with comments." in page
        assert "director and chief executive" not in page

    def test_a_thing_to_change_that_was_left_empty_says_so_once_it_is_handed_in(self, rapid: Web) -> None:
        approved(rapid)
        page = rapid.client("head").get(rapid.row_url("rapid_version", "beckside", "1")).text
        assert page.count("Nothing was written here.") == 2
        text = rapid.client("director").get(rapid.row_url("rapid_check")).text
        assert "If it has to change, the chief executive reopens it with a reason." in text

    def test_the_list_shows_only_academies_that_have_one(self, rapid: Web) -> None:
        page = rapid.client("chief").get(rapid.url("rapids")).text
        assert rapid.row_url("rapid") in page
        assert rapid.row_url("rapid", "castle") not in page


class TestWho:
    def test_of_a_draft_director_and_head_read_and_nobody_else_learns_that_there_is_one(self, rapid: Web) -> None:
        written(rapid)
        for who in ("director", "head"):
            assert TEXT in rapid.client(who).get(rapid.row_url("rapid_section", "beckside", "overview")).text
            assert rapid.row_url("rapid") in rapid.client(who).get(rapid.row_url("cycle")).text
        for who in ("chief", "senior_leader", "governor", "trustee", "other_head", "secondary_director"):
            client = rapid.client(who)
            assert client.get(rapid.row_url("rapid_section", "beckside", "overview")).status_code == 404, who
            assert client.get(rapid.row_url("rapid_progress", "beckside")).status_code == 404, who
            if who != "chief":
                assert client.get(rapid.row_url("rapid")).status_code == 404, who
                assert rapid.row_url("rapid") not in client.get(rapid.row_url("cycle")).text, who

    def test_the_head_writes_what_was_given_and_reads_the_rest(self, rapid: Web) -> None:
        head, url = rapid.client("head"), rapid.row_url("rapid_section", "beckside", "change-1")
        sent = {"problem": TEXT} | edit()
        assert head.post(url, sent).status_code in (403, 404)
        members = rapid.stage.troupe.members
        people = {"people": [str(members["head"].id)]}
        assert (
            rapid.client("director").post(rapid.row_url("rapid_writers", "beckside", "change-1"), people).status_code
            == 302
        )
        assert head.post(url, sent).status_code in (200, 302)
        with rapid.open():
            assert Section.objects.get(key="change-1").content["problem"] == TEXT
        assert head.post(rapid.row_url("rapid_check"), {}).status_code in (403, 404)

    def test_a_senior_leader_finds_it_once_a_section_was_given(self, rapid: Web) -> None:
        leader = rapid.client("senior_leader")
        people = {"people": [str(rapid.stage.troupe.members["senior_leader"].id)]}
        rapid.client("director").post(rapid.row_url("rapid_writers", "beckside", "change-2"), people)
        assert rapid.row_url("rapid") in leader.get(rapid.row_url("cycle")).text
        assert leader.get(rapid.row_url("rapid")).status_code == 200
        assert leader.get(rapid.row_url("rapid_section", "beckside", "change-2")).status_code == 200
        assert leader.get(rapid.row_url("rapid_section", "beckside", "change-1")).status_code == 404

    def test_the_chief_executive_alone_approves_it(self, rapid: Web) -> None:
        document = written(rapid)
        director = rapid.client("director")
        assert director.post(rapid.row_url("rapid_check"), {}).status_code == 302
        page = director.get(rapid.row_url("rapid")).text
        assert "It waits for the chief executive." in page
        assert "Read and answer" not in page
        with rapid.open():
            actor = rapid.stage.troupe.actor
            version = Document.objects.get(id=document.id).number
            done = document_actions.approve(
                actor=actor("chief"), document_id=document.id, capacity="chief_executive", seen_number=version
            )
            assert done.state == "approved"

    def test_before_the_approval_those_who_read_approved_ones_find_nothing(self, rapid: Web) -> None:
        written(rapid)
        rapid.client("director").post(rapid.row_url("rapid_check"), {})
        for who in ("senior_leader", "governor", "trustee"):
            assert rapid.client(who).get(rapid.row_url("rapid")).status_code == 404, who
            assert rapid.client(who).get(rapid.row_url("rapid_version", "beckside", "1")).status_code == 404, who
        with rapid.open():
            document = Document.objects.get(kind="rapid_plan")
            document_actions.approve(
                actor=rapid.stage.troupe.actor("chief"),
                document_id=document.id,
                capacity="chief_executive",
                seen_number=1,
            )
        for who in ("senior_leader", "governor", "trustee", "head", "director", "chief"):
            assert rapid.row_url("rapid") in rapid.client(who).get(rapid.row_url("cycle")).text, who
            assert TEXT in rapid.client(who).get(rapid.row_url("rapid_version", "beckside", "1")).text, who


class TestRows:
    def test_it_has_objectives_actions_and_checks_and_no_milestones(self, rapid: Web) -> None:
        director = rapid.client("director")
        page = director.get(rapid.row_url("rapid_section", "beckside", "change-1")).text
        for rows, status in (("objectives", 200), ("actions", 200), ("checks", 200), ("milestones", 404)):
            url = rapid.row_url("rapid_row_add", "beckside", "change-1", rows)
            assert director.get(url).status_code == status
            assert (url in page) is (status == 200)

    def test_its_pages_say_whose_it_is_and_name_no_milestones(self, rapid: Web) -> None:
        director = rapid.client("director")
        page = director.get(rapid.row_url("rapid")).text
        assert "Objectives, actions and monitoring" in page
        assert "milestones" not in page
        for name in ("rapid_section", "rapid_writers"):
            page = director.get(rapid.row_url(name, "beckside", "change-1")).text
            assert {"rapid_section": "The director.", "rapid_writers": "Leaders of the academy"}[name] in page

    def test_its_actions_answer_no_priority_and_are_due_once_it_is_approved(self, rapid: Web) -> None:
        members = rapid.stage.troupe.members
        made = action_of(rapid, lead=str(members["senior_leader"].id), lead_name="")
        leader = rapid.client("senior_leader")
        url = rapid.row_url("rapid_tell", "beckside", "change-1", "actions", str(made.id))
        assert url not in leader.get(rapid.url("my_actions")).text
        approved(rapid)
        assert url in leader.get(rapid.url("my_actions")).text
        with rapid.open():
            actor = rapid.stage.troupe.actor("senior_leader")
            assert made.priority_id is None
            asked = deadlines.asked(actor, deadlines.at_academy(rapid.row().academy_id))
            (line,) = [each for each in deadlines.read(asked) if each.kind == "plan_action"]
            assert deadlines.source_of(line).url(actor.trust_slug, line) == url
        assert leader.post(url, {"state": "on_track", "note": "Begun."}).status_code == 302
        with rapid.open():
            assert PlanAction.objects.get().state == "on_track"

    def test_what_is_told_of_it_stands_in_the_feed_for_those_who_read_rapid_plans(self, rapid: Web) -> None:
        made = action_of(rapid)
        approved(rapid)
        url = rapid.row_url("rapid_tell", "beckside", "change-1", "actions", str(made.id))
        assert rapid.client("director").post(url, {"state": "on_track"}).status_code == 302
        assert rapid.client("director").post(url, {"close": "yes", "why": "No need."}).status_code == 302
        with rapid.open():
            lines = set(Activity.objects.filter(subject_id=made.id).values_list("kind", flat=True))
        assert lines == {"rapid_action"}
        assert feed.readers()["rapid_action"] == Permission.RAPID_READ

    def test_the_progress_pages_show_its_pages(self, rapid: Web) -> None:
        action_of(rapid)
        approved(rapid)
        for who in ("director", "head", "chief", "senior_leader"):
            client = rapid.client(who)
            assert "First thing to change" in client.get(rapid.row_url("rapid_progress")).text
            assert "Train all teachers" in client.get(rapid.row_url("rapid_progress_of", "beckside", "change-1")).text

    def test_a_thing_to_change_is_not_taken_for_the_priority_of_its_number(self, rapid: Web) -> None:
        agreed(rapid, "Pupils remember more")
        action_of(rapid)
        approved(rapid)
        page = rapid.client("director").get(rapid.row_url("rapid_progress_of", "beckside", "change-1")).text
        assert "First thing to change" in page
        assert "Pupils remember more" not in page
        assert "all it rests on" not in page

    def test_rows_stand_in_what_is_handed_in(self, rapid: Web) -> None:
        action_of(rapid)
        approved(rapid)
        assert "Train all teachers" in rapid.client("trustee").get(rapid.row_url("rapid_version", "beckside", "1")).text


class TestChecksEveryFewWeeks:
    def sent(self, web: Web, **more: str) -> dict[str, str]:
        first, last = last_day(web, 70), last_day(web, 5)
        said = {"text": "Corridor visits", "who": "Director", "weeks": "2"}
        return said | {"due_on": first.isoformat(), "last": last.isoformat()} | more

    def test_one_act_adds_a_check_every_two_weeks(self, rapid: Web) -> None:
        director, url = rapid.client("director"), rapid.row_url("rapid_series", "beckside", "change-1")
        assert url in director.get(rapid.row_url("rapid_section", "beckside", "change-1")).text
        assert director.get(url).status_code == 200
        answer = director.post(url, self.sent(rapid), follow=True)
        assert "5 checks added." in answer.text
        with rapid.open():
            days = list(MonitoringCheck.objects.values_list("due_on", flat=True))
            assert days == [last_day(rapid, 70) + dt.timedelta(weeks=2 * n) for n in range(5)]

    @pytest.mark.parametrize(
        ("more", "field", "said"),
        [
            ({"last": ""}, "last", "Enter the day."),
            ({"last": "Easter"}, "last", "Enter a day such as"),
            ({"last": "2001-01-01"}, "last", "This is before the first day."),
            ({"last": "2199-01-01"}, "last", "This plan is for the days between"),
            ({"due_on": ""}, "due_on", "Enter the day."),
            ({"due_on": "2001-01-01"}, "due_on", "This plan is for the days between"),
            ({"weeks": "9"}, "weeks", "Choose from the list."),
            ({"who": ""}, "who", "Say who looks."),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field(
        self, rapid: Web, more: dict[str, str], field: str, said: str
    ) -> None:
        url = rapid.row_url("rapid_series", "beckside", "change-1")
        answer = rapid.client("director").post(url, self.sent(rapid, **more))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert f'href="#id_{field}"' in page
        with rapid.open():
            assert not MonitoringCheck.objects.exists()

    def test_more_than_a_page_holds_is_refused_and_nothing_is_added(self, rapid: Web) -> None:
        with rapid.open():
            year = rapid.stage.years["now"]
        url = rapid.row_url("rapid_series", "beckside", "change-1")
        sent = self.sent(rapid, due_on=year.starts_on.isoformat(), last=year.ends_on.isoformat(), weeks="1")
        director = rapid.client("director")
        assert director.post(url, sent).status_code == 302
        assert director.post(url, sent).status_code == 409
        with rapid.open():
            assert MonitoringCheck.objects.count() == (year.ends_on - year.starts_on).days // 7 + 1
