"""Addresses of the improvement cycle inside a trust."""

from itertools import chain

from django.urls import URLPattern, path, register_converter

from improvement_cycle.views import (
    alignment,
    board_packs,
    commitments,
    cycle_pages,
    document_import,
    document_sections,
    document_versions,
    documents,
    editions,
    evidence,
    figure_changes,
    improvement_models,
    inspection_weeks,
    matrix,
    matrix_files,
    meetings,
    model_editor,
    model_texts,
    plan_rows,
    planner,
    plans,
    priorities,
    published,
    row_imports,
    rows,
    school_pages,
    scoring,
    section_evidence,
    section_figures,
    sources,
    status,
    surveys,
    sustain,
    trust_meetings,
    visit_reports,
    visits,
    year_end,
    year_so_far,
    years,
)
from improvement_cycle.workflow import PLAN, RAPID, REVIEWS, SEF

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
OF_YEAR = "<schoolyear:year>/<slug:academy>/"
SECTION = "sections/<slug:section>/"
SEF_SECTION = f"self-evaluation/{OF_YEAR}{SECTION}"
MEETING = "meetings/<uuid:meeting>/"
MODEL = "settings/model/<uuid:model>/"
COMMITMENTS = "commitments/<schoolyear:year>/<slug:academy>/"
COMMITMENT = f"{COMMITMENTS}<uuid:commitment>/"
INSPECTION = "inspection/<slug:academy>/"
INSPECTION_WEEK = f"{INSPECTION}<uuid:week>/"
INSPECTION_DAY = f"{INSPECTION}days/<uuid:deadline>/"
PRIORITIES = "priorities/<schoolyear:year>/<slug:academy>/"
PRIORITY = f"{PRIORITIES}<uuid:priority>/"
SUSTAIN_CHECK = f"{PRIORITY}checks/<uuid:check>/"
TRUST_PRIORITY = "trust-priorities/<uuid:priority>/"
VISIT = "visits/<uuid:visit>/"


def document_patterns(under: str, names: str, kind: str, *, takes_word: bool = True) -> list[URLPattern]:
    """The pages of one kind of document: all below one word of the address, their names beginning alike."""
    one = f"{under}{OF_YEAR}"
    version, section = f"{one}versions/<int:number>/", f"{one}{SECTION}"
    of_kind = {"kind": kind}
    from_word = [
        path(f"{one}import/", document_import.choose, of_kind, name=f"{names}_import"),
        path(f"{one}import/<uuid:taken>/", document_import.place, of_kind, name=f"{names}_place"),
    ]
    return [
        *(from_word if takes_word else ()),
        path(under, documents.home, of_kind, name=f"{names}s"),
        path(one, documents.overview, of_kind, name=names),
        path(f"{one}begin/", documents.begin, of_kind, name=f"{names}_begin"),
        path(f"{one}share/", documents.share, of_kind, name=f"{names}_share"),
        path(f"{one}check/", documents.check, of_kind, name=f"{names}_check"),
        path(f"{one}reopen/", documents.reopen, of_kind, name=f"{names}_reopen"),
        path(version, document_versions.version, of_kind, name=f"{names}_version"),
        path(f"{version}comments/", document_versions.version_comment, of_kind, name=f"{names}_version_comment"),
        path(f"{version}report/", document_versions.report, of_kind, name=f"{names}_report"),
        path(f"{version}compare/<int:other>/", document_versions.compare, of_kind, name=f"{names}_compare"),
        path(section, document_sections.section, of_kind, name=f"{names}_section"),
        path(f"{section}earlier/", document_sections.earlier, of_kind, name=f"{names}_earlier"),
        path(f"{section}comments/", document_sections.comment, of_kind, name=f"{names}_comment"),
        path(f"{section}here/", document_sections.here, of_kind, name=f"{names}_here"),
        path(f"{section}people/", document_sections.writers, of_kind, name=f"{names}_writers"),
    ]


