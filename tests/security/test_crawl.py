"""T3: the crawl. Sampled in every run, whole as a long proof (`dev.py prove`)."""

import datetime as dt
import os
from itertools import islice

import pytest

from tests.cast import Cast, Troupe
from tests.security import crawl
from tests.security.canaries import leaks_aside, log_lines
from tests.security.routes import every_route


def _asides(cast: Cast, lines: list[str]) -> list[str]:
    own = {str(troupe.trust.id): troupe.canary for troupe in (cast.a, cast.b, cast.p)}
    own |= {f"{letter}.example": getattr(cast, letter).canary for letter in "abp"}
    return leaks_aside(own, lines)


# Of a whole crawl: on several cores they run side by side, and one that was cut off is run again alone.
# It does not divide the number of methods, so that each part asks with all of them.
PARTS = 5


def _crawl(cast: Cast, troupes: list[Troupe], *, each: int | None, part: int = 0) -> crawl.Crawl:
    made = crawl.Crawl(cast)
    routes = crawl.routes_in_trust()
    seed = int(os.environ.get("FOURFOLD_SEED", dt.date.today().toordinal()))
    with log_lines() as lines:
        for troupe in troupes:
            everything = crawl.asks(cast, troupe, routes, crawl.visitors(cast, troupe))
            chosen = islice(everything, part, None, PARTS) if each is None else crawl.sample(everything, seed, each)
            made.run(chosen, troupe)
    made.faults += _asides(cast, lines)
    missed = {route.name for route in routes} - made.routes
    print(f"\n{made.requests} requests to {len(made.routes)} addresses, seed {seed}, {len(made.faults)} faults")
    assert missed == set()
    # The search is not blind: each trust's own mark was seen.
    assert made.marks_seen >= {troupe.canary for troupe in troupes}
    return made


def test_every_address_in_a_trust_declares_its_access() -> None:
    nameless = [route.pattern for route in crawl.routes_in_trust() if not route.access]
    assert nameless == []
    assert [route.pattern for route in every_route() if not route.is_plain and route.in_trust] == []


def test_a_sample_of_requests_is_answered_as_the_permission_file_says(full_cast: Cast) -> None:
    made = _crawl(full_cast, [full_cast.a, full_cast.p], each=int(os.environ.get("FOURFOLD_CRAWL_EACH", "1")))
    assert not made.faults, "\n".join(made.faults)


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("letter", "at_least"), [("a", 25_000), ("b", 25_000), ("p", 5_000)])
def test_every_request_is_answered_as_the_permission_file_says(
    full_cast: Cast, letter: str, at_least: int, part: int
) -> None:
    made = _crawl(full_cast, [getattr(full_cast, letter)], each=None, part=part)
    assert not made.faults, "\n".join(made.faults)
    assert made.requests >= at_least / PARTS
