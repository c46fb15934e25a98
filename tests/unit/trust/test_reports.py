"""Reports: asked for once, built with the eyes of who asked, drawn without fetching anything."""

import base64
import datetime as dt
import http.server
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import docx
import openpyxl
import pypdfium2
import pytest
from django.template import engines
from django.utils import timezone

from tests.cast import Cast
from tests.pdf import faults_of, words_of
from tests.work import let_leases_run_out, let_pauses_pass, locks_noted, work_off
from trust.actions import leases, reports
from trust.actors import Actor
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.files import path_of
from trust.models import Due, Report, StoredFile
from trust.permissions import Permission
from trust.queries.files import file_for
from trust.queries.reports import find_report, reports_for
from trust.reports import About, ReportKind, kinds, render
from trust.reports.papers import Chapter, Paper, Passage
from trust.reports.sheets import Column, Sheet, workbook
from trust.reports.word import word_file

SUBJECT = uuid4()


@dataclass(frozen=True)
class Trial:
    """What the trial report is made of."""

    words: str
    rows: list[tuple[str, str]]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Registers the kind "trial" (PDF) and "trial_list" (workbook); the notes change what they do."""
    notes: dict[str, Any] = {"version": "1", "words": "Some words.", "error": None, "built": 0}

    def describe(actor: Actor, subject_id: UUID, parameters: Any) -> About:
        if subject_id != SUBJECT:
            raise NotFound()
        if notes.get("gone"):
            raise notes["gone"]
        return About("Trial report", notes["version"])

    def build(actor: Actor, subject_id: UUID, parameters: Any) -> Trial:
        notes["built"] += 1
        if notes["error"]:
            raise notes["error"]
        return Trial(notes["words"], [("Reading", "Good"), (actor.name, "Outstanding")])

    shared: dict[str, Any] = {
        "title": "Trial report",
        "permission": Permission.MATRIX_REPORT,
        "build": build,
        "describe": describe,
    }
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(ReportKind(kind="trial", template="reports/trial.html", **shared))
    columns = [Column("Name", 30), Column("Grade")]
    sheets = lambda data: [Sheet("List", columns, data.rows, notes=["Not official."])]
    kinds.register(ReportKind(kind="trial_list", sheets=sheets, **shared))
    text = """{% extends "reports/base.html" %}{% block content %}<h2>Part</h2><p>{{ report.words }}</p>
    <table><caption>Grades</caption><thead><tr><th scope="col">Area</th><th scope="col">Grade</th></tr></thead><tbody>
    {% for name, grade in report.rows %}
    <tr><th scope="row">{{ name }}</th><td class="g2">{{ grade }}</td></tr>{% endfor %}
    </tbody></table>{% endblock %}"""
    monkeypatch.setattr(
        "trust.preparing.render_to_string",
        lambda _name, context: engines["django"].from_string(text).render(context),
    )
    return notes


def ask(cast: Cast, who: str = "chief", name: str = "trial", **more: Any) -> Report:
    with cast.a.open():
        return reports.ask(actor=cast.a.actor(who), kind=name, subject_id=SUBJECT, **more)


def fresh(cast: Cast, report: Report) -> Report:
    with cast.a.open():
        return Report.objects.select_related("file").get(pk=report.pk)


def content(cast: Cast, report: Report) -> bytes:
    found = fresh(cast, report)
    assert found.state == "ready", found.fault
    return path_of(cast.a.trust.id, found.file_id).read_bytes()


def test_a_report_is_tagged_and_says_what_and_as_at_when(cast: Cast, kind: dict[str, Any]) -> None:
    report = ask(cast)
    assert (report.state, Due.objects.get().queue) == ("preparing", "pdf")
    assert work_off() == ["done"]
    pdf = content(cast, report)
    assert faults_of(pdf) == []
    words = words_of(pdf)
    for expected in ("Trial report", cast.a.canary, "As at", "Page 1 of 1", "Some words.", "Chief"):
        assert expected in words
    stored = fresh(cast, report).file
    assert stored.name == f"trial-report-{timezone.localdate():%Y-%m-%d}.pdf"
    assert (stored.content_type, stored.owner_kind, stored.owner_id) == ("application/pdf", "report", report.pk)


def test_a_double_click_is_one_report_and_a_new_version_another(cast: Cast, kind: dict[str, Any]) -> None:
    first = ask(cast)
    assert ask(cast).pk == first.pk
    assert ask(cast, parameters={"phase": "primary"}).pk != first.pk
    assert ask(cast, "director").pk != first.pk
    kind["version"] = "2"
    assert ask(cast).pk != first.pk
    assert Due.objects.count() == 4


def test_after_an_upgrade_that_changes_how_reports_look_one_is_made_anew(
    cast: Cast, kind: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(cast)
    monkeypatch.setattr(reports, "look", lambda: "another stylesheet")
    assert ask(cast).pk != first.pk


def test_two_forms_of_one_report_are_saved_under_two_names() -> None:
    form = lambda given: "A3 landscape" if given.get("paper") == "a3" else "A4 landscape"
    made = ReportKind("matrix", "Matrix", Permission.MATRIX_REPORT, lambda *_: None, template="x.html", form=form)
    stems = [made.stem("Matrix 2026/27", {"paper": paper}) for paper in ("a3", "a4")]
    assert stems == ["matrix-2026-27-a3-landscape", "matrix-2026-27-a4-landscape"]
    assert made.stem("long " * 60, {"paper": "a3"}).endswith("-a3-landscape")


def test_the_same_version_gives_the_same_bytes(cast: Cast, kind: dict[str, Any]) -> None:
    moment = timezone.now().replace(hour=9, minute=0)
    for name in ("trial", "trial_list"):
        first, second = ask(cast, "chief", name), ask(cast, "chief", name, parameters={"x": 1})
        with cast.a.open():
            Report.objects.update(as_at=moment)
        work_off()
        assert sha256(content(cast, first)).digest() == sha256(content(cast, second)).digest()


def test_who_may_ask(cast: Cast, kind: dict[str, Any]) -> None:
    with pytest.raises(NotPermitted):
        ask(cast, "trustee")
    with cast.a.open():
        chief = cast.a.actor("chief")
        with pytest.raises(NotFound):
            reports.ask(actor=chief, kind="trial", subject_id=uuid4())
        with pytest.raises(NotFound):
            reports.ask(actor=chief, kind="unheard", subject_id=SUBJECT)
    assert Due.objects.count() == 0


def test_who_has_left_meanwhile_gets_nothing(cast: Cast, kind: dict[str, Any]) -> None:
    report = ask(cast)
    with cast.a.open():
        member = cast.a.members["chief"]
        member.until_on = timezone.localdate() - dt.timedelta(days=1)
        member.save()
    assert work_off() == ["failed"]
    assert fresh(cast, report).fault == "Who asked for this report is no longer a member."
    assert kind["built"] == 0


def test_who_lost_the_role_meanwhile_gets_nothing(cast: Cast, kind: dict[str, Any]) -> None:
    report = ask(cast, "director")
    with cast.a.open():
        member = cast.a.members["director"]
        member.role = "trustee"
        member.save()
    assert work_off() == ["failed"]
    assert fresh(cast, report).state == "failed"
    assert kind["built"] == 0


@pytest.mark.parametrize("error", [NotFound(), NotPermitted("No."), BadInput("Nothing to print yet.")])
def test_a_refusal_is_told_and_can_be_tried_again(cast: Cast, kind: dict[str, Any], error: Exception) -> None:
    kind["error"] = error
    report = ask(cast)
    with cast.a.open(), pytest.raises(Refused):
        reports.try_again(report=report)
    assert work_off() == ["failed"]
    assert fresh(cast, report).fault
    kind["error"] = None
    assert ask(cast).state == "preparing"
    assert work_off() == ["done"]
    assert fresh(cast, report).state == "ready"


def test_a_fault_of_ours_is_tried_again_then_told_without_its_words(cast: Cast, kind: dict[str, Any]) -> None:
    kind["error"] = ZeroDivisionError("somebody's secret")
    report = ask(cast)
    for _attempt in range(3):
        assert work_off() == ["due"]
        assert fresh(cast, report).state == "preparing"
        let_pauses_pass()
    assert work_off() == ["failed"]
    assert fresh(cast, report).fault == "Something went wrong on our side (ZeroDivisionError)."


def test_a_killed_renderer_leaves_one_report_and_one_file(
    cast: Cast, kind: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(cast)

    class Killed(BaseException):
        """As kill -9: nothing of ours runs after it."""

    def kill(_draft: Any) -> bytes:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("trust.preparing.draw", kill)
        with pytest.raises(Killed):
            work_off()
    assert (fresh(cast, report).state, Due.objects.get().state) == ("preparing", "leased")
    let_leases_run_out()
    assert work_off() == ["done"]
    with cast.a.open():
        assert StoredFile.objects.count() == 1


def test_a_renderer_thought_dead_writes_no_second_file(
    cast: Cast, kind: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(cast)

    def slow(_draft: Any) -> bytes:
        let_leases_run_out()
        monkeypatch.undo()
        lease = leases.take(due_id=Due.objects.get().pk)
        assert lease is not None
        with leases.finishing(lease):
            pass
        return b"%PDF-late"

    monkeypatch.setattr("trust.preparing.draw", slow)
    assert work_off() == ["lost"]
    with cast.a.open():
        assert not StoredFile.objects.exists()
    assert not path_of(cast.a.trust.id, report.pk).parent.exists()


def test_reports_are_read_by_who_asked_as_long_as_they_may(cast: Cast, kind: dict[str, Any]) -> None:
    report = ask(cast)
    with cast.a.open():
        assert find_report(cast.a.actor("chief"), report.pk)
        for other in ("director", "trustee"):
            assert reports_for(cast.a.actor(other)) == []
            with pytest.raises(NotFound):
                find_report(cast.a.actor(other), report.pk)
        cast.a.members["chief"].role = "trustee"
        cast.a.members["chief"].save()
        assert reports_for(cast.a.actor("chief")) == []
    with cast.b.open():
        assert reports_for(cast.b.actor("chief")) == []
        with pytest.raises(NotFound):
            find_report(cast.b.actor("chief"), report.pk)


def test_a_report_whose_subject_is_no_longer_ones_own_is_not_opened_nor_its_file(
    cast: Cast, kind: dict[str, Any]
) -> None:
    """The right to the kind is still there; the right to this subject went with an appointment."""
    report = ask(cast)
    assert work_off() == ["done"]
    with cast.a.open():
        chief, file = cast.a.actor("chief"), Report.objects.get().file
        assert file_for(chief, file.id) == file
        kind["gone"] = NotPermitted("No longer.")
        with pytest.raises(NotFound):
            find_report(chief, report.pk)
        with pytest.raises(NotFound):
            file_for(chief, file.id)


def test_the_operator_tries_a_failed_report_again_and_it_becomes_ready(cast: Cast, kind: dict[str, Any]) -> None:
    from trust.actions.jobs import try_again

    report = ask(cast)
    kind["error"] = NotFound()
    assert work_off() == ["failed"]
    assert fresh(cast, report).state == "failed"
    kind["error"] = None
    try_again(due_id=Due.objects.get().pk)
    assert (fresh(cast, report).state, fresh(cast, report).fault) == ("preparing", "")
    assert work_off() == ["done"]
    assert fresh(cast, report).state == "ready"


def test_who_asked_and_the_operator_lock_the_work_and_nothing_before_it(cast: Cast, kind: dict[str, Any]) -> None:
    """Each in another order would wait for the other for ever."""
    from trust.actions.jobs import try_again

    report = ask(cast)
    for again in (lambda: reports.try_again(report=report), lambda: try_again(due_id=Due.objects.get().pk)):
        kind["error"] = NotFound()
        assert work_off() == ["failed"]
        with cast.a.open(), locks_noted() as tables:
            again()
        assert tables == ["trust_due"]
        assert fresh(cast, report).state == "preparing"


def test_ones_own_reports_are_listed_however_many_others_asked_since(cast: Cast, kind: dict[str, Any]) -> None:
    own = ask(cast)
    with cast.a.open():
        fields = {"kind": "trial", "title": "x", "version": "1", "as_at": timezone.now(), "asked_by_name": "Director"}
        director = cast.a.members["director"].id
        Report.objects.bulk_create([Report(subject_id=SUBJECT, asked_by=director, **fields) for _ in range(600)])
        assert reports_for(cast.a.actor("chief")) == [own]


# --- nothing is fetched -----------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine that notes every request."""
    hits: list[str] = []

    class Note(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"body { color: red }")

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Note)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()
    thread.join(5)


