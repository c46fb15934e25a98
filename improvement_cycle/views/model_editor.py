"""The editor of a draft: plain forms for each piece, and a preview of a matrix row."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse

from improvement_cycle.actions import model_pieces, model_preview
from improvement_cycle.enums import ColumnKind
from improvement_cycle.forms.model_pieces import PIECE_FORMS, RemoveForm, WordsForm
from improvement_cycle.policies.definition import Definition
from improvement_cycle.presenters.model_editor import editor_of, sections_in
from improvement_cycle.presenters.model_preview import DRAWN, preview_of
from improvement_cycle.queries import drafts
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.views.improvement_models import at
from improvement_cycle.views.outcome import answered, attempt
from trust.actors import Actor
from trust.errors import UnknownChoice
from trust.permissions import Permission
from trust.web import TenantRequest, page
from trust.web.choices import chosen

WORDS: Mapping[str, str] = {name: piece.word for name, piece in drafts.PIECES.items()}


def find_draft(actor: Actor, model: UUID, **_: Any) -> Any:
    """The draft of the address."""
    return drafts.draft(actor, model)


def find_list(actor: Actor, model: UUID, piece: str, **_: Any) -> Any:
    """The draft, for a kind of piece that there is."""
    return drafts.list_of(actor, model, piece)


def find_piece(actor: Actor, model: UUID, piece: str, row: UUID, **_: Any) -> Any:
    """One piece of the draft."""
    return drafts.piece_of(actor, model, piece, row)


EDIT: Any = {"read": Permission.MODEL_READ, "change": Permission.MODEL_MANAGE}


@page(**EDIT, find=find_draft)
def editor(request: TenantRequest, model: UUID) -> HttpResponse:
    """The whole draft with a way to each piece."""
    definition = definition_of(request.found)
    context = {
        "version": request.found,
        "definition": definition,
        "editor": editor_of(definition, drafts.commitments(request.found)),
        "sections": sections_in(definition),
        "preview": preview_of(definition),
    }
    return answered(request, "improvement_cycle/models/editor.html", context)


@page(**EDIT, find=find_draft, methods=("GET", "POST"))
def words(request: TenantRequest, model: UUID) -> HttpResponse:
    """Name of the model and of its matrix, and the guidance that its plans go by."""
    version = request.found
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "label": version.label,
            "matrix_label": version.matrix_label,
            "edition": version.guidance.get("edition", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: model_pieces.change_model(actor=request.actor, model_id=model, values=form.values),
        )
        if saved:
            return at(request, "model_edit", model)
    context = {"version": version, "form": form, "title": "Names and guidance", "preview": None}
    return answered(request, "improvement_cycle/models/piece.html", context, faulty=bool(form.errors))


@page(**EDIT, find=find_list, methods=("GET", "POST"))
def add_piece(request: TenantRequest, model: UUID, piece: str) -> HttpResponse:
    """A new row at the end of its list."""
    form = _form(request, piece, request.found)
    where: dict[str, Any] = {"model_id": model, "parent_id": _parent(request, piece)}
    title = f"Add: {WORDS[piece]}"
    if "preview" in request.POST:
        return _tried(request, request.found, piece, form, title, where)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: model_pieces.add(actor=request.actor, piece=piece, values=form.cleaned_data, **where),
        )
        if made:
            messages.success(request, f"Added: {made}.")
            return _back_at(request, model, f"{piece}-{made.id}-a")
    return _piece_page(request, request.found, piece, form, title)


@page(**EDIT, find=find_piece, methods=("GET", "POST"), place=lambda found: None)
def change_piece(request: TenantRequest, model: UUID, piece: str, row: UUID) -> HttpResponse:
    """Change a row; its key stays, so that years remain comparable."""
    found = request.found
    form = _form(request, piece, found.model, found.row)
    title = f"Change: {WORDS[piece]}"
    if "preview" in request.POST:
        return _tried(request, found.model, piece, form, title, {"model_id": model, "piece_id": row})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: model_pieces.change(actor=request.actor, piece=piece, piece_id=row, values=form.cleaned_data),
        )
        if saved:
            messages.success(request, f"Changed: {saved}.")
            return _back_at(request, model, f"{piece}-{row}-a")
    return _piece_page(request, found.model, piece, form, title)


def _tried(
    request: TenantRequest, model: Any, piece: str, form: forms.Form, title: str, where: dict[str, Any]
) -> HttpResponse:
    """Nothing is saved: the matrix as it would look with what stands in the form."""
    drawn = None
    if form.is_valid():
        drawn = attempt(
            form,
            lambda: model_preview.preview(actor=request.actor, piece=piece, values=form.cleaned_data, **where),
        )
    return _piece_page(request, model, piece, form, title, drawn)


def _piece_page(
    request: TenantRequest, model: Any, piece: str, form: forms.Form, title: str, drawn: Definition | None = None
) -> HttpResponse:
    """The form of one piece, and under it the matrix, where the piece is seen in it."""
    shown = preview_of(drawn or definition_of(model)) if piece in DRAWN else None
    context = {"version": model, "form": form, "title": title, "preview": shown, "here": request.get_full_path()}
    only = "preview" if request.headers.get("HX-Target") == "preview" and shown else "piece"
    return answered(request, f"improvement_cycle/models/{only}.html", context, faulty=bool(form.errors))


@page(**EDIT, find=find_piece, methods=("GET", "POST"), place=lambda found: None)
def remove_piece(request: TenantRequest, model: UUID, piece: str, row: UUID) -> HttpResponse:
    """Take a row out of the draft."""
    found = request.found
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        name = str(found.row)
        model_pieces.remove(actor=request.actor, piece=piece, piece_id=row)
        messages.success(request, f"Taken out: {name}.")
        return at(request, "model_edit", model)
    context = {"version": found.model, "form": form, "row": found.row, "word": WORDS[piece]}
    return answered(request, "improvement_cycle/models/remove.html", context)


@page(**EDIT, find=find_piece, methods=("POST",), place=lambda found: None)
def move_piece(request: TenantRequest, model: UUID, piece: str, row: UUID) -> HttpResponse:
    """One place up or down in its list."""
    step = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if step is None:
        raise UnknownChoice("It moves up or down. Use the buttons of the list.")
    ids = list(request.found.siblings)
    here = ids.index(row)
    there = min(max(here + step, 0), len(ids) - 1)
    ids[here], ids[there] = ids[there], ids[here]
    model_pieces.reorder(actor=request.actor, piece=piece, ids=ids)
    # The same button again; at an end of the list, where it does nothing any more, the other one.
    again = "down" if there == 0 else "up" if there == len(ids) - 1 else request.POST["to"]
    return _back_at(request, model, f"{piece}-{row}-{again}")


def _back_at(request: TenantRequest, model: UUID, spot: str) -> HttpResponse:
    """Back to the editor, where a browser focuses the link or button that the address names."""
    response = at(request, "model_edit", model)
    response["Location"] += f"#{spot}"
    return response


def _form(request: TenantRequest, piece: str, model: Any, row: Any = None) -> forms.Form:
    extra: dict[str, Any] = {}
    if piece == "column":
        extra = {
            "scales": model.scales.all(),
            "areas": model.areas.all(),
            "judged": row is None or row.kind == ColumnKind.GRADE,
        }
    made = PIECE_FORMS[piece]
    data = request.POST if request.method == "POST" else None
    return made(data, initial=_initial(row, made) if row is not None else None, **extra)


def _initial(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    names = form.base_fields
    links = {"scale": "scale_id", "area": "area_id"}
    return {name: getattr(row, links.get(name, name)) for name in names if hasattr(row, links.get(name, name))}


def _parent(request: TenantRequest, piece: str) -> UUID | None:
    """The scale of a new grade, the category of a new commitment."""
    tables = {"scale": request.found.scales, "category": request.found.categories}
    table = tables.get(drafts.PIECES[piece].parent)
    inner = [str(each.id) for each in table.all()] if table else []
    chosen_one = chosen(request, "of", inner, "list")
    if inner and not chosen_one:
        raise UnknownChoice("It belongs to a list of the model. Add it with the button of that list.")
    return UUID(chosen_one) if chosen_one else None
