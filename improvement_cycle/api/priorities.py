"""Priorities over REST: what is done with them from the proposal to delivery, by the actions of the pages."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from academies.enums import Phase
from improvement_cycle.actions import plans, sustain
from improvement_cycle.actions import priorities as actions
from improvement_cycle.api.serializers import PlacedSerializer
from improvement_cycle.enums import CameHow, Party, PriorityState, Proposer, Support, TrustPriorityState
from improvement_cycle.models import Priority, TrustPriority
from improvement_cycle.permissions import check_may_change_priority
from improvement_cycle.queries.priorities import shown
from improvement_cycle.queries.priorities_to_read import (
    find_priority,
    priorities_to_read,
    row_to_propose_in,
    trust_priorities_to_read,
)
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList
from trust.api.writing import Change, Changing, ChangingOne
from trust.permissions import Permission, Placed

READ = Permission.PRIORITY_READ
PROPOSE = (Permission.PRIORITY_PROPOSE,)
AGREE = (Permission.PRIORITY_AGREE,)
PLAN = (Permission.PLAN_WRITE,)
SOUND = {
    "statement": "Pupils remember more of what they are taught",
    "area": "curriculum_planning",
    "rationale": "In six of eight subjects much of what was taught is gone by July.",
    "support": ["academy", "trust"],
    "support_note": "Aldermere Primary, four half days",
    "judgements": ["quality_of_education"],
}


class WordSerializer(serializers.Serializer):
    """One of the three on a priority."""

    party = serializers.ChoiceField(choices=Party.choices)
    kind = serializers.ChoiceField(
        choices=["agreed", "absent"], allow_blank=True, help_text="Empty where they have not spoken yet."
    )
    agreed_by = serializers.CharField(source="by", allow_blank=True, help_text="Of absent: who recorded it.")
    agreed_at = serializers.DateTimeField(source="at", allow_null=True)


class PointSerializer(serializers.Serializer):
    """A point of a self-evaluation that it rests on."""

    section = serializers.CharField()
    point = serializers.IntegerField()
    version = serializers.IntegerField(source="sef_version")
    text = serializers.CharField()


class PrioritySerializer(PlacedSerializer):
    """A priority of an academy's year."""

    cycle_id = serializers.UUIDField(source="academy_cycle.cycle_id")
    year = serializers.IntegerField(source="academy_cycle.cycle.school_year.starts_on.year")
    number = serializers.IntegerField()
    statement = serializers.CharField()
    area = serializers.CharField(source="area.key")
    area_label = serializers.CharField(source="area.label")
    rationale = serializers.CharField(allow_blank=True)
    support = serializers.ListField(child=serializers.ChoiceField(choices=Support.choices))
    support_note = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=PriorityState.choices)
    proposer = serializers.ChoiceField(choices=Proposer.choices)
    proposed_by = serializers.CharField(source="proposed_by_name")
    proposed_at = serializers.DateTimeField()
    agreed_at = serializers.DateTimeField(allow_null=True)
    reached = serializers.CharField(allow_blank=True, help_text="What was reached, once it is delivered.")
    delivered_on = serializers.DateField(allow_null=True)
    came_from = serializers.UUIDField(
        source="came_from_id", allow_null=True, help_text="The earlier priority that it goes on from."
    )
    came_how = serializers.ChoiceField(choices=CameHow.choices, allow_blank=True)
    to_confirm = serializers.BooleanField(help_text="It came from another year, and nobody has confirmed it yet.")
    agreements = serializers.SerializerMethodField(help_text="To the words as they stand.")
    judgements = serializers.SerializerMethodField(help_text="Columns whose agreed judgement it rests on, by key.")
    evidence = serializers.SerializerMethodField(help_text="Evidence it rests on.")
    points = serializers.SerializerMethodField(help_text="Points of the self-evaluation it rests on.")
    trust_priorities = serializers.ListField(
        source="aligned_with", child=serializers.UUIDField(), help_text="Priorities of the trust it works on."
    )

    @extend_schema_field(WordSerializer(many=True))
    def get_agreements(self, priority: Any) -> Any:
        return WordSerializer(shown(priority).words, many=True).data

    def get_judgements(self, priority: Priority) -> list[str]:
        return sorted(each.judgement.column.key for each in priority.rests_on.all() if each.judgement)

    def get_evidence(self, priority: Priority) -> list[str]:
        return sorted(str(each.evidence_id) for each in priority.rests_on.all() if each.evidence_id)

    @extend_schema_field(PointSerializer(many=True))
    def get_points(self, priority: Priority) -> Any:
        return PointSerializer([each for each in priority.rests_on.all() if each.point is not None], many=True).data


