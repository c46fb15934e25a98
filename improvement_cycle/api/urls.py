"""Addresses of the improvement cycle under /t/<trust>/api/v1/."""

from django.urls import path

from improvement_cycle.api import endpoints

urlpatterns = [
    path("cycles/", endpoints.Cycles.as_view(), name="api-cycles"),
    path("cycles/<uuid:cycle_id>/judgements/", endpoints.Judgements.as_view(), name="api-judgements"),
    path("current-status/", endpoints.CurrentStatuses.as_view(), name="api-current-status"),
]
