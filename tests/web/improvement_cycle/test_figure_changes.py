"""Keep or revise: a figure changes under an agreed judgement."""

from pathlib import Path

import pytest
from django.urls import reverse

from academies.actions.loads import load_file
from academies.models import Academy, FigureChange
from improvement_cycle.actions import rows as rows_actions
from improvement_cycle.models import FigureAnswer
from tests.facts import comes_after, school
from tests.unit.academies import figure_files as rows
from tests.unit.academies import files
from tests.web.improvement_cycle.conftest import Web
from trust.models import Activity

COLUMN = "statutory_annual_data"
PARTIES = ("head", "director", "chief")


def load(folder: Path, status: str, result: str, period: str = "202526", urn: int = 900001) -> None:
    row = {**rows.KS2_LONG, "time_period": period, "expected_standard_pupil_percent": result, "school_urn": str(urn)}
    load_file(by="test", kind="figures", path=files.write(folder / f"ks2_{status}.csv", [row]))


@pytest.fixture
def agreed(web: Web, tmp_path: Path) -> Web:
    """Provisional results under an agreed, frozen row."""
    with web.open():
        Academy.objects.filter(slug="beckside-primary").update(establishment=school(900001, "Beckside Primary"))
    load(tmp_path, "provisional", "55")
    web.settled()
    return web


def url(web: Web, column: str = COLUMN) -> str:
    return web.row_url("figures_changed", "beckside", column)


def say(web: Web, who: str, word: str, note: str = "", **more: str) -> int:
    party = {"chief": "chief_executive"}.get(who, who)
    seen = str(FigureChange.objects.latest("id").pk)
    sent = {"party": party, "word": word, "note": note, "seen": seen, **more}
    return int(web.client(who).post(url(web), sent).status_code)


def asked(web: Web, who: str) -> bool:
    """Whether the row page and the queue of what waits ask; while they ask anything, the matrix leads to the queue."""
    queue = reverse("trust:waiting", args=[web.stage.troupe.trust.slug])
    on_row, waits, matrix = (
        web.client(who).get(at).content.decode() for at in (web.row_url("row"), queue, web.url("year", web.key))
    )
    link = f'href="{url(web)}"'
    assert (link in on_row) == (link in waits)
    assert ("Keep or revise: figures have changed" in on_row) == ("Published figures have changed under" in matrix)
    return link in on_row


def test_the_three_are_asked_when_a_final_figure_differs_and_nobody_else(agreed: Web, tmp_path: Path) -> None:
    assert not any(asked(agreed, who) for who in PARTIES)
    load(tmp_path, "final", "52")
    assert all(asked(agreed, who) for who in PARTIES)
    page = agreed.client("director").get(url(agreed)).content.decode()
    assert "55% (provisional)" in page
    assert "52% (final)" in page
    for who in ("other_head", "senior_leader", "trustee", "administrator"):
        assert agreed.client(who).get(url(agreed)).status_code in {403, 404}


def test_one_who_has_said_it_is_not_asked_again_the_others_are(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "final", "52")
    assert say(agreed, "director", "keep") == 422
    assert (
        say(agreed, "director", "keep", "Three points of 58 pupils are two children; the picture is the same.") == 302
    )
    assert say(agreed, "director", "keep", "Sent twice.") == 302
    assert [asked(agreed, who) for who in PARTIES] == [True, False, True]
    with agreed.open():
        assert FigureAnswer.objects.get().note.startswith("Three points")
        assert Activity.objects.filter(verb="keep").get().circle == "parties"
    assert "Three points" in agreed.client("head").get(url(agreed)).content.decode()


def test_a_later_change_asks_again_and_an_old_page_is_told(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "revised", "52")
    before = str(FigureChange.objects.latest("id").pk)
    assert say(agreed, "director", "keep", "The picture is the same.") == 302
    load(tmp_path, "final", "49")
    assert asked(agreed, "director")
    assert say(agreed, "chief", "keep", "The same.", seen=before) == 409
    page = agreed.client("director").get(url(agreed)).content.decode()
    assert "55% (provisional)" in page
    assert "49% (final)" in page


def test_a_figure_that_comes_back_or_stays_asks_nobody(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "revised", "52")
    load(tmp_path, "final", "55")
    assert not any(asked(agreed, who) for who in PARTIES)
    assert "Nothing to decide" in agreed.client("director").get(url(agreed)).content.decode()
    assert say(agreed, "director", "revise") == 404


