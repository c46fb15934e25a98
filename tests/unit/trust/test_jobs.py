"""Work that outlives a request: asked for once, done once, never lost."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from tests.cast import Cast, Troupe
from tests.work import let_leases_run_out, let_pauses_pass, work_off
from trust import bell, jobs, tasks
from trust.actions import leases
from trust.actions.activity import record
from trust.actions.jobs import enqueue, ring_for_what_is_due, try_again
from trust.actors import system_actor
from trust.errors import NoTrust, Refused
from trust.jobs import GiveUp, Lease, LeaseLost
from trust.models import Activity, Due, Job, Trust
from trust.tenancy import no_tenant, tenant
from trust.worker import work_on


@pytest.fixture
def do() -> Iterator[Callable[..., Any]]:
    """Registers the function as the handler of kind "trial"."""

    def register(run: Any, **options: Any) -> None:
        jobs._handlers.pop("trial", None)
        jobs.handler("trial", **options)(run)

    yield register
    jobs._handlers.pop("trial", None)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The broker is down: no bell is rung."""
    rung: list[Any] = []
    note = lambda *words: bool(rung.append(words)) or True
    monkeypatch.setattr("trust.actions.jobs.ring", note)
    monkeypatch.setattr("trust.actions.jobs.ring_soon", note)
    return rung


def ask(troupe: Troupe, key: str = "one", **more: Any) -> Job:
    actor = system_actor(troupe.trust, "Tester")
    return enqueue(actor=actor, kind="trial", key=key, payload={"word": key}, **more)


def write_effect(lease: Lease, payload: Mapping[str, Any]) -> None:
    """An effect in the trust: one line of the feed."""
    with leases.finishing(lease):
        effect(lease)


def effect(lease: Lease) -> None:
    trust = Trust.objects.get(pk=lease.trust_id)
    record(actor=system_actor(trust, "Worker"), kind="trial", subject_id=lease.id, verb="did", sentence="did it")


def effects(troupe: Troupe) -> int:
    with troupe.open():
        return int(Activity.objects.filter(kind="trial").count())


def state(job: Job) -> tuple[str, str]:
    """State in the index and behind the door."""
    with tenant(job.trust_id), transaction.atomic():
        return Due.objects.get(pk=job.pk).state, Job.objects.get(pk=job.pk).state


