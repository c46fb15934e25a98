"""Rows beside the pages of a plan over REST: objectives, actions, milestones and checks, by the actions of the pages.

They stand under the address of the plan, a list for each kind. `content` is what is planned and changes while the plan
is open; `progress` is how it goes, told once the plan is approved.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from improvement_cycle.actions import plan_rows as actions
from improvement_cycle.api.documents import readers
from improvement_cycle.api.serializers import PlacedSerializer
from improvement_cycle.models import Objective, PlanAction, PlanRow
from improvement_cycle.policies.plan_rows import KINDS, LONGEST_TEXT, RowField
from improvement_cycle.queries.documents_to_read import find_document, find_section_of
from improvement_cycle.queries.plan_rows import MODELS, find_row, rows_to_read
from improvement_cycle.workflow import PLAN, PLAN_RIGHTS
from trust.api.reading import ReadingList
from trust.api.writing import Change, Changing, ChangingOne
from trust.errors import BadInput, NotFound
from trust.permissions import Placed

READ = readers(PLAN_RIGHTS)
WRITE = (PLAN_RIGHTS.write, PLAN_RIGHTS.write_given)
CONTENT = {"text": "Train all teachers", "lead_name": "The subject leads", "ends_on": "2027-03-26", "cost": "1150"}
GOING = {"state": "at_risk", "note": "Cover fell through.", "spent": "80"}


def _said(row: PlanRow, fields: Iterable[RowField]) -> dict[str, str | None]:
    """What stands in these fields; null where a day, an amount or a reference is not given."""
    made = {}
    for field in fields:
        value = getattr(row, f"{field.key}_id" if field.key in ("lead", "objective") else field.key)
        made[field.key] = None if value is None else str(value)
    return made


class _Fields(serializers.DictField):
    """Fields by their key, each a text; what a key means depends on the kind of the row."""

    child = serializers.CharField(allow_blank=True, allow_null=True, max_length=2 * LONGEST_TEXT)


class PlanRowSerializer(PlacedSerializer):
    """A row beside a page of a plan."""

    cycle_id = serializers.UUIDField(source="academy_cycle.cycle_id")
    year = serializers.IntegerField(source="academy_cycle.cycle.school_year.starts_on.year")
    plan_id = serializers.UUIDField(source="academy_cycle_id", help_text="Of the academy's year.")
    section = serializers.CharField(source="section.key", help_text="The page of the plan, by its key.")
    priority_id = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField()
    content = serializers.SerializerMethodField(help_text="What is planned, by field.")
    progress = serializers.SerializerMethodField(help_text="How it goes, by field.")
    told_by = serializers.CharField(source="told_by_name", allow_blank=True)
    told_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.SerializerMethodField(help_text="Since when it is worked on no longer.")
    closed_why = serializers.SerializerMethodField()

    @extend_schema_field(_Fields())
    def get_content(self, row: PlanRow) -> dict[str, str | None]:
        return _said(row, _kind_of(row).planned)

    @extend_schema_field(_Fields())
    def get_progress(self, row: PlanRow) -> dict[str, str | None]:
        return _said(row, _kind_of(row).told)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_closed_at(self, row: PlanRow) -> str | None:
        at = row.closed_at if isinstance(row, Objective | PlanAction) else None
        return serializers.DateTimeField().to_representation(at) if at else None

    def get_closed_why(self, row: PlanRow) -> str:
        return row.closed_why if isinstance(row, Objective | PlanAction) else ""


def _kind_of(row: PlanRow) -> Any:
    return next(kind for key, kind in KINDS.items() if MODELS[key] is type(row))


@extend_schema_serializer(
    examples=[
        OpenApiExample("An action", {"section": "priority-2026-1", "content": CONTENT}, request_only=True),
        OpenApiExample(
            "A milestone",
            {"section": "priority-2026-1", "content": {"text": "Half are trained", "half_term": "3"}},
            request_only=True,
        ),
    ]
)
class AddRowSerializer(serializers.Serializer):
    """What it is to say, and beside which page."""

    section = serializers.CharField(max_length=60)
    content = _Fields()


@extend_schema_serializer(examples=[OpenApiExample("Changed", {"content": CONTENT}, request_only=True)])
class ChangeRowSerializer(serializers.Serializer):
    """All that it is to say from now on: what is left out becomes empty."""

    content = _Fields()


@extend_schema_serializer(examples=[OpenApiExample("Of an action", {"progress": GOING}, request_only=True)])
class TellSerializer(serializers.Serializer):
    """All that is to be told of it from now on: what is left out becomes empty."""

    progress = _Fields()


class ClosingSerializer(serializers.Serializer):
    """The reason."""

    note = serializers.CharField(max_length=actions.LONGEST_WHY)


def _fitting(name: str, given: Mapping[str, Any], fields: Iterable[RowField], act: Any) -> Any:
    """Carry out what was sent under `name`, saying of each field under that name what does not fit."""
    known = {field.key for field in fields}
    if unknown := [key for key in given if key not in known]:
        words = f"There is no such field in this row. There are: {', '.join(sorted(known))}."
        raise BadInput(actions.FAULTY, detail={f"{name}.{key[:50]}": words for key in unknown})
    try:
        return act()
    except BadInput as fault:
        raise BadInput(fault.message, detail={f"{name}.{key}": words for key, words in fault.detail.items()}) from fault


class PlanRows(Changing, ReadingList):
    """Rows of one kind in a plan: objectives, actions, milestones or checks, page by page."""

    read = READ
    model = Objective  # for the description: rows of all kinds are told alike
    serializer_class = PlanRowSerializer
    filter_backends = ()
    changes = {"POST": Change(WRITE, AddRowSerializer, status=201, is_matched=False)}

    def rows(self) -> Any:
        rows = self.kwargs["rows"]
        found = find_document(self.actor, self.kwargs["pk"], PLAN)
        return rows_to_read(self.actor, rows, found.row.id)

    def find(self) -> Any:
        if self.kwargs["rows"] not in KINDS:
            raise NotFound()
        return find_document(self.actor, self.kwargs["pk"], PLAN)

    def place_of(self, found: Any) -> Placed:
        return found.row  # type: ignore[no-any-return]

    def more_headers(self, made: PlanRow) -> dict[str, str]:
        args = [self.actor.trust_slug, made.academy_cycle_id, self.kwargs["rows"], made.id]
        return {"Location": reverse("api-plan-row", args=args)}

    @extend_schema(operation_id="plan_row_add", summary="Add a row to a plan")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a row beside the page of a priority, while the plan is open to changes."""
        return self.change(self._add)

    def _add(self, found: Any, given: dict[str, Any]) -> PlanRow:
        rows, content = self.kwargs["rows"], given["content"]
        section = find_section_of(self.actor, found.row.id, PLAN, given["section"])
        act = lambda: actions.add(actor=self.actor, section_id=section.id, rows=rows, given=content)
        made: PlanRow = _fitting("content", content, KINDS[rows].planned, act)
        return find_row(self.actor, rows, made.id)