FRAGMENT = """<link rel="stylesheet" href="{url}/link"><style>@import url("{url}/import");
@font-face {{ font-family: x; src: url("{url}/font") }}
p {{ font-family: x; background: url("{url}/background") }}</style>
<img src="{url}/img" alt="x"><svg><image href="{url}/svgimage"/><use href="{url}/use"/></svg>
<object data="{url}/object"></object><embed src="{url}/embed"><iframe src="{url}/frame"></iframe>
<a rel="attachment" href="file://{canary}">a</a><a rel="attachment" href="{url}/attachment">b</a>
<link rel="attachment" href="file://{canary}"><img src="file://{canary}" alt="x">
<img src="//127.0.0.1/x" alt="x"><img src="ftp://127.0.0.1/x" alt="x"><img src="../../../../etc/passwd" alt="x">
<img src="css/../../../settings/base.py" alt="x"><img src="data:image/svg+xml,<svg/>" alt="x">
<img src="data:text/html;base64,PGI+" alt="x"><p>End of fragment</p>"""


def test_a_hostile_fragment_is_text_and_fetches_nothing(
    cast: Cast, kind: dict[str, Any], listener: tuple[str, list[str]], tmp_path: Any
) -> None:
    url, hits = listener
    canary = tmp_path / "secret.txt"
    canary.write_text("canary of the disk")
    kind["words"] = FRAGMENT.format(url=url, canary=canary)
    report = ask(cast)
    assert work_off() == ["done"]
    assert hits == []
    assert "End of fragment" in words_of(content(cast, report))


