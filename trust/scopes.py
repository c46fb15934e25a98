"""What an access token may be given: reading, and only where asked for writing; never more than its owner may do."""

from collections.abc import Collection
from dataclasses import dataclass

from trust.actors import Actor
from trust.permissions import Permission, may

P = Permission


@dataclass(frozen=True)
class Scope:
    """One thing to tick when a token is made.

    `opens`: what it is for; it is offered to whoever holds one of these. `reads`: what one must read to do it.
    """

    key: str
    words: str
    opens: tuple[Permission, ...]
    reads: tuple[Permission, ...] = ()
    writes: bool = False

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """All that a token gets with it."""
        return (*self.reads, *self.opens)


_SEF_READS = (P.SEF_READ, P.SEF_READ_APPROVED, P.SEF_READ_DRAFT)
_PLAN_READS = (P.PLAN_FOLLOW, P.PLAN_READ, P.PLAN_READ_APPROVED, P.PLAN_READ_DRAFT)

SCOPES: tuple[Scope, ...] = (
    Scope("academy.read", "Read academies and their official inspections", (P.ACADEMY_READ,)),
    Scope("figure.read", "Read figures that academies report themselves", (P.FIGURE_READ,)),
    Scope("matrix.read", "Read cycles, judgements, evidence and current status", (P.MATRIX_READ,)),
    Scope("sef.read", "Read self-evaluations: what was submitted, and drafts that are shared", _SEF_READS),
    Scope("plan.read", "Read improvement plans: what was submitted, and drafts that are shared", _PLAN_READS),
    Scope("priority.read", "Read priorities of academies and of the trust", (P.PRIORITY_READ,)),
    Scope("commitment.read", "Read what was promised to academies and by them", (P.COMMITMENT_READ,)),
    Scope("visit.read", "Read visits that are not private, and what follows from them", (P.VISIT_READ,)),
    Scope("figure.write", "Report figures of an academy", (P.FIGURE_REPORT,), (P.FIGURE_READ,), writes=True),
    Scope(
        "evidence.write",
        "Add, correct and take away evidence",
        (P.EVIDENCE_ADD, P.EVIDENCE_CORRECT),
        (P.MATRIX_READ,),
        writes=True,
    ),
    Scope("sef.write", "Write self-evaluations", (P.SEF_WRITE, P.SEF_WRITE_GIVEN), _SEF_READS, writes=True),
    Scope("sef.approve", "Return, approve and reopen self-evaluations", (P.SEF_APPROVE,), _SEF_READS, writes=True),
    Scope("plan.write", "Write improvement plans", (P.PLAN_WRITE, P.PLAN_WRITE_GIVEN), _PLAN_READS, writes=True),
    Scope("plan.approve", "Return, approve and reopen improvement plans", (P.PLAN_APPROVE,), _PLAN_READS, writes=True),
    Scope(
        "priority.write",
        "Propose, change and agree priorities",
        (P.PRIORITY_PROPOSE, P.PRIORITY_AGREE),
        (P.PRIORITY_READ,),
        writes=True,
    ),
    Scope(
        "commitment.write",
        "Record what became of a promise",
        (P.COMMITMENT_RECORD,),
        (P.COMMITMENT_READ,),
        writes=True,
    ),
    Scope(
        "judgement.write",
        "Record views and agreed judgements",
        (P.VIEW_HEAD, P.VIEW_DIRECTOR, P.VIEW_CHIEF_EXECUTIVE, P.JUDGEMENT_AGREE),
        (P.MATRIX_READ,),
        writes=True,
    ),
    Scope(
        "visit.write", "Record that visits were held", (P.VISIT_MANAGE,), (P.VISIT_CARRY_OUT, P.VISIT_READ), writes=True
    ),
)
DAYS: dict[int, str] = {30: "30 days", 90: "90 days", 180: "Half a year", 365: "A year"}


def scopes_to_give(actor: Actor) -> list[Scope]:
    """The scopes this person may give a token."""
    return [scope for scope in SCOPES if any(may(actor, each) for each in scope.opens)]


def permissions_of(keys: Collection[str]) -> list[str]:
    """What a token with these scopes holds: kept with the token, so that a scope that grows later widens none."""
    return sorted({each.value for scope in SCOPES if scope.key in keys for each in scope.permissions})


def words_of(held: Collection[str]) -> list[str]:
    """What a token that holds these permissions opens, in words."""
    return [scope.words for scope in SCOPES if any(each.value in held for each in scope.opens)]
