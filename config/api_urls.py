"""The REST interface of a trust, version 1."""

from django.urls import include, path

from trust.api.openapi import Description

urlpatterns = [
    path("schema/", Description.as_view(), name="api-schema"),
    path("academies/", include("academies.api.urls")),
    path("", include("improvement_cycle.api.urls")),
]
