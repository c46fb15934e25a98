"""The screen of one academy, in a meeting or one at a time: nothing that is done on it leads away from it."""

import datetime as dt
from typing import Any

from improvement_cycle.actions import evidence
from improvement_cycle.models import MeetingDecision
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_meeting_pages import go, plan, the_meeting

COLUMN = "quality_of_education"
LOWER = {"sets": "agreed", "grade": "inadequate", "reason": "", "seen": "0", "back": "one"}


def opened(web: Web) -> str:
    """A meeting with Castle Rise on screen; the screen's address."""
    plan(web)
    return str(go(web, "open")["Location"])


def send(web: Web, sent: dict[str, str], academy: str = "castle") -> Any:
    return web.client("chief").post(web.row_url("cell", academy, COLUMN), sent)


def on_the_screen(html: str) -> bool:
    return 'aria-label="Meeting and agreement"' in html and "Agenda and open points" in html


class TestRefused:
    """What was not saved is said on the same screen."""

    def test_a_lower_grade_without_a_reason_stays_on_the_screen_with_what_was_chosen(self, web: Web) -> None:
        opened(web)
        answer = send(web, LOWER)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert on_the_screen(html)
        assert "Next<span" in html
        assert "<title>Error: " in html
        assert 'href="#agreed-reason"' in html
        assert 'value="inadequate" checked' in html
        assert 'name="back" value="one"' in html

    def test_who_was_too_late_reads_it_on_the_screen(self, web: Web) -> None:
        opened(web)
        first = {"sets": "agreed", "grade": "good", "reason": "", "seen": "0", "back": "one"}
        assert send(web, first).status_code == 302
        answer = send(web, {**LOWER, "reason": "Written at length."})
        html = answer.content.decode()
        assert answer.status_code == 409
        assert on_the_screen(html)
        assert "data-refusal" in html
        assert "Written at length." in html

    def test_one_at_a_time_a_refused_view_stays_there_as_well(self, web: Web) -> None:
        sent = {**LOWER, "sets": "head"}
        answer = web.client("head").post(web.row_url("cell", "beckside", COLUMN), sent)
        assert answer.status_code == 422
        assert 'aria-label="Meeting and agreement"' in answer.content.decode()

    def test_without_the_screen_the_cell_answers_as_before(self, web: Web) -> None:
        opened(web)
        html = send(web, {**LOWER, "back": ""}).content.decode()
        assert "There is a problem" in html
        assert "Agenda and open points" not in html


class TestWayBack:
    """Evidence, history and the category are read and decided, and one is back."""

    def test_the_cell_leads_back_and_what_is_saved_there_too(self, web: Web) -> None:
        opened(web)
        client = web.client("chief")
        address = web.row_url("cell", "castle", COLUMN) + "?back=one"
        html = client.get(address).content.decode()
        assert "Back to the screen" in html
        assert 'name="back" value="one"' in html
        assert client.get(web.row_url("cell", "castle", COLUMN) + "?back=elsewhere").status_code == 400
        assert f'href="{address}"' in client.get(opened_at(web)).content.decode()

    def test_the_category_is_decided_and_one_is_back_on_the_screen(self, web: Web) -> None:
        screen = opened(web)
        client, address = web.client("chief"), web.row_url("status", "castle") + "?category=2&back=one"
        html = client.get(address).content.decode()
        assert html.count(f'href="{screen.replace("&", "&amp;")}"') == 2  # breadcrumb and Cancel
        decided = {"category": "2", "reason": "Support is due.", "took_part": ["chief_executive"]}
        assert client.post(address, decided)["Location"] == screen
        assert client.post(web.row_url("status", "castle") + "?back=//else.example").status_code == 400

    def test_who_is_noted_in_the_meeting_took_part(self, web: Web) -> None:
        """The chief executive and the head of Beckside are noted; at Castle Rise that head is nobody."""
        opened(web)
        client = web.client("chief")

        def ticked(academy: str) -> list[str]:
            html = client.get(web.row_url("status", academy)).content.decode()
            return [who for who in ("head", "director", "chief_executive") if f'value="{who}" checked' in html]

        assert ticked("castle") == ["chief_executive"]
        assert ticked("beckside") == ["head", "chief_executive"]
        assert ticked("dunmoor") == []
        assert 'value="Jo Bell"' in client.get(web.row_url("status", "castle")).content.decode()

    def test_breadcrumbs_lead_to_the_meeting_or_to_the_grid(self, web: Web) -> None:
        meets = web.client("chief").get(opened(web)).content.decode()
        assert web.url("judgement_meeting", the_meeting(web).id) in meets.split("Breadcrumb")[1].split("</nav>")[0]
        alone = web.client("chief").get(web.url("score", web.key) + "?mode=one&academy=dunmoor-academy")
        assert f'href="{web.url("score", web.key)}"' in alone.content.decode().split("Breadcrumb")[1].split("</nav>")[0]


def opened_at(web: Web) -> str:
    return f"{web.url('score', web.key)}?mode=one&academy=castle-rise-high&column={COLUMN}"


def test_what_is_decided_before_its_turn_is_noted_as_well(web: Web) -> None:
    opened(web)
    decided = {"category": "2", "reason": "Support is due.", "took_part": ["chief_executive"]}
    assert web.client("chief").post(web.row_url("status", "beckside"), decided).status_code == 302
    with web.open():
        assert MeetingDecision.objects.get().item.academy_cycle_id == web.row("beckside").id


def test_evidence_beside_the_judging_says_what_it_is(web: Web) -> None:
    with web.open():
        for title, columns in (("Visit of the hub", [COLUMN]), ("Payroll", ["safeguarding"])):
            evidence.add(
                actor=web.stage.chief,
                academy_cycle_id=web.row("castle").id,
                source_key=web.stage.model.evidence_sources.first().key,  # type: ignore[union-attr]
                title=title,
                url="https://example.org/visit",
                summary="Books seen in year 5.",
                dated_on=dt.date(2026, 10, 1),
                column_keys=columns,
            )
    opened(web)
    client = web.client("chief")
    for html in (
        client.get(opened_at(web)).content.decode(),
        client.get(web.row_url("cell", "castle", COLUMN)).content.decode(),
    ):
        assert "Books seen in year 5." in html
        assert "1 October 2026" in html
        assert 'href="https://example.org/visit"' in html
        assert "Other evidence of the row, 1" in html
        assert html.index("Visit of the hub") < html.index("Payroll")
    cell = client.get(web.row_url("cell", "castle", COLUMN)).content.decode()
    assert "Evidence, 1<" in cell  # as many as the page of the row counts
    assert "evidence: 1" in client.get(web.row_url("row", "castle")).content.decode()
