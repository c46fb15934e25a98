"""The register of schools and groups. Shared by all trusts; written by loads only.

Texts have a default in the database because a file may lack their column. The source is not indexed, so that
confirming a fact costs no index entry.
"""

from django.db import models

from academies.enums import Authority, LinkDirection
from academies.models.loads import DataLoad
from trust.enums import state_check


def text(**more: object) -> "models.TextField[str, str]":
    """A text that is empty where nothing was published."""
    return models.TextField(blank=True, default="", db_default="", **more)  # type: ignore[arg-type]


def source() -> "models.ForeignKey[DataLoad, DataLoad]":
    """The file that last stated the fact. Only loads write it, so the database need not check it row by row."""
    return models.ForeignKey(DataLoad, models.PROTECT, related_name="+", db_index=False, db_constraint=False)


class Establishment(models.Model):
    """A school, open or closed, as published. Names of people are not stored."""

    urn = models.PositiveIntegerField(primary_key=True)
    name = models.TextField()
    laestab = text()
    la_code = text()
    la_name = text()
    phase = text()
    type_name = text()
    type_group = text()
    status = text()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    gender = text()
    religious_character = text()
    sixth_form = text()
    nursery = text()
    resourced_provision = text()
    trust_uid = models.PositiveIntegerField(null=True, blank=True)
    trust_name = text()
    ukprn = text()
    street = text()
    locality = text()
    address3 = text()
    town = text()
    county = text()
    postcode = text()
    region = text()
    website = text()
    telephone = text()
    authority = models.PositiveSmallIntegerField(choices=Authority)
    as_at = models.DateField()
    source = source()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["trust_uid"], name="establishment_by_trust"),
        ]

    def __str__(self) -> str:
        return self.name


class EstablishmentLink(models.Model):
    """A link as published: for this school, the other one is a predecessor, a successor or something else."""

    urn = models.PositiveIntegerField()
    link_urn = models.PositiveIntegerField()
    link_name = text()
    link_type = models.TextField()
    direction = models.CharField(max_length=12, choices=LinkDirection)
    established_on = models.DateField(null=True, blank=True)
    as_at = models.DateField()
    source = source()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urn", "link_urn", "link_type"], name="establishmentlink_once"),
            state_check("establishmentlink_direction_known", "direction", LinkDirection),
        ]
        indexes = [models.Index(fields=["link_urn"], name="establishmentlink_back")]


class SchoolGroup(models.Model):
    """A trust, sponsor or federation. The UID is its only sound key."""

    uid = models.PositiveIntegerField(primary_key=True)
    group_id = text()
    name = models.TextField()
    companies_house = text()
    type_name = text()
    status = text()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    ukprn = text()
    street = text()
    locality = text()
    address3 = text()
    town = text()
    county = text()
    postcode = text()
    as_at = models.DateField()
    source = source()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """A school in a group. A school that leaves drops out of the file, so the dated files it stood in are kept."""

    urn = models.PositiveIntegerField()
    group_uid = models.PositiveIntegerField()
    group_name = text()
    group_type = text()
    joined_on = models.DateField(null=True, blank=True)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    # The date of the first later file of this group that no longer has the school.
    gone_by = models.DateField(null=True, blank=True)
    name = text()
    type_name = text()
    phase = text()
    la_code = text()
    la_name = text()
    as_at = models.DateField()
    source = source()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group_uid", "urn"], name="groupmembership_once")]
        indexes = [models.Index(fields=["urn"], name="groupmembership_by_school")]