def row_patterns(under: str, names: str, kind: str) -> list[URLPattern]:
    """The pages of the rows beside the pages of a plan, and of how it goes."""
    section, told = f"{under}{OF_YEAR}{SECTION}<slug:rows>/", f"{under}{OF_YEAR}progress/"
    taken = f"{under}{OF_YEAR}take-over/<slug:section>/"
    of_kind = {"kind": kind}
    return [
        path(f"{section}add/", plan_rows.add, of_kind, name=f"{names}_row_add"),
        path(f"{under}{OF_YEAR}{SECTION}check-series/", plan_rows.series, of_kind, name=f"{names}_series"),
        path(f"{section}<uuid:row>/", plan_rows.change, of_kind, name=f"{names}_row"),
        path(taken, row_imports.choose, of_kind, name=f"{names}_rows_import"),
        path(f"{taken}<uuid:waiting>/", row_imports.check, of_kind, name=f"{names}_rows_check"),
        path(f"{section}<uuid:row>/stands/", plan_rows.stands, of_kind, name=f"{names}_row_stands"),
        path(told, plan_rows.progress, of_kind, name=f"{names}_progress"),
        path(f"{told}<slug:section>/", plan_rows.progress_of, of_kind, name=f"{names}_progress_of"),
        path(f"{told}<slug:section>/<slug:rows>/<uuid:row>/", plan_rows.tell, of_kind, name=f"{names}_tell"),
    ]