def test_a_figure_of_the_school_before_it_asks_as_long_as_pages_show_it(web: Web, tmp_path: Path) -> None:
    with web.open():
        Academy.objects.filter(slug="beckside-primary").update(establishment=school(900001, "Beckside Primary"))
    comes_after(900001, 900002)
    comes_after(900002, 900003)
    load(tmp_path, "provisional", "55", urn=900003)
    web.settled()
    assert not any(asked(web, who) for who in PARTIES)
    load(tmp_path, "final", "52", urn=900003)
    assert all(asked(web, who) for who in PARTIES)
    page = web.client("director").get(url(web)).content.decode()
    assert "55% (provisional)" in page
    assert "52% (final)" in page
    load(tmp_path, "final", "60", urn=900002)  # which of the two it was cannot be said
    assert not any(asked(web, who) for who in PARTIES)


def test_a_figure_that_reads_the_same_asks_nobody_and_its_change_is_kept(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "final", "54.96321")
    assert not any(asked(agreed, who) for who in PARTIES)
    assert FigureChange.objects.filter(urn=900001).count() == 1
    assert "Nothing to decide" in agreed.client("director").get(url(agreed)).content.decode()


def test_figures_of_years_long_past_and_of_other_columns_ask_nobody(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "revised", "52", "202223")
    load(tmp_path, "final", "50", "202223")
    assert not any(asked(agreed, who) for who in PARTIES)
    load(tmp_path, "final", "52")
    assert "Nothing to decide" in agreed.client("director").get(url(agreed, "safeguarding")).content.decode()
    assert agreed.client("director").get(url(agreed, "made_up")).status_code == 404


def test_revise_leads_to_reopening_and_waits_until_it_is_judged_again(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "final", "52")
    said = {"party": "director", "word": "revise", "seen": str(FigureChange.objects.latest("id").pk)}
    answer = agreed.client("director").post(url(agreed), said)
    assert answer["Location"] == agreed.row_url("reopen")
    # Whoever leaves without reopening finds it again, with the way to do it.
    assert [asked(agreed, who) for who in PARTIES] == [True, True, True]
    page = agreed.client("director").get(url(agreed)).content.decode()
    assert "You would revise it" in page
    assert f'href="{agreed.row_url("reopen")}"' in page
    with agreed.open():
        rows_actions.reopen(actor=agreed.stage.chief, academy_cycle_id=agreed.row().id, reason="Figures changed.")
    page = agreed.client("director").get(url(agreed)).content.decode()
    assert f'href="{agreed.row_url("cell", "beckside", COLUMN)}"' in page
    cell = agreed.row_url("cell", "beckside", COLUMN)
    judged = {"sets": "agreed", "grade": "requires_improvement", "reason": "The results fell.", "seen": "1"}
    assert agreed.client("chief").post(cell, judged).status_code == 302
    assert not any(asked(agreed, who) for who in PARTIES)


def test_whoever_would_revise_may_keep_it_after_all_and_the_three_read_it_on_the_row(
    agreed: Web, tmp_path: Path
) -> None:
    load(tmp_path, "final", "52")
    assert say(agreed, "head", "revise") == 302
    assert "Or keep it after all" in agreed.client("head").get(url(agreed)).content.decode()
    assert "would revise it" in agreed.client("chief").get(agreed.row_url("row")).content.decode()
    assert say(agreed, "head", "keep") == 422
    assert say(agreed, "head", "keep", "Two children only.") == 302
    assert not asked(agreed, "head")
    assert "Two children only." in agreed.client("director").get(agreed.row_url("row")).content.decode()
    assert "Two children only." not in agreed.client("trustee").get(agreed.row_url("row")).content.decode()
    with agreed.open():
        assert FigureAnswer.objects.get().word == "keep"


def test_who_holds_the_same_party_reads_whose_word_it_was(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "final", "52")
    assert say(agreed, "director", "revise") == 302
    name = agreed.stage.troupe.members["director"].name
    queue = reverse("trust:waiting", args=[agreed.stage.troupe.trust.slug])
    other = agreed.client("primary_director")
    for at in (url(agreed), queue, agreed.row_url("row")):
        html = other.get(at).content.decode()
        assert f"{name} would revise it" in html
        assert "ou would revise it" not in html
    assert "You would revise it" in agreed.client("director").get(url(agreed)).content.decode()


def test_nobody_speaks_for_another(agreed: Web, tmp_path: Path) -> None:
    load(tmp_path, "final", "52")
    assert say(agreed, "head", "keep", "Ours.", party="director") == 403
    assert say(agreed, "head", "away") == 422
    with agreed.open():
        assert FigureAnswer.objects.count() == 0
