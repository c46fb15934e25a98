"""Which column of a spreadsheet is which, and which cell is a judgement: rules without a database."""

from dataclasses import replace

import pytest

from improvement_cycle.policies.columns import Provision
from improvement_cycle.policies.definition import CategoryWord, ColumnWord, Definition, GradeWord, ScaleWord
from improvement_cycle.policies.taking_over import Cell, Checked, Matching, Place, Table, check, guess, plain, reference


def grade(key: str, label: str, short: str, rank: int) -> GradeWord:
    return GradeWord(key, key, label, short, "dot", "g1", "none", rank, "four")


FOUR = (grade("good", "Good", "Good", 1), grade("requires_improvement", "Requires improvement", "RI", 2))


def column(key: str, label: str, applies_to: str = "every") -> ColumnWord:
    return ColumnWord(key, key, label, "", "judged", "grade", "four", "", applies_to, (), "")


CATEGORIES = (
    CategoryWord("c1", 1, "one", "Core", "Core", "", "c1", None, None, commitments=(), suggest_concern_category=False),
)
MODEL = Definition(
    id="m",
    number=1,
    label="Model",
    matrix_label="Matrix",
    categories_mark="",
    capabilities=(),
    areas=(),
    scales=(ScaleWord("four", "four", "Four grades", "four:good", FOUR),),
    columns=(
        column("quality", "The Quality of Education"),
        column("behaviour", "Behaviour & Attitudes"),
        column("post_16", "Post-16", "post_16"),
    ),
    categories=CATEGORIES,
    sources=(),
)
ACADEMY = Place(
    "row", "Beckside Primary", frozenset({plain("Beckside Primary")}), 900103, Provision("primary"), is_frozen=False
)


def table(*rows: tuple[str | Cell, ...]) -> Table:
    return Table("Sheet", tuple(tuple(c if isinstance(c, Cell) else Cell(c) for c in row) for row in rows))


def checked(*cells: str | Cell, place: Place = ACADEMY, headings: tuple[str, ...] = ()) -> Checked:
    heads = headings or ("Academy", "Quality of Education", "Behaviour and attitudes", "Post-16", "Category")
    sheet = table(heads, ("Beckside Primary", *cells))
    return check(sheet, guess(sheet, MODEL), MODEL, [place])


def test_headings_are_found_below_a_title_and_in_other_spellings() -> None:
    sheet = table(("Matrix 2025",), (), ("School name", "URN", "the quality of education", "BEHAVIOUR & ATTITUDES"))
    found = guess(sheet, MODEL)
    assert (found.header, found.columns) == (2, {0: "academy", 1: "urn", 2: "quality", 3: "behaviour"})


def test_columns_of_inspections_are_never_guessed() -> None:
    sheet = table(("Academy", "Ofsted: quality of education", "Behaviour & Attitudes"))
    assert guess(sheet, MODEL).columns == {0: "academy", 2: "behaviour"}


def test_the_words_of_the_scale_count_in_any_case_and_short() -> None:
    found = checked("good", " ri ", "", "Category 1")
    assert [(take.ref, take.column, take.key) for take in found.takes] == [
        ("B2", "quality", "good"),
        ("C2", "behaviour", "requires_improvement"),
        ("E2", "category", "1"),
    ]
    assert (found.blank, found.refused) == (1, ())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2", "none of: Good, Requires improvement"),
        ("Expected standard", "none of"),
        (Cell("2025-01-01", "date"), "a date"),
        (Cell("", "formula"), "a formula without a saved result"),
        (Cell("#REF!", "error"), "an error"),
        (Cell("word " * 50, "long"), "too long"),
        (Cell("B2:C2", "merged"), "part of the merged cell B2:C2"),
    ],
)
def test_what_is_no_grade_of_the_scale_is_refused_with_its_cell(cell: str | Cell, reason: str) -> None:
    (refused,) = checked(cell, "", "", "").refused
    assert refused.ref == "B2"
    assert reason in refused.reason


