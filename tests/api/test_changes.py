"""Every change: method, permission, address, answer with and without it; what was seen, and keys of requests."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from improvement_cycle.models import Evidence
from tests.api.changes import ADDED, CELL, CHANGES, FIGURES, ONE, PLAN, REPORTED, ROW, SECTION, SEF, WORDS
from tests.api.conftest import Asking, TokenFor, begin_plan
from tests.api.test_doors import is_problem
from tests.api.test_endpoints import ENDPOINTS, NAMED
from tests.cast import Cast
from tests.security.owner import owner_connection
from trust.models import Document, GivenAnswer, SubmittedVersion
from trust.permissions import Permission
from trust.scopes import SCOPES
from trust.tasks import sweep_answers

P = Permission
IDS = [f"{method} {path}" for method, path, *_ in CHANGES]
READING = (
    P.ACADEMY_READ,
    P.COMMITMENT_READ,
    P.FIGURE_READ,
    P.MATRIX_READ,
    P.PLAN_READ,
    P.PLAN_READ_DRAFT,
    P.PRIORITY_READ,
    P.SEF_READ,
    P.SEF_READ_DRAFT,
    P.VISIT_CARRY_OUT,
    P.VISIT_READ,
)
READS = [each.value for each in READING]
EVERY = [permission.value for permission in Permission]


def url(cast: Cast, path: str) -> str:
    things = cast.a.things
    return cast.a.url(
        "api/v1/"
        + path.format(academy=things["primary"].id, **{name: things[name].id for name in NAMED if name in things})
    )


def body_of(cast: Cast, body: Any) -> Any:
    """The body with the ids of the trust."""
    if not isinstance(body, dict):
        return body
    things = cast.a.things
    words = {
        "{cycle}": str(things["cycle"].id),
        "{academy}": str(things["primary"].id),
        "{source}": things["evidence"].source.key,
        "{page}": things["action"].section.key if "action" in things else "",
    }
    return {name: words.get(value, value) if isinstance(value, str) else value for name, value in body.items()}


@contextmanager
def undone() -> Iterator[None]:
    """What is done here does not stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def made_ready(cast: Cast, path: str, token_for: TokenFor) -> None:
    """The self-evaluation, the plan or the priority, as the act needs it."""
    one, in_plan = url(cast, ONE), {ONE + "put-in/": 0, ONE + "take-out/": 1, ONE + "deliver/": 1}
    if path in in_plan:
        # Of others: it has no page in the plan yet.
        with cast.a.open():
            begin_plan(cast.a)
    if path == ONE + "reopen/" or path in in_plan:
        for person, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
            asking = token_for(cast.a, person, EVERY)
            answer = asking.send("POST", one + "agree/", {"party": party}, seen=asking.tag(one))
            assert answer.status_code == 200, answer.text
    if in_plan.get(path):
        head = token_for(cast.a, "head", EVERY)
        assert head.send("POST", one + "put-in/", seen=head.tag(one)).status_code == 200
    if path == ONE + "deliver/":
        with cast.a.open():
            Document.objects.filter(kind="improvement_plan").update(state="approved")
    of_plan = path.startswith(PLAN)
    if of_plan:
        with cast.a.open():
            begin_plan(cast.a)
    document = PLAN if of_plan else SEF
    steps = {"return/": 1, "approve/": 1, "reopen/": 3}.get(path.removeprefix(document), 0)
    steps = 3 if path in (ROW + "tell/", ROW + "close/", ROW + "open/") else steps
    address = url(cast, document)
    for person, act, body in [
        ("head", "submit/", None),
        ("director", "approve/", {"capacity": "director"}),
        ("chief", "approve/", {"capacity": "chief_executive"}),
    ][:steps]:
        asking = token_for(cast.a, person, EVERY)
        answer = asking.send("POST", address + act, body, seen=asking.tag(address))
        assert answer.status_code == 200, answer.text


