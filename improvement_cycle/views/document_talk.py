"""Saying something of a document, answering what was said, and settling it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect

from improvement_cycle.forms.documents import CommentForm
from improvement_cycle.views.document_frame import to
from improvement_cycle.views.outcome import attempt
from trust.actions import comments
from trust.models import Comment
from trust.web import TenantRequest


def say(request: TenantRequest, form: CommentForm, document_id: UUID, **where: Any) -> Comment | None:
    """What was said. What is against it stands at the form, with the text still in it."""
    given = form.cleaned_data
    said = {"text": given["text"], "passage": given["passage"], "answers_id": given["answers"]}
    act = lambda: comments.comment(actor=request.actor, document_id=document_id, **where, **said)
    return attempt(form, act, refused_at="text")


def at_comment(request: TenantRequest, said: Comment, page: str, *more: Any) -> HttpResponse:
    """Back to where it was said, not to the top of the page."""
    messages.success(request, "Your answer is added." if said.answers_id else "Your comment is added.")
    return HttpResponseRedirect(f"{to(request, page, *more).url}#c-{said.answers_id or said.id}")


def settled(request: TenantRequest, page: str, *more: Any) -> HttpResponse:
    """The comment marked as answered, or open again; back to where it stands."""
    try:
        said = UUID(request.POST["settle"])
    except ValueError:
        return HttpResponseBadRequest("Choose a comment.")
    is_settled = request.POST.get("to") != "open"
    comments.settle(actor=request.actor, comment_id=said, is_settled=is_settled)
    messages.success(request, "The comment is marked as answered." if is_settled else "The comment is open again.")
    return HttpResponseRedirect(f"{to(request, page, *more).url}#c-{said}")
