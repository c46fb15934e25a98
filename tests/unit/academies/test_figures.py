"""What becomes of each row of a file of figures, old and new layouts, and of one that comes again."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from academies.actions.loads import load_file
from academies.enums import Breakdown, FigureGroup, FigureLevel, FigureStatus
from academies.errors import FileRefused
from academies.imports.figures import Told, year_in
from academies.models import DataLoad, FigureChange, MeasureFigure
from academies.presets.measures import measures
from tests.unit.academies import figure_files as rows
from tests.unit.academies import files

pytestmark = pytest.mark.django_db
AS_AT = dt.date(2026, 8, 31)


def load(path: Path, as_at: dt.date = AS_AT, **told: Any) -> DataLoad:
    return load_file(by="test", kind="figures", path=path, as_at=as_at, told=Told(**told))


def counts(done: DataLoad) -> tuple[int, ...]:
    return done.rows_added, done.rows_changed, done.rows_unchanged, done.rows_refused, done.rows_skipped


def figure(key: str, place: int = 900001, breakdown: str = "all", **about: Any) -> MeasureFigure:
    return MeasureFigure.objects.get(measure__key=key, place=place, breakdown=breakdown, **about)


@pytest.mark.parametrize("name", rows.EVERY)
def test_each_layout_is_taken_in_and_stays_the_same_when_it_comes_again(name: str, tmp_path: Path) -> None:
    path = files.write(tmp_path / name, [rows.EVERY[name]], encoding="utf-8-sig")
    assert counts(load(path)) == (1, 0, 0, 0, 0)
    before = list(MeasureFigure.objects.order_by("pk").values())
    assert before
    assert counts(load(path)) == (0, 0, 1, 0, 0)
    assert [{**f, "source_id": None} for f in MeasureFigure.objects.order_by("pk").values()] == [
        {**f, "source_id": None} for f in before
    ]
    assert FigureChange.objects.count() == 0


def test_a_wide_row_gives_numbers_limits_groups_and_reasons(tmp_path: Path) -> None:
    row = {**rows.KS4_FINAL, "ATT8SCR_NFSM6CLA1A": "SUPP", "EBACCAPS": ""}
    done = load(files.write(tmp_path / "england_ks4final_2018-19.csv", [row]))
    assert done.layout == "Key stage 4, performance tables, 2018/19, final"
    progress = figure("progress_8")
    assert (progress.number, progress.lower, progress.upper) == (Decimal("-0.44"), Decimal("-0.61"), Decimal("-0.27"))
    assert (progress.year, progress.status, progress.level) == (2019, FigureStatus.FINAL, FigureLevel.SCHOOL)
    assert (figure("english_maths_4").code, figure("english_maths_4").number) == ("52.4%", Decimal("52.4"))
    assert figure("attainment_8", breakdown="disadvantaged").number == Decimal("35.1")
    hidden = figure("attainment_8", breakdown="other")
    assert (hidden.number, hidden.code, hidden.missing) == (None, "SUPP", "suppressed")
    assert (figure("ebacc_points").code, figure("ebacc_points").missing) == ("", "blank")
    assert done.things == {"figures": {"added": 9, "changed": 0, "unchanged": 0, "older": 0}}


def test_a_long_row_gives_the_same_and_other_breakdowns_are_passed_over(tmp_path: Path) -> None:
    found = [
        rows.KS2_LONG,
        {**rows.KS2_LONG, "breakdown_topic": "Sex", "breakdown": "Girls"},
        {**rows.KS2_LONG, "breakdown_topic": "Disadvantaged status", "breakdown": "Disadvantaged"},
        {**rows.KS2_LONG, "breakdown_topic": "Average (2023 to 2025)"},
        {**rows.KS2_LONG, "subject": "Science"},
        {**rows.KS2_LONG, "geographic_level": "Regional", "school_urn": "z"},
        {**rows.KS2_LONG, "subject": "Reading", "average_scaled_score": "104.2"},
    ]
    done = load(files.write(tmp_path / "ks2_revised.csv", found))
    assert counts(done) == (3, 0, 0, 0, 4)
    assert figure("rwm_expected").number == 61
    assert figure("rwm_expected", breakdown="disadvantaged").number == 61
    assert figure("rwm_higher").missing == "suppressed"
    assert (figure("reading_score").number, figure("reading_score").year) == (Decimal("104.2"), 2025)
    assert figure("reading_score").status == FigureStatus.REVISED


def test_totals_of_key_stage_4_are_not_counted_for_each_breakdown(tmp_path: Path) -> None:
    found = [
        rows.KS4_LONG,
        {**rows.KS4_LONG, "breakdown_topic": "Sex", "breakdown": "Girls", "sex": "Girls", "attainment8_average": "50"},
        {**rows.KS4_LONG, "breakdown_topic": "Disadvantage status", "disadvantage_status": "Disadvantaged"},
    ]
    assert counts(load(files.write(tmp_path / "ks4_final.csv", found))) == (2, 0, 0, 0, 1)
    assert figure("attainment_8").number == Decimal("45.9")
    assert figure("ebacc_entered").missing == "under_half"


def test_england_and_authorities_are_kept_beside_the_schools(tmp_path: Path) -> None:
    absence = [
        rows.ABSENCE,
        {"LA": "NAT", "ESTAB": "PRI", "URN": "", "PERCTOT": "4", "PPERSABS10": "8.2"},
        {"LA": "NAT", "ESTAB": "SEC", "PERCTOT": "5.5", "PPERSABS10": "13.7"},
        {"LA": "NAT", "ESTAB": "ODD", "PERCTOT": "5.5", "PPERSABS10": "13.7"},
    ]
    done = load(files.write(tmp_path / "england_abs_2018-19.csv", absence))
    assert counts(done) == (3, 0, 0, 1, 0)
    primary = figure("absence_overall", FigureGroup.PRIMARY, level=FigureLevel.ENGLAND)
    assert primary.number == 4
    census = [rows.CENSUS, {**rows.CENSUS, "URN": "NAT", "LA": "", "ESTAB": "SPE", "PSENELK": "2.5"}]
    assert counts(load(files.write(tmp_path / "england_census_2018-19.csv", census))) == (2, 0, 0, 0, 0)
    special = figure("sen_support", FigureGroup.SPECIAL, level=FigureLevel.ENGLAND)
    assert special.number == Decimal("2.5")
    final = [
        rows.KS4_FINAL,
        {**rows.KS4_FINAL, "RECTYPE": "4", "URN": "", "ATT8SCR": "46.1"},
        {**rows.KS4_FINAL, "RECTYPE": "7", "URN": "", "LEA": "", "ATT8SCR": "46.9"},
        {**rows.KS4_FINAL, "RECTYPE": "NAT", "URN": "NAT", "LEA": "NAT"},
        {**rows.KS4_FINAL, "RECTYPE": "6", "URN": ""},
    ]
    done = load(files.write(tmp_path / "england_ks4final_2018-19.csv", final))
    reasons = {row.line: row.reason for row in done.refused.all()}
    assert counts(done) == (3, 0, 0, 2, 0)
    assert reasons[5] == "Line 4 holds the same thing already"
    assert reasons[6] == "RECTYPE: “6” is no kind of row that we know"
    assert figure("attainment_8", 999, level=FigureLevel.AUTHORITY).number == Decimal("46.1")
    assert figure("attainment_8", FigureGroup.STATE, level=FigureLevel.ENGLAND).number == Decimal("46.9")
    long = [
        {**rows.ABSENCE_LONG, "geographic_level": "National", "school_urn": "z", "education_phase": "Special"},
        {
            **rows.ABSENCE_LONG,
            "geographic_level": "Local authority",
            "school_urn": "",
            "education_phase": "State-funded",
        },
        {**rows.ABSENCE_LONG, "geographic_level": "National", "education_phase": "Elsewhere"},
    ]
    assert counts(load(files.write(tmp_path / "absence_school.csv", long))) == (2, 0, 0, 1, 0)


def reasons_of(done: DataLoad) -> list[tuple[int, str]]:
    return list(done.refused.order_by("line").values_list("line", "reason"))


def test_of_an_authority_the_row_of_all_phases_is_kept_wherever_it_stands(tmp_path: Path) -> None:
    authority = {**rows.ABSENCE_LONG, "geographic_level": "Local authority", "school_urn": ""}
    found = [
        {**authority, "education_phase": phase, "sess_overall_percent": number}
        for phase, number in (
            ("State-funded primary", "5"),
            ("Total", "6.5"),
            ("State-funded secondary", "8"),
            ("Special", "12"),
            ("State-funded primary", "5.1"),
        )
    ]
    done = load(files.write(tmp_path / "absence_school.csv", found))
    assert counts(done) == (1, 0, 0, 0, 4)
    assert figure("absence_overall", 999, level=FigureLevel.AUTHORITY).number == Decimal("6.5")
    assert [line for line, _reason in reasons_of(done)] == [2, 4, 5]
    assert reasons_of(done)[0][1] == (
        "education_phase: an authority is kept for all phases, not for “state-funded primary”. "
        "It and others like it were skipped."
    )


def test_a_term_is_not_stored_as_the_year(tmp_path: Path) -> None:
    found = [
        {**rows.ABSENCE_LONG, "time_identifier": "Autumn term", "sess_overall_percent": "9"},
        {**rows.ABSENCE_LONG, "time_identifier": "Academic year"},
        {**rows.ABSENCE_LONG, "time_identifier": "Autumn and spring term", "school_urn": "900002"},
        {**rows.ABSENCE_LONG, "time_identifier": "", "school_urn": "900003"},
    ]
    done = load(files.write(tmp_path / "absence_school.csv", found))
    assert counts(done) == (1, 0, 0, 0, 3)
    assert figure("absence_overall").number == Decimal("7.80884")
    assert "“Autumn term” is not the whole school year" in reasons_of(done)[0][1]


def test_a_group_whose_column_is_missing_is_not_read_as_that_group(tmp_path: Path) -> None:
    known = {key: value for key, value in rows.KS4_LONG.items() if key not in {"disadvantage_status", "mobility"}}
    found = [
        known,
        {**known, "breakdown_topic": "Sex", "breakdown": "Boys", "sex": "Boys"},
        {**known, "breakdown_topic": "First language", "breakdown": "Other than English"},
        {**known, "breakdown_topic": "Disadvantage status", "breakdown": "Disadvantaged"},
    ]
    assert counts(load(files.write(tmp_path / "ks4_final.csv", found))) == (1, 0, 0, 0, 3)
    assert set(MeasureFigure.objects.values_list("breakdown", flat=True)) == {"all"}


@pytest.mark.parametrize(
    ("name", "row", "missing"),
    [
        ("ks4_final.csv", rows.KS4_LONG, ("breakdown_topic", "mobility")),
        ("ks5.csv", rows.KS5_LONG, ("disadvantage_status",)),
    ],
)
def test_a_file_whose_totals_cannot_be_told_is_refused(
    name: str, row: dict[str, str], missing: tuple[str, ...], tmp_path: Path
) -> None:
    path = files.write(tmp_path / name, [{key: value for key, value in row.items() if key not in missing}])
    with pytest.raises(FileRefused, match=f"The file lacks {', '.join(missing)}, so its rows of all pupils"):
        load(path)
    assert MeasureFigure.objects.count() == 0


def test_final_takes_the_place_of_provisional_and_the_change_is_noted(tmp_path: Path) -> None:
    provisional = files.write(tmp_path / "england_ks4provisional_2018-19.csv", [rows.KS4_PROVISIONAL])
    final = files.write(
        tmp_path / "england_ks4final_2018-19.csv", [{**rows.KS4_FINAL, "ATT8SCR": "42.1", "EBACCAPS": "SUPP"}]
    )
    load(provisional)
    done = load(final, AS_AT - dt.timedelta(days=300))  # however old the file is: final is final
    assert counts(done) == (0, 1, 0, 0, 0)
    changes = {change.measure.key: change for change in FigureChange.objects.select_related("measure")}
    assert set(changes) == {"attainment_8", "ebacc_points"}
    assert (changes["attainment_8"].number_before, changes["attainment_8"].number_now) == (
        Decimal("42.8"),
        Decimal("42.1"),
    )
    assert (changes["attainment_8"].status_before, changes["attainment_8"].status_now) == (1, 3)
    assert changes["ebacc_points"].missing_now == "suppressed"
    again = load(provisional, AS_AT + dt.timedelta(days=60))
    assert (counts(again), again.rows_older) == ((0, 0, 1, 0, 0), 1)
    assert figure("attainment_8").number == Decimal("42.1")
    assert FigureChange.objects.count() == 2


def test_an_older_file_of_the_same_standing_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "england_abs_2018-19.csv"
    load(files.write(path, [rows.ABSENCE]))
    older = load(files.write(path, [{**rows.ABSENCE, "PERCTOT": "9"}]), AS_AT - dt.timedelta(days=1))
    assert (older.rows_older, figure("absence_overall").number) == (1, Decimal("5.5"))
    newer = load(files.write(path, [{**rows.ABSENCE, "PERCTOT": "9"}]), AS_AT + dt.timedelta(days=1))
    assert (newer.rows_changed, figure("absence_overall").number) == (1, 9)


def test_old_and_new_definitions_of_persistent_absence_stay_apart(tmp_path: Path) -> None:
    old = {key: value for key, value in rows.ABSENCE.items() if key != "PPERSABS10"} | {"PPERSABS15": "6"}
    load(files.write(tmp_path / "england_abs_2013-14.csv", [old]))
    assert figure("absence_persistent_15").number == 6
    assert not MeasureFigure.objects.filter(measure__key="absence_persistent").exists()


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "105"}, "PERCTOT: “105” lies outside"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "-1"}, "PERCTOT: “-1” lies outside"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "QQQ"}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "1e1"}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "٣"}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "nan"}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "9" * 40}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "PERCTOT": "z"}, "is no number, and no code"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "URN": "many"}, "URN: “many” is no number of a school"),
        ("england_abs_2018-19.csv", {**rows.ABSENCE, "URN": ""}, "URN: it is empty"),
        ("england_ks4final_2018-19.csv", {**rows.KS4_FINAL, "ATT8SCR": "42%"}, "ATT8SCR: “42%” is no number"),
        ("england_ks4final_2018-19.csv", {**rows.KS4_FINAL, "P8CILOW": "x"}, "P8MEA: “x” is no number"),
        ("england_ks4final_2018-19.csv", {**rows.KS4_FINAL, "RECTYPE": "4", "LEA": "1"}, "LEA: “1” is no number of a"),
        ("england_ks4final_2019-20.csv", rows.KS4_FINAL, "was published for no school in 2019/20"),
        ("england_ks2final_2020-21.csv", rows.KS2, "There were no tests in the summers of the pandemic."),
        ("ks4_final.csv", {**rows.KS4_LONG, "progress8_average": "0.1"}, "A number there is wrong data"),
        ("ks4_final.csv", {**rows.KS4_LONG, "time_period": "202427"}, "“202427” is no school year"),
        ("ks4_final.csv", {**rows.KS4_LONG, "time_period": "209899"}, "“209899” is no school year"),
        ("ks4_final.csv", {**rows.KS4_LONG, "school_urn": "z"}, "school_urn: “z” is no number of a school"),
        ("ks5.csv", {**rows.KS5_LONG, "version": "odd"}, "version: “odd” does not say how final it is"),
        ("absence_school.csv", {**rows.ABSENCE_LONG, "sess_overall_percent": "SUPP"}, "no number, and no code"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_line_and_reason(
    name: str, row: dict[str, str], why: str, tmp_path: Path
) -> None:
    done = load(files.write(tmp_path / name, [row], encoding="utf-8"))
    assert counts(done) == (0, 0, 0, 1, 0)
    refused = done.refused.get()
    assert refused.line == 2
    assert why in refused.reason
    assert MeasureFigure.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("absence.csv", rows.ABSENCE, "does not say which school year it is of"),
        ("england_abs_2098-99.csv", rows.ABSENCE, "2098/99 lies in the future"),
        ("ks4.csv", rows.KS4_LONG, "does not say how final its figures are"),
        ("england_ks4_2018-19.csv", rows.KS4_FINAL, "does not say how final its figures are"),
        ("england_abs_2018-19.csv", {"URN": "900001", "PERCTOT": "4"}, "these columns are missing"),
        ("england_abs_2018-19.csv", {"LA": "999", "PERCTOT": "4"}, "has no header"),
    ],
)
def test_a_file_that_cannot_be_placed_is_refused_whole(
    name: str, row: dict[str, str], why: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=why):
        load(files.write(tmp_path / name, [row]))
    assert MeasureFigure.objects.count() == 0
    assert DataLoad.objects.get().state == "failed"


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "england_abs_2018-19.csv"
    path.write_text("LA,ESTAB,URN,PERCTOT,PPERSABS10,perctot\n999,1,900001,5,6,7\n")
    with pytest.raises(FileRefused, match="PERCTOT stands twice"):
        load(path)


def test_year_and_status_may_be_told_or_stand_in_the_folder(tmp_path: Path) -> None:
    load(files.write(tmp_path / "absence.csv", [rows.ABSENCE]), year=2018)
    folder = tmp_path / "2018-2019"
    folder.mkdir()
    load(files.write(folder / "england_abs.csv", [rows.ABSENCE]))
    assert set(MeasureFigure.objects.values_list("year", flat=True)) == {2018, 2019}
    load(files.write(tmp_path / "ks4.csv", [rows.KS4_LONG]), status=FigureStatus.PROVISIONAL)
    assert figure("attainment_8").status == FigureStatus.PROVISIONAL


def test_the_command_says_what_is_wrong_with_what_it_is_told(tmp_path: Path) -> None:
    path = files.write(tmp_path / "absence.csv", [rows.ABSENCE])
    with pytest.raises(CommandError, match="“2018” is no school year"):
        call_command("load", "figures", path, "--year", "2018")
    with pytest.raises(CommandError, match="for figures only"):
        call_command("load", "groups", path, "--year", "2018/19")
    call_command("load", "figures", path, "--year", "2018/19", "--json")
    assert figure("absence_overall").year == 2019


def test_a_school_year_in_a_name_is_no_month(tmp_path: Path) -> None:
    path = files.write(tmp_path / "england_abs_2011-12.csv", [rows.ABSENCE])
    done = load_file(by="test", kind="figures", path=path)
    assert done.as_at > dt.date(2020, 1, 1)
    assert figure("absence_overall").year == 2012


@pytest.mark.parametrize(
    ("name", "day", "year"),
    [
        ("england_abs_2018-19_2025-03-20.csv", dt.date(2025, 3, 20), 2019),
        ("england_abs_2025-03-20_2018-19.csv", dt.date(2025, 3, 20), 2019),
        ("england_abs_2018-2019_20250320.csv", dt.date(2025, 3, 20), 2019),
        ("england_abs_201819_2025-03.csv", dt.date(2025, 3, 31), 2019),
        ("england_abs_2018-19_2011-12-31.csv", dt.date(2011, 12, 31), 2019),
        ("england_abs_2011-12-31_2018-19.csv", dt.date(2011, 12, 31), 2019),
    ],
)
def test_a_day_in_a_name_counts_beside_a_school_year(name: str, day: dt.date, year: int, tmp_path: Path) -> None:
    done = load_file(by="test", kind="figures", path=files.write(tmp_path / name, [rows.ABSENCE]))
    assert (done.as_at, figure("absence_overall").year) == (day, year)


def test_an_older_file_by_its_name_that_comes_later_overwrites_nothing(tmp_path: Path) -> None:
    for name, absence in (("2025-04-20", "5.5"), ("2025-03-20", "9")):
        path = files.write(tmp_path / f"england_abs_2018-19_{name}.csv", [{**rows.ABSENCE, "PERCTOT": absence}])
        done = load_file(by="test", kind="figures", path=path)
    assert (done.rows_older, figure("absence_overall").number) == (1, Decimal("5.5"))


def test_school_years_are_read_in_their_spellings() -> None:
    assert [year_in(text) for text in ("201819", "2018-19", "2018/19", "2018-2019", "199900")] == [2019] * 4 + [2000]
    assert [year_in(text) for text in ("2018", "201820", "2018-2020", "", "20181", "189899")] == [None] * 6


def test_the_preset_names_only_what_there_is() -> None:
    known = measures()
    assert {each.theme for each in known.measures.values()} == set(known.themes)
    assert len({each.id for each in known.measures.values()}) == len(known.measures)
    assert list(known.breakdowns) == Breakdown.values
    assert {key for key, _year in known.gaps} <= set(known.measures)
    assert {reason for codes in known.codes.values() for reason in codes.values()} == set(known.reasons)
