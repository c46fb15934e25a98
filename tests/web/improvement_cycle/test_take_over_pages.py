"""Last year's matrix from a spreadsheet: read, matched on screen, checked, then written, and never twice."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook

from improvement_cycle.actions import evidence, judgements, meetings
from improvement_cycle.models import CurrentStatus, Judgement, JudgementEvidence, MatrixFile
from tests.hostile_files import HOSTILE, excel
from tests.web.improvement_cycle.conftest import Web
from trust.models import StoredFile

HEADS = ["Academy", "Latest Ofsted", "Quality of education", "Safeguarding", "Category"]
LINES = [
    ["Beckside Primary", "Good", "Outstanding", "Effective", 2],
    ["Castle Rise High", "Good", "Good", "Effective", 1],
    ["Dunmoor Academy", "", "3", "", "n/a"],
    ["Elsewhere School", "", "Good", "Effective", 1],
]


def book(lines: Sequence[Sequence[Any]] = LINES, *, merged: str = "", hidden: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    for line in [HEADS, *lines]:
        sheet.append(line)
    if merged:
        sheet.merge_cells(merged)
    if hidden:
        made.create_sheet(hidden).sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def csv_of(lines: Sequence[Sequence[Any]] = LINES) -> bytes:
    return "\n".join(",".join(str(cell) for cell in line) for line in [HEADS, *lines]).encode()


def upload(web: Web, content: bytes, name: str = "matrix.csv", who: str = "chief") -> Any:
    sent = {"cycle": str(web.stage.cycles["before"].id), "file": SimpleUploadedFile(name, content)}
    return web.client(who).post(web.url("take_over"), sent)


def the_file(web: Web) -> MatrixFile:
    with web.open():
        return MatrixFile.objects.latest("at")  # type: ignore[no-any-return]


def page(web: Web, who: str = "chief") -> str:
    return web.client(who).get(web.url("take_over_check", the_file(web).id)).content.decode()


def seen(html: str) -> str:
    return html.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def write(web: Web, replace: Sequence[str] = (), who: str = "chief") -> Any:
    sent = {"seen": seen(page(web, who)), "replace": list(replace)}
    return web.client(who).post(web.url("take_over_write", the_file(web).id), sent)


@pytest.fixture
def past(web: Web) -> Web:
    """The year before is open and empty."""
    with web.open():
        rows = [web.row(each, "before") for each in web.stage.academies]
        Judgement.objects.filter(academy_cycle__in=rows).delete()
        CurrentStatus.objects.filter(academy_cycle__in=rows).delete()
    return web


def agreed(web: Web, academy: str) -> dict[str, str]:
    with web.open():
        found = Judgement.objects.filter(academy_cycle=web.row(academy, "before"), view="agreed")
        return dict(found.values_list("column__key", "grade__key"))


class TestCheck:
    """Everything is shown before anything is written."""

    def test_a_workbook_is_read_and_its_columns_are_guessed(self, past: Web) -> None:
        assert upload(past, book(hidden="Secret notes"), "matrix.xlsx").status_code == 302
        html = page(past)
        assert "<strong>6</strong> cells can be taken over" in html
        assert "Hidden sheets are left out: Secret notes" in html
        assert "Grades of inspections come from the official files." in html
        assert "No academy of this name has a row in that year" in html
        assert "It is none of: Outstanding, Good, Requires improvement, Inadequate." in html
        assert ">C4</th>" in html
        assert agreed(past, "beckside") == {}

    def test_a_column_is_matched_otherwise_on_screen(self, past: Web) -> None:
        upload(past, csv_of())
        sent = {"sheet": "0", "header": "1", "column-0": "academy", "column-2": "behaviour_and_attitudes"}
        answer = past.client("chief").post(past.url("take_over_check", the_file(past).id), sent)
        assert answer["Location"].endswith("#check")
        assert "<strong>2</strong> cells can be taken over" in page(past)
        wrong = past.client("chief").post(past.url("take_over_check", the_file(past).id), {**sent, "column-2": "x"})
        assert wrong.status_code == 422

    def test_without_the_academies_nothing_is_checked(self, past: Web) -> None:
        upload(past, csv_of())
        sent = {"sheet": "0", "header": "1", "column-2": "quality_of_education"}
        past.client("chief").post(past.url("take_over_check", the_file(past).id), sent)
        assert "Say which column holds the academies" in page(past)

    def test_a_merged_cell_and_a_formula_are_refused_by_their_place(self, past: Web) -> None:
        lines = [["Beckside Primary", "", "Good", "=A1", 1], ["Castle Rise High", "", "Good", "Effective", 1]]
        upload(past, book(lines, merged="C3:D3"), "matrix.xlsx")
        html = page(past)
        assert "It holds a formula without a saved result" in html
        assert "part of the merged cell C3:D3" in html

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("matrix.pdf", b"%PDF-1.7", "Choose a workbook (.xlsx) or a CSV file."),
            ("matrix.csv", b",,\n,,\n", "There is nothing in the sheets"),
            ("matrix.xlsx", b"PK\x03\x04 broken", "damaged"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_a_sentence(
        self, past: Web, name: str, content: bytes, words: str
    ) -> None:
        answer = upload(past, content, name)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        with past.open():
            assert not MatrixFile.objects.exists()
            assert not StoredFile.objects.exists()

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_every_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(self, past: Web) -> None:
        """All of them under the name of a workbook, but an honest one only under a wrong name."""
        passed = []
        for label, (name, make) in HOSTILE.items():
            answer = upload(past, make(), name if make is excel else "matrix.xlsx")
            if answer.status_code != 422 or "There is a problem" not in answer.content.decode():
                passed.append((label, answer.status_code))
        assert passed == []
        with past.open():
            assert not MatrixFile.objects.exists()
            assert not StoredFile.objects.exists()
        assert agreed(past, "beckside") == {}

    def test_what_is_hostile_as_a_csv_is_refused_or_read_as_text(self, past: Web) -> None:
        """A CSV file has no parts: what a spreadsheet would run is a text, bytes of another kind are refused."""
        for content in (
            b"\x00\x01\x02" * 50,
            excel(),
            b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        ):
            assert upload(past, content).status_code == 422
        with past.open():
            assert not MatrixFile.objects.exists()
        lines = [["=cmd|' /C calc'!A0", "", "<script>alert(1)</script>", "&e;", "@SUM(1)"]]
        assert upload(past, csv_of(lines)).status_code == 302
        html = page(past)
        assert "&lt;script&gt;" in html
        assert "<script>alert(1)" not in html
        assert "There is nothing to take over." in html

    def test_without_a_file_and_for_no_year_it_is_said(self, past: Web) -> None:
        url = past.url("take_over")
        answer = past.client("chief").post(url, {"cycle": str(past.stage.cycles["before"].id)})
        assert (answer.status_code, "There is a problem" in answer.content.decode()) == (422, True)
        sent = {"cycle": str(past.stage.cycles["now"].id), "file": SimpleUploadedFile("matrix.csv", csv_of())}
        answer = past.client("chief").post(url, sent)
        assert (answer.status_code, "There is a problem" in answer.content.decode()) == (422, True)
        with past.open():
            assert not StoredFile.objects.exists()


class TestFound:
    """Where a person would look for it."""

    def test_the_matrix_leads_there_while_the_year_before_is_empty(self, past: Web) -> None:
        past.settled()
        for year in (past.key, past.stage.years["before"].key):
            html = past.client("chief").get(past.url("year", year)).content.decode()
            assert f"Nothing stands here for {past.stage.years['before'].label} yet." in html
            assert past.url("take_over") in html
        assert past.url("take_over") not in past.client("trustee").get(past.url("published_home")).content.decode()
        upload(past, csv_of())
        write(past)
        for year in (past.key, past.stage.years["before"].key):
            assert "Nothing stands here" not in past.client("chief").get(past.url("year", year)).content.decode()

    @pytest.mark.parametrize(("who", "finds"), [("chief", True), ("director", True), ("administrator", False)])
    def test_settings_name_it_for_those_who_may(self, past: Web, who: str, *, finds: bool) -> None:
        html = past.client(who).get(reverse("trust:settings", args=[past.stage.troupe.trust.slug])).content.decode()
        assert (past.url("take_over") in html) is finds

    def test_who_opens_years_is_told_who_takes_them_over(self, past: Web) -> None:
        administrator = past.client("administrator")
        for name in ("cycles", "set_up"):
            assert "Take over last year’s matrix" in administrator.get(past.url(name)).content.decode(), name


class TestWrite:
    """As agreed judgements of that year, taken over from a file."""

    def test_they_stand_as_agreed_and_this_year_moves_against_them(self, past: Web) -> None:
        upload(past, csv_of())
        assert write(past).status_code == 302
        assert agreed(past, "beckside") == {"quality_of_education": "outstanding", "safeguarding": "effective"}
        with past.open():
            judgement = Judgement.objects.get(
                academy_cycle=past.row("beckside", "before"), column__key="quality_of_education"
            )
            assert (judgement.reason, judgement.taken_from_id) == (
                "Taken over from the file matrix.csv.",
                the_file(past).id,
            )
            assert CurrentStatus.objects.get(academy_cycle=past.row("beckside", "before")).category.number == 2
            past.stage.score("beckside")
        html = past.client("chief").get(past.row_url("row")).content.decode()
        assert "Declined" in html or "declined" in html

    def test_one_cell_is_told_as_one(self, past: Web) -> None:
        upload(past, csv_of([["Beckside Primary", "", "Good", "", ""]]))
        assert "1 new cell</summary>" in page(past)
        sent = {"seen": seen(page(past))}
        answer = past.client("chief").post(past.url("take_over_write", the_file(past).id), sent, follow=True)
        assert "1 cell is taken over into" in answer.content.decode()

    def test_doing_it_twice_adds_nothing(self, past: Web) -> None:
        upload(past, csv_of())
        write(past)
        again = past.client("chief").post(past.url("take_over_write", the_file(past).id), {"seen": "x"})
        assert again.status_code == 409
        upload(past, csv_of())
        html = page(past)
        assert "6 say what stands already" in html
        assert "There is nothing to take over." in html

    def test_nothing_is_overwritten_that_was_not_ticked(self, past: Web) -> None:
        upload(past, csv_of())
        write(past)
        changed = [["Beckside Primary", "", "Good", "Effective", 2], ["Castle Rise High", "", "Inadequate", "", ""]]
        upload(past, csv_of(changed))
        assert "Outstanding becomes Good" in page(past)
        write(past, replace=["C2"])
        assert agreed(past, "beckside")["quality_of_education"] == "good"
        assert agreed(past, "castle")["quality_of_education"] == "good"

    def test_what_changed_meanwhile_is_shown_before_it_is_written(self, past: Web) -> None:
        upload(past, csv_of())
        old = seen(page(past))
        with past.open():
            row = past.row("beckside", "before")
            meetings.open_meeting(actor=past.stage.chief, academy_cycle_id=row.id)
            judgements.agree(
                actor=past.stage.chief,
                academy_cycle_id=row.id,
                column_key="quality_of_education",
                grade_key="good",
                seen_version=0,
            )
        answer = past.client("chief").post(past.url("take_over_write", the_file(past).id), {"seen": old})
        assert answer.status_code == 409
        assert "has changed meanwhile" in answer.content.decode()
        assert agreed(past, "castle") == {}

    def test_a_year_that_is_closed_while_it_is_written_takes_nothing(self, past: Web) -> None:
        """Closing waits for no lock of the file: it may be done before the rows are locked."""
        upload(past, csv_of())
        mark = seen(page(past))

        def close_before_rows_are_locked(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if "FOR UPDATE" in sql and 'FROM "improvement_cycle_academycycle"' in sql:
                with connection.cursor().cursor as raw:
                    raw.execute("UPDATE improvement_cycle_cycle SET state = 'closed', closed_at = now()")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(close_before_rows_are_locked):
            answer = past.client("chief").post(past.url("take_over_write", the_file(past).id), {"seen": mark})
        assert (answer.status_code, "is closed: nothing in it changes" in answer.content.decode()) == (409, True)
        assert agreed(past, "beckside") == {}

    def test_what_a_replaced_judgement_rested_on_does_not_stay_under_the_one_taken_over(self, past: Web) -> None:
        with past.open():
            row = past.row("beckside", "before")
            head = past.stage.actor("head", head_of="beckside")
            piece = evidence.add(
                actor=head, academy_cycle_id=row.id, source_key="annual_results", title="Results", summary="Short."
            )
            meetings.open_meeting(actor=past.stage.chief, academy_cycle_id=row.id)
            judgements.agree(
                actor=past.stage.chief,
                academy_cycle_id=row.id,
                column_key="quality_of_education",
                grade_key="good",
                seen_version=0,
                evidence_ids=[piece.id],
            )
        upload(past, csv_of())
        write(past, replace=["C2"])
        assert agreed(past, "beckside")["quality_of_education"] == "outstanding"
        with past.open():
            assert not JudgementEvidence.objects.exists()
            kept = apps.get_model("improvement_cycle", "JudgementEvidenceEvent").objects.order_by("pgh_id")
            assert list(kept.values_list("pgh_label", flat=True)) == ["insert", "delete"]

    def test_a_file_can_be_left(self, past: Web) -> None:
        upload(past, csv_of())
        assert past.client("chief").post(past.url("take_over_discard", the_file(past).id)).status_code == 302
        html = page(past)
        assert "Discarded" in html
        assert "Whoever chose the file can still download it here." in html
        assert agreed(past, "beckside") == {}


class TestWho:
    """Chief executive everywhere, directors in their phase, nobody else."""

    def test_a_director_takes_over_the_own_phase_only(self, past: Web) -> None:
        upload(past, csv_of(), who="primary_director")
        html = page(past, "primary_director")
        assert "<strong>3</strong> cells can be taken over" in html
        write(past, who="primary_director")
        assert agreed(past, "castle") == {}
        assert past.client("secondary_director").get(past.url("take_over_check", the_file(past).id)).status_code == 404

    @pytest.mark.parametrize("who", ["head", "administrator", "trustee", "officer"])
    def test_others_do_not_find_the_page(self, past: Web, who: str) -> None:
        assert past.client(who).get(past.url("take_over")).status_code == 404

    def test_a_closed_year_is_not_offered(self, past: Web) -> None:
        with past.open():
            cycle = past.stage.cycles["before"]
            cycle.state, cycle.closed_at = "closed", dt.datetime.now(dt.UTC)
            cycle.save()
        assert "No past year is open" in past.client("chief").get(past.url("take_over")).content.decode()
        assert upload(past, csv_of()).status_code == 422
