"""Scoring in the browser: blind views, reasons, conflicts, parts that swap in, and plain forms that do the same."""

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from improvement_cycle.actions import evidence
from improvement_cycle.models import AcademyCycle, Judgement
from tests.harness import assert_swap_equals_reload
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web

GRID_QUERIES = 13
SET_QUERIES = 18
COLUMN = "quality_of_education"
SECRET = "a reason nobody else may read yet"


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


def cell_id(academy: str = "beckside-primary", column: str = COLUMN) -> str:
    return f"cell-{academy}-{column}"


def views_of(web: Web, academy: str = "beckside") -> dict[str, str]:
    with web.open():
        found = Judgement.objects.filter(academy_cycle=web.row(academy), column__key=COLUMN).select_related("grade")
        return {each.view: each.grade.key for each in found}


def with_panel(page: str, opened: str) -> str:
    """The grid with a cell open beside it."""
    before, panel, after = re.split(
        r'(<aside class="card cellpanel" id="panel"[^>]*>).*?(?=</aside>)', page, flags=re.S
    )
    return f"{before}{panel}{opened}{after}"


class TestWhoMay:
    """The pages are for the three."""

    def test_the_grid_of_a_director_has_the_phases_of_the_remit(self, web: Web) -> None:
        html = web.client("primary_director").get(web.url("score", web.key)).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise" not in html

    def test_the_grid_of_a_head_has_the_own_row(self, web: Web) -> None:
        html = web.client("head").get(web.url("score", web.key)).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise" not in html

    def test_a_director_of_another_phase_reads_but_does_not_write(self, web: Web) -> None:
        client = web.client("secondary_director")
        address = web.row_url("cell", "beckside", COLUMN)
        assert client.get(address).status_code == 200
        sent = {"sets": "director", "grade": "good", "seen": "0"}
        assert client.post(address, sent).status_code == 403
        assert views_of(web) == {}

    def test_nobody_gives_the_view_of_another(self, web: Web) -> None:
        answer = web.client("director").post(
            web.row_url("cell", "beckside", COLUMN), {"sets": "head", "grade": "good", "seen": "0"}
        )
        assert answer.status_code == 403
        assert views_of(web) == {}

    def test_another_trust_finds_nothing(self, web: Web) -> None:
        client = web.client("director", "b")
        address = web.row_url("cell", "beckside", COLUMN)
        assert client.get(address).status_code == 404
        assert client.post(address, {"sets": "director", "grade": "good"}).status_code == 404


