"""F7: many people at once. Of fifty on one section one wins each version and no text is lost; sent twenty times it is
done once.
"""

import json
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.actions import commitments, cycles, visits
from improvement_cycle.actions import documents as year_documents
from improvement_cycle.models import Evidence, Promise, Visit
from improvement_cycle.policies.visits import Plan
from improvement_cycle.workflow import RAPID
from tests.api.changes import ADDED, SEF
from tests.api.conftest import TokenFor, judged, schools, token_for, written
from tests.api.test_changes import body_of, url
from tests.cast import Cast, join, make_users
from trust.actions import documents
from trust.errors import Refused
from trust.models import Activity, EarlierText, GivenAnswer, Section, SubmittedVersion
from trust.policies.rich_text import plain_text

__all__ = ["judged", "schools", "token_for", "written"]
pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
PEOPLE, ROUNDS, TIMES = 50, 4, 20
# As many as a server works on together; the others wait, as they do in front of it.
SERVER = threading.Semaphore(8)


def at_once(doings: list[Callable[[], Any]]) -> list[Any]:
    """Do all of this in as many threads, begun together; what each answered, in order."""
    gate, answers = threading.Barrier(len(doings)), [None] * len(doings)

    def go(place: int) -> None:
        try:
            gate.wait()
            with SERVER:
                answers[place] = doings[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(place,)) for place in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def again(ask: Callable[[], Any]) -> Any:
    """As pages and programs do: who is told to come back in a moment sends the same again."""
    while (answer := ask()).status_code == 503:
        pass
    return answer


@pytest.fixture
def heads(written: Cast) -> list[Client]:
    """Fifty who lead the academy together, each with a browser."""
    troupe = written.a
    users = make_users([(f"many{n}@a.example", f"Many {n}") for n in range(PEOPLE)])
    with troupe.open():
        join(troupe, [(f"many_{n}", user, "academy_staff", "all") for n, user in enumerate(users)])
        for n in range(PEOPLE):
            Appointment.objects.create(
                membership=troupe.members[f"many_{n}"],
                academy=troupe.things["primary"],
                role="headteacher",
                headship="substantive",
                agrees=False,
                from_on="2020-09-01",
            )
    return [written.client(user) for user in users]


def texts_of(contents: Iterator[Any]) -> set[str]:
    return {plain_text(content.get("narrative", "")) for content in contents}


def test_of_fifty_on_one_section_one_wins_each_version_and_no_text_is_lost(written: Cast, heads: list[Client]) -> None:
    address = written.a.url("self-evaluation/2026/primary/sections/leadership/")
    with written.a.open():
        version = Section.objects.get(document=written.a.things["document"], key="leadership").version
    sent, winners = {}, []
    for number in range(ROUNDS):
        texts = [f"Round {number} of person {person}" for person in range(PEOPLE)]

        def save(person: int, texts: list[str] = texts, seen: int = version) -> Any:
            form = {"narrative": f"<p>{texts[person]}</p>", "version": seen, "tab": uuid4(), "key": uuid4(), "edit": 1}
            sent = {**form, "by_itself": "1"}
            return again(lambda: heads[person].post(address, sent))

        answers = at_once([lambda person=person: save(person) for person in range(PEOPLE)])
        won = [person for person, answer in enumerate(answers) if answer.status_code == 200]
        assert len(won) == 1
        assert [answer.status_code for answer in answers].count(409) == PEOPLE - 1
        told = {json.loads(answer.content)["version"] for answer in answers}
        assert told == {version + 1}
        version += 1
        winners += won
        sent |= dict(enumerate(texts, start=number * PEOPLE))
    with written.a.open():
        section = Section.objects.get(document=written.a.things["document"], key="leadership")
        kept = texts_of(iter([section.content, *EarlierText.objects.values_list("content", flat=True)]))
    # Whoever wins twice in a row goes on in their own text; no other is written over.
    own = {f"Round {number} of person {now}" for number, (now, after) in enumerate(pairwise(winners)) if now == after}
    assert set(sent.values()) - kept - own == set()
    assert section.version == version


def test_submitted_twenty_times_at_once_it_is_one_submission(written: Cast) -> None:
    address = written.a.url("self-evaluation/2026/primary/check/")
    browsers = [written.client(written.a.users["head"]) for _ in range(TIMES)]
    answers = at_once([lambda browser=browser: again(lambda: browser.post(address)) for browser in browsers])
    assert {answer.status_code for answer in answers} == {302}
    with written.a.open():
        assert SubmittedVersion.objects.count() == 1
        assert Activity.objects.filter(verb="submit").count() == 1


