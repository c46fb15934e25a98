"""The harness reckons right; the generated files have the published shape."""

import csv
from pathlib import Path

import pytest

from benchmarks import official_files
from benchmarks.harness import Plan, Spread, _in_turn


def test_turns_alternate_and_the_warm_up_is_thrown_away() -> None:
    order: list[str] = []
    seconds = {"a": iter([9.0] * 2 + [2.0] * 100), "b": iter([9.0] * 2 + [1.0] * 100)}

    def side(name: str) -> float:
        order.append(name)
        return next(seconds[name])

    plan = Plan(repeats=5, batch=2, warm=2)
    ours, floor, ratio = _in_turn(lambda: side("a"), lambda: side("b"), plan)
    assert (ours, floor, ratio) == (Spread(2, 2, 2), Spread(1, 1, 1), 2)
    assert "".join(order) == "abab" + "abba" + "baab" + "abba" + "baab" + "abba"


@pytest.mark.parametrize(("make", "name"), [("inspections", "ofsted_inspections"), ("register", "establishments")])
def test_generated_files_repeat_and_fit_their_layout(tmp_path: Path, make: str, name: str) -> None:
    first, again, other = (
        getattr(official_files, make)(tmp_path / f"{n}.csv", rows=30, seed=seed).read_bytes()
        for n, seed in enumerate((1, 1, 2))
    )
    assert first == again != other
    rows = list(csv.reader(first.decode("cp1252").splitlines()))
    assert tuple(rows[0]) == official_files.layout(name)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 31
