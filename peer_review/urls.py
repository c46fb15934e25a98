"""Addresses of peer review inside a trust."""

from django.urls import URLPattern

app_name = "peer_review"

urlpatterns: list[URLPattern] = []
