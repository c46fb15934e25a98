"""Finds out what a page does in the database beyond being signed in, so that its floor can do just that."""

import re
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import floors
from benchmarks.drivers import Answer, InProcess
from benchmarks.people import Person

_VALUES = re.compile(r"'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|\b\d+\b")
_CEREMONY = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET LOCAL")


def _shape(statement: str) -> str:
    return _VALUES.sub("?", statement)


def statements_of(ask: Callable[[], Answer], *, expect: int = 200) -> tuple[list[str], Answer]:
    """Every statement of one request, without those that only open and close transactions."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status != expect:
        raise SystemExit(f"The page answered {answer.status} {answer.location}: {answer.body[:500]!r}")
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(_CEREMONY)], answer


def record(person: Person, name: str, ask: Callable[[], Answer], *, expect: int = 200) -> dict[str, object]:
    """Note a page's own statements and bytes for its floor; returns what does not vary."""
    driver = InProcess(person.session)
    ask()  # warm: templates, caches
    shell, _ = statements_of(lambda: driver.get(person.url("bench/empty/")))
    everything, answer = statements_of(ask, expect=expect)
    known = Counter(_shape(statement) for statement in shell)
    own = []
    for statement in everything:
        shape = _shape(statement)
        if known[shape]:
            known[shape] -= 1
        else:
            own.append(statement)
    floors.keep(name, statements=own, body=answer.body.decode())
    return {"queries": len(everything), "queries of its own": len(own), "bytes": len(answer.body)}
