"""Documents of an academy's year as their pages show them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from improvement_cycle.document_pages import Words
from improvement_cycle.policies.survey import YEAR_BEFORE
from improvement_cycle.presenters.field_tables import table_of
from improvement_cycle.queries.document_versions import LastYear
from trust.models import Comment, Section, SubmittedVersion
from trust.policies.contents import Choice, Field, Part, is_empty, words_of
from trust.policies.differences import Piece, differences
from trust.policies.plain_marks import to_lines
from trust.policies.rich_text import clean_html, plain_text
from trust.policies.small_numbers import small_numbers
from trust.policies.wording import listed


@dataclass(frozen=True)
class SectionLine:
    """A section in the list at the side."""

    key: str
    title: str
    number: int | None
    state: str  # done, part, todo
    standing: str  # its state in words; `words` with what it comes to
    words: str
    is_current: bool
    writers: Sequence[str] = ()
    here: Sequence[str] = ()
    saved: str = ""
    unanswered: int = 0  # comments


@dataclass(frozen=True)
class PieceRead:
    """A piece of evidence as it was handed in: its line, its results, and itself where this person still opens it."""

    line: str
    there: Any = None
    table: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class FieldShown:
    """A field with what stands in it. `last`: the answer of the year before."""

    field: Field
    value: Any
    words: int
    last: str = ""
    # Of a list whose lines can be marked: the field of the marks, and the lines that are.
    marks: Field | None = None
    marked: Collection[str] = ()
    # Evidence as it was handed in.
    pieces: Sequence[PieceRead] = ()
    # On the page that says what is wrong: what was typed in the plain box, to the last letter, and the sentence.
    raw: str | None = None
    fault: str = ""

    @property
    def html(self) -> SafeString:
        """Formatted text, cleaned once more where it is shown."""
        return mark_safe(clean_html(self.value or ""))  # noqa: S308 - clean_html leaves six formats

    @property
    def plain(self) -> str:
        """The text as lines with marks, for those who write without the editor."""
        if self.raw is not None:
            return self.raw
        return to_lines(self.value or "") if self.field.kind == "rich" else str(self.value or "")

    @property
    def lines(self) -> str:
        """A list as the box shows it."""
        return "\n".join(self.value or [])

    @property
    def rows(self) -> int:
        """How high its box is: as many rows as it has lines and one more, within bounds."""
        text = self.lines if self.field.kind == "lines" else str(self.value or "")
        # A line of about so many letters takes a row.
        needed = sum(1 + len(line) // 90 for line in text.split("\n"))
        return min(max(needed + 1, 4 if self.field.kind == "lines" else 6), 20)

    @property
    def points(self) -> list[tuple[str, bool]]:
        """The lines of a list, and whether each is marked."""
        return [(line, line in self.marked) for line in self.value or ()]

    @property
    def ticks(self) -> list[tuple[str, list[tuple[Choice, bool]]]]:
        """What can be ticked, under its headings, and whether it is."""
        given = set(self.value or ())
        return [
            (heading, [(choice, choice.key in given) for choice in choices])
            for heading, choices in groupby(self.field.choices, key=lambda choice: choice.group)
        ]

    @property
    def how_many(self) -> str:
        """5 of 10 considered."""
        return f"{len(self.value or ())} of {len(self.field.choices)} considered"

    @property
    def checklist(self) -> str:
        """What ticks are for, and where the points come from."""
        return f"A checklist to think with, not a score. {self.field.edition}."

    @property
    def considered(self) -> str:
        """What is ticked, in words."""
        return "; ".join(choice.label for choice in self.field.choices if choice.key in (self.value or ()))

    @property
    def not_considered(self) -> str:
        """What is not."""
        return "; ".join(choice.label for choice in self.field.choices if choice.key not in (self.value or ()))

    @property
    def choice(self) -> Choice | None:
        """The answer that was chosen."""
        return next((choice for choice in self.field.choices if choice.key == self.value), None)


def section_lines(
    parts: Iterable[Part],
    sections: Sequence[Section],
    words: Words,
    *,
    answer: str = "",
    current: str = "",
    reader: str = "",
) -> list[SectionLine]:
    """The list of sections, those numbered that are counted. `answer`: the choice that each comes to.

    `reader` knows where they are.
    """
    by_key = {section.key: section for section in sections}
    made, number = [], 0
    for part in parts:
        section = by_key.get(part.key)
        if section is None:
            continue
        number += part.is_numbered
        standing = _standing(section, words)
        made.append(
            SectionLine(
                key=part.key,
                title=part.title,
                number=number if part.is_numbered else None,
                state=_state(section),
                standing=standing,
                words=_with_answer(standing, part, section, answer),
                is_current=part.key == current,
                writers=[writer.membership.name for writer in section.writers.all()],
                here=[name for name in section.here if name != reader],
                saved=f"{saved_words(section)} by {section.saved_by_name}" if section.saved_at else "",
                unanswered=section.unanswered,
            )
        )
    return made


def fields_shown(part: Part, content: Mapping[str, Any], last: Mapping[str, str] | None = None) -> list[FieldShown]:
    """Each field with what stands in it. `last`: answers of the year before to be shown beside, by field."""
    counted = words_of(part, content)
    marks = {field.of: field for field in part.fields if field.kind == "marks"}
    return [
        FieldShown(
            field,
            content.get(field.key),
            counted.get(field.key, 0),
            (last or {}).get(field.key, ""),
            marks=marks.get(field.key),
            marked=content.get(marks[field.key].key) or () if field.key in marks else (),
        )
        for field in part.fields
        if field.kind != "marks"
    ]


def shared_words(is_shared: bool, centre_sees_drafts: bool) -> str:
    """What sharing has changed: where the trust has decided so, director and chief executive read drafts anyway."""
    if is_shared:
        return "The trust team can read the draft now."
    if centre_sees_drafts:
        return (
            "It is not shared any more. As your trust has decided, director and chief executive read it all the same."
        )
    return "The draft is the academy’s alone again."


def as_typed(fields: Sequence[FieldShown], plain: Mapping[str, str], faults: Mapping[str, str]) -> list[FieldShown]:
    """The fields of a page that was refused: plain boxes as they were typed, sentences at their fields."""
    return [
        replace(
            each,
            raw=plain.get(each.field.key),
            fault=" ".join(faults[key] for key in [f.key for f in (each.field, each.marks) if f] if key in faults),
        )
        for each in fields
    ]


def saved_words(section: Section) -> str:
    """Saved 12:03; on another day with the day. Nothing where nothing was typed yet."""
    if section.saved_at is None:
        return ""
    at = timezone.localtime(section.saved_at)
    return f"Saved {at:%H:%M}" if is_today(at) else f"Saved {day(at.date())}, {at:%H:%M}"


def answer_words(version: SubmittedVersion, *, talks: bool, answered: str = "approved") -> str:
    """What became of a version: who approved it, who gave it back. `talks`: with those who write it, or answers.

    `answered`: what a version of this kind is then.
    """
    names = listed(list(dict.fromkeys(approval.in_words for approval in version.approvals.all())))
    said = [f"{answered.capitalize()} by {names}"] if names else []
    if given_back := given_back_words(version, talks=talks):
        said.append(given_back)
    return ". ".join(said) or f"Not {answered} yet"


def given_back_words(version: SubmittedVersion, *, talks: bool) -> str:
    """Given back by Jo Whitlock, 26 November; nothing where it was not."""
    if version.given_back is None:
        return ""
    on = timezone.localtime(version.given_back.at).date()
    return f"Given back by {version.given_back.by_name}, {day(on)}" if talks else "Not approved"


def unanswered_words(lines: Sequence[SectionLine]) -> str:
    """How many comments are open; nothing where none is."""
    count = sum(line.unanswered for line in lines)
    return f"{count} comment{' is' if count == 1 else 's are'} not answered yet" if count else ""


def is_today(at: dt.datetime) -> bool:
    """Whether it was today, here."""
    return at.date() == timezone.localdate()


def last_answers(last: LastYear | None, answer: str) -> dict[str, str]:
    """What the section came to the year before, by its field; nothing where it came to nothing."""
    said = last.content.get(answer) if last else ""
    return {answer: str(said)} if said else {}


def day(date: dt.date) -> str:
    """19 November."""
    return f"{date.day} {date:%B}"


def _state(section: Section) -> str:
    if section.is_finished:
        return "done"
    # What stood there from the beginning, such as official figures, nobody has written.
    is_untouched = section.saved_at is None and not section.is_old
    return "todo" if is_untouched or is_empty(section.content) else "part"


def _standing(section: Section, words: Words) -> str:
    if section.is_old:
        return "Last year’s text"
    return {"done": words.done, "part": "In progress", "todo": words.todo}[_state(section)]


def _with_answer(standing: str, part: Part, section: Section, answer: str) -> str:
    given = next((f for f in fields_shown(part, section.content) if f.field.key == answer), None)
    return f"{standing}. {given.choice.label}" if given and given.choice else standing


@dataclass(frozen=True)
class PartRead:
    """A section of a version to read, with what was said on it."""

    key: str
    title: str
    fields: Sequence[FieldShown]
    comments: Sequence[Comment] = ()
    arranged: Any = None  # as the kind arranges its fields; None where they stand one below the other

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in it."""
        return not any(each.value or each.field.kind == "ticks" for each in self.fields)


