"""The academies of a trust and the people appointed to them."""

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from academies.enums import AcademyState, ClusterKind, Headship, Phase
from academies.models.reference import Establishment
from trust.actors import Actor
from trust.enums import Place, state_check
from trust.history import track_history
from trust.models import Membership, Term
from trust.models.people import HoldsForATime
from trust.permissions import Permission, academies_where, everywhere, phases_where
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class AcademyQuerySet(TenantQuerySet):
    """Academies of the open trust."""

    def visible_to(self, actor: Actor, permission: Permission = Permission.ACADEMY_READ) -> Any:
        """Those at which the actor holds the permission. Enquiring schools are for their own team, not listed here."""
        known = self.exclude(state=AcademyState.PROSPECTIVE)
        if everywhere(actor, permission):
            return known
        reach = Q(pk__in=academies_where(actor, permission))
        phases = phases_where(actor, permission)
        return known if phases is None else known.filter(reach | Q(phase__in=phases))

    def members(self) -> Any:
        """Those in the trust now."""
        return self.filter(state=AcademyState.MEMBER)

    def members_by(self, day: dt.date) -> Any:
        """Those in the trust now that had joined by this day. One without a day of joining always was there."""
        return self.members().exclude(joined_on__gt=day)

    def pipeline(self) -> Any:
        """Those announced as joining."""
        return self.filter(state=AcademyState.PIPELINE)


@track_history
class Academy(TenantModel):
    """A school as this trust knows it. It may be added by hand, without official facts."""

    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    slug = models.CharField(max_length=60)
    phase = models.CharField(max_length=25, choices=Phase)
    has_early_years = models.BooleanField(default=False)
    has_post_16 = models.BooleanField(default=False)
    state = models.CharField(max_length=15, choices=AcademyState, default=AcademyState.MEMBER)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    local_authority = models.CharField(max_length=100, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(AcademyQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "slug"], name="academy_slug_once"),
            models.UniqueConstraint(
                fields=["trust", "establishment"],
                condition=Q(establishment__isnull=False) & ~Q(state=AcademyState.LEFT),
                name="academy_establishment_once",
            ),
            state_check("academy_phase_known", "phase", Phase),
            state_check("academy_state_known", "state", AcademyState),
            models.CheckConstraint(
                name="academy_left_after_joined",
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="academy_left_with_date", condition=~Q(state=AcademyState.LEFT) | Q(left_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["trust", "state", "name"], name="academy_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def academy_id(self) -> UUID:
        """An academy stands at itself: see trust.permissions.Placed."""
        return self.pk

    @property
    def urn(self) -> int | None:
        """The number in the register of schools."""
        return self.establishment_id


class AppointmentQuerySet(HoldsForATime, TenantQuerySet):
    """Appointments of the open trust."""

    def holding_from(self, day: dt.date) -> Any:
        """Those that hold on this day or on a later one. One that was ended before it began holds on none."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=Greatest(day, "from_on")))

    def agreeing(self) -> Any:
        """The heads who speak for their academy."""
        return self.filter(role=Place.HEADTEACHER, agrees=True)


@track_history
class Appointment(TenantModel):
    """A person's role at an academy, for a time. Ended, never deleted."""

    membership = TenantForeignKey(Membership, related_name="appointments")
    academy = TenantForeignKey(Academy, related_name="appointments")
    role = models.CharField(max_length=20, choices=Place)
    headship = models.CharField(max_length=20, choices=[("", "not a head"), *Headship.choices], blank=True)
    # One head speaks for the academy on any day: see actions/appointments.py.
    agrees = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(AppointmentQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-from_on"]
        constraints = [
            state_check("appointment_role_known", "role", Place),
            models.CheckConstraint(name="appointment_headship_known", condition=Q(headship__in=["", *Headship.values])),
            models.CheckConstraint(
                name="appointment_head_has_kind",
                condition=(Q(role=Place.HEADTEACHER) & ~Q(headship=""))
                | (~Q(role=Place.HEADTEACHER) & Q(headship="", agrees=False)),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on") - dt.timedelta(days=1)),
            ),
            models.UniqueConstraint(
                fields=["trust", "academy"],
                condition=Q(agrees=True, until_on__isnull=True),
                name="appointment_one_agreeing_head",
            ),
        ]


@track_history
class AcademyTerm(TenantModel):
    """Term dates of one academy where they differ from the trust's."""

    academy = TenantForeignKey(Academy, related_name="terms")
    term = TenantForeignKey(Term, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "academy", "term"], name="academyterm_once"),
            models.CheckConstraint(name="academyterm_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
        ]


@track_history
class Cluster(TenantModel):
    """Academies that work together."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=15, choices=ClusterKind, default=ClusterKind.CLUSTER)
    lead = TenantForeignKey(Membership, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "name"], name="cluster_name_once"),
            state_check("cluster_kind_known", "kind", ClusterKind),
        ]


@track_history
class ClusterMember(TenantModel):
    """An academy in a cluster."""

    cluster = TenantForeignKey(Cluster, related_name="members")
    academy = TenantForeignKey(Academy, related_name="clusters")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "cluster", "academy"], name="clustermember_once")]
