"""Settings, school years and tokens."""

from typing import Any

import pytest
from django.test import Client

from trust.actions import tokens, years
from trust.models import ApiToken, SchoolYear, Term, Trust, TrustSettings

pytestmark = pytest.mark.django_db
IDENTITY = {"name": "Larkfield", "group_uid": "99042", "ukprn": "10000001", "contact_email": "a@b.example"}


@pytest.fixture
def administrator(cast: Any) -> Client:
    return cast.client(cast.a.users["administrator"])


def term(number: int, name: str, start: str, end: str, break_start: str = "", break_end: str = "") -> dict[str, str]:
    fields = {
        "name": name,
        "starts_on": start,
        "ends_on": end,
        "break_starts_on": break_start,
        "break_ends_on": break_end,
    }
    return {f"term-{number}-{field}": value for field, value in fields.items()}


YEAR = {
    "starts_on": "2027-09-01",
    "ends_on": "2028-08-31",
    "term-TOTAL_FORMS": "2",
    "term-INITIAL_FORMS": "0",
    **term(0, "Autumn", "2027-09-01", "2027-12-17", "2027-10-25", "2027-10-29"),
    **term(1, "Spring", "2028-01-04", "2028-03-31"),
}

COUNTS = {name: count for name, count in YEAR.items() if name.endswith("_FORMS")}


def test_the_settings_page_shows_what_one_may_set(cast: Any, administrator: Client) -> None:
    page = administrator.get(cast.a.url("settings/")).content.decode()
    for label in ("People", "School years", "Who sees what", "Brand colour", "Words on the screen"):
        assert label in page
    chief = cast.client(cast.a.users["chief"]).get(cast.a.url("settings/")).content.decode()
    assert "People" in chief
    assert "Who sees what" not in chief
    assert cast.client(cast.a.users["trustee"]).get(cast.a.url("settings/")).status_code == 404


@pytest.mark.parametrize("path", ["identity", "policies", "words", "colour"])
def test_settings_are_for_administrators(cast: Any, administrator: Client, path: str) -> None:
    url = cast.a.url(f"settings/{path}/")
    assert administrator.get(url).status_code == 200
    for who in ("chief", "trustee", "head"):
        assert cast.client(cast.a.users[who]).get(url).status_code == 404
        assert cast.client(cast.a.users[who]).post(url, {}).status_code == 404


def test_identity(cast: Any, administrator: Client) -> None:
    url = cast.a.url("settings/identity/")
    assert administrator.post(url, IDENTITY).status_code == 302
    assert Trust.objects.get(slug="trust-a").name == "Larkfield"
    assert Trust.objects.get(slug="trust-b").name != "Larkfield"
    for wrong in ({"name": ""}, {"ukprn": "1"}, {"group_uid": "x"}, {"complaint_url": "javascript:alert(1)"}):
        response = administrator.post(url, {**IDENTITY, **wrong})
        assert response.status_code == 422
        assert b"There is a problem" in response.content


def test_policies_hold_with_the_next_click(cast: Any, administrator: Client) -> None:
    url = cast.a.url("settings/policies/")
    assert administrator.post(url, {"heads_see_whole_matrix": "on"}).status_code == 302
    with cast.a.open():
        row = TrustSettings.objects.get()
        assert row.heads_see_whole_matrix
        assert not row.senior_leaders_see_own_row
        assert cast.a.actor("head").policies == frozenset({"heads_see_whole_matrix"})


def test_the_policies_offered_are_those_that_a_grant_asks_for() -> None:
    from trust.actors import POLICIES
    from trust.forms.settings import PolicyForm
    from trust.permissions import ROLES

    asked_for = {grant.when for rule in ROLES.values() for grant in rule.grants if grant.when}
    assert set(POLICIES) == set(PolicyForm.base_fields) == asked_for


def test_words_and_colour(cast: Any, administrator: Client) -> None:
    assert administrator.post(cast.a.url("settings/words/"), {"matrix": "risk matrix"}).status_code == 302
    assert administrator.post(cast.a.url("settings/words/"), {"matrix": "x" * 41}).status_code == 422
    url = cast.a.url("settings/colour/")
    assert administrator.post(url, {"brand_colour": "#FFDD00"}).status_code == 422
    assert b"brand.css" not in administrator.get(url).content
    assert administrator.post(url, {"brand_colour": "#0b4f6c"}).status_code == 302
    page = administrator.get(url).content.decode()
    assert f"{cast.a.url('brand.css')}?0B4F6C" in page
    css = administrator.get(cast.a.url("brand.css"))
    assert css["Content-Type"].startswith("text/css")
    assert b"#0B4F6C" in css.content
    assert css["Cache-Control"] == "no-store"
    # By its colour it may be kept: another colour has another address.
    assert administrator.get(cast.a.url("brand.css?0B4F6C"))["Cache-Control"] == "private, max-age=86400"
    assert administrator.get(cast.a.url("brand.css?FFFFFF"))["Cache-Control"] == "no-store"
    assert cast.client(cast.b.users["chief"]).get(cast.b.url("brand.css")).content == b"\n"


def test_years_begin_with_a_preset(cast: Any, administrator: Client) -> None:
    url = cast.a.url("years/")
    assert b"No school year yet" in administrator.get(url).content
    assert administrator.post(cast.a.url("years/preset/2026/")).status_code == 302
    assert administrator.post(cast.a.url("years/preset/2026/")).status_code == 422
    assert administrator.post(cast.a.url("years/preset/1066/")).status_code == 404
    assert b"2026/27" in administrator.get(url).content
    trustee = cast.client(cast.a.users["trustee"])
    assert b"Change dates" not in trustee.get(url).content
    assert trustee.post(cast.a.url("years/preset/2026/")).status_code == 403
    assert trustee.get(cast.a.url("years/new/")).status_code == 403


