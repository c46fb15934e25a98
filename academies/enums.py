"""Choices of this app. A leaf: imports nothing of ours."""

from django.db import models


class LoadKind(models.TextChoices):
    """What a published file holds; the words of `manage load`."""

    ESTABLISHMENTS = "establishments", "register of schools"
    ESTABLISHMENT_LINKS = "establishment-links", "links between schools"
    GROUPS = "groups", "register of groups"
    GROUP_LINKS = "group-links", "schools in groups"
    INSPECTIONS = "inspections", "Ofsted management information"
    FIGURES = "figures", "published figures"


class LoadState(models.TextChoices):
    """How a load ended."""

    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Authority(models.IntegerChoices):
    """Whose word about a school weighs more: a weaker source never overwrites a stronger one."""

    GROUP_LINK = 1, "list of schools in groups"
    OFSTED = 2, "Ofsted's list of schools"
    REGISTER = 3, "register of schools"


class FigureLevel(models.IntegerChoices):
    """Of what a figure is."""

    SCHOOL = 1, "school"
    AUTHORITY = 2, "local authority"
    ENGLAND = 3, "England"


class Breakdown(models.TextChoices):
    """Whose figure it is."""

    ALL = "all", "all pupils"
    DISADVANTAGED = "disadvantaged", "disadvantaged pupils"
    OTHER = "other", "all other pupils"


class FigureGroup(models.IntegerChoices):
    """Which schools a figure of England is of."""

    STATE = 0, "state-funded schools"
    PRIMARY = 1, "primary schools"
    SECONDARY = 2, "secondary schools"
    SPECIAL = 3, "special schools"
    ALL = 9, "all schools"


class FigureStatus(models.IntegerChoices):
    """How far a figure is from its last word: a weaker one never overwrites a stronger one."""

    PROVISIONAL = 1, "provisional"
    REVISED = 2, "revised"
    FINAL = 3, "final"


class ReportedWord(models.TextChoices):
    """What becomes of a reported number once another is published."""

    KEEP = "keep", "kept in view"
    ASIDE = "aside", "set aside"


class LinkDirection(models.TextChoices):
    """What the linked school is to the first one."""

    PREDECESSOR = "predecessor", "predecessor"
    SUCCESSOR = "successor", "successor"
    OTHER = "other", "other"


class Regime(models.TextChoices):
    """The ways of judging. They are never converted into one another."""

    REPORT_CARD = "report_card", "report card"
    GRADED_OVERALL = "graded_overall", "graded, with overall grade"
    GRADED = "graded", "graded, without overall grade"
    UNGRADED = "ungraded", "ungraded"
    MONITORING = "monitoring", "monitoring"


class AreaKind(models.TextChoices):
    """What an area of a framework is."""

    OVERALL = "overall", "overall effectiveness"
    GRADED = "graded", "graded area"
    SAFEGUARDING = "safeguarding", "safeguarding"


class Concern(models.TextChoices):
    """Categories of concern, by the code in the data."""

    NONE = "", "none"
    SPECIAL_MEASURES = "SM", "special measures"
    SERIOUS_WEAKNESSES = "SWK", "serious weaknesses"
    SIGNIFICANT_IMPROVEMENT = "RSI", "requires significant improvement"
    NOTICE_TO_IMPROVE = "NTI", "notice to improve"


class Phase(models.TextChoices):
    """Phases of academies; permissions and columns of the matrix know these keys."""

    NURSERY = "nursery", "nursery"
    PRIMARY = "primary", "primary"
    SECONDARY = "secondary", "secondary"
    ALL_THROUGH = "all_through", "all-through"
    POST_16 = "post_16", "post-16"
    SPECIAL = "special", "special"
    ALTERNATIVE_PROVISION = "alternative_provision", "alternative provision"


class AcademyState(models.TextChoices):
    """How an academy stands to the trust."""

    PROSPECTIVE = "prospective", "enquiring"
    PIPELINE = "pipeline", "joining"
    MEMBER = "member", "member"
    LEFT = "left", "left"


class Headship(models.TextChoices):
    """Kinds of headteacher."""

    SUBSTANTIVE = "substantive", "headteacher"
    EXECUTIVE = "executive", "executive headteacher"
    ACTING = "acting", "acting headteacher"
    HEAD_OF_SCHOOL = "head_of_school", "head of school"


class ClusterKind(models.TextChoices):
    """Ways in which academies work together."""

    CLUSTER = "cluster", "cluster"
    WORKING_GROUP = "working_group", "working group"
    NETWORK = "network", "network"
    PROJECT = "project", "project"
