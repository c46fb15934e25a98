"""Addresses of the improvement cycle under /t/<trust>/api/v1/."""

from django.urls import path

from improvement_cycle.api import endpoints, evidence, judgements, plans, priorities, self_evaluations

ROW = "cycles/<uuid:cycle_id>/academies/<uuid:academy_id>/judgements/"
PRIORITY = "priorities/<uuid:pk>/"
PLAN = "plans/<uuid:pk>/"
SEF = "self-evaluations/<uuid:pk>/"

urlpatterns = [
    path("cycles/", endpoints.Cycles.as_view(), name="api-cycles"),
    path("cycles/<uuid:cycle_id>/judgements/", endpoints.Judgements.as_view(), name="api-judgements"),
    path(ROW, judgements.Cells.as_view(), name="api-cells"),
    path(f"{ROW}<str:column>/<str:view>/", judgements.OneJudgement.as_view(), name="api-judgement"),
    path("current-status/", endpoints.CurrentStatuses.as_view(), name="api-current-status"),
    path("evidence/", evidence.EvidenceList.as_view(), name="api-evidence"),
    path("evidence/<uuid:pk>/", evidence.OneEvidence.as_view(), name="api-evidence-one"),
    path("priorities/", priorities.Priorities.as_view(), name="api-priorities"),
    path(PRIORITY, priorities.OnePriority.as_view(), name="api-priority"),
    path(f"{PRIORITY}absent/", priorities.Absent.as_view(), name="api-priority-absent"),
    path(f"{PRIORITY}agree/", priorities.Agree.as_view(), name="api-priority-agree"),
    path(f"{PRIORITY}reopen/", priorities.Reopen.as_view(), name="api-priority-reopen"),
    path(f"{PRIORITY}withdraw/", priorities.Withdraw.as_view(), name="api-priority-withdraw"),
    path("plans/", plans.Plans.as_view(), name="api-plans"),
    path(PLAN, plans.OnePlan.as_view(), name="api-plan"),
    path(f"{PLAN}begin/", plans.Begin.as_view(), name="api-plan-begin"),
    path(f"{PLAN}submit/", plans.Submit.as_view(), name="api-plan-submit"),
    path(f"{PLAN}return/", plans.Return.as_view(), name="api-plan-return"),
    path(f"{PLAN}approve/", plans.Approve.as_view(), name="api-plan-approve"),
    path(f"{PLAN}reopen/", plans.Reopen.as_view(), name="api-plan-reopen"),
    path(f"{PLAN}sections/<str:section>/", plans.OneSection.as_view(), name="api-plan-section"),
    path(f"{PLAN}versions/<int:number>/", plans.OneVersion.as_view(), name="api-plan-version"),
    path("trust-priorities/", priorities.TrustPriorities.as_view(), name="api-trust-priorities"),
    path("self-evaluations/", self_evaluations.SelfEvaluations.as_view(), name="api-sefs"),
    path(SEF, self_evaluations.OneSelfEvaluation.as_view(), name="api-sef"),
    path(f"{SEF}begin/", self_evaluations.Begin.as_view(), name="api-sef-begin"),
    path(f"{SEF}submit/", self_evaluations.Submit.as_view(), name="api-sef-submit"),
    path(f"{SEF}return/", self_evaluations.Return.as_view(), name="api-sef-return"),
    path(f"{SEF}approve/", self_evaluations.Approve.as_view(), name="api-sef-approve"),
    path(f"{SEF}reopen/", self_evaluations.Reopen.as_view(), name="api-sef-reopen"),
    path(f"{SEF}sections/<str:section>/", self_evaluations.OneSection.as_view(), name="api-sef-section"),
    path(f"{SEF}versions/<int:number>/", self_evaluations.OneVersion.as_view(), name="api-sef-version"),
]
