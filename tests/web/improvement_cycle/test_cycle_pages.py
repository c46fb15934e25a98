"""The year of an academy and the academies by stage, as each role reads them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from improvement_cycle.actions import cycles, evidence, priorities, status
from improvement_cycle.actions.priorities import Words
from improvement_cycle.models import AcademyCycle, Cycle, Judgement, Priority
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_plan_pages import finished, seen_of
from tests.web.improvement_cycle.test_suggested_points import handed_in

THREE = (("head", "head"), ("director", "director"), ("chief", "chief_executive"))


def page(web: Web, who: str, academy: str = "beckside") -> str:
    answer = web.client(who).get(web.row_url("cycle", academy))
    assert answer.status_code == 200, who
    return str(answer.text)


def by_stage(web: Web, who: str) -> str:
    answer = web.client(who).get(web.url("cycle_year", web.key))
    assert answer.status_code == 200, who
    return str(answer.text)


def next_of(text: str) -> tuple[str, str]:
    """The heading of what is next, and where its button leads; the only primary button there is."""
    title = re.search(r'id="h-next">(.*?)</h2>', text)
    buttons = re.findall(r'class="btn primary" href="([^"]*)"', text)
    assert title is not None
    assert len(buttons) < 2
    return title.group(1), buttons[0] if buttons else ""


def spine(text: str) -> str:
    found = re.search(r'<ol class="spine">(.*?)</ol>', text, re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())


def main_of(text: str) -> str:
    """The page without its frame and without the feed, which has rules of its own: in words."""
    inside = text.partition("<main")[2].partition("</main>")[0].partition("What happened")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


def begun(web: Web) -> None:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302


def due(web: Web, **days: int) -> None:
    """Dates of the year, as so many days from today."""
    given = {f"{name}_due_on": timezone.localdate() + dt.timedelta(days=number) for name, number in days.items()}
    with web.open():
        administrator = web.stage.troupe.actor("administrator")
        cycles.set_dates(actor=administrator, cycle_id=web.stage.cycles["now"].id, dates=given)


def proposed(web: Web, *, agreed: bool = False, **more: Any) -> Priority:
    with web.open():
        actor = web.stage.troupe.actor("director")
        words = Words("Pupils remember more", "curriculum_planning", "Quizzes say so.", **more)
        made = priorities.propose(actor=actor, academy_cycle_id=web.row().id, words=words)
        for who, party in THREE if agreed else ():
            actor = web.stage.troupe.actor(who)
            made = priorities.agree(actor=actor, priority_id=made.id, party=party, seen_version=made.version)
    return made


class TestOpening:
    def test_a_head_lands_on_the_own_academy_and_others_on_the_list(self, web: Web) -> None:
        home = web.url("cycle_home")
        for who in ("head", "senior_leader", "governor"):
            assert web.client(who).get(home).headers["Location"] == web.row_url("cycle"), who
        for who in ("director", "chief", "trustee"):
            assert web.client(who).get(home).headers["Location"] == web.url("cycle_year", web.key), who

    @pytest.mark.parametrize("who", ["other_head", "administrator", "officer", "specialist"])
    def test_it_is_not_there_for_others(self, web: Web, who: str) -> None:
        assert web.client(who).get(web.row_url("cycle")).status_code == 404

    @pytest.mark.parametrize("who", ["administrator", "officer", "specialist"])
    def test_nor_is_the_list(self, web: Web, who: str) -> None:
        assert web.client(who).get(web.url("cycle_year", web.key)).status_code == 404
        assert web.client(who).get(web.url("cycle_home")).status_code == 404

    def test_a_head_finds_only_the_own_academy_on_the_list(self, web: Web) -> None:
        text = by_stage(web, "head")
        assert "Beckside Primary" in text
        assert "Castle Rise High" not in text

    def test_years_that_are_not_there_are_not_found(self, web: Web) -> None:
        slug = web.stage.academies["beckside"].slug
        assert web.client("chief").get(web.url("cycle", "2001", slug)).status_code == 404
        assert web.client("chief").get(web.url("cycle_year", "2001")).status_code == 404

    def test_earlier_years_are_a_click_away(self, web: Web) -> None:
        before = web.url("cycle", web.stage.years["before"].key, web.stage.academies["beckside"].slug)
        assert f'href="{before}"' in page(web, "head")
        assert web.client("head").get(before).status_code == 200

    def test_before_any_year_is_open_it_says_so(self, bare: Web) -> None:
        answer = bare.client("chief").get(bare.url("cycle_home"))
        assert answer.status_code == 200
        assert "No year is open yet" in answer.text


class TestTheNextStep:
    def test_a_head_begins_writes_and_waits(self, web: Web) -> None:
        sef = web.row_url("sef")
        assert next_of(page(web, "head")) == ("Begin the self-evaluation", sef)
        begun(web)
        assert next_of(page(web, "head")) == ("Write and submit the self-evaluation", sef)
        handed_in(web)
        title, url = next_of(page(web, "head"))
        assert title == "Record your view of each area"
        assert url.endswith(f"?mode=one&academy={web.stage.academies['beckside'].slug}".replace("&", "&amp;"))

    def test_who_approves_is_asked_to_answer_and_is_then_left_alone(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        version = web.row_url("sef_version", "beckside", "1")
        for who in ("director", "chief"):
            assert next_of(page(web, who)) == ("Answer the self-evaluation", version)
        assert web.client("chief").post(version, {"approve": "chief_executive"}).status_code == 302
        assert next_of(page(web, "chief"))[1] == ""
        assert "The self-evaluation waits for the director." in page(web, "chief")
        assert next_of(page(web, "director"))[0] == "Answer the self-evaluation"

    def test_what_came_back_is_answered_first(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        version = web.row_url("sef_version", "beckside", "1")
        sent = {"return": "yes", "note": "Say more about reading.", "seen": "1"}
        assert web.client("chief").post(version, sent).status_code == 302
        text = page(web, "head")
        assert next_of(text)[0] == "Answer the comments on the self-evaluation"
        assert "Say more about reading." in text
        assert "Say more about reading." not in page(web, "governor")

    def test_a_priority_waits_for_each_of_the_three_until_they_have_spoken(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        web.settled()
        made = proposed(web)
        for who, party in THREE[:2]:
            with web.open():
                priorities.agree(actor=web.stage.troupe.actor(who), priority_id=made.id, party=party, seen_version=1)
        assert "Give your word on priority" not in page(web, "head")
        version = web.row_url("sef_version", "beckside", "1")
        assert web.client("chief").post(version, {"approve": "chief_executive"}).status_code == 302
        assert next_of(page(web, "chief")) == (
            "Give your word on priority 1",
            web.row_url("priority", "beckside", str(made.id)),
        )

    def test_a_section_that_was_given_is_the_next_step_of_a_senior_leader(self, web: Web) -> None:
        begun(web)
        assert next_of(page(web, "senior_leader"))[1] == ""
        people = web.row_url("sef_writers", "beckside", "leadership")
        member = str(web.stage.troupe.members["senior_leader"].id)
        assert web.client("head").post(people, {"people": [member]}).status_code == 302
        title, url = next_of(page(web, "senior_leader"))
        assert title.startswith("Write “")
        assert url == web.row_url("sef_section", "beckside", "leadership")

    def test_nothing_is_to_be_done_in_a_closed_year(self, web: Web) -> None:
        with web.open():
            Cycle.objects.filter(id=web.stage.cycles["now"].id).update(state="closed")
        text = page(web, "head")
        assert next_of(text) == ("This year is closed", "")


class TestWhatIsLate:
    def test_it_stands_in_words_with_its_stage(self, web: Web) -> None:
        due(web, self_evaluations=-6, priorities=10)
        assert "Evaluate Self-evaluation not handed in 0 of" in spine(page(web, "head"))
        assert "Self-evaluation 6 days late" in spine(page(web, "head"))
        assert "Self-evaluation 6 days late" in by_stage(web, "director")
        assert "3 with something late" in by_stage(web, "chief")

    def test_who_reads_only_what_is_approved_is_not_told(self, web: Web) -> None:
        due(web, self_evaluations=-6)
        for who in ("trustee", "governor"):
            assert "late" not in spine(page(web, who))
            assert "days late" not in by_stage(web, who)


class TestWhatIsNotTold:
    @pytest.mark.parametrize("who", ["chief", "director", "trustee", "governor"])
    def test_whether_a_draft_is_begun(self, web: Web, who: str) -> None:
        before = page(web, who), by_stage(web, who)
        begun(web)
        after = page(web, who), by_stage(web, who)
        assert [main_of(text) for text in before] == [main_of(text) for text in after]

    def test_what_was_handed_in_until_it_is_approved(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        version = web.row_url("sef_version", "beckside", "1")
        for who in ("trustee", "governor"):
            assert "Self-evaluation: nothing approved yet" in spine(page(web, who))
            assert "submitted" not in page(web, who)
        for who, role in (("chief", "chief_executive"), ("director", "director")):
            assert web.client(who).post(version, {"approve": role}).status_code == 302
        for who in ("trustee", "governor"):
            assert "Self-evaluation approved" in spine(page(web, who))

    def test_what_was_approved_stays_told_while_it_is_open_again(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        version = web.row_url("sef_version", "beckside", "1")
        for who, role in (("chief", "chief_executive"), ("director", "director")):
            assert web.client(who).post(version, {"approve": role}).status_code == 302
        approved = spine(page(web, "governor"))
        assert web.client("chief").post(web.row_url("sef_reopen"), {"note": "One more thing."}).status_code == 302
        assert "Self-evaluation given back" in spine(page(web, "head"))
        assert spine(page(web, "governor")) == approved
        assert "One more thing." not in page(web, "governor")

    @pytest.mark.parametrize("who", ["trustee", "governor"])
    def test_judgements_priorities_and_threads_for_those_who_read_what_is_published(self, web: Web, who: str) -> None:
        web.settled()
        proposed(web, judgements=["quality_of_education"])
        text = page(web, who)
        assert "Pupils remember more" not in text
        assert "areas agreed" not in text
        assert "Category 1" not in text
        assert next_of(text) == ("Nothing for you to do here now", "")
        assert "You read what is approved here." in text

    def test_single_views(self, web: Web) -> None:
        web.say("head", "head", "quality_of_education", "inadequate", "A secret reason")
        for who in ("director", "chief", "senior_leader"):
            assert "inadequate" not in page(web, who).lower()
            assert "A secret reason" not in page(web, who)


class TestTheThread:
    def test_it_goes_from_judgement_to_judgement(self, web: Web) -> None:
        web.settled()
        made = proposed(web, agreed=True, judgements=["quality_of_education"])
        assert web.client("head").post(web.row_url("plan_begin")).status_code == 302
        text = page(web, "head")
        assert "good, and priority 1 answers it" in text
        for url in (
            web.row_url("cell", "beckside", "quality_of_education"),
            web.row_url("priority", "beckside", str(made.id)),
            web.row_url("plan_section", "beckside", f"priority-{web.key}-1"),
        ):
            assert f'href="{url}"' in text
        assert web.row_url("plan_section", "beckside", f"priority-{web.key}-1") not in page(web, "director")
        finished(web)
        assert web.client("head").post(web.row_url("plan_check"), seen_of(web)).status_code == 302
        assert (
            f'href="{web.row_url("plan_version", "beckside", "1")}"' in page(web, "director").partition("h-thread")[2]
        )

    def test_last_years_priority_ends_in_this_years_judgement(self, web: Web) -> None:
        web.settled()
        with web.open():
            earlier = web.row("beckside", "before")
            judgement = Judgement.objects.get(academy_cycle=earlier, column__key="quality_of_education", view="agreed")
            now = timezone.now()
            area = web.stage.model.areas.first()  # type: ignore[union-attr]
            made = Priority.objects.create(
                academy_cycle=earlier, number=1, area=area, statement="Of last year", proposed_by_name="D",
                proposed_at=now, changed_at=now, agreed_at=now, state="agreed",
            )  # fmt: skip
            made.rests_on.create(judgement=judgement)
        text = page(web, "head")
        assert "is good, as before" in text
        assert "1. Of last year" in text

    def test_a_priority_that_was_delivered_says_so_on_it(self, web: Web) -> None:
        web.settled()
        made = proposed(web, agreed=True, judgements=["quality_of_education"])
        assert "Delivered" not in page(web, "head")
        day = timezone.localdate()
        with web.open():
            Priority.objects.filter(id=made.id).update(state="delivered", reached="Calm.", delivered_on=day)
        assert f"Delivered {day.day} {day:%B}." in page(web, "head").partition("h-thread")[2]

    @pytest.mark.parametrize("state", ["carried_forward", "withdrawn"])
    def test_a_priority_that_left_the_plan_says_so_on_it(self, web: Web, state: str) -> None:
        web.settled()
        made = proposed(web, agreed=True, judgements=["quality_of_education"])
        with web.open():
            Priority.objects.filter(id=made.id).update(state=state, keeps_page=True)
        assert f"{state.replace('_', ' ').capitalize()}." in page(web, "head").partition("h-thread")[2]

    def test_a_withdrawn_priority_has_none(self, web: Web) -> None:
        web.settled()
        made = proposed(web, judgements=["quality_of_education"])
        assert "From judgement to judgement" in page(web, "head")
        with web.open():
            Priority.objects.filter(id=made.id).update(state="withdrawn")
        assert "From judgement to judgement" not in page(web, "head")

    def test_a_judgement_and_a_piece_of_evidence_lead_to_the_priority_and_back(self, web: Web) -> None:
        web.settled()
        with web.open():
            web.row()
            AcademyCycle.objects.filter(id=web.row().id).update(state="open")
            piece = evidence.add(
                actor=web.stage.troupe.actor("head"),
                academy_cycle_id=web.row().id,
                source_key=web.stage.model.evidence_sources.first().key,  # type: ignore[union-attr]
                title="A quiz",
                summary="Half forgot.",
                column_keys=["quality_of_education"],
            )
        made = proposed(web, judgements=["quality_of_education"], evidence=[piece.id])
        here = web.row_url("priority", "beckside", str(made.id))
        cell = web.row_url("cell", "beckside", "quality_of_education")
        row = web.client("head").get(web.row_url("row")).text
        assert len(re.findall(f'href="{here}"', row)) == 2  # of the judgement, and of the evidence
        text = web.client("head").get(cell).text
        assert "Priorities that rest on it" in text
        assert len(re.findall(f'href="{here}"', text)) == 2
        assert f"{web.row_url('priority_new')}?column=quality_of_education" in text
        assert f'href="{cell}"' in web.client("head").get(here).text
        other = web.client("head").get(web.row_url("cell", "beckside", "behaviour_and_attitudes")).text
        assert f'href="{here}"' not in other.partition("Other evidence")[0]

    @pytest.mark.parametrize(
        ("state", "keeps_page", "words"),
        [
            ("in_plan", False, "in the plan"),
            ("delivered", False, "delivered"),
            ("sustained", False, "sustained"),
            ("carried_forward", False, "carried forward"),
            ("withdrawn", True, "withdrawn"),
            ("withdrawn", False, ""),
        ],
    )
    def test_the_way_to_a_priority_stays_whatever_becomes_of_it_and_says_how_far_it_is(
        self, web: Web, state: str, keeps_page: bool, words: str
    ) -> None:
        web.settled()
        made = proposed(web, judgements=["quality_of_education"])
        told = {"agreed_at": timezone.now(), "delivered_on": timezone.localdate(), "reached": "65% on average."}
        with web.open():
            Priority.objects.filter(id=made.id).update(state=state, keeps_page=keeps_page, **told)
        here = f'href="{web.row_url("priority", "beckside", str(made.id))}"'
        row = web.client("head").get(web.row_url("row")).text
        cell = web.client("head").get(web.row_url("cell", "beckside", "quality_of_education")).text
        if words:
            assert f"{here}>Priority 1, {words}<" in row
            assert f'<span class="tiny">{words.capitalize()}</span>' in cell.partition(here)[2].partition("</li>")[0]
        else:
            assert here not in row + cell


class TestTheList:
    def test_the_chief_executive_finds_the_way_to_close_the_year_and_nobody_else(self, web: Web) -> None:
        closing = f'href="{web.url("close", web.key)}"'
        assert closing in by_stage(web, "chief")
        for who in ("director", "head", "trustee"):
            assert closing not in web.client(who).get(web.url("cycle_year", web.key)).text, who
        with web.open():
            Cycle.objects.filter(id=web.stage.cycles["now"].id).update(state="closed")
        assert closing not in by_stage(web, "chief")

    def test_academies_stand_under_their_stage_with_what_waits(self, web: Web) -> None:
        begun(web)
        handed_in(web)
        text = by_stage(web, "chief")
        assert "3 academies" in text
        assert 'id="h-evaluate"' in text
        assert 'id="h-sustain"' not in text
        assert f'href="{web.row_url("sef_version", "beckside", "1")}"' in text
        assert "1 waits for you" in text

    def test_it_says_what_it_is_for_where_no_academy_is_in_the_year(self, web: Web) -> None:
        with web.open():
            cycle = web.stage.cycles["now"]
        with web.open():
            year = cycle.school_year.__class__.objects.create(
                starts_on=dt.date(2050, 9, 1), ends_on=dt.date(2051, 8, 31)
            )
            made = cycles.open_year(actor=web.stage.troupe.actor("administrator"), school_year_id=year.id)
            AcademyCycle.objects.filter(cycle=made).delete()
        text = web.client("chief").get(web.url("cycle_year", "2050")).text
        assert "No academy is in this year yet" in text

    @pytest.mark.parametrize("who", ["chief", "director", "trustee"])
    def test_it_asks_the_same_for_three_academies_and_for_fifty(self, web: Web, who: str) -> None:
        client, url = web.client(who), web.url("cycle_year", web.key)
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        with web.open():
            for number in range(47):
                academy = make_academy(f"More {number} Academy", "primary")
                row = AcademyCycle.objects.create(cycle=web.stage.cycles["now"], academy=academy)
                if number < 3:
                    actor = web.stage.troupe.actor("director")
                    priorities.propose(
                        actor=actor, academy_cycle_id=row.id, words=Words("Read more", "curriculum_planning")
                    )
        with CaptureQueriesContext(connection) as many:
            answer = client.get(url)
        assert "50 academies" in answer.text
        assert len(many) == len(few)


def test_a_decided_category_stands_at_the_name_for_those_who_read_the_row(web: Web) -> None:
    with web.open():
        web.stage.score("beckside")
        status.decide(
            actor=web.stage.chief,
            academy_cycle_id=web.row().id,
            category_number=2,
            reason="Two areas need help.",
            took_part=["head", "director"],
            effective_from=timezone.localdate(),
        )
    for who in ("head", "chief"):
        text = page(web, who)
        assert "Category 2" in text
        assert "More support than last year: one category down" in text
    for who in ("governor", "trustee"):
        assert "Category 2" not in page(web, who)
        assert "Two areas need help." not in page(web, who)
