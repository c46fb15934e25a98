"""Whatever stands in a file, a load ends with an account or with a refusal, never with anything else."""

import datetime as dt
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academies.actions.loads import load_file
from academies.enums import LoadKind
from academies.errors import FileRefused
from academies.imports.rows import clean
from academies.models import DataLoad
from tests.unit.academies import figure_files, files

pytestmark = pytest.mark.django_db
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "NULL",
            "9",
            "8",
            "0",
            "Not judged",
            "900001",
            "01/01/1900",
            "31/02/2020",
            "-1",
            "1e9",
            "٣",
            '"',
            "'",
            "SUPP",
            "c",
            "12.5%",
            "NAT",
            "202425",
            "99999999.9999999999",
            "-.",
            "%",
        ]
    ),
    st.integers(-10, 10**12).map(str),
)
WHOLE = {
    "inspections": [files.old_row(number="1", start="05/11/2024", overall="2"), files.LATEST, files.IN_YEAR],
    "establishments": [files.school()],
    "figures": list(figure_files.EVERY.values()),
}
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def load_bytes(kind: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Files of figures do not all say their year and how final they are: the name does.
        path = Path(folder) / "file_2018-19_final.csv"
        path.write_bytes(content)
        before = DataLoad.objects.count()
        done = None
        with suppress(FileRefused):
            done = load_file(by="test", kind=kind, path=path, as_at=dt.date(2026, 8, 31))
        if done is None:
            assert len(DataLoad.objects.latest("started_at").problem) > 20
        else:
            fates = done.rows_added, done.rows_changed, done.rows_unchanged, done.rows_refused, done.rows_skipped
            assert sum(fates) == done.rows_read
        assert DataLoad.objects.count() == before + 1
        assert not DataLoad.objects.filter(state="running").exists()


@QUIET
@given(kind=st.sampled_from(LoadKind.values), content=st.binary(max_size=400))
def test_any_bytes(kind: str, content: bytes) -> None:
    load_bytes(kind, content)


@QUIET
@given(data=st.data())
def test_any_cells_under_a_good_header(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(WHOLE)))
    row = dict(data.draw(st.sampled_from(WHOLE[kind])))
    rows = []
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt = dict(row)
        for name in data.draw(st.lists(st.sampled_from(sorted(row)), max_size=4)):
            spoilt[name] = data.draw(CELLS)
        rows.append(spoilt)
    with tempfile.TemporaryDirectory() as folder:
        if kind != "figures":
            rows[0].setdefault("URN", "900001")
        content = files.write(Path(folder) / "f.csv", [row, *rows], encoding="utf-8").read_bytes()
    load_bytes(kind, content)


@QUIET
@given(data=st.data())
def test_cut_and_spliced(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(WHOLE)))
    with tempfile.TemporaryDirectory() as folder:
        row = data.draw(st.sampled_from(WHOLE[kind]))
        content = files.write(Path(folder) / "f.csv", [row, {**row, "URN": "900002"}]).read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    load_bytes(kind, content[:start] + data.draw(st.binary(max_size=20)) + content[end:])


@given(
    st.lists(
        st.sampled_from(
            [
                "",
                " ",
                "NULL",
                " NULL",
                "Not recorded",
                "\x02NULL",
                "NULL\x03",
                "a\x02NULL\x03b",
                "é ",
                "x\t",
                "\x03\x02",
                "1",
            ]
        )
    )
)
def test_cells_are_cleaned_alike_all_at_once_and_one_by_one(cells):
    one_by_one = [each for cell in cells for each in clean([cell, " to be stripped"])[:1]]
    assert clean(cells) == one_by_one