urlpatterns = [
    path("board-packs/", board_packs.home, name="board_packs"),
    path("board-packs/new/<schoolyear:year>/", board_packs.new, name="board_pack_new"),
    path("board-packs/<uuid:pack>/", board_packs.one, name="board_pack"),
    path("board-packs/<uuid:pack>/report/", board_packs.report, name="board_pack_report"),
    path("board-packs/<uuid:pack>/withdraw/", board_packs.withdraw, name="board_pack_withdraw"),
    path("on-a-page/", school_pages.home, name="school_pages"),
    path(f"on-a-page/{OF_YEAR}", school_pages.one, name="school_page"),
    path(f"on-a-page/{OF_YEAR}report/", school_pages.report, name="school_page_report"),
    path("cycle/", cycle_pages.home, name="cycle_home"),
    path("cycle/<schoolyear:year>/", cycle_pages.by_stage, name="cycle_year"),
    path(f"cycle/{OF_YEAR}", cycle_pages.academy, name="cycle"),
    path("matrix/", matrix.home, name="home"),
    path("matrix/published/", published.home, name="published_home"),
    path("matrix/take-over/", matrix_files.home, name="take_over"),
    path("matrix/take-over/<uuid:taking>/", matrix_files.check, name="take_over_check"),
    path("matrix/take-over/<uuid:taking>/write/", matrix_files.write, name="take_over_write"),
    path("matrix/take-over/<uuid:taking>/discard/", matrix_files.discard, name="take_over_discard"),
    path("matrix/<schoolyear:year>/", matrix.year, name="year"),
    path("matrix/<schoolyear:year>/report/", matrix.report, name="report"),
    path("matrix/<schoolyear:year>/so-far/", year_so_far.so_far, name="so_far"),
    path("matrix/<schoolyear:year>/so-far/late/", year_so_far.late, name="late"),
    path("matrix/<schoolyear:year>/so-far/news/", year_so_far.news, name="news"),
    path("matrix/<schoolyear:year>/so-far/academies/", year_so_far.behind, name="behind"),
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
    path(INSPECTION, inspection_weeks.home, name="inspection"),
    path(f"{INSPECTION}begin/", inspection_weeks.begin, name="inspection_begin"),
    path(f"{INSPECTION}days/new/", inspection_weeks.deadline_new, name="inspection_deadline_new"),
    path(INSPECTION_DAY, inspection_weeks.deadline, name="inspection_deadline"),
    path(f"{INSPECTION_DAY}change/", inspection_weeks.deadline_change, name="inspection_deadline_change"),
    path(f"{INSPECTION_DAY}done/", inspection_weeks.deadline_done, name="inspection_deadline_done"),
    path(f"{INSPECTION_DAY}not-done/", inspection_weeks.deadline_not_done, name="inspection_deadline_not_done"),
    path(f"{INSPECTION_DAY}remove/", inspection_weeks.deadline_remove, name="inspection_deadline_remove"),
    path(f"{INSPECTION_WEEK}pack/", inspection_weeks.pack, name="inspection_pack"),
    path(f"{INSPECTION_WEEK}end/", inspection_weeks.end, name="inspection_end"),
    path(f"{INSPECTION_WEEK}outcome/", inspection_weeks.outcome, name="inspection_outcome"),
    path(f"{INSPECTION_WEEK}outcome/open/", inspection_weeks.outcome_open, name="inspection_outcome_open"),
    path(f"{INSPECTION_WEEK}outcome/write/", inspection_weeks.outcome_record, name="inspection_outcome_record"),
    path("commitments/", commitments.home, name="commitments_home"),
    path("commitments/in-sums/", commitments.totals, name="commitments_totals"),
    path("commitments/<schoolyear:year>/", commitments.of_year, name="commitments_year"),
    path("commitments/<schoolyear:year>/people/", commitments.by_person, name="commitments_people"),
    path(
        "commitments/<schoolyear:year>/bring-up-to-date/",
        commitments.bring_all_up_to_date,
        name="commitments_year_update",
    ),
    path(COMMITMENTS, commitments.of_academy, name="commitments"),
    path(f"{COMMITMENTS}bring-up-to-date/", commitments.bring_up_to_date, name="commitments_update"),
    path(f"{COMMITMENTS}new/", commitments.add, name="commitment_new"),
    path(COMMITMENT, commitments.one, name="commitment"),
    path(f"{COMMITMENT}end/", commitments.end, name="commitment_end"),
    path(f"{COMMITMENT}swap/", commitments.swap, name="commitment_swap"),
    path(f"{COMMITMENT}take-up/", commitments.take_up, name="commitment_take_up"),
    path(f"{COMMITMENT}use/", commitments.use, name="commitment_use"),
    path(f"{COMMITMENT}<uuid:promise>/", commitments.promise, name="promise"),
    path(f"{COMMITMENT}visit/", visits.for_commitment, name="commitment_visit"),
    path(f"{COMMITMENT}<uuid:promise>/visit/", visits.for_promise, name="promise_visit"),
    path("visits/", visits.home, name="visits"),
    path("visits/by-week/", planner.by_week, name="visits_by_week"),
    path("visits/new/", visits.new, name="visit_new"),
    path("visits/<schoolyear:year>/<slug:academy>/", visits.of_academy, name="visits_academy"),
    path(VISIT, visits.one, name="visit"),
    path(f"{VISIT}move/", visits.move, name="visit_move"),
    path(f"{VISIT}cancel/", visits.cancel, name="visit_cancel"),
    path(f"{VISIT}held/", visits.held, name="visit_held"),
    path(f"{VISIT}not-held/", visits.not_held, name="visit_not_held"),
    path(f"{VISIT}keeps/<uuid:promise>/", visits.keeps, name="visit_keeps"),
    path(f"{VISIT}report/", visit_reports.write, name="visit_write"),
    path(f"{VISIT}report/here/", visit_reports.here, name="visit_here"),
    path(f"{VISIT}report/earlier/", visit_reports.earlier, name="visit_earlier"),
    path(f"{VISIT}report/send/", visit_reports.send, name="visit_send"),
    path(f"{VISIT}report/take-up/", visit_reports.correct, name="visit_correct"),
    path(f"{VISIT}report/paper/", visit_reports.paper, name="visit_paper"),
    path(f"{VISIT}answer/", visit_reports.answer, name="visit_answer"),
    path(f"{VISIT}evidence/", visit_reports.as_evidence, name="visit_evidence"),
    path(f"{VISIT}follow-up/", visit_reports.follow_up_new, name="visit_follow_up_new"),
    path(f"{VISIT}follow-up/<uuid:follow_up>/", visit_reports.follow_up, name="visit_follow_up"),
    path(f"{VISIT}follow-up/<uuid:follow_up>/away/", visit_reports.follow_up_away, name="visit_follow_up_away"),
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
    path(f"{PRIORITY}absent/", priorities.absent, name="priority_absent"),
    path(f"{PRIORITY}agree/", priorities.agree, name="priority_agree"),
    path(f"{PRIORITY}change/", priorities.change, name="priority_change"),
    path(f"{PRIORITY}comments/", priorities.say, name="priority_say"),
    path(f"{PRIORITY}anew/", sustain.anew, name="priority_anew"),
    path(f"{PRIORITY}deliver/", sustain.deliver, name="priority_deliver"),
    path(f"{PRIORITY}not-delivered/", sustain.not_delivered, name="priority_not_delivered"),
    path(f"{PRIORITY}stands/", priorities.stands, name="priority_stands"),
    path(SUSTAIN_CHECK, sustain.check, name="sustain_check"),
    path(f"{SUSTAIN_CHECK}day/", sustain.day, name="sustain_check_day"),
    path(f"{SUSTAIN_CHECK}record/", sustain.record, name="sustain_check_record"),
    path(f"{PRIORITY}reopen/", priorities.reopen, name="priority_reopen"),
    path(f"{PRIORITY}withdraw/", priorities.withdraw, name="priority_withdraw"),
    path(f"{PRIORITY}plan/", plans.put_in, name="plan_put_in"),
    path(f"{PRIORITY}plan/take-out/", plans.take_out, name="plan_take_out"),
    path("calendar/meetings/", trust_meetings.meetings, name="trust_meetings"),
    path("calendar/meetings/new/", trust_meetings.new, name="trust_meeting_new"),
    path("calendar/meetings/<uuid:trust_meeting>/", trust_meetings.meeting, name="trust_meeting"),
    path("calendar/meetings/<uuid:trust_meeting>/change/", trust_meetings.change, name="trust_meeting_change"),
    path("calendar/meetings/<uuid:trust_meeting>/cancel/", trust_meetings.cancel, name="trust_meeting_cancel"),
    path("actions/", plan_rows.mine, name="my_actions"),
    *row_patterns("plan/", "plan", PLAN),
    *document_patterns("plan/", "plan", PLAN),
    *row_patterns("rapid-plan/", "rapid", RAPID),
    *document_patterns("rapid-plan/", "rapid", RAPID, takes_word=False),
    *chain.from_iterable(
        document_patterns(f"review/{term}/", kind, kind, takes_word=False) for term, kind in REVIEWS.items()
    ),
    *document_patterns("self-evaluation/", "sef", SEF),
    path(f"{SEF_SECTION}evidence/", section_evidence.section_evidence, {"kind": SEF}, name="sef_evidence"),
    path(f"{SEF_SECTION}figures/", section_figures.figures, {"kind": SEF}, name="sef_figures"),
    path("set-up/", years.set_up, name="set_up"),
    path("settings/cycles/", years.years, name="cycles"),
    path("settings/cycles/dates/", years.newest_dates, name="due_dates"),
    path("settings/cycles/<schoolyear:year>/academies/", years.academies, name="cycle_academies"),
    path("settings/cycles/<schoolyear:year>/dates/", years.dates, name="dates"),
    path("settings/cycles/<schoolyear:year>/close/", years.close, name="close"),
    path("settings/cycles/<schoolyear:year>/unfinished/", year_end.unfinished, name="unfinished"),
    path("settings/cycles/<schoolyear:year>/unfinished/<slug:academy>/", year_end.unfinished_of, name="unfinished_of"),
    path("settings/model/", improvement_models.versions, name="models"),
    path("settings/model/changes/", editions.what_changed, name="model_changes"),
    path("settings/model/choose/", improvement_models.choose, name="model_choose"),
    path("settings/model/choose/<slug:key>/", improvement_models.preset_words, name="model_preset"),
    path(MODEL, improvement_models.model_page, name="model"),
    path(f"{MODEL}report/", improvement_models.report, name="model_report"),
    path(f"{MODEL}website/", improvement_models.website, name="model_website"),
    path(f"{MODEL}new/", improvement_models.new_version, name="model_new"),
    path(f"{MODEL}publish/", improvement_models.publish, name="model_publish"),
    path(f"{MODEL}discard/", improvement_models.discard, name="model_discard"),
    path(f"{MODEL}edit/", model_editor.editor, name="model_edit"),
    path(f"{MODEL}edit/words/", model_editor.words, name="model_words"),
    path(f"{MODEL}edit/texts/<slug:part>/", model_texts.section, name="model_texts"),
    path(f"{MODEL}edit/<slug:piece>/add/", model_editor.add_piece, name="model_add"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/", model_editor.change_piece, name="model_piece"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/move/", model_editor.move_piece, name="model_move"),
    path(f"{MODEL}edit/<slug:piece>/<uuid:row>/remove/", model_editor.remove_piece, name="model_remove"),
]
