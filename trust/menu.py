"""The main navigation: each floor registers its entries; a person sees those they may open."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.urls import reverse

from trust.actors import Actor
from trust.permissions import Permission, may


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main navigation or of the settings page."""

    label: str
    url_name: str
    permission: Permission
    order: int
    place: str = "main"  # main or settings
    capability: str = ""  # name of a capability of the improvement model that must be on
    hint: str = ""
    covers: str = ""  # a place whose pages count as this entry's own, wherever they lie


@dataclass(frozen=True)
class MenuLink:
    """An entry as shown."""

    label: str
    url: str
    current: bool
    hint: str = ""


# More do not fit beside the trust's name; where one too many would be left over, it still does.
SIDE_BY_SIDE = 6


@dataclass(frozen=True)
class MainMenu:
    """The main navigation: what stands side by side on a wide screen, and what is folded behind it."""

    all: list[MenuLink]

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def first(self) -> list[MenuLink]:
        """Side by side."""
        return self.all if len(self.all) <= SIDE_BY_SIDE + 1 else self.all[:SIDE_BY_SIDE]

    @property
    def more(self) -> list[MenuLink]:
        """Behind "More"."""
        return self.all[len(self.first) :]

    @property
    def more_is_current(self) -> bool:
        """Whether the person is on a page behind "More"."""
        return any(entry.current for entry in self.more)


_entries: list[MenuEntry] = []

# What the trust makes use of: the floor that owns the improvement model registers here. Asked on every page.
capability_sources: list[Callable[[Actor], Collection[str]]] = []


def register(entry: MenuEntry) -> None:
    """Called in AppConfig.ready()."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def offers(actor: Actor, capability: str) -> bool:
    """Whether this trust makes use of it. The empty name is for everybody."""
    return not capability or any(capability in source(actor) for source in capability_sources)


def links(actor: Actor, path: str, place: str = "main") -> list[MenuLink]:
    """What this person sees, with the current one marked."""
    shown = [e for e in _entries if e.place == place and may(actor, e.permission) and offers(actor, e.capability)]
    # Who holds two of the permissions that open a page sees it once.
    shown = list({entry.url_name: entry for entry in reversed(shown)}.values())[::-1]
    urls = {entry: reverse(entry.url_name, args=[actor.trust_slug]) for entry in shown}
    # The longest address that the path starts with is where the person is.
    current = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    if not current:
        current = next((url for entry, url in urls.items() if entry.covers and _lies_in(actor, path, entry.covers)), "")
    return [MenuLink(entry.label, url, url == current, entry.hint) for entry, url in urls.items()]


def _lies_in(actor: Actor, path: str, place: str) -> bool:
    """Whether the path is one of the pages that are reached from this place."""
    return any(path.startswith(reverse(e.url_name, args=[actor.trust_slug])) for e in _entries if e.place == place)
