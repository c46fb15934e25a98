"""Who may do what: the one file. docs/permissions.md is generated from it, and the access tests run from it.

A permission is held by a role, with a reach: in the whole trust, in the phases of the holder's remit, or at the
academies of the holder's appointments. Some grants hold only while a policy of the trust says so.

Longer than 500 lines because who may do what is read, and checked, in one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from trust.enums import AGREEING_HEAD, Remit, Role
from trust.enums import Place as PlaceRole
from trust.errors import NotPermitted


class Permission(StrEnum):
    """Thing, then verb."""

    ACADEMY_READ = "academy.read"
    ACADEMY_MANAGE = "academy.manage"
    BOARD_PACK_FREEZE = "board_pack.freeze"
    BOARD_PACK_READ = "board_pack.read"
    COMMITMENT_CHANGE = "commitment.change"  # add, end and move, with a reason
    COMMITMENT_MANAGE = "commitment.manage"  # those of the trust and of the academy alike
    COMMITMENT_PRIVATE = "commitment.private"  # those that others see as “Private”
    COMMITMENT_READ = "commitment.read"
    COMMITMENT_RECORD = "commitment.record"  # what became of what one owes or sees to
    COMMITMENT_TOTALS = "commitment.totals"  # promised against delivered in sums: no academy, no category
    CYCLE_CLOSE = "cycle.close"
    CYCLE_MANAGE = "cycle.manage"
    CYCLE_READ = "cycle.read"  # where an academy stands in its year; each fact follows its own permission
    DELEGATE_NAME = "delegate.name"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_CORRECT = "evidence.correct"  # that of others; whoever adds evidence corrects their own
    EXPORT_MAKE = "export.make"
    FIGURE_READ = "figure.read"  # those an academy reported itself; published ones come with academy.read
    FIGURE_REPORT = "figure.report"
    INSPECTION_CALL = "inspection.call"  # begin and end an inspection week, and take its outcome by hand
    INSPECTION_FOLLOW = "inspection.follow"  # days that are set from outside: monitoring visits, RISE milestones
    INSPECTION_READ = "inspection.read"
    JUDGEMENT_AGREE = "judgement.agree"
    MATRIX_IMPORT = "matrix.import"  # a past year from a spreadsheet
    MATRIX_READ = "matrix.read"
    MATRIX_REPORT = "matrix.report"
    MEETING_OPEN = "meeting.open"
    MODEL_MANAGE = "model.manage"
    MODEL_READ = "model.read"
    OWN_TOKENS = "token.own"
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_READ = "people.read"
    PLAN_APPROVE = "plan.approve"
    PLAN_FOLLOW = "plan.follow"
    PLAN_READ = "plan.read"
    PLAN_READ_APPROVED = "plan.read_approved"
    PLAN_READ_DRAFT = "plan.read_draft"
    PLAN_WRITE = "plan.write"
    PLAN_WRITE_GIVEN = "plan.write_given"
    PRIORITY_AGREE = "priority.agree"
    PRIORITY_PROPOSE = "priority.propose"
    PRIORITY_READ = "priority.read"
    RAPID_APPROVE = "rapid.approve"
    RAPID_FOLLOW = "rapid.follow"
    RAPID_READ = "rapid.read"
    RAPID_READ_APPROVED = "rapid.read_approved"
    RAPID_READ_DRAFT = "rapid.read_draft"
    RAPID_WRITE = "rapid.write"
    RAPID_WRITE_GIVEN = "rapid.write_given"
    REMINDER_MANAGE = "reminder.manage"  # what goes out by itself: to see it before and after, to let it rest
    REVIEW_HOST = "review.host"  # for a school that is visited: agree what it is about, approve, answer, share
    REVIEW_PLAN = "review.plan"  # rounds, their order, teams and days
    REVIEW_READ = "review.read"  # that there are reviews, when and who goes; the final report where it is the trust's
    REVIEW_READ_FINAL = "review.read_final"  # final reports, nothing of the way there
    REVIEW_TAKE_PART = "review.take_part"  # the reviews on whose team one is, wherever they are
    ROW_AGREE = "row.agree"
    ROW_REOPEN = "row.reopen"
    SCHOOL_PAGE_READ = "school_page.read"  # one academy on a page, from what was published and approved
    SEF_APPROVE = "sef.approve"
    SEF_READ = "sef.read"
    SEF_READ_APPROVED = "sef.read_approved"
    SEF_READ_DRAFT = "sef.read_draft"
    SEF_WRITE = "sef.write"
    SEF_WRITE_GIVEN = "sef.write_given"
    SETTINGS_MANAGE = "settings.manage"
    SNAPSHOT_PUBLISH = "snapshot.publish"
    SNAPSHOT_READ = "snapshot.read"
    STATUS_DECIDE = "status.decide"
    STATUS_DISSENT = "status.dissent"
    TRUST_ENTER = "trust.enter"
    TRUST_MEETING_MANAGE = "trust_meeting.manage"
    TRUST_MEETING_READ = "trust_meeting.read"  # those to which one is asked
    TRUST_PRIORITY_MANAGE = "trust_priority.manage"
    VIEW_CHIEF_EXECUTIVE = "view.chief_executive"
    VIEW_DIRECTOR = "view.director"
    VIEW_HEAD = "view.head"
    VISIT_CARRY_OUT = "visit.carry_out"  # the visits on which one goes, wherever they are: held, written up, sent
    VISIT_MANAGE = "visit.manage"
    VISIT_READ = "visit.read"
    VISIT_REPLY = "visit.reply"
    YEAR_MANAGE = "year.manage"


class Reach(StrEnum):
    """How far a grant goes."""

    TRUST = "whole trust"
    PHASE = "own phase"
    ACADEMY = "own academy"


@dataclass(frozen=True)
class Grant:
    """One permission in one role."""

    permission: Permission
    reach: Reach
    when: str = ""  # name of a policy in TrustSettings that must be true


@dataclass(frozen=True)
class RoleRule:
    """What a role is, in words an administrator can read, and what it brings."""

    description: str
    grants: tuple[Grant, ...]


class Placed(Protocol):
    """Anything that stands at an academy."""

    @property
    def academy_id(self) -> UUID: ...

    @property
    def phase(self) -> str: ...


class Held(Protocol):
    """A permission as held: through which role, and how far; and for whom, where one stands in."""

    @property
    def role(self) -> str: ...

    @property
    def reach(self) -> Reach: ...

    @property
    def remit(self) -> str: ...  # that of whom the holder stands in for; empty for one's own

    @property
    def for_name(self) -> str: ...


class Holder(Protocol):
    """What of an actor decides here; actors stand above this file."""

    @property
    def role(self) -> str: ...

    @property
    def remit(self) -> str: ...

    @property
    def grants(self) -> Mapping[Permission, Sequence[Held]]: ...

    def academies_of(self, role: str) -> frozenset[UUID]: ...


P = Permission


def _grants(reach: Reach, *permissions: Permission, when: str = "") -> tuple[Grant, ...]:
    return tuple(Grant(permission, reach, when) for permission in permissions)


_EVERYONE = _grants(Reach.TRUST, P.TRUST_ENTER, P.OWN_TOKENS)
_CENTRE = _grants(
    Reach.TRUST,
    P.ACADEMY_READ,
    P.BOARD_PACK_READ,
    P.COMMITMENT_READ,
    P.CYCLE_READ,
    P.FIGURE_READ,
    P.MATRIX_READ,
    P.MATRIX_REPORT,
    P.MODEL_READ,
    P.PEOPLE_READ,
    P.PRIORITY_READ,
    P.REVIEW_READ,
    P.REVIEW_TAKE_PART,
    P.SCHOOL_PAGE_READ,
    P.SNAPSHOT_PUBLISH,
    P.SNAPSHOT_READ,
    P.VISIT_CARRY_OUT,
    P.VISIT_READ,
    P.TRUST_MEETING_MANAGE,
    P.TRUST_MEETING_READ,
)

ROLES: dict[str, RoleRule] = {
    Role.CHIEF_EXECUTIVE: RoleRule(
        "Sees every academy, records the chief executive's view, agrees judgements and current status.",
        _EVERYONE
        + _CENTRE
        + _grants(
            Reach.TRUST,
            P.BOARD_PACK_FREEZE,
            P.COMMITMENT_CHANGE,
            P.COMMITMENT_MANAGE,
            P.COMMITMENT_PRIVATE,
            P.COMMITMENT_RECORD,
            P.CYCLE_CLOSE,
            P.DELEGATE_NAME,
            P.EVIDENCE_ADD,
            P.EVIDENCE_CORRECT,
            P.INSPECTION_CALL,
            P.INSPECTION_FOLLOW,
            P.INSPECTION_READ,
            P.JUDGEMENT_AGREE,
            P.MATRIX_IMPORT,
            P.MEETING_OPEN,
            P.PRIORITY_AGREE,
            P.REVIEW_PLAN,
            P.ROW_AGREE,
            P.ROW_REOPEN,
            P.PLAN_APPROVE,
            P.PLAN_READ,
            P.RAPID_APPROVE,
            P.RAPID_READ,
            P.SEF_APPROVE,
            P.SEF_READ,
            P.STATUS_DECIDE,
            P.TRUST_PRIORITY_MANAGE,
            P.VIEW_CHIEF_EXECUTIVE,
            P.VISIT_MANAGE,
        )
        + _grants(Reach.TRUST, P.SEF_READ_DRAFT, P.PLAN_READ_DRAFT, when="centre_sees_drafts"),
    ),
    Role.DIRECTOR: RoleRule(
        "Sees every academy; scores, agrees and decides in the phases of the remit.",
        _EVERYONE
        + _CENTRE
        + _grants(Reach.TRUST, P.DELEGATE_NAME, P.TRUST_PRIORITY_MANAGE)
        + _grants(
            Reach.PHASE,
            P.COMMITMENT_CHANGE,
            P.COMMITMENT_MANAGE,
            P.COMMITMENT_PRIVATE,
            P.COMMITMENT_RECORD,
            P.EVIDENCE_ADD,
            P.EVIDENCE_CORRECT,
            P.INSPECTION_CALL,
            P.INSPECTION_FOLLOW,
            P.INSPECTION_READ,
            P.JUDGEMENT_AGREE,
            P.MATRIX_IMPORT,
            P.MEETING_OPEN,
            P.PRIORITY_AGREE,
            P.PRIORITY_PROPOSE,
            P.REVIEW_PLAN,
            P.ROW_AGREE,
            P.ROW_REOPEN,
            P.PLAN_APPROVE,
            P.PLAN_READ,
            P.RAPID_READ,
            P.RAPID_WRITE,
            P.SEF_APPROVE,
            P.SEF_READ,
            P.STATUS_DECIDE,
            P.VIEW_DIRECTOR,
            P.VISIT_MANAGE,
        )
        + _grants(Reach.PHASE, P.SEF_READ_DRAFT, P.PLAN_READ_DRAFT, when="centre_sees_drafts"),
    ),
    Role.TRUST_OFFICER: RoleRule(
        "Sees academies and what is assigned to them.",
        _EVERYONE
        + _grants(
            Reach.TRUST, P.ACADEMY_READ, P.MODEL_READ, P.REVIEW_TAKE_PART, P.TRUST_MEETING_READ, P.VISIT_CARRY_OUT
        ),
    ),
    Role.TRUSTEE: RoleRule(
        "Reads what was agreed and published for trustees, nothing else.",
        _EVERYONE
        + _grants(
            Reach.TRUST,
            P.ACADEMY_READ,
            P.BOARD_PACK_READ,
            P.COMMITMENT_TOTALS,
            P.CYCLE_READ,
            P.MODEL_READ,
            P.PLAN_READ_APPROVED,
            P.RAPID_READ_APPROVED,
            P.REVIEW_READ_FINAL,
            P.SCHOOL_PAGE_READ,
            P.SEF_READ_APPROVED,
            P.SNAPSHOT_READ,
            P.TRUST_MEETING_READ,
        ),
    ),
    Role.SPECIALIST: RoleRule(
        "Does one assigned piece of work, for a limited time.",
        _EVERYONE + _grants(Reach.TRUST, P.REVIEW_TAKE_PART, P.VISIT_CARRY_OUT),
    ),
    Role.ADMINISTRATOR: RoleRule(
        "People, academies, term dates, the improvement model. No judgements.",
        _EVERYONE
        + _grants(
            Reach.TRUST,
            P.ACADEMY_MANAGE,
            P.ACADEMY_READ,
            P.CYCLE_MANAGE,
            P.EXPORT_MAKE,
            P.FIGURE_READ,
            P.FIGURE_REPORT,
            P.MODEL_MANAGE,
            P.MODEL_READ,
            P.PEOPLE_MANAGE,
            P.PEOPLE_READ,
            P.REMINDER_MANAGE,
            P.SETTINGS_MANAGE,
            P.TRUST_MEETING_MANAGE,
            P.TRUST_MEETING_READ,
            P.YEAR_MANAGE,
        ),
    ),
    Role.COORDINATOR: RoleRule(
        "Runs a partnership: its schools, clusters, people and settings.",
        _EVERYONE
        + _grants(
            Reach.TRUST,
            P.ACADEMY_MANAGE,
            P.ACADEMY_READ,
            P.CYCLE_MANAGE,
            P.EXPORT_MAKE,
            P.FIGURE_READ,
            P.FIGURE_REPORT,
            P.MODEL_MANAGE,
            P.MODEL_READ,
            P.PEOPLE_MANAGE,
            P.PEOPLE_READ,
            P.REMINDER_MANAGE,
            P.REVIEW_PLAN,
            P.REVIEW_READ,
            P.REVIEW_TAKE_PART,
            P.SETTINGS_MANAGE,
            P.YEAR_MANAGE,
        ),
    ),
    Role.CLUSTER_LEAD: RoleRule(
        "Runs a cluster of a partnership.",
        _EVERYONE + _grants(Reach.TRUST, P.ACADEMY_READ, P.MODEL_READ, P.REVIEW_TAKE_PART),
    ),
    Role.ACADEMY_STAFF: RoleRule("Works at an academy; the appointment there says as what.", _EVERYONE),
    PlaceRole.HEADTEACHER: RoleRule(
        "Leads an academy, perhaps with others: sees its row, adds evidence.",
        _grants(Reach.TRUST, P.ACADEMY_READ, P.MODEL_READ, P.REVIEW_TAKE_PART, P.TRUST_MEETING_READ, P.VISIT_CARRY_OUT)
        + _grants(
            Reach.ACADEMY,
            P.COMMITMENT_CHANGE,
            P.COMMITMENT_PRIVATE,
            P.COMMITMENT_READ,
            P.COMMITMENT_RECORD,
            P.CYCLE_READ,
            P.EVIDENCE_ADD,
            P.FIGURE_READ,
            P.FIGURE_REPORT,
            P.INSPECTION_CALL,
            P.INSPECTION_READ,
            P.MATRIX_READ,
            P.PRIORITY_PROPOSE,
            P.PRIORITY_READ,
            P.PLAN_READ,
            P.PLAN_WRITE,
            P.RAPID_READ,
            P.RAPID_READ_DRAFT,
            P.RAPID_WRITE_GIVEN,
            P.REVIEW_HOST,
            P.REVIEW_READ,
            P.SCHOOL_PAGE_READ,
            P.SEF_READ,
            P.SEF_WRITE,
            P.VISIT_READ,
            P.VISIT_REPLY,
        )
        + _grants(Reach.TRUST, P.MATRIX_READ, when="heads_see_whole_matrix"),
    ),
    AGREEING_HEAD: RoleRule(
        "The one headteacher who speaks for the academy: records the head's view, agrees with the others.",
        _grants(Reach.ACADEMY, P.PRIORITY_AGREE, P.ROW_AGREE, P.STATUS_DISSENT, P.VIEW_HEAD),
    ),
    PlaceRole.SENIOR_LEADER: RoleRule(
        "Works in the leadership of an academy: adds evidence, sees its row where the trust says so.",
        _grants(Reach.TRUST, P.ACADEMY_READ, P.MODEL_READ, P.REVIEW_TAKE_PART, P.TRUST_MEETING_READ, P.VISIT_CARRY_OUT)
        + _grants(
            Reach.ACADEMY,
            P.COMMITMENT_READ,
            P.COMMITMENT_RECORD,
            P.CYCLE_READ,
            P.EVIDENCE_ADD,
            P.FIGURE_READ,
            P.FIGURE_REPORT,
            P.INSPECTION_READ,
            P.PRIORITY_PROPOSE,
            P.PRIORITY_READ,
            P.PLAN_FOLLOW,
            P.PLAN_READ_APPROVED,
            P.PLAN_WRITE_GIVEN,
            P.RAPID_FOLLOW,
            P.RAPID_READ_APPROVED,
            P.RAPID_WRITE_GIVEN,
            P.REVIEW_READ_FINAL,
            P.SEF_READ_APPROVED,
            P.SEF_WRITE_GIVEN,
            P.VISIT_READ,
        )
        + _grants(Reach.ACADEMY, P.MATRIX_READ, when="senior_leaders_see_own_row"),
    ),
    PlaceRole.LOCAL_GOVERNOR: RoleRule(
        "Reads what was published about the own academy.",
        _grants(
            Reach.ACADEMY,
            P.ACADEMY_READ,
            P.CYCLE_READ,
            P.PLAN_READ_APPROVED,
            P.RAPID_READ_APPROVED,
            P.REVIEW_READ_FINAL,
            P.SCHOOL_PAGE_READ,
            P.SEF_READ_APPROVED,
            P.SNAPSHOT_READ,
        )
        + _grants(Reach.TRUST, P.MODEL_READ, P.TRUST_MEETING_READ),
    ),
}

# The phases of academies that each remit covers. Those that span phases belong to both.
SPANNING = frozenset({"all_through", "special", "alternative_provision"})
REMIT_PHASES: dict[str, frozenset[str]] = {
    Remit.PRIMARY: frozenset({"nursery", "primary"}) | SPANNING,
    Remit.SECONDARY: frozenset({"secondary", "post_16"}) | SPANNING,
}

# What whoever approves may leave to a delegate for a time, by the kind of document. A delegate hands nothing on: what
# is held for somebody else brings neither DELEGATE_NAME nor anything that is not named here.
DELEGABLE: dict[str, frozenset[Permission]] = {
    "improvement_plan": frozenset({P.PLAN_APPROVE, P.PLAN_READ}),
    "rapid_plan": frozenset({P.RAPID_APPROVE, P.RAPID_READ}),
    "self_evaluation": frozenset({P.SEF_APPROVE, P.SEF_READ}),
}
# Who may stand in: those at the centre, never those who write what is approved.
MAY_STAND_IN = frozenset({Role.CHIEF_EXECUTIVE, Role.DIRECTOR, Role.TRUST_OFFICER})
WRITTEN_AT_THE_CENTRE: dict[str, frozenset[str]] = {"rapid_plan": frozenset({Role.DIRECTOR})}


def may_stand_in(role: str, kind: str) -> bool:
    """Whether somebody of this role may approve this kind of document for another: nobody does who writes it."""
    return role in MAY_STAND_IN and role not in WRITTEN_AT_THE_CENTRE.get(kind, ())


def may_leave(role: str, kind: str) -> bool:
    """Whether this role approves this kind of document, so that it can be left to a delegate."""
    held = {grant.permission for grant in ROLES[role].grants}
    return kind in DELEGABLE and DELEGABLE[kind] <= held


# Nobody grants above their own role: what each may invite people as.
MAY_INVITE: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset(Role.values) - {Role.COORDINATOR, Role.CLUSTER_LEAD},
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.CLUSTER_LEAD, Role.ACADEMY_STAFF, Role.SPECIALIST}),
    # Unattended work and the operator, who invites the first administrator.
    "system": frozenset(Role.values),
}


def may_give(actor: Holder) -> frozenset[str]:
    """The roles this actor may give to people, and whose holders they may change."""
    return MAY_INVITE.get(actor.role, frozenset()) if may(actor, Permission.PEOPLE_MANAGE) else frozenset()


def phases_of_remit(remit: str) -> frozenset[str] | None:
    """The phases a director with this remit looks after; None means every phase."""
    return None if remit == Remit.ALL else REMIT_PHASES[remit]


def remit_covers(remit: str, phase: str) -> bool:
    """Whether a director with this remit looks after an academy of this phase."""
    phases = phases_of_remit(remit)
    return phases is None or phase in phases


def may(actor: Holder, permission: Permission, place: Placed | None = None) -> bool:
    """Whether the actor holds the permission: at this place, or with no place given, anywhere in the trust."""
    return any(_covers(actor, grant, place) for grant in actor.grants.get(permission, ()))


def held_at(actor: Holder, permission: Permission, place: Placed) -> list[Held]:
    """Through which grants the actor holds the permission at this place, one's own first."""
    return [grant for grant in actor.grants.get(permission, ()) if _covers(actor, grant, place)]