def test_even_live_in_the_html_nothing_is_fetched(listener: tuple[str, list[str]], tmp_path: Any) -> None:
    url, hits = listener
    canary = tmp_path / "secret.txt"
    canary.write_text("canary of the disk")
    html = f"<html lang=en-GB><title>x</title>{FRAGMENT.format(url=url, canary=canary)}"
    pdf = render.render_pdf(html)
    assert hits == []
    assert pypdfium2.PdfDocument(pdf).count_attachments() == 0
    assert b"canary of the disk" not in pdf


def test_a_fatal_fetching_error_does_not_take_the_worker_down(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    class Fatal:
        def __init__(self, **_words: Any) -> None:
            raise FatalURLFetchingError("no")

    monkeypatch.setattr(weasyprint, "HTML", Fatal)
    with pytest.raises(render.RenderFault):
        render.render_pdf("<p>x</p>")


def test_pictures_in_the_address_are_png_and_nothing_else() -> None:
    png = base64.b64encode(render.PNG + b"x").decode()
    assert render.picture(render.PNG_URL + png).startswith(render.PNG)
    for wrong in ("!!", base64.b64encode(b"<svg/>").decode(), "A" * render.LARGEST_PICTURE):
        with pytest.raises(ValueError, match="picture"):
            render.picture(render.PNG_URL + wrong)


# --- workbooks --------------------------------------------------------------------------------------------------


def test_a_list_as_workbook(cast: Cast, kind: dict[str, Any]) -> None:
    report = ask(cast, name="trial_list")
    assert work_off() == ["done"]
    book = openpyxl.load_workbook(io.BytesIO(content(cast, report)))
    assert book.sheetnames == ["About", "List"]
    about = [cell.value for cell in book["About"]["B"]]
    assert about[0] == "Trial report"
    assert cast.a.canary in about[1]
    assert "Not official." in about
    sheet = book["List"]
    assert [cell.value for cell in sheet[1]] == ["Name", "Grade"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 30
    assert fresh(cast, report).file.name.endswith(".xlsx")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%"])
def test_text_is_never_a_formula(start: str) -> None:
    raw = workbook(
        title=start + "t",
        trust_name=start + "t",
        as_at=timezone.now(),
        sheets=[Sheet(start + "x", [Column(start + "cmd()")], [[start + "1+1"], [-5], [True], [None]])],
    )
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    tab = book.worksheets[1]
    assert tab["A2"].data_type == "s"
    assert tab["A2"].quotePrefix is True
    assert (tab["A3"].value, tab["A3"].data_type) == (-5, "n")


def test_odd_text_and_names_do_not_break_a_workbook() -> None:
    rows = [["\x01\x0b\ufffe\ud800 a"], ["x" * 50_000], ["=" * 40_000], [dt.date(2026, 9, 1)], [timezone.now()]]
    sheets = [Sheet(name, [Column("A")], rows) for name in ("a/b[c]:*?", "a b c", "", "'", "x" * 60, "x" * 60, "About")]
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(title="\x01t", trust_name="t\x02", as_at=timezone.now(), sheets=sheets))
    )
    assert len(set(book.sheetnames)) == 8
    assert book.worksheets[1]["A2"].value == " a"


@pytest.mark.parametrize("columns", [1, 2, 3, 7])
def test_of_a_table_in_word_the_column_of_the_sentences_has_most_room_and_none_leaves_the_page(columns: int) -> None:
    rows = [["Action"] * columns, ["Train all teachers to plan checks from the curriculum map"] * columns]
    paper = Paper("", (), [Chapter("Actions", [Passage("Actions", table=rows)])])
    moment = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    made = docx.Document(io.BytesIO(word_file(title="Plan", trust_name="Trust", as_at=moment, paper=paper)))
    page, (table,) = made.sections[-1], made.tables
    widths = [cell.width for cell in table.rows[1].cells]
    assert widths == [column.width for column in table.columns]
    assert sum(widths) <= page.page_width - page.left_margin - page.right_margin
    assert widths[0] == max(widths)
    assert (widths[0] > 2 * widths[-1]) == (columns == 7)
