"""Views and agreed judgements over REST: what the cell's page shows the same person, recorded by the same actions."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from improvement_cycle.actions import judgements as actions
from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, Judgement
from improvement_cycle.permissions import PERMISSION_OF_PARTY
from improvement_cycle.queries.judgements_to_read import ReadJudgement, cells_of, judgement_of
from trust.api.conditions import tag_of
from trust.api.reading import ReadingList
from trust.api.writing import Change, ChangingOne
from trust.errors import BadInput
from trust.permissions import Permission, Placed

READ = Permission.MATRIX_READ


class GradeSerializer(serializers.Serializer):
    """A grade that may be chosen."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class SaidSerializer(serializers.Serializer):
    """What one of the three says, or what they agreed."""

    view = serializers.ChoiceField(choices=View.choices)
    is_recorded = serializers.BooleanField()
    is_hidden = serializers.BooleanField(help_text="Recorded, but not to be seen before one's own view stands.")
    grade = serializers.CharField(source="grade.key", default=None, allow_null=True)
    grade_label = serializers.CharField(source="grade.label", default=None, allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    recorded_by = serializers.CharField(source="by", allow_blank=True)
    recorded_at = serializers.DateTimeField(source="at", allow_null=True)
    evidence = serializers.ListField(
        child=serializers.UUIDField(), help_text="Evidence that the agreed judgement rests on."
    )


class SaidInCellSerializer(SaidSerializer):
    """The same with the column in which it was said."""

    column = serializers.CharField(source="column.key")
    column_label = serializers.CharField(source="column.label")
    scale = serializers.CharField(source="column.scale")


class CellSerializer(serializers.Serializer):
    """A cell of an academy's row."""

    column = serializers.CharField(source="column.key")
    column_label = serializers.CharField(source="column.label")
    scale = serializers.CharField(source="column.scale")
    grades = GradeSerializer(many=True, help_text="The grades to choose from, best first.")
    judgements = SaidSerializer(many=True, help_text="Single views are there for the three of the academy only.")


@extend_schema_serializer(
    examples=[
        OpenApiExample("A view", {"grade": "good", "reason": "Attendance has risen all year."}, request_only=True),
        OpenApiExample("The same grade, the reason as it stands", {"grade": "good"}, request_only=True),
    ]
)
class RecordSerializer(serializers.Serializer):
    """A grade with its reason. What is left out, or null, stays as it is."""

    grade = serializers.CharField(max_length=60, help_text="The key of a grade of the column's scale.")
    reason = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="Needed where the grade moved since last year, or where views differ.",
    )
    evidence = serializers.ListField(
        child=serializers.UUIDField(),
        allow_null=True,
        default=None,
        max_length=200,
        help_text="For what was agreed: the evidence it rests on, all of it.",
    )


class Cells(ReadingList):
    """The cells of an academy's row: grades to choose from, what was agreed, and views as far as one may see them."""

    read = READ
    model = AcademyCycle
    serializer_class = CellSerializer
    filter_backends = ()

    def rows(self) -> Any:
        return cells_of(self.actor, self.kwargs["cycle_id"], self.kwargs["academy_id"])


VIEW = OpenApiParameter("view", OpenApiTypes.STR, OpenApiParameter.PATH, enum=View.values, description="Whose it is.")
COLUMN = OpenApiParameter("column", OpenApiTypes.STR, OpenApiParameter.PATH, description="The key of a column.")


@extend_schema(parameters=[VIEW, COLUMN])
class OneJudgement(ChangingOne):
    """One judgement, recorded or not: the view of one of the three, or what they agreed."""

    read = READ
    model = Judgement
    serializer_class = SaidInCellSerializer
    changes: ClassVar[dict[str, Change]] = {
        "PUT": Change((*PERMISSION_OF_PARTY.values(), Permission.JUDGEMENT_AGREE), RecordSerializer)
    }

    def find(self) -> ReadJudgement:
        words = self.kwargs
        return judgement_of(self.actor, words["cycle_id"], words["academy_id"], words["column"], words["view"])

    def place_of(self, found: ReadJudgement) -> Placed:
        return found.row

    def permissions_to(self, method: str) -> tuple[Permission, ...]:
        view = self.kwargs["view"]
        if view not in Party.values:
            return (Permission.JUDGEMENT_AGREE,)
        return (PERMISSION_OF_PARTY[Party(view)],)

    def tag_of(self, found: ReadJudgement) -> str:
        # How often somebody changed a view that is hidden is hidden too.
        return tag_of(["hidden"] if found.is_hidden else [found.view, found.version])

    @extend_schema(operation_id="judgement_record", summary="Record a view or what was agreed")
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record or change it. Also what nobody recorded yet has an ETag; another agreed grade needs a reason."""
        return self.change(self._record)

    def _record(self, found: ReadJudgement, given: dict[str, Any]) -> None:
        cell = {
            "actor": self.actor,
            "academy_cycle_id": found.row.id,
            "column_key": found.column.key,
            "grade_key": given["grade"],
            "reason": given["reason"],
            "seen_version": found.version,
        }
        if found.view == View.AGREED:
            actions.agree(**cell, evidence_ids=given["evidence"])
        elif given["evidence"] is not None:
            raise BadInput(
                "Evidence belongs to what is agreed.", detail={"evidence": "Leave it out: only what is agreed has it."}
            )
        else:
            actions.record_view(**cell, view=found.view)
