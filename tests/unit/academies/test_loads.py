"""What becomes of each row, of a file read again, of an older one, and of one that is refused."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from academies.actions.load_reference import load_reference
from academies.actions.loads import load_file
from academies.errors import FileRefused
from academies.imports.dates import date_in_name
from academies.models import DataLoad, Establishment, GroupMembership, Inspection, OfstedEntry, SchoolGroup
from academies.policies import grades_in
from academies.queries.inspections import inspection_history, inspection_profiles
from tests.unit.academies import files

pytestmark = pytest.mark.django_db
AS_AT = dt.date(2026, 8, 31)


def load(kind: str, path: Path, as_at: dt.date = AS_AT) -> DataLoad:
    return load_file(by="test", kind=kind, path=path, as_at=as_at)


def counts(done: DataLoad) -> tuple[int, ...]:
    return done.rows_added, done.rows_changed, done.rows_unchanged, done.rows_refused, done.rows_skipped


def areas(inspection: Inspection) -> set[str]:
    return {area.key for area, _word, _day in grades_in(inspection.grades, inspection.starts_on)}


def test_every_row_of_a_register_has_its_fate(tmp_path: Path) -> None:
    rows = [
        files.school(),
        files.school(URN="900002", NumberOfPupils="many"),
        files.school(URN="NAT"),
        {},
        files.school(URN="900001"),
        files.school(URN="900003", EstablishmentName=""),
        files.school(URN="123456789"),
    ]
    done = load("establishments", files.write(tmp_path / "r.csv", rows))
    assert counts(done) == (1, 0, 0, 5, 1)
    assert done.rows_read == sum(counts(done)) == 7
    reasons = {row.line: row.reason for row in done.refused.all()}
    assert reasons[3].startswith("NumberOfPupils: “many”")
    assert reasons[6] == "Line 2 holds the same thing already"
    assert reasons[7] == "EstablishmentName: it is empty"
    assert reasons[4] == "URN: “NAT” is no number of a school"
    assert "is no number of a school" in reasons[8]


JOINED = {"Group Name": "T", "Group Type": "Multi-academy trust", "Joined date": "01-09-2017"}
ONE_OF_EACH = {
    "establishments": ("URN", files.school()),
    "establishment-links": ("URN", {"URN": "900001", "LinkURN": "900002", "LinkType": "Successor"}),
    "groups": ("Group UID", {"Group UID": "99001", "Group ID": "TR1", "Group Name": "T", "Group Type": "Trust"}),
    "group-links": ("URN", {"URN": "900001", "Linked UID": "99001", **JOINED, "EstablishmentName": "Alder School"}),
    "inspections": ("URN", files.old_row(number="1", start="05/11/2024", overall="2")),
}


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_mistyped_number_or_a_line_that_is_no_school_is_refused_with_its_line_and_never_vanishes(
    tmp_path: Path, kind: str
) -> None:
    column, row = ONE_OF_EACH[kind]
    of = "group" if column == "Group UID" else "school"
    total, note, nameless = {column: "Total"}, {column: "Source: the register"}, {**row, column: ""}
    done = load(kind, files.write(tmp_path / "r.csv", [row, {**row, column: "13630O"}, total, {}, note, nameless]))
    assert counts(done) == (1, 0, 0, 4, 1)
    assert {refused.line: refused.reason for refused in done.refused.all()} == {
        3: f"{column}: “13630O” is no number of a {of}",
        4: f"{column}: “Total” is no number of a {of}",
        6: f"{column}: “Source: the register” is no number of a {of}",
        7: f"{column}: it is empty",
    }


def test_names_of_heads_are_stored_nowhere(tmp_path: Path) -> None:
    load("establishments", files.write(tmp_path / "r.csv", [files.school()]))
    row = Establishment.objects.values().get()
    assert row["laestab"] == "9994001"
    assert "Canary" not in str(row)


def test_again_changes_nothing_then_a_change_is_one(tmp_path: Path) -> None:
    path = files.write(tmp_path / "r.csv", [files.school(), files.school(URN="900002")])
    load("establishments", path)
    assert counts(load("establishments", path))[:3] == (0, 0, 2)
    newer = files.write(tmp_path / "s.csv", [files.school(NumberOfPupils="211"), files.school(URN="900002")])
    assert counts(load("establishments", newer, AS_AT + dt.timedelta(days=1)))[:3] == (0, 1, 1)


def test_an_older_file_changes_nothing_and_says_so(tmp_path: Path) -> None:
    load("establishments", files.write(tmp_path / "r.csv", [files.school()]))
    older = files.write(tmp_path / "s.csv", [files.school(NumberOfPupils="1")])
    done = load("establishments", older, AS_AT - dt.timedelta(days=90))
    assert (counts(done)[:3], done.rows_older) == ((0, 0, 1), 1)
    assert Establishment.objects.get().pupils == 210


def test_a_file_with_fewer_columns_leaves_what_it_does_not_tell(tmp_path: Path) -> None:
    load("establishments", files.write(tmp_path / "r.csv", [files.school(OpenDate="01-09-2016")]))
    load("establishments", files.write(tmp_path / "s.csv", [files.school()]))
    assert Establishment.objects.get().opened_on == dt.date(2016, 9, 1)


def test_a_file_of_groups_without_opening_dates_is_taken_and_leaves_those_that_stand(tmp_path: Path) -> None:
    row = {"Group UID": "99001", "Group ID": "TR1", "Group Name": "T", "Group Type": "Trust"}
    load("groups", files.write(tmp_path / "a.csv", [{**row, "Incorporated on (open date)": "01-09-2016"}]))
    assert counts(load("groups", files.write(tmp_path / "b.csv", [{**row, "Group Name": "U"}])))[:2] == (0, 1)
    assert SchoolGroup.objects.values_list("name", "opened_on").get() == ("U", dt.date(2016, 9, 1))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = files.write(tmp_path / "r.csv", [files.school(EstablishmentName="Fierté – Ash")], encoding=encoding)
    load("establishments", path)
    assert Establishment.objects.get().name == "Fierté – Ash"


def test_title_lines_short_rows_and_odd_headers(tmp_path: Path) -> None:
    row = {f" {name.upper()}  ": value for name, value in files.school().items()}
    path = files.write(tmp_path / "r.csv", [row], before="A title\r\nand, another\r\n")
    path.write_bytes(path.read_bytes() + b"900002,999,Invented,4002,Birch School,x,Open,Primary\r\n")
    assert counts(load("establishments", path))[0] == 2
    assert Establishment.objects.get(pk=900002).trust_uid is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no header"),
        (b"a,b\n1,2\n", "has no header"),
        (b"URN,Name\n1,2\n", "these columns are missing: LA (code), LA (name), EstablishmentNumber"),
        ("URN".encode("utf-16"), "UTF-16"),
        (b"URN\0,a\n", "null bytes"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"URN\x81\xff,a\n", "neither UTF-8 nor"),
    ],
)
def test_refused_whole(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=r".") as refused:
        load("establishments", path)
    assert sentence in str(refused.value)
    assert DataLoad.objects.get().state == "failed"
    assert DataLoad.objects.get().problem == str(refused.value)


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = files.write(tmp_path / "r.csv", [files.school()])
    path.write_bytes(path.read_bytes() + b'900002,"never closed\r\n' + b"900003,x\r\n" * 60)
    with pytest.raises(FileRefused, match="never closed"):
        load("establishments", path)
    assert not Establishment.objects.exists()


def test_a_fault_in_the_middle_leaves_the_facts(tmp_path: Path, monkeypatch: Any) -> None:
    load("establishments", files.write(tmp_path / "r.csv", [files.school()]))

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("academies.actions.loads._finish", fails)
    with pytest.raises(RuntimeError):
        load("establishments", files.write(tmp_path / "s.csv", [files.school(NumberOfPupils="1")]))
    assert Establishment.objects.get().pupils == 210
    assert DataLoad.objects.filter(state="failed").count() == 1


def test_three_regimes_of_one_row_stay_three_inspections(tmp_path: Path) -> None:
    done = load("inspections", files.write(tmp_path / "m.csv", [files.LATEST]))
    assert done.things["inspections"]["added"] == 3
    assert {i.regime for i in Inspection.objects.all()} == {"report_card", "graded_overall", "ungraded"}
    profile = inspection_profiles([900001])[900001]
    assert profile.standing
    assert profile.standing.regime == "report_card"
    assert {line.area.key: line.graded_on for line in profile.chips}["attendance_and_behaviour"] == dt.date(2026, 6, 23)
    # 9, 0 and Not applicable are no grades.
    assert not {"sixth_form", "post_16", "early_years"} & {key for i in Inspection.objects.all() for key in areas(i)}
    assert [r.regime for r in inspection_history(900001, None)] == ["report_card", "ungraded", "graded_overall"]


def test_both_files_of_a_month_agree_whatever_their_order(tmp_path: Path) -> None:
    in_year = files.write(tmp_path / "y.csv", [files.IN_YEAR])
    latest = files.write(tmp_path / "m.csv", [files.LATEST])
    load("inspections", in_year)
    load("inspections", latest)
    assert counts(load("inspections", in_year))[:3] == (0, 0, 1)
    assert counts(load("inspections", latest))[:3] == (0, 0, 1)
    assert Inspection.objects.filter(regime="report_card").count() == 1
    line = {g.area.key: g for g in inspection_profiles([900001])[900001].chips}["attendance_and_behaviour"]
    assert line.before
    assert (line.word.label, line.before.label) == ("Expected standard", "Needs attention")


def test_a_card_without_number_is_found_again_when_the_number_comes(tmp_path: Path) -> None:
    load("inspections", files.write(tmp_path / "y.csv", [files.CARD]))
    load("inspections", files.write(tmp_path / "m.csv", [files.LATEST]))
    assert Inspection.objects.get(regime="report_card").number == "10999001"


def test_a_conversion_is_one_inspection(tmp_path: Path) -> None:
    row = files.old_row(
        number="10999009", start="25/01/2023", overall="4", quality="4", concern="SM", then="900777",
        ungraded="10999009", ungraded_on="27/01/2023", converted="Yes",
    )  # fmt: skip
    load("inspections", files.write(tmp_path / "m.csv", [row]))
    inspection = Inspection.objects.get()
    assert (inspection.regime, inspection.converted, inspection.concern) == ("graded_overall", True, "SM")
    profile = inspection_profiles([900001])[900001]
    assert profile.latest
    assert profile.latest.of_predecessor
    assert profile.concern_label == "special measures"


def test_graded_after_september_2024_has_no_overall_grade(tmp_path: Path) -> None:
    row = files.old_row(number="1", start="05/11/2024", overall="Not judged", quality="1", leadership="2", safe="9")
    load("inspections", files.write(tmp_path / "m.csv", [row]))
    assert Inspection.objects.get().regime == "graded"
    assert areas(Inspection.objects.get()) == {"quality_of_education", "leadership_and_management"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"quality": "5"}, "Quality of education: “5” is no grade that we know"),
        ({"start": "31/02/2024"}, "“31/02/2024” is not a date"),
        ({"start": "NULL"}, "Inspection 1 has no start date"),
        ({"concern": "XX"}, "“XX” is no category of concern"),
        ({"then": "school"}, "“school” is no number of a school"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_reason(
    tmp_path: Path, given: dict[str, str], reason: str
) -> None:
    row = files.old_row(**{"number": "1", "start": "05/11/2024", "overall": "2", "quality": "2", **given})
    done = load("inspections", files.write(tmp_path / "m.csv", [row]))
    assert counts(done) == (0, 0, 0, 1, 0)
    assert reason in done.refused.get().reason
    assert not Inspection.objects.exists()
    assert not OfstedEntry.objects.exists()


def test_names_of_before_2022(tmp_path: Path) -> None:
    row = {
        name.replace("graded", "full") if "Inspection number of latest" in name else name: value
        for name, value in files.old_row(number="1", start="05/11/2018", overall="2", quality="9").items()
    }
    row["Date of latest section 8 inspection"] = row.pop("Date of latest ungraded inspection")
    row["Section 8 inspection overall outcome"] = row.pop("Ungraded inspection overall outcome")
    done = load("inspections", files.write(tmp_path / "m.csv", [row]))
    assert done.layout.startswith("Latest inspections, full and section 8")
    assert Inspection.objects.get().framework_id == "before_2019"


def test_who_drops_out_of_a_later_file_has_left(tmp_path: Path) -> None:
    link = {
        "URN": "900001", "Linked UID": "99001", "Group Name": "T", "Group Type": "Multi-academy trust",
        "Joined date": "01-09-2017", "EstablishmentName": "Alder School",
    }  # fmt: skip
    other = {**link, "URN": "900002", "Joined date": "1900-01-01"}
    load("group-links", files.write(tmp_path / "a.csv", [link, other]), dt.date(2018, 5, 1))
    load("group-links", files.write(tmp_path / "b.csv", [other]), dt.date(2019, 6, 1))
    assert GroupMembership.objects.get(urn=900001).gone_by == dt.date(2019, 6, 1)
    stays = GroupMembership.objects.get(urn=900002)
    assert (stays.gone_by, stays.joined_on, stays.first_seen_on) == (None, None, dt.date(2018, 5, 1))
    # An older file that is found later moves nothing.
    load("group-links", files.write(tmp_path / "c.csv", [link, other]), dt.date(2018, 1, 1))
    assert GroupMembership.objects.get(urn=900001).gone_by == dt.date(2019, 6, 1)


def test_the_register_outweighs_ofsteds_list(tmp_path: Path) -> None:
    load("establishments", files.write(tmp_path / "r.csv", [files.school()]))
    row = files.old_row(**{"School name": "Another Name", "Total number of pupils": "9"})
    load("inspections", files.write(tmp_path / "m.csv", [row, {**row, "URN": "900009"}]), AS_AT + dt.timedelta(days=60))
    assert Establishment.objects.get(pk=900001).name == "Alder School"
    assert Establishment.objects.get(pk=900009).name == "Another Name"


def test_the_command_prints_an_account(tmp_path: Path) -> None:
    path = files.write(
        tmp_path / "edubasealldata20260831.csv", [files.school(), files.school(URN="900002", OpenDate="x")]
    )
    out = StringIO()
    call_command("load", "establishments", str(path), stdout=out)
    assert "as at 31 August 2026" in out.getvalue()
    assert "2 rows read: 2 added, 0 changed, 0 unchanged, 0 refused, 0 skipped" in out.getvalue()
    out = StringIO()
    call_command("load", "establishments", str(path), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["rows"]["unchanged"] == 2
    assert told["as_at"] == "2026-08-31"


def test_the_command_refuses_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"was not loaded, nothing has changed\. There is no file nowhere\.csv"):
        call_command("load", "groups", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError, match="--as-at"):
        call_command("load", "groups", "x.csv", "--as-at", "soon")


def test_a_load_that_was_killed_is_put_right_by_the_next_but_not_before_its_end(
    tmp_path: Path, monkeypatch: Any
) -> None:
    # Another load that is refused meanwhile writes to its own row: ours must not hold it for minutes.
    killed = DataLoad.objects.create(kind="groups", file_name="killed.csv", as_at=AS_AT, started_by="test")
    states: list[str] = []

    def looks(*given: Any) -> Any:
        states.append(DataLoad.objects.get(pk=killed.pk).state)
        return load_reference(*given)

    monkeypatch.setattr("academies.actions.loads.load_reference", looks)
    load("establishments", files.write(tmp_path / "r.csv", [files.school()]))
    assert states == ["running"]
    killed.refresh_from_db()
    assert (killed.state, killed.problem) == ("failed", "The load was stopped before it ended.")


@pytest.mark.parametrize("name", ["r_1_June_2099.csv", "r20990601.csv", "r2099-06.csv"])
def test_a_day_in_the_future_is_refused_where_the_name_of_the_file_says_it(tmp_path: Path, name: str) -> None:
    path = files.write(tmp_path / name, [files.school()])
    with pytest.raises(FileRefused, match=r"2099, lies in the future\. Its name says so: .*--as-at"):
        load_file(by="test", kind="establishments", path=path)
    assert not DataLoad.objects.exists()
    assert load("establishments", path).as_at == AS_AT


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("m202610.csv", dt.date(2026, 10, 31)),
        ("m202611.csv", dt.date(2026, 11, 25)),
        ("m_31_August_2026.csv", dt.date(2026, 8, 31)),
        ("m20261399.csv", None),
    ],
)
def test_the_day_in_the_name_of_a_file(name: str, day: dt.date | None) -> None:
    assert date_in_name(name, dt.date(2026, 11, 25)) == day
