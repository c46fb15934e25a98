"""Visits over REST: read, and recorded as held. Private ones and reports stay on the pages."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from academies.enums import Phase
from improvement_cycle.actions import visits as actions
from improvement_cycle.enums import VISIT_KINDS, VisitState
from improvement_cycle.models import Visit
from improvement_cycle.policies.visits import MOST_DAYS, MOST_HOURS
from improvement_cycle.queries.visits_to_read import find_visit, visits_to_read
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList
from trust.api.writing import Change, ChangingOne
from trust.permissions import Permission, Placed

READ = Permission.VISIT_READ
KINDS = [(each.value, each.label) for each in VISIT_KINDS]


class FollowUpSerializer(serializers.Serializer):
    """What follows from a visit whose report was sent."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    owner = serializers.CharField(source="owner_name")
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)


class VisitSerializer(serializers.Serializer):
    """Somebody comes to an academy on a day."""

    id = serializers.UUIDField()
    academy_id = serializers.UUIDField()
    academy = serializers.CharField(source="academy.name")
    phase = serializers.ChoiceField(source="academy.phase", choices=Phase.choices)
    year = serializers.SerializerMethodField(help_text="The school year by its first calendar year; null without one.")
    kind = serializers.ChoiceField(choices=KINDS)
    day = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    begins_at = serializers.TimeField(allow_null=True, format="%H:%M")
    who = serializers.SerializerMethodField(help_text="Who goes, by name.")
    focus = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=VisitState.choices)
    promise_id = serializers.UUIDField(allow_null=True)
    held_on = serializers.DateField(allow_null=True)
    days = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    hours = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True, help_text="Of coaching alone.")
    sent_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    follow_ups = serializers.SerializerMethodField()

    def get_year(self, visit: Visit) -> int | None:
        return visit.academy_cycle.cycle.school_year.starts_on.year if visit.academy_cycle else None

    def get_who(self, visit: Visit) -> list[str]:
        return [each.name for each in visit.people.all()]

    @extend_schema_field(FollowUpSerializer(many=True))
    def get_follow_ups(self, visit: Visit) -> Any:
        return FollowUpSerializer(visit.follow_ups_sent, many=True).data


@extend_schema_serializer(
    examples=[OpenApiExample("Half a day", {"on": "2026-11-12", "days": "0.5"}, request_only=True)]
)
class HeldSerializer(serializers.Serializer):
    """When it was held, and how long it took: days, of coaching hours."""

    on = serializers.DateField()
    days = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=MOST_DAYS, allow_null=True, default=None
    )
    hours = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=MOST_HOURS, allow_null=True, default=None
    )


class VisitFilters(filters.FilterSet):
    """?year=2026&academy=…&kind=qa_visit&state=held"""

    year = YearFilter("academy_cycle__cycle__school_year__starts_on")
    phase = WordFilter(field_name="academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="academy_id", thing="academy")
    kind = WordFilter(choices=KINDS)
    state = WordFilter(choices=VisitState.choices)

    class Meta:
        model = Visit
        fields = ("year", "phase", "academy", "kind", "state")


class Visits(ReadingList):
    """Visits, the last day first. Those of which others learn only that they are do not stand here."""

    read = READ
    model = Visit
    serializer_class = VisitSerializer
    filterset_class = VisitFilters

    def rows(self) -> Any:
        return visits_to_read(self.actor)


class OneVisit(ChangingOne):
    """One visit."""

    read = READ
    model = Visit
    serializer_class = VisitSerializer

    def find(self) -> Visit:
        return find_visit(self.actor, self.kwargs["pk"])

    def place_of(self, found: Visit) -> Placed:
        return found


class Held(OneVisit):
    """Record that it was held."""

    is_read: ClassVar[bool] = False
    changes: ClassVar[dict[str, Change]] = {"POST": Change((Permission.VISIT_MANAGE,), HeldSerializer)}

    @extend_schema(operation_id="visit_held", summary="Record that a visit was held")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record that it was held. A promise that it fulfils is delivered by it."""
        return self.change(self._held)

    def _held(self, found: Visit, given: dict[str, Any]) -> None:
        actions.record_held(actor=self.actor, visit_id=found.id, seen_version=found.version, **given)
