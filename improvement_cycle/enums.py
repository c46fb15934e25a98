"""Choices of the improvement cycle. A leaf: imports nothing of ours but those of the ground floor."""

from django.db import models

from trust.enums import CalendarMark, Place, Role


class Capability(models.TextChoices):
    """What an improvement model makes use of: drives the menu, and 404 where it is missing."""

    MATRIX = "matrix", "annual review matrix"
    CATEGORIES = "categories", "categories of support"
    SELF_EVALUATION = "self_evaluation", "self-evaluation"
    PLAN = "plan", "improvement plan"
    COMMITMENTS = "commitments", "commitments"
    VISITS = "visits", "visits"
    PEER_REVIEW = "peer_review", "peer review"
    DUE_DILIGENCE = "due_diligence", "due diligence"
    CLUSTERS = "clusters", "clusters"
    EVENTS = "events", "events"
    REGISTER = "register", "support and challenge register"
    PEER_ENQUIRY = "peer_enquiry", "peer enquiry"
    SPIRALS = "spirals", "spirals of enquiry"
    PRACTICE = "practice", "shared practice"
    VALIDATION = "validation", "joint validation of self-evaluations"
    MENTORING = "mentoring", "support for new leaders"


class InspectionDeadlineKind(models.TextChoices):
    """Days that are set from outside after an inspection."""

    MONITORING_VISIT = "monitoring_visit", "Ofsted monitoring visit"
    RISE_MILESTONE = "rise_milestone", "RISE milestone"


class ModelState(models.TextChoices):
    """The life of a version of the improvement model."""

    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"


class CycleState(models.TextChoices):
    """The life of a year."""

    OPEN = "open", "open"
    CLOSING = "closing", "closing"
    CLOSED = "closed", "closed"


class RowState(models.TextChoices):
    """The life of one academy's row in the matrix."""

    OPEN = "open", "open"
    AGREED = "agreed", "agreed"


class View(models.TextChoices):
    """Whose judgement it is."""

    HEAD = "head", "head"
    DIRECTOR = "director", "director"
    CHIEF_EXECUTIVE = "chief_executive", "chief executive"
    AGREED = "agreed", "agreed"


class Party(models.TextChoices):
    """The three who judge together."""

    HEAD = "head", "head"
    DIRECTOR = "director", "director"
    CHIEF_EXECUTIVE = "chief_executive", "chief executive"


class FigureWord(models.TextChoices):
    """What becomes of a judgement when a figure under it has changed."""

    KEEP = "keep", "keep"
    REVISE = "revise", "revise"


class AgreementKind(models.TextChoices):
    """What a party's word on the whole row is."""

    AGREED = "agreed", "agreed"
    ABSENT = "absent", "absent"
    DISSENT = "dissent", "dissent recorded"


class Concern(models.TextChoices):
    """How much a grade asks for; the rule that suggests a category counts these."""

    NONE = "none", "no concern"
    SOME = "some", "some concern"
    SERIOUS = "serious", "serious concern"


class Shape(models.TextChoices):
    """The mark that stands beside a grade's word."""

    STAR = "star", "star"
    DOT = "dot", "dot"
    RING = "ring", "ring"
    TRIANGLE = "tri", "triangle"
    SQUARE = "sq", "square"


class Tone(models.TextChoices):
    """Colour role of a grade, from the design tokens."""

    G1 = "g1", "pale blue"
    G2 = "g2", "pale green"
    G3 = "g3", "amber"
    G4 = "g4", "dark red"
    R5 = "r5", "pale blue, report card"
    R4 = "r4", "green, report card"
    R3 = "r3", "pale green, report card"
    R2 = "r2", "amber, report card"
    R1 = "r1", "dark red, report card"
    NA = "na", "grey"


class CategoryTone(models.TextChoices):
    """Ring of a category, from the design tokens."""

    C1 = "c1", "open ring"
    C2 = "c2", "thick ring"
    C3 = "c3", "solid"


class ColumnGroup(models.TextChoices):
    """Where a column stands in the matrix."""

    HISTORIC = "historic", "historic information"
    JUDGED = "judged", "judged columns"
    RESULT = "result", "result"


class ColumnKind(models.TextChoices):
    """What a column holds."""

    INSPECTION_PROFILE = "inspection_profile", "latest inspection"
    INSPECTION_DATE = "inspection_date", "date of the latest inspection"
    SELF_EVALUATION = "self_evaluation", "latest self-evaluation"
    GRADE = "grade", "judgement"
    CATEGORY = "category", "current status"


