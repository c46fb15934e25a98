"""Which column of an existing plan is which field, and what each line of it comes to."""

import datetime as dt
from typing import Any

import pytest

from improvement_cycle.policies.plan_rows import ACTIONS, CHECKS, KINDS, MILESTONES, OBJECTIVES, Within
from improvement_cycle.policies.row_imports import Found, Matched, check, day_of, guess, guess_all, same_as
from improvement_cycle.policies.taking_over import Cell, Table
from improvement_cycle.presets.plan_headings import headings

HEADS = ["Action", "Lead", "By when", "Cost", "CPD"]
JO, TOM = "0190-jo", "0190-tom"
YEAR = Within(
    dt.date(2026, 9, 1),
    dt.date(2027, 8, 31),
    {
        "lead": {JO: "Jo Marsh", TOM: "Tom Reed"},
        "objective": {"one": "Lessons start with a check"},
        "training": {"apply": "Apply and transfer", "share": "Share what works"},
    },
)


def table(*rows: list[Any], title: str = "Plan") -> Table:
    """Cells as text; a pair is a text with what is special about it."""
    return Table(title, tuple(tuple(Cell(*c) if isinstance(c, tuple) else Cell(str(c)) for c in row) for row in rows))


def found(*rows: list[Any], heads: list[str] = HEADS, kind: str = ACTIONS, **more: Any) -> Found:
    sheet = table(heads, *rows)
    return check(sheet, guess(sheet, KINDS[kind]), YEAR, more.get("standing", ()), more.get("count", 0))


class TestGuessing:
    def test_every_field_named_in_the_headings_is_a_field_that_a_column_may_hold(self) -> None:
        assert set(headings().of_fields) == set(KINDS)
        for kind, fields in headings().of_fields.items():
            assert set(fields) == {field.key for field in KINDS[kind].planned} - {"lead_name"}, kind

    def test_no_heading_means_two_fields_of_half_terms(self) -> None:
        words = [word for words in headings().half_terms.values() for word in words]
        assert len(words) == len(set(words))
        assert set(headings().half_terms) == {key for key, _ in KINDS[MILESTONES].field("half_term").choices}

    def test_headings_are_recognised_below_a_title_and_whatever_their_case_and_signs(self) -> None:
        sheet = table(["Improvement plan 2026/27"], [], ["ACTIONS:", "By whom?", "by when", "Notes", "Cost (£)"])
        assert guess(sheet, KINDS[ACTIONS]) == Matched(
            KINDS[ACTIONS], 2, {0: "text", 1: "lead", 2: "ends_on", 4: "cost"}
        )

    def test_headings_as_schools_ask_them_are_recognised(self) -> None:
        sheet = table(["What are we going to do?", "Person(s) responsible", "Time-frame"])
        assert guess(sheet, KINDS[ACTIONS]).columns == {0: "text", 1: "lead", 2: "ends_on"}

    def test_the_kind_and_the_sheet_are_those_of_which_most_is_recognised(self) -> None:
        cover = table(["Our school", "2026/27"])
        goals = table(["Objective", "Baseline", "Autumn", "Spring"])
        for sheet, kind in (
            (goals, OBJECTIVES),
            (table(HEADS), ACTIONS),
            (table(["Half term", "Milestone"]), MILESTONES),
            (table(["Monitoring", "Who", "How", "When", "Reported to"]), CHECKS),
        ):
            number, matched = guess_all([cover, sheet])
            assert (number, matched.kind.key) == (1, kind)
        assert guess_all([]) == (0, Matched(KINDS[ACTIONS], 0, {}))

    def test_a_field_to_skip_is_not_matched(self) -> None:
        sheet = table(["Objective", *HEADS])
        assert "objective" in guess(sheet, KINDS[ACTIONS]).columns.values()
        assert "objective" not in guess(sheet, KINDS[ACTIONS], ("objective",)).columns.values()

    def test_what_a_row_cannot_do_without_must_be_matched_and_nothing_twice(self) -> None:
        kind = KINDS[ACTIONS]
        assert Matched(kind, 0, {0: "text"}).fault == "Say which column holds: Who leads it and Done by."
        sound = {0: "text", 1: "lead", 2: "ends_on"}
        assert Matched(kind, 0, sound).fault == ""
        assert Matched(kind, 0, sound | {3: "lead"}).fault.startswith("Two columns")


class TestDays:
    @pytest.mark.parametrize(
        "said",
        [
            Cell("2027-03-26T00:00:00", "date"),
            Cell("2027-03-26", "date"),
            *map(
                Cell,
                ("26/03/2027", "26/3/27", "26.03.2027", "26-03-2027", "26 March 2027", "26th Mar 2027", "2027-03-26"),
            ),
        ],
    )
    def test_a_day_is_read_as_it_is_written_here(self, said: Cell) -> None:
        assert day_of(said) == dt.date(2027, 3, 26)

    def test_the_day_stands_before_the_month(self) -> None:
        assert day_of(Cell("03/04/2027")) == dt.date(2027, 4, 3)

    @pytest.mark.parametrize(
        "said",
        [
            *map(Cell, ("Easter", "03/26/2027", "31/02/2027", "March 2027", "45000", "26/03", "ongoing")),
            Cell("09:00:00", "date"),
        ],
    )
    def test_what_is_no_day_is_refused_with_an_example(self, said: Cell) -> None:
        with pytest.raises(ValueError, match="Enter a day such as 26/03/2027"):
            day_of(said)


