"""Every endpoint: method, permission, answer with and without it; parameters; what is told."""

import uuid
from typing import Any

import pytest

from improvement_cycle.actions import evidence
from improvement_cycle.workflow.visits import REPORT
from tests.api.conftest import DAY, TokenFor
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.actions import documents as document_actions
from trust.models import Document
from trust.permissions import Permission
from trust.scopes import SCOPES

P = Permission
PLAN = (P.PLAN_READ, P.PLAN_READ_APPROVED, P.PLAN_READ_DRAFT, P.PLAN_WRITE, P.PLAN_WRITE_GIVEN)
SEF = (P.SEF_READ, P.SEF_READ_APPROVED, P.SEF_READ_DRAFT, P.SEF_WRITE, P.SEF_WRITE_GIVEN)
CELLS = "cycles/{cycle}/academies/{academy}/judgements/"
# (method, path, permissions that open it, status with one, status without)
ENDPOINTS: list[tuple[str, str, tuple[Permission, ...], int, int]] = [
    ("GET", "schema/", (), 200, 200),
    ("GET", "to-do/", (), 200, 200),
    ("GET", "academies/", (P.ACADEMY_READ,), 200, 404),
    ("GET", "academies/{academy}/", (P.ACADEMY_READ,), 200, 404),
    ("GET", "academies/{academy}/inspections/", (P.ACADEMY_READ,), 200, 404),
    ("GET", "academies/{academy}/published-figures/", (P.ACADEMY_READ,), 200, 404),
    ("GET", "academies/{academy}/figures/", (P.FIGURE_READ,), 200, 404),
    ("GET", "academies/{academy}/figures/{figure}/", (P.FIGURE_READ,), 200, 404),
    ("GET", "cycles/", (P.MATRIX_READ,), 200, 404),
    ("GET", "cycles/{cycle}/judgements/", (P.MATRIX_READ,), 200, 404),
    ("GET", CELLS, (P.MATRIX_READ,), 200, 404),
    ("GET", CELLS + "behaviour_and_attitudes/agreed/", (P.MATRIX_READ,), 200, 404),
    ("GET", "current-status/", (P.MATRIX_READ,), 200, 404),
    ("GET", "evidence/", (P.MATRIX_READ,), 200, 404),
    ("GET", "evidence/{evidence}/", (P.MATRIX_READ,), 200, 404),
    ("GET", "priorities/", (P.PRIORITY_READ,), 200, 404),
    ("GET", "priorities/{priority}/", (P.PRIORITY_READ,), 200, 404),
    ("GET", "promises/", (P.COMMITMENT_READ,), 200, 404),
    ("GET", "promises/{promise}/", (P.COMMITMENT_READ,), 200, 404),
    ("GET", "trust-priorities/", (P.PRIORITY_READ,), 200, 404),
    ("GET", "visits/", (P.VISIT_READ,), 200, 404),
    ("GET", "visits/{visit}/", (P.VISIT_READ,), 200, 404),
    ("GET", "plans/", PLAN, 200, 404),
    ("GET", "plans/{row}/", PLAN, 200, 404),
    ("GET", "plans/{row}/sections/overview/", PLAN, 200, 404),
    ("GET", "plans/{row}/versions/1/", PLAN, 200, 404),
    ("GET", "reviews/", PLAN, 200, 404),
    ("GET", "plans/{row}/rows/actions/", PLAN, 200, 404),
    ("GET", "plans/{row}/rows/actions/{action}/", PLAN, 200, 404),
    ("GET", "self-evaluations/", SEF, 200, 404),
    ("GET", "self-evaluations/{row}/", SEF, 200, 404),
    ("GET", "self-evaluations/{row}/sections/leadership/", SEF, 200, 404),
    ("GET", "self-evaluations/{row}/versions/1/", SEF, 200, 404),
]
NAMED = ("cycle", "row", "evidence", "figure", "priority", "promise", "action", "visit")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")


def _url(schools: Cast, path: str) -> str:
    things = schools.a.things
    ids = {name: things[name].id if name in things else uuid.UUID(int=1) for name in NAMED}
    return schools.a.url("api/v1/" + path.format(academy=things["primary"].id, **ids))