@pytest.mark.parametrize("text", ["Good?", "Good*", "RI+", "RI -", "- Good", "Good –"])
def test_a_grade_with_a_sign_beside_it_is_not_that_grade(text: str) -> None:
    (refused,) = checked(text, "", "", "").refused
    assert (refused.ref, refused.reason) == ("B2", "a sign stands beside the grade: write the grade alone")
    assert checked("Requires-improvement", "", "", "").takes[0].key == "requires_improvement"


def test_a_category_with_a_sign_beside_it_is_not_that_category() -> None:
    for text in ("1-", "Category 1?", "1+"):
        found = checked("", "", "", text)
        assert (found.takes, [each.ref for each in found.refused]) == ((), ["E2"]), text


def test_a_grade_whose_own_word_has_a_sign_is_met_by_that_word_alone() -> None:
    grades = (grade("two", "2", "2", 1), grade("two_plus", "2+", "2+", 2), grade("none", "Not met", "=", 3))
    signed = replace(MODEL, scales=(ScaleWord("four", "four", "Signs", "four:two", grades),))
    sheet = table(("Academy", "Quality of Education"), ("Beckside Primary", "2+"), ("Castle", "?"))
    castle = Place("other", "Castle", frozenset({plain("Castle")}), None, Provision("primary"), is_frozen=False)
    found = check(sheet, guess(sheet, signed), signed, [ACADEMY, castle])
    assert [take.key for take in found.takes] == ["two_plus"]
    assert [(each.ref, each.reason) for each in found.refused] == [("B3", "it is none of: 2, 2+, Not met")]


def test_a_column_in_which_the_academy_is_not_judged_is_refused() -> None:
    (refused,) = checked("", "", "Good", "").refused
    assert (refused.ref, refused.reason) == ("D2", "Beckside Primary is not judged in Post-16")


def test_what_stands_is_told_apart_from_what_is_new() -> None:
    standing = Place(**{**vars_of(ACADEMY), "grades": {"quality": FOUR[0], "behaviour": FOUR[0]}})
    found = checked("Good", "RI", "", "", place=standing)
    assert found.same == 1
    assert [(take.ref, take.before) for take in found.clashes] == [("C2", "Good")]
    assert found.new == ()


def test_a_frozen_row_and_an_unknown_academy_are_refused() -> None:
    frozen = Place(**{**vars_of(ACADEMY), "is_frozen": True})
    assert "agreed and frozen" in checked("Good", "", "", "", place=frozen).refused[0].reason
    sheet = table(("Academy", "Behaviour & Attitudes"), ("Elsewhere", "Good"), ("", ""))
    found = check(sheet, guess(sheet, MODEL), MODEL, [ACADEMY])
    assert [(each.ref, each.text) for each in found.refused] == [("A2", "Elsewhere")]


def test_an_academy_that_stands_twice_counts_once() -> None:
    sheet = table(("URN", "Behaviour & Attitudes"), ("900103", "Good"), ("900103", "RI"))
    found = check(sheet, guess(sheet, MODEL), MODEL, [ACADEMY])
    assert [take.key for take in found.takes] == ["good"]
    assert "stands in row 2 already" in found.refused[0].reason


def test_a_matching_says_what_is_wrong_with_it() -> None:
    assert "which column holds the academies" in Matching(0, {1: "quality"}).fault
    assert "matched with the same thing" in Matching(0, {0: "academy", 1: "quality", 2: "quality"}).fault
    assert "at least one column" in Matching(0, {0: "academy"}).fault
    assert Matching(0, {0: "urn", 1: "quality"}).fault == ""


def test_cells_are_named_as_spreadsheets_name_them() -> None:
    assert [reference(0, 0), reference(9, 25), reference(0, 26), reference(0, 79)] == ["A1", "Z10", "AA1", "CB1"]


def vars_of(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in place.__dataclass_fields__}
