"""Rows of an existing plan from a spreadsheet: chosen, matched on the page, looked at, then added once."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from improvement_cycle.models import Milestone, Objective, PlanAction, Priority, RowImport
from improvement_cycle.policies.plan_rows import MOST_ROWS
from improvement_cycle.tasks import sweep_tables
from tests.hostile_files import HOSTILE, excel
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import approved, key_of, section
from tests.web.improvement_cycle.test_plan_rows import added, an_action, last_day
from trust.models import StoredFile

HEADS = ["Action", "Lead", "By when", "Cost"]


@pytest.fixture
def key(plan: Web) -> str:
    """The page of the first priority."""
    with plan.open():
        return key_of(plan, Priority.objects.get(number=1))


def lines(web: Web) -> list[list[Any]]:
    day = f"{last_day(web, 9):%d/%m/%Y}"
    return [
        ["Train all teachers", web.stage.troupe.members["senior_leader"].name, day, "£1,150"],
        ["Plan the checks", "The subject leads", day, ""],
        ["Review it", "Somebody", "Easter", ""],
    ]


def csv_of(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [heads, *rows]).encode()


def book(sheets: dict[str, list[list[Any]]], merged: str = "") -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(web: Web, key: str, content: bytes, name: str = "plan.csv", who: str = "head") -> Any:
    url = web.row_url("plan_rows_import", "beckside", key)
    return web.client(who).post(url, {"file": SimpleUploadedFile(name, content)})


def check_url(web: Web, key: str) -> str:
    with web.open():
        return web.row_url("plan_rows_check", "beckside", key, str(RowImport.objects.latest("at").id))


def looked(web: Web, key: str, who: str = "head") -> Any:
    return web.client(who).get(check_url(web, key))


def proposed(page: Any) -> dict[str, Any]:
    """What a browser sends of what is ticked."""
    take = [str(line.number) for line, is_ticked in page.context["ticks"] if is_ticked]
    return {"add": "yes", "seen": page.context["mark"], "take": take}


def matching(page: Any, **more: Any) -> dict[str, Any]:
    """The form of columns as a browser sends it."""
    form = page.context["form"]
    return {name: form.initial.get(name, "") for name in form.fields} | more


class TestTheWayThrough:
    def test_read_looked_at_and_added(self, plan: Web, key: str) -> None:
        head = plan.client("head")
        assert plan.row_url("plan_rows_import", "beckside", key) in head.get(section(plan, key)).text
        answer = upload(plan, key, csv_of(lines(plan)))
        assert (answer.status_code, answer["Location"]) == (302, check_url(plan, key))
        page = looked(plan, key)
        for words in (
            "Train all teachers",
            "£1,150",
            "<strong>2</strong> rows can be added",
            "C4",
            "Enter a day such as",
        ):
            assert words in page.text, words
        with plan.open():
            assert not PlanAction.objects.exists()
        answer = head.post(check_url(plan, key), proposed(page), follow=True)
        assert "2 rows are added from plan.csv." in answer.text
        with plan.open():
            first, second = PlanAction.objects.all()
            assert first.lead_id == plan.stage.troupe.members["senior_leader"].id
            assert (first.number, first.ends_on, first.cost) == (1, last_day(plan, 9), 1150)
            assert (second.number, second.lead_id, second.lead_name) == (2, None, "The subject leads")
            assert not StoredFile.objects.exists()

    def test_only_what_is_ticked_is_added(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        answer = plan.client("head").post(
            check_url(plan, key), proposed(looked(plan, key)) | {"take": ["3", "4", "99"]}
        )
        assert answer.status_code == 302
        with plan.open():
            assert PlanAction.objects.get().text == "Plan the checks"

    def test_sent_twice_it_is_added_once_and_the_table_is_emptied(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        url, sent = check_url(plan, key), proposed(looked(plan, key))
        head = plan.client("head")
        assert head.post(url, sent).status_code == 302
        assert "Nothing was added a second time." in head.post(url, sent, follow=True).text
        with plan.open():
            assert PlanAction.objects.count() == 2
            assert RowImport.objects.get().content == {}

    def test_a_row_that_stands_already_is_told_and_unticked(self, plan: Web, key: str) -> None:
        added(plan, key, "actions", an_action(plan, text="train all  teachers"))
        upload(plan, key, csv_of(lines(plan)))
        page = looked(plan, key)
        assert "This stands beside the page already." in page.text
        assert proposed(page)["take"] == ["3"]

    def test_with_nothing_ticked_it_says_so_and_the_ticks_stay(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        answer = plan.client("head").post(check_url(plan, key), proposed(looked(plan, key)) | {"take": []})
        assert answer.status_code == 422
        assert "Tick the rows to add." in answer.content.decode()
        assert not any(is_ticked for _, is_ticked in answer.context["ticks"])

    def test_what_changed_meanwhile_is_looked_at_again(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        sent = proposed(looked(plan, key))
        added(plan, key, "actions", an_action(plan, text="Plan the checks"))
        answer = plan.client("head").post(check_url(plan, key), sent)
        assert answer.status_code == 409
        assert "nothing was added yet" in answer.content.decode()
        with plan.open():
            assert PlanAction.objects.count() == 1

    def test_more_than_the_page_takes_is_refused_with_the_number(self, plan: Web, key: str) -> None:
        rows = [[f"Action {number}", "Jo", f"{last_day(plan):%d/%m/%Y}", ""] for number in range(MOST_ROWS + 1)]
        upload(plan, key, csv_of(rows))
        page = looked(plan, key)
        every = [str(line.number) for line, _ in page.context["ticks"]]
        answer = plan.client("head").post(check_url(plan, key), proposed(page) | {"take": every})
        assert answer.status_code == 422
        assert "The page takes 60 more rows, and 61 are ticked." in answer.content.decode()
        assert answer.content.decode().count(" checked") == MOST_ROWS + 1
        sent = proposed(page)
        sent["take"] = sent["take"][:MOST_ROWS]
        assert plan.client("head").post(check_url(plan, key), sent).status_code == 302
        with plan.open():
            assert PlanAction.objects.count() == MOST_ROWS


class TestMatching:
    def test_another_sheet_and_another_kind_are_chosen_and_guessed_anew(self, plan: Web, key: str) -> None:
        goals = [["Goal", "Baseline", "Autumn term"], ["Pupils remember more", 0.35, "50%"]]
        steps = [["Half term", "Milestone"], ["Aut 1", "All trained"]]
        content = book({"Actions": [HEADS, *lines(plan)], "Goals": goals, "Steps": steps})
        upload(plan, key, content, "plan.xlsx")
        head, url = plan.client("head"), check_url(plan, key)
        assert looked(plan, key).context["table"].sheet == 0
        assert head.post(url, matching(looked(plan, key), sheet="2", rows="milestones")).status_code == 302
        assert head.post(url, proposed(looked(plan, key))).status_code == 302
        with plan.open():
            assert Milestone.objects.get().half_term == 1

    def test_a_column_that_is_not_recognised_is_matched_by_hand(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of([["Pupils remember more", "46%"]], ["Our goal", "Now"]))
        head, url = plan.client("head"), check_url(plan, key)
        page = looked(plan, key)
        assert "Not checked yet" in page.text
        assert head.post(url, matching(page, rows="objectives")).status_code == 302
        page = looked(plan, key)
        assert "Say which column holds: Objective." in page.text
        sent = matching(page, **{"column-0": "text", "column-1": "baseline"})
        assert head.post(url, sent).status_code == 302
        assert head.post(url, proposed(looked(plan, key))).status_code == 302
        with plan.open():
            made = Objective.objects.get()
            assert (made.text, made.baseline) == ("Pupils remember more", "46%")

    @pytest.mark.parametrize(
        "more",
        [
            {"rows": "nothing"},
            {"sheet": "7"},
            {"header": "0"},
            {"header": "500"},
            {"header": "x"},
            {"column-0": "lead_name"},
            {"column-0": "state"},
        ],
    )
    def test_what_no_list_offers_is_refused_with_a_sentence(self, plan: Web, key: str, more: dict[str, str]) -> None:
        upload(plan, key, csv_of(lines(plan)))
        answer = plan.client("head").post(check_url(plan, key), matching(looked(plan, key)) | more)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()

    def test_dates_shares_formulas_and_merged_cells_of_a_workbook(self, plan: Web, key: str) -> None:
        day = dt.datetime.combine(last_day(plan, 3), dt.time())
        rows = [
            HEADS,
            ["One", "Jo", day, 1150.5],
            ["Two", None, day, 99.999],
            ["Three", "Jo", day, "=1+1"],
        ]
        upload(plan, key, book({"Plan": rows}, merged="B2:B3"), "plan.xlsx")
        page = looked(plan, key)
        assert [line.text for line, _ in page.context["ticks"]] == ["One"]
        refused = {fault.ref: fault.reason for line in page.context["found"].refused for fault in line.faults}
        assert set(refused) == {"D3", "D4"}
        assert "formula without a saved result" in refused["D4"]
        assert "Two" in page.text

    def test_a_share_is_taken_as_it_is_shown(self, plan: Web, key: str) -> None:
        made = Workbook()
        sheet = made.active
        sheet.append(["Objective", "Baseline"])
        sheet.append(["Pupils remember more", 0.35])
        sheet["B2"].number_format = "0%"
        out = io.BytesIO()
        made.save(out)
        upload(plan, key, out.getvalue(), "plan.xlsx")
        plan.client("head").post(check_url(plan, key), proposed(looked(plan, key)))
        with plan.open():
            assert Objective.objects.get().baseline == "35%"


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("plan.pdf", b"%PDF-1.7", "Choose a workbook (.xlsx) or a CSV file."),
            ("plan.csv", b",,\n,,\n", "There is nothing in the sheets"),
            ("plan.xlsx", b"PK\x03\x04 broken", "damaged"),
            ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_a_sentence(
        self, plan: Web, key: str, name: str, content: bytes, words: str
    ) -> None:
        answer = upload(plan, key, content, name)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        with plan.open():
            assert not RowImport.objects.exists()

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_every_hostile_file_is_refused_and_leaves_nothing(self, plan: Web, key: str) -> None:
        passed = []
        for label, (name, make) in HOSTILE.items():
            answer = upload(plan, key, make(), name if make is excel else "plan.xlsx")
            if answer.status_code != 422:
                passed.append((label, answer.status_code))
        assert passed == []
        with plan.open():
            assert not RowImport.objects.exists()

    def test_what_a_spreadsheet_would_run_is_a_text(self, plan: Web, key: str) -> None:
        day = f"{last_day(plan):%d/%m/%Y}"
        upload(plan, key, csv_of([["=cmd|' /C calc'!A0", "<script>alert(1)</script>", day, ""]]))
        page = looked(plan, key).text
        assert "&lt;script&gt;" in page
        assert "<script>alert(1)" not in page

    def test_of_ten_thousand_rows_the_first_are_read_and_it_says_so(self, plan: Web, key: str) -> None:
        day = f"{last_day(plan):%d/%m/%Y}"
        upload(plan, key, csv_of([[f"Action {number}", "Jo", day, ""] for number in range(10_000)]))
        page = looked(plan, key)
        assert "Only the first 600 rows and 80 columns are read." in page.text
        assert len(page.context["ticks"]) == 599

    def test_of_more_than_the_page_takes_only_the_first_are_ticked_and_it_says_so(self, plan: Web, key: str) -> None:
        rows = [[f"Action {number}", "Jo", f"{last_day(plan):%d/%m/%Y}", ""] for number in range(MOST_ROWS + 20)]
        upload(plan, key, csv_of(rows))
        page = looked(plan, key)
        assert "The page takes 60 more: the first 60 are ticked." in page.text
        assert [is_ticked for _, is_ticked in page.context["ticks"]] == [True] * MOST_ROWS + [False] * 20
        assert plan.client("head").post(check_url(plan, key), proposed(page)).status_code == 302
        with plan.open():
            assert PlanAction.objects.count() == MOST_ROWS

    def test_a_long_text_that_is_refused_is_shown_in_short(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of([["x" * 900, "Jo", f"{last_day(plan):%d/%m/%Y}", ""]]))
        text = looked(plan, key).text
        assert "At most 200 characters fit here." in text
        assert "x" * 100 in text
        assert "x" * 130 not in text

    def test_who_leads_by_name_only_is_told_from_who_is_in_the_list(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        text = looked(plan, key).text
        assert "The subject leads (by name only)" in text
        assert f"{lines(plan)[0][1]} (by name only)" not in text
        assert "on nobody’s to-do list" in text

    def test_what_stands_in_a_column_is_shown_as_one_sees_it_in_the_file(self, plan: Web, key: str) -> None:
        day = last_day(plan, 3)
        rows = [["Our plan", None, None], HEADS[:3], ["One", "Jo", dt.datetime.combine(day, dt.time())]]
        upload(plan, key, book({"Plan": rows}, merged="A1:C1"), "plan.xlsx")
        head, page = plan.client("head"), looked(plan, key)
        assert page.context["columns"][2][2] == f"{day:%-d %B %Y}"
        assert head.post(check_url(plan, key), matching(page, header="1")).status_code == 302
        page = looked(plan, key)
        assert [field.label for _, field, _ in page.context["columns"]] == ["Our plan", "Column B", "Column C"]
        assert "A1:C1" not in page.text

    def test_after_a_day_it_is_asked_for_anew(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        url, sent = check_url(plan, key), proposed(looked(plan, key))
        with plan.open():
            RowImport.objects.update(at=timezone.now() - dt.timedelta(hours=25))
        assert "waited longer than a day" in plan.client("head").post(url, sent, follow=True).text
        with plan.open():
            assert not PlanAction.objects.exists()

    def test_after_a_day_nothing_of_it_is_kept_though_nobody_chooses_another(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        url = check_url(plan, key)
        for hours, stands in ((23, True), (25, False)):
            with plan.open():
                RowImport.objects.update(at=timezone.now() - dt.timedelta(hours=hours))
            sweep_tables()
            with plan.open():
                assert bool(RowImport.objects.get().content) is stands, hours
        assert "waited longer than a day" in plan.client("head").get(url, follow=True).text
        with plan.open():
            RowImport.objects.update(at=timezone.now() - dt.timedelta(hours=49))
        sweep_tables()
        with plan.open():
            assert not RowImport.objects.exists()

    def test_a_file_for_another_page_leaves_the_first_one_waiting(self, plan: Web, key: str) -> None:
        with plan.open():
            other = key_of(plan, Priority.objects.get(number=2))
        upload(plan, key, csv_of(lines(plan)))
        url, sent = check_url(plan, key), proposed(looked(plan, key))
        upload(plan, other, csv_of(lines(plan)))
        assert plan.client("head").post(url, sent).status_code == 302
        with plan.open():
            assert PlanAction.objects.count() == 2
            assert {each.section.key for each in PlanAction.objects.select_related("section")} == {key}

    def test_chosen_anew_for_the_same_page_one_file_waits(self, plan: Web, key: str) -> None:
        for _ in range(2):
            upload(plan, key, csv_of(lines(plan)))
        with plan.open():
            assert RowImport.objects.count() == 1


class TestWho:
    def test_only_who_writes_the_page_takes_rows_over_and_each_sees_only_their_own_file(
        self, plan: Web, key: str
    ) -> None:
        upload(plan, key, csv_of(lines(plan)))
        url = check_url(plan, key)
        for who in ("director", "chief", "trustee", "governor", "senior_leader", "other_head"):
            assert plan.client(who).get(plan.row_url("plan_rows_import", "beckside", key)).status_code == 404, who
            assert plan.client(who).get(url).status_code == 404, who
        leader = str(plan.stage.troupe.members["senior_leader"].id)
        plan.client("head").post(plan.row_url("plan_writers", "beckside", key), {"people": [leader]})
        assert plan.client("senior_leader").get(url).status_code == 404
        assert upload(plan, key, csv_of(lines(plan)), who="senior_leader").status_code == 302

    def test_the_page_of_the_whole_plan_takes_none(self, plan: Web) -> None:
        assert plan.client("head").get(plan.row_url("plan_rows_import", "beckside", "overview")).status_code == 404

    def test_what_is_handed_in_takes_none_and_offers_none(self, plan: Web, key: str) -> None:
        upload(plan, key, csv_of(lines(plan)))
        url, sent = check_url(plan, key), proposed(looked(plan, key))
        approved(plan)
        head = plan.client("head")
        assert head.post(url, sent).status_code == 409
        assert head.get(plan.row_url("plan_rows_import", "beckside", key)).status_code == 409
        assert "Take rows over" not in head.get(section(plan, key)).text
        with plan.open():
            assert not PlanAction.objects.exists()
