"""Answers that programs were given, for those that ask a second time because the first answer was lost."""

from django.db import models

from trust.models.people import ApiToken
from trust.tenancy import TenantForeignKey, TenantModel


class GivenAnswer(TenantModel):
    """What one request did, by the key its program gave it. Written in the transaction of the effect itself."""

    token = TenantForeignKey(ApiToken, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=300)  # method and address, to be read by people
    asked = models.CharField(max_length=64)  # checksum of method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["trust", "token", "key"], name="givenanswer_key_once")]
        indexes = [models.Index(fields=["trust", "at"], name="givenanswer_by_age")]
