"""The operator's pages: trusts, loads, work, health. Nobody else finds them, and no trust's content is on them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trust import health, panels
from trust.actions import trusts as actions
from trust.actions.jobs import try_again
from trust.errors import NotFound
from trust.forms.faults import carried_out, posted, status_of
from trust.forms.operator import AdministratorForm, TrustForm
from trust.menu import MenuLink
from trust.models import User
from trust.queries import operator as queries
from trust.web.choices import chosen_number
from trust.web.fresh import question, typed_before


def operator_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 to everybody but an operator; send nobody to sign-in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_operator:
            raise NotFound()
        return view(request, *args, **kwargs)

    return wrapped


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who is there before a posted form is carried out, unless the sign-in is recent."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return question(request) or view(request, *args, **kwargs)

    return wrapped


def _menu(path: str) -> list[MenuLink]:
    pages = [("Trusts", reverse("operator"))]
    pages += [(panel.title, reverse("operator_panel", args=[panel.key])) for panel in panels.panels()]
    pages += [("Work and mail", reverse("operator_work")), ("Health", reverse("operator_health"))]
    current = max((url for _, url in pages if path.startswith(url)), key=len, default="")
    return [MenuLink(label, url, url == current) for label, url in pages]


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, template, {"operator_menu": _menu(request.path), **context}, status=status)


@operator_only
@require_safe
def trusts(request: HttpRequest) -> HttpResponse:
    """Every trust of the installation."""
    page, rows = queries.trusts_page(chosen_number(request, "page", "page") or 1)
    return _page(request, "trust/operator/trusts.html", {"page": page, "trusts": rows})


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def new_trust(request: HttpRequest) -> HttpResponse:
    """Make a trust and invite its first administrator."""
    form = TrustForm(posted(request), initial=typed_before(request))
    done = carried_out(request, form, lambda given: actions.found(operator=cast(User, request.user), **given))
    if done is not None:
        trust, sentences = done
        messages.success(request, " ".join([f"{trust.name} is made and its administrator invited.", *sentences]))
        return redirect("operator")
    return _page(request, "trust/operator/new_trust.html", {"form": form}, status=status_of(form))


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def administrator(request: HttpRequest, trust_id: UUID) -> HttpResponse:
    """Invite an administrator into a trust that has lost its own."""
    trust = queries.find_trust(trust_id)
    form = AdministratorForm(posted(request), initial=typed_before(request))
    done = carried_out(
        request, form, lambda given: actions.invite_first(operator=cast(User, request.user), trust_id=trust_id, **given)
    )
    if done is not None:
        messages.success(request, f"The invitation to {done.email} is on its way.")
        return redirect("operator")
    return _page(request, "trust/operator/administrator.html", {"form": form, "trust": trust}, status=status_of(form))


@operator_only
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Jobs and mail by queue, kind, state and age."""
    return _page(request, "trust/operator/work.html", {"work": queries.work()})


@operator_only
@require_POST
def work_again(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """Try failed work once more."""
    try_again(due_id=queries.find_failed(work_id).id)
    messages.success(request, "It is tried again.")
    return redirect("operator_work")


@operator_only
@require_safe
def house(request: HttpRequest) -> HttpResponse:
    """Whether everything stands."""
    parts = health.parts_of_house()
    return _page(request, "trust/operator/health.html", {"parts": parts, "ready": health.is_ready(parts)})


@operator_only
@require_safe
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """A page of a floor above."""
    found = panels.find(key)
    if found is None:
        raise NotFound()
    return _page(request, found.template, {"title": found.title, **found.build()})