def test_the_same_key_is_the_same_work(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.a.open():
        assert ask(cast.a).pk == ask(cast.a).pk
        assert ask(cast.a, "two").pk != ask(cast.a).pk
    with cast.b.open():
        ask(cast.b)
    assert Due.objects.count() == 3


def test_a_key_longer_than_its_column_still_tells_work_apart(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.a.open():
        assert ask(cast.a, "k" * 500 + "1").pk != ask(cast.a, "k" * 500 + "2").pk


def test_work_of_another_trust_and_of_no_known_kind_is_refused(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.b.open(), pytest.raises(NoTrust):
        ask(cast.a)
    with cast.a.open(), pytest.raises(LookupError):
        enqueue(actor=system_actor(cast.a.trust, "T"), kind="unheard", key="k", payload={})


def test_work_is_done_once_in_its_own_trust(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "done"
    assert work_on(job.pk) == "nothing"
    assert state(job) == ("done", "done")
    assert (effects(cast.a), effects(cast.b)) == (1, 0)


def test_a_handler_that_only_reads_is_marked_done_by_the_worker(cast: Cast, do: Any) -> None:
    seen = []
    do(lambda lease, payload: seen.append(payload["word"]))
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "done"
    assert seen == ["one"]
    assert state(job) == ("done", "done")


def test_work_for_later_waits(cast: Cast, do: Any, silent: list[Any]) -> None:
    do(write_effect)
    with cast.a.open():
        job = ask(cast.a, due_at=timezone.now() + timezone.timedelta(hours=1))
    assert work_on(job.pk) == "nothing"
    assert ring_for_what_is_due() == 0
    let_pauses_pass()
    assert ring_for_what_is_due() == 1
    assert work_on(job.pk) == "done"


def test_an_error_between_two_statements_leaves_nothing_and_is_tried_again(cast: Cast, do: Any) -> None:
    attempts = []

    def run(lease: Lease, payload: Mapping[str, Any]) -> None:
        attempts.append(lease.attempt)
        with leases.finishing(lease):
            effect(lease)
            if lease.attempt < 3:
                raise ZeroDivisionError("secret of somebody")

    do(run)
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "due"
    assert effects(cast.a) == 0
    with cast.a.open():
        assert Job.objects.get(pk=job.pk).fault == "Something went wrong on our side (ZeroDivisionError)."
    assert work_on(job.pk) == "nothing"
    let_pauses_pass()
    assert work_on(job.pk) == "due"
    let_pauses_pass()
    assert work_on(job.pk) == "done"
    assert attempts == [1, 2, 3]
    assert effects(cast.a) == 1
    assert state(job) == ("done", "done")


def test_pauses_grow(cast: Cast, do: Any) -> None:
    pauses = [jobs.pause_after(attempt).total_seconds() for attempt in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (30, 3600)

    def run(lease: Lease, payload: Mapping[str, Any]) -> None:
        raise OSError

    do(run)
    with cast.a.open():
        job = ask(cast.a)
    waits = []
    for _attempt in range(3):
        work_on(job.pk)
        row = Due.objects.annotate(now=Now()).get(pk=job.pk)
        waits.append(round((row.due_at - row.now).total_seconds()))
        let_pauses_pass()
    assert waits == [30, 60, 120]


def test_work_is_given_up_after_its_last_attempt_and_says_why(cast: Cast, do: Any) -> None:
    told = []

    def run(lease: Lease, payload: Mapping[str, Any]) -> None:
        raise OSError

    do(run, attempts=2, given_up=lambda lease, payload, sentence: told.append((payload["word"], sentence)))
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "due"
    let_pauses_pass()
    assert work_on(job.pk) == "failed"
    assert told == [("one", "Something went wrong on our side (OSError).")]
    assert state(job) == ("failed", "failed")
    let_pauses_pass()
    assert work_on(job.pk) == "nothing"


def test_giving_up_does_not_wait_for_the_last_attempt(cast: Cast, do: Any) -> None:
    def run(lease: Lease, payload: Mapping[str, Any]) -> None:
        raise GiveUp("The person has left.")

    do(run)
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "failed"
    with cast.a.open():
        assert Job.objects.get(pk=job.pk).fault == "The person has left."


def test_failed_work_can_be_asked_for_again(cast: Cast, do: Any) -> None:
    def run(lease: Lease, payload: Mapping[str, Any]) -> None:
        raise GiveUp("No.")

    do(run)
    with cast.a.open():
        job = ask(cast.a)
    with pytest.raises(Refused):
        try_again(due_id=job.pk)
    work_on(job.pk)
    do(write_effect)
    try_again(due_id=job.pk)
    assert state(job) == ("due", "due")
    assert work_on(job.pk) == "done"
    with pytest.raises(Refused):
        try_again(due_id=job.pk)


def test_a_killed_worker_is_followed_by_another_which_alone_may_write(cast: Cast, do: Any, silent: list[Any]) -> None:
    do(write_effect)
    with cast.a.open():
        job = ask(cast.a)
    first = leases.take(due_id=job.pk)
    assert first is not None
    # Nobody takes it while the lease holds, and the sweeper lets it be.
    assert leases.take(due_id=job.pk) is None
    assert ring_for_what_is_due() == 0
    let_leases_run_out()
    assert ring_for_what_is_due() == 1
    second = leases.take(due_id=job.pk)
    assert second is not None
    assert (second.attempt, second.token != first.token) == (2, True)
    # The first wakes up late: fenced off.
    assert leases.keep(lease=first) is False
    with pytest.raises(LeaseLost):
        write_effect(first, {})
    with pytest.raises(LeaseLost):
        leases.fail(lease=first, handler=None, payload={}, error=OSError())
    leases.finish_if_open(lease=first)
    assert state(job) == ("leased", "due")
    write_effect(second, {})
    assert effects(cast.a) == 1
    # And once done, neither may do it again.
    with pytest.raises(LeaseLost):
        write_effect(second, {})
    assert effects(cast.a) == 1


def test_a_worker_that_lost_its_lease_while_working_writes_nothing(cast: Cast, do: Any) -> None:
    def slow(lease: Lease, payload: Mapping[str, Any]) -> None:
        let_leases_run_out()
        assert leases.take(due_id=lease.id) is not None
        write_effect(lease, payload)

    do(slow)
    with cast.a.open():
        job = ask(cast.a)
    assert work_on(job.pk) == "lost"
    assert effects(cast.a) == 0
    assert state(job) == ("leased", "due")


def test_work_that_kills_every_worker_ends_as_failed(cast: Cast, do: Any) -> None:
    do(write_effect, attempts=3)
    with cast.a.open():
        job = ask(cast.a)
    for _death in range(3):
        assert leases.take(due_id=job.pk) is not None
        let_leases_run_out()
    assert work_on(job.pk) == "failed"
    assert effects(cast.a) == 0


def test_at_most_once_work_found_in_hand_over_is_uncertain_and_stays_so(cast: Cast, do: Any) -> None:
    do(write_effect, at_most_once=True)
    with cast.a.open():
        job = ask(cast.a)
    lease = leases.take(due_id=job.pk)
    assert lease is not None
    leases.hand_over(lease=lease)
    let_leases_run_out()
    # A second worker is lost too, before it could decide.
    assert leases.take(due_id=job.pk) is not None
    let_leases_run_out()
    assert work_on(job.pk) == "unknown"
    assert state(job) == ("unknown", "unknown")
    let_leases_run_out()
    assert work_on(job.pk) == "nothing"
    assert effects(cast.a) == 0


def test_forged_messages_do_nothing(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.a.open():
        job = ask(cast.a)
    for word in ("", "x", str(uuid4()), "../../etc", None, 7, {"id": str(job.pk)}):
        tasks.work(word)
    assert state(job) == ("due", "due")
    # An index row of another trust does not open this trust's job.
    Due.objects.filter(pk=job.pk).update(trust_id=cast.b.trust.id)
    assert work_on(job.pk) == "failed"
    assert (effects(cast.a), effects(cast.b)) == (0, 0)


def test_a_task_refuses_an_open_trust_and_leaves_none(cast: Cast, do: Any) -> None:
    do(write_effect)
    with cast.a.open():
        ask(cast.a)
        with pytest.raises(RuntimeError, match="A trust is open before"):
            tasks.sweep()
    with no_tenant():
        tasks.sweep()


def test_the_bell_rings_after_the_commit_and_the_sweeper_for_bells_not_heard(
    cast: Cast, do: Any, silent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    do(write_effect, queue="pdf")
    with django_capture_on_commit_callbacks(execute=True), cast.a.open():
        job = ask(cast.a)
        assert silent == []
    assert silent == [(job.pk, "pdf")]
    # Rung a moment ago: not again at once, but after the quiet time.
    assert ring_for_what_is_due() == 0
    Due.objects.update(rung_at=Now() - jobs.QUIET)
    assert ring_for_what_is_due() == 1
    assert ring_for_what_is_due() == 0


def test_the_sweeper_takes_all_that_is_due_a_hundred_at_a_time(
    cast: Cast, do: Any, silent: list[Any], django_assert_num_queries: Any
) -> None:
    do(write_effect)
    with cast.a.open():
        for number in range(230):
            ask(cast.a, str(number))
    Due.objects.update(rung_at=None)
    assert ring_for_what_is_due() == 230
    assert len({due_id for due_id, _queue in silent}) == 230


def test_a_broker_that_is_down_is_noticed_once_and_then_left_alone(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def refuse(*_args: Any, **_more: Any) -> None:
        calls.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(bell, "_silent_until", 0.0)
    monkeypatch.setattr(tasks.work, "apply_async", refuse)
    assert bell.ring(uuid4(), "default") is False
    assert bell.ring(uuid4(), "default") is False
    assert calls == [1]


def test_nobody_waits_for_a_broker_that_is_slow_to_say_no(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    over, asked = threading.Event(), threading.Event()

    def hang(*_args: Any, **_more: Any) -> None:
        asked.set()
        over.wait(10)

    monkeypatch.setattr(bell, "works_at_once", lambda: False)
    monkeypatch.setattr(bell, "_silent_until", 0.0)
    monkeypatch.setattr(tasks.work, "apply_async", hang)
    for _bell in range(5):
        bell.ring_soon(uuid4(), "default")
    assert asked.wait(10)
    over.set()


# --- real commits, several workers ------------------------------------------------------------------------------


def at_once(number: int, run: Callable[[], Any]) -> list[Any]:
    """Run in so many threads at the same moment; returns their answers."""
    gate, answers = threading.Barrier(number), []

    def go() -> None:
        try:
            gate.wait(10)
            answers.append(run())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.fixture
def trust(transactional_db: None) -> Troupe:
    found = Trust.objects.create(slug="alone", name="Alone", kind="multi_academy_trust")
    return Troupe(trust=found, canary="alone")


def test_five_schedulers_at_once_make_no_duplicate(trust: Troupe, do: Any, silent: list[Any]) -> None:
    do(write_effect)

    def schedule() -> None:
        for day in range(20):
            with trust.open():
                ask(trust, f"reminder 2026-09-{day:02d} someone")

    assert at_once(5, schedule) == [None] * 5
    assert Due.objects.count() == 20
    with trust.open():
        assert Job.objects.count() == 20


def test_two_workers_at_once_do_each_work_once(trust: Troupe, do: Any, silent: list[Any]) -> None:
    do(write_effect)
    with trust.open():
        for number in range(30):
            ask(trust, str(number))

    answers = at_once(3, work_off)
    assert sorted(state for answer in answers for state in answer if state != "nothing") == ["done"] * 30
    assert effects(trust) == 30
    assert not Due.objects.exclude(state="done", attempts=1).exists()


def test_twenty_double_clicks_are_one_work(trust: Troupe, do: Any, silent: list[Any]) -> None:
    do(write_effect)

    def click() -> Any:
        with trust.open():
            return ask(trust).pk

    assert len(set(at_once(7, click))) == 1


def test_five_sweepers_ring_once_for_each(trust: Troupe, do: Any, silent: list[Any]) -> None:
    do(write_effect)
    with trust.open():
        for number in range(40):
            ask(trust, str(number))
    silent.clear()
    Due.objects.update(rung_at=None)
    assert sum(at_once(5, ring_for_what_is_due)) == 40
    assert len(set(silent)) == 40


def test_a_rolled_back_cause_leaves_no_work(trust: Troupe, do: Any, silent: list[Any]) -> None:
    do(write_effect)
    with trust.open():
        ask(trust)
        transaction.set_rollback(True)
    assert Due.objects.count() == 0
    assert silent == []


def test_with_the_broker_here_work_is_done_after_the_commit(trust: Troupe, do: Any) -> None:
    do(write_effect)
    with trust.open():
        job = ask(trust)
    assert state(job) == ("done", "done")
    assert effects(trust) == 1


def test_the_lease_is_renewed_while_the_work_goes_on(
    trust: Troupe, do: Any, silent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trust.worker.RENEW_EVERY", timezone.timedelta(seconds=0.05))
    renewed = threading.Event()
    before = []

    def slow(lease: Lease, payload: Mapping[str, Any]) -> None:
        before.append(Due.objects.get(pk=lease.id).lease_until)
        for _try in range(100):
            if Due.objects.get(pk=lease.id).lease_until > before[0]:
                renewed.set()
                return
            threading.Event().wait(0.02)

    do(slow)
    with trust.open():
        job = ask(trust)
    assert work_on(job.pk) == "done"
    assert renewed.is_set()
