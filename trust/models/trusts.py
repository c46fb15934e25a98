"""The tenant itself: what the door needs to know, and its settings behind the door."""

from django.core.validators import RegexValidator
from django.db import models

from trust.enums import Approvers, TrustKind, TrustState, state_check
from trust.history import track_history
from trust.ids import uuid7
from trust.tenancy import TenantForeignKey, TenantModel

slug_is_plain = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$", "Use small letters, digits and single hyphens, at most 50."
)


class Trust(models.Model):
    """A multi-academy trust or a partnership (global: only what the door and the operator need)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=50, unique=True, validators=[slug_is_plain])
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=TrustKind)
    state = models.CharField(max_length=10, choices=TrustState, default=TrustState.ACTIVE)
    # The group of the national register it was made from: two trusts of one group are rarely meant. Empty where it was
    # made from a list of schools; the number under Settings is the trust's own word.
    made_from = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            state_check("trust_kind_known", "kind", TrustKind),
            state_check("trust_state_known", "state", TrustState),
        ]

    def __str__(self) -> str:
        return self.name


@track_history
class TrustSettings(TenantModel):
    """Identity, contact and policies of one trust."""

    group_uid = models.PositiveIntegerField(null=True, blank=True)
    ukprn = models.CharField(max_length=8, blank=True)
    brand_colour = models.CharField(max_length=7, blank=True)
    logo = TenantForeignKey("trust.StoredFile", null=True, blank=True, related_name="+")
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    complaint_url = models.URLField(blank=True)
    centre_sees_drafts = models.BooleanField(default=False)
    heads_see_whole_matrix = models.BooleanField(default=False)
    senior_leaders_see_own_row = models.BooleanField(default=True)
    grade_required_in_sef = models.BooleanField(default=True)
    sef_approvers = models.CharField(max_length=20, choices=Approvers, default=Approvers.BOTH)
    small_number_threshold = models.PositiveSmallIntegerField(default=6)
    # Display words of the trust, by the key of the default word.
    words = models.JSONField(default=dict, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust"], name="trustsettings_one_each"),
            state_check("trustsettings_approvers_known", "sef_approvers", Approvers),
        ]