def carried_out(cast: Cast, asking: Asking, row: Any, **more: str) -> Any:
    method, path, seen, _, _, body, _ = row
    tag = {"seen": asking.tag(url(cast, seen))} if seen else {}
    return asking.send(method, url(cast, path), body_of(cast, body), **{**tag, **more})


@pytest.mark.parametrize("row", CHANGES, ids=IDS)
def test_permission_opens_a_change(written: Cast, token_for: TokenFor, row: Any) -> None:
    method, path, _, who, permissions, body, status = row
    made_ready(written, path, token_for)
    names = {each.value for each in permissions}
    with_it, reading = token_for(written.a, who, EVERY), token_for(written.a, who, READS)
    without = token_for(written.a, who, [each for each in EVERY if each not in names])
    nobody = token_for(written.a, "specialist", EVERY)
    answer_to = lambda asking: asking.send(method, url(written, path), body_of(written, body), seen='"x"')
    for asking in (reading, without):
        refused = answer_to(asking)
        assert is_problem(refused, 403)
        assert "this token may not" in refused.json()["detail"]
    assert is_problem(answer_to(nobody), 404)
    assert is_problem(answer_to(token_for(written.a, "trustee", EVERY)), 403 if path.startswith((PLAN, SEF)) else 404)
    with undone():
        answer = carried_out(written, with_it, row)
        assert answer.status_code == status, answer.text
        if status != 204:
            assert answer.headers["ETag"].startswith('"')


def test_the_role_decides_where_the_token_would_allow(written: Cast, token_for: TokenFor) -> None:
    director = token_for(written.a, "director", EVERY)
    refused = director.send("PATCH", url(written, SECTION), {}, seen='"x"')
    assert is_problem(refused, 403)
    assert "You do not have the role" in refused.json()["detail"]


def test_the_tables_know_every_method_of_every_endpoint() -> None:
    def walk(patterns: Any) -> Iterator[Any]:
        for pattern in patterns:
            yield from walk(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]

    views = [p.callback.view_class for p in walk(get_resolver().url_patterns) if p.name and p.name.startswith("api-")]
    reading = [view for view in views if "get" in view.http_method_names]
    changing = [(view, method) for view in views for method in getattr(view, "changes", {})]
    assert len(reading) == len(ENDPOINTS)
    # The cell is in the table twice: a view, and what was agreed.
    assert len(changing) == len(CHANGES) - 1


def test_every_scope_that_writes_opens_a_change() -> None:
    opened = {each for _, _, _, _, permissions, _, _ in CHANGES for each in permissions}
    assert all(opened & set(scope.opens) for scope in SCOPES if scope.writes)


MATCHED = [row for row in CHANGES if row[2]]


@pytest.mark.parametrize("row", MATCHED, ids=[f"{row[0]} {row[1]}" for row in MATCHED])
def test_who_does_not_say_what_they_saw_is_asked_for_it(written: Cast, token_for: TokenFor, row: Any) -> None:
    method, path, seen, who, _, body, status = row
    made_ready(written, path, token_for)
    asking, address, sent = token_for(written.a, who, EVERY), url(written, path), body_of(written, body)
    for missing in ({}, {"seen": "*"}):
        assert is_problem(asking.send(method, address, sent, **missing), 428)
    assert is_problem(asking.send(method, address, sent, seen="no quotes"), 422)
    tag = asking.tag(url(written, seen))
    with undone():
        stale = asking.send(method, address, sent, seen='"older"')
        assert is_problem(stale, 412)
        # It tells what stands, so that nobody need ask again.
        assert stale.json()["current"] == asking.get(url(written, seen)).json()
        assert stale.headers["ETag"] == tag
    with undone():
        assert is_problem(asking.send(method, address, sent, seen=f"W/{tag}"), 412)
    assert asking.send(method, address, sent, seen=f'"older", {tag}').status_code == status


