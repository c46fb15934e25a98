"""Versions of the improvement model: list, first use, reading, publishing, throwing away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from improvement_cycle.actions import improvement_models
from improvement_cycle.enums import ModelState
from improvement_cycle.presenters.editions import notice
from improvement_cycle.presenters.model_changes import changes, lists_of
from improvement_cycle.presenters.model_document import document_of, drawn_up
from improvement_cycle.presenters.model_preview import preview_of
from improvement_cycle.presenters.model_words import ModelPage, of_definition, of_preset
from improvement_cycle.presets import preset, presets
from improvement_cycle.queries import improvement_models as reading
from improvement_cycle.queries.editions import newest_year
from improvement_cycle.reports.improvement_model import FORMS
from improvement_cycle.views.outcome import answered, attempt
from trust.actions import reports
from trust.actors import Actor
from trust.errors import NotFound, UnknownChoice
from trust.permissions import Permission, may
from trust.web import TenantRequest, page


class ChooseForm(forms.Form):
    """First use: nothing is chosen beforehand."""

    preset = forms.ChoiceField(
        error_messages={
            "required": "Choose an improvement model.",
            "invalid_choice": "Choose one of the models shown.",
        }
    )

    def __init__(self, *args: Any, trust_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [(each.key, each.label) for each in presets(trust_kind)]  # type: ignore[attr-defined]


def find_model(actor: Actor, model: UUID, **_: Any) -> Any:
    """The version of the address."""
    return reading.version(actor, model)


def find_published(actor: Actor, model: UUID, **_: Any) -> Any:
    """The version of the address, once it is published."""
    found = reading.version(actor, model)
    if found.state != ModelState.PUBLISHED:
        raise NotFound()
    return found


def _kept(actor: Actor) -> dict[str, Any]:
    return {"may_manage": may(actor, Permission.MODEL_MANAGE)}


def at(request: TenantRequest, name: str, *args: Any) -> HttpResponseRedirect:
    """On to another page of this trust."""
    return HttpResponseRedirect(reverse(f"improvement_cycle:{name}", args=[request.actor.trust_slug, *args]))


@page(read=Permission.MODEL_READ)
def versions(request: TenantRequest) -> HttpResponse:
    """Every version, and the way to the next one."""
    found = reading.versions(request.actor)
    context = {
        "versions": found,
        "draft": next((each for each in found if each.state == ModelState.DRAFT), None),
        "newest": next((each for each in found if each.state == ModelState.PUBLISHED), None),
        "notice": notice(newest_year()),
        **_kept(request.actor),
    }
    return answered(request, "improvement_cycle/models/versions.html", context)


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE, methods=("GET", "POST"))
def choose(request: TenantRequest) -> HttpResponse:
    """Begin from a ready-made model. None is chosen beforehand."""
    kind = request.actor.trust_kind
    form = ChooseForm(request.POST if request.method == "POST" else None, trust_kind=kind)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: improvement_models.create_from_preset(actor=request.actor, preset_key=form.cleaned_data["preset"]),
        )
        if made:
            messages.success(request, "The draft is ready. Nobody sees it before you publish it.")
            return at(request, "model_edit", made.id)
    context = {"form": form, "presets": presets(kind), "chosen": form.data.get("preset", "")}
    return answered(request, "improvement_cycle/models/choose.html", context, faulty=bool(form.errors))


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE)
def preset_words(request: TenantRequest, key: str) -> HttpResponse:
    """All the words of a ready-made model, before it is used."""
    chosen = preset(key)
    if chosen is None or chosen.trust_kind != request.actor.trust_kind:
        raise NotFound()
    model = of_preset(chosen)
    context = {"model": model, "document": drawn_up(model), "preset": chosen}
    return answered(request, "improvement_cycle/models/preset.html", context)


@page(read=Permission.MODEL_READ, find=find_model)
def model_page(request: TenantRequest, model: UUID) -> HttpResponse:
    """One version to read, as a document: what it stands for, its stages, and what each category brings."""
    found = request.found
    shown: ModelPage = of_definition(reading.definition_of(found))
    context = {"version": found, "model": shown, "document": drawn_up(shown), **_kept(request.actor)}
    return answered(request, "improvement_cycle/models/read.html", context)


@page(read=Permission.MODEL_READ, find=find_published, methods=("POST",))
def report(request: TenantRequest, model: UUID) -> HttpResponse:
    """Ask for a published version as PDF or Word; the worker makes it."""
    kind = FORMS.get(request.POST.get("form", "pdf"))
    if kind is None:
        raise UnknownChoice("The model comes as PDF or as Word. Use the buttons on its page.")
    made = reports.ask(actor=request.actor, kind=kind, subject_id=model)
    return HttpResponseRedirect(reverse("trust:report", args=[request.actor.trust_slug, made.id]))


@page(read=Permission.MODEL_READ, find=find_published)
def website(request: TenantRequest, model: UUID) -> HttpResponse:
    """A published version as HTML to copy onto a website: plain, and without a name of a person."""
    code = render_to_string("reports/improvement_model_parts.html", {"document": document_of(request.found)})
    context = {"version": request.found, "code": code.strip()}
    return answered(request, "improvement_cycle/models/website.html", context)


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE, find=find_model, methods=("POST",))
def new_version(request: TenantRequest, model: UUID) -> HttpResponse:
    """A copy to change."""
    made = improvement_models.new_draft(actor=request.actor, model_id=model)
    messages.success(request, f"Version {made.number} is a copy. Change it, then publish it.")
    return at(request, "model_edit", made.id)


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE, find=find_model, methods=("GET", "POST"))
def publish(request: TenantRequest, model: UUID) -> HttpResponse:
    """Freeze a draft, on its own page."""
    if request.found.state != ModelState.DRAFT:
        raise NotFound()
    if request.method == "POST":
        made = improvement_models.publish(actor=request.actor, model_id=model)
        messages.success(request, f"Version {made.number} is published. A new year can use it.")
        return at(request, "model", made.id)
    definition = reading.definition_of(request.found)
    before = reading.latest_published()
    context = {
        "version": request.found,
        "hindrances": improvement_models.hindrances(definition),
        "lists": lists_of(definition),
        "before": before,
        "changes": changes(reading.definition_of(before), definition) if before else (),
        "preview": preview_of(definition),
    }
    return answered(request, "improvement_cycle/models/publish.html", context)


@page(read=Permission.MODEL_READ, change=Permission.MODEL_MANAGE, find=find_model, methods=("GET", "POST"))
def discard(request: TenantRequest, model: UUID) -> HttpResponse:
    """Throw a draft away, on its own page."""
    if request.found.state != ModelState.DRAFT:
        raise NotFound()
    if request.method == "POST":
        improvement_models.discard_draft(actor=request.actor, model_id=model)
        messages.success(request, "The draft is gone.")
        return at(request, "models")
    return answered(request, "improvement_cycle/models/discard.html", {"version": request.found})
