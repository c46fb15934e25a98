"""Pages of files and reports: who may open them, and what a browser is told about a file."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.template import engines

from tests.cast import Cast
from tests.work import work_off
from trust import files
from trust.actions import reports
from trust.actions.files import store
from trust.models import Report, StoredFile
from trust.permissions import Permission
from trust.reports import ReportKind, kinds

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the people who may read files of kind "trial"."""
    may: set[str] = set()
    monkeypatch.setitem(files._owners, "trial", lambda actor, owner_id: actor.email in may)
    return may


@pytest.fixture
def stored(cast: Cast, readers: set[str]) -> StoredFile:
    with cast.a.open():
        chief = cast.a.actor("chief")
        return store(actor=chief, name='Bericht "ä" №1.pdf', content=PDF, owner_kind="trial", owner_id=uuid4())


def test_a_file_is_handed_out_as_an_attachment_in_a_sandbox(cast: Cast, readers: set[str], stored: StoredFile) -> None:
    readers.add("chief@a.example")
    answer = cast.client(cast.a.users["chief"]).get(cast.a.url(f"files/{stored.pk}/"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Bericht%20")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_a_file_that_may_not_be_read_is_not_there(cast: Cast, readers: set[str], stored: StoredFile) -> None:
    readers.update({"chief@a.example", "chief@b.example", "stranger@nowhere.example"})
    path = f"files/{stored.pk}/"
    assert cast.client(cast.a.users["director"]).get(cast.a.url(path)).status_code == 404
    assert cast.client(cast.b.users["chief"]).get(cast.b.url(path)).status_code == 404
    assert cast.client(cast.b.users["chief"]).get(cast.a.url(path)).status_code == 404
    assert cast.client(cast.stranger).get(cast.a.url(path)).status_code == 404
    assert cast.client(cast.a.users["chief"]).get(cast.a.url(f"files/{uuid4()}/")).status_code == 404
    assert cast.client(cast.a.users["chief"]).post(cast.a.url(path)).status_code == 405


@pytest.mark.parametrize(("state", "words"), [("quarantined", "virus check"), ("infected", "virus check")])
def test_a_file_not_judged_clean_is_not_handed_out(
    cast: Cast, readers: set[str], stored: StoredFile, state: str, words: str
) -> None:
    readers.add("chief@a.example")
    with cast.a.open():
        stored.state = state
        stored.save()
    answer = cast.client(cast.a.users["chief"]).get(cast.a.url(f"files/{stored.pk}/"))
    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_a_row_whose_bytes_are_gone_is_a_404(cast: Cast, readers: set[str], stored: StoredFile) -> None:
    readers.add("chief@a.example")
    files.path_of(cast.a.trust.id, stored.pk).unlink()
    assert cast.client(cast.a.users["chief"]).get(cast.a.url(f"files/{stored.pk}/")).status_code == 404


# --- reports ----------------------------------------------------------------------------------------------------


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind "trial"."""
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(
        ReportKind(
            kind="trial",
            title="Trial report",
            permission=Permission.MATRIX_REPORT,
            build=lambda actor, subject_id, parameters: "words",
            template="reports/trial.html",
        )
    )
    monkeypatch.setattr(
        "trust.preparing.render_to_string",
        lambda _name, context: (
            engines["django"]
            .from_string('{% extends "reports/base.html" %}{% block content %}<p>x</p>{% endblock %}')
            .render(context)
        ),
    )


def ask(cast: Cast) -> Report:
    with cast.a.open():
        return reports.ask(actor=cast.a.actor("chief"), kind="trial", subject_id=UUID(int=7))


def test_from_being_prepared_to_the_file(cast: Cast, kind: None) -> None:
    report, chief = ask(cast), cast.client(cast.a.users["chief"])
    url = cast.a.url(f"reports/{report.pk}/")
    page = chief.get(url).content.decode()
    assert "Being prepared" in page
    assert 'hx-trigger="load delay:2s"' in page
    assert f'href="{url}"' in page
    part = chief.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section class="card narrow" id="report-state"')
    assert part.strip() in page
    work_off()
    page = chief.get(url).content.decode()
    # Nothing asks again and again any more.
    assert "delay:" not in page
    with cast.a.open():
        file_id = Report.objects.get().file_id
    link = cast.a.url(f"files/{file_id}/")
    assert f'href="{link}"' in page
    answer = chief.get(link)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert f'href="{link}"' in chief.get(cast.a.url("reports/")).content.decode()


def test_a_failed_report_says_why_and_is_tried_again(cast: Cast, kind: None) -> None:
    report, chief = ask(cast), cast.client(cast.a.users["chief"])
    url = cast.a.url(f"reports/{report.pk}/")
    assert chief.post(url + "again/").status_code == 409
    with cast.a.open():
        reports.mark_failed(report_id=report.pk, sentence="Nothing <b>to</b> print.")
    # The worker's own note follows the report's.
    from trust.models import Due

    Due.objects.update(state="failed")
    page = chief.get(url).content.decode()
    assert "Nothing &lt;b&gt;to&lt;/b&gt; print." in page
    assert f'action="{url}again/"' in page
    assert chief.get(url + "again/").status_code == 405
    answer = chief.post(url + "again/")
    assert (answer.status_code, answer.url) == (302, url)
    assert "Being prepared" in chief.get(url).content.decode()


def test_reports_of_others_are_not_there(cast: Cast, kind: None) -> None:
    report = ask(cast)
    work_off()
    with cast.a.open():
        file_id = Report.objects.get().file_id
    paths = (f"reports/{report.pk}/", f"files/{file_id}/")
    people = [
        (cast.a.users["director"], cast.a),
        (cast.a.users["trustee"], cast.a),
        (cast.b.users["chief"], cast.b),
        (cast.b.users["chief"], cast.a),
    ]
    for user, troupe in people:
        for path in paths:
            assert cast.client(user).get(troupe.url(path)).status_code == 404
        assert cast.client(user).post(troupe.url(f"reports/{report.pk}/again/")).status_code == 404
    assert "Trial report" not in cast.client(cast.a.users["director"]).get(cast.a.url("reports/")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(
    cast: Cast, kind: None, number: int, django_assert_max_num_queries: Any
) -> None:
    with cast.a.open():
        for at in range(number):
            reports.ask(actor=cast.a.actor("chief"), kind="trial", subject_id=UUID(int=at))
    chief = cast.client(cast.a.users["chief"])
    chief.get(cast.a.url("reports/"))
    with django_assert_max_num_queries(16) as queries:
        assert chief.get(cast.a.url("reports/")).content.decode().count("Being prepared") == number
    asked = [query["sql"] for query in queries.captured_queries if 'FROM "trust_report"' in query["sql"]]
    assert len(asked) == 1
    assert not [query for query in queries.captured_queries if query["sql"].startswith('SELECT "trust_storedfile"')]


def test_no_reports_yet(cast: Cast) -> None:
    assert "No reports yet" in cast.client(cast.a.users["trustee"]).get(cast.a.url("reports/")).content.decode()