class _Words(serializers.Serializer):
    statement = serializers.CharField(max_length=actions.LONGEST_STATEMENT)
    area = serializers.CharField(max_length=60, help_text="The key of a key area of the year's model.")
    rationale = serializers.CharField(max_length=actions.LONGEST_TEXT, allow_blank=True, default="")
    support = serializers.ListField(child=serializers.ChoiceField(choices=Support.choices), default=list, max_length=3)
    support_note = serializers.CharField(max_length=actions.LONGEST_NOTE, allow_blank=True, default="")
    judgements = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=50, help_text="Keys of columns."
    )
    evidence = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=200)
    points = serializers.ListField(
        child=serializers.CharField(max_length=120),
        default=list,
        max_length=200,
        help_text="Of the self-evaluation: section, place in its list, and version, as leadership:2:1.",
    )
    trust_priorities = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=50)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A priority",
            {
                "cycle_id": "019a5b00-0000-7000-8000-000000000001",
                "academy_id": "019a5b00-0000-7000-8000-000000000002",
                **SOUND,
            },
            request_only=True,
        )
    ]
)
class ProposeSerializer(_Words):
    """What is to improve in an academy's year, and what that rests on."""

    cycle_id = serializers.UUIDField()
    academy_id = serializers.UUIDField()


@extend_schema_serializer(examples=[OpenApiExample("Changed", SOUND, request_only=True)])
class ChangePrioritySerializer(_Words):
    """All that it is to say from now on: what is left out becomes empty."""


class AgreeSerializer(serializers.Serializer):
    """As which of the three."""

    party = serializers.ChoiceField(choices=Party.choices)


class AwaySerializer(AgreeSerializer):
    """Who of the three is away, and why. The reason is told on the page, to the three."""

    note = serializers.CharField(max_length=actions.LONGEST_TEXT)


class WhySerializer(serializers.Serializer):
    """The reason."""

    note = serializers.CharField(max_length=actions.LONGEST_TEXT)


class ReachedSerializer(serializers.Serializer):
    """What was reached."""

    note = serializers.CharField(max_length=sustain.LONGEST_REACHED, help_text="In a sentence.")


class PriorityFilters(filters.FilterSet):
    """?year=2026&academy=…&state=agreed"""

    year = YearFilter("academy_cycle__cycle__school_year__starts_on")
    phase = WordFilter(field_name="academy_cycle__academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="academy_cycle__academy_id", thing="academy")
    state = WordFilter(field_name="state", choices=PriorityState.choices)

    class Meta:
        model = Priority
        fields = ("year", "phase", "academy", "state")


class Priorities(Changing, ReadingList):
    """Priorities, the newest year first."""

    read = READ
    model = Priority
    serializer_class = PrioritySerializer
    filterset_class = PriorityFilters
    changes = {"POST": Change(PROPOSE, ProposeSerializer, status=201, is_matched=False)}

    def rows(self) -> Any:
        return priorities_to_read(self.actor)

    def find(self) -> Any:
        return None

    def more_headers(self, made: Priority) -> dict[str, str]:
        return {"Location": reverse("api-priority", args=[self.actor.trust_slug, made.id])}

    @extend_schema(operation_id="priority_propose", summary="Propose a priority")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Propose a priority for an academy's year. Head, director and chief executive agree it one by one."""
        return self.change(self._propose)

    def _propose(self, _: Any, given: dict[str, Any]) -> Priority:
        row = row_to_propose_in(self.actor, given.pop("cycle_id"), given.pop("academy_id"))
        made = actions.propose(actor=self.actor, academy_cycle_id=row.id, words=actions.Words(**given))
        return find_priority(self.actor, made.id)


class _One(ChangingOne):
    """One priority."""

    read = READ
    model = Priority
    serializer_class = PrioritySerializer

    def find(self) -> Priority:
        return find_priority(self.actor, self.kwargs["pk"])

    def place_of(self, found: Priority) -> Placed:
        return found


class OnePriority(_One):
    """One priority."""

    changes: ClassVar[dict[str, Change]] = {"PUT": Change((*PROPOSE, *AGREE), ChangePrioritySerializer)}

    @extend_schema(operation_id="priority_change", summary="Change a priority")
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let a proposed one say exactly this. Agreements given so far were to other words and count no longer."""
        return self.change(self._change)

    def check_change_of(self, found: Priority) -> None:
        check_may_change_priority(self.actor, found.proposed_by_id, found)

    def _change(self, found: Priority, given: dict[str, Any]) -> None:
        actions.change(actor=self.actor, priority_id=found.id, seen_version=found.version, words=actions.Words(**given))


class _Act(_One):
    """Only acted on: it is read at its own address."""

    is_read: ClassVar[bool] = False


class Agree(_Act):
    """Agree to it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(AGREE, AgreeSerializer)}

    @extend_schema(operation_id="priority_agree", summary="Agree to a priority")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Agree to the words that were read, as one of the three. The third word makes it agreed."""
        return self.change(self._agree)

    def _agree(self, found: Priority, given: dict[str, Any]) -> None:
        actions.agree(actor=self.actor, priority_id=found.id, party=given["party"], seen_version=found.version)


class Absent(_Act):
    """Record that one of the three is away."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(AGREE, AwaySerializer)}

    @extend_schema(operation_id="priority_absent", summary="Record that one of the three is away")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record that one of the three is away, or that nobody holds the post. The two others agree it then."""
        return self.change(self._record)

    def _record(self, found: Priority, given: dict[str, Any]) -> None:
        actions.record_absence(actor=self.actor, priority_id=found.id, **given)


class Reopen(_Act):
    """Reopen it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(AGREE, WhySerializer)}

    @extend_schema(operation_id="priority_reopen", summary="Reopen an agreed priority")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let an agreed one change again, with a reason."""
        return self.change(self._reopen)

    def _reopen(self, found: Priority, given: dict[str, Any]) -> None:
        actions.reopen(actor=self.actor, priority_id=found.id, note=given["note"], seen_version=found.version)


class Withdraw(_Act):
    """Withdraw it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(AGREE, WhySerializer)}

    @extend_schema(operation_id="priority_withdraw", summary="Withdraw a priority")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it off the year's list, with a reason. It stays readable."""
        return self.change(self._withdraw)

    def _withdraw(self, found: Priority, given: dict[str, Any]) -> None:
        actions.withdraw(actor=self.actor, priority_id=found.id, note=given["note"], seen_version=found.version)


