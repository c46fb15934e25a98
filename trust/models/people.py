"""People: one account each, a membership in every trust they serve."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from trust.enums import Remit, Role, state_check
from trust.history import track_history
from trust.ids import uuid7
from trust.tenancy import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class UserManager(BaseUserManager["User"]):
    """Accounts are looked up by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person, once for all trusts. The address is the name at sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)
    # Long texts in a plain box instead of the editor.
    writes_plain = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    has_second_step: bool  # told with the account of a request: trust.accounts.SignInBackend

    objects: ClassVar[Any] = UserManager()  # type: ignore[misc]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


def not_ended(day: dt.date, of: str = "") -> Q:
    """Of rows with a first and perhaps a last day: those that hold on this day or begin later. `of`: a relation."""
    return Q(**{f"{of}until_on__isnull": True}) | Q(**{f"{of}until_on__gte": day})


def holds_on(day: dt.date, of: str = "") -> Q:
    """Those that hold on this day."""
    return Q(**{f"{of}from_on__lte": day}) & not_ended(day, of)


class HoldsForATime:
    """Part of a QuerySet of such rows."""

    filter: Any

    def on(self, day: dt.date) -> Any:
        """Those that hold on this day."""
        return self.filter(holds_on(day))

    def not_ended(self, day: dt.date) -> Any:
        """Those that hold on this day or begin later."""
        return self.filter(not_ended(day))


class MembershipQuerySet(HoldsForATime, TenantQuerySet):
    """Memberships of the open trust."""


class IndexQuerySet(HoldsForATime, models.QuerySet["MembershipIndex"]):
    """Lines of the door's list."""


class InvitationQuerySet(TenantQuerySet):
    """Invitations of the open trust."""

    def unanswered(self) -> Any:
        """Neither accepted nor withdrawn; the link may have ended."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


@track_history
class Membership(TenantModel):
    """A person's role in the trust, for a time. Ended, never deleted."""

    # Its index leads with the trust, see below.
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    remit = models.CharField(max_length=10, choices=Remit, default=Remit.ALL)
    title = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(MembershipQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            state_check("membership_role_known", "role", Role),
            state_check("membership_remit_known", "remit", Remit),
            models.UniqueConstraint(
                fields=["trust", "user"], condition=Q(until_on__isnull=True), name="membership_one_open"
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on") - dt.timedelta(days=1)),
            ),
        ]
        indexes = [models.Index(fields=["trust", "user"], name="membership_by_user")]


class MembershipIndex(models.Model):
    """The door's list (global): which trusts a person may open, and when. Written together with Membership."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    membership_id = models.UUIDField(unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="trusts")
    trust = models.ForeignKey("trust.Trust", models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    # Here and not in the membership: a look in is no change worth a line of history.
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(IndexQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["user", "trust"], name="membershipindex_door")]


@track_history
class Invitation(TenantModel):
    """One use, seven days, and the mailbox must be proven. The token is kept only as a hash."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    remit = models.CharField(max_length=10, choices=Remit, default=Remit.ALL)
    title = models.CharField(max_length=100, blank=True)
    # Appointment at an academy that comes with it; the academies app reads this.
    academy_id = models.UUIDField(null=True, blank=True)
    place = models.CharField(max_length=20, blank=True)
    until_on = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64)
    invited_by = TenantForeignKey(Membership, null=True, related_name="+")
    invited_by_name = models.CharField(max_length=200)
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-invited_at"]
        constraints = [
            state_check("invitation_role_known", "role", Role),
            models.UniqueConstraint(fields=["trust", "token_hash"], name="invitation_token_once"),
        ]


class DelegationQuerySet(HoldsForATime, TenantQuerySet):
    """Delegations of the open trust."""


@track_history
class Delegation(TenantModel):
    """Who approves for somebody else, from when to when, and which kind of document. Ended, never deleted."""

    by = TenantForeignKey(Membership, related_name="+")
    to = TenantForeignKey(Membership, related_name="+")
    kind = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField()
    named_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = TenantManager.from_queryset(DelegationQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(name="delegation_to_another", condition=~Q(by=models.F("to"))),
            models.CheckConstraint(
                name="delegation_ends_after_start",
                condition=Q(until_on__gte=models.F("from_on") - dt.timedelta(days=1)),
            ),
        ]
        indexes = [models.Index(fields=["trust", "to", "until_on"], name="delegation_of_delegate")]


@track_history
class ApiToken(TenantModel):
    """A personal access token: hashed, scoped, ending, revocable."""

    membership = TenantForeignKey(Membership, related_name="tokens")
    label = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64)
    # Names of permissions the token may use, never more than its owner has.
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["trust", "token_hash"], name="apitoken_token_once")]
