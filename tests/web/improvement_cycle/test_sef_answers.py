"""Answering a self-evaluation: what waits for whom, in whose name, comments on passages and replies."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.queries.own_views import own_views
from improvement_cycle.queries.years import with_years_before
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import MARK, READERS, submitted
from trust.models import Comment, Delegation, EarlierText, Section, SectionWriter, TrustSettings


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def waits(web: Web, who: str) -> str:
    return str(web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/waiting/").content.decode())


def count(web: Web, who: str) -> str:
    return str(web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/waiting/count/").content.decode())


def version(web: Web, name: str = "sef_version") -> str:
    return web.row_url(name, "beckside", "1")


def stand_in(web: Web, to: str, by: str = "chief") -> None:
    with web.open():
        people, today = web.stage.troupe.members, timezone.localdate()
        Delegation.objects.create(by=people[by], to=people[to], kind="self_evaluation", from_on=today, until_on=today)


class TestQueue:
    def test_a_draft_waits_for_nobody(self, sef: Web) -> None:
        for who in READERS:
            assert "Nothing waits for you" in waits(sef, who), who
            assert MARK not in waits(sef, who)
        assert count(sef, "chief").strip() == ""

    def test_what_is_submitted_waits_for_those_who_approve_it_until_they_have(self, sef: Web) -> None:
        submitted(sef)
        for who in READERS:
            assert ("Self-evaluation of Beckside Primary" in waits(sef, who)) is (who in {"chief", "director"}), who
        assert ">1<" in count(sef, "chief")
        sef.client("director").post(version(sef), {"approve": "director"})
        assert "Nothing waits for you" in waits(sef, "director")
        assert "Self-evaluation" in waits(sef, "chief")

    def test_who_has_no_page_of_their_own_lands_on_what_waits(self, sef: Web) -> None:
        start = f"/t/{sef.stage.troupe.trust.slug}/"
        assert "There is nothing for you to do just now" in sef.client("officer").get(start).content.decode()
        submitted(sef)
        stand_in(sef, "officer")
        page = sef.client("officer").get(start).content.decode()
        assert "Self-evaluation of Beckside Primary" in page
        assert "You stand in for" in page
        assert "There is nothing for you to do just now" not in page

    def test_the_header_leads_there_those_for_whom_something_can_wait(self, sef: Web) -> None:
        link = f'href="/t/{sef.stage.troupe.trust.slug}/waiting/"'
        for who, has in (("chief", True), ("head", True), ("trustee", False), ("governor", False)):
            assert (
                link in sef.client(who).get(f"/t/{sef.stage.troupe.trust.slug}/activity/").content.decode()
            ) is has, who

    def test_what_is_given_back_waits_for_the_head_and_for_no_other(self, sef: Web) -> None:
        submitted(sef)
        sef.client("director").post(version(sef), {"return": "yes", "note": "Say more on SEND."})
        assert "gave it back: Say more on SEND." in waits(sef, "head")
        for who in READERS:
            assert "Nothing waits for you" in waits(sef, who), who

    def test_whoever_stands_in_finds_it_in_their_queue_and_approves_for_the_other(self, sef: Web) -> None:
        submitted(sef)
        assert sef.client("officer").get(version(sef)).status_code == 404
        stand_in(sef, "officer")
        chief = sef.stage.troupe.members["chief"].name
        page = waits(sef, "officer")
        assert f"You stand in for {chief} until" in page
        assert f"For {chief}" in page
        read = sef.client("officer").get(version(sef)).content.decode()
        assert f"Approve for {chief}" in read
        assert "Approve as" not in read
        assert sef.client("officer").post(version(sef), {"approve": "chief_executive"}).status_code == 302
        assert "Nothing waits for you" in waits(sef, "chief")
        officer = sef.stage.troupe.members["officer"].name
        assert f"{officer} for {chief}" in sef.client("head").get(sef.row_url("sef")).content.decode()

    def test_two_roles_in_one_person_are_two_lines_and_each_is_said(self, sef: Web) -> None:
        submitted(sef)
        stand_in(sef, "director")
        assert waits(sef, "director").count("Self-evaluation of Beckside Primary") == 2
        read = sef.client("director").get(version(sef)).content.decode()
        assert "Approve as director" in read
        assert f"Approve for {sef.stage.troupe.members['chief'].name}" in read

    def test_of_a_trust_in_which_the_director_alone_approves_nothing_waits_for_the_chief(self, sef: Web) -> None:
        with sef.open():
            TrustSettings.objects.update(sef_approvers="director")
        submitted(sef)
        assert "Nothing waits for you" in waits(sef, "chief")
        assert sef.client("director").post(version(sef), {"approve": "director"}).status_code == 302
        assert "Approved" in sef.client("chief").get(sef.row_url("sef")).content.decode()


def test_who_works_where_and_who_is_there_now_is_seen(sef: Web) -> None:
    leader = sef.stage.troupe.members["senior_leader"]
    sef.client("head").post(sef.row_url("sef_writers", "beckside", "leadership"), {"people": str(leader.id)})
    assert " there now" not in sef.client("head").get(sef.row_url("sef")).content.decode()
    sef.client("senior_leader").post(sef.row_url("sef_here", "beckside", "leadership"), {"tab": str(uuid4())})
    page = sef.client("head").get(sef.row_url("sef")).content.decode()
    assert f"{leader.name} is there now" in page


class TestPlainBox:
    RICH = "<h3>Reading</h3><ul><li><p>One <strong>big</strong> point</p></li></ul><p>Grade A*, 5 * 3.</p>"

    def stand(self, web: Web) -> None:
        with web.open():
            Section.objects.filter(key="leadership").update(content={"narrative": self.RICH})

    def save(self, web: Web, text: str, version: int = 0) -> str:
        answer = web.client("head").post(
            web.row_url("sef_section", "beckside", "leadership"), {"version": str(version), "narrative_plain": text}
        )
        assert answer.status_code == 302
        with web.open():
            return str(Section.objects.get(key="leadership").content["narrative"])

    def test_the_account_says_who_writes_in_a_plain_box(self, sef: Web) -> None:
        head, url = sef.client("head"), sef.row_url("sef_section", "beckside", "leadership")
        assert "data-plain " not in head.get(url).content.decode()
        assert head.post("/account/writing/", {"writes_plain": "on"}).status_code == 302
        assert " checked" in head.get("/account/").content.decode()
        assert "data-rich data-plain " in head.get(url).content.decode()
        head.post("/account/writing/", {})
        assert "data-plain " not in head.get(url).content.decode()
        assert head.get("/account/writing/").status_code == 405

    def test_what_is_sent_back_as_it_was_shown_stays_to_the_last_letter(self, sef: Web) -> None:
        self.stand(sef)
        shown = "## Reading\r\n\r\n- One **big** point\r\n\r\nGrade A*, 5 * 3."
        assert (
            shown.replace("\r\n", "\n")
            in sef.client("head").get(sef.row_url("sef_section", "beckside", "leadership")).content.decode()
        )
        assert self.save(sef, shown) == self.RICH

    def test_what_is_changed_keeps_the_formats_around_it(self, sef: Web) -> None:
        self.stand(sef)
        now = self.save(sef, "## Reading\n\n- One **big** point\n- Two\n\nGrade A*, 5 * 3.")
        assert now == self.RICH.replace("</li></ul>", "</li><li><p>Two</p></li></ul>")


class TestComments:
    def say(self, web: Web, who: str, **sent: Any) -> Any:
        return web.client(who).post(version(web, "sef_version_comment"), sent)

    def test_a_passage_of_what_was_submitted_is_commented_answered_and_settled(self, sef: Web) -> None:
        submitted(sef)
        said = {"section": "leadership", "passage": f"  {MARK} ", "text": "What changed <b>here</b>?"}
        assert self.say(sef, "director", **said).status_code == 302
        page = sef.client("head").get(version(sef)).content.decode()
        assert f'<blockquote class="passage">{MARK}</blockquote>' in page
        assert "What changed &lt;b&gt;here&lt;/b&gt;?" in page
        assert "commented: What changed" in waits(sef, "head")
        with sef.open():
            first = str(Comment.objects.get().id)
        section = sef.row_url("sef_comment", "beckside", "leadership")
        assert sef.client("head").post(section, {"text": "The timetable.", "answers": first}).status_code == 302
        assert "Nothing waits" in waits(sef, "head")
        assert "answered: The timetable." in waits(sef, "director")
        assert "The timetable." in sef.client("director").get(version(sef)).content.decode()
        assert self.say(sef, "director", settle=first).status_code == 302
        assert "answered:" not in waits(sef, "director")

    @pytest.mark.parametrize(
        "wrong", [{"text": ""}, {"text": "x", "answers": "x"}, {"text": "x", "passage": "x" * 501}]
    )
    def test_what_is_wrong_is_said_and_stays_typed(self, sef: Web, wrong: dict[str, str]) -> None:
        submitted(sef)
        answer = self.say(sef, "director", section="leadership", **{"passage": "these words", **wrong})
        assert answer.status_code == 422
        assert "these words" in answer.content.decode() or "passage" in wrong

    def test_nobody_else_sees_or_says_anything(self, sef: Web) -> None:
        submitted(sef)
        self.say(sef, "director", section="leadership", text="Between us.")
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(version(sef), {"approve": capacity})
        sef.client("chief").post(sef.row_url("sef_reopen"), {"note": "Between us."})
        assert "Between us." in sef.client("head").get(version(sef)).content.decode()
        for who in ("trustee", "governor", "senior_leader"):
            assert "Between us." not in sef.client(who).get(sef.row_url("sef")).content.decode()
            page = sef.client(who).get(version(sef)).content.decode()
            assert MARK in page
            assert "Between us." not in page
            assert self.say(sef, who, section="leadership", text="Me too.").status_code == 404
        assert self.say(sef, "other_head", section="leadership", text="Me too.").status_code == 404
        assert self.say(sef, "director", settle="x").status_code == 400
        assert self.say(sef, "director", section="nothing", text="x").status_code == 404


def closed(web: Web) -> None:
    with web.open():
        web.row().cycle.__class__.objects.filter(id=web.row().cycle_id).update(state="closed", closed_at=timezone.now())


class TestWhoReadsWhat:
    def test_what_the_academy_says_of_its_draft_stays_there_when_it_is_submitted(self, sef: Web) -> None:
        said = {"text": "zebratalk among us"}
        assert sef.client("head").post(sef.row_url("sef_comment", "beckside", "leadership"), said).status_code == 302
        submitted(sef)
        for who in ("chief", "director"):
            assert "zebratalk" not in sef.client(who).get(version(sef)).content.decode()
            assert "zebratalk" not in waits(sef, who)
        assert (
            "zebratalk" in sef.client("head").get(sef.row_url("sef_section", "beckside", "leadership")).content.decode()
        )

    def test_earlier_texts_are_for_those_who_write_the_section(self, sef: Web) -> None:
        sef.client("head").post(sef.row_url("sef_share"), {"shared": "yes"})
        shared = sef.row_url("sef_section", "beckside", "leadership")
        assert sef.client("chief").get(shared).status_code == 200
        assert sef.client("chief").get(sef.row_url("sef_earlier", "beckside", "leadership")).status_code == 404
        assert sef.client("head").get(sef.row_url("sef_earlier", "beckside", "leadership")).status_code == 200

    def test_who_left_the_academy_hears_no_more_of_its_sections(self, sef: Web) -> None:
        with sef.open():
            section = Section.objects.get(key="leadership")
            given = sef.stage.troupe.members["senior_leader"]
            SectionWriter.objects.create(section=section, membership=given, given_by_name="Head")
        place = sef.row_url("sef_comment", "beckside", "leadership")
        assert sef.client("head").post(place, {"text": "zebranews"}).status_code == 302
        assert "zebranews" in waits(sef, "senior_leader")
        with sef.open():
            Appointment.objects.filter(membership=given).update(until_on=timezone.localdate() - dt.timedelta(days=1))
        assert "zebranews" not in waits(sef, "senior_leader")

    def test_the_banner_names_those_who_read_what_was_approved_before(self, sef: Web) -> None:
        submitted(sef)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(version(sef), {"approve": capacity})
        still = "What was approved before is still read by trustees"
        assert still not in sef.client("head").get(sef.row_url("sef")).content.decode()
        sef.client("chief").post(sef.row_url("sef_reopen"), {"note": "New results."})
        assert still in sef.client("head").get(sef.row_url("sef")).content.decode()

    def test_ending_the_sharing_says_what_is_true_where_the_trust_reads_drafts_anyway(self, sef: Web) -> None:
        with sef.open():
            TrustSettings.objects.update(centre_sees_drafts=True)
        page = sef.client("head").post(sef.row_url("sef_share"), {"shared": "no"}, follow=True).content.decode()
        assert "read it all the same" in page
        assert "academy’s alone again" not in page


class TestAClosedYear:
    def test_nothing_in_it_moves_and_nothing_typed_is_lost(self, sef: Web) -> None:
        closed(sef)
        typed = {"version": "0", "tab": str(uuid4()), "key": str(uuid4()), "edit": "1", "narrative": "<p>Late.</p>"}
        place = sef.row_url("sef_section", "beckside", "leadership")
        answer = sef.client("head").post(place, typed)
        assert answer.status_code == 409
        assert "is closed: nothing in it changes" in answer.content.decode()
        with sef.open():
            assert EarlierText.objects.get().content == {"narrative": "<p>Late.</p>"}
            assert Section.objects.get(key="leadership").version == 0
        assert sef.client("head").post(sef.row_url("sef_share"), {"shared": "yes"}).status_code == 409
        assert "is closed: nothing in it changes" in sef.client("head").get(sef.row_url("sef")).content.decode()
        assert "is closed: nothing in it changes" in sef.client("head").get(sef.row_url("sef_check")).content.decode()

    def test_what_waits_there_is_answered_no_more(self, sef: Web) -> None:
        submitted(sef)
        closed(sef)
        assert sef.client("director").post(version(sef), {"approve": "director"}).status_code == 409
        assert sef.client("director").post(version(sef), {"return": "yes", "note": "More."}).status_code == 409
        assert "Your answer" not in sef.client("director").get(version(sef)).content.decode()

    def test_what_was_said_is_read_and_nothing_more_is_said_or_settled(self, sef: Web) -> None:
        place = sef.row_url("sef_comment", "beckside", "leadership")
        assert sef.client("head").post(place, {"text": "zebrabefore"}).status_code == 302
        submitted(sef)
        closed(sef)
        page = sef.client("head").get(sef.row_url("sef_section", "beckside", "leadership")).content.decode()
        assert "zebrabefore" in page
        assert "Add the comment" not in page
        assert "Mark as answered" not in page
        late = sef.client("head").post(place, {"text": "zebraafter"})
        assert late.status_code == 409
        assert "is closed: nothing in it changes" in late.content.decode()
        assert "zebraafter" in late.content.decode()  # what was typed is still there
        with sef.open():
            said = Comment.objects.get()
        assert sef.client("head").post(place, {"settle": str(said.id)}).status_code == 409
        page = sef.client("director").get(version(sef)).content.decode()
        assert "Comment on Leadership" not in page
        on_version = {"section": "leadership", "text": "zebrareply"}
        late = sef.client("director").post(version(sef, "sef_version_comment"), on_version)
        assert late.status_code == 409
        assert "zebrareply" in late.content.decode()
        assert "is closed: nothing in it changes" in late.content.decode()
        with sef.open():
            assert Comment.objects.get().settled_at is None


class TestAReplyToWhatIsGone:
    def test_it_is_kept_beside_the_section_with_the_reason(self, sef: Web) -> None:
        submitted(sef)
        sent = {"section": "leadership", "text": "zebrareply", "answers": str(uuid4())}
        answer = sef.client("director").post(version(sef, "sef_version_comment"), sent)
        assert answer.status_code == 422
        assert "zebrareply" in answer.content.decode()
        assert "Reload the page." in answer.content.decode()

    def test_the_text_sent_again_is_still_the_reply(self, sef: Web) -> None:
        submitted(sef)
        assert self_say(sef, "director", section="leadership", text="Why?").status_code == 302
        with sef.open():
            said = Comment.objects.get()
        page = self_say(sef, "chief", section="leadership", answers=str(said.id), text="").content.decode()
        assert f'name="answers" value="{said.id}"' in page[page.index("Write the comment first.") - 800 :]


def self_say(web: Web, who: str, **sent: Any) -> Any:
    return web.client(who).post(version(web, "sef_version_comment"), sent)


class TestAPageThatAnswersARefusedComment:
    """It stands at the address of comments: its other forms must still go to their own."""

    def test_the_section_still_saves_to_itself(self, sef: Web) -> None:
        page = sef.client("head").post(sef.row_url("sef_comment", "beckside", "leadership"), {"text": ""})
        assert page.status_code == 422
        here = sef.row_url("sef_section", "beckside", "leadership")
        assert re.search(rf'<form class="card" method="post" action="{here}"[^>]*data-autosave', page.content.decode())

    def test_the_answer_to_a_version_still_goes_to_the_version(self, sef: Web) -> None:
        submitted(sef)
        page = self_say(sef, "director", section="leadership", text="").content.decode()
        for name in ("approve", "return"):
            form = page[: page.index(f'name="{name}"')].rpartition("<form")[2]
            assert f'action="{version(sef)}"' in form


class TestAnAnswerThatComesTooLate:
    def test_a_note_of_somebody_who_was_slower_stays_on_the_page(self, sef: Web) -> None:
        submitted(sef)
        assert sef.client("chief").post(version(sef), {"return": "yes", "note": "First."}).status_code == 302
        late = sef.client("director").post(version(sef), {"return": "yes", "note": "zebranote of the second"})
        assert late.status_code == 409
        assert "zebranote of the second" in late.content.decode()
        assert "Your answer was not taken" in late.content.decode()

    def test_a_reason_to_reopen_stays_on_the_page(self, sef: Web) -> None:
        submitted(sef)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(version(sef), {"approve": capacity})
        assert sef.client("chief").post(sef.row_url("sef_reopen"), {"note": "First."}).status_code == 302
        late = sef.client("director").post(sef.row_url("sef_reopen"), {"note": "zebranote of the second"})
        assert late.status_code == 409
        assert "zebranote of the second" in late.content.decode()


class TestWhoApprovesWasSettledThatDay:
    def test_a_later_setting_makes_nothing_approved_in_the_matrix(self, sef: Web) -> None:
        submitted(sef)
        sef.client("director").post(version(sef), {"approve": "director"})
        with sef.open():
            TrustSettings.objects.update(sef_approvers="director")
            found = own_views(sef.stage.troupe.actor("governor"), with_years_before(sef.row().cycle), [sef.row()])
        assert found.approved == {}

    def test_a_later_setting_makes_nothing_unapproved(self, sef: Web) -> None:
        with sef.open():
            TrustSettings.objects.update(sef_approvers="director")
        submitted(sef)
        sef.client("director").post(version(sef), {"approve": "director"})
        with sef.open():
            TrustSettings.objects.update(sef_approvers="both")
            found = own_views(sef.stage.troupe.actor("governor"), with_years_before(sef.row().cycle), [sef.row()])
        assert len(found.approved) == 1


class TestTalkOfADraftThatIsSharedNoMore:
    def test_who_no_longer_reads_the_draft_hears_no_answer_in_it(self, sef: Web) -> None:
        sef.client("head").post(sef.row_url("sef_share"), {"shared": "yes"})
        place = sef.row_url("sef_comment", "beckside", "leadership")
        assert sef.client("director").post(place, {"text": "Which results?"}).status_code == 302
        with sef.open():
            said = Comment.objects.get()
        assert sef.client("head").post(place, {"text": "zebraanswer", "answers": str(said.id)}).status_code == 302
        assert "zebraanswer" in waits(sef, "director")
        sef.client("head").post(sef.row_url("sef_share"), {"shared": "no"})
        assert "zebraanswer" not in waits(sef, "director")


def give_back(web: Web, who: str = "director", number: str = "1") -> None:
    page = web.row_url("sef_version", "beckside", number)
    assert web.client(who).post(page, {"return": "yes", "note": "Say more."}).status_code == 302


class TestGivenBack:
    def test_a_version_says_who_gave_it_back_and_the_next_one_who_approved_it(self, sef: Web) -> None:
        submitted(sef)
        give_back(sef)
        assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            page = sef.row_url("sef_version", "beckside", "2")
            assert sef.client(who).post(page, {"approve": capacity}).status_code == 302
        page = sef.client("head").get(sef.row_url("sef")).content.decode()
        names = [sef.cast.a.members[who].name for who in ("director", "chief")]
        today = timezone.localdate()
        assert f"Approved by {names[0]} and {names[1]}" in page
        assert f"Given back by {names[0]}, {today.day} {today:%B}" in page
        assert "Not approved yet" not in page
        assert f"Given back by {names[0]}" in sef.client("head").get(version(sef)).content.decode()

    def test_comments_that_are_not_answered_are_counted_where_the_sections_stand(self, sef: Web) -> None:
        submitted(sef)
        TestComments().say(sef, "director", section="leadership", text="How do you know?")
        give_back(sef)
        head = sef.client("head")
        for name in ("sef", "sef_check"):
            page = head.get(sef.row_url(name)).content.decode()
            assert "1 comment is not answered yet" in page, name
            assert f'href="{sef.row_url("sef_section", "beckside", "leadership")}#h-com"' in page
            assert "1 comment to answer" in page
        # A reminder, and nothing in the way.
        assert "Submit again" in head.get(sef.row_url("sef_check")).content.decode()
        with sef.open():
            said = str(Comment.objects.get().id)
        assert head.post(sef.row_url("sef_comment", "beckside", "leadership"), {"settle": said}).status_code == 302
        assert "not answered yet" not in head.get(sef.row_url("sef_check")).content.decode()

    def test_readers_outside_see_that_it_is_written_and_nothing_of_comments(self, sef: Web) -> None:
        submitted(sef)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(version(sef), {"approve": capacity})
        assert sef.client("chief").post(sef.row_url("sef_reopen"), {"note": "Between us."}).status_code == 302
        for who in ("trustee", "governor", "senior_leader"):
            for url in (sef.url("sefs"), sef.row_url("sef")):
                page = sef.client(who).get(url, follow=True).content.decode()
                assert "Being written" in page, (who, url)
                assert "omments to answer" not in page
        for url in (sef.url("sefs"), sef.row_url("sef")):
            assert "Comments to answer" in sef.client("chief").get(url).content.decode()

    def test_what_is_locked_says_who_reopens_it(self, sef: Web) -> None:
        submitted(sef)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(version(sef), {"approve": capacity})
        for name in ("sef", "sef_check"):
            page = sef.client("head").get(sef.row_url(name)).content.decode()
            assert "the director or the chief executive reopens it with a reason" in page
        assert "You can reopen it with a reason." in sef.client("chief").get(sef.row_url("sef")).content.decode()
