"""First use, the editor of a draft, years, and what is published."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academies.enums import Phase
from improvement_cycle.models import Cycle, ImprovementModel, MatrixColumn, MatrixSnapshot
from tests.unit.improvement_cycle.academies import make_academy
from tests.web.improvement_cycle.conftest import Web
from trust.ids import uuid7
from trust.models import Activity, Report, SchoolYear


def draft_of(web: Web, client: Client) -> Any:
    """A draft of the report-card model."""
    assert client.post(web.url("model_choose"), {"preset": "report_card"}).status_code == 302
    with web.open():
        return ImprovementModel.objects.get(state="draft")


class TestFirstUse:
    def test_nothing_is_chosen_and_the_report_card_stands_first(self, bare: Web) -> None:
        html = bare.client("administrator").get(bare.url("set_up")).content.decode()
        assert "Set up your trust" in html
        assert "checked" not in html
        assert html.index("report-card areas") < html.index("Four stages, four grades")

    @pytest.mark.parametrize("sent", [{}, {"preset": "partnership"}, {"preset": "nothing"}])
    def test_a_choice_must_be_made(self, bare: Web, sent: dict[str, str]) -> None:
        answer = bare.client("administrator").post(bare.url("model_choose"), sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()

    def test_all_words_can_be_read_before(self, bare: Web) -> None:
        client = bare.client("administrator")
        html = client.get(bare.url("model_preset", "report_card")).content.decode()
        assert "What each category brings" in html
        assert client.get(bare.url("model_preset", "partnership")).status_code == 404

    def test_choose_publish_and_open_the_year(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        assert client.post(bare.url("model_publish", draft.id)).status_code == 302
        year = bare.stage.years["now"]
        sent = {"school_year": str(year.id), "model": str(draft.id)}
        assert client.post(bare.url("cycles"), sent).status_code == 302
        with bare.open():
            assert Cycle.objects.get().rows.count() == 3
        assert client.post(bare.url("cycles"), sent).status_code == 409
        assert client.post(bare.url("cycles"), {"school_year": "x"}).status_code == 422

    @pytest.mark.parametrize("who", ["chief", "head", "trustee"])
    def test_others_do_not_set_up(self, bare: Web, who: str) -> None:
        client = bare.client(who)
        assert client.get(bare.url("set_up")).status_code == 404
        assert client.get(bare.url("model_choose")).status_code == 403
        assert client.get(bare.url("cycles")).status_code == 404


class TestEditor:
    def test_add_rename_move_and_remove(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            scale = draft.scales.first()
        values = {"label": "Attendance <b>", "scale": str(scale.id), "applies_to": "every"}
        assert client.post(bare.url("model_add", draft.id, "column"), values).status_code == 302
        html = client.get(bare.url("model_edit", draft.id)).content.decode()
        assert "Attendance &lt;b&gt;" in html
        with bare.open():
            made = MatrixColumn.objects.get(model=draft, label="Attendance <b>")
        change = bare.url("model_piece", draft.id, "column", made.id)
        assert client.post(change, {**values, "label": "Attendance"}).status_code == 302
        move = bare.url("model_move", draft.id, "column", made.id)
        assert client.post(move, {"to": "up"}).status_code == 302
        assert client.post(move, {"to": "sideways"}).status_code == 400
        with bare.open():
            keys = list(draft.columns.values_list("id", flat=True))
            assert keys.index(made.id) == len(keys) - 2
        assert client.post(bare.url("model_remove", draft.id, "column", made.id)).status_code == 302
        assert client.get(change).status_code == 404

    def test_the_editor_shows_rows_of_the_matrix_with_the_drafts_columns_and_grades(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        html = client.get(bare.url("model_edit", draft.id)).content.decode()
        preview = html.split('id="preview"')[1].split("</section>")[0]
        assert preview.count('<th scope="row">') == len(Phase)
        for word in ("Exceptional", "Urgent improvement", "n/a", "Not submitted", "No inspection known"):
            assert word in preview

    def test_a_change_is_drawn_before_it_is_saved_and_nothing_of_it_stays(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            column = draft.columns.exclude(scale=None).first()
            noted = Activity.objects.count()
        address = bare.url("model_piece", draft.id, "column", column.id)
        values = {"label": "Attendance <b>", "short_label": "Attend", "scale": str(column.scale_id)}
        sent = {**values, "applies_to": "every", "phases": ["secondary"], "preview": "1"}
        page = client.post(address, sent)
        assert page.status_code == 200
        assert '<th scope="col" class="col-area">Attend</th>' in page.content.decode()
        assert 'value="Attendance &lt;b&gt;"' in page.content.decode()
        part = client.post(address, sent, headers={"HX-Request": "true", "HX-Target": "preview"}).content.decode()
        assert part.lstrip().startswith('<section class="card matrix-card" id="preview"')
        assert ">Attend</th>" in part
        standing = client.get(bare.url("model_edit", draft.id)).content.decode()
        assert ">Attend</th>" not in standing
        with bare.open():
            column.refresh_from_db()
            assert column.label != "Attendance <b>"
            assert Activity.objects.count() == noted

    def test_no_row_of_the_preview_contradicts_the_rule(self, bare: Web) -> None:
        client = bare.client("administrator")
        html = client.get(bare.url("model_edit", draft_of(bare, client).id)).content.decode()
        rows = html.split('id="preview"')[1].split("</table>")[0].split("<tr>")[2:]
        best = [row for row in rows if 'class="cat c1"' in row]
        assert best
        assert not [row for row in best if 'td class="j g4"' in row or 'td class="j r1"' in row]
        assert [row for row in rows if 'class="cat c3"' in row]

    def test_a_new_grade_is_drawn_and_what_is_missing_is_said(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            scale = draft.columns.exclude(scale=None).first().scale
        address = bare.url("model_add", draft.id, "grade") + f"?of={scale.id}"
        sent = {"label": "Splendid", "concern": "none", "shape": "star", "tone": "g1", "preview": "1"}
        html = client.post(address, sent).content.decode()
        assert "Splendid" in html.split('id="preview"')[1]
        live = {"HX-Request": "true", "HX-Target": "preview"}
        answer = client.post(address, {**sent, "label": ""}, headers=live)
        assert answer.status_code == 422
        assert "Not drawn yet: Word: Fill this in." in answer.content.decode()
        assert bare.client("chief").post(address, sent).status_code in {403, 404}
        with bare.open():
            assert not scale.grades.filter(label="Splendid").exists()

    def test_faults_are_said_at_the_field(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        for piece in ("area", "scale", "column", "source", "category"):
            answer = client.post(bare.url("model_add", draft.id, piece), {"label": ""})
            assert answer.status_code == 422, piece
            assert 'href="#id_label"' in answer.content.decode()
        assert client.get(bare.url("model_add", draft.id, "nothing")).status_code == 404
        assert (
            client.post(
                bare.url("model_add", draft.id, "grade") + "?of=x",
                {
                    "label": "Fine",
                    "concern": "none",
                    "shape": "dot",
                    "tone": "g2",
                },
            ).status_code
            == 400
        )

    @pytest.mark.parametrize("same", ["Attendance", " attendance ", "ATTENDANCE"])
    @pytest.mark.parametrize("piece", ["area", "scale", "source", "category"])
    def test_a_list_takes_no_name_twice(self, bare: Web, piece: str, same: str) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        add = bare.url("model_add", draft.id, piece)
        more = {"tone": "c1"}
        assert client.post(add, {"label": "Attendance", **more}).status_code == 302
        answer = client.post(add, {"label": same, **more})
        assert answer.status_code == 422
        assert "This list has “" in answer.content.decode()
        assert 'href="#id_label"' in answer.content.decode()

    def test_a_grade_and_a_column_may_not_be_renamed_to_another_of_their_list(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            grade, other = draft.scales.first().grades.all()[:2]
            column, neighbour = draft.columns.exclude(scale=None)[:2]
        given = {"concern": grade.concern, "shape": grade.shape, "tone": grade.tone}
        change = bare.url("model_piece", draft.id, "grade", grade.id)
        assert client.post(change, {**given, "label": other.label.upper()}).status_code == 422
        assert client.post(change, {**given, "label": grade.label.upper()}).status_code == 302
        given = {"scale": str(column.scale_id), "applies_to": "every"}
        change = bare.url("model_piece", draft.id, "column", column.id)
        assert client.post(change, {**given, "label": neighbour.label.replace(" ", "  ")}).status_code == 422

    def test_a_draft_that_names_two_the_same_is_not_published(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            first, second = draft.areas.all()[:2]
            draft.areas.filter(id=second.id).update(label=first.label.upper())
        html = client.get(bare.url("model_publish", draft.id)).content.decode()
        assert f"Two areas are called “{first.label.upper()}”. Rename one of them." in html
        assert client.post(bare.url("model_publish", draft.id)).status_code == 409

    def test_after_a_move_or_a_change_the_address_names_what_was_touched(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            first, second = draft.areas.all()[:2]
        page = client.get(bare.url("model_edit", draft.id)).content.decode()
        move = bare.url("model_move", draft.id, "area", second.id)
        for to, spot in (("up", f"area-{second.id}-down"), ("down", f"area-{second.id}-down")):
            assert client.post(move, {"to": to})["Location"].endswith(f"#{spot}")
            assert f'id="{spot}"' in page
        answer = client.post(bare.url("model_piece", draft.id, "area", first.id), {"label": "Renamed"})
        assert answer["Location"].endswith(f"#area-{first.id}-a")
        assert f'id="area-{first.id}-a"' in page

    def test_before_publishing_one_sees_what_is_published_and_how_rows_will_look(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        with bare.open():
            area, areas = draft.areas.first(), draft.areas.count()
        html = client.get(bare.url("model_publish", draft.id)).content.decode()
        assert f"Key areas: {areas}</strong>" in html
        assert area.label in html
        assert "This is the first version" in html
        assert 'id="preview"' in html

    def test_before_publishing_one_sees_what_changed_since_the_version_before(self, web: Web) -> None:
        client = web.client("administrator")
        assert client.post(web.url("model_new", web.stage.model.id)).status_code == 302  # type: ignore[union-attr]
        with web.open():
            draft = ImprovementModel.objects.get(state="draft")
            renamed, gone = draft.areas.all()[:2]
            source = draft.evidence_sources.first()
        address = web.url("model_publish", draft.id)
        assert "Nothing." in client.get(address).content.decode()
        client.post(web.url("model_piece", draft.id, "area", renamed.id), {"label": "Belonging"})
        client.post(web.url("model_piece", draft.id, "source", source.id), {"label": source.label, "hint": "New hint"})
        client.post(web.url("model_remove", draft.id, "area", gone.id))
        client.post(web.url("model_words", draft.id), {"label": "Our cycle", "matrix_label": draft.matrix_label})
        client.post(web.url("model_add", draft.id, "area"), {"label": "Attendance for all"})
        html = client.get(address).content.decode()
        assert f"What changed since version {draft.number - 1}" in html
        for line in (
            f"<strong>Renamed:</strong> {draft.label}, now Our cycle (name of the model)",
            f"<strong>Renamed:</strong> {renamed.label}, now Belonging (key areas)",
            f"<strong>Changed:</strong> {source.label} (sources of evidence)",
            f"<strong>Removed:</strong> {gone.label} (key areas)",
            "<strong>Added:</strong> Attendance for all (key areas)",
        ):
            assert line in html

    def test_the_guidance_that_plans_go_by_is_chosen_told_and_compared(self, web: Web) -> None:
        client = web.client("administrator")
        assert client.post(web.url("model_new", web.stage.model.id)).status_code == 302  # type: ignore[union-attr]
        with web.open():
            draft = ImprovementModel.objects.get(state="draft")
        address, names = web.url("model_words", draft.id), {"label": draft.label, "matrix_label": draft.matrix_label}
        assert '<option value="eef_2024" selected>' in client.get(address).text
        assert client.post(address, {**names, "edition": "eef_1999"}).status_code == 422
        assert client.post(address, {**names, "edition": "eef_2019"}).status_code == 302
        assert "EEF guidance on implementation, 2019 edition." in client.get(web.url("model", draft.id)).text
        what = "EEF guidance on implementation, 2024 edition, now EEF guidance on implementation, 2019 edition"
        page = client.get(web.url("model_publish", draft.id)).text
        assert f"<strong>Changed:</strong> {what} (implementation guidance)" in page

    def test_a_published_version_stays_as_it_is(self, web: Web) -> None:
        client = web.client("administrator")
        model = web.stage.model
        assert model is not None
        assert client.get(web.url("model_edit", model.id)).status_code == 404
        assert client.get(web.url("model", model.id)).status_code == 200
        assert client.post(web.url("model_new", model.id)).status_code == 302
        assert client.post(web.url("model_new", model.id)).status_code == 409

    def test_a_draft_is_for_those_who_manage(self, bare: Web) -> None:
        draft = draft_of(bare, bare.client("administrator"))
        for name in ("model", "model_edit", "model_publish"):
            assert bare.client("chief").get(bare.url(name, draft.id)).status_code in {403, 404}
        assert bare.client("administrator", "b").get(bare.url("model", draft.id)).status_code == 404

    def test_everyone_reads_what_each_category_brings(self, web: Web) -> None:
        model = web.stage.model
        assert model is not None
        for who in ("head", "trustee", "officer"):
            html = web.client(who).get(web.url("model", model.id)).content.decode()
            assert "What each category brings" in html


class TestJoining:
    """An academy that joins during the year gets its row."""

    def joined(self, web: Web) -> str:
        with web.open():
            return str(make_academy("Newcomer Primary", "primary").id)

    def test_it_is_listed_and_added_with_one_button(self, web: Web) -> None:
        client, address = web.client("administrator"), web.url("cycle_academies", web.key)
        assert "No academy can be added" in client.get(address).content.decode()
        assert "no row" not in client.get(web.url("cycles")).content.decode()
        academy = self.joined(web)
        assert "1 academy has no row" in client.get(web.url("cycles")).content.decode()
        assert "Newcomer Primary" in client.get(address).content.decode()
        assert client.post(address, {"academy": academy})["Location"] == address
        html = client.get(address).content.decode()
        assert "Newcomer Primary has its row" in html
        assert "No academy can be added" in html
        assert "Newcomer Primary" in web.client("chief").get(web.url("year", web.key)).content.decode()
        with web.open():
            line = Activity.objects.get(verb="add_academy")
            assert line.sentence == f"added Newcomer Primary to {web.stage.years['now'].label}"

    def test_what_cannot_be_added_is_said(self, web: Web) -> None:
        client, address = web.client("administrator"), web.url("cycle_academies", web.key)
        for wrong in ({}, {"academy": "x"}):
            answer = client.post(address, wrong)
            assert answer.status_code == 422
            assert "Choose an academy." in answer.content.decode()
        assert client.post(address, {"academy": str(uuid7())}).status_code == 409
        with web.open():
            joining = make_academy("Joining Primary", "primary", state="pipeline")
        assert "Joining Primary" not in client.get(address).content.decode()
        answer = client.post(address, {"academy": str(joining.id)})
        assert answer.status_code == 409
        assert "Only academies that have joined" in answer.content.decode()

    def test_a_closed_year_takes_nobody(self, web: Web) -> None:
        academy = self.joined(web)
        with web.open():
            Cycle.objects.filter(id=web.stage.cycles["now"].id).update(state="closed")
        client, address = web.client("administrator"), web.url("cycle_academies", web.key)
        assert address not in client.get(web.url("cycles")).content.decode()
        assert "Newcomer" not in client.get(address).content.decode()
        assert client.post(address, {"academy": academy}).status_code == 409

    def test_others_add_nobody(self, web: Web) -> None:
        academy, address = self.joined(web), web.url("cycle_academies", web.key)
        assert web.client("chief").post(address, {"academy": academy}).status_code == 404
        assert web.client("head").get(address).status_code == 404
        assert web.client("administrator", "b").post(address, {"academy": academy}).status_code == 404


class TestNextYear:
    def test_when_every_year_is_open_the_page_says_that_dates_come_first(self, web: Web) -> None:
        client = web.client("administrator")
        with web.open():
            SchoolYear.objects.exclude(id__in=Cycle.objects.values("school_year")).delete()
        html = client.get(web.url("cycles")).content.decode()
        assert "Every school year here has its matrix already." in html
        assert "Add the dates of the next school year</a>" in html

    def test_while_a_year_is_not_open_it_is_offered_instead(self, bare: Web) -> None:
        client = bare.client("administrator")
        draft = draft_of(bare, client)
        client.post(bare.url("model_publish", draft.id))
        html = client.get(bare.url("cycles")).content.decode()
        assert "Every school year here" not in html
        assert "Open a year" in html


class TestClosing:
    def test_unfinished_rows_are_listed_and_need_words(self, web: Web) -> None:
        client, address = web.client("chief"), web.url("close", web.key)
        assert "Castle Rise High" in client.get(address).content.decode()
        assert client.post(address, {"to": "close"}).status_code == 409
        assert client.post(address, {"to": "start"}).status_code == 302
        assert client.post(address, {"to": "close", "note": ""}).status_code == 409
        assert client.post(address, {"to": "close", "note": "We start anew."}).status_code == 302
        assert "The year is closed." in client.get(web.url("year", web.key)).content.decode()
        assert web.client("head").get(address).status_code == 404


class TestPublished:
    def test_trustees_read_the_snapshot_and_governors_their_academy(self, web: Web) -> None:
        web.settled("beckside")
        web.settled("castle", number=2)
        assert web.client("chief").post(web.url("publish", web.key), {"note": "For November."}).status_code == 302
        address = web.url("published", web.key)
        html = web.client("trustee").get(address).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise High" in html
        assert "For November." in html
        assert "Because." not in html
        html = web.client("governor").get(address).content.decode()
        assert "Beckside Primary" in html
        assert "Castle Rise" not in html
        assert web.client("administrator").get(address).status_code == 404
        assert web.client("trustee", "b").get(address).status_code == 404

    def test_the_live_row_does_not_show_through(self, web: Web) -> None:
        web.settled("beckside")
        web.client("chief").post(web.url("publish", web.key), {})
        web.client("director").post(web.row_url("reopen"), {"reason": "New results."})
        html = web.client("trustee").get(web.url("published", web.key)).content.decode()
        assert "Agreed for 1 of 3 academies" in html

    def test_earlier_versions_are_told_apart_and_the_present_one_is_no_link(self, web: Web) -> None:
        web.settled("beckside")
        chief, trustee, address = web.client("chief"), web.client("trustee"), web.url("published", web.key)
        chief.post(web.url("publish", web.key), {})
        assert "Published before" not in trustee.get(address).content.decode()
        web.settled("castle", number=2)
        chief.post(web.url("publish", web.key), {})
        with web.open():
            first = timezone.localtime(MatrixSnapshot.objects.get(number=1).published_at)
        html = trustee.get(address).content.decode()
        assert f'Published before: <a href="?number=1">{first:%-d %B %Y, %H:%M}</a></p>' in html
        assert "?number=2" not in html
        html = trustee.get(address, {"number": "1"}).content.decode()
        assert 'Published since: <a href="?number=2">' in html
        assert "Published before" not in html
        assert "?number=1" not in html

    @pytest.mark.parametrize("number", ["99", "0", "x", "-1", "²", "12345"])
    def test_a_version_that_was_never_published_is_said_to_be_none(self, web: Web, number: str) -> None:
        web.settled("beckside")
        web.client("chief").post(web.url("publish", web.key), {})
        address = web.url("published", web.key)
        answer = web.client("trustee").get(address, {"number": number})
        assert answer.status_code == 404
        html = answer.content.decode()
        assert "No version with this number was published for this year." in html
        assert f'href="{address}"' in html
        assert "Nothing is published yet" not in html

    def test_a_version_published_before_the_marks_were_kept_still_opens(self, web: Web) -> None:
        web.settled("beckside")
        web.client("chief").post(web.url("publish", web.key), {})
        with web.open():
            kept = MatrixSnapshot.objects.get()
            content = {key: value for key, value in kept.content.items() if key != "own_view"}
            marks = {"concern", "before_joining", "own_view"}
            content["rows"] = [{k: v for k, v in row.items() if k not in marks} for row in content["rows"]]
            # A snapshot is never changed: the older one is a row of its own.
            MatrixSnapshot.objects.create(
                cycle=kept.cycle,
                number=2,
                content=content,
                sha256="0" * 64,
                published_by_name="Chief",
                published_at=kept.published_at,
            )
        client, address = web.client("trustee"), web.url("published", web.key)
        assert "Own view (SEF)" in client.get(address, {"number": "1"}).content.decode()
        html = client.get(address).content.decode()
        assert "Beckside Primary" in html
        assert "Own view (SEF)" not in html

    def test_nothing_to_publish(self, web: Web) -> None:
        assert web.client("chief").post(web.url("publish", web.key), {}).status_code == 409
        assert web.client("head").get(web.url("publish", web.key)).status_code == 403
        assert "Nothing is published yet" in web.client("trustee").get(web.url("published_home")).content.decode()
        with web.open():
            assert not MatrixSnapshot.objects.exists()


class TestReports:
    @pytest.mark.parametrize("kind", ["a4", "a3", "workbook"])
    def test_a_report_is_asked_for(self, web: Web, kind: str) -> None:
        answer = web.client("chief").post(web.url("report", web.key), {"as": kind})
        assert answer.status_code == 302
        with web.open():
            assert Report.objects.get().title.endswith(web.stage.years["now"].label)

    def test_the_phase_that_is_looked_at_goes_into_the_file(self, web: Web) -> None:
        chief, asked = web.client("chief"), web.url("report", web.key)
        page = web.url("year", web.key)
        html = chief.get(page, {"phase": "secondary"}).content.decode()
        assert '<input type="hidden" name="phase" value="secondary">' in html
        assert "Only secondary academies" in html
        assert 'name="phase"' not in chief.get(page).content.decode()
        label = web.stage.years["now"].label
        for kind in ("a4", "workbook"):
            chief.post(asked, {"as": kind, "phase": "secondary"})
            chief.post(asked, {"as": kind})
        with web.open():
            titles = list(Report.objects.order_by("asked_at").values_list("title", flat=True))
        assert [title.partition(label)[2] for title in titles] == [", secondary academies", ""] * 2
        answer = chief.post(asked, {"as": "a4", "phase": "moon"})
        assert (answer.status_code, "no such phase" in answer.content.decode()) == (400, True)

    def test_files_of_one_matrix_are_told_apart_in_the_list(self, web: Web) -> None:
        chief = web.client("chief")
        for kind in ("a4", "a3", "workbook"):
            made = chief.post(web.url("report", web.key), {"as": kind})
            words = {"a4": "PDF, A4 landscape", "a3": "PDF, A3 landscape", "workbook": "Excel"}[kind]
            assert f"{words}. As at" in chief.get(made["Location"]).content.decode()
        html = chief.get(reverse("trust:reports", args=[web.stage.troupe.trust.slug])).content.decode()
        for words in ("PDF, A4 landscape", "PDF, A3 landscape", "Excel"):
            assert html.count(f'<td class="nowrap">{words}</td>') == 1

    def test_refusals(self, web: Web) -> None:
        assert web.client("chief").post(web.url("report", web.key), {"as": "scroll"}).status_code == 400
        assert web.client("head").post(web.url("report", web.key), {"as": "a4"}).status_code == 403
        assert web.client("trustee").post(web.url("report", web.key), {"as": "a4"}).status_code == 404