def test_sent_twenty_times_at_once_with_one_key_it_is_done_once(written: Cast, token_for: TokenFor) -> None:
    head = token_for(written.a, "head")
    body, address = body_of(written, ADDED), url(written, "evidence/")
    answers = at_once([lambda: again(lambda: head.send("POST", address, body, key="one"))] * TIMES)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    tag, address = head.tag(url(written, SEF)), url(written, SEF + "submit/")
    answers = at_once([lambda: again(lambda: head.send("POST", address, key="two", seen=tag))] * TIMES)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    with written.a.open():
        assert Evidence.objects.filter(title="A walk").count() == 1
        assert (SubmittedVersion.objects.count(), GivenAnswer.objects.count()) == (1, 2)


def test_of_twenty_programs_with_keys_of_their_own_one_submits(written: Cast, token_for: TokenFor) -> None:
    head = token_for(written.a, "head")
    tag, address = head.tag(url(written, SEF)), url(written, SEF + "submit/")
    answers = at_once([lambda: again(lambda: head.send("POST", address, seen=tag))] * TIMES)
    # Those that found it as they had seen it wait for the first, and are told of the version that it made.
    assert {answer.status_code for answer in answers} <= {200, 412}
    with written.a.open():
        assert SubmittedVersion.objects.count() == 1


def test_of_many_who_say_what_two_visits_keep_each_visit_and_each_promise_is_taken_once(written: Cast) -> None:
    troupe, today = written.a, timezone.localdate()
    with troupe.open():
        chief, row = troupe.actor("chief"), troupe.things["row"]
        words = commitments.Words("A visit.", "progress_meeting", "trust", "director", "", today, "Because.")
        made = [commitments.add(actor=chief, academy_cycle_id=row.id, words=words) for _ in range(2)]
        promises = [each.promises.get().id for each in made]
        given = Plan(kind="progress_meeting", day=today, people=(troupe.members["chief"].id,))
        planned = [visits.plan(actor=chief, academy_id=row.academy_id, given=given).id for _ in range(2)]
    addresses = [troupe.url(f"visits/{visit}/keeps/{promise}/") for visit in planned for promise in promises]
    browsers = [(written.client(troupe.users["chief"]), at) for at in addresses * (TIMES // len(addresses))]
    answers = at_once([lambda at=at, browser=browser: again(lambda: browser.post(at)) for browser, at in browsers])
    codes = [answer.status_code for answer in answers]
    assert (codes.count(302), codes.count(409)) == (2, TIMES - 2)
    told = [answer.content.decode() for answer in answers if answer.status_code == 409]
    assert all("was promised already" in each or "for this promise already" in each for each in told)
    with troupe.open():
        assert set(Visit.objects.filter(id__in=planned).values_list("promise_id", flat=True)) == set(promises)
        assert set(Promise.objects.filter(id__in=promises).values_list("state", flat=True)) == {"scheduled"}


def test_a_year_closes_only_once_whoever_is_handing_in_has_finished(written: Cast) -> None:
    """And whoever comes later finds it closed: nothing moves after the moment of which the year says that it closed."""
    troupe, closed = written.a, []
    with troupe.open():
        head, chief = troupe.actor("head"), troupe.actor("chief")

    def close_it() -> None:
        with troupe.open():
            closed.append(cycles.close(actor=chief, cycle_id=troupe.things["cycle"].id, note="It is time."))
        connection.close()

    closing = threading.Thread(target=close_it)
    with troupe.open():
        cycles.start_closing(actor=chief, cycle_id=troupe.things["cycle"].id)
        document = troupe.things["document"]
    with troupe.open(), transaction.atomic():
        version = documents.submit(actor=head, document_id=document.id)
        closing.start()
        closing.join(timeout=2)
        assert closing.is_alive()
    closing.join()
    with troupe.open():
        assert version.at < closed[0].closed_at
        with pytest.raises(Refused):
            documents.give_back(actor=chief, document_id=document.id, note="Why?", seen_number=1)


def test_who_waits_for_a_year_that_closes_begins_nothing_in_it(written: Cast) -> None:
    """What is asked together with the lock was read before the wait: the year is read after it."""
    troupe, said = written.a, []
    with troupe.open():
        director, chief = troupe.actor("director"), troupe.actor("chief")
        row = troupe.things["document"].subject_id

    def begin_one() -> None:
        with troupe.open():
            try:
                year_documents.begin(actor=director, kind=RAPID, academy_cycle_id=row)
            except Refused as fault:
                said.append(fault.message)
        connection.close()

    beginning = threading.Thread(target=begin_one)
    with troupe.open():
        cycles.start_closing(actor=chief, cycle_id=troupe.things["cycle"].id)
    with troupe.open(), transaction.atomic():
        cycles.close(actor=chief, cycle_id=troupe.things["cycle"].id, note="It is time.")
        beginning.start()
        beginning.join(timeout=2)
        assert beginning.is_alive()
    beginning.join()
    assert "is closed" in said[0]
