"""Reading academies and inspections."""

from typing import Any

from academies.api.filters import AcademyFilters, PublishedFigureFilters
from academies.api.serializers import (
    AcademyDetailSerializer,
    AcademySerializer,
    InspectionSerializer,
    PublishedFigureSerializer,
)
from academies.models import Academy, Inspection, MeasureFigure
from academies.queries.published import academies_to_read, inspections_of, published_figures_of
from trust.api.reading import ReadingList, ReadingOne
from trust.permissions import Permission


class Academies(ReadingList):
    """Academies of the trust, by name."""

    read = Permission.ACADEMY_READ
    model = Academy
    serializer_class = AcademySerializer
    filterset_class = AcademyFilters

    def rows(self) -> Any:
        return academies_to_read(self.actor)


class OneAcademy(ReadingOne):
    """One academy with what the register of schools says of it."""

    read = Permission.ACADEMY_READ
    model = Academy
    serializer_class = AcademyDetailSerializer

    def rows(self) -> Any:
        return academies_to_read(self.actor)


class PublishedFigures(ReadingList):
    """Official figures of an academy as published, newest year first; those of its predecessors too."""

    read = Permission.ACADEMY_READ
    model = MeasureFigure
    serializer_class = PublishedFigureSerializer
    filterset_class = PublishedFigureFilters

    def rows(self) -> Any:
        return published_figures_of(self.actor, self.kwargs["academy_id"])


class Inspections(ReadingList):
    """Inspections of an academy as published, newest first. Nothing is converted between frameworks."""

    read = Permission.ACADEMY_READ
    model = Inspection
    serializer_class = InspectionSerializer

    def rows(self) -> Any:
        return inspections_of(self.actor, self.kwargs["academy_id"])
