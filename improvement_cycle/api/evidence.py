"""Evidence over REST: listed, added, corrected, taken away by the actions of the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from academies.enums import Phase
from improvement_cycle.actions import evidence as actions
from improvement_cycle.api.serializers import PlacedSerializer
from improvement_cycle.models import Evidence
from improvement_cycle.permissions import check_may_correct
from improvement_cycle.queries.evidence import said
from improvement_cycle.queries.evidence_to_read import evidence_to_read, find_evidence, row_to_fill
from trust.api.filters import IdFilter, WordFilter, YearFilter
from trust.api.reading import ReadingList
from trust.api.writing import Change, Changing, ChangingOne
from trust.permissions import Permission, Placed

WRITE = (Permission.EVIDENCE_ADD,)
SOUND = {
    "source": "governor_visit",
    "title": "Visit to the early years",
    "summary": "Two governors saw phonics taught as planned in all three classes.",
    "dated_on": "2026-10-14",
    "columns": ["quality_of_education"],
}


class FileSerializer(serializers.Serializer):
    """A private file. It is fetched on the pages, by who may read it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()


class EvidenceSerializer(PlacedSerializer):
    """A piece of evidence in an academy's year."""

    cycle_id = serializers.UUIDField(source="academy_cycle.cycle_id")
    year = serializers.IntegerField(source="academy_cycle.cycle.school_year.starts_on.year")
    source = serializers.CharField(source="source.key")  # type: ignore[assignment]
    source_label = serializers.CharField(source="source.label")
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    file = FileSerializer(allow_null=True)
    dated_on = serializers.DateField(allow_null=True)
    columns = serializers.SerializerMethodField(help_text="Columns of the matrix it supports, by key.")
    areas = serializers.SerializerMethodField(help_text="Key areas it speaks to, by key.")
    added_by = serializers.CharField(source="by_name")
    added_at = serializers.DateTimeField(source="at")

    def get_columns(self, evidence: Evidence) -> list[str]:
        return sorted(each.column.key for each in evidence.speaks_to.all() if each.column)

    def get_areas(self, evidence: Evidence) -> list[str]:
        return sorted(each.area.key for each in evidence.speaks_to.all() if each.area)


class _Words(serializers.Serializer):
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=60, help_text="Where it comes from: the key of a source of the year's model."
    )
    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(
        max_length=1000, allow_blank=True, default="", help_text="No names of pupils, and nothing that points at one."
    )
    url = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="Begins with https:// or http://"
    )
    dated_on = serializers.DateField(allow_null=True, default=None, help_text="Not later than today.")
    columns = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=50, help_text="Columns it supports."
    )
    areas = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=50, help_text="Key areas it speaks to."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A visit",
            {
                "cycle_id": "019a5b00-0000-7000-8000-000000000001",
                "academy_id": "019a5b00-0000-7000-8000-000000000002",
                **SOUND,
            },
            request_only=True,
        )
    ]
)
class AddEvidenceSerializer(_Words):
    """A link or a short summary, for an academy's year."""

    cycle_id = serializers.UUIDField()
    academy_id = serializers.UUIDField()


@extend_schema_serializer(examples=[OpenApiExample("Corrected", {**SOUND, "keeps_file": True}, request_only=True)])
class CorrectEvidenceSerializer(_Words):
    """All that it is to say from now on: what is left out becomes empty."""

    keeps_file = serializers.BooleanField(default=True, help_text="false takes its file away.")


class EvidenceFilters(filters.FilterSet):
    """?year=2026&academy=…&source=governor_visit&column=safeguarding"""

    year = YearFilter("academy_cycle__cycle__school_year__starts_on")
    phase = WordFilter(field_name="academy_cycle__academy__phase", choices=Phase.choices)
    academy = IdFilter(field_name="academy_cycle__academy_id", thing="academy")
    source = filters.CharFilter(field_name="source__key", max_length=60)
    column = filters.CharFilter(method="speaks_to", max_length=60)

    class Meta:
        model = Evidence
        fields = ("year", "phase", "academy", "source", "column")

    def speaks_to(self, rows: Any, _name: str, key: str) -> Any:
        """One row each, however often it speaks to something."""
        return rows.filter(speaks_to__column__key=key).distinct()


class EvidenceList(Changing, ReadingList):
    """Evidence, the newest first."""

    read = Permission.MATRIX_READ
    model = Evidence
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilters
    changes = {"POST": Change(WRITE, AddEvidenceSerializer, status=201, is_matched=False)}

    def rows(self) -> Any:
        return evidence_to_read(self.actor)

    def find(self) -> Any:
        return None

    def more_headers(self, made: Evidence) -> dict[str, str]:
        return {"Location": reverse("api-evidence-one", args=[self.actor.trust_slug, made.id])}

    @extend_schema(operation_id="evidence_add", summary="Add evidence")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add a link or a short summary to an academy's year."""
        return self.change(self._add)

    def _add(self, _: Any, given: dict[str, Any]) -> Evidence:
        row = row_to_fill(self.actor, given.pop("cycle_id"), given.pop("academy_id"))
        made = actions.add(actor=self.actor, academy_cycle_id=row.id, **_words(given))
        return find_evidence(self.actor, made.id)


class OneEvidence(ChangingOne):
    """One piece of evidence."""

    read = Permission.MATRIX_READ
    model = Evidence
    serializer_class = EvidenceSerializer
    changes = {"PUT": Change(WRITE, CorrectEvidenceSerializer), "DELETE": Change(WRITE, status=204)}

    def find(self) -> Evidence:
        return find_evidence(self.actor, self.kwargs["pk"])

    def place_of(self, found: Evidence) -> Placed:
        return found.academy_cycle

    @extend_schema(operation_id="evidence_correct", summary="Correct evidence")
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let it say exactly this. Where a judgement rests on it, words given on the row so far count no longer."""
        return self.change(self._correct)

    @extend_schema(operation_id="evidence_take_away", summary="Take evidence away")
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it out of the year, with its file. It stays while an agreed judgement rests on it (409)."""
        return self.change(self._take_away)

    def check_change_of(self, found: Evidence) -> None:
        check_may_correct(self.actor, found.by_membership_id, found.academy_cycle)

    def _correct(self, found: Evidence, given: dict[str, Any]) -> None:
        kept: UUID | None = found.file_id if given.pop("keeps_file") else None
        actions.correct(
            actor=self.actor,
            academy_cycle_id=found.academy_cycle_id,
            evidence_id=found.id,
            seen=said(found).mark,
            file_id=kept,
            **_words(given),
        )

    def _take_away(self, found: Evidence, _: dict[str, Any]) -> None:
        actions.take_away(
            actor=self.actor,
            academy_cycle_id=found.academy_cycle_id,
            evidence_id=found.id,
            seen=said(found).mark,
        )


def _words(given: dict[str, Any]) -> dict[str, Any]:
    """The body in the words of the actions."""
    names = {"source": "source_key", "columns": "column_keys", "areas": "area_keys"}
    return {names.get(name, name): value for name, value in given.items()}
