"""The one decorator of function views in a trust."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve

from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, check_may, may
from trust.web.fresh import question
from trust.web.refusals import answer


class TenantRequest(HttpRequest):
    """A request inside a trust, as views get it."""

    actor: Actor
    found: Any
    after_read: Callable[[Callable[[], None]], None]


View = Callable[..., HttpResponse]
# Looks the object of the address up for this actor; raises NotFound. Called with the actor and the address's words.
Find = Callable[..., Any]


def page(
    *,
    read: Permission,
    change: Permission | None = None,
    find: Find | None = None,
    methods: tuple[str, ...] = ("GET",),
    place: Callable[[Any], Any] | None = None,
    fresh: bool = False,
) -> Callable[[View], View]:
    """Declare who may open a page, and who may act on it.

    Order of refusals: the object is looked up first (404), then `read` (404, as if it did not exist), then
    `change` (403), then the method (405). `place` takes the found object to what stands at an academy; the object
    itself is used when it has an academy_id. Where `fresh`, a posted form asks who is there unless the sign-in is
    recent (trust.web.fresh); such a page is there by GET too, to come back to.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor
            kwargs.pop("trust", None)
            request.found = find(actor, **kwargs) if find else None
            placed = _placed(request.found, place)
            if not may(actor, read, placed):
                raise NotFound()
            if change is not None:
                check_may(actor, change, placed)
            allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)
            if request.method not in allowed:
                refused = answer(request, 405, above=_page_above(request.path))
                refused.headers["Allow"] = ", ".join(sorted(allowed))
                return refused
            if fresh and (asked := question(request)):
                return asked
            return view(request, *args, **kwargs)

        wrapped.access = {  # type: ignore[attr-defined]
            "read": read,
            "change": change,
            "find": find,
            "methods": methods,
            "place": place,
            "fresh": fresh,
        }
        return wrapped

    return decorate


def _placed(found: Any, place: Callable[[Any], Any] | None) -> Any:
    if found is None:
        return None
    if place is not None:
        return place(found)
    return found if hasattr(found, "academy_id") else None


def _page_above(path: str) -> str:
    """The nearest page to read above an address that only takes forms: somebody came back to it after signing in."""
    while path.count("/") > len(["", "t", "<trust>", ""]) - 1:
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        with suppress(Resolver404):
            if "GET" in getattr(resolve(path).func, "access", {}).get("methods", ()):
                return path
    return ""


def part(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> Any:
    """Answer with a template, or with the named part of it where htmx asks."""
    response = TemplateResponse(request, template, context or {}, status=status)
    response.headers["Vary"] = "HX-Request"
    return response