def test_evidence_of_others_is_not_a_heads_to_correct(written: Cast, token_for: TokenFor) -> None:
    chief, head = token_for(written.a, "chief"), token_for(written.a, "head")
    made = chief.send("POST", url(written, "evidence/"), body_of(written, ADDED))
    address = made.headers["Location"]
    assert chief.get(address).json() == made.json()
    assert is_problem(head.send("PUT", address, body_of(written, WORDS), seen=head.tag(address)), 403)


def test_a_key_used_twice_does_its_work_once(written: Cast, token_for: TokenFor) -> None:
    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    answers = [head.send("POST", address, body, key="one-key") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None] + ["true"] * 19
    with written.a.open():
        assert Evidence.objects.filter(title="A walk").count() == 1
        assert GivenAnswer.objects.count() == 1


def test_a_key_of_another_request_is_refused(written: Cast, token_for: TokenFor) -> None:
    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    assert head.send("POST", address, body, key="k").status_code == 201
    other = head.send("POST", address, {**body, "title": "Another"}, key="k")
    assert is_problem(other, 422)
    assert "Idempotency-Key" in other.json()["errors"]
    assert is_problem(head.send("POST", url(written, SEF + "begin/"), key="k"), 422)
    # Another program of the same person has keys of its own.
    assert token_for(written.a, "head").send("POST", address, body, key="k").status_code == 201


@pytest.mark.parametrize(("key", "status"), [("", 400), ("a b", 422), ("x" * 201, 422), ("é", 422)])
def test_keys_that_are_none(written: Cast, token_for: TokenFor, key: str, status: int) -> None:
    answer = token_for(written.a, "head").send("POST", url(written, "evidence/"), body_of(written, ADDED), key=key)
    assert is_problem(answer, status)
    with written.a.open():
        assert GivenAnswer.objects.count() == 0


def test_what_was_refused_leaves_no_key_behind(written: Cast, token_for: TokenFor) -> None:
    """The key stands in the transaction of the effect: with the effect it goes."""
    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    assert is_problem(head.send("POST", address, {**body, "source": "none"}, key="k"), 422)
    with written.a.open():
        assert GivenAnswer.objects.count() == 0
    assert head.send("POST", address, body, key="k").status_code == 201


