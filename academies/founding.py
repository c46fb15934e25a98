"""Fill a new trust with its academies from the loaded facts."""

from collections.abc import Sequence

from academies.actions import academies
from academies.queries.academies import schools_of_group
from trust.actors import Actor
from trust.errors import BadInput
from trust.models import Trust


def fill_from_group(actor: Actor, trust: Trust, group_uid: int) -> str:
    """Registered with the ground floor: add the schools of this group. Says what was done."""
    joined = schools_of_group(group_uid)
    if not joined:
        raise BadInput(
            "No open school of this group is in the loaded facts.",
            detail={"group_uid": "No open school of this group is in the loaded facts. Load the files first."},
        )
    added = academies.add_from_facts(actor=actor, urns=list(joined), joined=joined)
    return _added(len(added))


def fill_from_urns(actor: Actor, urns: Sequence[int]) -> str:
    """Add the schools of these URNs. Says what was done."""
    added = academies.add_from_facts(actor=actor, urns=urns)
    return _added(len(added))


def _added(number: int) -> str:
    return f"{number} {'academy was' if number == 1 else 'academies were'} added from the loaded facts."
