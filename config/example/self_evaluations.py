"""Self-evaluations of an invented trust: last year's approved, this year's at every stage of their life."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from academies.models import Academy
from config.example import section_evidence
from config.example.people import actor_of
from improvement_cycle.document_pages import pages_of
from improvement_cycle.models import AcademyCycle
from improvement_cycle.policies.self_evaluation import FOOTING, GRADE
from improvement_cycle.queries.self_evaluations import parts_of_row
from improvement_cycle.workflow import SEF
from trust.actions.documents import frozen, keep_version, open_document
from trust.actors import system_actor
from trust.enums import DocumentState
from trust.models import Activity, Approval, Comment, Document, Membership, Section, Trust
from trust.policies.contents import Part

TEXTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "sef_texts.yaml").read_text(encoding="utf-8"))
# How much of a draft is written, in sections.
BEGUN = 6


@dataclass(frozen=True)
class _People:
    """Who writes and who answers."""

    head: Membership
    director: Membership
    chief: Membership


def build(
    trust: Trust,
    said: dict[str, Any],
    members: dict[str, Membership],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
) -> None:
    """As the file says for this year; for the years before, an approved one wherever there was a head."""
    newest = said["years"][-1]
    for academy in said["academies"]:
        place, staff = academies[academy["key"]]
        if "head" not in staff:
            continue
        director = "primary" if academy["phase"] == "primary" else "secondary"
        people = _People(staff["head"], members.get(director) or members["director"], members["chief"])
        rows = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
        for row in rows.filter(academy=place):
            year = row.cycle.school_year.starts_on.year
            state = said.get("self_evaluations", {}).get(academy["key"]) if year == newest else DocumentState.APPROVED
            if state and year >= newest - 1:
                _write(trust, row, academy["years"][year]["grades"], people, state)


def _write(trust: Trust, row: AcademyCycle, letters: str, people: _People, state: str) -> None:
    parts = parts_of_row(row)
    document = open_document(
        actor=system_actor(trust, people.head.name),
        kind=SEF,
        subject_id=row.id,
        title=pages_of(SEF).title_of(row),
        academy_id=row.academy_id,
        parts=parts,
    )
    year = row.cycle.school_year.starts_on.year
    is_weak = letters.count("R") + letters.count("I") > 1
    written = len(parts) if state != DocumentState.DRAFT else BEGUN
    for number, (section, part) in enumerate(zip(document.sections.order_by("order"), parts, strict=True)):
        if number < written:
            section.content = _content(part, row.academy.name, is_weak=is_weak and number % 2 == 1)
            section.is_finished = state != DocumentState.DRAFT or number < written - 1
            section.version, section.saved_by, section.saved_by_name = 1, people.head.pk, people.head.name
            section.saved_at = _at(year, 10, 12 + number)
            section.save()
    if not row.cycle.is_closed and row.academy.name in TEXTS["evidence_of"]:
        section_evidence.add(actor_of(trust, people.head), row, TEXTS["evidence"])
    if state != DocumentState.DRAFT:
        _hand_in(document, row, people, state, year)


def _content(part: Part, name: str, *, is_weak: bool) -> dict[str, Any]:
    texts = TEXTS.get(part.key) or TEXTS["leadership"]
    texts = texts.get("work" if is_weak else "good", texts)
    keys = {field.key for field in part.fields}
    content = {key: value.format(name=name) if isinstance(value, str) else value for key, value in texts.items()}
    grades = next((field.choices for field in part.fields if field.key == GRADE), ())
    if grades:
        # The second of a scale, or the third where work is needed; a scale of two is met.
        content[GRADE] = grades[0 if len(grades) == 2 else 2 if is_weak else 1].key
        content[FOOTING] = "not_yet" if is_weak else "secure"
    return {key: value for key, value in content.items() if key in keys}


def _hand_in(document: Document, row: AcademyCycle, people: _People, state: str, year: int) -> None:
    content = frozen(document, list(document.sections.order_by("order")))
    at = _at(year, 11, 2)
    document.number, document.state = 1, state
    document.approved_number = 1 if state == DocumentState.APPROVED else 0
    document.save()
    version = keep_version(
        document=document,
        content=content,
        approvers=("director", "chief_executive"),
        by_membership=people.head.pk,
        by_name=people.head.name,
        at=at,
    )
    _tell(document, people.head, at, "submit", f"submitted {document.title}, version 1", DocumentState.SUBMITTED)
    if state == DocumentState.APPROVED:
        for capacity, person, day in (("director", people.director, 5), ("chief_executive", people.chief, 9)):
            Approval.objects.create(
                version=version, capacity=capacity, by_membership=person.pk, by_name=person.name, at=_at(year, 11, day)
            )
        _tell(document, people.chief, _at(year, 11, 9), "approve", f"approved {document.title}, version 1", state)
    if state == DocumentState.RETURNED:
        section = Section.objects.get(document=document, key="teaching_for_learning")
        Comment.objects.create(
            document=document,
            section=section,
            number=version.number,
            passage=TEXTS["passage"],
            text=TEXTS["comment"],
            by_membership=people.director.pk,
            by_name=people.director.name,
        )
        sentence = f"gave {document.title} back with comments to answer"
        _tell(document, people.director, _at(year, 11, 6), "return", sentence, state, note=TEXTS["returned"])


def _tell(
    document: Document, person: Membership, at: dt.datetime, verb: str, sentence: str, state: str, note: str = ""
) -> None:
    Activity.objects.create(
        kind=SEF,
        subject_id=document.id,
        verb=verb,
        sentence=sentence,
        to_state=state,
        note=note,
        academy_id=document.academy_id,
        by_membership=person.pk,
        by_name=person.name,
        at=at,
    )


def _at(year: int, month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(year, month, day), dt.time(15, 20)))