def test_a_broken_answer_leaves_neither_effect_nor_key(
    written: Cast, token_for: TokenFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from improvement_cycle.api.evidence import EvidenceList

    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    with monkeypatch.context() as broken:
        broken.setattr(EvidenceList, "told", lambda *_: 1 / 0)
        assert head.send("POST", address, body, key="k").status_code == 500
    with written.a.open():
        assert (Evidence.objects.filter(title="A walk").count(), GivenAnswer.objects.count()) == (0, 0)
    assert head.send("POST", address, body, key="k").status_code == 201


def test_submitted_with_one_key_and_with_none_left_to_submit(written: Cast, token_for: TokenFor) -> None:
    head, address = token_for(written.a, "head"), url(written, SEF + "submit/")
    tag = head.tag(url(written, SEF))
    first, second = (head.send("POST", address, key="k", seen=tag) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert is_problem(head.send("POST", address, seen=tag), 412)
    with written.a.open():
        assert SubmittedVersion.objects.count() == 1


def test_what_is_missing_before_submitting_is_named(written: Cast, token_for: TokenFor) -> None:
    head, section = token_for(written.a, "head"), url(written, SECTION)
    head.send("PATCH", section, {"is_finished": False}, seen=head.tag(section))
    refused = head.send("POST", url(written, SEF + "submit/"), seen=head.tag(url(written, SEF)))
    assert is_problem(refused, 409)
    assert ": not marked as finished." in refused.json()["detail"]


def test_a_section_written_meanwhile_stops_the_submission(written: Cast, token_for: TokenFor) -> None:
    head, section, sef = token_for(written.a, "head"), url(written, SECTION), url(written, SEF)
    tag = head.tag(sef)
    head.send("PATCH", section, {"content": {"narrative": "<p>More</p>"}}, seen=head.tag(section))
    assert is_problem(head.send("POST", sef + "submit/", seen=tag), 412)


def test_points_are_suggested_as_priorities_and_told_once_handed_in(written: Cast, token_for: TokenFor) -> None:
    head, section, sef = token_for(written.a, "head"), url(written, SECTION), url(written, SEF)
    patch = lambda **content: head.send("PATCH", section, {"content": content}, seen=head.tag(section))
    assert patch(to_develop=["Checks", "Fluency"], suggested=["Fluency"]).json()["content"]["suggested"] == ["Fluency"]
    assert patch(to_develop=["Fluency each day", "Checks"]).json()["content"]["suggested"] == ["Fluency each day"]
    refused = patch(suggested=["Weather"])
    assert is_problem(refused, 422)
    assert "“Weather” is not one of the lines" in str(refused.json()["errors"]["content.suggested"])
    assert head.get(sef).json()["suggested"] == []
    made_ready(written, SEF + "return/", token_for)
    for who in ("head", "director"):
        assert token_for(written.a, who).get(sef).json()["suggested"] == [
            {"section": "leadership", "title": "Leadership", "number": 1, "text": "Fluency each day", "version": 1}
        ]


def test_both_approve_and_then_it_is_locked(written: Cast, token_for: TokenFor) -> None:
    made_ready(written, SEF + "reopen/", token_for)
    sef = url(written, SEF)
    found = token_for(written.a, "trustee").get(sef).json()
    assert (found["state"], found["number"]) == ("approved", 1)
    approvals = found["versions"][0]["approvals"]
    assert {(each["capacity"], each["in_place_of"]) for each in approvals} == {
        ("director", ""),
        ("chief_executive", ""),
    }
    chief = token_for(written.a, "chief")
    body = {"capacity": "director"}
    assert is_problem(chief.send("POST", sef + "approve/", body, seen=chief.tag(sef)), 403)
    with written.a.open():
        assert Document.objects.get(kind="self_evaluation").state == "approved"


def test_what_is_to_be_looked_at_again_is_told_to_those_who_write_and_those_who_answer(
    written: Cast, token_for: TokenFor
) -> None:
    made_ready(written, SEF + "reopen/", token_for)
    sef, chief = url(written, SEF), token_for(written.a, "chief")
    assert chief.send("POST", sef + "reopen/", {"note": "Zebranote."}, seen=chief.tag(sef)).status_code == 200
    for who, is_told in (("head", True), ("director", True), ("chief", True), ("trustee", False), ("governor", False)):
        told = token_for(written.a, who).get(sef).json()
        assert (told["note"] is not None) is is_told, who


def test_an_agreed_judgement_is_revised_with_a_reason_only(written: Cast, token_for: TokenFor) -> None:
    chief, address = token_for(written.a, "chief"), url(written, CELL + "agreed/")
    tag = chief.tag(address)
    bare = chief.send("PUT", address, {"grade": "outstanding", "reason": ""}, seen=tag)
    assert is_problem(bare, 422)
    assert "reason" in bare.json()["errors"]
    done = chief.send("PUT", address, {"grade": "outstanding", "reason": "Seen again."}, seen=tag)
    assert (done.json()["grade"], done.json()["reason"]) == ("outstanding", "Seen again.")
    assert is_problem(chief.send("PUT", address, {"grade": "good", "reason": "No."}, seen=tag), 412)


def test_evidence_of_an_agreed_judgement_is_told_and_set(written: Cast, token_for: TokenFor) -> None:
    chief, address = token_for(written.a, "chief"), url(written, CELL + "agreed/")
    linked = [str(written.a.things["evidence"].id)]
    body = {"grade": "good", "evidence": linked}
    done = chief.send("PUT", address, body, seen=chief.tag(address))
    assert done.json()["evidence"] == linked
    kept = url(written, "evidence/{evidence}/")
    assert is_problem(chief.send("DELETE", kept, seen=chief.tag(kept)), 409)
    for foreign in (written.b.things["evidence"].id, uuid.uuid4()):
        body["evidence"] = [str(foreign)]
        assert is_problem(chief.send("PUT", address, body, seen=chief.tag(address)), 422)


def test_lists_are_narrowed(written: Cast, token_for: TokenFor) -> None:
    chief = token_for(written.a, "chief")
    primary = written.a.things["primary"].id
    source = written.a.things["evidence"].source.key
    for path, query, count in (
        ("evidence/", f"academy={primary}&column=quality_of_education&source={source}&year=2026&phase=primary", 1),
        ("evidence/", "column=personal_development", 0),
        ("evidence/", f"academy={written.b.things['primary'].id}", 0),
        ("self-evaluations/", "state=draft", 1),
        ("self-evaluations/", "state=none", 1),
        ("self-evaluations/", "state=approved", 0),
        ("self-evaluations/", f"academy={primary}&year=2026&phase=primary", 1),
    ):
        assert chief.get(url(written, f"{path}?{query}")).json()["count"] == count, query
    assert token_for(written.a, "head").get(url(written, "self-evaluations/")).json()["count"] == 1


def test_old_answers_are_forgotten_after_a_day(written: Cast, token_for: TokenFor) -> None:
    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    for key, hours in (("old", 25), ("new", 23)):
        head.send("POST", address, body, key=key)
        with written.a.open():
            GivenAnswer.objects.filter(key=key).update(at=timezone.now() - dt.timedelta(hours=hours))
    sweep_answers()
    with written.a.open():
        assert list(GivenAnswer.objects.values_list("key", flat=True)) == ["new"]


def test_who_waits_too_long_for_others_is_told_to_come_back(written: Cast, token_for: TokenFor) -> None:
    """It was answered as a fault of ours."""
    head, address, body = token_for(written.a, "head"), url(written, "evidence/"), body_of(written, ADDED)
    browser = written.client(written.a.users["head"])
    with owner_connection(keep=False) as owner:
        # Reads go on, writes wait: longer than anybody waits here.
        owner.execute("LOCK TABLE trust_givenanswer, trust_sectionvisit IN SHARE ROW EXCLUSIVE MODE")
        busy = head.send("POST", address, body, key="k")
        here = browser.post(
            written.a.url("self-evaluation/2026/primary/sections/leadership/here/"), {"tab": str(uuid.uuid4())}
        )
    assert is_problem(busy, 503)
    assert "send it again" in busy.json()["detail"]
    assert here.status_code == 503
    assert busy.headers["Retry-After"] == here.headers["Retry-After"] == "2"
    assert head.send("POST", address, body, key="k").status_code == 201


def test_a_figure_is_reported_once_and_put_right_where_it_stands(written: Cast, token_for: TokenFor) -> None:
    head, chief = token_for(written.a, "head"), token_for(written.a, "chief")
    again = head.send("POST", url(written, FIGURES), REPORTED)
    assert is_problem(again, 409)
    address = url(written, FIGURES + "{figure}/")
    tag = head.tag(address)
    assert head.send("PUT", address, {"number": "6.25"}, seen=tag).json()["number"] == "6.250000"
    assert is_problem(head.send("PUT", address, {"number": "7"}, seen=tag), 412)
    assert is_problem(head.send("DELETE", address, seen=tag), 412)
    for body, field in (
        ({**REPORTED, "measure": "none"}, "measure"),
        ({**REPORTED, "number": "NaN"}, "number"),
        ({**REPORTED, "number": "101", "breakdown": "other"}, "number"),
        ({**REPORTED, "year": 2001}, "year"),
        ({**REPORTED, "names": "x"}, "names"),
    ):
        refused = head.send("POST", url(written, FIGURES), {**body, "breakdown": body.get("breakdown", "other")})
        assert is_problem(refused, 422), body
        assert field in refused.json()["errors"], body
    listed = chief.get(url(written, FIGURES + "?year=2025&measure=absence_overall&breakdown=all")).json()
    assert [(each["year"], each["number"]) for each in listed["results"]] == [(2025, "6.250000")]
    assert is_problem(token_for(written.a, "other_head").get(address), 404)
