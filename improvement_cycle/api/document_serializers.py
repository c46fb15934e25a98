"""What is told of documents of an academy's year, field by field, and what is taken."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from academies.enums import Phase
from trust import documents
from trust.enums import DocumentState
from trust.models import Section, SubmittedVersion

STATES = [("none", "not begun"), *DocumentState.choices]
CAPACITIES = [("director", "director"), ("chief_executive", "chief executive")]
ANSWER = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class ListedSerializer(serializers.Serializer):
    """A document of an academy's year."""

    id = serializers.UUIDField(source="row.id", help_text="Of the academy's year.")
    cycle_id = serializers.UUIDField(source="row.cycle_id")
    academy_id = serializers.UUIDField(source="row.academy_id")
    academy = serializers.CharField(source="row.academy.name")
    phase = serializers.ChoiceField(source="row.academy.phase", choices=Phase.choices)
    year = serializers.IntegerField(source="row.cycle.school_year.starts_on.year")
    title = serializers.CharField()
    state = serializers.ChoiceField(source="document.state", choices=STATES, default="none")
    number = serializers.IntegerField(source="document.number", default=0, help_text="The last submitted version.")


class SectionLineSerializer(serializers.Serializer):
    """A section in a list."""

    key = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField(help_text="It rises with every save.")
    is_finished = serializers.BooleanField()


class ApprovalSerializer(serializers.Serializer):
    """An approval of a version."""

    capacity = serializers.CharField()
    by = serializers.CharField(source="by_name")
    in_place_of = serializers.CharField(source="for_name", help_text="For whom a delegate gave it; empty otherwise.")
    at = serializers.DateTimeField()


class VersionLineSerializer(serializers.Serializer):
    """A submitted version in a list."""

    number = serializers.IntegerField()
    submitted_by = serializers.CharField(source="by_name")
    submitted_at = serializers.DateTimeField(source="at")
    approvals = ApprovalSerializer(many=True, source="approvals.all")


class NoteOnTopSerializer(serializers.Serializer):
    """What is to be answered."""

    note = serializers.CharField()
    by = serializers.CharField(source="by_name")
    at = serializers.DateTimeField()


class SuggestedSerializer(serializers.Serializer):
    """A point of "What needs to improve" that the academy suggests as a priority."""

    section = serializers.CharField(source="area", help_text="Its key.")
    title = serializers.CharField()
    number = serializers.IntegerField(help_text="Its place among the points of the section.")
    text = serializers.CharField()
    version = serializers.IntegerField()


class DetailSerializer(ListedSerializer):
    """One document. Sections are there for those who read the draft, versions for those who read them."""

    note = NoteOnTopSerializer(allow_null=True)
    sections = SectionLineSerializer(many=True)
    versions = VersionLineSerializer(many=True)


class SelfEvaluationSerializer(DetailSerializer):
    """One self-evaluation, with the points that it suggests as priorities."""

    suggested = SuggestedSerializer(many=True, help_text="Of the newest version that one reads, never of a draft.")


class ChoiceSerializer(serializers.Serializer):
    """An answer to choose."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FieldSerializer(serializers.Serializer):
    """A field of a section."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(
        choices=["rich", "text", "lines", "choice", "marks", "ticks"],
        help_text=(
            "rich: HTML of six formats; text: plain; lines: a list; choice: the key of one answer;"
            " marks: those lines of the list `of` that are marked; ticks: the keys of the choices that are ticked."
        ),
    )
    of = serializers.CharField(allow_blank=True, help_text="Of marks: the field whose lines they mark.")
    choices = ChoiceSerializer(many=True)


class SectionSerializer(SectionLineSerializer):
    """A section of the draft."""

    is_old = serializers.BooleanField(help_text="Last year's text, which nobody has changed yet.")
    content = serializers.SerializerMethodField(help_text="By key of the field.")
    fields_here = serializers.SerializerMethodField(help_text="The fields it has.")
    saved_by = serializers.CharField(source="saved_by_name", allow_blank=True)
    saved_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": "object", "additionalProperties": ANSWER})
    def get_content(self, section: Section) -> dict[str, Any]:
        return dict(section.content)

    @extend_schema_field(FieldSerializer(many=True))
    def get_fields_here(self, section: Section) -> Any:
        return FieldSerializer(documents.part_of(section).fields, many=True).data


class VersionSerializer(VersionLineSerializer):
    """A submitted version as it is kept."""

    content = serializers.SerializerMethodField(help_text="Title and sections, with the words of their fields.")
    sha256 = serializers.CharField(help_text="Checksum of the content.")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_content(self, version: SubmittedVersion) -> Any:
        return version.content


@extend_schema_field({"type": "object", "additionalProperties": ANSWER})
class AnswersField(serializers.Field):
    """Answers by field; what each field takes its kind says."""

    default_error_messages = {"kind": "This must be an object: the key of a field, and its answer."}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("kind")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two fields",
            {"content": {"narrative": "<p>Phonics is taught daily.</p>", "strengths": ["Phonics", "Attendance"]}},
            request_only=True,
        )
    ]
)
class WriteSectionSerializer(serializers.Serializer):
    """What is to be saved."""

    content = AnswersField(default=dict)
    is_finished = serializers.BooleanField(
        default=None, allow_null=True, help_text="Whether the section is finished; left out, it stays as it is."
    )


@extend_schema_serializer(examples=[OpenApiExample("Anew", {"from_last_year": False}, request_only=True)])
class BeginSerializer(serializers.Serializer):
    """How to begin."""

    from_last_year = serializers.BooleanField(default=False, help_text="Begin from last year's texts.")


@extend_schema_serializer(
    examples=[OpenApiExample("A note", {"note": "Please say more on attendance."}, request_only=True)]
)
class NoteSerializer(serializers.Serializer):
    """Why."""

    note = serializers.CharField(max_length=2000)


@extend_schema_serializer(examples=[OpenApiExample("The director's", {"capacity": "director"}, request_only=True)])
class ApproveSerializer(serializers.Serializer):
    """As whom."""

    capacity = serializers.ChoiceField(choices=CAPACITIES)
