"""Addresses of academies inside a trust."""

app_name = "academies"

urlpatterns: list[object] = []
