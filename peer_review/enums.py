"""Choices of peer review. A leaf: imports nothing of ours but those of the ground floor."""

from django.db import models


class Mode(models.TextChoices):
    """What kind of review it is. What follows from it: policies.modes."""

    ANNUAL = "annual", "annual peer review"
    THEMED = "themed", "themed review"
    ENQUIRY = "enquiry", "peer enquiry"


class Owner(models.TextChoices):
    """To whom the report of a review belongs."""

    TRUST = "trust", "the trust"
    HOST = "host", "the school that was visited"


class Scope(models.TextChoices):
    """Among whom the schools of a round review each other."""

    TRUST = "trust", "all schools"
    CLUSTER = "cluster", "a cluster"
    TRIAD = "triad", "a triad"
    IN_SCHOOL = "in_school", "within one school"


class RoundState(models.TextChoices):
    """The life of a round."""

    PLANNED = "planned", "being planned"
    DECIDED = "decided", "order decided"
    CLOSED = "closed", "closed"


class OrderParty(models.TextChoices):
    """Who decides the order of a round."""

    DIRECTOR = "director", "director"
    CHIEF_EXECUTIVE = "chief_executive", "chief executive"
    COORDINATOR = "coordinator", "coordinator"


class ReviewState(models.TextChoices):
    """The life of a review."""

    PLANNED = "planned", "planned"
    PREPARED = "prepared", "prepared"
    UNDER_WAY = "under_way", "under way"
    DRAFTING = "drafting", "report being written"
    WITH_HOST = "with_host", "with the school"
    FINAL = "final", "final"
    CANCELLED = "cancelled", "cancelled"


class Seat(models.TextChoices):
    """As what somebody is on a team."""

    LEAD = "lead", "lead reviewer"
    REVIEWER = "reviewer", "reviewer"
    SPECIALIST = "specialist", "external specialist"


class Declared(models.TextChoices):
    """What a member of a team says of a conflict of interest, before anything is shown."""

    NOT_YET = "not_yet", "not said yet"
    NONE = "none", "no conflict of interest"
    CONFLICT = "conflict", "a conflict of interest"