class TestLines:
    def test_a_sound_line_says_what_would_be_added(self) -> None:
        (line,) = found(["Train all teachers", "jo marsh", "26/03/2027", "£1,150", "Apply and transfer"]).lines
        assert line.is_proposed
        assert line.number == 2
        assert line.given["lead"] == JO
        assert dict(line.said) == {
            "Who leads it": "Jo Marsh",
            "Done by": "26 March 2027",
            "Cost in pounds": "£1,150",
            "Is it training? Of which kind?": "Apply and transfer",
        }

    def test_a_name_that_nobody_has_who_may_lead_is_somebody_else(self) -> None:
        (line,) = found(["Train", "The subject leads", "26/03/2027", "", ""]).lines
        assert line.given["lead_name"] == "The subject leads"
        assert "lead" not in line.given

    @pytest.mark.parametrize(
        ("cells", "ref", "said"),
        [
            (["", "Jo Marsh", "26/03/2027"], "A2", "Say what will be done."),
            (["x" * 201, "Jo Marsh", "26/03/2027"], "A2", "At most 200 characters fit here."),
            ([("x" * 1000, "long"), "Jo Marsh", "26/03/2027"], "A2", "The text is too long."),
            (["Train", "", "26/03/2027"], "B2", "Choose who leads it"),
            (["Train", "n" * 121, "26/03/2027"], "B2", "At most 120 characters fit here."),
            (["Train", "Jo", "Easter"], "C2", "Enter a day such as 26/03/2027."),
            (["Train", "Jo", "26/03/2029"], "C2", "This plan is for the days between"),
            (["Train", "Jo", ("", "formula")], "C2", "It holds a formula without a saved result"),
            (["Train", "Jo", ("#REF!", "error")], "C2", "It holds an error of the spreadsheet"),
            (["Train", "Jo", "26/03/2027", "about 400"], "D2", "Enter an amount of pounds"),
            (["Train", "Jo", "26/03/2027", ("2027-03-26", "date")], "D2", "It is a date."),
            (["Train", "Jo", "26/03/2027", "", "Yes"], "E2", "It is none of: Apply and transfer and Share what works."),
            ([("A2:C2", "merged"), "Jo", "26/03/2027"], "A2", "It is part of the merged cell A2:C2"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_cell(self, cells: list[Any], ref: str, said: str) -> None:
        (line,) = found([*cells, *[""] * (5 - len(cells))]).lines
        assert not line.is_proposed
        (fault,) = line.faults
        assert fault.ref == ref
        assert fault.reason.startswith(said)

    def test_all_that_is_wrong_with_a_line_is_said_at_once(self) -> None:
        (line,) = found(["Train", "Jo", "Easter", "lots", ""]).lines
        assert [each.ref for each in line.faults] == ["C2", "D2"]

    def test_empty_lines_and_lines_of_dashes_are_passed_over(self) -> None:
        assert found(["", "", "", "", ""], ["-", "n/a", "", "", "tbc"], []).lines == ()

    def test_a_cell_merged_downwards_speaks_for_each_line_but_not_for_what_is_done(self) -> None:
        lines = found(
            ["Train", "Tom Reed", "26/03/2027", "", ""],
            ["Visit", ("B2:B3", "merged"), "26/03/2027", "", ""],
            [("A3:A4", "merged"), "Jo Marsh", "26/03/2027", "", ""],
        ).lines
        assert [line.given.get("lead") for line in lines] == [TOM, TOM, None]
        assert lines[2].faults[0].reason == "It is part of the merged cell A3:A4: write it in each cell."

    def test_what_stands_already_and_what_the_file_says_twice_is_told_and_not_proposed(self) -> None:
        one = ["Train  ALL", "Jo", "26/03/2027", "", ""]
        standing = [same_as(KINDS[ACTIONS], {"text": "train all"})]
        lines = found(one, ["Visit", *one[1:]], ["visit", *one[1:]], standing=standing).lines
        assert [line.there for line in lines] == [
            "This stands beside the page already.",
            "",
            "Row 3 of the file says the same.",
        ]
        assert [line.is_proposed for line in lines] == [False, True, False]

    def test_the_same_check_on_another_day_is_another_check(self) -> None:
        heads = ["Monitoring", "Who", "When"]
        lines = found(["Visits", "Jo", "26/03/2027"], ["Visits", "Jo", "27/03/2027"], heads=heads, kind=CHECKS).lines
        assert all(line.is_proposed for line in lines)

    @pytest.mark.parametrize(("said", "key"), [("Autumn 1", "1"), ("aut 2", "2"), ("HT3", "3"), ("Spring term 2", "4")])
    def test_half_terms_are_known_by_many_names(self, said: str, key: str) -> None:
        (line,) = found([said, "All trained"], heads=["Half term", "Milestone"], kind=MILESTONES).lines
        assert line.given["half_term"] == key

    def test_a_term_without_its_half_is_refused(self) -> None:
        (line,) = found(["Spring", "All trained"], heads=["Half term", "Milestone"], kind=MILESTONES).lines
        assert line.faults[0].reason.startswith("It is none of: Autumn 1, Autumn 2, Spring 1")

    def test_an_action_names_an_objective_of_the_page_or_is_refused(self) -> None:
        heads = ["Objective", *HEADS]
        rest = ["Train", "Jo", "26/03/2027", "", ""]
        good, bad = found(["lessons start with a check", *rest], ["Another", *rest], heads=heads).lines
        assert good.given["objective"] == "one"
        assert bad.faults[0].reason.startswith("No objective of this page says this.")

    def test_a_date_in_a_text_is_written_out(self) -> None:
        (line,) = found(["Train", ("2027-03-26T00:00:00", "date"), "26/03/2027", "", ""]).lines
        assert line.given["lead_name"] == "26 March 2027"

    def test_how_many_more_the_page_takes_is_counted(self) -> None:
        assert found(count=58).room == 2
        assert found(count=61).room == 0
