"""Profiles of academies: one that left and came back, and grades as they are kept."""

import datetime as dt
from pathlib import Path

import pytest

from academies.actions.loads import load_file
from academies.models import Academy, Establishment, Inspection
from academies.policies import grades_in
from academies.queries.academies import AcademyRow
from academies.queries.inspections import inspection_profiles, profiles
from tests.cast import Cast
from tests.unit.academies import files

pytestmark = pytest.mark.django_db
AS_AT = dt.date(2026, 8, 31)


def test_an_academy_that_left_and_came_back_has_two_profiles(cast: Cast, tmp_path: Path) -> None:
    load_file(by="test", kind="establishments", path=files.write(tmp_path / "r.csv", [files.school()]), as_at=AS_AT)
    row = files.old_row(number="1", start="05/11/2018", overall="2", quality="9")
    load_file(by="test", kind="inspections", path=files.write(tmp_path / "m.csv", [row]), as_at=AS_AT)
    with cast.a.open():
        make = Academy.objects.create
        both = [
            make(name="Alder", short_name="Alder", slug=f"alder-{n}", phase="primary", establishment_id=900001, **more)
            for n, more in enumerate(
                [
                    {"joined_on": dt.date(2016, 9, 1), "left_on": dt.date(2020, 8, 31), "state": "left"},
                    {"joined_on": dt.date(2024, 9, 1)},
                ]
            )
        ]
        found = profiles([*both, make(name="By hand", short_name="By hand", slug="by-hand", phase="primary")])
    seen = {key: profile.latest.joined for key, profile in found.items() if profile.latest}
    assert seen == {both[0].id: "since", both[1].id: "before"}


def test_seen_at_the_end_of_an_earlier_year_nothing_later_is_known(cast: Cast, tmp_path: Path) -> None:
    load_file(by="test", kind="establishments", path=files.write(tmp_path / "r.csv", [files.school()]), as_at=AS_AT)
    for number, start in (("1", "05/11/2018"), ("2", "05/11/2022")):
        path = files.write(tmp_path / f"{number}.csv", [files.old_row(number=number, start=start, overall="2")])
        load_file(by="test", kind="inspections", path=path, as_at=AS_AT)

    def day(until: dt.date | None) -> dt.date | None:
        latest = inspection_profiles([900001], until)[900001].latest
        return latest and latest.starts_on

    assert day(None) == dt.date(2022, 11, 5)
    assert day(dt.date(2022, 8, 31)) == dt.date(2018, 11, 5)
    assert day(dt.date(2018, 8, 31)) is None


@pytest.mark.parametrize(
    ("low", "high", "said"), [(4, 11, "4 to 11"), (4, None, "from 4"), (None, 18, "to 18"), (None, None, "")]
)
def test_ages_say_as_much_as_was_published(low: int | None, high: int | None, said: str) -> None:
    academy = Academy(establishment=Establishment(urn=900001, low_age=low, high_age=high))
    assert AcademyRow(academy, "", None, None).ages == said


def load_grades(tmp_path: Path, **given: str) -> str:
    row = {"number": "1", "start": "05/11/2022", "overall": "2", "quality": "2"} | given
    path = files.write(tmp_path / "m.csv", [files.old_row(**row)])
    load_file(by="test", kind="inspections", path=path, as_at=AS_AT)
    return Inspection.objects.get().grades


def test_a_later_file_replaces_a_grade_and_takes_away_what_it_no_longer_gives(tmp_path: Path) -> None:
    assert load_grades(tmp_path, leadership="1") == "201:2 202:2 205:1"
    assert load_grades(tmp_path, quality="3") == "201:2 202:3"


def test_a_file_without_a_column_leaves_its_grades(tmp_path: Path) -> None:
    load_grades(tmp_path, leadership="1", **{"Sixth form provision (where applicable)": "2"})
    row = files.old_row(number="1", start="05/11/2022", overall="2", quality="2", leadership="1")
    del row["Sixth form provision (where applicable)"]
    done = load_file(by="test", kind="inspections", path=files.write(tmp_path / "n.csv", [row]), as_at=AS_AT)
    assert (done.rows_changed, Inspection.objects.get().grades) == (0, "201:2 202:2 205:1 207:2")


def test_grades_are_read_with_the_day_of_the_inspection_or_their_own() -> None:
    day, later = dt.date(2026, 1, 14), dt.date(2026, 6, 23)
    found = grades_in("304:14 304:13:2026-06-23", day)
    assert [(area.key, word.key, on) for area, word, on in found] == [
        ("attendance_and_behaviour", "needs_attention", day),
        ("attendance_and_behaviour", "expected_standard", later),
    ]