@pytest.fixture
def answered(planned: Cast) -> Cast:
    """What A's primary wrote was submitted, given back, and is shared: all of it is there to be read."""
    with planned.a.open():
        head, chief = planned.a.actor("head"), planned.a.actor("chief")
        for document in Document.objects.exclude(kind=REPORT).values_list("id", flat=True):
            document_actions.submit(actor=head, document_id=document)
            document_actions.give_back(actor=chief, document_id=document, note="More.", seen_number=1)
            document_actions.share(actor=head, document_id=document, is_shared=True)
    return planned


def test_permission_opens(answered: Cast, token_for: TokenFor) -> None:
    schools = answered
    every = [p.value for p in Permission]
    with_it, nothing = token_for(schools.a, "chief", every), token_for(schools.a, "specialist")
    for method, path, permissions, yes, no in ENDPOINTS:
        url = _url(schools, path)
        without = token_for(schools.a, "chief", [p for p in every if p not in permissions])
        for each, status in ((with_it, yes), (without, no), (nothing, no)):
            assert each.ask(method, url).status_code == status, path
            assert each.ask("OPTIONS", url).status_code == status, path
            head = each.ask("HEAD", url)
            assert (head.status_code, head.content) == (status, b""), path


def test_every_scope_that_is_offered_opens_an_endpoint() -> None:
    """Two were offered that opened nothing."""
    opened = {permission for _, _, permissions, _, _ in ENDPOINTS for permission in permissions}
    assert all(opened & set(scope.permissions) for scope in SCOPES)


def test_no_method_is_taken_that_is_not_offered(written: Cast, token_for: TokenFor) -> None:
    asking = token_for(written.a, "chief")
    for _, path, *_rest in ENDPOINTS:
        url = _url(written, path)
        offered = asking.ask("OPTIONS", url).headers["Allow"]
        for method in set(UNSAFE) - set(offered.split(", ")):
            answer = asking.ask(method, url)
            assert is_problem(answer, 405), (method, path)
            assert answer.headers["Allow"] == offered


def test_only_json_is_offered(judged: Cast, token_for: TokenFor) -> None:
    schools = judged
    asking = token_for(schools.a, "chief")
    sent = {"Authorization": f"Bearer {asking.secret}", "Accept": "text/html"}
    for _, path, *_rest in ENDPOINTS:
        assert is_problem(asking.client.get(_url(schools, path), headers=sent), 406), path


BAD = [
    ("academies/", "page=abc", "page"),
    ("academies/", "page=0", "page"),
    ("academies/", "page=-1", "page"),
    ("academies/", "page=", "page"),
    ("academies/", "page=1.5", "page"),
    ("academies/", "page=٣", "page"),
    ("academies/", "page=99999999999999999999", "page"),
    ("academies/", "size=-1", "size"),
    ("academies/", "size=201", "size"),
    ("academies/", "size=all", "size"),
    ("academies/", "phase=blue", "phase"),
    ("academies/", "phase=%00", "phase"),
    ("academies/", "phase=%ff", "phase"),
    ("academies/", "state=prospective", "state"),
    ("academies/", "phase=primary&phase=secondary", "phase"),
    ("academies/", "fase=primary", "fase"),
    ("academies/", "format=xml", "format"),
    ("academies/{academy}/", "page=1", "page"),
    ("academies/{academy}/inspections/", "phase=primary", "phase"),
    ("schema/", "lang=de", "lang"),
    ("to-do/", "show=theirs", "show"),
    ("to-do/", "year=2026", "year"),
    ("academies/{academy}/published-figures/", "year=-1", "year"),
    ("academies/{academy}/published-figures/", "size=x", "size"),
    ("academies/{academy}/figures/", "year=-1", "year"),
    ("academies/{academy}/figures/", "breakdown=girls", "breakdown"),
    ("academies/{academy}/figures/", "measure=%00", "measure"),
    ("cycles/", "year=abc", "year"),
    ("cycles/", "year=-1", "year"),
    ("cycles/", "year=1e99", "year"),
    ("cycles/", "year=NaN", "year"),
    ("cycles/", "year=Infinity", "year"),
    ("cycles/", "year=2026.5", "year"),
    ("cycles/", "year=%00", "year"),
    ("cycles/", "state=frozen", "state"),
    ("cycles/{cycle}/judgements/", "phase=x", "phase"),
    ("cycles/{cycle}/judgements/", "academy=1", "academy"),
    ("cycles/{cycle}/judgements/", "column=%00", "column"),
    ("cycles/{cycle}/judgements/", f"column={'x' * 61}", "column"),
    ("cycles/{cycle}/judgements/", "row=closed", "row"),
    ("cycles/{cycle}/judgements/", "view=director", "view"),
    ("cycles/{cycle}/academies/{academy}/judgements/", "column=safeguarding", "column"),
    ("evidence/", "academy=1", "academy"),
    ("evidence/", "column=%00", "column"),
    ("evidence/", "source=%ff%00", "source"),
    ("evidence/", "year=0", "year"),
    ("plans/", "state=closed", "state"),
    ("self-evaluations/", "state=closed", "state"),
    ("self-evaluations/", "year=1e9", "year"),
    ("current-status/", "year=10000", "year"),
    ("current-status/", "category=none", "category"),
    ("current-status/", "category=0", "category"),
]


