"""Addresses of the ground floor inside a trust."""

from django.urls import path

from trust.views import landing

app_name = "trust"

urlpatterns = [
    path("", landing.landing, name="landing"),
]
