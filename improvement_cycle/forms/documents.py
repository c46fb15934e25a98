"""Forms of documents of an academy's year."""

import json
import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from trust.actions.comments import LONGEST as LONGEST_COMMENT
from trust.policies.contents import LONGEST_TEXT, Field, Part
from trust.policies.documents import Edit
from trust.policies.merging import Began
from trust.policies.plain_marks import from_lines, to_lines
from trust.policies.rich_text import clean_html
from trust.policies.texts import GIVE_A_REASON, one_line, straight

SEEN = "seen-"
VERSION = re.compile("[0-9]{1,9}")
POINT = "point"
PLAIN = "plain"  # what was typed in a plain box: see trust.policies.plain_marks


def typed(part: Part, sent: QueryDict, stands: Mapping[str, Any]) -> dict[str, Any]:
    """What the page sent of the section's fields, as the action takes it. `stands`: what stood in them."""
    sent_fields = (field for field in part.fields if field.key in sent or f"{field.key}_{PLAIN}" in sent)
    given = {field.key: _value(field, sent, stands.get(field.key)) for field in sent_fields}
    for marks in part.fields:
        if marks.kind == "marks" and f"{marks.of}_{POINT}" in sent:
            given |= _points(marks, sent)
    return given


def _points(marks: Field, sent: QueryDict) -> dict[str, list[str]]:
    """Points with a box each, and a tick beside those that are marked. A box of several lines is several points."""
    rows, ticked = sent.getlist(f"{marks.of}_row"), set(sent.getlist(f"{marks.key}_row"))
    boxes = list(zip_longest(sent.getlist(f"{marks.of}_{POINT}"), rows, fillvalue=""))
    # Without JavaScript a button sends which point goes up by one.
    up = next((place for place, (_, row) in enumerate(boxes) if place and row == sent.get(f"{marks.of}_up")), 0)
    if up:
        boxes[up - 1], boxes[up] = boxes[up], boxes[up - 1]
    found = [(one_line(line), row in ticked) for text, row in boxes for line in text.splitlines() if line.strip()]
    return {marks.of: [line for line, _ in found], marks.key: [line for line, is_ticked in found if is_ticked]}


def shown_again(part: Part, sent: QueryDict, stands: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the page that says what is wrong with it: nothing but the six formats comes back."""
    given = typed(part, sent, stands)
    kinds = {field.key: field.kind for field in part.fields}
    return {key: clean_html(straight(value)) if kinds[key] == "rich" else value for key, value in given.items()}


def plain_boxes(part: Part, sent: QueryDict) -> dict[str, str]:
    """What was typed in each plain box, to the last letter."""
    names = {field.key: f"{field.key}_{PLAIN}" for field in part.fields}
    return {key: str(sent[name]) for key, name in names.items() if name in sent}


def _value(field: Field, sent: QueryDict, stands: Any) -> Any:
    if field.kind == "ticks":
        # An empty one stands on the page: boxes that are all without a tick send nothing.
        return [key for key in sent.getlist(field.key) if key]
    if field.kind == "lines":
        return str(sent[field.key]).splitlines()
    if field.kind != "rich" or f"{field.key}_{PLAIN}" not in sent:
        return sent[field.key]
    lines = str(sent[f"{field.key}_{PLAIN}"]).replace("\r\n", "\n")
    if len(lines) > LONGEST_TEXT:
        return lines  # too long to be read as marks: the action says so
    # Sent back as it was shown, it stays as it is to the last letter.
    return stands if stands and lines.strip() == to_lines(stands) else from_lines(lines)


def edit_of(sent: QueryDict) -> Edit:
    """The save as the page names it. Without JavaScript each sending is an edit of a tab of its own.

    Raises ValueError where the words are no numbers: nobody typed them.
    """
    tab, key = (UUID(given) if (given := sent.get(name)) else uuid4() for name in ("tab", "key"))
    return Edit(seen_version=_number(sent.get("version", "0")), tab=tab, key=key, number=_number(sent.get("edit", "1")))


def began_of(sent: QueryDict) -> Began | None:
    """What the page began from. Nothing where it does not say so in a form that can be read: then two clash."""
    try:
        said = json.loads(sent.get("base", ""))
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return Began({str(key): str(value) for key, value in said.items()}, frozenset(sent.getlist("changed")))


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError("out of range")
    return number


def _words(label: str, missing: str, *, longest: int, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"At most {longest:,} characters."},
    )


def seen_versions(sent: QueryDict) -> dict[str, int]:
    """The version of each section on the page from which it is submitted."""
    said = {name.removeprefix(SEEN): str(value) for name, value in sent.items() if name.startswith(SEEN)}
    return {key: int(value) for key, value in said.items() if VERSION.fullmatch(value)}


class AnswerForm(forms.Form):
    """The word of who approves, where the kind asks for one."""

    comment = forms.CharField(
        max_length=LONGEST_COMMENT,
        label="Your comment",
        help_text="What do you make of it? The head reads it at once.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what you make of it."},
    )


class ReturnForm(forms.Form):
    """What is to be looked at again."""

    note = _words("What should be looked at again?", "Say what should be looked at.", longest=2_000, rows=4)


class ReopenForm(forms.Form):
    """Why an approved one is written again."""

    note = _words("Why is it reopened?", GIVE_A_REASON, longest=2_000, rows=3)


class CommentForm(forms.Form):
    """A comment on a section, perhaps on some words of it, or a reply to one."""

    passage = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    answers = forms.UUIDField(required=False)
    text = _words("Comment", "Write the comment first.", longest=5_000, rows=3)
