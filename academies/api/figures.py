"""Figures that academies report themselves, over REST: until the published ones arrive."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from academies.actions import school_figures as actions
from academies.api.filters import FigureFilters
from academies.enums import Breakdown
from academies.models import Academy, SchoolFigure
from academies.queries.figures import figure_to_read, figures_to_read, standing_figure
from trust.api.filters import BEGINS
from trust.api.reading import ReadingList
from trust.api.writing import Change, Changing, ChangingOne
from trust.errors import Refused
from trust.permissions import Permission, Placed

WRITE = (Permission.FIGURE_REPORT,)


class FigureSerializer(serializers.Serializer):
    """A number that an academy reported."""

    id = serializers.UUIDField()
    academy_id = serializers.UUIDField()
    academy = serializers.CharField(source="academy.name")
    measure = serializers.CharField(source="measure.key")
    measure_label = serializers.CharField(source="measure.label")
    year = serializers.SerializerMethodField(help_text=BEGINS)
    breakdown = serializers.ChoiceField(choices=Breakdown.choices)
    number = serializers.DecimalField(max_digits=16, decimal_places=6)
    pupils = serializers.IntegerField(allow_null=True, help_text="How many pupils are behind it.")
    basis = serializers.CharField(allow_blank=True)
    reported_by = serializers.CharField(source="by_name")
    reported_at = serializers.DateTimeField(source="at")

    def get_year(self, figure: SchoolFigure) -> int:
        return figure.year - 1


class _Number(serializers.Serializer):
    number = serializers.DecimalField(max_digits=12, decimal_places=4, help_text="A percentage without its sign.")
    pupils = serializers.IntegerField(
        min_value=1, max_value=99_999, allow_null=True, default=None, help_text="Their number only, never who they are."
    )
    basis = serializers.CharField(
        max_length=200, allow_blank=True, default="", help_text="Such as results day, 13 August. No names."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Attendance",
            {"measure": "absence_overall", "year": 2025, "number": "6.1", "pupils": 412},
            request_only=True,
        )
    ]
)
class ReportSerializer(_Number):
    """A number before it is published."""

    measure = serializers.CharField(max_length=40, help_text="The key of a measure.")
    year = serializers.IntegerField(min_value=2000, max_value=2200, help_text=BEGINS)
    breakdown = serializers.ChoiceField(choices=Breakdown.choices, default=Breakdown.ALL)


@extend_schema_serializer(examples=[OpenApiExample("Put right", {"number": "6.3", "pupils": 410}, request_only=True)])
class PutRightSerializer(_Number):
    """Another number in its place: what is left out becomes empty."""


class Figures(Changing, ReadingList):
    """Figures that an academy reported itself, the newest year first."""

    read = Permission.FIGURE_READ
    model = SchoolFigure
    serializer_class = FigureSerializer
    filterset_class = FigureFilters
    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE, ReportSerializer, status=201, is_matched=False)}

    def rows(self) -> Any:
        return figures_to_read(self.actor, self.kwargs["academy_id"])

    def find(self) -> Academy | None:
        self.rows()
        return None

    def more_headers(self, made: SchoolFigure) -> dict[str, str]:
        args = [self.actor.trust_slug, made.academy_id, made.id]
        return {"Location": reverse("api-figure", args=args)}

    @extend_schema(operation_id="figure_report", summary="Report a figure")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Report a number. One that is there already is put right at its own address (409 here)."""
        return self.change(self._report)

    def _report(self, _: Any, given: dict[str, Any]) -> SchoolFigure:
        academy_id, year = self.kwargs["academy_id"], given.pop("year") + 1
        if standing_figure(academy_id, given["measure"], year, given["breakdown"]):
            raise Refused("This figure has been reported already. Put it right at its own address.")
        measure = given.pop("measure")
        made = actions.report(actor=self.actor, academy_id=academy_id, measure_key=measure, year=year, seen="", **given)
        return figure_to_read(self.actor, academy_id, made.id)


class OneFigure(ChangingOne):
    """One figure that an academy reported itself."""

    read = Permission.FIGURE_READ
    model = SchoolFigure
    serializer_class = FigureSerializer
    changes: ClassVar[dict[str, Change]] = {
        "PUT": Change(WRITE, PutRightSerializer),
        "DELETE": Change(WRITE, status=204),
    }

    def find(self) -> SchoolFigure:
        return figure_to_read(self.actor, self.kwargs["academy_id"], self.kwargs["pk"])

    def place_of(self, found: SchoolFigure) -> Placed:
        return found.academy

    @extend_schema(operation_id="figure_put_right", summary="Put a reported figure right")
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put another number in its place; history keeps the one before."""
        return self.change(self._put_right)

    @extend_schema(operation_id="figure_take_back", summary="Take a reported figure back")
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the number back; history keeps it."""
        return self.change(self._take_back)

    def _put_right(self, found: SchoolFigure, given: dict[str, Any]) -> None:
        actions.report(
            actor=self.actor,
            academy_id=found.academy_id,
            measure_key=found.measure.key,
            year=found.year,
            breakdown=found.breakdown,
            seen=actions.mark_of(found),
            **given,
        )

    def _take_back(self, found: SchoolFigure, _: dict[str, Any]) -> None:
        actions.take_back(
            actor=self.actor, academy_id=found.academy_id, figure_id=found.id, seen=actions.mark_of(found)
        )
