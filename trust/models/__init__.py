"""Objects of the ground floor: the trust, its people, its years, and what happened."""

from trust.models.activity import Activity
from trust.models.answers import GivenAnswer
from trust.models.calendar import CalendarFeed
from trust.models.deadlines import DeadlineLine
from trust.models.documents import (
    Approval,
    Comment,
    Document,
    EarlierText,
    Section,
    SectionVisit,
    SectionWriter,
    SubmittedText,
    SubmittedVersion,
    WordImport,
)
from trust.models.files import Report, StoredFile
from trust.models.jobs import Due, Job
from trust.models.mail import AccountMail, ExampleMail
from trust.models.people import ApiToken, Delegation, Invitation, Membership, MembershipIndex, User
from trust.models.reminders import MailChoice, RefusedAddress, Reminder, ReminderPause
from trust.models.trusts import Trust, TrustSettings
from trust.models.years import SchoolYear, Term

__all__ = [
    "AccountMail",
    "Activity",
    "ApiToken",
    "Approval",
    "CalendarFeed",
    "Comment",
    "DeadlineLine",
    "Delegation",
    "Document",
    "Due",
    "EarlierText",
    "ExampleMail",
    "GivenAnswer",
    "Invitation",
    "Job",
    "MailChoice",
    "Membership",
    "MembershipIndex",
    "RefusedAddress",
    "Reminder",
    "ReminderPause",
    "Report",
    "SchoolYear",
    "Section",
    "SectionVisit",
    "SectionWriter",
    "StoredFile",
    "SubmittedText",
    "SubmittedVersion",
    "Term",
    "Trust",
    "TrustSettings",
    "User",
    "WordImport",
]