def read_version(
    version: SubmittedVersion,
    there: Mapping[str, Any] | None = None,
    said: Mapping[str, Sequence[Comment]] | None = None,
    arranged: Callable[[Sequence[FieldShown]], Any] = lambda _fields: None,
    answers: Sequence[Choice] = (),
) -> list[PartRead]:
    """The sections of a version with their fields, with the words they had when it was handed in.

    `there`: evidence that can be opened, by id; `said`: comments by section; `arranged`: how the kind arranges one;
    `answers`: what it comes to, where these look the same in every year.
    """
    looks = {each.key: each for each in answers}
    made = []
    for section in version.content["sections"]:
        fields = [
            _frozen(f, there or {}, _marks(section, f["key"]), looks) for f in section["fields"] if f["kind"] != "marks"
        ]
        comments = (said or {}).get(section["key"], ())
        made.append(PartRead(section["key"], section["title"], fields, comments, arranged(fields)))
    return made


def _marks(section: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    return next((f for f in section["fields"] if f["kind"] == "marks" and f["of"] == key), None)


def _frozen(
    field: Mapping[str, Any],
    there: Mapping[str, Any],
    marks: Mapping[str, Any] | None,
    looks: Mapping[str, Choice],
) -> FieldShown:
    choices = _points(field)
    if words := field.get("words"):
        choices = (replace(looks.get(field["value"], Choice(field["value"], words)), label=words),)
    return FieldShown(
        Field(field["key"], field["label"], field["kind"], choices=choices, edition=field.get("edition", "")),
        table_of(field) if field["kind"] == "table" else field["value"],
        0,
        marks=Field(marks["key"], marks["label"], "marks", of=field["key"]) if marks else None,
        marked=(marks and marks["value"]) or (),
        pieces=[
            PieceRead(line, there.get(key), table)
            for line, key, table in zip_longest(field["value"] or (), field["items"], field.get("tables", ()))
        ]
        if "items" in field
        else (),
    )


def _points(field: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(each["key"], each["label"], group=each["group"]) for each in field.get("points", ()))


def listed_in(version: SubmittedVersion) -> set[str]:
    """The ids of the evidence that it lists."""
    fields = (field for section in version.content["sections"] for field in section["fields"])
    return {each for field in fields for each in field.get("items", ())}


@dataclass(frozen=True)
class FieldCompared:
    """A field in two versions. Texts: the pieces that stayed, went and came; answers: both words."""

    label: str
    pieces: Sequence[Piece] = ()
    answers: tuple[str, str] | None = None
    is_same: bool = False


@dataclass(frozen=True)
class SectionCompared:
    """A section in two versions: the fields that anything stands in."""

    title: str
    fields: Sequence[FieldCompared]

    @property
    def is_same(self) -> bool:
        """Whether nothing in it changed."""
        return all(field.is_same for field in self.fields)


def compared(before: SubmittedVersion, now: SubmittedVersion) -> list[SectionCompared]:
    """The sections of two versions, in the order of the newer; those that only one has are compared with nothing."""
    old = {section["key"]: section for section in before.content["sections"]}
    new = {section["key"]: section for section in now.content["sections"]}
    made = []
    for key in [*new, *(key for key in old if key not in new)]:
        fields = {f["key"]: f for section in (old.get(key), new.get(key)) if section for f in section["fields"]}
        lines = [
            _compared(field["label"], _field(old.get(key), name), _field(new.get(key), name))
            for name, field in fields.items()
        ]
        title = (new.get(key) or old[key])["title"]
        made.append(SectionCompared(title, [line for line in lines if line is not None]))
    return made


def answers_compared(before: SubmittedVersion, now: SubmittedVersion, answer: str) -> list[tuple[str, str, str]]:
    """What each section comes to in two versions, such as its grade, in words, side by side."""
    old, new = _answers(before, answer), _answers(now, answer)
    titles = {key: title for answers in (new, old) for key, (title, _) in answers.items()}
    return [(title, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]) for key, title in titles.items()]


