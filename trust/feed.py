"""Which lines of the feed a person reads: those of kinds and places that they may read anyway.

Each floor declares its kinds. A kind that nobody declared is shown to nobody, and so is every line of a circle: single
views and what the three still talk about never stand in a feed (product.md, "Who must not see what").
"""

from trust.permissions import Permission

_readers: dict[str, Permission] = {}


def declare(permission: Permission, *kinds: str) -> None:
    """Called in AppConfig.ready(): lines of these kinds are for those who hold the permission at their place."""
    _readers.update(dict.fromkeys(kinds, permission))


def readers() -> dict[str, Permission]:
    """The permission that reads each kind."""
    return dict(_readers)