def test_a_year_by_hand(cast: Any, administrator: Client) -> None:
    assert administrator.get(cast.a.url("years/new/")).status_code == 200
    assert administrator.post(cast.a.url("years/new/"), YEAR).status_code == 302
    with cast.a.open():
        year = SchoolYear.objects.get()
        assert Term.objects.filter(school_year=year).count() == 2
    url = cast.a.url(f"years/{year.id}/")
    assert b"2027-12-17" in administrator.get(url).content
    later = {**YEAR, "term-INITIAL_FORMS": "2", "term-0-ends_on": "2027-12-20"}
    assert administrator.post(url, later).status_code == 302
    assert cast.client(cast.b.users["administrator"]).get(cast.b.url(f"years/{year.id}/")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "2027-01-01"},
        {"starts_on": "soon"},
        {"term-0-name": ""},
        {"term-1-starts_on": "2027-12-01"},
        {"term-0-break_ends_on": ""},
        {"term-TOTAL_FORMS": "x"},
        {"term-TOTAL_FORMS": "99"},
        {"term-0-starts_on": "2027-09-01\x00"},
    ],
)
def test_dates_that_make_no_sense(cast: Any, administrator: Client, wrong: dict[str, str]) -> None:
    response = administrator.post(cast.a.url("years/new/"), {**YEAR, **wrong})
    assert response.status_code == 422
    assert b"There is a problem" in response.content
    with cast.a.open():
        assert not SchoolYear.objects.exists()


def test_the_summary_names_the_term_whose_date_is_missing(cast: Any, administrator: Client) -> None:
    empty = {**YEAR, "term-0-starts_on": "", "term-1-starts_on": ""}
    page = administrator.post(cast.a.url("years/new/"), empty).content.decode()
    assert ">Autumn: Enter the date, first day.</a>" in page
    assert page.count(": Enter the date, first day.</a>") == 2


def test_the_summary_names_the_year_s_own_dates_before_those_of_its_terms(cast: Any, administrator: Client) -> None:
    page = administrator.post(cast.a.url("years/new/"), dict.fromkeys(YEAR, "") | COUNTS).content.decode()
    assert page.index("first day of the year.</a>") < page.index("Term 1: ")


def test_a_year_that_came_without_its_terms_is_asked_for_again_in_plain_words(cast: Any, administrator: Client) -> None:
    answer = administrator.post(cast.a.url("years/new/"), {"starts_on": "2027-09-01", "ends_on": "2028-08-31"})
    assert answer.status_code == 422
    assert "The form did not arrive whole." in answer.content.decode()
    assert "bug report" not in answer.content.decode()


YEAR_QUERIES = 9


@pytest.mark.parametrize("rows", [1, 3])
def test_years_ask_the_same_questions_for_one_and_for_three(
    cast: Any, administrator: Client, rows: int, django_assert_num_queries: Any
) -> None:
    with cast.a.open():
        actor = cast.a.actor("administrator")
        years.add_preset(actor=actor, key="2026")
    for number in range(1, rows):
        year = 2026 + number
        given = {key: value.replace("2028", str(year + 1)).replace("2027", str(year)) for key, value in YEAR.items()}
        assert administrator.post(cast.a.url("years/new/"), given).status_code == 302
    administrator.get(cast.a.url("years/"))
    with django_assert_num_queries(YEAR_QUERIES):
        administrator.get(cast.a.url("years/"))


def test_a_token_is_shown_once(cast: Any) -> None:
    client = cast.client(cast.a.users["director"])
    url = cast.a.url("tokens/")
    assert b"No tokens" in client.get(url).content
    given = {"label": "Spreadsheet", "scopes": ["matrix.read"], "days": "90"}
    page = client.post(cast.a.url("tokens/new/"), given)
    assert page.status_code == 200
    assert b"ff_" in page.content
    listed = client.get(url).content
    assert b"Spreadsheet" in listed
    assert b"ff_" not in listed
    with cast.a.open():
        token = ApiToken.objects.get()
    other = cast.client(cast.a.users["chief"])
    assert b"Spreadsheet" not in other.get(url).content
    assert other.post(cast.a.url(f"tokens/{token.id}/revoke/")).status_code == 404
    assert client.get(cast.a.url(f"tokens/{token.id}/revoke/")).status_code == 200
    assert client.post(cast.a.url(f"tokens/{token.id}/revoke/")).status_code == 302
    assert b"Revoked" in client.get(url).content


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"label": "x", "scopes": ["people.manage"], "days": "90"},
        {"label": "x", "scopes": ["matrix.read"], "days": "9999"},
    ],
)
def test_a_token_that_makes_no_sense(cast: Any, given: dict[str, Any]) -> None:
    response = cast.client(cast.a.users["director"]).post(cast.a.url("tokens/new/"), given)
    assert response.status_code == 422
    assert b"There is a problem" in response.content


TOKEN_QUERIES = 8


@pytest.mark.parametrize("rows", [1, 3])
def test_tokens_ask_the_same_questions_for_one_and_for_three(
    cast: Any, rows: int, django_assert_num_queries: Any
) -> None:
    with cast.a.open():
        for number in range(rows):
            tokens.create(actor=cast.a.actor("director"), label=str(number), scopes=["matrix.read"], days=90)
    client = cast.client(cast.a.users["director"])
    client.get(cast.a.url("tokens/"))
    with django_assert_num_queries(TOKEN_QUERIES):
        client.get(cast.a.url("tokens/"))
