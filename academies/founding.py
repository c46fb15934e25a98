"""Fill a new trust with its academies from the loaded facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from academies.actions import academies
from academies.queries.academies import schools_of_group
from trust.actors import Actor
from trust.errors import BadInput
from trust.models import Trust
from trust.places import Founding
from trust.words import counted


def add_schools(actor: Actor, trust: Trust, founding: Founding) -> str:
    """Registered with the ground floor: add the schools of the group or of the list. Says what was done."""
    if founding.group_uid is not None:
        joined = schools_of_group(founding.group_uid)
        if not joined:
            said = "No open school of this group is in the loaded facts. Load the files first."
            raise BadInput(said, detail={"group_uid": said})
        return _add(actor, list(joined), joined)
    if not founding.urns:
        return ""
    try:
        return _add(actor, founding.urns, {})
    except BadInput as error:
        raise BadInput(error.message, detail={"urns": error.message}) from None


def _add(actor: Actor, urns: Sequence[int], joined: Mapping[int, Any]) -> str:
    number = len(academies.add_from_facts(actor=actor, urns=urns, joined=joined))
    return f"{number} {counted('academy', number)} {'was' if number == 1 else 'were'} added from the loaded facts."
