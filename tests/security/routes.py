"""Every address of the house, read from the URL map."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

IN_TRUST = "t/<slug:trust>/"
API = IN_TRUST + "api/"


@dataclass(frozen=True)
class Route:
    """One pattern with its view."""

    pattern: str
    name: str
    converters: tuple[tuple[str, Any], ...]  # name of the keyword -> its converter, without the trust's slug
    view: Any
    is_plain: bool  # made of path() only, so that it can be filled in by hand

    @property
    def in_trust(self) -> bool:
        return self.pattern.startswith(IN_TRUST)

    @property
    def in_api(self) -> bool:
        return self.pattern.startswith(API)

    @property
    def access(self) -> dict[str, Any] | None:
        """What @page stamped, or what an endpoint names."""
        if self.in_api:
            view = self.view.view_class
            read = getattr(view, "read", None)
            reads = read if isinstance(read, tuple) else (read,)
            methods = [method.upper() for method in view.http_method_names]
            changes = {method: each.permissions for method, each in getattr(view, "changes", {}).items()}
            return {"read": reads, "changes": changes, "methods": methods} if read else None
        found: dict[str, Any] | None = getattr(self.view, "access", None)
        return found

    @property
    def keywords(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.converters)

    def fill(self, **values: Any) -> str:
        """The address with these words in it."""
        url = self.pattern
        for name, converter in self.converters:
            label = next(part for part in url.split("<") if part.partition(">")[0].rpartition(":")[2] == name)
            url = url.replace(f"<{label.partition('>')[0]}>", converter.to_url(values[name]), 1)
        if self.in_trust:
            url = url.replace("<slug:trust>", str(values["trust"]))
        return f"/{url}"


def every_route() -> list[Route]:
    """All of them; those made of regular expressions (of allauth) are marked as not plain."""
    return list(_walk(get_resolver().url_patterns, "", {}, (), is_plain=True))


def _walk(
    patterns: Any, prefix: str, converters: dict[str, Any], spaces: tuple[str, ...], *, is_plain: bool
) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        plain = is_plain and isinstance(entry.pattern, RoutePattern)
        named = entry.pattern.converters if plain else dict.fromkeys(entry.pattern.regex.groupindex)
        known = {**converters, **named}
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, pattern, known, inner, is_plain=plain)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name or pattern))
            own = tuple((key, converter) for key, converter in known.items() if key != "trust")
            yield Route(pattern, name, own, entry.callback, plain)
