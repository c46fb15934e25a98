"""Choices of the ground floor. A leaf: imports nothing of ours."""

from django.db import models


class TrustKind(models.TextChoices):
    """What the tenant is."""

    MULTI_ACADEMY_TRUST = "multi_academy_trust", "multi-academy trust"
    PARTNERSHIP = "partnership", "partnership"


class TrustState(models.TextChoices):
    """Whether people may enter."""

    ACTIVE = "active", "active"
    CLOSED = "closed", "closed"


class Role(models.TextChoices):
    """Roles held in a trust or partnership by membership. Roles at an academy are appointments."""

    CHIEF_EXECUTIVE = "chief_executive", "chief executive"
    DIRECTOR = "director", "director"
    TRUST_OFFICER = "trust_officer", "trust officer"
    TRUSTEE = "trustee", "trustee"
    SPECIALIST = "specialist", "specialist"
    ADMINISTRATOR = "administrator", "administrator"
    COORDINATOR = "coordinator", "coordinator"
    CLUSTER_LEAD = "cluster_lead", "cluster lead"
    ACADEMY_STAFF = "academy_staff", "member of an academy"


class Place(models.TextChoices):
    """Roles held at an academy by appointment."""

    HEADTEACHER = "headteacher", "headteacher"
    SENIOR_LEADER = "senior_leader", "senior leader"
    LOCAL_GOVERNOR = "local_governor", "local governor"


# Held beside "headteacher" by the one head who speaks for the academy: see academies.models.Appointment.agrees.
AGREEING_HEAD = "agreeing_head"


class Remit(models.TextChoices):
    """The phases a director looks after."""

    ALL = "all", "all phases"
    PRIMARY = "primary", "primary"
    SECONDARY = "secondary", "secondary"


class JobState(models.TextChoices):
    """The life of a job or mail."""

    DUE = "due", "waiting"
    LEASED = "leased", "being done"
    HANDING_OVER = "handing_over", "being handed over"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    UNKNOWN = "unknown", "uncertain"


class FileState(models.TextChoices):
    """The life of a stored file."""

    QUARANTINED = "quarantined", "waiting for the virus check"
    CLEAN = "clean", "ready"
    INFECTED = "infected", "refused by the virus check"


class ReportState(models.TextChoices):
    """The life of a rendering."""

    PREPARING = "preparing", "preparing"
    READY = "ready", "ready"
    FAILED = "failed", "failed"


class DocumentState(models.TextChoices):
    """The life of everything that is drafted, submitted and approved."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    RETURNED = "returned", "comments to answer"
    APPROVED = "approved", "approved"


class Approvers(models.TextChoices):
    """Who approves what an academy hands in: the trust decides."""

    BOTH = "both", "the director and the chief executive"
    DIRECTOR = "director", "the director alone"
    CHIEF_EXECUTIVE = "chief_executive", "the chief executive alone"


class CalendarMark(models.TextChoices):
    """As what something stands in a calendar."""

    DEADLINE = "deadline", "Deadline"
    VISIT = "visit", "Visit"
    MEETING = "meeting", "Meeting"
    TRAINING = "training", "Training"


class EarlierReason(models.TextChoices):
    """Why a text that does not stand any more is kept."""

    OVERWRITTEN = "overwritten", "written over"
    CLASH = "clash", "two people wrote at once"
    LATE = "late", "sent after the document was submitted"


def state_check(name: str, field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """A constraint that the column holds one of the choices."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": choices.values}))
