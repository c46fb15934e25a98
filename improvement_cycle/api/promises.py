"""Promises over REST: what was promised to an academy and by it, and what became of it."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from academies.enums import Phase
from improvement_cycle.actions import promises as actions
from improvement_cycle.actions.promises import MOST_DAYS
from improvement_cycle.enums import Cadence, CommitmentKind, OwedBy, PromiseState, Responsible
from improvement_cycle.models import Promise
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.permissions import check_may_keep
from improvement_cycle.queries.promises_to_read import find_promise, promises_to_read
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList
from trust.api.writing import Change, ChangingOne
from trust.permissions import Permission, Placed

ROW = "commitment.academy_cycle"
ACTS = {
    "schedule": "give it a date",
    "deliver": "it was delivered",
    "not_needed": "it was not needed",
    "miss": "it was missed",
    "open_again": "take back what was recorded",
}


class PromiseSerializer(serializers.Serializer):
    """One time that a commitment falls due. What others see as “Private” is not among them."""

    id = serializers.UUIDField()
    academy_id = serializers.UUIDField(source=f"{ROW}.academy_id")
    academy = serializers.CharField(source=f"{ROW}.academy.name")
    phase = serializers.ChoiceField(source=f"{ROW}.academy.phase", choices=Phase.choices)
    year = serializers.IntegerField(source=f"{ROW}.cycle.school_year.starts_on.year")
    commitment_id = serializers.UUIDField()
    text = serializers.CharField(source="commitment.text")
    kind = serializers.ChoiceField(source="commitment.kind", choices=CommitmentKind.choices)
    cadence = serializers.ChoiceField(source="commitment.cadence", choices=Cadence.choices)
    responsible = serializers.ChoiceField(source="commitment.responsible", choices=Responsible.choices)
    owed_by = serializers.ChoiceField(source="commitment.owed_by", choices=OwedBy.choices)
    provider = serializers.CharField(source="commitment.provider", allow_blank=True)
    state = serializers.ChoiceField(choices=PromiseState.choices)
    due_on = serializers.DateField(help_text="Until when it is promised.")
    scheduled_on = serializers.DateField(allow_null=True)
    delivered_on = serializers.DateField(allow_null=True)
    days = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    note = serializers.CharField(allow_blank=True)
    recorded_by = serializers.CharField(source="by_name")
    recorded_at = serializers.DateTimeField(source="at")
    version = serializers.IntegerField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Delivered",
            {"act": "deliver", "day": "2026-11-24", "days": "0.5", "note": "Reading in Years 1 and 2, seen together."},
            request_only=True,
        )
    ]
)
class BecameSerializer(serializers.Serializer):
    """What became of it. `day` goes with a date and a delivery, `note` with all that needs a reason."""

    act = serializers.ChoiceField(choices=list(ACTS.items()))
    day = serializers.DateField(allow_null=True, default=None)
    days = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=MOST_DAYS, allow_null=True, default=None
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class PromiseFilters(filters.FilterSet):
    """?year=2026&academy=…&phase=primary&kind=qa_visit&owed_by=trust&state=missed"""

    year = YearFilter("commitment__academy_cycle__cycle__school_year__starts_on")
    phase = WordFilter(field_name="commitment__academy_cycle__academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="commitment__academy_cycle__academy_id", thing="academy")
    kind = WordFilter(field_name="commitment__kind", choices=CommitmentKind.choices)
    owed_by = WordFilter(field_name="commitment__owed_by", choices=OwedBy.choices)
    state = WordFilter(choices=PromiseState.choices)

    class Meta:
        model = Promise
        fields = ("year", "phase", "academy", "kind", "owed_by", "state")


class Promises(ReadingList):
    """What was promised to academies and by them, the newest year first."""

    read = Permission.COMMITMENT_READ
    model = Promise
    serializer_class = PromiseSerializer
    filterset_class = PromiseFilters

    def rows(self) -> Any:
        return promises_to_read(self.actor)


class _One(ChangingOne):
    """One promise."""

    read = Permission.COMMITMENT_READ
    model = Promise
    serializer_class = PromiseSerializer

    def find(self) -> Promise:
        return find_promise(self.actor, self.kwargs["pk"])

    def place_of(self, found: Promise) -> Placed:
        return found


class OnePromise(_One):
    """One promise."""


class Record(_One):
    """Say what became of it."""

    is_read: ClassVar[bool] = False
    changes: ClassVar[dict[str, Change]] = {"POST": Change((Permission.COMMITMENT_RECORD,), BecameSerializer)}

    @extend_schema(operation_id="promise_record", summary="Record what became of a promise")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it a date, or say that it was delivered, not needed or missed. Those who owe it or see to it say so."""
        return self.change(self._record)

    def check_change_of(self, found: Promise) -> None:
        check_may_keep(self.actor, found.commitment, found.commitment.academy_cycle)

    def _record(self, found: Promise, given: dict[str, Any]) -> None:
        known: Any = {"actor": self.actor, "promise_id": found.id, "seen_version": found.version}
        match given["act"]:
            case "schedule":
                actions.schedule(on=given["day"], **known)
            case "deliver":
                actions.deliver(on=given["day"], days=given["days"], note=given["note"], **known)
            case "not_needed":
                actions.not_needed(note=given["note"], **known)
            case "miss":
                actions.miss(note=given["note"], **known)
            case _:
                actions.open_again(note=given["note"], **known)
