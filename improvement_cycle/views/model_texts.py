"""The words of a draft that stand in the model as a document: a form for each section."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse

from improvement_cycle.actions import model_texts
from improvement_cycle.forms.model_texts import SectionForm
from improvement_cycle.presets import preset
from improvement_cycle.presets.model_texts import entries_of, fingerprint, is_untouched, section_of
from improvement_cycle.queries import drafts
from improvement_cycle.views.improvement_models import at
from improvement_cycle.views.outcome import answered, attempt, with_seen
from trust.actors import Actor
from trust.errors import Conflict, NotFound
from trust.permissions import Permission
from trust.web import TenantRequest, page


def find_section(actor: Actor, model: UUID, part: str, **_: Any) -> Any:
    """The draft, where it has such a section."""
    return drafts.draft(actor, model)


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE, find=find_section, methods=("GET", "POST"))
def section(request: TenantRequest, model: UUID, part: str) -> HttpResponse:
    """All entries of a section; where nobody ever wrote in it, it begins with the ready-made words."""
    version = request.found
    found = section_of(version.capabilities, part)
    if found is None:
        raise NotFound("There is no such section.")
    standing = entries_of(version.texts, part)
    ready = preset(version.preset) if is_untouched(version.texts, part) else None
    shown = entries_of(ready.texts, part) if ready else standing
    sent = request.POST if request.method == "POST" else None
    form = SectionForm(sent, section=found, entries=shown, opened=fingerprint(standing))
    clashing = False
    if request.method == "POST" and form.is_valid():
        try:
            saved = attempt(
                form,
                lambda: model_texts.write_section(
                    actor=request.actor,
                    model_id=model,
                    section=part,
                    entries=form.entries,
                    opened=form.cleaned_data["opened"],
                ),
            )
        except Conflict as clash:
            saved, clashing = None, True
            form.add_error(None, f"{clash.message} Save again to put yours in its place; nothing you typed is lost.")
            form.data = with_seen(form.data, fingerprint(standing), field="opened")
        if saved:
            messages.success(request, f"Changed: {found.title}.")
            response = at(request, "model_edit", model)
            response["Location"] += f"#text-{part}-a"
            return response
    context = {
        "version": version,
        "section": found,
        "form": form,
        "standing": len(shown),
        "suggested": bool(ready and shown),
    }
    return answered(
        request, "improvement_cycle/models/texts.html", context, faulty=bool(form.errors), clashing=clashing
    )