class TestBlindness:
    """A view is hidden until one's own is recorded, or the meeting is open."""

    def pages(self, web: Web, who: str) -> str:
        client = web.client(who)
        addresses = (
            web.row_url("cell", "beckside", COLUMN),
            web.row_url("row"),
            web.url("score", web.key),
            web.url("score", web.key) + "?mode=one&academy=beckside-primary&column=" + COLUMN,
            web.row_url("agree"),
            web.url("year", web.key),
            web.url("agree_rows", web.key),
        )
        return "\n".join(client.get(address).content.decode() for address in addresses)

    def test_the_head_never_sees_the_directors_view_before_the_own(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        html = self.pages(web, "head")
        assert SECRET not in html
        assert "Director: Requires improvement" not in html
        assert "Director: recorded, not open yet" in html
        assert '<span class="differs">to discuss</span></div>' not in html

    def test_both_open_once_the_own_view_is_recorded(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        web.say("head", "head", COLUMN, "good")
        html = self.pages(web, "head")
        assert SECRET in html
        assert "Director: Requires improvement" in html
        assert "to discuss" in html

    def test_they_open_with_the_meeting(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        web.meet()
        assert SECRET in self.pages(web, "head")

    def test_the_director_of_another_phase_is_not_one_of_the_three(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        web.say("head", "head", COLUMN, "good", "another reason of the head")
        html = self.pages(web, "secondary_director")
        assert SECRET not in html
        assert "another reason of the head" not in html

    def test_agreeing_opens_nothing_to_the_chief_executive_without_a_view(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        web.say("head", "head", COLUMN, "good")
        client, address = web.client("chief"), web.row_url("cell", "beckside", COLUMN)
        html = self.pages(web, "chief")
        assert 'name="sets" value="agreed"' not in html
        assert "once head, director and you have each recorded a view" in html
        answer = client.post(address, {"sets": "agreed", "grade": "good", "seen": "0", "reason": "Just so."})
        assert answer.status_code == 409
        assert "Open the meeting first" in answer.content.decode()
        assert SECRET not in answer.content.decode()
        assert SECRET not in self.pages(web, "chief")
        assert views_of(web) == {"head": "good", "director": "requires_improvement"}

    def test_without_a_meeting_the_own_view_stands_before_the_agreed_judgement(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", "Down seven points.")
        web.say("head", "head", COLUMN, "good")
        client, address = web.client("director"), web.row_url("cell", "beckside", COLUMN)
        one = web.url("score", web.key) + "?mode=one&academy=beckside-primary&column=" + COLUMN
        for page in (address, one):
            html = client.get(page).content.decode()
            assert html.index('name="sets" value="director"') < html.index('name="sets" value="agreed"')
            assert '<details class="more' not in html
        web.meet()
        for page in (address, one):
            html = client.get(page).content.decode()
            assert html.index('name="sets" value="agreed"') < html.index('name="sets" value="director"')

    def test_a_refused_view_gives_nothing_away(self, web: Web) -> None:
        web.say("director", "director", COLUMN, "requires_improvement", SECRET)
        answer = web.client("head").post(
            web.row_url("cell", "beckside", COLUMN), {"sets": "head", "grade": "inadequate", "seen": "0"}
        )
        assert answer.status_code == 422
        assert SECRET not in answer.content.decode()


class TestSetting:
    """One grade at a time, with and without scripts."""

    def test_a_plain_form_records_the_own_view(self, web: Web) -> None:
        address = web.row_url("cell", "beckside", COLUMN)
        answer = web.client("head").post(address, {"sets": "head", "grade": "good", "seen": "0"})
        assert answer.status_code == 302
        assert answer["Location"] == address
        assert views_of(web) == {"head": "good"}

    def test_a_grade_that_moves_needs_a_reason(self, web: Web) -> None:
        client, address = web.client("head"), web.row_url("cell", "beckside", COLUMN)
        answer = client.post(address, {"sets": "head", "grade": "inadequate", "seen": "0"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "There is a problem" in html
        assert 'href="#head-reason"' in html
        assert "Needed, because it has gone down since last year" in html
        assert views_of(web) == {}
        assert (
            client.post(
                address, {"sets": "head", "grade": "inadequate", "seen": "0", "reason": "We see it ourselves."}
            ).status_code
            == 302
        )
        assert views_of(web) == {"head": "inadequate"}

    def test_a_number_key_answers_with_the_cell_and_what_depends_on_it(self, web: Web) -> None:
        web.meet()
        answer = web.client("director").post(
            web.row_url("cell", "beckside", COLUMN),
            {"sets": "agreed", "grade": "good", "seen": "0", "quick": "1"},
            headers=htmx(cell_id()),
        )
        html = answer.content.decode()
        assert answer.status_code == 200
        assert html.startswith(f'<td role="gridcell" id="{cell_id()}"')
        assert f'id="{cell_id()}-a"' in html
        assert 'id="row-beckside-primary" hx-swap-oob="true"' in html
        assert 'id="status-beckside-primary" hx-swap-oob="true"' in html
        assert "Saved " in html
        assert "1 of 7 areas agreed" in html
        assert 'id="panel"' not in html

    @pytest.mark.parametrize("sets", ["agreed", "director"])
    @pytest.mark.parametrize("panel", ["", "1"])
    def test_the_grid_after_a_set_equals_the_reloaded_grid(self, web: Web, sets: str, panel: str) -> None:
        if sets == "agreed":
            web.meet()
        client, grid = web.client("director"), web.url("score", web.key)
        address = web.row_url("cell", "beckside", COLUMN)
        before = client.get(grid).content.decode()
        sent = {"sets": sets, "grade": "good", "seen": "0", "quick": "1", "panel": panel}
        part = client.post(address, sent, headers=htmx(cell_id())).content.decode()
        after = client.get(grid).content.decode()
        if panel:
            after = with_panel(after, client.get(address, headers=htmx("panel")).content.decode())
        assert_swap_equals_reload(before=before, part=part, after=after, target=cell_id(), but=("status", "save-state"))

    def test_a_set_asks_few_questions(self, web: Web, django_assert_num_queries: Any) -> None:
        web.meet()
        sent = {"sets": "agreed", "grade": "good", "seen": "0", "quick": "1"}
        client = web.client("director")
        client.get(web.url("score", web.key))
        with django_assert_num_queries(SET_QUERIES):
            client.post(web.row_url("cell", "beckside", COLUMN), sent, headers=htmx(cell_id()))

    def test_a_number_key_that_needs_a_reason_opens_the_panel(self, web: Web) -> None:
        web.meet()
        answer = web.client("director").post(
            web.row_url("cell", "beckside", COLUMN),
            {"sets": "agreed", "grade": "inadequate", "seen": "0", "quick": "1"},
            headers=htmx(cell_id()),
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        assert answer.headers["HX-Retarget"] == "#panel"
        assert "data-focus" in html
        assert 'value="inadequate" checked' in html
        assert "Not saved yet. Say why." in html
        assert views_of(web) == {}

    def test_a_number_key_beside_the_open_panel_leaves_evidence_and_reason_alone(self, web: Web) -> None:
        web.meet()
        with web.open():
            source = web.stage.model.evidence_sources.first().key  # type: ignore[union-attr]
            kept = evidence.add(
                actor=web.stage.chief,
                academy_cycle_id=web.row().id,
                source_key=source,
                title="Results",
                summary="Up.",
            )
        client, address = web.client("director"), web.row_url("cell", "beckside", COLUMN)
        sent = {"sets": "agreed", "grade": "good", "seen": "0", "reason": "As last year.", "evidence": str(kept.id)}
        assert client.post(address, sent).status_code == 302
        key = {"sets": "agreed", "grade": "good", "seen": "1", "quick": "1", "panel": "1"}
        html = client.post(address, key, headers=htmx(cell_id())).content.decode()
        assert "As last year." in html
        with web.open():
            standing = Judgement.objects.get(academy_cycle=web.row(), column__key=COLUMN)
            assert (standing.reason, standing.version, standing.rests_on.count()) == ("As last year.", 1, 1)
        refused = client.post(address, {**key, "grade": "outstanding"}, headers=htmx(cell_id()))
        assert refused.status_code == 422
        assert "As last year.</textarea>" in refused.content.decode()
        assert f'value="{kept.id}" checked' in refused.content.decode()

    def test_the_panel_is_a_part_beside_the_grid_and_a_page_without(self, web: Web) -> None:
        client, address = web.client("director"), web.row_url("cell", "beckside", COLUMN)
        part = client.get(address, headers=htmx("panel")).content.decode()
        assert "<html" not in part
        assert "hx-post" in part
        page = client.get(address).content.decode()
        assert "<html" in page
        assert "hx-post" not in page.split("<main")[1]

    def test_nobody_agrees_alone(self, web: Web) -> None:
        answer = web.client("director").post(
            web.row_url("cell", "beckside", COLUMN), {"sets": "agreed", "grade": "good", "seen": "0"}
        )
        assert answer.status_code == 409
        assert "Open the meeting first" in answer.content.decode()
        assert views_of(web) == {}

    def test_the_second_sees_the_value_of_the_first(self, web: Web) -> None:
        web.meet()
        address = web.row_url("cell", "beckside", COLUMN)
        web.client("director").post(address, {"sets": "agreed", "grade": "good", "seen": "0"})
        answer = web.client("chief").post(
            address,
            {"sets": "agreed", "grade": "outstanding", "seen": "0", "reason": "I wrote this."},
            headers=htmx(cell_id()),
        )
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "sc g2 changed" in html
        assert "It now says Good" in html
        assert "I wrote this." in html
        assert views_of(web) == {"agreed": "good"}

    def test_the_same_without_scripts(self, web: Web) -> None:
        web.meet()
        address = web.row_url("cell", "beckside", COLUMN)
        web.client("director").post(address, {"sets": "agreed", "grade": "good", "seen": "0"})
        answer = web.client("chief").post(
            address, {"sets": "agreed", "grade": "outstanding", "seen": "0", "reason": "I wrote this."}
        )
        assert answer.status_code == 409
        assert "It now says Good" in answer.content.decode()
        assert "I wrote this." in answer.content.decode()

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"sets": "nobody", "grade": "good"},
            {"sets": "head"},
            {"sets": "head", "grade": "splendid"},
            {"sets": "head", "grade": "good", "seen": "many"},
            {"sets": "head", "grade": "good", "reason": "x" * 5000},
            {"sets": "head", "grade": "g\x00od"},
            {"sets": "head", "grade": "good", "evidence": "not-an-id"},
        ],
    )
    def test_malformed_input_gets_a_sentence(self, web: Web, sent: dict[str, str]) -> None:
        answer = web.client("head").post(web.row_url("cell", "beckside", COLUMN), sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        assert views_of(web) == {}

    def test_a_column_that_does_not_apply_is_not_there(self, web: Web) -> None:
        client = web.client("chief")
        assert client.get(web.row_url("cell", "beckside", "post_16")).status_code == 404
        assert client.get(web.row_url("cell", "beckside", "nothing")).status_code == 404

    def test_after_the_agreement_nothing_moves(self, web: Web) -> None:
        web.settled()
        client, address = web.client("chief"), web.row_url("cell", "beckside", COLUMN)
        assert "agreed and frozen" in client.get(address).content.decode()
        sent = {"sets": "agreed", "grade": "inadequate", "seen": "1", "reason": "Late."}
        assert client.post(address, sent).status_code == 409
        assert views_of(web)["agreed"] == "good"


class TestGrid:
    """The table with one tab stop."""

    def test_it_is_a_grid_of_real_links(self, web: Web) -> None:
        html = web.client("director").get(web.url("score", web.key)).content.decode()
        assert 'role="grid"' in html
        assert f'href="{web.row_url("cell", "beckside", COLUMN)}"' in html
        assert 'data-grades="outstanding good requires_improvement inadequate"' in html
        assert "style=" not in html.split("<main")[1]

    def test_what_a_number_key_sets(self, web: Web) -> None:
        at = f'id="{cell_id()}" data-sets="'
        page = web.client("director").get(web.url("score", web.key)).content.decode()
        assert f'{at}director"' in page
        web.meet()
        page = web.client("director").get(web.url("score", web.key)).content.decode()
        assert f'{at}agreed"' in page
        page = web.client("head").get(web.url("score", web.key)).content.decode()
        assert f'{at}head"' in page

    def test_one_academy_at_a_time(self, web: Web) -> None:
        client = web.client("chief")
        address = web.url("score", web.key) + "?mode=one&academy=castle-rise-high"
        html = client.get(address).content.decode()
        assert "<h1>Castle Rise High</h1>" in html
        assert "2 of 3" in html
        assert '>Leave<span class="hide-s"> projector view</span>' in html
        # Never another school's judgements under the address of this one.
        refused = client.get(web.url("score", web.key) + "?mode=one&academy=nowhere")
        assert refused.status_code == 400
        assert "There is no such academy to choose here." in refused.content.decode()

    def test_one_at_a_time_opens_on_the_open_meeting_else_on_the_first_open_row(self, web: Web) -> None:
        client, address = web.client("chief"), web.url("score", web.key) + "?mode=one"
        assert "<h1>Beckside Primary</h1>" in client.get(address).content.decode()
        web.settled("beckside")
        assert "<h1>Castle Rise High</h1>" in client.get(address).content.decode()
        web.meet("dunmoor")
        assert "<h1>Dunmoor Academy</h1>" in client.get(address).content.decode()

    def test_every_count_says_what_it_counts(self, web: Web) -> None:
        web.say("chief_executive", "chief", COLUMN, "good")
        client, address = web.client("chief"), web.url("score", web.key) + "?mode=one&academy=beckside-primary"
        one = " ".join(strip_tags(client.get(address).content.decode()).split())
        assert "0 of 7 areas agreed" in one
        assert "Academy 1 of 3" in one
        assert "0 of 3 rows agreed" in one
        assert re.search(r"Area \d of 7", client.get(web.row_url("cell", "beckside", COLUMN)).content.decode())
        home = client.get(web.url("year", web.key)).content.decode()
        assert "0 of 7 areas agreed" in home
        assert "1 of 7 with your view" in home

    def test_a_frozen_row_shows_its_category_and_asks_for_nothing(self, web: Web) -> None:
        web.settled("beckside")
        client = web.client("chief")
        html = client.get(web.url("score", web.key) + "?mode=one&academy=beckside-primary").content.decode()
        assert 'name="category" value="1" checked>' in html
        assert 'class="btn primary"' not in html.split("<main")[1]
        html = client.get(web.row_url("row")).content.decode()
        assert ">Score</a>" in html
        assert 'class="btn primary"' not in html.split("<main")[1]

    def test_a_set_in_the_projector_view_comes_back_to_it(self, web: Web) -> None:
        web.meet()
        answer = web.client("chief").post(
            web.row_url("cell", "beckside", COLUMN), {"sets": "agreed", "grade": "good", "seen": "0", "back": "one"}
        )
        # After an agreed judgement to the next area without one, after a view to the same area.
        beside = re.search(r"mode=one&academy=beckside-primary&column=(\w+)#desk$", answer["Location"])
        assert beside
        assert beside[1] != COLUMN
        answer = web.client("chief").post(
            web.row_url("cell", "beckside", beside[1]),
            {"sets": "chief_executive", "grade": "good", "seen": "0", "back": "one"},
        )
        assert f"&column={beside[1]}#desk" in answer["Location"]

    @pytest.mark.parametrize("extra", [0, 3])
    def test_the_grid_asks_the_same_questions_however_many(
        self, web: Web, extra: int, django_assert_num_queries: Any
    ) -> None:
        with web.open():
            for number in range(extra):
                made = make_academy(f"Extra {number}", "primary")
                AcademyCycle.objects.create(cycle=web.stage.cycles["now"], academy=made)
        client = web.client("chief")
        with django_assert_num_queries(GRID_QUERIES):
            assert client.get(web.url("score", web.key)).status_code == 200