def _covers(actor: Holder, grant: Held, place: Placed | None) -> bool:
    if grant.reach == Reach.TRUST or place is None:
        return True
    if grant.reach == Reach.PHASE:
        return remit_covers(grant.remit or actor.remit, place.phase)
    return place.academy_id in actor.academies_of(grant.role)


def check_may(actor: Holder, permission: Permission, place: Placed | None = None) -> None:
    """Raise NotPermitted unless the actor holds the permission here."""
    if not may(actor, permission, place):
        raise NotPermitted("You do not have the role that this needs. Ask your trust's administrator.")


def everywhere(actor: Holder, permission: Permission) -> bool:
    """Whether the actor holds the permission in the whole trust."""
    return any(grant.reach == Reach.TRUST for grant in actor.grants.get(permission, ()))


def academies_where(actor: Holder, permission: Permission) -> frozenset[UUID]:
    """The academies at which an appointment brings the permission."""
    grants = actor.grants.get(permission, ())
    return frozenset().union(*(actor.academies_of(g.role) for g in grants if g.reach == Reach.ACADEMY), frozenset())


def phases_where(actor: Holder, permission: Permission) -> frozenset[str] | None:
    """The phases in which the remit brings the permission; None means every phase."""
    held = [grant for grant in actor.grants.get(permission, ()) if grant.reach == Reach.PHASE]
    remits = {grant.remit or actor.remit for grant in held}
    return None if Remit.ALL in remits else frozenset().union(*(REMIT_PHASES[remit] for remit in remits))
