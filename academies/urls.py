"""Addresses of academies inside a trust."""

from django.urls import path

from academies.views import academies, appointments, figures

app_name = "academies"

urlpatterns = [
    path("academies/", academies.academy_list, name="list"),
    path("academies/add/", academies.add, name="add"),
    path("academies/<slug:academy>/", academies.academy, name="academy"),
    path("academies/<slug:academy>/change/", academies.change, name="change"),
    path("academies/<slug:academy>/join/", academies.join, name="join"),
    path("academies/<slug:academy>/leave/", academies.leave, name="leave"),
    path("academies/<slug:academy>/figures/", figures.figures, name="figures"),
    path("academies/<slug:academy>/figures/report/", figures.report, name="figure_report"),
    path("academies/<slug:academy>/appoint/", appointments.appoint, name="appoint"),
    path("academies/<slug:academy>/appointments/<uuid:appointment>/end/", appointments.end, name="appointment_end"),
]
