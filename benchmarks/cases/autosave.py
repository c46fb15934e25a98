"""Saving by itself: sixteen writers, a burst of five hundred, fifty people on one section.

The floor of each is an empty signed-in POST with one UPDATE of the same section's text, from the same number of
connections at the same gunicorn.
"""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg import sql

from benchmarks import drafts, floors
from benchmarks.drafts import Writer
from benchmarks.drivers import OverHttp, web_server
from benchmarks.harness import Plan, Result, compare
from trust.models import EarlierText, Section
from trust.tenancy import tenant

TARGET = 3.0
ACADEMIES = 50
AT_ONCE, BURST, ON_ONE = 16, 500, 50
EACH = 8  # saves of one writer in one round


def run(plan: Plan) -> list[Result]:
    """Every save that was acknowledged is looked for in the database afterwards."""
    *all_writers, kept = drafts.writers(plan, ACADEMIES + 1)
    few = plan.few()
    sixteen = [of_one[0] for of_one in all_writers[:AT_ONCE]]
    # An academy of its own is kept for the fifty on one section; the first sixteen write in the first of the others.
    burst = [writer for of_one in all_writers for writer in of_one[1:]][: plan.sized(BURST)]
    for writer in (*sixteen, *burst):
        floors.keep(f"save-{writer.section_id}", statements=[_update(writer)], body="")
    with web_server() as (port, _):
        results = [
            compare(
                f"autosave, {AT_ONCE} writers, p99",
                ours=_measure(port, sixteen, drafts.Writer.save, EACH, _p99),
                floor=_measure(port, sixteen, _floor, EACH, _p99),
                plan=few,
                target=TARGET,
            ),
            compare(
                f"autosave, burst of {len(burst)}, p99",
                ours=_measure(port, burst, drafts.Writer.save, 1, _p99),
                floor=_measure(port, burst, _floor, 1, _p99),
                plan=few,
                target=TARGET,
            ),
        ]
        lost = sum(_lost(writer) for writer in (*sixteen, *burst))
        saved = sum(len(writer.acknowledged) for writer in (*sixteen, *burst))
        print(f"\n{saved} saves acknowledged, {lost} of the last of each section lost")
        _fifty_on_one(port, kept[-1])
    if lost:
        raise SystemExit("An acknowledged save is not in the database.")
    return results


def _measure(
    port: int,
    writers: Sequence[Writer],
    ask: Callable[[Writer, OverHttp], Any],
    each: int,
    figure: Callable[[list[float]], float],
) -> Callable[[], float]:
    def measure() -> float:
        return figure(_at_once(port, writers, ask, each))

    return measure


def _at_once(port: int, writers: Sequence[Writer], ask: Callable[[Writer, OverHttp], Any], each: int) -> list[float]:
    """All begin together; the seconds of each answer."""
    start = threading.Barrier(len(writers))
    took: list[float] = []
    refused: list[str] = []

    def write(writer: Writer) -> None:
        driver = OverHttp(port, writer.person.session)
        start.wait()
        for _ in range(each):
            began = time.perf_counter()
            answer = ask(writer, driver)
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                refused.append(f"{answer.status} {answer.body[:300]!r}")
        driver.connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise SystemExit(f"{len(refused)} were not saved, such as: {refused[0]}")
    return took


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100, method="inclusive")[98]


def _floor(writer: Writer, driver: OverHttp) -> Any:
    return driver.post(writer.person.url(f"bench/replay/save-{writer.section_id}/"), {"narrative": drafts.TEXT})


def _update(writer: Writer) -> str:
    statement = sql.SQL(
        "UPDATE trust_section SET content = jsonb_build_object('narrative', {}::text), saved_at = now()"
        " WHERE trust_id = {} AND id = {}"
    )
    # Does not touch the version: the writer's own next save must still be of this tab and this number.
    return statement.format(drafts.TEXT, writer.person.trust.id, writer.section_id).as_string()


def _lost(writer: Writer) -> int:
    """1 where the section's last key is not that of its last acknowledged save."""
    if not writer.acknowledged:
        return 0
    with tenant(writer.person.trust.id), transaction.atomic():
        last: UUID | None = Section.objects.values_list("last_key", flat=True).get(id=writer.section_id)
    return int(last != writer.acknowledged[-1])


def _fifty_on_one(port: int, writer: Writer) -> None:
    """One winner; the other texts are kept and answered with the clash."""
    statuses: list[int] = []
    tabs = [Writer(writer.person, writer.section_id, writer.url) for _ in range(ON_ONE)]

    def note(tab: Writer, driver: OverHttp) -> Any:
        answer = tab.save(driver)
        statuses.append(answer.status)
        return type(answer)(200, answer.body)

    _at_once(port, tabs, note, 1)
    with tenant(writer.person.trust.id), transaction.atomic():
        standing = Section.objects.get(id=writer.section_id).content["narrative"]
        kept = list(EarlierText.objects.filter(section_id=writer.section_id).values_list("content", flat=True))
    texts = {standing, *(content["narrative"] for content in kept)}
    counted = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"\n{ON_ONE} people on one section: answers {counted}, {len(texts)} different texts kept")
    if counted != {200: 1, 409: ON_ONE - 1} or len(texts) != ON_ONE:
        raise SystemExit("A text was lost, or there was more than one winner.")
