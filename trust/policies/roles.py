"""Pure rules on roles: who may give which, and what a role needs."""

import datetime as dt
from collections.abc import Collection

from trust.enums import Place, Remit, Role, TrustKind

# Who keeps a trust running; one of them must always be left.
MANAGERS = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})

FIRST_ROLE = {
    TrustKind.MULTI_ACADEMY_TRUST.value: Role.ADMINISTRATOR.value,
    TrustKind.PARTNERSHIP.value: Role.COORDINATOR.value,
}


def faults_of_role(
    *,
    role: str,
    allowed: Collection[str],
    remit: str,
    place: str,
    has_academy: bool,
    until_on: dt.date | None,
    today: dt.date,
) -> dict[str, str]:
    """What is wrong with a role as given, by field; empty when it may be given."""
    faults: dict[str, str] = {}
    if role not in allowed:
        faults["role"] = "You cannot give this role. Choose one of the list."
    if role == Role.DIRECTOR and remit not in Remit.values:
        faults["remit"] = "Choose the phases this director looks after."
    if role == Role.ACADEMY_STAFF and place not in Place.values:
        faults["role"] = "Choose what this person is at the academy."
    if role == Role.ACADEMY_STAFF and not has_academy:
        faults["academy"] = "Choose the academy."
    if role == Role.SPECIALIST and until_on is None:
        faults["until_on"] = "A specialist has access for a limited time. Give the last day."
    if until_on is not None and until_on < today:
        faults["until_on"] = "The last day must be today or later."
    return faults


def role_in_words(role: str, remit: str, place: str = "") -> str:
    """Headteacher; primary director."""
    if role == Role.ACADEMY_STAFF and place in Place.values:
        return str(Place(place).label)
    if role == Role.DIRECTOR and remit != Remit.ALL:
        return f"{Remit(remit).label} {Role.DIRECTOR.label}"
    return str(Role(role).label)
