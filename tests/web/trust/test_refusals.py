"""What is refused before any page is asked, in words that say what to do."""

from django.test import Client

from tests.cast import Cast


def signed_in(cast: Cast) -> Client:
    """As browsers are: a form without its token is refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.a.users["chief"], backend="trust.accounts.SignInBackend")
    return client


def test_a_method_that_no_page_takes_is_not_called_a_page_open_for_too_long(cast: Cast) -> None:
    for method in ("PUT", "DELETE", "PATCH", "BREW"):
        answer = signed_in(cast).generic(method, cast.a.url(""))
        assert (answer.status_code, b"Pages take forms only" in answer.content) == (403, True), method
    assert signed_in(cast).post(cast.a.url("")).status_code == 403


def test_a_form_that_is_too_big_is_told_so(cast: Cast) -> None:
    browser = signed_in(cast)
    browser.get(cast.a.url("reports/"))
    answer = browser.post(cast.a.url(""), {"text": "x" * 3_000_000})
    assert (answer.status_code, b"too big" in answer.content) == (413, True)
