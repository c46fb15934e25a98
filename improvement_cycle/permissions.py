"""Who may do what in the improvement cycle: the three parties, and thin questions over trust.permissions."""

from improvement_cycle.enums import Party
from trust.actors import Actor
from trust.errors import NotPermitted
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
    """Raise NotPermitted unless the actor speaks as this party for this academy."""
    if party not in parties_of(actor, place):
        raise NotPermitted("Only the head, the director and the chief executive of this academy can say this.")


def scores(actor: Actor) -> bool:
    """Whether the scoring pages are for this person, at some academy."""
    return any(may(actor, each) for each in (*PERMISSION_OF_PARTY.values(), Permission.JUDGEMENT_AGREE))


def may_score(actor: Actor, place: Placed) -> bool:
    """Whether the scoring pages are for this person at this academy."""
    return is_party(actor, place) or may(actor, Permission.JUDGEMENT_AGREE, place)
