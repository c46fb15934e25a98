"""T4: each wall holds alone; with both taken away the proofs fail, so they prove something.

Row security is really switched off in the test database, as its owner, before the test's transaction begins, and on
again after it. The guard of the managers is taken away by letting them ask for everything.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.security import crawl, test_sql_attacks
from tests.security.owner import owner_connection
from trust.history import HistoryManager
from trust.lint import lint
from trust.lint.register import TableClass, build_register
from trust.tenancy import managers

READING = ("GET",)


def _tables() -> list[str]:
    return sorted(build_register().of_class(TableClass.TENANT, TableClass.HISTORY))


@pytest.fixture
def row_security_off(django_db_setup: None) -> Iterator[None]:
    """Taken away for everybody, and put back."""
    with owner_connection() as owner:
        for table in _tables():
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    yield
    with owner_connection() as owner:
        for table in _tables():
            owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


@pytest.fixture
def guard_off(monkeypatch: Any) -> None:
    """Managers of tenant tables answer with every row of the table that the database lets them see."""
    plain = managers.models.Manager.get_queryset
    monkeypatch.setattr(managers.TenantManager, "get_queryset", plain)
    monkeypatch.setattr(HistoryManager, "get_queryset", plain)


def _leaks(cast: Cast) -> list[str]:
    """What a crawl of reading requests shows of other trusts, by route."""
    made = crawl.Crawl(cast)
    people = [person for person in crawl.visitors(cast, cast.a) if person.actor]
    everything = (ask for ask in crawl.asks(cast, cast.a, crawl.routes_in_trust(), people) if ask.method in READING)
    made.run(crawl.sample(everything, 1, 1), cast.a)
    return [fault for fault in made.faults if "shows" in fault or "differs" in fault]


def test_with_row_security_off_the_managers_hold(row_security_off: None, full_cast: Cast) -> None:
    assert _leaks(full_cast) == []


def test_with_the_managers_unguarded_row_security_holds(full_cast: Cast, guard_off: None) -> None:
    assert _leaks(full_cast) == []


def test_with_both_walls_taken_away_the_proofs_fail(row_security_off: None, full_cast: Cast, guard_off: None) -> None:
    assert _leaks(full_cast) != []
    with owner_connection() as owner:
        assert {fault.where for fault in lint(owner, "fourfold_app") if fault.rule == "row-security-off"} == set(
            _tables()
        )
    breaches = test_sql_attacks.breaches_of(full_cast, ["trust_membership", "trust_membershipevent"])
    assert {breach.partition(":")[0] for breach in breaches} >= {"select", "select_by_id", "update", "copy_out"}


@pytest.mark.prove
def test_one_policy_missing_is_found_on_every_table(django_db_setup: None) -> None:
    """Each mutant is made and undone by itself; the lint names the table and nothing else."""
    for table in _tables():
        with owner_connection(keep=False) as owner:
            before = set(lint(owner, "fourfold_app"))
            owner.execute(f"ALTER POLICY only_own_trust ON {table} USING (true)")
            found = set(lint(owner, "fourfold_app")) - before
            assert {(fault.rule, fault.where) for fault in found} == {("policy-text-differs", table)}


@pytest.fixture
def one_policy_open(django_db_setup: None) -> Iterator[str]:
    """The policy of one table lets everybody through."""
    # Without history, whose own policy would stop writing to others' rows, and nothing hangs on it.
    table = "improvement_cycle_rowimport"
    with owner_connection() as owner:
        owner.execute(f"ALTER POLICY only_own_trust ON {table} USING (true)")
    yield table
    from trust.tenancy.constants import POLICY

    with owner_connection() as owner:
        owner.execute(f"ALTER POLICY only_own_trust ON {table} USING ({POLICY})")


def test_one_open_policy_is_found_by_the_attacks(one_policy_open: str, full_cast: Cast) -> None:
    assert test_sql_attacks.breaches_of(full_cast, ["trust_apitoken"]) == []
    found = {breach.partition(":")[0] for breach in test_sql_attacks.breaches_of(full_cast, [one_policy_open])}
    assert {"select", "update", "delete", "insert_for_b"} <= found
