"""Addresses of the improvement cycle under /t/<trust>/api/v1/."""

from typing import Any

from django.urls import URLPattern, path

from improvement_cycle.api import (
    endpoints,
    evidence,
    judgements,
    plan_rows,
    plans,
    priorities,
    promises,
    reviews,
    self_evaluations,
    visits,
)

ROW = "cycles/<uuid:cycle_id>/academies/<uuid:academy_id>/judgements/"
PRIORITY = "priorities/<uuid:pk>/"
PLAN_ROWS = "plans/<uuid:pk>/rows/<str:rows>/"
PLAN_ROW = f"{PLAN_ROWS}<uuid:row>/"


def of_document(one: str, names: str, kind: Any) -> list[URLPattern]:
    """What is done with one document of a kind, below its address; `kind`: the module of its classes."""
    return [
        path(f"{one}begin/", kind.Begin.as_view(), name=f"api-{names}-begin"),
        path(f"{one}submit/", kind.Submit.as_view(), name=f"api-{names}-submit"),
        path(f"{one}return/", kind.Return.as_view(), name=f"api-{names}-return"),
        path(f"{one}approve/", kind.Approve.as_view(), name=f"api-{names}-approve"),
        path(f"{one}reopen/", kind.Reopen.as_view(), name=f"api-{names}-reopen"),
        path(f"{one}sections/<str:section>/", kind.OneSection.as_view(), name=f"api-{names}-section"),
        path(f"{one}versions/<int:number>/", kind.OneVersion.as_view(), name=f"api-{names}-version"),
    ]


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
    path(f"{PRIORITY}deliver/", priorities.Deliver.as_view(), name="api-priority-deliver"),
    path(f"{PRIORITY}put-in/", priorities.PutIn.as_view(), name="api-priority-put-in"),
    path(f"{PRIORITY}reopen/", priorities.Reopen.as_view(), name="api-priority-reopen"),
    path(f"{PRIORITY}take-out/", priorities.TakeOut.as_view(), name="api-priority-take-out"),
    path(f"{PRIORITY}withdraw/", priorities.Withdraw.as_view(), name="api-priority-withdraw"),
    path("plans/", plans.Plans.as_view(), name="api-plans"),
    path("plans/<uuid:pk>/", plans.OnePlan.as_view(), name="api-plan"),
    *of_document("plans/<uuid:pk>/", "plan", plans),
    path("promises/", promises.Promises.as_view(), name="api-promises"),
    path("promises/<uuid:pk>/", promises.OnePromise.as_view(), name="api-promise"),
    path("promises/<uuid:pk>/record/", promises.Record.as_view(), name="api-promise-record"),
    path("reviews/", reviews.Reviews.as_view(), name="api-reviews"),
    path(PLAN_ROWS, plan_rows.PlanRows.as_view(), name="api-plan-rows"),
    path(PLAN_ROW, plan_rows.OnePlanRow.as_view(), name="api-plan-row"),
    path(f"{PLAN_ROW}tell/", plan_rows.Tell.as_view(), name="api-plan-row-tell"),
    path(f"{PLAN_ROW}close/", plan_rows.Close.as_view(), name="api-plan-row-close"),
    path(f"{PLAN_ROW}open/", plan_rows.OpenAgain.as_view(), name="api-plan-row-open"),
    path("visits/", visits.Visits.as_view(), name="api-visits"),
    path("visits/<uuid:pk>/", visits.OneVisit.as_view(), name="api-visit"),
    path("visits/<uuid:pk>/held/", visits.Held.as_view(), name="api-visit-held"),
    path("trust-priorities/", priorities.TrustPriorities.as_view(), name="api-trust-priorities"),
    path("self-evaluations/", self_evaluations.SelfEvaluations.as_view(), name="api-sefs"),
    path("self-evaluations/<uuid:pk>/", self_evaluations.OneSelfEvaluation.as_view(), name="api-sef"),
    *of_document("self-evaluations/<uuid:pk>/", "sef", self_evaluations),
]
