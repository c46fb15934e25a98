"""What a trust's improvement model makes use of. Fixed by the kind of trust: a partnership has no matrix."""

from functools import cache

from improvement_cycle.enums import Capability
from improvement_cycle.presets import presets
from trust.actors import Actor


def capabilities_of(actor: Actor) -> frozenset[str]:
    """For the menu, and for 404 where a capability is missing. Asks no table: it is needed on every page."""
    return _of_kind(actor.trust_kind)


def has_matrix(actor: Actor) -> bool:
    """Whether there is a matrix at all."""
    return Capability.MATRIX.value in capabilities_of(actor)


@cache
def _of_kind(kind: str) -> frozenset[str]:
    return frozenset(key for preset in presets(kind) for key in preset.capabilities)
