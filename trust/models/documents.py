"""What is drafted, commented, submitted, returned, approved and compared: one mechanism for SEF, plan and reports."""

from typing import Any

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from trust.enums import DocumentState, EarlierReason, state_check
from trust.history import track_history
from trust.models.people import Membership
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class Document(TenantModel):
    """One document of one kind. What it is about, who may read it and what its sections are, its kind knows."""

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    # Place of the subject, without a key since academies are a floor above.
    academy_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    # The last submitted version; none before the first.
    number = models.PositiveSmallIntegerField(default=0)
    # The last version that all who approve it approved; none before the first.
    approved_number = models.PositiveSmallIntegerField(default=0)
    # Whoever writes it lets those read the draft who will read it once it is submitted.
    is_shared = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)

    # What it is about, once its kind has read it.
    subject: Any = None
    # Its sections, once they were read.
    read_sections: Any = None

    class Meta(TenantModel.Meta):
        ordering = ["-opened_at"]
        constraints = [
            state_check("document_state_known", "state", DocumentState),
            models.UniqueConstraint(fields=["trust", "kind", "subject_id"], name="document_one_each"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its text may change."""
        return self.state in (DocumentState.DRAFT, DocumentState.RETURNED)


class Section(TenantModel):
    """A part that is written, saved and finished on its own. Its draft is in no row history: see EarlierText."""

    document = TenantForeignKey(Document, related_name="sections")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    order = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict, blank=True)
    is_finished = models.BooleanField(default=False)
    # Begun from last year's text, and nobody has changed it yet.
    is_old = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    # Of the last save: its key (a repeated one is not a second save), the tab, and the tab's rising number.
    last_key = models.UUIDField(null=True, blank=True)
    last_tab = models.UUIDField(null=True, blank=True)
    last_edit = models.PositiveIntegerField(default=0)
    saved_by = models.UUIDField(null=True, blank=True)
    saved_by_name = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    # When a text of it was kept last, and who has it open now, where that was read.
    kept_at: Any = None
    here: Any = ()
    # How many comments on it are not answered yet, where that was counted.
    unanswered: Any = 0

    class Meta(TenantModel.Meta):
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["trust", "document", "key"], name="section_key_once")]

    def __str__(self) -> str:
        return self.title


class EarlierText(TenantModel):
    """A text of a section that was written over or lost a clash. Kept until some time after the approval."""

    section = TenantForeignKey(Section, related_name="earlier")
    version = models.PositiveIntegerField()
    content = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=12, choices=EarlierReason)
    written_by = models.UUIDField(null=True, blank=True)
    written_by_name = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-kept_at", "-id"]
        constraints = [state_check("earliertext_reason_known", "reason", EarlierReason)]


@track_history
class SectionWriter(TenantModel):
    """A section given to a person to write."""

    section = TenantForeignKey(Section, related_name="writers")
    membership = TenantForeignKey(Membership, related_name="+")
    given_by_name = models.CharField(max_length=200)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "section", "membership"], name="sectionwriter_once"),
        ]


class SectionVisit(TenantModel):
    """Who has a section open in which tab: so that two people see each other before they clash."""

    section = TenantForeignKey(Section, related_name="visits")
    membership = TenantForeignKey(Membership, related_name="+")
    name = models.CharField(max_length=200)
    tab = models.UUIDField()
    seen_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "section", "tab"], name="sectionvisit_once")]


class WordImport(TenantModel):
    """The passages of a Word file on their way into the sections: emptied once they are placed or have waited long."""

    document = TenantForeignKey(Document, related_name="imports")
    name = models.CharField(max_length=200)
    chunks = models.JSONField(default=list, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at"]


@track_history
class Comment(TenantModel):
    """A remark on the document, a section or a passage of it."""

    document = TenantForeignKey(Document, related_name="comments")
    # Of which version it was said; empty where it was said of the draft, among those who read that.
    number = models.PositiveIntegerField(null=True, blank=True)
    section = TenantForeignKey(Section, null=True, blank=True, related_name="comments")
    answers = TenantForeignKey("self", null=True, blank=True, related_name="replies")
    passage = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    settled_by_name = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    # Its answers, once they were read.
    under: Any = ()

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]


class SubmittedVersion(TenantModel):
    """What was handed in, for good: its content as JSON with a checksum, and who has to approve it."""

    document = TenantForeignKey(Document, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Roles, as the trust's policy had it that day: a later change of it makes nothing approved or not approved.
    approvers = models.JSONField()
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    # The version before it that the same person reads, once both were read.
    before: Any = None
    # The newest that the same person reads, where it is another one.
    newest: Any = None
    # The line of the feed that says who gave it back, where that was read.
    given_back: Any = None
    # The roles that approved it, where only they were read and not their approvals.
    approved_as: Any = None

    @property
    def missing(self) -> list[str]:
        """The roles whose approval it still lacks. Read with its approvals."""
        if self.approved_as is not None:
            given = set(self.approved_as)
        else:
            given = {approval.capacity for approval in self.approvals.all()}
        return [role for role in self.approvers if role not in given]

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "document", "number"], name="submittedversion_once"),
            models.CheckConstraint(name="submittedversion_numbered_from_one", condition=Q(number__gte=1)),
        ]


class SubmittedText(TenantModel):
    """The words of a section of a submitted version, without formats: what search looks through."""

    version = TenantForeignKey(SubmittedVersion, related_name="texts")
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    text = models.TextField()
    words = models.GeneratedField(
        expression=SearchVector("title", "text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "version", "key"], name="submittedtext_once"),
        ]


class Approval(TenantModel):
    """One approval of one submitted version, and for whom it was given where a delegate gave it."""

    version = TenantForeignKey(SubmittedVersion, related_name="approvals")
    capacity = models.CharField(max_length=30)
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    for_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["trust", "version", "capacity"], name="approval_once")]

    @property
    def in_words(self) -> str:
        """Priya Nair, or Priya Nair for Margaret Thorne."""
        return f"{self.by_name} for {self.for_name}" if self.for_name else self.by_name