class AppliesTo(models.TextChoices):
    """Which academies a column is for, beside the phases it may name."""

    EVERY = "every", "every academy"
    EARLY_YEARS = "early_years", "academies with early years"
    POST_16 = "post_16", "academies with students over 16"


class CommitmentKind(models.TextChoices):
    """What sort of promise a commitment is."""

    PEER_REVIEW = "peer_review", "peer review"
    SUPPORT = "support", "support"
    QA_VISIT = "qa_visit", "quality assurance visit"
    DATA_QA = "data_qa", "quality assurance of progress and attainment"
    COLLABORATION = "collaboration", "working group"
    COACHING = "coaching", "coaching"
    SHARING = "sharing", "sharing practice"
    QUIP_REVIEW = "quip_review", "review of the plan"
    THEMED_REVIEW = "themed_review", "themed review"
    MEETING = "meeting", "partnership meeting"
    SUBMISSION = "submission", "self-evaluation and plan"
    SPECIALIST_SUPPORT = "specialist_support", "specialist support"
    EXTERNAL_REVIEW = "external_review", "external review"
    BEHAVIOUR_SUPPORT = "behaviour_support", "behaviour support"
    PROGRESS_MEETING = "progress_meeting", "progress meeting"
    LEADERSHIP_CAPACITY = "leadership_capacity", "added leadership"
    RAPID_PLAN = "rapid_improvement_plan", "rapid improvement plan"
    LEADERSHIP_REVIEW = "leadership_review", "leadership review"
    TEACHING_SUPPORT = "teaching_support", "support for teaching"
    BEHAVIOUR_AUDIT = "behaviour_audit", "behaviour and attendance audit"
    OTHER = "other", "other"


# Those at which people come together stand in a calendar as such once they have a date; all others as deadlines.
CALENDAR_MARKS = {
    CommitmentKind.PEER_REVIEW: CalendarMark.VISIT,
    CommitmentKind.QA_VISIT: CalendarMark.VISIT,
    CommitmentKind.DATA_QA: CalendarMark.VISIT,
    CommitmentKind.THEMED_REVIEW: CalendarMark.VISIT,
    CommitmentKind.EXTERNAL_REVIEW: CalendarMark.VISIT,
    CommitmentKind.LEADERSHIP_REVIEW: CalendarMark.VISIT,
    CommitmentKind.BEHAVIOUR_AUDIT: CalendarMark.VISIT,
    CommitmentKind.COACHING: CalendarMark.MEETING,
    CommitmentKind.MEETING: CalendarMark.MEETING,
    CommitmentKind.PROGRESS_MEETING: CalendarMark.MEETING,
    CommitmentKind.COLLABORATION: CalendarMark.MEETING,
}

# Known to those who carry it out: others read "Private".
NEED_TO_KNOW = frozenset({CommitmentKind.LEADERSHIP_REVIEW})

# Sorts of commitments for which somebody comes to the academy on a day: each may be a visit.
VISIT_KINDS = (
    CommitmentKind.QA_VISIT,
    CommitmentKind.DATA_QA,
    CommitmentKind.MEETING,
    CommitmentKind.PROGRESS_MEETING,
    CommitmentKind.COACHING,
    CommitmentKind.LEADERSHIP_REVIEW,
    CommitmentKind.BEHAVIOUR_AUDIT,
)
# What is said there stays there: a day and hours are kept, and no words.
WITHOUT_WORDS = frozenset({CommitmentKind.COACHING})


class Cadence(models.TextChoices):
    """How often a commitment falls due."""

    IMMEDIATE = "immediate", "at once"
    ONCE = "once", "once"
    FORTNIGHTLY = "fortnightly", "every two weeks"
    MONTHLY = "monthly", "every month"
    HALF_TERMLY = "half_termly", "every half term"
    TERMLY = "termly", "every term"
    ANNUAL = "annual", "every year"
    AS_SCHEDULED = "as_scheduled", "when scheduled"
    AS_REQUIRED = "as_required", "when needed"
    ONGOING = "ongoing", "throughout the year"


class Responsible(models.TextChoices):
    """Who sees to a commitment."""

    CHIEF_EXECUTIVE = "chief_executive", "chief executive"
    DIRECTOR = "director", "director"
    HEAD = "head", "head"
    SENIOR_LEADER = "senior_leader", "senior leader"
    TRUST_OFFICER = "trust_officer", "trust officer"


class OwedBy(models.TextChoices):
    """Whose promise it is."""

    TRUST = "trust", "the trust"
    ACADEMY = "academy", "the academy"


class SurveyUnit(models.TextChoices):
    """What the numbers of a survey are."""

    PERCENT = "percent", "Percentages"
    COUNT = "count", "Numbers of people"


