"""Addresses outside a trust: the door, health."""

from django.urls import path

from trust.views import door

urlpatterns = [
    path("", door.home, name="home"),
    path("livez", door.live, name="live"),
    path("readyz", door.ready, name="ready"),
]
