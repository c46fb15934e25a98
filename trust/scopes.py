"""What an access token may be given: reading, and only what its owner may read."""

from trust.actors import Actor
from trust.permissions import Permission, may

# A token is used by programs: it reads, it never changes anything.
READING: dict[Permission, str] = {
    Permission.ACADEMY_READ: "Academies and their official inspections",
    Permission.MATRIX_READ: "Cycles, judgements and current status",
}
DAYS: dict[int, str] = {30: "30 days", 90: "90 days", 180: "Half a year", 365: "A year"}


def scopes_to_give(actor: Actor) -> list[tuple[str, str]]:
    """The scopes this person may give a token, with what each reads."""
    return [(permission.value, words) for permission, words in READING.items() if may(actor, permission)]


def words_of(scopes: list[str]) -> list[str]:
    """The scopes of a token in words."""
    return [words for permission, words in READING.items() if permission.value in scopes]