class MeetingState(models.TextChoices):
    """The life of a judgement meeting."""

    PLANNED = "planned", "planned"
    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class PointState(models.TextChoices):
    """The life of an open point."""

    OPEN = "open", "open"
    SETTLED = "settled", "settled"


class MatrixFileState(models.TextChoices):
    """The life of a spreadsheet that is taken over."""

    READ = "read", "read"
    WRITTEN = "written", "written"
    DISCARDED = "discarded", "discarded"


class PriorityState(models.TextChoices):
    """The life of a priority."""

    PROPOSED = "proposed", "proposed"
    AGREED = "agreed", "agreed"
    IN_PLAN = "in_plan", "in the plan"
    DELIVERED = "delivered", "delivered"
    SUSTAINED = "sustained", "sustained"
    CARRIED_FORWARD = "carried_forward", "carried forward"
    WITHDRAWN = "withdrawn", "withdrawn"


class CameHow(models.TextChoices):
    """Why a priority goes on from an earlier one."""

    CARRIED = "carried", "carried forward"
    SLIPPED = "slipped", "slipping after delivery"


class Verdict(models.TextChoices):
    """What a sustain check finds."""

    HOLDING = "holding", "Holding"
    SLIPPING = "slipping", "Slipping"


class Proposer(models.TextChoices):
    """Where a priority comes from."""

    PERSON = "person", "a person"
    SELF_EVALUATION = "self_evaluation", "the self-evaluation"


class Support(models.TextChoices):
    """Where the help for a priority comes from."""

    ACADEMY = "academy", "The academy itself"
    TRUST = "trust", "The wider trust"
    OUTSIDE = "outside", "Outside the trust"


class TrustPriorityState(models.TextChoices):
    """The life of a priority of the whole trust."""

    OPEN = "open", "open"
    ENDED = "ended", "ended"


class TermOfYear(models.TextChoices):
    """The three terms of a school year, whatever a trust calls them."""

    AUTUMN = "autumn", "Autumn"
    SPRING = "spring", "Spring"
    SUMMER = "summer", "Summer"


class PromiseState(models.TextChoices):
    """The life of a promise: one time a commitment falls due."""

    PROMISED = "promised", "promised"
    SCHEDULED = "scheduled", "scheduled"
    DELIVERED = "delivered", "delivered"
    NOT_NEEDED = "not_needed", "not needed"
    MISSED = "missed", "missed"
    ENDED = "ended", "ended"


class VisitState(models.TextChoices):
    """The life of a visit."""

    PLANNED = "planned", "planned"
    HELD = "held", "held"
    SENT = "sent", "sent to the head"
    ANSWERED = "answered", "answered"
    CANCELLED = "cancelled", "cancelled"


class Progress(models.TextChoices):
    """How an objective, an action or a milestone is going: the same five words in every academy."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    NOT_STARTED = "not_started", "Not started"


class TrustMeetingKind(models.TextChoices):
    """The meetings that a trust holds."""

    EXECUTIVE = "executive", "trust executive"
    PARTNERSHIP = "partnership", "headteacher partnership"
    LOCAL_GROUP = "local_group", "local advisory group"
    BOARD = "board", "board of trustees"


# Who is usually asked to each, and who may be: roles of the trust and of academies.
ASKED: dict[str, frozenset[str]] = {
    TrustMeetingKind.EXECUTIVE: frozenset({Role.CHIEF_EXECUTIVE, Role.DIRECTOR, Role.TRUST_OFFICER}),
    TrustMeetingKind.PARTNERSHIP: frozenset({Role.CHIEF_EXECUTIVE, Role.DIRECTOR, Place.HEADTEACHER}),
    TrustMeetingKind.LOCAL_GROUP: frozenset({Place.HEADTEACHER, Place.LOCAL_GOVERNOR}),
    TrustMeetingKind.BOARD: frozenset({Role.CHIEF_EXECUTIVE, Role.TRUSTEE}),
}
MAY_BE_ASKED = (
    Role.CHIEF_EXECUTIVE,
    Role.DIRECTOR,
    Role.TRUST_OFFICER,
    Role.TRUSTEE,
    Role.ADMINISTRATOR,
    Place.HEADTEACHER,
    Place.SENIOR_LEADER,
    Place.LOCAL_GOVERNOR,
)
# Those whose role is held in the whole trust: asked to a meeting at an academy, they come there too.
EVERYWHERE = frozenset(Role.values) - {Role.ACADEMY_STAFF, Role.SPECIALIST}
