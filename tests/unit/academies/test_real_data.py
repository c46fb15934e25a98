"""Rows of official files for two real trusts, compared with figures computed by other means. Skipped without them."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from academies.actions.loads import load_file
from academies.errors import FileRefused
from academies.imports.figures import Told
from academies.models import (
    DataLoad,
    Establishment,
    EstablishmentLink,
    GroupMembership,
    Inspection,
    MeasureFigure,
    OfstedEntry,
    SchoolGroup,
)
from academies.policies import grades_in
from academies.queries.inspections import inspection_history, inspection_profiles

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
TRUSTS = ["nclt", "delta"]
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason="the sample data is not here")]


def load(kind: str, name: str) -> DataLoad:
    return load_file(by="test", kind=kind, path=DATA / name)


@pytest.fixture
def expected() -> Any:
    return json.loads((DATA / "expected.json").read_text())


@pytest.mark.parametrize("trust", TRUSTS)
def test_the_file_of_august_2025_gives_the_expected_figures(trust: str, expected: Any) -> None:
    want = expected[trust]
    done = load("inspections", f"ofsted_mi_20250831_{trust}.csv")
    assert (done.rows_read, done.rows_added, done.rows_refused) == (want["schools"], want["schools"], 0)
    entries = OfstedEntry.objects.all()
    assert sum(e.pupils or 0 for e in entries) == want["pupils"]
    assert Counter(e.phase for e in entries) == want["phase"]
    assert Counter(e.concern or "NULL" for e in entries) == want["concern"]
    latest = _latest_graded()
    assert len(latest) == want["schools"]
    assert _grades(latest, "overall_effectiveness", "Not judged") == want["overall"]
    assert _grades(latest, "quality_of_education", "9") == want["qoe"]
    assert sum(i.relates_to_current is False for i in latest) == want["graded_under_predecessor_urn"]


def _latest_graded() -> list[Inspection]:
    found: dict[int, Inspection] = {}
    for inspection in Inspection.objects.filter(regime__startswith="graded").order_by("starts_on"):
        found[inspection.urn] = inspection
    return list(found.values())


def _grades(inspections: list[Inspection], area: str, without: str) -> dict[str, int]:
    found = [{a.key: str(w.id) for a, w, _day in grades_in(i.grades, i.starts_on)} for i in inspections]
    return dict(Counter(words.get(area, without) for words in found))


@pytest.fixture
def everything() -> None:
    """All files of both trusts, oldest first."""
    for trust in TRUSTS:
        load("inspections", f"ofsted_mi_20250831_{trust}.csv")
        load("inspections", f"ofsted_reportcards_202606_{trust}.csv")
        load("group-links", f"gias_grouplinks_20180501_{trust}.RAW.csv")
        load("group-links", f"gias_grouplinks_20190601_{trust}.RAW.csv")
        load("group-links", f"gias_alllinksdata_202207_{trust}.csv")
        load("establishments", f"gias_establishments_202608_{trust}.csv")
        load("establishment-links", f"gias_links_20250422_{trust}.RAW.csv")
    load("groups", "gias_allgroupsdata_202608_trusts.csv")


@pytest.mark.usefixtures("everything")
def test_the_cases_worth_a_test() -> None:
    urns = [
        136301,
        147738,
        136326,
        136343,
        137362,
        137066,
        138975,
        150938,
        150358,
        150366,
        150482,
        150524,
        141140,
        138866,
    ]
    profiles = inspection_profiles(urns)
    before_2019 = profiles[136301].standing
    assert before_2019
    assert (before_2019.framework_key, before_2019.areas[0].area.key) == ("before_2019", "leadership_and_management")
    assert profiles[136301].latest
    assert profiles[136301].latest.regime == "ungraded"
    assert len(profiles[147738].chips) >= 4
    assert profiles[147738].latest
    assert profiles[147738].latest.overall
    for urn in (136343, 137362):
        standing = profiles[urn].standing
        assert standing
        assert (standing.regime, standing.overall) == ("graded", None)
    assert "Standards maintained" in profiles[137066].sentence
    assert "Improved significantly" in profiles[138975].sentence
    for urn in (150938, 150358):
        standing = profiles[urn].standing
        assert standing
        assert standing.of_predecessor
        assert standing.joined == "before"
        assert standing.laestab_at_time
    assert {urn: profiles[urn].concern for urn in (150366, 150482, 150524)} == {
        150366: "SM", 150482: "SWK", 150524: "SWK",
    }  # fmt: skip
    standing = profiles[150524].standing
    assert standing
    assert standing.safeguarding
    assert standing.safeguarding.word.key == "not_effective"
    for urn in (150366, 150524):
        assert [r.converted for r in inspection_history(urn, None)].count(True) == 1
        assert not [r for r in inspection_history(urn, None) if r.regime == "ungraded"]
    assert len(inspection_history(141140, None)) == len({r.number for r in inspection_history(141140, None)})


@pytest.mark.usefixtures("everything")
def test_report_cards_stand_beside_older_grades(expected: Any) -> None:
    assert Inspection.objects.filter(regime="report_card").count() == expected["delta"]["report_cards_to_jun_2026"]
    for urn in (138866, 142464, 135942, 138997, 139474):
        profile = inspection_profiles([urn])[urn]
        assert profile.latest
        assert profile.latest.regime == "report_card"
        assert profile.latest.safeguarding
        assert profile.latest.safeguarding.word.label == "Met"
    regimes = {r.regime for r in inspection_history(138866, None)}
    assert regimes >= {"report_card", "graded_overall"} or regimes >= {"report_card", "graded"}


@pytest.mark.usefixtures("everything")
def test_ungraded_after_graded(expected: Any) -> None:
    for trust in TRUSTS:
        urns = json.loads((DATA / "urns.json").read_text())["ofsted"][trust]
        profiles = inspection_profiles([int(urn) for urn in urns]).values()
        cards = [p for p in profiles if p.latest and p.latest.regime == "report_card"]
        # The two conversions of Delta count there as two rows each, here as one inspection.
        want = expected[trust]["ungraded_after_graded"] - (2 if trust == "delta" else 0)
        late = 0
        for profile in profiles:
            older = [
                r for r in inspection_history(profile.urn, None) if r.regime != "report_card" and r.urn == profile.urn
            ]
            late += bool(older) and older[0].regime == "ungraded"
        assert late == want, cards


@pytest.mark.usefixtures("everything")
def test_who_belongs_and_who_left() -> None:
    left = GroupMembership.objects.get(urn=140077, group_uid=4474)
    assert left.gone_by is not None
    assert GroupMembership.objects.get(urn=143689).name == "New College Bradford"
    assert Establishment.objects.get(urn=139474).name == "Valley Academy"
    assert EstablishmentLink.objects.get(urn=139059).link_name.endswith("Business, Enterprise and the Arts")
    assert SchoolGroup.objects.get(uid=16694).companies_house == "09257194"


@pytest.mark.usefixtures("everything")
def test_every_file_a_second_time_changes_nothing() -> None:
    for file in sorted({load.file_name: load.kind for load in DataLoad.objects.all()}.items()):
        again = load(file[1], file[0])
        assert (again.rows_added, again.rows_changed, again.rows_refused) == (0, 0, 0), again.file_name


FIGURES = {
    # Rows, and a figure of the trust as it stands in the file.
    "england_abs_2018-19_nclt.RAW.csv": (3, ("absence_persistent", 141537, 2019, "5")),
    "england_abs_2018-19_delta.RAW.csv": (50, ("absence_persistent", 146320, 2019, "11.7")),
    "england_census_2018-19_nclt.RAW.csv": (5, ("sen_support", 136301, 2019, "3.3")),
    "england_census_2018-19_delta.RAW.csv": (53, ("free_meals", 135942, 2019, "44.2")),
    "england_ks4provisional_2018-19_nclt.RAW.csv": (2, ("progress_8", 136301, 2019, "-0.44")),
    "england_ks4provisional_2018-19_delta.RAW.csv": (17, ("attainment_8", 146320, 2019, None)),
    "england_ks5final_2016-17_nclt.RAW.csv": (2, ("alevel_points", 136301, 2017, "28.45")),
    "england_ks5final_2016-17_delta.RAW.csv": (9, ("alevel_points", 140949, 2017, None)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_row_of_the_real_files_of_figures_is_taken_in(name: str) -> None:
    rows, (measure, urn, year, number) = FIGURES[name]
    done = load("figures", name)
    assert (done.rows_read, done.rows_added, [r.reason for r in done.refused.all()]) == (rows, rows, [])
    found = MeasureFigure.objects.get(measure__key=measure, place=urn, year=year, breakdown="all", level=1)
    assert found.number == (None if number is None else Decimal(number))
    assert (found.missing == "") == (number is not None)


def test_destinations_need_the_year_and_say_why_there_is_no_number() -> None:
    with pytest.raises(FileRefused, match="--year"):
        load("figures", "england_ks4-pupdest_nclt.RAW.csv")
    for trust in TRUSTS:
        name = f"england_ks4-pupdest_{trust}.RAW.csv"
        done = load_file(by="test", kind="figures", path=DATA / name, told=Told(2019))
        assert (done.rows_added, done.rows_refused) == (done.rows_read, 0)
    assert MeasureFigure.objects.get(measure__key="stayed_on", place=136301, breakdown="all").number == 95
    assert MeasureFigure.objects.get(measure__key="stayed_on", place=136301, breakdown="disadvantaged").number == 91