def _answers(version: SubmittedVersion, answer: str) -> dict[str, tuple[str, str]]:
    fields = ((section, field) for section in version.content["sections"] for field in section["fields"])
    return {s["key"]: (s["title"], field.get("words") or "") for s, field in fields if field["key"] == answer}


def _field(section: Mapping[str, Any] | None, key: str) -> Mapping[str, Any]:
    found = next((f for f in section["fields"] if f["key"] == key), None) if section else None
    return found or {"kind": "", "value": None}


def _compared(label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> FieldCompared | None:
    if not old["value"] and not new["value"]:
        return None
    is_same = old["value"] == new["value"] and old.get("tables") == new.get("tables")
    if "choice" in (old["kind"], new["kind"]):
        return FieldCompared(label, answers=(old.get("words", ""), new.get("words", "")), is_same=is_same)
    return FieldCompared(label, tuple(differences(_plain(old), _plain(new))), is_same=is_same)


def _plain(field: Mapping[str, Any]) -> str:
    value = field["value"] or ""
    if field["kind"] == "ticks":
        return "".join(f"{point.label}\n" for point in _points(field) if point.key in value)
    if field["kind"] == "table":
        return "".join(f"{line}\n" for line in table_of(field).lines)
    if isinstance(value, list):
        # Each with its end: a line that comes behind another leaves that one as it was.
        more = [line for table in field.get("tables", ()) if table for line in results(table)]
        return "".join(f"{line}\n" for line in [*value, *more])
    return plain_text(value) if field["kind"] == "rich" else str(value)


def results(table: Mapping[str, Any]) -> list[str]:
    """Results of a survey, a sentence each: where there is no room for a table."""
    said = []
    # A name that was given is written as it was given: "October 2025".
    name = "year before" if table["before"] == YEAR_BEFORE else table["before"]
    for statement, agree, answers, before in table["lines"]:
        then = "" if before == "–" else f", {name} {before}"
        said.append(f"{statement}: {agree} of {answers} answers{then}")
    return said


def here_words(others: Sequence[str]) -> str:
    """Who else has the section open."""
    if not others:
        return "Only you are here"
    return f"{listed(others)} {'is' if len(others) == 1 else 'are'} here too"


def careful_words(part: Part, content: Mapping[str, Any], threshold: int) -> str:
    """A gentle word about numbers so small that a pupil might be recognised; nothing where there are none."""
    # What is marked or ticked stands in words of ours or of another field.
    written = [f for f in part.fields if f.kind not in ("marks", "ticks")]
    texts = [_plain({"kind": f.kind, "value": content.get(f.key)}) for f in written]
    found = small_numbers("\n".join(texts), threshold)
    if not found:
        return ""
    quoted = listed([f"“{passage}”" for passage in found[:3]])
    return f"{quoted}: numbers under {threshold} may let pupils be recognised. Could you say it without the number?"
