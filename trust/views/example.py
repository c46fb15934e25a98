"""The example installation: one button per invented person, and the mailbox. Elsewhere these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from trust import doors
from trust import example as known
from trust.errors import NotFound
from trust.mail import example_mails
from trust.queries.example import example_groups, find_example_person

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def only_at_home(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 everywhere but in the example installation."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.EXAMPLE_MODE:
            raise NotFound()
        return view(request, *args, **kwargs)

    return wrapped


@only_at_home
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody one can be."""
    context = {
        "groups": example_groups(),
        "password": known.PASSWORD,
        "code": known.current_code(),
        "next": request.GET.get("next", ""),
    }
    response = render(request, "trust/example.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@only_at_home
@require_POST
def sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Be this person, with both factors done."""
    user = find_example_person(user_id)
    if request.user.is_authenticated:
        logout(request)
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="password", email=user.email)
    record_authentication(request, user, method="mfa", type="totp")
    user_logged_in.send(sender=type(user), request=request, user=user)  # notes the sign-in in the person's list
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    own = {trust.slug for trust in doors.trusts_of(user, timezone.localdate())}
    if request.POST.get("trust") in own:
        return redirect("trust:landing", request.POST["trust"])
    return redirect("operator" if user.is_operator else "home")


@only_at_home
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What would have gone out."""
    return render(request, "trust/example_mailbox.html", {"mails": example_mails()})


@only_at_home
@require_safe
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail as its receiver would read it: its text."""
    found = next((row for row in example_mails() if row.id == mail_id), None)
    if found is None:
        raise NotFound()
    return render(request, "trust/example_mail.html", {"mail": found})
