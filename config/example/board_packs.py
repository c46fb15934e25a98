"""What the chief executive of an invented trust froze for the board."""

from typing import Any

from improvement_cycle.actions import board_packs
from improvement_cycle.actions.board_packs import PackWords
from improvement_cycle.models import Cycle
from improvement_cycle.policies.board_pack import PackPage
from trust.actors import system_actor
from trust.models import Membership, Trust


def build(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """As the file says: all pages, of the matrix as it was published."""
    if told := said.get("board_pack"):
        board_packs.freeze(
            actor=system_actor(trust, members["chief"].name),
            cycle_id=Cycle.objects.get(school_year__starts_on__year=said["years"][-1]).id,
            words=PackWords(told["title"], 1, [each.value for each in PackPage], told["questions"]),
        )
