"""The REST interface of a trust, version 1."""

from django.urls import include, path

from trust.api.openapi import Description
from trust.api.todo import ToDo

urlpatterns = [
    path("schema/", Description.as_view(), name="api-schema"),
    path("to-do/", ToDo.as_view(), name="api-to-do"),
    path("academies/", include("academies.api.urls")),
    path("", include("improvement_cycle.api.urls")),
]
