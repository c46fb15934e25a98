"""A board pack: chosen, looked at, frozen; read by trustees as it was; taken back with a reason."""

import datetime as dt
import re
from dataclasses import asdict
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import board_packs, snapshots, status
from improvement_cycle.actions.board_packs import PackWords
from improvement_cycle.enums import View
from improvement_cycle.models import BoardPack, CurrentStatus, Cycle, Judgement, MatrixSnapshot, Promise
from improvement_cycle.policies.board_pack import PackPage, groups_to_tell
from improvement_cycle.queries.promised_sums import totals
from improvement_cycle.queries.snapshots import fingerprint
from improvement_cycle.reports import board_packs as papers
from tests.pdf import faults_of, words_of
from tests.web.improvement_cycle.conftest import Web
from trust import preparing
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import Report
from trust.queries.reports import find_report
from trust.reports import render
from trust.reports.word import word_file

ALL = [each.value for each in PackPage]
SECRET = "OnlyForTheThree"
TITLE = "Board of trustees, 10 December 2026"


def html(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


@pytest.fixture
def judged(web: Web) -> Web:
    """Beckside needs more support than last year and is agreed; Castle Rise is judged and not agreed."""
    with web.open():
        stage = web.stage
        stage.score("beckside", leadership_and_management="requires_improvement")
        stage.decide("beckside", 3)
        stage.settle("beckside")
        stage.score("castle", quality_of_education="inadequate")
        stage.decide("castle", 2)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Cycle.objects.filter(id=stage.cycles["now"].id).update(self_evaluations_due_on=yesterday)
    return web


def posted(web: Web, **more: Any) -> dict[str, Any]:
    return {"title": TITLE, "as_at": "0", "pages": ALL, "questions": "What would help most?", "act": "freeze"} | more


def frozen(web: Web, **more: Any) -> BoardPack:
    said = {"title": TITLE, "number": 0, "pages": ALL, "questions": ["What would help most?"]} | more
    with web.open():
        return board_packs.freeze(actor=web.stage.chief, cycle_id=web.stage.cycles["now"].id, words=PackWords(**said))


def pack_url(web: Web, pack: BoardPack, name: str = "board_pack") -> str:
    return web.url(name, pack.id)


def test_it_is_chosen_looked_at_and_frozen(judged: Web) -> None:
    client, url = judged.client("chief"), judged.url("board_pack_new", judged.key)
    page = html(client, url)
    assert "What has changed for Beckside Primary" in page
    looked = client.post(url, posted(judged, act="look")).content.decode()
    assert "Nothing is frozen yet." in looked
    assert "What would help most?" in looked
    with judged.open():
        assert BoardPack.objects.count() == 0
    question = re.search(r'name="suggestions" value="([^"]+)"', page)
    assert question
    answer = client.post(url, posted(judged, suggestions=[question.group(1)]))
    assert answer.status_code == 302
    with judged.open():
        pack = BoardPack.objects.get()
        assert pack.content["questions"] == [question.group(1), "What would help most?"]
        assert pack.sha256 == fingerprint(pack.content)
        assert pack.snapshot.sha256 == fingerprint(pack.content["matrix"])
        assert (pack.number, pack.pages, pack.frozen_by_name) == (1, ALL, judged.stage.chief.name)


def test_looking_at_it_leads_to_what_is_looked_at(judged: Web) -> None:
    at = judged.url("board_pack_new", judged.key)
    page = html(judged.client("chief"), at)
    assert 'value="look" type="submit" formaction="#look"' in page
    looked = judged.client("chief").post(at, posted(judged, act="look")).content.decode()
    assert 'id="look"' in looked


def test_trustees_read_it_and_find_it_under_reports(judged: Web) -> None:
    pack = frozen(judged)
    trustee = judged.client("trustee")
    assert TITLE in html(trustee, f"/t/{judged.stage.troupe.trust.slug}/reports/")
    page = html(trustee, pack_url(judged, pack))
    for words in (
        TITLE,
        "One academy needs intensive support.",
        "What would help most?",
        "Self-evaluation of Beckside",
    ):
        assert words in page
    assert "Withdraw" not in page
    assert "Make a board pack" not in html(trustee, judged.url("board_packs"))


def test_it_holds_no_judgement_that_is_not_agreed_no_view_and_no_name_of_who_is_late(judged: Web) -> None:
    with judged.open():
        Judgement.objects.filter(academy_cycle=judged.row("castle")).exclude(view=View.AGREED).delete()
    judged.say("director", "director", "quality_of_education", "inadequate", reason=SECRET, academy="dunmoor")
    pack = frozen(judged)
    text = str(pack.content)
    assert SECRET not in text
    castle = next(row for row in pack.content["matrix"]["rows"] if row["name"] == "Castle Rise High")
    assert {cell["grade"] is None for cell in castle["cells"] if cell["applies"]} == {True}
    assert castle["category"] is None
    assert [page["name"] for page in pack.content["academies"]] == ["Beckside Primary"]
    assert judged.stage.troupe.members["head"].name not in text


def test_what_happens_later_changes_nothing_in_it(judged: Web) -> None:
    pack = frozen(judged)
    before = shown(judged, pack)
    judged.settled("dunmoor", number=2)
    with judged.open():
        snapshots.publish(actor=judged.stage.chief, cycle_id=judged.stage.cycles["now"].id)
    assert shown(judged, pack) == before


def shown(web: Web, pack: BoardPack) -> str:
    """What trustees read of it, without the token of the form."""
    page = html(web.client("trustee"), pack_url(web, pack)).split("<main")[1]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_an_earlier_publication_can_be_chosen_and_now_is_published_once(judged: Web) -> None:
    first = frozen(judged)
    assert first.snapshot.number == 1
    judged.settled("dunmoor", number=2)
    assert frozen(judged).snapshot.number == 2
    assert frozen(judged, title="Another meeting").snapshot.number == 2
    earlier = frozen(judged, number=1)
    with judged.open():
        first.refresh_from_db()
        earlier.refresh_from_db()
        assert earlier.content["matrix"] == first.content["matrix"]
        assert MatrixSnapshot.objects.count() == 2
        assert [pack.number for pack in BoardPack.objects.order_by("number")] == [1, 2, 3, 4]


def test_only_the_pages_that_were_chosen_are_in_it(judged: Web) -> None:
    pack = frozen(judged, pages=["moves", "matrix"], questions=[])
    assert pack.pages == ["matrix", "moves"]
    assert [pack.content[key] for key in ("academies", "overdue", "promised", "questions")] == [[], [], {}, []]
    page = html(judged.client("trustee"), pack_url(judged, pack))
    assert "Promised against delivered" not in page
    assert "More support than last year" in page


def all_due(web: Web) -> None:
    """Everything that was promised was due yesterday, and is late."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Promise.objects.filter(document="").update(due_on=yesterday)


def test_what_was_promised_stands_under_the_category_that_was_published(web: Web) -> None:
    for academy in web.stage.academies:
        web.settled(academy, number=2)
    first = frozen(web)
    with web.open():
        row = web.row("castle")
        seen = CurrentStatus.objects.get(academy_cycle=row, superseded_at__isnull=True)
        status.decide(
            actor=web.stage.chief,
            academy_cycle_id=row.id,
            category_number=3,
            reason="Much has changed.",
            took_part=["head", "director", "chief_executive"],
            seen_status_id=seen.id,
        )
        all_due(web)
    pack = frozen(web, number=first.snapshot.number)
    (group,) = pack.content["promised"]["groups"]
    assert (group["number"], group["academies"]) == (2, 3)
    page = html(web.client("trustee"), pack_url(web, pack))
    assert "The trust as a whole" in page
    assert "Category 2: " in page
    assert "Category 3" not in page
    assert "its category is left out" not in page


def test_no_line_of_what_was_promised_tells_of_one_academy(judged: Web) -> None:
    with judged.open():
        judged.stage.decide("dunmoor", 2)
        all_due(judged)
    pack = frozen(judged)
    promised = pack.content["promised"]
    # Beckside alone is published; the two others beside the whole would tell of it.
    assert (promised["whole"]["academies"], promised["groups"], promised["left_out"]) == (3, [], 3)
    assert "its category is left out" in html(judged.client("trustee"), pack_url(judged, pack))
    with judged.open():
        data = papers.build(judged.stage.troupe.actor("trustee"), pack.id, {})
    chapter = next(each for each in papers.paper(data).chapters if each.title == "Promised against delivered")
    assert [passage.words for passage in chapter.passages][1].startswith("Where a line would tell")


def test_the_pack_agrees_with_the_totals_and_nothing_need_to_know_is_in_it(judged: Web) -> None:
    with judged.open():
        all_due(judged)
        reviews = Promise.objects.filter(commitment__kind="leadership_review").update(state="missed", note="Ill.")
        assert reviews
    pack = frozen(judged)
    with judged.open():
        told = totals(judged.stage.troupe.actor("trustee"))
        assert told is not None
        whole = pack.content["promised"]["whole"]
        assert whole["trust"] == asdict(told.trust)
        assert whole["academy"] == asdict(told.academy)
        assert whole["trust"]["missed"] == 0
        assert whole["trust"]["late"] > 0
    page = html(judged.client("chief"), judged.url("board_pack_new", judged.key))
    assert re.search(r"of the trust that (is|are) late\?", page)
    assert "of the trust that was missed?" not in page
    assert "of the trust that were missed?" not in page


def test_a_second_press_of_the_button_freezes_no_second_pack(judged: Web) -> None:
    first = frozen(judged)
    assert frozen(judged).id == first.id
    assert frozen(judged, questions=["Why?"]).number == 2
    with judged.open():
        board_packs.withdraw(actor=judged.stage.chief, pack_id=frozen(judged).id, why="A figure was wrong.")
        numbers = sorted(BoardPack.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    assert frozen(judged).number == 4


def test_a_reason_that_is_too_long_is_refused_and_not_cut(judged: Web) -> None:
    pack = frozen(judged)
    with judged.open():
        with pytest.raises(BadInput) as fault:
            board_packs.withdraw(actor=judged.stage.chief, pack_id=pack.id, why="x" * 501)
        assert list(fault.value.detail) == ["why"]
        assert not BoardPack.objects.visible_to(judged.stage.chief).get().is_withdrawn


def test_what_is_overdue_is_of_the_year_of_the_pack(judged: Web) -> None:
    with judged.open():
        long_ago = timezone.localdate() - dt.timedelta(days=300)
        Cycle.objects.filter(id=judged.stage.cycles["before"].id).update(self_evaluations_due_on=long_ago)
    overdue = frozen(judged).content["overdue"]
    assert {each["what"] for each in overdue if each["days"] > 100} == set()
    assert any(each["what"].startswith("Self-evaluation of Beckside Primary") for each in overdue)
    with judged.open():
        before = board_packs.content_of_pack(
            judged.stage.chief, judged.stage.cycles["before"], {"rows": []}, [PackPage.OVERDUE], []
        )
    assert {each["days"] for each in before["overdue"]} == {300}


def test_a_withdrawn_pack_says_why_and_shows_nothing_more(judged: Web) -> None:
    pack = frozen(judged)
    chief, trustee = judged.client("chief"), judged.client("trustee")
    url = pack_url(judged, pack, "board_pack_withdraw")
    assert trustee.get(url).status_code == 403
    missing = chief.post(url, {"why": " "})
    assert (missing.status_code, b"Say in a sentence why it is withdrawn." in missing.content) == (422, True)
    asked = trustee.post(pack_url(judged, pack, "board_pack_report"), {"as": "pdf"})
    with judged.open():
        report = find_report(judged.stage.troupe.actor("trustee"), asked["Location"].rstrip("/").split("/")[-1])
    assert chief.post(url, {"why": "A figure was wrong."}).status_code == 302
    page = html(trustee, pack_url(judged, pack))
    assert "A figure was wrong." in page
    assert "Beckside" not in page
    assert "For you to read" not in html(trustee, f"/t/{judged.stage.troupe.trust.slug}/reports/")
    assert "Beckside" in html(chief, pack_url(judged, pack))
    with judged.open():
        with pytest.raises(NotFound):
            find_report(judged.stage.troupe.actor("trustee"), report.id)
        with pytest.raises(Refused):
            board_packs.withdraw(actor=judged.stage.chief, pack_id=pack.id, why="Again")
        kept = BoardPack.objects.get()
        assert fingerprint(kept.content) == kept.sha256 == pack.sha256


def test_the_database_lets_nobody_change_what_was_frozen(judged: Web) -> None:
    frozen(judged)
    for change in (lambda: BoardPack.objects.update(title="Other"), lambda: BoardPack.objects.all().delete()):
        with pytest.raises(DatabaseError, match="permission denied"), judged.open():
            change()


@pytest.mark.parametrize("who", ["director", "trustee"])
def test_others_read_it_and_freeze_none(judged: Web, who: str) -> None:
    pack = frozen(judged)
    client = judged.client(who)
    assert client.get(pack_url(judged, pack)).status_code == 200
    refused = 403 if who == "director" else 404  # a trustee reads no live year
    assert client.get(judged.url("board_pack_new", judged.key)).status_code == refused
    with judged.open(), pytest.raises(NotPermitted):
        board_packs.freeze(
            actor=judged.stage.troupe.actor(who),
            cycle_id=judged.stage.cycles["now"].id,
            words=PackWords(TITLE, 0, ALL, ["Why?"]),
        )


def test_what_is_offered_can_be_frozen_as_it_stands(judged: Web) -> None:
    """All pages and suggested questions are ticked; a page of questions is not where the figures ask none."""
    client, url = judged.client("chief"), judged.url("board_pack_new", judged.key)
    page = html(client, url)
    ticked = re.findall(r'name="(pages|suggestions)" value="([^"]+)"[^>]* checked', page)
    assert ("pages", "questions") in ticked
    given = {name: [unescape(value) for of, value in ticked if of == name] for name in ("pages", "suggestions")}
    answer = client.post(url, {"title": TITLE, "as_at": "0", "questions": "", "act": "freeze"} | given)
    assert answer.status_code == 302
    with judged.open():
        assert BoardPack.objects.get().content["questions"] == given["suggestions"]


def test_without_a_question_to_suggest_no_page_of_questions_is_ticked(web: Web) -> None:
    page = html(web.client("chief"), web.url("board_pack_new", web.key))
    assert re.search(r'value="matrix"[^>]* checked', page)
    assert not re.search(r'value="questions"[^>]* checked', page)


@pytest.mark.parametrize("who", ["head", "senior_leader", "governor", "administrator", "officer", "specialist"])
def test_nobody_else_learns_of_it(judged: Web, who: str) -> None:
    pack = frozen(judged)
    client = judged.client(who)
    for url in (judged.url("board_packs"), pack_url(judged, pack), judged.url("board_pack_new", judged.key)):
        assert client.get(url).status_code == (403 if who in ("head", "senior_leader") and "new" in url else 404)
    assert TITLE not in html(client, f"/t/{judged.stage.troupe.trust.slug}/reports/")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Say for which meeting it is"),
        ("title", "x" * 10_000, "at most 120"),
        ("as_at", "77", "That was not published"),
        ("as_at", "9" * 5000, "That was not published"),
        ("pages", [], "Choose at least one page."),
        ("pages", ["diary"], "There is no such page."),
        ("questions", "", "Write at least one question"),
        ("questions", "x" * 400, "below 300 letters"),
        ("questions", "\n".join(f"Why {n}?" for n in range(30)), "at most 20 questions"),
        ("suggestions", ["Another?"], "The figures have changed"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_nothing_typed_is_lost(
    judged: Web, field: str, value: Any, said: str
) -> None:
    answer = judged.client("chief").post(judged.url("board_pack_new", judged.key), posted(judged, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if field != "title":
        assert TITLE in page
    with judged.open():
        assert BoardPack.objects.count() == 0


def test_before_anything_is_agreed_there_is_nothing_to_freeze(web: Web) -> None:
    client, url = web.client("chief"), web.url("board_pack_new", web.key)
    assert "Make a board pack" in html(client, url)
    answer = client.post(url, posted(web))
    assert answer.status_code == 409
    assert "nothing to publish" in answer.content.decode()
    with web.open(), pytest.raises(BadInput):
        board_packs.freeze(actor=web.stage.chief, cycle_id=web.stage.cycles["now"].id, words=PackWords("", 0, [], []))


def test_the_pdf_is_tagged_and_the_word_file_says_the_same(judged: Web) -> None:
    pack = frozen(judged)
    with judged.open():
        data = papers.build(judged.stage.troupe.actor("trustee"), pack.id, {})
    judged.client("trustee").post(pack_url(judged, pack, "board_pack_report"), {"as": "pdf"})
    with judged.open():
        frame = preparing.read(Report.objects.get().id).frame
    # As at the day on which it was frozen, whenever it is printed.
    assert frame.as_at == pack.frozen_at
    made = render.render_pdf(render_to_string(papers.PDF.template, {"report": data, "frame": frame}))
    words = " ".join(words_of(made).split())
    assert faults_of(made) == []
    for expected in (
        TITLE,
        "Beckside Primary",
        "What would help most?",
        "Promised against delivered",
        pack.sha256[:20],
    ):
        assert expected in words.replace("\u200b", "")
    paper = papers.paper(data)
    assert [chapter.title for chapter in paper.chapters][:2] == [
        "The matrix",
        "Who needs more or less support than last year",
    ]
    content = word_file(title=TITLE, trust_name="Trust", as_at=timezone.localtime(), paper=paper)
    assert content[:2] == b"PK"
    assert any("Leadership" in row[0] for chapter in paper.chapters for p in chapter.passages for row in p.table)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({4: 2, 3: 5, 1: 9}, [4, 3, 1]),
        ({4: 1, 3: 1, 1: 9}, [1]),
        ({4: 1, 3: 2, 1: 9}, [1]),
        ({4: 1, 0: 2}, []),
        ({4: 1}, []),
        ({}, []),
    ],
)
def test_the_whole_less_the_lines_that_stand_never_leaves_one_academy(sizes: dict[int, int], told: list[int]) -> None:
    assert groups_to_tell(sizes) == told
