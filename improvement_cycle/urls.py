"""Addresses of the improvement cycle inside a trust."""

from django.urls import path, register_converter

from improvement_cycle.views import (
    alignment,
    editions,
    evidence,
    figure_changes,
    improvement_models,
    matrix,
    matrix_files,
    meetings,
    model_editor,
    priorities,
    published,
    rows,
    scoring,
    section_evidence,
    section_figures,
    sef_import,
    sef_versions,
    self_evaluation,
    sources,
    status,
    surveys,
    years,
)

app_name = "improvement_cycle"


class YearKey:
    """A school year by the year it starts in."""

    regex = r"20[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(YearKey, "schoolyear")

ROW = "matrix/<schoolyear:year>/<slug:academy>/"
SEF = "self-evaluation/<schoolyear:year>/<slug:academy>/"
SECTION = f"{SEF}sections/<slug:section>/"
MEETING = "meetings/<uuid:meeting>/"
MODEL = "settings/model/<uuid:model>/"
PRIORITIES = "priorities/<schoolyear:year>/<slug:academy>/"
PRIORITY = f"{PRIORITIES}<uuid:priority>/"
TRUST_PRIORITY = "trust-priorities/<uuid:priority>/"

urlpatterns = [
    path("matrix/", matrix.home, name="home"),
    path("matrix/published/", published.home, name="published_home"),
    path("matrix/take-over/", matrix_files.home, name="take_over"),
    path("matrix/take-over/<uuid:taking>/", matrix_files.check, name="take_over_check"),
    path("matrix/take-over/<uuid:taking>/write/", matrix_files.write, name="take_over_write"),
    path("matrix/take-over/<uuid:taking>/discard/", matrix_files.discard, name="take_over_discard"),
    path("matrix/<schoolyear:year>/", matrix.year, name="year"),
    path("matrix/<schoolyear:year>/report/", matrix.report, name="report"),
    path("matrix/<schoolyear:year>/score/", scoring.score, name="score"),
    path("matrix/<schoolyear:year>/agree/", rows.agree_rows, name="agree_rows"),
    path("matrix/<schoolyear:year>/sources/", sources.all_sources, name="sources_year"),
    path("matrix/<schoolyear:year>/publish/", published.publish, name="publish"),
    path("matrix/published/<schoolyear:year>/", published.snapshot, name="published"),
    path(ROW, rows.row, name="row"),
    path(f"{ROW}agree/", rows.agree, name="agree"),
    path(f"{ROW}evidence/", evidence.add, name="evidence"),
    path(f"{ROW}evidence/<uuid:evidence>/", evidence.correct, name="evidence_correct"),
    path(f"{ROW}evidence/<uuid:evidence>/take-away/", evidence.take_away, name="evidence_away"),
    path(f"{ROW}evidence/<uuid:evidence>/results/", surveys.survey, name="survey"),
    path(f"{ROW}evidence/<uuid:evidence>/results/edit/", surveys.survey_edit, name="survey_edit"),
    path(f"{ROW}meeting/", rows.meeting, name="meeting"),
    path(f"{ROW}report/", rows.report, name="row_report"),
    path(f"{ROW}reopen/", rows.reopen, name="reopen"),
    path(f"{ROW}sources/", sources.academy_sources, name="sources"),
    path(f"{ROW}status/", status.status, name="status"),
    path(f"{ROW}status/dissent/", status.dissent, name="dissent"),
    path(f"{ROW}<slug:column>/", scoring.cell, name="cell"),
    path(f"{ROW}<slug:column>/figures/", figure_changes.figures_changed, name="figures_changed"),
    path("meetings/", meetings.home, name="meetings"),
    path("meetings/new/<schoolyear:year>/", meetings.plan, name="meeting_new"),
    path("meetings/points/", meetings.own_points, name="points"),
    path("meetings/points/<uuid:point>/", meetings.settle, name="point_settle"),
    path(MEETING, meetings.meeting_page, name="judgement_meeting"),
    path(f"{MEETING}change/", meetings.change, name="meeting_change"),
    path(f"{MEETING}minutes/", meetings.minutes, name="meeting_minutes"),
    path(f"{MEETING}move/", meetings.move, name="meeting_move"),
    path(f"{MEETING}points/", meetings.points, name="meeting_points"),
    path(f"{MEETING}turn/", meetings.turn, name="meeting_turn"),
    path("priorities/", priorities.home, name="priorities_home"),
    path("priorities/<schoolyear:year>/", alignment.grid, name="alignment"),
    path("priorities/<schoolyear:year>/report/", alignment.report, name="alignment_report"),
    path("trust-priorities/new/<schoolyear:year>/", alignment.add, name="trust_priority_new"),
    path(TRUST_PRIORITY, alignment.one, name="trust_priority"),
    path(f"{TRUST_PRIORITY}change/", alignment.change, name="trust_priority_change"),
    path(f"{TRUST_PRIORITY}end/", alignment.end, name="trust_priority_end"),
    path(f"{TRUST_PRIORITY}open/", alignment.open_again, name="trust_priority_open"),
    path(f"{TRUST_PRIORITY}take-away/", alignment.take_away, name="trust_priority_away"),
    path(PRIORITIES, priorities.of_academy, name="priorities"),
    path(f"{PRIORITIES}new/", priorities.propose, name="priority_new"),
    path(PRIORITY, priorities.one, name="priority"),
    path(f"{PRIORITY}agree/", priorities.agree, name="priority_agree"),
    path(f"{PRIORITY}change/", priorities.change, name="priority_change"),
    path(f"{PRIORITY}comments/", priorities.say, name="priority_say"),
    path(f"{PRIORITY}reopen/", priorities.reopen, name="priority_reopen"),
    path(f"{PRIORITY}withdraw/", priorities.withdraw, name="priority_withdraw"),
    path("self-evaluation/", self_evaluation.home, name="sefs"),
    path(SEF, self_evaluation.overview, name="sef"),
    path(f"{SEF}begin/", self_evaluation.begin, name="sef_begin"),
    path(f"{SEF}share/", self_evaluation.share, name="sef_share"),
    path(f"{SEF}check/", self_evaluation.check, name="sef_check"),
    path(f"{SEF}reopen/", self_evaluation.reopen, name="sef_reopen"),
    path(f"{SEF}import/", sef_import.choose, name="sef_import"),
    path(f"{SEF}import/<uuid:taken>/", sef_import.place, name="sef_place"),
    path(f"{SEF}versions/<int:number>/", self_evaluation.version, name="sef_version"),
    path(f"{SEF}versions/<int:number>/comments/", self_evaluation.version_comment, name="sef_version_comment"),
    path(f"{SEF}versions/<int:number>/report/", sef_versions.report, name="sef_report"),
    path(f"{SEF}versions/<int:number>/compare/<int:other>/", sef_versions.compare, name="sef_compare"),
    path(SECTION, self_evaluation.section, name="sef_section"),
    path(f"{SECTION}evidence/", section_evidence.section_evidence, name="sef_evidence"),
    path(f"{SECTION}earlier/", self_evaluation.earlier, name="sef_earlier"),
    path(f"{SECTION}figures/", section_figures.figures, name="sef_figures"),
    path(f"{SECTION}comments/", self_evaluation.comment, name="sef_comment"),
    path(f"{SECTION}here/", self_evaluation.here, name="sef_here"),
    path(f"{SECTION}people/", self_evaluation.writers, name="sef_writers"),
    path("set-up/", years.set_up, name="set_up"),
    path("settings/cycles/", years.years, name="cycles"),
    path("settings/cycles/dates/", years.newest_dates, name="due_dates"),
    path("settings/cycles/<schoolyear:year>/academies/", years.academies, name="cycle_academies"),
    path("settings/cycles/<schoolyear:year>/dates/", years.dates, name="dates"),
    path("settings/cycles/<schoolyear:year>/close/", years.close, name="close"),
    path("settings/model/", improvement_models.versions, name="models"),
    path("settings/model/changes/", editions.what_changed, name="model_changes"),
    path("settings/model/choose/", improvement_models.choose, name="model_choose"),
    path("settings/model/choose/<slug:key>/", improvement_models.preset_words, name="model_preset"),
    path(MODEL, improvement_models.model_page, name="model"),
    path(f"{MODEL}new/", improvement_models.new_version, name="model_new"),
    path(f"{MODEL}publish/", improvement_models.publish, name="model_publish"),
    path(f"{MODEL}discard/", improvement_models.discard, name="model_discard"),
    path(f"{MODEL}edit/", model_editor.editor, name="model_edit"),
    path(f"{MODEL}edit/words/", model_editor.words, name="model_words"),
    path(f"{MODEL}edit/<slug:piece>/add/", model_editor.add_piece, name="model_add"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/", model_editor.change_piece, name="model_piece"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/move/", model_editor.move_piece, name="model_move"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/remove/", model_editor.remove_piece, name="model_remove"),
]
