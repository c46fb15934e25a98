"""Who may do what in the improvement cycle: the three parties, and thin questions over trust.permissions."""

from typing import Any, Protocol
from uuid import UUID

from improvement_cycle.enums import NEED_TO_KNOW, OwedBy, Party, Responsible
from trust.actors import Actor
from trust.errors import NotFound, NotPermitted
from trust.permissions import Permission, Placed, may

PERMISSION_OF_PARTY = {
    Party.HEAD: Permission.VIEW_HEAD,
    Party.DIRECTOR: Permission.VIEW_DIRECTOR,
    Party.CHIEF_EXECUTIVE: Permission.VIEW_CHIEF_EXECUTIVE,
}


def parties_of(actor: Actor, place: Placed) -> tuple[str, ...]:
    """As which of the three the actor speaks for this academy. Empty for everybody else."""
    return tuple(party.value for party, permission in PERMISSION_OF_PARTY.items() if may(actor, permission, place))


def is_party(actor: Actor, place: Placed) -> bool:
    """Whether the actor is one of the three of this academy: the circle `parties` of the feed."""
    return bool(parties_of(actor, place))


def check_party(actor: Actor, party: str, place: Placed) -> None:
    """Raise NotPermitted unless the actor speaks as this party for this academy.

    Who somebody is no token narrows: what it may do, the permission of the act says.
    """
    if party not in parties_of(actor.without_scopes(), place):
        raise NotPermitted("Only the head, the director and the chief executive of this academy can say this.")


def may_record_absence(actor: Actor, place: Placed) -> bool:
    """Whether the actor records that one of the others could not be there: those who agree judgements."""
    return may(actor.without_scopes(), Permission.JUDGEMENT_AGREE, place)


def records_own_absence(actor: Actor, party: str, place: Placed) -> bool:
    """Whether it would be their own absence. Who stands for all three records it for any of them."""
    own = parties_of(actor.without_scopes(), place)
    return party in own and len(own) < len(Party.values)


def check_may_record_absence(actor: Actor, party: str, place: Placed) -> None:
    """Raise NotPermitted unless the actor may record the absence of this party."""
    if not may_record_absence(actor, place):
        raise NotPermitted("The director and the chief executive record that one of the others could not be there.")
    if records_own_absence(actor, party, place):
        raise NotPermitted("Nobody records their own absence.")


def scores(actor: Actor) -> bool:
    """Whether the scoring pages are for this person, at some academy."""
    return any(may(actor, each) for each in (*PERMISSION_OF_PARTY.values(), Permission.JUDGEMENT_AGREE))


def may_score(actor: Actor, place: Placed) -> bool:
    """Whether the scoring pages are for this person at this academy."""
    return is_party(actor, place) or may(actor, Permission.JUDGEMENT_AGREE, place)


def may_date(actor: Actor) -> bool:
    """Whether the actor says until when things of a year are due: those who open years, and those who close them."""
    return may(actor, Permission.CYCLE_MANAGE) or may(actor, Permission.CYCLE_CLOSE)


def check_may_date(actor: Actor) -> None:
    """Raise NotPermitted for everybody else."""
    if not may_date(actor):
        raise NotPermitted("The chief executive or the administrator sets the dates of a year.")


def may_correct(actor: Actor, added_by: UUID | None, place: Placed) -> bool:
    """Whether the actor may correct evidence, or take it away: their own, or anybody's with the permission for it."""
    is_own = added_by is not None and added_by == actor.membership_id
    return may(actor, Permission.EVIDENCE_ADD if is_own else Permission.EVIDENCE_CORRECT, place)


def check_may_correct(actor: Actor, added_by: UUID | None, place: Placed) -> None:
    """Raise NotPermitted for evidence of others without the permission for it."""
    if not may_correct(actor, added_by, place):
        raise NotPermitted("Only who added it, the director and the chief executive can change this evidence.")


def may_change_priority(actor: Actor, proposed_by: UUID | None, place: Placed) -> bool:
    """Whether the actor may change what a priority says: the three, and whoever proposed it."""
    is_own = proposed_by is not None and proposed_by == actor.membership_id
    return may(actor, Permission.PRIORITY_PROPOSE if is_own else Permission.PRIORITY_AGREE, place)


def check_may_change_priority(actor: Actor, proposed_by: UUID | None, place: Placed) -> None:
    """Raise NotPermitted for everybody else."""
    if not may_change_priority(actor, proposed_by, place):
        raise NotPermitted("Only who proposed it, the head, the director and the chief executive can change it.")


def may_adjust(actor: Actor, place: Placed, kind: str = "") -> bool:
    """Whether the actor adds, ends and moves commitments of this academy: the centre, and its head.

    Nobody ends the review of their own leadership: what is need-to-know is changed by the centre alone.
    """
    if kind in NEED_TO_KNOW:
        return may(actor, Permission.COMMITMENT_MANAGE, place)
    return may(actor, Permission.COMMITMENT_CHANGE, place)


