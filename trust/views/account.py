"""One's own account, outside every trust."""

from typing import Any

from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trust.actions import accounts as actions
from trust.forms.account import NameForm, WritingForm
from trust.forms.faults import carried_out, posted, status_of
from trust.queries import account as queries
from trust.queries.account import has_another
from trust.web import fresh


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name, address, second factor, sign-ins, trusts."""
    user = request.user
    form = NameForm(posted(request), initial={"name": user.name})  # type: ignore[union-attr]
    done = carried_out(request, form, lambda given: actions.rename(user=user, name=given["name"]))  # type: ignore[arg-type]
    if done is not None:
        messages.success(request, "Your name is changed everywhere.")
        return redirect("account")
    context = {
        "form": form,
        "writing": WritingForm(initial={"writes_plain": user.writes_plain}),  # type: ignore[union-attr]
        "trusts": queries.own_trusts(user),  # type: ignore[arg-type]
        "factors": queries.own_factors(user),  # type: ignore[arg-type]
        "sign_ins": queries.count_of_sign_ins(user),  # type: ignore[arg-type]
    }
    return render(request, "trust/account.html", context, status=status_of(form))


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """The only second step stays: allauth asks its adapter before the app goes, but not before a passkey goes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_go=has_another(self.object), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        step, user = self.get_object(), self.request.user
        actions.remove_passkey(user=user, step=step, remove=lambda: flows.remove_authenticator(self.request, step))
        return HttpResponseRedirect(self.get_success_url())


@require_POST
@login_required
def writing(request: HttpRequest) -> HttpResponse:
    """The editor, or a plain box."""
    writes_plain = "writes_plain" in request.POST
    actions.choose_writing(user=request.user, writes_plain=writes_plain)  # type: ignore[arg-type]
    messages.success(
        request, "Long texts are in a plain box now." if writes_plain else "Long texts have the editor now."
    )
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept(request: HttpRequest) -> HttpResponse:
    """What was sent while nobody could be sure who sat there: to send now, or to throw away."""
    if request.method == "POST":
        fresh.forget(request)
        messages.info(request, "It is thrown away.")
        return redirect("home")
    return render(request, "trust/kept.html", {"kept": fresh.kept(request)})
