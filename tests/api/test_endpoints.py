"""Every endpoint: method, permission, answer with and without it; parameters; what is told."""

from typing import Any

from django.urls import get_resolver

from tests.api.conftest import TokenFor
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.permissions import Permission

# (method, path, permission that opens it, status with it, status without it)
ENDPOINTS = [
    ("GET", "schema/", None, 200, 200),
    ("GET", "academies/", Permission.ACADEMY_READ, 200, 404),
    ("GET", "academies/{academy}/", Permission.ACADEMY_READ, 200, 404),
    ("GET", "academies/{academy}/inspections/", Permission.ACADEMY_READ, 200, 404),
]
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")


def _url(schools: Cast, path: str) -> str:
    return schools.a.url("api/v1/" + path.format(academy=schools.a.things["primary"].id))


def test_permission_opens(schools: Cast, token_for: TokenFor) -> None:
    every = [p.value for p in Permission]
    with_it, nothing = token_for(schools.a, "chief", every), token_for(schools.a, "specialist")
    for method, path, permission, yes, no in ENDPOINTS:
        url = _url(schools, path)
        without = token_for(schools.a, "chief", [p for p in every if p != permission])
        for each, status in ((with_it, yes), (without, no), (nothing, no)):
            assert each.ask(method, url).status_code == status, path
            assert each.ask("OPTIONS", url).status_code == status, path
            head = each.ask("HEAD", url)
            assert (head.status_code, head.content) == (status, b""), path


def test_nothing_is_written(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    for _, path, *_rest in ENDPOINTS:
        for method in UNSAFE:
            answer = asking.ask(method, _url(schools, path))
            assert is_problem(answer, 405), (method, path)
            assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_offered(schools: Cast, token_for: TokenFor) -> None:
    asking = token_for(schools.a, "chief")
    sent = {"Authorization": f"Bearer {asking.secret}", "Accept": "text/html"}
    for _, path, *_rest in ENDPOINTS:
        assert is_problem(asking.client.get(_url(schools, path), headers=sent), 406), path


def test_the_table_knows_every_endpoint() -> None:
    def walk(patterns: Any, prefix: str = "") -> list[str]:
        found = []
        for pattern in patterns:
            here = prefix + str(pattern.pattern)
            found += walk(pattern.url_patterns, here) if hasattr(pattern, "url_patterns") else [here]
        return found

    api = [path for path in walk(get_resolver().url_patterns) if "/api/" in path]
    assert len(api) == len(ENDPOINTS)


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
]


def test_parameters_that_make_no_sense(schools: Cast, token_for: TokenFor) -> None:
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


def test_the_number_of_queries_does_not_grow(
    schools: Cast, token_for: TokenFor, django_assert_num_queries: Any
) -> None:
    asking = token_for(schools.a, "chief")
    for size in (1, 3):
        with django_assert_num_queries(14):
            asking.get(f"{schools.a.url('api/v1/academies/')}?size={size}")