def test_parameters_that_make_no_sense(judged: Cast, token_for: TokenFor) -> None:
    schools = judged
    asking = token_for(schools.a, "chief")
    for path, query, named in BAD:
        answer = asking.get(f"{_url(schools, path)}?{query}")
        assert is_problem(answer, 400), (path, query)
        assert named in answer.json()["detail"], (path, query)


NONE = ["academies/%00/", "academies/1/", "academies/%2e%2e/", "%ff/", "nothing", "x" * 3000]


def test_addresses_that_are_none(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    for path in NONE:
        assert is_problem(asking.get(schools.a.url(f"api/v1/{path}")), 404), path


def test_a_page_beyond_the_last_is_not_there(schools: Cast, token_for: TokenFor) -> None:
    answer = token_for(schools.a, "chief").get(schools.a.url("api/v1/academies/?page=7"))
    assert is_problem(answer, 404)
    assert "no such page" in answer.json()["detail"]


def test_academies_are_told_by_name_without_enquiring_ones(schools: Cast, token_for: TokenFor) -> None:
    body = token_for(schools.a, "chief").get(schools.a.url("api/v1/academies/")).json()
    assert [row["slug"] for row in body["results"]] == ["joining", "primary", "secondary"]
    assert body["count"] == 3
    assert body["results"][1]["urn"] == 900_001
    assert body["results"][0]["urn"] is None
    assert schools.b.canary not in str(body)


NARROWED = [
    ("phase=primary", ["primary"]),
    ("state=member", ["primary", "secondary"]),
    ("state=pipeline&phase=primary", []),
    ("size=1&page=2", ["primary"]),
]


def test_academies_narrowed(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    for query, slugs in NARROWED:
        body = asking.get(schools.a.url(f"api/v1/academies/?{query}")).json()
        assert [row["slug"] for row in body["results"]] == slugs, query


def test_a_governor_reads_the_own_academy_only(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "governor")
    body = asking.get(schools.a.url("api/v1/academies/")).json()
    assert [row["slug"] for row in body["results"]] == ["primary"]
    other = schools.a.things["secondary"].id
    assert asking.get(schools.a.url(f"api/v1/academies/{other}/")).status_code == 404
    assert asking.get(schools.a.url(f"api/v1/academies/{other}/inspections/")).status_code == 404


def test_one_academy_with_its_facts(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    found = asking.get(_url(schools, "academies/{academy}/")).json()
    assert found["establishment"]["pupils"] == 420
    assert found["establishment"]["as_at"] == "2025-08-31"
    joining = schools.a.things["joining"].id
    assert asking.get(schools.a.url(f"api/v1/academies/{joining}/")).json()["establishment"] is None
    assert asking.get(schools.a.url(f"api/v1/academies/{joining}/inspections/")).json()["results"] == []


def test_inspections_newest_first_with_the_school_of_the_time(schools: Cast, token_for: TokenFor) -> None:
    rows = token_for(schools.a, "chief").get(_url(schools, "academies/{academy}/inspections/")).json()["results"]
    assert [(row["number"], row["of_predecessor"]) for row in rows] == [("10000002", False), ("10000001", True)]
    assert rows[1]["name_at_time"] == "Old School"
    assert len(rows[0]["grades"]) == 1


def test_years_newest_first(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "chief")
    (row,) = asking.get(judged.a.url("api/v1/cycles/?year=2026&state=open")).json()["results"]
    assert (row["label"], row["year"], row["improvement_model"]["number"]) == ("2026/27", 2026, 1)
    assert asking.get(judged.a.url("api/v1/cycles/?year=2025")).json()["count"] == 0


def test_only_agreed_judgements_are_told(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "chief")
    answer = asking.get(_url(judged, "cycles/{cycle}/judgements/"))
    rows = answer.json()["results"]
    assert [(row["academy_id"], row["column"], row["grade"]) for row in rows] == [
        (str(judged.a.things["primary"].id), "quality_of_education", "good"),
        (str(judged.a.things["secondary"].id), "quality_of_education", "requires_improvement"),
    ]
    assert "single view" not in answer.text
    assert judged.b.canary not in answer.text
    assert not rows[0]["row_is_agreed"]


def test_judgements_narrowed(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "chief")
    primary = judged.a.things["primary"].id
    for query, count in (
        ("phase=primary", 1),
        (f"academy={primary}", 1),
        (f"academy={judged.b.things['primary'].id}", 0),
        ("column=quality_of_education", 2),
        ("column=personal_development", 0),
        ("row=open", 2),
        ("row=agreed", 0),
    ):
        answer = asking.get(f"{_url(judged, 'cycles/{cycle}/judgements/')}?{query}")
        assert answer.json()["count"] == count, query


def test_a_head_reads_the_own_row_only(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "head")
    for path in ("cycles/{cycle}/judgements/", "current-status/"):
        rows = asking.get(_url(judged, path)).json()["results"]
        assert [row["academy_id"] for row in rows] == [str(judged.a.things["primary"].id)], path
    assert asking.get(_url(judged, "cycles/")).json()["count"] == 1


def test_readers_of_snapshots_have_no_live_rows(judged: Cast, token_for: TokenFor) -> None:
    for key in ("trustee", "governor", "officer", "administrator", "specialist", "other_head"):
        asking = token_for(judged.a, key)
        for path in ("cycles/", "cycles/{cycle}/judgements/", "current-status/"):
            assert is_problem(asking.get(_url(judged, path)), 404), (key, path)


def test_the_status_that_stands(judged: Cast, token_for: TokenFor) -> None:
    asking = token_for(judged.a, "chief")
    (row,) = asking.get(judged.a.url("api/v1/current-status/?year=2026&category=2&phase=primary")).json()["results"]
    assert row["reason"] == f"Decided together {judged.a.canary}"
    assert (row["category"], row["effective_from"], row["year"]) == (2, "2026-09-01", 2026)
    for query in ("category=1", "year=2025", "phase=secondary"):
        assert asking.get(judged.a.url(f"api/v1/current-status/?{query}")).json()["count"] == 0


def test_the_number_of_queries_does_not_grow(
    written: Cast, token_for: TokenFor, django_assert_num_queries: Any
) -> None:
    judged = written
    asking = token_for(judged.a, "chief")
    with judged.a.open():
        row = judged.a.things["row"]
        for number in range(2):
            evidence.add(
                actor=judged.a.actor("head"),
                academy_cycle_id=row.id,
                source_key=judged.a.things["evidence"].source.key,
                title=f"Another {number}",
                summary="Seen.",
                column_keys=["quality_of_education"],
            )
    asking.get(_url(judged, "academies/"))  # The first call of an hour notes that the token was used.
    for path, queries in (
        ("academies/", 9),
        ("academies/{academy}/inspections/", 10),
        ("academies/{academy}/published-figures/", 10),
        ("academies/{academy}/figures/", 10),
        ("cycles/", 9),
        ("cycles/{cycle}/judgements/", 10),
        ("current-status/", 9),
        ("evidence/", 11),
        ("plans/", 10),
        ("self-evaluations/", 10),
        (CELLS, 12),
    ):
        for size in (1, 3):
            with django_assert_num_queries(queries, info=path):
                asking.get(f"{_url(judged, path)}?size={size}")


def test_published_figures_are_told_with_their_number_or_the_reason_why_there_is_none(
    schools: Cast, token_for: TokenFor
) -> None:
    asking = token_for(schools.a, "trustee")
    told = asking.get(_url(schools, "academies/{academy}/published-figures/?measure=absence_overall&year=2025")).json()
    assert [(each["breakdown"], each["number"], each["missing"]) for each in told["results"]] == [
        ("all", "6.250000", ""),
        ("disadvantaged", None, "too_few_pupils"),
    ]
    first = told["results"][0]
    assert (first["year"], first["status"], first["urn"], first["as_at"]) == (2025, "revised", 900_001, DAY.isoformat())
    nothing = asking.get(_url(schools, "academies/{academy}/published-figures/?year=2024")).json()
    assert nothing["results"] == []
