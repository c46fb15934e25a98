"""An existing document in Word: chosen, shown for checking, placed into the sections."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from improvement_cycle.presenters import document_import as shown
from improvement_cycle.queries.document_sections import sections_of
from improvement_cycle.queries.documents import find
from improvement_cycle.views.document_frame import ENTER, document_of, frame, pages_here, to
from improvement_cycle.views.outcome import answered, attempt
from trust import documents
from trust.actions import word_imports as actions
from trust.actions.waiting_files import is_expired
from trust.actions.word_imports import Way
from trust.errors import BadInput, Conflict, NotFound
from trust.models import Section, WordImport
from trust.queries.word_imports import find_import
from trust.web import TenantRequest, page

TO, WAY, SEEN = "to-", "way-", "seen-"


class WordFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Word file",
        help_text="A docx file of at most 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose a Word file.", "empty": "The file is empty."},
    )


@page(read=ENTER, find=find, methods=("GET", "POST"))
def choose(request: TenantRequest, kind: str, year: str, academy: str) -> HttpResponse:
    """Choose the file; it is read at once, and nothing of it is placed yet."""
    document = document_of(request)
    _check_writes(request)
    is_posted = request.method == "POST"
    form = WordFileForm(request.POST if is_posted else None, request.FILES if is_posted else None)
    if is_posted and form.is_valid():
        upload = form.cleaned_data["file"]
        made = attempt(
            form,
            lambda: actions.read(actor=request.actor, document_id=document.id, name=upload.name, content=upload),
        )
        if made:
            return to(request, "place", made.id)
    context = frame(request, document) | {"form": form}
    return answered(request, "improvement_cycle/documents/import.html", context, faulty=bool(form.errors))


@page(read=ENTER, find=find, methods=("GET", "POST"))
def place(request: TenantRequest, kind: str, year: str, academy: str, taken: UUID) -> HttpResponse:
    """Check where each passage goes, then place them all."""
    document = document_of(request)
    waiting = find_import(request.actor, document, taken)
    _check_writes(request)
    if answer := _over(request, waiting):
        return answer
    fault, is_clash = "", False
    if request.method == "POST":
        try:
            return _placed(request, waiting)
        except BadInput as error:
            fault = " ".join([error.message, *error.detail.values()])
        except Conflict as error:
            fault, is_clash = error.message, True
    context = _page(request, waiting) | {"fault": fault}
    template = "improvement_cycle/documents/place.html"
    return answered(request, template, context, faulty=bool(fault), clashing=is_clash)


def _over(request: TenantRequest, waiting: WordImport) -> HttpResponse | None:
    """Placed already, or waited too long: the way on, with a sentence."""
    if waiting.placed_at is not None:
        messages.info(request, f"{waiting.name} is placed already. Nothing was placed a second time.")
        return to(request, "overview")
    if is_expired(waiting):
        messages.warning(request, f"{waiting.name} waited longer than a day. Choose it again.")
        return to(request, "import")
    return None


def _placed(request: TenantRequest, waiting: WordImport) -> HttpResponseRedirect:
    sent = request.POST
    total = len(waiting.chunks)
    placed = actions.put(
        actor=request.actor,
        import_id=waiting.id,
        targets=_targets(sent, total),
        ways={key: Way(way) for key, way in _ways(sent).items()},
        seen=_seen(sent),
    )
    names = len(placed)
    if names:
        words = "one section" if names == 1 else f"{names} sections"
        messages.success(request, f"{waiting.name} is placed into {words}. Read them, and finish each one.")
    else:
        messages.info(request, f"Nothing of {waiting.name} was placed.")
    return to(request, "overview")


def _targets(sent: QueryDict, total: int) -> dict[int, str]:
    return {number: str(sent.get(f"{TO}{number}", "")) for number in range(total)}


def _ways(sent: QueryDict) -> dict[str, str]:
    """What was chosen for each section; a word that none of the choices says is passed over: adding loses nothing."""
    said = {name.removeprefix(WAY): str(value) for name, value in sent.items() if name.startswith(WAY)}
    return {key: value for key, value in said.items() if value in set(Way)}


def _seen(sent: QueryDict) -> dict[str, int]:
    said = {name.removeprefix(SEEN): str(value) for name, value in sent.items() if name.startswith(SEEN)}
    return {key: int(value) for key, value in said.items() if value.isascii() and value.isdecimal() and len(value) < 10}


def _page(request: TenantRequest, waiting: WordImport) -> dict[str, Any]:
    around = frame(request, document_of(request))
    is_posted = request.method == "POST"
    sent = request.POST
    targets = _targets(sent, len(waiting.chunks)) if is_posted else None
    chunks = shown.chunks_shown(waiting, targets)
    written, parts = _written(request, around["sections"]), list(documents.parts_of(around["document"]).values())
    choices = shown.section_choices(parts, written, chunks, _ways(sent) if is_posted else None)
    return around | {
        "waiting": waiting,
        "chunks": chunks,
        "choices": choices,
        "with_text": [each for each in choices if each.has_text and each.is_target],
        "more_with_text": [each for each in choices if each.has_text and not each.is_target],
        "unplaced": [each for each in chunks if not each.target],
        "left": shown.left_words(waiting),
        "lines": [],
    }


def _written(request: TenantRequest, sections: list[Section]) -> list[Section]:
    return [each for each in sections if documents.writes(request.actor, each)]


def _check_writes(request: TenantRequest) -> None:
    """For those who write a section of it, while it is written."""
    document = document_of(request)
    if not pages_here(request).takes_word or not _written(request, sections_of(document)):
        raise NotFound()
    documents.check_open(document)
