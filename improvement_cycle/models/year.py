"""A year of the cycle, and each academy in it: the spine of everything that happens in a year."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, FilteredRelation, OuterRef, Q, When
from django.db.models.functions import JSONObject

from improvement_cycle import enums
from improvement_cycle.models.improvement_model import ImprovementModel
from trust.actors import Actor
from trust.enums import state_check
from trust.history import track_history
from trust.models import SchoolYear
from trust.permissions import Permission, academies_where, everywhere, may, phases_where
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class CycleQuerySet(TenantQuerySet):
    """Years of the open trust."""

    def visible_to(self, actor: Actor) -> Any:
        """Every year, to those who read the matrix or a part of it."""
        return self if may(actor, Permission.MATRIX_READ) else self.none()

    def current_first(self, today: dt.date) -> Any:
        """As AcademyCycleQuerySet.current_first."""
        return self.order_by(*_current_first("school_year__starts_on", today))


def _current_first(begins: str, today: dt.date) -> tuple[Any, ...]:
    coming = Q(**{f"{begins}__gt": today})
    # Of those to come the nearest is first; to those that have begun the second says nothing.
    return Case(When(coming, then=1), default=0), Case(When(coming, then=begins)), f"-{begins}"


@track_history
class Cycle(TenantModel):
    """A school year, judged by one version of the model."""

    school_year = TenantForeignKey(SchoolYear, related_name="+")
    model = TenantForeignKey(ImprovementModel, related_name="cycles")
    state = models.CharField(max_length=8, choices=enums.CycleState, default=enums.CycleState.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Until when the academies do what; empty where the trust sets no date.
    self_evaluations_due_on = models.DateField(null=True, blank=True)
    priorities_due_on = models.DateField(null=True, blank=True)
    plans_due_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(CycleQuerySet)()
    # This year and those before it, once they were read: queries/years.py.
    _years: Any = None
    # The newest published version of the model, where it was asked for: queries/years.py.
    newest_version: int | None = None
    newest_years: Any = ()

    class Meta(TenantModel.Meta):
        ordering = ["-school_year__starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "school_year"], name="cycle_one_each_year"),
            state_check("cycle_state_known", "state", enums.CycleState),
        ]

    def __str__(self) -> str:
        return self.school_year.label

    @property
    def is_closed(self) -> bool:
        return self.state == enums.CycleState.CLOSED

    @property
    def closed_words(self) -> str:
        """Why nothing in it moves any more; empty as long as it is open."""
        return f"The year {self.school_year.label} is closed: nothing in it changes." if self.is_closed else ""


class AcademyCycleQuerySet(TenantQuerySet):
    """Rows of the matrix."""

    def visible_to(self, actor: Actor) -> Any:
        """Those whose live row the actor may read."""
        return self.reached_by(actor, Permission.MATRIX_READ)

    def began_within(self, since: dt.date, until: dt.date, academy: str) -> Any:
        """Of an academy, by its slug, those of the year that began between two days: at most one in a calendar year."""
        years = self.filter(cycle__school_year__starts_on__range=(since, until), academy__slug=academy)
        return years.order_by("-cycle__school_year__starts_on")

    def current_first(self, today: dt.date) -> Any:
        """By year: the newest that has begun first. One that is opened beforehand comes last until its first day."""
        return self.order_by(*_current_first("cycle__school_year__starts_on", today), "academy__name")

    def with_standing(self) -> Any:
        """Each with the status that stands, if any, and what was said on the row as it is: one question for all."""
        said = RowAgreement.objects.filter(academy_cycle=OuterRef("id"), row_version=OuterRef("version"))
        words = said.values(word=JSONObject(**{name: name for name in ("party", "kind", "by_name", "note", "at")}))
        stands = FilteredRelation("statuses", condition=Q(statuses__superseded_at__isnull=True))
        return self.annotate(standing=stands, said=ArraySubquery(words)).select_related("standing")

    def reached_by(self, actor: Actor, permission: Permission) -> Any:
        """Those at which the actor holds the permission."""
        return self.filter(reached(actor, permission))


def reached(actor: Actor, permission: Permission, of: str = "") -> Q:
    """Whether the actor holds the permission at the academy of a row; `of` leads from what is asked to the row.

    Asked along the way, and not as a list of rows within the question: where PostgreSQL does not know yet how much
    lies in a table, such a list was read again for each of what hangs on it.
    """
    phases = phases_where(actor, permission)
    if phases is None or everywhere(actor, permission):
        return Q(**{f"{of}academy__isnull": False})
    within = Q(**{f"{of}academy_id__in": academies_where(actor, permission)})
    return within | Q(**{f"{of}academy__phase__in": phases}) if phases else within


@track_history
class AcademyCycle(TenantModel):
    """An academy in a year. `version` grows with each agreed change: nobody agrees to what they did not see."""

    cycle = TenantForeignKey(Cycle, related_name="rows")
    academy = TenantForeignKey("academies.Academy", related_name="+")
    state = models.CharField(max_length=6, choices=enums.RowState, default=enums.RowState.OPEN)
    version = models.PositiveIntegerField(default=1)
    meeting_open_at = models.DateTimeField(null=True, blank=True)
    meeting_open_by_name = models.CharField(max_length=200, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(AcademyCycleQuerySet)()
    # Its place on the agenda of an open judgement meeting, once it was read: actions/rows_at_hand.py.
    agenda_item: Any = None

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "cycle", "academy"], name="academycycle_once"),
            state_check("academycycle_state_known", "state", enums.RowState),
            models.CheckConstraint(
                name="academycycle_agreed_is_dated",
                condition=Q(state=enums.RowState.OPEN) | Q(agreed_at__isnull=False),
            ),
        ]

    @property
    def phase(self) -> str:
        """Where the row stands, for permissions by phase."""
        return str(self.academy.phase)

    @property
    def is_agreed(self) -> bool:
        return self.state == enums.RowState.AGREED

    @property
    def meeting_is_open(self) -> bool:
        return self.meeting_open_at is not None


@track_history
class RowAgreement(TenantModel):
    """One party's word on the whole row, as it was at that version of the row."""

    academy_cycle = TenantForeignKey(AcademyCycle, related_name="agreements")
    party = models.CharField(max_length=16, choices=enums.Party)
    kind = models.CharField(max_length=8, choices=enums.AgreementKind)
    row_version = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    by_membership = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "academy_cycle", "party", "row_version"], name="rowagreement_one_word_each"
            ),
            state_check("rowagreement_party_known", "party", enums.Party),
            state_check("rowagreement_kind_known", "kind", enums.AgreementKind),
            models.CheckConstraint(
                name="rowagreement_says_why",
                condition=Q(kind=enums.AgreementKind.AGREED) | ~Q(note=""),
            ),
        ]


class MatrixSnapshot(TenantModel):
    """The matrix as published for trustees and local governors. Never changed."""

    cycle = TenantForeignKey(Cycle, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    published_by = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    published_by_name = models.CharField(max_length=200)
    published_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["trust", "cycle", "number"], name="matrixsnapshot_number_once")]