class _One(ChangingOne):
    """One row."""

    read = READ
    model = Objective  # for the description: rows of all kinds are told alike
    serializer_class = PlanRowSerializer

    def find(self) -> PlanRow:
        found = find_row(self.actor, self.kwargs["rows"], self.kwargs["row"])
        if found.academy_cycle_id != self.kwargs["pk"] or found.section.document.kind != PLAN:
            raise NotFound()
        return found

    def place_of(self, found: Any) -> Placed:
        return found.academy_cycle  # type: ignore[no-any-return]


class OnePlanRow(_One):
    """One row."""

    changes: ClassVar[dict[str, Change]] = {
        "PUT": Change(WRITE, ChangeRowSerializer),
        "DELETE": Change(WRITE, status=204),
    }

    @extend_schema(operation_id="plan_row_change", summary="Change a row of a plan")
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let it say exactly this, while the plan is open to changes."""
        return self.change(self._change)

    def _change(self, found: PlanRow, given: dict[str, Any]) -> None:
        rows, content = self.kwargs["rows"], given["content"]
        act = lambda: actions.change(
            actor=self.actor, rows=rows, row_id=found.id, seen_version=found.version, given=content
        )
        _fitting("content", content, KINDS[rows].planned, act)

    @extend_schema(operation_id="plan_row_take_away", summary="Take a row out of a plan")
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it out of the plan. Something of which was told, or that was closed, stays (409)."""
        return self.change(self._take_away)

    def _take_away(self, found: PlanRow, _: dict[str, Any]) -> None:
        actions.take_away(actor=self.actor, rows=self.kwargs["rows"], row_id=found.id, seen_version=found.version)


class _Act(_One):
    """Only acted on: it is read at its own address."""

    is_read: ClassVar[bool] = False


class Tell(_Act):
    """Tell how it goes."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE, TellSerializer)}

    @extend_schema(operation_id="plan_row_tell", summary="Tell how a row of a plan goes")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down how it goes, once the plan is approved: for those who write the page and who leads the action."""
        return self.change(self._tell)

    def _tell(self, found: PlanRow, given: dict[str, Any]) -> None:
        rows, progress = self.kwargs["rows"], given["progress"]
        seen = actions.word_of(found)
        act = lambda: actions.tell(actor=self.actor, rows=rows, row_id=found.id, given=progress, seen_word=seen)
        _fitting("progress", progress, KINDS[rows].told, act)


class Close(_Act):
    """Work on it no longer."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE, ClosingSerializer)}

    @extend_schema(operation_id="plan_row_close", summary="Close an objective or an action")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Work on an objective or an action no longer, with a reason. It stays readable."""
        return self.change(self._close)

    def _close(self, found: PlanRow, given: dict[str, Any]) -> None:
        actions.close(actor=self.actor, rows=self.kwargs["rows"], row_id=found.id, why=given["note"])


class OpenAgain(_Act):
    """Work on it again."""

    changes: ClassVar[dict[str, Change]] = {"POST": Change(WRITE)}

    @extend_schema(operation_id="plan_row_open", summary="Open a closed objective or action again")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Work on it again. Opened twice it is opened once."""
        return self.change(self._open)

    def _open(self, found: PlanRow, _: dict[str, Any]) -> None:
        actions.open_again(actor=self.actor, rows=self.kwargs["rows"], row_id=found.id)
