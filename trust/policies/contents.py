"""What a section of a document holds: its fields, and how what was typed becomes what is kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trust.policies.rich_text import clean_html, count_words, plain_text
from trust.policies.texts import one_line, straight

LONGEST_TEXT = 60_000
# JSON can say one half of a sign that takes two; neither the database nor UTF-8 can.
HALF_A_SIGN = re.compile("[\ud800-\udfff]")
LONGEST_LINE = 500
MOST_LINES = 40


@dataclass(frozen=True)
class Choice:
    """One of several answers."""

    key: str
    label: str
    tone: str = ""
    shape: str = ""
    hint: str = ""
    # Of a point to tick: the heading it stands under, and what to ask oneself.
    group: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `kind`: rich (formatted text), text (plain), lines (a list), choice, marks, ticks.

    Marks are those lines of another field that were marked, by their words: see trust.policies.marks. Ticks are
    those of the choices that were ticked, by their keys and in the order of the choices.
    """

    key: str
    label: str
    kind: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    words: int = 0  # a target to aim for, no limit
    is_needed: bool = False
    also: tuple[str, ...] = ()  # what other documents call it: for placing an imported text
    of: str = ""  # of marks: the list whose lines are marked
    edition: str = ""  # of ticks: where the choices come from, in words
    without: str = ""  # of a choice that can be taken back: what it is called to have no answer
    # Of fields that stand together on the page: what they have in common, and what each is called beside the others.
    group: str = ""
    group_hint: str = ""
    in_group: str = ""

    def words_of_choice(self, key: str | None) -> str:
        """The answer to choose that has this key, in words."""
        return next((choice.label for choice in self.choices if choice.key == key), "")


@dataclass(frozen=True)
class Part:
    """A section as its kind defines it."""

    key: str
    title: str
    fields: tuple[Field, ...]
    lead: str = ""
    also: tuple[str, ...] = ()  # as above
    is_numbered: bool = False  # one of those that are counted; others stand around them

    def field(self, key: str) -> Field:
        """The field of this key; KeyError where there is none."""
        return next(each for each in self.fields if each.key == key)


def clean_content(part: Part, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept of what was given, and sentences for what cannot be. Fields that are not given are left out."""
    kept: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in part.fields:
        if field.key not in given:
            continue
        try:
            kept[field.key] = _READERS[field.kind](field, given[field.key])
        except ValueError as fault:
            faults[field.key] = str(fault)
    return kept, faults


def is_empty(content: Mapping[str, Any]) -> bool:
    """Whether nothing at all was filled in."""
    return not any(content.values())


def gaps(part: Part, content: Mapping[str, Any]) -> list[str]:
    """The labels of what is needed and not there."""
    return [field.label for field in part.fields if field.is_needed and not content.get(field.key)]


def words_of_fields(fields: Iterable[Mapping[str, Any]]) -> str:
    """What was written in these fields, without formats: answers to choose from are left out."""
    return "\n".join(text for field in fields if (text := _words_of(field["kind"], field["value"])))


def _words_of(kind: str, value: Any) -> str:
    # What is marked stands in its list already.
    if kind in ("choice", "marks", "ticks") or not value:
        return ""
    if kind == "lines":
        return "\n".join(value)
    if kind == "table":
        return "\n".join(text for row in value for text in row if text)
    if kind == "rich":
        return plain_text(value)
    # What stands beside a text, such as its evidence, is found as itself.
    return value if isinstance(value, str) else ""


def words_of(part: Part, content: Mapping[str, Any]) -> dict[str, int]:
    """Number of words in each formatted text."""
    return {field.key: count_words(content.get(field.key, "")) for field in part.fields if field.kind == "rich"}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("This must be text.")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"This is longer than {LONGEST_TEXT:,} characters. Move a part of it to another section.")
    if HALF_A_SIGN.search(value):
        raise ValueError("This holds half of a sign, which no computer can keep. Type it anew.")
    return straight(value).replace("\r\n", "\n")


def _rich(_field: Field, value: Any) -> str:
    return clean_html(_text(value))


def _plain(_field: Field, value: Any) -> str:
    return _text(value).strip()


def _lines(field: Field, value: Any) -> list[str]:
    texts = value.split("\n") if isinstance(value, str) else value
    if not isinstance(texts, Iterable) or isinstance(texts, Mapping):
        raise ValueError("This must be a list of lines.")
    lines = [line for each in texts if (line := one_line(_text(each)))]
    if len(lines) > MOST_LINES:
        raise ValueError(f"At most {MOST_LINES} lines fit here. Put what belongs together into one.")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise ValueError(f"A line has at most {LONGEST_LINE} characters. Shorten it, or move it to the text above.")
    return lines


def _choice(field: Field, value: Any) -> str:
    if value in ("", None):
        return ""
    if not isinstance(value, str) or value not in {choice.key for choice in field.choices}:
        raise ValueError("Choose one of the answers.")
    return value


def _ticks(field: Field, value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value
    known = [choice.key for choice in field.choices]
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) and each in known for each in given):
        raise ValueError("Tick only what stands in the list.")
    return [key for key in known if key in given]


_READERS = {
    "rich": _rich,
    "text": _plain,
    "lines": _lines,
    "choice": _choice,
    "marks": _lines,
    "ticks": _ticks,
}