class PutIn(_Act):
    """Put it into the plan."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(PLAN)}

    @extend_schema(operation_id="priority_put_in", summary="Put an agreed priority into the plan")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give an agreed priority its page in the plan, which is open to changes."""
        return self.change(self._put_in)

    def _put_in(self, found: Priority, _: dict[str, Any]) -> None:
        plans.put_in(actor=self.actor, priority_id=found.id)


class TakeOut(_Act):
    """Take it out of the plan."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(PLAN, WhySerializer)}

    @extend_schema(operation_id="priority_take_out", summary="Take a priority out of the plan")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take its page out of the plan, which is open to changes, with a reason. The priority stays agreed."""
        return self.change(self._take_out)

    def _take_out(self, found: Priority, given: dict[str, Any]) -> None:
        plans.take_out(actor=self.actor, priority_id=found.id, note=given["note"])


class Deliver(_Act):
    """Deliver it."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(AGREE, ReachedSerializer)}

    @extend_schema(operation_id="priority_deliver", summary="Say that a priority is delivered")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what was reached of a priority of an approved plan. Checks of whether it lasts fall due then."""
        return self.change(self._deliver)

    def _deliver(self, found: Priority, given: dict[str, Any]) -> None:
        sustain.deliver(actor=self.actor, priority_id=found.id, note=given["note"], seen_version=found.version)


class TrustPrioritySerializer(serializers.Serializer):
    """A priority of the whole trust."""

    id = serializers.UUIDField()
    cycle_id = serializers.UUIDField()
    year = serializers.IntegerField(source="cycle.school_year.starts_on.year")
    number = serializers.IntegerField()
    title = serializers.CharField()
    statement = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=TrustPriorityState.choices)
    asked_by = serializers.SerializerMethodField(help_text="Columns whose concern asks for it, by key.")

    def get_asked_by(self, priority: TrustPriority) -> list[str]:
        return sorted(each.column.key for each in priority.asked_by.all())


class TrustPriorityFilters(filters.FilterSet):
    """?year=2026"""

    year = YearFilter("cycle__school_year__starts_on")

    class Meta:
        model = TrustPriority
        fields = ("year",)


class TrustPriorities(ReadingList):
    """Priorities of the trust, the newest year first."""

    read = READ
    model = TrustPriority
    serializer_class = TrustPrioritySerializer
    filterset_class = TrustPriorityFilters

    def rows(self) -> Any:
        return trust_priorities_to_read(self.actor)
