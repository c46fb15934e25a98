"""The to-do list over REST: what is due from whom and when, as far as the token reads it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from trust import deadlines
from trust.api.reading import ReadingList
from trust.deadlines import Deadline
from trust.permissions import Permission
from trust.queries import todo

WORDS = (
    f"{todo.MINE}: due from oneself; {todo.OTHERS}: due from those one looks after; {todo.DONE}: in the last 30 days."
)


class DeadlineSerializer(serializers.Serializer):
    """One thing that is due."""

    kind = serializers.CharField(help_text="What it is: self_evaluation, priority, improvement_plan and so on.")
    id = serializers.UUIDField(source="subject_id", help_text="Of what it is about; with the kind it is the only one.")
    title = serializers.CharField()
    whose = serializers.CharField(help_text="The name of whoever is to do it, or else the role.")
    academy_id = serializers.UUIDField(allow_null=True, help_text="Empty where it is the whole trust's.")
    academy = serializers.CharField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    is_private = serializers.BooleanField(help_text="Whether those outside it see it as private only.")
    url = serializers.SerializerMethodField(help_text="Its page, for people.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, line: Deadline) -> str:
        request = self.context["request"]
        found: str = request.build_absolute_uri(deadlines.source_of(line).url(request.user.trust_slug, line))
        return found


@extend_schema_view(
    get=extend_schema(
        operation_id="to_do_list",
        parameters=[
            OpenApiParameter("show", str, enum=list(todo.SHOWN), default=todo.MINE, description=f"Which list. {WORDS}")
        ],
    )
)
class ToDo(ReadingList):
    """What is due, the earliest first; what is done, the latest first. What waits without a date is on the page."""

    read = Permission.TRUST_ENTER
    serializer_class = DeadlineSerializer
    # The lines come from many tables and are narrowed there.
    filter_backends = ()

    def known_parameters(self) -> set[str]:
        return {*super().known_parameters(), "show"}

    def get_queryset(self) -> Any:
        return () if getattr(self, "swagger_fake_view", False) else self.rows()

    def rows(self) -> Any:
        show = self.request.query_params.get("show", todo.MINE)
        if show not in todo.SHOWN:
            raise ValidationError({"show": [f"Choose one of: {', '.join(todo.SHOWN)}."]})
        return todo.dated(self.actor, show)

    def paginate_queryset(self, queryset: Any) -> Any:
        return deadlines.read(super().paginate_queryset(queryset) or ())