def check_may_adjust(actor: Actor, place: Placed, kind: str = "") -> None:
    """Raise NotPermitted unless the actor may."""
    if not may_adjust(actor, place, kind):
        raise NotPermitted("The head, the director and the chief executive change what is promised.")


def may_read_commitment(actor: Actor, kind: str, place: Placed) -> bool:
    """Whether the actor reads what one of this kind says. Others learn that there is something, called Private."""
    if not may(actor, Permission.COMMITMENT_READ, place):
        return False
    return kind not in NEED_TO_KNOW or may(actor, Permission.COMMITMENT_PRIVATE, place)


def check_may_read_commitment(actor: Actor, kind: str, place: Placed) -> None:
    """Raise NotFound unless the actor reads it."""
    if not may_read_commitment(actor, kind, place):
        raise NotFound("There is no such commitment.")


class Owed(Protocol):
    """A commitment as far as it matters who says what became of it."""

    owed_by: Any
    responsible: Any


def may_keep(actor: Actor, owed: Owed, place: Placed) -> bool:
    """Whether the actor says what became of a promise.

    Those who manage say it of all; of what the academy owes, and of what they see to, also its head and senior leaders.
    """
    if not may(actor, Permission.COMMITMENT_RECORD, place):
        return False
    # Of which promises, follows from who somebody is, whatever else their token may do.
    person = actor.without_scopes()
    if may(person, Permission.COMMITMENT_MANAGE, place):
        return True
    if may(person, Permission.COMMITMENT_CHANGE, place):
        return bool(owed.owed_by == OwedBy.ACADEMY or owed.responsible == Responsible.HEAD)
    return bool(owed.responsible == Responsible.SENIOR_LEADER)


def check_may_keep(actor: Actor, owed: Owed, place: Placed) -> None:
    """Raise NotPermitted unless the actor may."""
    if not may_keep(actor, owed, place):
        raise NotPermitted("Who promises it, or sees to it, says what became of it.")


class Visited(Placed, Protocol):
    """A visit as far as it matters who has to do with it."""

    people: Any

    @property
    def is_private(self) -> bool: ...


def goes_on(actor: Actor, visit: Visited) -> bool:
    """Whether the actor is one of those who go."""
    if actor.membership_id is None or not may(actor, Permission.VISIT_CARRY_OUT):
        return False
    return any(each.membership_id == actor.membership_id for each in visit.people.all())


def may_open_visit(actor: Actor, visit: Visited) -> bool:
    """Whether the actor reads what a visit is. Others learn that there is something, called Private."""
    if may(actor, Permission.VISIT_READ, visit) and (
        not visit.is_private or may(actor, Permission.COMMITMENT_PRIVATE, visit)
    ):
        return True
    return goes_on(actor, visit)


def may_plan_visits(actor: Actor, place: Placed, kind: str = "") -> bool:
    """Whether the actor plans visits to this academy, of this kind."""
    is_open = kind not in NEED_TO_KNOW or may(actor, Permission.COMMITMENT_PRIVATE, place)
    return is_open and may(actor, Permission.VISIT_MANAGE, place)


def check_may_plan_visits(actor: Actor, place: Placed, kind: str = "") -> None:
    """Raise NotPermitted unless the actor may."""
    if not may_plan_visits(actor, place, kind):
        raise NotPermitted("The director and the chief executive plan visits.")


def may_carry_out(actor: Actor, visit: Visited) -> bool:
    """Whether a visit is the actor's to hold and to write up: of those who go, and of those who plan it."""
    return (may(actor, Permission.VISIT_MANAGE, visit) and may_open_visit(actor, visit)) or goes_on(actor, visit)


SETTLES = "Who owns it, and who carried the visit out, say that it is done."


class Follows(Protocol):
    """What follows from a visit, as far as it matters who says that it is done."""

    owner_id: Any
    visit: Any

    @property
    def owner_has_left(self) -> bool: ...


def may_settle_follow_up(actor: Actor, follow_up: Follows) -> bool:
    """Whether the actor says that it is done: who owns it, who carried the visit out; the head once the owner left."""
    visit = follow_up.visit
    if actor.membership_id is not None and follow_up.owner_id == actor.membership_id:
        return True
    is_heads = may(actor, Permission.VISIT_REPLY, visit) and may_open_visit(actor, visit)
    return may_carry_out(actor, visit) or (is_heads and follow_up.owner_has_left)


def check_may_carry_out(actor: Actor, visit: Visited) -> None:
    """Raise NotPermitted unless it is."""
    if not may_carry_out(actor, visit):
        raise NotPermitted("Those who go on a visit, and those who plan it, hold it and write it up.")
