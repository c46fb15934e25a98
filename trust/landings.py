"""Where a person lands after sign-in: floors above register a page for a permission, the first that fits wins."""

from dataclasses import dataclass

from django.urls import reverse

from trust.actors import Actor
from trust.menu import offers
from trust.permissions import Permission, everywhere, may


@dataclass(frozen=True)
class Landing:
    """A page to land on for those who hold the permission in the whole trust (or anywhere)."""

    url_name: str
    permission: Permission
    order: int
    whole_trust: bool = True
    capability: str = ""  # see trust.menu


_landings: list[Landing] = []


def register(landing: Landing) -> None:
    """Called in AppConfig.ready()."""
    if landing not in _landings:
        _landings.append(landing)
        _landings.sort(key=lambda known: known.order)


def landing_of(actor: Actor) -> str | None:
    """The address, or None where nothing fits."""
    for known in _landings:
        holds = everywhere if known.whole_trust else may
        if holds(actor, known.permission) and offers(actor, known.capability):
            return reverse(known.url_name, args=[actor.trust_slug])
    return None
