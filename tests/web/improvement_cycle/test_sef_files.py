"""The self-evaluation as a file: asked for by whoever reads the version, made by the worker, once."""

import datetime as dt
import io
from typing import Any

import docx
import pytest
from django.utils import timezone

from tests.web.improvement_cycle.conftest import Web
from tests.work import work_off
from trust.files import path_of
from trust.models import Delegation, Report, Section, StoredFile


@pytest.fixture
def submitted(web: Web) -> Web:
    head = web.client("head")
    head.post(web.row_url("sef_begin"))
    with web.open():
        Section.objects.update(
            content={"narrative": "<p>Reading is <strong>strong</strong>.</p>", "grade": "good"}, is_finished=True
        )
    assert head.post(web.row_url("sef_check")).status_code == 302
    return web


def ask(web: Web, who: str, **sent: str) -> Any:
    return web.client(who).post(web.row_url("sef_report", "beckside", "1"), sent)


@pytest.mark.parametrize(
    ("form", "ending", "first", "words"), [("pdf", "pdf", b"%PDF", "PDF"), ("word", "docx", b"PK", "Word")]
)
def test_a_version_comes_as_pdf_and_as_word(submitted: Web, form: str, ending: str, first: bytes, words: str) -> None:
    answer = ask(submitted, "chief", form=form)
    assert (answer.status_code, ask(submitted, "chief", form=form)["Location"]) == (302, answer["Location"])
    page = submitted.client("chief").get(answer["Location"]).content.decode()
    assert ("Being prepared" in page, f"{words}. As at" in page) == (True, True)
    assert work_off() == ["done"]
    with submitted.open():
        report = Report.objects.get()
        stored = StoredFile.objects.get(id=report.file_id)
        content = path_of(submitted.stage.troupe.trust.id, stored.id).read_bytes()
    assert (report.state, stored.name.rpartition(".")[2]) == ("ready", ending)
    assert content.startswith(first)
    if form == "word":
        texts = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
        assert {"Leadership", "Reading is strong.", "Good"} <= set(texts)
    assert submitted.client("director").get(answer["Location"]).status_code == 404


def test_other_forms_and_other_readers_are_refused(submitted: Web) -> None:
    assert ask(submitted, "chief", form="exe").status_code == 400
    for who in ("trustee", "other_head", "administrator", "senior_leader"):
        assert ask(submitted, who, form="word").status_code == 404


def test_who_stood_in_opens_no_report_once_that_is_over(submitted: Web) -> None:
    today = timezone.localdate()
    with submitted.open():
        people = submitted.stage.troupe.members
        standing_in = Delegation.objects.create(
            by=people["chief"], to=people["officer"], kind="self_evaluation", from_on=today, until_on=today
        )
    report = ask(submitted, "officer", form="pdf")["Location"]
    assert work_off() == ["done"]
    assert submitted.client("officer").get(report).status_code == 200
    with submitted.open():
        yesterday = today - dt.timedelta(days=1)
        Delegation.objects.filter(id=standing_in.id).update(from_on=yesterday, until_on=yesterday)
    assert submitted.client("officer").get(report).status_code == 404


def test_the_row_comes_as_pdf_for_those_who_read_it(web: Web) -> None:
    web.settled()
    page = web.client("head").get(web.row_url("row")).content.decode()
    assert f'action="{web.row_url("row_report")}"' in page
    answer = web.client("head").post(web.row_url("row_report"))
    assert work_off()[-1] == "done"
    assert "Download" in web.client("head").get(answer["Location"]).content.decode()
    for who in ("other_head", "trustee", "governor"):
        assert web.client(who).post(web.row_url("row_report")).status_code == 404, who
