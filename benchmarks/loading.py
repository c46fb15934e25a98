"""Loads of official files against a raw COPY of the same file into text columns."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from psycopg import sql

from academies.actions.loads import load_file
from benchmarks import databases
from benchmarks.harness import Measure

WRITTEN: tuple[str, ...] = (
    "academies_inspection",
    "academies_ofstedentry",
    "academies_refusedrow",
    "academies_measurefigure",
    "academies_figurechange",
)
WRITTEN += ("academies_establishment", "academies_dataload")


def raw_copy(path: Path, columns: Sequence[str], *, encoding: str = "WIN1252") -> Measure:
    """The bytes as they are into an ordinary table of text columns, committed."""
    copy_in = sql.SQL("COPY bench_raw FROM STDIN (FORMAT csv, HEADER true, ENCODING {})").format(encoding)
    names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(f"c{n}")) for n in range(len(columns)))

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                yield block

    return _copied(sql.SQL("CREATE TABLE bench_raw ({})").format(names), copy_in, blocks)


def rows_copy(table: str) -> Measure:
    """The rows that stand in this table now, as text and in their order, into an empty one of its shape, committed."""
    like = sql.SQL("CREATE TABLE bench_raw (LIKE {} INCLUDING ALL)").format(sql.Identifier(table))
    with (
        databases.as_owner() as server,
        server.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy,
    ):
        held = [bytes(block) for block in copy]

    return _copied(like, sql.SQL("COPY bench_raw FROM STDIN"), lambda: held)


def _copied(create: sql.Composed, copy_in: sql.Composable, blocks: Callable[[], Iterable[bytes]]) -> Measure:
    """The time in which the blocks are copied into a new table `bench_raw` and committed."""

    def measure() -> float:
        with databases.as_owner() as server:
            server.execute("DROP TABLE IF EXISTS bench_raw")
            server.execute(create)
            server.commit()
            start = time.perf_counter()
            with server.cursor().copy(copy_in) as copy:
                for block in blocks():
                    copy.write(block)
            server.commit()
            seconds = time.perf_counter() - start
            server.execute("DROP TABLE bench_raw")
        return seconds

    return measure


def empty() -> None:
    """No facts at all."""
    with databases.as_owner() as server:
        server.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, WRITTEN))))


def load(kind: str, path: Path, *, before: Callable[[], None]) -> Measure:
    """A whole load as the application role, after whatever must be so before."""

    def measure() -> float:
        before()
        start = time.perf_counter()
        load_file(by="benchmark", kind=kind, path=path)
        return time.perf_counter() - start

    return measure


def in_own_process(kind: str, path: Path) -> dict[str, Any]:
    """`manage load` once in a process of its own: its account and its largest resident size."""
    command = [sys.executable, "manage.py", "load", kind, str(path), "--json"]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"manage load ended with {process.returncode}: {told}")
    account = json.loads(told)
    return {
        "rows": account["rows"],
        "every row accounted for": account["rows"]["read"]
        == sum(account["rows"][fate] for fate in ("added", "changed", "unchanged", "refused", "skipped")),
        "peak memory MB": round(usage.ru_maxrss / 1024),
        "file MB": round(path.stat().st_size / 1e6, 1),
    }
