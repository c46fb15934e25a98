"""Addresses under /t/<trust>/api/v1/academies/."""

from django.urls import path

from academies.api import endpoints, figures

urlpatterns = [
    path("", endpoints.Academies.as_view(), name="api-academies"),
    path("<uuid:pk>/", endpoints.OneAcademy.as_view(), name="api-academy"),
    path("<uuid:academy_id>/inspections/", endpoints.Inspections.as_view(), name="api-inspections"),
    path("<uuid:academy_id>/published-figures/", endpoints.PublishedFigures.as_view(), name="api-published-figures"),
    path("<uuid:academy_id>/figures/", figures.Figures.as_view(), name="api-figures"),
    path("<uuid:academy_id>/figures/<uuid:pk>/", figures.OneFigure.as_view(), name="api-figure"),
]
